"""Whom do short names and definite nouns take up: ستولتنبرغ, الحركة, الوزارة, الجيش?

A third of what an article says of its actors is no name at all. Only what stands in the article decides: a surname
needs its full name somewhere in it, a noun the nearest earlier actor of its kind, الجيش a state the article is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from processors.aliases import Candidate, Layer, Passage, stems
from processors.places import is_verb
from processors.wordlists import role_words

_SEATS = ("قصر", "القصر")  # قصر الرئاسة is a building
_THEATRE_SHARE = 0.35
_THEATRE_LEAD = 1.25  # times as often as the runner-up
_THEATRE_LEAST = 2  # one passing mention makes no theatre


class Found(NamedTuple):
    """Something that names an actor or place: words `first` to `last` of a passage."""

    passage: int
    first: int
    last: int
    clitic: str
    id: str
    kind: str
    layer: Layer
    country: str = ""
    office: str = ""
    role: Literal["actor", "place"] = "actor"


class Loose(NamedTuple):
    """Words that may take up somebody, and as what."""

    passage: int
    first: int
    candidates: tuple[Candidate, ...]


def theatre(found: Iterable[Found]) -> str:
    """Return the code of the state the article is clearly about, "" when none is."""
    counts = Counter(each.country for each in found if each.country)
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < max(_THEATRE_LEAST, _THEATRE_SHARE * counts.total()):
        return ""
    if len(ranked) > 1 and ranked[0][1] < _THEATRE_LEAD * ranked[1][1]:
        return ""
    return ranked[0][0]


class Resolver:
    """Resolves the loose words of one article, in order."""

    def __init__(self, passages: Sequence[Passage], found: Sequence[Found], country: str) -> None:
        self._passages = passages
        self._country = country
        self._ahead: dict[str, tuple[int, int]] = {}
        for each in found:
            self._ahead.setdefault(each.id, (each.passage, each.first))
        self._seen: dict[str, tuple[int, int]] = {}
        self._latest: dict[str, str] = {}
        self._states: dict[str, set[str]] = {}  # of each kind of institution, whose was named: mil:{C} of IQ

    def see(self, found: Found) -> None:
        """Take note that an actor was mentioned here."""
        self._seen[found.id] = (found.passage, found.first)
        self._latest[found.id.partition(":")[0]] = found.id
        if found.kind == "role_nat" and found.country:
            self._states.setdefault(found.id.replace(found.country, "{C}"), set()).add(found.country)

    def resolve(self, words: Loose, same: Mapping[str, str]) -> Found | None:
        """Return whom `words` take up, None when nobody clearly."""
        for candidate in words.candidates:
            name = self._who(words, candidate)
            if name:
                last = words.first + len(candidate.rest)
                return Found(
                    words.passage, words.first, last, candidate.clitic, same.get(name, name), "coref",
                    candidate.sense.layer,
                )  # fmt: skip
        return None

    def _who(self, words: Loose, candidate: Candidate) -> str:
        passage, layer = self._passages[words.passage], candidate.sense.layer
        last = words.first + len(candidate.rest)
        if layer is Layer.SHORT:
            return self._short(words, candidate, passage)
        if not (self._stands_alone(passage, last, layer) or _is_subject(passage, words.first, last, candidate)):
            return ""
        if layer is Layer.CLASS:
            return self._of_class(words, candidate)
        if layer is Layer.AGAIN:
            return self._latest.get(candidate.sense.value, "")
        if passage.before(words.first) in _SEATS:
            return ""
        country = self._country or self._only(candidate.sense.value)
        return candidate.sense.value.replace("{C}", country) if country else ""

    def _only(self, template: str) -> str:
        """Return the one state whose institution of this kind was named so far, "" for none or several."""
        states = self._states.get(template, ())
        return next(iter(states)) if len(states) == 1 else ""

    def _short(self, words: Loose, candidate: Candidate, passage: Passage) -> str:
        """A surname behind another given name is somebody else's: محمد عباس is not محمود عباس."""
        before = passage.before(words.first)
        if before and not stems(before).isdisjoint(role_words("given")):
            return ""
        ids = {
            each.sense.value
            for each in words.candidates
            if each.sense.layer is Layer.SHORT and each.rest == candidate.rest
        }
        named = [each for each in ids if each in self._ahead]
        if len(named) == 1:
            return named[0]
        return self._nearest(named)

    def _of_class(self, words: Loose, candidate: Candidate) -> str:
        ids = [
            each.sense.value
            for each in words.candidates
            if each.sense.layer is Layer.CLASS and each.rest == candidate.rest
        ]
        if nearest := self._nearest(ids):
            return nearest
        # A headline may say الحركة before the text names it.
        if self._passages[words.passage].field != "title":
            return ""
        return min((each for each in ids if each in self._ahead), key=self._ahead.__getitem__, default="")

    def _nearest(self, ids: Iterable[str]) -> str:
        return max((each for each in ids if each in self._seen), key=self._seen.__getitem__, default="")

    def _stands_alone(self, passage: Passage, last: int, layer: Layer) -> bool:
        """الحركة الإسلامية and الجيش الحر are somebody else; التنظيم الإرهابي is still the one."""
        after = passage.after(last)
        if not after.startswith("ال") or after in role_words("alone_before"):
            return True
        return layer is Layer.CLASS and after in role_words("epithets")


def _is_subject(passage: Passage, first: int, last: int, candidate: Candidate) -> bool:
    """Tell «أعلنت وزارة الصحة الحصيلة», a verb, its subject and its object, from وزارة الصحة البريطانية."""
    if not candidate.sense.value.startswith("min:") or not passage.joined(first):
        return False
    return is_verb(passage.tokens[first - 1].folded) and not passage.after(last).endswith("يه")
