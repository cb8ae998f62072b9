"""Who stands beside a word, and in what part of its sentence? Looks around an event word never cross a hard stop."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from processors.names.aliases import Layer, Passage, stems
from processors.names.coreference import Found
from processors.names.places import is_accusative, is_form_of
from processors.roles.agreement import agrees, gender, is_feminine
from processors.roles.national import epithets, national, of_group
from processors.roles.stops import stops
from processors.roles.triggers import Trigger, lists, triggers

# What follows tells of another event.
_ELSEWHERE = ("ردا", "رد", "بعد", "بعدما", "عندما", "حين", "فيما", "بينما", "بسبب", "اثر", "نتيجه")
_MOREOVER = ("ايضا", "كذلك", "موخرا", "اخيرا", "لاحقا", "مجددا", "فجر", "صباح", "مساء", "ظهر", "ليل", "ليلا")
_QUOTES = '"“«'
_QUOTE = re.compile('["”»]')
_FURTHEST = 64  # words before and behind a passage that a rule may ask for
_YEAR = 4  # digits
_EPITHETS = 2  # of one name: حركة الشباب الإرهابية الصومالية
# They report; what they strike is said in other words.
_NO_DOER = ("media", "ngo", "court", "intl_org", "place", "company")
_STRIKING = ("org:NATO", "org:arab-coalition", "org:counter-isis-coalition", "org:AMISOM", "org:MINUSMA")
_OF_FORCES = ("التابع", "الحربي", "الجوي", "البري", "البحري", "الخاص", "المسلح")  # القوات الجوية للتحالف
RISING = frozenset({"قام", "قوم"})  # what they do stands behind ب
_KINDS = 2  # adjectives between a blow and its nationality
_AGENT = 9  # words between a blow and by whom it is
_HUMAN_PLURAL = re.compile(r"..+(?:ون|ين|ات|اء|ا)")
_SINGULAR = ("جندي", "ضابط", "شرطي", "قيادي", "مسوول", "عنصر", "دبلوماسي", "طيار")
_PLURAL = ("جنود", "ضباط", "عسكريين", "عسكريون", "رجال", "عناصر", "افراد")
_SOUND_PLURAL = ("ون", "ين")
_OF_MANY = ("armed_group", "party", "army", "security", "police")
_DEALING = ("army", "armed_group")
_COLLECTIVE = ("state", "government", "army", "security", "armed_group", "party", "intl_org", "ministry", "legislature")


class Vicinity:
    """The actors and places of one passage by the words they cover."""

    def __init__(
        self, passage: Passage, keys: Sequence[str], found: Sequence[Found], type_of: Callable[[str], str]
    ) -> None:
        """Look at a passage, the keys of its words, and what is found in it."""
        self.passage = passage
        self._from, self._to = passage.tokens.starts, passage.tokens.ends
        # The key of a word, "" outside the passage: asked for a hundred times an article, so no call of our own.
        self.key = [*keys, *[""] * _FURTHEST].__getitem__
        # Whether a sentence or clause ends right before a word, True outside the passage: asked for more often still.
        self.is_stop = stops(passage.text, self._from, self._to, _FURTHEST).__getitem__
        self.lists = lists()
        self._places = {each.first: each for each in reversed(found) if each.role == "place"}
        self._type_of = type_of
        actors = [each for each in found if each.role == "actor"]
        self._starts = {each.first: each for each in sorted(actors, key=lambda each: each.last)}
        self.ends = {each.last: each for each in sorted(actors, key=lambda each: each.first, reverse=True)}
        self._covered = {at for each in found for at in range(each.first, each.last + 1)}

    def before(self, i: int) -> str:
        """Return the key of the word right before `i`, "" across a stop."""
        return self.key(i - 1) if i > 0 and not self.is_stop(i) else ""

    def end(self, i: int, reach: int) -> int:
        """Return the last word of the clause of word `i`, at most `reach` behind it."""
        last = i
        while last - i < reach and not self.is_stop(last + 1):
            last += 1
        return last

    def is_named(self, i: int) -> bool:
        """Tell whether word `i` is part of a name: قوات الاحتلال الإسرائيلي."""
        return i in self._covered

    def actor(
        self, i: int, clitics: tuple[str, ...] = ("",), *, fillers: int = 2, several: bool = True
    ) -> Found | None:
        """Return the actor at word `i`, words for its forces before it allowed, `several` of them: مسلحون من الحركة."""
        for at in range(i, i + fillers + 1):
            if self.is_stop(at):
                return None
            found = self._starts.get(at)
            if found and found.clitic in clitics:
                return found
            of = several and at > i and self.key(at) == "من" and self.key(at - 1) in self.lists.units
            if at > i and self.key(at).removeprefix("ال").startswith("تابع"):  # مقاتلات تابعة للتحالف
                owner = self._starts.get(at + 1)
                return owner if owner and owner.clitic == "ل" else None
            if at == i and self.key(at).removeprefix("ال") in self.lists.units and self.key(at).startswith("ال"):
                return self._owning(at + 1)
            if not (of or self._is_of_forces(at, first=at == i, belonging="ل" in clitics)):
                return None
        return None

    def _owning(self, i: int) -> Found | None:
        """Return whose forces are those whose adjectives begin at word `i`: الطيران الحربي التابع للنظام, القوات الجوية للتحالف."""
        at = i
        while at - i < _KINDS and not self.is_stop(at) and self.key(at).startswith(_OF_FORCES):
            at += 1
        found = None if self.is_stop(at) else self._starts.get(at)
        return found if found and found.clitic == "ل" else None

    def _is_of_forces(self, at: int, *, first: bool, belonging: bool) -> bool:
        """Tell words for the forces of an actor behind: مقاتلات ومدفعية التحالف, لمقاتلات التحالف."""
        key, units = self.key(at), self.lists.units
        if key in units:
            return True
        if first:
            return belonging and key[:1] == "ل" and key[1:] in units
        return key[:1] == "و" and key[1:] in units

    def is_when(self, i: int) -> bool:
        """Tell whether word `i` says when, or that it is so too: مساء, الجمعة, أيضا."""
        return self.key(i) in self.lists.days or self.key(i) in _MOREOVER

    def behind(self, i: int) -> int:
        """Return the word behind `i`, or behind words that say when and that it is so too: شنت أيضا قوات, شن أمس الجيش."""
        at = i + 1
        while not self.is_stop(at) and self.is_when(at):
            at += 1
        at += 2 * (at == i + 1 and self.key(at) == "علي" and self.key(at + 1) == "الارجح")
        return i + 1 if self.is_stop(at) or "،" in self.passage.gap(at) else at

    def clitic(self, found: Found) -> str:
        """Return what is written before an actor, or before words for his forces: ل in «لمقاتلي الحزب»."""
        head = self.head(found)
        before = "" if self.is_stop(head) else self.key(head - 1)
        return "ل" if before[:1] == "ل" and before[1:] in self.lists.units else found.clitic

    def starting(self, i: int) -> Found | None:
        """Return the actor whose first word is `i`."""
        return self._starts.get(i)

    def ending(self, i: int) -> Found | None:
        """Return the actor whose last word is `i`, if it can be a doer; an epithet may follow: تنظيم داعش الإرهابي."""
        found, at = self.ends.get(i), i
        while found is None and i - at < _EPITHETS and self._is_epithet(at):
            at -= 1
            found = self.ends.get(at)
        if found is None or not self.can_act(found):
            return None
        # السلطات المسلحين: another's, the object
        return None if self.key(at + 1).endswith(_SOUND_PLURAL) and at < i and not self._is_of_people(found) else found

    def _is_epithet(self, i: int) -> bool:
        """Tell whether word `i` may go on the name before it: تنظيم داعش الإرهابي, حركة الشباب الصومالية."""
        return self.key(i) in epithets() and not self.is_stop(i)

    def past(self, found: Found) -> int:
        """Return the first word behind an actor and his epithets."""
        at = found.last + 1
        while at - found.last <= _EPITHETS and self._is_epithet(at):
            at += 1
        return at

    def type(self, found: Found) -> str:
        """Return the type of an actor."""
        return self._type_of(found.id)

    def can_act(self, found: Found) -> bool:
        """Tell whether an actor strikes and kills; media, courts and most organisations only speak of it."""
        if found.id.startswith("emb:"):
            return False
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
            feminine, plural = is_feminine(self.key(i)), self.key(i).endswith(("وا", "ون"))
        word = self.key(head)
        return plural or agrees(gender(word.removeprefix(found.clitic), found), feminine=feminine)

    def is_beyond(self, after: Found, head: int, i: int, trigger: Trigger) -> bool:
        """Tell whether an actor behind verb `i` is no subject of it, so that the verb meets him: هاجم حركة طالبان."""
        flying = self.key(head) in self.lists.air  # they strike, however they are written: قصفت طيران التحالف
        if after.clitic or flying:
            return False
        return trigger.plural or self._is_governed(after, head) or not self.agrees(after, head, i, trigger)

    def _is_governed(self, found: Found, head: int) -> bool:
        """Tell whether an actor that begins with word `head` ends there like an object: مسلحي الحركة."""
        key = self.key(head)
        if key in self.lists.units:
            return key.endswith("ين") or (key.endswith("ي") and key[:-1] + "و" in self.lists.units)
        accusative = key.endswith("ين") or (key.startswith(_SINGULAR) and key.endswith("ا"))  # الحوثيين, جنديا روسيا
        return accusative and not is_state(found) and self.type(found) != "person"

    def thing_before(self, i: int) -> int:
        """Return where a thing, no person, stands before word `i` as its subject, -1 for none: هجوم استهدف, صواريخ ضربت."""
        for at in range(i - 1, max(-1, i - 6), -1):
            if self.is_stop(at + 1) or not (self.passage.joined(at + 1) or self.key(at + 1) in self.lists.auxiliaries):
                return -1
            key = self.key(at)
            if not stems(key).isdisjoint(self.lists.things):
                return at
            if at in self._covered or (key in self.lists.auxiliaries) or (at == i - 1) or key.endswith(("ه", "ي")):
                continue
            return -1
        return -1

    def owner(self, i: int) -> Found | None:
        """Return the actor a noun belongs to: هجوم طالبان, هجمات واسعة لطالبان, هجوم شنته طالبان, هجوم من قبل طالبان."""
        definite = self.key(i).lstrip("وفب").startswith(("ال", "لل"))
        direct = self.actor(i + 1, ("", "ل"))
        if direct and definite and direct.clitic == "" and not self._is_nisba(direct, i + 1):
            direct = None  # استهدف القصف عناصر الحركة
        if direct and self.key(direct.first) in self.lists.kinds:  # قصف جوي طال المدينة names no Joy
            direct = None
        if direct:
            return direct if self.can_act(direct) else None
        fits = True
        for at in range(i + 1, i + 6):
            if self.is_stop(at):
                return self.nation(i)
            if fits and self.key(at) == "من" and (dealing := self._dealing(i, at + 1)):
                return dealing
            fits = (
                fits
                and self._is_adjective_of(i, at)
                and not {"،", ","} & {*self.passage.gap(at), *self.passage.gap(at + 1)}
            )
            if found := self._said_to_do(at, adjective=fits):
                return found
            relative = self.key(at) in self.lists.relative  # الهجوم الذي تشنه طالبان
            if self.is_named(at) or not (relative or self.is_adjective(at)):
                break
        return self._agent(i) or self.nation(i)

    def nation(self, i: int) -> Found | None:
        """Return whose the blow at word `i` is by its nationality, words of what kind it is before that: غارة جوية روسية."""
        words = range(i + 1, min(i + 2 + _KINDS, len(self._from)))
        return next(filter(None, (national(self.passage, i, at) for at in words)), None)

    def of_group(self, i: int) -> Found | None:
        """Return the group whose adjective stands at word `i`: مواقع حوثية."""
        return of_group(self.passage, i) if i < len(self._from) and not self.is_named(i) else None

    def _is_nisba(self, found: Found, i: int) -> bool:
        """Tell whether the name at word `i` is an adjective: الهجوم الحوثي."""
        return found.first == found.last == i and self.key(i).startswith("ال") and self.key(i).endswith(("ي", "يه"))

    def _agent(self, i: int) -> Found | None:
        """Return by whom the noun at `i` is: تتعرض لهجوم عنيف منذ أيام من قبل الجيش."""
        trigger = triggers().get(self.key(i))
        for at in range(i + 1, i + _AGENT) if trigger and trigger.event == "attack" else ():
            key = self.key(at)
            apart = key in self.lists.beside or key in _ELSEWHERE
            if apart or self.is_stop(at) or self.is_named(at) or "،" in self.passage.gap(at):
                return None
            if self.key(at) == "من" and self.key(at + 1) in self.lists.by:
                return self._doing(at + 2, ("",))
        return None

    def _said_to_do(self, at: int, *, adjective: bool) -> Found | None:
        """Return who did it as the words at `at` say: شنته طالبان, من قبل طالبان, or an adjective and لطالبان."""
        if self.key(at) in self.lists.carried:
            return self._doing(self.behind(at), ("",))
        if is_form_of(self.key(at), RISING) and self.key(at + 1) in ("به", "بها"):  # الهجمات التي تقوم بها الحركة
            return self._doing(at + 2, ("",))
        if self.key(at) == "من":
            return self._doing(at + 2, ("",)) if self.key(at + 1) in self.lists.by else None
        return self._doing(at + 1, ("ل",), fillers=0) if adjective else None

    def _dealing(self, i: int, at: int) -> Found | None:
        """Return the force at word `at` from which the blow at `i` comes: ضربة قوية من الجيش."""
        trigger, found = triggers().get(self.key(i)), self.actor(at)
        if found is None or not self.passage.joined(at) or self.key(at - 2).startswith("مست"):  # مستوحاة من
            return None
        dealt = self.type(found) in _DEALING or found.first > at  # من طائرات النظام
        return found if dealt and trigger and trigger.event == "attack" and not trigger.verb else None

    def _is_adjective_of(self, i: int, at: int) -> bool:
        """Tell whether word `at` may be an adjective of noun `i`: قصف مدفعي للحركة, but not قصف مدرسة للحركة."""
        key, noun = self.key(at), self.key(i)
        if noun.endswith(("ه", "ات")):  # سيارة مفخخة, but not سيارة مخفرا
            return self.is_adjective(at) and key.endswith(("ه", "ات"))
        masculine = not noun.endswith(("ين", "ان"))
        return self.is_adjective(at) and not (masculine and key.endswith("ه") and not key.startswith("ال"))

    def _doing(self, at: int, clitics: tuple[str, ...], fillers: int = 2) -> Found | None:
        found = self.actor(at, clitics, fillers=fillers)
        return found if found and self.can_act(found) else None

    def is_adjective(self, i: int) -> bool:
        """Tell whether word `i` looks like an adjective of the noun before it."""
        key = self.key(i)
        if key in self.lists.particles or key in self.lists.dealing or key.startswith("بال") or key in triggers():
            return False
        if key in self.lists.objects or (
            key.endswith("ات") and (self.is_thing(key) or key in self.lists.counts)
        ):  # هجوم آخر تعزيزات تابعة للحركة
            return False
        return key.endswith(("ه", "ي", "يا", "ات", "ا")) or key.startswith("ال") or key in self.lists.adjectives

    def is_kind(self, i: int) -> bool:
        """Tell whether word `i` is an adjective without article that says of what kind a blow is: قصف مدفعي, قصف عنيف."""
        key = self.key(i)
        nisba = key.endswith("ي") and not key.startswith("ال")
        return (nisba and key not in self.lists.units and key not in self.lists.onto) or key in self.lists.adjectives

    def struck(self, i: int) -> Found | None:
        """Return the actor at `i` that is hit, words for what it has before it allowed: مواقع الحوثيين, مواقع للحوثيين."""
        units, places = self.lists.units, self.lists.places
        if self.key(i - 1) in self.lists.dealing:  # الميليشيات الموالية لإيران
            return None
        for at in range(i, i + 5):
            if self.is_stop(at):
                return None
            found = self._starts.get(at) or (self.of_group(at) if at > i else None)
            if found:
                return found if found.clitic in ("", "ل") else None
            key = self.key(at)
            bare = key[1:] if key[:1] == "ل" and key not in units and key not in places else key  # مواقع لمسلحي الحركة
            inside = at > i and key in ("في", "من") and self.key(at - 1) in units
            inside = inside or (at > i and key[:1] == "و" and key[1:] in places)  # مواقع وتجمعات للحركة
            if bare not in units and bare not in places and not inside:
                return None
        return None

    def place(self, i: int) -> Found | None:
        """Return the place whose name begins at word `i`."""
        return self._places.get(i)

    def state(self, i: int) -> Found | None:
        """Return the state that is named at word `i`, in whatever part."""
        found = self._starts.get(i) or self.place(i)
        return found if found and found.id.startswith("state:") and is_state(found) and not found.clitic else None

    def is_place(self, i: int) -> bool:
        """Tell whether word `i` is what is held and hit, never one who does so: مواقع, but not دورية."""
        key = self.key(i)
        return key in self.lists.places and key in self.lists.objects and not self.is_stop(i)

    def is_met(self, i: int, *, accusative: bool = True) -> bool:
        """Tell whether word `i` is what a blow meets whose doer stands before: قصف الجيش للمدنيين, قصف الجيش مواقع."""
        key = self.key(i)
        bare = key[1:] if key[:1] == "ل" else key
        how = key.endswith("يا") and key[:-1] in self.lists.kinds  # اجتياح البلاد عسكريا
        if how or not self.passage.joined(i):
            return False
        several = (key.isdigit() and len(key) < _YEAR) or (key in self.lists.counts and key.endswith("ه"))
        several = several or (key[:1] == "ل" and bare in self.lists.counts)  # قصف إسرائيل لعشرات المواقع
        accusative = accusative and is_accusative(key) and key[:1] not in ("و", "ب") and key not in self.lists.suffered
        accusative = accusative and not self.is_named(i) and key not in triggers()
        into = key[:1] == "ل" and self.is_named(i) and self.key(i - 1) not in self.lists.dealing
        into = into or (key[:2] == "لل" and (key.endswith("ين") or self.is_thing(key[2:])))
        return several or self.is_thing(bare) or accusative or into

    def is_thing(self, key: str) -> bool:
        """Tell whether a key is that of what is attacked and held, or of forces."""
        return key in self.lists.objects or key in self.lists.places or key in self.lists.units

    def is_accusative(self, i: int) -> bool:
        """Tell whether word `i` ends like an accusative without article: جنديا, رهينتين."""
        key = self.key(i)
        plural = key.endswith("ين") and len(key) > 4 and not key.startswith(("ال", "و"))
        return plural or (is_accusative(key) and key[:1] != "ب")  # not قتل بالخطأ

    def is_force(self, found: Found) -> bool:
        """Tell whether an actor kills as one and is never killed so: the army, a movement, not its fighters."""
        return self.is_collective(found) and not self._is_of_people(found)

    def _is_of_people(self, found: Found) -> bool:
        """Tell whether an actor is named by its people: جنود روس, الحوثيون, مسلحو الحركة."""
        head, first = self.key(self.head(found)), self.key(found.first).removeprefix("ال")
        if head in self.lists.units:
            return head not in self.lists.forces
        return first.startswith((*_SINGULAR, *_PLURAL)) or first.endswith(_SOUND_PLURAL)

    def is_many(self, found: Found) -> bool:
        """Tell whether an actor is named by a plural of people, of whom a verb behind it is one: المتمردون قصفوا."""
        people = self._type_of(found.id) in _OF_MANY and self.head(found) == found.first
        return people and self.key(found.first).endswith(_SOUND_PLURAL)

    def is_quoted(self, i: int) -> bool:
        """Tell whether somebody's words begin with word `i`: a mark of quotation opens right before it, and goes on."""
        text, start = self.passage.text, self._from[i]
        return start > 0 and text[start - 1] in _QUOTES and _QUOTE.search(self.passage.gap(i + 1)) is None

    def is_collective(self, found: Found) -> bool:
        """Tell whether an actor can kill as one: the army, not a soldier, nor a person named behind قتل."""
        return self._type_of(found.id) in _COLLECTIVE and not self.key(found.first).startswith(_SINGULAR)


def is_state(found: Found) -> bool:
    """Tell whether an actor is a state or capital by name."""
    return found.layer in (Layer.STATE, Layer.CAPITAL)
