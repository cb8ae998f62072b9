"""How are labels read? A file of tab-separated columns, behind comment lines that explain them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path


def label_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file of labels: tab-separated, comment lines, then the names of the columns."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
