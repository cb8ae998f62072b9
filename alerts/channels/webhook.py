"""Alerts to a program: one signed JSON POST each. The format is public, see docs/webhook.md."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from alerts.channels.answers import problem_of
from alerts.channels.caller import Caller
from alerts.render import payload
from marsad.records import Alert


def signature(secret: str, moment: datetime, body: bytes) -> str:
    """Return the value of `Marsad-Signature`: the time it covers, and HMAC-SHA256 over "time.body" in hex."""
    seconds = int(moment.timestamp())
    code = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={code}"


class Webhook:
    """POSTs alerts to `url` through the guarded connector; follows no redirect, reads no answer body.

    The whole address is treated as a secret but for its host: many services put their token into path or query.
    """

    idempotent = True

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        secret: str = "",
        allow_private: Sequence[str] = (),
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
    ) -> None:
        self.give_up_s = give_up_s
        self._url, self._secret, self._now = url, secret, now
        self._caller = Caller(url, allow_private=allow_private, timeout_s=timeout_s)

    async def send(self, alert: Alert, *, key: str) -> str:
        """POST the alert; a receiver gives no id, so return ""."""
        body = msgspec.json.encode(payload(alert))
        answer = await self._caller.post(self._url, body, self._headers(key, body), read=False)
        refusal = problem_of(answer.status, answer.headers, whom=self._caller.whom, now=self._now())
        if refusal is not None:
            raise refusal
        return ""

    async def close(self) -> None:
        """Close the session; the next send opens another."""
        await self._caller.close()

    def _headers(self, key: str, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self._secret:
            headers["Marsad-Signature"] = signature(self._secret, self._now(), body)
        return headers
