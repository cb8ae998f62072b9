"""What passes through Kafka, Faust and Redis, beside one machine alone and beside an agent that only forwards?

    python benchmarks/bench_cluster.py [CORPUS.jsonl[.xz]] [--limit 4000] [--workers 1 2 4] [--rounds 3] [--seconds 30]

Starts a broker and a Redis of its own on loopback. Every worker that analyses has one core; all else shares them. Rates are those of the records' arrival in Kafka, by the broker's clock, with all workers
ready before the first record comes. All rows come from one run, so their ratios hold on a noisy machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import kafka
import msgspec
from bench_pipeline import ROOT, article, pumped, repeated

from marsad.config.models import ClusterSettings
from marsad.demo.corpus import read_corpus
from marsad.metrics import Metrics
from marsad.records import Article, Decision, decode, encode
from marsad.runtime.shipper import Shipper
from marsad.runtime.topics import carry_out, compared
from marsad.stores.database import Database
from marsad.stores.log import SqliteLog
from tests.runtime.setting import Sink
from tests.servers.kafka import KafkaBroker
from tests.servers.redis import RedisServer

CORES = sorted(os.sched_getaffinity(0))
WARM = 1500  # articles before those that are measured: a worker knows the words of the day

Values = list[tuple[str, bytes]]


class Cluster:
    """A broker, a Redis, and as many prefixes as there are measurements."""

    def __init__(self, folder: Path, hook: str) -> None:
        self.folder, self.hook = folder, hook
        self.broker, self.redis = KafkaBroker(folder / "kafka"), RedisServer(folder / "redis")
        self.broker.start()
        self.redis.start()

    def fresh(self, name: str) -> Site:
        """Topics and a configuration under a prefix of their own."""
        return Site(self, name)

    def close(self) -> None:
        """Stop both servers."""
        self.redis.stop()
        self.broker.stop()


class Site:
    """One prefix: topics, configuration, processes."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.prefix, self.folder = cluster, f"{name}.", cluster.folder / name
        directory = self.directory = self.folder / "config"
        for part in ("keywords.d", "actors.d", "rules.d"):
            shutil.copytree(ROOT / "config" / part, directory / part)
        (directory / "channels.d").mkdir()
        (directory / "channels.d" / "sink.toml").write_text(
            f'[[channel]]\nid = "sink"\ntype = "webhook"\nurl = "{cluster.hook}"\nallow_private = ["127.0.0.0/8"]\n'
        )
        (directory / "marsad.toml").write_text(
            f'[store]\npath = "{self.folder}/marsad.db"\n[console]\nport = 0\n[cluster]\n'
            f'brokers = ["{cluster.broker.address}"]\nprefix = "{self.prefix}"\nredis = "{cluster.redis.url}"\n'
        )
        self.settings = ClusterSettings(
            brokers=(cluster.broker.address,), prefix=self.prefix, redis=cluster.redis.url
        )  # fmt: skip
        carry_out(self.settings, compared(self.settings, replication=1).steps)

    @contextlib.contextmanager
    def role(self, name: str, count: int = 1) -> Iterator[None]:
        """Run `count` processes of a role, ready on entry; each worker that analyses has one core, the others share all."""
        command = [sys.executable, "-m", "marsad", "run", "--config", str(self.directory), "--role", name]
        with contextlib.ExitStack() as stack:
            for number in range(count):
                log = self.folder / f"{name}-{number}.log"
                stack.enter_context(
                    running(
                        [*command, "--admin-port", "0"], log, CORES[number % len(CORES)] if name == "analyse" else None
                    )
                )
            for number in range(count):
                settled(self.folder / f"{name}-{number}.log")
            time.sleep(6 if count > 1 else 3)  # the last rebalance: partitions are where they stay
            yield

    def send(self, topic: str, values: Sequence[tuple[str, bytes]], partition: int | None = None) -> None:
        """Put records into a topic as fast as they go."""
        producer = kafka.KafkaProducer(
            bootstrap_servers=self.cluster.broker.address, acks="all", linger_ms=20, batch_size=65_536,
            compression_type="zstd", max_request_size=3_000_000,
        )  # fmt: skip
        for key, value in values:
            producer.send(self.prefix + topic, key=key.encode(), value=value, partition=partition)
        producer.flush()
        producer.close()

    def arrivals(self, topic: str, count: int, timeout_s: float = 300.0) -> list[Arrival]:
        """Wait for `count` records of a topic; return them in the order of arrival."""
        consumer = kafka.KafkaConsumer(bootstrap_servers=self.cluster.broker.address, group_id=None)
        name = self.prefix + topic
        parts = [kafka.TopicPartition(name, number) for number in consumer.partitions_for_topic(name)]
        consumer.assign(parts)
        consumer.seek_to_beginning()
        found: list[Arrival] = []
        deadline = time.monotonic() + timeout_s
        # Looking at offsets costs nothing; reading along would take the workers' cores.
        while sum(consumer.end_offsets(parts).values()) < count and time.monotonic() < deadline:
            time.sleep(0.25)
        while len(found) < count and time.monotonic() < deadline:
            for rows in consumer.poll(timeout_ms=500, max_records=2000).values():
                found += [Arrival(row.timestamp / 1000, row.key.decode(), row.value) for row in rows]
        consumer.close()
        if len(found) < count:
            raise SystemExit(f"{topic}: {len(found)} of {count} records after {timeout_s:.0f} s; logs in {self.folder}")
        return sorted(found, key=lambda arrival: arrival.at)

    def rate(self, topic: str, count: int) -> float:
        """Records a second into a topic between the warm-up and the last tenth of `count`, when partitions run dry."""
        arrived = self.arrivals(topic, count + WARM)
        measured = count * 9 // 10
        return measured / max(1e-3, arrived[WARM + measured - 1].at - arrived[WARM - 1].at)


class Arrival(NamedTuple):
    """One record by the broker's clock."""

    at: float
    key: str
    value: bytes


@contextlib.contextmanager
def running(command: Sequence[str], log: Path, core: int | None) -> Iterator[None]:
    """Run a process, on one core if given, until the end of the block."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=out,
            preexec_fn=None if core is None else lambda: os.sched_setaffinity(0, {core}),  # noqa: PLW1509
        )  # fmt: skip
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def settled(log: Path, timeout_s: float = 60.0) -> None:
    """Wait until a role's log names its port, and its page says ready."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if found := re.search(r"metrics (http://\S+)/metrics", log.read_text()):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{found[1]}/-/ready", timeout=2).close()  # noqa: S310
                return
        time.sleep(0.2)
    raise SystemExit(f"not ready after {timeout_s:.0f} s: {log.read_text()[-2000:]}")


def forwarded(site: Site, topic: str, values: Values, partition: int | None) -> float:
    """Records a second that an agent of one process forwards from `topic`."""
    command = [sys.executable, "benchmarks/forward_agent.py", site.cluster.broker.address]
    names = [site.prefix + topic, site.prefix + "alerts"]
    with running([*command, *names], site.folder / "forward.log", CORES[0]):
        time.sleep(8)
        site.send(topic, values, partition)
        return site.rate("alerts", len(values) - WARM)


def half_load(site: Site, articles: Sequence[Article], rate: float, seconds: float, sink: Sink) -> dict[str, float]:
    """Publish at `rate` through ingest's log and shipper; return seconds from seen to the alert's delivery."""
    database = Database(site.folder / "ingest.db")
    shipper = Shipper(database, site.settings, Metrics("0", "bench"), now=lambda: datetime.now(UTC))
    shipper.start()
    count = min(len(articles), int(rate * seconds))
    began = time.monotonic()
    for n, each in enumerate(articles[:count]):
        time.sleep(max(0.0, began + n / rate - time.monotonic()))
        now = datetime.now(UTC)
        fresh = msgspec.structs.replace(each, seen=now, published=now)

        def append(db, fresh=fresh):  # noqa: ANN001, ANN202
            SqliteLog(db).append("articles", f"{fresh.id}:{fresh.revision}", encode(fresh), at=fresh.at)

        database.submit(append).result()
        shipper.wake()
    decided = site.arrivals("stories", count, 120)
    shipper.stop()
    database.close()
    # The first half is to warm up: groups settle, workers see the words of the day.
    late = {each.id for each in articles[count // 2 : count]}
    decided = [row for row in decided if decode(row.value, Decision).article in late]
    rows = [decode(row.value, Decision) for row in decided]
    alerts = {alert.id: alert for each in rows for alert in each.alerts}
    to_decision = [row.at - each.seen.timestamp() for row, each in zip(decided, rows, strict=True)]
    deadline = time.monotonic() + 30
    while len(sink.messages) < len(alerts) and time.monotonic() < deadline:
        time.sleep(0.2)
    to_delivery = [sink.at[id_] - alert.seen.timestamp() for id_, alert in alerts.items() if id_ in sink.at]
    return {
        "articles": len(rows), "alerts": len(to_delivery),
        "decided_p50": quantile(to_decision, 0.5), "decided_p99": quantile(to_decision, 0.99),
        "delivered_p50": quantile(to_delivery, 0.5), "delivered_p99": quantile(to_delivery, 0.99),
    }  # fmt: skip


median = statistics.median


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return statistics.quantiles(values, n=1000)[int(share * 1000) - 1] if len(values) > 1 else float("nan")


class TimedSink(Sink):
    """A webhook that remembers when each message came first."""

    def __init__(self) -> None:
        super().__init__()
        self.at: dict[str, float] = {}

    async def take(self, request):  # noqa: ANN001, ANN201
        """Take one message."""
        self.at.setdefault(request.headers["Idempotency-Key"], time.time())
        return await super().take(request)


def stages(options: argparse.Namespace, cluster: Cluster, turn: int, keyed: Values) -> dict[str, float]:
    """One round of every stage beside what only forwards; records a second."""
    count = len(keyed) - WARM
    found = {"forwarding articles": forwarded(cluster.fresh(f"forward-articles-{turn}"), "articles", keyed, None)}
    analyses: Values = []
    for workers in options.workers:
        site = cluster.fresh(f"analyse-{workers}-{turn}")
        with site.role("analyse", workers):
            site.send("articles", keyed)
            found[f"analyse, {workers} worker{'s' * (workers > 1)}"] = site.rate("analyses", count)
        analyses = analyses or [(row.key, row.value) for row in site.arrivals("analyses", len(keyed))]
    found["forwarding analyses"] = forwarded(cluster.fresh(f"forward-analyses-{turn}"), "analyses", analyses, 0)
    site = cluster.fresh(f"decide-{turn}")
    with site.role("decide"):
        site.send("analyses", analyses, 0)
        found["decide, one language"] = site.rate("stories", count)
    return found


def measured(options: argparse.Namespace, cluster: Cluster, sink: TimedSink, show: Callable[..., None]) -> None:
    """Print every row."""
    wanted = options.limit + WARM
    pieces = list(read_corpus(options.corpus, wanted) if options.corpus else repeated(wanted))
    articles = sorted(map(article, pieces), key=lambda each: each.at)
    keyed = [(each.id, encode(each)) for each in articles]
    seconds, _ = asyncio.run(pumped(articles, cluster.folder))
    show("one machine, all cores, to the ledger", len(articles) / seconds)

    rounds = []
    for turn in range(options.rounds):
        rounds.append(stages(options, cluster, turn, keyed))
        for name, rate in rounds[-1].items():
            show(name, rate)
    print(f"median of {options.rounds} rounds, each ratio within its round:")
    names = list(rounds[0])
    one = names[1]
    for name in names:
        limit = "forwarding analyses" if name.startswith("decide") else "forwarding articles"
        note = f"{median(each[name] / each[limit] for each in rounds):.2f} of {limit}"
        if name.startswith("analyse"):
            note += f", {median(each[name] / each[one] for each in rounds):.2f} x one"
        show(name, median(each[name] for each in rounds), "" if name.startswith("forwarding") else note)

    site = cluster.fresh("whole")
    with site.role("desk"), site.role("decide"), site.role("analyse", 2):
        site.send("articles", keyed)
        whole = site.rate("stories", options.limit)
    show("articles -> analyse x 2 -> decide -> desk", whole)
    site = cluster.fresh("half")
    with site.role("desk"), site.role("decide"), site.role("analyse", 2):
        sink.messages.clear()
        sink.at.clear()
        said = half_load(site, articles, whole / 2, options.seconds, sink)
    show(f"half load, {said['articles']:.0f} articles, {said['alerts']:.0f} alerts", whole / 2)
    for name in ("decided", "delivered"):
        print(f"  seen to {name:10} p50 {said[f'{name}_p50']:6.2f} s   p99 {said[f'{name}_p99']:6.2f} s")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=4000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    options.add_argument("--seconds", type=float, default=30.0)
    chosen = options.parse_args()

    def show(name: str, rate: float, note: str = "") -> None:
        print(f"{name:44} {rate:8.0f} /s  {note}", flush=True)

    sink, loop = TimedSink(), asyncio.new_event_loop()
    import threading

    threading.Thread(target=loop.run_forever, daemon=True).start()
    hook = asyncio.run_coroutine_threadsafe(sink.open(), loop).result()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        cluster = Cluster(Path(folder), hook)
        try:
            measured(chosen, cluster, sink, show)
        finally:
            cluster.close()
    asyncio.run_coroutine_threadsafe(sink.close(), loop).result()


if __name__ == "__main__":
    main()
