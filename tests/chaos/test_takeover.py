"""How long is nothing decided after workers are killed, with the sessions of service?

An analyst and a decider at once: each waits for its own session, and neither has more to do than if it died alone.
"""

from __future__ import annotations

import pytest

from marsad.runtime import cluster as service
from tests.chaos.rig import Cluster

pytestmark = [pytest.mark.kafka, pytest.mark.fault, pytest.mark.slow]

STREAM = 100
WORKERS = ("analyse", "decide")


def test_the_only_workers_are_killed_and_started_anew(serving: Cluster) -> None:
    """From their start on: their former selves count as members until their sessions have ended."""
    serving.publish(STREAM)
    serving.wait(3)
    for role in WORKERS:
        serving[role].kill()
        serving[role].start()
    print(f"alone, session {service.SESSION_S:.0f} s")
    serving.check()


def test_workers_are_killed_and_others_stand_by(serving: Cluster) -> None:
    """From the kills on; the dead do not come back."""
    others = {role: f"{role}-2" for role in WORKERS}
    serving.start(others.values())
    serving.publish(STREAM)
    for other in others.values():
        serving.joined(other)
    serving.settle()
    serving.publish(STREAM)
    serving.wait(2)
    busy = {"analyse", serving.owner("decide", others["decide"])}  # of analysts, each has half of the articles
    for name in busy:
        serving[name].kill()
    print(f"with others standing by, session {service.SESSION_S:.0f} s")
    serving.check()
    for role, other in others.items():
        second = serving.members.pop(other)
        if role in busy:
            serving.members[role] = second
