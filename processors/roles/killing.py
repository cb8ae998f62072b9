"""Who killed whom? «قتل الجيش عشرة» has its killer behind the verb, «قتل عشرة» and «مقتل عشرة» those who were killed."""

from __future__ import annotations

from processors.names.coreference import Found
from processors.roles.doers import doer_of_noun, doer_of_verb
from processors.roles.elsewhere import accused, carried, thing_behind
from processors.roles.figurative import is_bloodless
from processors.roles.managing import managing
from processors.roles.sides import Sides
from processors.roles.speaking import without_pronoun
from processors.roles.targets import killed_by
from processors.roles.triggers import Trigger
from processors.roles.vicinity import Vicinity
from processors.roles.victims import counted, is_object, is_suffered, is_suffering

_DONE_TO_DEATH = ("قتل", "اعدام", "اغتيال", "تصفيه")
_OF_HIM = ("مقتل", "استشهاد")  # their pronoun is who was killed
_OF_SIDE = ("طرف", "جانب", "صفوف")  # قتلى من طرف الحركة are hers
_PEOPLE = ("شعب", "ابناء", "مواطني")
_MET = "لقوا"  # ثلاثة من عناصر الحركة لقوا مصرعهم
_TITLED = 5  # words of a title before a name
_CLAUSE = frozenset(("", "ان", "بان", "وان", "كان", "كانت", "وكان", "وكانت", "فيما", "بينما", "حيث", "لكن", "كما"))


def of_killing_verb(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of a verb of killing; no force is killed, its fighters are: قوات الأمن قتلت في يوليو ثلاثة."""
    doer = doer_of_verb(near, i)
    after = near.actor(i + 1, several=False)
    if trigger.carries:
        return Sides(after or doer or carried(near, i, trigger), None)
    if after is None and doer is None and (told := _of_thing(near, i)):
        return told
    if is_suffered(near, i) or near.key(i + 1) in near.lists.resumptive:  # قتلوا برصاص الجيش
        return _of_suffering(near, i, doer, trigger)
    if after is None:
        at = i + 1 + near.key(i + 1).startswith("بال")  # قتل بالرصاص فلسطينيا
        active = (doer or carried(near, i, trigger)) if is_object(near, at) else _killing(near, i, doer, trigger)
        return Sides(active or killed_by(near, i + 1), counted(near, i + 1))
    if near.is_beyond(after, i + 1, i, trigger):  # هاجموا القاعدة وقتلوا جنودا أميركيين
        return Sides(doer or carried(near, i, trigger) or killed_by(near, near.past(after)), after)
    return _of_killing_with(near, doer, after)


def _of_thing(near: Vicinity, i: int) -> Sides | None:
    """Return the sides of a verb whose subject is a blow: قتلت غارة للتحالف قائدا, ضربة روسية تقتل قائدا."""
    if thing_behind(near, i):
        owner = near.owner(i + 1)
        return Sides(owner, counted(near, near.past(owner)) if owner else None)
    blow = near.thing_before(i)
    if blow < 0:
        return None
    return Sides() if is_bloodless(near, blow) else Sides(near.owner(blow), counted(near, i + 1))


def _of_suffering(near: Vicinity, i: int, doer: Found | None, trigger: Trigger) -> Sides:
    killer = killed_by(near, i + 1)
    if near.key(i + 1) in near.lists.resumptive:  # المنطقة التي قتل فيها عشرة
        return Sides(killer)
    before = near.before(near.head(doer)) if doer else ""
    if killer or doer is None or trigger.plural or before == "من" or not near.is_force(doer):
        return Sides(killer, doer)
    active = before in _CLAUSE or near.before(i) in near.lists.himself  # not زعيم الحركة قتل في منزله
    return Sides(doer if active else None)


def _killing(near: Vicinity, i: int, doer: Found | None, trigger: Trigger) -> Found | None:
    """Return the doer before a verb of killing that is active: القوات قتلت الممرضة, طائرات قتلت مجموعة."""
    met = near.key(i + 1).startswith("ال") or without_pronoun(near.key(i + 1)) in _PEOPLE  # الذي قتل شعبه
    active = doer is not None and near.is_collective(doer) and (trigger.feminine or met)
    return doer if active else None


def _of_killing_with(near: Vicinity, doer: Found | None, after: Found) -> Sides:
    """Return the sides of a verb of killing with an actor behind it: who kills as one is its subject, others are killed."""
    collective = near.is_collective(after)
    if collective and is_object(near, near.past(after)):  # قتل الجيش عشرة
        return Sides(after, counted(near, near.past(after)))
    if doer:
        return Sides(doer, after)
    if near.is_force(after):  # قتل الجيش في التظاهرات عشرة
        return Sides(after)
    if collective and not is_suffering(near, near.past(after)):
        return Sides()
    return Sides(killed_by(near, near.past(after)), after)


def of_killing_noun(near: Vicinity, i: int, trigger: Trigger) -> Sides:
    """Return the sides of مقتل, of which one killed follows, and of قتل, إعدام, whose doer may: إعدام التنظيم عشرة."""
    if near.key(i + 1) == "من" and near.key(i + 2) in _OF_SIDE and trigger.hits:
        return Sides(None, near.actor(i + 3))
    done = trigger.word in _DONE_TO_DEATH
    after = near.actor(i + 1, ("", "ل")) if done else None
    if after and near.is_collective(after):
        past = near.past(after)
        done_by = not near.clitic(after)  # but تهديد بالقتل لجندي
        if done_by and (("،" not in near.passage.gap(past) and is_object(near, past)) or near.is_met(past)):
            return Sides(after, counted(near, near.past(after)))
        killed = None if near.is_force(after) else after  # إعلان قتل جنود روس
        return Sides(killed_by(near, near.past(after)) or doer_of_noun(near, i), killed)
    if done and (state := near.state(i + 1)) and near.is_met(state.last + 1):  # اغتيال إسرائيل لقيادي
        return Sides(state, counted(near, state.last + 1))
    if trigger.owned and trigger.word == "مصرع":  # لقي عشرة من مقاتلي الحركة مصرعهم
        return Sides(killed_by(near, i + 1), _perished(near, i))
    doer = (accused(near, i, trigger) or doer_of_noun(near, i) or managing(near, i)) if done else None
    if done and near.key(i + 1) in near.lists.relative:  # القتل الذي ارتكبه التنظيم
        doer = doer or near.owner(i)
    of_him = trigger.owned and trigger.word in _OF_HIM  # دفع مقتله الوزير إلى الاستقالة
    return Sides(killed_by(near, i + 1) or doer, None if of_him else counted(near, i + 1))


def _perished(near: Vicinity, i: int) -> Found | None:
    """Return who met the death at word `i`, right before it: no single person where it was theirs."""
    found = near.ending(i - 1 - (near.key(i - 1) == _MET))
    if found is None or found.clitic not in ("", "ب"):
        return None
    person = near.type(found) == "person"
    another = person and (near.key(i).endswith("هم") or _is_anothers(near, found))
    return None if another else found


def _is_anothers(near: Vicinity, found: Found) -> bool:
    """Tell whether one of a person's men is meant: أحد حراس زعيم الحركة سالم الراوي."""
    for at in range(found.first - 1, max(-1, found.first - 1 - _TITLED), -1):
        if near.is_stop(at + 1):
            return False
        if near.key(at)[:1] == "ل" and near.key(at)[1:] in near.lists.leaders:
            return True
    return False
