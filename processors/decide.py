"""Where does an article belong, and what is said about it? Ordered and narrow: one article after the other.

The first decision about a revision stands: it is kept before it is acted on, and a redelivery gets it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from marsad.identity import alert_id
from marsad.ports import StoryMemory
from marsad.records import (
    SEVERITIES,
    Alert,
    AlertReason,
    Analysis,
    Decision,
    Footprint,
    Match,
    Quiet,
    Severity,
    Verdict,
)
from processors.index import Index, StoryState, place_of

SPREAD = (3, 7, 15)  # publisher families at which a story is said to spread


def decide(analysis: Analysis, index: Index, memory: StoryMemory) -> Decision:
    """Return the decision about an article, and remember it in `memory` and `index`."""
    if stands := memory.decision(analysis.article, analysis.revision):
        return stands
    footprint, decision = judge(analysis, index, memory)
    decision = memory.keep(footprint, decision)
    index.add(footprint, decision)
    return decision


def judge(analysis: Analysis, index: Index, memory: StoryMemory) -> tuple[Footprint, Decision]:
    """Return what would be remembered and decided of an article not decided before; nothing is changed."""
    footprint = index.footprint(analysis)
    verdict, of, similarity, why, story = _belonging(analysis, footprint, index, memory)
    said = index.said(story)
    families = tuple(dict.fromkeys([*said.in_order(), footprint.family]))
    quiet = tuple(_cooling(analysis, index, said))
    return footprint, Decision(
        article=analysis.article,
        revision=analysis.revision,
        url=analysis.url,
        title=analysis.title,
        verdict=verdict,
        of=of,
        similarity=similarity,
        why=why,
        story=story,
        at=analysis.at,
        seen=analysis.seen,
        feed=analysis.feed,
        publisher=analysis.publisher,
        family=footprint.family,
        families=families,
        alerts=_alerts(analysis, footprint, verdict, story, said, families, {each.rule for each in quiet}),
        quiet=quiet,
    )


def _cooling(analysis: Analysis, index: Index, said: StoryState) -> Iterator[Quiet]:
    """Yield the rules that would open a case here, were one of the same place not opened a moment ago."""
    for match in analysis.matches:
        if match.cooldown_s and match.rule not in said.cases and (last := index.opened(match.rule, match.places)):
            apart = abs(analysis.at - last.at)  # an article that comes late is as near to the case as an early one
            if apart < timedelta(seconds=match.cooldown_s):
                words = f"cooldown: {place_of(match.places) or 'no place'} had a case {round(apart.total_seconds() / 60)} minutes apart"
                yield Quiet(rule=match.rule, why=f"{words}, story {last.story}")


def _belonging(
    analysis: Analysis, footprint: Footprint, index: Index, memory: StoryMemory
) -> tuple[Verdict, str | None, float, str, str]:
    """Return (verdict, of, similarity, why, story)."""
    if earlier := memory.latest(analysis.article):
        return "update", analysis.article, 1.0, "a new revision of the same article", earlier.story
    if relative := index.relative(footprint):
        kin, theirs = relative
        return kin.verdict, theirs.article, kin.similarity, kin.why, theirs.story
    if joined := index.story(footprint):
        return "new", None, joined.score, "joined by its words", joined.story
    return "new", None, 0.0, "opened a story", analysis.article


def _alerts(
    analysis: Analysis,
    footprint: Footprint,
    verdict: Verdict,
    story: str,
    said: StoryState,
    families: tuple[str, ...],
    quiet: set[str],
) -> tuple[Alert, ...]:
    alerts = []
    for match in analysis.matches:
        if match.rule in quiet:
            continue
        if match.rule not in said.cases:
            alerts.append(_alert(analysis, match, story, families, "opened", "0"))
        elif verdict == "update" and _news(footprint, said):
            alerts.append(_alert(analysis, match, story, families, "updated", analysis.revision))
    if footprint.family not in said.families:
        alerts += [each for _, opening in said.cases.values() for each in _wider(opening, analysis, families)]
    return tuple(alerts)


def _news(footprint: Footprint, said: StoryState) -> bool:
    """Say whether a figure is given that no member of the story gave before: a changed toll is never suppressed."""
    contexts = {context for context, _ in said.figures}
    return any(
        (context, value) not in said.figures and context in contexts for context, value in footprint.fingerprint.figures
    )


def _alert(
    analysis: Analysis, match: Match, story: str, families: tuple[str, ...], reason: AlertReason, level: str
) -> Alert:
    return Alert(
        id=alert_id(match.rule, story, reason, level),
        reason=reason,
        level=level,
        rule=match.rule,
        name=match.name,
        severity=_raised(match.severity, match.escalate, len(families)),
        story=story,
        article=analysis.article,
        url=analysis.url,
        title=analysis.title,
        at=analysis.at,
        seen=analysis.seen,
        published=analysis.published,
        date_source=analysis.date_source,
        publisher=analysis.publisher,
        field=match.field,
        start=match.start,
        sentence=match.sentence,
        marks=match.marks,
        status=match.status,
        clauses=match.clauses,
        actors=match.actors,
        places=match.places,
        families=families,
        escalate=match.escalate,
    )


def _wider(opening: Alert, analysis: Analysis, families: tuple[str, ...]) -> Iterator[Alert]:
    """Yield what there is to say when one more family carries a story; what is more severe says that it spreads too."""
    before = _raised(opening.severity, opening.escalate, len(families) - 1)
    severity = _raised(before, opening.escalate, len(families))
    if severity != before:
        yield _again(opening, analysis, families, severity, "escalated", severity)
    elif len(families) in SPREAD:
        yield _again(opening, analysis, families, severity, "spread", str(len(families)))


def _raised(severity: Severity, escalate: tuple[tuple[int, Severity], ...], families: int) -> Severity:
    reached = [raised for publishers, raised in escalate if publishers <= families]
    return max([severity, *reached], key=SEVERITIES.index)


def _again(
    opening: Alert, analysis: Analysis, families: tuple[str, ...], severity: Severity, reason: AlertReason, level: str
) -> Alert:
    """Return the opening alert again, for a new reason: its own sentence stays what fired."""
    return msgspec.structs.replace(
        opening,
        id=alert_id(opening.rule, opening.story, reason, level),
        reason=reason,
        level=level,
        severity=severity,
        at=analysis.at,
        seen=analysis.seen,
        families=families,
    )
