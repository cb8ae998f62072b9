"""What is of the archive when it is first read opens no case, and says so; what is late is told."""

from datetime import timedelta

import msgspec
import pytest

from tests.processors_news import BLAST, RATES, START, Decider, analysis, match, minutes

WEEK = 7 * 24 * 60


def read_late(late: timedelta, url="https://a.example/1", text=BLAST, **options):
    """An article of the start of the test's day that was first read so much later."""
    return msgspec.structs.replace(analysis(url, text, matches=(match(),), **options), seen=START + late)


@pytest.mark.parametrize(
    ("told", "late"),
    [
        pytest.param(True, timedelta(), id="at once"),
        pytest.param(True, timedelta(days=5), id="after days in which nobody could read it"),
        pytest.param(True, timedelta(days=7), id="as old as what is remembered"),
        pytest.param(False, timedelta(days=7, seconds=1), id="older"),
        pytest.param(False, timedelta(days=4300), id="of another decade"),
    ],
)
def test_what_is_older_than_the_window_when_first_read_opens_no_case(told, late):
    """Late news is told with its date; whether the archive was told in its time nobody remembers."""
    (decision,) = Decider()(read_late(late))

    assert told == bool(decision.alerts)
    assert told != bool(decision.quiet)
    assert told != decision.archived


def test_what_is_held_back_is_kept_with_its_reason():
    (decision,) = Decider()(read_late(timedelta(days=700, hours=3)))

    assert [("bombing", "archive: published on 2026-01-10, 700 days before it was read")] == [
        (each.rule, each.why) for each in decision.quiet
    ]


def test_a_page_that_comes_after_its_summary_is_of_the_archive_too():
    """Across a restart as well: the retry of a page must not bring the old item back."""
    decider = Decider()
    late = timedelta(days=700)
    decider(read_late(late, text="انفجار في بعقوبة"))
    decider.restart()
    (page,) = decider(read_late(late + timedelta(minutes=1)))

    assert ("update", True, ()) == (page.verdict, page.archived, page.alerts)


def test_a_page_that_goes_on_for_weeks_under_its_first_date_is_no_archive():
    """It was read when it was new; what it says today is told."""
    decider = Decider()
    decider(analysis("https://a.example/live", RATES))
    second, third = decider(
        read_late(timedelta(days=8), "https://a.example/live", BLAST),
        read_late(timedelta(days=9), "https://a.example/live", BLAST.replace("قتل 12", "قتل 19")),
    )

    assert (["opened"], ["updated"]) == ([a.reason for a in second.alerts], [a.reason for a in third.alerts])


def test_news_of_today_that_belongs_to_what_was_held_back_is_told():
    """Late and soon after: the case is opened by the article that is new."""
    _, fresh = Decider()(
        read_late(timedelta(days=7, minutes=1)),
        msgspec.structs.replace(
            analysis("https://b.example/2", BLAST, at=minutes(30), publisher="b", matches=(match(),)),
            seen=minutes(WEEK),
        ),
    )

    assert ("copy", ["opened"]) == (fresh.verdict, [a.reason for a in fresh.alerts])


def test_an_old_text_with_another_toll_is_no_update_of_an_open_case():
    opened, old = Decider()(
        analysis("https://a.example/1", BLAST, at=minutes(WEEK), matches=(match(),)),
        read_late(timedelta(minutes=WEEK + 5), "https://b.example/2", BLAST.replace("قتل 12", "قتل 19"), publisher="b"),
    )

    assert ["opened"] == [a.reason for a in opened.alerts]
    assert ([], ["bombing"]) == ([a.reason for a in old.alerts], [each.rule for each in old.quiet])
