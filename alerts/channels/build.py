"""From the tables of channels.d to channels that can send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from alerts.cards import Style
from alerts.channels.base import Channel, Messenger
from alerts.channels.tail import TailFile, TailStream
from alerts.channels.webhook import Webhook
from marsad.config.channel_tables import (
    AppriseChannel,
    EmailChannel,
    KafkaChannel,
    PeopleTable,
    RedisChannel,
    Secret,
    SlackChannel,
    TailChannel,
    TelegramChannel,
    WebhookChannel,
)
from marsad.config.channel_tables import Channel as ChannelTable
from marsad.config.secrets import reveal
from marsad.config.values import calls, seconds
from marsad.errors import ConfigError

_STDOUT = 1


def build(
    tables: Iterable[ChannelTable],
    environ: Mapping[str, str],
    base: Path,
    *,
    now: Callable[[], datetime],
    label: Callable[[str], str] = str,
    zone: str = "UTC",
) -> dict[str, Channel | Messenger]:
    """Return the enabled channels by id. Raises ConfigError with every secret that cannot be had.

    Secrets in relative files start at `base`, the configuration directory; a tail file starts where marsad does.
    `label` turns ids into names for people, `zone` is that of channels that name none.
    """
    made: dict[str, Channel | Messenger] = {}
    problems: list[str] = []
    for table in tables:
        if not table.enabled:
            continue
        try:
            made[table.id] = _MAKERS[type(table)](table, _Around(environ, base, now, label, zone))
        except ConfigError as problem:
            problems += problem.problems
    if problems:
        raise ConfigError(problems)
    return made


class _Around(NamedTuple):
    environ: Mapping[str, str]
    base: Path
    now: Callable[[], datetime]
    label: Callable[[str], str]
    zone: str

    def secret(self, table: ChannelTable, key: str) -> str:
        """Return the secret under `key` of a table, "" when it has none."""
        reference: Secret | None = getattr(table, key)
        return reveal(reference, self.environ, self.base, of=f"channel '{table.id}' {key}") if reference else ""

    def for_people(self, table: PeopleTable) -> dict[str, Any]:
        """Return what every messenger is made with."""
        style = Style(label=self.label, zone=ZoneInfo(table.zone or self.zone), numerals=table.numerals)
        return {"now": self.now, "style": style, "give_up_s": seconds(table.give_up)}


def _tail(table: TailChannel, _around: _Around) -> Channel:
    return TailStream(_STDOUT) if table.path == "-" else TailFile(Path(table.path))


def _webhook(table: WebhookChannel, around: _Around) -> Channel:
    return Webhook(
        table.url,
        now=around.now,
        secret=around.secret(table, "secret"),
        allow_private=table.allow_private,
        timeout_s=table.timeout_s,
        give_up_s=seconds(table.give_up),
    )


def _log(table: RedisChannel | KafkaChannel, around: _Around) -> Channel:
    options: dict[str, Any] = {
        "password": around.secret(table, "password"),
        "timeout_s": table.timeout_s,
        "give_up_s": seconds(table.give_up),
    }
    if isinstance(table, RedisChannel):
        from alerts.channels.redis_stream import RedisStream

        return RedisStream(table.url, table.stream, maxlen=table.maxlen, **options)
    from alerts.channels.kafka_topic import KafkaTopic

    return KafkaTopic(table.brokers, table.topic, tls=table.tls, user=table.user, **options)


def _telegram(table: TelegramChannel, around: _Around) -> Messenger:
    from alerts.channels.telegram import Telegram

    return Telegram(
        around.secret(table, "token"),
        table.chat,
        topic=table.topic,
        api=table.api,
        allow_private=table.allow_private,
        timeout_s=table.timeout_s,
        rate=calls(table.rate),
        **around.for_people(table),
    )


def _slack(table: SlackChannel, around: _Around) -> Messenger:
    from alerts.channels.slack import SlackBot, SlackWebhook

    options = {
        "allow_private": table.allow_private,
        "timeout_s": table.timeout_s,
        "rate": calls(table.rate),
        **around.for_people(table),
    }
    if table.webhook:
        return SlackWebhook(around.secret(table, "webhook"), **options)
    return SlackBot(around.secret(table, "token"), table.channel, api=table.api, **options)


def _mail(table: EmailChannel, around: _Around) -> Messenger:
    from alerts.channels.mail import Mail

    return Mail(
        table.host,
        table.port,
        sender=table.sender,
        to=table.to,
        security=table.security,
        user=table.user,
        password=around.secret(table, "password"),
        allow_private=table.allow_private,
        timeout_s=table.timeout_s,
        rate=calls(table.rate),
        **around.for_people(table),
    )


def _apprise(table: AppriseChannel, around: _Around) -> Messenger:
    from alerts.channels.by_apprise import ByApprise

    return ByApprise(
        around.secret(table, "url"),
        of=f"channel '{table.id}'",
        timeout_s=table.timeout_s,
        rate=calls(table.rate),
        **around.for_people(table),
    )


_MAKERS: dict[type[Any], Callable[[Any, _Around], Channel | Messenger]] = {
    TailChannel: _tail,
    WebhookChannel: _webhook,
    RedisChannel: _log,
    KafkaChannel: _log,
    TelegramChannel: _telegram,
    SlackChannel: _slack,
    EmailChannel: _mail,
    AppriseChannel: _apprise,
}
