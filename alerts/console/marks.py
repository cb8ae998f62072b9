"""Where does a marked passage begin and end? Text cut into pieces by offsets, never by searching in markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Kind = Literal["", "keyword", "actor"]
Span = tuple[int, int]


class Piece(NamedTuple):
    """A stretch of text with one look; "" is plain."""

    text: str
    kind: Kind


def pieces(text: str, marks: Iterable[Span], actors: Iterable[Span] = ()) -> list[Piece]:
    """Return `text` cut at the marks; those equal to a span in `actors` name somebody, the others are keywords.

    Joined, the pieces are `text` again, whatever the offsets: a mark is clipped to the text, and of two that overlap
    the later one keeps only what the earlier left.
    """
    named = set(actors)
    found: list[Piece] = []
    at = 0
    for start, end, kind in _clipped(len(text), marks, named):
        begin = max(start, at)
        if begin >= end:
            continue
        if begin > at:
            found.append(Piece(text[at:begin], ""))
        found.append(Piece(text[begin:end], kind))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], ""))
    return found


def _clipped(length: int, marks: Iterable[Span], named: set[Span]) -> Iterator[tuple[int, int, Kind]]:
    for start, end in sorted(marks):
        kind: Kind = "actor" if (start, end) in named else "keyword"
        yield max(0, start), min(length, end), kind
