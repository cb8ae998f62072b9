"""The web console: what is happening, why were we told, and who carries it? Read-only, right to left, no build step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from alerts.console.filters import BadFilter
from alerts.console.guard import LOOPBACK, allow_hosts, seal
from alerts.console.live import Live
from alerts.console.screen import STATIC, Screen
from alerts.console.views import Views
from marsad.config.models import ConsoleSettings
from marsad.errors import MarsadError
from marsad.metrics import Metrics
from marsad.ports import Desk


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
) -> web.Application:
    """Return the console over `desk`.

    `await changed(timeout_s)` returns when something may have changed, at the latest after the timeout. `label` gives
    the Arabic name of an actor, publisher or feed, the id itself where it knows none. `banner` is asked for every
    page; "" shows none. The caller sees to it that only loopback is bound: there is no password.
    """
    screen = Screen(label=label, now=now, zone=ZoneInfo(settings.zone), banner=banner)
    views, live = Views(desk, screen), Live(desk, screen, metrics, changed)
    app = web.Application(middlewares=[allow_hosts(LOOPBACK | {settings.host.lower()}), _explained(views)])
    app.router.add_get("/", views.wall)
    app.router.add_get("/story/{story}", views.story)
    app.router.add_get("/feeds", views.feeds)
    app.router.add_get("/dead-letters", views.dead_letters)
    app.router.add_get("/events", live.events, allow_head=False)
    app.router.add_static("/static", STATIC)
    app.on_response_prepare.append(seal)
    app.on_shutdown.append(live.close)
    return app


def _explained(views: Views) -> Middleware:
    """Return the middleware that turns what went wrong into a page in the reader's language."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except BadFilter as problem:
            return views.problem(400, str(problem))
        except web.HTTPNotFound as missing:
            ours = request.match_info.handler == views.story
            return views.problem(404, missing.text or "" if ours else "لا صفحة بهذا العنوان.")
        except MarsadError as problem:
            return views.problem(503, f"تعذّرت قراءة المخزن: {problem}")

    return middleware
