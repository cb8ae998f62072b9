"""Which words say something about the event they govern?

The words are data (lexicon/cues*.toml explain the rows); here they are expanded to all their forms, once per process. What
a word can be for the judge is one number with a bit per kind: most words are nothing, and most sentences are read by a look
at those numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from marsad.config.models import Keyword
from marsad.records import Status
from marsad.text import fold
from processors.lookup import EVENT, STRICT, StemTable
from processors.morphology import expand, literal

FARTHEST = 6  # words: beyond it, position alone says little about what governs what
_FILES = ("cues", "cues_carriers", "cues_particles")

# Kinds of words: the lists of cues_particles.toml, then what is read from a word's shape or from its rows.
_LISTS = (
    "negating", "not_to", "future", "perhaps", "perhaps_present", "if", "state", "that", "except", "any", "or", "be", "barring",
    "prepositions", "relative", "stops", "today",
)  # fmt: skip
(
    NEGATING, NOT_TO, FUTURE, PERHAPS, PERHAPS_PRESENT, IF, STATE, THAT, EXCEPT, ANY, OR, BE, BARRING,
    PREPOSITION, RELATIVE, STOP, TODAY,
) = (1 << place for place in range(len(_LISTS)))  # fmt: skip
KNOWN, GOVERNS, AIMS, HEADS, QUALIFIES, WILL, DOES, DID, DATING, NAMED = (
    1 << place + len(_LISTS) for place in range(10)
)
# Without a word of these kinds nothing in a sentence has a status, but for its dates.
TELLING = (
    NEGATING
    | NOT_TO
    | FUTURE
    | PERHAPS
    | PERHAPS_PRESENT
    | IF
    | STATE
    | GOVERNS
    | AIMS
    | HEADS
    | QUALIFIES
    | WILL
    | ANY
    | NAMED
)

# Verbs known by their shape alone: سيهاجم and يهاجم, and past forms in ت (not ات) and وا.
_WILL = re.compile("[وف]?س[يتن]..+")
_DOES = re.compile("[وف]?(?:ل)?ي[^و]..+")
_DID = re.compile("(?!ال|[وف]ال|[وفب]?[بكل]ال).{2,}(?:[^ا]ت|وا)")
_NOTES = 100_000  # words remembered
_SHORTEST = 2  # شن and صد are cues, although no keywords


class Cue(NamedTuple):
    """A row of cues.toml or cues_carriers.toml: a cue, a light word (no status), or a head of purposes (`head`)."""

    status: Status | None = None
    reach: int = FARTHEST
    through: frozenset[str] = frozenset()
    tight: bool = False
    fresh: bool = False
    bound: bool = False
    fails: bool = False
    far: bool = False
    act: bool = False
    auxiliary: bool = False
    purpose: bool = False
    head: bool = False


class Note(NamedTuple):
    """What a word can be, after which proclitic, and whether as a finite verb."""

    cue: Cue
    proclitic: str
    verb: bool


class Cues:
    """cues.toml, expanded: what each folded word means to the judge."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._cues: list[Cue] = []
        self._stems = StemTable()
        for row in (*table["cue"], *table["light"]):
            self._add(row, _cue(row))
        self._add(table["purpose"], Cue(head=True))
        self.after: dict[str, Status] = {
            word: row["status"] for row in table["after"] for word in _folded(row["words"])
        }
        self._lists = {name: _folded(words) for name, words in table["particles"].items()}
        self._bits = dict(zip(_LISTS, (1 << place for place in range(len(_LISTS))), strict=True))
        self._no_cues = _folded(table["shapes"]["no_cue"])
        self._no_verbs = _folded(table["shapes"]["words"])
        self._no_verb_stems = tuple(_folded(table["shapes"]["stems"]))
        self.competitions = _folded(table["history"]["competitions"])
        self.owners = _folded(table["history"]["owners"])
        self.singulars = _folded(table["history"]["singulars"])
        self.named = frozenset(tuple(fold(pair).split()) for pair in table["history"]["named"])
        self.dates = {name: _folded(words) for name, words in table["dates"].items()}
        self._dating = frozenset(
            word
            for name, words in self.dates.items()
            if name not in ("last", "next", "since", "tied")
            for word in words
        )
        self._notes: dict[str, tuple[Note, ...]] = {}
        self._kinds: dict[str, int] = {}

    def _add(self, row: Mapping[str, Any], cue: Cue) -> None:
        owner = len(self._cues)
        self._cues.append(cue)
        for noun in row.get("nouns", "").split():
            self._stems.add(owner, expand(Keyword(key=noun, nouns=(), verbs=())).stems, STRICT, _SHORTEST)
        for verb in row.get("verbs", "").split():
            stems = expand(Keyword(key=verb, nouns=(), verbs=(verb,))).stems
            self._stems.add(owner, (stem for stem in stems if stem.level == "event"), shortest=_SHORTEST)
        for word in row.get("words", "").split():
            self._stems.add(owner, literal(word).stems)

    def notes(self, word: str) -> tuple[Note, ...]:
        """Return what the folded `word` can be: cues before light words before heads of purposes."""
        known = self._notes.get(word)
        if known is None:
            senses = () if word in self._no_cues else self._stems.senses(word)
            known = tuple(
                Note(self._cues[owner], proclitic, level == EVENT)
                for owner, level, proclitic in sorted(senses, key=lambda sense: sense.owner)
            )
            if len(self._notes) >= _NOTES:
                self._notes.clear()
            self._notes[word] = known
        return known

    def kinds(self, words: Iterable[str]) -> list[int]:
        """Return the kinds of each of the folded `words`, one bit per kind."""
        known = self._kinds
        if len(known) >= _NOTES:
            known.clear()
        return [known[word] if word in known else self._learn(word) for word in words]

    def _learn(self, word: str) -> int:
        bare = word[1:] if word[:1] in ("و", "ف") else word
        kind = sum(bit for name, bit in self._bits.items() if word in self._lists[name] or bare in self._lists[name])
        for note in self.notes(word):
            kind |= KNOWN
            kind |= HEADS if note.cue.head else GOVERNS if note.cue.status else 0
            kind |= AIMS if note.cue.purpose and "ل" in note.proclitic.replace("ال", "") else 0
            kind |= WILL if note.verb and "س" in note.proclitic else 0
        kind |= QUALIFIES if word in self.after else 0
        kind |= NAMED if any(word == second for _, second in self.named) else 0
        kind |= DATING if word in self._dating or bare in self._dating or word[:1] in ("1", "2") else 0
        self._kinds[word] = kind = kind | self._shape(word, bare)
        return kind

    def _shape(self, word: str, bare: str) -> int:
        if bare in self._no_verbs or bare.startswith(self._no_verb_stems):
            return 0
        return (
            (WILL if _WILL.fullmatch(word) else 0)
            | (DOES if _DOES.fullmatch(word) else 0)
            | (DID if _DID.fullmatch(word) else 0)
        )


def _cue(row: Mapping[str, Any]) -> Cue:
    settings = {name: value for name, value in row.items() if name not in ("verbs", "nouns", "words", "through")}
    return Cue(through=_folded(row.get("through", "")), **settings)


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


@cache
def shipped() -> Cues:
    """Return the shipped cues."""
    folder = files("processors").joinpath("lexicon")
    tables: dict[str, Any] = {}
    for name in _FILES:
        tables |= tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Cues(tables)
