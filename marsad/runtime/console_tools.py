"""What does the console do beyond looking? Its ports, filled from the running configuration and the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from alerts.console.session import Access, hashed
from alerts.console.tools import ChannelLine, Tools
from marsad.config.models import ConsoleSettings, Keyword
from marsad.config.secrets import reveal
from marsad.errors import StoreError
from marsad.runtime.rule_bench import ConfiguredBench
from marsad.runtime.shell import Shell
from marsad.stores.channels import SqliteChannels
from marsad.stores.database import Database
from marsad.stores.handling import SqliteHandling
from marsad.stores.history import SqliteHistory
from marsad.stores.ledger import SqliteLedger
from processors.morphology import expand

_log = logging.getLogger("marsad.runtime")

WORDS_KEPT = 2_000  # words whose forms are kept: people ask the same again
PAUSE_S = 5.0  # between two looks for what was read
BREATH_S = 0.05  # between two steps: who decides articles goes first


def console_tools(
    shell: Shell,
    database: Database,
    *,
    directory: Path,
    called: Callable[[str], Sequence[str]],
    send_test: Callable[[str], Awaitable[str]],
    access: Access,
) -> Tools:
    """Return the console's tools over `database`; configuration is asked for at each use, so a reload counts."""

    def listed() -> Sequence[ChannelLine]:
        return [ChannelLine(table.id, table.type, table.enabled) for table in shell.config.channels]

    def actors() -> frozenset[str]:
        return frozenset(actor.id for actor in shell.config.actors)

    return Tools(
        handling=SqliteHandling(database),
        history=SqliteHistory(database, forms_by(lambda: shell.config.keywords)),
        rules=ConfiguredBench(lambda: shell.loaded, directory, database.path),
        channels=SqliteChannels(database),
        outbox=SqliteLedger(database),
        actors=actors,
        called=called,
        listed=listed,
        send_test=send_test,
        access=access,
    )


def access_of(settings: ConsoleSettings, environ: Mapping[str, str], directory: Path) -> Access:
    """Return what the console asks of who comes. Raises ConfigError when its password cannot be had."""
    secret = settings.password
    password = hashed(reveal(secret, environ, directory, of="console.password")) if secret else ""
    return Access(password, settings.proxy_header or "", settings.hosts)


def forms_by(keywords: Callable[[], Iterable[Keyword]]) -> Callable[[str], frozenset[str]]:
    """Return what gives the forms of a word: by its keyword where one is configured, else by the word alone."""

    def forms(word: str) -> frozenset[str]:
        known = next((keyword for keyword in keywords() if keyword.key == word), None)
        try:
            return _forms(known or Keyword(key=word))
        except ValidationError:  # no key can be like this, so it has no other forms
            return frozenset()

    def typed(word: str) -> frozenset[str]:
        # In a hurry people write ه for ة: «القاهره». No text is looked for less because of it.
        return forms(word) | forms(f"{word[:-1]}ة") if word.endswith("ه") else forms(word)

    return typed


@lru_cache(WORDS_KEPT)
def _forms(keyword: Keyword) -> frozenset[str]:
    return expand(keyword).event


async def follow(tools: Tools) -> None:
    """Take in for the search what is read, until cancelled."""
    assert tools.history  # noqa: S101 - filled above
    while True:
        try:
            taken = await tools.history.catch_up()
        except StoreError as problem:
            _log.error("search: %s", problem)
            taken = 0
        await asyncio.sleep(BREATH_S if taken else PAUSE_S)
