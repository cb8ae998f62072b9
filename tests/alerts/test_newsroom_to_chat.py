"""From the feeds of a newsroom to a chat: the whole of marsad as operators run it."""

import pytest

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of
from tests.alerts.newsdesk import CHAT
from tests.alerts.samples import TOKEN
from tests.runtime.setting import Service, toml, write_config
from tests.runtime.test_service import quiet, until

pytestmark = [pytest.mark.channel, pytest.mark.slow]


async def test_every_story_is_one_message_in_the_chat(tmp_path, telegram, monkeypatch):
    """Each story with an alert has its message, and no other one; the store knows no pending row, the log no token."""
    monkeypatch.setenv("MARSAD_TEST_TOKEN", TOKEN)
    pieces = shipped_corpus()
    clock = Clock.starting_now(start_of(pieces), 2000)
    async with Newsroom(pieces, shipped_outlets(), clock, slow_s=0.3) as newsroom:
        directory = write_config(tmp_path, newsroom, "http://127.0.0.1:9/unused")
        table = {
            "id": "chat", "type": "telegram", "chat": CHAT, "api": telegram.url, "rate": "6000/min",
            "allow_private": ["127.0.0.0/8"],
        }  # fmt: skip
        text = toml("channel", table) + '\ntoken = { env = "MARSAD_TEST_TOKEN" }\n'
        (directory / "channels.d" / "test.toml").write_text(text)
        service = Service(directory)
        await service.start()
        try:
            await service.ready()
            await until(lambda: newsroom.ended and service.settled() and telegram.sends > 10, 90)
            await quiet(service)
            status = await service.stop()
        finally:
            if service.process.returncode is None:
                await service.kill()

    stories = {story for (story,) in service.ask("select distinct story from alert")}
    shown = dict(service.ask("select story, remote_id from delivery"))
    numbers = {f"{CHAT}/{number}" for number in telegram.chats[CHAT]}
    assert 0 == status
    assert stories == set(shown)
    rings = sum(message.reply_to is not None for message in telegram.chats[CHAT].values())
    assert len(stories) == len(telegram.chats[CHAT]) - rings
    assert set(shown.values()) <= numbers
    assert [("delivered",)] == service.ask("select distinct state from delivery")
    assert TOKEN not in service.log.read_text()
