"""How does what deciding remembers of an article fit into some hundred bytes?

A row is an article's footprint with what was decided of it. What the article's own analysis says again (its address,
title and times) is left out: `completed` puts it back when the article comes again.
"""

from __future__ import annotations

import re
import struct
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import zstandard

from marsad.records import Alert, Analysis, Change, Decision, Fingerprint, Footprint, Inside, Merge, Quiet, Verdict

_LAYOUT = 1
_HEAD = struct.Struct("<BQqIIBB")  # layout, offset, microseconds of event time, length in words, prints, words, weights
_PRINT_BYTES, _WORD_BYTES = 4, 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HEX_ID = re.compile("[0-9a-f]{16}")

# What rows say again and again; zstd finds it here. Another wording needs another layout number.
_COMMON = (
    "state:US state:RU state:IR state:IL state:SA state:EG state:SY state:IQ state:YE state:LY state:LB state:PS"
    " state:TR state:JO state:SD state:AF gov:US mil:SY mil:US sec:IQ min:US.defense org:UN org:EU org:NATO grp:isis"
    " grp:taliban grp:hamas grp:hezbollah per: loc: media:cnn "
    "# دولار# مليون# مليار# شخصا# اشخاص# قتيلا# جريحا# عاما# سنوات# في المئة# يناير# فبراير# مارس# ابريل# مايو# يونيو"
    "# يوليو# اغسطس# سبتمبر# اكتوبر# نوفمبر# ديسمبرعام # منذ # نحو # اكثر من # حوالي # مقتل # اصابة # بعد # خلال # "
    "20182019202020212022202320242025202612345678910"
    "a new revision of the same article of  prints shared of its  prints are in the longer text"
    "holds  of the  prints of the shorter textfigures differ: joined by its wordsopened a story"
).encode()
_DICTIONARY = zstandard.ZstdCompressionDict(_COMMON, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
_PARAMETERS = zstandard.ZstdCompressionParameters.from_level(
    9, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=True, write_checksum=False, write_dict_id=False
)
_TAIL_MAX_BYTES = 16 << 20  # a row that claims more is damaged; what it claims would be allocated


class Row(NamedTuple):
    """One remembered article. `decision` lacks what its analysis says again."""

    offset: int
    footprint: Footprint
    decision: Decision


class _Tail(msgspec.Struct, array_like=True, frozen=True):
    """What has no fixed length. A story that is the article itself is empty."""

    verdict: Verdict
    story: bytes
    of: bytes | None
    similarity: float
    why: str
    family: str
    families: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    actors: tuple[str, ...]
    places: tuple[str, ...]
    alerts: tuple[Alert, ...]
    quiet: tuple[Quiet, ...] = ()
    merged: tuple[Merge, ...] = ()
    changes: tuple[Change, ...] = ()
    closed: tuple[bytes, ...] = ()
    headline: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    holds: tuple[tuple[bytes, bytes], ...] = ()  # article and story of each
    opening: bytes = b""
    archived: bool = False
    fired: tuple[str, ...] = ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Tail)


def field(article: str, revision: str) -> bytes:
    """Return the name of a row in its hash: both ids, in 17 bytes when they are what marsad derives."""
    if _HEX_ID.fullmatch(article) and _HEX_ID.fullmatch(revision):
        return b"\1" + bytes.fromhex(article + revision)
    return b"\2" + f"{article}\x1f{revision}".encode("utf-8", "surrogatepass")


def ids_of(name: bytes) -> tuple[str, str]:
    """Return the (article, revision) that `field` named."""
    if name[:1] == b"\1":
        return name[1:9].hex(), name[9:].hex()
    article, _, revision = name[1:].decode("utf-8", "surrogatepass").partition("\x1f")
    return article, revision


def pack(row: Row) -> bytes:
    """Return the bytes of a row; `field` names it and `unpack` reads it back.

    Raises ValueError when a number is too large for its place: no analysis of ours has such.
    """
    footprint, decision = row.footprint, row.decision
    prints = np.asarray(footprint.fingerprint.prints, dtype="<u8")
    words = np.asarray(footprint.words, dtype="<u4")
    try:
        head = _HEAD.pack(
            _LAYOUT, row.offset, (footprint.at - _EPOCH) // _MICROSECOND, footprint.fingerprint.words,
            len(prints), len(words), len(footprint.weights),
        )  # fmt: skip
    except struct.error as problem:
        raise ValueError(f"no row can hold article {footprint.article}: {problem}") from problem
    tail = _Tail(
        verdict=decision.verdict,
        story=_short(decision.story) if decision.story != decision.article else b"",
        of=None if decision.of is None else _short(decision.of),
        similarity=decision.similarity,
        why=decision.why,
        family=footprint.family,
        families=decision.families,
        figures=footprint.fingerprint.figures,
        actors=footprint.actors,
        places=footprint.places,
        alerts=decision.alerts,
        quiet=decision.quiet,
        merged=decision.merged,
        changes=decision.changes,
        closed=tuple(map(_short, decision.closed)),
        headline=footprint.headline,
        deeds=footprint.deeds,
        holds=tuple((_short(each.article), _short(each.story)) for each in decision.holds),
        opening=footprint.fingerprint.opening,
        archived=decision.archived,
        fired=decision.fired,
    )
    return b"".join((
        head,
        _cut(prints, _PRINT_BYTES),
        _cut(words, _WORD_BYTES),
        bytes(footprint.weights),
        _zstd.compressor.compress(_encoder.encode(tail)),
    ))  # fmt: skip


def unpack(name: bytes, value: bytes) -> Row:
    """Return the row in `value`. Raises ValueError when it is damaged or of another layout."""
    return unpack_all([(name, value)])[0]


def unpack_all(values: Iterable[tuple[bytes, bytes]]) -> list[Row]:
    """Return the rows in pairs of name and value. Raises ValueError when one is damaged or of another layout."""
    parts = [_apart(name, value) for name, value in values]
    prints = iter(_numbers([part.prints for part in parts], _PRINT_BYTES))
    words = iter(_numbers([part.words for part in parts], _WORD_BYTES))
    return [
        _together(
            part,
            tuple(islice(prints, len(part.prints) // _PRINT_BYTES)),
            tuple(islice(words, len(part.words) // _WORD_BYTES)),
        )
        for part in parts
    ]


class _Parts(NamedTuple):
    """A row whose numbers are still bytes: they are read faster for many rows at once."""

    article: str
    revision: str
    offset: int
    at: datetime
    length: int
    prints: bytes
    words: bytes
    weights: bytes
    tail: _Tail


def _apart(name: bytes, value: bytes) -> _Parts:
    article, revision = ids_of(name)
    if value[:1] != bytes([_LAYOUT]):
        raise ValueError(f"row of article {article}: layout {value[:1].hex() or 'none'}, this marsad knows {_LAYOUT}")
    try:
        _, offset, micros, length, prints, words, weights = _HEAD.unpack_from(value)
        words_at = _HEAD.size + prints * _PRINT_BYTES
        weights_at = words_at + words * _WORD_BYTES
        tail_at = weights_at + weights
        return _Parts(
            article,
            revision,
            offset,
            _EPOCH + micros * _MICROSECOND,
            length,
            value[_HEAD.size : words_at],
            value[words_at:weights_at],
            value[weights_at:tail_at],
            _decoder.decode(_expanded(value[tail_at:])),  # nothing is there to expand when more is told of than came
        )
    except (ValueError, struct.error, zstandard.ZstdError, OverflowError, RecursionError) as problem:
        raise ValueError(f"row of article {article}: {problem}") from problem


def _together(parts: _Parts, prints: tuple[int, ...], words: tuple[int, ...]) -> Row:
    tail = parts.tail
    footprint = Footprint(
        article=parts.article,
        revision=parts.revision,
        at=parts.at,
        family=tail.family,
        fingerprint=Fingerprint(words=parts.length, prints=prints, figures=tail.figures, opening=tail.opening),
        actors=tail.actors,
        places=tail.places,
        headline=tail.headline,
        deeds=tail.deeds,
        words=words,
        weights=tuple(parts.weights),
    )
    decision = Decision(
        article=parts.article,
        revision=parts.revision,
        url="",
        verdict=tail.verdict,
        story=_long(tail.story) or parts.article,
        at=parts.at,
        seen=parts.at,
        of=None if tail.of is None else _long(tail.of),
        similarity=tail.similarity,
        why=tail.why,
        family=tail.family,
        families=tail.families,
        alerts=tail.alerts,
        quiet=tail.quiet,
        merged=tail.merged,
        changes=tail.changes,
        closed=tuple(map(_long, tail.closed)),
        holds=tuple(Inside(article=_long(article), story=_long(story)) for article, story in tail.holds),
        archived=tail.archived,
        fired=tail.fired,
    )
    return Row(parts.offset, footprint, decision)


def completed(decision: Decision, analysis: Analysis) -> Decision:
    """Return a decision read from a row with what its own analysis says: the bytes that were sent at first."""
    return msgspec.structs.replace(
        decision,
        url=analysis.url,
        title=analysis.title,
        at=analysis.at,
        seen=analysis.seen,
        feed=analysis.feed,
        publisher=analysis.publisher,
    )


class _PerThread(threading.local):
    """zstd's objects are costly to make and belong to one thread."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(dict_data=_DICTIONARY, compression_params=_PARAMETERS)
        self.expander = zstandard.ZstdDecompressor(dict_data=_DICTIONARY, format=zstandard.FORMAT_ZSTD1_MAGICLESS)


_zstd = _PerThread()


def _expanded(packed: bytes) -> bytes:
    """Return the tail; raises ValueError or ZstdError when it is damaged."""
    claimed = zstandard.get_frame_parameters(packed, format=zstandard.FORMAT_ZSTD1_MAGICLESS).content_size
    if claimed > _TAIL_MAX_BYTES:
        raise ValueError(f"a tail of {claimed} bytes")
    return _zstd.expander.decompress(packed)


def _cut(values: npt.NDArray[np.unsignedinteger], width: int) -> bytes:
    """Return the low `width` bytes of each value."""
    return values.view(np.uint8).reshape(len(values), values.itemsize)[:, :width].tobytes()


def _numbers(parts: Iterable[bytes], width: int) -> list[int]:
    """Return the values of `width` bytes that stand in `parts`, one part after the other."""
    narrow = np.frombuffer(b"".join(parts), dtype=np.uint8).reshape(-1, width)
    wide = np.zeros((len(narrow), 4), dtype=np.uint8)
    wide[:, :width] = narrow
    numbers: list[int] = wide.view("<u4").ravel().tolist()
    return numbers


def _short(id_: str) -> bytes:
    """Return an id in nine bytes when it is what marsad derives; the first byte tells."""
    return b"\1" + bytes.fromhex(id_) if _HEX_ID.fullmatch(id_) else b"\2" + id_.encode("utf-8", "surrogatepass")


def _long(id_: bytes) -> str:
    return id_[1:].hex() if id_[:1] == b"\1" else id_[1:].decode("utf-8", "surrogatepass")
