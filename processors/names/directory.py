"""What is known of an actor's id: its type, country, parent and name, composed ids included?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from marsad.config.models import Actor
from processors.names.gazetteer import shipped
from processors.names.nationality import countries, nationality_label
from processors.names.persons import PREFIX, name_of
from processors.names.wordlists import load_lexicon

_TYPES: Mapping[str, str] = {
    "state": "state", "gov": "government", "mil": "army", "sec": "security", "pol": "security", "min": "ministry",
    "emb": "government", "leg": "legislature", "pl": "place", "new": "person",
}  # fmt: skip
_COMPOSED = re.compile(r"(gov|mil|sec|pol|min|emb|leg):([A-Z]{2})(?:\.([a-z0-9][a-z0-9.\-]*))?")


class Directory:
    """The configured actors, and all states, their institutions and the shipped places."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._actors = {actor.id: actor for actor in actors}
        self.countries: Mapping[str, str] = {
            **shipped().countries,
            **{actor.id: actor.country for actor in actors if actor.country},
        }
        self.parents: Mapping[str, str] = {actor.id: actor.parent for actor in actors if actor.parent}

    def type(self, name: str) -> str:
        """Return the type of an id, "" when it is unknown."""
        actor = self._actors.get(name)
        return actor.type if actor else _TYPES.get(name.partition(":")[0], "")

    def country(self, name: str) -> str:
        """Return the country code of an id, "" when it has none."""
        configured = self.countries.get(name)
        if configured:
            return configured
        kind, _, rest = name.partition(":")
        code = rest.partition(".")[0]
        return code if kind in _TYPES and code in countries() else ""

    def is_known(self, name: str) -> bool:
        """Tell whether `name` is configured, a state or its institution, a shipped place, or a person whom no entry names."""
        if name in self._actors or name in shipped().names or name.startswith(PREFIX):
            return True
        composed = _COMPOSED.fullmatch(name)
        return composed is not None and composed[2] in countries()

    def label(self, name: str, language: str = "ar") -> str:
        """Return the name to show for an id, the id itself when there is none in that language."""
        actor = self._actors.get(name)
        if actor and actor.names.get(language):
            return actor.names[language]
        return self._shipped_label(name) if language == "ar" else name

    def _shipped_label(self, name: str) -> str:
        if name.startswith(PREFIX):
            return name_of(name)
        if name in shipped().names:
            return shipped().names[name]
        composed = _COMPOSED.fullmatch(name)
        if not composed or composed[2] not in countries():
            return name
        kind, code, part = composed.groups()
        form = load_lexicon("roles")["labels"].get(f"{kind}.{part}" if part else kind)
        if form is None:
            return name
        return str(form).format(F=nationality_label(code, feminine=True), M=nationality_label(code, feminine=False))
