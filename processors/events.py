"""Who did what to whom, as one field of an article says it: «شن الطيران الروسي غارات على مواقع الجيش الحر».

Adjacency only: a side is named where grammar puts it right beside the event word, or it stays unknown. The nearest actor of
the sentence is right three times in five, and a swapped attacker and victim is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import compress, count
from operator import attrgetter
from typing import NamedTuple

from marsad.records import Event
from processors.aliases import Passage
from processors.coreference import Found
from processors.targets import acted_on, killed_by, subject_fits
from processors.triggers import Trigger, triggers
from processors.vicinity import Vicinity, is_state

_KEY = attrgetter("key")
_MASDARS = ("قتل", "قصف", "طرد", "صد", "دحر", "شن")  # verbs whose past is written like their noun
_BEFORE_NOUN = (
    "بعد",
    "اثر",
    "عقب",
    "قرار",
    "ردا",
    "معركه",
    "عمليه",
    "حمله",
    "بشان",
    "حول",
    "خلال",
    "منذ",
    "قبل",
    "جراء",
    "الي",
)
_BLOW = 3  # words from شن to its blow
_REACH = 14  # words of a clause in which its place is sought


class Sides(NamedTuple):
    """Who did it and to whom, as far as said."""

    source: Found | None = None
    target: Found | None = None


def events(passages: Sequence[Passage], found: Sequence[Found], type_of: Callable[[str], str]) -> Iterator[Event]:
    """Yield the events of an article of which a side is known, title first; `found` are its mentions in their roles."""
    known = triggers()
    for passage in passages:
        at = [*compress(count(), map(known.__contains__, map(_KEY, passage.words)))]
        here = [each for each in found if each.passage == passage.number] if at else []
        if not any(each.role == "actor" for each in here):
            continue
        near = Vicinity(passage, here, type_of)
        told = -1  # the word up to which شن has told of its blow
        for i in at:
            trigger = known[passage.words[i].key]
            if near.is_named(i) or (i <= told and trigger.event == "attack" and not trigger.verb):
                continue
            made = _event(near, i, trigger)
            told = i + _BLOW if made and trigger.light else told
            yield from made


def _event(near: Vicinity, i: int, trigger: Trigger) -> Sequence[Event]:
    sides = _sides(near, i, trigger)
    if sides is None or not (sides.source or sides.target) or _is_of_words(near, sides, trigger):
        return ()
    source, target = sides
    if source and target and source.id == target.id:
        target = None
    passage = near.passage
    place = next((each for each in near.places if i < each.first <= near.end(i, _REACH)), None)
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
        ),
    )


def _is_of_words(near: Vicinity, sides: Sides, trigger: Trigger) -> bool:
    """Tell blows of words and notes: a person who attacks, a state that expels diplomats or aims at lower prices."""
    if sides.source is None or sides.target:
        return False
    kind = near.type(sides.source)
    if trigger.word == "طرد":
        return kind in ("state", "government", "ministry")
    if trigger.word == "استهدف" and trigger.verb:
        return kind in ("state", "government", "ministry", "person")
    return trigger.word in ("هاجم", "ضرب") and kind == "person"


def _sides(near: Vicinity, i: int, trigger: Trigger) -> Sides | None:
    """Return the sides of the event at word `i`, None when the word says no such event."""
    if near.is_figurative(i, trigger):
        return None
    if trigger.verb and _is_masdar(near, i, trigger):
        return _of_noun(near, i, trigger._replace(verb=False))
    if trigger.event == "killed":
        return _of_killing_verb(near, i, trigger) if trigger.verb else _of_noun(near, i, trigger)
    return _of_verb(near, i, trigger) if trigger.verb else _of_noun(near, i, trigger)


def _is_masdar(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «أعلن الجيش قتل عشرة» from «قتل الجيش عشرة»: behind a verb, a preposition or an article قتل is a noun."""
    if trigger.plural or trigger.carries or trigger.word not in _MASDARS:
        return False
    before = near.before(i)
    if near.passage.key(i).startswith(("ال", "بال", "لل", "وال", "بق", "لق")):
        return True
    after = near.actor(i + 1, fillers=0)
    if trigger.word == "دحر" or (trigger.word == "طرد" and after and is_state(after)):
        return True  # دحر الحوثيين; طرد أبوظبي: the verb would be feminine
    subject = near.ending(i - 1)
    return before in near.lists.steps or before in _BEFORE_NOUN or bool(subject and near.is_announcing(subject))


# ---------------------------------------------------------------------------------------------- verbs


def _of_verb(near: Vicinity, i: int, trigger: Trigger) -> Sides | None:
    if trigger.carries or near.key(i + 1) in near.lists.resumptive:  # شنته طالبان; تسيطر عليها طالبان
        at = i + 1 if trigger.carries else i + 2
        source = near.actor(at) or (None if trigger.carries else near.doer_before(i))
        return Sides(source, acted_on(near, source.last + 1, trigger) if source else None)
    doer = near.doer_before(i)
    if not trigger.light and near.is_thing_before(i):  # صواريخ استهدفت السعودية
        return Sides(doer or near.striker(i - 1, owned=False), acted_on(near, i + 1, trigger))
    after = near.actor(i + 1)
    armed = trigger.word != "ضرب" or near.type(after) in ("armed_group", "army") if after else False
    if after and armed and doer is None and subject_fits(near, i, after, trigger):
        return Sides(after, acted_on(near, after.last + 1, trigger))
    return Sides(doer, acted_on(near, i + 1, trigger) if doer else None)


def _of_killing_verb(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    doer = near.doer_before(i)
    after = near.actor(i + 1)
    if trigger.carries:
        return Sides(after or doer, None)
    if near.is_suffered(i):  # قتلوا برصاص الجيش
        return Sides(killed_by(near, i + 1), doer)
    if after is None:
        active = doer if near.is_object(i + 1) else None
        return Sides(active or killed_by(near, i + 1), near.counted(i + 1))
    return _of_killing_with(near, doer, after)


def _of_killing_with(near: Vicinity, doer: Found | None, after: Found) -> Sides:
    """Return the sides of a verb of killing with an actor behind it: who kills as one is its subject, others are killed."""
    collective = near.is_collective(after)
    if collective and near.is_object(after.last + 1):  # قتل الجيش عشرة
        return Sides(after, near.counted(after.last + 1))
    if doer:
        return Sides(doer, after)
    if collective and not near.is_suffering(after.last + 1):
        return Sides()
    return Sides(killed_by(near, after.last + 1), after)


# ---------------------------------------------------------------------------------------------- nouns


def _of_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    if trigger.event == "killed":
        doer = near.doer_before(i) if trigger.word == "قتل" else None
        return Sides(killed_by(near, i + 1) or doer, near.counted(i + 1))
    if trigger.hits or trigger.word in ("طرد", "دحر"):
        return _of_striking_noun(near, i, trigger)
    owner = near.owner(i)
    before = near.striker if trigger.event == "attack" and trigger.word != "شن" else near.doer_before
    # ضربات لطالبان are dealt to it, and so is التصدي للحوثيين.
    if owner and owner.clitic == "ل" and trigger.word.startswith(("ضرب", "تصدي", "صد")):
        return Sides(before(i, owned=trigger.owned), owner)
    if owner and trigger.event == "attack" and is_state(owner) and not _goes_on(near, owner):
        return Sides()  # قصف سوريا: by it or of it
    source = owner or before(i, owned=trigger.owned)
    return Sides(source, acted_on(near, (owner.last if owner else i) + 1, trigger))


def _goes_on(near: Vicinity, owner: Found) -> bool:
    """Tell whether whom a blow meets follows its owner: قصف إسرائيل لغزة, هجوم إيران على."""
    after = near.key(owner.last + 1)
    return owner.clitic == "ل" or after.startswith("ل") or after in ("علي", "ضد")


def _of_striking_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of استهداف, طرد, دحر: with an actor right behind, only an armed group is surely the one who is hit."""
    target = near.struck(i + 1)
    if target and target.first == i + 1:
        followed = near.key(target.last + 1).startswith("لل")
        if trigger.event == "attack" or followed:
            return Sides(target if followed else None, None)
        target = target if near.type(target) == "armed_group" else None
    return Sides(near.doer_before(i, owned=trigger.owned), target)
