"""Which letters do these bytes mean? Declarations lie; Arabic text betrays its codec.

Order: byte-order mark, UTF-16 by its zeros, strict UTF-8, then the likeliest of what was claimed and what is usual.
Bytes are never dropped: a cp1256 feed declared UTF-8 would become empty.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

_LETTER = re.compile("[\u0621-\u063a\u0641-\u064a]")
_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_COMMON = re.compile(
    r"(?<![\u0621-\u064a])(?:في|من|على|إلى|عن|أن|إن|بعد|قبل|مع|ال[\u0621-\u064a]{2,})(?![\u0621-\u064a])"
)
_XML_CLAIM = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HTML_CLAIM = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_USUAL = ("cp1256", "iso8859-6", "cp720")
_HEAD_BYTES = 2048
_SAMPLE_BYTES = 200_000
_COMMON_SHARE = 0.1  # Arabic news has 0.3 and more; Cyrillic read as an Arabic codec has a few by chance
_TEXT_CODECS = frozenset(("hex", "base64", "bz2", "zlib", "rot13", "rot_13", "quopri", "uu", "idna", "punycode"))


def declared(data: bytes) -> str:
    """Return the charset that the document names in its XML declaration or HTML meta element, or ""."""
    head = data[:_HEAD_BYTES]
    found = _XML_CLAIM.search(head[:300]) or _HTML_CLAIM.search(head)
    return found[1].decode("ascii") if found else ""


def decode(data: bytes, *, header: str = "", override: str = "") -> tuple[str, str]:
    """Return (text, codec). `header` is the charset HTTP claimed; `override` is the operator's word and ends it."""
    if override and (text := _as(data, override)) is not None:
        return text, override
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    if data[:2] in (b"<\0", b"\0<"):
        name = "utf-16-le" if data[1] == 0 else "utf-16-be"
        return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        name = _likeliest(data[:_SAMPLE_BYTES], (declared(data), header))
        return data.decode(name, "replace"), name


def arabic_likelihood(text: str) -> int:
    """Return how much `text` looks like Arabic. Common words weigh most: letters alone cannot tell two Arabic codecs."""
    controls = sum("\x80" <= char < "\xa0" for char in text)
    words = len(_COMMON.findall(text))
    return 10 * words + len(_LETTER.findall(text)) - 20 * text.count("\ufffd") - 5 * controls


def _likeliest(sample: bytes, claims: Iterable[str]) -> str:
    best, best_score = "", 0
    for name in (*claims, "utf-8", *_USUAL):
        text = _as(sample, name) if name else None
        if text is None or (name in _USUAL and not _reads_as_arabic(text)):
            continue
        score = arabic_likelihood(text)
        if not best or score > best_score:
            best, best_score = name, score
    return best


def _reads_as_arabic(text: str) -> bool:
    words = len(_WORD.findall(text))
    return words > 0 and len(_COMMON.findall(text)) >= _COMMON_SHARE * words


def _as(data: bytes, name: str) -> str | None:
    """Return `data` read with the codec `name`, None when there is no such codec of text."""
    if name.lower() in _TEXT_CODECS:
        return None
    try:
        return data.decode(name, "replace")
    except (LookupError, ValueError):
        return None
