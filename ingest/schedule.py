"""When is a feed asked again? Pure decisions: what came of a poll, the time and a roll of the dice go in.

Rhythm gives speed: ask again once a fraction of an item should have appeared. Failure only ever slows a feed down;
none is given up ("a surprising number come back": Media Cloud).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from msgspec.structs import replace

from marsad.config.models import Feed
from marsad.errors import FetchError
from marsad.identity import digest
from marsad.ports import FeedState

Tier = Literal["flash", "news", "slow"]
State = Literal["failing", "blocked", "degraded"]


class Pace(NamedTuple):
    """Ask again after `items` new ones should have come, within [least, most]."""

    items: float
    least_s: float
    most_s: float


# Replayed on real times of five broadcasters: median delay 2.4, 6 and 17 minutes.
PACES: dict[Tier, Pace] = {
    "flash": Pace(0.1, 60, 300),
    "news": Pace(0.2, 120, 900),
    "slow": Pace(0.5, 600, 3600),
}
HOUR_S, DAY_S = 3600.0, 86_400.0
PASSING_CAP_S, LASTING_CAP_S, GONE_CAP_S = 6 * HOUR_S, DAY_S, 7 * DAY_S
SCORE_MAX = 20.0
OUTAGE_S = 30.0
GAP_WEIGHT = 0.1
SILENT_GAPS = 24
_GONE, _GONE_SCORE = 410, 3.0
_REFUSALS = frozenset((401, 403, 451))


class Trouble(NamedTuple):
    """Why a poll gave nothing, and what that means for the next one."""

    reason: str  # a metric label, or the name of what came instead of a feed
    detail: str
    state: State
    weight: float
    cap_s: float
    wait_s: float = 0.0  # the server asked for it


def trouble_of(problem: FetchError) -> Trouble:
    """Return what a failed exchange means: passing trouble weighs less than what a person must mend."""
    lasting = problem.reason in ("tls", "blocked") or problem.status in _REFUSALS
    weight, cap_s = (1.0, LASTING_CAP_S) if lasting else (0.5, PASSING_CAP_S)
    if problem.reason == "dns":
        weight = 0.25
    if problem.status == _GONE:
        weight, cap_s = 1.0, GONE_CAP_S
    if problem.retry_after_s is not None:
        weight = 0.5
    state: State = "blocked" if problem.reason == "blocked" or problem.status in _REFUSALS else "failing"
    return Trouble(problem.reason, str(problem), state, weight, cap_s, problem.retry_after_s or 0.0)


def unreadable(reason: str, words: str) -> Trouble:
    """Return what an answer that is no feed means (html, challenge, not_a_feed, timeout of its reader...)."""
    state: State = "blocked" if reason == "challenge" else "degraded"
    return Trouble(reason, words, state, 1.0, LASTING_CAP_S)


def way_of_asking(feed: Feed) -> str:
    """Return a digest of those keys of a feed that decide whether it can be fetched and read."""
    headers = (part for header in sorted(feed.headers.items()) for part in header)
    return digest(feed.url, feed.charset, feed.zone, *feed.allow_private, *headers)


def known_of(feed: Feed, state: FeedState | None) -> FeedState:
    """Return what is known of `feed` as it is configured now.

    One that is asked in another way is due at once: no trouble is held against it, and no validator vouches for it.
    What it published, and in which rhythm, stays known.
    """
    asked = way_of_asking(feed)
    if state is None or state.asked in ("", asked):
        return replace(state or FeedState(feed=feed.id), asked=asked)
    return FeedState(
        feed=feed.id,
        asked=asked,
        last_poll=state.last_poll,
        last_success=state.last_success,
        last_item=state.last_item,
        items=state.items,
        no_item_yet=state.no_item_yet,
        gap_s=state.gap_s,
        id_policy=state.id_policy,
    )


def after_trouble(
    state: FeedState, trouble: Trouble, *, tier: Tier, now: datetime, roll: float, pace: float = 1.0
) -> FeedState:
    """Return the state after a failed poll. `roll` in [0, 1) is the jitter, `pace` stretches our own waits.

    Validators and the last success stay: they still vouch for what was saved.
    """
    score = min(SCORE_MAX, state.score + trouble.weight)
    cap_s = trouble.cap_s if trouble.cap_s < GONE_CAP_S or score >= _GONE_SCORE else LASTING_CAP_S
    wait_s = min(cap_s, interval_s(tier, state.gap_s) * 2**score * (0.8 + 0.4 * roll)) * pace
    asked_s = trouble.wait_s * (1 + 0.1 * roll)
    return replace(
        state,
        score=score,
        reason=trouble.reason,
        detail=trouble.detail,
        state=trouble.state,
        next_due=now + timedelta(seconds=max(wait_s, asked_s)),
        last_poll=now,
        polls=state.polls + 1,
    )


def after_hold(state: FeedState, host: str, held_s: float, *, now: datetime) -> FeedState:
    """Return the state of a feed that is not asked, for another feed of its host was told to wait for `held_s`."""
    return replace(
        state,
        reason="http_4xx",
        detail=f"{host} asked us to wait when another of its feeds was read; not asked again for {held_s / 60:.0f} min",
        state="failing",
        next_due=now + timedelta(seconds=held_s),
    )


def after_outage(state: FeedState, problem: FetchError, *, now: datetime, roll: float, pace: float = 1.0) -> FeedState:
    """Return the state after a poll that failed because our own line is down: nothing is held against the feed.

    People are told so where no trouble of the feed's own is to be told. All are tried again within OUTAGE_S to twice
    that, spread by the dice.
    """
    return replace(
        state,
        detail=state.detail if state.reason else f"{problem}, nor do most hosts answer: our own line seems down",
        next_due=now + timedelta(seconds=OUTAGE_S * (1 + roll) * pace),
        last_poll=now,
        polls=state.polls + 1,
    )


def after_success(
    state: FeedState,
    *,
    new: int,
    tier: Tier,
    now: datetime,
    roll: float,
    pace: float = 1.0,
    note: tuple[str, str] = ("", ""),
) -> FeedState:
    """Return the state after a good poll with `new` items never seen before.

    `note` is (reason, words) when the feed is read but not well: its state is degraded then.
    """
    gap_s = state.gap_s
    if new and state.last_item and state.last_item <= now and not _late(state, now):  # later: the clock was ahead
        gap_s = learned_gap_s(gap_s, new, (now - state.last_item).total_seconds())
    last_item = now if new else state.last_item
    reason, detail = note
    return replace(
        state,
        score=0.0,
        reason=reason,
        detail=detail,
        state="degraded" if reason else "silent" if _silent(last_item, gap_s, now) else "healthy",
        next_due=now + timedelta(seconds=interval_s(tier, gap_s) * (0.9 + 0.2 * roll) * pace),
        last_poll=now,
        last_success=now,
        last_item=last_item,
        polls=state.polls + 1,
        items=state.items + new,
        gap_s=gap_s,
    )


def interval_s(tier: Tier, gap_s: float) -> float:
    """Return how long to wait between polls of a feed with a new item every `gap_s` (0 = not learned: soon)."""
    pace = PACES[tier]
    return max(pace.least_s, min(pace.most_s, pace.items * gap_s))


def learned_gap_s(gap_s: float, new: int, elapsed_s: float) -> float:
    """Return the mean time between items after `new` came in `elapsed_s`, by exponential smoothing per item."""
    sample = elapsed_s / new
    return sample if gap_s <= 0 else gap_s + (1 - (1 - GAP_WEIGHT) ** new) * (sample - gap_s)


def first_gap_s(dates: Sequence[datetime], now: datetime) -> float:
    """Return the mean gap that the dates of a first document show, those of its last week; 0 when too few."""
    recent = sorted(date for date in dates if now - timedelta(days=7) <= date <= now)
    return (recent[-1] - recent[0]).total_seconds() / (len(recent) - 1) if len(recent) > 1 else 0.0


def _late(state: FeedState, now: datetime) -> bool:
    """Say whether we were away: an hour we did not ask in says nothing of the publisher's rhythm."""
    if not (state.last_poll and state.next_due):
        return True
    return now - state.last_poll > 2 * (state.next_due - state.last_poll)


def _silent(last_item: datetime | None, gap_s: float, now: datetime) -> bool:
    if last_item is None or gap_s <= 0:
        return False
    return (now - last_item).total_seconds() > max(DAY_S, SILENT_GAPS * gap_s)
