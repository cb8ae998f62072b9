"""Who is killed? A killing is done or suffered, and the killed are counted: مقتل 47 من مسلحي الحركة, قتل في غارة."""

from __future__ import annotations

from processors.names.coreference import Found
from processors.roles.vicinity import Vicinity

_HEADS = ("زعيم", "الزعيم", "امير", "الامير")  # of a whole group, which is not he
_COUNTED = 7  # words between a killing and the killed


def counted(near: Vicinity, i: int) -> Found | None:
    """Return the actor who is killed behind word `i`: مقتل 47 من مسلحي الحوثي, مقتل جندي إسرائيلي."""
    titled = False
    for at in range(i, i + _COUNTED):
        if near.is_stop(at):
            return None
        found = near.starting(at) or (near.of_group(at) if at > i else None)  # مقتل قيادي حوثي
        if found and titled:
            return found if near.type(found) == "person" and not found.clitic else None
        if found:
            member = found.clitic == "ب" and near.key(at - 1) in near.lists.units  # قيادي بالحركة
            return _leader(near, found, at) if member or not found.clitic else None
        key = near.key(at)
        if titled and key not in near.lists.titles and not key.startswith("ال"):
            return None
        titled = titled or key in near.lists.titles  # مقتل الصحفي السعودي فلان
        bare = key[1:] if at == i and key[:1] == "ل" else key  # اغتيال إسرائيل لقيادي في الحركة
        if not (titled or key.isdigit() or key in near.lists.counts or bare in near.lists.units):
            return None
    return None


def _leader(near: Vicinity, found: Found, at: int) -> Found | None:
    """Return who is named behind a group as its leader, else of a lesser one the group: مقتل زعيم الحركة سالم الراوي."""
    if near.key(at - 1) not in near.lists.leaders:
        return found
    named = near.starting(found.last + 1)
    led = named is not None and not named.clitic and not near.is_stop(found.last + 1)
    if named and led and near.type(named) == "person":
        return named
    return None if near.key(at - 1) in _HEADS else found


def is_object(near: Vicinity, i: int) -> bool:
    """Tell whether word `i` begins those who are killed: a number, somebody, or an accusative."""
    key = near.key(i)
    if near.is_stop(i) or key in near.lists.suffered:
        return False
    return key.isdigit() or key in near.lists.counts or near.is_accusative(i) or counted(near, i) is not None


def is_suffering(near: Vicinity, i: int) -> bool:
    """Tell whether word `i` goes on a killing that was suffered: قتل فلان في غارة."""
    return near.is_stop(i) or near.key(i) in near.lists.suffered or not near.passage.joined(i)


def is_suffered(near: Vicinity, i: int) -> bool:
    """Tell «قتلوا برصاص الجيش» and «خاشقجي قتل في القنصلية» from killings that somebody does."""
    at = i + 1
    while not near.is_stop(at) and near.key(at) in near.lists.days:
        at += 1
    many = near.key(at).isdigit() or near.key(at) in near.lists.counts
    if at > i + 1 and not near.is_stop(at) and many:  # قتل الجمعة 4 أشخاص
        return False
    if near.key(i + 1) == "من" and near.key(i + 2) in near.lists.by:  # قتل من قبل الجيش
        return True
    after = near.key(i + 1) if not near.is_stop(i + 1) else ""
    met = after.startswith("بال") and not near.is_accusative(i + 2)  # not قتل بالرصاص فلسطينيا
    return not after or after in near.lists.suffered or met
