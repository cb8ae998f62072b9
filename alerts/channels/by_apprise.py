"""Stories to any service that Apprise knows. Apprise tells yes or no: no id, so no edit and no thread.

What it leaves out is done here: its answers are read for the status they name, a message is made to fit the service,
and its URL is refused at the start when Apprise cannot read it.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import logging
import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from alerts.cards import Style
from alerts.channels.answers import problem_of
from alerts.channels.base import Posting
from alerts.writers import fitted, fitted_batch, quiet_plain
from marsad.errors import ConfigError, Retry
from marsad.records import Severity

_BYTES = 4000  # ntfy counts bytes, and Arabic takes two a letter
_STATUS = re.compile(r"\b(?:error|code|status)\s*[=:]\s*(\d{3})\b", re.IGNORECASE)
_KINDS: dict[Severity, str] = {"critical": "failure", "high": "warning", "medium": "info", "low": "info"}
_WAY_OUT = "pip install 'marsad[apprise]'"
_capturing = threading.Lock()  # Apprise has one logger for all


class ByApprise:
    """marsad's Messenger for one Apprise URL. The URL is a secret and so is all that Apprise logs about it."""

    idempotent = False
    edits = False

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        of: str = "channel",
        style: Style | None = None,
        give_up_s: float = 86_400.0,
        rate: tuple[int, float] = (10, 60.0),
    ) -> None:
        """Read the URL. Raises ConfigError when Apprise is not installed or knows no such service."""
        self.give_up_s, self.rate = give_up_s, rate
        self._now, self._style = now, style or Style()
        self._service = _service(url, of)
        self._whom = f"{self._service.service_name or 'the service'} (by Apprise)"

    async def post(self, posting: Posting) -> str:
        """Send a message and return "posted"."""
        text = self._text(posting)
        kind = _KINDS[max((story.severity for story in posting.stories), key=list(_KINDS)[::-1].index)]
        taken, said = await asyncio.to_thread(self._notify, text, kind)
        if taken:
            return "posted"
        found = _STATUS.findall(said)
        problem = problem_of(int(found[-1]), {}, whom=self._whom, now=self._now()) if found else None
        raise problem or Retry(f"{self._whom} did not take the message")

    async def close(self) -> None:
        """Do nothing: Apprise keeps no connection."""

    def _text(self, posting: Posting) -> str:
        def fits(text: str) -> bool:
            return len(text) <= self._service.body_maxlen and len(text.encode()) <= _BYTES

        if posting.batch:
            return fitted_batch(posting.batch, list(posting.stories), self._style, quiet_plain, fits)
        return fitted(posting.stories[0], self._style, quiet_plain, fits)

    def _notify(self, text: str, kind: str) -> tuple[bool, str]:
        """Return whether it was taken, and what Apprise logged; nothing of that is shown to anybody."""
        with _capturing, io.StringIO() as heard, _overheard(heard):
            return bool(self._service.notify(body=text, title="", notify_type=kind)), heard.getvalue()


@contextlib.contextmanager
def _overheard(heard: io.StringIO) -> Iterator[None]:
    """Write what Apprise logs to `heard` and to nobody else; it and urllib3 print addresses with their tokens."""
    handler = logging.StreamHandler(heard)
    loggers = [logging.getLogger("apprise"), logging.getLogger("urllib3")]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.propagate = False
    loggers[0].addHandler(handler)
    loggers[0].setLevel(logging.INFO)
    try:
        yield
    finally:
        loggers[0].removeHandler(handler)
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.propagate = propagate


def _service(url: str, of: str) -> Any:
    try:
        apprise = importlib.import_module("apprise")
    except ImportError:
        raise ConfigError([f"{of}: Apprise is not installed. Install it: {_WAY_OUT}"]) from None
    with _capturing:
        logger = logging.getLogger("apprise")
        before, logger.disabled = logger.disabled, True  # it would log the URL
        try:
            made = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        finally:
            logger.disabled = before
    if made is None:
        raise ConfigError([f"{of}: Apprise reads no service in its url. See `apprise --details` for how to write it"])
    return made
