"""A FeedStore as a plain model: dicts that do what the port's contract says, and nothing more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec.structs import replace

from marsad.errors import StoreFull
from marsad.ports import Entry, FeedState, Known
from marsad.records import Article, DeadLetter


class MemoryStore:
    """`articles` is the log, each (id, revision) once. `full` makes every write fail as a full disk does."""

    def __init__(self) -> None:
        self.saved_states: dict[str, FeedState] = {}
        self.saved: dict[tuple[str, str], Known] = {}
        self.seen: dict[tuple[str, str], datetime] = {}
        self.waiting: dict[tuple[str, str], Entry] = {}
        self.articles: list[Article] = []
        self.letters: list[DeadLetter] = []
        self.full = False

    async def states(self) -> dict[str, FeedState]:
        """Return all states."""
        return dict(self.saved_states)

    async def known(self, feed: str, keys: Sequence[str]) -> dict[str, Known]:
        """Return what is known."""
        return {key: self.saved[feed, key] for key in keys if (feed, key) in self.saved}

    async def save_poll(
        self, state: FeedState, entries: Sequence[Entry], *, skipped: Sequence[Entry] = (), present: Sequence[str] = ()
    ) -> None:
        """Keep a state and its entries."""
        self._writable()
        self.saved_states[state.feed] = state
        for entry in (*entries, *skipped):
            self.saved[entry.feed, entry.key] = Known.of(entry)
            self.seen[entry.feed, entry.key] = entry.seen
            self.waiting.pop((entry.feed, entry.key), None)
        for entry in entries:
            self.waiting[entry.feed, entry.key] = entry
        for key in present:
            if (state.feed, key) in self.seen and state.last_poll:
                self.seen[state.feed, key] = state.last_poll

    async def pending(self, now: datetime, limit: int) -> list[Entry]:
        """Return what is due, oldest first."""
        due = [entry for entry in self.waiting.values() if (entry.not_before or entry.seen) <= now]
        return sorted(due, key=lambda entry: (entry.not_before or entry.seen, entry.feed, entry.key))[:limit]

    async def publish(self, entry: Entry, article: Article, *, again: datetime | None = None) -> None:
        """Log an article once and finish its entry, or put it off."""
        self._writable()
        if (article.id, article.revision) not in {(known.id, known.revision) for known in self.articles}:
            self.articles.append(article)
        if again is None:
            self._finish(entry)
        else:
            await self.postpone(entry, again)

    async def postpone(self, entry: Entry, again: datetime) -> None:
        """Put an entry off."""
        self._writable()
        if self._is_saved(entry):
            self.waiting[entry.feed, entry.key] = replace(entry, not_before=again)

    async def bury(self, letter: DeadLetter, entry: Entry | None = None) -> bool:
        """Keep a letter, the first of its place."""
        self._writable()
        kept = (letter.stage, letter.place) not in {(known.stage, known.place) for known in self.letters}
        if kept:
            self.letters.append(letter)
        if entry is not None:
            self._finish(entry)
        return kept

    async def prune(self, before: datetime, polled: Collection[str]) -> int:
        """Forget what is old and finished, of feeds that were read since, and feeds that nobody polled since."""
        read = {feed for (feed, _), seen in self.seen.items() if seen >= before}
        old = [n for n, seen in self.seen.items() if seen < before and n not in self.waiting and n[0] in read]
        for name in old:
            del self.seen[name], self.saved[name]
        for feed, state in list(self.saved_states.items()):
            if feed not in polled and state.last_poll and state.last_poll < before:
                left = [name for name in self.seen if name[0] == feed]
                old += left
                for name in left:
                    del self.seen[name], self.saved[name]
                    self.waiting.pop(name, None)
                del self.saved_states[feed]
        return len(old)

    def _finish(self, entry: Entry) -> None:
        if self._is_saved(entry):
            self.waiting.pop((entry.feed, entry.key), None)

    def _is_saved(self, entry: Entry) -> bool:
        known = self.saved.get((entry.feed, entry.key))
        return known is not None and known.mark == entry.mark

    def _writable(self) -> None:
        if self.full:
            raise StoreFull("no space left")
