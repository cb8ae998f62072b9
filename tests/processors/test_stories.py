"""Which story do an article's words belong to: when its words are like those of a story, and when that is not enough."""

from datetime import UTC, datetime, timedelta

import pytest

from marsad.records import Fingerprint, Footprint
from processors.stories import STEPS, Stories
from processors.window.merging import Rival

START = datetime(2026, 3, 1, tzinfo=UTC)
STORY = "s"


def article(weights, *, hours=0.0, words=300, figures=(), **said):
    """An article whose words weigh so much, of 1."""
    return Footprint(
        article="a", revision="r", at=START + timedelta(hours=hours),
        fingerprint=Fingerprint(words=words, figures=tuple((f"{context} # ريالا", value) for context, value in figures)),
        words=tuple(weights), weights=tuple(round(STEPS * weight) for weight in weights.values()), **said,
    )  # fmt: skip


def stories(*members):
    """A window with one story."""
    found = Stories()
    for position, each in enumerate(members):
        found.add(position, each, STORY)
    return found


def joins(ours, *members):
    return stories(*members).best(ours) is not None


QUAKE = {1: 0.7, 2: 0.5, 3: 0.5}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({}, {}, True),
        ({"headline": ("2199",)}, {"headline": ("4878",)}, False),
        ({"deeds": ("attack grp:a mil:B",)}, {"deeds": ("attack mil:B grp:a",)}, False),
        ({"places": ("pl:homs",)}, {"places": ("pl:taiz",)}, False),
    ],
    ids=["nothing", "figures of titles", "attacker and victim", "places"],
)
def test_what_speaks_against_one_event(ours, theirs, expected):
    """The same words are not enough where titles give other figures, or the attacker was the victim."""
    assert expected == joins(article(QUAKE, hours=1, **ours), article(QUAKE, **theirs))


@pytest.mark.parametrize(
    ("ours", "theirs", "likeness", "expected"),
    [
        ("pl:basra", "state:IQ", 0.28, True),
        ("state:IQ", "pl:basra", 0.28, True),
        ("pl:basra", "state:IQ", 0.24, False),
        ("pl:basra", "pl:mosul", 0.28, False),
        ("pl:basra", "state:SY", 0.28, False),
        ("pl:nowhere", "state:IQ", 0.28, False),
    ],
)
def test_a_city_and_its_state_are_two_places_only_where_the_words_are_not_sure(ours, theirs, likeness, expected):
    """One desk names the city of an event, the next one the state."""
    ours = article({1: likeness, 2: (1 - likeness**2) ** 0.5}, places=(ours,), family="wafa")

    assert expected == joins(ours, article({1: 0.996}, places=(theirs,), family="sana"))


PROFITS = (("ارباح", "465"), ("مقارنه", "471"), ("بلغت", "12"))


@pytest.mark.parametrize(
    ("words", "figures", "expected"),
    [
        (120, (("ارباح", "10"), ("مقارنه", "16"), ("بلغت", "8")), False),
        (120, (("ارباح", "465"), ("مقارنه", "16"), ("بلغت", "8")), True),
        (300, (("ارباح", "10"), ("مقارنه", "16"), ("بلغت", "8")), True),
    ],
    ids=["all differ", "one agrees", "long texts"],
)
def test_short_texts_of_one_form_with_other_figures_are_two_events(words, figures, expected):
    """The profits of two companies; long texts give many figures, and desks choose."""
    ours, theirs = (article(QUAKE, words=words, figures=each) for each in (figures, PROFITS))

    assert expected == joins(ours, theirs)


def test_tolls_that_rose_make_no_other_event_of_a_short_text():
    """The dead, the wounded and the missing of an hour ago are fewer."""
    then, now = (
        article(QUAKE, words=80, figures=tuple(zip(("مقتل", "اصابه", "فقدان"), each, strict=True)))
        for each in (("12", "30", "4"), ("19", "55", "9"))
    )

    assert joins(now, then)


@pytest.mark.parametrize(
    ("members", "family", "likeness", "expected"),
    [
        (1, "sana", 0.21, True),
        (1, "sana", 0.19, False),
        (1, "", 0.21, True),
        (1, "wafa", 0.27, False),
        (1, "wafa", 0.29, True),
        (8, "sana", 0.21, True),
        (9, "sana", 0.25, False),
        (9, "sana", 0.27, True),
        (9, "wafa", 0.27, False),
    ],
)
def test_how_like_a_story_an_article_must_be(members, family, likeness, expected):
    """Another desk tells an event in its own words, the same desk tells the next one; a large story may be a topic."""
    said = [article({1: 0.996}, family=family)] * members
    ours = article({1: likeness, 2: (1 - likeness**2) ** 0.5}, hours=0, family="wafa")

    assert expected == joins(ours, *said)
    near = stories(*said).nearness(ours)
    assert expected == (near.score >= near.wanted)


CHAIN = ({1: 0.9, 2: 0.4}, {2: 0.8, 3: 0.6}, {3: 0.9, 4: 0.4})


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (CHAIN[:1], False),
        (CHAIN[1:2], True),
        (CHAIN[:2], False),
        ((*CHAIN[:2], CHAIN[1]), True),
    ],
    ids=["unlike", "alike", "alike the second alone", "alike two"],
)
def test_a_member_is_like_the_first_or_like_two(members, expected):
    """A chain of texts, each like the one before, leads from one event to another."""
    assert expected == joins(article(CHAIN[2]), *map(article, members))


@pytest.mark.parametrize(
    ("hours", "place", "expected"),
    [(1, "pl:homs", True), (30, "pl:homs", False), (1, "pl:taiz", False)],
    ids=["of one place and day", "of another day", "of another place"],
)
def test_one_member_is_enough_that_is_very_like_and_of_one_place_and_day(hours, place, expected):
    """The same chain is one event: a crash, who drove, what the police found at his home."""
    first, second = article(CHAIN[0], places=("pl:taiz",)), article(CHAIN[1], places=("pl:homs",))

    assert expected == joins(article(CHAIN[2], hours=hours, places=(place,)), first, second)


@pytest.mark.parametrize(("like", "of", "expected"), [(2, 8, True), (2, 10, True), (2, 11, False), (3, 11, True)])
def test_a_member_is_like_one_in_five_of_many(like, of, expected):
    """Of a topic with many articles the first and two more are not enough: it would grow for ever."""
    unlike = {1: 0.3, 2: 0.1, 3: 0.95}
    members = (article(unlike), *[article(unlike)] * (of - like - 1), *[article(QUAKE)] * like)

    assert expected == joins(article({1: 0.3, 2: 0.95}), *members)


def test_an_article_that_could_join_either_shows_two_stories_to_be_one():
    """It need not be nearer to them than what joins; of what it could not join it shows nothing."""
    window = stories(article(QUAKE))
    window.add(1, article({2: 0.5, 4: 0.87}), "t")

    both, one = article({2: 0.9, 1: 0.1, 4: 0.1, 9: 0.4}), article({1: 0.9, 2: 0.2, 9: 0.4})
    assert ["t"] == [each.story for each in window.rivals(both, STORY)]
    assert [] == list(window.rivals(one, STORY))


def beside_another_place(*, members=1, places=()):
    """A window with a story, one of another place that shares most with what comes, and a third, "t", that shares less."""
    window = stories(article(QUAKE, places=("pl:homs",)))
    window.add(1, article({2: 0.6, 4: 0.6, 9: 0.5}, places=("pl:taiz",)), "nearest")
    for position in range(2, 2 + members):
        window.add(position, article({2: 0.5, 4: 0.87}, places=places), "t")
    return window


@pytest.mark.parametrize(
    ("members", "places", "expected"),
    [(1, (), ["t"]), (8, (), ["t"]), (9, (), []), (1, ("pl:homs",), ["t"]), (1, ("pl:idlib",), [])],
    ids=["small", "of eight", "of more than eight", "of the same place", "of another place"],
)
def test_what_speaks_against_the_nearest_story_says_nothing_of_the_next(members, places, expected):
    """The next may be the same event, if it is small and of no other place; it is not called the nearest."""
    both = article({2: 0.9, 1: 0.1, 4: 0.1, 9: 0.4}, places=("pl:homs", *places))
    found = list(beside_another_place(members=members, places=places).rivals(both, STORY))

    assert expected == [each.story for each in found]
    assert not any(each.nearest for each in found)


@pytest.mark.parametrize(
    ("centres", "nearest", "expected"), [(0.28, True, True), (0.31, False, False), (0.32, False, True)]
)
def test_centres_are_nearer_where_the_story_is_not_the_nearest(centres, nearest, expected):
    assert expected == Rival("t", 0.3, centres, nearest=nearest).is_near


@pytest.mark.parametrize(("began", "expected"), [(2, True), (24, True), (120, False)])
def test_what_is_like_the_newest_of_a_long_topic_is_news(began, expected):
    """The newest member is an hour old: a story that began days ago takes less and less in."""
    alike = {1: 0.45, 9: 0.89}
    members = (article(QUAKE), *(article(QUAKE, hours=began - 2 + each) for each in (0, 1)))

    assert expected == joins(article(alike, hours=began), *members)
