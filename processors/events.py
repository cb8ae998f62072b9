"""Who did what to whom, as one field of an article says it: «شن الطيران الروسي غارات على مواقع الجيش الحر».

Adjacency only: a side is named where grammar puts it right beside the event word, or it stays unknown. The nearest actor of
the sentence is right three times in five, and a swapped attacker and victim is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import compress, count
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from marsad.records import Event
from marsad.text import fold
from processors.agreement import agrees, gender
from processors.aliases import Passage
from processors.coreference import Found
from processors.doers import doer_of_noun, doer_of_verb, his, is_announced, is_announcing, managing, striker
from processors.elsewhere import accused, carried, coordinated, striking_before, suffering, thing_behind
from processors.happening import Happening
from processors.places import is_form_of
from processors.targets import acted_on, killed_by, subject_fits
from processors.triggers import Trigger, triggers
from processors.vicinity import Vicinity, is_state

_KEY = attrgetter("key")
_UNDERTAKING = frozenset(
    fold("يريد تريد يعتزم تعتزم ينوي تنوي قرر قررت").split()
)  # who does so attacks whom the noun names
_MASDARS = ("قتل", "قصف", "طرد", "صد", "دحر", "شن", "ضرب", "تصدي")  # verbs whose past is written like their noun
_BEFORE_NOUN = frozenset(
    fold(
        "بعد اثر عقب قرار ردا معركه عمليه حمله بشان حول خلال منذ قبل جراء الي يريد تريد يعتزم تعتزم ينوي تنوي يحاول تحاول تم يتم وتم ويتم تمت جري "
        "حاول حاولت محاوله مواصله استمرار نتيجه بسبب رغم وسط واصل واصلت يواصل تواصل"
    ).split()
)
_INTO = ("غزو", "غزوا", "احتلال", "اجتياح", "اقتحام", "عدوان", "عدوانا")  # غزو أميركي للعراق: ل is whom it meets
_WARDING = ("صد", "تصدي", "احبط", "افشل", "اعترض")
# Of whom, not by whom, unless what is freed follows: تحرير الجيش للمدينة.
_FREEING = ("تحرير", "اسقاط", "استعاده", "اعتراض")
_JOINED = ("", "و", "ف")
_HE = ("هو", "هي", "هم")
_WAS = ("كان", "وكان", "وكانت")
_DONE_AT_ONCE = ("قصف", "ضرب", "استهداف", "مهاجمه")  # nouns whose object may stand right behind: واصل الجيش قصف الحركة
_SPOKEN = ("هاجم", "ضرب", "شن", "هجوم", "هجوما", "هجمات", "هجومين", "هجمه")
_ARMED = ("army", "armed_group", "security", "police")
_DONE_TO_DEATH = ("قتل", "اعدام", "اغتيال", "تصفيه")
_PEOPLE = ("جنود", "ضباط", "عسكريين", "شرطيين")  # behind قتل they are killed: إعلان قتل جنود روس
_BLOW = 3  # words from شن to its blow
_OBJECT = 5  # words between a verb and the place that is its object
_BY = 4  # words between whom a blow meets and by whom it is
_REACH = 14  # words of a clause in which its place is sought


class Sides(NamedTuple):
    """Who did it and to whom, as far as said."""

    source: Found | None = None
    target: Found | None = None


def events(
    passages: Sequence[Passage], found: Sequence[Found], type_of: Callable[[str], str], happening: Happening
) -> Iterator[Event]:
    """Yield the events of an article of which a side is known, title first; `found` are its mentions in their roles."""
    known = triggers()
    acting = {each.passage for each in found if each.role == "actor"}
    for passage in passages:
        keys = [*map(_KEY, passage.words)] if passage.number in acting else []
        if known.keys().isdisjoint(keys):
            continue
        near = Vicinity(passage, keys, [each for each in found if each.passage == passage.number], type_of)
        yield from _of_passage(near, [*compress(count(), map(known.__contains__, keys))], happening)


def _of_passage(near: Vicinity, at: Sequence[int], happening: Happening) -> Iterator[Event]:
    told, blow, status = -1, -1, None  # the word up to which شن has told of its blow, that blow, and what became of it
    for i in at:
        trigger = triggers()[near.key(i)]
        if near.is_named(i) or (i <= told and trigger.event == "attack" and not trigger.verb):
            continue
        made = _event(near, i, trigger, happening)
        if made and trigger.light:
            told, blow, status = i + _BLOW, near.blow(i), made[0].status
        elif made and i == blow and status:
            made = [replace(made[0], status=status)]  # نفت سوريا شن القوات أي هجوم
        yield from made


def _event(near: Vicinity, i: int, trigger: Trigger, happening: Happening) -> Sequence[Event]:
    if trigger.verb and _is_masdar(near, i, trigger):
        trigger = trigger._replace(verb=False)
    sides = _sides(near, i, trigger)
    if sides is None or not (sides.source or sides.target):
        return ()
    ahead = [each for each in near.places if i < each.first <= i + _REACH]
    last = near.end(i, _REACH) if ahead else i
    place = next((each for each in ahead if each.first <= last), None)
    if _is_of_words(near, i, sides, trigger, place):
        return ()
    source, target = sides
    if source and target and source.id == target.id:
        target = None
    passage = near.passage
    where = passage.text[slice(*passage.span(place.first, place.last, place.clitic))] if place else None
    return (
        Event(
            event=trigger.event,
            field=passage.field,
            start=passage.tokens[i].start,
            end=passage.tokens[i].end,
            source=source.id if source else None,
            target=target.id if target else None,
            place=where,
            status=happening.status(passage, i, trigger),
        ),
    )


def _is_of_words(near: Vicinity, i: int, sides: Sides, trigger: Trigger, where: Found | None) -> bool:
    """Tell blows of words and notes: a person who attacks, a state that expels diplomats or aims at lower prices."""
    if sides.source is None:
        return False
    kind = near.type(sides.source)
    if sides.target and trigger.word == "طرد" and near.type(sides.target) == "person":
        return kind in ("state", "government", "ministry", "person")
    if sides.target:
        return kind == "person" and trigger.word in _SPOKEN and near.type(sides.target) not in _ARMED
    if trigger.word in ("طرد", "استهدف") and (trigger.verb or trigger.word == "طرد"):
        at = near.past(sides.source) if sides.source.first > i else i + 1
        return not near.is_thing(near.key(at).removeprefix("ال")) and kind in (
            "state",
            "government",
            "ministry",
            "person",
        )
    if trigger.word == "هاجم" and kind in ("state", "government", "ministry"):  # هاجمت روما الاقتراح
        return where is None or where.first > i + _OBJECT
    return kind == "person" and (trigger.word in ("هاجم", "ضرب") or (trigger.word in _SPOKEN and where is None))


def _sides(near: Vicinity, i: int, trigger: Trigger) -> Sides | None:
    """Return the sides of the event at word `i`, None when the word says no such event."""
    if near.is_figurative(i, trigger):
        return None
    if trigger.event == "killed":
        return _of_killing_verb(near, i, trigger) if trigger.verb else _of_noun(near, i, trigger)
    return _of_verb(near, i, trigger) if trigger.verb else _of_noun(near, i, trigger)


def _is_masdar(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «أعلن الجيش قتل عشرة» from «قتل الجيش عشرة»: behind a verb, a preposition or an article قتل is a noun."""
    past = not (trigger.plural or trigger.carries or trigger.feminine or trigger.proclitic.endswith("ي"))
    if not past or trigger.word not in _MASDARS:
        return False
    before = near.before(i)
    if near.key(i - 2) in _HE:  # هو من قصف
        return False
    if before in near.lists.steps or before in _BEFORE_NOUN or trigger.word == "دحر":
        return True
    if not trigger.proclitic and is_form_of(before, near.lists.manages):
        return True
    return not _agrees_as_verb(near, i, trigger) or _is_announced(near, i)


def _agrees_as_verb(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «قصف الجيش» from «قصف طائرات الجيش», «طرد أبوظبي», «تعتزم طالبان شن هجوم»: as a verb it would be feminine."""
    before, behind = near.ending(i - 1), near.actor(i + 1, ("", "ل"))
    if (behind and near.clitic(behind) == "ل") or (trigger.word == "قصف" and near.is_kind(i + 1)):
        return False
    if before and not near.agrees(before, near.head(before), i, trigger):
        return False
    if behind and trigger.word == "طرد":  # بعد دخول القوات وطرد الحركة
        at = near.past(behind)
        return near.is_named(at) or near.is_met(at)
    return behind is None or trigger.word == "شن" or near.agrees(behind, i + 1, i, trigger)


def _is_announced(near: Vicinity, i: int) -> bool:
    """Tell whether somebody announced what word `i` says: أعلن الجيش قتل; كان الجيش قتل announces nothing."""
    subject = near.ending(i - 1)
    return subject is not None and is_announcing(near, subject) and near.before(subject.first) not in _WAS


# ---------------------------------------------------------------------------------------------- verbs


def _of_verb(near: Vicinity, i: int, trigger: Trigger) -> Sides | None:
    if trigger.carries or near.key(i + 1) in near.lists.resumptive:  # شنته طالبان; تسيطر عليها طالبان
        at = i + 1 if trigger.carries else i + 2
        source = near.actor(at)
        if source and not (trigger.plural is False and near.agrees(source, at, i, trigger)):
            source = None
        if source is None and not trigger.carries and near.before(i) in near.lists.relative:
            return Sides()  # البلدة التي يسيطر عليها: what stands before is what is held
        source = source or (carried(near, i, trigger) if trigger.carries else doer_of_verb(near, i))
        return Sides(source, acted_on(near, near.past(source), trigger) if source and source.first > i else None)
    doer = doer_of_verb(near, i)
    if not trigger.light and (told := _of_thing(near, i, trigger, doer)):
        return told
    after = near.actor(i + 1)
    armed = trigger.word != "ضرب" or near.type(after) in ("armed_group", "army") if after else False
    if after and armed and doer is None and subject_fits(near, i, after, trigger):
        return Sides(after, acted_on(near, near.past(after), trigger))
    doer = doer or carried(near, i, trigger)
    met = doer is not None or near.is_place(i + 1)
    met = met or (after is not None and not trigger.light and near.is_beyond(after, i + 1, i, trigger))
    return Sides(doer, acted_on(near, i + 1, trigger) if met else None)


def _of_thing(near: Vicinity, i: int, trigger: Trigger, doer: Found | None) -> Sides | None:
    """Return the sides of a verb that a thing stands before or behind: صواريخ استهدفت السعودية, صد هجوم لطالبان."""
    thing, owner = near.thing_before(i), striking_before(near, i)
    if thing >= 0 or (owner and not owner.clitic and trigger.proclitic[:1] == "و"):  # غارات شنها الجيش واستهدفت الحركة
        source = doer or owner or striker(near, thing, owned=False)
        return Sides(source, acted_on(near, i + 1, trigger))
    if doer is not None or not thing_behind(near, i):
        return None
    if trigger.word in _WARDING:
        return Sides(None, acted_on(near, i + 1, trigger))
    if trigger.event == "control":  # احتلت زيارة الرئيس الصفحات الأولى
        return Sides()
    owner = near.owner(i + 1)  # استهدفت غارة للتحالف مواقع الحوثيين
    return Sides(owner, near.struck(near.past(owner) if owner else i + 2))


def _of_killing_verb(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    doer = doer_of_verb(near, i)
    after = near.actor(i + 1, several=False)
    if trigger.carries:
        return Sides(after or doer or carried(near, i, trigger), None)
    if after is None and doer is None and thing_behind(near, i):  # قتلت غارة للتحالف قائدا
        owner = near.owner(i + 1)
        return Sides(owner, near.counted(near.past(owner)) if owner else None)
    if near.is_suffered(i):  # قتلوا برصاص الجيش
        return Sides(killed_by(near, i + 1), doer)
    if after is None:
        active = (doer or carried(near, i, trigger)) if near.is_object(i + 1) else _killing(near, i, doer, trigger)
        return Sides(active or killed_by(near, i + 1), near.counted(i + 1))
    if near.is_beyond(after, i + 1, i, trigger):  # هاجموا القاعدة وقتلوا جنودا أميركيين
        return Sides(doer or carried(near, i, trigger) or killed_by(near, near.past(after)), after)
    return _of_killing_with(near, doer, after)


def _killing(near: Vicinity, i: int, doer: Found | None, trigger: Trigger) -> Found | None:
    """Return the doer before a verb of killing that is active: القوات قتلت الممرضة, طائرات قتلت مجموعة."""
    active = doer is not None and near.is_collective(doer) and (trigger.feminine or near.key(i + 1).startswith("ال"))
    return doer if active else None


def _of_killing_with(near: Vicinity, doer: Found | None, after: Found) -> Sides:
    """Return the sides of a verb of killing with an actor behind it: who kills as one is its subject, others are killed."""
    collective = near.is_collective(after)
    if collective and near.is_object(near.past(after)):  # قتل الجيش عشرة
        return Sides(after, near.counted(near.past(after)))
    if doer:
        return Sides(doer, after)
    if collective and not near.is_suffering(near.past(after)):
        return Sides()
    return Sides(killed_by(near, near.past(after)), after)


# ---------------------------------------------------------------------------------------------- nouns


def _of_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    finite = trigger.owned and trigger.word in (*_MASDARS, "استعاده") and trigger.proclitic in _JOINED
    if finite and (doer := near.actor(i + 1)):  # منطقة قصفها الجيش, استعادتها القوات; قتله سالم says nothing
        finite = near.is_collective(doer) or near.before(i) in near.lists.relative
        of = gender(near.key(i + 1), doer)
        return Sides(doer if finite and agrees(of, feminine=trigger.word == "استعاده") else None)
    if trigger.event == "killed":
        return _of_killing_noun(near, i, trigger)
    if trigger.hits or trigger.word in ("طرد", "دحر", "ضرب"):
        return _of_striking_noun(near, i, trigger)
    return _with_object(near, i, trigger) or _of_owned_noun(near, i, trigger)


def _with_object(near: Vicinity, i: int, trigger: Trigger) -> Sides | None:
    """Return the sides of a noun whose object stands behind it: غزو روسيا لأوكرانيا, تواصل تركيا قصف مواقع الحزب."""
    if (state := near.state(i + 1)) and near.is_met(state.last + 1, accusative=False):
        return Sides(state, near.struck(state.last + 1))
    doer = _doing_so(near, i, trigger)
    met = near.struck(i + 1) if doer else None
    return Sides(doer, met) if met and not _goes_on(near, met) else None


def _of_owned_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    owner = near.owner(i)
    striking = trigger.event == "attack" and trigger.word != "شن"
    # In تحريرها and صده the pronoun is what was freed and beaten back.
    before = partial(striker if striking else doer_of_noun, near, owned=trigger.owned and trigger.event != "repelled")
    if striking and (met := suffering(near, i, trigger)):
        return Sides(owner, met)
    # ضربات لطالبان are dealt to it, and so is التصدي للحوثيين; اقتحامها للعراق has its owner already.
    belonging = owner is not None and near.key(owner.first - 1).startswith(("تابع", "التابع"))
    dealt = trigger.owned or trigger.word.startswith(("ضرب", "تصدي", "صد", *_INTO))
    if owner and near.clitic(owner) == "ل" and not belonging and dealt:
        dealing = before(i)
        return Sides(dealing, owner) if dealing else _dealt(near, i, owner, trigger)
    if owner and near.head(owner) == i + 1 and _may_be_met(near, owner, trigger):
        return Sides(before(i), owner if near.before(i) in _UNDERTAKING else None)
    source = owner or accused(near, i, trigger) or before(i) or managing(near, i) or coordinated(near, i, trigger)
    return Sides(source, acted_on(near, near.past(owner) if owner else i + 1, trigger))


def _may_be_met(near: Vicinity, owner: Found, trigger: Trigger) -> bool:
    """Tell nouns whose owner may be the one they meet: قصف سوريا, احتلال العراق, تحرير الكويت."""
    if trigger.word in _FREEING:
        freed = (
            is_state(owner)
            or near.key(owner.first) in near.lists.air
            or (trigger.word != "استعاده" and near.type(owner) in ("person", "government"))
        )
        return freed and not _goes_on(near, owner, accusative=False)
    objective = trigger.event == "attack" or trigger.word in _INTO
    return objective and is_state(owner) and not _goes_on(near, owner)


def _goes_on(near: Vicinity, owner: Found, *, accusative: bool = True) -> bool:
    """Tell whether whom a blow meets follows its owner: قصف إسرائيل لغزة, هجوم إيران على."""
    behind = near.past(owner)
    on = near.key(behind) in ("علي", "ضد")
    return near.clitic(owner) == "ل" or on or near.is_met(behind, accusative=accusative)


def _doing_so(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return who does the noun at `i` that has its object behind it; one who announces it may tell of another's."""
    if trigger.owned or trigger.proclitic.endswith(("ال", "لل")) or trigger.word not in _DONE_AT_ONCE:
        return None
    doer = doer_of_noun(near, i)
    speaking = doer is not None and (is_announcing(near, doer) or is_announced(near, i))
    return None if speaking else doer


def _dealt(near: Vicinity, i: int, owner: Found, trigger: Trigger) -> Sides:
    """Return the sides of «ضربة للجيش», dealt to it, of «ضربات لطيران الجيش», its own, and of «ضربة جوية للجيش», one or the other."""
    if not trigger.word.startswith("ضرب"):
        return Sides(None, owner)
    airy = near.key(i + 1) in near.lists.air
    flying = near.key(near.head(owner) - (near.clitic(owner) != owner.clitic)).endswith(tuple(near.lists.air))
    kind = near.type(owner)
    if not flying and not (airy and kind in ("army", "intl_org")):
        return Sides(None, owner)
    own = kind == "intl_org" or (flying and (airy or trigger.word != "ضربه"))  # مقتله ضربة للطيران
    return Sides(owner, acted_on(near, near.past(owner), trigger)) if own else Sides()


def _of_killing_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of مقتل, of which one killed follows, and of قتل, إعدام, whose doer may: إعدام التنظيم عشرة."""
    done = trigger.word in _DONE_TO_DEATH
    after = near.actor(i + 1, ("", "ل")) if done else None
    if after and near.is_collective(after):
        if near.clitic(after) or near.is_object(near.past(after)) or near.is_met(near.past(after)):
            return Sides(after, near.counted(near.past(after)))
        people = near.key(after.first).startswith(_PEOPLE)
        return Sides(killed_by(near, near.past(after)) or doer_of_noun(near, i), after if people else None)
    if done and (state := near.state(i + 1)) and near.is_met(state.last + 1):  # اغتيال إسرائيل لقيادي
        return Sides(state, near.counted(state.last + 1))
    if trigger.owned and trigger.word == "مصرع":  # لقي عشرة من مقاتلي الحركة مصرعهم
        killed = near.ending(i - 1)
        return Sides(killed_by(near, i + 1), killed if killed and killed.clitic in ("", "ب") else None)
    doer = (accused(near, i, trigger) or doer_of_noun(near, i)) if done else None
    return Sides(killed_by(near, i + 1) or doer, near.counted(i + 1))


def _of_striking_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of استهداف, طرد, دحر: with an actor right behind, only an armed group is surely the one who is hit."""
    target = near.struck(i + 1)
    source = accused(near, i, trigger) or (killed_by(near, near.past(target), _BY) if target else None)
    owner = near.actor(i + 1)
    if target and owner is target and source is None:
        behind = near.key(near.past(target))
        if behind.startswith("لل") or (near.is_met(near.past(target)) and near.type(target) != "person"):
            return Sides(target)
        if trigger.event == "attack":
            doer = _doing_so(near, i, trigger)
            hit = doer or (trigger.word == "ضرب" and (is_state(target) or near.type(target) == "armed_group"))
            return Sides(doer, target if hit else None)
        target = target if near.type(target) == "armed_group" else None
    if target is None and trigger.owned and trigger.event == "repelled":  # الحركة بعد طردها
        target = his(near, i)
        return Sides(None, target)
    return Sides(source or doer_of_noun(near, i, owned=trigger.owned) or managing(near, i), target)
