"""What speaks for one event where the words alone do not: signs, each worth points."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from marsad.records import Fingerprint, Footprint
from processors.opening import packed
from processors.stories import BY_SIGNS, LEAST, STEPS, Stories
from processors.window.one_event import APART, LIKELY, NOTHING, Scorecard, Signs, scorecard
from processors.window.own_words import KNOWN
from processors.window.sayings import RARE, Said, in_both
from processors.window.wanted import SAME_FAMILY, THRESHOLD
from processors.window.word_rows import WordRows

START = datetime(2026, 3, 1, tzinfo=UTC)
SIGNS = Signs(
    likeness=0.18, rare=0.09, opening=0.4, places=0, actors=0, elsewhere=0, own_desk=0, age=10, crowd=3000
)  # fmt: skip


def table(**signs):
    """A scorecard in which the signs that are not given say nothing."""
    nothing = {"from": [], "points": [], "usual": 0.0}
    return Scorecard.of({"base": -1.0, "signs": dict.fromkeys(Signs._fields, nothing) | signs})


@pytest.mark.parametrize(("rare", "expected"), [(0.0, 0.269), (0.05, 0.5), (0.09, 0.5), (0.1, 0.731), (1.0, 0.731)])
def test_points_of_all_steps_that_are_reached_add_up(rare, expected):
    card = table(rare={"from": [0.05, 0.1], "points": [1.0, 1.0], "usual": 0.4})

    assert round(card.likelihood(SIGNS._replace(rare=rare)), 3) == expected


def test_what_speaks_for_it_more_than_usual_is_told_the_most_telling_first():
    card = table(
        rare={"from": [0.05], "points": [0.5], "usual": 0.1},
        places={"from": [0.5], "points": [0.9], "usual": 0.1},
        age={"from": [5.0], "points": [-0.5], "usual": -0.1},
    )

    assert card.reasons(SIGNS) == "both say words that few others say"
    assert card.reasons(SIGNS._replace(places=1.0)) == "both name the same places, both say words that few others say"
    assert card.reasons(SIGNS._replace(rare=0.0)) == NOTHING


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"likeness": 0.3}, {"likeness": 0.15}),
        ({"rare": 0.2}, {"rare": 0.0}),
        ({"opening": 0.6}, {"opening": 0.1}),
        ({"places": 1.0}, {"places": 0.0}),
        ({"actors": 1.0}, {"actors": 0.0}),
        ({"elsewhere": 0}, {"elsewhere": APART}),
        ({"own_desk": 0}, {"own_desk": 1}),
        ({"age": 2}, {"age": 50}),
        ({"crowd": 300}, {"crowd": 6000}),
    ],
)
def test_each_sign_says_what_its_name_says(more, less):
    """The shipped points: of what speaks for one event more makes it likelier."""
    assert scorecard().likelihood(SIGNS._replace(**more)) > scorecard().likelihood(SIGNS._replace(**less)) + 0.02


def article(weights, *, hours=0.0, name="a", family=None, opens=(1, 2, 3, 4), **said):
    """An article whose words weigh so much, of 1, and whose title and lead begin with these."""
    return Footprint(
        article=name, revision="r", at=START + timedelta(hours=hours),
        fingerprint=Fingerprint(words=300, opening=packed((), opens)),
        words=tuple(weights), weights=tuple(round(STEPS * weight) for weight in weights.values()),
        family=name if family is None else family, **said,
    )  # fmt: skip


def window(*members, before=KNOWN, since_h=-100.0, said_by=0):
    """A window with a story "s", after others, the first of which also say the words of it."""
    found, positions = Stories(), count()
    for n in range(before):
        words = dict.fromkeys(SAID, 0.3) if n < said_by else {}
        other = article({10_000 + n: 0.9, **words}, hours=since_h * (1 - n / before), name=f"o{n}")
        found.add(next(positions), other, other.article)
    for each in members:
        found.add(next(positions), each, "s")
    return found


SAID = (1, 2, 3)
TOLD = {**dict.fromkeys(SAID, 0.33), 50: 0.8}
LATER = {**dict.fromkeys(SAID, 0.18), 60: 0.95}
ACT = {"deeds": ("attack grp:a mil:B",)}
ANSWER = {"deeds": ("attack mil:B grp:a",)}


ONE_IN_THREE = (1, 2, 5, 6, 7, 8, 9, 10)


def joined(ours=None, theirs=None, weights=None, *, hours=1.0, name="b", opens=ONE_IN_THREE, **around):
    """What an article of another desk finds that says three words of a story, or what is said of both."""
    found = window(article(TOLD, **(theirs or {})), **around)
    return found.best(article(weights or LATER, hours=hours, name=name, opens=opens, **(ours or {})))


def test_an_article_of_another_desk_joins_by_words_that_hardly_anybody_says():
    """Its score is too low by itself."""
    found = joined()

    assert found.story == "s"
    assert found.why.startswith(f"{BY_SIGNS}: ")
    assert "another publisher tells it" in found.why
    assert LEAST < found.score < THRESHOLD


@pytest.mark.parametrize(
    "around",
    [
        {"said_by": RARE + 1},
        {"opens": (5, 6, 7, 8)},
        {"before": KNOWN - 2},
        {"since_h": -22.0},
        {"name": "a"},
        {"hours": 60.0},
    ],
    ids=["others say them", "it opens otherwise", "few articles", "few hours", "its own desk", "days later"],
)
def test_where_less_speaks_for_it_the_article_opens_a_story(around):
    """A young window knows nobody; a desk goes on to the next event in its own words, and so does everybody in time."""
    assert joined(**around) is None


LITTLE_ALIKE = {**dict.fromkeys(SAID, 0.14), 60: 0.97}


@pytest.mark.parametrize(
    ("expected", "around"),
    [
        (True, {}),
        (True, {"hours": -11.0}),
        (False, {"hours": 13.0}),
        (False, {"name": "a"}),
        (False, {"family": ""}),
        (False, {"opens": ONE_IN_THREE}),
        (False, {"weights": {**dict.fromkeys(SAID, 0.11), 60: 0.98}}),
    ],
    ids=[
        "an hour",
        "hours before",
        "half a day",
        "its own desk",
        "a desk unknown",
        "it opens otherwise",
        "less alike still",
    ],
)
def test_what_is_little_alike_joins_where_another_desk_tells_it_in_the_same_hours(expected, around):
    """Two desks break one story in other words; title and lead must show it more."""
    family = {"family": around["family"]} if "family" in around else {}
    others = {name: value for name, value in around.items() if name != "family"}
    found = joined(ours=family, **({"weights": LITTLE_ALIKE, "opens": (1, 2, 3, 4, 5)} | others))

    assert expected == bool(found)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"places": ("pl:homs",)}, {"places": ("pl:homs",)}, True),
        ({"places": ("state:FR",)}, {"places": ("state:GB",)}, False),
        ({"places": ("pl:basra",)}, {"places": ("pl:mosul",)}, False),
        ({"places": ("pl:basra",)}, {"places": ("state:IQ",)}, True),
        ({"places": ("pl:basra",)}, {"places": ("state:IQ", "pl:mosul")}, True),
        (ANSWER, ACT, False),
        (ACT, ACT, True),
        ({"headline": ("2199",)}, {"headline": ("4878",)}, False),
    ],
    ids=[
        "one place",
        "two states",
        "two cities of one state",
        "a city and its state",
        "that and another city",
        "the answer",
        "the attack",
        "figures of titles",
    ],
)
def test_what_keeps_an_article_out_keeps_it_out_here_too(ours, theirs, expected):
    assert expected == bool(joined(ours, theirs))


def test_another_place_weighs_against_one_event_and_does_not_decide():
    """One names the city where it happened, the other one the state that condemns it."""
    here, there = {"places": ("pl:brussels",)}, {"places": ("state:GB",)}
    much, little = {1: 0.6, 2: 0.6, 60: 0.5}, {1: 0.2, 2: 0.2, 3: 0.12, 60: 0.95}

    assert joined(here, there, much)
    assert joined(here, there, little, said_by=RARE + 1) is None


def test_of_two_stories_an_article_joins_the_likelier_though_it_scores_less_with_it():
    """The other is of its own desk, and tells it in the same words."""
    found = window(article(TOLD, name="o"))
    for position, (name, words) in enumerate({"t": {60: 0.33, 61: 0.9}, "b": {60: 0.36, 62: 0.9}}.items(), KNOWN + 1):
        found.add(position, article(words, name=name, opens=(20, 21, 22)), name)
    ours = article({**dict.fromkeys(SAID, 0.2), 60: 0.93}, hours=1, name="b")

    assert found.best(ours).story == "s"
    assert found.signs(ours, "s").likeness < found.signs(ours, "b").likeness


def test_signs_of_an_article_and_a_story():
    """All nine, as deciding works them out; none while nobody knows who is rare."""
    places, actors = {"places": ("pl:homs", "state:SY")}, {"actors": ("grp:a",)}
    ours = article(LATER, hours=5, name="b", places=("pl:homs",), **actors)
    found = window(article(TOLD, **places, **actors)).signs(ours, "s")

    assert (found.opening, found.places, found.actors, found.elsewhere) == (1.0, 0.5, 1.0, 0)
    assert (found.own_desk, found.age, found.crowd) == (0, 5.0, KNOWN + 1)
    assert 0 < found.likeness < SAME_FAMILY
    assert found.rare == pytest.approx(3 * 0.33 * 0.18, abs=0.01)
    assert scorecard().likelihood(found) > LIKELY
    assert window(article(TOLD), before=KNOWN - 2).signs(ours, "s") is None


@pytest.mark.parametrize(("said_by", "expected"), [(RARE - 1, 0.5), (RARE, 0.0)])
def test_a_word_is_rare_that_few_articles_have_among_their_heaviest(said_by, expected):
    """The other article is one of them; words that weigh nothing there do not count."""
    rows, ours, theirs = WordRows(), article({1: 0.5, 2: 0.5}), article({1: 1 - 1 / STEPS, 3: 0.1}, opens=(5, 6))
    for position, each in enumerate([theirs, *[article({1: 0.3})] * said_by]):
        rows.add(position, each)
    shared = Said(ours, rows).shared(theirs)

    assert (round(shared.rare, 1), shared.opening) == (expected, 0.0)


def test_names_in_common_are_a_share_of_all():
    assert in_both(("a", "b"), ("b", "c")) == pytest.approx(1 / 3)
    assert in_both((), ("b",)) == in_both((), ()) == 0.0
