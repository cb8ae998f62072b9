"""Does the object of a verb or noun stand behind an actor, who then is surely its subject: قصفت إسرائيل القرية, تحرير الجيش المدينة?"""

from __future__ import annotations

from processors.names.coreference import Found
from processors.names.places import is_form_of
from processors.roles.triggers import Trigger, triggers
from processors.roles.vicinity import RISING, Vicinity, is_state

INTO = ("غزو", "غزوا", "احتلال", "اجتياح", "اقتحام")  # غزو أميركي للعراق: ل is whom it meets
_HOUSES = ("ministry", "legislature", "embassy", "court", "media", "company")
_TRANSITIVE = ("قصف", "هاجم", "استهدف", "دمر", "احتل", "طرد", "غزا", "دحر", "داهم")
_DRIVING = ("طرد", "دحر")  # forces are driven out as often: بعد أن طردت القوات منها
_FORCES = ("army", "security", "police", "intl_org")  # behind a verb they strike: one strikes their positions
_NOT_TO = ("لكن", "لان", "ليس", "لدي")  # ل is their own
_TOWNS = ("بلد", "بيت", "بيوت", "برج")  # ب is their own
_LED = 7  # words between one of them and what its subject does
_COUNTING = 7  # words between a verb and how many blows it dealt
_AWAY = 12  # words between a subject and the object of its verb
_APART = 8  # words of a series, or on who leads, between a subject and its object
_WARDED = ("محاول", "هجوم", "هجمات", "تسلل", "مخطط", "تفجير")
_ADJECTIVES = 2  # of one name that no list has: القوات السعودية المشتركة


def is_alone(near: Vicinity, i: int, after: Found, trigger: Trigger) -> bool:
    """Tell whether the actor behind verb `i` may be its object as well: احتلت العراق ودمرت أفغانستان, إذا قصفت داعش."""
    freed = trigger.word == "حرر" and is_state(after)  # أنباء عن تحرر البلاد
    striking = near.type(after) in _FORCES and trigger.word not in _DRIVING
    if not (freed or trigger.word in _TRANSITIVE) or after.first != i + 1 or striking:
        return False
    key = near.key(i + 1)
    return key not in near.lists.units and not key.endswith("ون") and not meets(near, near.past(after))


def meets(near: Vicinity, i: int) -> bool:
    """Tell whether the object of a verb stands at word `i`, or a number, a thing or a place soon after."""
    if near.passage.joined(i) and not _is_particle(near, near.key(i)):
        return True
    for at in range(i, i + _AWAY):
        aside = near.key(at) in near.lists.days or near.key(at - 1) in near.lists.days  # هاجمت الحركة، الجمعة، مقرا
        if near.is_stop(at) or (at > i and not aside and "،" in near.passage.gap(at)):
            return False
        found = near.place(at)
        town = near.key(at - 1) not in near.lists.before and found is not None and not found.clitic
        held = town or near.is_met(at) or (aside and near.is_thing(near.key(at)))
        if at > i and held:
            return True
    return False


def _is_particle(near: Vicinity, key: str) -> bool:
    """Tell whether a key is no object: a preposition, a conjunction, a pronoun."""
    lists = near.lists
    said = key in lists.before or key in lists.particles or key in lists.auxiliaries or key in lists.suffered
    said = said or key in lists.resumptive
    by = key[:1] == "ب" and not key.startswith(_TOWNS)
    return said or by or key.startswith(("و", "لل"))


def may_be_met(near: Vicinity, i: int, owner: Found, trigger: Trigger) -> bool:
    """Tell nouns whose owner may be the one they meet: قصف سوريا, احتلال العراق, صد الحركة, بدأت بقصف الحركة."""
    if trigger.event == "repelled":
        return not _is_freed(near, near.past(owner))
    led = trigger.proclitic.endswith("ب") and _is_led(near, i)
    if trigger.word == "اقتحام" and near.type(owner) in _HOUSES:  # محاولة اقتحام الوزارة
        return not goes_on(near, owner)
    if trigger.word.startswith("تفجير") and near.type(owner) == "person":
        return True
    objective = trigger.event == "attack" or trigger.word in INTO
    return objective and (is_state(owner) or led or _is_count(near, i, trigger)) and not goes_on(near, owner)


def _is_led(near: Vicinity, i: int) -> bool:
    """Tell whether a verb has noun `i` behind ب as what its subject does: بدأت بقصف, تقوم المقاتلات الروسية بقصف."""
    if is_form_of(near.before(i), near.lists.manages):
        return True
    return any(
        is_form_of(near.key(at), RISING) for at in range(i - 1, max(-1, i - _LED), -1) if not near.is_stop(at + 1)
    )


def _is_count(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell whether noun `i` counts the blows of a verb, whose object follows: استهدفت بأكثر من عشرين غارة الحركة."""
    if trigger.proclitic or not trigger.word.startswith(("غار", "ضرب")):
        return False
    for at in range(i - 1, max(-1, i - _COUNTING), -1):
        if near.is_stop(at + 1):
            return False
        verb = triggers().get(near.key(at))
        if verb and verb.verb and not verb.light and verb.event == "attack":
            return True
    return False


def _is_freed(near: Vicinity, i: int) -> bool:
    """Tell whether what is freed or warded off stands at word `i`: تحرير الجيش المدينة, إسقاط الجيش لطائرة."""
    at = i
    while at - i < _ADJECTIVES and near.key(at).startswith("ال") and near.is_adjective(at) and not _is_held(near, at):
        at += 1
    key = near.key(at)
    if not near.passage.joined(at):
        return False
    if key[:1] == "و" or key in near.lists.beside:  # استعادة الجيش وحلفائه المدينة
        return any(_is_held(near, k) for k in range(at + 1, near.end(at, _APART) + 1))
    if key.removeprefix("ال").startswith(_WARDED):  # إحباط الجيش محاولة تسلل
        return True
    to = key[:1] == "ل" and key not in near.lists.particles and not key.startswith(_NOT_TO)
    return to or _is_held(near, at) or near.is_named(at) or near.is_met(at)


def _is_held(near: Vicinity, i: int) -> bool:
    """Tell whether word `i` is a thing that is held, or السيطرة."""
    key = near.key(i)
    return key in near.lists.objects or key.removeprefix("ال") in near.lists.objects


def goes_on(near: Vicinity, owner: Found) -> bool:
    """Tell whether whom a blow meets follows its owner: قصف إسرائيل لغزة, هجوم إيران على."""
    behind = near.past(owner)
    on = near.key(behind) in ("علي", "ضد")
    return near.clitic(owner) == "ل" or on or near.is_met(behind)
