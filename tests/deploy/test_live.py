"""The programs themselves: Prometheus over a running marsad, Alertmanager, Redis and Kafka as Compose starts them."""

import asyncio
import contextlib
import math

import kafka
import pytest
import redis
from kafka.admin import ConfigResource, ConfigResourceType

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of
from tests.deploy.files import PROMETHEUS, alert_rules, compose, queries, run
from tests.deploy.watchers import Watcher, alertmanager, prometheus
from tests.runtime.setting import Service, Sink, write_config
from tests.servers.process import Process, free_port, until
from tests.servers.wanted import need, need_kafka

pytestmark = pytest.mark.slow

RANGE = "2m"  # longer than the test: what was counted in it is in the range


@contextlib.asynccontextmanager
async def watched(folder):
    """A marsad on the shipped newsroom under a Prometheus; yields the Prometheus."""
    sink, pieces = Sink(), shipped_corpus()
    hook = await sink.open()
    async with Newsroom(pieces, shipped_outlets(), Clock.starting_now(start_of(pieces), 300)) as newsroom:
        service = Service(write_config(folder, newsroom, hook))
        await service.start()
        watcher = None
        try:
            await service.ready()
            watcher = await asyncio.to_thread(prometheus, folder / "watch", service.admin.removeprefix("http://"))
            yield watcher
        finally:
            if watcher:
                await asyncio.to_thread(watcher.process.kill)
            if service.process.returncode is None:
                await service.kill()
            await sink.close()


def answer(watcher: Watcher, query: str) -> list[float]:
    """What Grafana would draw now: its variables are replaced as it does."""
    query = query.replace("$__rate_interval", RANGE).replace("$__range", RANGE)
    return [float(each["value"][1]) for each in watcher.get("/api/v1/query", query=query)["data"]["result"]]


async def test_every_panel_draws_and_every_rule_is_understood(tmp_path):
    """On one machine with news coming in, no query of the board is empty or no number, no rule is in error, none fires.

    But for the storm: days of news come in seconds.
    """
    async with watched(tmp_path) as watcher:
        for _ in range(60):
            drawn = {title: await asyncio.to_thread(answer, watcher, query) for title, query in queries()}
            if all(drawn.values()):
                break
            await asyncio.sleep(1)
        groups = (await asyncio.to_thread(watcher.get, "/api/v1/rules"))["data"]["groups"]
        targets = (await asyncio.to_thread(watcher.get, "/api/v1/targets"))["data"]["activeTargets"]

    rules = {rule["name"]: rule for group in groups for rule in group["rules"]}
    assert ["up"] == [target["health"] for target in targets]
    assert [] == [title for title, values in drawn.items() if not values]
    assert [] == [title for title, values in drawn.items() if any(map(math.isnan, values))]
    assert {} == {name: rule["lastError"] for name, rule in rules.items() if rule["health"] != "ok"}
    assert {rule["alert"] for rule in alert_rules()} <= set(rules)
    assert {"MarsadAlertStorm"} >= {name for name, rule in rules.items() if rule.get("state") == "firing"}


@pytest.mark.parametrize(
    ("greater", "lesser"),
    [
        ({"alertname": "MarsadDown"}, {"alertname": "MarsadFeedFailing", "feed": "wafa"}),
        ({"alertname": "MarsadRoleDown", "job": "ingest"}, {"alertname": "MarsadIngestionSilent"}),
        ({"alertname": "MarsadStoreRefusing", "job": "marsad"}, {"alertname": "MarsadManyFeedsFailing"}),
        ({"alertname": "MarsadRoleDown", "job": "desk"}, {"alertname": "MarsadProcessDown", "job": "desk"}),
    ],
)
def test_a_greater_alarm_silences_what_follows_from_it(tmp_path, greater, lesser):
    """With marsad down nobody is told that its feeds fail too; an alarm of another kind is told."""
    run("amtool", "check-config", PROMETHEUS.parent / "alertmanager" / "alertmanager.yml")
    watcher = alertmanager(tmp_path)
    try:
        labels = [
            greater | {"severity": "critical"},
            lesser | {"severity": "warning"},
            {"alertname": "SomethingElse", "severity": "warning"},
        ]
        watcher.post("/api/v2/alerts", [{"labels": each} for each in labels])

        def states() -> dict[str, str]:
            return {each["labels"]["alertname"]: each["status"]["state"] for each in watcher.get("/api/v2/alerts")}

        assert until(lambda: states().get(lesser["alertname"]) == "suppressed", timeout_s=10), states()
        alerts = states()
        receivers = [each["name"] for each in watcher.get("/api/v2/receivers")]
    finally:
        watcher.process.kill()

    assert ["ops"] == receivers
    assert {greater["alertname"], lesser["alertname"], "SomethingElse"} == set(alerts)
    assert "suppressed" not in (alerts[greater["alertname"]], alerts["SomethingElse"])


def test_redis_takes_its_command(tmp_path):
    """The options of Compose start a Redis that keeps a log on disk and refuses rather than forgets."""
    port = free_port()
    program, *options = compose()["services"]["redis"]["command"]
    server = Process(tmp_path / "redis.log")
    client = redis.Redis(port=port, socket_timeout=5, decode_responses=True)

    def answers() -> bool:
        with contextlib.suppress(redis.RedisError):
            return client.ping()
        return False

    server.run(
        [need(program), *options, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path)],
        ready=answers,
        timeout_s=15,
    )
    try:
        wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "save": ""}
        assert wanted == {name: client.config_get(name)[name] for name in wanted}
        assert str(1 << 30) == client.config_get("maxmemory")["maxmemory"]
        run("redis-cli", "-p", str(port), "ping")
    finally:
        client.close()
        server.kill()


@pytest.mark.kafka
def test_kafka_takes_its_environment(tmp_path):
    """Every variable of Compose is a setting Kafka knows, and one node alone serves topics with them."""
    java, jars = need_kafka()
    environment = compose()["services"]["kafka"]["environment"]
    wanted = {
        name[6:].lower().replace("_", "."): value for name, value in environment.items() if name != "KAFKA_HEAP_OPTS"
    }
    ports = {"9092": str(free_port()), "9093": str(free_port())}
    here = {key: _moved(value, ports) for key, value in wanted.items()} | {"log.dirs": str(tmp_path / "data")}
    properties = tmp_path / "server.properties"
    properties.write_text("".join(f"{key}={value}\n" for key, value in here.items()))
    heap = environment["KAFKA_HEAP_OPTS"].split()
    run(
        java,
        *heap,
        "-cp",
        f"{jars}/*",
        "kafka.tools.StorageTool",
        "format",
        "-t",
        "5L6g3nShT-eMCtK--X86sw",
        "-c",
        properties,
    )
    address = f"localhost:{ports['9092']}"
    broker = Process(tmp_path / "kafka.log")
    broker.run(
        [java, *heap, "-cp", f"{jars}/*", "kafka.Kafka", properties], ready=lambda: _answers(address), timeout_s=60
    )
    try:
        with contextlib.closing(kafka.KafkaAdminClient(bootstrap_servers=address)) as admin:
            described = _settings(admin)
            admin.create_topics({"probe": {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    finally:
        broker.kill()

    assert here == {key: described.get(key) for key in here}


def _moved(value: str, ports: dict[str, str]) -> str:
    """The value with our ports, and this machine for the names of containers."""
    for port, ours in ports.items():
        value = value.replace(f":{port}", f":{ours}")
    return value.replace("://kafka:", "://localhost:").replace("://:", "://localhost:")


def _answers(address: str) -> bool:
    with contextlib.suppress(kafka.errors.KafkaError, OSError):
        with contextlib.closing(kafka.KafkaAdminClient(bootstrap_servers=address, bootstrap_timeout_ms=500)) as admin:
            admin.list_topics()
        return True
    return False


def _settings(admin: kafka.KafkaAdminClient) -> dict[str, str]:
    """What the broker says its settings are."""
    broker = ConfigResource(ConfigResourceType.BROKER, "1")
    found = admin.describe_configs([broker], config_filter="all")["broker"]["1"]
    return {name: setting["value"] for name, setting in found.items()}
