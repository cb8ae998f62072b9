"""What does the store say of a story or an article that somebody names? Read only, beside a running marsad."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from marsad.identity import article_id
from marsad.ports import Source
from marsad.records import Decision, Footprint, decode
from marsad.stores.aliases import current
from marsad.stores.database import Reader

NAMED_MAX = 9  # ids that one beginning may stand for before the rest is left out
_TOP = "\U0010ffff"  # behind everything that begins alike


class Kept(NamedTuple):
    """One revision of an article as the desk has it, and as deciding does: None when it has forgotten, or never had it."""

    source: Source
    story: str
    footprint: Footprint | None
    decision: Decision | None
    place: int  # in the order of deciding, -1 when it is forgotten


_KEPT = (
    "select s.value, s.story, m.footprint, m.decision, coalesce(m.n, -1) from source s"
    " left join memory m on m.article = s.article and m.revision = s.revision"
)


class SqliteArchive:
    """Stories and articles by name, in one SQLite file."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def stories(self, beginning: str) -> list[str]:
        """Return the stories of which an id begins so, at most NAMED_MAX: the id of one that was merged finds the other."""

        def work(db: sqlite3.Connection) -> list[str]:
            query = (
                "select story from source where story >= ?1 and story < ?2 union"
                " select story from story_alias where story >= ?1 and story < ?2 order by 1 limit ?3"
            )
            found = db.execute(query, (beginning, beginning + _TOP, NAMED_MAX)).fetchall()
            return list(dict.fromkeys(current(db, story) for (story,) in found))

        return await self._reader.read(work)

    async def articles(self, name: str) -> list[str]:
        """Return the ids of articles that `name` may mean: an address, however it is written, or the beginning of an id."""

        def work(db: sqlite3.Connection) -> list[str]:
            known = "select distinct article from source where article >= ? and article < ? order by article limit ?"
            id_ = article_id(url=name, feed="", guid="", publisher="", title="", day="")
            for begins, ends in ((id_, id_ + " "), (name, name + _TOP)):
                if found := [article for (article,) in db.execute(known, (begins, ends, NAMED_MAX))]:
                    return found
            other = "select distinct article from source where json_extract(cast(value as text), '$.url') = ? limit ?"
            return [article for (article,) in db.execute(other, (name, NAMED_MAX))]

        return await self._reader.read(work)

    async def members(self, story: str) -> list[Kept]:
        """Return what is kept of the articles of a story, in the order of their arrival."""
        return await self._kept(f"{_KEPT} where s.story = ? order by s.n", story)

    async def revisions(self, article: str) -> list[Kept]:
        """Return what is kept of an article, the first revision first."""
        return await self._kept(f"{_KEPT} where s.article = ? order by s.n", article)

    async def remembered(self, before: int) -> list[tuple[Footprint, Decision]]:
        """Return what deciding remembers of the time before the place `before`, in its order."""
        query = "select footprint, decision from memory where n < ? order by n"

        def work(db: sqlite3.Connection) -> list[tuple[Footprint, Decision]]:
            rows = db.execute(query, (before,))
            return [(decode(footprint, Footprint), decode(decision, Decision)) for footprint, decision in rows]

        return await self._reader.read(work)

    async def _kept(self, query: str, name: str) -> list[Kept]:
        return await self._reader.read(lambda db: [_row(*row) for row in db.execute(query, (name,))])


def _row(source: bytes, story: str, footprint: bytes | None, decision: bytes | None, place: int) -> Kept:
    return Kept(
        decode(source, Source),
        story,
        decode(footprint, Footprint) if footprint else None,
        decode(decision, Decision) if decision else None,
        place,
    )
