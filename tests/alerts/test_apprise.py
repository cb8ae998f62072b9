"""A service behind Apprise that sends a byte now and then: it holds up itself and nobody else."""

import asyncio
import time

import pytest

from marsad.errors import Retry
from tests.alerts.fakes.script import answering
from tests.alerts.harnesses import AppriseHarness
from tests.alerts.samples import OPENED, posting, until

pytest.importorskip("apprise", reason="pip install 'marsad[apprise]'")
pytestmark = pytest.mark.channel


@pytest.fixture
async def stutters(tmp_path):
    """A service that answers with a head that does not end; after the test it ends."""
    harness, over = AppriseHarness(tmp_path), asyncio.Event()

    async def drip(request):
        request.transport.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not over.is_set():
            request.transport.write(b"x")
            await asyncio.sleep(0.1)
        request.transport.close()

    harness.server.script = [drip] * 10
    await harness.start()
    yield harness
    over.set()
    await harness.stop()


@pytest.fixture
async def sound(tmp_path):
    """A service that answers."""
    harness = AppriseHarness(tmp_path)
    await harness.start()
    yield harness
    await harness.stop()


async def test_it_is_left_at_the_deadline_and_another_channel_sends_meanwhile(stutters, sound):
    sending = asyncio.create_task(stutters.channel(timeout_s=1.0).post(posting(OPENED)))
    await until(lambda: len(stutters.server.script) < 10)

    assert "posted" == await sound.channel(timeout_s=10).post(posting(OPENED))
    assert not sending.done()
    with pytest.raises(Retry, match="gave no answer within 4 s"):
        await sending


async def test_channels_are_built_meanwhile(stutters):
    """A reload builds them in the thread of the event loop."""
    sending = asyncio.create_task(stutters.channel(timeout_s=1.0).post(posting(OPENED)))
    await until(lambda: len(stutters.server.script) < 10)
    began = time.monotonic()
    stutters.channel()

    assert time.monotonic() - began < 1
    assert not sending.done()
    with pytest.raises(Retry):
        await sending


async def test_what_each_logs_is_of_its_own_message(stutters, sound):
    """The status of an answer is read from the log, which Apprise has one of."""
    sound.server.script = [answering(503)]
    sending = asyncio.create_task(stutters.channel(timeout_s=1.0).post(posting(OPENED)))
    await until(lambda: len(stutters.server.script) < 10)

    with pytest.raises(Retry, match="answered 503"):
        await sound.channel(timeout_s=10).post(posting(OPENED))
    with pytest.raises(Retry, match="gave no answer"):
        await sending


async def test_no_more_than_a_few_calls_are_left_behind(stutters):
    """Each holds a thread and a connection until the service lets go."""
    channel = stutters.channel(timeout_s=0.2)
    for _ in range(4):
        with pytest.raises(Retry, match="gave no answer"):
            await channel.post(posting(OPENED))

    with pytest.raises(Retry, match="no end with 4 earlier messages"):
        await channel.post(posting(OPENED))
    await until(lambda: len(stutters.server.script) <= 6)
    assert 6 == len(stutters.server.script)
