"""A rule that has just spoken of a place is silent about the next story there, and says so."""

import msgspec
import pytest

from tests.processors_news import BLAST, RATES, Decider, analysis, match, minutes


def cooling(hours=6, places=("pl:baquba",)):
    return msgspec.structs.replace(match(), cooldown_s=hours * 3600, places=places)


def two_stories(apart_minutes, first, second):
    return Decider()(
        analysis("https://a.example/1", BLAST, matches=(first,)),
        analysis("https://a.example/2", RATES, at=minutes(apart_minutes), matches=(second,)),
    )


@pytest.mark.parametrize(
    ("expected", "apart_minutes", "first", "second"),
    [
        pytest.param(False, 359, cooling(), cooling(), id="a minute too early"),
        pytest.param(True, 360, cooling(), cooling(), id="in time"),
        pytest.param(False, -30, cooling(), cooling(), id="an older article that comes later"),
        pytest.param(True, 10, cooling(), cooling(places=("pl:tikrit",)), id="another place"),
        pytest.param(True, 10, cooling(), cooling(places=()), id="no place"),
        pytest.param(False, 10, cooling(places=()), cooling(places=()), id="twice no place"),
        pytest.param(False, 10, msgspec.structs.replace(cooling(), cooldown_s=0), cooling(), id="by the rule as it is now"),
        pytest.param(True, 10, cooling(), msgspec.structs.replace(cooling(), cooldown_s=0), id="a rule without cool-down"),
    ],
)  # fmt: skip
def test_a_cool_down_holds_back_new_stories_of_one_rule_and_place(expected, apart_minutes, first, second):
    """Event time decides, in either direction."""
    opened, later = two_stories(apart_minutes, first, second)

    assert ["opened"] == [a.reason for a in opened.alerts]
    assert expected == bool(later.alerts)
    assert expected != bool(later.quiet)


def test_what_a_cool_down_holds_back_is_kept_with_its_reason():
    """Nobody is told, and whoever asks learns why: the place, how long ago, which story was told instead."""
    opened, later = two_stories(90, cooling(), cooling())

    why = f"cooldown: pl:baquba had a case 90 minutes apart, story {opened.story}"
    assert [("bombing", why)] == [(each.rule, each.why) for each in later.quiet]
    assert () == opened.quiet


def test_a_story_held_back_is_told_when_it_goes_on_after_the_cool_down():
    """The clock of a cool-down starts with what was told, not with what was held back."""
    decider = Decider()
    decisions = decider(
        analysis("https://a.example/1", BLAST, matches=(cooling(),)),
        analysis("https://a.example/2", RATES, at=minutes(300), matches=(cooling(),)),
        analysis("https://b.example/3", RATES, at=minutes(361), publisher="b", matches=(cooling(),)),
    )

    assert [1, 0, 1] == [len(d.alerts) for d in decisions]
    assert decisions[1].story == decisions[2].story


def test_a_case_goes_on_during_its_cool_down():
    """A new toll of the story that was told is no new story."""
    _, update = Decider()(
        analysis("https://a.example/1", BLAST, matches=(cooling(),)),
        analysis(
            "https://b.example/2", BLAST.replace("قتل 12", "قتل 19"), at=minutes(9), publisher="b", matches=(cooling(),)
        ),
    )

    assert (["updated"], ()) == ([a.reason for a in update.alerts], update.quiet)
