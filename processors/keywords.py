"""Where does an article say a keyword?

Keywords are expanded to stems once (processors.morphology) and looked up word by word (processors.lookup). News repeats
itself: what a chunk between two spaces says is remembered, so most of a text is never folded, nor split into words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain
from operator import itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from marsad.config.models import Keyword
from marsad.memo import Memo
from marsad.records import LEVELS, Field, Hit, Level
from marsad.text import BETWEEN, fold, sentences, tokens
from processors.findings import Findings
from processors.lookup import EVENT, LONGEST_WORD, PARTICLES, Sense, StemTable
from processors.morphology import SHORTEST, Exclusion, Forms, agreeing, expand, literal
from processors.status.clauses import Sentence
from processors.status.judge import Judgement, StatusJudge
from processors.status.path import Reading
from processors.words.nouns import bare

_MEMO = 400_000  # distinct chunks, some 60 MB; months of news have fewer
# The part of a chunk that is an address: the article does not say its words.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S*|(?<![A-Za-z0-9.-])[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++/\S*", re.IGNORECASE
)
_PLAIN = re.compile(
    '[«("#]*+([\u0621-\u063a\u0641-\u064a]++)[.،؛:»)"!؟]*\\Z'
)  # a word and what closes it, as most chunks are
_GAP = re.compile(f"[{re.escape(BETWEEN)}]{{0,6}}")
# Words of a phrase that have no forms of their own.
_PARTICLE = re.compile("على|إلى|الى|من|في|عن|مع|ضد|أو|لا|بين|بعد|قبل|تحت|غير|[^\u0620-\u064a]*")
_EVERYWHERE = PARTICLES | frozenset(fold("على إلى من في مع ضد أو لا ما تحت").split())  # said in every text


_EXPANDED = 20_000  # keywords, 5 KB each
_START, _KEYS, _SOUGHT = itemgetter(0), itemgetter(0), itemgetter(3)

_Found = tuple[
    int, int, int, int, Sense
]  # a hit: its start and end, its keyword and level, the sense of its first word
_Place = tuple[int, _Found]  # where a hit is found: its offsets count from here


class _Part(NamedTuple):
    """A word that belongs to phrases."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class _Phrase(NamedTuple):
    """A phrase that is sought by one of its words: how many stand before and behind that, and its first lexeme."""

    keyword: int
    first: int
    before: int
    behind: int


class _Chunk(NamedTuple):
    """What is remembered of a chunk, by offsets into it.

    `keys` are those of `hits`; `sought` are the phrases that are looked for here, each with the number of the part.
    """

    keys: tuple[str, ...]
    hits: tuple[_Found, ...]
    parts: tuple[_Part, ...]
    sought: tuple[tuple[int, _Phrase], ...]


class _Chunks(NamedTuple):
    """A text, its chunks, and how many letters stand in those before each."""

    text: str
    chunks: Sequence[str]
    letters: Sequence[int]

    def placed(self, place: int, known: _Chunk) -> list[_Part]:
        """Return the words of phrases in the chunk in `place`, by offsets into the text."""
        at = self.letters[place] + place
        return [_Part(at + start, at + end, senses) for start, end, senses in known.parts]


class _Lexeme(NamedTuple):
    """One word of a keyword: which keyword, and how many words that has."""

    keyword: int
    words: int
    exclusion: Exclusion


class _Reader:
    """Makes the hits of an article from what was found, as yet called asserted, and reads their status when asked."""

    def __init__(self, matcher: KeywordMatcher, title: str, text: str, on: date | None) -> None:
        self._matcher, self._on = matcher, on
        self._texts: dict[Field, str] = {"title": title, "text": text}
        self._made: dict[int, _Found] = {}  # a hit of ours is known by what it is, not says
        self._sentences: dict[tuple[str, int], Sentence] = {}

    def make(self, field: Field, key: str, place: _Place) -> Hit:
        """Return the hit of a place."""
        at, found = place
        start, end, _, level, _ = found
        form = self._texts[field][at + start : at + end]
        hit = Hit(keyword=key, level=LEVELS[level], form=form, field=field, start=at + start, end=at + end)
        self._made[id(hit)] = found
        return hit

    def judge(self, hit: Hit) -> Hit:
        """Return a hit that was made here with its status."""
        text = self._texts[hit.field]
        spans = sentences(text)
        place = bisect_right(spans, hit.start, key=_START) - 1
        sentence = self._sentences.get((hit.field, place))
        if sentence is None:
            sentence = self._matcher.read(text, *spans[place], self._on)
            self._sentences[hit.field, place] = sentence
        _, _, keyword, _, sense = self._made[id(hit)]
        status, cue, cue_start = self._matcher.judge(sentence, hit, self._matcher.reading(keyword, sense))
        if status == "asserted" and not cue:
            return hit
        return replace(hit, status=status, cue=cue, cue_start=cue_start)


class KeywordMatcher:
    """Finds every keyword in an article in one pass.

    `extra` are (key, level) wishes of rules that ask for more than a keyword's own level; of two keywords with the same
    key the first counts. But for its memo a matcher never changes.
    """

    def __init__(
        self, keywords: Sequence[Keyword], extra: Sequence[tuple[str, Level]] = (), *, most_chunks: int = _MEMO
    ) -> None:
        """Expand `keywords`; `most_chunks` are remembered at most, then it begins anew."""
        self._keys: list[str] = []
        self._actions: list[bool] = []  # whether a keyword has verbs
        self._lexemes: list[_Lexeme] = []
        self._rarest: dict[int, _Phrase] = {}  # by the lexeme to look for
        self._table = StemTable()
        self._judge = StatusJudge()
        # Chunks that are remembered: those without a hit, by which no phrase is sought either, as most are; and what the
        # others say, and those that hold a word of a phrase. The fewer a table holds, the quicker it is.
        self._most_chunks = most_chunks
        self._silent: set[str] = set()
        self._telling: dict[str, _Chunk] = {}
        self._senses = Memo(self._sensible, _MEMO, LONGEST_WORD)
        expanded = [(keyword, words_of(keyword)) for keyword in _widened(keywords, extra)]
        common = Counter(word.key for _, words in expanded for word in words)
        for keyword, words in expanded:
            self._add(keyword, words, common)

    def _add(self, keyword: Keyword, words: Sequence[Forms], common: Mapping[str, int]) -> None:
        own, first = len(self._keys), len(self._lexemes)
        if len(words) > 1:
            rarest = max(range(len(words)), key=lambda place: _rarity(words[place].key, common))
            self._rarest[first + rarest] = _Phrase(own, first, rarest, len(words) - rarest - 1)
        # In company a short word is safe: «خط الهجوم».
        shortest = SHORTEST if len(words) == 1 else 1
        for place, forms in enumerate(words):
            self._table.add(first + place, forms.stems, LEVELS.index(keyword.level), shortest)
            self._lexemes.append(_Lexeme(own, len(words), forms.exclusion))
        self._actions.append(any(stem.level == "event" for stem in words[0].stems))
        self._keys.append(keyword.key)

    def search(self, title: str, text: str, on: date | None = None) -> Findings[_Place]:
        """Return what an article says of the keywords, at their narrowest level; hits and their status on demand.

        `on` is the article's day: what an earlier year is said of is recalled, what a later day is said of is planned.
        """
        reader = _Reader(self, title, text, on)
        return Findings({"title": self._said(title), "text": self._said(text)}, _start, reader.make, reader.judge)

    def hits(self, title: str, text: str, on: date | None = None) -> tuple[Hit, ...]:
        """Return all hits of the title, then of the text, each by offset, with its status."""
        found = self.search(title, text, on)
        return tuple(map(found.judged, found.hits))

    def reading(self, keyword: int, sense: Sense) -> Reading:
        """Return how a hit of a keyword is to be read for its status."""
        return Reading(sense.proclitic, sense.level == EVENT, self._actions[keyword])

    def read(self, text: str, start: int, end: int, on: date | None) -> Sentence:
        """Return a sentence ready for `judge`."""
        return self._judge.read(text, start, end, on)

    def judge(self, sentence: Sentence, hit: Hit, reading: Reading) -> Judgement:
        """Return the status of a hit in its sentence."""
        return self._judge.judge(sentence, hit.start, hit.end, reading)

    def keys(self, text: str) -> frozenset[str]:
        """Return the keywords that `text` says, wherever and in whatever status: what a filter needs, and no more."""
        chunks = set(text.split()).difference(self._silent)
        known = list(map(self._telling.get, chunks))
        if not all(known):  # some are met for the first time
            known = [self._telling.get(chunk) or self._look(chunk) for chunk in chunks]
        said = [each for each in known if each]
        if any(map(_SOUGHT, said)):
            return frozenset(self._said(text))
        return frozenset(chain.from_iterable(map(_KEYS, said)))

    def _said(self, text: str) -> dict[str, list[_Place]]:
        """Return what was found by keyword, in order of the text; what is silent costs a look into a set."""
        said: defaultdict[str, list[_Place]] = defaultdict(list)
        chunks, silent, told = _chunks(text), self._silent, self._telling
        speaking = [(place, chunk) for place, chunk in enumerate(chunks) if chunk not in silent]
        if not speaking:
            return said
        letters = list(accumulate(map(len, chunks), initial=0))
        seeking: list[tuple[int, _Chunk]] = []
        for place, chunk in speaking:
            known = told.get(chunk) or self._look(chunk)
            if known is None:  # it is met for the first time
                continue
            at = letters[place] + place
            for key, found in zip(known.keys, known.hits, strict=True):
                said[key].append((at, found))
            if known.sought:
                seeking.append((place, known))
        for found in self._phrases(_Chunks(text, chunks, letters), seeking) if seeking else ():
            said[self._keys[found[2]]].append((0, found))
        return said

    def _phrases(self, chunks: _Chunks, seeking: Iterable[tuple[int, _Chunk]]) -> Iterator[_Found]:
        """Yield the phrases that are sought by a word of the chunks in `seeking`, each given with its place."""
        for place, known in seeking:
            for number, phrase in known.sought:
                ahead = self._beside(chunks, place, -1, phrase.before - number)
                if ahead is None:
                    continue
                behind = self._beside(chunks, place, 1, phrase.behind - (len(known.parts) - number - 1))
                if behind is None:
                    continue
                first = len(ahead) + number - phrase.before
                run = [*ahead, *chunks.placed(place, known), *behind]
                run = run[first : first + phrase.before + phrase.behind + 1]
                if senses := self._run(chunks.text, run, phrase.first):
                    level = max(sense.level for sense in senses)
                    yield run[0].start, run[-1].end, phrase.keyword, level, senses[0]

    def _beside(self, chunks: _Chunks, place: int, step: int, wanted: int) -> Sequence[_Part] | None:
        """Return so many words of phrases or more on one side of the chunk in `place`, None where others come before."""
        parts: Sequence[_Part] = ()
        while len(parts) < wanted:
            place += step
            if not 0 <= place < len(chunks.chunks):
                return None
            chunk = chunks.chunks[place]
            known = self._telling.get(chunk)
            if known is None and chunk not in self._silent:
                known = self._look(chunk)
            if known and known.parts:
                near = chunks.placed(place, known)
                parts = [*near, *parts] if step < 0 else [*parts, *near]
            elif chunk.strip(BETWEEN):
                return None
        return parts

    def _look(self, chunk: str) -> _Chunk | None:
        words = [
            (start, end, senses)
            for start, end, word in _words_in(chunk)
            if (senses := self._senses[_printed(chunk[start:end], word)])
        ]
        known = self._read(words) if words else None
        if len(chunk) <= LONGEST_WORD:
            self._remember(chunk, known)
        return known

    def _read(self, words: Iterable[tuple[int, int, Iterable[Sense]]]) -> _Chunk:
        hits: list[_Found] = []
        parts: list[_Part] = []
        sought: list[tuple[int, _Phrase]] = []
        for start, end, senses in words:
            together: list[Sense] = []
            for sense in senses:
                keyword, count, _ = self._lexemes[sense.owner]
                if count == 1:
                    hits.append((start, end, keyword, sense.level, sense))
                else:
                    together.append(sense)
            if together:
                sought += [(len(parts), self._rarest[each.owner]) for each in together if each.owner in self._rarest]
                parts.append(_Part(start, end, tuple(together)))
        return _Chunk(tuple(self._keys[hit[2]] for hit in hits), tuple(hits), tuple(parts), tuple(sought))

    def _remember(self, chunk: str, known: _Chunk | None) -> None:
        if len(self._silent) + len(self._telling) >= self._most_chunks:
            self._silent.clear()
            self._telling.clear()
        if known is None or not (known.hits or known.sought):
            self._silent.add(chunk)
        if known is not None:
            self._telling[chunk] = known

    def _sensible(self, printed: str) -> tuple[Sense, ...]:
        word = fold(printed)
        senses = self._table.senses(word, printed)
        return tuple([sense for sense in senses if not self._excluded(word, sense)]) if senses else ()

    def _excluded(self, word: str, sense: Sense) -> bool:
        exclusion = self._lexemes[sense.owner].exclusion
        return bool(exclusion) and exclusion.holds(word, sense.proclitic)

    def _run(self, text: str, parts: Sequence[_Part], first: int) -> list[Sense]:
        """Return the senses of the words of a phrase, of which `first` is the first lexeme; none where they do not join."""
        run: list[Sense] = []
        for number, part in enumerate(parts):
            said = next((sense for sense in part.senses if sense.owner == first + number), None)
            if said is None:
                return []
            # و inside a phrase ends it: «خط والهجوم» is two things.
            if run and (
                said.proclitic[:1] in ("و", "ف") or not _GAP.fullmatch(text, parts[number - 1].end, part.start)
            ):
                return []
            run.append(said)
        return run


def _chunks(text: str) -> list[str]:
    """Return the text in pieces, between each two of which one character is left out."""
    return text.replace("\n", " ").replace("\u00a0", " ").split(" ")


def _words_in(chunk: str) -> Sequence[tuple[int, int, str]]:
    """Return the words of a chunk that are not of an address: their start, end and folded form."""
    plain = _PLAIN.match(chunk)
    if plain:
        return ((*plain.span(1), fold(plain[1])),)
    return tokens(_ADDRESS.sub(_blank, chunk) if "/" in chunk or "www" in chunk.lower() else chunk)


def _printed(text: str, word: str) -> str:
    """Return `word`, the folded `text`, letter by letter as printed if it has a hamza on an alef: that tells nouns apart."""
    if "أ" not in text and "إ" not in text:
        return word
    letters = "".join(filter(fold, text))  # of a mark nothing is left
    return letters if len(letters) == len(word) else word


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
    return [_word(parts[0]), *(agreeing(_word(part)) for part in parts[1:])]


def _word(part: str) -> Forms:
    return literal(part) if _PARTICLE.fullmatch(part) else expand(Keyword(key=bare(part)))


def _start(place: _Place) -> int:
    return place[0] + place[1][0]


def _rarity(key: str, common: Mapping[str, int]) -> tuple[bool, int, int]:
    """Return what is greater for a word that texts say more seldom: no particle, in few keywords, long."""
    return fold(key) not in _EVERYWHERE, -common[key], len(key)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
