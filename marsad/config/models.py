"""What an operator may write in config/: one strict model per table, unknown keys refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from marsad.config.channel_tables import (
    Channel,
    Route,
    Secret,
    TailChannel,
    WebhookChannel,
    When,
)
from marsad.config.values import (
    ACTOR_ID,
    COUNTRY,
    ENTRY,
    PREFIX,
    WIKIDATA,
    ActorType,
    Again,
    Broker,
    Charset,
    CountryCode,
    Duration,
    Headers,
    Network,
    RedisAddress,
    Remembered,
    Size,
    Slug,
    Table,
    Text,
    WebAddress,
    Word,
    Zone,
    distinct,
)  # fmt: skip
from marsad.records import EventKind, Level, Severity, Status

__all__ = ["Channel", "Route", "Secret", "TailChannel", "WebhookChannel", "When"]  # found here like all other tables


# ---------------------------------------------------------------------------------------------- marsad.toml


class StoreSettings(Table):
    """Where and for how long things are kept."""

    path: Text = "var/marsad.db"
    keep_days: Annotated[int, Field(ge=4, le=3650)] = 30


class IngestSettings(Table):
    """How the web is asked."""

    contact: str = ""
    slots: Annotated[int, Field(ge=1, le=512)] = 64
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    per_host_s: Annotated[float, Field(ge=0, le=60)] = 2.0
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 20.0
    feed_bytes: Annotated[int, Field(ge=1024)] = 10_000_000
    page_bytes: Annotated[int, Field(ge=1024)] = 5_000_000


class RecognizerSettings(Table):
    """A model that finds actors beside ours: `entry` is module:factory, which is called with the local `path`."""

    entry: Annotated[str, Field(pattern=ENTRY)]
    path: Text


class AnalyseSettings(Table):
    """How analysing is spread; 0 workers = one per core."""

    workers: Annotated[int, Field(ge=0, le=256)] = 0
    recognizer: RecognizerSettings | None = None


class ConsoleSettings(Table):
    """Where people look, and what is asked of them.

    `password` refers to a secret; `proxy_header` is set by a proxy that asks, and by nobody else; `hosts` are further
    names the console answers under.
    """

    host: Text = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    zone: Zone = "UTC"
    password: Secret | None = None
    proxy_header: Text | None = None
    hosts: tuple[Text, ...] = ()


class AdminSettings(Table):
    """Where machines look: /metrics, /-/healthy, /-/ready, /-/reload."""

    host: Text = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8081


class ClusterSettings(Table):
    """Where Kafka and Redis are, for `marsad run --role`; one machine needs neither.

    `languages`: the place of a language is its partition of the topic of analyses, so the list only grows at its end;
    a language that is not listed goes to the last. `spool`: the most that ingest keeps on disk while Kafka is away.
    """

    brokers: Annotated[tuple[Broker, ...], Field(min_length=1)] = ("kafka:9092",)
    prefix: Annotated[str, Field(pattern=PREFIX)] = "marsad."
    redis: RedisAddress = "redis://redis:6379/0"
    redis_password: Secret | None = None
    languages: Annotated[tuple[Slug, ...], Field(min_length=1), AfterValidator(distinct)] = ("ar", "fa", "ur")
    spool: Size = "2GiB"
    api_version: Annotated[str, Field(pattern=r"^(\d+(\.\d+)+)?$")] = ""  # for brokers that cannot tell theirs


class Settings(Table):
    """marsad.toml."""

    store: StoreSettings = StoreSettings()
    ingest: IngestSettings = IngestSettings()
    analyse: AnalyseSettings = AnalyseSettings()
    console: ConsoleSettings = ConsoleSettings()
    admin: AdminSettings = AdminSettings()
    cluster: ClusterSettings = ClusterSettings()


# ---------------------------------------------------------------------------------------------- feeds.d


class Feed(Table):
    """One subscription."""

    id: Slug
    url: WebAddress
    publisher: Slug
    name: str = ""
    family: Slug | None = None  # publishers with one voice; default: the publisher
    tier: Literal["flash", "news", "slow"] = "news"
    body: Literal["page", "feed", "none"] = "page"
    section: str = ""
    country: str = ""
    language: str = "ar"
    zone: Zone = "UTC"
    charset: Charset = ""
    headers: Headers = Field(default_factory=dict)
    allow_private: tuple[Network, ...] = ()
    title_suffix: str = ""
    backfill: Duration = "24h"
    enabled: bool = True

    @property
    def voice(self) -> str:
        """The family this feed counts for."""
        return self.family or self.publisher


# ---------------------------------------------------------------------------------------------- keywords.d


class Keyword(Table):
    """One keyword: a bare key is enough."""

    key: Text
    level: Level = "event"
    nouns: tuple[Text, ...] | None = None
    plurals: tuple[Text, ...] | dict[str, tuple[Text, ...]] = ()
    verbs: tuple[Text, ...] | None = None
    past_only: tuple[Text, ...] = ()
    derived: tuple[Text, ...] = ()
    also: tuple[Word, ...] = ()
    exclude: tuple[Text, ...] = ()


# ---------------------------------------------------------------------------------------------- actors.d


class Ambiguous(Table):
    """An alias that is also an ordinary word, and when it is the actor."""

    alias: Text
    near: tuple[Text, ...] = ()
    window: Annotated[int, Field(ge=1, le=50)] = 8
    not_before: tuple[Text, ...] = ()
    not_after: tuple[Text, ...] = ()
    not_clitic: tuple[Text, ...] = ()
    unless_said: tuple[Text, ...] = ()
    quoted: bool = False


class Office(Table):
    """An office held from a day (included) to a day (excluded)."""

    office: Text
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date | None, Field(alias="to")] = None


class Actor(Table):
    """One actor with a stable id."""

    id: Annotated[str, Field(pattern=ACTOR_ID)]
    type: ActorType
    country: Annotated[str, Field(pattern=COUNTRY)] = ""
    parent: str = ""
    wikidata: Annotated[str, Field(pattern=WIKIDATA)] = ""
    names: dict[str, Text] = Field(default_factory=dict)
    aliases: tuple[Text, ...] = ()
    short: tuple[Text, ...] = ()
    class_: Annotated[tuple[Text, ...], Field(alias="class")] = ()
    adjectives: tuple[Text, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    office: tuple[Office, ...] = ()
    enabled: bool = True


# ---------------------------------------------------------------------------------------------- rules.d

Where = Literal["title", "lead", "text"]


class Clause(Table):
    """One OR-group of keywords, actors and places: one witness is enough. Filters apply to each witness.

    `actor` and `place` are ids, or a kind and a star such as grp:*; `level` and `status` concern keywords only. `type`
    and `country` narrow `actor`, and without it ask for any actor of the kind; an actor that has none is not of it.
    """

    any: tuple[Text, ...] = ()
    actor: tuple[Text, ...] = ()
    type: tuple[ActorType, ...] = ()
    country: tuple[CountryCode, ...] = ()
    place: tuple[Text, ...] = ()
    level: Level | None = None
    in_: Annotated[tuple[Where, ...], Field(alias="in")] = ()
    status: tuple[Status, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"any": (value,)} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.any or self.actor or self.type or self.country or self.place):
            raise ValueError("the clause is empty; give any, actor, type, country or place")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Tell editors that a bare string stands for { any = [string] }."""
        return {"anyOf": [{"type": "string", "minLength": 1}, handler.resolve_ref_schema(handler(core_schema))]}


class NotNear(Table):
    """Words that, this close to a hit, make it not count: «خط» beside «الهجوم»."""

    any: Annotated[tuple[Text, ...], Field(min_length=1)]
    within: Annotated[int, Field(ge=1, le=50)] = 2


class Filters(Table):
    """Attributes of the article; a filter on one it lacks is not met."""

    feed: tuple[Text, ...] = ()
    publisher: tuple[Text, ...] = ()
    section: tuple[Text, ...] = ()
    not_feed: tuple[Text, ...] = ()
    not_publisher: tuple[Text, ...] = ()
    not_section: tuple[Text, ...] = ()


class Unless(Table):
    """Kinds of article the rule does not apply to: the share of its words from a shipped word list."""

    sport: Annotated[float | None, Field(gt=0, le=1)] = None


class Escalation(Table):
    """How severe a case becomes when so many publishers (families) carry its story."""

    publishers: Annotated[int, Field(ge=2, le=100)]
    severity: Severity


class Rule(Table):
    """When to alert.

    `all` must hold, and so must `weights`: each word that is said counts once, and the sum must reach `threshold`.
    `event`, `source` and `target` ask for one event of the article that is of a kind, by somebody, on somebody: ids,
    a kind and a star, or a country in capitals. An event of which the side asked for is not known is none of them.
    """

    id: Slug
    name: Text
    severity: Severity
    all: Annotated[tuple[Clause, ...], Field(min_length=1)] = ()
    weights: dict[Text, Annotated[int, Field(ge=-1000, le=1000)]] = Field(default_factory=dict)
    threshold: Annotated[int, Field(ge=1)] | None = None
    min_distinct: Annotated[int, Field(ge=2, le=50)] | None = None
    none: tuple[Clause, ...] = ()
    near: Annotated[int, Field(ge=1, le=200)] | Literal["sentence"] | None = None
    status: tuple[Status, ...] = ()
    level: Level | None = None
    in_: Annotated[tuple[Where, ...], Field(alias="in")] = ()
    not_near: tuple[NotNear, ...] = ()
    where: Filters = Filters()
    unless: Unless = Unless()
    event: tuple[EventKind, ...] = ()
    source: tuple[Text, ...] = ()
    target: tuple[Text, ...] = ()
    event_status: tuple[Status, ...] = ()
    cooldown: Remembered | None = None
    again: Again | Literal["never"] = "5h"
    escalate: tuple[Escalation, ...] = ()
    enabled: bool = True

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not (self.all or self.weights):
            raise ValueError("the rule asks for nothing; give all, or weights with a threshold")
        if bool(self.weights) != (self.threshold is not None):
            raise ValueError("weights and threshold go together; give both or none")
        return self


# ---------------------------------------------------------------------------------------------- the whole


class Config(Table):
    """A whole configuration directory: what `load` returns."""

    settings: Settings = Settings()
    feeds: tuple[Feed, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    actors: tuple[Actor, ...] = ()
    rules: tuple[Rule, ...] = ()
    channels: tuple[Channel, ...] = ()
    routes: tuple[Route, ...] = ()
