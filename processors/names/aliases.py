"""Which known phrases begin at a word, whatever clitics it carries?

Phrases are indexed by their first word. Clitics are taken off at look-up, once per distinct word: expanding them when
loading costs forty times the memory. Arabic glues و ف (and, so) and ب ل ك (in, to, like) to the next word, and ل
swallows the alef of ال: للولايات = ل + الولايات.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from marsad.memo import Memo
from marsad.records import Field
from marsad.text import Words, fold, tokens, words

# Beyond `fold`: in names newsrooms mix ة with ه, and the seat of hamza inside a word.
_LOOSE = str.maketrans("ةؤئ", "هوي")
_PROCLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
_BEFORE_LL = ("", "و", "ف")
_SHORTEST = 3  # letters of the shortest stem that takes a clitic, unless more words follow: وجو بايدن
_SAFE_AFTER_KAF = 6  # كلاوس is a name, no "like Laos"
_MEMO = 200_000  # distinct words, about 60 MB; a year of five broadcasters has fewer
# What may stand between two words of one name: spaces, quotes, brackets, dash, hash; no stop, comma or new line.
_SOFT = re.compile(
    r"(?:[«»\"'“”‘’()\[\]#_ـ–\-\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
    r"|[^\S\n\r\u0085\u2028\u2029])*+"
)
_PLAIN = re.compile("[\u0621-\u063a\u0641-\u064a]+(?: [\u0621-\u063a\u0641-\u064a]+)*+")
_LONGEST = 40  # letters; what is longer is no name, and is not remembered


class Layer(IntEnum):
    """Why a phrase is in the index; of two equal matches the lower layer wins."""

    NAME = 0  # configured: the phrase names the actor
    STATE = 1
    CAPITAL = 2
    PLACE = 3
    CUED_PLACE = 4  # a place only behind a cue word
    HEAD = 5  # names an institution when a nationality follows
    SHORT_HEAD = 6  # the same, for ministries without their noun: الخارجية الروسية
    OFFICE = 7  # the person behind an office: رئيس الوزراء العراقي
    NATION = 8  # nationality adjective, never a mention of its own
    SHORT = 9  # part of a name, once the whole was said
    CLASS = 10  # noun that takes up an actor: الحركة
    AGAIN = 11  # noun that takes up an institution: الوزارة
    BARE = 12  # institution of the state the article is about: الجيش
    GIVEN = 13  # a given name, with which an unknown person may begin
    CUE = 14  # a title or verb of speech, behind which somebody of an unlisted given name may stand
    ADJECTIVE = 15  # a group's adjective, never a mention of its own: قصف حوثي


class AliasRule(NamedTuple):
    """When an ambiguous alias is the actor; phrases are tuples of keys."""

    near: frozenset[tuple[str, ...]]
    window: int
    not_before: tuple[tuple[str, ...], ...]
    not_after: tuple[tuple[str, ...], ...]
    not_clitic: tuple[str, ...]
    unless_said: frozenset[tuple[str, ...]] = frozenset()
    quoted: bool = False


class Sense(NamedTuple):
    """What a phrase stands for: an actor id, a country code, or an id template with {C}."""

    layer: Layer
    value: str
    rule: AliasRule | None = None


class Candidate(NamedTuple):
    """A phrase that may begin at a word: `clitic` is taken off the word, `rest` must follow."""

    stem: str
    clitic: str
    rest: tuple[str, ...]
    sense: Sense


class Word(NamedTuple):
    """A distinct word: its key, the phrases that are this word `alone`, and the `longer` ones by their second word.

    `layers` are those of them all, a bit each; `begins` if any of them stands by itself; `loose` if all of them are this
    word and take somebody up.
    """

    key: str
    alone: tuple[Candidate, ...]
    longer: Mapping[str, tuple[Candidate, ...]]
    layers: int
    begins: bool
    loose: bool = False


def bits(layers: Iterable[Layer]) -> int:
    """Return a number with a bit for each of `layers`."""
    return reduce(or_, (1 << layer for layer in layers), 0)


LOOSE = bits((Layer.SHORT, Layer.CLASS, Layer.AGAIN, Layer.BARE))  # take up who was said before
_ADJECTIVES = bits((Layer.NATION, Layer.ADJECTIVE))
_NO_WORD = Word("", (), {}, 0, begins=False)


def loose(folded: str) -> str:
    """Return the key of a folded word: words with one key are one word in names."""
    return folded.translate(_LOOSE).lower()


@lru_cache(maxsize=4096)  # an actor's names are asked for several times in a row
def phrase_keys(phrase: str) -> tuple[str, ...]:
    """Return the keys of the words of `phrase`; empty when it has no word."""
    if _PLAIN.fullmatch(phrase):  # a name of Arabic letters needs no tokens, and a hundred thousand of them no seconds
        return tuple(fold(phrase).translate(_LOOSE).split(" "))
    return tuple(loose(token.folded) for token in tokens(phrase))


def keys_of(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the keys of each phrase, as `phrase_keys` does; those of Arabic letters are folded in one go."""
    every = dict.fromkeys(phrases)
    plain = [phrase for phrase in every if _PLAIN.fullmatch(phrase)]
    folded = fold("\n".join(plain)).translate(_LOOSE).split("\n")
    keys = {phrase: tuple(words.split(" ")) for phrase, words in zip(plain, folded, strict=False)}
    return keys | {phrase: phrase_keys(phrase) for phrase in every if phrase not in keys}


def splits(key: str) -> Iterator[tuple[str, str]]:
    """Yield (clitic, stem) for every way to read `key`, itself first."""
    yield "", key
    if not key.startswith(_PROCLITICS):  # so it is for most words
        return
    for clitic in _PROCLITICS:
        stem = key[len(clitic) :]
        if key.startswith(clitic) and _takes(clitic, stem):
            yield clitic, stem
    for before in _BEFORE_LL:
        if key.startswith(before + "لل"):
            yield before + "ل", "ال" + key[len(before) + 2 :]


def _takes(clitic: str, stem: str) -> bool:
    if "ك" in clitic:
        return stem.startswith("ال") or len(stem) >= _SAFE_AFTER_KAF
    return len(stem) >= _SHORTEST - 1


@lru_cache(maxsize=50_000)
def stems(key: str) -> frozenset[str]:
    """Return `key` and what is left of it without clitics."""
    return frozenset(stem for _, stem in splits(key))


class AliasIndex:
    """Phrases by first word; words looked up are remembered, a bounded number of them.

    Operators may bring a hundred thousand names, so what most of them are takes no object of its own: a name without a
    rule is its id, and a family name is a word and the ids it may take up.
    """

    def __init__(self) -> None:
        self._phrases: dict[str, tuple[list[str], list[Sense | str]]] = {}  # rests, and what they stand for
        self._short: dict[str, str] = {}  # ids with a space between
        self._memo = Memo(self._look_up, _MEMO, _LONGEST)

    def copy(self) -> AliasIndex:
        """Return an index with the same phrases, to add more to."""
        copied = AliasIndex()
        copied._phrases.update({first: (list(rests), list(senses)) for first, (rests, senses) in self._phrases.items()})
        copied._short.update(self._short)
        return copied

    def add(self, phrase: str, sense: Sense) -> None:
        """Add a phrase; one without a word is ignored."""
        keys = phrase_keys(phrase)
        if not keys:
            return
        if len(keys) == 1 and sense.layer is Layer.SHORT:
            self.add_short(keys[0], sense.value)
        elif sense.layer is Layer.NAME:
            self.add_name(keys, sense.value, sense.rule)
        else:
            self._add(keys, sense)

    def add_name(self, keys: tuple[str, ...], actor: str, rule: AliasRule | None = None) -> None:
        """Add a name of an actor as keys, at least one."""
        self._add(keys, actor if rule is None else Sense(Layer.NAME, actor, rule))

    def add_short(self, key: str, actor: str) -> None:
        """Add a word that takes up an actor after a full mention."""
        known = self._short.get(key)
        self._short[key] = f"{known} {actor}" if known else actor
        self._memo.clear()

    def _add(self, keys: tuple[str, ...], sense: Sense | str) -> None:
        known = self._phrases.get(keys[0])
        if known is None:
            known = self._phrases[keys[0]] = ([], [])
        known[0].append(" ".join(keys[1:]))
        known[1].append(sense)
        self._memo.clear()

    def _senses(self, stem: str) -> Iterator[tuple[tuple[str, ...], Sense]]:
        """Yield the phrases that begin with `stem`: the words behind it, and what they say."""
        for rest, sense in zip(*self._phrases.get(stem, ((), ())), strict=True):
            yield tuple(rest.split()), Sense(Layer.NAME, sense) if isinstance(sense, str) else sense
        for each in self._short.get(stem, "").split():
            yield (), Sense(Layer.SHORT, each)

    def word(self, folded: str) -> Word:
        """Return what a folded word may begin."""
        return self._memo[folded]

    def words(self, folded: Iterable[str]) -> list[Word]:
        """Return what each of the folded words may begin."""
        return list(map(self._memo.__getitem__, folded))

    def _look_up(self, folded: str) -> Word:
        if len(folded) > _LONGEST:
            return _NO_WORD
        key = loose(folded)
        found = {
            Candidate(stem, clitic, rest, sense): None
            for clitic, stem in splits(key)
            if stem in self._phrases or stem in self._short
            for rest, sense in self._senses(stem)
            if not clitic or rest or len(stem) >= _SHORTEST
        }
        if not found:
            return _NO_WORD._replace(key=key)
        layers = bits(candidate.sense.layer for candidate in found)
        alone, longer = _by_next(sorted(found, key=_preference))
        loose_only = not longer and bool(layers) and not layers & ~LOOSE
        return Word(key, alone, longer, layers, begins=bool(layers & ~_ADJECTIVES), loose=loose_only)


def _by_next(candidates: list[Candidate]) -> tuple[tuple[Candidate, ...], dict[str, tuple[Candidate, ...]]]:
    """Return the candidates of one word, and the longer ones by their second."""
    longer: dict[str, tuple[Candidate, ...]] = {}
    for candidate in candidates:
        if candidate.rest:
            longer[candidate.rest[0]] = (*longer.get(candidate.rest[0], ()), candidate)
    return tuple(candidate for candidate in candidates if not candidate.rest), longer


def _preference(candidate: Candidate) -> tuple[int, int, int]:
    return -len(candidate.rest), len(candidate.clitic), candidate.sense.layer


class Passage:
    """One field of an article as words; `number` orders the fields."""

    __slots__ = ("_ends", "_starts", "field", "number", "text", "tokens", "words")

    def __init__(self, field: Field, number: int, text: str, index: AliasIndex) -> None:
        self.field = field
        self.number = number
        self.text = text
        self.tokens: Words = words(text)
        self._starts, self._ends = self.tokens.starts, self.tokens.ends
        self.words: list[Word] = index.words(self.tokens.folded)

    def key(self, i: int) -> str:
        """Return the key of word `i`, "" outside the field."""
        return self.words[i].key if 0 <= i < len(self.words) else ""

    def gap(self, i: int) -> str:
        """Return what stands between word `i` and the one before it."""
        start = self._ends[i - 1] if i > 0 else 0
        end = self._starts[i] if i < len(self.words) else len(self.text)
        return self.text[start:end]

    def joined(self, i: int) -> bool:
        """Tell whether word `i` exists and a phrase may run into it from the word before."""
        if not 0 < i < len(self.words):
            return False
        start, end = self._ends[i - 1], self._starts[i]
        return (end - start == 1 and self.text[start] == " ") or _SOFT.fullmatch(self.text, start, end) is not None

    def before(self, i: int) -> str:
        """Return the key of the word right before `i`, "" across a stop, a comma or a line's end."""
        return self.key(i - 1) if self.joined(i) else ""

    def after(self, i: int) -> str:
        """Return the key of the word right behind `i`, "" across a stop, a comma or a line's end."""
        return self.key(i + 1) if self.joined(i + 1) else ""

    def phrases(self, i: int) -> Sequence[Candidate]:
        """Return the phrases that stand at word `i`, the longest first."""
        word = self.words[i]
        longer = word.longer.get(self.words[i + 1].key) if word.longer and i + 1 < len(self.words) else None
        if longer is None:
            return word.alone
        return (*[each for each in longer if self.holds(i, each.rest)], *word.alone)

    def holds(self, i: int, rest: tuple[str, ...]) -> bool:
        """Tell whether the words `rest` follow word `i`."""
        words = self.words
        if i + len(rest) >= len(words):
            return False
        # A loop: a generator costs twice as much here, where most of the time goes.
        for at, key in enumerate(rest, i + 1):  # noqa: SIM110
            if words[at].key != key or not self.joined(at):
                return False
        return True

    def span(self, first: int, last: int, clitic: str) -> tuple[int, int]:
        """Return the offsets of words `first` to `last` without the clitic."""
        start, end = self._starts[first], self._ends[last]
        return (_behind(self.text, start, self._ends[first], len(clitic)) if clitic else start), end


def _behind(text: str, start: int, end: int, letters: int) -> int:
    """Return the offset behind so many letters, and behind the marks written on the last of them."""
    at, seen = start, 0
    while seen < letters and at < end:
        seen += len(fold(text[at]))
        at += 1
    while at < end and letters and not fold(text[at]):
        at += 1
    # A ligature may hold clitic and stem in one character: then the word stays whole.
    return at if at < end and seen == letters else start
