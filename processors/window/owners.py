"""Of which story is the article at each position? Held twice: as the story, and as a number that is compared in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from processors.window.members import Story
from processors.window.sliding import Sliding

_ROOM = 1024  # articles at first


class Owners:
    """The stories of the articles in the window, at positions that come one after the other and leave in that order."""

    def __init__(self, first: int = 0, room: int = 0) -> None:
        """Take the position of the first article, and how many will come at least."""
        self._stories = Sliding[Story](first)
        self._numbers = np.zeros(max(_ROOM, room), dtype=np.int32)
        self._before = first  # position of the first place of the numbers

    def __getitem__(self, position: int) -> Story:
        return self._stories[position]

    def at(self, positions: Iterable[int]) -> list[Story]:
        """Return the stories of the articles at `positions`."""
        return self._stories.at(positions)

    def numbers(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Return the numbers of the stories of the articles at `positions`."""
        return self._numbers.take(positions - self._before)

    def append(self, story: Story) -> None:
        """Let the article that comes next be of `story`."""
        place = self._stories.end - self._before
        if place == len(self._numbers):
            place = self._make_room()
        self._numbers[place] = story.number
        self._stories.append(story)

    def take_over(self, positions: Sequence[int], story: Story) -> None:
        """Let the articles at `positions` be of `story` from here on."""
        for position in positions:
            self._stories[position] = story
            self._numbers[position - self._before] = story.number

    def popleft(self) -> Story:
        """Let go of the oldest article, and return the story it was of."""
        return self._stories.popleft()

    def _make_room(self) -> int:
        """Let go of the places of articles that left, and have as many free as are held; return the next place."""
        held = len(self._stories)
        numbers = np.zeros(max(_ROOM, 2 * held), dtype=np.int32)
        numbers[:held] = self._numbers[len(self._numbers) - held :]
        self._numbers, self._before = numbers, self._stories.first
        return held
