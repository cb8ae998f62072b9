"""Stops, kills and full disks lose no alert and repeat next to none."""

import asyncio
import random

from aiohttp import web

from alerts.channels.webhook import Webhook
from marsad.errors import Retry
from tests.alerts.killing import Killer, Steps, killed_or
from tests.alerts.memory_ledger import MemoryLedger
from tests.alerts.rig import Desk, Plain, hang, slam
from tests.alerts.samples import LOOPBACK, Clock, alert, until


async def test_stopping_finishes_the_call_under_way_and_starts_no_other(receiver):
    desk = Desk(receiver)
    arrived, answer = asyncio.Event(), asyncio.Event()

    async def slow(_request):
        arrived.set()
        await answer.wait()
        return web.Response()

    receiver.script = [slow]
    desk.ledger.add(alert("a1", story="s1"), "hook")
    desk.ledger.add(alert("a2", story="s2"), "hook")
    running = asyncio.create_task(desk.deliverer.run())
    await arrived.wait()
    stopping = asyncio.create_task(desk.deliverer.stop(5.0))
    await asyncio.sleep(0.02)
    assert not stopping.done()
    answer.set()
    await stopping
    await running

    assert {"a1": "delivered", "a2": "pending"} == desk.ledger.states()


async def test_a_call_that_outlasts_the_stop_is_cut_and_repeated_at_the_next_start_with_the_same_key(receiver):
    desk = Desk(receiver, timeout_s=30)
    receiver.script = [hang]
    desk.ledger.add(alert(), "hook")
    running = asyncio.create_task(desk.deliverer.run())
    await until(lambda: receiver.keys)
    await desk.deliverer.stop(0.02)
    await running
    assert {"a1": "sending"} == desk.ledger.states()

    await Desk(receiver, desk.ledger).until_settled()

    assert {"a1": "delivered"} == desk.ledger.states()
    assert receiver.keys == ["a1", "a1"]
    assert receiver.requests[0][1] == receiver.requests[1][1]


async def test_stopping_what_never_ran_or_has_stopped_returns(receiver):
    desk = Desk(receiver)
    await desk.deliverer.stop(1.0)
    await desk.deliverer.run()
    await desk.deliverer.stop(1.0)


async def killed_run(receiver, ledger, clock, k):
    """Run until the k-th step and kill there; say at which step, "" when the run ended before."""
    steps = Steps(k)
    hook = Webhook(receiver.url, now=clock.now, allow_private=LOOPBACK)
    desk = Desk(receiver, Killer(ledger, steps), clock=clock, channels={"hook": Killer(hook, steps)})
    done = until(lambda: set(ledger.states().values()) == {"delivered"})
    place = await killed_or(asyncio.create_task(desk.deliverer.run()), steps, done)
    await hook.close()
    return place


def filled():
    """Return a ledger with two stories of two alerts each."""
    ledger = MemoryLedger()
    for story in ("s1", "s2"):
        ledger.add(alert(f"{story}-opened", story=story), "hook")
        ledger.add(alert(f"{story}-updated", story=story, reason="updated"), "hook")
    return ledger


async def test_a_kill_at_any_step_loses_nothing_and_repeats_at_most_one_alert_with_its_key(receiver):
    """At the 1st, 2nd, 3rd ... until a run ends before its kill."""
    places = []
    for k in range(200):
        receiver.requests.clear()
        receiver.script = [204, 500]
        ledger, clock = filled(), Clock()
        place = await killed_run(receiver, ledger, clock, k)
        if not place:
            break
        places.append(place)
        await Desk(receiver, ledger, clock=clock).until_settled()

        assert set(ledger.states().values()) == {"delivered"}, place
        got = [key for key in receiver.keys if key.startswith("s1")]
        assert list(dict.fromkeys(got)) == ["s1-opened", "s1-updated"], place
        assert len(receiver.keys) <= 4 + 1 + 1, place  # four alerts, one scripted failure, one repeat
    assert {"behind sending", "before send", "behind send", "before delivered", "before failed"} <= set(places)


async def test_random_kills_one_after_the_other_lose_nothing(receiver):
    """The seed stands in the failure."""
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    ledger, clock, kills = filled(), Clock(), 0
    receiver.script = [draw.choice([204, 500, 204, (429, {"Retry-After": "3"}), slam]) for _ in range(8)]
    scripted = len(receiver.script)
    while set(ledger.states().values()) != {"delivered"} and kills < 40:
        kills += bool(await killed_run(receiver, ledger, clock, draw.randrange(3, 14)))
    await Desk(receiver, ledger, clock=clock).until_settled()

    assert set(receiver.keys) == {"s1-opened", "s1-updated", "s2-opened", "s2-updated"}, seed
    assert len(receiver.keys) <= 4 + scripted + kills, seed


async def in_doubt(ledger):
    """Leave the row in mid-send, as a kill does."""
    await ledger.sending(ledger.row("a1"))


async def test_a_repeat_after_a_kill_is_counted_once_where_the_channel_cannot_tell(receiver):
    """Two failures behind the repeat are no further doubts."""
    ledger = MemoryLedger()
    ledger.add(alert(), "hook")
    await in_doubt(ledger)
    desk = Desk(receiver, ledger, channels={"hook": Plain(Retry("busy"), Retry("busy"))})
    await desk.until_settled()

    assert desk.count("delivery_maybe_duplicate_total") == 1
    assert ledger.row("a1").remote_id == "message-3"


async def test_a_repeat_is_no_doubt_where_the_key_tells(receiver):
    ledger = MemoryLedger()
    ledger.add(alert(), "hook")
    await in_doubt(ledger)
    desk = Desk(receiver, ledger)
    await desk.until_settled()

    assert desk.count("delivery_maybe_duplicate_total") == 0


async def test_an_outcome_a_full_disk_would_not_take_is_written_later_and_nothing_is_sent_twice(receiver):
    """The row would hang in `sending` otherwise."""
    desk = Desk(receiver)

    def fill(_key):
        desk.ledger.full = 3

    receiver.on_request = fill
    desk.ledger.add(alert(), "hook")
    await desk.until_settled()

    assert receiver.keys == ["a1"]
    assert desk.ledger.row("a1").state == "delivered"


async def test_nothing_leaves_while_the_ledger_takes_no_note_of_it(receiver):
    """First the row, then the byte."""
    desk = Desk(receiver)
    desk.ledger.full = 5
    desk.ledger.add(alert(), "hook")
    sent_while_full = []
    receiver.on_request = lambda _key: sent_while_full.append(desk.ledger.full)
    await desk.until_settled()

    assert [0] == sent_while_full


async def test_a_full_disk_does_not_hold_up_the_stop(receiver):
    """The row stays `sending` and is repeated at the next start."""
    desk = Desk(receiver)

    def fill(_key):
        desk.ledger.full = 10**9

    receiver.on_request = fill
    desk.ledger.add(alert(), "hook")
    running = asyncio.create_task(desk.deliverer.run())
    await until(lambda: desk.ledger.full and desk.ledger.full < 10**9 - 3)
    async with asyncio.timeout(10):
        await desk.deliverer.stop(60.0)
    await running

    assert {"a1": "sending"} == desk.ledger.states()
