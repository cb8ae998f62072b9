"""`marsad feeds`: list, find, test, import and export."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marsad.clean import clean
from marsad.config.load import load
from marsad.config.written import toml_table
from marsad.errors import FetchError, InputError, StoreAbsent
from marsad.ports import FeedState
from marsad.stores.database import Reader
from marsad.stores.feed_states import later
from marsad.stores.feeds import read_states
from marsad.stores.paths import beside, of_shards

_SHOWN = 10  # entries a person wants to see of a feed
_BEGINNING = 120  # characters that tell an article from a menu


def run(options: argparse.Namespace) -> int:
    """Carry out one action; exit status 1 when a feed or site gives nothing usable."""
    acts = {"list": _list, "find": _find, "test": _test, "import": _import, "export": _export}
    return acts[options.act](options)


def _list(options: argparse.Namespace) -> int:
    from ingest.schedule import known_of

    config = load(options.config).config
    path = config.settings.store.path
    states: dict[str, FeedState] = {}
    now = datetime.now(UTC)
    for store in (Path(path), beside(path, "ingest"), *of_shards(path)):  # the last poll counts, whoever made it
        with contextlib.suppress(StoreAbsent):  # never run: nothing is known yet
            read = asyncio.run(Reader(store).read(read_states))
            states |= {feed: state for feed, state in read.items() if later(state, states.get(feed), now)}
    for feed in config.feeds:
        state = known_of(feed, states.get(feed.id))
        row: dict[str, Any] = {
            "id": feed.id,
            "publisher": feed.publisher,
            "url": feed.url,
            "enabled": feed.enabled,
            "state": _word(state),
            "last_success": state.last_success.isoformat() if state.last_success else None,
            "problem": state.detail or state.reason or None,
        }
        shown = (str(row[key] or "-") for key in ("id", "state", "last_success", "url", "problem"))
        print(json.dumps(row, ensure_ascii=False) if options.json else "  ".join(shown))
    if not config.feeds and not options.json:
        print(f"no feed is configured; add [[feed]] tables in {options.config}/feeds.d")
    return 0


def _word(state: FeedState) -> str:
    if not state.polls:
        return "changed, not polled since" if state.last_poll else "never polled"
    # Before the first answer a feed that nothing is held against is not known to be well.
    return "never reached" if state.state == "healthy" and not state.last_success else state.state


def _test(options: argparse.Namespace) -> int:
    from ingest.discover import test_feed, try_pages

    found = asyncio.run(test_feed(options.url, options.allow_private))
    pages = asyncio.run(try_pages(found, options.allow_private)) if options.pages else []
    entries = [
        {"title": entry.title, "link": entry.url, "published": entry.published and entry.published.isoformat()}
        for entry in found.entries
    ]
    if options.json:
        facts: dict[str, Any] = {"url": found.url, "ok": found.ok, "problem": found.problem or None, "entries": entries}
        if options.pages:
            facts["pages"] = [{"link": each.url, "problem": each.problem or None, "text": each.text} for each in pages]
        print(json.dumps(facts, ensure_ascii=False))
    elif found.ok:
        print(f"{found.url}: {len(entries)} entries, {found.encoding}, {found.title}")
        for entry in entries[:_SHOWN]:
            print(f"  {entry['published'] or 'undated'}  {entry['title']}  {entry['link']}")
        if found.foreign:
            print(f"  {found.foreign} of them are not in Arabic, and taken only if the feed is given its `language`")
        for page in pages:
            print(f"  {page.url}: {page.problem or f'{len(page.text):,} characters: {clean(page.text, _BEGINNING)}'}")
    if not found.ok:
        print(f"{found.url}: {found.problem}", file=sys.stderr)
    return 0 if found.ok else 1


def _find(options: argparse.Namespace) -> int:
    from ingest.discover import find
    from ingest.opml import publisher_of

    try:
        found = asyncio.run(find(options.url, options.allow_private))
    except FetchError as problem:
        raise InputError(f"{options.url}: {problem}. Give the address of the site as a browser shows it.") from problem
    if not found:
        print(
            f"{options.url}: no feed was found. Look for one on the site and try `marsad feeds test`.", file=sys.stderr
        )
        return 1
    for feed in found:
        publisher = publisher_of(feed.url)
        table: dict[str, Any] = {"id": publisher, "url": feed.url, "publisher": publisher, "name": feed.title}
        if options.allow_private:  # without it the table would be refused what was asked here
            table["allow_private"] = options.allow_private
        newest = max((entry.published for entry in feed.entries if entry.published), default=None)
        if options.json:
            facts = {"entries": len(feed.entries), "newest": newest and newest.isoformat(), "language": feed.language}
            print(json.dumps(table | facts, ensure_ascii=False))
        else:
            print(f"# {len(feed.entries)} entries, newest {newest or 'undated'}, language {feed.language or 'unnamed'}")
            print(toml_table("feed", table))
    return 0


def _import(options: argparse.Namespace) -> int:
    from ingest.opml import read

    try:
        raw = options.file.read_bytes()
    except OSError as problem:
        raise InputError(f"{options.file}: {problem.strerror}. Name a file that can be read.") from problem
    for table in read(raw):
        print(toml_table("feed", table))
    return 0


def _export(options: argparse.Namespace) -> int:
    from ingest.opml import write

    print(write(load(options.config).config.feeds), end="")
    return 0
