"""A set that forgets the oldest."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.recent import Recent


@given(st.lists(st.sampled_from("abcdefgh")), st.integers(1, 5))
def test_it_remembers_the_last_different_ids_and_says_which_were_new(names, limit):
    """Against a plain list."""
    recent, model = Recent(limit), []
    for name in names:
        assert (name not in model) == recent.add(name)
        if name not in model:
            model = [*model, name][-limit:]

    assert set(model) == {name for name in "abcdefgh" if name in recent}
