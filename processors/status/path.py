"""Does a word govern the event, or only carry it? What was crossed on the way to it decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from marsad.records import Status
from processors.status.clauses import OWN, OWNED, Clause, is_definite_word
from processors.status.cues import Cue, Note, shipped
from processors.status.kinds import ACT, ANY, FUTURE, KNOWN, PERHAPS_PRESENT, PREPOSITION, RELATIVE, THAT, WILL
from processors.status.pointing import LIKE, THIS
from processors.status.wordlists import listed, parts

_TO = frozenset(("الي", "عن"))  # «لا يؤدي إلى الحرب»
_OF = ("من", "ومن", "غير")
_OWNS_NOTHING = ("ون", "ين", "ان", "ها", "هم", "نا", "كم")
_TO_WHOM = frozenset(
    preposition + pronoun
    for preposition in listed("path", "prepositions")
    for pronoun in ("ه", "ها", "هم", "هما", "نا", "ك", "كم", "ي")
)
_NO_ADJECTIVES = listed("path", "no_adjectives")
_STEMS_IN_H = parts("path", "stems_in_h")
_WISHES: tuple[Status, ...] = ("attempted", "planned")
_SUBJECT = 4  # words of the subject between a verb and its object
_TIED = 3
_CARRIED = 2  # words from an event to a noun that carries it: «تقارير أولية بوقوع إصابات»


class Reading(NamedTuple):
    """How the matcher read the hit: the proclitic split off, whether it is a finite verb, whether it names an action."""

    proclitic: str
    verb: bool
    action: bool


class Found(NamedTuple):
    """A status and the place of the word that gives it; `fails` if that word says that an effort came to nothing."""

    status: Status
    at: int
    fails: bool = False


class Path:
    """What was crossed on the way left from an event to a word that may govern it."""

    __slots__ = (
        "accusative", "action", "article", "bare", "brought", "clausal", "clause", "counted", "crossed", "definite", "doer", "head",
        "joined", "known", "name", "owned", "people", "proclitic", "start", "strayed", "thing", "through", "tight", "twin",
    )  # fmt: skip

    def __init__(self, clause: Clause, at: int, proclitic: str, *, action: bool = True, people: bool = False) -> None:
        word = clause.word(at)
        self.clause = clause
        self.start = at
        self.definite = self.known = is_definite(proclitic)
        self.tight = True  # only light words so far
        self.head = at  # the event, or the last word that carries it
        self.proclitic = proclitic  # of the head
        self.through: set[str] = set()  # prepositions between the head and here
        self.owned = True  # a noun right before the head would be its owner
        self.clausal = bool(clause.kind(at) & THAT)  # «طالب أن» needs no preposition
        self.turn(at, proclitic)
        self.action = action and not people
        self.thing = not self.action  # whatever carries it
        self.people = people
        self.counted = word.endswith("ات") and not proclitic  # «عدم رصد وفيات»: what there may be none of
        self.accusative = word.endswith("ا") and not word.endswith("ايا") and not self.definite  # ضحايا is a plural
        self.name = word
        self.doer = at if len(word) > 5 and word.endswith("ون") else -1  # «حاول المتظاهرون»: the case of a subject
        self.bare = self.accusative and not word.endswith(("ها", "هما", "نا"))  # «هجوما»
        self.twin = -1  # the place of a word of the same kind, which governs nothing
        self.article = False  # all words crossed so far have the article: a subject, «أمر الادعاء العام بسجنه»
        self.brought = False  # a word that brings it about was crossed: «إجراء المفاوضات»
        self.strayed = False  # phrases of other words were crossed
        self.joined = False  # the head is the second of two: «وقف القصف والعودة إلى الهدوء» prevents the first alone
        if self.accusative:
            self.owned = False  # هجومًا is an accusative: the object of a verb, nobody's possession

    def turn(self, head: int, proclitic: str) -> None:
        """Go on from `head`, which carries the event."""
        preposition = proclitic.lstrip("وف")[:1]
        self.head = head
        self.proclitic = proclitic
        self.bare = False
        self.crossed = 0  # prepositions that are words of their own
        self.action = True
        self.joined = proclitic[:1] == "و"
        self.through = {preposition} if preposition in ("ب", "ل", "ك") else set()
        self.owned = not self.through

    def cross(self, preposition: str) -> None:
        """Go on over a preposition."""
        self.through.add(preposition)
        self.crossed += 1
        self.owned = False

    def passes(self, preposition: str, at: int, *, joined: bool) -> bool:
        """Return whether what governs may stand before the preposition at `at`, and go on over it."""
        if self.clausal and at != self.head - 1:
            return True  # it belongs to the subject of the verb that takes the clause
        if self.tight or joined or at == self.head - 1:
            self.cross(preposition)
            return True
        if self.accusative:
            return True  # it belongs to the subject: «صدت وحدات من اللواء هجوما»
        if preposition == "من":
            # «منعها من حيازة القنبلة غضب الأوروبيين» prevents no anger; «طلب من القضاء إلغاء التهمة» asks for it.
            self.joined = self.strayed = True
            self.owned = False
            return True
        # An act may be the object of a verb beyond another phrase: «يحاول الوسيط في اليمن التفاوض».
        self.strayed = True
        return (
            preposition == "في"
            and not (self.joined or self.through or self.clause.kind(self.head) & ANY)
            and self.action
            and self.head - at > 1
        )

    def likens(self, at: int) -> bool:
        """Return whether the word at `at` makes the head one of a kind, «لا وجود لمثل هذا التهديد», and go on from it."""
        word = self.clause.word(at)
        if at != self.head - 2 or word not in LIKE or self.clause.word(at + 1) not in THIS:
            return False
        self.turn(at, word.removesuffix("مثل"))
        self.definite = False
        return True

    def is_new(self, at: int) -> bool:
        """Return whether the word at `at` owns the head, an act new to the text: no article, no preposition before it."""
        new = at == self.head - 1 and self.owned and self.tight and not (self.definite or self.known)
        return new and (self.action or self.counted)

    def is_in_force(self) -> bool:
        """Return whether what follows the event says that it is there: «العقوبات المفروضة عليها», «الحرب التي أعلنتها»."""
        if not self.definite:
            return False
        for at in (self.start + 1, self.start + 2):
            if self.clause.word(at) in shipped().in_force:
                return True
            if self.clause.kind(at) & RELATIVE:
                return not self.clause.kind(at + 1) & (WILL | FUTURE | PERHAPS_PRESENT)
            if not is_definite_word(self.clause.word(at)):
                return False
        return False

    def is_any(self) -> bool:
        """Return whether the event is one new to the text: neither it nor what owns it has an article."""
        return not (self.definite or self.known or is_definite_word(self.clause.word(self.start + 1)))

    def is_object(self, at: int) -> bool:
        """Return whether the head is what the act at `at` is done to, its subject between: «دون توقيع البلدين معاهدة»."""
        between = self.head - at
        second = self.joined and self.head == self.start  # «إعاقة وصول القوافل وقصف البلدة»: the second of two acts
        new = self.action and not (self.definite or self.known or self.through or second)
        return new and 1 < between <= _SUBJECT - 1 and self.article

    def ties(self, at: int) -> bool:
        """Return whether the preposition before the head belongs to the carrier at `at`.

        Whom it is allowed parts them in «عدم السماح لهم بالدخول»; «التوصل إلى حل للصراع» has another phrase between.
        """
        between = range(at + 1, self.head - bool(self.crossed))
        taken = any(self.clause.kind(at) & PREPOSITION or self.clause.word(at)[:1] in self.through for at in between)
        return bool(self.through) and not taken

    def carried_by(self, cue: Cue) -> bool:
        """Return whether the event is carried by this light word."""
        return (
            self.through <= cue.through
            and (self.tight or not cue.tight)
            and bool(self.through or not cue.bound)
            and not (cue.fresh and self.definite and not self.through & _TO)
            and not (cue.new and self.definite)
            and cue.takes(self.name)
        )

    def governed_by(self, cue: Cue, distance: int, *, finite: bool, subject: bool = False) -> bool:
        """Return whether `cue`, met after `distance` words, governs the event.

        `finite` if the cue is a verb, `subject` if the word between may be its subject, which is no obstacle: «علقت الحكومة المفاوضات».
        """
        return (
            distance <= cue.reach
            # «تهديدات من الوزير بفرض عقوبات»
            and (not self.strayed or cue.wide or (cue.far and bool(self.through)))
            and self.through <= cue.through
            and (self.tight or self.clausal or not cue.tight or (subject and self.article))
            and (self.action or not cue.act)
            and not (self.joined and cue.status == "prevented")
            # «منعت الشرطة المحتجين من الوصول»
            and not (self.people and cue.status == "prevented" and "من" in cue.through and not self.through)
            and not (cue.ahead and self.head == self.start and self.is_in_force())
            # «خلال إحباط الهجوم ثمانية من الجنود»
            and not (
                self.thing
                and self.head == self.start
                and cue.far
                and cue.status == "prevented"
                and "من" in self.through
            )
            # «محاولات اللاجئين»: who tries
            and not (self.people and cue.status == "attempted" and not finite and not self.through)
            # «تمثل توقعاته انقلابا»: a verb has it as object
            and not (self.bare and not finite and cue.status in ("planned", "conditional") and not self.through)
            # «أهمية الاتفاق», but «أهمية استئناف المفاوضات»
            and not (cue.fresh and self.definite and not (cue.act and self.brought))
            # «يعمل على إطلاق», but «يظل الجهاز يعمل وإن هاجموا»
            and bool(self.through or not cue.bound or (self.clausal and not cue.objects))
            and (
                self.clausal
                or not cue.objects
                or (cue.carried and self.brought and self.is_any())
                or any(part in self.name for part in cue.objects)
            )
        )

    def tried(self, word: str, at: int) -> bool:
        """Return whether `word` ends the name of who tries, wants or denies the act behind: «حاول انتحاري اقتحام», «نفى متحدث عسكري مقتل»."""
        if not word.endswith(("ي", "يه", "ية")) or not self.action or at != self.head - 1:
            return False
        first, verb = self.clause.word(at - 1), self.clause.word(at - 2)
        near = word.endswith("ي") and any(
            note.verb and note.cue.wide and note.cue.status in _WISHES for note in shipped().notes(first)
        )
        act = self.clause.kind(at) & (KNOWN | ACT) or word in _NO_ADJECTIVES
        far = () if act or is_definite_word(first) else shipped().notes(verb)
        takes = (note for note in far if note.cue.wide and note.cue.status and note.cue.takes(self.name))
        return near or any(is_verbal(note, verb) for note in takes)

    def ends_at(self, word: str, at: int) -> bool:
        """Return whether `word` owns the head: منفذ الهجوم says nothing of the attack.

        A word with article or possessive owns nothing, nor one that kept the ن it would lose before its possession.
        """
        if at != self.head - 1 or not self.owned or self.tried(word, at):
            return False
        # «التوصل سريعا إلى», «طلب رسميا تسليمه»; but «قضايا» is a plural
        adverb = len(word) > 3 and word[-1] == "ا" and word[-2] != "م" and not word.endswith("ايا")
        # «نية حزبه الانسحاب», but «طلب عدم ذكر اسمه إن القوات انسحبت»
        possessed = not self.clausal and _is_possessed(word)
        nothing = possessed or is_definite_word(word) or _owns_nothing(word) or word.isdigit()
        return not (adverb or word in _TO_WHOM or nothing)


def governor(notes: Sequence[Note], path: Path, place: int, word: str, before: str) -> Note | None:
    """Return which of the `notes` of `word`, met at `place` after the word `before`, governs the event of `path`."""
    for note in notes if place != path.twin else ():
        # A verb that has its object as a pronoun is followed by its subject: «يحظرها الاتفاق».
        bars = note.cue.status == "prevented" or (note.verb and note.cue.status == "negated")
        has_object = bars and word.endswith(OWN)
        if has_object and not (path.through or path.clausal):
            continue
        if note.verb and path.head == path.doer and not path.through:
            continue
        # A noun with article governs nothing but by a preposition: «رفض الطلب انتهاك للقانون».
        # «من الضروري وقف القتال» has no noun but من before it.
        article = is_definite(note.proclitic) or (
            word.startswith("ال") and is_definite_word(word) and before not in _OF
        )
        closed = not note.verb and article
        due = article and place == path.head - 1 and path.name.endswith(OWNED)  # «المقرر إجراؤها»
        if closed and not (path.through or path.clausal or due):
            continue
        # A verb has its subject between: «يحاول المبعوث الأممي الجديد التفاوض».
        verbal = is_verbal(note, word)
        near = path.head - place - (_SUBJECT if verbal and not note.cue.tight else 0)
        if note.cue.status and path.governed_by(
            note.cue, near, finite=verbal, subject=note.verb and 1 < path.head - place <= _SUBJECT
        ):
            return note
    return None


def carrier(notes: Sequence[Note], path: Path, place: int) -> Note | None:
    """Return which of the `notes` of the word at `place` carries the event of `path`, a noun rather than a verb."""
    carriers = [
        note
        for note in notes
        if not note.cue.status
        and path.carried_by(note.cue)
        # A noun with article owns nothing: «التنظيم المسلح» is no organising of anything.
        and (path.through or not is_definite(note.proclitic))
        # «دون وقوعها وتطبيق العقوبة»: two of a kind
        and not (path.joined and not note.verb and place == path.head - 1)
        # «تعرض حافلة ركاب لهجوم»: its preposition ties the event to the carrier over its owner
        and (
            note.verb
            or path.head - place <= _CARRIED + path.crossed + (_TIED if path.through and note.cue.bound else 0)
        )
    ]
    return min(carriers, key=lambda note: note.verb, default=None)


def is_verbal(note: Note, word: str) -> bool:
    """Return whether `word` is a verb, or a noun of a verb's letters that may be that verb: رفض، طلب، نفى."""
    return note.verb or not note.cue.verbal.isdisjoint((word, word[1:]))


def aims(light: Note, word: str) -> bool:
    """Return whether the carrier `word` says what for: «لشن هجوم»; «يدين الحركة لشنها هجمات» says why."""
    return light.cue.purpose and "ل" in light.proclitic.replace("ال", "") and not word.endswith(("ها", "هم", "ه"))


def is_definite(proclitic: str) -> bool:
    """Return whether a noun after `proclitic` has the article."""
    return "ال" in proclitic or "لل" in proclitic


def _owns_nothing(word: str) -> bool:
    cues = shipped()
    return (
        word in cues.owners or word[1:] in cues.owners or (word.endswith(_OWNS_NOTHING) and word not in cues.singulars)
    )


def _is_possessed(word: str) -> bool:
    own = word[0] not in "يب" or word == "بلاده"
    return len(word) > 3 and word[-1] == "ه" and own and not word.endswith(_STEMS_IN_H)
