"""Why this alert, who carried it, when did whom learn of it? A story turned into plain values for its page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from alerts import words
from alerts.console import phrases
from alerts.console.marks import Piece
from alerts.console.present import Badge, Chip, DeedLine, Handled, Look, Moment, badge, deeds, handled, marked, opened
from alerts.console.troubles import Trouble, trouble
from alerts.console.turns import SHORT, TurnLine, turns
from marsad.handling import Act
from marsad.ports import Case, Delivery, Elsewhere, Held, Source, StoryView
from marsad.records import SEVERITIES, Alert, Clause, DateSource, Hit, decode

SPREAD = (3, 7, 15)
BELIEVED: tuple[DateSource, ...] = ("feed", "page-meta", "given")  # dates a publisher set, and set sanely
Link = Callable[[str], str | None]


class ClauseLine(NamedTuple):
    """One clause of the rule, with what it found."""

    ok: bool
    name: str
    found: list[str]
    why: str


class Form(NamedTuple):
    """A keyword, how near it was met, and the words of the article that say it."""

    keyword: str
    level: str
    forms: list[tuple[str, str]]  # with the place where it stands first


class Why(NamedTuple):
    """Why one rule fired, and how its case stands; `key` is what a button of the case says."""

    key: str
    handled: Handled | None
    badge: Badge
    rule: str
    name: str
    sentence: list[Piece]
    forms: list[Form]
    status: str
    asserted: bool
    cues: list[str]
    deeds: list[DeedLine]
    clauses: list[ClauseLine]
    into: str


class SourceLine(NamedTuple):
    """One article of the story on its timeline; `of`: whose text it resembles; `holds`: stories of other texts in it."""

    when: Moment
    publisher: str
    title: str
    link: str
    verdict: str
    percent: str
    of: str
    of_story: str  # where that is another
    why: str
    holds: list[str]
    first: bool
    fresh: bool


class Stage(NamedTuple):
    """A stretch of the latency bar: `x` and `width` in percent of the whole."""

    name: str
    colour: str
    time: str
    x: float
    width: float


class Latency(NamedTuple):
    """From published to delivered; `note` says what is not known."""

    stages: list[Stage]
    total: str
    note: str


class DeliveryLine(NamedTuple):
    """One alert on its way to one channel."""

    channel: str
    state: str
    word: str
    reason: str
    attempts: str
    error: Trouble | None
    when: Moment
    done: Moment | None
    retry: str
    why: str


class ActLine(NamedTuple):
    """One thing somebody did with a case of the story."""

    when: Moment
    who: str
    text: str
    rest: str
    rule: str


class AlertLine(NamedTuple):
    """One event in the life of the story."""

    when: Moment
    reason: str
    detail: str
    badge: Badge
    name: str
    title: str


class Page(NamedTuple):
    """All the story page prints."""

    story: str
    short: str
    badge: Badge
    headline: str
    link: str
    since: Moment
    actors: list[Chip]
    places: list[Chip]
    whys: list[Why]
    publishers: str
    spread: list[tuple[int, bool]]
    sources: list[SourceLine]
    latency: Latency | None
    deliveries: list[DeliveryLine]
    alerts: list[AlertLine]
    acts: list[ActLine]
    turns: list[TurnLine]


def page(
    view: StoryView, look: Look, link: Link, acts: Mapping[tuple[str, str], Sequence[Act]] = MappingProxyType({})
) -> Page:
    """Return the page of a story; its strongest case gives headline and colour."""
    cases = sorted(view.cases, key=lambda case: (-_rank(case), case.opened))
    history = [decode(value, Alert) for value in view.alerts]
    leading = [opened(case) for case in cases]
    sources = sorted(view.sources, key=lambda source: (source.at, source.seen))
    families = len({source.family or source.publisher for source in sources})
    first = leading[0] if leading else None
    return Page(
        story=view.story,
        short=view.story[:SHORT],
        badge=badge(cases[0].severity if cases else "low"),
        headline=first.title if first else (sources[0].title if sources else view.story),
        link=(link(first.url) or "") if first else "",
        since=look.moment(min((source.at for source in sources), default=look.now)),
        actors=_chips((alert.actors for alert in leading), look),
        places=_chips((alert.places for alert in leading), look),
        whys=[
            _why(case, alert, look, acts.get((case.rule, case.story), ()))
            for case, alert in zip(cases, leading, strict=True)
        ],
        publishers=words.counted(families, words.PUBLISHERS) if families else "",
        spread=[(step, families >= step) for step in SPREAD],
        sources=_sources(sources, view.elsewhere, look, link),
        latency=latency(history, view.deliveries),
        deliveries=_deliveries(view, look),
        turns=turns(view.events, look),
        alerts=[_alert(alert, look) for alert in history],
        acts=_acts(acts.values(), {case.rule: case.name for case in cases}, look),
    )


def latency(history: Sequence[Alert], deliveries: Sequence[Delivery]) -> Latency | None:
    """Return where the time went from the publisher's clock to the first channel, for the alert that opened the story."""
    alert = next((alert for alert in history if alert.reason == "opened"), None)
    if alert is None:
        return None
    written = min((d.created for d in deliveries if d.alert == alert.id), default=None)
    spans: list[tuple[str, str, float]] = []
    known = alert.published is not None and alert.date_source in BELIEVED
    if known and alert.published is not None:
        spans.append(("من النشر إلى الرصد", "wait", _seconds(alert.published, alert.seen)))
    if written is not None and written > alert.seen:
        spans.append(("من الرصد إلى قرار التنبيه", "work", _seconds(alert.seen, written)))
    sent = min((d.done for d in deliveries if d.alert == alert.id and d.done and d.state == "delivered"), default=None)
    if written is not None and sent is not None:
        spans.append(("من القرار إلى التسليم", "send", _seconds(written, sent)))
    if not spans:
        return None
    return _bar(spans, "" if known else "وقت النشر غير معلن أو غير موثوق")


def _bar(spans: list[tuple[str, str, float]], note: str) -> Latency:
    total = sum(length for _, _, length in spans)
    stages: list[Stage] = []
    x = 0.0
    for name, colour, length in spans:
        width = 100 * length / total if total else 100 / len(spans)
        stages.append(Stage(name, colour, words.exact(length), round(x, 2), round(width, 2)))
        x += width
    return Latency(stages, words.exact(total), note)


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


def _rank(case: Case) -> int:
    return next((n for n, severity in enumerate(SEVERITIES) if severity == case.severity), -1)


def _chips(groups: Iterable[Sequence[str]], look: Look) -> list[Chip]:
    ids = dict.fromkeys(one for group in groups for one in group)
    return [Chip(one, look.label(one)) for one in ids]


def _acts(groups: Iterable[Sequence[Act]], names: Mapping[str, str], look: Look) -> list[ActLine]:
    """Return what people did, in order."""
    done = sorted((act for group in groups for act in group), key=lambda act: act.n)
    return [
        ActLine(
            look.moment(act.at),
            act.who,
            phrases.ACT[act.kind],
            " · ".join(
                filter(None, (f"حتى {words.clock(act.until, look.now, look.zone)}" if act.until else "", act.note))
            ),
            names.get(act.rule, act.rule),
        )
        for act in done
    ]


def _why(case: Case, alert: Alert, look: Look, acts: Sequence[Act]) -> Why:
    headline, context = marked(alert)
    hits = [by for clause in alert.clauses if clause.ok for by in clause.by if isinstance(by, Hit)]
    return Why(
        key=f"{case.rule} {case.story}",
        handled=handled(acts, case.severity, look),
        badge=badge(case.severity),
        rule=case.rule,
        name=case.name,
        sentence=context or headline,
        forms=_forms(hits),
        status=words.word(words.STATUS, alert.status),
        asserted=alert.status == "asserted",
        cues=list(dict.fromkeys(hit.cue for hit in hits if hit.cue)),
        deeds=deeds(alert.events),
        clauses=clause_lines(alert.clauses, look),
        into=case.into,
    )


def _forms(hits: Sequence[Hit]) -> list[Form]:
    """Return the keywords that were met, each with its different forms in order and where each stands first."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for hit in hits:
        place = f"{phrases.ZONES[hit.field]} {hit.start}\u2013{hit.end}"
        found.setdefault((hit.keyword, hit.level), {}).setdefault(hit.form, place)
    return [
        Form(keyword, words.word(words.LEVEL, level), list(forms.items())) for (keyword, level), forms in found.items()
    ]


def clause_lines(clauses: Iterable[Clause], look: Look) -> list[ClauseLine]:
    """Return the clauses as pages print them; unwanted words of which none is there share one line."""
    lines = []
    for absent, group in groupby(clauses, _is_absent):
        some = list(group)
        if absent:
            first, last = _clause_name(some[0].clause), _clause_name(some[-1].clause)
            name = first if len(some) == 1 else f"{first}\u2013{last.rpartition(' ')[2]}"
            lines.append(ClauseLine(ok=True, name=name, found=[], why="لم يرد"))
        else:
            lines += [_clause_line(clause, look) for clause in some]
    return lines


def _is_absent(clause: Clause) -> bool:
    return clause.ok and not clause.by and not clause.why and clause.clause.startswith("none")


def _clause_line(clause: Clause, look: Look) -> ClauseLine:
    found = [f"«{by.form}»" if isinstance(by, Hit) else look.label(by.actor) for by in clause.by]
    why = phrases.reason(clause.why, look.label)
    return ClauseLine(clause.ok, _clause_name(clause.clause), list(dict.fromkeys(found)), why)


def _clause_name(clause: str) -> str:
    """Return الشرط الثاني for all[1]: people count from one."""
    parts = re.fullmatch(r"(\w+)(?:\[(\d+)\]|\.(\w+))?", clause)
    if parts is None or parts[1] not in words.CLAUSE:
        return clause
    name = words.CLAUSE[parts[1]]
    kind = (parts[3] or "").removeprefix("not_")
    part = (phrases.WHERE | phrases.UNLESS).get(kind, kind)
    part = f"غير {part}" if kind != (parts[3] or "") else part
    return f"{name} {int(parts[2]) + 1}" if parts[2] else f"{name} {part}".strip()


def _sources(sources: Sequence[Source], elsewhere: Sequence[Elsewhere], look: Look, link: Link) -> list[SourceLine]:
    names = [(one.article, one.publisher) for one in sources] + [(one.article, one.publisher) for one in elsewhere]
    publishers = {article: look.label(publisher) for article, publisher in names}
    others = {each.article: each.story for each in elsewhere}
    lines = []
    for n, source in enumerate(sources):
        lines.append(
            SourceLine(
                when=look.moment(source.at),
                publisher=publishers[source.article],
                title=source.title,
                link=link(source.url) or "",
                verdict=_verdict(source),
                percent=f"{source.similarity:.0%}" if source.of and source.similarity else "",
                of=publishers.get(source.of or "", ""),
                of_story=others.get(source.of or "", ""),
                why=phrases.reason(source.why, look.label),
                holds=list(dict.fromkeys(each.story for each in source.holds)),
                first=n == 0,
                fresh=n > 0 and source.verdict in ("update", "contains"),
            )
        )
    return lines


def _verdict(source: Source) -> str:
    nearly = source.verdict == "copy" and 0 < source.similarity < 1
    return words.NEAR_COPY if nearly else words.word(words.VERDICT, source.verdict)


def _deliveries(view: StoryView, look: Look) -> list[DeliveryLine]:
    held = {(one.alert, one.channel): one for one in view.held}
    return [
        DeliveryLine(
            channel=row.channel,
            state=row.state,
            word=words.word(words.DELIVERY, row.state),
            reason=words.word(words.REASON, decode(row.value, Alert).reason),
            attempts=words.counted(row.attempt, words.ATTEMPTS) if row.attempt > 1 else "",
            error=trouble(row.error) if row.error else None,
            when=look.moment(row.created),
            done=look.moment(row.done) if row.done else None,
            retry=words.until(row.not_before, look.now) if row.state == "pending" and row.not_before else "",
            why=_why_held(row, held.get((row.alert, row.channel))),
        )
        for row in view.deliveries
    ]


def _why_held(row: Delivery, held: Held | None) -> str:
    """Return why a delivery waits or was suppressed, or what carried it; "" when it went by itself."""
    if held is None or held.reason == "sending":
        return ""
    if row.state == "delivered" and held.reason in phrases.CARRIED:
        return phrases.CARRIED[held.reason]
    said = words.word(phrases.HELD, held.reason)
    return f"{said} رقم {held.by}" if held.reason == "silenced" and held.by else said


def _alert(alert: Alert, look: Look) -> AlertLine:
    detail = ""
    if alert.reason == "spread" and alert.level.isdigit():
        detail = words.counted(int(alert.level), words.PUBLISHERS)
    elif alert.reason == "escalated":
        detail = words.word(words.SEVERITY, alert.level)
    return AlertLine(
        look.moment(alert.at),
        words.word(words.REASON, alert.reason),
        detail,
        badge(alert.severity),
        alert.name,
        alert.title,
    )
