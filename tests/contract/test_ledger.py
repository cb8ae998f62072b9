"""Every Ledger is a dict of rows by (alert, channel) that moves along pending -> sending -> delivered | dead."""

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.records import Alert
from marsad.stores.desk import record
from marsad.stores.ledger import SqliteLedger
from tests.alerts.memory_ledger import MemoryLedger
from tests.contract.stores import DAY, database, decision, minute

CHANNELS = ("hook", "log")
CALLS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 5)),
        st.tuples(st.sampled_from(("sending", "delivered", "dead")), st.sampled_from(CHANNELS)),
        st.tuples(st.just("failed"), st.sampled_from(CHANNELS), st.integers(1, 30)),
        st.tuples(st.just("revive"), st.sampled_from(("", *CHANNELS))),
        st.tuples(st.just("recover")),
    ),
    max_size=15,
)


def alert(n: int) -> Alert:
    """The n-th alert; three of them share a story."""
    return Alert(
        id=f"a{n}", reason="opened" if n % 2 else "updated", level=str(n), rule=f"r{n}", name="هجوم", severity="high",
        story=f"s{n % 2}", article="x", url="https://a.example/x", title="هجوم على القرية", at=DAY, seen=minute(n),
    )  # fmt: skip


def shape(rows):
    """What the port promises of a row; the state of time stamps below the second is the store's own."""
    return [msgspec.structs.replace(row, error="", not_before=None) for row in rows]


async def move(
    ledger: SqliteLedger | MemoryLedger, name: str, channel: str, arguments: list[int], held: dict[str, object]
) -> None:
    """Take the first due row through one step of its life, as the deliverer would."""
    if name == "sending":
        due = await ledger.due(channel, minute(999), 1)
        if due and channel not in held:
            held[channel] = await ledger.sending(due[0])
    elif channel in held:
        row = held.pop(channel)
        if name == "delivered":
            await ledger.delivered(row, DAY, "remote")
        elif name == "dead":
            await ledger.dead(row, "refused", DAY)
        else:
            await ledger.failed(row, "later", minute(arguments[0]))


@settings(max_examples=50)
@given(calls=CALLS, now=st.integers(0, 30))
def test_rows_move_as_in_the_model(calls, now):
    """Due (order per story), sending, delivered, failed, dead, revive, recover, counts agree with a dict."""

    async def play(db):
        ledger, model = SqliteLedger(db), MemoryLedger()
        held: tuple[dict, dict] = ({}, {})
        for name, *arguments in calls:
            if name == "add":
                a = alert(arguments[0])
                d = decision(f"x{a.id}", story=a.story, alerts=(a,))
                await db.write(lambda c, d=d, a=a: record(c, d, {a.id: CHANNELS}, a.seen))
                model.add(a, *CHANNELS)
            elif name == "revive":
                assert await model.revive(channel=arguments[0]) == await ledger.revive(channel=arguments[0])
            elif name == "recover":
                assert await model.recover() == await ledger.recover()
                held[0].clear(), held[1].clear()
            else:
                for store, rows in zip((ledger, model), held, strict=True):
                    await move(store, name, arguments[0], arguments[1:], rows)
        for channel in CHANNELS:
            assert shape(await model.due(channel, minute(now), 99)) == shape(await ledger.due(channel, minute(now), 99))

    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as db:
        asyncio.run(play(db))


async def test_a_row_keeps_its_reason_and_its_time(tmp_path):
    """What failed says why, and is not due before it may be."""
    with database(tmp_path) as db:
        ledger, a = SqliteLedger(db), alert(1)
        await db.write(lambda c: record(c, decision("x", story=a.story, alerts=(a,)), {a.id: ["hook"]}, DAY))
        row = await ledger.sending((await ledger.due("hook", DAY, 1))[0])
        await ledger.failed(row, "503 from hook", minute(5))

        assert [] == await ledger.due("hook", minute(4), 1)
        (again,) = await ledger.due("hook", minute(5), 1)
        assert ("503 from hook", 1, minute(5)) == (again.error, again.attempt, again.not_before)
        assert isinstance(again.not_before, datetime)
