"""Where may a test end this process? For tests of the cluster only: nobody else sets MARSAD_FAULT.

`MARSAD_FAULT=sent:7` ends the process as kill -9 would, when it passes the point `sent` for the seventh time; without
a number at the first. It is read once, here, and not through the configuration: an operator has no use for it.

    shipped   Kafka has articles, the position of the shipper has not moved
    analysed  an analysis is made and not sent          decided   Redis has the decision, Kafka has not
    sent      records are in the producer, no ack came  acked     all acks came, the event is not acknowledged
    desk-row  rows of the desk are written, not committed
    accepted  a channel has taken an alert, the ledger does not know
"""

from __future__ import annotations

import os

KILLED = 137  # what a shell says of kill -9


def _asked(text: str) -> tuple[str, int]:
    name, _, passes = text.partition(":")
    return name, int(passes or 1)


_point, _left = _asked(os.environ.get("MARSAD_FAULT", ""))


def fault(name: str) -> None:
    """End the process at once when a test asked for it at this pass of the point `name`; else do nothing."""
    global _left  # noqa: PLW0603 - one process, one end
    if name == _point:
        _left -= 1
        if _left == 0:
            os._exit(KILLED)
