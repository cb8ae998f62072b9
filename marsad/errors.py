"""What can go wrong, by who can do something about it.

MarsadError
├── ConfigError          the operator mends a file           exit 2
├── UsageError           the operator mends the command      exit 2
├── InputError           one line or file of input is bad    exit 1, the rest goes on
├── StoreError           the store cannot be used            exit 2 at start
│   ├── StoreAbsent      there is no such file
│   ├── StoreBusy        another instance holds the file
│   ├── StoreCorrupt     the file is not a sound database
│   └── StoreFull        no space is left, or the file is read-only
├── Away                 Kafka or Redis does not answer: wait and try again, the record is sound; `run` exits 75
├── Unsendable           a record that no broker takes as it is: a dead letter
├── FetchError           one HTTP exchange failed; `reason` is a metric label
├── ParseError           bytes that are no feed, or no page
└── ChannelError         one delivery failed
    ├── Retry            try again, not before `after_s`
    ├── Refused          this message will never be taken
    └── Broken           the channel itself is misconfigured
"""

from __future__ import annotations

TRY_AGAIN = 75  # EX_TEMPFAIL, an exit status: what is not acknowledged is left for the next process, to be started


class MarsadError(Exception):
    """Root of everything marsad raises on purpose: the message names thing, problem and way out."""


class ConfigError(MarsadError):
    """A configuration that cannot be used; `problems` holds one printable line per mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UsageError(MarsadError):
    """A command that cannot be carried out as written."""


class InputError(MarsadError):
    """One line or file of input that cannot be read."""


class StoreError(MarsadError):
    """A store that cannot be used."""


class StoreAbsent(StoreError):
    """There is no such file: marsad never ran on it, or the path is another one."""


class StoreBusy(StoreError):
    """Another instance holds the file."""


class StoreCorrupt(StoreError):
    """The file is not a sound marsad database."""


class StoreFull(StoreError):
    """No space is left for the file, or it may not be written."""


class Away(MarsadError):
    """Kafka or Redis does not answer, or not as it should for now; nothing is wrong with what was to be sent."""


class Unsendable(MarsadError):
    """A record that no broker takes as it is, however often it is tried."""


class FetchError(MarsadError):
    """One HTTP exchange that gave nothing usable.

    `reason` is the metric label: timeout dns tls http_4xx http_5xx blocked too_large parse network.
    `retry_after_s` is what the server asked for, if it did.
    """

    def __init__(self, message: str, *, reason: str, status: int = 0, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.status = status
        self.retry_after_s = retry_after_s


class ParseError(MarsadError):
    """Bytes that are no feed, or a page without text; `reason` names the kind."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class ChannelError(MarsadError):
    """One delivery that failed."""


class Retry(ChannelError):
    """Try again; `after_s` is what the channel asked for, None for our own back-off."""

    def __init__(self, message: str, *, after_s: float | None = None) -> None:
        super().__init__(message)
        self.after_s = after_s


class Refused(ChannelError):
    """This message will never be taken as it is."""


class Broken(ChannelError):
    """The channel is misconfigured; its messages wait until it is mended."""
