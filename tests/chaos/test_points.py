"""A process that ends at the worst moment: between two things that belong together."""

from __future__ import annotations

import pytest

from marsad.faultpoint import KILLED
from tests.chaos.rig import Cluster

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

BEFORE_DEATH_S = 40  # its start included
LATER = {"desk-row": 3, "accepted": 2}  # the desk takes many records at once
LATER_OTHERS = 7


@pytest.mark.parametrize(
    "points",
    [
        {"feed": "shipped", "analyse": "analysed", "decide": "decided", "desk": "desk-row"},
        {"analyse": "sent", "decide": "sent", "desk": "accepted"},
        {"analyse": "acked", "decide": "acked"},
    ],
    ids=lambda points: "-".join(dict.fromkeys(points.values())),
)
def test_deaths_at_a_point_lose_and_repeat_nothing(cluster: Cluster, points: dict[str, str]) -> None:
    """Every role at its first pass and at a later one, whatever the others do, with news coming in all the time."""
    faults = {role: [f"{point}:1", f"{point}:{LATER.get(point, LATER_OTHERS)}"] for role, point in points.items()}

    deaths = sum(map(len, faults.values()))

    assert {role: [KILLED, KILLED] for role in points} == cluster.ended_of(faults, deaths * BEFORE_DEATH_S)
    cluster.publish(10)
    cluster.check()
