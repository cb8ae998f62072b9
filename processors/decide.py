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
    Change,
    Decision,
    Footprint,
    Inside,
    Match,
    Merge,
    Quiet,
    Severity,
    Verdict,
)
from processors.window.changes import changes, raised
from processors.window.copies import by_context
from processors.window.index import WINDOW, Index, place_of
from processors.window.merging import StoryState, Union

SPREAD = (3, 7, 15)  # publisher families at which a story is said to spread
PARTS = ("contains", "contained")


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
    earlier = memory.latest(analysis.article)
    archived = earlier.archived if earlier else analysis.seen - analysis.at > WINDOW
    verdict, of, similarity, why, belongs, holds = _belonging(analysis, footprint, index, earlier)
    # A text that holds others is of all their stories, and shows nothing of how they belong together.
    union = index.union(footprint, belongs, copied=verdict in ("copy", "update")) if verdict != "contains" else None
    story, said = (union.into, union.said) if union else (belongs, index.said(belongs))
    families = tuple(dict.fromkeys([*said.in_order(), footprint.family]))
    quiet = tuple(_of_archive(analysis) if archived else _cooling(analysis, index, said))
    told = _alerts(analysis, footprint, verdict, story, said, families, {each.rule for each in quiet}, index)
    return footprint, Decision(
        article=analysis.article,
        revision=analysis.revision,
        url=analysis.url,
        title=analysis.title,
        verdict=verdict,
        of=of,
        holds=holds,
        similarity=similarity,
        why=why,
        story=story,
        at=analysis.at,
        seen=analysis.seen,
        feed=analysis.feed,
        publisher=analysis.publisher,
        family=footprint.family,
        families=families,
        alerts=(
            *(_ended(union, analysis, families) if union else ()),
            *told,
            *_wider(analysis, said, families, union),
        ),
        quiet=quiet,
        merged=(Merge(story=union.gone, why=union.why),) if union else (),
        changes=_changes(verdict, of, footprint, index),
        closed=index.quiet(analysis.at, story),
        fired=_silently(analysis, {*(each.rule for each in told), *(each.rule for each in quiet)}),
        archived=archived,
    )


def _changes(verdict: Verdict, of: str | None, footprint: Footprint, index: Index) -> tuple[Change, ...]:
    earlier = index.remembered(of) if of and verdict == "update" else None
    return changes(footprint, earlier) if earlier else ()


def _ended(union: Union, analysis: Analysis, families: tuple[str, ...]) -> Iterator[Alert]:
    """Yield what there is to say of each case of the story that is gone: it goes on in the other, or ends."""
    for opened in union.theirs.openings():
        before = _raised(opened.severity, opened.escalate, len(union.theirs.families))
        told = _retold(opened, analysis, families, before, "merged", union.into)
        yield msgspec.structs.replace(told, into=union.into, goes_on=opened.rule not in union.ours.cases)


def _of_archive(analysis: Analysis) -> Iterator[Quiet]:
    """Yield every rule that fires on an article older than the window: whether it was told in its time nobody knows."""
    days = (analysis.seen - analysis.at).days
    for match in analysis.matches:
        yield Quiet(
            rule=match.rule, why=f"archive: published on {analysis.at:%Y-%m-%d}, {days} days before it was read"
        )


def _cooling(analysis: Analysis, index: Index, said: StoryState) -> Iterator[Quiet]:
    """Yield the rules that would open a case here, were one of the same place not opened a moment ago."""
    for match in analysis.matches:
        if match.cooldown_s and match.rule not in said.cases and (last := index.opened(match.rule, match.places)):
            apart = abs(analysis.at - last.at)  # an article that comes late is as near to the case as an early one
            if apart < timedelta(seconds=match.cooldown_s):
                words = f"cooldown: {place_of(match.places) or 'no place'} had a case {round(apart.total_seconds() / 60)} minutes apart"
                yield Quiet(rule=match.rule, why=f"{words}, story {index.current(last.story)}")


def _belonging(
    analysis: Analysis, footprint: Footprint, index: Index, earlier: Decision | None
) -> tuple[Verdict, str | None, float, str, str, tuple[Inside, ...]]:
    """Return (verdict, of, similarity, why, story, holds)."""
    if earlier:
        return "update", analysis.article, 1.0, "a new revision of the same article", index.current(earlier.story), ()
    if relative := index.relative(footprint):
        kin = relative.kin
        # What two texts have in part in common may be quoted: it says less of the event than their words do.
        joined = index.story(footprint) if kin.verdict in PARTS else None
        story = joined.story if joined else index.current(relative.story)
        return kin.verdict, relative.article, kin.similarity, kin.why, story, relative.holds
    if joined := index.story(footprint):
        return "new", None, joined.score, joined.why, joined.story, ()
    return "new", None, 0.0, "opened a story", analysis.article, ()


def _alerts(
    analysis: Analysis,
    footprint: Footprint,
    verdict: Verdict,
    story: str,
    said: StoryState,
    families: tuple[str, ...],
    quiet: set[str],
    index: Index,
) -> tuple[Alert, ...]:
    alerts = []
    matches = [match for match in analysis.matches if match.rule not in quiet]
    asked = verdict in ("update", "new") and any(match.rule in said.cases for match in matches)
    given = index.figures(said) if asked else set()  # of a large story it takes long: once for all rules
    told_anew = _news(footprint, given) if verdict == "update" else raised(footprint, given)
    for match in matches:
        if match.rule not in said.cases:
            alerts.append(_alert(analysis, match, story, families, "opened", "0"))
        elif verdict == "new" and _fires_again(match, footprint, said, index):
            alerts.append(_alert(analysis, match, story, families, "again", analysis.article))
        elif told_anew:
            alerts.append(_alert(analysis, match, story, families, "updated", analysis.revision))
    return tuple(alerts)


def _fires_again(match: Match, footprint: Footprint, said: StoryState, index: Index) -> bool:
    """Say whether a rule fires on what is most often a further event, or a new turn of the one that was told.

    So it is where a publisher that told of the story before tells of it again, in other words and after hours in which the
    rule fired on nothing in it. Who had not told of it yet mostly tells what the others told, and what many carry is
    followed up for days: for each of them the hours are as many.
    """
    last = index.fired(said, match.rule)
    if not (match.again_s and last and footprint.family in said.families):
        return False
    return footprint.at - last >= timedelta(seconds=match.again_s * len(said.families))


def _silently(analysis: Analysis, heard: set[str]) -> tuple[str, ...]:
    """Return the rules that fire but for those `heard` of: that tell something here, or are held back."""
    return tuple(match.rule for match in analysis.matches if match.rule not in heard)


def _news(footprint: Footprint, given: set[tuple[str, str]]) -> bool:
    """Say whether a figure is none of those `given` by members of the story: a changed toll is never suppressed."""
    contexts = {context for context, _ in given}
    return any(
        context in contexts and (context, value) not in given
        for context, values in by_context(footprint.fingerprint).items()
        for value in values
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
        part_of=match.part_of,
        within=match.within,
        events=match.events,
        families=families,
        escalate=match.escalate,
    )


def _wider(analysis: Analysis, said: StoryState, families: tuple[str, ...], union: Union | None) -> Iterator[Alert]:
    """Yield what there is to say when more families carry a story; what is more severe says that it spreads too."""
    if len(families) == len(said.families) and not union:
        return
    for opening in said.openings():
        carried = union.families_before(opening.rule) if union else len(said.families)
        before = _raised(opening.severity, opening.escalate, carried)
        severity = _raised(before, opening.escalate, len(families))
        reached = [count for count in SPREAD if carried < count <= len(families)]
        if severity != before:
            yield _retold(opening, analysis, families, severity, "escalated", severity)
        elif reached:
            yield _retold(opening, analysis, families, severity, "spread", str(reached[-1]))


def _raised(severity: Severity, escalate: tuple[tuple[int, Severity], ...], families: int) -> Severity:
    reached = [raised for publishers, raised in escalate if publishers <= families]
    return max([severity, *reached], key=SEVERITIES.index)


def _retold(
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
