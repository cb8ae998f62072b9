"""The port for machines: /metrics, /-/healthy, /-/ready, /-/reload."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from marsad.outbox import Outbox
from marsad.runtime.wishes import take_wishes

Check = Callable[[], Awaitable[str]]  # "" when all is well, else what is wrong


@web.middleware
async def _no_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page in a browser asks to be done: browsers send an Origin with every POST, programs do not.

    A page of anybody's may send forms to a port of this machine, and under a name that it points there even read the answer.
    """
    if request.method != "GET" and "Origin" in request.headers:
        return web.Response(
            status=403, text="this port is for machines: a page in a browser cannot have anything done here\n"
        )
    return await handler(request)


def build(
    registry: CollectorRegistry,
    *,
    refresh: Callable[[], Awaitable[None]],
    healthy: Check,
    ready: Check,
    reload: Callable[[], Awaitable[list[str]]],
    revive: Callable[[], Awaitable[int]],
    outbox: Outbox | None = None,
) -> web.Application:
    """Return the application. `reload` gives the problems of a refused configuration, none when it was taken.

    With `outbox`, commands that cannot write a file which is held have it written here.
    """

    async def metrics(_: web.Request) -> web.Response:
        await refresh()
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def probe(check: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(_: web.Request) -> web.Response:
            problem = await check()
            return web.Response(text=(problem or "ok") + "\n", status=503 if problem else 200)

        return answer

    async def reload_(_: web.Request) -> web.Response:
        problems = await reload()
        if problems:
            return web.Response(text="\n".join(["the running configuration stays:", *problems]) + "\n", status=422)
        return web.Response(text="reloaded\n")

    async def revive_(_: web.Request) -> web.Response:
        return web.json_response({"revived": await revive()})

    app = web.Application(middlewares=[_no_page])
    app.router.add_get("/metrics", metrics)
    app.router.add_get("/-/healthy", probe(healthy))
    app.router.add_get("/-/ready", probe(ready))
    app.router.add_post("/-/reload", reload_)
    app.router.add_post("/-/dead-letters/retry", revive_)
    if outbox is not None:
        take_wishes(app, outbox)
    return app
