"""Which article is this? Ids are derived, never minted: every redelivery computes the same ones."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from marsad.memo import Memo
from marsad.text import tokens

# Not at_id, and `ref` where it is a number: by those some sites call their articles.
_TRACKING = re.compile(r"(utm_.*|at_(?!id=).*|mc_cid|mc_eid|fbclid|gclid|igshid|cmpid|ref|spm)=.*", re.DOTALL)
_NUMBERED = re.compile(r"ref=\d+")
_ROUTE = re.compile(r"!?/.")  # the page of a site that is one page: example.com/#/news/1, #!/news/1
_MIRROR_LABELS = ("www.", "m.", "amp.", "mobile.")
WORD_BITS = 24
_WORDS_KNOWN = 500_000
_PATH_SAFE = "/:@!$&'()*+,;=~-._"
_BYTES = "surrogateescape"  # what is no UTF-8 becomes its percent-encoding again


def digest(*parts: str) -> str:
    """Return 16 hex digits (64-bit BLAKE2b) of `parts`; part boundaries count."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()


def canonical_url(url: str) -> str:
    """Return the one spelling of `url` used for identity, or "" when it is no web address.

    Scheme, www/m/amp hosts, default ports, fragments, tracking keys and percent-encoding do not tell articles apart;
    unknown query keys do (many outlets identify by ?id=), and so do the routes of a site that is one page (#/news/1).
    Bytes that are no UTF-8 stay as they are: slugs of old sites are in windows-1256. Never dial this: it is a name, not
    an address.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    for label in _MIRROR_LABELS:
        if host.startswith(label) and host.count(".") >= 2:  # noqa: PLR2004 - a bare m.com keeps its name
            host = host.removeprefix(label)
            break
    port_part = f":{port}" if port and port not in (80, 443) else ""
    path = unicodedata.normalize("NFC", unquote(parts.path, errors=_BYTES))
    path = re.sub(r"/amp/?$", "", path) or "/"
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True, errors=_BYTES) if _names(*pair)]
    query = f"?{urlencode(sorted(kept), errors=_BYTES)}" if kept else ""
    route = unquote(parts.fragment, errors=_BYTES)
    page = f"#{quote(route, safe=_PATH_SAFE, errors=_BYTES)}" if _ROUTE.match(route) else ""
    return f"https://{host}{port_part}{quote(path, safe=_PATH_SAFE, errors=_BYTES)}{query}{page}"


def _names(key: str, value: str) -> bool:
    """Say whether a part of the query tells articles apart."""
    pair = f"{key}={value}"
    tracks = _TRACKING.fullmatch(pair) and not _NUMBERED.fullmatch(pair)
    return not tracks and key != "amp" and pair != "outputType=amp"


def article_id(*, url: str, feed: str, guid: str, publisher: str, title: str, day: str) -> str:
    """Return the id of an article: its address, else its guid in the feed, else publisher, title and day.

    Raises ValueError("no identity") when there is none of the three.
    """
    if address := canonical_url(url):
        return digest("url", address)
    if url.strip():  # readers and tests name articles by other schemes (tag:, seed:)
        return digest("name", url.strip())
    if guid:
        return digest("guid", feed, guid)
    folded = " ".join(token.folded for token in tokens(title))
    if folded:
        return digest("title", publisher or feed, folded, day)
    raise ValueError("no identity: no address, no guid and no title")


def revision_of(title: str, text: str) -> str:
    """Return the hash of the words of an article: white space, marks and spelling variants do not make a revision."""
    return digest(
        " ".join(token.folded for token in tokens(title)),
        " ".join(token.folded for token in tokens(text)),
    )


def alert_id(rule: str, story: str, reason: str, level: str) -> str:
    """Return the id of an alert; it carries no rule version, so editing a rule re-alerts no open story."""
    return digest("alert", rule, story, reason, level)


def word_hash(word: str) -> int:
    """Return 64 bits that are the same in every process; Python's own hash is salted and must never reach a stored row."""
    raw = word.encode("utf-8", "replace")
    value = ((zlib.crc32(raw) << 32 | zlib.crc32(raw, 0x9E3779B9)) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 29)


def word_number(word: str) -> int:
    """Return the 24 bits that stand for `word` where no text is kept.

    Of 400,000 words in a window one in forty shares its number; two unrelated texts share such a word once in 2,000.
    """
    return _NUMBERS[word]


def number_of(hash_: int) -> int:
    """Return the `word_number` of the word whose `word_hash` is at hand."""
    return hash_ >> (64 - WORD_BITS)


def word_numbers(words: Iterable[str]) -> list[int]:
    """Return `word_number` of each of `words`, in a fifth of the time."""
    return list(map(_NUMBERS.__getitem__, words))


_NUMBERS = Memo(lambda word: number_of(word_hash(word)), _WORDS_KNOWN)
