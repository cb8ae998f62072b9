"""What another desk tells in like words is one event, whatever it chose for title and lead: but not two of one kind."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from marsad.records import Fingerprint, Footprint
from processors.opening import packed
from processors.stories import STEPS, Stories
from processors.window.own_words import KNOWN

START = datetime(2026, 3, 1, tzinfo=UTC)


def article(weights, *, hours=0.0, name="a", opens=(1, 2, 3), **said):
    """An article whose words weigh so much, of 1, and whose title and lead begin with these."""
    return Footprint(
        article=name, revision="r", at=START + timedelta(hours=hours),
        fingerprint=Fingerprint(words=300, opening=packed((), opens)),
        words=tuple(weights), weights=tuple(round(STEPS * weight) for weight in weights.values()), **said,
    )  # fmt: skip


def window(*members, before=KNOWN, days=4):
    """A window with a story, behind so many articles of the days before."""
    found, positions = Stories(), count()
    for n in range(before):
        other = article({10_000 + n: 0.99}, hours=24 * days * (n / before - 1), name=f"o{n}")
        found.add(next(positions), other, other.article)
    for each in members:
        found.add(next(positions), each, "s")
    return found


OTHER_CITY = ({"places": ("pl:brussels",)}, {"places": ("pl:moscow",)})
OTHER_FIGURE = ({"headline": ("2199",)}, {"headline": ("4878",)})


def joins(said, theirs, *, likeness=0.36, family="sana", **held):
    """Whether an article of wafa joins the story of another one that is so like it."""
    ours = article({1: likeness, 2: (1 - likeness**2) ** 0.5}, family="wafa", opens=(4, 5, 6), **said)
    return window(article({1: 0.996}, family=family, **theirs), **held).best(ours) is not None


@pytest.mark.parametrize(
    "chosen", [OTHER_CITY, OTHER_FIGURE, ({"places": ("pl:brussels",)}, {"places": ("state:GB",)})]
)
def test_desks_choose_places_and_figures(chosen):
    """One names the city where ministers met, the other one the state that they spoke of."""
    assert joins(*chosen)


NOT_SURE = {
    "its own desk": {"family": "wafa"},
    "few articles": {"before": KNOWN - 2},
    "hours": {"days": 0.9},
    "less like": {"likeness": 0.32},
    "a desk unknown": {"family": ""},
}


@pytest.mark.parametrize("less", NOT_SURE.values(), ids=NOT_SURE)
def test_where_that_is_not_sure_other_figures_keep_two_events_apart(less):
    """The next of a series is told by the same desk, and in the first hours everything is alike."""
    assert not joins(*OTHER_FIGURE, **less)


@pytest.mark.parametrize("less", ["its own desk", "few articles", "hours"])
def test_where_that_is_not_sure_other_places_keep_two_events_apart(less):
    """Else a place only weighs against it: see the signs of one event."""
    assert not joins(*OTHER_CITY, **NOT_SURE[less])


@pytest.mark.parametrize(
    ("said", "theirs"),
    [
        ({"places": ("state:FR",)}, {"places": ("state:GB",)}),
        ({"places": ("pl:basra",)}, {"places": ("pl:mosul",)}),
        ({"deeds": ("attack grp:a mil:B",)}, {"deeds": ("attack mil:B grp:a",)}),
    ],
    ids=["two states", "two cities of one state", "the other way round"],
)
def test_two_events_of_one_kind_stay_two_however_alike(said, theirs):
    """One cable goes to two presidents, an accident is told of two cities, and an attack is answered."""
    assert not joins(said, theirs, likeness=0.9)
