"""Stories in a channel of Slack: by a bot that edits and threads, or by an incoming webhook that can only add.

Method and error names are those of https://api.slack.com/methods.
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
from alerts.nodes import Card
from alerts.writers import fitted, fitted_batch, short_batch, slack_blocks, slack_length, slack_lines, slack_mrkdwn
from marsad.errors import Broken, Refused, Retry

_log = logging.getLogger("marsad.slack")

BLOCK_CHARS = 3000  # of a section's text; a rich_text block is held to the same
_GONE = frozenset(("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"))
_BROKEN = frozenset(
    (
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
        "channel_not_found", "not_in_channel", "is_archived", "channel_is_archived", "no_permission", "access_denied",
        "restricted_action", "ekm_access_denied", "team_access_not_granted", "org_login_required", "no_service",
        "not_allowed_token_type", "action_prohibited", "no_team", "team_disabled", "user_not_found",
    )
)  # fmt: skip
_AGAIN = frozenset(
    ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
     "team_added_to_org", "rollup_error", "message_limit_exceeded")
)  # fmt: skip


class _Gone(Exception):
    """The message to change is not there any more, or may not be changed any more."""


class _Form:
    """What bot and webhook share: how a posting looks, and what an answer means."""

    def __init__(self, url: str, style: Style, now: Callable[[], datetime], caller: Caller) -> None:
        self.url, self.caller = url, caller
        self._style, self._now = style, now

    def message(self, posting: Posting) -> dict[str, Any]:
        """Return blocks for readers and the line for notifications; nothing is unfurled, nobody is called."""
        if posting.batch:
            many = list(posting.stories)
            card = fitted_batch(posting.batch, many, self._style, _itself, _fits)
        else:
            card = fitted(posting.stories[0], self._style, _itself, _fits)
        return {"text": slack_mrkdwn(card), "blocks": slack_blocks(card), **_QUIET}

    def short(self, posting: Posting) -> dict[str, Any]:
        """Return the least that tells the story, or lists the stories, without blocks."""
        if posting.batch:
            many = list(posting.stories)
            return {"text": short_batch(posting.batch, many, self._style, slack_lines, _fits_bare), **_QUIET}
        return {"text": slack_mrkdwn(story_card(posting.stories[0], self._style, SHAPES[-3])), **_QUIET}

    def problem(self, answer: Answer, error: str, *secrets: str) -> Exception:
        """Return what an answer that is no yes means."""
        said = f"{self.caller.whom} answered: {told(error, *secrets)}"
        if error in _GONE:
            return _Gone()
        if error in _BROKEN:
            return Broken(f"{said}. Correct the token or the channel, or invite the bot and give it chat:write")
        problem = problem_of(answer.status, answer.headers, whom=self.caller.whom, now=self._now())
        if error in _AGAIN:
            return Retry(said, after_s=problem.after_s if isinstance(problem, Retry) else None)
        return problem or (Refused(said) if error else Retry(f"{self.caller.whom} answered neither yes nor no"))


_QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}


def _itself(card: Card) -> Card:
    return card


def _fits(card: Card) -> bool:
    return slack_length(slack_blocks(card)) <= BLOCK_CHARS and len(slack_mrkdwn(card)) <= BLOCK_CHARS


def _fits_bare(text: str) -> bool:
    return len(text) <= BLOCK_CHARS


class SlackBot:
    """marsad's Messenger for one channel, by chat.postMessage and chat.update."""

    idempotent = False
    edits = True

    def __init__(
        self,
        token: str,
        channel: str,
        *,
        now: Callable[[], datetime],
        style: Style | None = None,
        api: str = "https://slack.com/api",
        allow_private: Sequence[str] = (),
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
        rate: tuple[int, float] = (1, 1.0),
    ) -> None:
        self.give_up_s, self.rate = give_up_s, rate
        self._token, self._channel = token, channel
        caller = Caller(api, allow_private=allow_private, timeout_s=timeout_s)
        self._form = _Form(api.rstrip("/"), style or Style(), now, caller)

    async def post(self, posting: Posting) -> str:
        """Post or update the message of the story and return "channel/ts"."""
        channel, _, ts = posting.shown.rpartition("/")
        if not channel:
            return await self._sent(posting)
        try:
            await self._written("chat.update", posting, {"channel": channel, "ts": ts})
            if posting.ring:
                thread = {"channel": channel, "thread_ts": ts, "reply_broadcast": True}
                await self._call("chat.postMessage", {**thread, **self._form.short(posting)})
        except _Gone:
            return await self._sent(posting)
        return posting.shown

    async def close(self) -> None:
        """Close the session."""
        await self._form.caller.close()

    async def _sent(self, posting: Posting) -> str:
        try:
            body = await self._written("chat.postMessage", posting, {"channel": self._channel})
        except _Gone:
            raise Retry(f"{self._form.caller.whom} misses a message where none was to be changed") from None
        channel, ts = body.get("channel") or self._channel, body.get("ts")
        if not isinstance(ts, str) or not ts:
            raise Retry(f"{self._form.caller.whom} took the message and did not say which it is")
        return f"{channel}/{ts}"

    async def _written(self, method: str, posting: Posting, place: dict[str, Any]) -> dict[str, Any]:
        """Call with blocks, and once with the bare line when Slack does not take them."""
        try:
            return await self._call(method, {**place, **self._form.message(posting)})
        except Refused as refused:
            _log.error("refused key=%s, sent again in short and without blocks: %s", posting.key, refused)
            return await self._call(method, {**place, **self._form.short(posting), "blocks": []})

    async def _call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self._token}"}
        url = f"{self._form.url}/{method}"
        answer = await self._form.caller.post(url, msgspec.json.encode(arguments), headers)
        body = answer.json()
        if answer.status == 200 and body.get("ok") is True:  # noqa: PLR2004 - RFC 9110
            return body
        raise self._form.problem(answer, str(body.get("error") or ""), self._token)


class SlackWebhook:
    """marsad's Messenger for an incoming webhook. It gives no id, so every update is a message of its own."""

    idempotent = False
    edits = False

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        style: Style | None = None,
        allow_private: Sequence[str] = (),
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
        rate: tuple[int, float] = (1, 1.0),
    ) -> None:
        self.give_up_s, self.rate = give_up_s, rate
        caller = Caller(url, allow_private=allow_private, timeout_s=timeout_s)
        self._form = _Form(url, style or Style(), now, caller)

    async def post(self, posting: Posting) -> str:
        """Add a message and return "posted"; Slack answers with the word ok."""
        try:
            await self._call(self._form.message(posting))
        except Refused as refused:
            _log.error("refused key=%s, sent again in short and without blocks: %s", posting.key, refused)
            await self._call(self._form.short(posting))
        return "posted"

    async def close(self) -> None:
        """Close the session."""
        await self._form.caller.close()

    async def _call(self, message: dict[str, Any]) -> None:
        body = msgspec.json.encode(message)
        answer = await self._form.caller.post(self._form.url, body, {"Content-Type": "application/json"})
        said = answer.body.decode("utf-8", "replace").strip()
        if answer.status == 200 and said == "ok":  # noqa: PLR2004 - RFC 9110
            return
        word = said if said.replace("_", "").isalpha() else ""
        problem = self._form.problem(answer, word, self._form.url)
        raise Broken(str(problem)) if isinstance(problem, _Gone) else problem
