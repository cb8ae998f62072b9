"""Whom may a name mean that a person typed: the ids of the actors and places that are called so, by any of their names?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, product

from marsad.config.models import Actor
from processors.actors import ActorTagger
from processors.names.aliases import keys_of, phrase_keys
from processors.names.gazetteer import shipped
from processors.names.nationality import countries
from processors.names.persons import PREFIX
from processors.names.spellings import written
from processors.names.wordlists import load_lexicon


class Called:
    """The names of the enabled actors, of states and of places that ship; what is composed is read as in an article."""

    def __init__(self, actors: Sequence[Actor], tagger: ActorTagger) -> None:
        """Take the actors of a configuration, and the tagger of the same."""
        self._actors = [actor for actor in actors if actor.enabled]
        self._tagger = tagger

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the ids that `name` may mean, each once; a name that several share gives several.

        What nobody is called is the id that a person of that name has whom no entry names; whether there is one, the
        cases say. () for what can be nobody's name.
        """
        keys = phrase_keys(name)
        person = (PREFIX + "-".join(keys),) if len(keys) > 1 else ()
        return self._ids.get(keys) or self._read(name) or person

    @cached_property
    def _ids(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """The ids by the keys of their names; made when somebody asks first."""
        configured = [(actor.id, chain(written(actor), actor.names.values())) for actor in self._actors]
        pairs = [(id_, name) for id_, names in configured for name in names]
        pairs += [*shipped().names.items(), *((id_, self._tagger.label(id_)) for id_ in _composed())]
        keys = keys_of(name for _, name in pairs)
        found: dict[tuple[str, ...], dict[str, None]] = {}
        for id_, name in pairs:
            found.setdefault(keys[name], {})[id_] = None
        return {key: tuple(ids) for key, ids in found.items() if key}

    def _read(self, name: str) -> tuple[str, ...]:
        """Return whom the words of `name` mean in a headline that says nothing else: الجيش السوري is composed."""
        said = name.strip()
        whole = (each for each in self._tagger.mentions(said, "", None) if (each.start, each.end) == (0, len(said)))
        return tuple(dict.fromkeys(each.actor for each in whole))


def _composed() -> Iterator[str]:
    """Yield the ids of the institutions of all states that have a name to show."""
    for kind, code in product(load_lexicon("roles")["labels"], countries()):
        head, dot, part = kind.partition(".")
        yield f"{head}:{code}{dot}{part}"
