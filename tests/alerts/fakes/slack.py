"""Slack's Web API and incoming webhooks as their documentation has them, with their limits and their error words."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tests.alerts.fakes.script import Scripted
from tests.alerts.hostile import slack_seen

_TEXT = 40_000
_ELEMENTS = {"rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list"}
_INNER = {"text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date"}


class Message(NamedTuple):
    """A message as it stands in the channel now; `text` is what is read of its blocks, `notice` of its text."""

    text: str
    notice: str
    thread: str | None
    broadcast: bool
    links: tuple[str, ...]


class FakeSlack(Scripted):
    """Channels by id, a webhook at /services/<secret>. `per_second` makes it answer 429; `clock` tells the time then."""

    def __init__(self, token: str, *channels: str, hook: str = "T0/B0/hook") -> None:
        super().__init__()
        self.token, self.hook = token, hook
        self.channels: dict[str, dict[str, Message]] = {channel: {} for channel in channels}
        self.hooked: list[Message] = []
        self.refusals = 0
        self.per_second: int | None = None
        self.clock = None
        self._times: list[float] = []
        self._next = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        body = await request.json()
        self.calls.append((request.path, body))
        if request.path.startswith("/services/"):
            return self._hook(request.path.removeprefix("/services/"), body)
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return self._no("invalid_auth")
        if self._busy():
            self.refusals += 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        if body.get("channel") not in self.channels:
            return self._no("channel_not_found")
        try:
            made = self._read(body)
        except ValueError as problem:
            return self._no(str(problem))
        return self._update(body, made) if request.path.endswith("/chat.update") else self._post(body, made)

    def _busy(self) -> bool:
        if self.per_second is None:
            return False
        now = self.clock.now().timestamp()
        self._times = [at for at in self._times if at > now - 1]
        if len(self._times) >= self.per_second:
            return True
        self._times.append(now)
        return False

    def _read(self, body: dict) -> Message:
        blocks = body.get("blocks") or []
        assert (body["unfurl_links"], body["unfurl_media"], body["link_names"], body["parse"]) == (
            False, False, False, "none",
        )  # fmt: skip
        if len(body["text"]) > _TEXT:
            raise ValueError("msg_too_long")
        if not body["text"].strip() and not blocks:
            raise ValueError("no_text")
        if len(blocks) > 50:
            raise ValueError("invalid_blocks")
        elements = [inner for block in blocks for outer in self._sections(block) for inner in outer["elements"]]
        if any(each["type"] not in _INNER or each.get("text") == "" for each in elements):
            raise ValueError("invalid_blocks")
        assert all(each["type"] in ("text", "link") for each in elements), "somebody was called"
        return Message(
            "".join(each.get("text", "") for each in elements), slack_seen(body["text"]), body.get("thread_ts"),
            bool(body.get("reply_broadcast")), tuple(each["url"] for each in elements if each["type"] == "link"),
        )  # fmt: skip

    def _sections(self, block: dict) -> list[dict]:
        if block["type"] != "rich_text" or any(each["type"] not in _ELEMENTS for each in block["elements"]):
            raise ValueError("invalid_blocks")
        return block["elements"]

    def _post(self, body: dict, made: Message) -> web.StreamResponse:
        messages = self.channels[body["channel"]]
        if made.thread is not None and made.thread not in messages:
            return self._no("thread_not_found")
        self._next += 1
        ts = f"1629036360.{self._next:06d}"
        messages[ts] = made
        return web.json_response({"ok": True, "channel": body["channel"], "ts": ts})

    def _update(self, body: dict, made: Message) -> web.StreamResponse:
        messages = self.channels[body["channel"]]
        if body["ts"] not in messages:
            return self._no("message_not_found")
        messages[body["ts"]] = made
        return web.json_response({"ok": True, "channel": body["channel"], "ts": body["ts"]})

    def _hook(self, path: str, body: dict) -> web.StreamResponse:
        if path != self.hook:
            return web.Response(status=404, text="no_service")
        try:
            self.hooked.append(self._read(body))
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        return web.Response(text="ok")

    def _no(self, error: str) -> web.StreamResponse:
        return web.json_response({"ok": False, "error": error})
