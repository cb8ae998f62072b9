"""The Bot API as its documentation has it: sendMessage and editMessageText, with its limits and its words."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tests.alerts.fakes.script import Scripted
from tests.alerts.hostile import TelegramText

LIMIT = 4096


class Message(NamedTuple):
    """A message as it stands in the chat now. `html` is what was sent, `text` what is read."""

    text: str
    html: str
    reply_to: int | None
    silent: bool
    links: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


class FakeTelegram(Scripted):
    """Chats by id. `per_minute` makes it answer 429 as the real one does for a group; `clock` tells the time then."""

    def __init__(self, token: str, *chats: int) -> None:
        super().__init__()
        self.token = token
        self.chats: dict[int, dict[int, Message]] = {chat: {} for chat in chats}
        self.migrated: dict[int, int] = {}
        self.sends = self.edits = self.refusals = 0
        self.per_minute: int | None = None
        self.clock = None
        self._times: list[float] = []
        self._next = 100

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        _, bot, method = request.path.split("/")
        body = await request.json()
        self.calls.append((method, body))
        if bot != f"bot{self.token}":
            return self._no(401, "Unauthorized")
        if method not in ("sendMessage", "editMessageText"):
            return self._no(404, "Not Found")
        if (wait := self._wait_s()) is not None:
            self.refusals += 1
            return self._no(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        return self._message(method, body)

    def delete(self, chat: int, message: int) -> None:
        """Do what an admin does."""
        del self.chats[chat][message]

    def _wait_s(self) -> int | None:
        if self.per_minute is None:
            return None
        now = self.clock.now().timestamp()
        self._times = [at for at in self._times if at > now - 60]
        if len(self._times) >= self.per_minute:
            return max(1, int(self._times[0] + 60 - now) + 1)
        self._times.append(now)
        return None

    def _message(self, method: str, body: dict) -> web.StreamResponse:
        chat = int(body["chat_id"])
        if chat in self.migrated:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            return self._no(400, words, {"migrate_to_chat_id": self.migrated[chat]})
        if chat not in self.chats:
            return self._no(400, "Bad Request: chat not found")
        try:
            made = self._read(body)
        except ValueError as problem:
            return self._no(400, f"Bad Request: {problem}")
        return self._edit(chat, body, made) if method == "editMessageText" else self._send(chat, made)

    def _read(self, body: dict) -> Message:
        html = body["text"]
        assert body["link_preview_options"] == {"is_disabled": True}
        read = TelegramText(html) if body.get("parse_mode") == "HTML" else None
        text = read.text if read else html
        if not text.strip():
            raise ValueError("message text is empty")
        if len(text.encode("utf-16-le")) // 2 > LIMIT:
            raise ValueError("message is too long")
        reply = body.get("reply_parameters") or {}
        return Message(
            text, html, reply.get("message_id"), bool(body.get("disable_notification")),
            tuple(read.links) if read else (), tuple(read.calls) if read else (),
        )  # fmt: skip

    def _send(self, chat: int, made: Message) -> web.StreamResponse:
        self.sends += 1
        self._next += 1
        self.chats[chat][self._next] = made
        return self._yes(chat, self._next, made)

    def _edit(self, chat: int, body: dict, made: Message) -> web.StreamResponse:
        message = body["message_id"]
        if message not in self.chats[chat]:
            return self._no(400, "Bad Request: message to edit not found")
        if self.chats[chat][message].html == made.html:
            words = "specified new message content and reply markup are exactly the same as a current content"
            return self._no(400, f"Bad Request: message is not modified: {words}")
        self.edits += 1
        self.chats[chat][message] = made
        return self._yes(chat, message, made)

    def _yes(self, chat: int, message: int, made: Message) -> web.StreamResponse:
        result = {"message_id": message, "chat": {"id": chat, "type": "supergroup"}, "date": 1, "text": made.text}
        return web.json_response({"ok": True, "result": result})

    def _no(self, code: int, words: str, parameters: dict | None = None) -> web.StreamResponse:
        body = {"ok": False, "error_code": code, "description": words}
        return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)
