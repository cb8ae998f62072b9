"""Who stands before an event word, or behind the verb that leads to it, as the one who does what it says?"""

from __future__ import annotations

from functools import cache

from processors.agreement import agrees, gender
from processors.aliases import stems
from processors.coreference import Found
from processors.places import is_form_of
from processors.triggers import Trigger, triggers
from processors.vicinity import Vicinity
from processors.wordlists import key_set, load_lexicon

_STEPS = 3  # words between a doer and a noun of what it does: تمكن الجيش من استعادة السيطرة
_LED = 5  # words between a verb and the blow that is its object: نفذ نهاية الأسبوع الماضي غارات
_LEADING_NOUNS = ("توجيه", "تنفيذ", "بتوجيه", "بتنفيذ", "شن", "بشن", "لشن")
_ASIDE = 5  # words between who says something and that he did it: أعلن الجيش في بيان أنه
_APART = 9  # words set between a subject and its verb
_THAT = ("ان", "بان")
_ELSEWHERE = frozenset(("علي", "ضد", "عن", "الي", "بعد", "قبل", "عقب", "اثر", "بسبب"))  # واصلت الرد على الهجوم
_MANAGED = 18  # words between تمكن and from what
_NONE: frozenset[str] = frozenset()
_MANAGING = {"من": frozenset({"تمكن"}), "في": frozenset({"نجح", "فشل", "اخفق"})}


def doer_of_verb(near: Vicinity, i: int) -> Found | None:
    """Return the actor that stands before verb `i` as its subject: ACTOR [التي قد] VERB, أعلن ACTOR أنه VERB."""
    if said := _speaking(near, i):
        return said
    at, relative, trigger = i, False, triggers().get(near.key(i))
    while i - at <= _STEPS and not near.is_stop(at):
        at -= 1
        found = near.ending(at)
        if found:
            return found if _is_subject(near, found, i, trigger, relative=relative) else None
        key = near.key(at)
        if key not in near.lists.auxiliaries and key not in near.lists.steps:
            return _set_apart(near, i, trigger)
        relative = relative or key in near.lists.relative
    return None


def doer_of_noun(near: Vicinity, i: int, *, owned: bool = False) -> Found | None:
    """Return the actor before noun `i` of whom a verb says it: نجح ACTOR في NOUN, ACTOR استمر في NOUN.

    `owned`: the noun has a pronoun, which may be his: ACTOR عقب هجومه.
    """
    at, led = i, -1
    while i - at <= _STEPS and not near.is_stop(at):
        at -= 1
        found = near.ending(at)
        if found and led >= 0:
            return found if _is_subject(near, found, led, None, relative=False) else None
        if found:
            return found if _is_doer(near, found, at + 1, i, owned=owned) else None
        key, before = near.key(at), near.ending(at - 1)
        if owned and key in near.lists.before and _is_his(near, i, before):
            return before
        if key[:1] != "و" and is_form_of(key, near.lists.manages):
            led = at
        elif key not in near.lists.auxiliaries and key not in near.lists.steps:
            return None
    return None


def _is_his(near: Vicinity, i: int, found: Found | None) -> bool:
    """Tell whether the pronoun of noun `i` may be an actor's: his هجومه, hers هجومها."""
    if found is None:
        return False
    of = gender(near.key(near.head(found)).removeprefix(found.clitic), found)
    return found.clitic != "ل" and agrees(of, feminine=near.key(i).endswith("ها"))


def his(near: Vicinity, i: int) -> Found | None:
    """Return whom the pronoun of the noun at `i` takes up, if he stands before the preposition before it: الحركة بعد طردها."""
    found = near.ending(i - 2) if near.key(i - 1) in near.lists.before and not near.is_stop(i - 1) else None
    return found if _is_his(near, i, found) else None


def managing(near: Vicinity, i: int) -> Found | None:
    """Return who manages the noun at `i`, words set between allowed: تمكنت القوات، بإسناد جوي، من تحرير."""
    verbs = _MANAGING.get(near.key(i - 1))
    for at in range(i - 2, max(-1, i - 2 - _MANAGED), -1) if verbs else ():
        if near.is_stop(at + 1):
            return None
        if is_form_of(near.key(at), verbs or _NONE):
            found = near.actor(at + 1)
            return found if found and near.can_act(found) else None
    return None


def _speaking(near: Vicinity, i: int) -> Found | None:
    """Return who says that he, or his forces, did what verb `i` says: أعلن الجيش أنه قصف, قالت الحركة إن مقاتليها هاجموا."""
    before = near.key(i - 1)
    own = near.key(i - 2) in _THAT and _without_pronoun(before) in near.lists.units
    if not (own or before in near.lists.himself):
        return None
    last = i - 3 if own else i - 2
    for at in range(last, max(-1, last - _ASIDE), -1):
        if near.is_stop(at + 1) and at < last:
            return None
        found = near.ending(at)
        if found:
            return found if at == last or is_announcing(near, found) else None
    return None


def _set_apart(near: Vicinity, i: int, trigger: Trigger | None) -> Found | None:
    """Return the subject of verb `i` from which words about it part it: القوات، مدعومة بطائرات، هاجمت."""
    for at in range(i - 1, max(-1, i - _APART), -1):
        if near.is_stop(at + 1):
            return None
        if near.key(at) in near.lists.beside:
            found = near.ending(at - 1)
            return found if found and _is_subject(near, found, i, trigger, relative=False) else None
    return None


def _before_all(near: Vicinity, found: Found, head: int) -> str:
    """Return the key of the word before an actor, or before the series he stands in: من سوريا والعراق وإيران."""
    while found.clitic == "و" and (other := near.ends.get(head - 1)):
        found, head = other, near.head(other)
    return "" if near.is_stop(head) else near.key(head - 1)


def _is_subject(near: Vicinity, found: Found, i: int, trigger: Trigger | None, *, relative: bool) -> bool:
    """Tell whether an actor before verb `i` is its subject; behind a preposition it is none, unless التي follows it."""
    if found.clitic == "ل":
        return near.is_thing_before(found.first)
    head = near.head(found)
    before = _before_all(near, found, head)
    if before == "من" and _is_part(near, head - 2):  # مجموعة من عناصر داعش هاجمت
        return found.clitic == ""
    inside = before.endswith(("ها", "هم")) and near.key(head - 2) in near.lists.relative  # التي يتزعمها فلان شنت
    if found.clitic not in ("", "و", "ف") or inside or not near.agrees(found, head, i, trigger):
        return False
    if before == "من" and trigger is not None and trigger.event == "killed":  # 30 من عناصر طالبان قتلوا
        return True
    no_subject = before in near.lists.before or before in near.lists.beside or before.startswith("لل")
    return relative or not no_subject


def _is_part(near: Vicinity, i: int) -> bool:
    key = near.key(i)
    return key.isdigit() or key in near.lists.counts or key in near.lists.units


def _is_doer(near: Vicinity, found: Found, at: int, i: int, *, owned: bool) -> bool:
    """Tell whether an actor before an event noun does it: a verb before it says it managed, began or announced it."""
    if found.clitic not in ("", "و", "ف", "ل"):
        return False
    head = near.head(found)
    before = near.key(head - 1) if not near.is_stop(head) else ""
    if before in near.lists.resumptive:  # تمكنت فيه القوات من استعادة
        before = near.key(head - 2)
    if before == "من" and near.key(head - 2) in near.lists.beside:
        return False
    if owned:
        return found.clitic != "ل" and not before.startswith("لل")  # القوات الموالية للرئيس فلان
    if at == i and near.key(i).startswith("ل"):  # خطة طالبان للسيطرة, حملة يشنها النظام لاستعادة
        armed = near.type(found) in ("armed_group", "army", "security")
        return armed or _is_event_verb(before)
    managed = (
        before in near.lists.auxiliaries or before in near.lists.attempts or is_form_of(before, near.lists.manages)
    )
    return managed or _is_event_verb(before, "استعاد")  # استعادت القوات السيطرة


def _is_event_verb(key: str, word: str = "") -> bool:
    trigger = triggers().get(key)
    return trigger is not None and trigger.verb and word in ("", trigger.word)


def striker(near: Vicinity, i: int, *, owned: bool) -> Found | None:
    """Return who strikes the blow at word `i` by a verb before it: نفذ التنظيم هجوما, تبنت طالبان الهجوم."""
    if (claim := _claim(near, i)) >= 0:
        found = near.ending(claim - 1)
        return found if found and near.key(found.first - 1) not in near.lists.denies else None
    if near.key(i - 1) in _LEADING_NOUNS:
        return doer_of_noun(near, i)
    if (leading := _leading_verb(near, i)) >= 0:
        return doer_of_verb(near, leading)
    if found := _led(near, i):
        return found
    found = doer_of_noun(near, i, owned=owned)
    right_before = found is not None and (found.last == i - 1 or near.key(i - 1) in near.lists.epithets)
    return found if owned or not right_before else None  # أحبطت القوات هجوما


def _claim(near: Vicinity, i: int) -> int:
    """Return the word that claims the blow at `i`, -1 for none: مسؤوليته عن الهجوم, مسؤوليتها عن سلسلة هجمات, تبنيه الهجوم."""
    at = i - 1
    while i - at <= _STEPS and near.key(at) in near.lists.several:
        at -= 1
    if near.key(at) == "عن" and near.key(at - 1) in near.lists.claims:
        return at - 1
    return at if near.key(at) in near.lists.adopts else -1


def _led(near: Vicinity, i: int) -> Found | None:
    """Return the subject, in its place behind the verb, of the blow at `i`: شنت مقاتلات التحالف فجر اليوم غارات."""
    for at in range(i - 1, max(-1, i - 1 - _LED), -1):
        if near.is_stop(at + 1):
            return None
        found = near.ending(at)
        if found:
            return found if _leads(near, near.head(found) - 1) else None
        if near.is_named(at) or near.key(at) in _ELSEWHERE:
            return None
    return None


def _leading_verb(near: Vicinity, i: int) -> int:
    """Return the word at which a verb that has the blow at `i` as its object stands, -1 for none."""
    for at in range(i - 1, max(-1, i - 1 - _LED), -1):
        if near.is_stop(at + 1) or near.is_named(at) or near.key(at) in _ELSEWHERE:
            return -1
        if _leads(near, at):
            return at
    return -1


def _leads(near: Vicinity, at: int) -> bool:
    key = near.key(at)
    return key in near.lists.lead or is_form_of(key, near.lists.lead)


def is_announcing(near: Vicinity, found: Found) -> bool:
    """Tell whether the verb before an actor is one of saying: أعلن الجيش قتل عشرة."""
    return not stems(near.before(found.first)).isdisjoint(_speech())


def _without_pronoun(key: str) -> str:
    for pronoun in ("ها", "هم", "ه"):
        if key.endswith(pronoun):
            return key.removesuffix(pronoun)
    return ""


@cache
def _speech() -> frozenset[str]:
    return key_set(load_lexicon("persons")["speech"].split())
