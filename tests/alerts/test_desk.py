"""Which channels hear of an alert."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.desk import Addressed, matches, route
from marsad.config.models import Route, TailChannel, When
from marsad.records import SEVERITIES
from tests.alerts.samples import alert


def channels(*names, off=()):
    return [TailChannel(id=name, type="tail", enabled=name not in off) for name in names]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, True),
        ({"severity": ("high", "critical")}, True),
        ({"severity": ("low",)}, False),
        ({"severity": ">=high"}, True),
        ({"severity": ">=critical"}, False),
        ({"severity": "<high"}, False),
        ({"severity": "<critical"}, True),
        ({"rule": ("takeover",)}, True),
        ({"rule": ("take*",)}, True),
        ({"rule": ("attack-*", "*over")}, True),
        ({"rule": ("take",)}, False),
        ({"actor": ("grp:*",)}, True),
        ({"actor": ("grp:isis", "grp:taliban")}, True),
        ({"actor": ("per:*",)}, False),
        ({"actor": ("af",)}, False),
        ({"publisher": ("wakala",)}, True),
        ({"publisher": ("ufuq",)}, False),
        ({"rule": ("take*",), "publisher": ("ufuq",)}, False),
        ({"rule": ("take*",), "publisher": ("wak*",), "actor": ("*",), "severity": ("high",)}, True),
    ],
)
def test_a_route_takes_an_alert_when_every_key_has_a_value_that_fits(when, expected):
    """Lists are OR, keys are AND, stars match any run of characters."""
    assert expected == matches(When(**when), alert())


@pytest.mark.parametrize("when", [{"actor": ("*",)}, {"publisher": ("*",)}])
def test_an_attribute_the_alert_lacks_matches_not_even_a_star(when):
    """A filter on something unknown must not let everything through."""
    assert not matches(When(**when), alert(actors=(), publisher=""))


def test_every_matching_route_sends_and_each_channel_hears_once():
    """The first route that names the channel is its reason."""
    routes = [
        Route(when=When(severity="<high"), to=("mail",)),
        Route(when=When(rule=("takeover",)), to=("newsroom", "oncall")),
        Route(to=("oncall", "archive")),
    ]

    assert (
        Addressed("newsroom", "route 2"),
        Addressed("oncall", "route 2"),
        Addressed("archive", "route 3"),
    ) == route(alert(), routes, channels("mail", "newsroom", "oncall", "archive"))


@pytest.mark.parametrize(
    ("who", "reason", "severity"),
    [
        (("newsroom", "phone"), "opened", "high"),
        (("newsroom", "phone"), "escalated", "critical"),
        (("newsroom", "phone"), "again", "high"),
        (("newsroom",), "updated", "high"),
        (("newsroom",), "spread", "high"),
        (("newsroom",), "opened", "low"),
    ],
)
def test_who_is_called_when_nobody_answers_is_addressed_at_once_and_waits(who, reason, severity):
    """Only what opens a case, fires again or makes it graver asks for an answer; who hears of it at once by another route does not wait."""
    routes = [
        Route(when=When(severity=">=high"), to=("newsroom",), escalate_after="10m", escalate_to=("phone",)),
        Route(to=("newsroom",)),
    ]
    made = alert(reason=reason, severity=severity)
    told = dict(route(made, routes, channels("newsroom", "phone")))
    at_once = dict(route(made, [*routes, Route(to=("phone",))], channels("newsroom", "phone")))

    assert who == tuple(told)
    assert told.get("phone") in (None, "route 1 unanswered")
    assert "route 3" == at_once["phone"]


def test_without_routes_every_enabled_channel_hears_everything():
    """A configuration with one channel and nothing else works."""
    assert (Addressed("a", "no routes"),) == route(alert(), [], channels("a", "b", off=("b",)))


def test_a_disabled_channel_hears_nothing_even_when_a_route_names_it():
    """Switching a channel off needs no edit of the routes."""
    assert (Addressed("b", "route 1"),) == route(
        alert(), [Route(to=("a", "b", "nobody"))], channels("a", "b", off=("a",))
    )


def test_what_no_route_takes_goes_nowhere():
    """Routes, once there, decide alone."""
    assert () == route(alert(), [Route(when=When(severity=("low",)), to=("a",))], channels("a"))


names = st.sampled_from(["a", "b", "c", "d"])


@given(
    st.lists(st.tuples(st.sampled_from(SEVERITIES), st.lists(names, min_size=1, max_size=4)), max_size=5),
    st.sampled_from(SEVERITIES),
    st.sets(names),
)
def test_the_channels_are_the_enabled_ones_some_matching_route_names(table, severity, off):
    """Against the plain definition, for any set of routes."""
    routes = [Route(when=When(severity=(each,)), to=tuple(to)) for each, to in table]
    wanted = {name for each, to in table if each == severity for name in to} if table else {"a", "b", "c", "d"}

    heard = [each.channel for each in route(alert(severity=severity), routes, channels("a", "b", "c", "d", off=off))]

    assert wanted - off == set(heard)
    assert len(set(heard)) == len(heard)
