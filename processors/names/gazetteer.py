"""Which phrases do we know before any article is read: those shipped, and those an operator configured?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, product
from typing import Any, NamedTuple

from marsad.config.models import Actor, Ambiguous
from processors.names.aliases import AliasIndex, AliasRule, Layer, Sense, keys_of, phrase_keys
from processors.names.ambiguity import alias_rule
from processors.names.nationality import countries, nationality_forms
from processors.names.persons import cues, given_names
from processors.names.spellings import respelled, written
from processors.names.whereabouts import place_countries
from processors.names.wordlists import load_lexicon, role_words

_KINDS = ("جمهورية", "دولة")  # before the name of a state
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
    names: dict[str, str] = {}
    _add_states(index, names)
    _add_places(index, names)
    _add_roles(index)
    for name, table in given_names().items():
        index.add(name, Sense(Layer.GIVEN, table))
    for word, cue in cues().items():
        index.add(word, Sense(Layer.CUE, cue))
    return Shipped(index, place_countries(), names)


def _add_states(index: AliasIndex, names: dict[str, str]) -> None:
    rules = _state_rules()
    for code, state in countries().items():
        names[f"state:{code}"] = state.names[0]
        for name in state.names:
            index.add(name, Sense(Layer.STATE, code, _rule(rules, name, code)))
        for kind in _KINDS:
            if len(state.names[0].split()) == 1:
                index.add(f"{kind} {state.names[0]}", Sense(Layer.STATE, code))
        for form in nationality_forms(state):
            index.add(form, Sense(Layer.NATION, code))
        for noun in state.nouns:
            index.add(noun, Sense(Layer.CLASS, f"state:{code}"))
        if state.capital:
            names[f"pl:{state.capital}"] = state.seat[0]
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


def _add_places(index: AliasIndex, names: dict[str, str]) -> None:
    lexicon = load_lexicon("places")
    for layer, group in ((Layer.PLACE, "plain"), (Layer.CUED_PLACE, "cued")):
        for places in lexicon[group].values():
            for slug, spellings in places.items():
                place = f"pl:{slug}"
                names.setdefault(place, spellings[0])
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
    keys = keys_of(chain.from_iterable(map(written, actors)))
    for actor in actors:
        _add_actor(index, actor, dict.fromkeys(keys[name] for name in written(actor)))
    for spelling, id_ in respelled(actors):
        index.add(spelling, Sense(Layer.NAME, id_))
        if _is_surname(last := phrase_keys(spelling)[-1]):
            index.add(last, Sense(Layer.SHORT, id_))
    return index


def _add_actor(index: AliasIndex, actor: Actor, names: Collection[tuple[str, ...]]) -> None:
    """Add the `names` of an actor, each once, and what takes it up: `short` if given, else a person's last names."""
    rules: dict[tuple[str, ...], list[AliasRule | None]] = {}  # an alias may have several: any of them will do
    for table in actor.ambiguous:
        rules.setdefault(phrase_keys(table.alias), []).append(alias_rule(table))
    for keys in filter(None, names):
        for rule in rules.get(keys, (None,)):
            index.add_name(keys, actor.id, rule)
    _add_shorter(index, actor, names)


def _add_shorter(index: AliasIndex, actor: Actor, names: Collection[tuple[str, ...]]) -> None:
    """Add what takes an actor up once it was named, and its adjectives."""
    for name in actor.short:
        index.add(name, Sense(Layer.SHORT, actor.id))
    if actor.type == "person" and not actor.short:
        for name in _last_names(names):
            index.add_short(name, actor.id)
        for keys in names:
            if keys[-2:-1] == ("عبد",) and len(keys) > 2:
                index.add(" ".join(keys[-2:]), Sense(Layer.SHORT, actor.id))
    for noun in actor.class_:
        index.add(noun, Sense(Layer.CLASS, actor.id))
    for each, article, ending in product(actor.adjectives, ("", "ال"), ("", "ة", "ا")):
        index.add(article + each + ending, Sense(Layer.ADJECTIVE, actor.id))


def _last_names(names: Collection[tuple[str, ...]]) -> list[str]:
    # Of عبد السلام the second word alone is nobody.
    last = {keys[-1] for keys in names if len(keys) > 1 and keys[-2] != "عبد" and _is_surname(keys[-1])}
    return sorted(last - {keys[0] for keys in names if len(keys) == 1}) if last else []


def names(actor: Actor) -> Iterator[str]:
    """Yield every spelling that alone names the actor, each once."""
    yield from {phrase_keys(name): name for name in written(actor)}.values()


def _is_surname(key: str) -> bool:
    return len(key) >= _SURNAME and key not in role_words("given") and not key.startswith("عبدال")
