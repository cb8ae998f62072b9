"""A test without its program is skipped with the way out, and fails where everything must run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.servers.wanted import kafka_jars, need, need_kafka

ABSENT = "no-such-program"


@pytest.fixture
def nothing_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache folder, in force."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_what_is_missing_skips_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the program still runs the other tests."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"no {ABSENT}: `make system`"):
        need(ABSENT)


def test_what_is_missing_fails_where_everything_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A skip there would hide that nobody runs the test."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=ABSENT):
        need(ABSENT)


def test_a_variable_names_another_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place where nothing is counts as missing, even if the program is elsewhere."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("MARSAD_SHELL", sys.executable)
    assert Path(sys.executable) == need("sh", named="MARSAD_SHELL")
    monkeypatch.setenv("MARSAD_SHELL", "/nowhere/sh")
    with pytest.raises(pytest.skip.Exception, match=r"no sh at /nowhere/sh: .* or set MARSAD_SHELL"):
        need("sh", named="MARSAD_SHELL")


def test_without_its_jars_kafka_is_missing(nothing_cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are looked for where tests/system.sh puts them."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception):
        need_kafka()
    assert nothing_cached / "marsad" == kafka_jars().parents[1]
