"""The newsroom: a local site that publishes a corpus over HTTP, as feeds and pages, on a clock of any speed.

Every outlet has a port of its own on 127.0.0.1 (outlets share ports beyond 16): a reader that keeps one request at a
time per host would otherwise wait for the slow outlet with everything else. Below its origin an outlet's paths are

    /{publisher}/                    its newest pages
    /{publisher}/feeds/{feed}.xml    a feed
    /{publisher}/a/{n}[/{headline}]  a page

and the first port also has `/` (all outlets and feeds) and `/_newsroom/published.json` (what is public by now).

A feed holds its newest `window` announcements, or everything it announced in the last `window_s` real seconds,
whichever is more, at most 2,000. So nothing is lost to a reader that polls every feed at least every `window_s`, as
long as a feed announces fewer than 2,000 in that time. A page updated twice between two polls shows its last version
only, as on any site.

Run it alone: `python -m marsad.demo.newsroom --corpus FILE --speed 3600`. The first line printed is its address.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import signal
import socket
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote, urlsplit

from aiohttp import web

from marsad.demo.clock import Clock
from marsad.demo.corpus import SHIPPED, Piece, read_corpus
from marsad.demo.feeds import MEDIA_TYPES, Channel, summary_of
from marsad.demo.outlets import Outlet, outlets_for
from marsad.demo.pages import Link, Story, article, listing, paragraphs
from marsad.demo.press import Press, etag_of
from marsad.demo.programme import DEFAULT_FEED, FeedKey, Page, Programme, Revision, local_path, start_of
from marsad.errors import InputError, MarsadError, UsageError

HOST = "127.0.0.1"
MOST_PORTS = 16
SLOWEST_S = 30.0
_RELATED = 4
_LISTED = 20


class Newsroom:
    """Serve `pieces` as the sites of `outlets`, each piece from its moment on `clock` on.

    `async with` opens and closes it. With `port` the outlets get that port and those after it; with 0, free ones.
    With `shift` the dates shown are the real moments at which things appeared, so that latencies mean something;
    without, the corpus's own. Raises InputError for a publisher without outlet, UsageError if a port is taken.
    """

    def __init__(
        self,
        pieces: Iterable[Piece],
        outlets: Sequence[Outlet],
        clock: Clock,
        *,
        port: int = 0,
        shift: bool = True,
        window: int = 25,
        window_s: float = 120.0,
        slow_s: float = 3.0,
    ) -> None:
        self.programme = Programme(pieces)
        self.outlets = {outlet.slug: outlet for outlet in outlets}
        self.clock = clock
        self._port = port
        self._shift = shift
        self._window = window
        self._window_s = window_s
        self._slow_s = min(slow_s, SLOWEST_S)
        self._turns = {slug: turn for turn, slug in enumerate(self.outlets)}
        self._ports: list[int] = []
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1.0)
        self._press = Press(self.programme, shown=self._shown, address=lambda revision: self.url(revision.page))
        for publisher, _ in self.programme.feeds:
            if publisher not in self.outlets:
                raise InputError(f"publisher {publisher!r} of the corpus has no outlet. Use outlets_for(pieces).")

    async def __aenter__(self) -> Self:
        """Open the ports and start answering."""
        await self._runner.setup()
        try:
            for turn in range(min(len(self.outlets), MOST_PORTS)):
                opened = _bound(self._port and self._port + turn)
                await web.SockSite(self._runner, opened).start()
                self._ports.append(opened.getsockname()[1])
        except UsageError:
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Close the ports; answers still being given have a second."""
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """Return the address of the front door."""
        return f"http://{HOST}:{self._ports[0]}"

    @property
    def feeds(self) -> list[FeedKey]:
        """Return all feeds; an outlet that publishes nothing still has one."""
        publishing = {publisher for publisher, _ in self.programme.feeds}
        idle = [(slug, DEFAULT_FEED) for slug in self.outlets if slug not in publishing]
        return self.programme.feeds + idle

    @property
    def published(self) -> int:
        """Return how many article versions are public."""
        return self.programme.count(self.clock.now())

    @property
    def total(self) -> int:
        """Return how many article versions there will be."""
        return len(self.programme.revisions)

    @property
    def ended(self) -> bool:
        """Return whether everything is public."""
        return self.clock.now() >= self.programme.end

    @property
    def remaining_s(self) -> float:
        """Return the real seconds until everything is public."""
        return max(0.0, (self.programme.end - self.clock.now()).total_seconds() / self.clock.speed)

    def origin_of(self, publisher: str) -> str:
        """Return the origin of one outlet."""
        return f"http://{HOST}:{self._ports[self._turns[publisher] % len(self._ports)]}"

    def url(self, page: Page) -> str:
        """Return the local address of `page`: the same for all its versions."""
        headline = ""
        if self.outlets[page.publisher].paths == "headline":
            headline = self.programme.first(page).piece.title
        return self.origin_of(page.publisher) + local_path(page, headline)

    def feed_url(self, feed: FeedKey) -> str:
        """Return the local address of a feed."""
        publisher, name = feed
        return f"{self.origin_of(publisher)}/{quote(publisher)}/feeds/{quote(name, safe='')}.xml"

    def original(self, url: str) -> str:
        """Return the corpus's own url of the page at local address `url`; raises InputError if there is none."""
        parts = [unquote(part) for part in urlsplit(url).path.split("/")]
        known = len(parts) >= 4 and parts[2] == "a" and parts[3].isdecimal()  # noqa: PLR2004  # "", publisher, a, n
        page = self.programme.page(parts[1], int(parts[3])) if known else None
        if page is None:
            raise InputError(f"{url} is no page of this newsroom. Take addresses from its feeds.")
        return page.original

    def _shown(self, revision: Revision) -> datetime:
        """Return the date to show, in whole seconds; never later than the moment of appearance."""
        moment = self.clock.wall(revision.due) if self._shift else revision.piece.published or revision.due
        return moment.replace(microsecond=0)

    def _app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._front),
                web.get("/_newsroom/published.json", self._published),
                web.get("/{publisher}/", self._outlet),
                web.get("/{publisher}/feeds/{feed}.xml", self._feed),
                web.get(r"/{publisher}/a/{number:\d+}", self._page),
                web.get(r"/{publisher}/a/{number:\d+}/{headline}", self._page),
            ]
        )
        return app

    async def _front(self, _request: web.Request) -> web.Response:
        groups = []
        for slug, outlet in self.outlets.items():
            feeds = [Link(self.feed_url(feed), feed[1]) for feed in self.feeds if feed[0] == slug]
            groups.append((Link(f"{self.origin_of(slug)}/{quote(slug)}/", outlet.name), feeds))
        return _html(listing("غرفة أخبار مرصد", groups), "utf-8")

    async def _outlet(self, request: web.Request) -> web.Response:
        outlet = self._known(request)
        public = self.programme.public(self.clock.now())
        own = [revision for revision in public if revision.page.publisher == outlet.slug]
        links = [Link(self.url(revision.page), revision.piece.title) for revision in own[: -_LISTED - 1 : -1]]
        feeds = [Link(self.feed_url(feed), feed[1]) for feed in self.feeds if feed[0] == outlet.slug]
        return _html(listing(outlet.name, [(Link("/", outlet.name), links)], feeds), "utf-8")

    async def _published(self, _request: web.Request) -> web.Response:
        now = self.clock.now()
        pages = [
            {
                "url": self.url(revision.page),
                "original": revision.page.original,
                "publisher": revision.page.publisher,
                "feed": revision.feed[1],
                "revision": revision.number,
            }
            for revision in self.programme.public(now)
        ]
        counts = {"now": now.isoformat(), "ended": now >= self.programme.end, "total": self.total}
        return web.json_response(counts | {"published": self.programme.count(now), "pages": pages})

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = self._known(request)
        feed = (outlet.slug, request.match_info["feed"])
        await self._mind_manners(outlet, request)
        if feed not in self.feeds:
            raise web.HTTPNotFound
        now = self.clock.now()
        span = self.programme.span(feed, now, self.clock.ago(self._window_s), self._window)
        channel = Channel(
            title=f"{outlet.name} - {feed[1]}",
            url=self.feed_url(feed),
            site=f"{self.origin_of(outlet.slug)}/{quote(outlet.slug)}/",
        )
        printed = self._press.edition(feed, outlet, channel, span)
        headers = {"Content-Type": f"{MEDIA_TYPES[outlet.format]}; charset={outlet.charset}"}
        return self._answer(request, printed.body, printed.etag, printed.changed, headers)

    async def _page(self, request: web.Request) -> web.Response:
        outlet = self._known(request)
        versions = self.programme.versions(outlet.slug, int(request.match_info["number"]), self.clock.now())
        if not versions:
            raise web.HTTPNotFound
        body = article(outlet, self._story(versions))
        headers = {"Content-Type": f"text/html; charset={outlet.charset}"}
        return self._answer(request, body, etag_of(body), versions[-1].due, headers)

    def _story(self, versions: Sequence[Revision]) -> Story:
        newest = versions[-1]
        piece = newest.piece
        return Story(
            url=self.url(newest.page),
            title=piece.title,
            summary=summary_of(piece.summary, piece.text),
            paragraphs=paragraphs(piece.text),
            section=piece.section,
            first=self._shown(versions[0]),
            updated=self._shown(newest),
            related=tuple(self._related(newest.page)),
            feed=self.feed_url(newest.feed),
        )

    def _related(self, page: Page) -> Iterable[Link]:
        """Yield links to the outlet's pages before this one: public by now, and the same on every visit."""
        for number in range(page.number - 1, max(0, page.number - 1 - _RELATED), -1):
            versions = self.programme.versions(page.publisher, number, self.clock.now())
            yield Link(self.url(versions[0].page), versions[0].piece.title)

    def _known(self, request: web.Request) -> Outlet:
        outlet = self.outlets.get(request.match_info["publisher"])
        if outlet is None:
            raise web.HTTPNotFound
        return outlet

    async def _mind_manners(self, outlet: Outlet, request: web.Request) -> None:
        """Answer as badly as the outlet does, or return to answer well."""
        if outlet.manners == "slow":
            await asyncio.sleep(self._slow_s)
        elif outlet.manners == "closed" and request.transport is not None:
            request.transport.abort()
        elif outlet.manners == "error":
            raise web.HTTPInternalServerError
        elif outlet.manners == "missing":
            raise web.HTTPNotFound

    def _answer(
        self, request: web.Request, body: bytes, etag: str, changed: datetime, headers: dict[str, str]
    ) -> web.Response:
        """Answer 200 or 304 (RFC 9110, 13.2.2: If-None-Match wins over If-Modified-Since).

        Last-Modified counts whole seconds. It is the second after the change and is told only once that second has
        come: a second change within one second could otherwise hide behind a 304.
        """
        modified = datetime.fromtimestamp(math.floor(self.clock.wall(changed).timestamp()) + 1, UTC)
        validators = {"ETag": f'"{etag}"', "Cache-Control": "no-cache"}
        if self.clock.wall_now() >= modified:
            validators["Last-Modified"] = format_datetime(modified, usegmt=True)
        if _unchanged(request, etag, modified):
            return web.Response(status=304, headers=validators)
        return web.Response(body=body, headers=headers | validators)


def _unchanged(request: web.Request, etag: str, modified: datetime) -> bool:
    tags = request.if_none_match
    if tags is not None:
        return any(tag.value in (etag, "*") for tag in tags)
    since = request.if_modified_since
    return since is not None and modified <= since


def _html(body: bytes, charset: str) -> web.Response:
    return web.Response(body=body, headers={"Content-Type": f"text/html; charset={charset}"})


def _bound(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port), backlog=256)
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"port {port} of {HOST}: {getattr(error, 'strerror', None) or error}. Choose another with --port."
        ) from error


async def serve(newsroom: Newsroom) -> None:
    """Serve until SIGTERM or SIGINT; print the address first, then every feed's."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with newsroom:
        lines = [newsroom.origin, *(newsroom.feed_url(feed) for feed in newsroom.feeds)]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        await stop.wait()


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m marsad.demo.newsroom", description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=SHIPPED, help="JSON Lines, plain, .xz or .gz")
    parser.add_argument("--speed", type=float, default=60.0, help="corpus seconds per real second, 1..1000000")
    parser.add_argument("--limit", type=int, help="stop reading the corpus after this many articles")
    parser.add_argument("--port", type=int, default=0, help="first port; every outlet has one (default: free ones)")
    parser.add_argument("--window", type=int, default=25, help="newest items that a feed always holds")
    parser.add_argument("--window-s", type=float, default=120.0, help="seconds that an item stays at least")
    parser.add_argument("--original-dates", action="store_true", help="show the corpus's dates, not today's")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run the newsroom alone; return the exit code: 0 stopped, 1 bad corpus, 2 bad usage."""
    given = _arguments(words)
    try:
        pieces = list(read_corpus(given.corpus, given.limit))
        newsroom = Newsroom(
            pieces,
            outlets_for(pieces),
            Clock.starting_now(start_of(pieces), given.speed),
            port=given.port,
            shift=not given.original_dates,
            window=given.window,
            window_s=given.window_s,
        )
        asyncio.run(serve(newsroom))
    except MarsadError as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, UsageError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
