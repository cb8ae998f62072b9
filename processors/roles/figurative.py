"""Is no blow struck? Blows of words, of storms and of the market: شن هجوما لاذعا, هاجم الوزير الخطة, الإعصار الذي ضرب الجزيرة."""

from __future__ import annotations

from itertools import takewhile

from processors.names.aliases import Layer, stems
from processors.names.coreference import Found
from processors.roles.light import blow_of
from processors.roles.sides import Sides
from processors.roles.triggers import Trigger, triggers
from processors.roles.vicinity import Vicinity, is_state

_SPOKEN = ("هاجم", "ضرب", "شن", "هجوم", "هجوما", "هجمات", "هجومين", "هجمه")
_STATELY = ("state", "government", "ministry")
_OFFICIAL = (*_STATELY, "person")
_ARMED = ("army", "armed_group", "security", "police")
_OCCUPYING = ("احتل", "احتلال", "استعاد", "استعاده", "انتزع")
_OUTSIDE = ("خارج", "خارجه", "خارجين")
_THESE = ("هذه", "تلك")
_RANKS = ("مركزا", "المركز", "المراكز")
_OBJECT = 5  # words between a verb and the place that is its object
_LAUNCHED = 12  # words between شن and its blow
_FELLING = ("اسقط", "اسقاط", "احبط", "احباط", "افشل", "افشال")
_FELLED = 4  # words from one of them to what is toppled
_TOPPLED = 8  # words in which something that flies would be named
_INTERCEPTED = 9  # words from اعترض to its object


def is_figurative(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell whether no blow is struck: شن هجوما لاذعا, and شن without a word for one."""
    around = [*map(near.key, range(i - 4 if trigger.light else i + 1, near.end(i, 5) + 1))]
    if trigger.word not in _OCCUPYING:  # اقتحموا مركزا, but احتل مركزا
        around = [key for key in around if key not in _RANKS]
    unheld = trigger.event == "control" and not near.lists.unheld.isdisjoint(around)
    if (
        unheld
        or not near.lists.figurative.isdisjoint(around)
        or (_is_campaign(near, i, trigger) and not near.lists.wide.isdisjoint(around))
    ):
        return True
    if trigger.word in ("اعترض", "اعتراض", "دمر"):
        return not (_is_shot_down(near, i) if trigger.word == "دمر" else _is_in_the_way(near, i, trigger))
    despair = trigger.word == "احباط" and trigger.proclitic.endswith(("ال", "لل"))  # شعور بالإحباط
    if despair or (trigger.word == "سيطره" and near.before(i) in _OUTSIDE):  # ميليشيات خارج سيطرة الحكومة
        return True
    if trigger.word in _FELLING and _is_toppled(near, i, trigger):
        return True
    if trigger.word in ("احتلال", "تحرير", "غزو", "عدوان") and not stems(near.key(i - 1)).isdisjoint(
        near.lists.naming
    ):  # حكومة الاحتلال, رئيس التحرير
        return True
    return trigger.light and not trigger.carries and blow_of(near, i) < 0


def _is_campaign(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «شنت الشرطة حملة واسعة» from «شنت القوات عملية واسعة»."""
    return trigger.light and near.key(blow_of(near, i)).startswith("حمل")


def _is_toppled(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «إسقاط الحكومة», «أسقطت روسيا ديونا» and «أحبط المجلس مشروع قانون» from «أسقطت قوات الحكومة طائرة»."""
    words = [*map(near.key, range(i + 1, near.end(i, _TOPPLED) + 1))]
    flying = any(not stems(key).isdisjoint(near.lists.intercepted) for key in words)
    return not flying and (
        (near.state(i + 1) is not None and not trigger.carries and trigger.word == "اسقط")
        or any(not stems(key).isdisjoint(near.lists.toppled) for key in words[:_FELLED])
    )


def _is_in_the_way(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «اعترض الجيش صاروخا» from «اعترض على القرار»."""
    words = [*map(near.key, range(i - 4, near.end(i, _INTERCEPTED) + 1))]
    flying = trigger.owned or trigger.carries or any(not stems(key).isdisjoint(near.lists.intercepted) for key in words)
    return flying and "علي" not in words[4 : 4 + _INTERCEPTED]


def _is_shot_down(near: Vicinity, i: int) -> bool:
    """Tell «دمر التحالف صاروخا», which meets a blow, from «دمر التحالف منصة صواريخ» and «دمر الإعصار المدينة»."""
    for at in range(i + 1, near.end(i, _TOPPLED) + 1):
        if near.key(at) in near.lists.projectiles:
            return near.key(at - 1) not in near.lists.places
    return False


def is_bloodless(near: Vicinity, i: int) -> bool:
    """Tell whether word `i` is a thing that only as a figure strikes somebody: عقوبات, إعصار."""
    return i >= 0 and not stems(near.key(i)).isdisjoint(near.lists.bloodless)


def is_of_words(near: Vicinity, i: int, sides: Sides, trigger: Trigger, where: Found | None) -> bool:
    """Tell blows of words and notes: a person who attacks, a state that expels diplomats or aims at lower prices."""
    kind = near.type(sides.source) if sides.source else ""
    if sides.target:
        nation = sides.source is not None and sides.source.layer is Layer.NATION
        if nation and trigger.word.startswith("هج") and near.type(sides.target) == "person":  # هجوم روسي على الوزير
            return not near.is_thing(near.before(sides.target.first))
        return _is_of_words_on(near, i, kind, sides.target, trigger)
    if sides.source is None or _is_seat(near, sides.source, kind, trigger):
        return sides.source is not None
    if trigger.word in ("طرد", "استهدف") and (trigger.verb or trigger.word == "طرد"):
        at = near.past(sides.source) if sides.source.first > i else i + 1
        at += near.key(at) in _THESE
        return not near.is_thing(near.key(at).removeprefix("ال")) and kind in _OFFICIAL
    if trigger.word == "هاجم" and kind in _STATELY:  # هاجمت روما الاقتراح
        return where is None or where.first > i + _OBJECT
    return kind == "person" and (trigger.word in ("هاجم", "ضرب") or (trigger.word in _SPOKEN and where is None))


def _is_seat(near: Vicinity, source: Found, kind: str, trigger: Trigger) -> bool:
    """Tell whether a state has its place on the map only: تحتل جيبوتي موقعا استراتيجيا."""
    return trigger.word == "احتل" and kind == "state" and near.key(near.past(source)) == "موقعا"


def _is_of_words_on(near: Vicinity, i: int, kind: str, target: Found, trigger: Trigger) -> bool:
    """Tell whether somebody is attacked by words: who is not armed, nor through what he has, by one, `kind`, who is not."""
    if trigger.word == "طرد" and (near.type(target) == "person" or target.id.startswith("emb:")):
        return kind in _OFFICIAL
    before = near.before(target.first)
    if trigger.owned and not kind and trigger.word.startswith("هج") and before in ("علي", "ضد"):
        return near.type(target) == "person" or is_state(target)  # هجومه على الوزير
    against = before == "ضد" and "person" in (kind, near.type(target))  # واصل الوزير هجومه ضد الحزب
    if near.type(target) in _ARMED or (near.is_thing(before) and not against):
        return False
    if trigger.word in ("هاجم", "دمر"):
        return kind not in _ARMED
    if trigger.word.startswith("هج") and not kind:  # شن المدرب هجوما على الاتحاد
        return _is_launched(near, i)
    aimed = trigger.word == "استهدف" and kind in _STATELY and is_state(target)  # تستهدف أميركا الصين برسومها
    spoken = kind == "person" and trigger.word in (*_SPOKEN, "استهدف")
    return spoken or (aimed and not _is_armed(near, i))


def _is_armed(near: Vicinity, i: int) -> bool:
    """Tell whether a weapon or a blow is named in the clause of word `i`: استهدفت إيران السعودية بالصواريخ."""
    before = takewhile(lambda at: not near.is_stop(at + 1), range(i - 1, max(-1, i - _LAUNCHED), -1))
    around = (*before, *range(i + 1, near.end(i, _LAUNCHED) + 1))
    weapons = near.lists.things - near.lists.bloodless
    return any(not stems(near.key(at)).isdisjoint(weapons) for at in around)


def _is_launched(near: Vicinity, i: int) -> bool:
    """Tell whether a verb as شن stands before the blow at word `i`, words about its subject allowed between."""
    for at in range(i - 1, max(-1, i - _LAUNCHED), -1):
        if near.is_stop(at + 1):
            return False
        trigger = triggers().get(near.key(at))
        if trigger and trigger.light:
            return True
    return False
