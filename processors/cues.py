"""Which words say something about the event they govern?

The words are data (lexicon/cues.toml explains the rows); here they are expanded to all their forms, once per process.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from marsad.config.models import Keyword
from marsad.records import Status
from marsad.text import fold
from processors.lookup import EVENT, STRICT, StemTable
from processors.morphology import expand, literal

FARTHEST = 6  # words: beyond it, position alone says little about what governs what
_NOTES = 100_000  # words remembered
_SHORTEST = 2  # شن and صد are cues, although no keywords


class Cue(NamedTuple):
    """A row of cues.toml: a cue, a light word (no status), or a head of purposes (`head`)."""

    status: Status | None = None
    reach: int = FARTHEST
    through: frozenset[str] = frozenset()
    tight: bool = False
    fresh: bool = False
    bound: bool = False
    fails: bool = False
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
        self._particles = {name: _folded(words) for name, words in table["particles"].items()}
        dates = frozenset(word for kind in ("years", "months", "ago", "in") for word in self._particles[kind])
        self.dating = dates | {conjunction + word for conjunction in "وف" for word in dates}
        self._notes: dict[str, tuple[Note, ...]] = {}

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
            senses = sorted(self._stems.senses(word), key=lambda sense: sense.owner)
            known = tuple(Note(self._cues[sense.owner], sense.proclitic, sense.level == EVENT) for sense in senses)
            if len(self._notes) >= _NOTES:
                self._notes.clear()
            self._notes[word] = known
        return known

    def says(self, word: str, kind: str) -> bool:
        """Return whether `word` is a particle of `kind`, with or without و or ف."""
        words = self._particles[kind]
        return word in words or (word[:1] in ("و", "ف") and word[1:] in words)


def _cue(row: Mapping[str, Any]) -> Cue:
    settings = {name: value for name, value in row.items() if name not in ("verbs", "nouns", "words", "through")}
    return Cue(through=_folded(row.get("through", "")), **settings)


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


@cache
def shipped() -> Cues:
    """Return the shipped cues."""
    text = files("processors").joinpath("lexicon/cues.toml").read_text(encoding="utf-8")
    return Cues(tomllib.loads(text))
