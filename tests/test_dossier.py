"""A story's dossier tells its texts in order of time, and its life in the order in which it was seen."""

import pytest

from marsad.dossier import dossier, figures_of, relation
from marsad.ports import Source, StoryEvent, StoryView
from marsad.records import Change, Fingerprint, Footprint
from marsad.stores.archive import Kept
from tests.contract.stores import minute


def kept(article, *, at=0.0, seen=None, family="", figures=(), **rest):
    source = Source(
        article=article, url=f"https://{article}.example/1", title="خبر", publisher=article, family=family,
        verdict=rest.pop("verdict", "new"), seen=minute(at if seen is None else seen), at=minute(at), **rest,
    )  # fmt: skip
    remembered = Footprint(article=article, revision="r", at=minute(at), fingerprint=Fingerprint(figures=figures))
    return Kept(source, "story", remembered, None, 1)


def told(articles, *events):
    return dossier(StoryView(story="story", events=events), articles)


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("original", {"why": "opened a story"}),
        ("joined", {"similarity": 0.31, "why": "joined by its words"}),
        ("copy", {"verdict": "copy", "of": "sana", "similarity": 0.9}),
        ("update", {"verdict": "update", "of": "sana", "similarity": 0.9}),
        ("revision", {"verdict": "update", "of": "wafa", "similarity": 1.0}),
    ],
)
def test_how_an_article_came_to_its_story_is_one_word(said, rest):
    """A new revision of itself is told from an update of another text."""
    assert said == relation(kept("wafa", **rest).source)


def test_texts_stand_by_their_own_time_and_events_by_the_time_they_were_seen():
    """An original that came late stands first among the texts; what opened the story is what came first."""
    found = told([kept("wafa", at=5, seen=6), kept("sana", at=1, seen=9)])

    assert ["sana", "wafa"] == [text.source.article for text in found.texts]
    assert [("opened", "wafa")] == [(each.what, each.by) for each in found.happenings]


def test_a_story_spreads_with_publisher_families_and_not_with_feeds():
    """Five publishers of two owners are two voices; the third owner makes it spread."""
    owned = [kept(name, at=n, family=owner) for n, (name, owner) in enumerate(zip("abcde", "xxyyx", strict=True))]
    third = kept("f", at=9, family="z")

    assert ["opened"] == [each.what for each in told(owned).happenings]
    assert [("opened", "a"), ("spread", "f")] == [(each.what, each.by) for each in told([*owned, third]).happenings]
    assert ["x", "y", "z"] == told([*owned, third]).families


def test_what_befell_the_story_is_told_when_it_was_seen():
    """A toll that changed, a story that became part of it, and its end: in words, with who brought it."""
    toll = Change(what="toll", before=("12",), now=("19",), of="مقتل # شخصا")
    person = Change(what="actor", before=(), now=("per:sami",))
    events = (
        StoryEvent(kind="merged", article="wafa", at=minute(3), story="other", why="near"),
        StoryEvent(kind="changed", article="wafa", at=minute(3), changes=(toll, person)),
        StoryEvent(kind="closed", article="elsewhere", at=minute(9000)),
    )
    found = told([kept("sana"), kept("wafa", at=3, seen=4, verdict="update", of="sana", similarity=0.8)], *events)

    assert [
        (minute(0), "opened", "", "sana"),
        (minute(4), "merged", "with other: near", "wafa"),
        (minute(4), "changed", "toll: مقتل 12 → 19 شخصا", "wafa"),
        (minute(4), "changed", "actor: - → per:sami", "wafa"),
        (minute(9000), "closed", "quiet for two days", ""),
    ] == found.happenings


def test_figures_stand_between_their_words():
    """A neighbour that is a number itself is not told."""
    figures = (("مقتل # شخصا", "12"), ("# # كيلومترا", "20"), (" # ساعات", "5"))

    assert ("مقتل 12 شخصا", "… 20 كيلومترا", "5 ساعات") == figures_of(kept("sana", figures=figures))
