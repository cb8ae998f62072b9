"""The pages people open: each reads the desk, turns what it read into plain values, and renders them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from alerts import words
from alerts.console import filters as asked
from alerts.console import health, named, phrases, present, story
from alerts.console.acts import here
from alerts.console.gate import keep_session
from alerts.console.rhythm import HOURS
from alerts.console.screen import Screen, theme
from alerts.console.session import CSRF, WHO
from alerts.console.tools import Tools
from marsad.clean import safe_link
from marsad.errors import MarsadError
from marsad.handling import Act, View, standing
from marsad.inquiry import Suppressed
from marsad.ports import Case, Desk

PAGE = 12  # cards, twice what a large screen holds: the script fetches more as one reads on
BATCH, BATCHES_MAX = 31, 10  # cases read at once; a wall of open cases reads no further back than so many times
QUIET = 3  # hits that opened no case, shown among the cards
LETTERS = 200
HEAD_END = "</head>"
_FRESH = {"Cache-Control": "no-store"}


class Views:
    """Handlers of the pages."""

    def __init__(self, desk: Desk, screen: Screen, tools: Tools) -> None:
        self._desk = desk
        self._screen = screen
        self._tools = tools

    async def wall(self, request: web.Request) -> web.StreamResponse:
        """Show the cases, last changed first; the browser fetches styles and fonts while we read them."""
        given, before = asked.parsed(request.query), asked.number(request.query, "before")
        # First: what changes while we read is sent again on the stream. And it tells whether the store can be read.
        since, done = await asyncio.gather(self._desk.last_change(), self._last_act())
        chosen = await named.chosen(request.query, self._desk, self._screen, self._tools)
        if chosen != given:
            raise web.HTTPFound(f"/{chosen.address()}")
        if request.method == "HEAD":
            return _html("")
        answer = await begun(self._screen, request, phrases.WALL)
        try:
            page = await self._wall(request, chosen, before, f"/events{chosen.address(after=since, acts=done)}")
        except MarsadError as problem:  # our status is out
            page = self._problem(request, 503, phrases.UNREAD.format(problem))
        await answer.write(page.partition(HEAD_END)[2].encode())
        await answer.write_eof()
        return answer

    async def _wall(self, request: web.Request, chosen: asked.Filters, before: int, events: str) -> str:
        plain = chosen == asked.Filters() and not before
        recent, hushed, views, totals, severities, feeds = await asyncio.gather(
            self._desk.wall(limit=present.RECENT),
            self._hushed(plain),
            self._views(),
            self._desk.totals(),
            self._desk.by_severity(),
            self._desk.feeds(),
        )
        offered = present.facets(recent, self._screen.label)
        cases, acts = await self._cases(chosen, before, recent)
        look = self._screen.look()
        cards = [present.card(case, look, safe_link, acts.get((case.rule, case.story), ())) for case in cases[:PAGE]]
        return filled(
            self._screen,
            request,
            "wall.html",
            here="wall",
            cards=cards,
            drawn=self._screen.drawn,
            quiet=_placed(hushed, cases[:PAGE]),
            views=views,
            totals=totals,
            trouble=health.in_trouble(feeds),
            filters=chosen,
            facets=offered,
            severities=severities,
            chosen_actor=self._screen.label(chosen.actor) if chosen.actor else "",
            chosen_rule=next((rule.name for rule in offered.rules if rule.id == chosen.rule), chosen.rule),
            before=before,
            events=events,
            older=f"/{chosen.address(before=cases[PAGE - 1].seq)}" if len(cases) > PAGE else "",
        )

    async def _cases(
        self, chosen: asked.Filters, before: int, recent: Sequence[Case]
    ) -> tuple[Sequence[Case], dict[tuple[str, str], list[Act]]]:
        """Return the cases of a page and one more when there is a next, with what was done with them."""
        if chosen == asked.Filters() and not before:
            return recent, await self._acts(recent[:PAGE])
        found: list[Case] = []
        acts: dict[tuple[str, str], list[Act]] = {}
        for _ in range(BATCHES_MAX):
            batch = await self._desk.wall(
                severities=chosen.severities, rule=chosen.rule, actor=chosen.actor, before=before, limit=BATCH
            )
            acts |= await self._acts(batch)
            found += [case for case in batch if chosen.takes(self._state(case, acts))]
            if len(batch) < BATCH or len(found) > PAGE:
                break
            before = batch[-1].seq
        return found, acts

    async def _acts(self, cases: Sequence[Case]) -> dict[tuple[str, str], list[Act]]:
        if self._tools.handling is None:
            return {}
        return await self._tools.handling.of_cases([(case.rule, case.story) for case in cases])

    def _state(self, case: Case, acts: dict[tuple[str, str], list[Act]]) -> Any:
        return standing(acts.get((case.rule, case.story), ()), case.severity, self._screen.now()).state

    async def _last_act(self) -> int:
        return await self._tools.handling.last() if self._tools.handling else 0

    async def _views(self) -> Sequence[View]:
        return await self._tools.handling.views() if self._tools.handling else ()

    async def _hushed(self, shown: bool) -> Sequence[Suppressed]:
        """Return the last hits that opened no case."""
        return await self._tools.history.suppressed(limit=QUIET) if shown and self._tools.history else ()

    async def story(self, request: web.Request) -> web.Response:
        """Show one story: why, sources, times, deliveries, and what people did."""
        view = await self._desk.story(request.match_info["story"])
        if view is None:
            raise web.HTTPNotFound(text="لا قصة بهذا الرقم. ربما انقضت مدة حفظها.")
        page = story.page(view, self._screen.look(), safe_link, await self._acts(view.cases))
        return await self._answer(request, "story.html", here="story", page=page)

    async def feeds(self, request: web.Request) -> web.Response:
        """Show the feeds, trouble first."""
        found, look, history = await self._desk.feeds(), self._screen.look(), self._tools.history
        hours = await history.rhythm(look.now, HOURS) if history else {}
        return await self._answer(request, "feeds.html", here="feeds", feeds=health.lines(found, look, hours))

    async def dead_letters(self, request: web.Request) -> web.Response:
        """Show what no stage and no channel could take."""
        found = await self._desk.dead_letters(LETTERS)
        return await self._answer(
            request, "dead_letters.html", here="dead_letters", letters=health.letters(found, self._screen.look())
        )

    def problem(self, request: web.Request, status: int, text: str) -> web.Response:
        """Show what went wrong; needs nothing of the desk, which may be what went wrong."""
        return _html(self._problem(request, status, text), status)

    def _problem(self, request: web.Request, status: int, text: str) -> str:
        title = {**words.PROBLEM, **phrases.PROBLEM}[status]
        return self._screen.page("problem.html", title=title, text=text, status=status, theme=theme(request.cookies))

    async def _answer(self, request: web.Request, template: str, **values: Any) -> web.Response:
        return await answer(self._desk, self._screen, request, template, **values)


async def answer(desk: Desk, screen: Screen, request: web.Request, template: str, **values: Any) -> web.Response:
    """Return a page with the totals on top, and forms that know where to come back to."""
    totals, feeds = await asyncio.gather(desk.totals(), desk.feeds())
    return drawn(screen, request, template, totals=totals, trouble=health.in_trouble(feeds), **values)


async def begun(screen: Screen, request: web.Request, titled: str) -> web.StreamResponse:
    """Return an answer of which the browser has the head of a page; what is behind HEAD_END is still to be written."""
    answer = web.StreamResponse(headers=_FRESH)
    answer.content_type, answer.charset = "text/html", "utf-8"
    keep_session(request, answer)
    await answer.prepare(request)
    await answer.write(screen.page("_head.html", titled=titled, theme=theme(request.cookies)).encode())
    return answer


def drawn(screen: Screen, request: web.Request, template: str, **values: Any) -> web.Response:
    """Return a page whose forms know where to come back to."""
    return _html(filled(screen, request, template, **values))


def filled(screen: Screen, request: web.Request, template: str, **values: Any) -> str:
    """Return the text of a page whose forms know where to come back to."""
    around = {"csrf": request[CSRF], "who": request[WHO], "back": here(request), "theme": theme(request.cookies)}
    return screen.page(template, **around, **values)


def _placed(hushed: Sequence[Suppressed], cases: Sequence[Case]) -> dict[int, list[Suppressed]]:
    """Return hits that opened no case by the number of the card they stand ahead of."""
    found: dict[int, list[Suppressed]] = {}
    for one in hushed:
        place = next((n for n, case in enumerate(cases) if case.changed <= one.at), len(cases))
        found.setdefault(place, []).append(one)
    return found


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=_FRESH)
