"""One article as rules see it: its attributes, what was found in it, and where words and sentences lie.

Positions are worked out when the first rule asks: most articles never need them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any

from marsad.records import Article, Event, Field, Hit, Mention
from marsad.text import sentences, words
from processors.findings import Findings, findings_of
from processors.sport import sport_share

_LEAD = 2  # sentences
_NOTHING = findings_of(())


Span = tuple[int, int]


class Layout:
    """Where the words and sentences of one field lie."""

    def __init__(self, text: str, split: Callable[[str], list[Span]]) -> None:
        """Take a field and how it is split into sentences."""
        self.text = text
        self._split = split

    @cached_property
    def sentences(self) -> list[Span]:
        """(start, end) of each sentence."""
        return self._split(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The folded words in order."""
        return words(self.text).folded

    @cached_property
    def lead_end(self) -> int:
        """The offset at which the first two sentences end."""
        return self.sentences[:_LEAD][-1][1] if self.sentences else 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the first and last word of text[start:end]."""
        first = bisect_right(self.word_starts, start) - 1
        return max(first, 0), max(bisect_left(self.word_starts, end) - 1, first, 0)

    def sentence(self, start: int) -> int:
        """Return the number of the sentence in which `start` lies."""
        return max(bisect_right(self._sentence_starts, start) - 1, 0)

    @cached_property
    def word_starts(self) -> list[int]:
        """The offset at which each word starts."""
        return words(self.text).starts

    @cached_property
    def word_ends(self) -> list[int]:
        """The offset behind each word."""
        return words(self.text).ends

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]


def _one(title: str) -> list[Span]:
    """Take a headline as one sentence, whatever dots stand between its parts."""
    return [(0, len(title))]


class Document:
    """An article with its hits and mentions; immutable, though positions are filled in on demand."""

    def __init__(
        self,
        article: Article,
        findings: Findings[Any] = _NOTHING,
        mentions: Sequence[Mention] = (),
        events: Sequence[Event] = (),
    ) -> None:
        """Take an article with the keywords and the actors found in its title and body, and who did what to whom."""
        self.article = article
        self.findings = findings
        self.mentions = tuple(mentions)
        self.events = tuple(events)
        self._layouts = {"title": Layout(article.title, _one), "text": Layout(article.body, sentences)}

    def layout(self, field: Field) -> Layout:
        """Return where words and sentences of `field` lie."""
        return self._layouts[field]

    def zone(self, found: Hit | Mention) -> str:
        """Return in which part of the article something was found: title, lead or text."""
        return self.zone_at(found.field, found.start)

    def zone_at(self, field: Field, start: int) -> str:
        """Return in which part of the article an offset lies."""
        if field == "title":
            return "title"
        return "lead" if start < self._layouts["text"].lead_end else "text"

    def keywords_in(self, zones: Collection[str]) -> frozenset[str]:
        """Return the keywords said in one of `zones` (title, lead, text; the lead is in the text), in any where there are none."""
        said: set[str] = set()
        if not zones or "title" in zones:
            said.update(self.findings.names("title"))
        if not zones or "text" in zones:
            said.update(self.findings.names("text"))
        elif "lead" in zones:
            said |= self.findings.early(self._layouts["text"].lead_end)
        return frozenset(said)

    @cached_property
    def sport(self) -> float:
        """The share of sports words in title and text."""
        return sport_share([*self._layouts["title"].words, *self._layouts["text"].words])
