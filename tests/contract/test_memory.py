"""Every StoryMemory keeps the first decision about a revision, in order, and forgets from the front."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from marsad.stores.memory import PlainMemory, SqliteMemory
from marsad.stores.schema import bring_forward
from tests.contract.stores import decision, footprint, minute

KEEPS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(("r1", "r2")),
        st.integers(0, 9),
        st.sampled_from(("s", "t")),
        st.integers(0, 5),
    ),
    max_size=15,
)


class Model:
    """A list that never changes what stands."""

    def __init__(self):
        self.rows = []

    def keep(self, f, d):
        for known, stands in self.rows:
            if (known.article, known.revision) == (f.article, f.revision):
                return stands
        self.rows.append((f, d))
        return d

    def window(self, since):
        for place, (f, _) in enumerate(self.rows):
            if f.at >= since:
                return self.rows[place:]
        return []

    def seen_since(self, moment):
        for place, (_, d) in enumerate(self.rows):
            if d.seen >= moment:
                return self.rows[place:]
        return []

    def latest(self, article):
        found = [d for f, d in self.rows if f.article == article]
        return found[-1] if found else None


def sqlite_memory():
    db = sqlite3.connect(":memory:", isolation_level=None)
    bring_forward(db)
    return SqliteMemory(db)


@pytest.mark.parametrize("fresh", [sqlite_memory, PlainMemory], ids=["sqlite", "plain"])
@given(keeps=KEEPS, since=st.integers(0, 10))
def test_first_decision_stands_and_the_front_is_forgotten(fresh, keeps, since):
    """keep, decision, latest, window and forget agree with a list."""
    memory, model = fresh(), Model()
    for article, revision, at, story, late in keeps:
        made = decision(article, revision, story, minute(at))
        pair = footprint(article, revision, minute(at)), replace(made, seen=minute(at + late))
        assert model.keep(*pair) == memory.keep(*pair)
        assert model.latest(article) == memory.latest(article)
        assert pair[1].story in ("s", "t")
        assert memory.decision(article, revision) == memory.keep(*pair)
    assert memory.decision("z", "r1") is None
    assert memory.latest("z") is None

    kept = model.window(minute(since))
    assert kept == list(memory.window(minute(since)))
    kept = model.seen_since(minute(since))
    assert len(model.rows) - len(kept) == memory.forget(minute(since))
    assert kept == list(memory.window(minute(-1)))
    for f, d in kept:
        assert d == memory.decision(f.article, f.revision)
