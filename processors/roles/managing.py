"""Who manages, begins or threatens what a noun says: تمكنت القوات، بإسناد جوي، من تحرير, قام الجيش ليلا بقصف?"""

from __future__ import annotations

from processors.names.coreference import Found
from processors.names.places import is_form_of, is_verb
from processors.roles.doers import doer_of_verb
from processors.roles.vicinity import RISING, Vicinity

_MANAGED = 18  # words between تمكن and from what
_NONE: frozenset[str] = frozenset()
_MANAGING = {
    "من": frozenset({"تمكن"}),
    "في": frozenset({"نجح", "فشل", "اخفق", "شرع", "استمر", "استخدم"}),
    "علي": frozenset({"اقدم"}),
    "الي": frozenset({"عمد", "لجا", "بادر"}),
}
_RISING = RISING | {"باشر", "هدد", "توعد", "لوح"}


def managing(near: Vicinity, i: int) -> Found | None:
    """Return who manages the noun at `i`, words set between allowed: تمكنت القوات، بإسناد جوي، من تحرير, قام الجيش ليلا بقصف."""
    verbs = _RISING if near.key(i).startswith("ب") else _MANAGING.get(near.key(i - 1), _NONE)
    for at in range(i - 2, max(-1, i - 2 - _MANAGED), -1) if verbs else ():
        another = verbs is _RISING and near.key(at).startswith("بال")  # توعد بالقصاص من متورطين بقتل
        if another or near.is_stop(at + 1) or _is_anothers_verb(near, at, verbs):
            return None
        if is_form_of(near.key(at).removeprefix("ب").removeprefix("ل"), verbs):  # اعترفت بتمكن الجيش من قتل
            found = near.actor(_behind_aside(near, at))
            if found is None and verbs is not _RISING:
                found = _before_managing(near, at)
            return found if found and near.can_act(found) else None
    return None


def _is_anothers_verb(near: Vicinity, at: int, verbs: frozenset[str]) -> bool:
    """Tell whether word `at` is a verb that parts a noun from who managed it: أقدمت على فتح القاعدة وحاجتها تقوم على ضرب."""
    verb = is_verb(near.passage.tokens[at].folded) and not is_form_of(near.key(at), verbs)
    return verb and not (near.key(at - 1) in near.lists.relative or near.key(at - 1) == "او")


def _behind_aside(near: Vicinity, at: int) -> int:
    """Return the word behind verb `at`, or behind what says when: تمكنت على إثرها القوات, تمكن خلاله الجيش."""
    aside = 2 * (near.key(at + 1) == "علي" and near.key(at + 2).startswith("اثر"))
    aside = aside or (near.key(at + 1) in near.lists.resumptive or near.key(at + 1).startswith("خلاله"))
    return near.behind(at + aside)


def _before_managing(near: Vicinity, at: int) -> Found | None:
    """Return the subject before a verb of managing that has none behind it: القوات تمكنت بإسناد جوي من تحرير."""
    behind = near.key(at + 1)
    alone = behind in near.lists.before or behind in near.lists.resumptive or near.is_when(at + 1)
    alone = alone or behind.startswith(("ب", "وب", "خلال"))
    return doer_of_verb(near, at) if alone and near.key(at)[:1] not in ("و", "ف") else None
