"""When is a failed delivery tried again, and when never? Pure: time and chance are passed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from marsad.errors import Broken, ChannelError, Retry
from marsad.ports import Delivery

FIRST_S = 1.0
CAP_S = 300.0
PROBE_S = 300.0  # how often a broken channel is asked whether it has been mended
LONGEST_WAIT_S = 86_400.0  # a longer Retry-After is a mistake or malice
# A row that was revived, or waited behind a broken channel, is old already: age alone would end it at one stumble.
LEAST_ATTEMPTS = 5


class Step(NamedTuple):
    """What follows a failure. `outcome` is the metric's word: retried (we were asked to wait), failed, dead."""

    outcome: Literal["retried", "failed", "dead"]
    not_before: datetime
    counts: bool = True  # a wait the channel asked for is no attempt
    holds_channel: bool = False  # no other row may go before `not_before` either


def backoff_s(attempt: int, chance: float) -> float:
    """Return the pause behind failure number `attempt`: 1 s doubling up to 5 min, times `chance` (0..1).

    "Full jitter": many senders that failed together do not come back together (AWS Architecture Blog, 2015).
    """
    return chance * min(CAP_S, FIRST_S * 2.0 ** min(max(attempt - 1, 0), 16))


def step_after(problem: ChannelError, row: Delivery, *, now: datetime, give_up_s: float, chance: float) -> Step:
    """Return what follows `problem` on `row`, whose `attempt` counts the failed one."""
    if isinstance(problem, Broken):
        return Step("failed", now + timedelta(seconds=PROBE_S), counts=False, holds_channel=True)
    if not isinstance(problem, Retry):
        return Step("dead", now)
    if problem.after_s is not None:
        wait = timedelta(seconds=min(problem.after_s, LONGEST_WAIT_S))
        return Step("retried", now + wait, counts=False, holds_channel=True)
    if row.attempt >= LEAST_ATTEMPTS and (now - row.created).total_seconds() >= give_up_s:
        return Step("dead", now)
    return Step("failed", now + timedelta(seconds=backoff_s(row.attempt, chance)))
