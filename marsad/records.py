"""The records that travel between stages: what does each stage say to the next?

Frozen, additive (a new field has a default), one JSON codec. Times are aware UTC datetimes. Offsets are Unicode
code points into the field *as given*, end exclusive.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Literal, TypeVar

import msgspec

Level = Literal["strict", "event", "family"]
Field = Literal["title", "text"]
Status = Literal["asserted", "negated", "prevented", "planned", "attempted", "conditional", "recalled"]
Severity = Literal["low", "medium", "high", "critical"]
Verdict = Literal["new", "copy", "contains", "contained", "update"]
AlertReason = Literal["opened", "again", "updated", "spread", "escalated", "merged"]
LATER: tuple[AlertReason, ...] = ("again", "updated")  # what a later article of the story tells itself
Changed = Literal["toll", "figure", "place", "actor"]
Quality = Literal["title", "summary", "full"]
DateSource = Literal["feed", "page-meta", "fetched", "future", "ancient", "no_zone", "given"]

EventKind = Literal["attack", "control", "killed", "repelled"]

SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
LEVELS: tuple[Level, ...] = ("strict", "event", "family")


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Root of all records."""


class Article(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One page of news as it came in. `id` and `revision` are derived (see marsad.identity)."""

    id: str
    revision: str
    url: str
    title: str
    seen: datetime  # our clock when the poll's answer was fully read
    text: str = ""
    summary: str = ""
    published: datetime | None = None
    date_source: DateSource = "fetched"
    feed: str = ""
    publisher: str = ""
    family: str = ""  # publishers with one voice; empty = the publisher itself
    section: str = ""
    language: str = "ar"
    quality: Quality = "full"
    guid: str = ""

    @property
    def at(self) -> datetime:
        """Event time: a publisher's clock may run ahead, never make an article younger than its arrival."""
        return min(self.published, self.seen) if self.published else self.seen

    @property
    def body(self) -> str:
        """The text that is analysed: the page's, or the feed's summary where no page could be had."""
        return self.text or self.summary


class Hit(Record, frozen=True, kw_only=True, omit_defaults=True, tag="hit", tag_field="record"):
    """One word or phrase of the article that says a keyword."""

    keyword: str
    level: Level
    form: str  # as written
    field: Field
    start: int
    end: int
    status: Status = "asserted"
    cue: str = ""  # the word that decided the status
    cue_start: int = -1


class Mention(Record, frozen=True, kw_only=True, omit_defaults=True, tag="mention", tag_field="record"):
    """One place of the article that names an actor, or a state as a place."""

    actor: str
    type: str
    role: Literal["actor", "place"]
    kind: str  # name role_nat coref metonym title
    surface: str
    field: Field
    start: int
    end: int


class Event(Record, frozen=True, kw_only=True, omit_defaults=False):
    """Who did what to whom, as one word of the article says it; a side that is not said is None, never guessed.

    `start` and `end` are those of the word; `place` is a place of its clause as written; `status` as that of a hit.
    """

    event: EventKind
    field: Field
    start: int
    end: int
    source: str | None = None
    target: str | None = None
    place: str | None = None
    status: Status = "asserted"


class Side(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Who stands on one side of an event: the id, and the name that people read."""

    id: str
    name: str


class Deed(Record, frozen=True, kw_only=True, omit_defaults=True):
    """An event as an alert tells it, with the names of its sides; a side that is not said is None.

    `taken`: the place is what was attacked or taken (هجوم على قندوز), not only where it was (هجوم في قندوز).
    """

    event: EventKind
    source: Side | None = None
    target: Side | None = None
    place: str | None = None
    taken: bool = False
    status: Status = "asserted"


class Fingerprint(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What deciding needs to know of a text, without the text.

    `prints`: sorted unique 32-bit hashes, winnowed from word 5-grams. `figures`: numbers by the words around them.
    `said`: the words that carry the story with their weight, heaviest first (processors.terms). Analyses of earlier versions
    have them in `terms`, not packed. `opening`: the beginnings of words in title and lead, counted (processors.opening).
    """

    words: int = 0
    prints: tuple[int, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    said: bytes = b""
    terms: tuple[tuple[str, float], ...] = ()
    opening: bytes = b""


class Gist(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What title and lead of an article tell.

    `names`: its actors and places as words, packed as in `Fingerprint.said`.
    """

    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()  # figures of the title, tolls and years left out
    deeds: tuple[str, ...] = ()  # event, source and target
    names: bytes = b""


class Footprint(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What deciding remembers of an article: enough to rebuild its index exactly, and no text.

    `words` are numbers (marsad.identity.word_number), and `fingerprint` says none of them. `weights`: what the first of
    them weighed when the article was decided, heaviest first, in steps of 1/256 of a vector of unit length. The words
    behind those weighed nothing, and are counted.
    """

    article: str
    revision: str
    at: datetime
    family: str = ""
    fingerprint: Fingerprint = Fingerprint()
    actors: tuple[str, ...] = ()  # of title and lead
    places: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()  # figures of the title, tolls and years left out
    deeds: tuple[str, ...] = ()  # of title and lead: event, source and target
    words: tuple[int, ...] = ()
    weights: tuple[int, ...] = ()


class Clause(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One clause of a rule and what it found: hits or mentions, or why none counted.

    `Hit` and `Mention` stand side by side in `by`; the field `record` in their JSON tells them apart.
    """

    clause: str  # "all[0]", "none[1]", "where.publisher"
    ok: bool
    by: tuple[Hit | Mention, ...] = ()
    why: str = ""


class Match(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A rule that fired on an article, with everything an operator asks about it.

    `marks` are (start, end) inside `sentence`; `sentence` is cut from `field` at `start`. `part_of` and `within` are what
    `actors` and `places` count for beside themselves: the movement of a group, the country of a city as `af`.
    """

    rule: str
    name: str
    severity: Severity
    field: Field
    start: int
    sentence: str
    marks: tuple[tuple[int, int], ...] = ()
    status: Status = "asserted"
    clauses: tuple[Clause, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    events: tuple[Deed, ...] = ()  # of that sentence and of the title
    cooldown_s: float = 0
    again_s: float = 0  # 0: never
    escalate: tuple[tuple[int, Severity], ...] = ()  # (publisher families, severity from then on)


class Analysis(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What an article means by itself; no memory was asked."""

    article: str
    revision: str
    url: str
    title: str
    at: datetime
    seen: datetime
    published: datetime | None = None
    date_source: DateSource = "fetched"
    feed: str = ""
    publisher: str = ""
    family: str = ""
    section: str = ""
    language: str = "ar"
    fingerprint: Fingerprint = Fingerprint()
    lead_end: int = 0  # where the first two sentences of the text end
    hits: tuple[Hit, ...] = ()
    mentions: tuple[Mention, ...] = ()
    matches: tuple[Match, ...] = ()
    events: tuple[Event, ...] = ()
    gist: Gist | None = None  # None: analysed by an earlier version


class Alert(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One event in the life of a case (rule, story). `id` = hash(rule, story, reason, level)."""

    id: str
    reason: AlertReason
    level: str  # "0" opened, the article for again, the revision for updated, "3" "7" "15" for spread, the new severity for escalated, `into` for merged
    rule: str
    name: str
    severity: Severity
    story: str
    article: str
    url: str
    title: str
    at: datetime
    seen: datetime
    published: datetime | None = None
    date_source: DateSource = "fetched"
    publisher: str = ""
    field: Field = "text"
    start: int = 0
    sentence: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    status: Status = "asserted"
    clauses: tuple[Clause, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()  # what the actors count for beside themselves, and
    within: tuple[str, ...] = ()  # the places: routes and silences ask for these too, as rules do
    events: tuple[Deed, ...] = ()
    families: tuple[str, ...] = ()  # publisher families of the story so far, in order of arrival
    escalate: tuple[tuple[int, Severity], ...] = ()  # the rule's, for the articles that will follow
    into: str = ""  # of merged: the story that `story` turned out to be
    goes_on: bool = False  # of merged: the case goes on in that story, which had none of this rule; else it ends here


class Quiet(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A rule that fired and opened no case, and why."""

    rule: str
    why: str


class Merge(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A story that turned out to be the decision's own: its id is an alias from here on, its articles are members."""

    story: str
    why: str


class Change(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What an article says otherwise than its story did. `of`: the words around a figure, "#" where it stands."""

    what: Changed
    before: tuple[str, ...]
    now: tuple[str, ...]
    of: str = ""


class Inside(Record, frozen=True, kw_only=True, omit_defaults=True):
    """An earlier article whose text stands in another one, and the story it was said to be of by then."""

    article: str
    story: str


class Decision(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Where an article belongs, and what is said about it. Written once; a redelivery gets it back."""

    article: str
    revision: str
    url: str
    verdict: Verdict
    story: str
    at: datetime
    seen: datetime
    title: str = ""
    of: str | None = None
    holds: tuple[Inside, ...] = ()  # beside the text of `of`: of a digest
    similarity: float = 0.0
    why: str = ""
    feed: str = ""
    publisher: str = ""
    family: str = ""
    families: tuple[str, ...] = ()  # of the story, this article included, in order of arrival
    alerts: tuple[Alert, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    merged: tuple[Merge, ...] = ()
    changes: tuple[Change, ...] = ()
    closed: tuple[str, ...] = ()  # other stories that have been quiet for two days when this article came
    fired: tuple[str, ...] = ()  # rules that fired and told nothing: their case was open
    archived: bool = False  # first read more than a week after it was published: it opens no case


class DeadLetter(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Bytes that a stage could not take, kept with the reason."""

    stage: str
    place: str  # "articles/17", or a feed id
    error: str
    at: datetime
    value: bytes = b""


R = TypeVar("R", bound=Record)
_encoder = msgspec.json.Encoder()


def encode(record: Record) -> bytes:
    """Return the JSON bytes of `record`; defaults are left out."""
    return _encoder.encode(record)


@cache
def _decoder(kind: type[R]) -> msgspec.json.Decoder[R]:
    return msgspec.json.Decoder(kind)


def decode(value: bytes, kind: type[R]) -> R:
    """Return the record in `value`; raises msgspec.DecodeError (ValidationError among them)."""
    record: R = _decoder(kind).decode(value)
    return record


def utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; a moment without zone is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def written_moment(text: str) -> datetime:
    """Return the time that `text` writes in ISO 8601, in UTC; raises ValueError with what to write instead."""
    try:
        return utc(datetime.fromisoformat(text))
    except (TypeError, ValueError, OverflowError) as problem:  # a number; no time; the year 1, of which UTC has less
        raise ValueError(f"{text!r} is no time. Write one such as 2026-03-01T06:00Z") from problem
