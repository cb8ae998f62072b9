"""Why are two articles one text, or one story, or not? Compared once more, as things stood when the later one came.

What decides is found by asking again: `processors.window.copies` and `processors.stories` compare the two with one condition
taken away at a time; a condition without which they would be related is what keeps them apart. So the answer follows
what deciding does, whatever conditions it comes to have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import dropwhile
from types import MappingProxyType
from typing import Literal

from msgspec.structs import replace

from marsad.records import Decision, Fingerprint, Footprint, Record, Verdict
from processors.stories import Joined, Stories
from processors.window.background import Background, day_of
from processors.window.copies import Copies, Kinship, Unseen, compare_figures, kinship
from processors.window.forms import but, said_by_others
from processors.window.index import FAMILY_DAYS, WINDOW
from processors.window.merging import Aliases
from processors.window.wanted import Nearness

Condition = Literal["time", "publisher", "actors", "places", "figures", "old words"]
Out = Condition | Literal["members"]
Remembered = tuple[Footprint, Decision]


class Texts(Record, frozen=True, kw_only=True, omit_defaults=False):
    """Two articles as texts, the earlier first.

    `shared`: prints both have. Of the shorter one's prints `new` were said on no earlier day, and `new_shared` of these
    are shared. `verdict` is what the later one is to the earlier, None where they are not related: then `apart` names
    the conditions each of which alone keeps them apart, and is empty where no single one does.
    """

    words: tuple[int, int]
    prints: tuple[int, int]
    shared: int
    new: int
    new_shared: int
    hours: float
    figures_differ: tuple[str, ...]
    figures_agree: int
    actors: tuple[tuple[str, ...], tuple[str, ...]]
    places: tuple[tuple[str, ...], tuple[str, ...]]
    verdict: Verdict | None
    why: str
    apart: tuple[Condition, ...]


class Words(Record, frozen=True, kw_only=True, omit_defaults=False):
    """The later article's words against the story of the earlier one.

    `score` is that of the words alone, 0 where no heavy one is shared; from `wanted` on it joins by likeness. Where the
    article does not join, `apart` names the conditions each of which alone keeps it out: "members" where it scores enough
    and is like too few of them. `nearest` is the story it scores best with of all that were there, "" where it joins none.
    `likelihood` is how likely all signs make one event, `signs` are those that speak for it; None and "" in a young window.
    """

    story: str
    members: int
    score: float
    wanted: float
    joins: bool
    apart: tuple[Out, ...]
    nearest: str
    nearest_score: float
    likelihood: float | None = None
    signs: str = ""


class Comparison(Record, frozen=True, kw_only=True, omit_defaults=False):
    """Two articles, compared as texts and as members of one story."""

    texts: Texts
    words: Words


def compared(before: Iterable[Remembered], earlier: str, ours: Footprint) -> Comparison | None:
    """Return how `ours` compares to article `earlier`, given all that was remembered `before` it, in order.

    None where `earlier` had left the window by then, or was never in it.
    """
    rows = _renamed(_window(list(before)))
    place = next((n for n in range(len(rows) - 1, -1, -1) if rows[n][0].article == earlier), None)
    if place is None:
        return None
    theirs, decision = rows[place]
    return Comparison(texts=_texts(ours, theirs, _unseen(rows, place, ours)), words=_words(rows, ours, decision.story))


def _window(rows: Sequence[Remembered]) -> Sequence[Remembered]:
    """Return the rows that had not left when the last of them was there."""
    since = max((footprint.at for footprint, _ in rows), default=None)
    return list(dropwhile(lambda row: since is not None and row[0].at < since - WINDOW, rows))


def _renamed(rows: Sequence[Remembered]) -> Sequence[Remembered]:
    """Return the rows with each story called what it was by then: one that was merged has the other's name."""
    aliases, merged = Aliases(), any(decision.merged for _, decision in rows)
    for place, (_, decision) in enumerate(rows):
        for merge in decision.merged:
            aliases.add(merge.story, decision.story, place)
    return [
        (footprint, replace(decision, story=aliases.current(decision.story))) if merged else (footprint, decision)
        for footprint, decision in rows
    ]


def _unseen(rows: Sequence[Remembered], place: int, ours: Footprint) -> Unseen:
    """Return what says of prints whether they are newer than the family of copies of the article at `place`.

    Where the two would be related, what several others that `ours` is compared with say too is not new either.
    """
    background, began = Background(), dict[str, int]()
    for footprint, decision in rows:
        day = day_of(footprint.at)
        began[footprint.article] = min(day, began.get(decision.of or "", day))
    prints = [footprint.fingerprint.prints for footprint, _ in rows]
    background.load([day_of(footprint.at) for footprint, _ in rows], prints)
    today = max(day_of(footprint.at) for footprint, _ in rows)
    theirs = rows[place][0]
    unseen = partial(background.unseen, before=max(began[theirs.article], today - FAMILY_DAYS) - 1)
    if not kinship(ours, theirs, 0, unseen):
        return unseen
    copies, families = Copies(), _families(rows)
    copies.load(0, prints)
    never_said = partial(background.unseen, before=today - FAMILY_DAYS - 1)
    holders = [(families[each], prints[each]) for each in copies.candidates(ours.fingerprint.prints, never_said)]
    return but(unseen, said_by_others(ours.fingerprint.prints, families[place], holders))


def _families(rows: Sequence[Remembered]) -> list[int]:
    """Return for each row the place of the first text of its family of copies."""
    families, last = list[int](), dict[str, int]()
    for place, (footprint, decision) in enumerate(rows):
        of = last.get(decision.of or "")
        families.append(place if of is None else families[of])
        last[footprint.article] = place
    return families


# -------------------------------------------------------------------------------------------------------- as texts


def _texts(ours: Footprint, theirs: Footprint, unseen: Unseen) -> Texts:
    kin = kinship(ours, theirs, 0, unseen)
    mine, other = ours.fingerprint, theirs.fingerprint
    both = set(mine.prints) & set(other.prints)
    shorter = min(mine.prints, other.prints, key=len)
    new = [print_ for print_, fresh in zip(shorter, unseen(shorter), strict=True) if fresh]
    differ, agree = compare_figures(mine, other)
    return Texts(
        words=(other.words, mine.words),
        prints=(len(other.prints), len(mine.prints)),
        shared=len(both),
        new=len(new),
        new_shared=len(both.intersection(new)),
        hours=round(abs((ours.at - theirs.at).total_seconds()) / 3600, 1),
        figures_differ=tuple(differ),
        figures_agree=agree,
        actors=(theirs.actors, ours.actors),
        places=(theirs.places, ours.places),
        verdict=kin.verdict if kin else None,
        why=kin.why if kin else "",
        apart=() if kin else _texts_apart(ours, theirs, unseen),
    )


def _texts_apart(ours: Footprint, theirs: Footprint, unseen: Unseen) -> tuple[Condition, ...]:
    """Return the conditions without any one of which the two would be related."""
    asked: dict[Condition, Callable[[], Kinship | None]] = {
        "time": lambda: kinship(replace(ours, at=theirs.at), theirs, 0, unseen),
        "publisher": lambda: kinship(replace(ours, family=""), theirs, 0, unseen),
        "old words": lambda: kinship(ours, theirs, 0, lambda prints: [True] * len(prints)),
    }
    for name, without in _WITHOUT.items():
        asked[name] = partial(kinship, without(ours), without(theirs), 0, unseen)
    return tuple(name for name, ask in asked.items() if ask())


# ------------------------------------------------------------------------------------------------------ as one story


def _words(rows: Sequence[Remembered], ours: Footprint, story: str) -> Words:
    theirs = [footprint for footprint, decision in rows if decision.story == story]
    joined, near = _joined(ours, theirs, story), _nearness(ours, theirs, story)
    everything = Stories()
    everything.load(0, [(footprint, decision.story) for footprint, decision in rows])
    nearest, signs = everything.best(ours), everything.signs(ours, story)
    return Words(
        story=story,
        members=len(theirs),
        score=joined.score if joined else near.score,
        wanted=near.wanted,
        joins=joined is not None,
        apart=() if joined else _words_apart(ours, theirs, story, near),
        nearest=nearest.story if nearest else "",
        nearest_score=nearest.score if nearest else 0.0,
        likelihood=round(signs.likelihood(), 3) if signs else None,
        signs=signs.reasons() if signs else "",
    )


def _nearness(ours: Footprint, members: Sequence[Footprint], story: str) -> Nearness:
    """Return the score of the words alone, whatever keeps the article out."""
    near = _alone(members, story).nearness(ours)
    return near._replace(score=round(near.score, 3))


def _words_apart(ours: Footprint, members: Sequence[Footprint], story: str, near: Nearness) -> tuple[Out, ...]:
    """Return the conditions without any one of which the article would join the story."""
    at_once = replace(ours, at=max(member.at for member in members))
    found: list[Out] = ["time"] if _joined(at_once, members, story) else []
    if _joined(replace(ours, family=""), members, story):
        found.append("publisher")
    for name, without in _WITHOUT.items():
        if _joined(without(ours), [without(member) for member in members], story):
            found.append(name)
    if not found and near.score >= near.wanted:
        found.append("members")
    return tuple(found)


def _joined(ours: Footprint, members: Sequence[Footprint], story: str) -> Joined | None:
    return _alone(members, story).best(ours)


def _alone(members: Sequence[Footprint], story: str) -> Stories:
    """Return a window with nothing but one story."""
    alone = Stories()
    alone.load(0, [(member, story) for member in members])
    return alone


def _without_figures(footprint: Footprint) -> Footprint:
    bare: Fingerprint = replace(footprint.fingerprint, figures=())
    return replace(footprint, fingerprint=bare, headline=())


_WITHOUT: Mapping[Condition, Callable[[Footprint], Footprint]] = MappingProxyType(
    {
        "actors": lambda footprint: replace(footprint, actors=(), deeds=()),
        "places": lambda footprint: replace(footprint, places=()),
        "figures": _without_figures,
    }
)
