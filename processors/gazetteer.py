"""Which phrases do we know before any article is read: those shipped, and those an operator configured?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from marsad.config.models import Actor, Ambiguous
from processors.aliases import AliasIndex, AliasRule, Layer, Sense, phrase_keys
from processors.ambiguity import alias_rule
from processors.nationality import countries, nationality_forms
from processors.persons import given_names
from processors.spellings import respelled
from processors.wordlists import load_lexicon, role_words

_SURNAME = 4  # letters; shorter last names are mostly other words


class Shipped(NamedTuple):
    """The shipped phrases, and what is known of the ids they stand for."""

    phrases: AliasIndex
    countries: Mapping[str, str]  # country code of each place
    names: Mapping[str, str]  # Arabic name of states and places


@cache
def shipped() -> Shipped:
    """Return the shipped phrases, compiled once per process."""
    index = AliasIndex()
    country: dict[str, str] = {}
    names: dict[str, str] = {}
    _add_states(index, country, names)
    _add_places(index, country, names)
    _add_roles(index)
    for name, table in given_names().items():
        index.add(name, Sense(Layer.GIVEN, table))
    return Shipped(index, country, names)


def _add_states(index: AliasIndex, country: dict[str, str], names: dict[str, str]) -> None:
    rules = _state_rules()
    for code, state in countries().items():
        names[f"state:{code}"] = state.names[0]
        for name in state.names:
            index.add(name, Sense(Layer.STATE, code, _rule(rules, name, code)))
        for form in nationality_forms(state):
            index.add(form, Sense(Layer.NATION, code))
        if state.capital:
            names[f"pl:{state.capital}"] = state.seat[0]
            country[f"pl:{state.capital}"] = code
        for name in state.seat:
            index.add(name, Sense(Layer.CAPITAL, code, _rule(rules, name, code)))


def _state_rules() -> dict[tuple[tuple[str, ...], str], AliasRule]:
    """Return the rule of each ambiguous spelling, by its keys and the state it speaks for ("": any)."""
    rules = {}
    for table in load_lexicon("nationalities")["ambiguous"]:
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
        }
        state = str(fields.pop("state", ""))
        rules[phrase_keys(table["alias"]), state] = alias_rule(Ambiguous(**fields))
    return rules


def _rule(rules: Mapping[tuple[tuple[str, ...], str], AliasRule], name: str, code: str) -> AliasRule | None:
    keys = phrase_keys(name)
    return rules.get((keys, code)) or rules.get((keys, ""))


def _add_places(index: AliasIndex, country: dict[str, str], names: dict[str, str]) -> None:
    lexicon = load_lexicon("places")
    for layer, group in ((Layer.PLACE, "plain"), (Layer.CUED_PLACE, "cued")):
        for code, places in lexicon[group].items():
            for slug, spellings in places.items():
                place = f"pl:{slug}"
                names.setdefault(place, spellings[0])
                if code != "none":
                    country[place] = code
                for spelling in spellings:
                    index.add(spelling, Sense(layer, place))


def _add_roles(index: AliasIndex) -> None:
    lexicon = load_lexicon("roles")
    for template, forms in lexicon["heads"].items():
        for form in forms:
            index.add(form, Sense(Layer.HEAD, template))
            index.add(f"ال{form}", Sense(Layer.HEAD, template))
    for template, forms in lexicon["short_heads"].items():
        for form in forms:
            index.add(form, Sense(Layer.SHORT_HEAD, template))
    for office, table in lexicon["offices"].items():
        for form in table["forms"]:
            index.add(form, Sense(Layer.OFFICE, office))
            index.add(f"ال{form}", Sense(Layer.OFFICE, office))
    for layer, group in ((Layer.BARE, "bare"), (Layer.AGAIN, "again")):
        for value, forms in lexicon[group].items():
            for form in forms:
                index.add(form, Sense(layer, value))


def configured(actors: Sequence[Actor]) -> AliasIndex:
    """Return the shipped phrases and those of `actors`."""
    index = shipped().phrases.copy()
    for actor in actors:
        rules = {phrase_keys(table.alias): alias_rule(table) for table in actor.ambiguous}
        plain = Sense(Layer.NAME, actor.id)
        for name in names(actor):
            index.add(name, plain._replace(rule=rules.get(phrase_keys(name))) if rules else plain)
        for name in short_names(actor):
            index.add(name, Sense(Layer.SHORT, actor.id))
        for noun in actor.class_:
            index.add(noun, Sense(Layer.CLASS, actor.id))
    for spelling, id_ in respelled(actors):
        index.add(spelling, Sense(Layer.NAME, id_))
        if _is_surname(last := phrase_keys(spelling)[-1]):
            index.add(last, Sense(Layer.SHORT, id_))
    return index


def names(actor: Actor) -> Iterator[str]:
    """Yield every spelling that alone names the actor, each once."""
    if not (actor.aliases or actor.ambiguous):
        yield from filter(None, (actor.names.get("ar", ""),))
        return
    written = (actor.names.get("ar", ""), *actor.aliases, *(table.alias for table in actor.ambiguous))
    seen = {phrase_keys(name): name for name in written if name}
    yield from seen.values()


def short_names(actor: Actor) -> Iterator[str]:
    """Yield what names the actor after a full mention: `short` if given, else a person's last names."""
    if actor.short or actor.type != "person":
        yield from actor.short
        return
    whole = {phrase_keys(name) for name in names(actor)}
    yield from sorted(
        {keys[-1] for keys in whole if len(keys) > 1 and _is_surname(keys[-1])} - {k[0] for k in whole if len(k) == 1}
    )


def _is_surname(key: str) -> bool:
    return len(key) >= _SURNAME and key not in role_words("given")
