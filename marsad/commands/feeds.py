"""`marsad feeds`: list, find, test, import and export."""

from __future__ import annotations

import argparse
import asyncio
import json

from marsad.config.load import load
from marsad.errors import StoreError
from marsad.ports import FeedState
from marsad.stores.database import Reader
from marsad.stores.feeds import read_states


def run(options: argparse.Namespace) -> int:
    """Carry out one action; exit status 1 when a feed or site gives nothing usable."""
    act = {"list": _list, "find": _find, "test": _test, "import": _import, "export": _export}[options.act]
    return act(options)


def _list(options: argparse.Namespace) -> int:
    config = load(options.config).config
    states: dict[str, FeedState] = {}
    try:
        states = asyncio.run(Reader(config.settings.store.path).read(read_states))
    except StoreError:
        pass  # never run: nothing is known yet
    for feed in config.feeds:
        state = states.get(feed.id, FeedState(feed=feed.id))
        row = {
            "id": feed.id,
            "publisher": feed.publisher,
            "url": feed.url,
            "enabled": feed.enabled,
            "state": state.state if state.polls else "never polled",
            "last_success": state.last_success.isoformat() if state.last_success else None,
            "problem": state.detail or state.reason or None,
        }
        if options.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            print("  ".join(str(row[key] or "-") for key in ("id", "state", "last_success", "url", "problem")))
    return 0
