"""A process ends where MARSAD_FAULT says, and nowhere without it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from marsad.faultpoint import KILLED
from tests.servers.process import ROOT

_PASSES = "from marsad.faultpoint import fault\nfor n in range(5):\n    print(n, flush=True)\n    fault('sent')"


@pytest.mark.parametrize(
    ("asked", "status", "passed"), [("", 0, 5), ("acked", 0, 5), ("sent", KILLED, 1), ("sent:3", KILLED, 3), ("sent:9", 0, 5)]
)  # fmt: skip
def test_where_a_process_ends(asked: str, status: int, passed: int) -> None:
    """At the pass that is asked for, the first without a number, as after kill -9."""
    environ = {**os.environ, "MARSAD_FAULT": asked}
    done = subprocess.run(
        [sys.executable, "-c", _PASSES], cwd=ROOT, env=environ, check=False, capture_output=True, text=True, timeout=30
    )
    assert (status, passed) == (done.returncode, len(done.stdout.split()))
