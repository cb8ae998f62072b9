"""What does an actor or place roll up to? The army of a state to the state, a brigade to its movement, a city to its country."""

from __future__ import annotations

from collections.abc import Mapping

_COMPOSED = frozenset({"gov", "mil", "sec", "pol", "min", "emb", "leg"})
_COUNTRY_LETTERS = 2


class Lineage:
    """Look-up of everything an id counts for. Ids are told apart once and then remembered."""

    def __init__(self, country: Mapping[str, str], parent: Mapping[str, str]) -> None:
        """Take country code and parent id by actor id; ids without either may be missing."""
        self._country = country
        self._parent = parent
        self._actors: dict[str, frozenset[str]] = {}
        self._places: dict[str, frozenset[str]] = {}
        self._countries: dict[str, frozenset[str]] = {}

    def actor(self, name: str) -> frozenset[str]:
        """Return the ids for which a mention of actor `name` counts, itself included.

        A composed id counts for its state (mil:SY for state:SY) and its office (min:SY.defense for min:SY).
        """
        if name not in self._actors:
            chain = self._chain(name)
            chain |= {each for link in chain for each in _composed(link)}
            self._actors[name] = frozenset(chain)
        return self._actors[name]

    def place(self, name: str) -> frozenset[str]:
        """Return the ids and small country codes for which place `name` counts."""
        if name not in self._places:
            chain = self._chain(name)
            codes = {link.removeprefix("state:") for link in chain if link.startswith("state:")}
            codes |= {self._country[link] for link in chain if self._country.get(link)}
            self._places[name] = frozenset(chain | {code.lower() for code in codes})
        return self._places[name]

    def countries(self, name: str) -> frozenset[str]:
        """Return the country codes of actor `name` and of what it is part of, empty where none is known."""
        if name not in self._countries:
            links = self.actor(name)
            states = {link.removeprefix("state:") for link in links if link.startswith("state:")}
            self._countries[name] = frozenset(
                states | {self._country[link] for link in links if self._country.get(link)}
            )
        return self._countries[name]

    def _chain(self, name: str) -> set[str]:
        chain = {name}
        while (name := self._parent.get(name, "")) and name not in chain:
            chain.add(name)
        return chain


def _composed(name: str) -> set[str]:
    kind, _, rest = name.partition(":")
    code = rest.partition(".")[0]
    if kind not in _COMPOSED or len(code) != _COUNTRY_LETTERS:
        return set()
    return {f"{kind}:{code}", f"state:{code}"}
