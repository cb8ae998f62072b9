"""`marsad feeds`: what operators do before they trust a feed, against a newsroom on loopback."""

import asyncio
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of

ROOT = Path(__file__).parents[2]
LOOPBACK = ("--allow-private", "127.0.0.0/8")


async def marsad(*arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "marsad", *arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"NO_COLOR": "1"},
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
async def newsroom():
    pieces = shipped_corpus()
    clock = Clock.starting_now(start_of(pieces), 1_000_000)
    async with Newsroom(pieces, shipped_outlets(), clock, slow_s=0.1) as room:
        yield room


def feed_of(room, publisher: str) -> str:
    return room.feed_url(next(feed for feed in room.feeds if feed[0] == publisher))


async def test_a_feed_is_shown_as_a_poll_would_read_it(newsroom):
    """Title, link and date of every entry, as JSON."""
    publisher = newsroom.feeds[0][0]
    status, out, _ = await marsad("feeds", "test", feed_of(newsroom, publisher), "--json", *LOOPBACK)
    found = json.loads(out)

    assert (0, True, None) == (status, found["ok"], found["problem"])
    assert found["entries"]
    assert {"title", "link", "published"} == found["entries"][0].keys()
    assert found["entries"][0]["link"].startswith(newsroom.origin_of(publisher))


async def test_a_private_address_is_refused_by_default(newsroom):
    """Without --allow-private nothing on this machine is asked: exit status 1 and the reason."""
    status, out, err = await marsad("feeds", "test", feed_of(newsroom, newsroom.feeds[0][0]), "--json")

    assert (1, False, []) == (status, json.loads(out)["ok"], json.loads(out)["entries"])
    assert json.loads(out)["problem"]
    assert "127.0.0.1" in err


async def test_a_page_is_no_feed(newsroom):
    """HTML where a feed was expected is named, not "0 entries"."""
    status, out, _ = await marsad("feeds", "test", newsroom.origin + "/", "--json", *LOOPBACK)

    assert 1 == status
    assert "HTML" in json.loads(out)["problem"] or "html" in json.loads(out)["problem"]


async def test_the_feed_of_a_site_is_found_as_a_table(newsroom):
    """The printed [[feed]] tables are TOML that can be pasted."""
    publisher = newsroom.feeds[0][0]
    status, out, err = await marsad("feeds", "find", f"{newsroom.origin_of(publisher)}/{publisher}/", *LOOPBACK)

    assert 0 == status, err
    assert feed_of(newsroom, publisher) in [table["url"] for table in tomllib.loads(out)["feed"]]


async def test_opml_goes_out_and_comes_in(tmp_path):
    """Every shipped feed survives export and import."""
    status, opml, _ = await marsad("feeds", "export", "--config", "config")
    (tmp_path / "feeds.opml").write_text(opml)
    again, tables, _ = await marsad("feeds", "import", str(tmp_path / "feeds.opml"))
    _, listed, _ = await marsad("feeds", "list", "--config", "config", "--json")

    assert (0, 0) == (status, again)
    assert sorted({json.loads(line)["url"] for line in listed.splitlines()}) == sorted(
        table["url"] for table in tomllib.loads(tables)["feed"]
    )


async def test_a_missing_opml_file_is_named(tmp_path):
    """Exit status 1 and the name of the file."""
    status, _, err = await marsad("feeds", "import", str(tmp_path / "none.opml"))

    assert 1 == status
    assert "none.opml" in err
