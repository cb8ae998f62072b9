"""Who says that he did it himself: أعلن الجيش أنه قصف, قالت الحركة إن مقاتليها هاجموا?"""

from __future__ import annotations

from functools import cache
from itertools import takewhile

from processors.names.aliases import stems
from processors.names.coreference import Found
from processors.names.places import is_verb
from processors.names.wordlists import key_set, load_lexicon
from processors.roles.agreement import agrees, gender
from processors.roles.vicinity import Vicinity

THAT = ("ان", "بان")
_ASIDE = 5  # words between who says something and that he did it: أعلن الجيش في بيان أنه
_ACCUSING = 16  # words from an accusation to what it says
_TITLE = 4  # words of a title between a verb of saying and a name
_SAID = ("قوله", "قولها", "قولهم")
_TENSES = ("لم", "لن", "لا", "قد", "سوف")  # between somebody and his verb


def speaking(near: Vicinity, i: int) -> Found | None:
    """Return who says that he, or his forces, did what verb `i` says: أعلن الجيش أنه قصف, قالت الحركة إن مقاتليها هاجموا."""
    i -= near.key(i - 1) in _TENSES
    before = near.key(i - 1)
    own = near.key(i - 2) in THAT and without_pronoun(before) in near.lists.units
    if not (own or before in near.lists.himself):
        return None
    found = _who_says(near, i, own=own)
    if found is None or own or before.endswith("هم"):
        return found
    if near.type(found) == "person" and _accuses(near, i):  # اتهم الوزير فلان إسرائيل بأنها
        return None
    of = gender(near.key(near.head(found)).removeprefix(found.clitic), found)
    return found if agrees(of, feminine=before.endswith("ها")) else None  # السلطات تقول إنه قتل


def speaks(near: Vicinity, found: Found) -> bool:
    """Tell whether an actor, or his title, stands behind a verb of saying, with no أن between: قال مدير المركز سالم."""
    head = near.head(found)
    for at in range(head - 1, max(-1, head - 1 - _TITLE), -1):
        if near.is_stop(at + 1) or near.key(at) in THAT:
            return False
        if not stems(near.key(at)).isdisjoint(speech()):
            return True
    return False


def _accuses(near: Vicinity, i: int) -> bool:
    words = range(i - 1, max(-1, i - _ACCUSING), -1)
    return any(near.key(at) in near.lists.accuses for at in takewhile(lambda at: not near.is_stop(at + 1), words))


def _who_says(near: Vicinity, i: int, *, own: bool) -> Found | None:
    """Return who says what begins before verb `i` with أنه, or with أن and his own forces."""
    last = i - 3 if own else i - 2
    if near.key(last) in _SAID:  # نقلت الوكالة عن الجيش قوله إنه قصف
        return near.ending(last - 1)
    for at in range(last, max(-1, last - _ASIDE), -1):
        if near.is_stop(at + 1) and at < last:
            return None
        found = near.ending(at)
        if found:  # إسرائيل تقول إنها قصفت
            says = at == last - 1 and near.passage.joined(last) and is_verb(near.passage.tokens[last].folded)
            return found if says or at == last or is_announcing(near, found) else None
    return None


def is_announcing(near: Vicinity, found: Found) -> bool:
    """Tell whether the verb before an actor is one of saying: أعلن الجيش قتل عشرة."""
    return not stems(near.before(found.first)).isdisjoint(speech())


def is_announced(near: Vicinity, i: int) -> bool:
    """Tell whether word `i` is the object of a verb of saying: الجيش يعلن قصف المدينة."""
    return not stems(near.before(i)).isdisjoint(speech())


def without_pronoun(key: str) -> str:
    """Return a key without the pronoun at its end, "" where it has none: قواتها, طائراته, تحاربهم."""
    for pronoun in ("ها", "هم", "ه"):
        if key.endswith(pronoun):
            return key.removesuffix(pronoun)
    return ""


@cache
def speech() -> frozenset[str]:
    """Return the stems of verbs of saying."""
    return key_set(load_lexicon("persons")["speech"].split())
