"""How does what deciding remembers of an article fit into some hundred bytes?

A row is an article's footprint with what was decided of it. What the article's own analysis says again (its address,
title and times) is left out: `completed` puts it back when the article comes again.
"""

from __future__ import annotations

import re
import struct
import threading
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import zstandard

from marsad.records import Alert, Analysis, Decision, Fingerprint, Footprint, Quiet, Verdict

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
    article, revision = ids_of(name)
    if value[:1] != bytes([_LAYOUT]):
        raise ValueError(f"row of article {article}: layout {value[:1].hex() or 'none'}, this marsad knows {_LAYOUT}")
    try:
        _, offset, micros, words, prints_count, words_count, weights_count = _HEAD.unpack_from(value)
        at = _HEAD.size
        prints, at = _uncut(value, at, prints_count, _PRINT_BYTES)
        numbers, at = _uncut(value, at, words_count, _WORD_BYTES)
        tail = _decoder.decode(_expanded(value[at + weights_count :]))
        moment = _EPOCH + micros * _MICROSECOND
    except (ValueError, struct.error, zstandard.ZstdError, OverflowError, RecursionError) as problem:
        raise ValueError(f"row of article {article}: {problem}") from problem
    footprint = Footprint(
        article=article,
        revision=revision,
        at=moment,
        family=tail.family,
        fingerprint=Fingerprint(words=words, prints=tuple(prints), figures=tail.figures),
        actors=tail.actors,
        places=tail.places,
        words=tuple(numbers),
        weights=tuple(value[at : at + weights_count]),
    )
    decision = Decision(
        article=article,
        revision=revision,
        url="",
        verdict=tail.verdict,
        story=_long(tail.story) or article,
        at=moment,
        seen=moment,
        of=None if tail.of is None else _long(tail.of),
        similarity=tail.similarity,
        why=tail.why,
        family=tail.family,
        families=tail.families,
        alerts=tail.alerts,
        quiet=tail.quiet,
    )
    return Row(offset, footprint, decision)


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


def _uncut(value: bytes, at: int, count: int, width: int) -> tuple[list[int], int]:
    """Return `count` values of `width` bytes from place `at` on, and the place behind them."""
    end = at + count * width
    if end > len(value):
        raise ValueError(f"{len(value)} bytes, {end} are told of")
    raw = np.zeros((count, 8), dtype=np.uint8)
    raw[:, :width] = np.frombuffer(value[at:end], dtype=np.uint8).reshape(count, width)
    return raw.view("<u8").ravel().tolist(), end


def _short(id_: str) -> bytes:
    """Return an id in nine bytes when it is what marsad derives; the first byte tells."""
    return b"\1" + bytes.fromhex(id_) if _HEX_ID.fullmatch(id_) else b"\2" + id_.encode("utf-8", "surrogatepass")


def _long(id_: bytes) -> str:
    return id_[1:].hex() if id_[:1] == b"\1" else id_[1:].decode("utf-8", "surrogatepass")
