"""Which words of a passage name somebody, and which may take somebody up? One pass from left to right."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import compress, count
from operator import attrgetter

from processors.names.aliases import LOOSE, Candidate, Layer, Passage, Word, bits
from processors.names.ambiguity import allows
from processors.names.coreference import Found, Loose, is_elder
from processors.names.name_words import WESTERN, is_given
from processors.names.nationality import Composed, Composer
from processors.names.persons import Persons, is_anothers
from processors.names.places import behind_cue, is_accusative, role_by_syntax
from processors.names.wordlists import key_set, load_lexicon, role_words
from processors.words.known import is_noun, is_plural

_NAMES = (Layer.NAME, Layer.STATE, Layer.CAPITAL, Layer.PLACE, Layer.CUED_PLACE)
_HEADS = (Layer.HEAD, Layer.SHORT_HEAD, Layer.OFFICE)
_NAMING, _HEADING, _OFFICES = bits(_NAMES), bits(_HEADS), bits((Layer.OFFICE,))
_PERSONS = bits((Layer.GIVEN, Layer.CUE))
_STATES = bits((Layer.STATE,))
_BEGINS = attrgetter("begins")
_DEFINITE = ("ال", "وال", "فال", "بال", "كال", "لل", "ولل")
_NO_NOUN = frozenset(("الي", "والي", "الا", "الان", "الذي", "التي"))  # begin with the letters of the article
_OURS = "نا"  # رياضتنا السعودية
_FIRST = "اول"
_COUNTED = re.compile("[1-9][1-9]")  # 11 to 99 take the accusative
_MANY = "ات"
_THEIRS = ("ه", "ها", "هم")
_ARAB, _KINGDOM = "العربيه", "المملكه"
_TITLES = 2  # words of title between a government and its head: إدارة الرئيس جو بايدن


class Scanner:
    """Scans passages; `country` gives the country code of configured actors and places.

    `governing` are the ids of those whose family name behind a word such as حكومة means their government.
    """

    def __init__(self, country: Mapping[str, str], governing: Collection[str]) -> None:
        self._country = country
        self._governing = governing
        self._composer = Composer()
        self._persons = Persons()
        cues = load_lexicon("places")["cues"]
        self._cues = key_set(cues["before"])
        self._in = key_set(cues["in"])
        self._governments = role_words("governments")

    @property
    def is_no_name(self) -> Callable[[Word], bool]:
        """Tells whether a word is one with which no person's name begins."""
        return self._persons.is_no_name

    @property
    def may_hold(self) -> Callable[[str, str], bool]:
        """Tells whether a state has an office."""
        return self._composer.may_hold

    def scan(self, passage: Passage) -> tuple[list[Found], list[Loose]]:
        """Return what is named, and what may take up somebody, in order of the passage."""
        found: list[Found] = []
        loose: list[Loose] = []
        i = 0
        words = passage.words
        for at in compress(count(), map(_BEGINS, words)):
            if at < i:
                continue
            if words[at].loose:  # most of what begins anything: nothing else is to be asked of it
                loose.append(Loose(passage.number, at, words[at].alone))
                i = at + 1
            else:
                i = self._step(passage, at, found, loose)
        return found, loose

    def _step(self, passage: Passage, i: int, found: list[Found], loose: list[Loose]) -> int:
        """Take what begins at word `i`; return the word to go on with."""
        here = passage.phrases(i)
        layers = passage.words[i].layers
        named = next((each for each in here if self._names(passage, i, each)), None) if layers & _NAMING else None
        end = i + len(named.rest) if named else i - 1
        composed = self._best(passage, i, here) if layers & _HEADING else None
        # What an operator configured wins over what is composed, unless that says more.
        configured = named is not None and named.sense.layer is Layer.NAME
        if composed and composed[1].last >= end + configured:
            return self._add_composed(passage, i, *composed, found)
        if layers & _HEADING and (government := self._government(passage, i, here)):
            found.append(government)
            return i + 1
        if named:
            found.append(self._found(passage, i, named))
            return end + 1
        if layers & _OFFICES and (office := self._office(passage, i, here)):
            found.append(office)
            return i + 1
        if layers & _PERSONS and (person := self._person(passage, i, here)):
            found.append(person)
            return person.last + 1
        return self._add_loose(passage, i, here, loose)

    def _office(self, passage: Passage, i: int, here: Iterable[Candidate]) -> Found | None:
        """Return an office whose state is not said: رئيس الوزراء, وزير الخارجية."""
        for each in here:
            if each.sense.layer is Layer.OFFICE and each.rest and each.rest[-1].startswith("ال"):
                template, last = self._composer.template(each.sense.value), i + len(each.rest)
                return Found(
                    passage.number, i, last, each.clitic, template, "title", Layer.OFFICE, office=each.sense.value
                )
        return None

    def _person(self, passage: Passage, i: int, here: Iterable[Candidate]) -> Found | None:
        """Return the person whose given name, or whose title or verb before an unlisted one, is word `i`."""
        given = (each for each in here if each.sense.layer is Layer.GIVEN)
        person = next((person for each in given if (person := self._persons.find(passage, i, each))), None)
        cue = None if person else next((each for each in here if each.sense.layer is Layer.CUE), None)
        return self._persons.behind(passage, i, cue.sense.value) if cue else person

    def _names(self, passage: Passage, i: int, candidate: Candidate) -> bool:
        layer, value, rule = candidate.sense
        if layer not in _NAMES:
            return False
        if layer is Layer.CUED_PLACE and not behind_cue(passage, i, self._cues | self._in):
            return False
        if layer is Layer.STATE and _is_adjective(passage, i, candidate):
            return False
        if value.startswith("per:") and _is_no_person(passage, i, candidate):
            return False
        if layer is Layer.NAME and _is_family_name(passage, i, candidate):
            return False
        return rule is None or allows(rule, passage, i, i + len(candidate.rest), candidate.clitic)

    def _found(self, passage: Passage, i: int, candidate: Candidate) -> Found:
        layer, value, _ = candidate.sense
        last = i + len(candidate.rest)
        if layer in (Layer.STATE, Layer.CAPITAL):
            return Found(passage.number, i, last, candidate.clitic, f"state:{value}", "name", layer, value)
        if layer is Layer.CUED_PLACE and behind_cue(passage, i, self._cues):
            layer = Layer.PLACE
        country = self._country.get(value, "") if layer is Layer.PLACE else ""
        found = Found(passage.number, i, last, candidate.clitic, value, "name", layer, country)
        return found._replace(role="place") if value.startswith("pl:") else found

    def _best(self, passage: Passage, i: int, here: Iterable[Candidate]) -> tuple[Candidate, Composed] | None:
        heads = [each for each in here if each.sense.layer in _HEADS]
        made = [(head, composed) for head in heads if (composed := self._composer.compose(passage, i, head))]
        return max(made, key=lambda pair: (pair[1].last, len(pair[0].rest)), default=None)

    def _add_composed(self, passage: Passage, i: int, head: Candidate, composed: Composed, found: list[Found]) -> int:
        found.append(
            Found(
                passage.number, i, composed.last, head.clitic, composed.id, "title" if composed.office else "role_nat",
                head.sense.layer, composed.country, composed.office,
            )
        )  # fmt: skip
        if composed.office and composed.place >= 0:
            found.append(_country_of(passage, composed))
        second = self._composer.also(passage, composed)
        if second is None:
            return self._add_bearer(passage, i, composed, found)
        first = composed.last + 1
        found.append(
            Found(passage.number, first, second.last, "و", second.id, "role_nat", head.sense.layer, second.country)
        )
        return second.last + 1

    def _add_bearer(self, passage: Passage, i: int, composed: Composed, found: list[Found]) -> int:
        """Add the person of an unlisted given name behind a title: «رئيس جهاز الأمن الأوكراني، فاسيل هريتساك»."""
        titled = composed.office or self._persons.is_title(passage.before(i))
        person = self._persons.unlisted(passage, composed.last + 1) if titled else None
        if person is None:
            return composed.last + 1
        found.append(person)
        return person.last + 1

    def _government(self, passage: Passage, i: int, here: Sequence[Candidate]) -> Found | None:
        """Return the government said by its leader's name: إدارة بايدن."""
        head = next((each for each in here if each.stem in self._governments and not each.rest), None)
        if head is None:
            return None
        at = i + 1
        while at <= i + _TITLES and passage.joined(at) and self._is_title(passage, at):
            at += 1
        if not passage.joined(at):
            return None
        leaders = [each for each in passage.phrases(at) if not each.clitic and self._leads(passage, at, each)]
        states = {code for each in leaders[:1] for code in self._states(leaders, each)}
        if len(states) != 1:
            return None  # of نظام مبارك the family name alone does not say which
        code, last = states.pop(), at + len(leaders[0].rest)
        return Found(passage.number, i, last, head.clitic, f"gov:{code}", "role_nat", Layer.HEAD, code)

    def _states(self, leaders: Iterable[Candidate], first: Candidate) -> set[str]:
        alike = (each for each in leaders if (each.rest, each.sense.layer) == (first.rest, first.sense.layer))
        return {code for each in alike if (code := self._country.get(each.sense.value, ""))}

    def _leads(self, passage: Passage, at: int, each: Candidate) -> bool:
        """Tell «نظام الأسد» from «نظام الري», an engineer's family name, and «حكومة أشرف غني», another's given name."""
        if each.sense.layer is not Layer.SHORT:
            return each.sense.value.startswith("per:")
        goes_on = passage.joined(at + 1) and is_given(passage.words[at]) and is_given(passage.words[at + 1])
        return each.sense.value in self._governing and not goes_on

    def _is_title(self, passage: Passage, at: int) -> bool:
        return passage.key(at) in role_words("titles") or any(
            each.sense.layer is Layer.NATION for each in passage.words[at].alone
        )

    def _add_loose(self, passage: Passage, i: int, here: Sequence[Candidate], loose: list[Loose]) -> int:
        if not passage.words[i].layers & LOOSE:
            return i + 1
        candidates = tuple(each for each in here if 1 << each.sense.layer & LOOSE)
        if not candidates:
            return i + 1
        loose.append(Loose(passage.number, i, candidates))
        return i + 1


def _country_of(passage: Passage, composed: Composed) -> Found:
    """Return the country of a title: in «رئيس وزراء العراق» it is where, not who."""
    first, last, code = composed.place, composed.last, composed.country
    return Found(passage.number, first, last, "", f"state:{code}", "name", Layer.PLACE, code, role="place")


def _is_no_person(passage: Passage, i: int, candidate: Candidate) -> bool:
    """Tell whether a person's name is that of a thing named after him, or of another person: مطار رفيق الحريري."""
    at = i - (passage.before(i) in role_words("titles"))  # ميدان الأمير محمد بن نايف
    if behind_cue(passage, at, role_words("named_after")) or is_elder(passage, i + len(candidate.rest)):
        return True
    return bool(candidate.rest) and not candidate.clitic and is_anothers(passage, i)


def _is_family_name(passage: Passage, i: int, candidate: Candidate) -> bool:
    """Tell أليكس بلومبيرغ and «لريمي كابيلا», other persons, from the agency and the president."""
    if candidate.rest or candidate.clitic or passage.gap(i) != " ":
        return False
    before = passage.words[i - 1].alone
    return any(each.sense.layer is Layer.GIVEN and each.sense.value == WESTERN for each in before)


def _is_adjective(passage: Passage, i: int, candidate: Candidate) -> bool:
    """Tell الأراضي السعودية, فصائل سورية, عاملا سوريا and «25 سوريا» from the states of the same spelling."""
    before = passage.before(i)
    if not before or candidate.clitic:
        return False
    if candidate.rest or not _is_nationality(passage, i, candidate.stem):
        return candidate.stem == _ARAB and before.startswith("ال") and before != _KINGDOM  # السياسة العربية السعودية
    if candidate.stem.endswith("ا"):  # أمهلت روسيا بريطانيا: two states
        counted = _COUNTED.fullmatch(before) is not None  # 25 سوريا
        return counted or (not passage.words[i - 1].layers & _STATES and is_accusative(before))
    if not candidate.stem.endswith("ه"):
        return False
    if candidate.stem.startswith("ال"):
        return (before.startswith(_DEFINITE) and before not in _NO_NOUN) or before.endswith(_OURS) or _is_theirs(before)
    # أول سورية تدرس هنا, منظمات سورية تطالب بالإفراج عنهم
    return (
        before == _FIRST
        or before.endswith(_MANY)
        or role_by_syntax(passage, i, i, "", capital=False, masculine=False) is None
    )


def _is_theirs(before: str) -> bool:
    """Tell «مناطقهم السعودية», a noun with its pronoun, from «دعمتهم السعودية» and «تدعمهم السعودية»."""
    noun = next((before.removesuffix(each) for each in _THEIRS if before.endswith(each)), "")
    return len(noun) > 2 and (is_noun(noun) or is_plural(noun))


def _is_nationality(passage: Passage, i: int, stem: str) -> bool:
    return any(each.sense.layer is Layer.NATION and each.stem == stem for each in passage.words[i].alone)
