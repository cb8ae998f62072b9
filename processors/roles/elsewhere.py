"""Who does what a word says, when grammar names him elsewhere: a subject taken over, an accused, one who suffers a blow."""

from __future__ import annotations

from processors.names.aliases import stems
from processors.names.coreference import Found
from processors.names.places import is_form_of, is_verb
from processors.roles.agreement import is_feminine
from processors.roles.doers import doer_of_verb, outer
from processors.roles.light import blow_of
from processors.roles.speaking import without_pronoun
from processors.roles.triggers import Trigger, triggers
from processors.roles.vicinity import Vicinity, is_state

_BACK = 22  # words between a verb and one that goes on with its subject
_PAIRED = 8  # words between two nouns of one doer
_ACCUSING = 6  # words between an accusation and the accused
_ACCUSATIONS = ("اتهام", "اتهامات", "باتهام")  # who follows accuses
_COMMITTING = ("بشن", "بتنفيذ", "بتوجيه", "بتدبير", "بارتكاب")  # of what follows somebody is accused: بشن غارات
_ENTERING = frozenset(("دخل", "غادر", "وصل", "عبر"))  # دخلت الكويت: the state is where
_SUFFERING = 5  # words between تعرض and who suffers


def carried(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return the subject that verb `i` takes over from the one before it: هاجمت طالبان القاعدة وقتلت عشرة.

    Only where that verb's subject is an actor, both verbs agree, and the object stands behind this one.
    """
    return subject_before(near, i, trigger) if _has_object(near, i, trigger) else None


def subject_before(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return the subject of the verb before that verb `i`, which names none, takes over: حيث تمكنت من استعادة."""
    if not _is_joined(near, i, trigger):
        return None
    for at in range(i - 1, max(-1, i - 1 - _BACK), -1):
        if near.is_stop(at + 1) or near.key(at) in near.lists.relative:
            return None
        found = near.ending(at)
        found = outer(near, found) or found
        if found:
            verb = near.head(found) - 1
            if is_state(found) and is_form_of(near.key(verb), _ENTERING):
                continue
            if _is_verb(near, verb) and near.agrees(found, verb + 1, verb, triggers().get(near.key(verb))):
                return found if _go_together(near, found, verb, i, trigger) else None
        elif not near.is_named(at) and _is_verb(near, at) and not _may_be_noun(near, at):
            met = without_pronoun(near.key(at)) and near.before(at) in near.lists.relative
            if met or "،" in near.passage.gap(at):  # التي تحاربها, توجهت عناصر متطرفة، وقامت
                return None
            found = doer_of_verb(near, at)
            return found if found and _go_together(near, found, at, i, trigger) else None
    return None


def _is_joined(near: Vicinity, i: int, trigger: Trigger) -> bool:
    before = near.before(i)
    if before == "ان":
        return near.key(i - 2) in ("بعد", "قبل")
    return trigger.proclitic[:1] in ("و", "ف") or before in near.lists.joining


def _has_object(near: Vicinity, i: int, trigger: Trigger) -> bool:
    """Tell whether what follows verb `i` is its object or a preposition, so that it is no subject."""
    i = near.behind(i) - 1
    if near.key(i + 1) in near.lists.resumptive:
        return near.key(i + 1).startswith("علي")  # انتزعت منها
    if trigger.carries:
        behind = near.key(i + 1)
        return near.is_stop(i + 1) or behind == "من" or behind in near.lists.objects or behind in near.lists.onto
    if near.is_stop(i + 1):
        return False
    key = near.key(i + 1)
    accusative = near.is_accusative(i + 1)
    if trigger.light:
        return blow_of(near, i) >= 0
    if trigger.event == "killed" and not (trigger.feminine or trigger.plural):
        return accusative
    several = key in near.lists.counts and key.endswith("ه")  # وقتلت ثلاثة رجال, but وقتلت ثلاث نساء may be suffered
    held = key.startswith("سيطرت") or key in near.lists.objects or key in near.lists.onto or key in near.lists.places
    return accusative or several or held or key.isdigit()


def _is_verb(near: Vicinity, at: int) -> bool:
    if at < 0:
        return False
    trigger = triggers().get(near.key(at))
    if (trigger is not None and trigger.verb) or is_verb(near.passage.tokens[at].folded):
        return True
    return is_form_of(near.key(at), near.lists.acts)


def _may_be_noun(near: Vicinity, at: int) -> bool:
    """Tell whether word `at` is written like the noun of its verb, and nobody stands before it: إحراز تقدم."""
    known = triggers().get(near.key(at))
    bare = near.key(at) in near.lists.acts and not (known and known.verb)
    return bare and near.ending(at - 1) is None


def _go_together(near: Vicinity, found: Found, verb: int, i: int, trigger: Trigger) -> bool:
    """Tell whether verb `i` may have the subject that the verb at `verb` has."""
    first = triggers().get(near.key(verb))
    if trigger.plural:  # a verb before its subject is in the singular: هاجم مسلحو الحركة فندقا وقتلوا
        return near.key(verb).endswith(("وا", "ون")) or (verb < found.first and near.key(verb + 1) in near.lists.units)
    feminine = first.feminine if first and first.verb else is_feminine(near.key(verb))
    plural = first is not None and first.verb and first.plural
    return not plural and feminine == trigger.feminine and near.agrees(found, near.head(found), i, trigger)


def coordinated(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return who does the noun at `i` with the one before it: تفجير الحوثيين 19 منزلا واقتحام 59 منزلا."""
    if trigger.proclitic != "و" or near.is_stop(i + 1) or not _is_counted(near, i + 1):
        return None
    for at in range(i - 1, max(-1, i - 1 - _PAIRED), -1):
        if near.is_stop(at + 1):
            return None
        found = near.ending(at)
        if found:
            first = triggers().get(near.key(near.head(found) - 1))
            return found if first and not (first.feminine or first.hits or found.clitic) else None
    return None


def _is_counted(near: Vicinity, i: int) -> bool:
    key = near.key(i)
    return key.isdigit() or key in near.lists.objects or key in near.lists.places


def accused(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return who is accused of the noun at `i`: اتهمت الحكومة حركة الشباب بتفجير الفندق, بشن هجوم."""
    committing = near.key(i - 1) in _COMMITTING and not near.is_stop(i)
    if not (committing or trigger.proclitic.endswith(("ب", "بال"))):
        return None
    at = i - committing
    found = _ending_before(near, at - _with_others(near, at - 1))
    if found is None or found.clitic:
        return None
    head = near.head(found)
    for at in range(head - 1, max(-1, head - 1 - _ACCUSING), -1):
        if near.is_stop(at + 1):
            return None
        if near.key(at) in near.lists.accuses:
            accuser = at == head - 1 and near.key(at) in _ACCUSATIONS
            return None if accuser else found
    return None


def _with_others(near: Vicinity, i: int) -> bool:
    """Tell whether word `i` adds an actor's allies to him: الجيش وحلفاءه."""
    return near.key(i).startswith("وحلف") and not near.is_stop(i)


def suffering(near: Vicinity, i: int, trigger: Trigger) -> Found | None:
    """Return who suffers the blow at `i`: تعرضت مواقع للجيش لقصف."""
    if trigger.proclitic not in ("ل", "ول", "لل"):
        return None
    found = _ending_before(near, i)
    if found is None:
        return None
    for at in range(found.first - 1, max(-1, found.first - 1 - _SUFFERING), -1):
        if near.is_stop(at + 1):
            return None
        key = near.key(at)
        if key in near.lists.meets:
            return found
        if key not in near.lists.units and key not in near.lists.places:
            return None
    return None


def _ending_before(near: Vicinity, i: int) -> Found | None:
    """Return the actor right before word `i`, an adjective allowed between."""
    found = near.ending(i - 1)
    adjective = near.key(i - 1).startswith("ال") and not near.key(i - 1).endswith(("ون", "ين"))
    if found is None and adjective and not near.is_stop(i - 1):
        found = near.ending(i - 2)
    return found


def striking_before(near: Vicinity, i: int) -> Found | None:
    """Return whose blow it is that verb `i` tells of: غارات شنها الجيش استهدفت, عمليات لمقاتلي الحزب استهدفت."""
    found = None if near.is_stop(i) else near.ending(i - 1)
    found = outer(near, found) or found
    if found is None:
        return None
    carried_out = near.key(near.head(found) - 1) in near.lists.carried
    return found if carried_out or near.clitic(found) == "ل" else None


def thing_behind(near: Vicinity, i: int) -> bool:
    """Tell whether a thing, no person, is the subject behind verb `i`: استهدفت غارة للتحالف مواقع الحوثيين."""
    return not near.is_stop(i + 1) and not stems(near.key(i + 1)).isdisjoint(near.lists.things)
