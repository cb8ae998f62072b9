"""Killable workers: poison costs one answer, never the next."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.entries import Source
from ingest.jobs import FeedJob, PageJob, answer, packed, unpacked
from ingest.workers import WorkerFailed, Workers
from tests.ingest.site import ARTICLE, item, page, rss

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
GOOD = packed(PageJob(body=page("خبر").encode(), now=NOW))
# Quadratic in the extractor: many inline elements in one paragraph.
POISON = packed(PageJob(body=page("خبر", ("<span><b>هجوم</b> 1</span>" * 50_000,)).encode(), now=NOW))


@pytest.fixture
async def workers():
    made = Workers(1, deadline_s=1.0)
    yield made
    await made.close()


async def test_a_page_and_a_feed_are_read(workers):
    feed = FeedJob(body=rss(item("خبر", guid="1")).encode(), source=Source(feed="a", publisher="a"), now=NOW)

    assert unpacked(await workers.do("page", GOOD)).page.text == "\n".join(ARTICLE)
    assert unpacked(await workers.do("feed", packed(feed))).reading.entries[0].title == "خبر"


@pytest.mark.slow
async def test_poison_is_killed_at_the_deadline_and_the_next_page_is_read(workers):
    with pytest.raises(WorkerFailed) as caught:
        await workers.do("page", POISON)

    assert caught.value.reason == "timeout"
    assert unpacked(await workers.do("page", GOOD)).page.outcome == "ok"


@pytest.mark.slow
async def test_a_worker_that_stands_still_is_killed_by_the_clock(workers):
    """A process that uses no processor time has the wall's deadline: here it is stopped from outside."""
    await workers.do("page", GOOD)
    os.kill(workers._all[0]._process.pid, signal.SIGSTOP)
    with pytest.raises(WorkerFailed) as caught:
        await workers.do("page", GOOD)

    assert caught.value.reason == "timeout"
    assert unpacked(await workers.do("page", GOOD)).page.outcome == "ok"


async def test_a_worker_that_dies_fails_its_job_only(workers):
    await workers.do("page", GOOD)
    job = asyncio.create_task(workers.do("page", POISON))
    await asyncio.sleep(0.3)
    os.kill(workers._all[0]._process.pid, signal.SIGSEGV)
    with pytest.raises(WorkerFailed) as caught:
        await job

    assert caught.value.reason == "died"
    assert unpacked(await workers.do("page", GOOD)).page.outcome == "ok"


async def test_a_cancelled_job_frees_its_worker(workers):
    task = asyncio.create_task(workers.do("page", POISON))
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert unpacked(await workers.do("page", GOOD)).page.outcome == "ok"


async def test_a_job_that_needs_too_much_memory_fails_alone():
    workers = Workers(1, address_space_bytes=190 * 2**20)
    try:
        found = unpacked(await workers.do("page", packed(PageJob(body=b"<html><p>" + b"x" * 60_000_000, now=NOW))))
        assert found.reason == "memory"
        assert unpacked(await workers.do("page", GOOD)).page.outcome == "ok"
    finally:
        await workers.close()


async def test_workers_are_replaced_after_their_share_of_jobs():
    workers = Workers(1, recycle_after=2)
    try:
        outcomes = [unpacked(await workers.do("page", GOOD)).page.outcome for _ in range(5)]
    finally:
        await workers.close()

    assert ["ok"] * 5 == outcomes


async def test_a_bad_job_is_an_answer_not_an_exception(workers):
    assert unpacked(await workers.do("page", b"\xff")).reason == "error"
    assert unpacked(await workers.do("no such job", b"")).reason == "error"


@pytest.mark.parametrize("payload", [b"", b"\xff" * 100, packed(PageJob(body=b"\0" * 100, now=NOW))])
def test_any_payload_is_answered(payload):
    assert unpacked(answer("page", payload)).reason in {"error", "binary"}


def test_a_worker_has_its_limits_and_few_open_files(tmp_path):
    """A worker reads hostile bytes: it must not have our files, and its memory has a cap."""
    script = tmp_path / "run.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "MARSAD_SECRET": "canary"},
        capture_output=True,
        text=True,
        check=True,
    )
    address_space, open_files, environment = done.stdout.split()

    assert (str(512 * 2**20), "32", "0") == (address_space, open_files, environment)


SCRIPT = """
import asyncio, re, multiprocessing
from datetime import UTC, datetime
from ingest import workers

def report(name, payload):
    import os, resource
    limits = (resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return f"{limits[0]} {limits[1]} {len(os.environ)}".encode()

def serve(pipe):
    workers._serve(pipe, workers.Limits(5, workers.ADDRESS_SPACE_BYTES, workers.OPEN_FILES), report)

if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=serve, args=(theirs,))
    process.start()
    theirs.close()
    ours.send_bytes(b"page")
    ours.send_bytes(b"")
    print(ours.recv_bytes().decode())
    ours.close()
    process.join()
"""
