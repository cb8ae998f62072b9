"""A site on 127.0.0.1 whose pages are what a test says, and that remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ARTICLE = (
    "أعلنت السلطات المحلية في مدينة الساحل أن فرق الإنقاذ انتشلت عشرين ناجيا من تحت الأنقاض بعد انهيار مبنى سكني مساء أمس.",
    "وقال متحدث باسم الدفاع المدني إن عمليات البحث مستمرة حتى صباح الغد، وإن أربع فرق من محافظات مجاورة وصلت إلى الموقع.",
    "وأضاف أن أسباب الانهيار ما زالت مجهولة، في حين طالب السكان بفحص المباني القديمة في الحي بعد تكرار الحوادث هذا العام.",
)


class Site:
    """Routes by path: bytes or str (served as they are), a status, or a handler."""

    def __init__(self) -> None:
        self.routes: dict[str, bytes | str | int | Handler] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.asked: dict[str, list[web.Request]] = defaultdict(list)
        self.url = ""
        self.busy = 0
        self.busiest = 0

    def at(self, path: str) -> str:
        """Return the address of a path."""
        return self.url + path

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Serve a request, and note how many were served at once."""
        self.asked[request.path].append(request)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            return await self._route(request)
        finally:
            self.busy -= 1

    async def _route(self, request: web.Request) -> web.StreamResponse:
        route = self.routes.get(request.path, 404)
        headers = self.headers.get(request.path, {})
        if isinstance(route, int):
            return web.Response(status=route, headers=headers)
        if isinstance(route, str | bytes):
            etag = headers.get("ETag")
            if etag and request.headers.get("If-None-Match") == etag:
                return web.Response(status=304, headers=headers)
            body = route.encode() if isinstance(route, str) else route
            return web.Response(body=body, headers={"Content-Type": "text/html; charset=utf-8", **headers})
        return await route(request)


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[Site]:
    runner = web.ServerRunner(web.Server(site.answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()


def moved(status: int, to: str) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": to})

    return handler


def dripping(piece: bytes, every_s: float, **headers: str) -> Handler:
    """Send `piece` again and again until the client has had enough."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        while True:
            await response.write(piece)
            await asyncio.sleep(every_s)

    return handler


async def silent(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


def bytewise(body: str, *headers: bytes) -> Handler:
    """Answer with headers as they are given here: a library would not send bytes that are no UTF-8."""
    said = body.encode()

    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport
        lines = (b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(said), b"Connection: close", *headers, b"", said)
        request.transport.write(b"\r\n".join(lines))
        request.transport.close()
        return web.Response()  # to nobody

    return handler


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>أخبار الساحل</title>{"".join(items)}</channel></rss>'


def item(title: str = "", link: str = "", guid: str = "", date: str = "", summary: str = "", extra: str = "") -> str:
    parts = {"title": title, "link": link, "guid": guid, "pubDate": date, "description": summary}
    return "<item>" + "".join(f"<{tag}>{value}</{tag}>" for tag, value in parts.items() if value) + extra + "</item>"


def page(title: str, paragraphs: tuple[str, ...] = ARTICLE, head: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<nav><a href="/">الرئيسية</a></nav><article><h1>{title}</h1>{body}<div class="share">شارك</div></article>'
        "<footer>جميع الحقوق محفوظة</footer></body></html>"
    )
