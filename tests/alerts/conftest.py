"""A receiver on loopback for every test that asks for one."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.alerts.samples import TOKEN, Receiver


@pytest.fixture
async def receiver():
    """A scripted webhook whose address carries a token in path and query."""
    made = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", made.handle)
    server = TestServer(app)
    await server.start_server(access_log=None)  # the receiver's own log would show the token it was given
    made.url = f"http://127.0.0.1:{server.port}/{TOKEN}/hook?token={TOKEN}"
    yield made
    await server.close()
