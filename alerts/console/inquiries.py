"""The pages people ask questions on: search, hits that opened no case, rules and what another would find, channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from aiohttp import web

from alerts.console import filters as asked
from alerts.console import phrases
from alerts.console.acts import checked_form
from alerts.console.marks import Piece, pieces
from alerts.console.present import Badge, Look, Moment, badge
from alerts.console.screen import Screen
from alerts.console.session import WHO, Sessions
from alerts.console.silences import carry_out, silence_line
from alerts.console.story import clause_lines
from alerts.console.tools import Tools, Tried
from alerts.console.troubles import Trouble, trouble
from alerts.console.views import answer
from marsad.clean import safe_link
from marsad.errors import MarsadError, UsageError
from marsad.inquiry import ChannelHealth, Found, Suppressed
from marsad.ports import Desk
from marsad.rule_days import Sample
from marsad.text import sentences

PAGE = 30
EXCERPT_CHARS = 260
EXCERPTS = 2
DAYS_MAX = 30
RULE_CHARS, TEXT_CHARS = 20_000, 50_000
EXAMPLE = """[[rule]]
id = "bridge"
name = "قطع جسر أو طريق"
severity = "medium"
in = ["title", "lead"]
all = [
    { any = ["جسر", "طريق"] },
    { any = ["قطع", "إغلاق"] },
]
near = 6
"""


class FoundLine(NamedTuple):
    """One article of the answer to a search."""

    title: list[Piece]
    excerpts: list[list[Piece]]
    publisher: str
    when: Moment
    story: str
    link: str


class QuietLine(NamedTuple):
    """One hit that opened no case."""

    rule: str
    title: str
    why: str
    publisher: str
    when: Moment
    story: str
    link: str


class ChannelRow(NamedTuple):
    """One channel on its page."""

    id: str
    kind: str
    enabled: bool
    colour: str
    waiting: int
    oldest: Moment | None
    delivered: int
    dead: int
    last: Moment | None
    error: Trouble | None
    failed: Moment | None
    paused: str  # a clock with its day, until when nothing is sent; "" when it may be


class RuleRow(NamedTuple):
    """One rule on its page, with how operators judged it."""

    id: str
    name: str
    badge: Badge
    enabled: bool
    cases: int
    false_alarms: int
    quiet: int


class Inquiries:
    """Handlers of these pages."""

    def __init__(self, desk: Desk, screen: Screen, tools: Tools, sessions: Sessions) -> None:
        self._desk, self._screen, self._tools, self._sessions = desk, screen, tools, sessions

    async def search(self, request: web.Request) -> web.Response:
        """Show the articles that say what was asked, in any form of its words."""
        assert self._tools.history  # noqa: S101 - the page is only there with it
        query, before = request.query.get("q", "").strip(), asked.number(request.query, "before")
        found, after = await self._tools.history.search(query, before=before, limit=PAGE) if query else ([], 0)
        lines = [found_line(each, self._screen.look()) for each in found]
        more = str(request.rel_url.with_query(q=query, before=after)) if after else ""
        return await self._answer(request, "search.html", here="search", query=query, found=lines, more=more)

    async def suppressed(self, request: web.Request) -> web.Response:
        """Show the hits that opened no case."""
        assert self._tools.history  # noqa: S101
        rule, before = request.query.get("rule", ""), asked.number(request.query, "before")
        rows = await self._tools.history.suppressed(rule=rule, before=before, limit=PAGE + 1)
        named = {each.id: each.name for each in self._tools.rules.rules()} if self._tools.rules else {}
        more = str(request.rel_url.with_query(rule=rule, before=rows[PAGE - 1].n)) if len(rows) > PAGE else ""
        return await self._answer(
            request, "suppressed.html", here="suppressed", rule=rule, more=more, named=named,
            lines=[quiet_line(row, self._screen.look()) for row in rows[:PAGE]],
            by_rule=await self._tools.history.suppressed_by_rule(),
        )  # fmt: skip

    async def rules(self, request: web.Request) -> web.Response:
        """Show the rules, how their alerts were judged, and the bench to try another on."""
        return await self._rules(request)

    async def try_rule(self, request: web.Request) -> web.Response:
        """Try a rule on a text, on a page or on the last days. The running rules stay as they are."""
        assert self._tools.rules  # noqa: S101
        form = await checked_form(request, self._sessions)
        rule, days = form.get("rule", "")[:RULE_CHARS], asked.number({"days": form.get("days", "")}, "days")
        given: dict[str, Any] = {
            "text": rule,
            "title": form.get("title", ""),
            "body": form.get("body", "")[:TEXT_CHARS],
            "url": form.get("url", "").strip(),
        }
        try:
            if form.get("try") == "days":
                given |= {"days": min(max(days, 1), DAYS_MAX)}
                given |= {"past": await self._tools.rules.on_days(rule, given["days"])}
            else:
                if form.get("try") == "url":
                    title, body = await self._tools.rules.page(given["url"])
                    given |= {"title": title, "body": body[:TEXT_CHARS]}
                given |= {"tried": await self._tools.rules.on_text(rule, given["title"], given["body"])}
        except MarsadError as problem:
            given |= {"problem": str(problem)}
        return await self._rules(request, **given)

    async def _rules(self, request: web.Request, **given: Any) -> web.Response:
        assert self._tools.rules  # noqa: S101
        handling, history = self._tools.handling, self._tools.history
        judged = {each.rule: each for each in await handling.judged()} if handling else {}
        quiet = dict(await history.suppressed_by_rule()) if history else {}
        running = self._tools.rules.rules()
        shown = next((rule for rule in running if rule.id == request.query.get("rule")), None)
        rows = [
            RuleRow(
                rule.id, rule.name, badge(rule.severity), rule.enabled,
                judged[rule.id].cases if rule.id in judged else 0,
                judged[rule.id].false_alarms if rule.id in judged else 0, quiet.get(rule.id, 0),
            )
            for rule in running
        ]  # fmt: skip
        nothing = {"tried": None, "past": None, "problem": "", "title": "", "body": "", "url": "", "days": 7}
        values = {**nothing, "text": shown.text if shown else EXAMPLE, **given}
        look, tried = self._screen.look(), values["tried"]
        clauses = clause_lines(tried.clauses, look) if tried else []
        return await self._answer(
            request, "rules.html", here="rules", rows=rows, marked=sample_pieces, clauses=clauses, **values
        )

    async def channels(self, request: web.Request) -> web.Response:
        """Show the channels: what waits, and the last error in its own words."""
        return await self._channels(request)

    async def send_test(self, request: web.Request) -> web.Response:
        """Send a sample to one channel, and say what came of it."""
        form = await checked_form(request, self._sessions)
        send, channel = self._tools.send_test, form.get("channel", "")
        if send is None or channel not in {line.id for line in self._tools.listed()}:
            raise asked.BadFilter(f"لا قناة باسم «{channel}».")
        return await self._channels(request, tested=channel, outcome=await send(channel))

    async def silence(self, request: web.Request) -> web.Response:
        """Hold back for a while what fits some matchers, or end that."""
        assert self._tools.outbox  # noqa: S101
        form = await checked_form(request, self._sessions)
        try:
            await carry_out(self._tools.outbox, form, request[WHO], self._screen.now(), self._tools.actors())
        except UsageError as problem:
            return await self._channels(request, problem=str(problem), wished=form)
        return web.Response(status=303, headers={"Location": "/channels"})

    async def _channels(
        self, request: web.Request, *, tested: str = "", outcome: str = "", problem: str = "",
        wished: Mapping[str, str] = MappingProxyType({}),
    ) -> web.Response:  # fmt: skip
        assert self._tools.channels  # noqa: S101
        health = {each.channel: each for each in await self._tools.channels.channels(self._screen.now())}
        known = [(line.id, line.kind, line.enabled) for line in self._tools.listed()]
        gone = [(channel, "", False) for channel in health if channel not in {id_ for id_, _, _ in known}]
        look = self._screen.look()
        rows = [channel_row(*line, health.get(line[0]), look) for line in (*known, *gone)]
        outbox = self._tools.outbox
        quiet = [silence_line(each, look) for each in await outbox.silences(look.now)] if outbox else []
        return await self._answer(
            request, "channels.html", here="channels", rows=rows, tested=tested,
            outcome=trouble(outcome) if outcome else None, can_test=self._tools.send_test is not None,
            quiet=quiet, problem=problem, wished=wished,
        )  # fmt: skip

    async def _answer(self, request: web.Request, template: str, **values: Any) -> web.Response:
        return await answer(self._desk, self._screen, request, template, **values)


def found_line(found: Found, look: Look) -> FoundLine:
    """Return an article as the search prints it."""
    return FoundLine(
        pieces(found.title, found.heads), excerpts(found.body, found.spans), look.label(found.publisher),
        look.moment(found.at), found.story, safe_link(found.url) or "",
    )  # fmt: skip


def excerpts(body: str, spans: Sequence[tuple[int, int]]) -> list[list[Piece]]:
    """Return the first sentences that say what was asked, each marked and cut to what a reader takes in at a glance."""
    said = []
    for start, end in sentences(body):
        inside = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
        if inside:
            begin = max(0, min(inside[0][0] - EXCERPT_CHARS // 3, end - start - EXCERPT_CHARS))
            text = body[start + begin : min(end, start + begin + EXCERPT_CHARS)]
            cut = pieces(text, [(a - begin, b - begin) for a, b in inside])
            said.append([Piece("…", "")] * bool(begin) + cut + [Piece("…", "")] * (end - start - begin > EXCERPT_CHARS))
        if len(said) == EXCERPTS:
            break
    return said


def quiet_line(row: Suppressed, look: Look) -> QuietLine:
    """Return a hit that opened no case as its page prints it."""
    return QuietLine(
        row.rule, row.title, phrases.reason(row.why, look.label), look.label(row.publisher), look.moment(row.at), row.story,
        safe_link(row.url) or "",
    )  # fmt: skip


def channel_row(id_: str, kind: str, enabled: bool, health: ChannelHealth | None, look: Look) -> ChannelRow:
    """Return a channel as its page prints it."""
    found = health or ChannelHealth(channel=id_)
    colour = "off" if not enabled else "bad" if found.dead else "warn" if found.waiting or found.paused else "good"
    moments = [look.moment(at) if at else None for at in (found.oldest, found.last, found.failed)]
    return ChannelRow(
        id_, kind, enabled, colour, found.waiting, moments[0], found.delivered, found.dead, moments[1],
        trouble(found.error) if found.error else None, moments[2], look.ahead(found.paused) if found.paused else "",
    )  # fmt: skip


def sample_pieces(sample: Sample | Tried) -> list[Piece]:
    """Return the sentence that was found with its marks."""
    return pieces(sample.sentence, sample.marks)
