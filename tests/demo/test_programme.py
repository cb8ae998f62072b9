"""What is public when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.demo.corpus import Piece
from marsad.demo.programme import FEED_CAP, LONGEST_SILENCE, Programme, local_path, start_of
from marsad.errors import InputError
from tests.demo.samples import START, piece

FEED = ("almashriq", "main")
moments = st.lists(st.integers(0, 3600), min_size=1, max_size=60)


@given(seconds=moments, now_s=st.integers(0, 3700))
def test_a_page_is_public_from_its_moment_on(seconds, now_s):
    """Public are exactly the pieces whose time has come."""
    programme = Programme(piece(n, after) for n, after in enumerate(seconds))
    now = START + timedelta(seconds=now_s)
    expected = {f"https://almashriq.example/{n}" for n, after in enumerate(seconds) if after <= now_s}
    assert expected == {revision.page.original for revision in programme.public(now)}
    assert len(expected) == programme.count(now)


@given(
    seconds=moments,
    urls=st.lists(st.integers(0, 20), min_size=60, max_size=60),
    naps=st.lists(st.integers(1, 100), min_size=80, max_size=80),
    window=st.integers(1, 5),
)
def test_a_reader_that_keeps_to_the_window_misses_nothing(seconds, urls, naps, window):
    """Polls at most `window_s` apart see every page, in the last version public at one of them."""
    programme = Programme(piece(urls[turn], after) for turn, after in enumerate(seconds))
    now, seen = START, {}
    for nap in naps:
        now += timedelta(seconds=nap)
        span = programme.span(FEED, now, now - timedelta(seconds=100), window)
        seen |= {revision.page: revision.number for revision in programme.items(FEED, span)}
    assert {revision.page: revision.number for revision in programme.public(now)} == seen


@given(seconds=moments, window=st.integers(1, 70), now_s=st.integers(0, 3700))
def test_a_feed_holds_at_least_its_newest_items(seconds, window, now_s):
    """However long ago, the newest `window` items stay; newest first."""
    programme = Programme(piece(n, after) for n, after in enumerate(seconds))
    now = START + timedelta(seconds=now_s)
    items = programme.items(FEED, programme.span(FEED, now, now, window))
    assert sorted((item.due for item in items), reverse=True) == [item.due for item in items]
    assert len(items) >= min(window, programme.count(now))


def test_a_feed_never_holds_more_than_its_cap():
    """A burst larger than the cap shows its newest part."""
    programme = Programme(piece(n, n / 100) for n in range(FEED_CAP + 50))
    span = programme.span(FEED, programme.end, START, 25)
    items = programme.items(FEED, span)
    assert len(items) == FEED_CAP
    assert programme.end == items[0].due


def test_an_update_is_a_version_of_the_same_page():
    """One url is one page with one number and guid; its versions count from 1."""
    programme = Programme([piece(1, 0), piece(2, 5), piece(1, 10, title="خبر معدل", kind="update")])
    versions = programme.versions("almashriq", 1, programme.end)
    assert [(v.number, v.piece.title) for v in versions] == [(1, "خبر رقم 1"), (2, "خبر معدل")]
    assert len({version.page.guid for version in versions}) == 1
    assert [item.piece.title for item in programme.items(FEED, programme.span(FEED, programme.end, START, 25))] == [
        "خبر معدل",
        "خبر رقم 2",
    ]


def test_one_url_at_two_outlets_is_two_pages():
    """Outlets number their pages for themselves."""
    programme = Programme([piece(1, 0), piece(1, 1, publisher="alufuq")])
    pages = {(revision.page.publisher, revision.page.number) for revision in programme.revisions}
    assert {("almashriq", 1), ("alufuq", 1)} == pages


def test_long_silences_are_cut():
    """Years between two pieces become the longest silence; the distances after it stay."""
    years = timedelta(days=3000).total_seconds()
    programme = Programme([piece(1, 0), piece(2, years), piece(3, years + 60)])
    dues = [revision.due - START for revision in programme.revisions]
    assert [timedelta(), LONGEST_SILENCE, LONGEST_SILENCE + timedelta(seconds=60)] == dues


def test_pieces_without_time_come_with_their_neighbour():
    """With the one before; at the head of the corpus, with the one after."""
    pieces = [piece(0, 0, published=None), piece(1, 30), piece(2, 0, published=None), piece(3, 60)]
    dues = {r.page.original[-1]: (r.due - START).total_seconds() for r in Programme(pieces).revisions}
    assert dues == {"0": 30, "1": 30, "2": 30, "3": 60}
    assert START + timedelta(seconds=30) == start_of(pieces)


@pytest.mark.parametrize("pieces", [[], [piece(1, 0, published=None)]])
def test_a_corpus_without_any_time_is_refused(pieces: list[Piece]):
    """Nothing says when it should be published."""
    with pytest.raises(InputError, match="published"):
        Programme(pieces)


def test_a_path_is_ascii():
    """Publishers, headlines and slashes in them are percent-encoded once."""
    (revision,) = Programme([piece(1, 0, publisher="صدى")]).revisions
    assert local_path(revision.page) == "/%D8%B5%D8%AF%D9%89/a/1"
    assert local_path(revision.page, "24/7  عاجل") == "/%D8%B5%D8%AF%D9%89/a/1/24%2F7-%D8%B9%D8%A7%D8%AC%D9%84"
