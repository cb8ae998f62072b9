"""Who is at the console, and does a form really come from our page? Sessions, passwords, tokens against forged forms."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import NamedTuple

from aiohttp import web

from marsad.errors import InputError

COOKIE, NAME_COOKIE = "marsad", "marsad_name"
SESSION_S = 12 * 3600
SESSIONS_MAX = 1000
TRIES, TRIES_ALL, TRIES_S = 5, 30, 60.0  # of one address, of all, in so many seconds
# What the gate puts on a request; the session is "" when the browser brought one.
WHO, CSRF, FRESH = web.RequestKey("who", str), web.RequestKey("csrf", str), web.RequestKey("session", str)
NOBODY = "المناوب"
NAME_CHARS = 40
_COST, _BLOCK, _LANES, _KEY_BYTES = 2**14, 8, 1, 32  # scrypt: 16 MiB and some 50 ms a try


class Access(NamedTuple):
    """What is asked of who comes: `password` as `hashed` gives it, or a header that only our own proxy can set.

    `hosts` are further names the console answers under.
    """

    password: str = ""
    proxy_header: str = ""
    hosts: tuple[str, ...] = ()

    @property
    def guarded(self) -> bool:
        """Say whether anything is asked at all."""
        return bool(self.password or self.proxy_header)


class Forged(InputError):
    """A form that does not come from our page, or from a page of before a restart."""


def hashed(password: str) -> str:
    """Return what to keep of a password: scrypt (RFC 7914) with a salt of its own."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_text(salt)}${_text(_scrypt(password, salt))}"


def fits(password: str, kept: str) -> bool:
    """Say whether `password` is the one kept; takes the same time either way."""
    _, salt, digest = kept.split("$")
    return hmac.compare_digest(_scrypt(password, base64.b64decode(salt)), base64.b64decode(digest))


class Sessions:
    """Who is in. Lives as long as the process: a restart asks everybody again."""

    def __init__(self, access: Access, clock: Callable[[], float] = time.monotonic) -> None:
        self.access = access
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._in: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._tries: dict[str, deque[float]] = {}
        self._passed: dict[bytes, float] = {}

    def token(self, session: str) -> str:
        """Return the token that forms of this session must carry."""
        return hmac.new(self._key, _raw(session), hashlib.sha256).hexdigest()

    def check_form(self, request: web.Request, token: str) -> None:
        """Raise Forged unless the form carries our token and comes from a page of ours."""
        session = request.cookies.get(COOKIE, "")
        origin, host = request.headers.get("Origin", ""), request.headers.get("Host", "")
        foreign = bool(origin) and origin.partition("://")[2] != host
        if foreign or not session or not hmac.compare_digest(self.token(session).encode(), token.encode()):
            raise Forged("انتهت صلاحية هذه الصفحة. حدّثها ثم أعد المحاولة.")

    def who(self, request: web.Request) -> str | None:
        """Return the name of who asks, None when nobody we let in."""
        if self.access.proxy_header and (name := request.headers.get(self.access.proxy_header, "").strip()):
            return name[:NAME_CHARS]
        if self.access.password:
            since, name = self._in.get(request.cookies.get(COOKIE, ""), (float("-inf"), ""))
            return name if self._clock() - since < SESSION_S else None
        return None if self.access.guarded else given_name(request)

    def may_try(self, address: str) -> bool:
        """Count a try; say whether this address, and all together, may still try."""
        now = self._clock()
        counts = [self._recent(address, now), self._recent("", now)]
        if len(counts[0]) >= TRIES or len(counts[1]) >= TRIES_ALL:
            return False
        for tries in counts:
            tries.append(now)
        return True

    def was_right(self, address: str) -> None:
        """Take back the last try of this address: behind a proxy colleagues share one."""
        for tries in (self._recent(address, self._clock()), self._recent("", self._clock())):
            if tries:
                tries.pop()

    def let_in(self, name: str) -> str:
        """Return the id of a new session; the oldest goes when there are too many."""
        session = secrets.token_urlsafe(24)
        self._in[session] = (self._clock(), name[:NAME_CHARS] or NOBODY)
        while len(self._in) > SESSIONS_MAX:
            self._in.popitem(last=False)
        return session

    def let_out(self, session: str) -> None:
        """End a session."""
        self._in.pop(session, None)

    def passed(self, authorization: str) -> bool:
        """Say whether this Authorization header was found right a moment ago: readers of feeds come every minute."""
        return self._clock() - self._passed.get(self._mark(authorization), float("-inf")) < SESSION_S

    def remember(self, authorization: str) -> None:
        """Keep that this header was right."""
        if len(self._passed) >= SESSIONS_MAX:
            self._passed.clear()
        self._passed[self._mark(authorization)] = self._clock()

    def _mark(self, authorization: str) -> bytes:
        return hmac.digest(self._key, _raw(authorization), "sha256")

    def _recent(self, address: str, now: float) -> deque[float]:
        if len(self._tries) > SESSIONS_MAX:
            self._tries = {"": self._tries.get("", deque())}
        tries = self._tries.setdefault(address, deque())
        while tries and now - tries[0] >= TRIES_S:
            tries.popleft()
        return tries


def given_name(request: web.Request) -> str:
    """Return the name a person gave on a console without password."""
    try:
        name = base64.urlsafe_b64decode(request.cookies.get(NAME_COOKIE, "")).decode()
    except ValueError:  # not ours
        return NOBODY
    return name.strip()[:NAME_CHARS] or NOBODY


def named(name: str) -> str:
    """Return `name` as a cookie can hold it."""
    return base64.urlsafe_b64encode(name.strip()[:NAME_CHARS].encode()).decode()


def _raw(header: str) -> bytes:
    """Return what was sent: a header may hold any bytes, and aiohttp gives those that are no text as surrogates."""
    return header.encode("utf-8", "surrogateescape")


def basic_password(authorization: str) -> str:
    """Return the password of a Basic header (RFC 7617), "" when it has none."""
    scheme, _, coded = authorization.partition(" ")
    try:
        text = base64.b64decode(coded).decode() if scheme.lower() == "basic" else ""
    except ValueError:
        return ""
    return text.partition(":")[2]


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=_KEY_BYTES)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
