"""Whom does an event meet? Behind على and ضد, behind words for what somebody has, behind برصاص and على يد."""

from __future__ import annotations

from processors.names.coreference import Found
from processors.roles.triggers import Trigger
from processors.roles.vicinity import Vicinity

_BY_MEANS = ("في", "جراء", "نتيجه", "اثر", "بسبب", "خلال", "عقب", "من")  # before غارة, هجوم as the means of a killing
_ON = ("علي", "ضد", "تستهدف", "استهدفت", "استهدف", "مستهدفا", "مستهدفه", "استهدفتا")
_TURNS = (
    "ردا",
    "جاء",
    "جاءت",
    "بينما",
    "فيما",
    "حيث",
    "لكن",
    "كما",
    "ان",
    "انه",
    "انها",
)  # what follows is said of something else
_ASKED = ("طلب", "بطلب", "بامر", "امر", "بدعوه", "دعوه", "قرار", "بقرار", "بموافقه", "موافقه", "بتوجيه", "بتوجيهات")
_LEADERS = frozenset(("قاده", "قيادات", "قياديين"))
_SERIES = ("سلسله", "عده", "هذا", "هذه")
_ORDINALS = ("الاول", "الثاني", "الثالث", "الرابع", "الخامس", "يوم", "اكثر", "اقل")  # اليوم الثاني من الهجوم
_ASIDE = ("بعدما", "فيما", "بينما", "لكن", "حيث", "محاوله")  # another clause begins
BLOWS = ("هجوم", "هجمات", "محاوله", "تسلل", "عمليه", "مخطط")  # what is warded off
_TAKING_ON = ("سيطر", "استولي")  # what they take stands behind على: مناطق يسيطر الحوثيون على معظمها
_OTHERWISE = ("مما", "بعد", "اثر", "عقب", "قبل", "منذ", "بسبب")  # of what follows something else was taken or came
_REACH = 9  # words from an event to the preposition before its target
_HELP = 4  # words between help and by whom it is
_BY_WHOM = 9  # words between a taking and by whom it is
_MEANS = 10  # words from a killing to what it was done with


def acted_on(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return whom an event meets that goes on at word `i`."""
    if trigger.event == "control":
        by = not trigger.verb and near.key(i) == "من"  # للاحتلال من الحركة
        return None if by else _taken_from(near, i)
    freed = trigger.word == "حرر"  # تحرر البلاد من الحركة
    target = near.struck(i) if (trigger.verb or trigger.hits) and not freed else None
    if target is None and trigger.event == "repelled":  # إحباط هجوم على الجيش: the army is not whom it meets
        return _taken_from(near, i) or _of_blow(near, i)
    return target or _behind_preposition(near, i, dealt=trigger.word.startswith("ضرب"))  # ضربة إلى الحركة


def _behind_preposition(near: Vicinity, i: int, *, dealt: bool) -> Found | None:
    for at in range(i, i + _REACH):
        if near.is_stop(at) or (at > i and (near.is_named(at) or "،" in near.passage.gap(at))):
            return None
        if near.key(at) in _TURNS:
            return None
        if near.key(at) in _ON or (near.key(at) == "الي" and dealt):
            return near.struck(at + 1)
    return None


def _taken_from(near: Vicinity, i: int) -> Found | None:
    """Return from whom something was taken: استعادة الموصل من داعش, من قبضة الحوثيين."""
    for at in range(i, i + _REACH):
        key = near.key(at)
        if near.is_stop(at) or key in near.lists.relative or key in ("كانت", "كان", "ان"):
            return None
        if key[:1] == "و" and "،" in near.passage.gap(at):  # لاقتحام البلدة، وتبع ذلك دخول
            return None
        if key in _OTHERWISE or (key == "من" and _is_helped(near, at)):
            return None
        if key == "من" and near.key(at - 1) in _ASKED:  # بناء على طلب من الحكومة
            return None
        if key == "من" and not _is_of_members(near, at):  # ومقتل عشرين عنصرا من الحركة
            behind = at + 2 if near.key(at + 1) in near.lists.from_ else at + 1
            found = near.actor(behind)
            if found:
                return found if near.type(found) in ("armed_group", "army", "party", "government") else None
    return None


def _is_of_members(near: Vicinity, i: int) -> bool:
    """Tell whether من at word `i` says whose people stand before it: وعناصر من الحركة, قيادات بارزة من الحركة."""
    before = near.key(i - 1)
    described = before.endswith(("ه", "ين")) and near.is_adjective(i - 1)
    return _names_members(near, before) or (described and _names_members(near, near.key(i - 2)))


def _names_members(near: Vicinity, key: str) -> bool:
    bare = key[1:] if key[:1] in ("و", "ل", "ب") else key
    return not {key, bare}.isdisjoint(near.lists.units) or bare in _LEADERS


def _is_helped(near: Vicinity, at: int) -> bool:
    """Tell whether من at word `at` is by whose help something was taken: بدعم جوي من الجيش."""
    for before in range(at - 1, max(-1, at - 1 - _HELP), -1):
        if near.key(before) in near.lists.beside:
            return True
        if near.is_named(before) or not near.is_adjective(before):
            return False
    return False


def _of_blow(near: Vicinity, i: int) -> Found | None:
    """Return whose blow was warded off: أحبط الجيش هجوما لطالبان."""
    for at in range(i, i + 4):
        if near.is_stop(at):
            return None
        blow = not near.is_named(at) and near.key(at).removeprefix("ل").startswith(BLOWS)
        if blow and (owner := near.owner(at)):
            return owner
    return None


def killed_by(near: Vicinity, i: int, reach: int = _MEANS) -> Found | None:
    """Return who did the killing that goes on at word `i`: برصاص الجيش, على يد طالبان, في غارة للتحالف."""
    apart = False
    for at in range(i, i + reach):
        key = near.key(at)
        if near.is_stop(at) or (key in _ASIDE and not near.key(at + 1).startswith(("اصيب", "جرح"))):
            return None
        if key == "من" and near.key(at - 1) in near.lists.beside:  # بدعم من الغارات
            return None
        if (agent := _agent(near, at)) == at + 1:
            return near.actor(agent)
        apart = apart or key in near.lists.relative
        if agent >= 0 and not apart:  # في البلدة التي تقصف من قبل
            beside = at == i and near.key(at + 1) == "جانب"  # قتل من جانب الجيش عشرة
            return None if beside else near.actor(agent)
        dated = near.key(at - 1) == "من" and near.key(at - 2) in _ORDINALS
        before = near.key(at - 1 - (near.key(at - 1) in _SERIES))  # في سلسلة غارات للجيش
        behind = key.startswith("ب") or (before in _BY_MEANS and not dated)
        means = key in near.lists.means and behind
        if means and not near.is_named(at):
            return near.owner(at)
    return None


def by_whom(near: Vicinity, i: int) -> Found | None:
    """Return by whom the taking that goes on at word `i` is: تمت السيطرة على المدينة من قبل الحركة, على يد الجيش."""
    for at in range(i, i + _BY_WHOM):
        if near.is_stop(at) or near.key(at) in near.lists.relative or "،" in near.passage.gap(at):
            return None
        if (agent := _agent(near, at)) >= 0:
            return near.actor(agent)
    return None


def _agent(near: Vicinity, at: int) -> int:
    """Return where he stands by whom something is done as word `at` says, -1 if it says nothing: بيد, على يد, من قبل."""
    key = near.key(at)
    if key in ("بيد", "بايدي") or (key in near.lists.hands and near.key(at - 1) == "علي"):
        return at + 1
    return at + 2 if key == "من" and near.key(at + 1) in near.lists.by else -1


def subject_fits(near: Vicinity, i: int, after: Found, trigger: Trigger) -> bool:
    """Tell whether the actor behind a verb is its subject: قصفت إسرائيل, not the object of a subject said before."""
    head = near.behind(i)
    forces = after.first > head and near.key(head).removeprefix("ال") in near.lists.forces
    if after.clitic and not (forces and near.agrees(after, head, i, trigger)):  # قصفت مقاتلات تابعة للتحالف
        return False
    if near.is_beyond(after, head, i, trigger) or not near.can_act(after):
        return False
    before = near.before(i)
    if before in ("من", "علي"):
        return False
    # A verb behind a relative pronoun has its subject before it: الطائرات التي قصفت الجيش.
    return before not in near.lists.relative or trigger.carries or trigger.word in _TAKING_ON
