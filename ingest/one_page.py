"""What does one page say, read as ingest would read it? For trying rules; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ingest.extract import Page
from ingest.fetch import Ask, Fetcher, header_charset, ports_of
from ingest.jobs import PageJob, PageRead, packed, unpacked
from ingest.workers import WorkerFailed, Workers
from marsad.config.models import IngestSettings
from marsad.errors import FetchError, InputError
from marsad.metrics import Metrics


async def page_at(url: str, settings: IngestSettings, allow_private: Sequence[str] = ()) -> Page:
    """Return the article at `url`; raises InputError when there is none to be had."""
    fetcher, workers = Fetcher(settings, Metrics("", "rules-test")), Workers(1)
    try:
        answer = await fetcher.get(
            Ask(url=url, limit_bytes=settings.page_bytes, allow=tuple(allow_private), ports=ports_of(url))
        )
        job = PageJob(body=answer.body, now=datetime.now(UTC), charset=header_charset(answer.headers))
        result = unpacked(await workers.do("page", packed(job)))
    except (FetchError, WorkerFailed) as problem:
        raise InputError(f"{url}: {problem}. Give the text itself.") from problem
    finally:
        await fetcher.close()
        await workers.close()
    if not isinstance(result, PageRead):
        words = getattr(result, "words", "not a page")
        raise InputError(f"{url}: {words}. Give the text itself.")
    if not result.page.text:
        raise InputError(f"{url}: no article was found on the page ({result.page.outcome}). Give its text.")
    return result.page
