"""Which words say something about the event they govern?

The words are data (lexicon/cues*.toml explain the rows); here they are expanded to all their forms, once per process. What
a word can be for the judge is one number with a bit per kind: most words are nothing, and most sentences are read by a look
at those numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, NamedTuple

from marsad.config.models import Keyword
from marsad.memo import Memo
from marsad.records import Status
from marsad.text import fold
from processors.lookup import EVENT, STRICT, StemTable
from processors.morphology import expand, literal
from processors.status.kinds import (
    ACT,
    AIMS,
    ARTICLE,
    BRINGS,
    CONTEST,
    DATING,
    DESCRIBES,
    DID,
    DOES,
    FAR,
    GOAL,
    GOVERNS,
    HEADS,
    KNOWN,
    LISTS,
    NAMED,
    QUALIFIES,
    SAID,
    WILL,
)
from processors.status.wordlists import any_of, folded

EVES = ("قبل", "وقبل", "قبيل", "وقبيل")
"""What stands before something of which this tells the time before."""
FARTHEST = 6  # words: beyond it, position alone says little about what governs what
_FILES = (
    "cues",
    "cues_plans",
    "cues_due",
    "cues_maybe",
    "cues_orders",
    "cues_carriers",
    "cues_after",
    "cues_steps",
    "cues_particles",
    "cues_halted",
    "cues_signs",
    "cues_reports",
    "cues_leanings",
)

# Verbs known by their shape alone: سيهاجم and يهاجم, and past forms in ت (not ات) and وا.
_WILL = re.compile("[وف]?س[يتن]..+")
_DOES = re.compile("[وف]?(?:ل)?ي[^و]..+")
_DID = re.compile("(?!ال|[وف]ال|[وف]?لل|[وفب]?[بكل]ال).{2,}(?:[^ا]ت|وا)")
# ال is of the word itself: «إلغاء», «آلاف».
OWN_AL = "(?!(?:غاء|حاق|قاء|زام|تزام|تحاق|تقاء|تفاف|صاق|حاح|اف)(?:ه|ها|هم|هما|ات|ا)?$)"
_ARTICLE = re.compile(f"[وف]?(?:[بك]?ال{OWN_AL}|لل)..")
# A verbal noun known by its shape alone: تهجير، مواجهة، انقلاب، احتجاجات.
_ACT = re.compile(
    "[وف]?([بلك]|[بك]?ال|لل)?(?!ارهاب|اعصار|ابطال)(?:ت..ي.|م.ا.{1,2}(?:ة|ت)|ا[^ل].{1,3}ا.(?:ة|ت)?|ال(?:غاء|حاق|قاء|زام|تزام|تحاق|تقاء|تفاف))(?:ات|ه|ها|هم|ا)?"
)
# The same, its proclitic apart, and without the ending that a thing it is done to would keep away: «رصد وفيات».
_BRINGS = re.compile("[وف]?([بل]?)((?:ت..ي.|م.ا.{1,2}ة|ا[^ل].{1,3}ا.)ة?)")
# A verbal noun of a form that is mostly transitive: تحرير، مواجهة، إنقاذ، استعادة، اعتقال.
_TRANSITIVE = re.compile("ت..ي.|م.ا..ة|ا[^ل].ا.|ا..ا[^ة]ة?|است..?ا.ة?|ا[^ل][تدط].ا.")
# The same with its pronoun: «لتحريرهم».
_DONE_TO = re.compile("[وف]?(ل.+)(.)(?:ها|هم|هما|هن|ه)")
_NOTES = 100_000  # words remembered
_WORDS = ("verbs", "nouns", "agents", "words", "finite", "through", "objects")  # columns of a row that hold words
_HIS = ("ه", "ها", "هم", "هما")
_SHORTEST = 2  # شن and صد are cues, although no keywords
# A participle as printed: «المطالبين».
_AGENTS = tuple(product(("", "ال"), ("", "ا", "ة", "ون", "ين", "ات", "ان")))


class Cue(NamedTuple):
    """A row of cues.toml or cues_carriers.toml: a cue, a light word (no status), or a head of purposes (`head`)."""

    status: Status | None = None
    reach: int = FARTHEST
    through: frozenset[str] = frozenset()
    tight: bool = False
    fresh: bool = False
    bound: bool = False
    fails: bool = False
    far: bool = False
    wide: bool = False
    act: bool = False
    final: bool = False
    new: bool = False
    occurs: bool = False
    measures: bool = False
    pairs: bool = False
    auxiliary: bool = False
    purpose: bool = False
    carried: bool = False
    ahead: bool = False
    head: bool = False
    verbal: frozenset[str] = frozenset()
    objects: tuple[str, ...] = ()

    def takes(self, event: str) -> bool:
        """Say whether the cue may be said of an event: of any, or of one whose word holds one of `objects`."""
        return not self.objects or any(part in event for part in self.objects)


class Note(NamedTuple):
    """What a word can be, after which proclitic, and whether as a finite verb."""

    cue: Cue
    proclitic: str
    verb: bool


class Cues:
    """cues.toml, expanded: what each folded word means to the judge."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._cues: list[Cue] = []
        self._stems = StemTable()
        for row in (*table["cue"], *table["light"]):
            self._add(row, _cue(row))
        self._add(table["purpose"], Cue(head=True))
        self.after: dict[str, Status] = {word: row["status"] for row in table["after"] for word in folded(row["words"])}
        self.said: dict[str, Status] = {word: row["status"] for row in table["said"] for word in folded(row["words"])}
        self._lists = {name: folded(words) for name, words in table["particles"].items()}
        self._bits = dict(zip(LISTS, (1 << place for place in range(len(LISTS))), strict=True))
        self._read_shapes(table["shapes"])
        self.reports = {name: folded(words) for name, words in table["reports"].items()}
        self.reports["any"] = self.reports["nouns"] | self.reports["told"]
        self.competitions = folded(table["history"]["competitions"])
        self.owners = folded(table["history"]["owners"])
        self.places = folded(table["history"]["places"])
        self.singulars = folded(table["history"]["singulars"])
        self.awaited = any_of(table["history"]["awaited"])
        self.lasts_on = tuple(folded(table["history"]["lasts_on"]))
        self.results = folded(table["history"]["results"])
        self.been = folded(table["history"]["been"])
        self.held = any_of(table["history"]["held"])
        self.going = folded(table["history"]["going"])
        self.awaiting = folded(table["history"]["awaiting"])
        self.charging = folded(table["history"]["charging"])
        self.in_force = folded(table["history"]["in_force"])
        self.befalling = tuple(folded(table["history"]["befalling"]))
        self.verdicts = tuple(folded(table["history"]["verdicts"]))
        self.crimes = folded(table["history"]["crimes"])
        """What leads from a verdict to what was done."""
        self.contests = folded(table["history"]["contests"])
        self.yearly = tuple(folded(table["history"]["yearly"]))
        self.lasting = any_of(table["history"]["lasting"])
        self.beginning = folded(table["history"]["beginning"])
        self.over = folded(table["history"]["over"])
        self.named = frozenset(tuple(fold(pair).split()) for pair in table["history"]["named"])
        self.falls = folded(table["history"]["falls"])
        self.rulers = frozenset(tuple(fold(name).split()) for name in table["history"]["rulers"])
        """Whose falls are long past, by one word or two of their names."""
        self.elected = folded(table["history"]["elected"])
        self._names = self.elected | {second for _, second, *_ in self.named}
        self._read_dates(table)
        self._notes = Memo(self._find, _NOTES)
        self.kinds = Memo(self._learn, _NOTES)
        """What the folded word is, one bit per kind."""

    def _read_shapes(self, shapes: Mapping[str, str]) -> None:
        self._no_cues = folded(shapes["no_cue"])
        self._bringing = folded(shapes["bringing"])
        self.occasions = folded(shapes["occasions"])
        """Events that no verb is made of: محادثات، حرب."""
        self.his_occasions = {re.sub("ة$", "ت", word) + him for word in self.occasions for him in _HIS}
        """The same, of somebody: حربه، وفاته."""
        self.happens = folded(shapes["happens"])
        """What an if behind an event asks."""
        self.lacking = folded(shapes["lacking"])
        """What somebody is not, after غير."""
        self._adjectives = tuple(folded(shapes["adjectives"]))
        self.described = tuple(folded(shapes["described"]))
        """What an adjective may describe whose status it has."""
        self.own_waw = folded(shapes["own_waw"])
        self.circumstance = folded(shapes["circumstance"])
        """What may stand between the acts of a series."""
        self.drafts = folded(shapes["drafts"])
        self.bills = folded(shapes["bills"])
        """What a draft is one of: «مشروع قانون», but not «مشروع سكني»."""
        self.proposals = folded(shapes["proposals"])
        """Drafts whatever they are of."""
        self.ought = folded(shapes["ought"])
        self.able_to = folded(shapes["able_to"])
        """Abilities of somebody whom ل names."""
        self.able = self.able_to | folded(shapes["able"])
        self.facts = folded(shapes["facts"])
        """What stands before an أن whose verb tells a fact, whatever its mood."""
        self.due = folded(shapes["due"])
        """What says of its أن that it is to come."""
        self.may = folded(shapes["may"])
        """What says of its أن that it may be."""
        self.arising = folded(shapes["arising"])
        """Verbs without their first letter: «قد تنجم»."""
        self.whiles = folded(shapes["while"])
        """What stands behind such a verb and is no object of it."""
        self.at_all = folded(shapes["at_all"])
        """What may stand behind the same denied: «لم يحدث إطلاقا»."""
        self.brought = folded(shapes["brought"])
        """The same, of what somebody brings about: «قد يرتكبها»."""
        self._doing = folded(shapes["doing"])
        self._happening = folded(shapes["happening"])
        self._finding = folded(shapes["finding"])
        self._no_verbs = folded(shapes["words"])
        self._no_verb_stems = tuple(folded(shapes["stems"]))

    def _read_dates(self, table: Mapping[str, Any]) -> None:
        self.dates = {name: folded(words) for name, words in table["dates"].items()}
        self.dating = frozenset(
            word for name in ("years", "months", "spans", "decades", "in") for word in self.dates[name]
        )
        """What may stand before the number of a year."""
        self.day_and_year = self.dates["named"] | self.dates["years"] | self.dates["days"] | self.dates["with_months"]
        """What a date with its day is made of, but for numbers."""
        self._tells_dates = frozenset(
            word
            for name in ("last", "same", "next", "later", "decades", "tomorrow", "century", "ago", "passed")
            for word in self.dates[name]
        )
        calendar = table["calendar"]
        self.months = {word: number for number, names in enumerate(calendar["months"], 1) for word in folded(names)}
        """The number of each month, 0 of what is only the first word of a name."""
        self.two_words = {tuple(fold(name).split()): number for name, number in calendar["two_words"].items()}
        self.months |= {first: 0 for first, _ in self.two_words}
        self.ordinals = {fold(word): number for number, word in enumerate(calendar["ordinals"].split(), 1)}
        self.units = self.ordinals | {fold("الحادي"): 1}
        self.ordinals |= {fold(word): number for word, number in calendar["tens"].items()}
        self.ordinals_after = {fold(word): number for word, number in calendar["after_ordinals"].items()}

    def _add(self, row: Mapping[str, Any], cue: Cue) -> None:
        owner = len(self._cues)
        self._cues.append(cue)
        for noun in row.get("nouns", "").split():
            self._stems.add(owner, expand(Keyword(key=noun, nouns=(), verbs=())).stems, STRICT, _SHORTEST)
        for verb in row.get("verbs", "").split():
            stems = expand(Keyword(key=verb, nouns=(), verbs=(verb,))).stems
            self._stems.add(owner, (stem for stem in stems if stem.level == "event"), shortest=_SHORTEST)
        for word in (*row.get("words", "").split(), *_agents(row.get("agents", ""))):
            self._stems.add(owner, literal(word).stems)
        for word in row.get("finite", "").split():
            self._stems.add(owner, (stem._replace(level="event") for stem in literal(word).stems))

    def notes(self, word: str) -> tuple[Note, ...]:
        """Return what the folded `word` can be: cues before light words before heads of purposes."""
        return self._notes[word]

    def brings(self, word: str) -> str | None:
        """Return the preposition at the head of `word` if it names an act that brings about what it is done to, else None."""
        bare = word[1:] if word[:1] in ("و", "ف") and word not in self._bringing else word
        if bare in self._bringing:
            return ""
        if bare[:1] in ("ب", "ل") and bare[1:] in self._bringing:
            return bare[0]
        found = _BRINGS.fullmatch(word)
        return None if found is None or found[2] in self._finding else found[1]

    def of_act(self, word: str) -> str | None:
        """Return the proclitic of `word` if it names an act, else None."""
        if (found := _ACT.fullmatch(word)) is not None:
            return found[1] or ""
        nouns = (note.proclitic.lstrip("وف") for note in self.notes(word) if not note.verb)
        return self.brings(word) if self.kinds[word] & BRINGS else next(nouns, None)

    def _find(self, word: str) -> tuple[Note, ...]:
        senses = () if word in self._no_cues else self._stems.senses(word)
        return tuple(
            Note(self._cues[owner], proclitic, level == EVENT)
            for owner, level, proclitic in sorted(senses, key=lambda sense: sense.owner)
        )

    def _learn(self, word: str) -> int:
        bare = word[1:] if word[:1] in ("و", "ف") and word not in self._no_cues else word
        kind = sum(bit for name, bit in self._bits.items() if word in self._lists[name] or bare in self._lists[name])
        for note in self.notes(word):
            kind |= KNOWN
            kind |= HEADS if note.cue.head else GOVERNS if note.cue.status else 0
            kind |= FAR if note.cue.far else 0
            kind |= AIMS if note.cue.purpose and "ل" in note.proclitic.replace("ال", "") else 0
            kind |= WILL if note.verb and "س" in note.proclitic else 0
        kind |= QUALIFIES if word in self.after else 0
        kind |= CONTEST if bare == "انطلاق" or "مواجه" in word else 0
        adjective = word.removeprefix("ال").startswith(self._adjectives) and not word.endswith(("ين", "ون"))
        kind |= DESCRIBES if adjective else 0
        kind |= SAID if word in self.said else 0
        kind |= ACT if _ACT.fullmatch(word) else 0
        kind |= ARTICLE if _ARTICLE.match(word) else 0
        kind |= BRINGS if self.brings(word) is not None else 0
        kind |= GOAL if self._is_goal(bare) or self.is_done_to(bare) else 0
        kind |= NAMED if word in self._names else 0
        kind |= (
            DATING
            if bare in self._tells_dates
            or word in self.months
            or (word[:-1].isdecimal() and word[-1:] in "0123456789ه")
            else 0
        )
        return kind | self._shape(word, bare)

    def _is_goal(self, word: str) -> bool:
        """Return whether `word` is ل with an act that somebody does to something: «لتحرير», «لطرد»."""
        act = word[1:]
        return word[:1] == "ل" and (
            act in self._doing or (_TRANSITIVE.fullmatch(act) is not None and act not in self._happening)
        )

    def is_done_to(self, word: str) -> bool:
        """Return whether `word` is ل with an act that somebody does to its pronoun: «لتسليمها», «لاستعادتها», «لإخلائها»."""
        found = _DONE_TO.fullmatch(word)
        return found is not None and self._is_goal(found[1] + {"ت": "ة", "ئ": "ء"}.get(found[2], found[2]))

    def _shape(self, word: str, bare: str) -> int:
        if word in self._no_verbs or bare in self._no_verbs or bare.startswith(self._no_verb_stems):
            return 0
        return (
            (WILL if _WILL.fullmatch(word) else 0)
            | (DOES if _DOES.fullmatch(word) else 0)
            | (DID if _DID.fullmatch(word) else 0)
        )


def _agents(words: str) -> Iterator[str]:
    return (article + word + ending for word in words.split() for article, ending in _AGENTS)


def _cue(row: Mapping[str, Any]) -> Cue:
    settings = {name: value for name, value in row.items() if name not in _WORDS}
    objects = tuple(folded(row.get("objects", "")))
    return Cue(through=folded(row.get("through", "")), objects=objects, verbal=folded(row.get("verbs", "")), **settings)


@cache
def shipped() -> Cues:
    """Return the shipped cues."""
    folder = files("processors").joinpath("lexicon")
    tables: dict[str, Any] = {}
    for name in _FILES:
        for key, value in tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")).items():
            tables[key] = [*tables[key], *value] if key in tables else value
    return Cues(tables)
