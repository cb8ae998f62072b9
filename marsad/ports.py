"""What the stages ask of the outside world. The docstring is the contract; tests/contract holds every store to it.

Ports of the ordered stage (Log, StoryMemory) are synchronous: they run inside the caller's transaction, on the
store's one writer thread. Ports at the rims (FeedStore, Ledger, Desk) are asynchronous: each call is a transaction
of its own, durable when it returns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from marsad.identity import digest
from marsad.records import Article, Change, DateSource, DeadLetter, Decision, Field, Footprint, Inside, Record

Topic = Literal["articles", "analyses", "stories", "alerts"]


class LogRow(NamedTuple):
    """One record of the log with its place in it."""

    offset: int
    key: str
    value: bytes


class Log(Protocol):
    """Append-only records by topic, with positions. Offsets grow; they need not be contiguous."""

    def append(self, topic: Topic, key: str, value: bytes, *, at: datetime) -> bool:
        """Add a record unless the topic already holds `key`; say whether it was added. `at`: when it was seen."""

    def read(self, topic: Topic, after: int, limit: int) -> list[LogRow]:
        """Return the first `limit` records behind offset `after`, in order."""

    def position(self, consumer: str, topic: Topic) -> int:
        """Return the offset `consumer` has finished, 0 at first."""

    def advance(self, consumer: str, topic: Topic, offset: int) -> None:
        """Move the position; it never goes back."""

    def waiting(self, consumer: str, topic: Topic) -> int:
        """Return how many records lie behind the position of `consumer`."""

    def bury(self, letter: DeadLetter) -> None:
        """Keep a record no stage can take."""


class StoryMemory(Protocol):
    """What deciding remembers. A verdict is written before it is acted on, and read back on redelivery."""

    def decision(self, article: str, revision: str) -> Decision | None:
        """Return the decision first kept for this revision, or None."""

    def latest(self, article: str) -> Decision | None:
        """Return the decision kept last for any revision of this article, or None."""

    def keep(self, footprint: Footprint, decision: Decision) -> Decision:
        """Keep both in one step unless a decision for the revision stands; return the one that stands."""

    def window(self, since: datetime) -> Iterator[tuple[Footprint, Decision]]:
        """Yield what was kept, in the order of keeping, from the first record with event time >= `since` on."""

    def forget(self, before: datetime) -> int:
        """Drop what was kept ahead of the first record seen at or after `before`; return how many.

        By its event time an article of long ago would be forgotten at once, and its next revision would be news.
        """


# ---------------------------------------------------------------------------------------------------- ingest


class FeedState(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What a restart must not forget about a feed: nothing is polled early, no validator is lost."""

    feed: str
    asked: str = ""  # digest of what the configuration says of how to ask it; "": not written down by an older marsad
    url: str = ""  # the address the validators belong to; another address drops them
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    score: float = 0.0  # failures, weighted by kind
    reason: str = ""  # why the last poll failed, "" after a good one
    detail: str = ""  # the same in words for the operator
    state: Literal["healthy", "silent", "failing", "blocked", "degraded", "paused"] = "healthy"
    next_due: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_item: datetime | None = None  # our clock, when something new was last seen
    polls: int = 0
    items: int = 0
    no_item_yet: bool = False  # it answers, and never held an item
    gap_s: float = 0.0  # learned mean time between new items; 0 = not learned
    id_policy: Literal["guid", "guid+link", "title"] = "guid"  # how items are told apart; moves one way
    titles: bytes = b""  # marks of the titles at the last reading (ingest.renamed)
    renamed: int = 0  # readings that had most titles of the one before and no name that was known


class Entry(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One item of a feed. `key` is its identity inside the feed, `id` that of the article."""

    feed: str
    key: str
    id: str
    url: str
    title: str
    seen: datetime
    summary: str = ""
    content: str = ""  # full text carried by the feed itself, as plain text
    published: datetime | None = None
    date_source: DateSource = "fetched"
    guid: str = ""
    about: bytes = b""  # its first words (ingest.retold)
    named: str = ""  # the id its names give, where another article of the feed has it already
    attempt: int = 0  # page fetches so far
    not_before: datetime | None = None
    shared: bool = False  # its link leads to a page that other items of the document lead to as well, or to no article

    @property
    def mark(self) -> str:
        """What must change for an entry to count as changed: title and summary as the feed gives them."""
        return digest(self.title, self.summary, self.content)


class Known(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered of an entry when it is finished; of one saved by an earlier version its `mark` alone."""

    mark: str
    id: str = ""
    named: str = ""
    published: datetime | None = None
    about: bytes = b""

    @classmethod
    def of(cls, entry: Entry) -> Known:
        """Return what to remember of `entry`."""
        return cls(mark=entry.mark, id=entry.id, named=entry.named, published=entry.published, about=entry.about)


class FeedStore(Protocol):
    """What ingest remembers."""

    async def states(self) -> dict[str, FeedState]:
        """Return the state of every feed ever polled, by feed id."""

    async def known(self, feed: str, keys: Sequence[str]) -> dict[str, Known]:
        """Return what is known of those of `keys` already saved for the feed."""

    async def save_poll(
        self, state: FeedState, entries: Sequence[Entry], *, skipped: Sequence[Entry] = (), present: Sequence[str] = ()
    ) -> None:
        """Save a poll in one transaction: its state with validators, and its new or changed entries as pending.

        An entry already saved under (feed, key) is replaced and becomes pending again. `skipped` are saved as
        finished: known, never published. `present` are keys still in the document: they do not expire.
        """

    async def pending(self, now: datetime, limit: int) -> list[Entry]:
        """Return pending entries that may be fetched at `now`, oldest first."""

    async def publish(self, entry: Entry, article: Article, *, again: datetime | None = None) -> None:
        """Append the article to the log and finish the entry, in one transaction.

        With `again` the entry stays pending until then: its page is still wanted. `entry.attempt` is saved.
        """

    async def postpone(self, entry: Entry, again: datetime) -> None:
        """Keep the entry pending until `again` without an article; `entry.attempt` is saved."""

    async def bury(self, letter: DeadLetter, entry: Entry | None = None) -> bool:
        """Keep bytes nothing can take; finish the entry they belong to.

        One letter is kept of a stage and place, the first; returns whether it is this one.
        """

    async def prune(self, before: datetime, polled: Collection[str]) -> int:
        """Drop finished entries not seen in their feed since `before`; return how many.

        Of a feed that was not read since then (it says "not modified", or is down) all stay: they may stand in it still.
        But for one that is not `polled` any more, and was for the last time before then: all of it goes, pending
        entries and state too.
        """


# ---------------------------------------------------------------------------------------------------- desk

DeliveryState = Literal["pending", "sending", "delivered", "dead", "silenced"]


class Delivery(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One row of the ledger: an alert on its way to a channel."""

    alert: str
    channel: str
    story: str
    value: bytes  # the encoded Alert
    created: datetime
    state: DeliveryState = "pending"
    attempt: int = 0
    not_before: datetime | None = None
    error: str = ""
    remote_id: str = ""
    done: datetime | None = None  # when it was delivered or given up
    maybe_duplicate: bool = False  # a kill fell between the channel's accept and our commit


class Ledger(Protocol):
    """Delivery state. A row is `sending` on disk before the first byte leaves."""

    async def due(self, channel: str, now: datetime, limit: int) -> list[Delivery]:
        """Return pending rows in order of writing; of one story only the oldest (order per story holds)."""

    async def sending(self, delivery: Delivery) -> Delivery:
        """Mark the attempt; return the row as it now stands, `attempt` one higher."""

    async def delivered(self, delivery: Delivery, now: datetime, remote_id: str = "") -> None:
        """Close the row: the channel has it."""

    async def failed(self, delivery: Delivery, error: str, not_before: datetime) -> None:
        """Put the row back with the reason and the time before which it must not be tried."""

    async def dead(self, delivery: Delivery, error: str, now: datetime) -> None:
        """Close the row: the channel will never take it. It stays visible and can be revived."""

    async def revive(self, alert: str = "", channel: str = "") -> int:
        """Make dead rows pending again, all that match; return how many."""

    async def recover(self) -> int:
        """At start: make rows left in `sending` pending again, marked maybe_duplicate; return how many."""


class Source(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One article of a story as the desk shows it."""

    article: str
    url: str
    title: str
    publisher: str
    family: str
    verdict: str
    seen: datetime
    at: datetime
    of: str | None = None
    similarity: float = 0.0
    why: str = ""
    holds: tuple[Inside, ...] = ()  # texts that stand in it beside that of `of`


class Case(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One (rule, story) as people handle it. `seq` grows with every change; the wall follows it."""

    seq: int
    rule: str
    story: str
    name: str
    severity: str
    opened: datetime  # event time
    changed: datetime  # event time of the last change
    alert: bytes  # the encoded Alert that speaks for the case: the opening one, or its last update
    families: tuple[str, ...] = ()
    articles: int = 0
    updates: int = 0
    into: str = ""  # the story that this one turned out to be, where its own case of the rule goes on


class StoryEvent(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What befell a story beside its articles and alerts; `article` is the one that showed it.

    merged: `story` is part of it from then on, and why. changed: what the article said otherwise. closed: it was quiet.
    """

    kind: Literal["merged", "changed", "closed"]
    article: str
    at: datetime
    story: str = ""
    why: str = ""
    changes: tuple[Change, ...] = ()


class Held(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Why a delivery waits, or what became of it without a message of its own.

    `by`: the number of the silence, the id of the alert whose message it was merged into, or the key of what carried it.
    """

    alert: str
    channel: str
    reason: str
    by: str = ""


class Elsewhere(Record, frozen=True, kw_only=True, omit_defaults=True):
    """An article of another story that one of this story is `of`."""

    article: str
    story: str
    publisher: str


class StoryView(Record, frozen=True, kw_only=True, omit_defaults=True):
    """All the desk knows of one story. `cases` has those too that ended when another story became part of this one."""

    story: str
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    alerts: tuple[bytes, ...] = ()  # every encoded Alert, in order
    deliveries: tuple[Delivery, ...] = ()
    events: tuple[StoryEvent, ...] = ()
    held: tuple[Held, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


class FeedHealth(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One row of the feeds page."""

    state: FeedState
    pending: int = 0


class Desk(Protocol):
    """What the console reads."""

    async def wall(
        self, *, severities: Sequence[str] = (), rule: str = "", actor: str = "", before: int = 0, limit: int = 50
    ) -> list[Case]:
        """Return cases, last changed first; `before` is a seq for paging; empty filters match all."""

    async def changes(self, after: int, limit: int = 100) -> list[Case]:
        """Return cases changed behind seq `after`, oldest change first."""

    async def last_change(self) -> int:
        """Return the highest seq, 0 when there is none."""

    async def story(self, story: str) -> StoryView | None:
        """Return one story, or None. The id of a story that was merged finds the one it is part of."""

    async def feeds(self) -> list[FeedHealth]:
        """Return all feeds ever polled."""

    async def totals(self) -> dict[str, int]:
        """Return counts for the header: articles, stories, alerts, pending, dead_letters."""

    async def by_severity(self) -> dict[str, int]:
        """Return how many cases the wall has of each severity there is, the gravest first, 0 among them."""

    async def dead_letters(self, limit: int = 100) -> list[tuple[int, DeadLetter]]:
        """Return (number, letter), newest first."""


class Recognized(NamedTuple):
    """A name that a model found: code points of the field as given, end exclusive; `type` is one of actors.d.

    `actor` is an id that exists, or "" for somebody whom no entry names.
    """

    field: Field
    start: int
    end: int
    type: str
    actor: str = ""


class ActorRecognizer(Protocol):
    """A model of the operator's that finds actors beside ours. What it raises costs its mentions of that article, no more."""

    def find(self, title: str, text: str) -> Iterable[Recognized]:
        """Return the names in an article; the same for the same article, or two runtimes tell two stories."""
