"""Whose is a blow that an earlier word of its sentence tells the doer of?

«استهدفت مقاتلات التحالف بعدة غارات مواقع», «قتل الجيش مسلحين في غارة جوية», «تراجعت الحركة بعد سيطرتها على المدينة»
"""

from __future__ import annotations

from typing import NamedTuple

from marsad.text import fold
from processors.names.coreference import Found
from processors.names.places import is_form_of, is_verb
from processors.roles.agreement import agrees, gender, is_feminine
from processors.roles.doers import doer_of_verb
from processors.roles.elsewhere import subject_before
from processors.roles.speaking import without_pronoun
from processors.roles.triggers import Trigger, triggers
from processors.roles.vicinity import Vicinity, is_state

_REACH = 14  # words between a verb and the blow it was done by
_BEFORE = 30  # words of a sentence in which whom a pronoun takes up is sought
_BY = ("في", "خلال", "عبر")
_MEANS = ("غار", "ضرب", "قصف", "كمين", "هجوم", "هجم", "تفجير")
_OWN = ("هجوم", "هجمات", "هجومين", "غارات", "غاره", "ضربات", "سيطره")  # whose pronoun is hers who does it
_TAKING = ("احتلال", "اجتياح", "غزو")  # whose pronoun may be what is taken
_MANAGING = frozenset(fold("تمكن نجح فشل أخفق استطاع قام شرع بدأ واصل أقدم حاول بسط أحكم فرض عزز وسع كثف").split())
_WAS = ("كان", "كانت", "كانوا")
_STEPS = 3  # words between one of them and the noun of what its subject does
_LAUNCHING = frozenset(
    fold("شن بدأ أطلق أرسل نفذ خاض حشد نشر قاد استخدم تقدم سعى خطط واصل كثف جهز عزز حرك دشن استعد أعد استمر").split()
)
_PURPOSE = 16  # words from one of them to what it is done for
_HELPING = ("دعم", "بدعم", "مساند", "مساعد", "اسناد")
_HOLDING = ("سيطره", "استيلاء")
_DEEDS = frozenset(
    [
        "سيطره",
        "استيلاء",
        "اقتحام",
        "استعاده",
        "تحرير",
        "طرد",
        "دحر",
        "قتل",
        "اعدام",
        "اغتيال",
        "قصف",
        "استهداف",
        "مهاجمه",
        "احباط",
    ]
)  # keys
_MOVING = frozenset(fold("دخول زحف تقدم وصول توغل انتشار عودة اجتياز تسلل إنزال عبور").split())
_CAUSING = frozenset(fold("أدى تسبب أسفر أفضى أودى").split())
_LEAVING = frozenset(fold("أوقع خلف حصد").split())  # قتلى
_FALLING = ("سقوط", "وقوع")
_DEAD = ("مقتل", "مصرع", "قتل", "قتلي", "قتيلا", "استشهاد")
_FIGHTS = frozenset(
    fold("اشتباكات معارك مواجهات صدامات قتال انفجار اشتباك معركة مواجهة").split()
)  # they leave dead as well
_BOTH = ("الطرفين", "الجانبين")
_SINCE = 32  # words between a blow and the dead it left
_WHOSE = 6  # words in which it may be said that they were his own
_OPEN = ("بعد", "منذ", "قبل", "عقب", "خلال", "من", "علي", "اثر", "اثناء", "رقعه", "مناطق", "نطاق", "عن", "في")


class Doing(NamedTuple):
    """The verb or blow at word `at`, and who does what it says."""

    at: int
    doer: Found


class Told(NamedTuple):
    """What a sentence has told so far: who did what its last verb and its last noun say, and whose its last blow was."""

    doing: Doing | None = None
    deed: Doing | None = None
    blow: Doing | None = None


def doer_before(near: Vicinity, i: int, trigger: Trigger, told: Told) -> Found | None:
    """Return who does what word `i` says, if the words before it tell and none beside it."""
    return (
        by_means(near, i, trigger, told.doing)
        or its_own(near, i, trigger)
        or _by_managing(near, i, trigger)
        or _by_purpose(near, i, trigger)
        or _by_deed(near, i, trigger, told.deed)
        or _by_consequence(near, i, trigger, told.blow)
    )


def by_means(near: Vicinity, i: int, trigger: Trigger, doing: Doing | None) -> Found | None:
    """Return who strikes the blow at `i` with which, or in which, the verb before it was done.

    Not where the blow is known («في الهجوم»), nor where another verb or a clause of its own stands between.
    """
    if doing is None or i - doing.at > _REACH or not _is_means(near, i, trigger):
        return None
    for at in range(doing.at + 1, i + 1):
        if near.is_stop(at) or (at < i and near.key(at) in near.lists.relative):
            return None
        object_ = at in (doing.at + 1, doing.doer.last + 1) and near.is_accusative(at)  # قتل متشددا في ضربة
        between = doing.doer.first <= at <= doing.doer.last or at == i or object_
        if not between and (near.key(at) in near.lists.accuses or _tells(near, at)):
            return None
    return doing.doer


def _is_means(near: Vicinity, i: int, trigger: Trigger) -> bool:
    if trigger.verb or trigger.owned or trigger.event != "attack" or not trigger.word.startswith(_MEANS):
        return False
    if trigger.proclitic.endswith(("ال", "لل")):
        return False
    at = i
    while near.key(at - 1) in near.lists.several or near.key(at - 1).isdigit():
        at -= 1
    if at == i and trigger.proclitic.endswith("ب"):
        return True
    before = near.key(at - 1)
    counted = before[1:] == "" or before[1:].isdigit() or before[1:] in near.lists.several
    return before in _BY or (before.startswith("ب") and counted)  # بعدة غارات, بـ23 غارة


def _tells(near: Vicinity, at: int) -> bool:
    """Tell whether a verb, or a participle that stands for one, is at a word: كان, متورطا."""
    key = near.key(at)
    known = triggers().get(key)
    finite = is_verb(near.passage.tokens[at].folded) or (known is not None and known.verb)
    participle = key.startswith("م") and key.endswith("ا") and key.removesuffix("ا") not in near.lists.places
    return finite or participle or key in near.lists.auxiliaries


def its_own(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return whom the pronoun of the blow at `i` takes up, if only one actor of the sentence before it can be meant.

    No person: «القوات الموالية للرئيس بعد سيطرتها» are the forces, and a person's هجومه is one of words.
    """
    if not trigger.owned or trigger.word not in (*_OWN, *_TAKING):
        return None
    if near.key(i - 1) not in _OPEN and trigger.proclitic[:1] not in ("ب", "ل"):
        return None
    if trigger.word in _TAKING and near.key(i + 1)[:1] != "ل":  # القدس منذ احتلالها
        return None
    feminine, many = near.key(i).endswith("ها"), near.key(i).endswith("هم")
    meant: dict[str, Found] = {}
    for at in range(i - 1, max(-1, i - 1 - _BEFORE), -1):
        if near.is_stop(at + 1):
            break
        found = near.ends.get(at) or near.state(at)
        if found is None or near.type(found) == "person" or not (is_state(found) or near.can_act(found)):
            continue
        if near.is_many(found) == many and (
            many or agrees(gender(near.key(near.head(found)), found), feminine=feminine)
        ):
            meant[found.id] = found
    return next(iter(meant.values())) if len(meant) == 1 else None


def _by_managing(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return who managed noun `i`, if his verb goes on with the subject of the one before: حيث تمكنت من استعادة المدينة."""
    for at in range(i - 1, max(-1, i - 1 - _STEPS), -1) if not trigger.verb else ():
        if near.is_stop(at + 1) or near.is_named(at):
            return None
        key = near.key(at)
        if is_form_of(key, _MANAGING):
            was = near.key(at - 1) if near.key(at - 1).removeprefix("و") in _WAS else ""
            many = key.endswith(("وا", "ون"))
            lead = (was or key)[:1]
            verb = Trigger("attack", key, verb=True, plural=many, feminine=is_feminine(key), proclitic=lead)
            return subject_before(near, at - bool(was), verb)
    return None


def _by_purpose(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return who does the verb of which noun `i` is the purpose: بدأت تركيا حملة عسكرية لطرد الحزب."""
    if not _is_purpose(near, i, trigger):
        return None
    for at in range(i - 1, max(-1, i - 1 - _PURPOSE), -1):
        if near.is_stop(at + 1) or near.key(at) in near.lists.relative or _is_helped(near, at):
            return None
        if near.is_named(at):
            continue
        if is_form_of(near.key(at), _LAUNCHING):
            found = near.actor(near.behind(at)) or doer_of_verb(near, at)
            return found if found and found.last < i and near.can_act(found) else None
        if _tells(near, at):
            return None
    return None


def _is_purpose(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «لطرد الحزب» and «للسيطرة على» from «حصيلة القتلى للهجوم» and «الخاضعة لسيطرة»."""
    if trigger.verb or trigger.proclitic not in ("ل", "لل", "ول") or trigger.event == "killed":
        return False
    known = trigger.proclitic == "لل" and trigger.event == "attack"
    return not known and near.key(i - 1) not in near.lists.dealing


def _is_helped(near: Vicinity, at: int) -> bool:
    """Tell whether an actor ends at word `at` whose purpose it may be: ستواصل روسيا دعم الجيش في جهوده لدحر."""
    found = near.ends.get(at)
    return found is not None and not found.clitic and near.key(near.head(found) - 1).startswith(_HELPING)


def _by_deed(near: Vicinity, i: int, trigger: Trigger, deed: Doing | None) -> Found | None:
    """Return who does noun `i` with the one before it: تمكن الجيش من صد الهجوم واستعادة القرية."""
    joined = trigger.proclitic == "و" or (trigger.proclitic == "وال" and trigger.word in _HOLDING)
    joined = joined and not (trigger.verb or trigger.owned) and trigger.word in _DEEDS
    if not joined:
        return None
    if deed is None or i - deed.at > _REACH or deed.doer.last > deed.at:
        deed = _moving(near, i)
    if deed is None:
        return None
    for at in range(deed.at + 1, i + 1):
        if near.is_stop(at) or near.key(at) in near.lists.relative or (at < i and _tells(near, at)):
            return None
    return deed.doer


def _moving(near: Vicinity, i: int) -> Doing | None:
    """Return who went where the noun at `i` then was done: بعد دخول الجيش إلى المدينة والسيطرة على الميناء."""
    for at in range(i - 1, max(-1, i - 1 - _REACH), -1):
        if near.is_stop(at + 1):
            return None
        if near.key(at) in _MOVING:
            found = near.actor(at + 1)
            return Doing(at, found) if found and near.can_act(found) else None
    return None


def _by_consequence(near: Vicinity, i: int, trigger: Trigger, blow: Doing | None) -> Found | None:
    """Return whose the last blow was, if it left the dead of word `i`: شنت طالبان هجوما على القاعدة أدى إلى مقتل عشرة."""
    if blow is None or i - blow.at > _SINCE or not _is_left(near, i, trigger):
        return None
    if any(near.is_stop(at) or near.key(at).removeprefix("و") in _FIGHTS for at in range(blow.at + 1, i + 1)):
        return None
    own = (near.key(at) for at in range(i + 1, near.end(i, _WHOSE) + 1))
    return None if any(key in _BOTH or without_pronoun(key) in near.lists.units for key in own) else blow.doer


def _is_left(near: Vicinity, i: int, trigger: Trigger) -> bool:
    if trigger.verb or trigger.owned or trigger.word not in _DEAD or trigger.proclitic.endswith(("ال", "لل")):
        return False
    at = i - 1
    while near.key(at).removeprefix("ب") in _FALLING or near.key(at).isdigit() or near.key(at) in near.lists.counts:
        at -= 1
    key = near.key(at)
    if is_form_of(key, _LEAVING):
        return True
    return is_form_of(key if key not in ("الي", "عن", "في") else near.key(at - 1), _CAUSING)
