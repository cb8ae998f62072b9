"""Who stands before an event word, or behind the verb that leads to it, as the one who does what it says?"""

from __future__ import annotations

from processors.names.aliases import stems
from processors.names.coreference import Found
from processors.names.places import is_form_of, is_verb
from processors.roles.agreement import agrees, gender, is_feminine
from processors.roles.light import blow_of
from processors.roles.speaking import THAT, speaking, speaks
from processors.roles.triggers import Trigger, triggers
from processors.roles.vicinity import Vicinity, is_state

_STEPS = 3  # words between a doer and a noun of what it does: تمكن الجيش من استعادة السيطرة
_LED = 5  # words between a verb and the blow that is its object: نفذ نهاية الأسبوع الماضي غارات
_FAR = 24  # the same, from a light verb
_LEADING_NOUNS = ("توجيه", "تنفيذ", "بتوجيه", "بتنفيذ", "شن", "بشن", "لشن")
_TITLE = 4  # words of a title between a verb of saying and a name
_APART = 9  # words set between a subject and its verb
_REGAINING = ("استعاد", "انتزع")  # their object may be السيطرة
_ELSEWHERE = frozenset(("علي", "ضد", "عن", "الي", "بعد", "قبل", "عقب", "اثر", "بسبب"))  # واصلت الرد على الهجوم
_APPOSED = 4  # words between a comma and the name that stands before the next: روسيا، حليفة دمشق،
_LED_BY = ("بقياده", "بزعامه")
_BLAMED = 7  # words from a verb of blaming to whom it blames
_LOADING = ("حمل", "حملت", "وحمل", "وحملت", "يحمل", "تحمل", "محملا", "محمله", "حملوا")
_ADMITS = frozenset({"اعترف", "اقر"})  # their object is a claim as well: يعترف بمسؤوليته عن


def doer_of_verb(near: Vicinity, i: int) -> Found | None:
    """Return the actor that stands before verb `i` as its subject: ACTOR [التي قد] VERB, أعلن ACTOR أنه VERB."""
    if said := speaking(near, i):
        return said
    at, relative, trigger = i, "", triggers().get(near.key(i))
    while i - at <= _STEPS and not near.is_stop(at):
        at -= 1
        found = outer(near, near.ending(at))
        if found:
            does = _is_subject(near, found, i, trigger, relative=bool(relative)) and _is_told_of(relative, trigger)
            does = does and not (near.is_quoted(i) and speaks(near, found))
            does = does and (near.key(i)[:1] not in ("و", "ف") or trigger is None or _has_own_verb(near, found))
            if near.past(found) == i and "،" in near.passage.gap(i):
                return _beyond_comma(near, found, i, trigger, does=does)
            return found if does else _set_apart(near, i, trigger)
        key = near.key(at)
        if key not in near.lists.auxiliaries and key not in near.lists.steps:
            return _set_apart(near, i, trigger)
        relative = relative or (key if key in near.lists.relative else "")
    return None


def _beyond_comma(near: Vicinity, found: Found, i: int, trigger: Trigger | None, *, does: bool) -> Found | None:
    """Return the subject of verb `i` behind a comma, right before which an actor stands: روسيا، حليفة دمشق، قصفت."""
    head = near.head(found)
    for at in range(head, max(0, head - _APPOSED), -1) if is_state(found) and not found.clitic else ():
        if near.key(at - 1) in THAT:
            break
        if "،" in near.passage.gap(at):
            before = near.ending(at - 1)
            return before if before and _is_subject(near, before, i, trigger, relative=False) else None
    last = found.clitic == "و" or near.key(head - 1)[:1] == "و"  # مع الفصيل والحركة، تسيطر القوات
    one = trigger is not None and not trigger.plural
    return found if does and not (last and one) else _set_apart(near, i, trigger)


def _has_own_verb(near: Vicinity, found: Found) -> bool:
    """Tell whether an actor is the subject of a verb right before it, with which the next one goes on: نفذتها الحركة واستهدفت."""
    verb = near.head(found) - 1
    has_subject = (near.passage.joined(verb) and near.ending(verb - 1)) or near.thing_before(verb) >= 0
    if near.is_stop(verb + 1) or found.clitic or has_subject:
        return False
    return near.key(verb) in near.lists.carried or is_verb(near.passage.tokens[verb].folded)


def outer(near: Vicinity, found: Found | None) -> Found | None:
    """Return an actor, or whom the clause tells of in which he leads or helps: التحالف الذي تقوده السعودية, المقاومة يساندها التحالف."""
    if found is None:
        return None
    verb = near.head(found) - 1
    key = near.key(verb) if not near.is_stop(found.first) else ""
    if key in _LED_BY and not near.is_stop(verb):  # قوات التحالف بقيادة السعودية
        return near.ending(verb - 1) or found
    if not key.endswith(("ه", "ها", "هم")) or _is_event_verb(key):
        return found
    present = key[:1] in ("ي", "ت") and key not in near.lists.carried
    if near.key(verb - 1) in near.lists.relative and (present or is_verb(near.passage.tokens[verb].folded)):
        return near.ending(verb - 2)
    return near.ending(verb - 1) if present and is_verb(near.passage.tokens[verb].folded) else found


def _is_told_of(relative: str, trigger: Trigger | None) -> bool:
    """Tell whether a verb is said of whom its relative pronoun takes up: الذي قصف, but not الذي أسقطت or التي يسيطر."""
    if trigger is None or not trigger.verb or not relative:
        return True
    if relative.endswith("الذين"):
        return trigger.plural
    return trigger.plural or trigger.feminine == relative.endswith("التي")


def doer_of_noun(near: Vicinity, i: int, *, owned: bool = False) -> Found | None:
    """Return the actor before noun `i` of whom a verb says it: نجح ACTOR في NOUN, ACTOR استمر في NOUN.

    `owned`: the noun has a pronoun, which may be his: ACTOR عقب هجومه.
    """
    at, led = i, -1
    while i - at <= _STEPS and not near.is_stop(at):
        at -= 1
        found = outer(near, near.ending(at))
        if found and led >= 0:
            return found if _is_subject(near, found, led, None, relative=False) else None
        if found:
            return found if _is_doer(near, found, at + 1, i, owned=owned) else None
        key, before = near.key(at), near.ending(at - 1)
        if owned and key in near.lists.before and _is_his(near, i, before):
            return before
        if key[:1] != "و" and (is_form_of(key, near.lists.manages) or _is_event_verb(key, *_REGAINING)):
            led = at
        elif not (near.is_when(at) or key in near.lists.auxiliaries or key in near.lists.steps):
            return None
    return None


def _is_his(near: Vicinity, i: int, found: Found | None) -> bool:
    """Tell whether the pronoun of noun `i` may be an actor's: his هجومه, hers هجومها, theirs هجومهم."""
    if found is None:
        return False
    if near.key(i).endswith("هم"):
        people = not near.is_force(found) or near.key(near.head(found) - 1).endswith("و")  # محققو المكتب
        return found.clitic != "ل" and near.is_collective(found) and people
    of = gender(near.key(near.head(found)).removeprefix(found.clitic), found)
    return found.clitic != "ل" and agrees(of, feminine=near.key(i).endswith("ها"))


def his(near: Vicinity, i: int) -> Found | None:
    """Return whom the pronoun of the noun at `i` takes up, if he stands before the preposition before it: الحركة بعد طردها."""
    found = near.ending(i - 2) if near.key(i - 1) in near.lists.before and not near.is_stop(i - 1) else None
    return found if _is_his(near, i, found) else None


def _set_apart(near: Vicinity, i: int, trigger: Trigger | None) -> Found | None:
    """Return the subject of verb `i` from which words about it part it: القوات، مدعومة بطائرات، هاجمت."""
    if near.before(i) in near.lists.relative:  # بدعم المجالس التي نجحت
        return None
    for at in range(i - 1, max(-1, i - _APART), -1):
        if near.is_stop(at + 1):
            return None
        if near.key(at) in near.lists.beside:
            found = near.ending(at - 1)
            return found if found and _is_subject(near, found, i, trigger, relative=False) else None
    return None


def _is_under(near: Vicinity, found: Found, head: int) -> bool:
    """Tell whether a person is named as whom others follow: قوات بقيادة العميد سالم, ولاءها للرئيس السابق سالم."""
    for at in range(head - 1, max(-1, head - 1 - _TITLE), -1) if near.type(found) == "person" else ():
        key = near.key(at)
        if near.is_stop(at + 1) or key in near.lists.auxiliaries or key in THAT or "،" in near.passage.gap(at):
            return False
        another = key in near.lists.beside or key in near.lists.dealing  # القوات الموالية لشرعية الرئيس سالم
        if key.startswith("لل") or another or key.endswith(("قودها", "قوده", "تزعمها", "تزعمه")):
            return True
    return False


def _is_thing_of(near: Vicinity, head: int) -> bool:
    """Tell whether what strikes stands before those whose it is: صواريخ المتمردين دمرت, ألغام زرعها المتمردون تقتل."""
    before = "" if near.is_stop(head) else near.key(head - 1)
    return before.endswith("ها") or before in near.lists.carried or not stems(before).isdisjoint(near.lists.things)


def _before_all(near: Vicinity, found: Found, head: int) -> str:
    """Return the key of the word before an actor, or before the series he stands in: من سوريا والعراق وإيران."""
    while found.clitic == "و" and (other := near.ends.get(head - 1)):
        found, head = other, near.head(other)
    return "" if near.is_stop(head) else near.key(head - 1)


def _is_subject(near: Vicinity, found: Found, i: int, trigger: Trigger | None, *, relative: bool) -> bool:
    """Tell whether an actor before verb `i` is its subject; behind a preposition it is none, unless التي follows it."""
    head = near.head(found)
    single = is_state(found) or (near.type(found) == "person" and head == found.first)
    if single and trigger is not None and trigger.plural and not _is_one_of(near, found, i):
        return False  # الحوثيون المتحالفون مع إيران الذين سيطروا
    if near.clitic(found) == "ل":
        return _may_own(near, found, i, trigger, relative=relative)
    before = _before_all(near, found, head)
    if before == "من" and _is_part(near, head - 2):  # مجموعة من عناصر داعش هاجمت
        return found.clitic == "" and "،" not in near.passage.gap(found.last + 1)
    many = trigger is not None and trigger.verb and not trigger.plural and not relative and near.is_many(found)
    others = many and before != "من" and not _is_thing_of(near, head)  # معقل المتمردين، قصفت
    if others or found.clitic not in ("", "و", "ف") or not near.agrees(found, head, i, trigger):
        return False
    if before == "من" and trigger is not None and trigger.event == "killed":  # 30 من عناصر طالبان قتلوا
        return True
    no_subject = (
        _is_under(near, found, head)
        or before in near.lists.before
        or before in near.lists.beside
        or before.startswith("لل")
    )
    no_subject = no_subject or (before in near.lists.hands and near.key(head - 2) == "علي")
    no_subject = no_subject or (is_state(found) and near.is_thing(before))  # قاعدة المغرب
    no_subject = no_subject or not stems(before).isdisjoint(near.lists.bloodless)  # فيضانات الهند
    return relative or not no_subject


def _may_own(near: Vicinity, found: Found, i: int, trigger: Trigger | None, *, relative: bool) -> bool:
    """Tell whether verb `i` may be said of what belongs to an actor: طائرات تابعة للتحالف قصفت, غارات للجيش استهدفت."""
    head = near.head(found)
    if near.key(head - 1).startswith("تابع") and near.key(head - 2) in near.lists.forces:
        return near.agrees(found, head - 2, i, trigger)
    nearest = relative and not is_state(found) and near.key(head - 1) not in near.lists.dealing
    return nearest or near.thing_before(found.first) >= 0


def _is_one_of(near: Vicinity, found: Found, i: int) -> bool:
    """Tell whether a state before verb `i` is one of several: فرنسا وبريطانيا قصفوا, فرنسا وحلفاؤها قصفوا."""
    series = found.clitic == "و" and near.passage.gap(i) == " "
    return series or (found.last < i - 1 and near.key(found.last + 1)[:1] == "و")


def _is_part(near: Vicinity, i: int) -> bool:
    key = near.key(i)
    return key.isdigit() or key in near.lists.counts or key in near.lists.units


def _is_doer(near: Vicinity, found: Found, at: int, i: int, *, owned: bool) -> bool:
    """Tell whether an actor before an event noun does it: a verb before it says it managed, began or announced it."""
    apart = at == i and near.key(i)[:1] != "و" and "،" in near.passage.gap(i) and (owned or found.clitic == "ل")
    if apart or found.clitic not in ("", "و", "ف", "ل"):  # القوات، ممثلة في الحركة، قصفها
        return False
    head = near.head(found)
    verb = head - 2 if near.key(head - 1) in near.lists.resumptive else head - 1  # تمكنت فيه القوات من استعادة
    before = near.key(verb) if not near.is_stop(head) else ""
    if before == "من" and near.key(head - 2) in near.lists.beside:
        return False
    has_subject = near.passage.joined(verb) and before[:1] != "و" and near.ending(verb - 1) is not None
    if owned:  # not القوات الموالية للرئيس فلان, إسرائيل أخطرت موسكو
        return found.clitic != "ل" and not before.startswith("لل") and not has_subject
    if at == i and near.key(i).startswith("ل"):  # خطة طالبان للسيطرة, حملة يشنها النظام لاستعادة
        armed = near.type(found) in ("armed_group", "army", "security")
        return armed or _is_event_verb(before) or (before in near.lists.attempts and "اعلان" not in before)
    if is_form_of(before, near.lists.manages):  # قامت القوات بقصف, but هدد الوزير الحركة بضربة
        return not has_subject and _may_manage(near, found, head, before)
    managed = before in near.lists.auxiliaries or before in near.lists.attempts
    return managed or _is_event_verb(before, *_REGAINING)  # استعادت القوات السيطرة


def _may_manage(near: Vicinity, found: Found, head: int, verb: str) -> bool:
    """Tell whether a verb of managing agrees with an actor behind it; تمكن begins like the feminine and is none."""
    feminine = verb.endswith("ت") or (is_feminine(verb) and verb.lstrip("وف") not in near.lists.manages)
    return agrees(gender(near.key(head).removeprefix(found.clitic), found), feminine=feminine)


def _is_event_verb(key: str, *words: str) -> bool:
    trigger = triggers().get(key)
    return trigger is not None and trigger.verb and (not words or trigger.word in words)


def striker(near: Vicinity, i: int, *, owned: bool) -> Found | None:
    """Return who strikes the blow at word `i` by a verb before it: نفذ التنظيم هجوما, تبنت طالبان الهجوم."""
    if (claim := _claim(near, i)) >= 0:
        return _blamed(near, claim) or _owning_up(near, claim)
    if near.key(i - 1) == "مسووليه" and (blamed := _blamed(near, i - 1)):
        return blamed
    if near.key(i - 1) in _LEADING_NOUNS:
        return doer_of_noun(near, i)
    if (leading := _leading_verb(near, i)) >= 0:
        return doer_of_verb(near, leading)
    if found := _led(near, i) or _led_from_far(near, i):
        return found
    found = doer_of_noun(near, i, owned=owned)
    right_before = found is not None and near.past(found) == i and near.key(i)[:1] != "ب"  # but قامت القوات بهجوم
    return found if owned or not right_before else None  # أحبطت القوات هجوما


def _owning_up(near: Vicinity, claim: int) -> Found | None:
    """Return who claims a blow: أعلن التنظيم مسؤوليته عن, اعترف الجيش الأربعاء بمسؤوليته عن."""
    day = near.key(claim - 1) in near.lists.days
    found = near.ending(claim - 1 - day) or _claiming(near, claim)
    return found if found and near.key(found.first - 1) not in near.lists.denies else None


def _blamed(near: Vicinity, claim: int) -> Found | None:
    """Return who is blamed for a blow: اتهمت تركيا الحزب بالوقوف وراء الهجوم, حملت تركيا الحزب مسؤولية الهجوم."""
    standing = near.key(claim - 1) in ("بالوقوف", "بانه", "بانها")
    found = near.ending(claim - 1 - standing)
    if found is None or found.clitic or not (standing or near.key(claim) == "مسووليه"):
        return None
    verbs = near.lists.accuses if standing else _LOADING
    head = near.head(found)
    for at in range(head - 1, max(-1, head - 1 - _BLAMED), -1):
        if near.is_stop(at + 1):
            return None
        if near.key(at) in verbs:  # not حملت روسيا مسؤولية الهجوم لتركيا
            by_another = at < head - 1 or near.ending(at - 1) or near.key(at - 1) in near.lists.relative
            return found if by_another else None
    return None


def _claim(near: Vicinity, i: int) -> int:
    """Return the word that claims the blow at `i`, -1 for none: مسؤوليتها عن سلسلة هجمات, تبنيه الهجوم, وراء الهجوم."""
    at = i - 1
    while i - at <= _STEPS and near.key(at) in near.lists.several:
        at -= 1
    if near.key(at) == "عن" and near.key(at - 1).removeprefix("ب") in near.lists.claims:
        return at - 1
    return at if near.key(at) in near.lists.adopts or near.key(at) == "وراء" else -1


def _claiming(near: Vicinity, claim: int) -> Found | None:
    """Return the subject before the verb whose object is a claim, or before إنه: داعش يعلن مسؤوليته عن, قالت إنها وراء."""
    verb = near.key(claim - 1)
    if is_form_of(verb, near.lists.manages) or is_form_of(verb, _ADMITS):
        return doer_of_verb(near, claim - 1)
    return speaking(near, claim)


def _led(near: Vicinity, i: int) -> Found | None:
    """Return the subject, in its place behind the verb, of the blow at `i`: شنت مقاتلات التحالف فجر اليوم غارات."""
    for at in range(i - 1, max(-1, i - 1 - _LED), -1):
        if near.is_stop(at + 1):
            return None
        found = outer(near, near.ending(at))
        if found and _only_helps(near, near.head(found) - 1):
            continue
        if found:
            return found if _leads(near, near.head(found) - 1) else None
        if (near.is_named(at) and near.place(at) is None and near.ends.get(at) is None) or near.key(at) in _ELSEWHERE:
            return None
    return None


def _only_helps(near: Vicinity, before: int) -> bool:
    """Tell whether who is named behind word `before` leads or helps: قوات التحالف بقيادة السعودية, مدعومة من روسيا."""
    return near.key(before - (near.key(before) == "من")) in near.lists.beside


def _leading_verb(near: Vicinity, i: int) -> int:
    """Return the word at which a verb that has the blow at `i` as its object stands, -1 for none."""
    for at in range(i - 1, max(-1, i - 1 - _LED), -1):
        if near.is_stop(at + 1) or near.is_named(at) or near.key(at) in _ELSEWHERE:
            return -1
        between = triggers().get(near.key(at))
        if between and between.event == "repelled" and not between.verb:  # يواصل قصفه لإحباط هجمات
            return -1
        if _leads(near, at):
            return at
    return -1


def _led_from_far(near: Vicinity, i: int) -> Found | None:
    """Return who does a light verb whose blow is at word `i`, words on its subject between: شن التنظيم الذي خسر أراضيه هجوما."""
    for at in range(i - 1, max(-1, i - 1 - _FAR), -1):
        if near.is_stop(at + 1):
            return None
        trigger = triggers().get(near.key(at))
        if trigger and trigger.light and not trigger.carries:
            led = blow_of(near, at) == i
            return (near.actor(near.behind(at)) or doer_of_verb(near, at)) if led else None
    return None


def is_led(near: Vicinity, i: int) -> bool:
    """Tell whether the blow at word `i` is somebody's deed, whoever's: وجه ضربة, توجيه ضربة."""
    return near.key(i - 1) in _LEADING_NOUNS or _leading_verb(near, i) >= 0


def _leads(near: Vicinity, at: int) -> bool:
    key = near.key(at)
    return key in near.lists.lead or is_form_of(key, near.lists.lead)
