"""What does the server answer? One bounded exchange: bytes, seconds, headers and redirects all have an end.

Every hop is judged anew, by URL and by the address it resolves to (marsad.guard). Our own redirect loop, because
aiohttp's would carry a feed's headers to another origin.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal
from urllib.parse import urljoin, urlsplit

import aiohttp
import msgspec
from yarl import URL

from marsad.clean import safe_link
from marsad.config.models import IngestSettings
from marsad.errors import FetchError
from marsad.guard import DEFAULT_PORTS, PORTS, connector, refused_address, url_verdict
from marsad.metrics import Metrics
from marsad.resolve import Resolver

Kind = Literal["feed", "article"]

REDIRECTS_MAX = 5
RETRY_AFTER_MAX_S = 86_400.0
_MOVED = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))
_CODINGS = frozenset(("gzip", "deflate", "br"))  # what aiohttp unpacks
# What says nothing of a packing: charsets stand here by mistake, and browsers read over them. x-gzip is gzip (RFC 9110,
# 8.4.1.3), and known by its first bytes, as a file is that was packed on disk (feed.xml.gz).
_PLAIN = frozenset(("", "identity", "none", "utf-8", "utf8", "windows-1256", "x-gzip"))
_GZIP = b"\x1f\x8b\x08"
_HEADER_BYTES = 32 * 1024  # aiohttp's 8,190 fails on real cookies
_CHUNK_BYTES = 64 * 1024
_VALIDATORS = ("etag", "last-modified")
_CHALLENGED = "cf-mitigated"
_KEPT_HEADERS = (*_VALIDATORS, "content-type", "content-language", "server", _CHALLENGED)
_LET_IN = "ask the outlet to let marsad in"
_NOT_MODIFIED = 304


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask for. Validators are sent to `validators_url` only, `headers` to the origin of `url` only."""

    url: str
    kind: Kind = "feed"
    limit_bytes: int = 10_000_000
    validators_url: str = ""
    etag: str = ""
    last_modified: str = ""
    headers: dict[str, str] = {}
    allow: tuple[str, ...] = ()
    ports: frozenset[int] = PORTS


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: 2xx with its body decompressed, or 304 without one.

    `url` is where the body was found. `permanent_to` is the same where every hop said 301 or 308, else "".
    `headers` holds a few, names in lower case.
    """

    status: int
    url: str
    body: bytes
    headers: dict[str, str]
    permanent_to: str = ""
    elapsed_s: float = 0.0


class Fetcher:
    """Exchange with the web; one connection pool per set of opened networks."""

    def __init__(self, settings: IngestSettings, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._resolver = Resolver()
        self._sessions: dict[tuple[str, ...], aiohttp.ClientSession] = {}

    async def get(self, ask: Ask) -> Answer:
        """Return the answer, or raise FetchError with a metric reason."""
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                answer = await self._follow(ask)
        except FetchError as problem:
            self._count_error(ask.kind, problem)
            raise
        except (aiohttp.ClientError, OSError, ValueError) as problem:  # TimeoutError is an OSError
            error = _fetch_error(problem, ask.url)
            self._count_error(ask.kind, error)
            raise error from None  # the cause may carry the URL with its secrets
        elapsed_s = time.perf_counter() - started
        self._metrics.fetch_duration_seconds.labels(ask.kind).observe(elapsed_s)
        return msgspec.structs.replace(answer, elapsed_s=elapsed_s)

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()
        await self._resolver.close()

    def _count_error(self, kind: Kind, problem: FetchError) -> None:
        self._metrics.fetch_errors_total.labels(kind, problem.reason).inc()

    async def _follow(self, ask: Ask) -> Answer:
        asked = url = _checked(ask.url, ask.ports)
        for_good, status, cookies = True, 0, False
        for _ in range(REDIRECTS_MAX + 1):
            async with self._session(ask.allow).get(
                URL(url, encoded=True), headers=_headers(ask, url), allow_redirects=False
            ) as response:
                if response.status not in _MOVED or "Location" not in response.headers:
                    return await self._read(response, ask, url, for_good=for_good and url != asked)
                for_good = for_good and response.status in _FOR_GOOD
                url = _redirected(url, response.headers["Location"], ask.ports)
                status, cookies = response.status, cookies or "Set-Cookie" in response.headers
        why = f": the site wants a cookie back, and none is kept; {_LET_IN}" if cookies else ""
        raise FetchError(f"{_host(ask.url)}: more than {REDIRECTS_MAX} redirects{why}", reason="network", status=status)

    async def _read(self, response: aiohttp.ClientResponse, ask: Ask, url: str, *, for_good: bool) -> Answer:
        _refuse_status(response, asked_before=bool(_validators(ask, url)))
        if response.status == _NOT_MODIFIED:
            body = b""
        else:
            body = await self._body(response, ask)
        self._metrics.fetch_bytes_total.labels(ask.kind).inc(len(body))
        return Answer(
            status=response.status, url=url, body=body, headers=_kept(response), permanent_to=url if for_good else ""
        )

    async def _body(self, response: aiohttp.ClientResponse, ask: Ask) -> bytes:
        coding = ", ".join(response.headers.getall("Content-Encoding", [])).strip().lower()
        if coding not in _CODINGS | _PLAIN:  # aiohttp hands "gzip, gzip" through undecoded
            raise FetchError(f"{_host(ask.url)}: Content-Encoding {coding[:40]!r} is not read", reason="parse")
        if (response.content_length or 0) > ask.limit_bytes:
            raise _too_large(ask)
        body = bytearray()
        async for piece in response.content.iter_chunked(_CHUNK_BYTES):
            body += piece
            if len(body) > ask.limit_bytes:
                raise _too_large(ask)
        return _unpacked(bytes(body), ask) if coding in _PLAIN and body.startswith(_GZIP) else bytes(body)

    def _session(self, allow: tuple[str, ...]) -> aiohttp.ClientSession:
        session = self._sessions.get(allow)
        if session is None:
            session = self._sessions[allow] = aiohttp.ClientSession(
                connector=connector(allow, limit=0, ttl_dns_cache=60, resolver=self._resolver),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=max(self._settings.timeout_s / 2, 0.1)),
                headers={
                    "User-Agent": user_agent(self._settings.contact),
                    "Accept-Encoding": "gzip, deflate, br",
                    "Accept-Language": "ar, *;q=0.5",
                },
                max_line_size=_HEADER_BYTES,
                max_field_size=_HEADER_BYTES,
            )
        return session


def user_agent(contact: str) -> str:
    """Return what we call ourselves; `contact` tells an outlet whom to write to."""
    try:
        name = f"marsad/{version('marsad')}"
    except PackageNotFoundError:  # run from a bare checkout
        name = "marsad"
    return f"{name} (+{contact})" if contact else name


def ports_of(url: str) -> frozenset[int]:
    """Return the ports that may be asked: the usual ones, and the one the operator wrote into the feed's address."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return PORTS
    return PORTS | {port} if port else PORTS


def retry_after_s(value: str, now: datetime) -> float | None:
    """Return how long a Retry-After header asks to wait (RFC 9110, 10.2.3), at most a day.

    Seconds, or a date in any of the three HTTP spellings. Past, negative and unreadable count as absent.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        wait_s = float(text[:12])
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        wait_s = ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
    return min(wait_s, RETRY_AFTER_MAX_S) if wait_s > 0 else None


def _checked(url: str, ports: Collection[int]) -> str:
    """Return `url` as it may be sent, or raise FetchError."""
    made = safe_link(url)
    why = url_verdict(url, ports)
    if why or made is None:
        raise FetchError(f"{_host(url)}: address refused: {why or 'malformed'}", reason="blocked")
    return made.partition("#")[0]


def _redirected(url: str, location: str, ports: Collection[int]) -> str:
    try:
        return _checked(urljoin(url, location), ports)
    except ValueError:  # half an IPv6 literal
        raise FetchError(f"{_host(url)}: redirects to a malformed address", reason="blocked") from None


def _headers(ask: Ask, url: str) -> dict[str, str]:
    own = ask.headers if _origin(url) == _origin(ask.url) else {}
    return {**own, **_validators(ask, url)}


def _validators(ask: Ask, url: str) -> dict[str, str]:
    if ask.validators_url != url:
        return {}
    named = {"If-None-Match": ask.etag, "If-Modified-Since": ask.last_modified}
    return {name: value for name, value in named.items() if value}


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "no host"
    except ValueError:
        return "no host"


def _refuse_status(response: aiohttp.ClientResponse, *, asked_before: bool) -> None:
    status = response.status
    if 200 <= status < 300 or (status == _NOT_MODIFIED and asked_before):  # noqa: PLR2004 - success, RFC 9110
        return
    reason = "http_5xx" if status >= 500 else "http_4xx" if status >= 400 else "network"  # noqa: PLR2004
    wait = retry_after_s(response.headers.get("Retry-After", ""), datetime.now(UTC))
    why = f", a challenge that only a browser passes; {_LET_IN}" if _CHALLENGED in response.headers else ""
    raise FetchError(f"{response.url.host}: HTTP {status}{why}", reason=reason, status=status, retry_after_s=wait)


def _kept(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Return the headers that are kept, as text that can be written down.

    Any byte above 0x7F may stand in a value (obs-text, RFC 9110, 5.5). aiohttp hands on what is no UTF-8 as lone
    surrogates. A validator with such a byte is left out: it could not be sent back as it came.
    """
    kept = {}
    for name in _KEPT_HEADERS:
        value = response.headers.get(name)
        if value is None:
            continue
        text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if text == value or name not in _VALIDATORS:
            kept[name] = text[:1000]
    return kept


def _unpacked(body: bytes, ask: Ask) -> bytes:
    """Return what a gzip file holds, or raise FetchError."""
    reader = zlib.decompressobj(wbits=31)  # zlib's word for gzip
    try:
        text = reader.decompress(body, ask.limit_bytes + 1)
    except zlib.error:
        text = b""
    if len(text) > ask.limit_bytes:
        raise _too_large(ask)
    if not reader.eof:
        raise FetchError(f"{_host(ask.url)}: {_BADLY_PACKED}", reason="network")
    return text


def _too_large(ask: Ask) -> FetchError:
    return FetchError(f"{_host(ask.url)}: more than {ask.limit_bytes:,} bytes", reason="too_large")


def _fetch_error(problem: Exception, url: str) -> FetchError:
    """Return the error in our words: a host and a kind, never the URL, which may hold a secret."""
    reason, words = "network", type(problem).__name__
    for kinds, name, said in _KINDS:
        if isinstance(problem, kinds):
            reason, words = name, said
            break
    if refused_address(problem):
        reason, words = "blocked", str(getattr(problem, "os_error", problem))
    return FetchError(f"{_host(url)}: {words}", reason=reason)


_BADLY_PACKED = "the answer is cut short or badly packed"
_KINDS: Sequence[tuple[type[Exception] | tuple[type[Exception], ...], str, str]] = (
    (TimeoutError, "timeout", "no complete answer in time"),
    (aiohttp.ClientConnectorDNSError, "dns", "the name does not resolve"),
    ((aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError), "tls", "the certificate or TLS fails"),
    (aiohttp.InvalidURL, "blocked", "malformed address"),
    (aiohttp.ClientConnectorError, "network", "no connection"),
    (aiohttp.ClientPayloadError, "network", _BADLY_PACKED),
    (aiohttp.ClientResponseError, "network", "the answer is not sound HTTP"),
)


def header_charset(headers: Mapping[str, str]) -> str:
    """Return the charset a Content-Type names, or ""."""
    _, _, rest = headers.get("content-type", "").lower().partition("charset=")
    return rest.split(";")[0].strip(" \"'")[:40]
