"""Something changed: how do waiters hear of it without asking the store all the time?"""

from __future__ import annotations

import asyncio


class Bell:
    """Wakes everyone who waits; a ring with nobody waiting is not kept, so waiters look first and wait then."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, timeout_s: float) -> None:
        """Return at the next ring, or after `timeout_s`."""
        event = self._event
        try:
            async with asyncio.timeout(timeout_s):
                await event.wait()
        except TimeoutError:
            return
