"""Which tests go to which worker of xdist? By whole files, as each makes once what its tests share.

The group marks of xdist 3.8 do nothing under pytest 9.2 (pytest-dev/pytest-xdist#1386).
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ONE_CLUSTER = "tests/chaos/"  # its files go on with one cluster, and two at a time would be one too many for two cores


class WholeFiles(LoadScopeScheduling):
    """Files in the order of the suite, so that the longest do not come last; a folder that shares a cluster as one."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        """Return what goes to one worker with this test."""
        return ONE_CLUSTER if nodeid.startswith(ONE_CLUSTER) else nodeid.partition("::")[0]
