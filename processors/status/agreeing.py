"""Is an adjective behind an event and its owner said of the event: «انسحاب القوات المرتقب», «هجوم دوما الكيميائي المزعوم»?"""

from __future__ import annotations

from processors.status.clauses import OWN, Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.kinds import ACT, BE, BRINGS, CONTEST, DID, DOES, KNOWN, NAMED, PREPOSITION, STOP
from processors.status.pointing import THIS
from processors.status.wordlists import parts

_FEMININE = ("ة", "ات", *parts("agreeing", "feminine"), *parts("agreeing", "described_too"))
_RELATING = ("ي", "ية", "يا")  # of an adjective made of a noun
_OTHER = ("المشتبه", "المخطط")  # said of people, a noun: «اعتقال جون المشتبه به», «إحباط هذا المخطط»
_DUE = parts("agreeing", "due")
_SHORT = 4  # letters: «به» and «منها» are no acts
_NO_NAME = ACT | BRINGS | KNOWN | PREPOSITION | STOP | DID | DOES | NAMED


def agrees(cues: Cues, clause: Clause, last: int, place: int, *, definite: bool) -> bool:
    """Return whether the adjective at `place` is said of the event, `definite` or not, that ends at `last`."""
    word, event, before = clause.word(place), clause.word(last), clause.word(place - 1)
    if of_many(clause, last, place) or comes_from(clause, last, place):
        return False
    # «الهجوم كان مفبركا», but «استقالته كانت متوقعة»
    if clause.kind(place - 1) & BE and cues.after.get(word) == "negated":
        return True
    if place == last + 1:
        return (definite or is_definite_word(event) or event.endswith(OWN)) >= is_definite_word(word)
    # The second word agrees with the event, or it is the next noun's: «إلغاء القمة المرتقبة».
    # A definite one after an event without article owns it: «مقتل المشتبه به».
    if is_definite_word(word) == definite or _due_to_be(clause, last, place) or of_event(clause, last, place):
        return True
    # «انتخابات الرئاسة المقررة», «انطلاق الموسم المقبل»
    return bool(cues.awaited.search(event) or _is_of_contest(clause, last, word)) and is_definite_word(before)


def _due_to_be(clause: Clause, last: int, place: int) -> bool:
    """Return whether at `place` is said when the event is to be held: «مواجهة الضيوف المقرر إقامتها»."""
    after = clause.word(place + 1)
    if after.endswith("ها") != clause.word(last).endswith(_FEMININE):
        return False  # «إلغاء الزيارة المقرر إجراؤها»
    return clause.word(place).removeprefix("ال").startswith(_DUE) and len(after) > _SHORT and after.endswith(OWN)


def _is_of_contest(clause: Clause, last: int, word: str) -> bool:
    """Return whether `word` may be said of a contest beyond its side: «مواجهة الضيوف المقبلة», but not «مواجهة التحدي المقبل»."""
    return bool(clause.kind(last) & CONTEST) and ("مواجه" not in clause.word(last) or word.endswith("ة"))


def of_event(clause: Clause, last: int, place: int) -> bool:
    """Return whether the adjective with article at `place` agrees with the event that ends at `last`, not with its owner.

    The owner is feminine, «تسليم السلطة المرتقب», or a name without article: «عدوان الجارة», «استفتاء بريطانيا المقبل».
    """
    event, word, owner = clause.word(last), clause.word(place), clause.word(last + 1)
    if place < last + 2 or not is_definite_word(word) or event.endswith(OWN) or word in _OTHER:
        return False
    feminine = event.endswith(_FEMININE)
    then = clause.word(place + 1)
    # «إلغاء الزيارة المقرر إجراؤها»: its subject follows
    if feminine != word.endswith("ة") or then == "ان" or then.endswith(OWN):
        return False
    between = [clause.word(at) for at in range(last + 2, place)]
    if is_definite_word(owner):
        return not feminine and all(each.endswith(("ة", "ات")) and is_definite_word(each) for each in (owner, *between))
    name = len(owner) > 2 and not clause.kind(last + 1) & _NO_NAME and owner not in THIS and not owner.endswith(OWN)
    return name and all(each.endswith(_RELATING) and is_definite_word(each) for each in between)


def of_many(clause: Clause, last: int, place: int) -> bool:
    """Return whether the plural adjective at `place` is said of people beyond the event: «توقيف ناشطين مفترضين»."""
    return (
        place > last + 1 and clause.word(place).endswith(("ين", "ون")) and not clause.word(last).endswith(("ين", "ون"))
    )


def comes_from(clause: Clause, last: int, place: int) -> bool:
    """Return whether the word at `place` says from where something comes: «صواريخ قادمة من الشمال», «دخول البلدة قادمة»."""
    word = clause.word(place)
    if "قادم" not in word:
        return False
    return clause.word(place + 1) == "من" or (
        place > last + 1 and is_definite_word(clause.word(place - 1)) > is_definite_word(word)
    )


def second(clause: Clause, place: int) -> bool:
    """Return whether the word with و at `place` is a second adjective beside that before it: «البرلمانية والمحلية»."""
    before, word = clause.word(place - 1), clause.word(place)[1:]
    alike = is_definite_word(before) == is_definite_word(word)
    return alike and any(before.endswith(end) and word.endswith(end) for end in ("ية", "ي"))
