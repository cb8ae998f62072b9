"""`marsad run`: watch the feeds of a configuration, whole or in one role of a cluster."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Awaitable
from typing import Protocol

from marsad.config.load import Loaded, load
from marsad.config.secrets import missing
from marsad.errors import TRY_AGAIN, Away, ConfigError, UsageError

_SECRETS = {
    None: ("channel", "console"),
    "desk": ("channel", "console"),
    "decide": ("cluster",),
}  # by role, who has any


class _Service(Protocol):
    def run(self) -> Awaitable[None]: ...


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; SIGHUP takes the configuration anew."""
    if options.shard and options.role != "ingest":
        raise UsageError("--shard tells ingest processes which feeds are theirs; give it with --role ingest")

    async def work() -> None:
        await (await _service(options)).run()

    try:
        asyncio.run(work())
    except Away as problem:  # no mistake of anybody: `--role all` and supervisors start it again
        print(f"marsad: {problem}. It is tried again at the next start.", file=sys.stderr)
        return TRY_AGAIN
    return 0


async def _service(options: argparse.Namespace) -> _Service:
    """Return what is to run. Faust and Kafka are only imported where they are needed."""

    def read_config() -> Loaded:
        loaded = load(options.config)
        needed = [each for each in loaded.secrets if each.user in _SECRETS.get(options.role, ())]
        if problems := missing(needed, os.environ, options.config):
            raise ConfigError(problems)
        return loaded

    listening = {"listen_all": options.listen_all, "admin_port": options.admin_port}
    if options.role is None:
        from marsad.runtime.embedded import Embedded

        return Embedded(read_config, directory=options.config, environ=os.environ, **listening)
    if options.role == "ingest":
        from marsad.runtime.ingest_role import Ingest, Shard

        return Ingest(read_config, directory=options.config, shard=Shard(*_shard(options.shard)), **listening)
    if options.role == "desk":
        from marsad.runtime.desk_role import DeskRole

        return DeskRole(read_config, directory=options.config, environ=os.environ, **listening)
    if options.role == "all":
        from marsad.runtime.all_roles import AllRoles

        first = read_config().config.settings.admin.port if options.admin_port is None else options.admin_port
        return AllRoles(options.config, first_admin_port=first, listen_all=options.listen_all)
    from marsad.runtime.worker import analyse_worker, decide_worker

    if options.role == "analyse":
        return analyse_worker(read_config, options.config, **listening)
    return await decide_worker(read_config, options.config, os.environ, **listening)


def _shard(text: str | None) -> tuple[int, int]:
    """Return (number from 0, count) of "1/3"; all feeds are one shard."""
    found = re.fullmatch(r"(\d+)/(\d+)", text or "1/1")
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise UsageError(f"--shard {text}: write number/count, such as 1/3 for the first of three processes")
    return int(found[1]) - 1, int(found[2])
