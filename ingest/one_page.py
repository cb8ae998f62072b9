"""What does one page say, read as ingest would read it? For trying rules and feeds; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ingest.extract import Page
from ingest.fetch import Ask, Fetcher, header_charset, ports_of
from ingest.jobs import PageJob, PageRead, Unreadable, packed, unpacked
from ingest.likeness import Said
from ingest.workers import WorkerFailed, Workers
from marsad.config.models import IngestSettings
from marsad.errors import FetchError, InputError, ParseError
from marsad.metrics import Metrics

_NOTHING_SAID = Said()


async def page_at(url: str, settings: IngestSettings, allow_private: Sequence[str] = ()) -> Page:
    """Return the article at `url`; raises InputError when there is none to be had."""
    fetcher, workers = Fetcher(settings, Metrics("", "rules-test")), Workers(1)
    ask = Ask(url=url, limit_bytes=settings.page_bytes, allow=tuple(allow_private), ports=ports_of(url))
    try:
        page = await page_of(ask, fetcher, workers)
    except (FetchError, WorkerFailed, ParseError) as problem:
        raise InputError(f"{url}: {problem}. Give the text itself.") from problem
    finally:
        await fetcher.close()
        await workers.close()
    if not page.text:
        raise InputError(f"{url}: no article was found on the page ({page.outcome}). Give its text.")
    return page


async def page_of(ask: Ask, fetcher: Fetcher, workers: Workers, said: Said = _NOTHING_SAID) -> Page:
    """Return what the page says that answers `ask`; raises FetchError, WorkerFailed or ParseError."""
    answer = await fetcher.get(ask)
    job = PageJob(
        body=answer.body,
        now=datetime.now(UTC),
        said=said,
        charset=header_charset(answer.headers),
    )
    result = unpacked(await workers.do("page", packed(job)))
    if isinstance(result, Unreadable):
        raise ParseError(result.words, reason=result.reason)
    assert isinstance(result, PageRead)  # noqa: S101 - a page job has no other answer
    return result.page
