"""Whose is a blow that an earlier word of its sentence tells the doer of?

«استهدفت مقاتلات التحالف بعدة غارات مواقع», «قتل الجيش مسلحين في غارة جوية», «تراجعت الحركة بعد سيطرتها على المدينة»
"""

from __future__ import annotations

from typing import NamedTuple

from processors.agreement import agrees, gender
from processors.coreference import Found
from processors.places import is_verb
from processors.triggers import Trigger, triggers
from processors.vicinity import Vicinity, is_state

_REACH = 14  # words between a verb and the blow it was done by
_BEFORE = 30  # words of a sentence in which whom a pronoun takes up is sought
_BY = ("في", "خلال", "عبر")
_MEANS = ("غار", "ضرب", "قصف", "كمين", "هجوم", "هجم", "تفجير")
_OWN = ("هجوم", "هجمات", "هجومين", "غارات", "غاره", "ضربات", "سيطره")  # whose pronoun is hers who does it
_OPEN = ("بعد", "منذ", "قبل", "عقب", "خلال", "من", "علي", "اثر", "اثناء", "رقعه", "مناطق", "نطاق", "عن", "في")


class Doing(NamedTuple):
    """The verb at word `at`, and who does what it says."""

    at: int
    doer: Found


def by_means(near: Vicinity, i: int, trigger: Trigger, doing: Doing | None) -> Found | None:
    """Return who strikes the blow at `i` with which, or in which, the verb before it was done.

    Not where the blow is known («في الهجوم»), nor where another verb or a clause of its own stands between.
    """
    if doing is None or i - doing.at > _REACH or not _is_means(near, i, trigger):
        return None
    for at in range(doing.at + 1, i + 1):
        if near.is_stop(at) or (at < i and near.key(at) in near.lists.relative):
            return None
        between = doing.doer.first <= at <= doing.doer.last or at == i
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
    if not trigger.owned or trigger.word not in _OWN:
        return None
    if near.key(i - 1) not in _OPEN and trigger.proclitic[:1] not in ("ب", "ل"):
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
