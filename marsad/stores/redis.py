"""What the decider of a language remembers, in Redis: rows, the position in the log, and who may write.

Every step is one command or one script, so a kill between two steps leaves a state that means something. Keys of one
language share a hash tag and with it one slot of a Redis Cluster:

    marsad.{ar}:at          hash: epoch (who owns), next (first offset not decided), newest (hour of the last row),
                            owed (from here on what was decided may not have been sent)
    marsad.{ar}:rows:<h>:<x> hash: rows by article and revision, of the articles seen in hour h whose id begins with x

and beside them `marsad.languages`, the order of the languages as deciders were last started with it.

Whole hashes expire. The hour is that of the record, not of the clock: a redelivery after midnight finds its row.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, groupby
from typing import Any, Literal, NamedTuple

from redis import exceptions
from redis.asyncio import Redis

from marsad.errors import Away, UsageError
from marsad.stores.rows import Row, field, pack, unpack, unpack_all

KEPT_S = 8 * 86_400  # a day more than the window of stories
HOURS = KEPT_S // 3600
TIMEOUT_S = 5.0
_BUCKETS = tuple("0123456789abcdef")
_RESTORE_ROWS = 500  # rows of one script while a memory is rebuilt

Kind = Literal["new", "old", "past", "gap", "stale", "lost"]

# KEYS 1 position, 2 rows. ARGV 1 epoch, 2 offset, 3 field, 4 row, 5 seconds to live, 6 hour.
# A field of no letters passes over an offset that holds nothing to remember.
_DECIDE = """
local at = redis.call('HMGET', KEYS[1], 'epoch', 'next')
if not at[1] then return {'lost', ''} end
if tonumber(ARGV[1]) ~= tonumber(at[1]) then return {'stale', at[1]} end
if not at[2] then return {'lost', ''} end
local offset, expected = tonumber(ARGV[2]), tonumber(at[2])
if offset > expected then return {'gap', at[2]} end
local known = ARGV[3] ~= '' and redis.call('HGET', KEYS[2], ARGV[3])
if offset == expected then redis.call('HSET', KEYS[1], 'next', string.format('%.0f', offset + 1)) end
if known then return {'old', known} end
if offset < expected then return {'past', at[2]} end
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
  redis.call('EXPIRE', KEYS[2], ARGV[5], 'NX')
  if tonumber(ARGV[6]) > tonumber(redis.call('HGET', KEYS[1], 'newest') or '0') then
    redis.call('HSET', KEYS[1], 'newest', ARGV[6])
  end
end
return {'new', ''}
"""

# The same for many rows of offsets in a row, all or none: whatever is not as expected, _DECIDE tells of one by one.
# KEYS 1 position, then that of each row. ARGV 1 epoch, 2 first offset, 3 seconds to live, then field, row, hour of each.
_DECIDE_ALL = """
local at = redis.call('HMGET', KEYS[1], 'epoch', 'next')
if not at[1] or not at[2] or tonumber(ARGV[1]) ~= tonumber(at[1]) or tonumber(ARGV[2]) ~= tonumber(at[2]) then return 0 end
local count = #KEYS - 1
for n = 1, count do
  if redis.call('HEXISTS', KEYS[n + 1], ARGV[3 * n + 1]) == 1 then return 0 end
end
local newest = tonumber(redis.call('HGET', KEYS[1], 'newest') or '0')
for n = 1, count do
  redis.call('HSET', KEYS[n + 1], ARGV[3 * n + 1], ARGV[3 * n + 2])
  redis.call('EXPIRE', KEYS[n + 1], ARGV[3], 'NX')
  newest = math.max(newest, tonumber(ARGV[3 * n + 3]))
end
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', tonumber(ARGV[2]) + count), 'newest', string.format('%.0f', newest))
return 1
"""

# The clock keeps the epoch rising when Redis came back empty: an owner from before the loss stays refused, if it is only a
# moment old. Microseconds are whole numbers in Lua until the year 2255.
_OWN = """
local clock = redis.call('TIME')
local epoch = math.max(tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0') + 1, clock[1] * 1000000 + clock[2])
redis.call('HSET', KEYS[1], 'epoch', string.format('%.0f', epoch))
return {string.format('%.0f', epoch), redis.call('HGET', KEYS[1], 'next') or '', redis.call('HGET', KEYS[1], 'newest') or '0',
  redis.call('HGET', KEYS[1], 'owed') or ''}
"""

# KEYS 1 position, 2 rows. ARGV 1 epoch, 2 seconds to live, 3 hour, then field, row, field, row ...
_RESTORE = """
if tonumber(ARGV[1]) ~= tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0') then return 'stale' end
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[2], ARGV[2], 'NX')
if tonumber(ARGV[3]) > tonumber(redis.call('HGET', KEYS[1], 'newest') or '0') then
  redis.call('HSET', KEYS[1], 'newest', ARGV[3])
end
return 'new'
"""

# KEYS 1 position. ARGV 1 epoch, 2 offset: where deciding goes on; never backwards.
_MOVE = """
local at = redis.call('HMGET', KEYS[1], 'epoch', 'next')
if tonumber(ARGV[1]) ~= tonumber(at[1] or '0') then return 'stale' end
if tonumber(ARGV[2]) > tonumber(at[2] or '-1') then redis.call('HSET', KEYS[1], 'next', ARGV[2]) end
return 'new'
"""


# KEYS 1 position. ARGV 1 epoch, 2 offset, or no letters when nothing is owed any more.
_OWE = """
if tonumber(ARGV[1]) ~= tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0') then return 'stale' end
if ARGV[2] == '' then redis.call('HDEL', KEYS[1], 'owed') else redis.call('HSETNX', KEYS[1], 'owed', ARGV[2]) end
return 'new'
"""


class Answer(NamedTuple):
    """What came of a write.

    new: written. old: this revision was decided before, `row` says how. past: the offset was passed, and nothing is
    remembered of it any more. gap: `expected` was not decided yet. stale: another owner has taken over.
    lost: Redis has forgotten who owns what, so it has forgotten all.
    """

    kind: Kind
    row: Row | None = None
    expected: int = 0


class Prepared(NamedTuple):
    """A row as Redis will have it: its hash, its name in there, its bytes, and the hour it belongs to."""

    rows: str
    name: bytes
    value: bytes
    hour: int


class Ownership(NamedTuple):
    """What a new owner finds: its epoch, the first offset not decided (None: nothing is remembered), its debts."""

    epoch: int
    next: int | None
    newest: int  # hour of the newest row
    owed: int | None = None  # from this offset on decisions may not have been sent


class Stale(Exception):
    """Another owner has taken over: what this process knows is no longer the truth."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn redis-py's errors into Away: whatever Redis refuses, the record is not at fault."""
    try:
        yield
    except (exceptions.RedisError, OSError) as problem:
        raise Away(f"Redis does not answer as it should ({type(problem).__name__}: {problem})") from problem


def connect(url: str, password: str = "") -> Redis:
    """Return a client; nothing is sent yet."""
    return Redis.from_url(
        url, password=password or None, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, protocol=2
    )


async def suited(client: Redis) -> list[str]:
    """Return warnings about how Redis is set up. Raises UsageError when it would forget stories, Away."""
    with told():
        await client.ping()
        try:
            policy = (await client.config_get("maxmemory-policy")).get("maxmemory-policy", "")
            kept = (await client.config_get("appendonly")).get("appendonly", "")
        except exceptions.ResponseError:
            return ["redis: CONFIG is not allowed, so it is not known whether it keeps what it is told"]
    if policy not in ("noeviction", ""):
        raise UsageError(
            f"redis: maxmemory-policy is {policy}: it would drop what was decided, and alerts would be repeated. Start it"
            " with maxmemory-policy noeviction"
        )
    if kept == "no":
        return ["redis: appendonly is off: a restart of it forgets all, and the memory is read again from Kafka"]
    return []


async def hold_order(client: Redis, prefix: str, languages: tuple[str, ...]) -> None:
    """Remember the order of the languages. Raises UsageError when an earlier one had others at their places, Away.

    The place is the partition: in another order one language would be decided with the memory of another.
    """
    key = f"{prefix}languages"
    with told():
        found = await client.get(key)
    before = tuple(found.decode().split(",")) if isinstance(found, bytes) else ()
    if languages[: len(before)] != before:
        raise UsageError(
            f"cluster.languages = {', '.join(languages)}: it was {', '.join(before)}, and the place of a language is its"
            " partition. Put that order back: the list only grows at its end"
        )
    if languages != before:
        with told():
            await client.set(key, ",".join(languages))


class RedisMemory:
    """The memory of one language. One process owns it at a time; the others are refused (`stale`)."""

    def __init__(self, client: Redis, prefix: str, language: str) -> None:
        self._client = client
        self._language = language
        self._root = f"{prefix}{{{language}}}"
        self._at = f"{self._root}:at"
        self._decide = client.register_script(_DECIDE)
        self._decide_all = client.register_script(_DECIDE_ALL)
        self._own = client.register_script(_OWN)
        self._restore = client.register_script(_RESTORE)
        self._move = client.register_script(_MOVE)
        self._owe = client.register_script(_OWE)

    async def own(self) -> Ownership:
        """Take over: every write of an earlier owner is refused from here on. Raises Away."""
        with told():
            epoch, next_, newest, owed = await self._own(keys=[self._at])
        return Ownership(int(epoch), int(next_) if next_ else None, int(newest), int(owed) if owed else None)

    async def write(self, epoch: int, offset: int, row: Row, seen: datetime) -> Answer:
        """Remember `row` and move the position behind `offset`, in one step. Raises Away; ValueError for a row that does not fit.

        `offset` and `seen` are those of the record at hand; a second record of a revision keeps the row of the first.
        """
        rows, name, value, hour = self.prepared(row, seen)
        return await self._step(epoch, offset, rows, name, value, hour)

    def prepared(self, row: Row, seen: datetime) -> Prepared:
        """Return what `write_all` takes; nothing is sent. Raises ValueError for a row that does not fit."""
        hour, footprint = _hour(seen), row.footprint
        return Prepared(
            self._rows(hour, footprint.article), field(footprint.article, footprint.revision), pack(row), hour
        )

    async def write_all(self, epoch: int, first: int, rows: Sequence[Prepared]) -> bool:
        """Remember rows of the offsets from `first` on and move the position behind the last, in one step. Raises Away.

        False: nothing was written, since something is not as expected; `write` tells what.
        """
        args: list[Any] = [epoch, first, KEPT_S]
        for _, name, value, hour in rows:
            args += [name, value, hour]
        with told():
            return bool(await self._decide_all(keys=[self._at, *(row.rows for row in rows)], args=args))

    async def skip(self, epoch: int, offset: int) -> Answer:
        """Move the position behind an offset that leaves nothing to remember. Raises Away."""
        return await self._step(epoch, offset, self._at, b"", b"", 0)

    async def move(self, epoch: int, offset: int) -> None:
        """Let deciding go on at `offset`; the position never goes back. Raises Stale, Away."""
        with told():
            answer = await self._move(keys=[self._at], args=[epoch, offset])
        if answer != b"new":
            raise Stale(f"another process decides {self._language} now")

    async def owe(self, epoch: int, offset: int | None) -> None:
        """Remember that what is decided from `offset` on is not sent yet, unless an earlier debt stands; None = all is sent.

        Only for what Kafka will not bring again. Raises Stale, Away.
        """
        with told():
            answer = await self._owe(keys=[self._at], args=[epoch, "" if offset is None else offset])
        if answer != b"new":
            raise Stale(f"another process decides {self._language} now")

    async def restore(self, epoch: int, rows: Iterable[tuple[Row, datetime]]) -> None:
        """Put rows back, each with its `seen`; the position stays. Raises Stale, Away."""
        placed = sorted(((_hour(seen), _bucket(row.footprint.article), row) for row, seen in rows), key=lambda x: x[:2])
        for (hour, _), group in groupby(placed, key=lambda x: x[:2]):
            part = [row for *_, row in group]
            for start in range(0, len(part), _RESTORE_ROWS):
                await self._put_back(epoch, hour, part[start : start + _RESTORE_ROWS])

    async def _put_back(self, epoch: int, hour: int, rows: Sequence[Row]) -> None:
        args: list[Any] = [epoch, KEPT_S, hour]
        for row in rows:
            args += [field(row.footprint.article, row.footprint.revision), pack(row)]
        with told():
            answer = await self._restore(keys=[self._at, self._rows(hour, rows[0].footprint.article)], args=args)
        if answer != b"new":
            raise Stale(f"another process decides {self._language} now")

    async def load(self, newest: int) -> AsyncIterator[tuple[Row, datetime]]:
        """Yield the rows of the last eight days before hour `newest`, in no order, each with the hour it was seen in.

        Raises Away; a damaged row is ValueError.
        """
        for hour in range(newest - HOURS, newest + 1):
            with told():
                pipe = self._client.pipeline(transaction=False)
                for letter in _BUCKETS:
                    pipe.hgetall(f"{self._root}:rows:{hour}:{letter}")
                buckets = await pipe.execute()
            seen = datetime.fromtimestamp(hour * 3600, UTC)
            for row in unpack_all(chain.from_iterable(bucket.items() for bucket in buckets)):
                yield row, seen

    async def _step(self, epoch: int, offset: int, rows: str, name: bytes, row: bytes, hour: int) -> Answer:
        with told():
            kind, value = await self._decide(keys=[self._at, rows], args=[epoch, offset, name, row, KEPT_S, hour])
        answer: Kind = kind.decode()
        if answer == "old":
            return Answer(answer, row=unpack(name, value))
        return Answer(answer, expected=int(value) if answer == "gap" else 0)

    def _rows(self, hour: int, article: str) -> str:
        return f"{self._root}:rows:{hour}:{_bucket(article)}"


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // 3600


def _bucket(article: str) -> str:
    return article[:1] if article[:1] in _BUCKETS else "0"
