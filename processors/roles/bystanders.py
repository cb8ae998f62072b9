"""Is a person who stands where the doer does somebody else: who told of it, who ordered it, or whom it befell?"""

from __future__ import annotations

from marsad.text import fold
from processors.names.aliases import stems
from processors.names.coreference import Found
from processors.names.places import is_form_of
from processors.roles.light import blow_of
from processors.roles.sides import Sides
from processors.roles.speaking import speech
from processors.roles.triggers import Trigger
from processors.roles.vicinity import Vicinity

_ORDERS = frozenset(("امر", "يامر", "وامر", "اوعز", "يوعز", "واوعز"))
_THAT = ("ان", "بان")  # أوضح أن سالم شارك في الهجوم: he is told of
_TITLE = 5  # words of an office between a verb of saying and a name
_WARDING = ("تصدي", "صد")
_WARDED = ("هجوم", "هجمات", "عدوان", "صواريخ")
_HOW = frozenset(
    fold(
        "غدرا ظلما ذبحا خنقا شنقا حرقا طعنا رميا دهسا غيلة عمدا خطأ مسموما مشنوقا مخنوقا مطعونا مذبوحا محروقا منغمسا متأثرا"
    ).split()
)
_TAKING = ("استعاد", "استعاده", "انتزع", "انتزاع", "احتل", "احتلال")
_HOLDING = ("سيطر", "اراض", "مناطق", "مواقع", "مدين", "بلد", "قري", "ميناء", "مطار")
_LAND = 7  # words from a taking to the land
_NEAR = 3  # words from one of them to what is warded off
_ARMED = ("army", "armed_group")


def without_bystander(near: Vicinity, i: int, trigger: Trigger, sides: Sides) -> Sides:
    """Return the sides of the event at word `i` without a source who is a person that hardly did it."""
    source = sides.source
    if source is None or near.type(source) != "person" or not _is_bystander(near, i, trigger, source, sides.target):
        return sides
    robbed = near.before(i) in near.lists.relative and _has_subject(near, i) and source.last < i
    return Sides() if robbed else sides._replace(source=None)  # سالم الذي استعاد الجيش ساعته: nobody is met


def _is_bystander(near: Vicinity, i: int, trigger: Trigger, source: Found, target: Found | None) -> bool:
    land = trigger.word in _TAKING or (trigger.word.startswith("ضرب") and not trigger.verb and target is None)
    if land and not _is_held(near, i):
        return True
    if trigger.event == "repelled" and trigger.word in _WARDING and not _is_battle(near, i, target):
        return True
    if trigger.verb:
        return _is_beside_verb(near, i, trigger, source)
    hers = near.key(i).endswith("ها") and near.before(i) in near.lists.before  # القوات الموالية للرئيس سالم بعد سيطرتها
    own = trigger.owned and trigger.event != "repelled"  # أعلن القائد سيطرته
    return source.last < i and (hers or (not own and _only_tells(near, source, i)))


def _is_beside_verb(near: Vicinity, i: int, trigger: Trigger, source: Found) -> bool:
    """Tell whether the subject of verb `i` is not the person found for it, or the verb says what befell him."""
    if trigger.light and not trigger.feminine and near.key(blow_of(near, i)).endswith("ها"):  # وشن غاراتها: not his
        return True
    if source.last >= i:
        return False
    if near.before(i) in near.lists.relative and _has_subject(near, i) and near.key(i + 2).endswith("ه"):
        return True
    beside = near.past(source) == i
    if beside and "،" in near.passage.gap(i) and _has_subject(near, i):  # في قضية سالم، داهم مكتب التحقيقات
        return True
    return trigger.event == "killed" and beside and (trigger.carries or _is_how(near, i, trigger))


def _is_battle(near: Vicinity, i: int, target: Found | None) -> bool:
    """Tell «تصدى لهجوم» from a goalkeeper's «تصدى لركلة» and a minister's «التصدي لوباء»."""
    if target is not None and near.type(target) in _ARMED:
        return True
    keys = (near.key(at).removeprefix("ل").removeprefix("ل") for at in range(i + 1, near.end(i, _NEAR) + 1))
    return any(key.removeprefix("ال").startswith(_WARDED) for key in keys)


def _is_held(near: Vicinity, i: int) -> bool:
    """Tell whether land is taken or struck soon behind word `i`: استعاد الموصل, but not استعاد ذكرى, احتل المرتبة."""
    for at in range(i + 1, near.end(i, _LAND) + 1):
        bare = near.key(at).removeprefix("ال")
        if near.place(at) or near.state(at) or bare in near.lists.objects or bare in near.lists.places:
            return True
        if bare.startswith(_HOLDING):
            return True
    return False


def _only_tells(near: Vicinity, source: Found, i: int) -> bool:
    """Tell whether a person announced or ordered noun `i`: أعلن الرئيس سالم عن الضربات, أمر سالم بقتلهم."""
    if any(_is_telling(near, at) for at in range(source.last + 1, i)):
        return True
    for at in range(source.first - 1, max(-1, source.first - 1 - _TITLE), -1):
        if near.is_stop(at + 1) or near.key(at) in _THAT or near.key(at) in near.lists.accuses:
            return False
        if _is_telling(near, at):
            return True
    return False


def _is_telling(near: Vicinity, at: int) -> bool:
    key = near.key(at)
    return key in _ORDERS or is_form_of(key, speech()) or not stems(key).isdisjoint(speech())


def _has_subject(near: Vicinity, i: int) -> bool:
    after = near.actor(i + 1)
    return after is not None and not near.clitic(after)


def _is_how(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell «القائد قتل مسموما», which says how he was killed, from «سالم قتل جنديا»."""
    key = near.key(i + 1)
    past = trigger.word == "قتل" and not (trigger.feminine or trigger.plural or trigger.proclitic.endswith("ي"))
    return past and key in _HOW
