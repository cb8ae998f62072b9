"""Pieces and clocks for tests of the newsroom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from marsad.demo.corpus import Piece

START = datetime(2026, 1, 10, 6, tzinfo=UTC)


class Hand:
    """The hand of a clock that a test moves: call it for the seconds it shows."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return what the clock shows."""
        return self.seconds


def piece(number: int, after_s: float, **given: object) -> Piece:
    """Return piece `number`, published `after_s` seconds after START."""
    fields: dict[str, object] = {
        "url": f"https://almashriq.example/{number}",
        "title": f"خبر رقم {number}",
        "text": f"عقد المجلس البلدي جلسته رقم {number} صباح السبت.\nوناقش الحاضرون موازنة العام الجديد.",
        "published": START + timedelta(seconds=after_s),
        "publisher": "almashriq",
        "feed": "main",
    }
    return Piece(**(fields | given))  # type: ignore[arg-type]
