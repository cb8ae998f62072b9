"""Of which story an article is, and which words two stories have in common: as plain lists say it."""

from array import array
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from processors.window.members import Story, top
from processors.window.own_words import IN_COMMON, in_common
from processors.window.owners import Owners
from processors.window.shared_words import STEPS

FIRST = 5


def told(owned):
    """The stories and owners of a window whose articles are of the stories `owned`, by their names."""
    stories, owners = {}, Owners(FIRST)
    for position, name in enumerate(owned, FIRST):
        story = stories.setdefault(name, Story(name, position))
        story.join(position, 0.0)
        owners.append(story)
    return stories, owners


def test_stories_are_found_while_the_oldest_leave_and_others_come():
    """As objects and as numbers, also after room was made several times and when nothing was left in between."""
    owners, stories = Owners(7), [Story(str(n), n) for n in range(5)]
    held = dict[int, Story]()
    for position in range(7, 9007):
        held[position] = stories[position * position % 5]
        owners.append(held[position])
        leaves = 3 if 3000 < position < 4000 else position % 4 > 0
        for gone in sorted(held)[:leaves]:
            assert held.pop(gone) is owners.popleft()

    assert list(held.values()) == owners.at(held) == [owners[each] for each in held]
    assert [each.number for each in held.values()] == owners.numbers(np.array([*held])).tolist()


def test_articles_of_a_merged_story_are_of_the_other():
    """From then on, and no other article is."""
    stories, owners = told("stsu")
    owners.take_over([FIRST, FIRST + 1, FIRST + 2], both := Story("s", FIRST))

    assert [both, both, both, stories["u"]] == owners.at(range(FIRST, FIRST + 4))
    assert [FIRST] * 3 + [FIRST + 3] == owners.numbers(np.arange(FIRST, FIRST + 4)).tolist()


def plainly(rows, ours, owners):
    """What `in_common` finds, word by word."""
    common = Counter()
    for row, said in rows:
        tellers = Counter(owners[entry // STEPS] for entry in row)
        own = tellers.pop(ours, 0) + said
        common.update(
            theirs
            for theirs, times in tellers.items()
            if 2 * own > len(ours.members) and 2 * (own + times) >= len(row) + said and 2 * times >= len(theirs.members)
        )
    best = min(common.items(), key=lambda item: (-item[1], item[0].name), default=None)
    return best if best and best[1] >= IN_COMMON else None


@given(
    st.text("stu", min_size=3, max_size=9).filter(lambda owned: "s" in owned),
    st.lists(st.tuples(st.sets(st.integers(0, 8), min_size=2), st.booleans()), min_size=IN_COMMON, max_size=9),
)
def test_words_in_common_are_those_of_half_the_members_and_half_of_those_who_say_them(owned, said_by):
    """Of both stories; the story with most of them is found, of equal ones the first by name."""
    stories, owners = told(owned)
    rows = [
        (array("q", [(FIRST + n) * STEPS + 9 for n in sorted(positions) if n < len(owned)]), said)
        for positions, said in said_by
    ]
    rows = [(row, said) for row, said in rows if row]

    assert plainly(rows, stories["s"], owners) == in_common(rows, stories["s"], owners)


@given(st.dictionaries(st.integers(0, 50), st.integers(1, 5)), st.integers(1, 30))
def test_the_heaviest_words_come_first(vector, most):
    """Of equal ones the higher number; there may be none."""
    ranked = sorted(vector, key=lambda word: (vector[word], word), reverse=True)

    assert ranked[:most] == top(vector, most)
