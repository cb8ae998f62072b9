"""Who is behind an office that is said alone: الرئيس الأفغاني?

The holder on the day of the article; without a day or a holder the institution. Never "the current holder": an old
article would name the wrong person. An office beside a name is that person's title and no mention of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from marsad.config.models import Actor
from processors.names.aliases import Passage, Word, stems
from processors.names.coreference import Found
from processors.names.name_words import is_given
from processors.names.places import is_present, is_verb
from processors.names.wordlists import load_lexicon, role_words

_TITLE_REACH = 8  # words within which a name behind a title is its bearer
_COMMA = re.compile("[,،]")
_NEW = timedelta(days=365)  # so long somebody is called the new one
_SAID_NEW = ("الجديد", "الجديده")
_SHORTEST_OWNED = 4  # letters of a noun with its pronoun: عزمه
_PRONOUNS = ("ه", "ها", "هم")
_AT = ("لدي", "في")  # before where an envoy or a chairman has the office
_HEIR, _AND = "العهد", "و"
_CABINET = ("مجلس", "الوزراء")
_GOVERNMENT = "gov:{C}"
_PREMIER, _CHANCELLOR = "pm", "chancellor"
_CLAN = "ال"  # محمد بن نايف بن عبدالعزيز آل سعود، ولي العهد
_APPOSITION = 2  # words between a name and the title behind it


class Offices:
    """The offices of the configured persons."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._terms: dict[str, list[tuple[date, date, str]]] = {}
        for actor in actors:
            for term in actor.office:
                self._terms.setdefault(term.office, []).append((term.start, term.end or date.max, actor.id))
        for code in load_lexicon("roles")["offices"][_CHANCELLOR]["countries"]:  # رئيس الحكومة there
            self._terms.setdefault(f"{code}.{_PREMIER}", self._terms.get(f"{code}.{_CHANCELLOR}", []))

    @property
    def governing(self) -> frozenset[str]:
        """The ids of all who ever headed a state or its government."""
        offices = load_lexicon("roles")["offices"]
        heads = {name for name, office in offices.items() if office["id"] == _GOVERNMENT}
        terms = (held for office, held in self._terms.items() if office.partition(".")[2] in heads)
        return frozenset(name for held in terms for _, _, name in held)

    def holder(self, office: str, published: datetime | None) -> str:
        """Return the id of who held the office on that day, "" when unknown."""
        if published is None:
            return ""
        return next((name for _, name in self._on(office, published.date())), "")

    def newcomer(self, office: str, published: datetime | None) -> str:
        """Return the holder if he or she had not been in office for a year: رئيس كوبا الجديد; "" otherwise."""
        if published is None:
            return ""
        day = published.date()
        return next((name for start, name in self._on(office, day) if day - start < _NEW), "")

    def _on(self, office: str, day: date) -> Iterator[tuple[date, str]]:
        return ((start, name) for start, end, name in self._terms.get(office, ()) if start <= day < end)


class People(NamedTuple):
    """Where the persons of a passage are named: their first words, and their last words, in order."""

    firsts: list[int]
    lasts: list[int]

    @classmethod
    def of(cls, named: Iterable[Found], passage: int) -> People:
        """Return the persons among `named` in a passage."""
        persons = [each for each in named if each.passage == passage and each.id.startswith(("per:", "new:"))]
        return cls([each.first for each in persons], [each.last for each in persons])


def states_of_offices(
    named: Iterable[Found], country: str, may_hold: Callable[[str, str], bool]
) -> Callable[[str], str]:
    """Return whose an office is that is said without a state: of the one named with it, else of `country`; "" if unclear."""
    said: dict[str, set[str]] = {}
    for each in named:
        if each.office and each.country:
            said.setdefault(each.office, set()).add(each.country)

    def state(office: str) -> str:
        states = said.get(office, {country})
        code = next(iter(states)) if len(states) == 1 else ""
        return code if code and may_hold(office, code) else ""

    return state


def is_said_new(passage: Passage, office: Found) -> bool:
    """Tell whether the office is that of somebody who has just come into it."""
    return passage.after(office.last) in _SAID_NEW


def bearer(passage: Passage, office: Found, people: People) -> int:
    """Return the first word of who bears the office as a title right behind it, -1 where nobody does."""
    if not _is_title(passage, office, people) or passage.after(office.last) in role_words("not_before_office"):
        return -1
    return people.firsts[bisect_right(people.firsts, office.last)]


def speaks_for_itself(passage: Passage, office: Found, people: People, is_no_name: Callable[[Word], bool]) -> bool:
    """Tell whether an office is a mention of its own, and no person's title; `is_no_name` tells words of no name."""
    return (
        _stands_alone(passage, office, is_no_name)
        and not _is_title(passage, office, people)
        and not _is_apposition(passage, office, people)
    )


def _is_title(passage: Passage, office: Found, people: People) -> bool:
    """Tell whether the next person, within the same clause, bears the title."""
    at = bisect_right(people.firsts, office.last)
    if at == len(people.firsts) or people.firsts[at] > office.last + _TITLE_REACH:
        return False
    bearer = people.firsts[at]
    if is_present(passage.tokens[office.last + 1].folded) and bearer > office.last + 1:
        return False  # وزير الداخلية الإيطالي يهاجم ماكرون
    after = passage.after(office.last)
    # سفيرة الولايات المتحدة لدى الأمم المتحدة، نيكي هيلي; «وزير الطاقة والمناجم، خالد قدور»; الرئيس الأميركي السابق، باراك أوباما
    behind_comma = (after in _AT or after.startswith(("بال", "وال", "ال"))) and _COMMA.search(
        passage.gap(bearer)
    ) is not None
    return all(passage.joined(i) for i in range(office.last + 2, bearer + (not behind_comma)))


def _is_apposition(passage: Passage, office: Found, people: People) -> bool:
    """Tell whether a person was named right before: بنيامين نتنياهو، رئيس الوزراء الإسرائيلي."""
    at = bisect_left(people.lasts, office.first)
    if at == 0:
        return False
    last = people.lasts[at - 1]
    last += 2 * (passage.key(last + 1) == _CLAN)
    if office.first - last > _APPOSITION:
        return False
    between = range(last + 1, office.first)
    return not any(is_verb(passage.tokens[i].folded) for i in between)  # محمد بن زايد يستقبل الرئيس اليمني


def _stands_alone(passage: Passage, office: Found, is_no_name: Callable[[Word], bool]) -> bool:
    """Tell whether no name, known or unknown, goes with the office."""
    if office.first and _COMMA.search(passage.gap(office.first)) and not is_no_name(passage.words[office.first - 1]):
        return False  # سليمان صويلو، وزير الداخلية التركي; but of «استدعت، السبت، السفير الفرنسي» it is no name
    if _is_anothers(passage, office):
        return False
    last = office.last + is_said_new(passage, office)
    after = passage.after(last)
    if last + 1 == len(passage.words) or (not after and not _COMMA.search(passage.gap(last + 1))):
        return True
    after = passage.key(last + 1)
    if after in role_words("not_before_office"):
        return False
    if after in role_words("alone_before") or is_verb(passage.tokens[last + 1].folded):
        return True
    return _is_owned(passage, last + 1) or is_no_name(passage.words[last + 1])


def _is_anothers(passage: Passage, office: Found) -> bool:
    """Tell نائب الرئيس and كأس الملك from the office, and who has two: «رئيس مجلس الوزراء وزير الدفاع»."""
    before = passage.before(office.first)
    if before and not stems(before).isdisjoint(role_words("not_after_office") | role_words("named_after")):
        return True
    if before == _HEIR and office.clitic == _AND and not office.country:
        return True  # ولي العهد ووزير الدفاع
    return before == _CABINET[1] and _CABINET[0] in stems(passage.before(office.first - 1))


def _is_owned(passage: Passage, i: int) -> bool:
    """Tell whether word `i` is a noun with a pronoun, as no name is: «أعلن الرئيس التركي رفضه»."""
    folded = passage.tokens[i].folded
    return len(folded) >= _SHORTEST_OWNED and folded.endswith(_PRONOUNS) and not is_given(passage.words[i])
