"""Who may ask, and what may the answer do in a browser? Host allow-list and headers of every response."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Others learn nothing; with no-referrer a browser would send our own forms with "Origin: null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOR_EVER = "public, max-age=31536000, immutable"


def allow_hosts(names: frozenset[str]) -> Middleware:
    """Return the middleware that answers 421 to a request under a name that is not ours.

    A page elsewhere may point its own name at 127.0.0.1 (DNS rebinding) and read what we answer; it cannot make
    the browser send our name.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if host_name(request.headers.get("Host", "")) not in names:
            return web.Response(status=421, text="marsad does not answer under this name; open it as localhost\n")
        return await handler(request)

    return middleware


def host_name(header: str) -> str:
    """Return the name in a Host header in lower case, without port and brackets; "" when it is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:  # half an IPv6 literal
        return ""


async def seal(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on a response that is about to leave, and say how long a static file may be kept."""
    response.headers.update(HEADERS)
    if request.path.startswith("/static/"):
        versioned = "v" in request.query or request.path.endswith(".woff2")
        response.headers["Cache-Control"] = _FOR_EVER if versioned else "no-cache"
