"""Each kind of channel with the server it talks to, behind one face: what the test kit asks of all of them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import web

from alerts.channels.base import Messenger, Posting
from alerts.channels.kafka_topic import KafkaTopic
from alerts.channels.mail import Mail
from alerts.channels.redis_stream import RedisStream
from alerts.channels.slack import SlackBot, SlackWebhook
from alerts.channels.tail import TailFile
from alerts.channels.telegram import Telegram
from alerts.channels.webhook import Webhook
from alerts.told import told
from tests.alerts.fakes.script import Scripted, answering, cut, drip, hang
from tests.alerts.fakes.slack import FakeSlack
from tests.alerts.fakes.smtp import FakeSmtp
from tests.alerts.fakes.telegram import FakeTelegram
from tests.alerts.hostile import MailText
from tests.alerts.samples import CHAT, LOOPBACK, SECRET, START, TOKEN
from tests.servers.kafka import create_topics, fresh_prefix, read_all
from tests.servers.redis import RedisServer

PATIENCE_S = 0.5
WAIT_S = 17.0
_BARE = dict.fromkeys(map(ord, "*\u200f\u2068\u2069"))


class Seen(NamedTuple):
    """What a reader sees of one message, and what he could press in it."""

    text: str
    links: tuple[str, ...] = ()


async def deliver(channel: Any, alert: Any, *, shown: str = "", ring: bool = False) -> str:
    """Hand an alert to either kind of channel."""
    if isinstance(channel, Messenger):
        return await channel.post(Posting(alert.id, (told([alert]),), shown=shown, ring=ring))
    return await channel.send(alert, key=alert.id)


class Http:
    """What channels over HTTP share: the same answers mean the same."""

    secrets: tuple[str, ...] = (TOKEN,)
    dials = True
    server: Scripted

    def next(self, trouble: str) -> bool:
        """Make the next request go wrong."""
        steps = {
            "pause": [answering(429, {"Retry-After": "17"})],
            "overload": [answering(503)],
            "hang": [hang],
            "drip": [drip],
            "cut": [cut],
            "intruder": [answering(401)],
            "misaddressed": [answering(404)],
            "refused": [answering(422)] * 2,
            "redirect": [answering(307, {"Location": "/elsewhere"})] * 2,
        }
        self.server.script = list(steps[trouble])
        return True

    async def heal(self) -> None:
        """Undo what `next` did."""
        self.server.script = []

    async def start(self) -> None:
        """Start the server."""
        await self.server.start()

    async def stop(self) -> None:
        """Stop it."""
        await self.server.stop()


class TelegramHarness(Http):
    """A group."""

    def __init__(self, _folder: Path) -> None:
        self.server = FakeTelegram(TOKEN, CHAT)

    def channel(self, **options: Any) -> Telegram:
        """Return a channel to the server."""
        options = {"allow_private": LOOPBACK, "timeout_s": PATIENCE_S, "api": self.server.url} | options
        return Telegram(TOKEN, CHAT, now=lambda: START, **options)

    async def read(self) -> list[Seen]:
        """Return what stands in the chat."""
        messages = self.server.chats[CHAT].values()
        assert all(message.calls == () for message in messages)
        return [Seen(message.text, message.links) for message in messages]


class SlackHarness(Http):
    """A channel with a bot in it."""

    def __init__(self, _folder: Path) -> None:
        self.server = FakeSlack(TOKEN, "C1")

    def channel(self, **options: Any) -> SlackBot:
        """Return a channel to the server."""
        options = {"allow_private": LOOPBACK, "timeout_s": PATIENCE_S, "api": self.server.url} | options
        return SlackBot(TOKEN, "C1", now=lambda: START, **options)

    async def read(self) -> list[Seen]:
        """Return what stands in the channel."""
        return [Seen(message.text or message.notice, message.links) for message in self.server.channels["C1"].values()]


class SlackWebhookHarness(Http):
    """An incoming webhook."""

    def __init__(self, _folder: Path) -> None:
        self.server = FakeSlack("no bot", hook=TOKEN)

    def channel(self, **options: Any) -> SlackWebhook:
        """Return a channel to the server."""
        api = options.pop("api", self.server.url)
        options = {"allow_private": LOOPBACK, "timeout_s": PATIENCE_S} | options
        return SlackWebhook(f"{api}/services/{TOKEN}", now=lambda: START, **options)

    async def read(self) -> list[Seen]:
        """Return what was posted."""
        return [Seen(message.text or message.notice, message.links) for message in self.server.hooked]


class _Hook(Scripted):
    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, dict[str, Any]] = {}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Keep each key once."""
        body = await request.json()
        self.kept.setdefault(request.headers.get("Idempotency-Key", str(len(self.kept))), body)
        return web.Response(status=204)


class WebhookHarness(Http):
    """A program that knows keys."""

    secrets = (TOKEN, SECRET)

    def __init__(self, _folder: Path) -> None:
        self.server = _Hook()

    def channel(self, **options: Any) -> Webhook:
        """Return a channel to the server."""
        api = options.pop("api", self.server.url)
        options = {"allow_private": LOOPBACK, "timeout_s": PATIENCE_S} | options
        return Webhook(f"{api}/{TOKEN}", now=lambda: START, secret=SECRET, **options)

    async def read(self) -> list[Seen]:
        """Return what was kept."""
        return [Seen(body["title"] + " " + body["sentence"], (body["url"],)) for body in self.server.kept.values()]


class AppriseHarness(Http):
    """Apprise's plain JSON service; the same answers come through its log."""

    def __init__(self, _folder: Path) -> None:
        self.server = _Hook()
        self.dials = False  # Apprise dials for itself

    def next(self, trouble: str) -> bool:
        """Make the next request go wrong; what Apprise hides is not asked for."""
        return trouble != "redirect" and super().next(trouble)

    def channel(self, **options: Any) -> Any:
        """Return a channel to the server."""
        from alerts.channels.by_apprise import ByApprise

        api = options.pop("api", self.server.url).replace("http://", "json://")
        options = {"timeout_s": PATIENCE_S} | options
        return ByApprise(f"{api}/{TOKEN}?cto=5&rto=5", now=lambda: START, **options)

    async def read(self) -> list[Seen]:
        """Return what was kept."""
        return [Seen(body["message"]) for body in self.server.kept.values()]


class MailHarness:
    """A mail server that wants a password."""

    secrets = (SECRET,)
    dials = True

    def __init__(self, _folder: Path) -> None:
        self.server = FakeSmtp(user="desk", password=SECRET)

    def next(self, trouble: str) -> bool:
        """Make the next mail go wrong."""
        replies = {
            "overload": {"MAIL": ["451 try later"]},
            "hang": {"RCPT": ["hang"]},
            "drip": {"RCPT": ["drip"]},
            "cut": {".": ["cut"]},
            "intruder": {"AUTH": ["535 5.7.8 no"]},
            "misaddressed": {"RCPT": ["550 5.1.1 no such user"]},
            "refused": {".": ["554 5.7.1 not this one"]},
        }
        self.server.replies = dict(replies.get(trouble, {}))
        return trouble in replies

    async def heal(self) -> None:
        """Undo what `next` did."""
        self.server.replies = {}

    async def start(self) -> None:
        """Start the server."""
        await self.server.start()

    async def stop(self) -> None:
        """Stop it."""
        await self.server.stop()

    def channel(self, **options: Any) -> Mail:
        """Return a channel to the server."""
        port = int(options.pop("api", f":{self.server.port}").rpartition(":")[2])
        options = {"allow_private": LOOPBACK, "timeout_s": PATIENCE_S} | options
        return Mail(
            "127.0.0.1", port, sender="marsad@desk.example", to=("on-call@desk.example",), now=lambda: START,
            security="none", user="desk", password=SECRET, **options,
        )  # fmt: skip

    async def read(self) -> list[Seen]:
        """Return what stands in the mailbox; text and HTML must say the same."""
        seen = []
        for mail in self.server.mails.values():
            page = MailText(mail.get_body(("html",)).get_content().partition("<body>")[2].partition("</body>")[0])
            text = mail.get_body(("plain",)).get_content()
            words = [set(each.translate(_BARE).split()) for each in (page.text, text)]
            assert words[0] - {"المصدر"} <= words[1]
            seen.append(Seen(text, tuple(page.links)))
        return seen


class RedisHarness:
    """A Redis of its own with a password."""

    secrets = (SECRET,)
    dials = False  # the operator's own address, mostly in a private network

    def __init__(self, folder: Path) -> None:
        self.server = RedisServer(folder / "redis", password=SECRET, appendonly=False)
        self.address = f"redis://127.0.0.1:{self.server.port}/0"
        self._password = SECRET

    def next(self, trouble: str) -> bool:
        """Make the next call go wrong."""
        with self.server.client() as client:
            if trouble == "overload":
                client.config_set("maxmemory", 1)
            elif trouble == "misaddressed":
                client.set("alerts", "a string")
            elif trouble == "hang":
                self.server.pause()
            elif trouble == "intruder":
                self._password = "wrong-" + SECRET
            else:
                return False
        return True

    async def heal(self) -> None:
        """Undo what `next` did."""
        self.server.resume()
        self._password = SECRET
        with self.server.client() as client:
            client.config_set("maxmemory", 0)
            if client.type("alerts") == b"string":
                client.delete("alerts")

    async def start(self) -> None:
        """Start the server."""
        await asyncio.to_thread(self.server.start)

    async def stop(self) -> None:
        """Stop it."""
        self.server.resume()
        await asyncio.to_thread(self.server.stop)

    def channel(self, **options: Any) -> RedisStream:
        """Return a channel to the server."""
        port = options.pop("api", f":{self.server.port}").rpartition(":")[2]
        options.pop("allow_private", None)
        options = {"timeout_s": PATIENCE_S, "maxlen": 1000} | options
        return RedisStream(f"redis://127.0.0.1:{port}/0", "alerts", password=self._password, **options)

    async def read(self) -> list[Seen]:
        """Return the entries."""
        with self.server.client() as client:
            bodies = [json.loads(fields[b"alert"]) for _, fields in client.xrange("alerts")]
        return [Seen(body["title"] + " " + body["sentence"], (body["url"],)) for body in bodies]


class KafkaHarness:
    """A topic of its own on the tests' broker."""

    secrets = ()
    dials = False

    def __init__(self, broker: Any) -> None:
        self.broker, self.topic = broker, fresh_prefix() + "alerts"

    def next(self, trouble: str) -> bool:
        """Make the next call go wrong."""
        if trouble == "hang":
            self.broker.pause()
        return trouble == "hang"

    async def heal(self) -> None:
        """Undo what `next` did."""
        self.broker.resume()

    async def start(self) -> None:
        """Make the topic."""
        await asyncio.to_thread(create_topics, self.broker.address, {self.topic: 2})

    async def stop(self) -> None:
        """Leave the broker running."""
        self.broker.resume()

    def channel(self, **options: Any) -> KafkaTopic:
        """Return a channel to the broker."""
        port = options.pop("api", f":{self.broker.port}").rpartition(":")[2]
        options.pop("allow_private", None)
        return KafkaTopic((f"127.0.0.1:{port}",), options.pop("topic", self.topic), **({"timeout_s": 3.0} | options))

    async def read(self) -> list[Seen]:
        """Return the records."""
        rows = await asyncio.to_thread(read_all, self.broker.address, self.topic)
        bodies = [json.loads(row.value) for row in rows]
        return [Seen(body["title"] + " " + body["sentence"], (body["url"],)) for body in bodies]


class TailHarness:
    """A file."""

    secrets = ()
    dials = False

    def __init__(self, folder: Path) -> None:
        self._path = folder / "alerts.jsonl"

    def next(self, _trouble: str) -> bool:
        """A file has no such troubles; its own are in test_tail."""
        return False

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""

    def channel(self, **_options: Any) -> TailFile:
        """Return a channel to the file."""
        return TailFile(self._path)

    async def read(self) -> list[Seen]:
        """Return the lines."""
        bodies = [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines()]
        return [Seen(body["title"] + " " + body["sentence"], (body["url"],)) for body in bodies]
