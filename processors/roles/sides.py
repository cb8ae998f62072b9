"""The two sides of an event, as far as they are said."""

from __future__ import annotations

from typing import NamedTuple

from processors.names.coreference import Found


class Sides(NamedTuple):
    """Who did it and to whom; None is not said."""

    source: Found | None = None
    target: Found | None = None
