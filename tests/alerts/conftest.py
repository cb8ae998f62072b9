"""A receiver on loopback for every test that asks for one."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.alerts.fakes.slack import FakeSlack
from tests.alerts.fakes.smtp import FakeSmtp
from tests.alerts.fakes.telegram import FakeTelegram
from tests.alerts.newsdesk import CHAT, desk_on
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


@pytest.fixture
async def telegram():
    """Telegram with one group."""
    made = FakeTelegram(TOKEN, CHAT)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def slack():
    """Slack with one channel."""
    made = FakeSlack(TOKEN, "C1")
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def smtp():
    """A mail server."""
    made = FakeSmtp()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def desk(tmp_path, telegram):
    """A desk with the group, and all the room in the world."""
    made = desk_on(tmp_path, telegram)
    yield made
    made.close()
