"""How does the window hold an article in a kilobyte? Its numbers are bytes, and its figures too until they are compared.

A tuple of numbers takes forty bytes for each of them, here it is four; names that many articles share are held once.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from marsad.records import Fingerprint, Footprint

_COMPARED = 2048  # fingerprints that were compared last: of one story again and again
_NAMES = 20_000  # combinations of actors or places

Figures = tuple[tuple[str, str], ...]


class Told(Protocol):
    """What is compared of an earlier article: its footprint, or what the window holds of it."""

    @property
    def at(self) -> datetime:
        """Event time."""

    @property
    def family(self) -> str:
        """Its publisher and those who publish the same."""

    @property
    def fingerprint(self) -> Fingerprint:
        """The text's, without terms."""

    @property
    def actors(self) -> tuple[str, ...]:
        """Those of title and lead."""

    @property
    def places(self) -> tuple[str, ...]:
        """Those of title and lead."""

    @property
    def headline(self) -> tuple[str, ...]:
        """Figures of its title."""

    @property
    def deeds(self) -> tuple[str, ...]:
        """Who did what to whom in title and lead."""

    @property
    def words(self) -> Sequence[int]:
        """Numbers of its words, heaviest first."""

    @property
    def weights(self) -> Sequence[int]:
        """What the first of them weighed."""


class Held:
    """A footprint as the window holds it: all of it but the revision."""

    __slots__ = (
        "_prints",
        "_text",
        "_weights",
        "_words",
        "actors",
        "article",
        "at",
        "deeds",
        "family",
        "headline",
        "places",
    )

    def __init__(self, footprint: Footprint) -> None:
        """Pack the numbers and figures of `footprint`."""
        self.article = footprint.article
        self.at = footprint.at
        self.family = sys.intern(footprint.family)
        self.actors = _once(footprint.actors)
        self.places = _once(footprint.places)
        self.headline, self.deeds = footprint.headline, _once(footprint.deeds)
        text = footprint.fingerprint
        self._prints = array("I", text.prints).tobytes()
        self._text = _encoder.encode((text.words, text.figures, text.opening))
        self._words = array("I", footprint.words).tobytes()
        self._weights = bytes(footprint.weights)

    @property
    def fingerprint(self) -> Fingerprint:
        """The text's, without terms."""
        return _fingerprint(self._prints, self._text)

    @property
    def prints(self) -> array[int]:
        """Those of the fingerprint, in less time."""
        return _numbers(self._prints)

    @property
    def words(self) -> array[int]:
        """Numbers of its words, heaviest first."""
        return _numbers(self._words)

    @property
    def weights(self) -> array[int]:
        """What the first of them weighed."""
        return array("B", self._weights)


def heaviest(
    footprints: Sequence[Told], most: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Return how many words of each weigh something, `most` of them, and the words and weights of all one after the other."""
    parts = [(each.words, each.weights) for each in footprints]
    lengths = [min(most, len(words), len(weights)) for words, weights in parts]
    cut = list(zip(parts, lengths, strict=True))
    words = np.frombuffer(b"".join([array("I", words[:n]) for (words, _), n in cut]), dtype=np.uint32)
    weights = np.frombuffer(b"".join([bytes(weights[:n]) for (_, weights), n in cut]), dtype=np.uint8)
    return np.array(lengths, dtype=np.intp), words, weights


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[int, Figures, bytes])


@lru_cache(_COMPARED)
def _fingerprint(prints: bytes, text: bytes) -> Fingerprint:
    words, figures, opening = _decoder.decode(text)
    return Fingerprint(words=words, prints=tuple(_numbers(prints)), figures=figures, opening=opening)


@lru_cache(_NAMES)
def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first tuple that was equal to `names`."""
    return names


def _numbers(packed: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(packed)
    return numbers
