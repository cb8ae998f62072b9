"""Whom do short names and definite nouns take up: ستولتنبرغ, الحركة, الوزارة, الجيش?

A third of what an article says of its actors is no name at all. Only what stands in the article decides: a surname
needs its full name somewhere in it, a noun the nearest earlier actor of its kind, الجيش a state the article is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from processors.names.aliases import Candidate, Layer, Passage, Sense, bits, stems
from processors.names.nationality import army_of, is_other_head
from processors.names.places import role_by_syntax
from processors.names.wordlists import key_set, load_lexicon, role_words

_SEATS = ("قصر", "القصر")  # قصر الرئاسة is a building
_FAVOUR = "صالح"
_NAMED_FIRST = ("min:", "gov:{C}.centralbank")
_CABINET, _MEMBERS = ("الوزراء",), ("عضو", "عضوا", "رييس")
_PRESIDENCY = "الرياسه"
_SON = ("بن", "ابن", "بنت")
_ELDER = ("الاب", "الابن", "الجد")
_GIVEN = bits((Layer.GIVEN,))
_NAMES = bits((Layer.NAME, Layer.STATE, Layer.CAPITAL))
_NATION = bits((Layer.NATION,))
_GROUND = (Layer.STATE, Layer.CAPITAL, Layer.PLACE)
_STOP = re.compile(r"[.!?؟\n]|\)\s*[-–—ـ]")  # also behind a dateline: دبي (وكالة) -
_GOVERNMENT = "حكومه"
_ARMY = "mil:{C}"
_INTERIOR, _POLICED = ".interior", ("sec:", "pol:")
_REGIME = ("نظام", "النظام")
_REGIMES = ("IR", "KP", "SY")  # whose government the news calls the regime, and nothing else
_STATE = "state:"
_IN, _OF_THE_LAND = "في", ("gov:", "min:", "leg:", "pol:")  # an army or an embassy may stand in another's land
_EPITHET = re.compile("المت(?!حد)[\u0621-\u064a]{3,5}")  # الميليشيات المتمركزة, المتحصنة, المتطرفة
_TITLE_REACH = 4  # words from a title to a family name
_THEATRE_SHARE = 0.35
# Verbal nouns, which say what somebody does and no epithet: الإعلان, الإطاحة, الانسحاب, الاستيلاء.
_VERBAL = re.compile(
    "الا(?:[^اوي]{2}ا[^اوي]|[^اوي]ا[^اوي]ه|ن[^اوي]{2}ا[^اوي]|[^اوي]ت[^اوي]ا[^اوي]|ست[^اوي]{1,2}(?:ي|)ا[^اوي]?)"
)
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


def army(found: Iterable[Found], country: str) -> str:
    """Return the state whose army الجيش is in an article about `country`, "" when that is not clear.

    Of a state without an army the news tells of the one that stands there, if it is named: the two count as one.
    """
    named = [each for each in found if each.country]
    states = {each.country for each in named}
    about = country or theatre(each._replace(country=army_of(each.country)) for each in named)
    state = army_of(about) if about else ""
    return state if state in states else ""


class Resolver:
    """Resolves the loose words of one article, in order."""

    def __init__(
        self, passages: Sequence[Passage], found: Sequence[Found], country: str, same: Mapping[str, str], army: str
    ) -> None:
        self._passages = passages
        self._same = same
        self._asked = {said: asked for asked, said in same.items()}
        self._country = country
        self._ahead: dict[str, tuple[int, int]] = {}
        self._ground = [each for each in found if each.layer in _GROUND and each.country not in ("", country)]
        self._army = army
        self._grounded = False  # whether something of the state the article is about was said
        for each in found:
            self._ahead.setdefault(each.id, (each.passage, each.first))
        self._seen: dict[str, tuple[int, int]] = {}
        self._latest: dict[str, str] = {}
        self._interior: Found | None = None  # the ministry named last to which police and guards belong
        self._states: dict[str, set[str]] = {}  # of each kind of institution, whose was named: mil:{C} of IQ

    def see(self, found: Found) -> None:
        """Take note that an actor was mentioned here."""
        self._seen[found.id] = (found.passage, found.first)
        self._latest[found.id.partition(":")[0]] = found.id
        if found.id.endswith(_INTERIOR) and found.country:
            self._interior = found
        self._grounded = self._grounded or (found.country != "" and found.country == self._country)
        if found.kind == "role_nat" and found.country:
            template = self._asked.get(found.id, found.id).replace(found.country, "{C}")
            self._states.setdefault(template, set()).add(found.country)
            head = self._passages[found.passage].key(found.first)
            if found.id.startswith("gov:") and not stems(head).isdisjoint(_REGIME):
                self._latest["regime"] = found.id

    def resolve(self, words: Loose) -> Found | None:
        """Return whom `words` take up, None when nobody clearly."""
        for candidate in words.candidates:
            name = self._who(words, candidate)
            if name:
                last = words.first + len(candidate.rest)
                return Found(
                    words.passage, words.first, last, candidate.clitic, self._same.get(name, name), "coref",
                    candidate.sense.layer,
                )  # fmt: skip
        return None

    def _who(self, words: Loose, candidate: Candidate) -> str:
        passage, layer = self._passages[words.passage], candidate.sense.layer
        last = words.first + len(candidate.rest)
        if layer is Layer.SHORT:
            return self._short(words, candidate, passage)
        if not (self._stands_alone(passage, last, layer) or _is_ministry(passage, last, candidate)):
            return ""
        if layer is Layer.CLASS:
            return self._of_class(words, candidate)
        if _is_no_institution(passage, words.first, candidate):
            return ""
        return self._institution(words, candidate.sense, last)

    def _institution(self, words: Loose, sense: Sense, last: int) -> str:
        """Return the institution that a definite noun takes up, or that of the state it is about."""
        if sense.layer is Layer.AGAIN:
            return self._again(sense.value)
        if (there := state_behind(self._passages[words.passage], last)) and sense.value.startswith(_OF_THE_LAND):
            return sense.value.replace("{C}", there)
        if sense.value.startswith(_POLICED) and (there := self._policing(words)):
            return sense.value.replace("{C}", there)
        only = self._only(sense.value)
        # Of ministries and banks one is meant that was named: the article about Syria quotes the French ministry.
        country = (only if sense.value.startswith(_NAMED_FIRST) else "") or self._about(words) or only
        if sense.value == _ARMY:
            country = self._whose_army(country, only)
        return sense.value.replace("{C}", country) if country else ""

    def _whose_army(self, country: str, only: str) -> str:
        """Return the state whose army الجيش is, said of `country`, "" of none: news of Gaza tells of another's."""
        if country and army_of(country) == country:
            return country
        if country or not self._country:
            return self._army or (only if only != country else "")
        return ""

    def _about(self, words: Loose) -> str:
        """Return the state that the article is about, or before that is named the one whose place the sentence names."""
        if self._grounded:
            return self._country
        passage = self._passages[words.passage]
        near = {
            each.country for each in self._ground if each.passage == words.passage and _is_near(passage, words, each)
        }
        return self._country if not near else next(iter(near)) if len(near) == 1 else ""

    def _policing(self, words: Loose) -> str:
        """Return whose ministry of the interior the sentence names before: أعلنت الداخلية السعودية مقتل ثلاثة من حرس الحدود."""
        found = self._interior
        same = found is not None and found.passage == words.passage
        return found.country if found and same and _is_near(self._passages[words.passage], words, found) else ""

    def _again(self, kind: str) -> str:
        """Return the institution of a kind that was named last."""
        if found := self._latest.get(kind):
            return found
        return f"gov:{self._country}" if kind == "regime" and self._country in _REGIMES else ""

    def _only(self, template: str) -> str:
        """Return the one state whose institution of this kind was named so far, "" for none or several."""
        states = self._states.get(template, ())
        return next(iter(states)) if len(states) == 1 else ""

    def _short(self, words: Loose, candidate: Candidate, passage: Passage) -> str:
        """A surname behind another given name is somebody else's: محمد عباس is not محمود عباس."""
        before = passage.before(words.first)
        given = (
            before and passage.words[words.first - 1].layers & _GIVEN
        )  # whose name that is asks processors.names.relatives
        if before and not given and not stems(before).isdisjoint(role_words("given")):
            return ""
        if before in _SON and passage.words[words.first - 2].layers & _GIVEN:
            return ""  # فهد بن سلمان; but بن سلمان alone is the one who was named
        if not candidate.clitic and _is_adjective(passage, words.first, candidate.stem):
            return ""
        if is_elder(passage, words.first + len(candidate.rest)) or _is_in_favour(passage, words.first, candidate):
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
        if ids[0].startswith(_STATE):
            return self._realm(words, candidate, ids)
        if nearest := self._nearest(ids):
            return nearest
        # A headline may say الحركة before the text names it.
        if self._passages[words.passage].field != "title":
            return ""
        return min((each for each in ids if each in self._ahead), key=self._ahead.__getitem__, default="")

    def _realm(self, words: Loose, candidate: Candidate, ids: Sequence[str]) -> str:
        """Return the state of whose kind the article names one alone, or is about one: المملكة, where it is somebody."""
        named = [each for each in ids if each in self._ahead]
        about = f"{_STATE}{self._country}"
        state = named[0] if len(named) == 1 else about if about in ids and not named else ""
        return state if state and _acts(self._passages[words.passage], words.first, candidate) else ""

    def _nearest(self, ids: Iterable[str]) -> str:
        return max((each for each in ids if each in self._seen), key=self._seen.__getitem__, default="")

    def _stands_alone(self, passage: Passage, last: int, layer: Layer) -> bool:
        """الحركة الإسلامية and الجيش الحر are somebody else; التنظيم الإرهابي is still the one."""
        after = passage.after(last)
        if not after.startswith("ال") or after in role_words("alone_before"):
            return True
        if passage.words[last + 1].layers & _NAMES and not passage.words[last + 1].layers & _NATION:
            return True  # ألزمت المحكمة الإمارات
        if _VERBAL.fullmatch(after):
            return True  # تريد الحركة الإطاحة بالحكومة
        if layer in (Layer.BARE, Layer.AGAIN) and after in _titles():
            return True  # قال ممثل جهاز الأمن العميد ...
        if layer is Layer.BARE and passage.key(last).endswith(_GOVERNMENT):
            return after in role_words("government_epithets")
        return layer is Layer.CLASS and (after in role_words("epithets") or _EPITHET.fullmatch(after) is not None)


def state_behind(passage: Passage, last: int) -> str:
    """Return the state where the institution that ends with word `last` is: «وزارة الخارجية في باراغواي»."""
    if passage.after(last) != _IN or not passage.joined(last + 2):
        return ""
    states = (each for each in passage.phrases(last + 2) if each.sense.layer is Layer.STATE and not each.clitic)
    return next((each.sense.value for each in states), "")


def _is_in_favour(passage: Passage, first: int, candidate: Candidate) -> bool:
    """Tell «في صالح الطرفين» from a man of that name."""
    return candidate.stem == _FAVOUR and passage.before(first) == "في"


def is_elder(passage: Passage, last: int) -> bool:
    """Tell whether the word behind a name says that another of the family is meant: أوباما الأب."""
    return passage.after(last) in _ELDER


def _is_near(passage: Passage, words: Loose, found: Found) -> bool:
    """Tell whether something found stands in the sentence of `words`."""
    first, last = sorted((words.first, found.first))
    return _STOP.search(passage.text, passage.tokens[first].end, passage.tokens[last].start) is None


def _acts(passage: Passage, first: int, candidate: Candidate) -> bool:
    """Tell «ضد المملكة» from «في المملكة», which is where."""
    return role_by_syntax(passage, first, first, candidate.clitic, capital=False, masculine=False) == "actor"


def _is_no_institution(passage: Passage, first: int, candidate: Candidate) -> bool:
    """Tell قصر الرئاسة, a building, الفوز بالرئاسة, an office, and هذا النظام, a law, from the institution."""
    if candidate.stem == _PRESIDENCY and candidate.clitic[-1:] in ("ل", "ب"):
        return True
    if candidate.rest == _CABINET and not stems(passage.before(first)).isdisjoint(_MEMBERS):
        return True  # وزير الدولة عضو مجلس الوزراء
    return not stems(passage.before(first)).isdisjoint(_SEATS) or is_other_head(passage, first, candidate.stem)


def _is_ministry(passage: Passage, last: int, candidate: Candidate) -> bool:
    """Tell «وزارة الداخلية القريبة من القصر» and «أعلنت وزارة الصحة الحصيلة» from وزارة الصحة البريطانية."""
    return candidate.sense.value.startswith("min:") and not passage.after(last).endswith(("يه", "ي"))


def _is_adjective(passage: Passage, first: int, key: str) -> bool:
    """Tell التمرد الحوثي from the person of that name, before whom a title or nothing definite stands."""
    if not (key.startswith("ال") and key.endswith("ي") and passage.before(first).startswith("ال")):
        return False
    return all(_titles().isdisjoint(stems(passage.key(at))) for at in range(max(0, first - _TITLE_REACH), first))


@cache
def _titles() -> frozenset[str]:
    return key_set(load_lexicon("persons")["titles"].split())
