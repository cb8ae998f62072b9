"""The web console: what is happening, why were we told, who carries it, and who took it? Right to left, no build step."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from alerts.console import phrases
from alerts.console.acts import Acts
from alerts.console.api import Api
from alerts.console.filters import BadFilter
from alerts.console.gate import Gate, keep_gate
from alerts.console.guard import LOOPBACK, allow_hosts, seal
from alerts.console.inquiries import Inquiries
from alerts.console.live import Live
from alerts.console.screen import STATIC, Screen
from alerts.console.session import Forged, Sessions
from alerts.console.tools import NOTHING, Tools
from alerts.console.views import Views
from marsad.config.models import ConsoleSettings
from marsad.errors import MarsadError
from marsad.metrics import Metrics
from marsad.ports import Desk

FORM_BYTES = 256 * 1024


def _no_banner() -> str:
    return ""


def build(
    desk: Desk,
    *,
    changed: Callable[[float], Awaitable[None]],
    label: Callable[[str], str],
    metrics: Metrics,
    settings: ConsoleSettings,
    banner: Callable[[], str] = _no_banner,
    now: Callable[[], datetime],
    tools: Tools = NOTHING,
) -> web.Application:
    """Return the console over `desk`.

    `await changed(timeout_s)` returns when something may have changed, at the latest after the timeout. `label` gives
    the Arabic name of an actor, publisher or feed, the id itself where it knows none. `banner` is asked for every
    page; "" shows none. Pages and buttons of `tools` that are not filled are not there. The caller sees to it that
    only loopback is bound unless `tools.access` asks for something.
    """
    filled = {name for name in Tools._fields if getattr(tools, name) not in (None, tuple)}
    zone, guarded = ZoneInfo(settings.zone), tools.access.guarded
    screen = Screen(label=label, now=now, zone=zone, banner=banner, tools=filled, guarded=guarded)
    sessions = Sessions(tools.access)
    views, live = Views(desk, screen, tools), Live(desk, screen, metrics, changed, tools.handling)
    hosts = LOOPBACK | {settings.host.lower(), *(host.lower() for host in tools.access.hosts)}
    app = web.Application(
        middlewares=[allow_hosts(hosts), _explained(views), keep_gate(sessions)], client_max_size=FORM_BYTES
    )
    _add_pages(app.router, views, live, Gate(sessions, screen))
    _add_api(app.router, Api(desk, screen, tools))
    _add_tools(app.router, tools, Inquiries(desk, screen, tools, sessions))
    if tools.handling:
        acts = Acts(tools.handling, screen, sessions, live)
        for path, handler in (
            ("/act", acts.act), ("/views", acts.save_view), ("/views/drop", acts.drop_view), ("/name", acts.name)
        ):  # fmt: skip
            app.router.add_post(path, handler)
    app.on_response_prepare.append(seal)
    app.on_shutdown.append(live.close)
    return app


def _add_pages(router: web.UrlDispatcher, views: Views, live: Live, gate: Gate) -> None:
    router.add_get("/", views.wall)
    router.add_get("/story/{story}", views.story)
    router.add_get("/feeds", views.feeds)
    router.add_get("/dead-letters", views.dead_letters)
    router.add_get("/events", live.events, allow_head=False)
    router.add_get("/login", gate.ask)
    router.add_post("/login", gate.login)
    router.add_post("/logout", gate.logout)
    router.add_static("/static", STATIC)


def _add_api(router: web.UrlDispatcher, api: Api) -> None:
    router.add_get("/api/openapi.json", api.document)
    router.add_get("/api/alerts", api.alerts)
    router.add_get("/api/stories/{story}", api.story)
    router.add_get("/api/feeds", api.feeds)
    router.add_get("/feed.json", api.json_feed)
    router.add_get("/feed.atom", api.atom)


def _add_tools(router: web.UrlDispatcher, tools: Tools, pages: Inquiries) -> None:
    if tools.history:
        router.add_get("/search", pages.search)
        router.add_get("/suppressed", pages.suppressed)
    if tools.rules:
        router.add_get("/rules", pages.rules)
        router.add_post("/rules", pages.try_rule)
    if tools.channels:
        router.add_get("/channels", pages.channels)
        router.add_post("/channels", pages.send_test)
    if tools.channels and tools.outbox:
        router.add_post("/silences", pages.silence)


def _explained(views: Views) -> Middleware:
    """Return the middleware that turns what went wrong into a page in the reader's language, for programs into JSON."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Forged as problem:
            return _told(request, views, 403, str(problem))
        except BadFilter as problem:
            return _told(request, views, 400, str(problem))
        except web.HTTPNotFound as missing:
            ours = request.match_info.handler == views.story
            return _told(request, views, 404, missing.text or "" if ours else "لا صفحة بهذا العنوان.")
        except MarsadError as problem:
            return _told(request, views, 503, phrases.UNREAD.format(problem))

    return middleware


def _told(request: web.Request, views: Views, status: int, text: str) -> web.Response:
    if request.path.startswith("/api/"):
        body = json.dumps({"error": text}, ensure_ascii=False)
        return web.Response(text=body, status=status, content_type="application/json")
    return views.problem(request, status, text)
