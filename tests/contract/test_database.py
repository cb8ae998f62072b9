"""The file under the store: durable groups, one holder, clear words when it cannot be used."""

import asyncio
import multiprocessing
import os
import signal
import sqlite3
import stat
import threading
import time

import pytest

from marsad.errors import StoreAbsent, StoreBusy, StoreCorrupt, StoreError, StoreFull
from marsad.stores.database import Database, Reader
from marsad.stores.schema import VERSION
from tests.contract.stores import database


async def test_a_write_that_raises_takes_nothing_with_it(tmp_path):
    """Writes of one group are independent: the bad one is rolled back, its neighbours are durable."""

    def put(name):
        return lambda db: db.execute("insert into counter values (?, 1)", (name,))

    def bad(db):
        db.execute("insert into counter values ('bad', 1)")
        raise ValueError("no")

    with database(tmp_path) as db:
        done = await asyncio.gather(db.write(put("a")), db.write(bad), db.write(put("b")), return_exceptions=True)
        names = await db.read(lambda c: c.execute("select name from counter order by name").fetchall())

    assert [("a",), ("b",)] == names
    assert ["ValueError"] == [type(d).__name__ for d in done if isinstance(d, Exception)]


async def test_a_read_waits_for_nobody_who_holds_the_threads_of_the_event_loop(tmp_path):
    """Names are looked up there: while no name server answers, the console and every channel still need the store."""
    over = threading.Event()
    held = [asyncio.get_running_loop().run_in_executor(None, over.wait) for _ in range(40)]
    with database(tmp_path) as db:
        try:
            async with asyncio.timeout(5):
                assert (1,) == await db.read(lambda c: c.execute("select 1").fetchone())
        finally:
            over.set()
            await asyncio.gather(*held)


def write_and_die(path, sent):
    store = Database(path)
    for n in range(1000):
        store.submit(lambda db, n=n: db.execute("insert into counter values (?, 1)", (str(n),))).result()
        sent.value = n


def test_what_write_returned_for_survives_a_kill(tmp_path):
    """Kill -9 in the middle: every acknowledged row is there, the lock is free."""
    context = multiprocessing.get_context("spawn")
    sent = context.Value("i", -1)
    child = context.Process(target=write_and_die, args=(tmp_path / "marsad.db", sent))
    child.start()
    while sent.value < 20:
        assert child.is_alive()
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    with database(tmp_path) as db:
        count = asyncio.run(db.read(lambda c: c.execute("select count(*) from counter").fetchone()[0]))

    assert sent.value + 1 <= count


def test_a_second_holder_is_refused_with_the_first_ones_pid(tmp_path):
    """Two instances on one file would decide twice."""
    with database(tmp_path), pytest.raises(StoreBusy, match=rf"held by another marsad .*{os.getpid()}.*store\.path"):
        Database(tmp_path / "marsad.db")


def test_a_file_that_is_no_database_is_named(tmp_path):
    """A clear error, and the file stays as it is."""
    path = tmp_path / "marsad.db"
    path.write_bytes(b"hello" * 1000)
    with pytest.raises(StoreCorrupt, match=r"not a sound marsad database.*restore a backup"):
        Database(path)

    assert b"hello" * 1000 == path.read_bytes()


def test_a_damaged_page_is_found_at_start(tmp_path):
    """quick_check reads the pages before anything is written on top of them."""
    with database(tmp_path) as db:
        rows = [(f"{n:0200}", 1) for n in range(2000)]
        db.submit(lambda c: c.executemany("insert into counter values (?, ?)", rows)).result()
    path = tmp_path / "marsad.db"
    raw = bytearray(path.read_bytes())
    raw[-20_000:-8_000] = b"\xff" * 12_000
    path.write_bytes(raw)

    with pytest.raises(StoreCorrupt):
        Database(path)


def of_layout(folder, version):
    """Make a store that says it has another layout."""
    with database(folder):
        pass
    raw = sqlite3.connect(folder / "marsad.db")
    raw.execute(f"pragma user_version = {version}")
    raw.close()


def test_a_newer_layout_is_left_alone(tmp_path):
    """A downgrade must not write into tables it does not know."""
    of_layout(tmp_path, VERSION + 1)

    with pytest.raises(StoreError, match="newer marsad"):
        Database(tmp_path / "marsad.db")


def test_an_older_layout_is_not_read(tmp_path):
    """Who only looks cannot bring it forward: they are told who can."""
    of_layout(tmp_path, VERSION - 1)

    with pytest.raises(StoreError, match=r"older marsad.*marsad run"):
        Reader(tmp_path / "marsad.db")


async def test_a_full_disk_fails_the_write_and_the_next_one_works(tmp_path):
    """SQLite's page limit stands in for the disk: nothing of the refused write is left, later ones go on."""
    with database(tmp_path) as db:
        await db.write(
            lambda c: c.execute(f"pragma max_page_count = {c.execute('pragma page_count').fetchone()[0] + 2}")
        )
        assert ("", 0) == (db.trouble, db.refusing_since)
        with pytest.raises(StoreFull, match="full"):
            await db.write(lambda c: c.execute("insert into counter values (?, 1)", ("x" * 50_000,)))
        assert "Free space" in db.trouble
        assert 0 < (since := db.refusing_since) <= time.time()
        await db.write(lambda c: c.execute("pragma max_page_count = 1000000"))
        assert since == db.refusing_since, "what writes nothing says nothing of the disk"
        await db.write(lambda c: c.execute("insert into counter values ('y', 1)"))
        assert ("", 0) == (db.trouble, db.refusing_since)

        assert [("y",)] == await db.read(lambda c: c.execute("select name from counter").fetchall())


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """A path below a plain file: the thing and the way out."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreFull, match=r"cannot be written.*store\.path"):
        Database(tmp_path / "file" / "marsad.db")


def open_as_nobody(path, said):
    if os.geteuid() == 0:  # root may write anywhere
        os.setgid(65534)
        os.setuid(65534)
    try:
        Database(path)
    except StoreError as problem:
        said.put((type(problem).__name__, str(problem)))
    else:
        said.put(("opened", ""))


def test_a_read_only_folder_is_named(tmp_path):
    """Without the right to write, nothing is begun."""
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    context = multiprocessing.get_context("fork")
    said = context.Queue()
    child = context.Process(target=open_as_nobody, args=(tmp_path / "marsad.db", said))
    child.start()
    kind, message = said.get(timeout=20)
    child.join()

    assert ("StoreFull", True) == (kind, "cannot be written" in message)


def test_a_reader_of_nothing_is_told_so(tmp_path):
    """`marsad tail` before the first run."""
    with pytest.raises(StoreAbsent, match="no such store"):
        Reader(tmp_path / "marsad.db")


def test_what_cannot_be_opened_is_no_full_disk(tmp_path):
    """A folder where the file should be, or one without permission: nothing is said of space."""
    with pytest.raises(StoreFull, match=r"unable to open.* Let this user write the file and its folder"):
        Reader(tmp_path)


async def test_durability_is_full(tmp_path):
    """NORMAL would lose the last commits in a power cut."""
    with database(tmp_path) as db:
        pragmas = await db.write(
            lambda c: [c.execute(f"pragma {p}").fetchone()[0] for p in ("synchronous", "journal_mode")]
        )

    assert [2, "wal"] == pragmas


async def test_a_caller_that_gives_up_harms_no_other(tmp_path):
    """A write cancelled while it waits in line is left out; the writer goes on with the next."""
    gate = threading.Event()

    def put(name):
        return lambda db: db.execute("insert into counter values (?, 1)", (name,))

    with database(tmp_path) as db:
        busy = asyncio.ensure_future(db.write(lambda _: gate.wait(10)))
        given_up = asyncio.ensure_future(db.write(put("given up")))
        await asyncio.sleep(0.05)
        given_up.cancel()
        await asyncio.sleep(0)
        gate.set()
        await busy
        async with asyncio.timeout(5):
            await db.write(put("next"))

        assert [("next",)] == await db.read(lambda c: c.execute("select name from counter").fetchall())
