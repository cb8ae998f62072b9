"""Who did what to whom, as one field of an article says it: «شن الطيران الروسي غارات على مواقع الجيش الحر».

Adjacency only: a side is named where grammar puts it right beside the event word, or it stays unknown. The nearest actor of
the sentence is right three times in five, and a swapped attacker and victim is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import compress, count
from operator import attrgetter

from msgspec.structs import replace

from marsad.records import Event
from marsad.text import fold
from processors.names.aliases import Passage
from processors.names.coreference import Found
from processors.names.places import is_form_of
from processors.roles.agreement import agrees, gender
from processors.roles.bystanders import without_bystander
from processors.roles.doers import doer_of_noun, doer_of_verb, his, is_led, striker
from processors.roles.elsewhere import accused, carried, coordinated, striking_before, suffering, thing_behind
from processors.roles.figurative import is_bloodless, is_figurative, is_of_words
from processors.roles.happening import Happening
from processors.roles.killing import of_killing_noun, of_killing_verb
from processors.roles.light import blow_of
from processors.roles.managing import managing
from processors.roles.national import ADJECTIVES  # غارات روسية names nobody else
from processors.roles.objects import INTO, goes_on, is_alone, may_be_met, meets
from processors.roles.sides import Sides
from processors.roles.speaking import is_announced, is_announcing
from processors.roles.taken_over import Doing, Told, doer_before
from processors.roles.targets import BLOWS, acted_on, by_whom, killed_by, subject_fits
from processors.roles.triggers import Trigger, triggers
from processors.roles.vicinity import Vicinity, is_state

_KEY = attrgetter("key")
_LAYERS = attrgetter("layers")
_UNDERTAKING = frozenset(
    fold("يريد تريد يعتزم تعتزم ينوي تنوي قرر قررت").split()
)  # who does so attacks whom the noun names
_MASDARS = ("قتل", "قصف", "طرد", "صد", "دحر", "شن", "ضرب", "تصدي")  # verbs whose past is written like their noun
_MEANT = frozenset(
    fold("معده معد مجهزه خططوا خطط خططت يخطط يخططون تخطط خطه مخطط محاوله عمليه حمله عبوه عبوات ناسفه مفخخه").split()
)
_BEFORE_NOUN = frozenset(
    fold(
        "بعد اثر عقب قرار ردا معركه عمليه حمله بشان حول خلال منذ قبل جراء الي يريد تريد يعتزم تعتزم ينوي تنوي يحاول تحاول تم يتم وتم ويتم تمت جري "
        "حاول حاولت مع محاوله مواصله استمرار نتيجه بسبب رغم وسط واصل واصلت يواصل تواصل"
    ).split()
)
_WARDING = ("صد", "تصدي", "احبط", "افشل", "اعترض")
_TO_HIM = ("له", "لها", "لهم")
_WARDED = ("صد", "تصدي", "احباط", "افشال")  # nouns: of whom they are, he is beaten back
_DRIVING = ("طرد", "دحر")
_HOLDING = ("سيطره", "استيلاء")
_FALLING = ("اسقط", "افشل")  # whose present is that of سقط and فشل as well
_PRESENT = ("ي", "ت")
_JOINED = ("", "و", "ف")
_OF_ANYTHING = ("ضرب", "استهدف", "هاجم")  # storms, tariffs and speeches do so to states
_HE = ("هو", "هي", "هم")
_WAS = ("كان", "وكان", "وكانت")
_DONE_AT_ONCE = ("قصف", "ضرب", "استهداف", "مهاجمه")  # nouns whose object may stand right behind: واصل الجيش قصف الحركة
_BLOW = 3  # words from شن to its blow
_BY = 4  # words between whom a blow meets and by whom it is
_REACH = 14  # words of a clause in which its place is sought


def events(
    passages: Sequence[Passage], found: Sequence[Found], type_of: Callable[[str], str], happening: Happening
) -> Iterator[Event]:
    """Yield the events of an article of which a side is known, title first; `found` are its mentions in their roles."""
    known = triggers()
    acting = {each.passage for each in found if each.role == "actor"}
    for passage in passages:
        somebody = passage.number in acting or any(map(ADJECTIVES.__and__, map(_LAYERS, passage.words)))
        keys = [*map(_KEY, passage.words)] if somebody else []
        if known.keys().isdisjoint(keys):
            continue
        near = Vicinity(passage, keys, [each for each in found if each.passage == passage.number], type_of)
        yield from _of_passage(near, [*compress(count(), map(known.__contains__, keys))], happening)


def _of_passage(near: Vicinity, at: Sequence[int], happening: Happening) -> Iterator[Event]:
    told, blow, status = -1, -1, None  # the word up to which شن has told of its blow, that blow, and what became of it
    before = Told()
    for i in at:
        trigger = triggers()[near.key(i)]
        if near.is_named(i) or (i <= told and trigger.event == "attack" and not trigger.verb):
            continue
        if trigger.verb and _is_masdar(near, i, trigger):
            trigger = trigger._replace(verb=False)
        sides = _known(near, i, trigger, before)
        made = _event(near, i, trigger, sides, happening) if sides else ()
        before = _told(before, i, trigger, sides.source if made and sides else None)
        if made and trigger.light:
            told, blow, status = i + _BLOW, blow_of(near, i), made[0].status
        elif made and i == blow and status:
            made = [replace(made[0], status=status)]  # نفت سوريا شن القوات أي هجوم
        yield from made


def _told(before: Told, i: int, trigger: Trigger, source: Found | None) -> Told:
    """Return what is told up to word `i`, of which `source` is the doer."""
    if source and trigger.verb and trigger.event in ("attack", "killed"):
        before = before._replace(doing=Doing(i, source))
    if source and not trigger.verb:
        before = before._replace(deed=Doing(i, source))
    if trigger.event == "attack":
        before = before._replace(blow=Doing(i, source) if source else None)
    return before


def _known(near: Vicinity, i: int, trigger: Trigger, before: Told) -> Sides | None:
    """Return the sides of the event at word `i`, None where neither is known; `before` is what its sentence has told."""
    sides = _sides(near, i, trigger)
    if sides is None:
        return None
    sides = without_bystander(near, i, trigger, sides)
    doer = doer_before(near, i, trigger, before) if sides.source is None else None
    if doer and not (sides.target and sides.target.id == doer.id):
        sides = without_bystander(near, i, trigger, Sides(doer, sides.target))
    return sides if sides.source or sides.target else None


def _event(near: Vicinity, i: int, trigger: Trigger, sides: Sides, happening: Happening) -> Sequence[Event]:
    ahead = [found for at in range(i + 1, i + _REACH + 1) if (found := near.place(at))]
    last = near.end(i, _REACH) if ahead else i
    place = next((each for each in ahead if each.first <= last), None)
    if is_of_words(near, i, sides, trigger, place):
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


def _sides(near: Vicinity, i: int, trigger: Trigger) -> Sides | None:
    """Return the sides of the event at word `i`, None when the word says no such event."""
    if is_figurative(near, i, trigger):
        return None
    if not trigger.verb:
        return _of_noun(near, i, trigger)
    return of_killing_verb(near, i, trigger) if trigger.event == "killed" else _of_verb(near, i, trigger)


def _is_masdar(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «أعلن الجيش قتل عشرة» from «قتل الجيش عشرة»: behind a verb, a preposition or an article قتل is a noun."""
    past = not (trigger.plural or trigger.carries or trigger.feminine or trigger.proclitic.endswith("ي"))
    if not past or trigger.word not in _MASDARS:
        return False
    before = near.before(i)
    if near.key(i - 2) in _HE or before in near.lists.relative:  # هو من قصف, الذي قصف
        return False
    if before in near.lists.steps or before in _BEFORE_NOUN or trigger.word == "دحر":
        return True
    if trigger.proclitic == "و" and near.thing_before(i) >= 0:  # غارات وقصف التحالف
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
    return behind is None or trigger.word == "شن" or not near.is_beyond(behind, i + 1, i, trigger)


def _is_announced(near: Vicinity, i: int) -> bool:
    """Tell whether somebody announced what word `i` says: أعلن الجيش قتل; كان الجيش قتل announces nothing."""
    at = i - 1
    while near.is_when(at) and not near.is_stop(at + 1):  # أعلن الجيش، مساء الجمعة، شن غارات
        at -= 1
    subject = None if near.is_stop(at + 1) else near.ending(at)
    return subject is not None and is_announcing(near, subject) and near.before(subject.first) not in _WAS


# ---------------------------------------------------------------------------------------------- verbs


def _of_verb(near: Vicinity, i: int, trigger: Trigger) -> Sides | None:
    met = near.key(i + 1) in (_TO_HIM if trigger.word == "تصدي" else near.lists.resumptive)
    if trigger.carries or met:  # شنته طالبان; تسيطر عليها طالبان; تصدت لها القوات
        return _of_verb_with_pronoun(near, i, trigger)
    doer = doer_of_verb(near, i)
    if not trigger.light and (told := _of_thing(near, i, trigger, doer)):
        return told
    head = near.behind(i)
    after = near.actor(head)
    falling = trigger.word in _FALLING and trigger.proclitic.endswith(_PRESENT)
    if falling and not _is_felled(near, near.past(after) if after else i + 1, trigger):
        return Sides()
    armed = trigger.word != "ضرب" or near.type(after) in ("armed_group", "army") if after else False
    if after and armed and doer is None and subject_fits(near, i, after, trigger):
        alone = is_alone(near, i, after, trigger)
        return Sides() if alone else Sides(after, acted_on(near, near.past(after), trigger))
    doer = doer or carried(near, i, trigger)
    met = doer is not None or near.is_place(i + 1)
    if not trigger.light and after is not None and not (trigger.word in _OF_ANYTHING and is_state(after)):
        met = met or near.is_beyond(after, head, i, trigger)
    return Sides(doer, acted_on(near, i + 1, trigger) if met else None)


def _is_felled(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «يسقط الجيش طائرة» and «تفشل الشرطة هجوما» from «يسقط المطر» and «تفشل في الانتخابات»."""
    return near.key(i).startswith(BLOWS) if trigger.word == "افشل" else meets(near, i)


def _of_verb_with_pronoun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of a verb whose object was said before, as «شنته» or «تسيطر عليها»."""
    at = i + 1 if trigger.carries else i + 2
    source = near.actor(at)
    goalkeeper = not trigger.carries and near.key(i + 1) in _TO_HIM and source and near.type(source) == "person"
    if source and (goalkeeper or trigger.plural or not near.agrees(source, at, i, trigger)):
        source = None
    if source is None and not trigger.carries and near.before(i) in near.lists.relative:
        return Sides()  # البلدة التي يسيطر عليها: what stands before is what is held
    if trigger.word in _DRIVING and source and near.key(i + 1).startswith("من"):  # البلدة التي طردت منها الحركة
        return Sides(None, source)
    source = source or (None if trigger.carries else doer_of_verb(near, i)) or carried(near, i, trigger)
    return Sides(source, acted_on(near, near.past(source), trigger) if source and source.first > i else None)


def _of_thing(near: Vicinity, i: int, trigger: Trigger, doer: Found | None) -> Sides | None:
    """Return the sides of a verb that a thing stands before or behind: صواريخ استهدفت السعودية, صد هجوم لطالبان."""
    thing, owner = near.thing_before(i), striking_before(near, i)
    if is_bloodless(near, thing) or (doer is None and is_bloodless(near, i + 1)):
        return Sides()
    if thing >= 0 or (owner and not owner.clitic and trigger.proclitic[:1] == "و"):  # غارات شنها الجيش واستهدفت الحركة
        source = doer or owner or striker(near, thing, owned=False) or (near.nation(thing) if thing >= 0 else None)
        return Sides(source, acted_on(near, i + 1, trigger))
    if doer is not None or not thing_behind(near, i):
        return None
    if trigger.word in _WARDING:
        return Sides(None, acted_on(near, i + 1, trigger))
    if trigger.event == "control":  # احتلت زيارة الرئيس الصفحات الأولى
        return Sides()
    owner = near.owner(i + 1)  # استهدفت غارة للتحالف مواقع الحوثيين
    return Sides(owner, near.struck(near.past(owner) if owner else i + 2))


# ---------------------------------------------------------------------------------------------- nouns


def _of_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    finite = trigger.owned and trigger.word in (*_MASDARS, "استعاده") and trigger.proclitic in _JOINED
    if finite and (doer := near.actor(i + 1)):  # منطقة قصفها الجيش, استعادتها القوات; قتله سالم says nothing
        finite = near.is_collective(doer) or near.before(i) in near.lists.relative
        of = gender(near.key(i + 1), doer)
        return Sides(doer if finite and agrees(of, feminine=trigger.word == "استعاده") else None)
    if trigger.event == "killed":
        return of_killing_noun(near, i, trigger)
    if trigger.hits or trigger.word in ("طرد", "دحر", "ضرب"):
        return _of_striking_noun(near, i, trigger)
    return _with_object(near, i, trigger) or _of_owned_noun(near, i, trigger)


def _with_object(near: Vicinity, i: int, trigger: Trigger) -> Sides | None:
    """Return the sides of a noun whose object stands behind it: غزو روسيا لأوكرانيا, تواصل تركيا قصف مواقع الحزب."""
    if (state := near.state(i + 1)) and near.is_met(state.last + 1, accusative=False):
        return Sides(state, near.struck(state.last + 1))
    doer = _doing_so(near, i, trigger)
    met = near.struck(i + 1) if doer else None
    return Sides(doer, met) if met and not goes_on(near, met) else None


def _of_owned_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    owner = near.owner(i)
    striking = trigger.event == "attack" and trigger.word != "شن"
    # In تحريرها and صده the pronoun is what was freed and beaten back.
    before = partial(striker if striking else doer_of_noun, near, owned=trigger.owned and trigger.event != "repelled")
    if striking and (met := suffering(near, i, trigger)):
        return Sides(owner, met)
    # ضربات لطالبان are dealt to it, and so is التصدي للحوثيين; اقتحامها للعراق has its owner already.
    belonging = owner is not None and near.key(owner.first - 1).startswith(("تابع", "التابع"))
    dealt = trigger.owned or trigger.word.startswith(("ضرب", *_WARDED, *INTO))
    if owner and near.clitic(owner) == "ل" and not belonging and dealt:
        dealing = before(i) or near.nation(i)  # الغزو الروسي للبلاد
        if trigger.word in _HOLDING:
            return Sides(dealing)  # تسليم مناطق سيطرتهم للحكومة
        return Sides(dealing, owner) if dealing else _dealt(near, i, owner, trigger)
    if owner and near.head(owner) == i + 1 and may_be_met(near, i, owner, trigger):
        warded = trigger.word in _WARDED and near.type(owner) in ("army", "armed_group")
        return Sides(before(i), owner if warded or near.before(i) in _UNDERTAKING else None)
    source = owner or accused(near, i, trigger) or before(i) or managing(near, i) or coordinated(near, i, trigger)
    taken = trigger.event == "control" or trigger.word in ("استعاده", "تحرير")
    if source is None and taken and not trigger.owned:  # تمت استعادة المدينة من قبل الجيش
        source = by_whom(near, i + 1)
    if owner and trigger.word in _DONE_AT_ONCE and near.is_place(near.past(owner)):  # قصف الجيش مواقع الحركة
        return Sides(owner, near.struck(near.past(owner)))
    return Sides(source, acted_on(near, near.past(owner) if owner else i + 1, trigger))


def _doing_so(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return who does the noun at `i` that has its object behind it; one who announces it may tell of another's."""
    if trigger.owned or trigger.proclitic.endswith(("ال", "لل")) or trigger.word not in _DONE_AT_ONCE:
        return None
    doer = doer_of_noun(near, i) or managing(near, i)
    speaking = doer is not None and (is_announcing(near, doer) or is_announced(near, i))
    return None if speaking else doer


def _dealt(near: Vicinity, i: int, owner: Found, trigger: Trigger) -> Sides:
    """Return the sides of «ضربات للجيش», dealt to it, of «ضربات لطيران الجيش», its own, and of «ضربة جوية للجيش», one or the other."""
    if not trigger.word.startswith("ضرب"):
        return Sides(None, owner)
    airy, many = near.key(i + 1) in near.lists.air, trigger.word in ("ضربات", "ضربتين")
    definite = trigger.proclitic.endswith(("ال", "لل"))
    flying = near.key(near.head(owner) - (near.clitic(owner) != owner.clitic)).endswith(tuple(near.lists.air))
    kind = near.type(owner)
    if (kind == "intl_org" or flying) and (airy or many):  # مقتله ضربة للطيران
        return Sides(owner, acted_on(near, near.past(owner), trigger))
    dealt = not flying and not (airy and kind == "army") and (is_led(near, i) or (many and not definite))
    return Sides(None, owner) if dealt else Sides()  # مقتله ضربة للحركة


def _is_purpose(near: Vicinity, i: int, target: Found, trigger: Trigger) -> bool:
    """Tell «عربة معدة لاستهداف الجيش» from «تعرض لاستهداف الجيش» and «إدانة لاستهداف الحركة البلدة»."""
    behind = near.past(target)
    alone = not near.passage.joined(behind) or near.key(behind) in near.lists.before
    return trigger.proclitic in ("ل", "ول") and alone and near.key(i - 1) in _MEANT


def _of_striking_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of استهداف, طرد, دحر: with an actor right behind, only an armed group is surely the one who is hit."""
    target = near.struck(i + 1)
    source = accused(near, i, trigger) or (killed_by(near, near.past(target), _BY) if target else None)
    owner = near.actor(i + 1)
    if target and owner is target and source is None:
        at = near.behind(near.past(target) - 1)
        if near.key(at).startswith("لل") or (near.is_met(at) and near.type(target) != "person"):
            return Sides(target)
        if trigger.event == "attack":
            doer = _doing_so(near, i, trigger)
            hit = (
                doer
                or _is_purpose(near, i, target, trigger)
                or (trigger.word == "ضرب" and (is_state(target) or near.type(target) == "armed_group"))
            )
            return Sides(doer, target if hit else None)
        target = target if near.type(target) == "armed_group" else None
    if target is None and trigger.owned and trigger.event == "repelled":  # الحركة بعد طردها, تمكن الجيش من طردهم
        doer = managing(near, i)
        return Sides(doer) if doer else Sides(None, his(near, i))
    return Sides(source or doer_of_noun(near, i, owned=trigger.owned) or managing(near, i), target)
