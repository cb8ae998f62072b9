"""The shipped corpus as the stages see it, analysed once for all tests of a process."""

from __future__ import annotations

from functools import cache

from marsad.demo.corpus import Piece, shipped_corpus
from marsad.identity import article_id, revision_of
from marsad.records import Analysis, Article
from processors.pipeline import analyse
from tests.shipped import watch


def article(piece: Piece) -> Article:
    """The article a poll would have made of a piece, seen when it was published."""
    publisher = piece.publisher or ""
    id_ = article_id(url=piece.url, feed="", guid="", publisher=publisher, title=piece.title, day="")
    return Article(
        id=id_, revision=revision_of(piece.title, piece.text), url=piece.url, title=piece.title, text=piece.text,
        seen=piece.published, published=piece.published, publisher=publisher, feed=piece.feed or "",
    )  # fmt: skip


@cache
def analyses() -> tuple[Analysis, ...]:
    """All analyses under the shipped configuration, in the order of publication."""
    return tuple(analyse(each, watch()) for each in sorted(map(article, shipped_corpus()), key=lambda each: each.at))
