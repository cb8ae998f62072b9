"""Every alert reaches its channels, in order and with its waits."""

import asyncio
import logging
from datetime import timedelta

import pytest
from prometheus_client import generate_latest

from alerts.channels.tail import TailFile
from alerts.channels.webhook import Webhook
from alerts.deliver import Deliverer
from marsad.errors import Retry
from tests.alerts.memory_ledger import MemoryLedger
from tests.alerts.rig import Desk, Plain, hang, offsets_s, slam
from tests.alerts.samples import SECRET, START, TOKEN, Clock, alert, sample, until


async def test_what_the_ledger_holds_is_delivered_in_its_order(receiver):
    desk = Desk(receiver)
    for number in range(5):
        desk.ledger.add(alert(f"a{number}", story=f"s{number}"), "hook")

    await desk.until_settled()

    assert ["a0", "a1", "a2", "a3", "a4"] == receiver.keys
    assert set(desk.ledger.states().values()) == {"delivered"}
    assert desk.count("deliveries_total", outcome="ok") == 5
    assert desk.count("delivery_duration_seconds_count") == 5


@pytest.mark.parametrize(("sent", "first_s", "waiting"), [(0, 0, 11), (4, 20, 12)])
async def test_a_channel_with_a_rate_gets_no_more_in_any_window(receiver, sent, first_s, waiting):
    """Every alert by itself and in order; what was sent before the start counts, what waits for room is told."""
    desk = Desk(receiver)
    for number in range(sent):
        desk.ledger.add(alert(f"b{number}", story=f"b{number}"), "hook")
        await desk.ledger.delivered(desk.ledger.row(f"b{number}"), START)
    for number in range(12):
        desk.ledger.add(alert(f"a{number}", story=f"s{number}"), "hook")
    waited = []
    receiver.on_request = lambda _: waited.append(desk.count("delivery_held", reason="rate"))
    desk.deliverer = Deliverer(
        desk.ledger, desk.channels, desk.metrics, now=desk.clock.now, sleep=desk.clock.sleep, rates={"hook": (4, 60.0)}
    )

    await desk.until_settled()

    times = offsets_s(receiver)
    assert [f"a{number}" for number in range(12)] == receiver.keys
    assert 4 >= max(sum(start <= at < start + 60 for at in times) for start in times)
    assert (first_s, first_s + 220) == (round(times[0]), round(times[-1]))  # a burst of one, then one in 20 s
    assert (waiting, 0) == (max(waited), desk.count("delivery_held", reason="rate"))


async def test_a_row_is_sending_in_the_ledger_before_the_first_byte_leaves(receiver):
    """The receiver looks into the ledger while the request lies before it."""
    desk = Desk(receiver)
    seen = []
    receiver.on_request = lambda key: seen.append((desk.ledger.row(key).state, desk.ledger.row(key).attempt))
    receiver.script = [500]
    desk.ledger.add(alert(), "hook")

    await desk.until_settled()

    assert [("sending", 1), ("sending", 2)] == seen
    assert [("a1", "hook", state) for state in ("sending", "pending", "sending", "delivered")] == desk.ledger.journal


async def test_a_row_written_meanwhile_is_sent_when_woken(receiver):
    """The sleeper of this test never wakes by itself."""
    desk = Desk(receiver)

    async def for_ever(_seconds):
        await asyncio.Event().wait()

    desk.deliverer = Deliverer(desk.ledger, desk.channels, desk.metrics, now=desk.clock.now, sleep=for_ever)
    async with desk.running():
        await asyncio.sleep(0.02)
        desk.ledger.add(alert(), "hook")
        desk.deliverer.wake()
        await until(lambda: desk.ledger.row("a1").state == "delivered")


async def test_a_worker_with_nothing_to_do_leaves_the_ledger_alone(receiver):
    """One wake is one look, or two."""

    class Watched(MemoryLedger):
        looks = 0

        async def due(self, channel, now, limit):
            self.looks += 1
            return await super().due(channel, now, limit)

    async def for_ever(_seconds):
        await asyncio.Event().wait()

    desk = Desk(receiver, Watched())
    desk.deliverer = Deliverer(desk.ledger, desk.channels, desk.metrics, now=desk.clock.now, sleep=for_ever)
    async with desk.running():
        desk.deliverer.wake()
        await asyncio.sleep(0.02)
        desk.deliverer.wake()
        await asyncio.sleep(0.02)
        assert 2 <= desk.ledger.looks <= 4


async def test_failures_back_off_twice_as_long_each_time(receiver):
    """With the whole jitter drawn, 1, 2, 4, 8 s; the worker looks every half second."""
    desk = Desk(receiver)
    receiver.script = [500, 503, hang, slam]
    desk.ledger.add(alert(), "hook")

    await desk.until_settled()

    pauses = [b - a for a, b in zip(offsets_s(receiver), offsets_s(receiver)[1:], strict=False)]
    assert [1.0, 2.0, 4.0, 8.0] == pauses
    assert receiver.keys == ["a1"] * 5
    assert desk.count("deliveries_total", outcome="failed") == 4
    assert desk.count("deliveries_total", outcome="ok") == 1
    assert desk.ledger.row("a1").attempt == 5


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "90"},
        {"Retry-After": "90.0"},
        {"Retry-After": "Sun, 15 Aug 2021 14:07:30 GMT", "Date": "Sun, 15 Aug 2021 14:06:00 GMT"},
    ],
)
async def test_retry_after_silences_the_whole_channel_for_exactly_that_long(receiver, headers):
    """Other stories wait too, and the wait is no attempt."""
    desk = Desk(receiver)
    receiver.script = [(429, headers)]
    desk.ledger.add(alert("a1", story="s1"), "hook")
    desk.ledger.add(alert("a2", story="s2"), "hook")

    await desk.until_settled()

    assert ["a1", "a1", "a2"] == receiver.keys
    assert [0.0, 90.0, 90.0] == offsets_s(receiver)
    assert desk.ledger.row("a1").attempt == 1
    assert desk.count("deliveries_total", outcome="retried") == 1
    assert desk.count("deliveries_total", outcome="failed") == 0


async def test_waking_does_not_break_the_silence_a_channel_asked_for(receiver):
    desk = Desk(receiver)
    receiver.script = [(429, {"Retry-After": "60"})]
    desk.ledger.add(alert("a1", story="s1"), "hook")
    async with desk.running():
        await until(lambda: desk.ledger.row("a1").error)
        desk.ledger.add(alert("a2", story="s2"), "hook")
        desk.deliverer.wake()
        await until(lambda: set(desk.ledger.states().values()) == {"delivered"})

    assert [0.0, 60.0, 60.0] == offsets_s(receiver)


async def test_a_message_that_is_refused_is_dead_and_its_story_goes_on(receiver):
    desk = Desk(receiver)
    receiver.script = [422]
    desk.ledger.add(alert("a1"), "hook")
    desk.ledger.add(alert("a2", reason="updated"), "hook")

    await desk.until_settled()

    assert {"a1": "dead", "a2": "delivered"} == desk.ledger.states()
    assert "422" in desk.ledger.row("a1").error
    assert desk.count("deliveries_total", outcome="dead") == 1
    assert sample(desk.metrics, "dead_letters_total", stage="deliver") == 1


async def test_a_broken_channel_keeps_its_rows_and_is_probed_every_five_minutes(receiver):
    """However long it takes the operator to mend it."""
    desk = Desk(receiver, give_up_s=60.0)
    receiver.script = [401] * 4
    desk.ledger.add(alert("a1", story="s1"), "hook")
    desk.ledger.add(alert("a2", story="s2"), "hook")

    await desk.until_settled()

    assert [0.0, 300.0, 600.0, 900.0, 1200.0, 1200.0] == offsets_s(receiver)
    assert set(desk.ledger.states().values()) == {"delivered"}
    assert desk.ledger.row("a1").attempt == 1


async def test_as_soon_as_one_goes_through_the_others_follow(receiver):
    """What was tried while the receiver was down does not wait out a back-off that grew meanwhile."""
    desk = Desk(receiver)
    receiver.script = [503] * 9
    desk.ledger.add(alert("a1", story="s1"), "hook")
    async with desk.running():
        await until(lambda: not receiver.script)
        desk.ledger.add(alert("a2", story="s2"), "hook")
        desk.deliverer.wake()
        await until(lambda: set(desk.ledger.states().values()) == {"delivered"})

    first, second = offsets_s(receiver)[-2:]
    assert {"a1", "a2"} == set(receiver.keys[-2:])
    assert second - first <= 1.0


async def test_a_broken_channel_is_probed_at_a_start_with_what_it_did_not_take(receiver):
    """A reload is a start too: who mended the channel need not wait until the next probe is due."""
    desk = Desk(receiver)
    receiver.script = [401]
    desk.ledger.add(alert(), "hook")
    async with desk.running():
        await until(lambda: desk.ledger.row("a1").error)
    began = desk.clock.now()
    await Desk(receiver, desk.ledger, clock=desk.clock).until_settled()

    assert receiver.times[-1] - began <= timedelta(seconds=5)


async def test_what_failed_before_a_start_follows_the_first_that_goes_through(receiver):
    """However long its back-off is by then."""
    desk = Desk(receiver)
    receiver.script = [503] * 9
    desk.ledger.add(alert("a1", story="s1"), "hook")
    async with desk.running():
        await until(lambda: not receiver.script)
    began = desk.clock.now()
    again = Desk(receiver, desk.ledger, clock=desk.clock)
    desk.ledger.add(alert("a2", story="s2"), "hook")
    await again.until_settled()

    assert ["a2", "a1"] == receiver.keys[-2:]
    assert receiver.times[-1] - began <= timedelta(seconds=5)


async def test_an_alert_that_keeps_failing_is_dead_after_its_time_and_can_be_revived(receiver):
    """Revived, it gets its tries again though it is old."""
    desk = Desk(receiver, give_up_s=60.0)
    receiver.script = [500] * 7
    desk.ledger.add(alert(), "hook")

    await desk.until_settled()

    assert desk.ledger.row("a1").state == "dead"
    assert "500 Internal Server Error" in desk.ledger.row("a1").error
    assert [0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0] == offsets_s(receiver)

    receiver.script = [500, 500]
    assert await desk.ledger.revive() == 1
    again = Desk(receiver, desk.ledger, clock=desk.clock, give_up_s=60.0)
    await again.until_settled()
    assert desk.ledger.row("a1").state == "delivered"


async def test_a_story_keeps_its_order_while_others_overtake(receiver):
    """The first of story 1 fails three times; its update waits, the other stories do not."""
    desk = Desk(receiver)
    receiver.script = [500, 204, 204, 500, 500]
    desk.ledger.add(alert("one-opened", story="s1"), "hook")
    desk.ledger.add(alert("one-updated", story="s1", reason="updated"), "hook")
    desk.ledger.add(alert("two", story="s2"), "hook")
    desk.ledger.add(alert("three", story="s3"), "hook")

    await desk.until_settled()

    assert ["one-opened", "two", "three", "one-opened", "one-opened", "one-opened", "one-updated"] == receiver.keys


async def test_a_channel_that_hangs_or_is_broken_delays_no_other(receiver, tmp_path):
    clock = Clock()
    hook = Webhook(receiver.url, now=clock.now, allow_private=("127.0.0.0/8",), timeout_s=30)
    channels = {"hook": hook, "file": TailFile(tmp_path / "a.jsonl"), "folder": TailFile(tmp_path)}
    desk = Desk(receiver, clock=clock, channels=channels)
    receiver.script = [hang]
    for number in range(20):
        desk.ledger.add(alert(f"a{number}", story=f"s{number}"), *channels)
    async with desk.running():
        await until(lambda: set(desk.ledger.states("file").values()) == {"delivered"})
        await until(lambda: desk.ledger.row("a0", "folder").error)
        await until(lambda: set(desk.ledger.states("folder").values()) == {"pending"})
        assert "delivered" not in desk.ledger.states("hook").values()
        await desk.deliverer.stop(0.05)

    assert len((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 20


async def test_a_fault_in_a_channel_is_a_failure_of_that_row_only(receiver, caplog):
    """Its words may hold a secret and are not told; its place is."""
    ledger = MemoryLedger()
    ledger.add(alert("a1", story="s1"), "hook")
    ledger.add(alert("a2", story="s2"), "hook")
    channel = Plain(KeyError(SECRET), Retry("busy"))
    await Desk(receiver, ledger, channels={"hook": channel}).until_settled()

    assert set(ledger.states().values()) == {"delivered"}
    assert "unforeseen KeyError at rig.py:" in caplog.text
    assert SECRET not in caplog.text


async def test_a_row_nobody_can_read_is_dead(receiver):
    """It must not be tried for ever."""
    desk = Desk(receiver)
    desk.ledger.add(alert(), "hook")
    desk.ledger.rows["a1", "hook"] = type(desk.ledger.row("a1"))(
        alert="a1", channel="hook", story="s1", value=b"{", created=START
    )
    await desk.until_settled()

    assert desk.ledger.row("a1").state == "dead"
    assert "the stored alert cannot be read" in desk.ledger.row("a1").error


async def test_latency_is_measured_once_per_case_at_its_first_delivery(receiver, tmp_path):
    """Not for the second channel, not for updates, and without a date only our own share."""
    clock = Clock()
    clock.time += timedelta(seconds=4)
    channels = {"one": TailFile(tmp_path / "1"), "two": TailFile(tmp_path / "2")}
    desk = Desk(receiver, clock=clock, channels=channels)
    desk.ledger.add(alert("a1", story="s1"), "one", "two")
    desk.ledger.add(alert("a2", story="s1", reason="updated"), "one", "two")
    desk.ledger.add(alert("a3", story="s2", published=None), "one", "two")
    await desk.until_settled()

    assert sample(desk.metrics, "detect_latency_seconds_count") == 2
    assert sample(desk.metrics, "alert_latency_seconds_count") == 1
    assert sample(desk.metrics, "alert_latency_seconds_bucket", le="120.0") == 1
    assert sample(desk.metrics, "alert_latency_seconds_bucket", le="60.0") == 0


async def test_no_secret_stands_in_logs_ledger_or_metrics(receiver, caplog):
    """Every row of the retry table happens, with a key to sign and a token in the address."""
    caplog.set_level(logging.DEBUG)
    desk = Desk(receiver, give_up_s=0.0)
    receiver.script = [301, 400, 401, 404, 408, 429, (503, {"Retry-After": "2"}), hang, slam, 500, 204]
    for number in range(4):
        desk.ledger.add(alert(f"a{number}", story=f"s{number}"), "hook")
    errors = []
    receiver.on_request = lambda _key: errors.extend(row.error for row in desk.ledger.rows.values())
    await desk.until_settled()

    told = caplog.text + repr(errors) + repr(desk.ledger.rows) + generate_latest(desk.metrics.registry).decode()
    assert receiver.script == []
    assert "127.0.0.1" in told
    assert SECRET not in told
    assert TOKEN not in told
