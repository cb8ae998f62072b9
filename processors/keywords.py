"""Where does an article say a keyword?

Keywords are expanded to stems once (processors.morphology) and looked up word by word (processors.lookup). News repeats
itself: what a chunk between two spaces says is remembered, so most of a text is never folded, nor split into words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from marsad.config.models import Keyword
from marsad.memo import Memo
from marsad.records import LEVELS, Field, Hit, Level
from marsad.text import fold, sentences, tokens
from processors.clauses import Sentence
from processors.findings import Findings
from processors.lookup import EVENT, LONGEST_WORD, Sense, StemTable
from processors.morphology import SHORTEST, Exclusion, Forms, expand, literal
from processors.nouns import bare
from processors.status import Judgement, Reading, StatusJudge

_MEMO = 400_000  # distinct chunks, some 60 MB; months of news have fewer
# The part of a chunk that is an address: the article does not say its words.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S*|(?<![A-Za-z0-9.-])[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++/\S*", re.IGNORECASE
)
_PLAIN = re.compile('([\u0621-\u063a\u0641-\u064a]++)[.،؛:»)"]*\\Z')  # a word and what closes it, as most chunks are
# What may stand between two words of a phrase: spaces, quotes and brackets, but no stop, comma or new line.
_GAP = re.compile(r"[ \t\u00a0\u200b-\u200f«»\"'“”‘’()\[\]_#-]{0,6}")
# Words of a phrase that have no forms of their own.
_PARTICLE = re.compile("على|إلى|الى|من|في|عن|مع|ضد|أو|لا|بين|بعد|قبل|تحت|غير|[^\u0620-\u064a]*")


_new = tuple.__new__  # a third of the time of the constructor that a NamedTuple generates
_EXPANDED = 20_000  # keywords, 5 KB each
_START = itemgetter(0)


class _Found(NamedTuple):
    """A hit before its status is known; `sense` is that of its first word."""

    start: int
    end: int
    keyword: int
    level: int
    sense: Sense


class _Part(NamedTuple):
    """A word that belongs to phrases; `first` are its senses that begin one."""

    start: int
    end: int
    senses: tuple[Sense, ...]
    first: tuple[Sense, ...]


class _Chunk(NamedTuple):
    """What is remembered of a chunk, by offsets into it; `telling` are the phrases of which it says the rarest word."""

    hits: tuple[_Found, ...]
    parts: tuple[_Part, ...]
    telling: frozenset[int]
    keys: frozenset[str]


class _Lexeme(NamedTuple):
    """One word of a keyword: which keyword, which word of it."""

    keyword: int
    place: int
    exclusion: Exclusion


class _Reader:
    """Makes the hits of an article from what was found, as yet called asserted, and reads their status when asked."""

    def __init__(self, matcher: KeywordMatcher, title: str, text: str, year: int | None) -> None:
        self._matcher, self._year = matcher, year
        self._texts: dict[Field, str] = {"title": title, "text": text}
        self._readings: dict[int, Reading] = {}  # a hit of ours is known by what it is, not says
        self._sentences: dict[tuple[str, int], Sentence] = {}

    def make(self, field: Field, key: str, found: _Found) -> Hit:
        """Return the hit of a place."""
        start, end, keyword, level, sense = found
        form = self._texts[field][start:end]
        hit = Hit(keyword=key, level=LEVELS[level], form=form, field=field, start=start, end=end)
        self._readings[id(hit)] = self._matcher.reading(keyword, sense)
        return hit

    def judge(self, hit: Hit) -> Hit:
        """Return a hit that was made here with its status."""
        text = self._texts[hit.field]
        spans = sentences(text)
        place = bisect_right(spans, hit.start, key=_START) - 1
        sentence = self._sentences.get((hit.field, place))
        if sentence is None:
            sentence = self._matcher.read(text, *spans[place], self._year)
            self._sentences[hit.field, place] = sentence
        status, cue, cue_start = self._matcher.judge(sentence, hit, self._readings[id(hit)])
        if status == "asserted" and not cue:
            return hit
        return replace(hit, status=status, cue=cue, cue_start=cue_start)


class KeywordMatcher:
    """Finds every keyword in an article in one pass.

    `extra` are (key, level) wishes of rules that ask for more than a keyword's own level; of two keywords with the same
    key the first counts. But for its memo a matcher never changes.
    """

    def __init__(self, keywords: Sequence[Keyword], extra: Sequence[tuple[str, Level]] = ()) -> None:
        """Expand `keywords`."""
        self._keys: list[str] = []
        self._lengths: list[int] = []  # words of each keyword
        self._actions: list[bool] = []  # whether a keyword has verbs
        self._lexemes: list[_Lexeme] = []
        self._rarest: set[int] = set()  # of each phrase, the lexeme to look for
        self._table = StemTable()
        self._judge = StatusJudge()
        self._memo = Memo(self._look, _MEMO, LONGEST_WORD)
        self._senses = Memo(self._sensible, _MEMO, LONGEST_WORD)
        for keyword in _widened(keywords, extra):
            self._add(keyword)

    def _add(self, keyword: Keyword) -> None:
        parts = words_of(keyword)
        # A phrase is sought where its longest word is: the shortest is seldom the rarest.
        longest = max(range(len(parts)), key=lambda place: len(parts[place].key))
        self._rarest.add(len(self._lexemes) + longest)
        for place, forms in enumerate(parts):
            # In company a short word is safe: «خط الهجوم».
            shortest = SHORTEST if len(parts) == 1 else 1
            self._table.add(len(self._lexemes), forms.stems, LEVELS.index(keyword.level), shortest)
            self._lexemes.append(_Lexeme(len(self._keys), place, forms.exclusion))
        self._actions.append(any(stem.level == "event" for stem in parts[0].stems))
        self._lengths.append(len(parts))
        self._keys.append(keyword.key)

    def search(self, title: str, text: str, year: int | None = None) -> Findings[_Found]:
        """Return what an article says of the keywords, at their narrowest level; hits and their status on demand.

        `year` is the article's: what an earlier year is said of is recalled, not reported.
        """
        reader = _Reader(self, title, text, year)
        return Findings({"title": self._said(title), "text": self._said(text)}, _START, reader.make, reader.judge)

    def hits(self, title: str, text: str, year: int | None = None) -> tuple[Hit, ...]:
        """Return all hits of the title, then of the text, each by offset, with its status."""
        found = self.search(title, text, year)
        return tuple(map(found.judged, found.hits))

    def reading(self, keyword: int, sense: Sense) -> Reading:
        """Return how a hit of a keyword is to be read for its status."""
        return Reading(sense.proclitic, sense.level == EVENT, self._actions[keyword])

    def _said(self, text: str) -> dict[str, list[_Found]]:
        """Return what was found by keyword, in order of the text."""
        said: dict[str, list[_Found]] = {}
        for found in self._find(text):
            said.setdefault(self._keys[found.keyword], []).append(found)
        return said

    def read(self, text: str, start: int, end: int, year: int | None) -> Sentence:
        """Return a sentence ready for `judge`."""
        return self._judge.read(text, start, end, year)

    def judge(self, sentence: Sentence, hit: Hit, reading: Reading) -> Judgement:
        """Return the status of a hit in its sentence."""
        return self._judge.judge(sentence, hit.start, hit.end, reading)

    def keys(self, text: str) -> frozenset[str]:
        """Return the keywords that `text` says, wherever and in whatever status: what a filter needs, and no more."""
        said = list(filter(None, map(self._memo.__getitem__, text.split(" "))))
        if any(known.telling for known in said):
            return frozenset(self._keys[hit.keyword] for hit in self._find(text))
        return frozenset().union(*[known.keys for known in said])

    def _find(self, text: str) -> list[_Found]:
        """Return the hits of `text`; an article without one costs a look into the memo per chunk."""
        chunks = text.split(" ")
        said = [(at, known) for at, known in enumerate(map(self._memo.__getitem__, chunks)) if known is not None]
        if not said:
            return []
        letters = list(accumulate(map(len, chunks), initial=0))
        found: list[_Found] = []
        parts: list[_Part] = []
        telling: set[int] = set()
        for place, known in said:
            at = letters[place] + place
            for a, b, keyword, level, sense in known.hits:
                found.append(_new(_Found, (at + a, at + b, keyword, level, sense)))
            if known.parts:
                parts += [_new(_Part, (at + a, at + b, senses, first)) for a, b, senses, first in known.parts]
                telling |= known.telling
        return [*found, *self._phrases(text, parts, telling)] if telling else found

    def _phrases(self, text: str, parts: list[_Part], telling: set[int]) -> Iterator[_Found]:
        for at, (start, _, _, first) in enumerate(parts):
            for sense in first:
                keyword = self._lexemes[sense.owner].keyword
                if keyword not in telling:  # its rarest word is nowhere
                    continue
                length = self._lengths[keyword]
                if len(run := self._run(text, parts[at : at + length], sense)) == length:
                    level = max(said.level for said in run)
                    yield _Found(start, parts[at + length - 1].end, keyword, level, sense)

    def _look(self, chunk: str) -> _Chunk | None:
        hits: list[_Found] = []
        parts: list[_Part] = []
        for start, end, folded in _words_in(chunk):
            if not (senses := self._senses[folded]):
                continue
            alone = [sense for sense in senses if self._lengths[self._lexemes[sense.owner].keyword] == 1]
            hits += [_Found(start, end, self._lexemes[sense.owner].keyword, sense.level, sense) for sense in alone]
            if len(alone) < len(senses):
                together = tuple(sense for sense in senses if sense not in alone)
                first = tuple(sense for sense in together if self._lexemes[sense.owner].place == 0)
                parts.append(_Part(start, end, together, first))
        if not hits and not parts:
            return None
        owners = {sense.owner for part in parts for sense in part.senses} & self._rarest
        telling = frozenset(self._lexemes[owner].keyword for owner in owners)
        return _Chunk(tuple(hits), tuple(parts), telling, frozenset(self._keys[hit.keyword] for hit in hits))

    def _sensible(self, word: str) -> tuple[Sense, ...]:
        return tuple(sense for sense in self._table.senses(word) if not self._excluded(word, sense))

    def _excluded(self, word: str, sense: Sense) -> bool:
        exclusion = self._lexemes[sense.owner].exclusion
        return bool(exclusion) and exclusion.holds(word, sense.proclitic)

    def _run(self, text: str, parts: list[_Part], first: Sense) -> list[Sense]:
        """Return the senses of the words of a phrase that follow each other, from its first word on."""
        run = [first]
        for before, after in pairwise(parts):
            said = next((sense for sense in after.senses if sense.owner == first.owner + len(run)), None)
            # و inside a phrase ends it: «خط والهجوم» is two things.
            if said is None or said.proclitic[:1] in ("و", "ف") or not _GAP.fullmatch(text, before.end, after.start):
                break
            run.append(said)
        return run


def _words_in(chunk: str) -> Sequence[tuple[int, int, str]]:
    """Return the words of a chunk that are not of an address: their start, end and folded form."""
    plain = _PLAIN.match(chunk)
    if plain:
        return ((0, plain.end(1), fold(plain[1])),)
    return tokens(_ADDRESS.sub(_blank, chunk) if "/" in chunk or "www" in chunk.lower() else chunk)


def _widened(keywords: Sequence[Keyword], extra: Sequence[tuple[str, Level]]) -> Iterator[Keyword]:
    """Yield each key once, at the widest level that its keyword or a rule asks for."""
    asked: dict[str, int] = {}
    for key, level in extra:
        asked[key] = max(asked.get(key, 0), LEVELS.index(level))
    first: dict[str, Keyword] = {}
    for keyword in keywords:
        first.setdefault(keyword.key, keyword)
    for key, keyword in first.items():
        yield keyword.model_copy(update={"level": LEVELS[max(LEVELS.index(keyword.level), asked.get(key, 0))]})


def words_of(keyword: Keyword) -> list[Forms]:
    """Return the forms of each word of the key; what else the keyword says is about a single word.

    Remembered: a configuration taken anew costs what changed.
    """
    return _words_of(keyword.model_dump_json(exclude={"level"}))


@lru_cache(_EXPANDED)
def _words_of(said: str) -> list[Forms]:
    keyword = Keyword.model_validate_json(said)
    parts = [keyword.key[word.start : word.end] for word in tokens(keyword.key)]
    if len(parts) <= 1:
        return [expand(keyword)]
    return [literal(part) if _PARTICLE.fullmatch(part) else expand(Keyword(key=bare(part))) for part in parts]


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
