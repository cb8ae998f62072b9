"""A store of ingest, a shipper on it, and what Kafka then has.

`python -m tests.cluster.shipping STORE ADDRESS PREFIX` ships a store until it is killed.
"""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from marsad.config.models import ClusterSettings
from marsad.metrics import Metrics
from marsad.records import Article, encode
from marsad.runtime import topics
from marsad.runtime.shipper import Shipper
from marsad.stores.database import Database
from marsad.stores.log import SqliteLog
from tests.servers.kafka import Record, read_all
from tests.servers.process import until

TEXT = "أعلنت وزارة الداخلية توقيف عشرة أشخاص يشتبه في تورطهم في الهجوم الذي استهدف سوق المدينة القديمة صباح الأحد. "


def now() -> datetime:
    return datetime.now(UTC)


def cluster(address: str, prefix: str, **rest) -> ClusterSettings:
    """Settings of a cluster whose topics exist."""
    settings = ClusterSettings(brokers=(address,), prefix=prefix, **rest)
    plan = topics.compared(settings, replication=1)
    topics.carry_out(settings, plan.steps)
    return settings


def article(n: int, *, text_bytes: int = 500, **rest) -> Article:
    """Article number n of a test, of about so many bytes."""
    text = (TEXT * (text_bytes // len(TEXT.encode()) + 1)).encode()[:text_bytes].decode("utf-8", "ignore")
    return Article(
        id=f"a{n:06}", revision="r1", url=f"https://a.example/{n}", title="هجوم على سوق", seen=now(), text=text, **rest
    )


def append(database: Database, *articles: Article) -> None:
    """Put articles into the log, as the poller does."""

    def write(db):
        for each in articles:
            SqliteLog(db).append("articles", f"{each.id}:{each.revision}", encode(each), at=each.at)

    database.submit(write).result(10)


def position(database: Database) -> int:
    return database.submit(lambda db: SqliteLog(db).position("ship", "articles")).result(10)


def last(database: Database) -> int:
    return database.submit(
        lambda db: db.execute("select coalesce(max(offset), 0) from log where topic = 'articles'").fetchone()[0]
    ).result(10)


@contextmanager
def shipping(database: Database, settings: ClusterSettings, metrics: Metrics | None = None):
    """A running shipper, stopped at the end."""
    shipper = Shipper(database, settings, metrics or Metrics("test", "cluster"), now=now)
    shipper.start()
    try:
        yield shipper
    finally:
        shipper.stop()


def shipped(database: Database, *, timeout_s: float = 30) -> bool:
    """Wait until the position is at the end of the log."""
    return until(lambda: position(database) == last(database), timeout_s=timeout_s)


def ids(records: list[Record]) -> list[str]:
    return [record.key.decode() for record in records if record.key]


def arrived(address: str, settings: ClusterSettings, topic: str = "articles") -> list[Record]:
    return read_all(address, settings.prefix + topic)


def in_order(records: list[Record]) -> bool:
    """First arrivals of each partition come in the order of the log."""
    for partition in {record.partition for record in records}:
        first = list(dict.fromkeys(ids([record for record in records if record.partition == partition])))
        if first != sorted(first):
            return False
    return True


if __name__ == "__main__":
    store, address, prefix = sys.argv[1:]
    Shipper(
        Database(Path(store)), ClusterSettings(brokers=(address,), prefix=prefix), Metrics("test", "cluster"), now=now
    ).start()
    print("started", flush=True)
    threading.Event().wait()
