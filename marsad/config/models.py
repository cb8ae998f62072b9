"""What an operator may write in config/: one strict model per table, unknown keys refused."""

from __future__ import annotations

import ipaddress
import re
from datetime import date
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from marsad.records import SEVERITIES, Level, Severity, Status

ActorType = Literal[
    "person", "armed_group", "party", "army", "security", "ministry", "government", "legislature", "state",
    "intl_org", "ngo", "media", "court", "company", "place",
]  # fmt: skip


ACTOR_ID = r"^[a-z]{2,6}:[A-Za-z0-9][A-Za-z0-9.\-]*$"
COUNTRY = r"^([A-Z]{2})?$"
WIKIDATA = r"^(Q[1-9]\d*)?$"
PREFIX = r"^[a-z0-9][a-z0-9.\-]*$"  # of topics, groups and Redis keys
SEVERITY_BOUND = r"^(>=|<)(low|medium|high|critical)$"


class Table(BaseModel):
    """Root of all tables: frozen, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


def _duration(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?(s|m|h|d)", text):
        raise ValueError('write a number and a unit, such as "30s", "5m", "6h" or "2d"')
    return text


def seconds(duration: str) -> float:
    """Return the seconds of a duration such as "5m"."""
    return float(duration[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[duration[-1]]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError(f"unknown time zone {name!r}; write an IANA name such as Asia/Riyadh") from problem
    return name


def _web(url: str) -> str:
    if not re.match(r"https?://[^/\s]+", url):
        raise ValueError("write an absolute http:// or https:// address")
    return url


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", text):
        raise ValueError("use lower-case letters, digits and hyphens only")
    return text


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError as problem:
        raise ValueError(f"{problem}; write a network such as 10.2.0.0/16") from problem
    return text


def _broker(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) <= 65535:  # noqa: PLR2004 - the range of ports
        raise ValueError("write host:port, such as kafka:9092")
    return text


def _redis(url: str) -> str:
    if not re.fullmatch(r"rediss?://[^/@\s]+(/\d+)?", url):
        raise ValueError("write redis://host:port/number; the password goes into redis_password")
    return url


def _size(text: str) -> str:
    if not re.fullmatch(r"\d+(KiB|MiB|GiB)", text):
        raise ValueError('write a number and a unit, such as "500MiB" or "2GiB"')
    return text


def size_bytes(size: str) -> int:
    """Return the bytes of a size such as "2GiB"."""
    return int(size[:-3]) * {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}[size[-3:]]


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        raise ValueError("one stands there twice; each has one place")
    return values


Duration = Annotated[str, AfterValidator(_duration)]
Zone = Annotated[str, AfterValidator(_zone)]
WebAddress = Annotated[str, AfterValidator(_web)]
Slug = Annotated[str, AfterValidator(_slug)]
Network = Annotated[str, AfterValidator(_network)]
Broker = Annotated[str, AfterValidator(_broker)]
RedisAddress = Annotated[str, AfterValidator(_redis)]
Size = Annotated[str, AfterValidator(_size)]
Text = Annotated[str, Field(min_length=1)]


class Secret(Table):
    """A secret by reference: exactly one of `env` and `file`; a literal is refused."""

    env: Text | None = None
    file: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _no_literal(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise ValueError('a secret must not stand in the file; give { env = "NAME" } or { file = "PATH" }')  # noqa: TRY004
        return value

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.env is None) == (self.file is None):
            raise ValueError('give one of { env = "NAME" } and { file = "PATH" }')
        return self


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


class AnalyseSettings(Table):
    """How analysing is spread; 0 workers = one per core."""

    workers: Annotated[int, Field(ge=0, le=256)] = 0


class ConsoleSettings(Table):
    """Where people look."""

    host: Text = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    zone: Zone = "UTC"


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
    languages: Annotated[tuple[Slug, ...], Field(min_length=1), AfterValidator(_distinct)] = ("ar", "fa", "ur")
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
    charset: str = ""
    headers: dict[str, str] = {}
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
    also: tuple[Text, ...] = ()
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
    names: dict[str, Text] = {}
    aliases: tuple[Text, ...] = ()
    short: tuple[Text, ...] = ()
    class_: Annotated[tuple[Text, ...], Field(alias="class")] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    office: tuple[Office, ...] = ()
    enabled: bool = True


# ---------------------------------------------------------------------------------------------- rules.d

Where = Literal["title", "lead", "text"]


class Clause(Table):
    """One OR-group of keywords, actors and places: one witness is enough. Filters apply to each witness.

    `actor` and `place` are ids, or a kind and a star such as grp:*; `level` and `status` concern keywords only.
    """

    any: tuple[Text, ...] = ()
    actor: tuple[Text, ...] = ()
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
        if not (self.any or self.actor or self.place):
            raise ValueError("the clause is empty; give any, actor or place")
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


class Rule(Table):
    """When to alert."""

    id: Slug
    name: Text
    severity: Severity
    all: Annotated[tuple[Clause, ...], Field(min_length=1)]
    none: tuple[Clause, ...] = ()
    near: Annotated[int, Field(ge=1, le=200)] | Literal["sentence"] | None = None
    status: tuple[Status, ...] = ()
    level: Level | None = None
    in_: Annotated[tuple[Where, ...], Field(alias="in")] = ()
    not_near: tuple[NotNear, ...] = ()
    where: Filters = Filters()
    unless: Unless = Unless()
    enabled: bool = True


# ---------------------------------------------------------------------------------------------- channels.d


class TailChannel(Table):
    """JSON Lines in a file, or "-" for standard output."""

    id: Slug
    type: Literal["tail"]
    path: Text = "-"
    enabled: bool = True


class WebhookChannel(Table):
    """One signed POST per alert."""

    id: Slug
    type: Literal["webhook"]
    url: WebAddress
    secret: Secret | None = None
    allow_private: tuple[Network, ...] = ()
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10.0
    give_up: Duration = "24h"
    enabled: bool = True


Channel = Annotated[TailChannel | WebhookChannel, Field(discriminator="type")]


class When(Table):
    """Which alerts a route takes: lists are OR, keys are AND; empty = all."""

    severity: tuple[Severity, ...] | Annotated[str, Field(pattern=SEVERITY_BOUND)] = ()
    rule: tuple[Text, ...] = ()
    actor: tuple[Text, ...] = ()
    publisher: tuple[Text, ...] = ()

    @property
    def severities(self) -> tuple[Severity, ...]:
        """The severities this takes: those listed, those within a bound such as ">=high", or all."""
        if not isinstance(self.severity, str):
            return self.severity or SEVERITIES
        bound = SEVERITIES.index(self.severity.lstrip("<>="))
        return SEVERITIES[bound:] if self.severity.startswith(">=") else SEVERITIES[:bound]


class Route(Table):
    """Which channels hear of what."""

    when: When = When()
    to: Annotated[tuple[Text, ...], Field(min_length=1)]


class Config(Table):
    """A whole configuration directory: what `load` returns."""

    settings: Settings = Settings()
    feeds: tuple[Feed, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    actors: tuple[Actor, ...] = ()
    rules: tuple[Rule, ...] = ()
    channels: tuple[Channel, ...] = ()
    routes: tuple[Route, ...] = ()
