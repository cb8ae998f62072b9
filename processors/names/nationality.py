"""Who is meant by a role and a nationality: القوات الروسية, وزير دفاع بريطانيا, حكومة كابل?

Thirty institutions of two hundred states need no configured entry: a head word and a nationality adjective, a country
or a capital make the id. Arabic agrees in definiteness (القوات الروسية, قوات روسية), and a definite head cannot stand
before a bare country name; that keeps chance neighbours apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import msgspec

from processors.names.aliases import Candidate, Layer, Passage, Sense, phrase_keys, stems
from processors.names.wordlists import key_set, load_lexicon, role_words
from processors.words.known import is_plural

_SUFFIXES = ("", "ة", "ين", "ون", "ان", "ا", "تين", "تان", "ات")
_MODIFIERS = 2  # words that may stand between head and nationality
_FEMININE = "ه"  # ة as a key
_FROM = "من"  # قوات من روسيا
_REGIME = "نظام"
_MINISTER, _MINISTRY, _MINISTRIES = ("وزير", "وزيره"), "وزاره", "min:"
_HEADS = (Layer.HEAD, Layer.BARE, Layer.AGAIN)


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state: its names, nationality adjectives and capital."""

    code: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()  # kinds of institution behind which the adjective counts; none = all
    capital: str = ""
    seat: tuple[str, ...] = ()
    metonym: bool = True  # the capital speaks for the state
    masculine: bool = False
    army: str = ""  # whose army is meant by الجيش in its news, where it has none
    nouns: tuple[str, ...] = ()  # take the state up: المملكة


class Composed(NamedTuple):
    """An institution said by role and nationality, from the head's word to word `last`."""

    last: int
    id: str
    country: str
    place: int  # the word where a country's own name stands, -1 for an adjective
    template: str
    office: str = ""


class Composer:
    """Puts heads and nationalities together."""

    def __init__(self) -> None:
        lexicon = load_lexicon("roles")
        self._modifiers = role_words("modifiers")
        self._not_after_short = role_words("not_after_short")
        self._adjective_only = role_words("adjective_only")
        self._same: Mapping[str, str] = lexicon["same"]
        self._offices: Mapping[str, Any] = lexicon["offices"]

    def compose(self, passage: Passage, i: int, candidate: Candidate) -> Composed | None:
        """Return what the head `candidate` at word `i` says with the nationality behind it, None without one."""
        layer, value, _ = candidate.sense
        last = i + len(candidate.rest)
        if is_other_head(passage, i, candidate.stem):
            return None
        if layer is Layer.OFFICE and candidate.stem in _MINISTER:
            last = _portfolios(passage, last)
        elif candidate.stem == _MINISTRY and not is_plural(passage.after(last).removeprefix("وال")):
            last = _portfolios(passage, last)  # but of «وزارة العمل والمكاتب الفلبينية» one is not Philippine
        if layer is Layer.SHORT_HEAD and not self._may_be_short(passage, i, candidate):
            return None
        office = value if layer is Layer.OFFICE else ""
        template = self.template(value) if office else value
        head = candidate.rest[-1] if candidate.rest else candidate.stem
        for between in range(1 if office else _MODIFIERS + 1):
            word = passage.key(last + between)
            if between and (word not in self._modifiers or (word == _FROM and head.startswith("ال"))):
                return None  # نقل السفارة من باريس
            at = last + 1 + between
            if not passage.joined(at):
                return None
            found = self._country(passage, at, passage.key(at - 1) if between else head, template)
            if found and self._fits(candidate, found, passage):
                nation, end = found
                code = nation.value
                place = -1 if nation.layer is Layer.NATION else at
                return Composed(end, self.fill(template, code), code, place, template, office)
        return None

    def also(self, passage: Passage, composed: Composed) -> Composed | None:
        """Return the second institution of a pair such as القوات السورية والروسية."""
        at = composed.last + 1
        if composed.place >= 0 or composed.office or not passage.joined(at):
            return None
        definite = passage.key(composed.last).startswith("ال")
        for each in passage.phrases(at):
            if (
                each.sense.layer is Layer.NATION
                and each.clitic == "و"
                and each.stem.startswith("ال") == definite
                and _kind_allowed(each.sense.value, composed.template)
            ):
                code = each.sense.value
                return Composed(at + len(each.rest), self.fill(composed.template, code), code, -1, composed.template)
        return None

    def template(self, office: str) -> str:
        """Return the template of the institution behind an office."""
        return str(self._offices[office]["id"])

    def may_hold(self, office: str, code: str) -> bool:
        """Tell whether a state has such an office: not each has a king."""
        states = self._offices[office].get("countries")
        return states is None or code in states

    def fill(self, template: str, code: str) -> str:
        """Return the one canonical id a template makes for a country."""
        made = template.replace("{C}", code)
        return self._same.get(made, made)

    def _may_be_short(self, passage: Passage, i: int, candidate: Candidate) -> bool:
        if candidate.clitic not in ("", "و", "ف", "ل", "ول", "ب"):
            return False
        before = passage.before(i)
        if candidate.clitic == "" and before.startswith(("ال", "لل", "بال", "وال", "فال", "كال")):
            return False
        if candidate.clitic == "و" and passage.before(i - 1) in role_words("paired"):
            return False  # قوات الأمن والدفاع الأفغانية
        return stems(before).isdisjoint(self._not_after_short)

    def _fits(self, candidate: Candidate, found: tuple[Sense, int], passage: Passage) -> bool:
        (layer, value, _), (sense, end) = candidate.sense, found
        if sense.layer is not Layer.NATION and not candidate.rest and not self._takes_name(candidate, passage.key(end)):
            return False
        if layer is Layer.SHORT_HEAD:
            feminine = sense.layer is Layer.NATION and passage.key(end).endswith(_FEMININE)
            return feminine and passage.after(end) not in role_words("not_behind_short")
        if layer is Layer.OFFICE:
            # ولي عهد أبوظبي holds an emirate's office; أول رئيس أميركي is nobody yet.
            names = sense.layer is Layer.STATE or (sense.layer is Layer.NATION and passage.key(end).startswith("ال"))
            return names and self.may_hold(value, sense.value)
        return True

    def _takes_name(self, head: Candidate, name: str) -> bool:
        """Tell «نظام دمشق» from «نظام روما» and «طيران الإمارات», where the name behind the head says something else."""
        return head.stem not in self._adjective_only and not (head.stem == _REGIME and name in role_words("treaties"))

    def _country(self, passage: Passage, at: int, previous: str, template: str) -> tuple[Sense, int] | None:
        """Return the sense of the nationality, country or capital at word `at`, and its last word."""
        definite = previous.startswith("ال")
        for each in passage.phrases(at):
            if each.clitic:
                continue
            layer = each.sense.layer
            if layer is Layer.NATION and previous != "من":
                if each.stem.startswith("ال") == definite and _kind_allowed(each.sense.value, template):
                    return each.sense, at + len(each.rest)
            elif layer in (Layer.STATE, Layer.CAPITAL) and not definite:
                return each.sense, at + len(each.rest)
        return None


def _portfolios(passage: Passage, last: int) -> int:
    """Return the last word of what a minister is in charge of: وزير الطاقة والمياه اللبناني.

    Another institution behind و is none of it: «وزارة الخارجية والمخابرات التركية».
    """
    end = last
    while end < last + _MODIFIERS and passage.after(end).startswith("وال") and not _is_others(passage, end + 1):
        end += 1
    return end


def _is_others(passage: Passage, i: int) -> bool:
    """Tell whether word `i` is an institution that is no ministry's: والمخابرات, but not والإعلام."""
    return any(
        each.sense.layer in _HEADS and not each.sense.value.startswith(_MINISTRIES) for each in passage.phrases(i)
    )


def _kind_allowed(code: str, template: str) -> bool:
    kinds = countries()[code].heads
    return not kinds or template.partition(":")[0] in kinds


def is_other_head(passage: Passage, i: int, stem: str) -> bool:
    """Tell whether the head `stem` at word `i` is something else by the word before it: سندات الخزانة."""
    refused = _not_after_head().get(stem)
    return refused is not None and not stems(passage.before(i)).isdisjoint(refused)


@cache
def _not_after_head() -> Mapping[str, frozenset[str]]:
    table = load_lexicon("roles")["not_after_head"]
    return {keys[0]: key_set(words) for head, words in table.items() if (keys := phrase_keys(head))}


@cache
def countries() -> Mapping[str, Country]:
    """Return every state by ISO code."""
    tables = load_lexicon("nationalities")
    return {code: msgspec.convert({"code": code, **table}, Country) for code, table in tables.items() if code.isupper()}


def army_of(code: str) -> str:
    """Return the state whose army الجيش is in news of a state: its own but where it has none."""
    return countries()[code].army or code


def nationality_forms(country: Country) -> Iterator[str]:
    """Yield the adjectives of a country in gender, number and definiteness."""
    for adjective in country.adjectives:
        first, *rest = adjective.split()
        for suffix in _SUFFIXES:
            # كوري شمالي inflects both words, جنوب أفريقي the last alone.
            head = first + suffix if not rest or first.endswith("ي") else first
            tail = " ".join(word + suffix for word in rest)
            yield f"{head} {tail}".strip()
            article = "ال" if first.endswith("ي") else ""
            yield f"ال{head} {article}{tail}".strip() if rest else f"ال{head}"
    for plural in country.plurals:
        yield plural
        yield f"ال{plural}"


def nationality_label(code: str, *, feminine: bool) -> str:
    """Return the definite adjective of a country, its name in من ... where it has none."""
    country = countries()[code]
    if not country.adjectives:
        return f"في {country.names[0]}"
    words = country.adjectives[0].split()
    if not words[0].endswith("ي"):
        words = [f"ال{words[0]}", words[1] + ("ة" if feminine else "")]
        return " ".join(words)
    return " ".join(f"ال{word}{'ة' if feminine else ''}" for word in words)
