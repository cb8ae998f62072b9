"""Every FeedStore is a dict of entries by (feed, key), pending until finished, with states saved beside them."""

import asyncio
import tempfile
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.ports import Entry, FeedState, Known
from marsad.records import Article, DeadLetter
from marsad.stores.desk import SqliteDesk
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.log import SqliteLog
from tests.contract.stores import DAY, database, minute

KEYS = st.sampled_from("abc")
TITLES = st.sampled_from(("هجوم", "هجوم على القرية"))
CALLS = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.lists(st.tuples(KEYS, TITLES), max_size=3), st.integers(0, 9)),
        st.tuples(st.just("skip"), st.lists(st.tuples(KEYS, TITLES), max_size=2), st.integers(0, 9)),
        st.tuples(st.just("publish"), KEYS, st.none() | st.integers(0, 20)),
        st.tuples(st.just("postpone"), KEYS, st.integers(0, 20)),
        st.tuples(st.just("bury"), KEYS, st.none()),
        st.tuples(st.just("prune"), st.booleans(), st.integers(0, 9)),
    ),
    max_size=12,
)


def entry(key: str, title: str, at: int) -> Entry:
    return Entry(feed="bbc", key=key, id=f"id-{key}", url=f"https://a.example/{key}", title=title, seen=minute(at))


def article(e: Entry) -> Article:
    return Article(id=e.id, revision=e.mark, url=e.url, title=e.title, seen=e.seen)


class Model:
    """The contract in plain dicts: key -> [entry, due or None]."""

    def __init__(self):
        self.rows, self.log, self.state = {}, [], None

    def save(self, entries, *, pending):
        for e in entries:
            self.rows[e.key] = [e, (e.not_before or e.seen) if pending else None, e.seen]

    def finish(self, e):
        if e.key in self.rows and self.rows[e.key][0].mark == e.mark:
            self.rows[e.key][1] = None

    def later(self, e, again):
        if e.key in self.rows and self.rows[e.key][0].mark == e.mark:
            self.rows[e.key][0:2] = [msgspec.structs.replace(e, not_before=again), again]

    def prune(self, before, *, polled):
        read_since = any(seen >= before for _, _, seen in self.rows.values())
        gone = [key for key, (_, due, seen) in self.rows.items() if due is None and seen < before and read_since]
        if not polled and self.state and self.state.last_poll < before:
            gone, self.state = list(self.rows), None
        for key in gone:
            del self.rows[key]
        return len(gone)

    def pending(self, now):
        due = [(due, key, e) for key, (e, due, _) in self.rows.items() if due is not None and due <= now]
        return [e for _, _, e in sorted(due, key=lambda row: row[:2])]


async def apply(store, model, call, held):
    name, arg, at = call
    if name in ("save", "skip"):
        entries = list({key: entry(key, title, at) for key, title in arg}.values())
        state = FeedState(feed="bbc", etag=f"v{at}", last_poll=minute(at))
        if name == "save":
            await store.save_poll(state, entries)
        else:
            await store.save_poll(state, [], skipped=entries)
        model.save(entries, pending=name == "save")
        model.state = state
        held.update({e.key: e for e in entries})
    elif name == "prune":
        assert model.prune(minute(at), polled=arg) == await store.prune(minute(at), ["bbc"] if arg else ["other"])
    elif arg in held:
        e = msgspec.structs.replace(held[arg], attempt=held[arg].attempt + 1)
        if name == "publish":
            again = minute(at) if at is not None else None
            await store.publish(e, article(e), again=again)
            model.log.append(f"{e.id}:{e.mark}")
            model.later(e, again) if again else model.finish(e)
        elif name == "postpone":
            await store.postpone(e, minute(at))
            model.later(e, minute(at))
        else:
            await store.bury(DeadLetter(stage="extract", place="bbc", error="x", at=DAY), e)
            model.finish(e)


@settings(max_examples=40)
@given(calls=CALLS, now=st.integers(0, 20))
def test_entries_are_pending_until_finished(calls, now):
    """save_poll, publish, postpone, bury and prune agree with a dict; the log gets each article once."""

    async def play(store, db):
        model, held = Model(), {}
        for call in calls:
            await apply(store, model, call, held)
            assert ({"bbc": model.state} if model.state else {}) == await store.states()
        assert model.pending(minute(now)) == await store.pending(minute(now), 99)
        assert {key: Known.of(e) for key, (e, _, _) in model.rows.items()} == await store.known("bbc", list("abcz"))
        rows = await db.read(lambda c: SqliteLog(c).read("articles", 0, 999))
        assert list(dict.fromkeys(model.log)) == [row.key for row in rows]

    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as db:
        asyncio.run(play(SqliteFeedStore(db), db))


async def test_a_change_saved_during_the_page_fetch_stays_pending(tmp_path):
    """Only the version that was worked on is finished; the newer headline is fetched again."""
    with database(tmp_path) as db:
        store = SqliteFeedStore(db)
        old, new = entry("a", "هجوم", 0), entry("a", "هجوم على القرية", 1)
        state = FeedState(feed="bbc", last_poll=minute(1))
        await store.save_poll(state, [old])
        await store.save_poll(state, [new])
        await store.publish(old, article(old))

        assert [new] == await store.pending(minute(5), 9)


async def test_an_entry_still_in_its_feed_does_not_expire(tmp_path):
    """`present` keys keep a finished entry known, however old it is."""
    with database(tmp_path) as db:
        store = SqliteFeedStore(db)
        await store.save_poll(
            FeedState(feed="bbc", last_poll=minute(0)), [], skipped=[entry("a", "x", 0), entry("b", "x", 0)]
        )
        await store.save_poll(FeedState(feed="bbc", last_poll=minute(60)), [], present=["a"])

        assert 1 == await store.prune(minute(30), ["bbc"])
        assert ["a"] == list(await store.known("bbc", ["a", "b"]))


async def test_of_an_entry_saved_before_layout_9_its_mark_is_known(tmp_path):
    """What it was about nobody wrote down."""
    with database(tmp_path) as db:
        store, old = SqliteFeedStore(db), entry("a", "هجوم", 0)
        await store.save_poll(FeedState(feed="bbc", last_poll=minute(0)), [old])
        await db.write(lambda c: c.execute("update entry set known = null"))

        assert {"a": Known(mark=old.mark)} == await store.known("bbc", ["a"])


async def test_nothing_expires_of_a_feed_that_was_not_read_since(tmp_path):
    """It says "not modified", or is down: all it held may stand in it still, and would be news once more. Others expire."""
    with database(tmp_path) as db:
        store = SqliteFeedStore(db)
        other = msgspec.structs.replace(entry("b", "x", 0), feed="other")
        await store.save_poll(FeedState(feed="bbc", last_poll=minute(0)), [], skipped=[entry("a", "x", 0)])
        await store.save_poll(FeedState(feed="bbc", last_poll=minute(60)), [])
        await store.save_poll(FeedState(feed="other", last_poll=minute(0)), [], skipped=[other])
        later = msgspec.structs.replace(entry("c", "x", 60), feed="other")
        await store.save_poll(FeedState(feed="other", last_poll=minute(60)), [], skipped=[later])

        assert 1 == await store.prune(minute(30), ["bbc", "other"])
        assert (["a"], ["c"]) == (list(await store.known("bbc", ["a"])), list(await store.known("other", ["b", "c"])))


async def test_of_a_feed_that_nobody_polls_all_goes_when_the_last_poll_is_as_long_ago_as_what_expires(tmp_path):
    """Until then nothing: taken up again it would publish anew what it says. What waits for its return goes with the rest."""
    with database(tmp_path) as db:
        store = SqliteFeedStore(db)
        state = FeedState(feed="bbc", etag="v", last_poll=minute(60))
        await store.save_poll(state, [entry("b", "x", 0)], skipped=[entry("a", "x", 0)])

        assert (0, {"bbc": state}) == (await store.prune(minute(60), []), await store.states())
        assert (0, {"bbc": state}) == (await store.prune(minute(99), ["bbc"]), await store.states())
        assert (2, {}) == (await store.prune(minute(61), ["other"]), await store.states())
        assert ({}, []) == (await store.known("bbc", ["a", "b"]), await store.pending(minute(99), 9))


async def test_of_a_place_the_first_letter_is_kept_and_no_other(tmp_path):
    """A feed that its reader manages at every second poll must not leave its bytes on disk each time."""
    with database(tmp_path) as db:
        store = SqliteFeedStore(db)
        tries = [
            DeadLetter(stage="extract", place=place, error="reading it took too long", at=minute(at), value=value)
            for at, (place, value) in enumerate([("bbc", b"one"), ("bbc", b"two"), ("wakala", b"one"), ("bbc", b"one")])
        ]

        assert [True, False, True, False] == [await store.bury(letter) for letter in tries]
        assert [tries[2], tries[0]] == [letter for _, letter in await SqliteDesk(db).dead_letters()]


async def test_an_entry_is_finished_by_a_letter_that_is_not_kept(tmp_path):
    with database(tmp_path) as db:
        store, letter = SqliteFeedStore(db), DeadLetter(stage="extract", place="bbc", error="x", at=DAY)
        await store.save_poll(FeedState(feed="bbc", last_poll=minute(1)), [entry("a", "هجوم", 0)])
        await store.bury(letter)

        assert not await store.bury(letter, entry("a", "هجوم", 0))
        assert [] == await store.pending(minute(5), 9)
