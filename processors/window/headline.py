"""What tells two events of one kind apart: the figures of a title, and who did it to whom."""

from __future__ import annotations

import re

from marsad.records import Analysis
from marsad.text import fold, words
from processors.fingerprint import plain_number
from processors.window.changes import is_toll
from processors.window.copies import compare_figures, next_of_a_series
from processors.window.held import Told

ISSUE_FIGURES = 5  # so many figures differ between issues of a series; two desks on one event give some differently
SHORT_WORDS, SHORT_FIGURES = 150, 3  # short texts give few figures: profits of one company, and of the next
# Two digits or more: small numbers are counted otherwise by each desk. A year is no figure of an event.
_FIGURE = re.compile(r"(?<![\d.,])(?!(?:19|20|14)\d\d(?![\d.,]))\d[\d.,]*\d")
_DIGIT = re.compile(r"\d")
_PROCLITICS = "وفبلك"


def figures(title: str) -> tuple[str, ...]:
    """Return the figures of a title, none where a toll is told: a toll rises, and the event stays the same."""
    if not _DIGIT.search(title):  # so it is for most: folding makes no digit of anything else
        return ()
    found = set(_FIGURE.findall(fold(title)))
    if not found or any(
        is_toll(word) or (word[0] in _PROCLITICS and is_toll(word[1:])) for word in words(title).folded
    ):
        return ()
    return tuple(sorted(set(map(plain_number, found))))


def deeds(analysis: Analysis) -> tuple[str, ...]:
    """Return who did what to whom in title and lead, as "attack grp:a grp:b"; nothing of acts of which a side is unknown."""
    said = {
        f"{each.event} {each.source} {each.target}"
        for each in analysis.events
        if each.source and each.target and (each.field == "title" or each.start < analysis.lead_end)
    }
    return tuple(sorted(said))


def another_event(ours: Told, theirs: Told, *, retold: bool = False) -> bool:
    """Say whether something speaks against one event, however much the words are alike.

    What is `retold` by another desk may have other figures in its title: desks choose.
    """
    return (not retold and other_figures(ours, theirs)) or other_way_round(ours, theirs) or another_issue(ours, theirs)


def another_issue(ours: Told, theirs: Told) -> bool:
    """Say whether the figures tell two issues of a series apart: the bourse of today and that of yesterday."""
    differ, agree = compare_figures(ours.fingerprint, theirs.fingerprint)
    short = max(ours.fingerprint.words, theirs.fingerprint.words) <= SHORT_WORDS
    if short:
        differ = [each for each in differ if not any(map(is_toll, each.split()))]
    return len(differ) >= (SHORT_FIGURES if short else ISSUE_FIGURES) and next_of_a_series(len(differ), agree)


def other_figures(ours: Told, theirs: Told) -> bool:
    """Say whether both titles give figures, and none that the other gives: 2,199 are called, and three days ago 4,878."""
    return bool(ours.headline and theirs.headline) and set(ours.headline).isdisjoint(theirs.headline)


def other_way_round(ours: Told, theirs: Told) -> bool:
    """Say whether one attacked whom the other one's attacker is, and no act is the same: an attack and the answer to it."""
    if not ours.deeds or not theirs.deeds or not set(ours.deeds).isdisjoint(theirs.deeds):
        return False
    return not {_turned(each) for each in ours.deeds}.isdisjoint(theirs.deeds)


def _turned(deed: str) -> str:
    event, source, target = deed.split(" ")
    return f"{event} {target} {source}"
