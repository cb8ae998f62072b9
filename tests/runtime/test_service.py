"""A running marsad: what operators and supervisors do to it, and what it does then."""

import asyncio
import contextlib
import resource
import signal
import socket
import sys
import time
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of
from tests.runtime.setting import ROOT, Service, Sink, write_config

pytestmark = pytest.mark.slow

DECIDED = "select count(distinct article) from memory"


@contextlib.asynccontextmanager
async def running(folder, *, speed: float = 2000):
    """A service on the shipped newsroom with a sink; yields (service, newsroom, sink)."""
    sink, pieces = Sink(), shipped_corpus()
    hook = await sink.open()
    async with Newsroom(pieces, shipped_outlets(), Clock.starting_now(start_of(pieces), speed), slow_s=0.3) as newsroom:
        service = Service(write_config(folder, newsroom, hook))
        await service.start()
        try:
            await service.ready()
            yield service, newsroom, sink
        finally:
            if service.process.returncode is None:
                await service.kill()
            await sink.close()


async def until(condition, timeout_s: float = 30.0) -> None:
    """Wait for a condition; pytest shows the last value when it never holds."""
    deadline = time.monotonic() + timeout_s
    while not (value := condition()):
        assert time.monotonic() < deadline, value
        await asyncio.sleep(0.1)


async def quiet(service) -> None:
    """Wait until two polls of every feed have brought nothing more."""
    before = -1
    while before != (now := service.ask("select count(*) from memory")[0][0]) or not service.settled():
        before = now
        await asyncio.sleep(2)


async def get(url: str, method: str = "GET") -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.request(method, url) as answer:
        return answer.status, await answer.text()


def sample(metrics: str, name: str) -> float:
    (line,) = [line for line in metrics.splitlines() if line.startswith(f"{name} ")]
    return float(line.rpartition(" ")[2])


async def run_once(directory) -> tuple[int, str]:
    """`marsad run`, expected to end by itself: exit status and stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "marsad", "run", "--config", str(directory), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, said = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, said.decode()


@dataclass
class Life:
    """What came of one life, from the start to a stop, with all that operators may do meanwhile."""

    service: Service
    sent: list[str]  # keys at the webhook
    published: int  # pages
    second: tuple[int, str]  # exit status of another marsad on the same store, and what it said
    mistake: tuple[int, str]  # what a reload answered
    refused: str  # /metrics then
    mended: str  # /metrics when the mistake was mended
    pages: list[tuple[int, str]]  # wall, story, feeds, dead letters
    probes: list[tuple[int, str]]  # healthy, ready
    metrics: str
    status: int
    stopped_in_s: float


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def life(tmp_path_factory):
    """SIGHUP, another marsad, a mistake in a rule and its mending while news comes in; the questions and the stop behind it."""
    async with running(tmp_path_factory.mktemp("life")) as (service, newsroom, sink):
        service.process.send_signal(signal.SIGHUP)
        await until(lambda: "configuration taken" in service.log.read_text())
        second = await run_once(service.directory)
        rules = service.directory / "rules.d" / "own.toml"
        rules.write_text('[[rule]]\nid = "own"\nname = "x"\nseverity = "hihg"\nall = ["هجوم"]\n')
        mistake = await get(f"{service.admin}/-/reload", "POST")
        refused = (await get(f"{service.admin}/metrics"))[1]
        rules.write_text('[[rule]]\nid = "own"\nname = "x"\nseverity = "high"\nall = ["أمطار"]\n')
        await until(lambda: service.log.read_text().count("configuration taken") >= 2)
        mended = (await get(f"{service.admin}/metrics"))[1]
        await until(lambda: newsroom.ended and service.settled() and len(sink.messages) > 20)
        published = len({revision.page for revision in newsroom.programme.public(newsroom.clock.now())})
        await until(lambda: published == service.ask(DECIDED)[0][0])
        await quiet(service)
        story = service.ask("select story from case_ limit 1")[0][0]
        pages = [await get(f"{service.console}/{path}") for path in ("", f"story/{story}", "feeds", "dead-letters")]
        metrics = (await get(f"{service.admin}/metrics"))[1]
        probes = [await get(f"{service.admin}/-/{name}") for name in ("healthy", "ready")]
        began = time.monotonic()
        status = await service.stop()
        yield Life(
            service, list(sink.messages), published, second, mistake, refused, mended, pages, probes, metrics, status,
            time.monotonic() - began,
        )  # fmt: skip


def test_news_becomes_alerts_pages_and_metrics(life):
    """The whole way: feeds, log, decisions, webhook, wall, story page, feeds page, metrics, health; then a clean stop."""
    assert (0, True) == (life.status, life.stopped_in_s < 10)
    assert [200] * 4 == [page[0] for page in life.pages]
    assert [(200, "ok\n")] * 2 == life.probes
    assert 'class="' in life.pages[0][1]
    assert sorted(life.sent) == sorted(id_ for (id_,) in life.service.ask("select id from alert"))
    processed = life.service.ask("select count(*) from memory")[0][0]
    assert processed == sample(life.metrics, 'marsad_stage_duration_seconds_count{stage="analyse"}')
    assert sample(life.metrics, 'marsad_deliveries_total{channel="hook",outcome="ok"}') > 20
    assert 'marsad_consumer_lag_messages{topic="articles"} 0.0' in life.metrics


def test_a_good_reload_is_taken_and_a_bad_one_is_not(life):
    """A mistake keeps the running configuration, says so with file and line, and mending it is enough."""
    status, said = life.mistake

    assert 422 == status
    assert "own.toml:4: " in said
    assert "marsad_config_last_reload_successful 0.0" in life.refused
    assert "marsad_config_last_reload_successful 1.0" in life.mended
    assert 'marsad_rule_matches_total{rule="own"}' in life.mended
    assert 'marsad_rule_matches_total{rule="own"}' not in life.refused
    assert " rules (+1), 1 channels" in life.service.log.read_text()


def test_a_second_instance_is_refused(life):
    """Exit status 2 with the holder's pid; the first one goes on."""
    status, said = life.second

    assert 2 == status
    assert f'held by another marsad ({{"pid": {life.service.pid}' in said


def test_a_hangup_takes_the_configuration_anew(life):
    """SIGHUP is what supervisors send: the same configuration is taken again, and all the news is decided."""
    assert life.published == life.service.ask(DECIDED)[0][0]


async def test_a_taken_port_is_named(tmp_path):
    """Exit status 2; the message has the key, the port and the way out, and no store is held afterwards."""
    sink, pieces = Sink(), shipped_corpus()
    hook = await sink.open()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with Newsroom(pieces, shipped_outlets(), Clock.starting_now(start_of(pieces), 60)) as newsroom:
            service = Service(write_config(tmp_path, newsroom, hook))
            settings = service.directory / "marsad.toml"
            settings.write_text(settings.read_text().replace("[console]\nport = 0", f"[console]\nport = {port}"))
            status, said = await run_once(service.directory)
    await sink.close()

    assert 2 == status
    assert f"console.port = {port}: 127.0.0.1:{port} cannot be used" in said


async def test_a_channel_that_is_down_loses_nothing(tmp_path):
    """Alerts wait on disk while the webhook refuses, and all arrive once it is back."""
    async with running(tmp_path) as (service, newsroom, sink):
        sink.down = True
        await until(
            lambda: newsroom.ended and service.ask("select count(*) from delivery where error like '%503%'")[0][0]
        )
        sink.down = False
        await until(lambda: service.settled() and len(sink.messages) > 20, 60)

        assert sorted(sink.messages) == sorted(id_ for (id_,) in service.ask("select id from alert"))


async def test_a_killed_worker_loses_no_article(tmp_path):
    """Kill -9 to every worker in the middle of the stream: pages and articles are tried again."""
    async with running(tmp_path, speed=1000) as (service, newsroom, _sink):
        for _ in range(4):
            await asyncio.sleep(1)
            service.kill_workers()
        await until(lambda: newsroom.ended)
        pages = len({revision.page for revision in newsroom.programme.public(newsroom.clock.now())})
        await until(lambda: pages == service.ask(DECIDED)[0][0], 60)

        assert [] == service.ask("select place from dead_letter where stage = 'analyse'")


async def said(session: aiohttp.ClientSession, url: str, *, status: int = 200) -> str:
    """What the port for machines answers."""
    async with session.get(url) as answer:
        assert status == answer.status, await answer.text()
        return await answer.text()


def refusing_since(metrics: str) -> float:
    """What MarsadStoreRefusing goes by."""
    name = "marsad_store_refusing_since_timestamp_seconds "
    return next(float(line.removeprefix(name)) for line in metrics.splitlines() if line.startswith(name))


async def test_a_full_disk_pauses_and_goes_on_by_itself(tmp_path):
    """A limit on file sizes stands in for the disk: nothing is lost, and no restart is needed when there is room again.

    Meanwhile it is not ready, and says why.
    """
    async with running(tmp_path, speed=1000) as (service, newsroom, sink):
        size = (tmp_path / "marsad.db-wal").stat().st_size
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))
        await until(lambda: newsroom.ended and "Free space" in service.log.read_text())
        async with aiohttp.ClientSession() as session:
            assert "Free space" in await said(session, f"{service.admin}/-/ready", status=503)
            assert refusing_since(await said(session, f"{service.admin}/metrics")) > 0
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        pages = len({revision.page for revision in newsroom.programme.public(newsroom.clock.now())})
        await until(lambda: pages == service.ask(DECIDED)[0][0], 90)
        await until(lambda: service.settled() and len(sink.messages) > 20)
        async with aiohttp.ClientSession() as session:
            assert "ok\n" == await said(session, f"{service.admin}/-/ready")
            assert 0 == refusing_since(await said(session, f"{service.admin}/metrics"))

        assert sorted(sink.messages) == sorted(id_ for (id_,) in service.ask("select id from alert"))
