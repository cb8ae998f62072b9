"""The word finders that the matcher is compared with, each given every printed form of every keyword.

They know nothing of Arabic, so they find whole words in folded text: «forms» are folded too, a space on either side.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from itertools import chain

from marsad.text import fold

Forms = Mapping[str, tuple[int, ...]]  # folded word -> the keywords it says
Found = list[tuple[int, int, int]]  # (start, end, keyword)

_BREAK = re.compile(r"[^\w ]+")
_WORD = re.compile(r"\w+")
_MARK = re.compile("[\u00ad\u0610-\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def spaced(text: str) -> str:
    """Return `text` folded, with spaces for all that is no letter, and one on either side."""
    return f" {_BREAK.sub(' ', fold(text))} "


def split_off(text: str) -> str:
    """Return the folded words of `text`, a space on either side of each."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def places(text: str, folded: str) -> range | list[int]:
    """Return, for each character of `spaced(text)`, where it stands in `text`: marks are dropped by folding."""
    if len(folded) == len(text) + 2:
        return range(-1, len(text) + 1)
    return [-1, *(at for at, letter in enumerate(text) if not _MARK.match(letter)), len(text)]


class PyAhoCorasick:
    """pyahocorasick: an automaton in C over code points."""

    name, package = "pyahocorasick", "pyahocorasick"

    def __init__(self, forms: Forms) -> None:
        """Build; raises ImportError where it is not installed."""
        automaton = importlib.import_module("ahocorasick").Automaton()
        for form, keywords in forms.items():
            automaton.add_word(f" {form} ", (len(form), keywords))
        automaton.make_automaton()
        self._matches = automaton.iter

    def keys(self, folded: str) -> set[int]:
        """Return the keywords that are said."""
        return set(chain.from_iterable([keywords for _, (_, keywords) in self._matches(folded)]))

    def spans(self, folded: str) -> Found:
        """Return every hit, by offset into `folded`."""
        return [
            (end - length, end, keyword)
            for end, (length, keywords) in self._matches(folded)
            for keyword in keywords
        ]  # fmt: skip


class AhoCorasickRs:
    """ahocorasick-rs: an automaton in Rust, as it comes; words share the space between them, so matches overlap."""

    name, package = "ahocorasick-rs", "ahocorasick-rs"

    def __init__(self, forms: Forms) -> None:
        """Build; raises ImportError where it is not installed."""
        self._matches = importlib.import_module("ahocorasick_rs").AhoCorasick([f" {form} " for form in forms])
        self._said = list(forms.values())

    def keys(self, folded: str) -> set[int]:
        """Return the keywords that are said."""
        found = self._matches.find_matches_as_indexes(folded, overlapping=True)
        return set(chain.from_iterable([self._said[number] for number, _, _ in found]))

    def spans(self, folded: str) -> Found:
        """Return every hit, by offset into `folded`."""
        found = self._matches.find_matches_as_indexes(folded, overlapping=True)
        return [(start + 1, end - 1, keyword) for number, start, end in found for keyword in self._said[number]]


class Regex:
    """Python's re, with one expression in which forms share their beginnings: a plain list of them is far slower."""

    name, package = "re", ""

    def __init__(self, forms: Forms) -> None:
        """Compile the forms."""
        self._matches = re.compile(f"(?<= ){_branch(forms)}(?= )").finditer
        self._said = forms

    def keys(self, folded: str) -> set[int]:
        """Return the keywords that are said."""
        return set(chain.from_iterable([self._said[found[0]] for found in self._matches(folded)]))

    def spans(self, folded: str) -> Found:
        """Return every hit, by offset into `folded`."""
        return [(*found.span(), keyword) for found in self._matches(folded) for keyword in self._said[found[0]]]


Rival = PyAhoCorasick | AhoCorasickRs | Regex
RIVALS: tuple[type[Rival], ...] = (PyAhoCorasick, AhoCorasickRs, Regex)


def with_offsets(rival: Rival, text: str) -> Found:
    """Return every hit by offset into `text` as given."""
    folded = spaced(text)
    hits = rival.spans(folded)
    if not hits:
        return hits
    at = places(text, folded)
    return [(at[start], at[end - 1] + 1, keyword) for start, end, keyword in hits]


def _branch(forms: Iterable[str]) -> str:
    """Return an expression for `forms` in which no two alternatives begin alike."""
    tree: dict[str, dict] = {}
    for form in forms:
        node = tree
        for letter in form:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _expression(tree)


def _expression(node: dict[str, dict]) -> str:
    ways = [re.escape(letter) + _expression(rest) for letter, rest in node.items() if letter]
    if not ways:
        return ""
    together = ways[0] if len(ways) == 1 and "" not in node else f"(?:{'|'.join(ways)})"
    return f"{together}?" if "" in node else together
