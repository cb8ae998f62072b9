"""The Outbox is a dict of rows by story, of which many may be closed at once."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.records import Alert
from marsad.stores.database import Database
from marsad.stores.desk import record_alert
from marsad.stores.ledger import SqliteLedger
from marsad.stores.sending import lay_out
from tests.alerts.samples import START, alert

EVER = START - timedelta(days=1)
CALLS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 11)),
        st.tuples(st.sampled_from(["take", "posted", "carried", "silence", "bury", "recover", "hasten", "revive"])),
        st.tuples(st.sampled_from(["hold", "put_back", "asked_to_wait"]), st.integers(1, 90)),
        st.tuples(st.just("wait"), st.integers(1, 60)),
    ),
    max_size=25,
)


class Model:
    """What marsad.outbox.Outbox promises, literally: alert -> [story, state, not_before, attempt, remote_id, failed]."""

    def __init__(self):
        self.rows: dict[str, list] = {}

    def backlog(self, now):
        """Return (story, pending alerts, shown) for stories with something due and nothing under way."""
        found = []
        for story in dict.fromkeys(row[0] for row in self.rows.values()):
            mine = {name: row for name, row in self.rows.items() if row[0] == story}
            pending = [name for name, row in mine.items() if row[1] == "pending"]
            under_way = any(row[1] == "sending" for row in mine.values())
            if pending and not under_way and min(mine[name][2] for name in pending) <= now:
                own = [row[4] for row in mine.values() if row[1] == "delivered" and row[4]]
                found.append((story, pending, own[-1] if own else ""))
        return sorted(found, key=lambda each: list(self.rows).index(each[1][0]))

    def names(self, state):
        """Return the alerts in a state."""
        return [name for name, row in self.rows.items() if row[1] == state]

    def change(self, names, *, state, not_before=None, attempt=None, remote_id=None, failed=None):
        """Move rows."""
        for name in names:
            row = self.rows[name]
            row[1] = state
            row[2] = row[2] if not_before is None else not_before
            row[3] = row[3] if attempt is None else attempt(row[3])
            row[4] = row[4] if remote_id is None else remote_id
            row[5] = row[5] if failed is None else failed


class Pair:
    """The store and its model, moved by the same calls; a call that finds nothing to move does nothing."""

    def __init__(self, database):
        self.database, self.ledger, self.model = database, SqliteLedger(database), Model()
        self.now, self.taken = START, []

    async def first(self):
        """Return the rows of the first story that is due."""
        due = await self.ledger.backlog("chat", self.now, 99)
        return [waiting.row for waiting in due[0].rows] if due else []

    def let_go(self):
        """Return the names of the rows under way; they are so no more."""
        names, self.taken = [row.alert for row in self.taken], []
        return names

    async def add(self, n):
        each = alert(f"a{n}", story=f"s{n % 4}")
        await self.database.write(lambda db: record_alert(db, each, ["chat"], self.now))
        self.model.rows.setdefault(each.id, [each.story, "pending", EVER, 0, "", False])

    async def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    async def take(self):
        rows = [] if self.taken else await self.first()
        if rows:
            self.taken = await self.ledger.take(rows, "key")
            self.model.change([row.alert for row in rows], state="sending", attempt=lambda n: n + 1)

    async def posted(self):
        if self.taken:
            await self.ledger.posted(self.taken, self.now, "m1")
            self.model.change(self.let_go(), state="delivered", remote_id="m1")

    async def carried(self):
        if self.taken:
            await self.ledger.carried(self.taken, self.now, "digest", "key", "m2")
            self.model.change(self.let_go(), state="delivered", remote_id="")

    async def put_back(self, seconds):
        if self.taken:
            until = self.now + timedelta(seconds=seconds)
            await self.ledger.put_back(self.taken, "busy", until)
            self.model.change(self.let_go(), state="pending", not_before=until, failed=True)

    async def asked_to_wait(self, seconds):
        if self.taken:
            until = self.now + timedelta(seconds=seconds)
            rows = [msgspec.structs.replace(row, attempt=row.attempt - 1) for row in self.taken]
            await self.ledger.put_back(rows, "slow down", until)
            self.model.change(self.let_go(), state="pending", not_before=until, failed=True, attempt=lambda n: n - 1)

    async def bury(self):
        if self.taken:
            await self.ledger.bury(self.taken, "no", self.now)
            self.model.change(self.let_go(), state="dead", failed=True)

    async def hold(self, seconds):
        if rows := await self.first():
            until = self.now + timedelta(seconds=seconds)
            await self.ledger.hold(rows, "quiet", until)
            self.model.change([row.alert for row in rows], state="pending", not_before=until)

    async def silence(self):
        if rows := await self.first():
            await self.ledger.silence(rows, "silenced", "1", self.now)
            self.model.change([row.alert for row in rows], state="silenced")

    async def recover(self):
        await self.ledger.recover()
        self.let_go()
        self.model.change(self.model.names("sending"), state="pending")

    async def hasten(self):
        await self.ledger.hasten("chat")
        failed = [name for name in self.model.names("pending") if self.model.rows[name][3] or self.model.rows[name][5]]
        self.model.change(failed, state="pending", not_before=EVER)

    async def revive(self):
        await self.ledger.revive()
        self.model.change(self.model.names("dead"), state="pending", not_before=EVER, attempt=lambda _: 0)


@settings(max_examples=60)
@given(calls=CALLS)
def test_stories_move_as_in_the_model(calls):
    """Whatever is added, taken, posted, carried, held, put back, silenced, buried, revived or recovered."""

    async def play(database):
        pair = Pair(database)
        await database.write(lay_out)
        for name, *arguments in calls:
            await getattr(pair, name)(*arguments)
            shape = [
                (story.story, [waiting.row.alert for waiting in story.rows], story.shown)
                for story in await pair.ledger.backlog("chat", pair.now, 99)
            ]
            assert pair.model.backlog(pair.now) == shape, name

    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "desk.db")
        try:
            asyncio.run(play(database))
        finally:
            database.close()


async def test_a_list_of_stories_is_remembered_with_what_is_in_it(tmp_path):
    """So that the flood goes on in it, and each row says which message carried it."""
    database = Database(tmp_path / "desk.db")
    ledger = SqliteLedger(database)
    await ledger.recover()
    made: list[Alert] = [alert(f"a{n}", story=f"s{n}") for n in range(3)]
    await database.write(lambda db: [record_alert(db, each, ["chat"], START) for each in made])
    rows = [waiting.row for story in await ledger.backlog("chat", START, 99) for waiting in story.rows]
    await ledger.carried(await ledger.take(rows, "rate:1"), START, "rate", "rate:1", "m7")
    found = await ledger.last_carrier("chat", "rate", START - timedelta(minutes=1))
    none = [await ledger.last_carrier(*ask) for ask in (
        ("chat", "digest", START), ("mail", "rate", START), ("chat", "rate", START + timedelta(seconds=1)),
    )]  # fmt: skip
    database.close()

    assert ("rate:1", "m7", START, 3) == (found.key, found.remote_id, found.at, len(found.told))
    assert [None, None, None] == none


async def test_a_pause_that_was_asked_for_outlives_a_start_and_a_broken_channel_is_probed(tmp_path):
    """An answer ends either, of its channel alone."""
    database = Database(tmp_path / "desk.db")
    ledger, until = SqliteLedger(database), START + timedelta(hours=1)
    await ledger.pause("chat", until, asked=True)
    await ledger.pause("mail", until, asked=False)
    before = [await ledger.paused_until(name) for name in ("chat", "mail", "hook")]
    await ledger.recover()
    started = [await ledger.paused_until(name) for name in ("chat", "mail")]
    await ledger.hasten("mail")
    other = await ledger.paused_until("chat")
    await ledger.hasten("chat")
    after = await ledger.paused_until("chat")
    database.close()

    assert [until, until, None] == before
    assert [until, None] == started
    assert (until, None) == (other, after)
