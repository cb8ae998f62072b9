"""Which persons does a text name whom no entry knows: «قال محافظ البصرة، أسعد العيداني»?

A known given name begins a person, and the words behind it go on until one is no part of a name. What stands around
must say so too: a title, a verb of speech, or a second word that is hardly anything but a name. Such a person is
`new:` and the name; one entry of an operator makes it `per:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from marsad.memo import Memo
from processors.aliases import Candidate, Layer, Passage, Sense, Word, bits, phrase_keys, stems
from processors.coreference import Found
from processors.known import grammar, is_noun
from processors.places import is_known_verb
from processors.wordlists import key_set, load_lexicon, role_words

PREFIX = "new:"
KIND = "title"
PLAIN, WESTERN, WORDS = "plain", "western", "words"  # tables of given names
_IN = "في"
_MEMO = 50_000  # distinct words behind given names
_MOST = 5  # words of a name
_TITLE_REACH = 7  # words from a title to the name it belongs to
_WORD_TITLE_REACH = 3  # the same, where the name is also another word
_ALI = "علي"
_PRESENT = re.compile("ي[\u0621-\u064a]{3,5}")  # يعمل
# Shapes of a feminine past that no name has: توجهت, انطلقت, استقالت, التقت.
_FEMININE_PAST = re.compile(
    "(?:ت[\u0621-\u064a]{3}|ان[\u0621-\u064a]{2,3}|است[\u0621-\u064a]{2,3}|ا[\u0621-\u064a]ت[\u0621-\u064a]{1,2})ت"
)
_SURNAME = 4  # letters; shorter last names are mostly other words
_CLITICS = ("و", "ف", "ل", "ب", "ك")
_NO_NAME = ("بال", "لل", "وال", "فال", "كال", "ولل", "وو")
_PRONOUNS = ("ها", "هم", "هما", "وا", "تان", "تين", "اته")
# Shapes of verbal nouns (الاستثمار, الانتخاب, التمويل, تغيير), of definite sound plurals and of feminine adjectives.
_NOUN_SHAPE = re.compile(
    r"(?:ال)?ا(?:[^اويت]ت|[^اوي]ط|ن[^اوي]|ست[^اوي])[^اوي]ا[^اوي](?:ه|ات)?"
    r"|الا[^اوي]{2}ا[^اوي](?:ات)?"
    r"|(?:ال)?ت[^اوي]{2}ي[^اوي](?:ه|ات|ا)?"
    r"|ال.{3,}(?:ات|ون)"
    r"|ال.{3,}يه"
    r"|ال.{5,}ين"
)
_NAMES_IN_EEN = frozenset(("العابدين", "الصالحين"))
_WITHIN = frozenset((" ", "-", "_", "\u00a0", "  "))  # between the words of one name
_KNOWN = bits((Layer.STATE, Layer.CAPITAL, Layer.HEAD, Layer.OFFICE, Layer.CLASS, Layer.AGAIN, Layer.BARE))
_NAMING = bits((Layer.NAME, Layer.SHORT_HEAD))
_NATION = bits((Layer.NATION,))


class Persons:
    """Finds persons by given name and surroundings. Immutable but for its memo."""

    def __init__(self) -> None:
        lexicon = load_lexicon("persons")
        self._titles = key_set(lexicon["titles"].split())
        self._not_between = key_set(lexicon["not_between"].split())
        self._not_name = key_set(lexicon["not_name"].split())
        self._joints = key_set(lexicon["joints"].split())
        self._apposition = key_set(lexicon["apposition"].split())
        self._speech = key_set(lexicon["speech"].split())
        self._named_after = role_words("named_after") | key_set(lexicon["named_after"].split())
        self._bylines = key_set(lexicon["bylines"].split())
        self._surname_states = frozenset(lexicon["surname_states"].split())
        self._foreign_words = key_set(load_lexicon("firstnames")["words"][WESTERN].split())
        self._ordinary = Memo(self._is_ordinary, _MEMO)

    def is_no_name(self, word: Word) -> bool:
        """Tell whether a word is one with which no person's name begins."""
        return not is_given(word) and (word.key in self._not_name or self._ordinary[word.key])

    def find(self, passage: Passage, i: int, given: Candidate) -> Found | None:
        """Return the person whose given name `given` stands at word `i`, None when nobody is named there."""
        if (given.clitic and not _may_be_glued(given)) or passage.before(i) in self._joints:
            return None
        if given.sense.value == WORDS and passage.before(i) == _IN:
            return None  # ليس في صالح ثاندر
        last = self._end(passage, i + len(given.rest), foreign=given.sense.value == WESTERN)
        if last == i + len(given.rest) or (given.stem == _ALI and not _is_written_ali(passage, i)):
            return None
        if not self._is_person(passage, i, last, given):
            return None
        first = i if given.clitic else self._first(passage, i)
        keys = [given.stem if at == i else passage.key(at) for at in range(first, last + 1)]
        return Found(passage.number, first, last, given.clitic, PREFIX + "-".join(keys), KIND, Layer.GIVEN)

    def _first(self, passage: Passage, i: int) -> int:
        """Return where the name really begins: a first name nobody listed may stand between a title and a listed one."""
        word = passage.words[i - 1]
        if not passage.joined(i) or not passage.joined(i - 1) or passage.gap(i) not in _WITHIN:
            return i
        if word.begins or word.layers or word.key.startswith("ال") or not self._is_name(word, second=True):
            return i
        if passage.tokens[i - 1].folded.endswith("ه"):
            return i  # وكيل أعماله خورخي منديز
        before = passage.words[i - 2]
        named = before.key in self._titles or (bool(before.layers & _NATION) and before.key.startswith("ال"))
        return i - 1 if named else i

    def _end(self, passage: Passage, first: int, *, foreign: bool) -> int:
        """Return the last word of a name that begins at word `first`; a `foreign` one has no ال behind its family name."""
        last = first
        while last - first + 1 < _MOST and passage.gap(last + 1) in _WITHIN and last + 1 < len(passage.words):
            word = passage.words[last + 1]
            if foreign and last > first and word.key.startswith("ال"):
                break  # أنهى آرون رامسي الإثارة
            if word.key not in self._joints and not self._goes_on(passage, first, last):
                break
            last += 1
        while last > first and passage.key(last) in self._joints:
            last -= 1
        return last

    def _goes_on(self, passage: Passage, first: int, last: int) -> bool:
        """Tell whether the word behind `last` goes on the name; behind a family name only another given name does."""
        word, before = passage.words[last + 1], passage.words[last]
        if last > first and not is_given(word):
            open_ended = is_given(before) or before.key in self._joints
            if before.key.startswith("ال") and not open_ended and not word.key.endswith("ي"):
                return False  # ابتسام الحملاوي الطبيبة
            if not (open_ended or word.key.startswith("ال")) or (open_ended and word.key[0] in _CLITICS):
                return False
        if not (last == first and is_plainly_given(before)) and _begins_known(passage, last + 1):
            return False  # لصالح دونالد ترمب
        if word.key == _ALI:
            return self._is_ali(passage, last + 1)
        return self._is_name(word, second=last == first)

    def _is_ali(self, passage: Passage, i: int) -> bool:
        """Tell أحمد علي سالم from the preposition, which careless hands write alike: there a name must follow."""
        if not _is_written_ali(passage, i) or i + 1 >= len(passage.words) or passage.gap(i + 1) not in _WITHIN:
            return False
        return self._is_name(passage.words[i + 1], second=False)

    def _is_name(self, word: Word, *, second: bool) -> bool:
        """Tell whether a word may be part of a name; only right behind the given name may it look like a nationality."""
        key = word.key
        if key in self._not_name or not key.isalpha() or not "\u0621" <= key[0] <= "\u064a" or len(key) < 3:
            return False
        if is_given(word):
            return True
        if word.layers & (_KNOWN | _NAMING) and _is_other(word):
            return False
        if word.layers & _NATION and not (second and key.startswith("ال") and self._may_be_surname(word)):
            return False
        return not self._ordinary[key]

    def _may_be_surname(self, word: Word) -> bool:
        """Tell المصري, a family name too, from الإنجليزي."""
        return any(each.sense.layer is Layer.NATION and each.sense.value in self._surname_states for each in word.alone)

    def _is_ordinary(self, key: str) -> bool:
        if key.startswith(_NO_NAME) or key.endswith(_PRONOUNS) or _is_common(key) or key in self._titles:
            return True
        if (
            _PRESENT.fullmatch(key)
            or _FEMININE_PAST.fullmatch(key)
            or (_NOUN_SHAPE.fullmatch(key) and key not in _NAMES_IN_EEN)
        ):
            return True
        # و and the prepositions glue to ordinary words: وأكد, بتهمة, لوزارة; وارن and بلير are names.
        rest = key[1:]
        glued = key[0] in _CLITICS and len(rest) > 2
        return glued and (rest in self._not_name or rest in self._titles or rest.startswith("ال") or _is_common(rest))

    def _is_person(self, passage: Passage, i: int, last: int, given: Candidate) -> bool:
        if self._is_byline(passage, i) or self._is_namesake(passage, i):
            return False
        second = passage.words[i + 1 + len(given.rest)]
        plain = given.sense.value != WORDS
        likely = is_given(second) or second.key in self._joints or second.key.startswith("ال")
        if not likely and passage.words[i].layers & _NATION:
            return False  # محام تركي بارز
        sure = plain or likely or given.stem in self._foreign_words
        titled = self._has_title(passage, i, _TITLE_REACH if sure else _WORD_TITLE_REACH)
        if titled or self._is_introduced(passage, last):
            return plain or likely or not _is_short(passage.words[i])
        if not stems(passage.before(i)).isdisjoint(self._speech):
            return plain or likely
        return plain and (likely or last > i + 1)

    def _is_byline(self, passage: Passage, i: int) -> bool:
        """Tell whether word `i` begins the name of who wrote the article: «كتب - محمد صفوت»."""
        return passage.key(i - 1) in self._bylines and passage.gap(i) != " "

    def _is_namesake(self, passage: Passage, i: int) -> bool:
        """Tell whether something bears the name: «مطار الملك عبد العزيز», «جيش خالد بن الوليد»."""
        before = (passage.before(i), passage.before(i - 1) if passage.joined(i) else "")
        return any(not stems(key).isdisjoint(self._named_after) for key in before if key)

    def _has_title(self, passage: Passage, i: int, reach: int) -> bool:
        """Tell whether a title stands within `reach` words before word `i`, at most a comma between the two."""
        if not passage.joined(i) and passage.gap(i).strip() not in ("،", ","):
            return False
        for at in range(i - 1, max(-1, i - 1 - reach), -1):
            key = passage.key(at)
            if not self._titles.isdisjoint(stems(key)):
                return True
            if key in self._not_between or not passage.joined(at):
                return False
        return False

    def _is_introduced(self, passage: Passage, last: int) -> bool:
        """Tell whether the words behind say who it was, or what was said: «سيد نظامي، وهو قائد»."""
        if last + 1 >= len(passage.words):
            return False
        behind = passage.key(last + 1)
        return behind in self._apposition or (passage.joined(last + 1) and behind in self._speech)


def _may_be_glued(given: Candidate) -> bool:
    """Tell whether a clitic may stand before a given name: لمحمد, but لصالح (in favour of) and لجان (committees)."""
    if given.clitic == "و":
        return True
    return given.sense.value != WORDS and given.clitic in ("ل", "ب", "ول", "وب") and len(given.stem) > _SURNAME - 1


def _is_short(word: Word) -> bool:
    """Tell whether a word may take up somebody whom the article named in full."""
    return any(each.sense.layer is Layer.SHORT for each in word.alone)


def _is_written_ali(passage: Passage, i: int) -> bool:
    """Tell علي from على (on), which folding makes equal."""
    return passage.text[passage.tokens[i].end - 1] == "ي"


def is_given(word: Word) -> bool:
    """Tell whether a word is a given name without clitic."""
    return any(each.sense.layer is Layer.GIVEN and not each.clitic for each in word.alone)


def is_plainly_given(word: Word) -> bool:
    """Tell whether a word without clitic is a given name and hardly ever another word."""
    return any(each.sense.layer is Layer.GIVEN and not each.clitic and each.sense.value != WORDS for each in word.alone)


def is_anothers(passage: Passage, i: int) -> bool:
    """Tell whether the name at word `i` is the end of a longer one: «أحمد علي صالح» is not علي صالح."""
    return passage.gap(i) == " " and is_plainly_given(passage.words[i - 1]) and is_given(passage.words[i])


def _begins_known(passage: Passage, i: int) -> bool:
    """Tell whether a configured person's whole name stands at word `i`."""
    return any(each.rest and each.sense.value.startswith("per:") for each in passage.phrases(i))


def surname(found: Found, passage: Passage) -> str:
    """Return the key by which a new person is taken up, "" when there is none."""
    key = passage.key(found.last)
    word = passage.words[found.last]
    # المالكي takes up عطية المالكي, السالم would be many a word; and المصري is mostly no name.
    nisba = key.endswith("ي") and len(key) > len("ال") + _SURNAME - 1 and not word.layers
    common = _is_common(key) or (key.startswith("ال") and not nisba) or is_given(word)
    return key if len(key) >= _SURNAME and not common else ""


def short_candidates(ids: Mapping[str, Iterable[str]]) -> dict[str, tuple[Candidate, ...]]:
    """Return what words say that are the last names in `ids`, with and without و or a preposition before them."""
    return {
        clitic + name: tuple(Candidate(name, clitic, (), Sense(Layer.SHORT, each)) for each in sorted(found))
        for name, found in ids.items()
        for clitic in (*_CLITICS, "")
    }


def given_names() -> dict[str, str]:
    """Return the shipped given names, each with the table it stands in: plain, western (plain too) or words."""
    lexicon = load_lexicon("firstnames")
    tables = {WORDS: lexicon["words"].values(), WESTERN: (lexicon["plain"][WESTERN],)}
    tables[PLAIN] = (names for group, names in lexicon["plain"].items() if group != WESTERN)
    names = {name: table for table, groups in tables.items() for group in groups for name in group.split()}
    apart = {f"عبد {name[3:]}": PLAIN for name in names if name.startswith("عبدال")}  # عبدالله is عبد الله too
    return names | apart


def name_of(id_: str) -> str:
    """Return the name in the id of a new person."""
    return id_.removeprefix(PREFIX).replace("-", " ")


def _is_other(word: Word) -> bool:
    """Tell whether a word begins something known that is no person."""
    several = (each for longer in word.longer.values() for each in longer)
    return any(
        not each.clitic and each.sense.layer not in (Layer.NATION, Layer.GIVEN, Layer.SHORT)
        and not each.sense.value.startswith("per:")
        for each in (*word.alone, *several)
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def _is_common(key: str) -> bool:
    """Tell whether a word is one of the news's ordinary nouns, particles or verbs."""
    bare = key.removeprefix("ال")
    # Keys have ه for ة, the nouns have not.
    return key in _grammar() or is_noun(bare) or (key.endswith("ه") and is_noun(bare[:-1] + "ة")) or is_known_verb(key)


@lru_cache(maxsize=1)
def _grammar() -> frozenset[str]:
    return frozenset(keys[0] for keys in map(phrase_keys, grammar()) if keys)
