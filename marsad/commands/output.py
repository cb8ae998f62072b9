"""What a command prints, where the output knows no Arabic, has no room left, or nobody reads on."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import sys

_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def escape_the_rest() -> None:
    r"""Print what the encoding of the output lacks as \uXXXX: nothing is lost, and JSON stays JSON."""
    codecs.register_error("marsad.escape", _escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="marsad.escape")


def flush() -> None:
    """Write what is printed and not yet written, here, where it may fail: at the exit Python would tell of a traceback."""
    if sys.stdout is not None:
        sys.stdout.flush()


def no_room(problem: OSError) -> bool:
    """Say whether the output took no more because its disk, quota or file is full."""
    return problem.errno in _NO_ROOM


def leave() -> None:
    """Drop what cannot be written: it would be tried again at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _escaped(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    return json.dumps(problem.object[problem.start : problem.end])[1:-1], problem.end
