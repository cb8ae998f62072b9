"""Footprints of texts that are given by their prints, for the tests of copies."""

from datetime import UTC, datetime

from msgspec.structs import replace

from marsad.records import Fingerprint, Footprint

AT = datetime(2026, 3, 1, tzinfo=UTC)


def text(prints, words=100, actors=(), figures=(), places=(), at=AT):
    """A text of so many words with these prints."""
    return Footprint(
        article="a", revision="r", at=at, actors=actors, places=places,
        fingerprint=Fingerprint(words=words, prints=tuple(prints), figures=figures),
    )  # fmt: skip


def nothing_before(prints):
    """A background that holds no print."""
    return [True] * len(prints)


def told(prints, words, weights=None, **more):
    """A text with the numbers of its words, each of which weighs as much unless it is said."""
    return replace(text(prints, 90, **more), words=tuple(words), weights=tuple(weights or [10] * len(words)))
