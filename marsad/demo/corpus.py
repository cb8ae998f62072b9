"""Read a corpus: what did the outlets publish, and when?

A corpus is JSON Lines, plain or packed (`.jsonl`, `.jsonl.xz`, `.jsonl.gz`), one article version a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from marsad.errors import InputError
from marsad.packed import numbered_lines
from marsad.records import written_moment

Kind = Literal["original", "wire", "update", "other"]

SHIPPED = Path(__file__).parent / "stories.jsonl"


class Piece(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One version of one article as its outlet published it.

    `story` labels pieces on one event; `of` is the url of the piece this one copies or updates; `expect` names the
    rules an operator would want to hear of. All three are labels for tests: the newsroom never shows them.
    """

    url: str
    title: str
    text: str
    summary: str = ""
    published: datetime | None = None
    feed: str = ""
    publisher: str = ""
    section: str = ""
    story: str = ""
    kind: Kind = "original"
    of: str = ""
    expect: tuple[str, ...] = ()


def read_corpus(path: Path, limit: int | None = None) -> Iterator[Piece]:
    """Yield the pieces of `path`, at most `limit`, one line in memory at a time.

    Raises InputError naming file and line. Lines end at LF alone: article texts hold U+0085 and U+2028, which
    text-mode tools take for line ends.
    """
    for count, (number, line) in enumerate(numbered_lines(path)):
        if limit is not None and count >= limit:
            return
        yield _piece(line, path, number)


def shipped_corpus() -> list[Piece]:
    """Return the demo corpus that comes with marsad, in order of publication."""
    return list(read_corpus(SHIPPED))


def _piece(line: bytes, path: Path, number: int) -> Piece:
    try:
        raw = msgspec.json.decode(line, type=dict[str, Any])
        raw["published"] = _moment(raw.get("published"))
        piece = msgspec.convert(raw, Piece)
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise InputError(f"{path}:{number}: {error}. Mend or remove the line.") from error
    if not piece.url:
        raise InputError(f"{path}:{number}: `url` is empty. Give every article an address.")
    return piece


def _moment(value: Any) -> datetime | None:
    """Return the time of `published`, None where it is not told."""
    if value is None or value == "":
        return None
    try:
        return written_moment(value)
    except ValueError as problem:
        raise ValueError(f"published: {problem}") from problem
