"""A kill at any step of sending to people loses nothing; what it may repeat is known, counted, and the same."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from alerts.channels.mail import Mail
from alerts.channels.telegram import Telegram
from marsad.config.channel_tables import Route
from tests.alerts.fakes.script import answering
from tests.alerts.fakes.smtp import FakeSmtp
from tests.alerts.fakes.telegram import FakeTelegram
from tests.alerts.killing import killed_run
from tests.alerts.newsdesk import NewsDesk
from tests.alerts.samples import CHAT, LOOPBACK, TOKEN, alert, sample

pytestmark = [pytest.mark.channel, pytest.mark.fault, pytest.mark.slow]


async def fill(desk):
    await desk.add(
        alert("s1-opened", story="s1"), alert("s1-updated", story="s1", reason="updated", title="حصيلة أولى")
    )
    await desk.add(
        alert("s2-opened", story="s2"), alert("s2-updated", story="s2", reason="updated", title="حصيلة ثانية")
    )


def telegram_of(desk, server):
    return Telegram(
        TOKEN, CHAT, now=desk.clock.now, api=server.url, allow_private=LOOPBACK, timeout_s=1.0, rate=(600, 60.0)
    )


async def test_a_kill_at_any_step_leaves_at_most_one_message_twice_in_a_chat(tmp_path):
    """At the 1st, 2nd, 3rd ... until a run ends before its kill."""
    places, repeats = [], 0
    for k in range(100):
        server = FakeTelegram(TOKEN, CHAT)
        await server.start()
        server.script = [None, answering(500)]
        (tmp_path / str(k)).mkdir()
        desk = NewsDesk(tmp_path / str(k), lambda server=server: telegram_of(desk, server))  # noqa: B023
        await fill(desk)
        place = await killed_run(desk, lambda server=server, desk=desk: telegram_of(desk, server), k)
        await desk.until_settled()
        texts = [message.text for message in server.chats[CHAT].values()]
        doubts = sample(desk.metrics, "delivery_maybe_duplicate_total", channel="chat")
        states = set((await desk.states()).values())
        desk.close()
        await server.stop()
        places.append(place)
        repeats += len(texts) - 2

        assert {"delivered"} == states, place
        assert {"حصيلة أولى", "حصيلة ثانية"} == {word for word in ("حصيلة أولى", "حصيلة ثانية") if word in str(texts)}
        assert 2 <= len(texts) <= 3, place
        assert len(texts) == 2 or (place in ("behind post", "before posted") and doubts >= 1), place
        if not place:
            break
    assert places[-1] == ""
    assert {"behind take", "before post", "behind post", "before posted", "before put_back"} <= set(places)
    assert repeats >= 1


@pytest.mark.parametrize("digest", [False, True])
async def test_a_kill_at_any_step_leaves_each_mail_once(tmp_path, digest):
    """The repeat has the same key, so the same Message-ID, whatever has come meanwhile; a digest too."""
    routes = [Route(to=("chat",), digest="60s")] if digest else []
    for k in range(100):
        server = FakeSmtp()
        await server.start()
        (tmp_path / str(k)).mkdir()

        def make(server=server):
            mailbox = {"sender": "marsad@desk.example", "to": ("a@desk.example",), "security": "none"}
            return Mail(
                "127.0.0.1", server.port, now=desk.clock.now, allow_private=LOOPBACK, timeout_s=1.0,  # noqa: B023
                rate=(600, 60.0), **mailbox,
            )  # fmt: skip

        desk = NewsDesk(tmp_path / str(k), make, routes=routes)
        await fill(desk)
        desk.clock.time += timedelta(seconds=58.5 if digest else 0)
        place = await killed_run(desk, make, k)
        await desk.add(alert("s3-opened", story="s3", title="خبر جاء بعد التوقف"))
        await desk.until_settled()
        states = set((await desk.states()).values())
        desk.close()
        await server.stop()
        bodies = [mail.get_body(("plain",)).get_content() for mail in server.mails.values()]

        assert {"delivered"} == states, place
        assert 1 == sum("خبر جاء بعد التوقف" in body for body in bodies), place
        assert 1 == sum("حصيلة أولى" in body for body in bodies), place
        if not place:
            break
    assert not place


async def test_random_kills_one_after_the_other_lose_nothing(tmp_path):
    """The seed stands in the failure."""
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    server = FakeTelegram(TOKEN, CHAT)
    await server.start()
    desk = NewsDesk(tmp_path, lambda: telegram_of(desk, server))
    kills = 0
    for n in range(12):
        await desk.add(alert(f"a{n}", story=f"s{n % 4}", reason="updated" if n >= 4 else "opened", title=f"الرقم {n}"))
        server.script = [draw.choice([None, answering(500), answering(429, {"Retry-After": "2"})])]
        kills += bool(await killed_run(desk, lambda: telegram_of(desk, server), draw.randrange(2, 16)))
    await desk.until_settled()
    texts = [message.text for message in server.chats[CHAT].values()]
    states = set((await desk.states()).values())
    desk.close()
    await server.stop()

    assert {"delivered"} == states, seed
    assert all(any(f"الرقم {n}\u2069" in text for text in texts) for n in range(8, 12)), seed
    assert len(texts) <= 4 + kills, seed
