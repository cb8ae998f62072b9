"""`marsad feeds`: what operators do before they trust a feed, against a newsroom on loopback."""

import asyncio
import json
import os
import subprocess
import sys
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from ingest.schedule import known_of
from marsad.config.load import load
from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of
from marsad.ports import FeedState
from marsad.runtime.ingest_role import ALL_FEEDS, Ingest, Shard
from marsad.stores.feeds import SqliteFeedStore
from tests.config.sound import SOUND, write
from tests.contract.stores import DAY, database
from tests.ingest.site import ARTICLE, Site, item, page, rss, serving

ROOT = Path(__file__).parents[2]
LOOPBACK = ("--allow-private", "127.0.0.0/8")
ENGLISH = "The harbour was closed on Sunday after a storm that sank two fishing boats, the coast guard said. " * 4


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


@pytest.fixture
async def site():
    async with serving(Site()) as site:
        yield site


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


async def test_what_the_pages_of_a_feed_give_is_shown(site, here):
    """The text as ingest would take it, or why there is none; without --pages no page is asked."""
    site.routes["/feed"] = rss(
        item("انهيار مبنى في الساحل", "/1", "1", summary="خبر عاجل"),
        item("لا رابط لهذا", guid="2"),
        item("صورة اليوم", "/3", "3"),
        item("صفحة محذوفة", "/4", "4"),
        item("رابع لا يُسأل عنه", "/5", "5"),
    )
    site.routes["/1"], site.routes["/3"], site.routes["/5"] = page("انهيار مبنى في الساحل"), b"\x89PNG\0", page("رابع")
    status, out, err = await asyncio.to_thread(here, "feeds", "test", site.at("/feed"), "--pages", "--json", *LOOPBACK)
    pages = json.loads(out)["pages"]
    _, plain, _ = await asyncio.to_thread(here, "feeds", "test", site.at("/feed"), "--pages", *LOOPBACK)
    asked = {path: len(site.asked[path]) for path in ("/1", "/5")}
    _, alone, _ = await asyncio.to_thread(here, "feeds", "test", site.at("/feed"), "--json", *LOOPBACK)

    assert 0 == status, err
    assert [(site.at("/1"), None), (site.at("/3"), "not an HTML page"), (site.at("/4"), "127.0.0.1: HTTP 404")] == [
        (each["link"], each["problem"]) for each in pages
    ]
    assert ["\n".join(ARTICLE), "", ""] == [each["text"] for each in pages]
    assert f"{site.at('/1')}: {len(pages[0]['text'])} characters: {ARTICLE[0][:60]}" in plain
    assert f"{site.at('/4')}: 127.0.0.1: HTTP 404\n" in plain
    assert {"/1": 2, "/5": 0} == asked
    assert ("pages" in json.loads(alone), 2) == (False, len(site.asked["/1"]))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        pytest.param(page("انهيار مبنى", ("قتل شخص.",)), "less text than the feed itself gives", id="short"),
        pytest.param("<html><body></body></html>", "no article was found on it", id="empty"),
        pytest.param(page("Harbour", (ENGLISH,)), "its text is not Arabic", id="english"),
    ],
)
async def test_a_page_without_usable_text_says_why(site, here, body, problem):
    site.routes["/feed"] = rss(item("انهيار مبنى في الساحل", "/1", "1", summary=ARTICLE[0]))
    site.routes["/1"] = body
    status, out, _ = await asyncio.to_thread(here, "feeds", "test", site.at("/feed"), "--pages", "--json", *LOOPBACK)
    (found,) = json.loads(out)["pages"]

    assert (0, "") == (status, found["text"])
    assert found["problem"].startswith(problem)


async def test_a_private_address_is_refused_by_default(newsroom, here):
    """Without --allow-private nothing on this machine is asked: exit status 1 and the reason."""
    address = feed_of(newsroom, newsroom.feeds[0][0])
    status, out, err = await asyncio.to_thread(here, "feeds", "test", address, "--json")

    assert (1, False, []) == (status, json.loads(out)["ok"], json.loads(out)["entries"])
    assert json.loads(out)["problem"]
    assert "127.0.0.1" in err


async def test_a_page_is_no_feed(newsroom, here):
    """HTML where a feed was expected is named, not "0 entries"."""
    status, out, _ = await asyncio.to_thread(here, "feeds", "test", newsroom.origin + "/", "--json", *LOOPBACK)

    assert 1 == status
    assert "HTML" in json.loads(out)["problem"] or "html" in json.loads(out)["problem"]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("wakala", "wakala: no host: address refused: it does not begin with http:// or https://. Give the address"),
        ("http://127.0.0.1/", "http://127.0.0.1/: 127.0.0.1: 127.0.0.1 refused by the guard: not a public address"),
    ],
)
def test_a_site_that_cannot_be_asked_is_named_with_the_way_out(address, says, here):
    """Exit status 1, as for a site without a feed."""
    status, _, err = here("feeds", "find", address)

    assert (1, True) == (status, says in err), err


async def test_a_feed_that_never_answered_is_not_called_healthy(tmp_path, here):
    """While our own line is down nothing is held against a feed, and the list says why nothing comes."""
    config = write(tmp_path / "config", SOUND | {"marsad.toml": f'[store]\npath = "{tmp_path}/marsad.db"\n'})
    with database(tmp_path) as db:
        down = FeedState(feed="wakala", polls=1, detail="our own line seems down")
        await SqliteFeedStore(db).save_poll(down, ())
    _, out, _ = await asyncio.to_thread(here, "feeds", "list", "--config", config)

    assert "wakala  never reached  -  https://wakala.example/rss  our own line seems down\n" == out


async def test_the_error_of_an_old_address_is_not_shown_beside_the_new_one(tmp_path, here):
    """Also where marsad has not run since; what it last read stays."""
    config = write(tmp_path / "config", SOUND | {"marsad.toml": f'[store]\npath = "{tmp_path}/marsad.db"\n'})
    (feed,) = load(config).config.feeds
    known = FeedState(feed="wakala", polls=9, last_poll=DAY, last_success=DAY - timedelta(days=1))
    gone = replace(known_of(feed, known), state="failing", reason="http_4xx", detail="wakala.example: HTTP 404")
    with database(tmp_path) as db:
        await SqliteFeedStore(db).save_poll(gone, ())
    _, before, _ = await asyncio.to_thread(here, "feeds", "list", "--config", config)
    moved = SOUND["feeds.d/base.toml"].replace("example/rss", "example/new.xml")
    write(config, {"feeds.d/base.toml": moved})
    _, after, _ = await asyncio.to_thread(here, "feeds", "list", "--config", config)

    read = (DAY - timedelta(days=1)).isoformat()
    assert f"wakala  failing  {read}  https://wakala.example/rss  wakala.example: HTTP 404\n" == before
    assert f"wakala  changed, not polled since  {read}  https://wakala.example/new.xml  -\n" == after


async def test_a_list_has_the_feeds_of_every_shard(tmp_path, here):
    """Each ingest process keeps a file of its own; of a feed that another one read before, the last poll counts."""
    feeds = "".join(
        f'[[feed]]\nid = "{name}"\nurl = "https://{name}.example/rss"\npublisher = "{name}"\n'
        for name in ("sahel", "jabal", "wadi", "raml")
    )
    settings = f'[store]\npath = "{tmp_path}/news[1].db"\n'
    config = write(tmp_path / "config", SOUND | {"marsad.toml": settings, "feeds.d/base.toml": feeds})
    polled = {
        ALL_FEEDS: {"sahel": "failing"},
        Shard(0, 2): {"sahel": "healthy", "jabal": "failing"},
        Shard(1, 2): {"wadi": "silent"},
    }
    for days, (shard, states) in enumerate(polled.items()):
        at = DAY + timedelta(days=days)
        ingest = Ingest(lambda: load(config), directory=config, shard=shard)
        for feed, state in states.items():
            read = FeedState(feed=feed, polls=1, state=state, last_poll=at, last_success=at)
            await SqliteFeedStore(ingest.database).save_poll(read, ())
        ingest.database.close()
    _, out, _ = await asyncio.to_thread(here, "feeds", "list", "--config", config, "--json")

    assert {"sahel": "healthy", "jabal": "failing", "wadi": "silent", "raml": "never polled"} == {
        row["id"]: row["state"] for row in map(json.loads, out.splitlines())
    }


async def test_the_feed_of_a_site_is_found_as_a_table(newsroom, here):
    """The printed [[feed]] tables are TOML that can be pasted."""
    publisher = newsroom.feeds[0][0]
    site = f"{newsroom.origin_of(publisher)}/{publisher}/"
    status, out, err = await asyncio.to_thread(here, "feeds", "find", site, *LOOPBACK)

    assert 0 == status, err
    found = tomllib.loads(out)["feed"]
    assert feed_of(newsroom, publisher) in [table["url"] for table in found]
    assert [["127.0.0.0/8"]] * len(found) == [table["allow_private"] for table in found], "else the feed is blocked"


async def test_a_private_site_is_refused_with_the_option_that_allows_it(newsroom, here):
    """What a table calls allow_private is --allow-private on a command line."""
    status, _, err = await asyncio.to_thread(here, "feeds", "find", feed_of(newsroom, newsroom.feeds[0][0]))

    assert (1, True) == (status, "--allow-private" in err), err


def test_opml_goes_out_and_comes_in(tmp_path, here):
    """Every shipped feed survives export and import."""
    status, opml, _ = here("feeds", "export", "--config", ROOT / "config")
    (tmp_path / "feeds.opml").write_text(opml)
    again, tables, _ = here("feeds", "import", tmp_path / "feeds.opml")
    _, listed, _ = here("feeds", "list", "--config", ROOT / "config", "--json")

    assert (0, 0) == (status, again)
    assert sorted({json.loads(line)["url"] for line in listed.splitlines()}) == sorted(
        table["url"] for table in tomllib.loads(tables)["feed"]
    )


def test_a_missing_opml_file_is_named(tmp_path, here):
    """Exit status 1 and the name of the file."""
    status, _, err = here("feeds", "import", tmp_path / "none.opml")

    assert 1 == status
    assert "none.opml" in err
