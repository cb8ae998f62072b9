"""Them or us?"""

import logging

import pytest

from ingest.outage import HOSTS_MIN, WINDOW_S, Outage
from marsad.errors import FetchError
from tests.ingest.conftest import ago, feed, polling, until
from tests.ingest.site import item, rss

DEAD = FetchError("x", reason="timeout")
REFUSED = FetchError("x", reason="http_4xx", status=403)


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ([], False),
        ([DEAD] * (HOSTS_MIN - 1), False),
        ([DEAD] * HOSTS_MIN, True),
        ([DEAD] * 6 + [None] * 4, True),
        ([DEAD] * 5 + [None] * 5, False),
        ([REFUSED] * 9, False),
        ([FetchError("x", reason="tls")] * 9, False),
        ([FetchError("x", reason="blocked")] * 9, False),
    ],
)
def test_our_line_is_suspected_when_most_hosts_do_not_answer_at_all(notes, expected):
    outage = Outage()
    for number, note in enumerate(notes):
        outage.note(f"{number}.example", note)

    assert expected == outage.suspected()


def test_one_host_failing_often_is_one_host():
    outage = Outage()
    for _ in range(50):
        outage.note("a.example", DEAD)

    assert not outage.suspected()


def test_the_line_is_back_when_hosts_answer_and_old_failures_are_forgotten():
    now = [0.0]
    outage = Outage(lambda: now[0])
    for number in range(9):
        outage.note(f"{number}.example", DEAD)
    assert outage.suspected()
    for number in range(4):
        outage.note(f"{number}.example", None)
    assert not outage.suspected()
    now[0] = WINDOW_S + 1
    outage.note("8.example", DEAD)
    assert not outage.suspected()


def test_hosts_that_did_not_answer_before_say_nothing_of_our_line():
    """Six dead hosts are asked each few minutes, twelve quiet ones each quarter of an hour: no claim at any time."""
    now = [0.0]
    outage = Outage(lambda: now[0])
    for minute in range(120):
        now[0] = minute * 60.0
        for number in range(6):
            outage.note(f"dead{number}.example", DEAD, was_silent=True)
        if minute % 15 < 12:
            outage.note(f"well{minute % 15}.example", None)
        assert not outage.suspected()


def test_a_line_that_is_down_for_hours_stays_down():
    now = [0.0]
    outage = Outage(lambda: now[0])
    for number in range(9):
        outage.note(f"{number}.example", None)
    for minute in range(1, 180):
        now[0] = minute * 60.0
        for number in range(9):  # the first were blamed before the pattern showed, the others are not
            outage.note(f"{number}.example", DEAD, was_silent=minute > 1 and number < 4)
        assert outage.suspected()


def test_hosts_that_end_together_are_ours_until_others_answer_and_not_again():
    """A hoster goes down with six of our hosts while twelve well ones are asked each quarter of an hour."""
    now = [0.0]
    outage = Outage(lambda: now[0])
    claimed = []
    for minute in range(60):
        now[0] = minute * 60.0
        for number in range(6):
            outage.note(f"lost{number}.example", DEAD)  # not blamed yet, so nothing is held against it
        if minute % 15 < 12:
            outage.note(f"well{minute % 15}.example", None)
        if outage.suspected():
            claimed.append(minute)

    assert 0 in claimed
    assert 10 > max(claimed)


async def test_six_dead_hosts_beside_two_well_ones_are_blamed_and_our_line_is_not(site, store, metrics, caplog):
    """Connections are refused at once, so that the dead end first at every start."""
    caplog.set_level(logging.INFO, "marsad.ingest")
    site.routes |= {"/a": rss(item("خبر", guid="1", date=ago(hours=1))), "/b": rss()}
    dead = [feed(site, id=f"dead{n}", url=f"http://127.0.0.1:{n}/rss") for n in range(2, 8)]

    async with polling([*dead, feed(site, "/a", body="none"), feed(site, "/b")], store, metrics):
        await until(lambda: all(s.polls > 2 for s in store.saved_states.values()) and len(store.saved_states) == 8)
        states = {name: state.state for name, state in store.saved_states.items()}

    assert {**{f"dead{n}": "failing" for n in range(2, 8)}, "a": "healthy", "b": "healthy"} == states
    assert not [record for record in caplog.records if "our own line" in record.getMessage()]
