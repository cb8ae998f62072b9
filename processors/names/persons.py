"""Which persons does a text name whom no entry knows: «قال محافظ البصرة، أسعد العيداني»?

A known given name begins a person, and the words behind it go on until one is no part of a name. What stands around
must say so too: a title, a verb of speech, or a second word that is hardly anything but a name. Such a person is
`new:` and the name; one entry of an operator makes it `per:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from processors.names.aliases import Candidate, Layer, Passage, Sense, Word, bits, stems
from processors.names.coreference import Found
from processors.names.name_bounds import (
    begins_known,
    closes,
    has_clitic,
    is_accusative_marked,
    is_age,
    is_given_behind_and,
    is_of_nation,
    is_short,
    is_tanwin,
)
from processors.names.name_words import (
    CLITICS,
    PLAIN,
    WESTERN,
    WORDS,
    NameWords,
    is_common,
    is_given,
    is_native,
    is_plainly_given,
)  # fmt: skip
from processors.names.places import is_known_verb, is_verb
from processors.names.wordlists import key_set, load_lexicon, role_words

PREFIX = "new:"
KIND = "title"
TITLE, SPEECH = "title", "speech"  # what a cue is
_IN, _BEHIND = "في", "خلف"
_MANY = "ات"
_AND = "و"
_RELATIVE = ("الذي", "التي")
_CALLED = frozenset(("يدعي", "تدعي", "اسمه", "اسمها", "المدعو", "المدعوه"))  # مواطن يدعى شريف
_SON = ("بن", "ابن", "بنت")
_GLUED = ("و", "ل", "ب", "ك")
_COMMA = re.compile("[،,]")
_MOST = 8  # words of a name
_TITLE_REACH = 7  # words from a title to the name it belongs to
_WORD_TITLE_REACH = 3  # the same, where the name is also another word
_ALI = "علي"
_SERVANT, _CLAN = "عبد", "ال"  # key of آل
_FATHERS = (*_SON, _CLAN, _SERVANT)
_KUNYA = ("ابو", "ابا", "ابي")
_KIN = ("خال", "خاله", "عمه", "اخت", "شقيق")  # ابن خال آراس
_SURNAMES_TOO = (
    "القاضي",
    "الشيخ",
    "السيد",
    "النقيب",
    "المرشد",
    "الخليفه",
    "الفارس",
    "الشاعر",
)  # titles that are family names
_VAN = "فان"  # and «فإن»
_GOD = "الله"
_CLOSING = ("الدين", _GOD, "زاده", "خان")  # joints that end a name: بهاء الدين
_SURNAME = 4  # letters; shorter last names are mostly other words
_SHORTEST = 3  # letters of a father's name
# Behind two words of a name: إعجاب, أحسن, تألقه, الصاعدة, المثيرة, مفاجأة and هدفين are none of it.
_NO_THIRD = re.compile(
    "ا[^اوي]{2}ا[^اوي]|ا[^اوي]{3}|ت[^اوي]{3}ه|ال[^اوي]ا[^اوي]{2}ه|الم.{2,}ه|م[^اوي]ا[^اوي]{1,2}[اه]?ه|[^اوي]{3}ين|مس?ت.{3,4}ا"
)
_NISBA = re.compile("ال[\u0621-\u064a]{3,}ي")  # الربيعي
# An unlisted given name has no such shape: أفضل, مفهوم.
_NO_GIVEN = re.compile("ا[^اوي]{3}|م[^اوي]{2}و[^اوي]")
_WITHIN = frozenset((" ", "-", "_", "\u00a0", "  "))  # between the words of one name
_NATION = bits((Layer.NATION,))
_SHORT = bits((Layer.SHORT,))


class Persons:
    """Finds persons by given name and surroundings. Immutable but for a memo."""

    def __init__(self) -> None:
        lexicon = load_lexicon("persons")
        self._words = NameWords()
        self._not_between = key_set(lexicon["not_between"].split())
        self._joints = key_set(lexicon["joints"].split())
        self._apposition = key_set(lexicon["apposition"].split())
        self._speech = key_set(lexicon["speech"].split())
        self._named_after = role_words("named_after") | key_set(lexicon["named_after"].split())
        self._names_behind = key_set(lexicon["names_behind"].split())
        self._of_places = key_set(lexicon["of_places"].split())
        self._bylines = key_set(lexicon["bylines"].split())
        self._behind_names = key_set(lexicon["behind_names"].split())
        self._foreign_words = key_set(load_lexicon("firstnames")["words"][WESTERN].split())

    def is_no_name(self, word: Word) -> bool:
        """Tell whether a word is one with which no person's name begins."""
        return not is_given(word) and (word.key in self._words.not_name or self._words.ordinary[word.key])

    def is_title(self, key: str) -> bool:
        """Tell whether a word is a title."""
        return key in self._words.titles

    def find(self, passage: Passage, i: int, given: Candidate) -> Found | None:
        """Return the person whose given name `given` stands at word `i`, None when nobody is named there."""
        before = passage.before(i)
        if (given.clitic and not _may_be_glued(given)) or before in self._joints or before[1:] in _KUNYA:
            return None  # أبو عمر, وأبو عمر
        if given.sense.value == WORDS and (passage.before(i) == _IN or self._is_behind(passage, i, given)):
            return None  # ليس في صالح ثاندر
        foreign = given.sense.value == WESTERN or given.stem in self._foreign_words
        last = self._end(passage, i + len(given.rest), foreign=foreign)
        if (
            last == i + len(given.rest)
            or self._is_prayer(passage, i, last)
            or (given.stem == _ALI and not is_written_ali(passage, i))
        ):
            return None
        if not self._is_person(passage, i, last, given):
            return None
        first = i if given.clitic else self._first(passage, i)
        keys = [given.stem if at == i else passage.key(at) for at in range(first, last + 1)]
        return Found(passage.number, first, last, given.clitic, PREFIX + "-".join(keys), KIND, Layer.GIVEN)

    def _is_prayer(self, passage: Passage, i: int, last: int) -> bool:
        """Tell «رحمه الله» and «حفظه الله» from names."""
        return last == i + 1 and passage.key(last) == _GOD

    def _is_behind(self, passage: Passage, i: int, given: Candidate) -> bool:
        """Tell خلف, a preposition or a verb, from a given name: «خلف خافيير هيرنانديز», «خلف هاميلتون»."""
        if given.stem in self._foreign_words or i + 1 >= len(passage.words):
            return False
        second = passage.words[i + 1]
        if given.stem == _BEHIND and not is_given(second):
            return not second.key.startswith("ال") and second.key not in self._joints
        return is_given(second) and not is_native(second)

    def behind(self, passage: Passage, i: int, cue: str) -> Found | None:
        """Return the person of an unlisted given name behind the title or verb of speech at word `i`."""
        if cue == SPEECH:
            return self.unlisted(passage, i + 1, introduced=True)
        nation = passage.words[i + 1] if passage.joined(i + 1) else None
        if nation and nation.layers & _NATION and nation.key.startswith("ال"):
            return self.unlisted(passage, i + 2)
        return self.unlisted(passage, i + 1) if nation else None

    def unlisted(self, passage: Passage, i: int, *, introduced: bool = False) -> Found | None:
        """Return the person whose unlisted given name stands at word `i`, behind a title or what a comma ends.

        One who must be `introduced` is told by the title behind a comma: «وقال ديدييه أوبير، الأمين العام».
        """
        if i + 1 >= len(passage.words):
            return None
        word, second = passage.words[i], passage.words[i + 1]
        if word.layers & ~_SHORT or word.key in self._words.not_name or not self._may_be_first(passage, i):
            return None
        last = self._end(passage, i, foreign=False)
        if last == i or is_verb(passage.tokens[i].folded) or is_known_verb(second.key) or second.key.endswith(_MANY):
            return None  # وجدت البروفيسور ماسون جسيمات بلاستيكية
        if introduced:
            if not (_COMMA.search(passage.gap(last + 1)) and self._is_introduced(passage, last)):
                return None
        elif word.key[0] in _GLUED or second.key[0] in _GLUED or is_tanwin(word, second):
            return None
        keys = [passage.key(at) for at in range(i, last + 1)]
        return Found(passage.number, i, last, "", PREFIX + "-".join(keys), KIND, Layer.GIVEN)

    def _may_be_first(self, passage: Passage, i: int) -> bool:
        """Tell whether word `i`, right behind the one before it or a comma, may be an unlisted given name."""
        word = passage.words[i]
        if word.key.startswith("ال") or _NO_GIVEN.fullmatch(word.key) or not self._words.is_name(word, second=True):
            return False
        gap = passage.gap(i)
        return gap.strip() in ("", "،", ",") and "\n" not in gap

    def _first(self, passage: Passage, i: int) -> int:
        """Return where the name really begins: a first name nobody listed may stand between a title and a listed one."""
        word = passage.words[i - 1]
        if not passage.joined(i) or not passage.joined(i - 1) or passage.gap(i) not in _WITHIN:
            return i
        given = is_given(word)  # العميد حمدان أحمد: alone it would be another word
        if not given and (word.begins or word.layers or word.key.startswith("ال")):
            return i
        if not self._words.is_name(word, second=True):
            return i
        if not given and passage.tokens[i - 1].folded.endswith("ه"):
            return i  # وكيل أعماله خورخي منديز
        before = passage.words[i - 2]
        if before.key in self._of_places:
            return i  # محافظ رابغ طه بن عمر
        named = (
            before.key in self._words.titles
            or before.key in self._speech
            or (bool(before.layers & _NATION) and before.key.startswith("ال"))
        )
        return i - 1 if named else i

    def _end(self, passage: Passage, first: int, *, foreign: bool) -> int:
        """Return the last word of a name that begins at word `first`; a `foreign` one has no ال behind its family name."""
        last = first
        while last - first + 1 < _MOST and passage.gap(last + 1) in _WITHIN and last + 1 < len(passage.words):
            word = passage.words[last + 1]
            if foreign and last > first and word.key.startswith("ال"):
                break  # أنهى آرون رامسي الإثارة
            if word.key in self._joints and (foreign or word.key != _VAN):
                last += 1
                continue
            if not self._goes_on(passage, first, last):
                break
            last += 1
        while last > first and self._opens(passage.key(last)):
            last -= 1
        return last

    def _goes_on(self, passage: Passage, first: int, last: int) -> bool:
        """Tell whether the word behind `last` goes on the name."""
        word, before = passage.words[last + 1], passage.words[last]
        whole = not self._opens(before.key) and self._is_whole(passage, first, last)
        if whole and not (last > first and self._ends(passage, first, last + 1)):
            return False
        if before.key in _FATHERS:  # whatever else it is: بن مساعد, آل الشيخ, عبد الباقي
            return word.key.isalpha() and len(word.key) >= _SHORTEST and word.key not in _KIN
        if word.key in _SURNAMES_TOO and last > first and closes(passage, last + 2):
            return True  # محمد صالح القاضي، المكنى
        told = (last == first and is_plainly_given(before)) or before.key in self._joints
        if word.key in self._names_behind or (not told and begins_known(passage, last + 1)):
            return False  # الملك فهد التخصصي, لصالح دونالد ترمب
        if word.key == _ALI:
            return self._is_ali(passage, last + 1)
        return self._words.is_name(word, second=last == first) and not is_accusative_marked(passage, last + 1)

    def _opens(self, key: str) -> bool:
        """Tell whether a word of a name asks for one behind it: بن, آل, ديل, but not الدين."""
        return key in self._joints and key not in _CLOSING

    def _is_whole(self, passage: Passage, first: int, last: int) -> bool:
        """Tell whether the name ends with word `last`: behind a family name only another given name goes on with it."""
        word, before = passage.words[last + 1], passage.words[last]
        if word.key in self._behind_names:
            return True  # الرئيس الأسبق مرسي المنتمي إلى
        if last == first:  # الملك عبدالعزيز ومكتبة
            native = is_native(before) or before.key.startswith(_AND)  # محمد وبندر, ومحمد وبندر
            another = len(word.key) > _SURNAME or is_given_behind_and(word)
            return native and word.key.startswith(_AND) and another and not is_given(word)
        if word.key in self._words.titles:  # فيصل بن خالد أمير منطقة
            return not closes(passage, last + 2) and not is_given(passage.words[last + 2])
        # محمد بن عبد العزيز الرشيد, ماجد بهاء الدين حسن
        inside = is_given(before) or before.key in self._joints or passage.key(last - 1) == _SERVANT
        if is_given(word):  # إبراهيم الربيعي عبدالرحمن are two
            return not inside and _NISBA.fullmatch(before.key) is not None and is_plainly_given(word)
        if inside:
            return has_clitic(word.key) or _NO_THIRD.fullmatch(word.key) is not None
        # ابتسام الحملاوي الطبيبة
        return not word.key.startswith("ال") or (before.key.startswith("ال") and not word.key.endswith("ي"))

    def _ends(self, passage: Passage, first: int, i: int) -> bool:
        """Tell whether word `i` ends a foreign name that begins at word `first`: «أندريه فيلاش بواش، الذي عزز الهجوم»."""
        key = passage.key(i)
        if is_native(passage.words[first]) or key.startswith("ال") or key in self._behind_names:
            return False
        comma = _COMMA.match(passage.gap(i + 1)) is not None
        return comma or (passage.key(i + 1) in self._apposition and not has_clitic(key))

    def _is_ali(self, passage: Passage, i: int) -> bool:
        """Tell أحمد علي سالم from the preposition, which careless hands write alike: there a name must follow."""
        if not is_written_ali(passage, i) or i + 1 >= len(passage.words) or passage.gap(i + 1) not in _WITHIN:
            return False
        return self._words.is_name(passage.words[i + 1], second=False)

    def _is_person(self, passage: Passage, i: int, last: int, given: Candidate) -> bool:
        if self._is_byline(passage, i) or self._is_namesake(passage, i) or passage.after(last) in self._names_behind:
            return False
        second = passage.words[i + 1 + len(given.rest)]
        plain = given.sense.value != WORDS
        likely = is_given(second) or second.key in self._joints or second.key.startswith("ال")
        if not likely and passage.words[i].layers & _NATION:
            return False  # محام تركي بارز
        if passage.before(i) in _CALLED:
            return True
        sure = plain or likely or given.stem in self._foreign_words
        titled = self._has_title(passage, i, _TITLE_REACH if sure else _WORD_TITLE_REACH)
        # مفتاح السيارة الذي is none.
        told = plain or not second.key.startswith("ال") or passage.key(last + 1) not in _RELATIVE
        told = told and given.stem not in self._speech  # طالب المحامي وزير التعليم بالرد
        introduced = told and self._is_introduced(passage, last)
        if titled or introduced:
            return plain or likely or given.stem in role_words("given") or not is_short(passage.words[i])
        if not stems(passage.before(i)).isdisjoint(self._speech):
            return plain or likely
        return plain and (likely or last > i + 1 or is_of_nation(passage, i - 1))

    def _is_byline(self, passage: Passage, i: int) -> bool:
        """Tell whether word `i` begins the name of who wrote the article: «كتب - محمد صفوت»."""
        return passage.key(i - 1) in self._bylines and passage.gap(i) != " "

    def _is_namesake(self, passage: Passage, i: int) -> bool:
        """Tell whether something bears the name: «مطار الملك عبد العزيز», «جيش خالد بن الوليد»."""
        at = i
        while passage.before(at) and is_given(passage.words[at - 1]) and not is_native(passage.words[at - 1]):
            at -= 1  # جائزة مارك فيفيان فوي
        while (before := passage.before(at)) and stems(before).isdisjoint(self._named_after):
            if not self.is_title(before):
                return False
            at -= 1
        return bool(before)

    def _has_title(self, passage: Passage, i: int, reach: int) -> bool:
        """Tell whether a title stands within `reach` words before word `i`, at most a comma between the two."""
        if not passage.joined(i) and passage.gap(i).strip() not in ("،", ","):
            return False
        for at in range(i - 1, max(-1, i - 1 - reach), -1):
            key = passage.key(at)
            if not self._words.titles.isdisjoint(stems(key)):
                return True
            if key in self._not_between or not passage.joined(at):
                return False
        return False

    def _is_introduced(self, passage: Passage, last: int) -> bool:
        """Tell whether the words behind say who it was, or what was said: «سيد نظامي، وهو قائد»."""
        if last + 1 >= len(passage.words):
            return False
        behind = passage.key(last + 1)
        if is_age(passage, last + 1):
            return True
        return behind in self._apposition or (passage.joined(last + 1) and behind in self._speech)


def _may_be_glued(given: Candidate) -> bool:
    """Tell whether a clitic may stand before a given name: لمحمد, but لصالح (in favour of) and لجان (committees)."""
    if given.clitic == "و":
        return True
    return given.sense.value != WORDS and given.clitic in ("ل", "ب", "ول", "وب") and len(given.stem) > _SURNAME - 1


def is_written_ali(passage: Passage, i: int) -> bool:
    """Tell علي from على (on), which folding makes equal."""
    return passage.text[passage.tokens[i].end - 1] == "ي"


def is_anothers(passage: Passage, i: int) -> bool:
    """Tell whether the name at word `i` is the end of a longer one: «أحمد علي صالح» is not علي صالح."""
    if passage.before(i) in _SON and is_given(passage.words[i - 2]):
        return True  # عبدالعزيز بن تركي الفيصل
    return passage.gap(i) == " " and is_plainly_given(passage.words[i - 1]) and is_given(passage.words[i])


def surname(found: Found, passage: Passage) -> str:
    """Return the key by which a new person is taken up, "" when there is none."""
    key = passage.key(found.last)
    word = passage.words[found.last]
    # المالكي takes up عطية المالكي, السالم would be many a word; and المصري is mostly no name.
    nisba = key.endswith("ي") and len(key) > len("ال") + _SURNAME - 1 and not word.layers
    common = is_common(key) or (key.startswith("ال") and not nisba) or is_native(word)
    return key if len(key) >= _SURNAME and not common else ""


def short_candidates(ids: Mapping[str, Iterable[str]]) -> dict[str, tuple[Candidate, ...]]:
    """Return what words say that are the last names in `ids`, with and without و or a preposition before them."""
    return {
        clitic + name: tuple(Candidate(name, clitic, (), Sense(Layer.SHORT, each)) for each in sorted(found))
        for name, found in ids.items()
        for clitic in (*CLITICS, "")
    }


def given_names() -> dict[str, str]:
    """Return the shipped given names, each with the table it stands in: plain, western (plain too) or words."""
    lexicon = load_lexicon("firstnames")
    tables = {WORDS: lexicon["words"].values(), WESTERN: (lexicon["plain"][WESTERN],)}
    tables[PLAIN] = (names for group, names in lexicon["plain"].items() if group != WESTERN)
    names = {name: table for table, groups in tables.items() for group in groups for name in group.split()}
    apart = {f"عبد {name[3:]}": PLAIN for name in names if name.startswith("عبدال")}  # عبدالله is عبد الله too
    return names | apart


def cues() -> dict[str, str]:
    """Return the titles and verbs of speech behind which an unlisted given name may stand."""
    lexicon = load_lexicon("persons")
    return {
        **dict.fromkeys(lexicon["speech_of_persons"].split(), SPEECH),
        **dict.fromkeys(lexicon["personal"].split(), TITLE),
    }


def name_of(id_: str) -> str:
    """Return the name in the id of a new person."""
    return id_.removeprefix(PREFIX).replace("-", " ")
