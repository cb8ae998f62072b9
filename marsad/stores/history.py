"""The past in the desk's SQLite file: an index of folded words over the log, and hits that opened no case.

The index follows the log behind a position of its own, in steps, so that taking an article in costs nothing where
articles are decided. It holds no text: what an article said is kept beside it, packed.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from marsad.inquiry import Found, Suppressed
from marsad.ports import Topic
from marsad.records import Article, Decision, decode, encode
from marsad.stores.database import Database
from marsad.stores.log import SqliteLog
from marsad.text import Token, tokens

STEP = 50  # records a transaction: other writers wait no longer than for these
QUERY_CHARS = 200
TERMS_MAX = 8
SUPPRESSED_A_DAY = 200  # rows kept for a rule and day
HOUR_S = 3600
RHYTHM_HOURS = 7 * 24  # kept of each feed
_RHYTHM = "insert into rhythm (feed, hour, articles) values (?, ?, 1) on conflict do update set articles = articles + 1"
_FOLLOWER = "history"
_PHRASE = re.compile(r"[\"«“]([^\"»”]+)[\"»”]?|([^\s\"«“]+)")
_FOUND = (
    "select f.n, f.value, (select s.story from source s where s.article = f.article limit 1) from found f where f.n in"
)

Forms = Callable[[str], Iterable[str]]


class SqliteHistory:
    """marsad.inquiry.History on a Database. `forms` gives the forms of a word; its own spelling counts always."""

    def __init__(self, database: Database, forms: Forms) -> None:
        self._database, self._forms = database, forms

    async def search(self, query: str, *, before: int = 0, limit: int = 30) -> tuple[list[Found], int]:
        """Return articles that say every word of `query` in any of its forms, last read first, and where to go on."""
        wanted = [ways for term in _terms(query) if (ways := self._wanted(*term))]

        def work(db: sqlite3.Connection) -> tuple[list[Found], int]:
            terms = [_said(db, ways) for ways in wanted]
            if not terms or not all(terms):
                return [], 0
            asked = " AND ".join(f"({' OR '.join(_quoted(way) for way in term)})" for term in terms)
            rows = db.execute(
                "select rowid from words where words match ? and rowid < ? order by rowid desc limit ?",
                (asked, before or (1 << 62), limit + 1),
            ).fetchall()
            numbers = [n for (n,) in rows[:limit]]
            places = ",".join("?" * len(numbers))
            kept = {n: _marked(value, story, terms) for n, value, story in db.execute(f"{_FOUND} ({places})", numbers)}
            return [kept[n] for n in numbers if n in kept], numbers[-1] if len(rows) > limit else 0

        return await self._database.read(work)

    async def suppressed(self, *, rule: str = "", before: int = 0, limit: int = 50) -> list[Suppressed]:
        """Return hits that opened no case, last first."""
        query = (
            "select n, rule, article, story, why, title, url, publisher, at from suppressed"
            " where (?1 = '' or rule = ?1) and (?2 = 0 or n < ?2) order by n desc limit ?3"
        )
        return await self._database.read(
            lambda db: [_suppressed(row) for row in db.execute(query, (rule, before, limit))]
        )

    async def suppressed_by_rule(self) -> list[tuple[str, int]]:
        """Return how many hits of each rule opened no case, most first."""
        query = "select rule, count(*) from suppressed group by rule order by 2 desc, 1"
        return await self._database.read(lambda db: [(str(rule), int(n)) for rule, n in db.execute(query)])

    async def rhythm(self, now: datetime, hours: int) -> dict[str, Sequence[int]]:
        """Return, by feed, how many new articles came in each of the last hours, the present one last."""
        last = int(now.timestamp() // HOUR_S)

        def work(db: sqlite3.Connection) -> dict[str, Sequence[int]]:
            found: dict[str, list[int]] = {}
            rows = db.execute(
                "select feed, hour, articles from rhythm where hour between ? and ?", (last - hours + 1, last)
            )
            for feed, hour, articles in rows:
                found.setdefault(feed, [0] * hours)[hour - last + hours - 1] = articles
            return dict(found)

        return await self._database.read(work)

    async def catch_up(self) -> int:
        """Take in the next of what was read since; return how many records."""

        def waits(db: sqlite3.Connection) -> bool:
            log = SqliteLog(db)
            return any(log.waiting(_FOLLOWER, topic) for topic in _TAKES)

        # Asked on the reading connection: a quiet hour must not write.
        return await self._database.write(take_in) if await self._database.read(waits) else 0

    def _wanted(self, phrase: bool, words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
        """Return the ways to say a term: a phrase one way, a word in all its forms."""
        if phrase or len(words) != 1:
            return frozenset({words}) if words else frozenset()
        return frozenset((form,) for form in {words[0], *self._forms(words[0])})


def take_in(db: sqlite3.Connection) -> int:
    """Take a step of each topic, inside the caller's transaction; return how many records."""
    log, taken = SqliteLog(db), 0
    for topic, take in _TAKES.items():
        rows = log.read(topic, log.position(_FOLLOWER, topic), STEP)
        for row in rows:
            take(db, row.value)
        if rows:
            log.advance(_FOLLOWER, topic, rows[-1].offset)
        taken += len(rows)
    return taken


def add_article(db: sqlite3.Connection, article: Article) -> None:
    """Put an article into the index; a later revision takes the place of the earlier."""
    kept = Found(
        article=article.id, title=article.title, url=article.url, publisher=article.publisher, at=article.at,
        published=article.published, feed=article.feed, section=article.section, body=article.body,
    )  # fmt: skip
    _put(db, kept, article.feed, article.seen)


def add_decided(db: sqlite3.Connection, decision: Decision) -> None:
    """Put what a decision says of its article into the index, headline and quoted sentences, until its text comes.

    One that is said again takes neither the place of a later one nor that of the text.
    """
    row = db.execute("select value from found where article = ?", (decision.article,)).fetchone()
    known = unpacked(row[0]) if row else None
    if known and not (known.quoted and known.at <= decision.at):
        return
    quoted = dict.fromkeys(alert.sentence for alert in decision.alerts if alert.sentence)
    kept = Found(
        article=decision.article, title=decision.title, url=decision.url, publisher=decision.publisher, at=decision.at,
        body="\n".join(quoted), quoted=True,
    )  # fmt: skip
    _put(db, kept, decision.feed, decision.seen)


def _put(db: sqlite3.Connection, kept: Found, feed: str, seen: datetime) -> None:
    gone = forget(db, "article = ?", (kept.article,))
    cursor = db.execute(
        "insert into found (article, at, value, seen) values (?, ?, ?, ?)",
        (kept.article, kept.at.timestamp(), zlib.compress(encode(kept), 1), seen.timestamp()),
    )
    title, body = _folded(kept)
    db.execute("insert into words (rowid, title, body) values (?, ?, ?)", (cursor.lastrowid, title, body))
    words = sorted({*title.split(), *body.split()})
    db.executemany("insert or ignore into said (word) values (?)", [(word,) for word in words])
    _unsay(db, gone.words.difference(words))
    if not gone.articles:
        db.execute(_RHYTHM, (feed, int(seen.timestamp() // HOUR_S)))


def add_quiet(db: sqlite3.Connection, decision: Decision) -> None:
    """Keep the hits of a decision that opened no case; of a rule and day the first `SUPPRESSED_A_DAY`."""
    moment = decision.at.timestamp()
    for quiet in decision.quiet:
        db.execute(
            "insert or ignore into suppressed (rule, article, story, why, title, url, publisher, at, seen)"
            " select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?10 where (select count(*) from suppressed where rule = ?1"
            " and at between ?8 - 86400 and ?8) < ?9",
            (
                quiet.rule, decision.article, decision.story, quiet.why, decision.title, decision.url,
                decision.publisher, moment, SUPPRESSED_A_DAY, decision.seen.timestamp(),
            ),
        )  # fmt: skip


class Gone(NamedTuple):
    """What left the index: how many articles, and the words they said."""

    articles: int
    words: set[str]


def forget(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> Gone:
    """Take articles that `where` (our own SQL) selects out of the index; return what left it."""
    words = set[str]()
    rows = db.execute(f"select n, value from found where {where}", values).fetchall()  # noqa: S608 - our own words
    for n, value in rows:
        # An index without text has to be told what it held.
        title, body = _folded(unpacked(value))
        db.execute("insert into words (words, rowid, title, body) values ('delete', ?, ?, ?)", (n, title, body))
        db.execute("delete from found where n = ?", (n,))
        words.update(title.split(), body.split())
    return Gone(len(rows), words)


def _unsay(db: sqlite3.Connection, words: Iterable[str]) -> None:
    """Drop those of `words` that no article in the index says any more."""
    listed = json.dumps(list(words), ensure_ascii=False)
    db.execute(
        "delete from said where word in (select value from json_each(?)) and not exists"
        " (select 1 from words where words match '\"' || said.word || '\"')",
        (listed,),
    )


def _take_article(db: sqlite3.Connection, value: bytes) -> None:
    add_article(db, decode(value, Article))


def _take_decision(db: sqlite3.Connection, value: bytes) -> None:
    decision = decode(value, Decision)
    if decision.quiet:
        add_quiet(db, decision)


_TAKES: dict[Topic, Callable[[sqlite3.Connection, bytes], None]] = {
    "articles": _take_article,
    "stories": _take_decision,
}


def unpacked(value: bytes) -> Found:
    """Return what the table `found` keeps of an article."""
    return decode(zlib.decompress(value), Found)


def _folded(kept: Found) -> tuple[str, str]:
    return " ".join(t.folded for t in tokens(kept.title)), " ".join(t.folded for t in tokens(kept.body))


def _terms(query: str) -> Iterator[tuple[bool, tuple[str, ...]]]:
    """Yield (is a phrase, its folded words) for the first terms of a query."""
    for n, found in enumerate(_PHRASE.finditer(query[:QUERY_CHARS])):
        if n == TERMS_MAX:
            return
        yield bool(found[1]), tuple(t.folded for t in tokens(found[1] or found[2]))


def _said(db: sqlite3.Connection, ways: frozenset[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """Return those of `ways` whose words were ever said: of some thousand forms a few dozen, and the index is asked less."""
    words = json.dumps(list({word for way in ways for word in way}), ensure_ascii=False)
    known = {
        word for (word,) in db.execute("select word from said where word in (select value from json_each(?))", (words,))
    }
    return frozenset(way for way in ways if known.issuperset(way))


def _quoted(words: tuple[str, ...]) -> str:
    return f'"{" ".join(words)}"'  # folded words hold letters and digits only


def _marked(value: bytes, story: str | None, terms: list[frozenset[tuple[str, ...]]]) -> Found:
    """Return what was kept with the places of the words asked for, in the spelling of the article."""
    kept = unpacked(value)
    ways = frozenset().union(*terms)
    return msgspec.structs.replace(
        kept, story=story or "", heads=_places(tokens(kept.title), ways), spans=_places(tokens(kept.body), ways)
    )


def _places(said: list[Token], ways: frozenset[tuple[str, ...]]) -> tuple[tuple[int, int], ...]:
    alone = {way[0] for way in ways if len(way) == 1}
    found = [(token.start, token.end) for token in said if token.folded in alone]
    for way in ways:
        if len(way) > 1:
            ends = range(len(way), len(said) + 1)
            spans = [said[end - len(way) : end] for end in ends]
            found += [(span[0].start, span[-1].end) for span in spans if tuple(t.folded for t in span) == way]
    return tuple(sorted(found))


def _suppressed(row: tuple[object, ...]) -> Suppressed:
    n, rule, article, story, why, title, url, publisher, at = row
    return Suppressed(
        n=n,  # type: ignore[arg-type]
        rule=str(rule),
        article=str(article),
        story=str(story),
        why=str(why),
        title=str(title),
        url=str(url),
        publisher=str(publisher),
        at=datetime.fromtimestamp(float(at), UTC),  # type: ignore[arg-type]
    )


def expire(db: sqlite3.Connection, before: float, step: int) -> int:
    """Drop what was last seen before `before` (unix seconds), at most `step` of each; return how many."""
    old = "at < ?1 and seen < ?1"  # nothing is seen ahead of its event time, which an older layout has alone
    gone = forget(db, f"{old} limit ?2", (before, step))
    _unsay(db, gone.words)
    db.execute("delete from rhythm where hour < (select max(hour) from rhythm) - ?", (RHYTHM_HOURS,))
    query = f"delete from suppressed where n in (select n from suppressed where {old} limit ?2)"  # noqa: S608 - our own words
    return gone.articles + db.execute(query, (before, step)).rowcount
