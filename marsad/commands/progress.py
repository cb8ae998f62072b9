"""How far is it? A bar on stderr when a person looks, nothing otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(unit: str, total: int | None = None) -> Iterator[Callable[[], object]]:
    """Give a function to call once per finished item."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=f" {unit}", file=sys.stderr, mininterval=0.3) as bar:
        yield bar.update
