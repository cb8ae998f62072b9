"""Which word governs an event, and what status does it give?

Cues govern cues: «نفى محاولة منع هجوم» is read from the event outwards, each word in the light of the one before it.
"""

from __future__ import annotations

from marsad.records import Status
from processors.affixes import PRESENT, PROCLITICS
from processors.clauses import Clause
from processors.cues import (
    ANY,
    BARRING,
    BE,
    DID,
    DOES,
    EXCEPT,
    FARTHEST,
    FUTURE,
    GOVERNS,
    KNOWN,
    NEGATING,
    NOT_TO,
    OR,
    PERHAPS,
    PERHAPS_PRESENT,
    PREPOSITION,
    STOP,
    THAT,
    Cues,
    Note,
)  # fmt: skip
from processors.path import Found, Path, carrier, governor

_DEEPEST = 3  # «نفى محاولة منع هجوم»: longer chains of cues are not news
SUPPOSED = 6  # words from an if to what it supposes
_LONGEST = 14  # words from the event to what governs it, over words that carry it


class Governors:
    """Finds what governs a verb or a noun of a clause."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues

    def of_verb(self, clause: Clause, at: int, proclitic: str, depth: int = 0) -> Found | None:
        """Return what is said of the finite verb at `at`."""
        before = clause.kind(at - 1)
        present = bool(PROCLITICS[proclitic] & PRESENT)
        if before & NEGATING or (present and before & NOT_TO and clause.word(at - 1) == "الا"):
            if (place := self._supposed(clause, at - 1)) is not None:
                return place  # «إذا لم يتم التوصل إلى اتفاق»
            return Found("asserted" if self._excepted(clause, at) else "negated", at - 1)
        if present and "س" in proclitic:
            return Found("planned", at)
        if before & FUTURE:
            return Found("planned", at - 1)
        if before & PERHAPS or (present and before & PERHAPS_PRESENT):
            return Found("conditional", at - 1)
        if before & PERHAPS_PRESENT and clause.kind(at - 2) & BE | clause.kind(at - 3) & BE:
            at -= 2 if clause.kind(at - 2) & BE else 3  # «أن يكون قد هدد»
        return (
            self._that(clause, at, depth)
            or self._supposed(clause, at)
            or (self._helped(clause, at, depth) if present else None)
        )

    def _that(self, clause: Clause, at: int, depth: int) -> Found | None:
        """Return what is said of the أن before the verb at `at`, its subject between: «يتوقع أن القوات ستهاجم»."""
        for place in range(at - 1, at - 6, -1):
            kind = clause.kind(place)
            if kind & THAT:
                found = self.of_noun(clause, place, clause.word(place)[: clause.word(place).startswith("ب")], depth)
                # A fact can be warned of, hoped for or denied; only the last says that it is none.
                certain = found is not None and at - place > 1 and found.status != "negated"
                return None if certain else found
            if not clause.word(place) or kind & (STOP | DID | DOES | NEGATING):
                return None
        return None

    def _excepted(self, clause: Clause, at: int) -> bool:
        """Return whether the negation is taken back: «لم يقتل سوى جندي»."""
        return any(clause.kind(place) & EXCEPT for place in range(at + 1, at + 5))

    def _supposed(self, clause: Clause, at: int) -> Found | None:
        for place in range(at - 1, at - SUPPOSED - 1, -1):
            if clause.supposes(place):
                return Found("conditional", place)
            if clause.word(place) != "ما" and clause.kind(place) & STOP:  # «إذا ما سيطرت»
                return None
        return None

    def _helped(self, clause: Clause, at: int, depth: int) -> Found | None:
        """Find كاد and its like before a verb in the present, the subject between them; «لم يكن يسيطر»."""
        for place in range(at - 1, at - 5, -1):
            kind = clause.kind(place)
            if kind & BE and clause.kind(place - 1) & NEGATING and depth < _DEEPEST:
                return Found("negated", place - 1)
            if kind & GOVERNS:
                for note in self._cues.notes(clause.word(place)):
                    if note.cue.auxiliary and note.cue.status:
                        return Found(note.cue.status, place)
            if kind & STOP:
                return None
        return None

    def of_noun(self, clause: Clause, at: int, proclitic: str, depth: int = 0, *, action: bool = True) -> Found | None:
        """Return what is said of the noun at `at`."""
        path = Path(clause, at, proclitic, action=action)
        aim: Found | None = None  # «لشن هجوم» says what for, unless something governs it
        joined = proclitic[:1] == "و" or bool(clause.kind(at - 1) & OR)
        place = at
        while place > at - _LONGEST and place > path.head - FARTHEST:
            place -= 1
            word, kind = clause.word(place), clause.kind(place)
            if kind & KNOWN:
                notes = [note for note in self._cues.notes(word) if not note.cue.head]
                if above := governor(notes, path, place, word):
                    return self.under(clause, place, above, depth)
                if light := carrier(notes, path, place):  # لشن is rather a noun
                    if light.verb:
                        return self.of_verb(clause, place, light.proclitic, depth) or aim
                    # «يدين الحركة لشنها هجمات» says why, not what for.
                    aims = light.cue.purpose and "ل" in light.proclitic.replace("ال", "")
                    if aims and not word.endswith(("ها", "هم", "ه")):
                        aim = Found("planned", place)
                    path.turn(place, light.proclitic)
                    path.owned = path.owned and not kind & ANY  # «نفت موسكو أي تدخل»
                    continue
            if kind & BE and path.tight and not path.definite and clause.kind(place - 1) & NEGATING:
                return Found("negated", place - 1)  # «لم يكن هناك إطلاق نار»
            if path.tight and clause.supposes(place):
                return Found("conditional", place)  # «في حال وقوع الهجوم»
            if not self._goes_on(path, word, kind, place, joined=joined):
                break
        return aim or (Found("conditional", at - 1) if clause.word(at - 1) == "اي" else None)

    def _goes_on(self, path: Path, word: str, kind: int, place: int, *, joined: bool) -> bool:
        """Return whether what governs may stand before `word`, and remember what is crossed."""
        if kind & OR and joined and place == path.head - 1:
            path.owned = False
            return True
        yet = word == "بعد" and path.crossed and place == path.head - 2  # «لم يتوصلوا بعد إلى اتفاق»
        if not word or word.startswith("وال") or (kind & (STOP | THAT | DID) and not yet):
            return False
        if kind & PREPOSITION:
            near = path.tight or path.clausal or joined or place == path.head - 1
            if not near and path.accusative:
                return True  # it belongs to the subject: «صدت وحدات من اللواء هجوما»
            if not near and word == "من":
                # «منعها من حيازة القنبلة غضب الأوروبيين» prevents no anger; «طلب من القضاء إلغاء التهمة» asks for it.
                path.joined = near = True
            path.cross(word)
            return near
        path.tight = False
        return not path.ends_at(word, place)

    def under(self, clause: Clause, at: int, note: Note, depth: int) -> Found | None:
        """Return the status that the cue at `at` gives, in the light of what is said of the cue itself."""
        status = note.cue.status or "asserted"
        found = Found(status, at, note.cue.fails)
        if clause.word(at).endswith("دون") and (bar := self._bar(clause, at)) is not None:
            return Found("prevented", bar)
        if depth >= _DEEPEST:
            return found
        seek = self.of_verb if note.verb else self.of_noun
        outer = seek(clause, at, note.proclitic, depth + 1)
        if outer is None:
            return found
        if outer.status == "negated":  # «لم يمنع الهجوم» took place; «لم يستبعد هجوما» holds it possible
            undone: dict[Status, Status] = {"prevented": "asserted", "negated": "conditional"}
            return Found(undone.get(status, "negated"), outer.at)
        if outer.fails and status == "prevented":
            return Found("asserted", at)
        overrides = outer.status == "recalled" or (outer.status == "prevented" and status in ("attempted", "planned"))
        return outer if overrides else found

    def _bar(self, clause: Clause, at: int) -> int | None:
        """Return the place of the verb that makes the دون at `at` a barrier: «حالت الأمطار دون دخول القافلة»."""
        for place in range(at - 1, at - 8, -1):
            if clause.kind(place) & BARRING:
                return place
        return None
