"""Kills at a step of your choice: what stands between a deliverer and all it calls, and ends it there."""

from __future__ import annotations

import asyncio
from typing import Any

CALLS = (
    "recover", "due", "sending", "delivered", "failed", "dead", "backlog", "take", "posted", "carried", "put_back",
    "hold", "silence", "pause", "send", "post",
)  # fmt: skip
_FACTS = (
    "idempotent",
    "edits",
    "give_up_s",
    "rate",
    "send",
    "post",
    "close",
)  # by which kinds of channel are told apart


class Steps:
    """Counts down to the kill, then lets nothing go on; `place` says where it was, "" before."""

    def __init__(self, left: int) -> None:
        self.left, self.killed, self.place = left, asyncio.Event(), ""

    async def step(self, place: str) -> None:
        """Pass, or end here."""
        self.left -= 1
        if self.left < 0:
            self.place = self.place or place
            self.killed.set()
            await asyncio.Event().wait()


class Killer:
    """Stands for a ledger or a channel; before and behind each of its calls is a step."""

    def __init__(self, inner: Any, steps: Steps) -> None:
        self._inner, self._steps = inner, steps
        for name in _FACTS:
            if hasattr(inner, name):
                setattr(self, name, self._watched(name) if name in CALLS else getattr(inner, name))

    def __getattr__(self, name: str) -> Any:
        """Return the inner call, watched when it is a step."""
        return self._watched(name) if name in CALLS else getattr(self._inner, name)

    def _watched(self, name: str) -> Any:
        call = getattr(self._inner, name)

        async def watched(*args: Any, **options: Any) -> Any:
            await self._steps.step(f"before {name}")
            result = await call(*args, **options)
            await self._steps.step(f"behind {name}")
            return result

        return watched


async def killed_or(task: asyncio.Task[Any], steps: Steps, done: Any) -> str:
    """Let `task` run until the kill or until `done` returns, and end it; say where it was killed, "" when it was not."""
    waits = [asyncio.create_task(each) for each in (steps.killed.wait(), done)]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for each in (task, *waits):
        each.cancel()
    await asyncio.gather(task, *waits, return_exceptions=True)
    return steps.place


async def killed_run(desk: Any, make: Any, k: int) -> str:
    """Deliver on a NewsDesk until the k-th step of ledger or channel and kill there; say where, "" when all was settled."""
    steps, channel = Steps(k), make()
    task = desk.start(Killer(desk.ledger, steps), Killer(channel, steps))
    place = await killed_or(task, steps, desk.settled())
    await channel.close()
    return place
