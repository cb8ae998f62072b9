"""`marsad silence`: hold back the alerts that fit some matchers, for a while; see what is held back, and end it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from marsad.commands.holder import write
from marsad.commands.moments import moment, span
from marsad.config.channel_tables import When
from marsad.config.load import load
from marsad.config.matchers import typed, when_of
from marsad.config.models import Config
from marsad.config.when_checks import unknown
from marsad.errors import UsageError
from marsad.outbox import Silence, SilenceWish, keep_silence
from marsad.stores import sending
from marsad.stores.database import Database, Reader
from marsad.stores.ledger import SqliteLedger
from marsad.stores.paths import at_hand


def run(options: argparse.Namespace) -> int:
    """Carry out one action; exit status 1 when `end` finds no such silence in force."""
    config = load(options.config).config
    store = options.store or at_hand(config.settings.store.path, "desk")
    acts = {"add": _add, "list": _list, "end": _end}
    return acts[options.act](options, config, store)


def _add(options: argparse.Namespace, config: Config, store: Path) -> int:
    now = datetime.now(UTC)
    when = when_of(options.matchers, {actor.id for actor in config.actors})
    for doubt in _doubts(when, config):
        print(f"warning: {doubt}", file=sys.stderr)
    wish = SilenceWish(
        matchers=tuple(options.matchers), author=options.author, reason=options.reason, expires=_ends(options, now)
    )

    def here(database: Database) -> dict[str, int]:
        return {"id": asyncio.run(keep_silence(SqliteLedger(database), wish, now)).id}

    made = write(store, config.settings.admin, here, "/-/silences", msgspec.to_builtins(wish))
    shown = f"silence {made['id']} until {_clock(wish.expires)}: {typed(when_of(wish.matchers))}"
    print(json.dumps(made) if options.json else shown)
    return 0


def _list(options: argparse.Namespace, _config: Config, store: Path) -> int:
    now = datetime.now(UTC)
    found, held = asyncio.run(Reader(store).read(lambda db: (sending.all_silences(db), sending.held_back(db))))
    rows = [_row(each, held.get(each.id, 0), now) for each in found if options.all or each.expires > now]
    for row in rows:
        print(json.dumps(row, ensure_ascii=False) if options.json else _line(row))
    if not rows and not options.json:
        print("no silence is kept" if options.all else "no silence is in force; --all shows those that are over")
    return 0


def _end(options: argparse.Namespace, config: Config, store: Path) -> int:
    def here(database: Database) -> dict[str, bool]:
        ledger = SqliteLedger(database)
        ended = asyncio.run(ledger.end_silence(options.number, author=options.author, now=datetime.now(UTC)))
        return {"ended": ended}

    body = {"author": options.author}
    done = write(store, config.settings.admin, here, f"/-/silences/{options.number}/end", body)
    if options.json:
        print(json.dumps(done))
    elif done["ended"]:
        print(f"silence {options.number} ended")
    else:
        print(f"no silence {options.number} is in force. `marsad silence list` shows those that are", file=sys.stderr)
    return 0 if done["ended"] else 1


def _ends(options: argparse.Namespace, now: datetime) -> datetime:
    if (options.lasts is None) == (options.until is None):
        raise UsageError("a silence must end. Give one of --for, such as 2h, and --until, such as 2026-03-01T06:00Z")
    return now + span("--for", options.lasts) if options.until is None else moment("--until", options.until)


def _doubts(when: When, config: Config) -> Iterator[str]:
    """Yield what will hardly match as it was meant."""
    rules, publishers = {rule.id for rule in config.rules}, {feed.publisher for feed in config.feeds}
    for key, index, words in unknown(when, rules, publishers):
        yield f"{key}={getattr(when, key)[index]}: {words}"


def _row(each: Silence, held: int, now: datetime) -> dict[str, Any]:
    return {
        "id": each.id,
        "match": typed(When.model_validate_json(each.match)),
        "author": each.author,
        "reason": each.reason,
        "created": each.created.isoformat(),
        "expires": each.expires.isoformat(),
        "ended_by": each.ended_by,
        "in_force": each.created <= now < each.expires,
        "held_back": held,
    }


def _line(row: dict[str, Any]) -> str:
    end = _clock(datetime.fromisoformat(row["expires"]))
    by = f", ended by {row['ended_by']}" if row["ended_by"] else ""
    state = f"until {end}" if row["in_force"] else f"over since {end}{by}"
    return f"{row['id']}  {row['match']}  {state}  {row['author']}: {row['reason']}  {row['held_back']} held back"


def _clock(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")
