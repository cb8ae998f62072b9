"""Stories in a Telegram chat: one message each, edited in place, with an audible reply when a case grows graver.

Method and error names are those of the Bot API, https://core.telegram.org/bots/api.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from alerts.cards import SHAPES, Style, story_card
from alerts.channels.answers import problem_of
from alerts.channels.base import Posting
from alerts.channels.caller import Answer, Caller, told
from alerts.writers import fitted, fitted_batch, plain, short_batch, telegram, telegram_length, utf16_units
from marsad.errors import Broken, ChannelError, Refused, Retry

_log = logging.getLogger("marsad.telegram")

TEXT_UNITS = 4096  # behind the parsing of entities
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_MISPLACED = ("chat not found", "not enough rights", "message thread not found", "topic_closed", "need administrator")


class _Gone(Exception):
    """The message to edit is not there any more."""


class _Moved(Exception):
    """The group has become a supergroup with another id."""

    def __init__(self, chat: int) -> None:
        super().__init__()
        self.chat = chat


class Telegram:
    """marsad's Messenger for one chat. Telegram has no key to tell a repeat by: a kill in mid-send may show one twice."""

    idempotent = False
    edits = True

    def __init__(
        self,
        token: str,
        chat: int | str,
        *,
        now: Callable[[], datetime],
        style: Style | None = None,
        topic: int | None = None,
        api: str = "https://api.telegram.org",
        allow_private: Sequence[str] = (),
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
        rate: tuple[int, float] = (20, 60.0),
    ) -> None:
        self.give_up_s, self.rate = give_up_s, rate
        self._token, self._chat, self._topic, self._api = token, chat, topic, api.rstrip("/")
        self._now, self._style = now, style or Style()
        self._caller = Caller(api, allow_private=allow_private, timeout_s=timeout_s)

    async def post(self, posting: Posting) -> str:
        """Send or edit the message of the story and return "chat/message"."""
        try:
            return await self._posted(posting)
        except _Moved as moved:
            _log.warning("chat %s is now %s: write the new id into the channel", self._chat, moved.chat)
            self._chat = moved.chat
        try:
            return await self._posted(posting._replace(shown=""))  # its messages stayed behind in the old group
        except _Moved:
            raise Retry(f"{self._caller.whom}: the chat moves from one id to the next") from None

    async def close(self) -> None:
        """Close the session."""
        await self._caller.close()

    async def _posted(self, posting: Posting) -> str:
        text = self._text(posting)
        if not posting.shown:
            return await self._sent(posting, text)
        chat, _, message = posting.shown.rpartition("/")
        try:
            await self._written("editMessageText", posting, {"chat_id": chat, "message_id": int(message)}, text)
        except (_Gone, ValueError):
            return await self._sent(posting, text)
        if posting.ring:
            reply = {"message_id": int(message), "allow_sending_without_reply": True}
            short = telegram(story_card(posting.stories[0], self._style, SHAPES[5]))
            await self._written("sendMessage", posting, {**self._place(), "reply_parameters": reply}, short)
        return posting.shown

    async def _sent(self, posting: Posting, text: str) -> str:
        result = await self._written("sendMessage", posting, self._place(), text)
        chat, message = result.get("chat", {}).get("id", self._chat), result.get("message_id")
        if not isinstance(message, int):
            raise Retry(f"{self._caller.whom} took the message and did not say which it is")
        return f"{chat}/{message}"

    async def _written(self, method: str, posting: Posting, place: dict[str, Any], text: str) -> dict[str, Any]:
        """Call with markup, and once without when Telegram cannot read it or finds it too long."""
        options = {"link_preview_options": {"is_disabled": True}}
        if method == "sendMessage" and posting.batch:
            options["disable_notification"] = True  # type: ignore[assignment]
        try:
            return await self._call(method, {**place, **options, "text": text, "parse_mode": "HTML"})
        except Refused as refused:
            _log.error("refused key=%s, sent again in short and without markup: %s", posting.key, refused)
            return await self._call(method, {**place, **options, "text": self._short(posting)})

    def _text(self, posting: Posting) -> str:
        if posting.batch:
            return fitted_batch(posting.batch, list(posting.stories), self._style, telegram, _fits)
        return fitted(posting.stories[0], self._style, telegram, _fits)

    def _short(self, posting: Posting) -> str:
        if posting.batch:
            return short_batch(posting.batch, list(posting.stories), self._style, plain, _fits_plain)
        return plain(story_card(posting.stories[0], self._style, SHAPES[-3]))

    def _place(self) -> dict[str, Any]:
        return {"chat_id": self._chat} | ({"message_thread_id": self._topic} if self._topic else {})

    async def _call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the result of a method, {} where nothing had to change."""
        url = f"{self._api}/bot{self._token}/{method}"
        answer = await self._caller.post(url, msgspec.json.encode(arguments), {"Content-Type": "application/json"})
        body = answer.json()
        if answer.status == 200 and body.get("ok") is True:  # noqa: PLR2004 - RFC 9110
            result = body.get("result")
            return result if isinstance(result, dict) else {}
        said = str(body.get("description", "")).lower()
        if "message is not modified" in said:
            return {}
        raise self._problem(answer, body, said)

    def _problem(self, answer: Answer, body: dict[str, Any], said: str) -> Exception:
        whom, parameters = self._caller.whom, body.get("parameters")
        parameters = parameters if isinstance(parameters, dict) else {}
        if isinstance(chat := parameters.get("migrate_to_chat_id"), int):
            return _Moved(chat)
        wait = parameters.get("retry_after")
        if answer.status == 429 and isinstance(wait, int | float) and wait > 0:  # noqa: PLR2004
            return Retry(f"{whom} asked for a pause", after_s=float(wait))
        if answer.status == 400 and any(words in said for words in _GONE):  # noqa: PLR2004
            return _Gone()
        words = told(body.get("description"), self._token)
        if answer.status == 400 and any(misplaced in said for misplaced in _MISPLACED):  # noqa: PLR2004
            return Broken(f"{whom} answered: {words}. Correct the chat of the channel, or the rights of the bot there")
        problem: ChannelError | None = problem_of(answer.status, answer.headers, whom=whom, now=self._now())
        if isinstance(problem, Refused | Broken) and words:
            return type(problem)(f"{problem} ({words})")
        return problem or Retry(f"{whom} answered {answer.status} and neither yes nor no")


def _fits(text: str) -> bool:
    return telegram_length(text) <= TEXT_UNITS


def _fits_plain(text: str) -> bool:
    return utf16_units(text) <= TEXT_UNITS
