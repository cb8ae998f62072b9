"""/metrics says what waits for each channel, why and since when, and what nobody gets."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from alerts.tally import Tally
from marsad.config.channel_tables import Route, When
from marsad.metrics import HELD, SUPPRESSED, Metrics
from marsad.runtime import admin
from marsad.stores.waiting import waiting
from tests.alerts.fakes.script import answering
from tests.alerts.newsdesk import NewsDesk, desk_on, shown, until_reason, update
from tests.alerts.rig import Plain
from tests.alerts.samples import START, Clock, alert, until

ROUTES = (
    Route(when=When(rule=("night",)), to=("chat",), quiet="18:00-06:00 Asia/Kabul"),  # START is 18:36 there
    Route(when=When(rule=("hourly",)), to=("chat",), digest="1h"),
    Route(when=When(rule=("grouped",)), to=("chat",), group_wait="1h"),
    Route(when=When(rule=("called",)), to=("desk",), escalate_after="1h", escalate_to=("chat",)),
    Route(when=When(rule=("takeover",)), to=("chat",)),
)
WHY = {"night": "quiet", "hourly": "digest", "grouped": "group", "called": "unanswered"}


class Still(Clock):
    """Time that stands until it is let go."""

    going = False

    async def sleep(self, seconds):
        """Let time pass, or a little of ours."""
        await (super().sleep(seconds) if self.going else asyncio.sleep(0.005))


async def no_problem():
    return ""


@asynccontextmanager
async def metrics_of(desk):
    """Yield what gives the text of /metrics, over HTTP, as a running marsad serves it."""

    async def refresh():
        now = desk.clock.now()
        Tally(desk.metrics, ["chat"]).queue(await desk.database.read(lambda db: waiting(db, ["chat"], now)), now)

    app = admin.build(
        desk.metrics.registry, refresh=refresh, healthy=no_problem, ready=no_problem, reload=no_problem,
        revive=no_problem,
    )  # fmt: skip
    server = TestServer(app)
    await server.start_server(access_log=None)

    async def text():
        async with aiohttp.ClientSession() as session, session.get(server.make_url("/metrics")) as answer:
            return await answer.text()

    yield text
    await server.close()


def held(text):
    """Return the held rows by reason, those without any left out."""
    found = re.findall(r'^marsad_delivery_held\{channel="chat",reason="(\w+)"\} (\S+)$', text, re.MULTILINE)
    assert set(HELD) == {reason for reason, _ in found}
    return {reason: float(count) for reason, count in found if float(count)}


async def test_what_a_route_holds_back_is_counted_by_why_and_is_not_late(tmp_path, telegram):
    """Six rows wait and nobody has been left waiting: an alarm on the oldest one stays quiet."""
    desk = desk_on(tmp_path, telegram, routes=ROUTES, clock=Still())
    async with desk.running(), metrics_of(desk) as text:
        for n, rule in enumerate(("night", "night", "hourly", "grouped", "called")):
            await desk.add(alert(f"a{n}", story=f"s{n}", rule=rule))
            await until_reason(desk, f"a{n}", WHY[rule])
        await desk.add(alert("b1", story="s9"))
        await until(lambda: len(shown(telegram)) == 1)
        await desk.add(update(1, "s9"))
        await until_reason(desk, "s9-u1", "edit")
        said = await text()
    desk.close()

    assert {"quiet": 2, "digest": 1, "group": 1, "unanswered": 1, "edit": 1} == held(said)
    assert 'marsad_delivery_pending{channel="chat"} 6.0' in said
    assert 'marsad_delivery_oldest_pending_seconds{channel="chat"} 0.0' in said


async def test_what_fails_is_late_from_when_it_was_written_until_it_goes(tmp_path, telegram):
    clock = Still()
    clock.going = True
    desk = desk_on(tmp_path, telegram, clock=clock)

    async def refuse_and_stand(request):
        clock.going = False
        return await answering(401)(request)

    telegram.script = [answering(401), refuse_and_stand]
    async with metrics_of(desk) as text:
        async with desk.running():
            await desk.add(alert())
            await until(lambda: not telegram.script)
        said = await text()
        clock.going = True
        await desk.until_settled()
        later = await text()
    desk.close()

    (age_s,) = re.findall(r'^marsad_delivery_oldest_pending_seconds\{channel="chat"\} (\S+)$', said, re.MULTILINE)
    assert {"retry": 1} == held(said)
    assert 300 <= float(age_s) < 310
    assert 'marsad_delivery_pending{channel="chat"} 0.0' in later
    assert 'marsad_delivery_oldest_pending_seconds{channel="chat"} 0.0' in later


async def test_all_that_waits_for_a_channel_that_asked_for_a_pause_is_counted(tmp_path, telegram):
    """What was tried and what was not; it is late."""
    desk = desk_on(tmp_path, telegram, clock=Still())
    telegram.script = [answering(429, {"Retry-After": "3600"})]
    await desk.add(alert(), alert("b1", story="s2"), alert("c1", story="s3"))
    async with desk.running(), metrics_of(desk) as text:
        await until(lambda: not telegram.script)
        desk.clock.time += timedelta(minutes=5)
        for _ in range(200):
            if held(said := await text()):
                break
    desk.close()

    (age_s,) = re.findall(r'^marsad_delivery_oldest_pending_seconds\{channel="chat"\} (\S+)$', said, re.MULTILINE)
    assert {"retry": 3} == held(said)
    assert 300 <= float(age_s) < 310


async def test_what_has_no_room_is_counted_while_it_waits(tmp_path, telegram):
    """Critical alerts wait for room by themselves."""
    desk = desk_on(tmp_path, telegram, rate=(4, 60.0), clock=Still())
    await desk.add(*[alert(f"a{n}", story=f"s{n}", severity="critical") for n in range(5)])
    async with metrics_of(desk) as text:
        async with desk.running():
            await until(lambda: len(shown(telegram)) == 1)
            await until(lambda: held_now(desk) == 4)
            assert {"rate": 4} == held(await text())
            desk.clock.going = True
            await desk.settled()
        assert {} == held(await text())
    desk.close()


def held_now(desk):
    return desk.metrics.registry.get_sample_value("marsad_delivery_held", {"channel": "chat", "reason": "rate"})


async def test_what_nobody_gets_is_counted_by_why(tmp_path, telegram):
    """A silence, and a case somebody took; for programs too."""

    async def calm(alerts, _now):
        return {each.id: "acked" for each in alerts if each.rule == "taken"}

    hour = START + timedelta(hours=1)
    people = desk_on(tmp_path / "people", telegram)
    people.told = {"calm": calm}
    programs = NewsDesk(tmp_path / "programs", Plain)
    for desk in (people, programs):
        await desk.ledger.add_silence(b'{"rule":["silent"]}', author="a", reason="b", now=START, expires=hour)
        await desk.add(
            alert("a1", rule="silent"), alert("a2", story="s2", rule="silent"), alert("a3", story="s3", rule="taken")
        )
        await desk.until_settled()
    async with metrics_of(people) as of_people, metrics_of(programs) as of_programs:
        said, also = await of_people(), await of_programs()
    people.close()
    programs.close()

    assert 'marsad_delivery_suppressed_total{channel="chat",reason="silenced"} 2.0' in said
    assert 'marsad_delivery_suppressed_total{channel="chat",reason="acked"} 1.0' in said
    assert 'marsad_delivery_suppressed_total{channel="chat",reason="silenced"} 2.0' in also
    assert 'marsad_delivery_suppressed_total{channel="chat",reason="acked"} 0.0' in also


@pytest.mark.parametrize(("name", "words"), [("held", HELD), ("suppressed_total", SUPPRESSED)])
def test_a_channel_has_as_many_series_as_there_are_words_and_none_when_it_left(name, words):
    """What waits for a channel that left the configuration would alarm for ever."""
    made = Metrics("0", "test")
    made.declare(feeds=[], rules=[], channels=["chat", "old"])
    made.declare(feeds=[], rules=[], channels=["chat"])
    series = [each for family in made.registry.collect() for each in family.samples if "channel" in each.labels]

    assert {"chat"} == {each.labels["channel"] for each in series}
    assert set(words) == {each.labels["reason"] for each in series if each.name == f"marsad_delivery_{name}"}
