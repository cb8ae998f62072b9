"""What does an HTTP answer say about a delivery? Pure: one table for all channels that speak HTTP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from marsad.errors import Broken, ChannelError, Refused, Retry

# The address or the credentials are wrong, or the receiver is being set up: the next alert would fare no better.
_BROKEN = frozenset((401, 403, 404, 405, 407, 410))
# 409: another call with the same Idempotency-Key is under way (draft-ietf-httpapi-idempotency-key-header, 2.7).
_AGAIN = frozenset((408, 409, 425))
_SECONDS = re.compile(r"\d{1,10}(\.\d{1,6})?", re.ASCII)


def problem_of(status: int, headers: Mapping[str, str], *, whom: str, now: datetime) -> ChannelError | None:
    """Return what `status` means for the alert just sent, None when it was taken. `whom` names the receiver."""
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110, 15.3
        return None
    said = f"{whom} answered {status} {_phrase(status)}".rstrip()
    if status in _BROKEN:
        return Broken(f"{said}. Correct the address or the credentials of the channel")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status in _AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Retry(said, after_s=retry_after_s(headers, now))
    if 300 <= status < 400:  # noqa: PLR2004 - RFC 9110, 15.4
        return Refused(f"{said}. Redirects are not followed; give the final address")
    return Refused(said)


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the wait in Retry-After, in seconds (some send fractions) or as an HTTP date; None for no or zero wait.

    A date is read against the answer's own Date where there is one: the receiver's clock may be off.
    """
    text = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text) or None
    until = _http_date(text)
    if until is None:
        return None
    wait = (until - (_http_date(headers.get("Date", "")) or now)).total_seconds()
    return wait if wait > 0 else None


def _http_date(text: str) -> datetime | None:
    """Read the three spellings of RFC 9110, 5.6.7."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _phrase(status: int) -> str:
    """Return the standard's words: the server's own are foreign text and may repeat a secret."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
