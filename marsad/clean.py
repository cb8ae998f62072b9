"""What is left of hostile text when only text may stay? Headlines, bodies and links made harmless, once, on entry.

A headline is written by anyone who can write a feed. It must not carry markup (however often escaped), control
characters, or commands that reorder its neighbours. Escaping for a channel comes on top, in the channel.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

LINK_CHARS = 2048

# Elements a browser starts a line for: what stands on both sides of them is never one word.
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4",
     "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul")
)  # fmt: skip
# Only what a browser reads as markup: «5 < 6» keeps its text.
_TAG = re.compile(r"</?([a-zA-Z!?][^\s<>/]*)[^<>]*>?")
_BLANK = " "
_JOINERS = "\u200c\u200d"  # Persian, Kurdish and Urdu words need ZWNJ and ZWJ
_PASSES = 3  # outlets escape twice; a third pass finds nothing in practice
_INPUT_FACTOR = 20  # markup may outweigh its text this much before the text is cut
_LINES = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
_LINK_SAFE = "%/:=&?~#+!$,;'@()*[]"
_HOST = re.compile(r"[a-z0-9._:-]+")


class _Characters(dict[int, str | None]):
    """What becomes of each character; decided once, when first met."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        category = unicodedata.category(char)
        kept: str | None = char
        if category in ("Cc", "Zl", "Zp", "Zs"):
            kept = _BLANK
        elif category in ("Cs", "Co", "Cn") or (category == "Cf" and char not in _JOINERS):
            kept = None  # bidi commands, zero-width marks, BOM, private use, surrogates
        self[code] = kept
        return kept


_characters = _Characters()


def clean(text: str, limit: int = 300) -> str:
    """Return one line of plain text, at most `limit` characters, «…» at the end if it was cut.

    No markup, no controls, no bidi commands, NFC. Cleaning twice changes nothing.
    """
    return _cut(_plain(text[: limit * _INPUT_FACTOR]), limit)


def clean_block(text: str, limit: int = 200_000) -> str:
    r"""Return paragraphs of plain text joined by "\n", each cleaned as `clean` does, at most `limit` characters."""
    lines = (_plain(line) for line in _LINES.split(text[: limit * 2]))
    return _cut("\n".join(line for line in lines if line), limit)


def safe_link(url: str) -> str | None:
    """Return `url` as ASCII (percent-encoded once, host in IDNA), or None when it is not a plain web address.

    http and https with a host and no user name; never `javascript:`, `data:`, `file:` or `//host`.
    """
    try:
        parts = urlsplit(url.strip())
        host, port, encoded = parts.hostname or "", parts.port, quote(parts.path, safe=_LINK_SAFE)
        query, fragment = (quote(part, safe=_LINK_SAFE) for part in (parts.query, parts.fragment))
        name = host if host.isascii() else host.encode("idna").decode()
    except ValueError:  # a bad port, half an IPv6 literal, a lone surrogate, a label no registry would take
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(name) or parts.username is not None:
        return None
    place = (f"[{name}]" if ":" in name else name) + ("" if port is None else f":{port}")
    made = urlunsplit((parts.scheme, place, encoded, query, fragment))
    return made if len(made) <= LINK_CHARS else None


def _plain(text: str) -> str:
    for _ in range(_PASSES):
        before, text = text, _peel(text)
        if text == before:
            return text
    # Still unfolding: nobody writes a headline escaped four times. What could open markup goes.
    return _peel(text.replace("<", "").replace("&", ""))


def _peel(text: str) -> str:
    """Take off one layer. Order matters: a reference may hide a control, and a control may hide a tag."""
    text = html.unescape(text) if "&" in text else text
    text = unicodedata.normalize("NFC", text.translate(_characters))
    text = _TAG.sub(_gap, text) if "<" in text else text
    return _BLANK.join(text.split())


def _gap(tag: re.Match[str]) -> str:
    return _BLANK if tag[1].lower() in BLOCKS else ""


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
