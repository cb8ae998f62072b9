"""What is said of an event through the one that و or أو joins it to?"""

from __future__ import annotations

from collections.abc import Iterator

from processors.status.clauses import OWN, Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.governing import FAR_WORDS, Governors
from processors.status.kinds import (
    ACT,
    BE,
    BRINGS,
    DID,
    DOES,
    FUTURE,
    GOVERNS,
    KNOWN,
    NEGATING,
    OR,
    PERHAPS_PRESENT,
    PREPOSITION,
    RELATIVE,
    STOP,
    SUPPOSES,
    THAT,
    WILL,
)
from processors.status.path import Found, Path, carrier, is_definite
from processors.words.affixes import PRESENT, PROCLITICS

_PAIR = 6  # words from an if to the second of two acts joined by و
_SERIES = 40  # words from the first of a series of acts to its last
_SHARED = 14  # words over which an if holds for a second verb
_MAYBE = PERHAPS_PRESENT | FUTURE  # «قد تؤجل أو تلغى»
_NEAR = 5  # words from an event to the verb that carries it
_MEMBERS = 4  # of a kind
_WORDS = 3  # of a member: «مشاكل صحية معلنة أو إصابات»
_OF_NOUNS = ("ة", "ه", "ي", "يا", "ين")  # ends of adjectives
_FEW = 5  # words over which لم denies a second verb


def twin(governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Find what is said of the event right before that و joins this one to: «منع القصف والتهجير»."""
    first = at - 1
    if proclitic != "وال" or not is_definite_word(clause.word(first)):
        return None
    if clause.kind(first - 1) & PREPOSITION and clause.kind(first) & ACT:
        found = governors.of_noun(clause, first, "ال") or governors.far(clause, first, "ال")
        return found if found is not None and found.status == "planned" else None  # «دعا إلى الانسحاب والتفاوض»
    if not clause.kind(first - 1) & GOVERNS:
        return None
    found = governors.of_noun(clause, first, "ال")
    return found if found is not None and found.at == first - 1 else None


def second(cues: Cues, governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Find what is said of the event that و or أو joins this one to: «طالبوا بإعادة الفرز أو إلغاء النتيجة»."""
    if proclitic[:1] != "و" and not clause.kind(at - 1) & OR:
        return None
    for place in range(at - 2, at - FAR_WORDS, -1):
        kind = clause.kind(place)
        if kind & GOVERNS:
            after = clause.word(place + 1)
            for note in cues.notes(clause.word(place)):
                takes = note.cue.through
                if (
                    note.cue.far
                    and note.cue.status != "prevented"
                    and note.cue.status
                    and (after in takes or after[:1] in takes)
                ):
                    return governors.under(clause, place, note, 0)
                like = is_definite_word(after) == is_definite_word(clause.word(at))
                if note.cue.pairs and after not in takes and like:
                    return governors.under(clause, place, note, 0)
        # «في حال إصابة موظف أو خطف زائر»
        near = clause.kind(at - 1) & OR or at - place <= _PAIR
        if kind & SUPPOSES and near and "ال" not in proclitic and clause.supposes(place):
            return Found("conditional", place)
        stop = kind & STOP and not (kind & OR and clause.word(place) == "او")
        if not clause.word(place) or stop or kind & (RELATIVE | THAT | DID) or (kind & DOES and not kind & GOVERNS):
            return None
    return None


def either(governors: Governors, clause: Clause, at: int, proclitic: str, members: int = _MEMBERS) -> Found | None:
    """Return what denies, prevents or supposes the noun that أو joins this one to: «دون سقوط أي قتيل أو جريح».

    Its adjective may stand between, and more of a kind before it: «دون تهمة قانونية أو محاكمة أو إدانة».
    """
    if proclitic or clause.word(at - 1) != "او" or not members:
        return None
    for first in range(at - 2, at - 2 - _WORDS, -1):
        word, kind = clause.word(first), clause.kind(first)
        if not word or is_definite_word(word) or word.endswith(OWN) or kind & (DID | DOES | STOP | PREPOSITION):
            return None
        found = governors.of_noun(clause, first, "", action=bool(kind & ACT))
        if found is None or found.at >= first:
            found = either(governors, clause, first, "", members - 1)
        if found is not None:
            return found
        if not word.endswith(_OF_NOUNS):
            return None
    return None


def or_else(governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return what supposes or denies the noun with article that أو joins this one to: «عرضة للإصابة بأمراض القلب أو الوفاة»."""
    if proclitic != "ال" or clause.word(at - 1) != "او":
        return None
    for first in range(at - 2, at - 2 - _PAIR, -1):
        word, kind = clause.word(first), clause.kind(first)
        if not word or kind & (STOP | RELATIVE | THAT | DID | DOES):
            return None
        if not is_definite_word(word) or word[:1] in ("و", "ف"):
            continue
        article = word[:2] if word[:2] == "لل" else word[: word.index("ال") + 2]
        found = governors.of_noun(clause, first, article) or governors.far(clause, first, article)
        if found is not None:
            return found if found.at < first and found.status in ("conditional", "negated") else None
    return None


def first_acts(cues: Cues, clause: Clause, at: int, proclitic: str) -> Iterator[tuple[int, str]]:
    """Yield the places and the prepositions of acts that و or أو may join this one to: «لتطهير المدينة ودحر التنظيم».

    The nearest first. Both are of one shape: without article, the first has what it is done to behind it.
    """
    if proclitic[:1] != "و" and not clause.kind(at - 1) & OR:
        owner = clause.words[at - 1] if at else ""  # «وحدوث فيضانات»
        if (
            proclitic not in ("", "ال")
            or owner[:1] != "و"
            or is_definite_word(owner)
            or not clause.kinds[at - 1] & (KNOWN | BRINGS)
            or clause.kinds[at - 1] & DID
            or cues.of_act(owner) is None
            or _is_verb(cues, owner)
        ):
            return
        at, proclitic = at - 1, "و"
    elif at == clause.floor and proclitic == "و" and not clause.kinds[at] & ACT:
        return  # «رغبتها في الحوار، ورفض المتحدث التعليق»: rather a verb
    definite, preposition, met = is_definite(proclitic), proclitic[1:2], 0
    act = proclitic == "و" and at + 1 < len(clause.words) and is_definite_word(clause.words[at + 1])
    beside = proclitic[:1] == "و" and clause.words[at - 1].endswith(OWN)  # «باعتقاله ومحاكمته»
    place, farthest, chained = at - (not beside), at - FAR_WORDS, False
    while place > max(farthest + 1, at - _SERIES, 0):
        place -= 1
        kind, word = clause.kinds[place], clause.words[place]
        around = act and word in cues.circumstance and met != place + 1
        if kind & (THAT | DID | WILL | RELATIVE | NEGATING) or (kind & STOP and not around):
            return
        unlike = is_definite_word(word) and not definite
        if not kind & (ACT | BRINGS | KNOWN) or (unlike and not (act and not met and _is_taken(clause, place))):
            continue
        before = cues.of_act(word)
        if before is None or (preposition in ("ب", "ل") and before != preposition):
            continue
        if met and not chained and (definite or (place < clause.floor and at != clause.floor)):
            return  # «بسبب الفقر والقمع والتهجير»: its own neighbours come first, and those of its own clause
        met = met if unlike else place
        chained = chained or (not unlike and word[:1] == "و" and before == "")
        if word[:1] == "و" and before == "":
            farthest = place - FAR_WORDS  # one of a series, whose first is farther on
        yield place, before


def _is_taken(clause: Clause, at: int) -> bool:
    """Return whether a preposition stands before the definite act at `at`: «دعا إلى الانسحاب من المدينة وتسليم السلاح»."""
    return bool(clause.kinds[at - 1] & PREPOSITION) or clause.words[at][:2] in ("با", "لل")


def _is_verb(cues: Cues, word: str) -> bool:
    """Return whether `word` is known as a verb alone: «واستطاع شن هجمات»."""
    notes = cues.notes(word)
    return bool(notes) and all(note.verb for note in notes)


def second_verb(governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return what is said of the verb before, if و or أو joins this one to it: «ستلاحق الشرطة الجناة وتحاكمهم»."""
    if proclitic[:1] != "و" and not clause.kind(at - 1) & OR:
        return None
    present = bool(PROCLITICS[proclitic] & PRESENT)
    beyond = present and 0 < at == clause.floor
    if beyond:
        clause = clause.around(at - 1)  # «يجب أن ينتخب رئيس جديد، ويطلق حوارا»
    for place in range(at - 1, at - FAR_WORDS, -1):
        kind = clause.kind(place)
        if present and kind & WILL:
            return Found("planned", place)
        if kind & SUPPOSES and not beyond and at - place <= _SHARED and clause.supposes(place):
            return Found("conditional", place)  # «إذا هاجموا وسيطروا»
        if _is_first(clause, place, at - place, present=present):
            found = governors.of_verb(clause, place, "ي" if present and clause.kind(place - 1) & _MAYBE else "")
            return None if beyond and found is not None and found.status != "planned" else found
        goes_on = not present and (clause.word(place)[:1] == "و" or clause.kind(place - 1) & SUPPOSES)
        if not clause.word(place) or kind & (RELATIVE | DOES | THAT) or (kind & DID and not goes_on):
            return None
    return None


def _is_first(clause: Clause, place: int, distance: int, *, present: bool) -> bool:
    """Return whether at `place` stands the first of two verbs of one mood: «لن يتحطم ويسقط», «يكون قد لوح أو هدد»."""
    before = clause.kind(place - 1)
    if present and before & _MAYBE:
        return bool(clause.kind(place) & DOES or clause.word(place)[:1] in ("ت", "ن"))
    if not present:
        return bool(before & PERHAPS_PRESENT and clause.kind(place - 2) & BE)
    if before & NEGATING and (
        clause.word(place - 1)[-1:] == "ا" or (clause.word(place - 1)[-1:] == "م" and distance > _FEW)
    ):
        return False  # «لا تعترف بها وتحظر»: لا denies one verb
    return bool(before & (THAT | NEGATING) and (clause.kind(place) & DOES or clause.word(place)[:1] in ("ت", "ن")))


def second_carrier(cues: Cues, governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return what is said of the verb that و or أو joins to another and that carries this event: «قد ينسحبون ويعودون إلى الحرب»."""
    if not any(kind & KNOWN for kind in clause.kinds[max(at - _NEAR, clause.floor) : at]):
        return None
    path = Path(clause, at, proclitic)
    for place in range(at - 1, at - 1 - _NEAR, -1):
        word, kind = clause.word(place), clause.kind(place)
        light = carrier(cues.notes(word), path, place) if kind & KNOWN else None
        if light is not None and light.verb:
            known = is_definite(proclitic) and path.head == at and not path.through
            return None if known or kind & WILL else second_verb(governors, clause, place, light.proclitic)
        if light is not None:
            path.turn(place, light.proclitic)
        elif kind & PREPOSITION and place == path.head - 1:
            path.cross(word)
        elif not word or kind & (STOP | RELATIVE | THAT | DID | DOES | PREPOSITION) or not is_definite_word(word):
            return None
    return None
