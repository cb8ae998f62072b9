"""Which blow does a light verb carry: شن التنظيم هجوما, شنت القوات، مدعومة بالطيران، سلسلة من الغارات?"""

from __future__ import annotations

from processors.roles.triggers import triggers
from processors.roles.vicinity import Vicinity

_BLOW = 5  # words from a light verb to its blow
_FAR = 20  # the same with its subject between: شن التنظيم الذي خسر أراضيه هجوما


def blow_of(near: Vicinity, i: int) -> int:
    """Return the word for the blow that the light verb `i` carries, an actor between them allowed; -1 for none."""
    after = near.actor(near.behind(i))
    behind = (after.last if after else i) + 1
    reach = _FAR if after or near.key(i + 1) in near.lists.beside else _BLOW
    far = range(behind, near.end(behind - 1, reach) + 1)
    return next((at for at in far if _is_blow(near, at) and (at - behind < _BLOW or _is_new(near, at))), -1)


def _is_blow(near: Vicinity, at: int) -> bool:
    trigger = triggers().get(near.key(at))
    struck = trigger is not None and trigger.event == "attack" and not trigger.verb
    return struck or near.key(at) in near.lists.carries


def _is_new(near: Vicinity, at: int) -> bool:
    """Tell «هجوما» and «سلسلة من الغارات» from «بسبب الهجوم»."""
    return not near.key(at).startswith("ال") or near.key(at - 1) == "من"
