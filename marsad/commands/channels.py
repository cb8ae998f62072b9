"""`marsad channels`: which channels are there and how are they, and does one of them work?"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marsad.commands.holder import write
from marsad.config.channel_tables import Channel
from marsad.config.load import load
from marsad.config.models import Config
from marsad.config.plain import did_you_mean
from marsad.errors import MarsadError, StoreAbsent, UsageError
from marsad.inquiry import ChannelHealth
from marsad.stores.channels import SqliteChannels
from marsad.stores.database import Database, Reader
from marsad.stores.ledger import SqliteLedger
from marsad.stores.paths import at_hand


def run(options: argparse.Namespace) -> int:
    """Carry out one action; exit status 1 when the channel that is tested does not take the message."""
    config = load(options.config).config
    return _list(options, config) if options.act == "list" else _test(options, config)


def _list(options: argparse.Namespace, config: Config) -> int:
    health: dict[str, ChannelHealth] = {}
    with contextlib.suppress(StoreAbsent):  # never run: nothing was sent yet
        health = _health(_store(options, config))
    for channel in config.channels:
        row = _row(channel, health.get(channel.id, ChannelHealth(channel=channel.id)), config)
        shown = "  ".join(f"{key}={value}" for key, value in row.items() if value not in (None, "", []))
        print(json.dumps(row, ensure_ascii=False) if options.json else shown)
    if not config.channels and not options.json:
        print(f"no channel is configured; add [[channel]] tables in {options.config}/channels.d")
    return 0


def _store(options: argparse.Namespace, config: Config) -> Path:
    return options.store or at_hand(config.settings.store.path, "desk")


def _health(store: Path) -> dict[str, ChannelHealth]:
    found = asyncio.run(SqliteChannels(Reader(store)).channels(datetime.now(UTC)))
    return {each.channel: each for each in found}


def _row(channel: Channel, health: ChannelHealth, config: Config) -> dict[str, Any]:
    return {
        "id": channel.id,
        "type": channel.type,
        "enabled": channel.enabled,
        "routes": [
            number
            for number, route in enumerate(config.routes, start=1)
            if channel.id in (*route.to, *route.escalate_to)
        ],
        "waiting": health.waiting,
        "oldest": health.oldest and health.oldest.isoformat(timespec="seconds"),
        "paused": health.paused and health.paused.isoformat(timespec="seconds"),
        "delivered": health.delivered,
        "last": health.last and health.last.isoformat(timespec="seconds"),
        "dead": health.dead,
        "error": health.error,
    }


def _test(options: argparse.Namespace, config: Config) -> int:
    """Send a message that says it is a test; a channel that is switched off is tested all the same."""
    from alerts.channels.build import build
    from alerts.trial import trial, try_out

    table = next((channel for channel in config.channels if channel.id == options.id), None)
    if table is None:
        known = [channel.id for channel in config.channels]
        raise UsageError(f"{options.id}: no such channel. {did_you_mean(options.id, known)}")
    table = table.model_copy(update={"enabled": True})
    zone = config.settings.console.zone
    channels = build([table], os.environ, options.config, now=lambda: datetime.now(UTC), zone=zone)
    outcome = asyncio.run(try_out(channels[table.id], trial(datetime.now(UTC))))
    if options.json:
        answer = {
            "channel": table.id,
            "ok": not outcome.problem,
            "problem": outcome.problem,
            "message": outcome.message,
        }
        print(json.dumps(answer, ensure_ascii=False))
    elif outcome.problem:
        print(f"{table.id}: {outcome.problem}", file=sys.stderr)
    else:
        print(f"{table.id}: taken" + (f" as {outcome.message}" if outcome.message else ""))
    if outcome.problem:
        return 1
    try:
        _hasten(table.id, _store(options, config), config)
    except StoreAbsent:  # never run: nothing waits
        pass
    except MarsadError as problem:
        print(f"warning: {table.id}: what waits for it was not put in line: {problem}", file=sys.stderr)
    return 0


def _hasten(channel: str, store: Path, config: Config) -> None:
    """Let what waits for a channel go now, as after any delivery: it answers."""
    found = _health(store).get(channel)
    if found is None or not found.waiting:
        return

    def here(database: Database) -> None:
        asyncio.run(SqliteLedger(database).hasten(channel))

    write(store, config.settings.admin, here, "/-/channels/hasten", {"channel": channel})
