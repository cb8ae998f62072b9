"""What commands ask of the outbox over the port for machines, since the file of a running marsad has one writer."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from aiohttp import web

from marsad.errors import UsageError
from marsad.outbox import Answering, Outbox, SilenceEnd, SilenceWish, keep_silence


def take_wishes(app: web.Application, outbox: Outbox) -> None:
    """Add POST /-/silences, /-/silences/N/end and /-/channels/hasten; all want JSON, which a page of another site cannot send."""

    async def add(request: web.Request) -> web.Response:
        body = await _json(request)
        try:
            made = await keep_silence(outbox, msgspec.json.decode(body, type=SilenceWish), datetime.now(UTC))
        except (msgspec.DecodeError, UsageError) as problem:
            raise web.HTTPUnprocessableEntity(text=str(problem)) from problem
        return web.json_response({"id": made.id})

    async def end(request: web.Request) -> web.Response:
        body = await _json(request)
        number = int(request.match_info["number"])
        try:
            author = msgspec.json.decode(body, type=SilenceEnd).author
            ended = await outbox.end_silence(number, author=author, now=datetime.now(UTC))
        except (msgspec.DecodeError, UsageError) as problem:
            raise web.HTTPUnprocessableEntity(text=str(problem)) from problem
        return web.json_response({"ended": ended})

    async def hasten(request: web.Request) -> web.Response:
        body = await _json(request)
        try:
            await outbox.hasten(msgspec.json.decode(body, type=Answering).channel)
        except msgspec.DecodeError as problem:
            raise web.HTTPUnprocessableEntity(text=str(problem)) from problem
        return web.json_response({})

    app.router.add_post("/-/channels/hasten", hasten)
    app.router.add_post("/-/silences", add)
    app.router.add_post(r"/-/silences/{number:\d{1,9}}/end", end)


async def _json(request: web.Request) -> bytes:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json")
    return await request.read()
