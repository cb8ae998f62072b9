"""What was read can be found again by any form of its words; hits that opened no case are kept with their reason."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from marsad.config.models import Keyword
from marsad.records import Article, Quiet, encode
from marsad.stores.database import Database
from marsad.stores.history import SqliteHistory, add_decided, add_quiet, expire
from marsad.stores.log import SqliteLog
from processors.morphology import expand
from tests.contract.stores import database, decision, minute
from tests.contract.test_desk import alert


@pytest.fixture
def store(tmp_path) -> Iterator[Database]:
    with database(tmp_path) as opened:
        yield opened


@pytest.fixture
def history(store: Database) -> SqliteHistory:
    return SqliteHistory(store, lambda word: expand(Keyword(key=word)).event)


async def publish(
    store: Database, name: str, title: str, text: str = "", *, n: int = 0, revision: str = "r", feed: str = ""
) -> None:
    article = Article(
        id=name, revision=revision, url=f"https://a.example/{name}", title=title, text=text, seen=minute(n),
        publisher="mashriq", feed=feed,
    )  # fmt: skip
    await store.write(lambda db: SqliteLog(db).append("articles", name + revision, encode(article), at=article.at))


async def take_all(history: SqliteHistory) -> None:
    while await history.catch_up():
        pass


async def found(history: SqliteHistory, query: str) -> list[str]:
    return [each.article for each in (await history.search(query))[0]]


async def test_a_word_is_found_in_all_its_forms(store: Database, history: SqliteHistory) -> None:
    """With clitics, as a verb, in another spelling; the newest read comes first."""
    await publish(store, "a", "المقاتلون سيطروا على البلدة")
    await publish(store, "b", "بيان الحكومة", "وأدت السيطرة على الطريق إلى قطع الإمداد.")
    await publish(store, "c", "أمطار غزيرة على الساحل")
    await take_all(history)

    assert ["b", "a"] == await found(history, "سيطرة")
    assert ["a"] == await found(history, "سيطرة البلدة")
    assert [] == await found(history, "زلزال")


async def test_quotation_marks_ask_for_words_side_by_side(store: Database, history: SqliteHistory) -> None:
    """As they are; an operator of the index is a word like any other."""
    await publish(store, "a", "مطار العاصمة الدولي يستأنف رحلاته")
    await publish(store, "b", "العاصمة تفتح المطار")
    await take_all(history)

    assert ["a"] == await found(history, "«مطار العاصمة»")
    assert [] == await found(history, 'NEAR( OR * title: "')
    assert [] == await found(history, "   ")


async def test_what_was_found_is_marked_in_the_original(store: Database, history: SqliteHistory) -> None:
    """Offsets count in the text as given, vowel signs and all."""
    await publish(store, "a", "خبر", "وقعت الغارةُ فجراً")
    await take_all(history)
    (only,), _ = await history.search("غارة")

    assert ["الغارةُ"] == [only.body[start:end] for start, end in only.spans]


async def test_a_corrected_article_is_found_by_what_it_says_now(store: Database, history: SqliteHistory) -> None:
    """The index forgets the words it said before."""
    await publish(store, "a", "انفجار في المرفأ")
    await take_all(history)
    await publish(store, "a", "حريق في المرفأ", revision="r2")
    await take_all(history)

    assert [] == await found(history, "انفجار")
    assert ["a"] == await found(history, "حريق")


async def test_pages_continue_where_the_last_one_ended(store: Database, history: SqliteHistory) -> None:
    """Nothing twice, nothing left out."""
    for n in range(7):
        await publish(store, f"a{n}", "هجوم على حاجز", n=n)
    await take_all(history)
    pages, before = [], 0
    while not pages or before:
        page, before = await history.search("هجوم", before=before, limit=3)
        pages.append([each.article for each in page])

    assert [["a6", "a5", "a4"], ["a3", "a2", "a1"], ["a0"]] == pages


async def test_hits_that_opened_no_case_are_kept_once(store: Database, history: SqliteHistory) -> None:
    """With rule and reason; a redelivery adds nothing."""
    quiet = decision("x", quiet=(Quiet(rule="attack", why="cooldown"),), title="هجوم على حاجز")
    for _ in range(2):
        await store.write(lambda db: add_quiet(db, quiet))
    (row,) = await history.suppressed(rule="attack")

    assert ("cooldown", "هجوم على حاجز") == (row.why, row.title)
    assert [("attack", 1)] == await history.suppressed_by_rule()
    assert [] == await history.suppressed(rule="other")


async def test_the_log_brings_decisions_too(store: Database, history: SqliteHistory) -> None:
    """One position for each topic; asking again when nothing came writes nothing."""
    quiet = decision("x", quiet=(Quiet(rule="attack", why="cooldown"),))
    await store.write(lambda db: SqliteLog(db).append("stories", "x", encode(quiet), at=quiet.at))

    assert (1, 0) == (await history.catch_up(), await history.catch_up())
    assert 1 == len(await history.suppressed())


async def test_a_desk_without_texts_finds_what_decisions_say(store: Database, history: SqliteHistory) -> None:
    """The headline and what alerts quote; a later revision takes the place of the earlier, a redelivery changes nothing."""
    quoting = msgspec.structs.replace(alert("attack", "s", 2), sentence="وأدى القصف إلى قطع الطريق.")
    first = decision("a", story="s", title="هدوء في البلدة", at=minute(1), feed="mashriq-main")
    later = decision(
        "a", "r2", story="s", title="المقاتلون سيطروا على البلدة", at=minute(2), alerts=(quoting,), feed="mashriq-main"
    )
    for decided in (first, later, later, first):
        await store.write(lambda db, decided=decided: add_decided(db, decided))

    assert (["a"], ["a"], []) == tuple([await found(history, query) for query in ("سيطرة", "قصف", "هدوء")])
    ((one,), _) = await history.search("قصف")
    assert "وأدى القصف إلى قطع الطريق." == one.body
    assert {"mashriq-main": [1]} == await history.rhythm(minute(2), 1)


async def test_what_is_old_leaves_index_and_list(store: Database, history: SqliteHistory) -> None:
    """Step by step."""
    await publish(store, "old", "هجوم على حاجز", n=0)
    await publish(store, "new", "هجوم على جسر", n=60)
    await take_all(history)

    def work(db: sqlite3.Connection) -> tuple[int, int]:
        return expire(db, minute(30).timestamp(), 10), expire(db, minute(30).timestamp(), 10)

    assert (1, 0) == await store.write(work)
    assert ["new"] == await found(history, "هجوم")


async def test_an_article_dated_long_ago_is_found_for_as_long_as_one_of_today(
    store: Database, history: SqliteHistory
) -> None:
    """Age counts from when it was read; that of a file of an earlier layout from its date, it has no other."""
    old = Article(
        id="old", revision="r", url="https://a.example/old", title="هجوم على حاجز", seen=minute(40),
        published=minute(0) - timedelta(days=400), publisher="mashriq",
    )  # fmt: skip
    await store.write(lambda db: SqliteLog(db).append("articles", "old", encode(old), at=old.seen))
    await publish(store, "new", "هجوم على جسر", n=60)
    await take_all(history)
    kept = await store.write(lambda db: expire(db, minute(30).timestamp(), 10))
    gone = await store.write(lambda db: expire(db, minute(50).timestamp(), 10))
    await store.write(lambda db: db.execute("update found set seen = 0").rowcount)

    assert (0, 1, 1) == (kept, gone, await store.write(lambda db: expire(db, minute(61).timestamp(), 10)))


async def test_words_nobody_says_any_more_are_forgotten(store: Database, history: SqliteHistory) -> None:
    """By retention and by a correction; what another article says stays."""
    await publish(store, "old", "هجوم على حاجز", n=0)
    await publish(store, "new", "هجوم على جسر", n=60)
    await publish(store, "new", "هجوم على نفق", n=60, revision="s")
    await take_all(history)

    def said(db: sqlite3.Connection) -> list[str]:
        return [word for (word,) in db.execute("select word from said order by word")]

    before = await store.read(said)
    await store.write(lambda db: expire(db, minute(30).timestamp(), 10))

    assert ["حاجز", "علي", "نفق", "هجوم"] == before
    assert ["علي", "نفق", "هجوم"] == await store.read(said)


async def test_the_rhythm_of_a_feed_is_its_new_articles_by_the_hour(store: Database, history: SqliteHistory) -> None:
    """The present hour last; a correction is nothing new; a feed without any in that time is left out."""
    await publish(store, "a", "خبر أول", n=0, feed="mashriq-all")
    await publish(store, "b", "خبر ثان", n=61, feed="mashriq-all")
    await publish(store, "c", "خبر ثالث", n=62, feed="mashriq-all")
    await publish(store, "c", "خبر ثالث مصحح", n=63, revision="s", feed="mashriq-all")
    await take_all(history)

    assert {"mashriq-all": [0, 1, 2]} == await history.rhythm(minute(90), 3)
    assert {} == await history.rhythm(minute(600), 3)
