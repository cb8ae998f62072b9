"""Who stands beside a word, and in what part of its sentence? Looks around an event word never cross a hard stop."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from processors.agreement import agrees, gender, is_feminine
from processors.aliases import Layer, Passage, Word, stems
from processors.coreference import Found
from processors.triggers import Trigger, lists, triggers

_STOP = re.compile(r"[.؟?!؛:…\n\r]")
_NO_DOER = ("media", "ngo", "court", "intl_org")  # they report; what they strike is said in other words
_STRIKING = ("org:NATO", "org:arab-coalition", "org:counter-isis-coalition", "org:AMISOM", "org:MINUSMA")
_AGENT = 9  # words between a blow and by whom it is
_COUNTED = 7  # words between a killing and the killed
_HUMAN_PLURAL = re.compile(r"..+(?:ون|ين|ات|اء|ا)")
_SINGULAR = ("جندي", "ضابط", "شرطي", "قيادي", "مسوول", "عنصر", "دبلوماسي", "طيار")
_COLLECTIVE = ("state", "government", "army", "security", "armed_group", "party", "intl_org", "ministry", "legislature")


class Vicinity:
    """The actors and places of one passage by the words they cover."""

    def __init__(self, passage: Passage, found: Sequence[Found], type_of: Callable[[str], str]) -> None:
        self.passage = passage
        self._from, self._to = passage.tokens.starts, passage.tokens.ends
        self._keys = [word.key for word in passage.words]
        self.lists = lists()
        self.places = [each for each in found if each.role == "place"]
        self._type_of = type_of
        actors = [each for each in found if each.role == "actor"]
        self._starts = {each.first: each for each in sorted(actors, key=lambda each: each.last)}
        self.ends = {each.last: each for each in sorted(actors, key=lambda each: each.first, reverse=True)}
        self._covered = {at for each in found for at in range(each.first, each.last + 1)}

    def key(self, i: int) -> str:
        """Return the key of word `i`, "" outside the passage."""
        return self._keys[i] if 0 <= i < len(self._keys) else ""

    def before(self, i: int) -> str:
        """Return the key of the word right before `i`, "" across a stop."""
        return self.key(i - 1) if i > 0 and not self.is_stop(i) else ""

    def is_stop(self, i: int) -> bool:
        """Tell whether a sentence or clause ends right before word `i`."""
        if not 0 < i < len(self._from):
            return True
        start, end, text = self._to[i - 1], self._from[i], self.passage.text
        alone = end - start == 1 and text[start] == " "  # so most words are parted, and this is asked for often
        return not alone and _STOP.search(text, start, end) is not None

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
            key = self.key(at)
            if key not in self.lists.units and not (at > i and key[:1] == "و" and key[1:] in self.lists.units):
                return None
        return None

    def ending(self, i: int) -> Found | None:
        """Return the actor whose last word is `i`, if it can be a doer; an epithet may follow: تنظيم داعش الإرهابي."""
        found = self.ends.get(i)
        if found is None and self.key(i) in self.lists.epithets and not self.is_stop(i):
            found = self.ends.get(i - 1)
        return found if found and self.can_act(found) else None

    def past(self, found: Found) -> int:
        """Return the first word behind an actor and his epithet."""
        at = found.last + 1
        return at + 1 if self.key(at) in self.lists.epithets and not self.is_stop(at) else at

    def type(self, found: Found) -> str:
        """Return the type of an actor."""
        return self._type_of(found.id)

    def can_act(self, found: Found) -> bool:
        """Tell whether an actor strikes and kills; media, courts and most organisations only speak of it."""
        return found.id in _STRIKING or self._type_of(found.id) not in _NO_DOER

    def head(self, found: Found) -> int:
        """Return the first word of an actor, words for its forces included: مقاتلات التحالف."""
        at = found.first
        while at > 0 and not self.is_stop(at) and self.key(at - 1) in self.lists.units:
            at -= 1
        return at

    def agrees(self, found: Found, head: int, i: int, trigger: Trigger | None) -> bool:
        """Tell whether verb `i`, in the singular, may have an actor as its subject that begins with word `head`."""
        if trigger is not None and trigger.verb:
            feminine, plural = trigger.feminine, trigger.plural
        else:
            feminine, plural = is_feminine(self.key(i)), False
        word = self.key(head)
        return plural or agrees(gender(word.removeprefix(found.clitic), found), feminine=feminine)

    def is_beyond(self, after: Found, head: int, i: int, trigger: Trigger) -> bool:
        """Tell whether an actor behind verb `i` is no subject of it, so that the verb meets him: هاجم حركة طالبان."""
        return not after.clitic and (trigger.plural or not self.agrees(after, head, i, trigger))

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
            return direct if self.can_act(direct) else None
        for at in range(i + 1, i + 6):
            if self.is_stop(at):
                return None
            if found := self._said_to_do(at):
                return found
            relative = self.key(at) in self.lists.relative  # الهجوم الذي تشنه طالبان
            if self.is_named(at) or not (relative or self._is_adjective(self.passage.words[at])):
                break
        return self._agent(i)

    def _agent(self, i: int) -> Found | None:
        """Return by whom the noun at `i` is: تتعرض لهجوم عنيف منذ أيام من قبل الجيش."""
        trigger = triggers().get(self.key(i))
        for at in range(i + 1, i + _AGENT) if trigger and trigger.event == "attack" else ():
            key = self.key(at)
            if self.is_stop(at) or self.is_named(at) or "،" in self.passage.gap(at) or key in self.lists.beside:
                return None
            if self.key(at) == "من" and self.key(at + 1) in self.lists.by:
                return self._doing(at + 2, ("",))
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
        return found if found and self.can_act(found) else None

    def _is_adjective(self, word: Word) -> bool:
        key = word.key
        if key in self.lists.particles or key in self.lists.dealing:
            return False
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
        at = i + 1
        while not self.is_stop(at) and self.key(at) in self.lists.days:
            at += 1
        if at > i + 1 and not self.is_stop(at) and self.key(at).isdigit():  # قتل الجمعة 4 أشخاص
            return False
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
        if trigger.light and any(self.key(at) in self.lists.wide for at in around):
            return True
        if trigger.word in ("اعترض", "اعتراض"):  # اعترض على القرار
            return any(self.key(at) == "علي" for at in behind)
        if not trigger.light or trigger.carries:
            return False
        return self.blow(i) < 0

    def blow(self, i: int) -> int:
        """Return the word for the blow that the light verb `i` carries, an actor between them allowed; -1 for none."""
        after = self.actor(i + 1)
        behind = (after.last if after else i) + 1
        return next((at for at in range(behind, self.end(behind - 1, 5) + 1) if self._carries_blow(at)), -1)

    def _carries_blow(self, at: int) -> bool:
        trigger = triggers().get(self.key(at))
        return (trigger is not None and trigger.event == "attack" and not trigger.verb) or self.key(
            at
        ) in self.lists.carries


def is_state(found: Found) -> bool:
    """Tell whether an actor is a state or capital by name."""
    return found.layer in (Layer.STATE, Layer.CAPITAL)
