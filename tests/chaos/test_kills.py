"""kill -9 at random moments, to every role, in any order."""

from __future__ import annotations

import random

import pytest

from tests.chaos.conftest import ROUNDS
from tests.chaos.rig import ROLES, Cluster

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

LIFE_S = (0.1, 2.5)  # between two kills: some die before they have started
NEWS = 15  # articles between two kills


def test_kills_lose_and_repeat_nothing(cluster: Cluster, rng: random.Random) -> None:
    """After rounds in which every role was killed, some while others were starting."""
    for _ in range(ROUNDS):
        for role in rng.sample(ROLES, len(ROLES)):
            cluster.publish(NEWS)
            cluster.wait(rng.uniform(*LIFE_S))
            cluster[role].kill()
            cluster[role].start()
        cluster.check()
