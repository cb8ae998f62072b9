"""A process that ends at the worst moment: between two things that belong together."""

from __future__ import annotations

import pytest

from marsad.faultpoint import KILLED
from tests.chaos.rig import Cluster

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

BEFORE_DEATH_S = 40  # its start included
LATER = 7


def point(role: str, name: str, later: int = LATER, marks: tuple = ()):
    return pytest.param(role, name, later, marks=marks, id=f"{role}-{name}")


@pytest.mark.parametrize(
    ("role", "name", "later"),
    [
        point("feed", "shipped"),
        point("analyse", "analysed"),
        point("analyse", "sent", marks=(pytest.mark.slow,)),  # the code is that of decide
        point("analyse", "acked", marks=(pytest.mark.slow,)),
        point("decide", "decided"),
        point("decide", "sent"),
        point("decide", "acked"),
        point("desk", "desk-row", 3),  # it takes many records at once
        point("desk", "accepted", 2),
    ],
)
def test_a_death_at_a_point_loses_and_repeats_nothing(cluster: Cluster, role: str, name: str, later: int) -> None:
    """At its first pass and at a later one, with news coming in all the time."""
    member = cluster[role]
    member.stop()
    for passes in (1, later):
        member.start(f"{name}:{passes}")
        assert KILLED == cluster.died(role, BEFORE_DEATH_S)
    member.start()
    cluster.publish(10)
    cluster.check()
