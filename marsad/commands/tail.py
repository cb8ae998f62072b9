"""`marsad tail`: alerts as they come, read from the store of a running marsad."""

from __future__ import annotations

import argparse
import asyncio
import json
from zoneinfo import ZoneInfo

from alerts.render import card, payload
from marsad.config.load import load
from marsad.records import Alert
from marsad.stores.database import Reader
from marsad.stores.desk import SqliteDesk
from marsad.stores.paths import at_hand
from processors.actors import ActorTagger

_LOOK_S = 0.5


def run(options: argparse.Namespace) -> int:
    """Print the last alerts, then each new one, until interrupted."""
    config = load(options.config).config
    tagger = ActorTagger(config.actors)
    zone = ZoneInfo(config.settings.console.zone)

    def show(alert: Alert) -> None:
        if options.json:
            print(json.dumps(payload(alert), ensure_ascii=False), flush=True)
        else:
            print(card(alert, label=tagger.label, zone=zone), end="\n\n", flush=True)

    async def work() -> None:
        reader = Reader(options.store or at_hand(config.settings.store.path, "desk"))
        desk = SqliteDesk(reader)
        after = max(0, await desk.last_alert() - options.last)
        while True:
            for number, alert in await desk.alerts(after):
                show(alert)
                after = number
            if options.no_follow:
                return
            await asyncio.sleep(_LOOK_S)

    asyncio.run(work())
    return 0
