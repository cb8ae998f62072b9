"""Stories to any service that Apprise knows. Apprise tells yes or no: no id, so no edit and no thread.

What it leaves out is done here: its answers are read for the status they name, a message is made to fit the service,
and its URL is refused at the start when Apprise cannot read it.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from alerts.cards import Style
from alerts.channels.answers import problem_of
from alerts.channels.base import Posting
from alerts.writers import fitted, fitted_batch, quiet_plain
from marsad.aside import aside
from marsad.errors import ConfigError, Retry
from marsad.records import Severity

_BYTES = 4000  # ntfy counts bytes, and Arabic takes two a letter
_STATUS = re.compile(r"\b(?:error|code|status)\s*[=:]\s*(\d{3})\b", re.IGNORECASE)
_KINDS: dict[Severity, str] = {"critical": "failure", "high": "warning", "medium": "info", "low": "info"}
_WAY_OUT = "pip install 'marsad[apprise]'"
_LEFT_BEHIND = 4  # calls that go on behind their deadline: Apprise gives no hold to end one by


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
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
        rate: tuple[int, float] = (10, 60.0),
    ) -> None:
        """Read the URL. Raises ConfigError when Apprise is not installed or knows no such service."""
        self.give_up_s, self.rate = give_up_s, rate
        self._now, self._style = now, style or Style()
        self._timeout_s, self._room = timeout_s, threading.Semaphore(_LEFT_BEHIND)
        self._service = _service(url, of)
        self._whom = f"{self._service.service_name or 'the service'} (by Apprise)"

    async def post(self, posting: Posting) -> str:
        """Send a message and return "posted"."""
        text = self._text(posting)
        kind = _KINDS[max((story.severity for story in posting.stories), key=list(_KINDS)[::-1].index)]
        try:  # it may connect, log in and send: each has its own time
            taken, said = await aside(partial(self._notify, text, kind), within_s=self._timeout_s * 4)
        except TimeoutError:
            raise Retry(f"{self._whom} gave no answer within {self._timeout_s * 4:g} s") from None
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
        if not self._room.acquire(blocking=False):
            words = f"{self._whom} has come to no end with {_LEFT_BEHIND} earlier messages"
            raise Retry(f"{words}. If it answers others and this stays so, restart marsad")
        try:
            with _EAR.listening() as heard:
                return bool(self._service.notify(body=text, title="", notify_type=kind)), "\n".join(heard)
        finally:
            self._room.release()


class _Ear(logging.Filter):
    """Keeps what Apprise logs for the thread that made it, and from everybody else: it may tell an address."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.local()

    @contextlib.contextmanager
    def listening(self) -> Iterator[list[str]]:
        """Collect the lines that this thread makes Apprise log."""
        self._thread.heard = heard = list[str]()
        try:
            yield heard
        finally:
            self._thread.heard = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Take a line out of the log."""
        if (heard := getattr(self._thread, "heard", None)) is not None:
            heard.append(record.getMessage())
        return False


_EAR = _Ear()


def _overhear() -> None:
    """Keep what Apprise and urllib3 log from everybody else, for good: they print addresses with their tokens."""
    logging.getLogger("apprise").addFilter(_EAR)  # once, however often it is asked to
    logging.getLogger("apprise").setLevel(logging.INFO)
    logging.getLogger("apprise").propagate = False  # its children have no filter
    logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)


def _service(url: str, of: str) -> Any:
    try:
        apprise = importlib.import_module("apprise")
    except ImportError:
        raise ConfigError([f"{of}: Apprise is not installed. Install it: {_WAY_OUT}"]) from None
    _overhear()
    made = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if made is None:
        raise ConfigError([f"{of}: Apprise reads no service in its url. See `apprise --details` for how to write it"])
    return made
