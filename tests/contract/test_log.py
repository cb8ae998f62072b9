"""Every Log is an ordered dict by topic and key, with positions that never go back."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from marsad.records import DeadLetter
from marsad.stores.log import SqliteLog
from marsad.stores.schema import SCHEMA
from tests.contract.stores import DAY

TOPICS = ("articles", "analyses")
CALLS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.sampled_from(TOPICS), st.sampled_from("abcd"), st.binary(max_size=3)),
        st.tuples(st.just("advance"), st.sampled_from(("decide", "desk")), st.sampled_from(TOPICS), st.integers(0, 9)),
    ),
    max_size=25,
)


class Model:
    """The contract in twenty lines."""

    def __init__(self):
        self.rows, self.positions, self.offset = [], {}, 0

    def append(self, topic, key, value):
        if any((topic, key) == row[1:3] for row in self.rows):
            return False
        self.offset += 1
        self.rows.append((self.offset, topic, key, value))
        return True

    def read(self, topic, after, limit):
        return [(n, key, value) for n, t, key, value in self.rows if t == topic and n > after][:limit]

    def advance(self, consumer, topic, offset):
        self.positions[consumer, topic] = max(offset, self.positions.get((consumer, topic), 0))


def fresh() -> SqliteLog:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(SCHEMA)
    return SqliteLog(db)


@given(calls=CALLS, after=st.integers(0, 5), limit=st.integers(1, 4))
def test_log_is_an_ordered_dict_with_positions(calls, after, limit):
    """Append answers whether it added, read gives order and bounds, positions only grow."""
    log, model = fresh(), Model()
    for name, *args in calls:
        if name == "append":
            assert model.append(*args) == log.append(*args, at=DAY)
        else:
            model.advance(*args)
            log.advance(*args)
    for topic in TOPICS:
        rows = log.read(topic, 0, 99)
        offsets = [row.offset for row in rows]
        assert [row[1:] for row in model.read(topic, 0, 99)] == [(row.key, row.value) for row in rows]
        assert sorted(set(offsets)) == offsets
        behind = offsets[min(after, len(offsets)) - 1] if after and offsets else 0
        assert rows[after:][:limit] == log.read(topic, behind, limit)
        for consumer in ("decide", "desk"):
            position = model.positions.get((consumer, topic), 0)
            assert position == log.position(consumer, topic)
            assert sum(1 for n in offsets if n > position) == log.waiting(consumer, topic)


def test_a_dead_letter_keeps_its_bytes():
    """What no stage takes lies there with stage, place, reason and bytes."""
    log = fresh()
    log.bury(DeadLetter(stage="analyse", place="articles/3", error="ValueError: x", at=DAY, value=b"\xff{"))

    assert [("analyse", "articles/3")] == log._db.execute("select stage, place from dead_letter").fetchall()
