"""From the tables of channels.d to channels that can send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from alerts.channels.base import Channel
from alerts.channels.tail import TailFile, TailStream
from alerts.channels.webhook import Webhook
from marsad.config.models import Channel as ChannelTable
from marsad.config.models import TailChannel, WebhookChannel
from marsad.config.secrets import reveal
from marsad.config.values import seconds
from marsad.errors import ConfigError

_STDOUT = 1


def build(
    tables: Iterable[ChannelTable], environ: Mapping[str, str], base: Path, *, now: Callable[[], datetime]
) -> dict[str, Channel]:
    """Return the enabled channels by id. Raises ConfigError with every secret that cannot be had.

    Secrets in relative files start at `base`, the configuration directory; a tail file starts where marsad does.
    """
    made: dict[str, Channel] = {}
    problems: list[str] = []
    for table in tables:
        if not table.enabled:
            continue
        try:
            made[table.id] = _tail(table) if isinstance(table, TailChannel) else _webhook(table, environ, base, now)
        except ConfigError as problem:
            problems += problem.problems
    if problems:
        raise ConfigError(problems)
    return made


def _tail(table: TailChannel) -> Channel:
    return TailStream(_STDOUT) if table.path == "-" else TailFile(Path(table.path))


def _webhook(table: WebhookChannel, environ: Mapping[str, str], base: Path, now: Callable[[], datetime]) -> Channel:
    secret = reveal(table.secret, environ, base, of=f"channel '{table.id}' secret") if table.secret else ""
    return Webhook(
        table.url,
        now=now,
        secret=secret,
        allow_private=table.allow_private,
        timeout_s=table.timeout_s,
        give_up_s=seconds(table.give_up),
    )
