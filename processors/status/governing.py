"""Which word governs an event, and what status does it give?

Cues govern cues: «نفى محاولة منع هجوم» is read from the event outwards, each word in the light of the one before it.
"""

from __future__ import annotations

import re

from marsad.records import Status
from processors.status import anything, pointing
from processors.status.ahead import wished
from processors.status.clauses import Clause, is_definite_word
from processors.status.cues import FARTHEST, Cues, Note
from processors.status.kinds import (
    ACT,
    ANY,
    ARTICLE,
    ASIDE,
    BE,
    BRINGS,
    DID,
    DOES,
    DURING,
    FAR,
    FUTURE,
    GOVERNS,
    INITIAL,
    KNOWN,
    NEGATING,
    NOT_TO,
    OR,
    OTHER,
    PERHAPS,
    PERHAPS_PRESENT,
    PREPOSITION,
    RELATIVE,
    SO_THAT,
    STOP,
    SUPPOSES,
    TAKES,
    THAT,
    WHEN,
    WHOM,
    WILL,
)
from processors.status.obliged import obliged
from processors.status.path import Found, Path, aims, carrier, governor, is_definite
from processors.status.whoever import whoever
from processors.status.wordlists import listed
from processors.words.affixes import PRESENT, PROCLITICS

# «يطالب المحتجون»: those who act are no act; «تعيين» is
_PEOPLE = re.compile("(?:[وف]?[بك]?ال|[وف]?لل|[وف]?)(?!ت...ين).+(?:ون|ين)")
_IS_NOT = re.compile("[وف]?ليس")
_DEEPEST = 3  # «نفى محاولة منع هجوم»: longer chains of cues are not news
SUPPOSED = 6  # words from an if to what it supposes
_STEP = FARTHEST + 4  # words between two governors of a chain, a subject among them
FAR_WORDS = 14  # from a demand to its object, over what stands between commas
_STATES = SUPPOSES | BE | WHOM
_WALLS = RELATIVE | THAT | DOES | DID | STOP | NEGATING
_IT_IS = ("انه", "انها", "بانه", "بانها")
_FOR_WHOM = listed("governing", "for_whom")
_NOW = listed("governing", "now")
_ADVERBS = ("قبل", "خلال", "جانب")  # with من before them
_MEANWHILE = 3  # words that tell during what
_HELP, _TENSE = 7, 4  # words from كاد, and from «لم يكن», to their verb
_COMPOUND = 6  # words from يكون to the verb that makes one tense with it
_HELD = ("يعد", "تعد")  # after لا what is not held to be, after لم what is no more
_LONGEST = 14  # words from the event to what governs it, over words that carry it


class Governors:
    """Finds what governs a verb or a noun of a clause."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues

    def of_verb(self, clause: Clause, at: int, proclitic: str, depth: int = 0) -> Found | None:
        """Return what is said of the finite verb at `at`."""
        present = bool(PROCLITICS[proclitic] & PRESENT)
        if (found := self._particle(clause, at, proclitic, present=present)) is not None:
            return found
        if (be := self._be(clause, at)) is not None:
            return self.of_verb(clause, be, "ي", depth)
        return (
            self._that(clause, at, depth)
            or self._supposed(clause, at)
            or (self._helped(clause, at, depth) if present else None)
            or (wished(self._cues, clause, at) if present else None)
        )

    def _be(self, clause: Clause, at: int) -> int | None:
        """Return the place of the يكون that makes one tense with the verb at `at`: «قد يكون تم», «أن تكون القوات قد هاجمت»."""
        if clause.kind(at - 1) & BE and clause.word(at - 1)[:1] in ("ي", "ت", "ن"):
            return at - 1
        if not clause.kind(at - 1) & PERHAPS_PRESENT:
            return None
        for place in range(at - 2, at - _COMPOUND, -1):
            kind = clause.kind(place)
            if kind & BE and clause.word(place)[:1] in ("ي", "ت", "ن"):
                return place
            if not clause.word(place) or kind & (STOP | THAT | DID | DOES | RELATIVE):
                return None
        return None

    def _particle(self, clause: Clause, at: int, proclitic: str, *, present: bool) -> Found | None:
        """Return what the particle before the verb at `at` says of it, or its own س."""
        before = clause.kind(at - 1)
        if before & NEGATING or (present and before & NOT_TO and clause.word(at - 1)[0] not in "وف"):
            return self._denied(clause, at)
        if "س" in proclitic:
            return Found("planned", at)
        if before & FUTURE or (present and before & SO_THAT):
            return Found("planned", at - 1)
        if present and before & WHEN and clause.word(at - 1)[0] not in "وف" and clause.word(at - 2)[-2:] != "في":
            return Found("conditional", at - 1)  # «عندما يهاجم أحدهم», but not «في حين يهاجم»
        if before & PERHAPS or (present and before & PERHAPS_PRESENT):
            return Found("conditional", at - 1)
        return whoever(clause, at) if present else None

    def _denied(self, clause: Clause, at: int) -> Found:
        """Return what a denied verb is: «إذا لم يتم التوصل إلى اتفاق» and «ما لم تنسحب القوات» only suppose."""
        if clause.word(at - 1) == "لم" and clause.word(at - 2) == "ما" and not clause.word(at - 3).endswith("اذا"):
            return Found("conditional", at - 1)
        if clause.word(at - 1).endswith("لا") and clause.kind(at - 2) & PERHAPS_PRESENT:
            return Found("conditional", at - 2)  # «قد لا ينسحب»
        # «إذا هاجموا فلن ننسحب» denies.
        supposed = None if clause.word(at - 1).startswith("ف") else self._supposed(clause, at - 1)
        return supposed or Found("asserted" if clause.excepted(at) else "negated", at - 1)

    def _that(self, clause: Clause, at: int, depth: int) -> Found | None:
        """Return what is said of the أن before the verb at `at`, its subject between: «يتوقع أن القوات ستهاجم»."""
        for place in range(at - 1, at - 6, -1):
            kind = clause.kind(place)
            if kind & THAT:
                found = self.of_noun(clause, place, clause.word(place)[: clause.word(place).startswith("ب")], depth)
                found = found or self._apart(clause, place)
                # A fact can be warned of, hoped for or denied; only the last says that it is none.
                certain = found is not None and at - place > 1 and found.status != "negated"
                return None if certain else found
            if not clause.word(place) or kind & (STOP | DID | DOES | NEGATING):
                return None
        return None

    def _apart(self, clause: Clause, at: int) -> Found | None:
        """Return what is said of the أن at `at`, which commas part from its verb: «توقع القائد، وهو عقيد، أن تندلع»."""
        at -= bool(clause.kind(at - 1) & PREPOSITION)  # «حذر المدير، وهو طبيب، من أن تنتشر»
        if at != clause.floor:
            return None
        for place in range(at - 1, max(at - FAR_WORDS, -1), -1):
            kind = clause.kinds[place]
            if kind & GOVERNS:
                for note in self._cues.notes(clause.words[place]):
                    if note.verb and note.cue.status in ("planned", "conditional", "negated"):
                        return self.under(clause.around(place), place, note, 0)
            if kind & (_WALLS & ~NEGATING):
                return None
        return None

    def _supposed(self, clause: Clause, at: int) -> Found | None:
        for place in range(at - 1, at - SUPPOSED - 1, -1):
            kind = clause.kind(place)
            if kind & SUPPOSES and clause.supposes(place):
                return Found("conditional", place)
            if kind & STOP and clause.word(place) != "ما":  # «إذا ما سيطرت»
                return None
        return None

    def _helped(self, clause: Clause, at: int, depth: int) -> Found | None:
        """Find كاد and its like before a verb in the present, the subject between them; «لم يكن يسيطر»."""
        for place in range(at - 1, at - 1 - _HELP, -1):
            kind = clause.kind(place)
            if kind & BE and clause.kind(place - 1) & NEGATING and depth < _DEEPEST and place >= at - _TENSE:
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
        people = clause.word(at).endswith(("ون", "ين")) and _PEOPLE.fullmatch(clause.word(at)) is not None
        path = Path(clause, at, proclitic, action=action, people=people)
        words, kinds, floor = clause.words, clause.kinds, max(clause.floor, at - _LONGEST)
        aim: Found | None = None  # «لشن هجوم» says what for, unless something governs it
        joined = path.joined = proclitic[:1] == "و" or bool(clause.kind(at - 1) & OR)
        if proclitic == "و" and not clause.kind(at) & GOVERNS:
            path.twin = at - 1  # «بعد محاولات واختراقات عدة»: two of a kind
        place = at
        while place > floor and place > path.head - _STEP:
            place -= 1
            if place in clause.gap:  # «ينوي، فعلا، الانسحاب»
                place = clause.gap.start
                path.owned = False
                continue
            word, kind = words[place], kinds[place]
            if kind & _STATES and (state := self._state(path, clause, place)) is not None:
                return state
            if kind & KNOWN:
                notes = [note for note in self._cues.notes(word) if not note.cue.head]
                if above := governor(notes, path, place, word, clause.word(place - 1)):
                    return self.under(clause, place, above, depth)
                if light := carrier(notes, path, place):  # لشن is rather a noun
                    if light.verb:
                        future = (
                            "سي" if kind & WILL and not light.proclitic.lstrip("وف") else light.proclitic
                        )  # «سيحال»
                        return self.of_verb(clause, place, future, depth) or aim
                    aim = Found("planned", place) if aims(light, word) and not clause.driven(place) else aim
                    path.tight = path.tight or path.is_object(place) or (light.cue.bound and path.ties(place))
                    path.turn(place, light.proclitic)
                    path.definite = path.definite and not light.cue.measures
                    path.brought = path.brought or light.cue.purpose
                    path.owned = path.owned and not kind & ANY  # «نفت موسكو أي تدخل»
                    continue
            if not self._goes_on(path, clause, place, word, kind, joined=joined):
                break
        return aim or self._unknown(clause, at, path, depth)

    def top(self, clause: Clause, at: int, proclitic: str) -> tuple[int, str]:
        """Return the place and proclitic of the noun that stands for the one at `at`: of «تحقيق» in «إلى تحقيق اختراق».

        That is the last of the nouns that carry it or bring it about, or the noun itself.
        """
        path = Path(clause, at, proclitic)
        joined = path.joined = proclitic[:1] == "و" or bool(clause.kind(at - 1) & OR)
        place = at
        while place > clause.floor and place > path.head - FARTHEST:
            place -= 1
            word, kind = clause.word(place), clause.kind(place)
            notes = self._cues.notes(word) if kind & KNOWN else ()
            if any(note.cue.status for note in notes) and not kind & BRINGS:
                break
            light = carrier([note for note in notes if not note.cue.head], path, place)
            if light is not None and not light.verb:
                path.turn(place, light.proclitic)
                path.definite = path.definite and not light.cue.measures
            elif light is not None or not self._goes_on(path, clause, place, word, kind, joined=joined):
                break
        return path.head, path.proclitic

    def _unknown(self, clause: Clause, at: int, path: Path, depth: int) -> Found | None:
        """Return that the event is any event, or what somebody may take something for: «يعتقد أنه هجوم»."""
        known = path.known or path.definite or is_definite_word(clause.word(at + 1))
        denied = None if known or depth else anything.denied(self._cues, clause, path.head)
        if denied is not None and not clause.excepted(at):
            return Found("negated", denied)
        for place in (at - 1, path.head - 1, path.head):
            if anything.is_any(clause, place) or (clause.kind(place) & PERHAPS and clause.word(place).endswith("ربما")):
                return Found("conditional", place)
        if path.definite or path.head != at or clause.word(at - 1) not in _IT_IS:
            return None
        found = self.of_noun(clause, at - 1, "", depth + 1)
        return found if found is not None and found.status in ("conditional", "negated") else None

    def _state(self, path: Path, clause: Clause, place: int) -> Found | None:
        """Return what the word at `place` says of the path's head if it opens an if-clause or denies that it is, or says who must do it."""
        if clause.kind(place) & WHOM:
            return obliged(self._cues, clause, path, place)
        if (path.tight or path.brought) and clause.supposes(place):
            return Found("conditional", place)  # «في حال وقوع الهجوم», «إذا رضي الوفد بإجراء المفاوضات»
        held = clause.word(place) in _HELD and clause.word(place - 1).endswith("لا")  # «لا يعد دخول الكلية نجاحا»
        absent = clause.kind(place) & BE and path.tight and not path.definite and clause.kind(place - 1) & NEGATING
        if absent and not held:
            return Found("negated", place - 1)  # «لم يكن هناك إطلاق نار»
        return None

    def _goes_on(self, path: Path, clause: Clause, place: int, word: str, kind: int, *, joined: bool) -> bool:
        """Return whether what governs may stand before `word` at `place`, and remember what is crossed."""
        # «من المنتظر أيضا الإفراج عنهم», «لم تصل إلى حد الحرب»
        up_to = word == "حد" and clause.word(place - 1) == "الي"
        to_this = place == path.head - 1 and path.definite and pointing.takes_to(clause, place)
        if to_this:
            path.cross(word[0])
        aside = (
            (kind | (kind & PREPOSITION and clause.kind(place + 1))) & ASIDE or up_to or to_this or path.likens(place)
        )
        if aside or (kind & OR and joined and place == path.head - 1):
            path.owned = False
            return True
        yet = word == "بعد" and path.crossed and place == path.head - 2  # «لم يتوصلوا بعد إلى اتفاق»
        yet = yet or (word == "حتي" and clause.word(place + 1) in _NOW)  # «لم تتوصل حتى الآن لاتفاق»
        joined_on = word.startswith("وال") and word not in self._cues.own_waw
        if joined_on or (kind & (STOP | THAT | DID) and not yet):
            return False
        if kind & PREPOSITION:
            # «سيجرى التحقيق بناء على الاتفاق»
            return not clause.word(place - 1).endswith("بناء") and path.passes(word, place, joined=joined)
        if kind & BRINGS and (path.is_new(place) or path.is_object(place)):
            path.turn(place, self._cues.brings(word) or "")  # «عدم رصد وفيات»
            path.tight = True
            return True
        # «ليس للبلدين اتفاق»
        subject = bool(kind & ARTICLE) or word in self._cues.owners  # «رفعت بغداد الحظر»
        path.article = subject and (path.article or place == path.head - 1)
        if (
            path.clausal
            and place == path.head - 1
            and word[:1] in ("ل", "ب")
            and word not in _FOR_WHOM
            and not kind & (KNOWN | INITIAL)
        ):
            return False  # «لدرجة أنها», «بحجة أنه»
        pointed = path.definite and pointing.reaches(self._cues, clause, place)
        for_it = word[:1] == "ل" and bool(clause.kind(place - 1) & GOVERNS)
        path.tight = path.tight and place == path.head - 1 and (for_it or pointed)
        # «المتهمين بالقتل», but «سيحال المتهمون إلى المحاكمة»
        return not (kind & TAKES and path.through - {"الي"}) and (pointed or not path.ends_at(word, place))

    def under(self, clause: Clause, at: int, note: Note, depth: int) -> Found | None:
        """Return the status that the cue at `at` gives, in the light of what is said of the cue itself."""
        status = note.cue.status or "asserted"
        found = Found(status, at, note.cue.fails)
        if clause.word(at).endswith("دون") and (bar := clause.barred(at)) is not None:
            return Found("prevented", bar)
        if status == "negated" and _IS_NOT.match(clause.word(at)) and clause.only(at):
            return Found("asserted", at)
        outer = None if depth >= _DEEPEST or note.cue.final else self._outer(clause, at, note, depth)
        if outer is None:
            return found
        if outer.status == "negated":  # «لم يمنع الهجوم» took place; «لم يستبعد هجوما» holds it possible
            undone: dict[Status, Status] = {"prevented": "asserted", "negated": "conditional"}
            was = status == "attempted" and clause.word(at - 1) == "في"  # «نفى ضلوعه في محاولة الانقلاب»: there was one
            return found if was else Found(undone.get(status, "negated"), outer.at)
        if outer.fails and status == "prevented":
            return Found("asserted", at)
        supposed = outer.status == "conditional" and clause.kind(outer.at) & SUPPOSES
        ended = outer.status == "prevented" and status in ("attempted", "planned")
        return outer if supposed or ended or outer.status == "recalled" else found

    def _outer(self, clause: Clause, at: int, note: Note, depth: int) -> Found | None:
        """Return what is said of the cue at `at`."""
        if note.verb:
            return self.of_verb(clause, at, note.proclitic, depth + 1)
        no = at - 1 - (clause.word(at - 1) == "من")  # «غير قادرة على السيطرة», «ليس من المستبعد وقف القتال»
        if clause.kind(no) & (OTHER | NEGATING) or (no < at - 1 and _IS_NOT.match(clause.word(no))):
            return Found("negated", no)
        outer = self.of_noun(clause, at, note.proclitic, depth + 1)
        return outer or (None if depth else self.far(clause, at, note.proclitic))

    def far(self, clause: Clause, at: int, proclitic: str) -> Found | None:
        """Find a far cue by the preposition right before the event: «طالب النائب العام، أمس، بإلغاء القرار»."""
        preposition, place = Path(clause, at, proclitic).through, at - 1
        if not preposition and place >= 0 and clause.kinds[place] & PREPOSITION:
            preposition, place = {clause.words[place]}, place - 1
        if not preposition:
            return None
        crossed: set[str] = set()
        for there in range(clause.aside(place + 1) - 1, max(at - FAR_WORDS, -1), -1):
            kind, word = clause.kinds[there], clause.words[there]
            if kind & FAR and (note := self._takes(word, preposition, clause.words[at])) is not None:
                # «طالبت بمحاكمته متهمة إياه بقتلها»: the demand has its object.
                if crossed & note.cue.through:
                    return None
                if note.cue.status:
                    return self.under(clause, there, note, 0)
                done = self.of_verb(clause, there, note.proclitic)
                was = done is not None and clause.words[done.at].endswith("لم")  # «لم يشاركوا مباشرة في الهجمات»
                return None if was and note.cue.new and is_definite(proclitic) else done
            crossed |= {word, word[:1] if kind & (ACT | BRINGS) and not kind & INITIAL else ""}
            # «سعت من قبل إلى الانسحاب», «تسعى عبر الوسطاء إلى الانسحاب», «تعهدت خلال القمة بالانسحاب»
            adverb = (
                word == "عبر"
                or self._meanwhile(clause, there, place)
                or (word in _ADVERBS and clause.words[there - 1] == "من")
            )
            if (
                (kind & _WALLS and not adverb)
                or (there == place and kind & TAKES)
                or self._has(kind, word, preposition)
            ):
                return None
        return None

    def _meanwhile(self, clause: Clause, there: int, end: int) -> bool:
        """Return whether at `there` is told during what: «خلال القمة»; «خلال لقائه بالوزير» and «خلال زيارة للوزير» take more."""
        known = end - there in (1, _MEANWHILE)
        own = is_definite_word(clause.words[there + 1]) or not known
        return bool(clause.kinds[there] & DURING) and own and end - there <= _MEANWHILE

    def _has(self, kind: int, word: str, preposition: set[str]) -> bool:
        """Return whether `word` is another verb that takes the preposition: «ما جرى بعد محاولة الانقلاب أدى إلى ..»."""
        return bool(kind & KNOWN) and any(
            note.verb and preposition <= note.cue.through for note in self._cues.notes(word)
        )

    def _takes(self, word: str, preposition: set[str], event: str) -> Note | None:
        """Return what `word` can be if it takes the preposition and the `event` from afar."""
        for note in self._cues.notes(word):
            said = note.cue.far and (note.cue.status or note.verb)
            if said and preposition <= note.cue.through and note.cue.takes(event):
                return note
        return None
