"""Which articles share most with some words? The newest articles of each word, and what they weigh there."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

STEPS = 256  # of a weight from 0 to 1: a byte where rows are kept
STEP_BITS = STEPS.bit_length() - 1
QUERY_TERMS = 24
POSTINGS = 48  # newest articles kept of a word: with 96 B-cubed of stories is the same
# Articles that are compared word by word: with 24 B-cubed is the same. A large story is joined by what is like one in five
# of its 48 newest members (stories.OF_MANY), counted among these: it takes ten.
RESCORED = 12
_PRODUCT_BITS, _POSITION_BITS = 24, 36
_Numbers = npt.NDArray[np.int64]
_NONE: _Numbers = np.empty(0, dtype=np.int64)


def most_shared(rows: Sequence[tuple[array[int], int]]) -> list[int]:
    """Return the positions that share most with the words of the `rows`, given with their weights; ties by age."""
    positions, sums = shared_by_position(rows)
    order = positions - (sums << _POSITION_BITS)
    if len(order) > RESCORED:
        order.partition(RESCORED)
        order = order[:RESCORED]
    order.sort()
    return (order & ((1 << _POSITION_BITS) - 1)).tolist()  # type: ignore[no-any-return]


def shared_by_position(rows: Sequence[tuple[array[int], int]]) -> tuple[_Numbers, _Numbers]:
    """Return the positions in the `rows`, in order, and for each the sum of the products of weights."""
    if not rows:
        return _NONE, _NONE
    packed, weights = zip(*rows, strict=True)
    entries = np.frombuffer(b"".join(packed), dtype=np.int64)
    products = entries & (STEPS - 1)
    products *= np.array(weights).repeat(list(map(len, packed)))
    products |= entries >> STEP_BITS << _PRODUCT_BITS
    products.sort()
    positions = products >> _PRODUCT_BITS
    products &= (1 << _PRODUCT_BITS) - 1
    begins = runs(positions)[:-1]
    return positions.take(begins), np.add.reduceat(products, begins)


def runs(ordered: _Numbers) -> _Numbers:
    """Return where in `ordered` each run of one number begins, and the end of the last."""
    differ = np.empty(len(ordered) + 1, dtype=np.bool_)
    differ[0] = differ[-1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=differ[1:-1])
    return differ.nonzero()[0]
