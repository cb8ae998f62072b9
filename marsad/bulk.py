"""Millions of objects, and hardly a cycle: how does Python not look for cycles all the time?"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_GC_AFTER = 100_000  # objects made and not yet gone


def collect_seldom() -> None:
    """Let this process look for cycles when a hundred thousand objects were made, not seven hundred.

    For processes that analyse or decide: an article makes no cycles, and looking for them was a tenth to a sixth of the time.
    """
    gc.set_threshold(_GC_AFTER)


@contextlib.contextmanager
def lasting() -> Iterator[None]:
    """Build objects that will stay without the cycle collector walking over them again and again, then and later.

    Measured on 100,000 rows: the collector was three fifths of the time. What else is alive then is not collected any
    more either, so this is for starts, not for every day.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
