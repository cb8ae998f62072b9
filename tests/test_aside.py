"""What only blocking code speaks to, and a deadline for it."""

import subprocess
import sys
import time

import pytest

from marsad.aside import aside
from tests.servers.process import ROOT

LEFT_BEHIND = """
import asyncio, time
from marsad.aside import aside

async def main():
    try:
        await aside(lambda: time.sleep(60), within_s=0.1)
    except TimeoutError:
        print("left behind")

asyncio.run(main())
"""


async def test_what_work_returns_and_raises_comes_back():
    assert 3 == await aside(lambda: 1 + 2, within_s=5)
    with pytest.raises(ZeroDivisionError):
        await aside(lambda: 1 // 0, within_s=5)


async def test_many_that_hang_keep_nobody_waiting():
    """The event loop's own threads are a few more than the machine has processors."""
    for _ in range(40):
        with pytest.raises(TimeoutError):
            await aside(lambda: time.sleep(2), within_s=0.001)

    assert "answer" == await aside(lambda: "answer", within_s=5)


def test_the_end_of_the_program_waits_for_nothing_left_behind():
    done = subprocess.run(
        [sys.executable, "-c", LEFT_BEHIND], check=False, cwd=ROOT, capture_output=True, text=True, timeout=30
    )

    assert (0, "left behind\n") == (done.returncode, done.stdout), done.stderr
