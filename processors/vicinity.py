"""Who stands beside a word, and in what part of its sentence? Looks around an event word never cross a hard stop."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from processors.aliases import Layer, Passage, Word, stems
from processors.coreference import Found
from processors.places import is_known_verb
from processors.triggers import Trigger, lists, triggers
from processors.wordlists import key_set, load_lexicon

_STOP = re.compile(r"[.؟?!؛:…\n\r]")
_NO_DOER = ("media", "ngo", "court", "intl_org")  # they report; what they strike is said in other words
_STRIKING = ("org:NATO", "org:arab-coalition", "org:counter-isis-coalition", "org:AMISOM", "org:MINUSMA")
_STEPS = 3  # words between a doer and a noun of what it does: تمكن الجيش من استعادة السيطرة
_LED = 5  # words between a verb and the blow that is its object: نفذ نهاية الأسبوع الماضي غارات
_LEADING_NOUNS = ("توجيه", "تنفيذ", "بتوجيه", "بتنفيذ", "شن", "بشن", "لشن")
_COUNTED = 7  # words between a killing and the killed
_HUMAN_PLURAL = re.compile(r"..+(?:ون|ين|ات|اء|ا)")
_SINGULAR = ("جندي", "ضابط", "شرطي", "قيادي", "مسوول", "عنصر", "دبلوماسي", "طيار")
_COLLECTIVE = ("state", "government", "army", "security", "armed_group", "party", "intl_org", "ministry", "legislature")


class Vicinity:
    """The actors and places of one passage by the words they cover."""

    def __init__(self, passage: Passage, found: Sequence[Found], type_of: Callable[[str], str]) -> None:
        self.passage = passage
        self.lists = lists()
        self.places = [each for each in found if each.role == "place"]
        self._type_of = type_of
        actors = [each for each in found if each.role == "actor"]
        self._starts = {each.first: each for each in sorted(actors, key=lambda each: each.last)}
        self._ends = {each.last: each for each in sorted(actors, key=lambda each: each.first, reverse=True)}
        self._covered = {at for each in found for at in range(each.first, each.last + 1)}

    def key(self, i: int) -> str:
        """Return the key of word `i`, "" outside the passage."""
        return self.passage.key(i)

    def before(self, i: int) -> str:
        """Return the key of the word right before `i`, "" across a stop."""
        return self.key(i - 1) if i > 0 and not self.is_stop(i) else ""

    def is_stop(self, i: int) -> bool:
        """Tell whether a sentence or clause ends right before word `i`."""
        return i <= 0 or i >= len(self.passage.words) or _STOP.search(self.passage.gap(i)) is not None

    def end(self, i: int, reach: int) -> int:
        """Return the last word of the clause of word `i`, at most `reach` behind it."""
        last = i
        while last - i < reach and not self.is_stop(last + 1):
            last += 1
        return last

    def is_named(self, i: int) -> bool:
        """Tell whether word `i` is part of a name: قوات الاحتلال الإسرائيلي."""
        return i in self._covered

    def actor(self, i: int, clitics: tuple[str, ...] = ("",), *, fillers: int = 2) -> Found | None:
        """Return the actor at word `i`, words for its forces before it allowed: مقاتلات التحالف."""
        for at in range(i, i + fillers + 1):
            if self.is_stop(at):
                return None
            found = self._starts.get(at)
            if found and found.clitic in clitics:
                return found
            if self.key(at) not in self.lists.units:
                return None
        return None

    def ending(self, i: int) -> Found | None:
        """Return the actor whose last word is `i`, if it can be a doer."""
        found = self._ends.get(i)
        return found if found and self._can_act(found) else None

    def type(self, found: Found) -> str:
        """Return the type of an actor."""
        return self._type_of(found.id)

    def _can_act(self, found: Found) -> bool:
        return found.id in _STRIKING or self._type_of(found.id) not in _NO_DOER

    def doer_before(self, i: int, *, owned: bool = False, verb: bool | None = None) -> Found | None:
        """Return the actor that stands before word `i` as its subject: ACTOR [التي] VERB, ACTOR من NOUN."""
        at, trigger = i, triggers().get(self.key(i))
        verb = (trigger is not None and trigger.verb) if verb is None else verb
        if verb and self.key(i - 1) in self.lists.himself:  # أعلن الجيش أنه قصف
            return self.ending(i - 2)
        for _ in range(_STEPS + 1):
            if self.is_stop(at):
                return None
            at -= 1
            found = self.ending(at)
            if found:
                return found if self._is_subject(found, at + 1, i, verb=verb, owned=owned) else None
            key = self.key(at)
            if key not in self.lists.auxiliaries and key not in self.lists.steps:
                return None
        return None

    def _is_subject(self, found: Found, at: int, i: int, *, verb: bool, owned: bool) -> bool:
        """Tell whether an actor before an event word is the one who does it; a verb of saying takes it for itself."""
        supported = self.key(found.first - 1) == "من" and self.key(found.first - 2).startswith(
            ("المدعوم", "مدعوم", "بدعم")
        )
        if supported or found.clitic not in ("", "و", "ف", "ل"):
            return False
        if owned or verb:
            return found.clitic != "ل" or (verb and self.is_thing_before(found.first))
        # Of a noun only what a verb before it says the actor managed, began or announced.
        before = self.key(found.first - 1)
        if at == i and self.key(i).startswith("ل"):  # خطة طالبان للسيطرة
            return self._type_of(found.id) in ("armed_group", "army", "security")
        return before in self.lists.auxiliaries or is_known_verb(before) or self._manages(found, at)

    def striker(self, i: int, *, owned: bool) -> Found | None:
        """Return who strikes the blow at word `i` by a verb before it: نفذ التنظيم هجوما, تبنت طالبان الهجوم."""
        if self.key(i - 1) == "عن" and self.key(i - 2) in self.lists.claims:
            found = self.ending(i - 3)
            return found if found and self.key(found.first - 1) not in self.lists.denies else None
        if self.key(i - 1) in _LEADING_NOUNS:
            return self.doer_before(i)
        if (verb := self._leading_verb(i)) >= 0:
            return self.doer_before(verb, verb=True)
        found = self.ending(i - 1)
        if found and (self.key(found.first - 1) in self.lists.lead or self._is_led(found)):
            return found
        return self.doer_before(i, owned=True) if owned else None

    def _leading_verb(self, i: int) -> int:
        """Return the word at which a verb that has the blow at `i` as its object stands, -1 for none."""
        for at in range(i - 1, max(-1, i - 1 - _LED), -1):
            if self.is_stop(at + 1) or self.is_named(at):
                return -1
            if self.key(at) in self.lists.lead:
                return at
        return -1

    def _is_led(self, found: Found) -> bool:
        """Tell whether words for its forces stand between a verb and an actor: شنت مقاتلات التحالف."""
        units = self.key(found.first - 1) in self.lists.units
        return units and self.key(found.first - 2) in self.lists.lead

    def _manages(self, found: Found, at: int) -> bool:
        before = self.key(found.first - 1)
        return (self.key(at) in ("من", "في") and before.endswith("ت")) or before in self.lists.units

    def is_announcing(self, found: Found) -> bool:
        """Tell whether the verb before an actor is one of saying: أعلن الجيش قتل عشرة."""
        return not stems(self.before(found.first)).isdisjoint(_speech())

    def is_thing_before(self, i: int) -> bool:
        """Tell whether a thing, no person, stands before word `i` as its subject: هجوم استهدف, صواريخ التي ضربت."""
        for at in range(i - 1, max(-1, i - 6), -1):
            if self.is_stop(at + 1) or not (self.passage.joined(at + 1) or self.key(at + 1) in self.lists.auxiliaries):
                return False
            key = self.key(at)
            if not stems(key).isdisjoint(self.lists.things):
                return True
            if at in self._covered or (key in self.lists.auxiliaries) or (at == i - 1) or key.endswith(("ه", "ي")):
                continue
            return False
        return False

    def owner(self, i: int) -> Found | None:
        """Return the actor a noun belongs to: هجوم طالبان, هجمات واسعة لطالبان, هجوم شنته طالبان, هجوم من قبل طالبان."""
        direct = self.actor(i + 1, ("", "ل"))
        if direct:
            return direct if self._can_act(direct) else None
        for at in range(i + 1, i + 6):
            if self.is_stop(at):
                return None
            if found := self._said_to_do(at):
                return found
            if not self._is_adjective(self.passage.words[at]):
                return None
        return None

    def _said_to_do(self, at: int) -> Found | None:
        """Return who did it as the words at `at` say: شنته طالبان, من قبل طالبان, or an adjective and لطالبان."""
        if self.key(at) in self.lists.carried:
            return self._doing(at + 1, ("",))
        if self.key(at) == "من":
            return self._doing(at + 2, ("",)) if self.key(at + 1) in self.lists.by else None
        adjective = self._is_adjective(self.passage.words[at])
        return self._doing(at + 1, ("ل",), fillers=0) if adjective else None

    def _doing(self, at: int, clitics: tuple[str, ...], fillers: int = 2) -> Found | None:
        found = self.actor(at, clitics, fillers=fillers)
        return found if found and self._can_act(found) else None

    def _is_adjective(self, word: Word) -> bool:
        key = word.key
        return key.endswith(("ه", "ي", "يا", "ات", "ا")) or key.startswith("ال")

    def struck(self, i: int) -> Found | None:
        """Return the actor at `i` that is hit, words for what it has before it allowed: مواقع الحوثيين, مواقع للحوثيين."""
        fillers = self.lists.units | self.lists.places
        for at in range(i, i + 5):
            if self.is_stop(at):
                return None
            found = self._starts.get(at)
            if found:
                return found if found.clitic in ("", "ل") else None
            inside = at > i and self.key(at) in ("في", "من") and self.key(at - 1) in self.lists.units
            if self.key(at) not in fillers and not inside:
                return None
        return None

    def counted(self, i: int) -> Found | None:
        """Return the actor who is killed behind word `i`: مقتل 47 من مسلحي الحوثي, مقتل جندي إسرائيلي."""
        for at in range(i, i + _COUNTED):
            if self.is_stop(at):
                return None
            found = self._starts.get(at)
            if found:
                return found if found.clitic == "" else None
            key = self.key(at)
            if not (key.isdigit() or key in self.lists.counts or key in self.lists.units):
                return None
        return None

    def is_object(self, i: int) -> bool:
        """Tell whether word `i` begins those who are killed: a number, somebody, or an accusative."""
        if self.is_stop(i):
            return False
        key = self.key(i)
        return (
            key.isdigit()
            or (key in self.lists.counts and key not in self.lists.suffered)
            or self.counted(i) is not None
            or (key.endswith("ا") and len(key) > 3 and key not in self.lists.suffered)
        )

    def is_suffering(self, i: int) -> bool:
        """Tell whether word `i` goes on a killing that was suffered: قتل فلان في غارة."""
        return self.is_stop(i) or self.key(i) in self.lists.suffered or not self.passage.joined(i)

    def is_suffered(self, i: int) -> bool:
        """Tell «قتلوا برصاص الجيش» and «خاشقجي قتل في القنصلية» from killings that somebody does."""
        after = self.key(i + 1) if not self.is_stop(i + 1) else ""
        return not after or after in self.lists.suffered

    def is_collective(self, found: Found) -> bool:
        """Tell whether an actor can kill as one: the army, not a soldier, nor a person named behind قتل."""
        return self._type_of(found.id) in _COLLECTIVE and not self.key(found.first).startswith(_SINGULAR)

    def is_figurative(self, i: int, trigger: Trigger) -> bool:
        """Tell whether no blow is struck: شن هجوما لاذعا, and شن without a word for one."""
        behind = range(i + 1, self.end(i, 5) + 1)
        around = (*range(max(0, i - 4), i), *behind) if trigger.light else behind
        if any(self.key(at) in self.lists.figurative for at in around):
            return True
        if trigger.word in ("اعترض", "اعتراض"):  # اعترض على القرار
            return any(self.key(at) == "علي" for at in behind)
        if not trigger.light or trigger.carries:
            return False
        return not any(self._carries_blow(at) for at in behind)

    def _carries_blow(self, at: int) -> bool:
        trigger = triggers().get(self.key(at))
        return (trigger is not None and trigger.event == "attack" and not trigger.verb) or self.key(
            at
        ) in self.lists.carries


@cache
def _speech() -> frozenset[str]:
    return key_set(load_lexicon("persons")["speech"].split())


def is_state(found: Found) -> bool:
    """Tell whether an actor is a state or capital by name."""
    return found.layer in (Layer.STATE, Layer.CAPITAL)
