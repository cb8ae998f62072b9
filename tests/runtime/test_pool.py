"""Analysing in other processes: workers come and go, every article gets its answer."""

import asyncio
import contextlib
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.pool import AnalysePool
from marsad.records import Analysis, Article, decode, encode
from tests.processors_news import BLAST
from tests.shipped import config


def article(n: int) -> bytes:
    made = Article(
        id=str(n), revision="r", url=f"https://a.example/{n}", title="انفجار سيارة مفخخة في بعقوبة", text=BLAST,
        seen=datetime(2026, 1, 10, tzinfo=UTC),
    )  # fmt: skip
    return encode(made)


def processes() -> list[tuple[int, int]]:
    """All processes of this machine with their parents."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found.append((int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])))
    return found


@contextlib.contextmanager
def one_worker():
    made = AnalysePool(config(), 1, with_hits=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pool():
    """One that goes on whatever becomes of its worker."""
    with one_worker() as made:
        yield made


@pytest.fixture
def own_pool():
    """One that the test closes, or gives another configuration."""
    with one_worker() as made:
        yield made


def ids(results) -> list[str]:
    return [decode(result.value, Analysis).article for result in results]


async def test_answers_come_in_order_and_bad_bytes_have_a_reason(pool):
    """A record that cannot be read is told from its neighbours."""
    first, bad, last = await pool.analyse([article(1), b'{"id": 7', article(2)])

    assert ["1", "2"] == ids([first, last])
    assert (b"", True) == (bad.value, bad.error.startswith("ValidationError: "))


@pytest.mark.slow
async def test_a_killed_worker_costs_no_article(pool):
    """Kill -9 in mid-work: what it held is done elsewhere, and the pool goes on."""
    await pool.analyse([article(0)])
    (worker,) = pool._pool._processes
    work = asyncio.create_task(pool.analyse([article(n) for n in range(60)]))
    await asyncio.sleep(0.05)
    os.kill(worker, signal.SIGKILL)

    assert [str(n) for n in range(60)] == ids(await work)
    assert ["7"] == ids(await pool.analyse([article(7)]))


@pytest.mark.slow
async def test_an_article_is_not_blamed_for_workers_that_never_began(pool):
    """Kill -9 to five workers while they start, as an operator or a memory killer may: the sixth answers."""
    await pool.analyse([article(0)])
    (worker,) = pool._pool._processes
    (server,) = {parent for pid, parent in processes() if pid == worker}
    os.kill(worker, signal.SIGSTOP)
    work = asyncio.create_task(pool.analyse([article(1)]))
    killed: set[int] = set()
    while len(killed) < 6 and not work.done():
        for pid in {pid for pid, parent in processes() if parent == server} - killed:
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        await asyncio.sleep(0.001)

    assert ["1"] == ids(await work)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
async def test_a_configuration_taken_anew_holds_from_the_next_article_on(own_pool, workers):
    """What was handed over before ends as it began; the processes stay unless another number of them is asked for."""
    await own_pool.analyse([article(0)])
    (process,) = own_pool._pool._processes
    under_way = asyncio.create_task(own_pool.analyse([article(1)]))
    await asyncio.sleep(0)
    own_pool.take(config().model_copy(update={"rules": (), "keywords": ()}), workers)
    (after,) = await own_pool.analyse([article(2)])
    (before,) = await under_way

    assert decode(before.value, Analysis).hits
    assert () == decode(after.value, Analysis).hits
    assert (workers == 1) == (process in own_pool._pool._processes)


async def test_control_c_is_for_the_parent(pool):
    """A terminal sends it to all; the parent drains, so its workers go on."""
    await pool.analyse([article(0)])
    (worker,) = pool._pool._processes
    os.kill(worker, signal.SIGINT)

    assert ["1"] == ids(await pool.analyse([article(1)]))
    assert {worker} == set(pool._pool._processes)


async def test_a_pool_closed_by_a_reload_still_answers(own_pool):
    """Work handed over at the moment of a reload is finished with the configuration it was given to."""
    own_pool.close()

    assert ["1"] == ids(await own_pool.analyse([article(1)]))


@pytest.mark.slow
async def test_a_worker_that_hangs_is_killed_and_its_articles_are_done_elsewhere():
    """What stops a worker (here a signal, elsewhere an article) holds up nothing for longer than the deadline."""
    pool = AnalysePool(config(), 1, deadline_s=5, chunk_s=5)
    await pool.analyse([article(0)])
    (worker,) = pool._pool._processes
    os.kill(worker, signal.SIGSTOP)

    assert ["1", "2"] == ids(await pool.analyse([article(1), article(2)]))
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    pool.close()


@pytest.mark.slow
async def test_an_article_that_never_ends_is_told_from_its_neighbours():
    """Nobody is given the time of the others: the reason names the seconds."""
    pool = AnalysePool(config(), 1, deadline_s=0.001, chunk_s=0.001)
    (only,) = await pool.analyse([article(1)])
    pool.close()

    assert (b"", "the article takes longer than 0 s to analyse") == (only.value, only.error)


async def test_a_worker_may_not_take_all_memory(pool):
    """A gigabyte is refused to it; the machine and the other workers keep theirs."""
    await pool.analyse([article(0)])
    with pytest.raises(MemoryError):
        await asyncio.wrap_future(pool._pool.submit(bytearray, 1 << 30))

    assert ["1"] == ids(await pool.analyse([article(1)]))
