"""Of what is a message made? One tree of lines for all channels; writers turn it into text or markup.

Nothing is cut behind this tree: a message that is too long is built again from less, so no tag and no isolate is
ever torn.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["ours", "severity", "foreign", "strong", "match", "id", "link", "time"]
Role = Literal[
    "head", "title", "sentence", "events", "actors", "places", "publishers", "also", "times", "link", "ids", "item"
]  # fmt: skip


class Leaf(NamedTuple):
    """A piece of text with one meaning.

    `ours` are our own words and never escaped away; all other kinds came from outside or run in a direction of their
    own, and stand isolated. `severity` carries the severity itself in `href`, `link` the address.
    """

    kind: Kind
    text: str
    href: str = ""


class Quote(NamedTuple):
    """Text from outside with the words that fired inside it; isolated as a whole."""

    leaves: tuple[Leaf, ...]


Node = Leaf | Quote


class Line(NamedTuple):
    """One line of a message and what it is for."""

    role: Role
    nodes: tuple[Node, ...]


Card = tuple[Line, ...]


def ours(text: str) -> Leaf:
    """Return our own words."""
    return Leaf("ours", text)


def foreign(text: str) -> Leaf:
    """Return words from outside, already cleaned."""
    return Leaf("foreign", text)


def joined(nodes: list[Leaf], mark: str) -> tuple[Node, ...]:
    """Return `nodes` with `mark` between them."""
    made: list[Node] = []
    for node in nodes:
        made += [ours(mark), node] if made else [node]
    return tuple(made)
