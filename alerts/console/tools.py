"""What may the console do beyond looking? Each tool is a port filled by the runtime; without it its pages are not there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import NamedTuple, Protocol

from alerts.console.session import Access
from marsad.handling import Handling
from marsad.inquiry import ChannelHistory, History
from marsad.outbox import Outbox
from marsad.records import Clause
from marsad.rule_days import Change, RuleReport


class RuleLine(NamedTuple):
    """One rule of the running configuration; `text` is its table as TOML."""

    id: str
    name: str
    severity: str
    enabled: bool
    text: str


class Tried(NamedTuple):
    """What a rule makes of one text."""

    fires: bool
    sentence: str
    marks: tuple[tuple[int, int], ...]
    clauses: tuple[Clause, ...]


class Backtested(NamedTuple):
    """What a rule would have found in the last days; `change` is beside what the running one of its id alerted on."""

    articles: int
    report: RuleReport
    change: Change
    cut: bool  # there were more articles than are tried at once


class RuleBench(Protocol):
    """Tries rules beside the running ones and never changes those. Raises MarsadError for a rule it cannot read."""

    def rules(self) -> Sequence[RuleLine]:
        """Return the rules of the running configuration."""

    async def page(self, url: str) -> tuple[str, str]:
        """Return title and text of the article at an address; only public addresses are dialled."""

    async def on_text(self, rule: str, title: str, text: str) -> Tried:
        """Return what the rule (a [[rule]] table in TOML) makes of a text."""

    async def on_days(self, rule: str, days: int) -> Backtested:
        """Return what the rule would have found in the last `days`."""


class ChannelLine(NamedTuple):
    """One channel of the running configuration."""

    id: str
    kind: str
    enabled: bool


class Tools(NamedTuple):
    """The ports that are filled. `send_test` sends a sample to a channel and returns its error verbatim, "" = it went."""

    handling: Handling | None = None
    history: History | None = None
    rules: RuleBench | None = None
    channels: ChannelHistory | None = None
    outbox: Outbox | None = None  # its silences
    actors: Callable[[], Collection[str] | None] = lambda: None  # ids of those configured, None where nobody knows
    called: Callable[[str], Sequence[str]] = lambda _: ()  # ids of the actors and places of a name; asked in a thread
    listed: Callable[[], Sequence[ChannelLine]] = tuple
    send_test: Callable[[str], Awaitable[str]] | None = None
    access: Access = Access()


NOTHING = Tools()
