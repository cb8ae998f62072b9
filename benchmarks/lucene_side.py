"""Lucene Monitor in a process of its own: built with Maven, asked by lines, so that rounds can take turns with it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

HARNESS = Path(__file__).parent / "lucene"
PRESEARCHERS = ("single", "multipass")
_BUILD_S = 600


class NoLucene(Exception):
    """Java or Maven is missing, or the harness could not be built; the message says which."""


def classpath(folder: Path) -> str:
    """Build the harness into `folder` and return its class path; Maven asks the network only for what it lacks."""
    for program in ("java", "mvn"):
        if not shutil.which(program):
            raise NoLucene(f"{program} is not installed (Debian: apt install maven)")
    listed = folder / "classpath.txt"
    goals = ["compile", "dependency:build-classpath", f"-Dbench.out={folder}", f"-Dmdep.outputFile={listed}"]
    for network in (["-o"], []):
        built = subprocess.run(
            ["mvn", "-q", "-B", *network, *goals], cwd=HARNESS, capture_output=True, text=True,
            check=False, timeout=_BUILD_S,
        )  # fmt: skip
        if built.returncode == 0:
            return f"{folder / 'classes'}:{listed.read_text()}"
    raise NoLucene(f"Maven could not build {HARNESS}: {built.stdout[-600:]}")


class Lucene:
    """A harness with its rules and documents loaded; `loaded` says what that took, by presearcher."""

    def __init__(
        self, path: str, queries: Iterable[dict[str, Any]], documents: Iterable[dict[str, str]], folder: Path
    ) -> None:
        """Start it; takes some seconds."""
        files = _written(folder / "rules.jsonl", queries), _written(folder / "documents.jsonl", documents)
        self._process = subprocess.Popen(
            ["java", "-XX:+UseSerialGC", "-Xmx2g", "-Dfile.encoding=UTF-8", "-cp", path, "Harness", *map(str, files)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.loaded = {name: self._answer() for name in PRESEARCHERS}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # the end of its input ends it

    def run(self, presearcher: str) -> dict[str, float]:
        """Match all documents; return seconds of the clock, `cpu` seconds, and how many rules fired."""
        return self._asked(f"run {presearcher}")

    def fired(self, presearcher: str, file: Path) -> set[tuple[int, str]]:
        """Return (number of the document, rule) of all that fires."""
        self._asked(f"fired {presearcher} {file}")
        pairs = (line.split() for line in file.read_text().splitlines())
        return {(int(number), rule) for number, rule in pairs}

    def _asked(self, line: str) -> dict[str, float]:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, float]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise NoLucene(f"the harness ended with {self._process.wait()}")
        return json.loads(line)


def _written(file: Path, rows: Iterable[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file
