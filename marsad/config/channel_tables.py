"""What an operator may write in config/channels.d: channels, and the routes that lead to them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Protocol, Self, TypeVar

from pydantic import Field, model_validator

from marsad.config.values import (
    CHAT,
    MAIL,
    SEVERITY_BOUND,
    Broker,
    Duration,
    Network,
    QuietHours,
    Rate,
    RedisAddress,
    Slug,
    Table,
    Text,
    WebAddress,
    Zone,
    seconds,
)
from marsad.records import SEVERITIES, AlertReason, Severity

FOR_PROGRAMS = ("tail", "webhook", "redis", "kafka")  # types whose channels get every alert by itself, and at once
_SHORTEST_DIGEST_S = 60
_SHORTEST_ANSWER_S = 60


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


class RemoteTable(Table):
    """What all channels to a service share: how long a call may take, and when an alert that keeps failing is dead."""

    id: Slug
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10.0
    give_up: Duration = "24h"
    enabled: bool = True


class ProgramTable(RemoteTable):
    """What all channels to programs elsewhere share. `rate`: how many alerts they take; default as fast as they answer."""

    rate: Rate | None = None


class _Login(Protocol):
    user: str
    password: Secret | None


L = TypeVar("L", bound=_Login)


def _login(table: L) -> L:
    """Return `table` when it has a user with a password, or neither."""
    if bool(table.user) != (table.password is not None):
        raise ValueError("user and password go together; give both or none")
    return table


# ---------------------------------------------------------------------------------- for programs: every alert


class TailChannel(Table):
    """JSON Lines in a file, or "-" for standard output."""

    id: Slug
    type: Literal["tail"]
    path: Text = "-"
    enabled: bool = True


class WebhookChannel(ProgramTable):
    """One signed POST per alert."""

    type: Literal["webhook"]
    url: WebAddress
    secret: Secret | None = None
    allow_private: tuple[Network, ...] = ()


class RedisChannel(ProgramTable):
    """One entry of a Redis stream per alert; the stream keeps about `maxlen` entries."""

    type: Literal["redis"]
    url: RedisAddress
    password: Secret | None = None
    stream: Text = "marsad.alerts"
    maxlen: Annotated[int, Field(ge=1)] = 100_000


class KafkaChannel(ProgramTable):
    """One record of a Kafka topic per alert, keyed by story. `user` means SASL (SCRAM-SHA-512)."""

    type: Literal["kafka"]
    brokers: Annotated[tuple[Broker, ...], Field(min_length=1)]
    topic: Text
    tls: bool = False
    user: str = ""
    password: Secret | None = None

    _both = model_validator(mode="after")(_login)


# ---------------------------------------------------------------------------------- for people: a message per story


class PeopleTable(RemoteTable):
    """What all channels for people share. `zone`: of the times shown; default the console's."""

    numerals: Literal["latn", "arab"] = "latn"
    zone: Zone | None = None


class TelegramChannel(PeopleTable):
    """A chat that a bot of yours writes to; `topic` is the thread of a forum."""

    type: Literal["telegram"]
    token: Secret
    chat: int | Annotated[str, Field(pattern=CHAT)]
    topic: Annotated[int | None, Field(ge=1)] = None
    rate: Rate = "20/min"  # what Telegram takes for a group
    api: WebAddress = "https://api.telegram.org"
    allow_private: tuple[Network, ...] = ()


class SlackChannel(PeopleTable):
    """A channel of Slack: a bot's `token` with `channel`, or the address of an incoming `webhook`, which is a secret."""

    type: Literal["slack"]
    token: Secret | None = None
    channel: str = ""
    webhook: Secret | None = None
    rate: Rate = "1/s"  # what Slack takes for a channel
    api: WebAddress = "https://slack.com/api"
    allow_private: tuple[Network, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.token is None) == (self.webhook is None) or bool(self.channel) != (self.token is not None):
            raise ValueError("give token and channel of a bot, or the webhook alone")
        return self


class EmailChannel(PeopleTable):
    """Mail through an SMTP server."""

    type: Literal["email"]
    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: Secret | None = None
    sender: Annotated[str, Field(pattern=MAIL)]
    to: Annotated[tuple[Annotated[str, Field(pattern=MAIL)], ...], Field(min_length=1)]
    rate: Rate = "30/min"
    allow_private: tuple[Network, ...] = ()

    _both = model_validator(mode="after")(_login)

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if self.user and self.security == "none":
            raise ValueError('a password must not go unencrypted; give security = "starttls" or "tls"')
        return self


class AppriseChannel(PeopleTable):
    """Any service that Apprise knows, by its URL, which is a secret."""

    type: Literal["apprise"]
    url: Secret
    rate: Rate = "10/min"


Channel = Annotated[
    TailChannel
    | WebhookChannel
    | RedisChannel
    | KafkaChannel
    | TelegramChannel
    | SlackChannel
    | EmailChannel
    | AppriseChannel,
    Field(discriminator="type"),
]


# ---------------------------------------------------------------------------------- routes


class When(Table):
    """Which alerts a route or a silence takes: lists are OR, keys are AND; empty = all."""

    severity: tuple[Severity, ...] | Annotated[str, Field(pattern=SEVERITY_BOUND)] = ()
    rule: tuple[Text, ...] = ()
    actor: tuple[Text, ...] = ()
    place: tuple[Text, ...] = ()
    publisher: tuple[Text, ...] = ()
    reason: tuple[AlertReason, ...] = ()

    @property
    def severities(self) -> tuple[Severity, ...]:
        """The severities this takes: those listed, those within a bound such as ">=high", or all."""
        if not isinstance(self.severity, str):
            return self.severity or SEVERITIES
        bound = SEVERITIES.index(self.severity.lstrip("<>="))
        return SEVERITIES[bound:] if self.severity.startswith(">=") else SEVERITIES[:bound]


class Route(Table):
    """Which channels hear of what, and when. `loud`: from this severity on nothing is held back.

    `escalate_to`: who hears of it, once, when nobody has answered `escalate_after` those in `to` heard of it.
    """

    when: When = When()
    to: Annotated[tuple[Text, ...], Field(min_length=1)]
    group_wait: Duration = "0s"
    quiet: QuietHours | None = None
    digest: Duration | None = None
    loud: Severity = "critical"
    escalate_after: Duration | None = None
    escalate_to: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.digest and seconds(self.digest) < _SHORTEST_DIGEST_S:
            raise ValueError("the digest comes too often; write at least 1m")
        if bool(self.escalate_to) != (self.escalate_after is not None):
            raise ValueError("escalate_after and escalate_to go together; give both or none")
        if self.escalate_after and seconds(self.escalate_after) < _SHORTEST_ANSWER_S:
            raise ValueError("nobody can answer so soon; let escalate_after be at least 1m")
        return self
