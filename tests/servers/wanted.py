"""What does this test need that pip cannot give? Skips with the reason and the way out; fails where everything must run."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

POM = Path(__file__).parent / "kafka-pom.xml"
_WAY_OUT = "`make system` as root on Debian installs it"


def need(program: str, *, named: str | None = None) -> Path:
    """Return where `program` is.

    `named` is an environment variable that may name another place. Without the program the test is skipped, or fails
    with CI=true.
    """
    place = os.environ.get(named, "") if named else ""
    if found := shutil.which(place or program):
        return Path(found)
    way_out = f"{_WAY_OUT}, or set {named}" if named else _WAY_OUT
    return _without(f"no {program}{f' at {place}' if place else ''}: {way_out}")


def need_kafka() -> tuple[Path, Path]:
    """Return java and the folder of Kafka's jars; skips or fails as `need` does."""
    java = need("java")
    jars = kafka_jars()
    if jars.is_dir():
        return java, jars
    return _without(f"no Kafka in {jars}: `make system` fetches it, given java and mvn")


def kafka_jars() -> Path:
    """Return where tests/system.sh puts the jars of the version in kafka-pom.xml, there or not."""
    version = re.search(r"<kafka.version>(.+?)</kafka.version>", POM.read_text())
    assert version, f"{POM}: no kafka.version"
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "marsad" / f"kafka-{version[1]}" / "libs"


def _without(missing: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
