"""Is this event already here? Single pass over weighted words: half centroid, half best neighbour, decayed.

Articles of one event share rare words; common words weigh nothing. Weights are those of the moment an article was
decided and are stored with it, so a restart rebuilds the same state.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice, repeat
from operator import mul
from typing import NamedTuple

import numpy as np

from marsad.records import Footprint
from processors.names.whereabouts import apart, of_one_kind
from processors.window.headline import another_event
from processors.window.held import Told
from processors.window.members import Story, Sums, add_to, cosine, top
from processors.window.merging import Kindred, Rival
from processors.window.nearest import Nearest
from processors.window.one_event import APART, LEAST, LIKELIER, LIKELY, LITTLE, OF_ONE_KIND, Signs
from processors.window.own_words import KNOWN, KNOWN_S, in_common
from processors.window.owners import Owners
from processors.window.sayings import Said, in_both
from processors.window.shared_words import QUERY_TERMS, STEPS, most_shared, shared_by_position
from processors.window.sliding import Sliding
from processors.window.wanted import MANY, RETOLD, SURE, THRESHOLD, Nearness, is_other, is_same, of_same_hours, wanted
from processors.window.weighing import KEPT_TERMS
from processors.window.word_rows import WordRows

BY_WORDS, BY_SIGNS = "joined by its words", "joined by several signs"
ALIKE_TOO = 1.5  # of two stories that are likely, how much more an equal step of the score says which it is

WINDOW_S = 7 * 86400
# With a story of one member the score is the cosine, but for the rounding of weights: at most a step in each.
_ALONE = 0.96 * STEPS * STEPS
# What joins a story of several is like two of them by itself, or like the first: a chain of texts leads to other events.
ALIKE, LIKE_FIRST = 0.20, 0.10
COPIED = 0.6  # two texts so like each other are one, told twice
VERY_ALIKE, VERY_ALIKE_S = 0.35, 24 * 3600  # one is enough that is so like it, of one place and day
# A story of many that tells of one event is alike in many of its members; a topic grows at its ends.
OF_MANY = 5
RIVAL_TERMS = 8  # heaviest words that show whether an article may belong to a second story: looked at for every article
RIVALS = 4  # stories that are asked: what speaks against the nearest says nothing of the next
RIVAL_SHARE = 0.1  # of a cosine that they must give
RIVAL_NEAREST = 0.23  # cosine with that article
FEW = 8  # members of a story that are sooner compared one by one than with their sum
SUMMED = 1024  # stories whose members are held added up: a hundred bytes a word
HALF_LIFE_S = 60 * 3600
# An event is over some time after it began, a topic is not: what is like the newest articles of a war is news of its own.
YOUNG_S, AGED_HALF_LIFE_S = 48 * 3600, 48 * 3600


class Joined(NamedTuple):
    """The story an article belongs to by its words."""

    story: str
    score: float
    why: str


class _Near(NamedTuple):
    """A story that an article may belong to: what its nearest member shares, and where that is.

    `alike`: how many members share as much as ALIKE says; `least`: the score below which the article does not join it.
    """

    story: Story
    shared: int
    position: int
    alike: int
    least: float = 0.0


class Stories:
    """The stories of the window, found by their heaviest words."""

    def __init__(self) -> None:
        self._rows, self._nearest = WordRows(), Nearest(KEPT_TERMS)
        self._texts, self._story_of = Sliding[Told](), Owners()  # by position
        self._stories: dict[str, Story] = {}
        self._summed: deque[Story] = deque()

    def __len__(self) -> int:
        return len(self._stories)

    def best(self, footprint: Footprint) -> Joined | None:
        """Return the story the article is likeliest to tell of, of those it may join, or None."""
        best, most, now_s = None, 0.0, footprint.at.timestamp()
        said = Said(footprint, self._rows) if self._knows_who_is_rare(now_s) else None
        for score, near in self._scored(footprint, now_s, *((LITTLE, LEAST) if said else (THRESHOLD, THRESHOLD))):
            if ALIKE_TOO * score + 1 <= most:  # so are most: what follows takes long
                break
            elsewhere = self._elsewhere(near.story, footprint, score)
            if elsewhere == OF_ONE_KIND:
                continue
            signs = self._signs(near, footprint, score, said, elsewhere) if said else None
            likely = signs.likelihood() if signs else 0.0
            rank = ALIKE_TOO * score + likely
            if rank <= most:
                continue
            text = self._texts[near.position]
            retold = bool(said) and score >= RETOLD and is_other(text.family, footprint.family)
            by_words = score >= self._wanted(near, footprint) and (retold or not elsewhere)
            by_signs = likely >= (LIKELY if score >= LITTLE else LIKELIER)
            if not (by_words or by_signs) or another_event(footprint, text, retold=retold):
                continue
            if by_signs or self._like_members(near, footprint):
                why = BY_WORDS if by_words or not signs else f"{BY_SIGNS}: {signs.reasons()}"
                best, most = Joined(near.story.name, round(score, 3), why), rank
        return best

    def _scored(self, footprint: Footprint, now_s: float, least: float, same_hours: float) -> list[tuple[float, _Near]]:
        """Return the stories that score `least` or more (`same_hours`: with what another desk wrote then), the highest first."""
        near = [each for each in self._neighbours(footprint, least, same_hours) if not _like_too_few(each)]
        scored = [(self._score(each.story, footprint, each.shared, now_s), each) for each in near]
        return sorted([each for each in scored if each[0] >= each[1].least], key=lambda each: -each[0])

    def signs(self, footprint: Footprint, story: str) -> Signs | None:
        """Return what speaks for and against one event of the article and `story`, None while nobody knows who is rare."""
        now_s = footprint.at.timestamp()
        if not self._knows_who_is_rare(now_s):
            return None
        known = self._stories[story]
        shared = self._nearest.shared(footprint, known.members)
        near = _Near(known, max(shared), known.members[shared.index(max(shared))], 0)
        score = self._score(known, footprint, near.shared, now_s)
        elsewhere = self._elsewhere(known, footprint, score)
        return self._signs(near, footprint, score, Said(footprint, self._rows), elsewhere)

    def _signs(self, near: _Near, footprint: Footprint, score: float, said: Said, elsewhere: int) -> Signs:
        text = self._texts[near.position]
        shared = said.shared(text)
        return Signs(
            likeness=score,
            rare=shared.rare,
            opening=shared.opening,
            places=in_both(footprint.places, text.places),
            actors=in_both(footprint.actors, text.actors),
            elsewhere=elsewhere,
            own_desk=self._is_own(near, footprint),
            age=(footprint.at - self._texts[near.story.first].at).total_seconds() / 3600,
            crowd=len(self._texts),
        )

    def _knows_who_is_rare(self, now_s: float) -> bool:
        texts = self._texts
        return len(texts) >= KNOWN and now_s - texts[texts.first].at.timestamp() >= KNOWN_S

    def _is_own(self, near: _Near, footprint: Footprint) -> bool:
        return is_same(self._texts[near.position].family, footprint.family)

    def _wanted(self, near: _Near, footprint: Footprint) -> float:
        return wanted(len(near.story.members), same_family=self._is_own(near, footprint))

    def nearness(self, footprint: Footprint) -> Nearness:
        """Return the highest score of the article with any story, whatever keeps it out; 0 where no heavy word is shared."""
        now_s = footprint.at.timestamp()
        scored = [
            Nearness(self._score(near.story, footprint, near.shared, now_s), self._wanted(near, footprint))
            for near in self._neighbours(footprint, 0.0, 0.0)
        ]
        return max(scored, key=lambda each: each.score, default=Nearness(0.0, THRESHOLD))

    def rivals(self, footprint: Footprint, story: str) -> Iterator[Rival]:
        """Yield other stories the article could join, as it could `story`; of those that are not nearest only small ones."""
        ours, now_s, own = self._stories[story], footprint.at.timestamp(), -1.0
        beside = self._beside(footprint, ours)
        for position, shared in zip(beside, self._nearest.shared(footprint, beside), strict=True):
            text, theirs, nearest = self._texts[position], self._story_of[position], position == beside[0]
            if shared < RIVAL_NEAREST * STEPS * STEPS or not (nearest or _are_small(ours, theirs)):
                continue
            score = self._score(theirs, footprint, shared, now_s)
            if score < SURE or self._elsewhere(theirs, footprint, score) or another_event(footprint, text):
                continue
            if own < 0:
                own = self._score(ours, footprint, max(self._nearest.shared(footprint, ours.members)), now_s)
            if own < SURE:
                return
            if nearest or not self._apart(ours, theirs):
                yield Rival(theirs.name, min(own, score), self._likeness(ours, theirs), nearest=nearest)

    def kindred(self, footprint: Footprint, story: str) -> Kindred | None:
        """Return another story that has enough own words in common with `story` and the article that joins it, or None."""
        ours = self._stories.get(story)
        if ours is None or not self._knows_who_is_rare(footprint.at.timestamp()):
            return None
        sums = self._sums(ours)
        both = sums.centroid.copy()
        square = sums.square + add_to(both, footprint)
        said = set(footprint.words[:QUERY_TERMS])
        rows = [(row, word in said) for row, word in self._rows.of_words(top(both, QUERY_TERMS))]
        found = in_common(rows, ours, self._story_of)
        if found is None:
            return None
        theirs, words = found
        if apart(self._sums(theirs).places, {*sums.places, *footprint.places}, sure=False):
            return None
        return Kindred(theirs.name, words, cosine(both, square, self._sums(theirs)))

    def _beside(self, footprint: Footprint, ours: Story) -> list[int]:
        """Return the positions of the articles that share most of the heaviest words, one of each of a few stories but `ours`."""
        positions, shared = shared_by_position(self._rows.of_heaviest(footprint, RIVAL_TERMS))
        enough = shared >= RIVAL_SHARE * STEPS * STEPS
        positions, shared = positions[enough], shared[enough]
        ranked = positions[np.lexsort((positions, -shared))].tolist()
        nearest: dict[Story, int] = {}
        for position in ranked:
            theirs = self._story_of[position]
            if theirs is not ours and nearest.setdefault(theirs, position) == position and len(nearest) == RIVALS:
                break
        return list(nearest.values())

    def _score(self, story: Story, footprint: Footprint, shared: int, now_s: float) -> float:
        """Return half the cosine with the members' sum and half that with the best member, decayed.

        `shared` is what the article and the best member have in common.
        """
        if len(story.members) == 1:
            only = story.members[0]
            with_all, square, last_s = shared, self._nearest.square(only), self._texts[only].at.timestamp()
        else:
            sums = self._sums(story)
            in_all = map(sums.centroid.get, footprint.words, repeat(0))
            with_all, square, last_s = sum(map(mul, footprint.weights, in_all)), sums.square, sums.last_s
        return _likened(with_all, square, shared) * self._fading(story, last_s, now_s)

    def _fading(self, story: Story, last_s: float, now_s: float) -> float:
        """Return the share of its score that an article at `now_s` keeps, when the last member came at `last_s`."""
        half_lives = max(0.0, now_s - max(0.0, last_s)) / HALF_LIFE_S
        began_s = self._texts[story.first].at.timestamp()
        half_lives += max(0.0, now_s - began_s - YOUNG_S) / AGED_HALF_LIFE_S
        return math.pow(0.5, half_lives)

    def _like_members(self, near: _Near, footprint: Footprint) -> bool:
        """Say whether an article is like enough of a story's members: of many one in five, else two, or the oldest.

        Of one place and day it is enough to be very like one: what goes on there is told from another side.
        """
        if self._very_like(near, footprint):
            return True
        members = near.story.members
        if len(members) > MANY:
            return near.alike * OF_MANY >= len(members)
        if near.alike > 1:
            return True
        first = near.shared if near.position == members[0] else self._nearest.shared(footprint, members[:1])[0]
        return first >= LIKE_FIRST * STEPS * STEPS

    def _very_like(self, near: _Near, footprint: Footprint) -> bool:
        nearest = self._texts[near.position]
        return (
            near.shared >= VERY_ALIKE * STEPS * STEPS
            and abs((footprint.at - nearest.at).total_seconds()) <= VERY_ALIKE_S
            and not set(footprint.places).isdisjoint(nearest.places)
        )

    def _likeness(self, one: Story, other: Story) -> float:
        """Return the cosine of the members' sums."""
        ours = self._sums(one)
        return cosine(ours.centroid, ours.square, self._sums(other))

    def _elsewhere(self, story: Story, footprint: Footprint, score: float) -> int:
        """Two events of one kind on one day differ in place: return APART or OF_ONE_KIND where they do, 0 where not."""
        if not footprint.places:
            return 0
        alone = len(story.members) == 1
        places = self._texts[story.members[0]].places if alone else self._sums(story).places
        if not apart(places, footprint.places, sure=score >= SURE):
            return 0
        return OF_ONE_KIND if of_one_kind(places, footprint.places) else APART

    def _apart(self, one: Story, other: Story) -> bool:
        """Say whether the articles of both stories name places, and none is the same, or inside another."""
        return apart(self._sums(one).places, self._sums(other).places, sure=True)

    def _sums(self, story: Story) -> Sums:
        """Return the sums of the newest members; those of the stories that were added up last are at hand."""
        if story.sums is None:
            if len(self._summed) >= SUMMED:
                self._summed.popleft().sums = None
            story.sums = Sums()
            self._summed.append(story)
        sums = story.sums
        if sums.left:
            sums.drop(*([self._texts[each] for each in some] for some in (sums.left, story.members[: sums.count])))
            sums.left.clear()
        for position in islice(story.members, sums.count, None):
            sums.add(self._texts[position])
        return sums

    def merge(self, into: str, gone: str, positions: Sequence[int]) -> None:
        """Count the members of both stories, which lie at `positions`, as members of `into`."""
        self._stories.pop(gone, None)
        self._stories.pop(into, None)
        if not positions:
            return
        self._stories[into] = both = Story(into, positions[0])
        self._story_of.take_over(positions, both)
        for position in positions:
            both.join(position, self._texts[position].at.timestamp())

    def _neighbours(self, footprint: Footprint, least: float, same_hours: float) -> list[_Near]:
        """Return the stories of the articles that share most with this one, by name, none that scores too little, see `_scored`.

        What is known of a story for little, a bound of the score, is most often enough to leave it out; it is close for one
        member, and for a small story.
        """
        positions = most_shared(self._rows.of(footprint))
        stories = self._story_of.at(positions)
        small = [each for each in dict.fromkeys(stories) if 1 < each.count <= FEW]
        shared, squares = self._nearest.compared(
            footprint, [*positions, *chain.from_iterable([each.members for each in small])]
        )
        near: dict[Story, tuple[int, int, int]] = {}
        alone = same_hours * _ALONE
        for story, product, position in zip(stories, shared, positions, strict=False):
            if product < alone and story.count == 1:
                continue
            most_of_it, at, alike = near.get(story, (-1, 0, 0))
            alike += product >= ALIKE * STEPS * STEPS
            near[story] = (product, position, alike) if product > most_of_it else (most_of_it, at, alike)
        most, at = {}, len(positions)
        for story in small:  # the square of a sum of weights is no less than the sum of their squares
            end = at + len(story.members)
            most[story] = _likened(sum(shared[at:end]), sum(squares[at:end]), near[story][0])
            at = end
        length, now_s, found = 0.0, footprint.at.timestamp(), []
        for story, (product, position, alike) in near.items():
            likened = most.get(story)
            if not likened:  # no sum is nearer than one that is the same
                length = length or math.hypot(*footprint.weights)
                likened = _likened(length, 1, product)
            if likened < same_hours:
                continue
            enough = same_hours if of_same_hours(self._texts[position], footprint) else least
            # Time only lowers it, and is asked of few.
            if likened >= enough and likened * self._fading(story, story.newest_s, now_s) >= enough:
                found.append(_Near(story, product, position, alike, enough))
        return sorted(found, key=lambda near: near.story.name)

    def add(self, position: int, footprint: Told, story: str, held: Told | None = None) -> None:
        """Count the article as a member of `story`, and keep what is `held` of it; positions come one after the other."""
        self._nearest.add(position, footprint)
        self._join(position, held or footprint, story)
        self._rows.add(position, footprint)

    def _join(self, position: int, footprint: Told, story: str) -> None:
        if not len(self._texts):
            self._begin(position)
        known = self._stories.get(story)
        if known is None:
            known = self._stories[story] = Story(story, position)
        known.join(position, footprint.at.timestamp())
        self._texts.append(footprint)
        self._story_of.append(known)

    def _begin(self, first: int, room: int = 0) -> None:
        """Let the first article lie at `first`, with room for so many."""
        self._texts, self._story_of = Sliding(first), Owners(first, room)

    def load(self, first: int, window: Sequence[tuple[Told, str]]) -> None:
        """Count articles as members of their stories, at the positions from `first` on; only before all others."""
        self._begin(first, len(window))
        for position, (footprint, story) in enumerate(window, first):
            self._join(position, footprint, story)
        footprints = [footprint for footprint, _ in window]
        self._nearest.load(first, footprints)
        self._rows.load(first, footprints)

    def remove(self, position: int, footprint: Told) -> None:
        """Take the oldest article out of the window."""
        self._texts.popleft()
        story = self._story_of.popleft()
        self._nearest.remove(position)
        story.leave()
        if not story.count:
            del self._stories[story.name]
        self._rows.remove(position, footprint)


def _are_small(one: Story, other: Story) -> bool:
    """Say whether neither story is large, as topics are: in their middle a topic and the next look like one event."""
    return max(one.count, other.count) <= MANY


def _like_too_few(near: _Near) -> bool:
    """Say whether no score lets an article into a large story: it is like too few members, and very like none."""
    members = len(near.story.members)
    return members > MANY and near.alike * OF_MANY < members and near.shared < VERY_ALIKE * STEPS * STEPS


def _likened(with_all: float, square: int, with_best: int) -> float:
    """Return half the cosine with all members and half that with the best, from products; `square` is that of all."""
    cosine = with_all / math.sqrt(square or 1) / STEPS
    return 0.5 * cosine + 0.5 * (with_best / (STEPS * STEPS))
