"""Whose name is it already? Names of the configured actors, and those of states, capitals and places that ship."""

from __future__ import annotations

from collections.abc import Iterable

from marsad.config.models import Actor
from processors.names.aliases import Layer, Passage, phrase_keys
from processors.names.gazetteer import names, shipped

_NAMES_SHIPPED = {
    Layer.STATE: "state:{}", Layer.CAPITAL: "the capital of {}", Layer.PLACE: "{}", Layer.CUED_PLACE: "{}",
    Layer.NATION: "the nationality of {}",
}  # fmt: skip


class KnownNames:
    """The owner of each name, spellings of one name taken as one (see processors.names.aliases.loose)."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        """Take the enabled actors of a configuration; of two that share a name the first owns it."""
        self._owner: dict[tuple[str, ...], str] = {}
        for actor in actors:
            if actor.enabled:
                self.add(actor)

    def add(self, actor: Actor) -> None:
        """Let `actor` own those of its names that nobody owns."""
        for name in names(actor):
            self._owner.setdefault(phrase_keys(name), actor.id)

    def owner(self, name: str) -> str:
        """Return the id of the configured actor that `name` names, "" when there is none."""
        return self._owner.get(phrase_keys(name), "")

    def meaning(self, name: str) -> str:
        """Return what else `name` is by what ships (a state, a capital, a place, a nationality), "" when nothing."""
        passage = Passage("title", 0, name, shipped().phrases)
        for each in passage.phrases(0) if passage.tokens else ():
            whole = not each.clitic and len(each.rest) + 1 == len(passage.tokens)
            if whole and each.sense.layer in _NAMES_SHIPPED:
                return _NAMES_SHIPPED[each.sense.layer].format(each.sense.value)
        return ""
