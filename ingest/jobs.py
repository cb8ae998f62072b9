"""What may a worker process be asked? Two jobs, bytes in and bytes out: read a feed, read a page.

Bytes, not pickles: what comes back was computed over hostile input, and unpickling runs code.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from ingest.entries import Policy, Reading, Source, identify
from ingest.extract import Page, extract
from ingest.likeness import Said
from ingest.parse import parse
from marsad.errors import ParseError


class FeedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A feed's bytes and what is known of them. `body` alone is hostile."""

    body: bytes
    source: Source
    now: datetime
    base: str = ""
    headers: dict[str, str] = {}
    header_charset: str = ""
    charset: str = ""
    policy: Policy = "guid"


class FeedRead(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A feed that was read."""

    reading: Reading
    title: str = ""
    encoding: str = ""
    language: str = ""
    truncated: bool = False


class PageJob(msgspec.Struct, frozen=True, kw_only=True):
    """A page's bytes and what the feed said of it."""

    body: bytes
    now: datetime
    said: Said = Said()
    charset: str = ""
    language: str = "ar"
    zone: str = "UTC"


class PageRead(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A page that was read, and how long that took."""

    page: Page
    seconds: float = 0.0


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Bytes that are not what they should be; `reason` is ParseError's."""

    reason: str
    words: str


Result = FeedRead | PageRead | Unreadable

_pack = msgspec.msgpack.Encoder()
_unpack: msgspec.msgpack.Decoder[Result] = msgspec.msgpack.Decoder(Result)
_feed_job = msgspec.msgpack.Decoder(FeedJob)
_page_job = msgspec.msgpack.Decoder(PageJob)
_zone = lru_cache(maxsize=256)(ZoneInfo)


def packed(job: FeedJob | PageJob) -> bytes:
    """Return the bytes of a job."""
    return _pack.encode(job)


def unpacked(answer: bytes) -> Result:
    """Return the result in a worker's answer; raises msgspec.DecodeError."""
    return _unpack.decode(answer)


def read_feed(payload: bytes) -> Result:
    """Return the entries of a feed."""
    job = _feed_job.decode(payload)
    document = parse(
        job.body, base=job.base, headers=job.headers, header_charset=job.header_charset, override=job.charset
    )
    zone = _zone(job.source.zone)
    return FeedRead(
        reading=identify(
            document.items, job.source, zone=zone, now=job.now, policy=job.policy, declared=document.language
        ),
        title=document.title,
        encoding=document.encoding,
        language=document.language,
        truncated=document.truncated,
    )


def read_page(payload: bytes) -> Result:
    """Return the article of a page."""
    started = time.perf_counter()
    job = _page_job.decode(payload)
    page = extract(
        job.body,
        said=job.said,
        charset=job.charset,
        language=job.language,
        zone=_zone(job.zone),
        now=job.now,
    )
    return PageRead(page=page, seconds=time.perf_counter() - started)


JOBS: Mapping[str, Callable[[bytes], Result]] = {"feed": read_feed, "page": read_page}


def answer(name: str, payload: bytes) -> bytes:
    """Return the packed result of the job `name`; what its input provokes becomes Unreadable, never an exception."""
    try:
        return _pack.encode(JOBS[name](payload))
    except ParseError as problem:
        return _pack.encode(Unreadable(reason=problem.reason, words=str(problem)))
    except MemoryError:
        return _pack.encode(Unreadable(reason="memory", words="reading it took more memory than a worker has"))
    except Exception as problem:  # noqa: BLE001 - fuzzing finds new ones in every parser; the type says enough
        return _pack.encode(Unreadable(reason="error", words=f"its reader raised {type(problem).__name__}"))
