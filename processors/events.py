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
from processors.aliases import Passage
from processors.coreference import Found
from processors.doers import doer_of_noun, doer_of_verb, his, is_announcing, managing, striker
from processors.elsewhere import accused, carried, coordinated, striking_before, suffering, thing_behind
from processors.happening import Happening
from processors.targets import acted_on, killed_by, subject_fits
from processors.triggers import Trigger, triggers
from processors.vicinity import Vicinity, is_state

_KEY = attrgetter("key")
_MASDARS = ("قتل", "قصف", "طرد", "صد", "دحر", "شن")  # verbs whose past is written like their noun
_BEFORE_NOUN = frozenset(
    fold(
        "بعد اثر عقب قرار ردا معركه عمليه حمله بشان حول خلال منذ قبل جراء الي يريد تريد يعتزم تعتزم ينوي تنوي يحاول تحاول "
        "حاول حاولت محاوله مواصله استمرار نتيجه بسبب رغم وسط واصل واصلت يواصل تواصل"
    ).split()
)
_INTO = ("غزو", "غزوا", "احتلال", "اجتياح", "اقتحام", "عدوان", "عدوانا")  # غزو أميركي للعراق: ل is whom it meets
_FREEING = ("تحرير", "اسقاط")  # of whom, not by whom, unless what is freed follows: تحرير الجيش للمدينة
_WAS = ("كان", "وكان", "وكانت")
_SPOKEN = ("هاجم", "ضرب", "شن", "هجوم", "هجوما", "هجمات", "هجومين", "هجمه")
_ARMED = ("army", "armed_group", "security", "police")
_DONE_TO_DEATH = ("قتل", "اعدام", "اغتيال", "تصفيه")
_BLOW = 3  # words from شن to its blow
_OBJECT = 5  # words between a verb and the place that is its object
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
    for passage in passages:
        at = [*compress(count(), map(known.__contains__, map(_KEY, passage.words)))]
        here = [each for each in found if each.passage == passage.number] if at else []
        if not any(each.role == "actor" for each in here):
            continue
        near = Vicinity(passage, here, type_of)
        yield from _of_passage(near, at, happening)


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
    if sides.target:
        return kind == "person" and trigger.word in _SPOKEN and near.type(sides.target) not in _ARMED
    if trigger.word == "طرد":
        return kind in ("state", "government", "ministry", "person")
    if trigger.word == "استهدف" and trigger.verb:
        return kind in ("state", "government", "ministry", "person")
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
    if before in near.lists.steps or before in _BEFORE_NOUN or trigger.word == "دحر":
        return True
    return not _agrees_as_verb(near, i, trigger) or _is_announced(near, i)


def _agrees_as_verb(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «قصف الجيش» from «قصف طائرات الجيش», «طرد أبوظبي», «تعتزم طالبان شن هجوم»: as a verb it would be feminine."""
    before, behind = near.ending(i - 1), near.actor(i + 1)
    if before and not near.agrees(before, near.head(before), i, trigger):
        return False
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
    if not trigger.light and near.is_thing_before(i):  # صواريخ استهدفت السعودية
        return Sides(
            doer or striking_before(near, i) or striker(near, i - 1, owned=False), acted_on(near, i + 1, trigger)
        )
    if not trigger.light and doer is None and thing_behind(near, i):  # استهدفت غارة للتحالف مواقع الحوثيين
        owner = near.owner(i + 1)
        return Sides(owner, near.struck(near.past(owner) if owner else i + 2))
    after = near.actor(i + 1)
    armed = trigger.word != "ضرب" or near.type(after) in ("armed_group", "army") if after else False
    if after and armed and doer is None and subject_fits(near, i, after, trigger):
        return Sides(after, acted_on(near, near.past(after), trigger))
    doer = doer or carried(near, i, trigger)
    met = doer is not None or (after is not None and not trigger.light and near.is_beyond(after, i + 1, i, trigger))
    return Sides(doer, acted_on(near, i + 1, trigger) if met else None)


def _of_killing_verb(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    doer = doer_of_verb(near, i)
    after = near.actor(i + 1)
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
    if trigger.event == "killed":
        return _of_killing_noun(near, i, trigger)
    if trigger.hits or trigger.word in ("طرد", "دحر"):
        return _of_striking_noun(near, i, trigger)
    owner = near.owner(i)
    striking = trigger.event == "attack" and trigger.word != "شن"
    owned = (
        trigger.owned and trigger.event != "repelled"
    )  # in تحريرها and صده the pronoun is what was freed and beaten back
    before = partial(striker if striking else doer_of_noun, near, owned=owned)
    if striking and (met := suffering(near, i, trigger)):
        return Sides(owner, met)
    # ضربات لطالبان are dealt to it, and so is التصدي للحوثيين; اقتحامها للعراق has its owner already.
    belonging = owner is not None and near.key(owner.first - 1).startswith(("تابع", "التابع"))
    if (
        owner
        and owner.clitic == "ل"
        and not belonging
        and (trigger.owned or trigger.word.startswith(("ضرب", "تصدي", "صد", *_INTO)))
    ):
        return Sides(before(i), owner)
    if owner and _may_be_met(near, owner, trigger):
        return Sides(before(i))
    source = owner or accused(near, i, trigger) or before(i) or managing(near, i) or coordinated(near, i, trigger)
    return Sides(source, acted_on(near, near.past(owner) if owner else i + 1, trigger))


def _may_be_met(near: Vicinity, owner: Found, trigger: Trigger) -> bool:
    """Tell nouns whose owner may be the one they meet: قصف سوريا, احتلال العراق, تحرير الكويت."""
    if trigger.word in _FREEING:
        return not _goes_on(near, owner) and (is_state(owner) or near.type(owner) in ("person", "government"))
    objective = trigger.event == "attack" or trigger.word in _INTO
    return objective and is_state(owner) and not _goes_on(near, owner)


def _goes_on(near: Vicinity, owner: Found) -> bool:
    """Tell whether whom a blow meets follows its owner: قصف إسرائيل لغزة, هجوم إيران على."""
    after = near.key(near.past(owner))
    into = after.startswith("ل") and near.is_named(near.past(owner))
    return owner.clitic == "ل" or into or after in ("علي", "ضد")


def _of_killing_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of مقتل, of which one killed follows, and of قتل, إعدام, whose doer may: إعدام التنظيم عشرة."""
    done = trigger.word in _DONE_TO_DEATH
    after = near.actor(i + 1, ("", "ل")) if done else None
    if after and near.is_collective(after):
        if after.clitic or near.is_object(near.past(after)):
            return Sides(after, near.counted(near.past(after)))
        return Sides(killed_by(near, near.past(after)))
    doer = (accused(near, i, trigger) or doer_of_noun(near, i)) if done else None
    return Sides(killed_by(near, i + 1) or doer, near.counted(i + 1))


def _of_striking_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of استهداف, طرد, دحر: with an actor right behind, only an armed group is surely the one who is hit."""
    target = near.struck(i + 1)
    source = accused(near, i, trigger)
    owner = near.actor(i + 1)
    if target and owner is target and source is None:
        followed = _is_met(near, near.past(target))
        if trigger.event == "attack" or followed:
            return Sides(target if followed else None, None)
        target = target if near.type(target) == "armed_group" else None
    if target is None and trigger.owned and trigger.event == "repelled":  # الحركة بعد طردها
        target = his(near, i)
        return Sides(None, target)
    return Sides(source or doer_of_noun(near, i, owned=trigger.owned) or managing(near, i), target)


def _is_met(near: Vicinity, i: int) -> bool:
    """Tell whether word `i` is what a blow meets: استهداف الجيش للمدنيين, استهداف الجيش لمواقع."""
    key = near.key(i)
    return key.startswith("لل") or (key.startswith("ل") and key[1:] in near.lists.places | near.lists.objects)
