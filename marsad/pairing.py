"""Are two articles one story, and what decided? Both verdicts as kept, the comparison worked out again, and plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from marsad.dossier import relation
from marsad.stores.archive import Kept
from processors.decide import PARTS
from processors.stories import BY_SIGNS
from processors.window.compared import Comparison, Condition, Out, Remembered, Texts, Words, compared
from processors.window.copies import WINDOW_S, least_shared
from processors.window.one_event import LIKELIER, LIKELY, LITTLE

_HOUR_S = 3600
_OUT: Mapping[Out, str] = {
    "time": "the story had been silent for too long",
    "places": "it names other places than the story",
    "figures": "its figures are those of another issue of a series",
    "actors": "it names other actors than the story",
    "old words": "its words were said before",
    "members": "it is like too few of its articles",
    "publisher": "its own publisher told what it is nearest to, and the next text of a publisher must be nearer than another's",
}


class Pairing(NamedTuple):
    """Two articles of the store. `comparison` is None where they can be compared no more; then `missing` says why."""

    earlier: Kept
    later: Kept
    comparison: Comparison | None
    missing: str

    @property
    def one_story(self) -> bool:
        """Whether they are in one story."""
        return self.earlier.story == self.later.story


def pairing(one: Sequence[Kept], other: Sequence[Kept], remembered: Iterable[Remembered]) -> Pairing:
    """Return the pairing of two articles, each given by its revisions in order.

    `remembered`: what deciding remembers of the time before the later of their first revisions. The later one is
    compared in its first revision, the earlier one in the last that was there by then.
    """
    first, second = sorted((one, other), key=lambda kept: (kept[0].place, kept[0].source.seen))
    later = second[0]
    earlier = next((kept for kept in reversed(first) if kept.place < later.place), first[0])
    if not (earlier.footprint and later.footprint):
        return Pairing(
            earlier,
            later,
            None,
            "they cannot be compared: the store no longer has what deciding remembers for a week (on a cluster Redis has it)",
        )
    comparison = compared(remembered, earlier.source.article, later.footprint)
    return Pairing(
        earlier, later, comparison, "" if comparison else "the earlier one had left the window of seven days"
    )


def measures(found: Comparison) -> Iterator[tuple[str, str]]:
    """Yield what was compared, with what came of it, in words."""
    texts, words = found.texts, found.words
    shorter = min(texts.prints)
    yield (
        "prints",
        f"{texts.shared} shared, {_share(texts.shared, shorter)} of the {shorter} of the shorter text; {least_shared(shorter)} are wanted",
    )
    yield (
        "new",
        (
            f"{texts.new} of these {shorter} were said on no earlier day, {texts.new_shared} of them shared"
            f" ({_share(texts.new_shared, texts.new)})"
        ),
    )
    figures = f": {texts.figures_differ[0]}" if texts.figures_differ else ""
    yield "figures", f"{len(texts.figures_differ)} differ, {texts.figures_agree} agree{figures}"
    yield "actors", _in_common(texts.actors)
    yield "places", _in_common(texts.places)
    yield "time", f"{texts.hours:g} hours apart; texts are compared up to {WINDOW_S // _HOUR_S}"
    yield (
        "words",
        f"{words.score:.3f} with the story of the earlier one, {_articles(words.members)} then; {words.wanted:.2f} joins",
    )
    if words.likelihood is None:
        yield "signs", "not weighed: the window is too young to know which words are rare"
    else:
        below = f"below it {LIKELIER:.2f} where another publisher wrote within half a day"
        joins = f"{LIKELY:.2f} joins from a score of {LITTLE:.2f} on, {below}"
        yield "signs", f"{words.likelihood:.2f} likely one event; {joins}: {words.signs}"


def reasons(found: Pairing) -> list[str]:
    """Return what decided, in plain words."""
    if found.one_story:
        return [_together(found)]
    if not found.comparison:
        return [f"They are two stories; {found.missing}"]
    return [_texts_apart(found.comparison.texts, found.later), _words_apart(found.comparison.words, found.later)]


def _together(found: Pairing) -> str:
    source = found.later.source
    how = relation(source)
    if source.of == found.earlier.source.article:
        return f"They are one story because the later text is related to the earlier one, {how}: {source.why}"
    words = found.comparison.words if found.comparison else None
    if source.of and (not words or _with_relative(found.later, words)):
        return f"They are one story because the later text is related to article {source.of} of it, {how}: {source.why}"
    if words and source.of:
        return f"They are one story because the later one's words are near to it: {words.score:.3f}, {words.wanted:.2f} joins"
    wanted = f", {words.wanted:.2f} joins" if words else ""
    if source.why.startswith(BY_SIGNS):
        likeness = f"{source.similarity:.3f}{wanted and f'{wanted} without'}"
        return f"They are one story because the later one {source.why}; its words are near to it: {likeness}"
    if how == "joined":
        return f"They are one story because the later one's words are near to it: {source.similarity:.3f}{wanted}"
    return "They are one story because their stories were merged: the later one had opened its own"


def _with_relative(later: Kept, words: Words) -> bool:
    """Say whether the later text is in the story of the text it is related to; of one related in part its words decide."""
    return bool(later.source.of) and not (later.source.verdict in PARTS and words.nearest)


def _texts_apart(texts: Texts, later: Kept) -> str:
    if texts.verdict and later.source.of:
        return "As texts they are related, but another one was nearer to the later text"
    if texts.verdict:
        return f"As texts they are related by now, and were not when the later one came: {texts.verdict}, {texts.why}"
    if texts.apart:
        return f"As texts they are kept apart: {'; '.join(_condition(each, texts) for each in texts.apart)}"
    if texts.shared < least_shared(min(texts.prints)):
        return "As texts they are not related: they share too few words in a row"
    return "As texts they are kept apart by several things at once, none of them alone"


def _words_apart(words: Words, later: Kept) -> str:
    if _with_relative(later, words):
        return f"The later text took the story of article {later.source.of}, to which it is related: {later.source.why}"
    if words.joins and words.nearest != words.story:
        return (
            f"By its words the later one would join, {words.score:.3f},"
            f" but another story is nearer: {words.nearest}, {words.nearest_score:.3f}"
        )
    if words.joins:
        return f"By its words the later one would join by now, and did not when it came: {words.score:.3f}"
    if words.apart:
        return (
            f"By its words the later one would join, but is kept out: {'; '.join(_OUT[each] for each in words.apart)}"
        )
    return f"By its words the later one is too far from the earlier one's story: {words.score:.3f}, {words.wanted:.2f} joins"


def _condition(condition: Condition, texts: Texts) -> str:
    match condition:
        case "time":
            return f"{texts.hours:g} hours lie between them"
        case "publisher":
            return "one publisher says a part of the other again, below words of its own"
        case "actors":
            return f"title and lead name other actors ({_in_common(texts.actors)})"
        case "places":
            return f"title and lead name other places ({_in_common(texts.places)})"
        case "figures":
            return f"{len(texts.figures_differ)} figures differ and {texts.figures_agree} agree, as in the next issue of a series"
        case "old words":
            return f"what they share was said before: of {texts.new} new prints {texts.new_shared} are shared"


def _in_common(named: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    one, other = named
    both = [each for each in one if each in other]
    if both:
        return f"in common: {', '.join(both)}"
    if not one and not other:
        return "neither names any"
    return f"none in common: {', '.join(one) or 'none'} | {', '.join(other) or 'none'}"


def _articles(n: int) -> str:
    return f"{n} article{'' if n == 1 else 's'}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"
