"""Which way do headlines, sentences and names run? One that begins with a Latin word («CNN: …») is Arabic all the same.

What programs say of themselves runs as it begins: an Arabic word quoted in it turns nothing round.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from markupsafe import Markup

from alerts.console.marks import Piece

_LEFTWARD = ("R", "AL")  # the classes of letters that run so (UAX 9)


def direction(said: str | Iterable[Piece]) -> str:
    """Return the `dir` of what is said: rtl where any letter runs so, else the browser looks: its "auto" asks the first."""
    texts = (said,) if isinstance(said, str) else (piece.text for piece in said)
    return "rtl" if any(unicodedata.bidirectional(char) in _LEFTWARD for text in texts for char in text) else "auto"


def isolated(name: str) -> Markup:
    """Return a name or a phrase as an element of its own direction, which moves nothing around it."""
    return Markup('<bdi dir="{}">{}</bdi>').format(direction(name), name)
