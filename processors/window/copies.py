"""Is this text already here? Near-copies by shared winnowed prints, judged by containment and by figures.

MinHash measures resemblance and must miss a short text inside a long one (recall .03 to .19 on such pairs);
containment of winnowed prints finds them (.96 to .97).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from math import ceil
from typing import NamedTuple

import numpy as np

from marsad.records import Fingerprint, Footprint, Verdict
from processors.counted import compared
from processors.names.namesakes import others, unknown, within
from processors.window.held import Told
from processors.window.postings import YOUNG, Postings

WINDOW_S = 72 * 3600
POSTINGS = 24  # newest articles kept per print: bounds the work whatever the corpus
CANDIDATES = 6
CONTAINED = 0.5  # share of the shorter text's prints found in the longer one
FRAMED, FRAMED_SHARED = 16, 1 / 3  # of so few prints many are the page's own words, which are old: the new ones tell
COPY = 0.6  # share of the longer text's prints: above it is a copy, below one holds the other
SHARED_MIN = 3  # one or two prints are a quotation or a footer
FEW, FEW_SHARED = 4, 2  # but half of a wire of three lines, which has four
WORDS_MIN = 8  # shorter texts say too little to be copies of each other
NEW_MIN = 2  # fewer new prints say nothing: only the same text is a copy
NEW_SHARED = 0.5  # share of the shorter text's new prints found in the longer one
NEW_WORDS_MIN = 16  # a shorter text has one print or two
MOSTLY_OLD, OLD_FORM_SHARED = 0.34, 0.8  # where two of three prints are old, the few new ones must be shared
FORM_WORDS = 150  # cables, appointments and obituaries are short; longer texts name others by chance
CHANGES = 4  # so many figures that changed, each in its own way, and more than agree
SERIES = 3  # so many figures differ, and so many times those that agree: the next issue of a series
NAMES_MIN, NAMES_SHARED = 3, 0.75  # of title and lead: they tell two texts in old words to be one
# A desk that rewords a text breaks its rows of three words, and keeps its words. A quotation keeps few of them.
RETOLD, RETOLD_SHARED, RETOLD_NEW_MIN = 0.65, 1 / 3, 3
STRANGE = 0.3  # below this share of its words, the few prints of a short text are those of the page
# Below what it writes a site repeats what it wrote, or lists what else is read; what it publishes again has its words.
AGAIN, AGAIN_WORDS = 0.8, 0.75
# Of a text that stands in one whose title and lead name others, and how many times its prints that one has at least.
QUOTED, QUOTED_WORDS, BESIDE = 0.6, 0.65, 1.25
# Less than half is enough of a longer text that came later, which is told and not silenced; of a short one three of eight.
PASSAGE, PASSAGE_FRAMED, MOSTLY_NEW = 0.4, 3 / 8, 0.5
ISSUE_S = 24 * 3600  # the next issue of a daily series comes later
_COMPARED = 1024  # figures of texts that were compared last: of one story again and again
_YEAR_DIGITS, _CARAT = 4, "عيار "
Unseen = Callable[[Sequence[int]], list[bool]]


class Kinship(NamedTuple):
    """How an article is related to an earlier one."""

    verdict: Verdict
    of: int  # position of the earlier one
    similarity: float
    why: str
    covers: float = 0.0  # share of the longer text's prints: of two texts that hold one, the shorter is nearer


class Copies:
    """Prints of the window -> positions of the articles that hold them."""

    def __init__(self, young: int = YOUNG) -> None:
        """Take how many prints lie in a dict before they are moved to arrays."""
        self._postings = Postings(POSTINGS, young)

    @property
    def array_bytes(self) -> int:
        """How much memory the arrays take."""
        return self._postings.array_bytes

    def load(self, first: int, prints: Sequence[Sequence[int]]) -> None:
        """Let articles be found by their prints, at the positions from `first` on; only before all others."""
        positions = np.arange(first, first + len(prints), dtype=np.uint32)
        numbers = np.frombuffer(b"".join([array("I", each) for each in prints]), dtype=np.uint32)
        self._postings.load(numbers, np.repeat(positions, [len(each) for each in prints]))

    def add(self, position: int, prints: Sequence[int]) -> None:
        """Let the article at `position` be found by its prints."""
        self._postings.add(position, prints)

    def remove(self, position: int) -> None:
        """Take the oldest article out."""
        self._postings.leave(position)

    def candidates(self, prints: Sequence[int], unseen: Unseen | None = None) -> list[int]:
        """Return the positions that share most prints, ties by age.

        Where there are too many, those that share most of the prints that are `unseen`: old words crowd a copy out.
        """
        enough = self._postings.often(prints, min(FEW_SHARED if len(prints) <= FEW else SHARED_MIN, len(prints)))
        if not enough:
            return []
        telling: dict[int, int] = {}
        if unseen and len(enough) > CANDIDATES:
            telling = self._postings.often(list(compress(prints, unseen(prints))), 1)
        ranked = sorted([(-telling.get(position, 0), -shared, position) for position, shared in enough.items()])
        return [position for _, _, position in ranked[:CANDIDATES]]


def kinship(ours: Footprint, theirs: Told, position: int, unseen: Unseen) -> Kinship | None:
    """Return how `ours` is related to the earlier `theirs` at `position`, or None.

    `unseen` says of prints whether they are new: words that were there before both texts make no copy.
    """
    mine, other = ours.fingerprint, theirs.fingerprint
    both = set(mine.prints).intersection(other.prints)
    shared = len(both)
    smaller, larger = sorted((len(mine.prints), len(other.prints)))
    if (
        min(mine.words, other.words) < WORDS_MIN
        or (ours.at - theirs.at).total_seconds() > WINDOW_S
        or shared < min(least_shared(smaller), max(SHARED_MIN, RETOLD_SHARED * smaller))
        or _below_another(ours, theirs, shared, smaller)
    ):
        return None
    elsewhere = _about_others(ours, theirs)
    if elsewhere and not _quoted(ours, theirs, shared):
        return None
    differ, agree = compare_figures(mine, other)
    if elsewhere and differ:
        return None
    if _short(ours, theirs) and _form_filled_in(ours, theirs, changed=bool(differ) and not agree):
        return None
    if not _one_text(ours, theirs, both, unseen, differ):
        return None
    verdict: Verdict
    if differ:
        verdict, why = "update", f"figures differ: {differ[0]}"
    elif shared >= COPY * larger:
        verdict, why = "copy", f"{shared} of {larger} prints shared"
    elif mine.words <= other.words:
        verdict, why = "contained", f"{shared} of its {smaller} prints are in the longer text"
    else:
        verdict, why = "contains", f"holds {shared} of the {smaller} prints of the shorter text"
    if shared < least_shared(smaller):
        why += f", and {words_shared(ours, theirs):.0%} of its words"
    return Kinship(verdict, position, round(shared / smaller, 3), why, round(shared / larger, 3))


def _one_text(ours: Footprint, theirs: Told, both: set[int], unseen: Unseen, differ: Sequence[str]) -> bool:
    """Say whether the prints in `both`, enough of them or a third, make two texts one, whose figures `differ` so."""
    mine, other = ours.fingerprint, theirs.fingerprint
    smaller = min(len(mine.prints), len(other.prints))
    if len(both) >= least_shared(smaller):
        if (len(differ) >= SERIES and _next_issue(mine, other)) or (smaller <= FEW and _strange(ours, theirs)):
            return False
        if not _form_of_words(ours, theirs, both, unseen, changed=bool(differ)):
            return True
        if len(both) >= CONTAINED * smaller and _of_the_same(ours, theirs):
            return True
    return not differ and (_retold(ours, theirs, both, unseen) or _holds_a_passage(ours, theirs, both, unseen))


def least_shared(smaller: int) -> int:
    """Return how many prints two texts must share at least of the shorter one's `smaller` number."""
    half = CONTAINED * smaller
    return ceil(half if smaller > FRAMED else max(min(SHARED_MIN, half), FRAMED_SHARED * smaller))


def _form_of_words(ours: Footprint, theirs: Told, both: set[int], unseen: Unseen, *, changed: bool) -> bool:
    """Say whether what the texts share was said before: of the new prints of the shorter text too few are shared.

    Where nothing is new, the same words are the same text, unless a figure `changed` in them.
    """
    mine, other = ours.fingerprint, theirs.fingerprint
    prints = min(mine.prints, other.prints, key=len)
    new = [print_ for print_, fresh in zip(prints, unseen(prints), strict=True) if fresh]
    if min(mine.words, other.words) < NEW_WORDS_MIN:
        return mine.prints != other.prints
    if len(new) < min(NEW_MIN, len(prints)):
        return changed or (mine.prints != other.prints and not _all_of_it(ours, theirs, len(both), len(prints)))
    wanted = NEW_SHARED if len(new) >= MOSTLY_OLD * len(prints) else OLD_FORM_SHARED
    return sum(print_ in both for print_ in new) < wanted * len(new)


def _retold(ours: Footprint, theirs: Told, both: set[int], unseen: Unseen) -> bool:
    """Say whether one is the other in a desk's own rows of words: a third of its prints, and nearly all that it tells of.

    Within a day: the next issue of a series tells of nearly the same.
    """
    prints = min(ours.fingerprint.prints, theirs.fingerprint.prints, key=len)
    if len(both) < max(SHARED_MIN, RETOLD_SHARED * len(prints)) or not _of_one_day(ours, theirs):
        return False
    new = [print_ for print_, fresh in zip(prints, unseen(prints), strict=True) if fresh]
    if len(new) < RETOLD_NEW_MIN or sum(print_ in both for print_ in new) < RETOLD_SHARED * len(new):
        return False
    return words_shared(ours, theirs) >= RETOLD


def _holds_a_passage(ours: Footprint, theirs: Told, both: set[int], unseen: Unseen) -> bool:
    """Say whether ours, the longer text, holds two fifths of the other's prints, and of its new ones, which are half of them.

    After a day a series tells of nearly the same, and who tells of one event in a text of his own shares words first, and
    few rows of them: then only a text that has as much of the rows as of the words took them over.
    """
    prints = theirs.fingerprint.prints
    least = PASSAGE if len(prints) > FRAMED else PASSAGE_FRAMED
    if ours.fingerprint.words <= theirs.fingerprint.words or len(both) < least * len(prints):
        return False
    new = [print_ for print_, fresh in zip(prints, unseen(prints), strict=True) if fresh]
    if len(new) < MOSTLY_NEW * len(prints) or sum(print_ in both for print_ in new) < max(SHARED_MIN, least * len(new)):
        return False
    return _of_one_day(ours, theirs) or words_shared(ours, theirs) <= len(both) / len(prints)


def _strange(ours: Footprint, theirs: Told) -> bool:
    """Say whether two texts hardly have words in common."""
    return bool(ours.weights and theirs.weights) and words_shared(ours, theirs) < STRANGE


def words_shared(ours: Footprint, theirs: Told) -> float:
    """Return the share of the shorter text's words that the other has, by their weight: a rare name counts most."""
    shorter, longer = sorted((ours, theirs), key=lambda each: len(each.fingerprint.prints))
    said = set(longer.words)
    weights = shorter.weights
    return sum(compress(weights, map(said.__contains__, shorter.words))) / (sum(weights) or 1)


def _of_the_same(ours: Footprint, theirs: Told) -> bool:
    """Say whether titles and leads name the same: one cable, told by two desks in the words of all cables."""
    if not _short(ours, theirs) or not _of_one_day(ours, theirs):
        return False
    mine, other = {*ours.actors, *ours.places}, {*theirs.actors, *theirs.places}
    common = len(mine & other)
    return common >= NAMES_MIN and common >= NAMES_SHARED * min(len(mine), len(other))


def _all_of_it(ours: Footprint, theirs: Told, shared: int, smaller: int) -> bool:
    """Say whether nearly all of a text without new words is in another of its day.

    Of a short one all of it, and they name the same people: whom a cable is sent to may be all that an issue changes.
    """
    if smaller < FEW or not _of_one_day(ours, theirs):
        return False
    if _short(ours, theirs):
        return shared == smaller and within(ours.actors, theirs.actors)
    return shared >= OLD_FORM_SHARED * smaller


def _of_one_day(ours: Footprint, theirs: Told) -> bool:
    return abs((ours.at - theirs.at).total_seconds()) <= ISSUE_S


def _about_others(ours: Footprint, theirs: Told) -> bool:
    """Say whether one form of words names other people or places: cables of condolence, appointments, accidents."""
    return _short(ours, theirs) and (others(ours.actors, theirs.actors) or others(ours.places, theirs.places))


def _quoted(ours: Footprint, theirs: Told, shared: int) -> bool:
    """Say whether a text stands in one that begins with somebody else: most of its prints and words, and more beside."""
    smaller, larger = sorted((len(ours.fingerprint.prints), len(theirs.fingerprint.prints)))
    if smaller <= FEW or larger < BESIDE * smaller or shared < QUOTED * smaller:
        return False
    return words_shared(ours, theirs) >= QUOTED_WORDS


def _form_filled_in(ours: Footprint, theirs: Told, *, changed: bool) -> bool:
    """Say whether one form was filled in anew: as many words and another name, or every figure `changed` and places too."""
    if ours.fingerprint.words == theirs.fingerprint.words and others(unknown(ours.actors), unknown(theirs.actors)):
        return True
    if not changed:
        return False
    mine, other = set(ours.places), set(theirs.places)
    return (bool(mine - other) and bool(other - mine)) or _no_figure_in_common(ours.fingerprint, theirs.fingerprint)


def _below_another(ours: Footprint, theirs: Told, shared: int, smaller: int) -> bool:
    """Say whether one publisher said a part of a text again, below words that are not those of the text."""
    if not ours.family or ours.family != theirs.family or shared >= AGAIN * smaller:
        return False
    return bool(ours.weights and theirs.weights) and words_shared(ours, theirs) < AGAIN_WORDS


def _short(ours: Footprint, theirs: Told) -> bool:
    return max(ours.fingerprint.words, theirs.fingerprint.words) <= FORM_WORDS


def _next_issue(mine: Fingerprint, other: Fingerprint) -> bool:
    """Say of texts with other figures whether they are two issues of a series: all changed, or many, each in its own way.

    One toll that was raised stands in several places, and changed once. What never changes in a series does not speak
    for one text: gold of 24 carats, the year.
    """
    ours, theirs = by_context(mine), by_context(other)
    shared = ours.keys() & theirs.keys()
    differ = [context for context in shared if contradict(ours[context], theirs[context])]
    changes = {(frozenset(ours[context]), frozenset(theirs[context])) for context in differ}
    agree = len(shared) - len(differ)
    if len(changes) >= CHANGES and len(changes) > agree:
        return True
    lasting = sum(context.startswith(_CARAT) or all(map(_is_year, ours[context])) for context in shared - set(differ))
    return len(changes) > 1 and next_of_a_series(len(differ), agree - lasting)


def _no_figure_in_common(mine: Fingerprint, other: Fingerprint) -> bool:
    """Say whether both give figures, so many that it is no chance that none of them is the same."""
    ours, theirs = _values(mine), _values(other)
    return min(len(ours), len(theirs)) >= SERIES and not ours & theirs


def _values(fingerprint: Fingerprint) -> set[str]:
    return {figure for _, figure in fingerprint.figures}


def _is_year(figure: str) -> bool:
    return len(figure) == _YEAR_DIGITS and figure.startswith(("19", "20")) and figure.isdigit()


def next_of_a_series(differ: int, agree: int) -> bool:
    """Say whether every figure changed: the bourse closes every day in the same words."""
    return differ >= SERIES and differ >= SERIES * agree


def compare_figures(ours: Fingerprint, theirs: Fingerprint) -> tuple[list[str], int]:
    """Return (contexts in which a figure changed, in words; number of contexts that agree)."""
    mine, others = by_context(ours), by_context(theirs)
    differ = changed_contexts(mine, others, one_length=ours.words == theirs.words)
    told = [
        as_told(ours, context).replace("#", f"{_join(others[context])} → {_join(mine[context])}") for context in differ
    ]
    return told, len(mine.keys() & others.keys()) - len(differ)


def changed_contexts(mine: Mapping[str, set[str]], others: Mapping[str, set[str]], *, one_length: bool) -> list[str]:
    """Return the words around figures that changed, of two texts' figures by their contexts.

    A longer text gives more figures in the same words, and changes none. Of texts of one length that is no reason.
    """
    shared = sorted(mine.keys() & others.keys())
    if one_length:
        return [context for context in shared if mine[context] != others[context]]
    return [context for context in shared if contradict(mine[context], others[context])]


def unconfirmed(ours: Fingerprint, theirs: Fingerprint, relatives: Iterable[Fingerprint]) -> bool:
    """Say whether where a figure changed none of the `relatives` has what `ours` gives."""
    mine, others = by_context(ours), by_context(theirs)
    told = [by_context(each) for each in relatives]
    return any(
        any(all(value not in each.get(context, ()) for each in told) for value in mine[context] - others[context])
        or (mine[context] < others[context] and mine[context] not in [each.get(context) for each in told])
        for context in changed_contexts(mine, others, one_length=ours.words == theirs.words)
    )


def contradict(ours: set[str], theirs: set[str]) -> bool:
    """Say whether neither text has all the figures that the other gives in one context."""
    return not (ours <= theirs or theirs <= ours)


def by_context(fingerprint: Fingerprint) -> Mapping[str, set[str]]:
    """Return the figures of a text by the words around them, what they count in one form."""
    return _by_context(fingerprint.figures)


def as_told(fingerprint: Fingerprint, context: str) -> str:
    """Return `context` with the word that the text counts by, beside the last of its figures there."""
    return max((value, told) for told, value in fingerprint.figures if compared(told) == context)[1]


@lru_cache(_COMPARED)
def _by_context(figures: tuple[tuple[str, str], ...]) -> Mapping[str, set[str]]:
    contexts: dict[str, set[str]] = {}
    for context, value in figures:
        contexts.setdefault(compared(context), set()).add(value)
    return contexts


def _join(values: set[str]) -> str:
    return "/".join(sorted(values))
