"""The story page's pure half: what is not known is left out, not guessed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from alerts.console.present import Look
from alerts.console.story import _alert, _clause_name, clause_lines, latency
from marsad.ports import Delivery
from marsad.records import Clause
from tests.console import newsroom

LOOK = Look(label=str, now=datetime(2026, 1, 10, 12, tzinfo=UTC), zone=ZoneInfo("UTC"))


def test_latency_needs_an_opening_and_something_measured():
    """No opening alert in the window, or neither a date nor a delivery: no bar."""
    opened = newsroom.attack(published=None)

    assert None is latency([], [])
    assert None is latency([msgspec.structs.replace(opened, reason="updated")], [])
    assert None is latency([opened], [])


def test_a_clause_of_another_kind_keeps_its_name():
    """People count from one; a name we have no word for stays readable."""
    shown = tuple(map(_clause_name, ("all[1]", "where.publisher", "where.not_section", "weights", "of-tomorrow")))
    assert ("شرط 2", "حصر الناشر", "حصر غير القسم", "مجموع الأوزان", "of-tomorrow") == shown


def test_unwanted_words_that_are_absent_share_a_line():
    """Six lines that say of six lists that nothing of them is there hide the one that says more."""
    found = [("all[0]", True), ("none[0]", True), ("none[1]", True), ("none[2]", False), ("none[3]", True)]
    lines = clause_lines([Clause(clause=name, ok=ok) for name, ok in found], LOOK)

    assert [("شرط 1", True), ("مانع 1\u20132", True), ("مانع 3", False), ("مانع 4", True)] == [
        (line.name, line.ok) for line in lines
    ]
    assert ["", "لم يرد", "", "لم يرد"] == [line.why for line in lines]


def test_an_escalation_says_to_what():
    """The level of an escalated alert is its new severity."""
    line = _alert(msgspec.structs.replace(newsroom.attack(), reason="escalated", level="critical"), LOOK)

    assert "حرِج" == line.detail


def test_latency_ends_at_the_first_delivery():
    """Published, seen, decided, delivered: three stretches of one bar."""
    alert = newsroom.attack(published=newsroom.NOW - timedelta(seconds=20), date_source="feed", seen=newsroom.NOW)
    row = Delivery(
        alert=alert.id, channel="hook", story=alert.story, value=b"", created=newsroom.NOW + timedelta(seconds=2),
        state="delivered", done=newsroom.NOW + timedelta(seconds=3),
    )  # fmt: skip
    late = msgspec.structs.replace(row, channel="slow", done=newsroom.NOW + timedelta(seconds=90))
    bar = latency([alert], [late, row])

    assert (["wait", "work", "send"], "23 ث") == ([stage.colour for stage in bar.stages], bar.total)
