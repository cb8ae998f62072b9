"""`python -m tests.chaos.feed STORE BROKER PREFIX WANTED START PER_S`: what ingest does, without a web to read.

It puts article after article into the store of an ingest, as many as the file WANTED says by now and PER_S of them in a
second, and ships them. Killed and started anew it goes on where it was: article number n is always the same one.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from marsad.config.models import ClusterSettings
from marsad.demo.corpus import Piece, shipped_corpus
from marsad.identity import article_id, revision_of
from marsad.metrics import Metrics
from marsad.records import Article, encode
from marsad.runtime.shell import now
from marsad.runtime.shipper import Shipper
from marsad.stores.database import Database
from marsad.stores.log import SqliteLog

LOOK_S = 0.05
_LETTERS = "ابتثجحخدذر"


def article(number: int, start: datetime) -> Article:
    """Return article `number` of the endless news that began at `start`: the shipped ones, in other words in each round."""
    pieces = _pieces()
    turn, n = divmod(number, len(pieces))
    mark = "".join(_LETTERS[int(digit)] for digit in str(turn)) if turn else ""
    words = pieces[n].text.split(" ")
    words[::4] = [f"{word}{mark}" for word in words[::4]]
    url, text = f"{pieces[n].url}/{turn}", " ".join(words)
    return Article(
        id=article_id(url=url, feed="", guid="", publisher="", title="", day=""),
        revision=revision_of(pieces[n].title, text), url=url, title=pieces[n].title, text=text,
        seen=start + timedelta(seconds=number), publisher=pieces[n].publisher, feed=pieces[n].feed,
    )  # fmt: skip


@cache
def _pieces() -> list[Piece]:
    return sorted(shipped_corpus(), key=lambda piece: piece.published or datetime(2026, 1, 1, tzinfo=UTC))


def appended(database: Database, number: int, start: datetime) -> None:
    """Have an article on disk; one that is there stays as it is."""
    each = article(number, start)
    key, value = f"{each.id}:{each.revision}", encode(each)
    database.submit(lambda db: SqliteLog(db).append("articles", key, value, at=each.at)).result(30)


def run(store: Path, settings: ClusterSettings, wanted: Path, start: datetime, per_s: float) -> None:
    """Feed until SIGTERM."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    database = Database(store)
    shipper = Shipper(database, settings, Metrics("test", "cluster"), now=now)
    shipper.start()
    done, due = 0, time.monotonic()
    (there,) = database.submit(lambda db: db.execute("select count(*) from log").fetchone()).result(30)
    while not ended.is_set():
        if done >= int(wanted.read_text() or 0):
            ended.wait(LOOK_S)
            due = time.monotonic()
            continue
        appended(database, done, start)
        done += 1
        shipper.wake()
        if done > there:
            due += 1 / per_s
            ended.wait(max(0.0, due - time.monotonic()))
    shipper.stop()
    database.close()


def main(store: str, broker: str, prefix: str, wanted: str, start: str, per_s: str) -> None:
    """Feed as the command line says."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = ClusterSettings(brokers=(broker,), prefix=prefix)
    run(Path(store), settings, Path(wanted), datetime.fromisoformat(start), float(per_s))


if __name__ == "__main__":
    main(*sys.argv[1:])
