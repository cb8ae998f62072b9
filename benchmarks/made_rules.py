"""Thousands of standing rules like those a newsroom keeps, out of the shipped keywords and actors; always the same.

A rule says what happened, with some other words or some actor beside it, mostly not with certain others; one in four
wants its witnesses near each other, one in four has something in the headline, one in ten is about some publishers.
All statuses count: Lucene, which is to answer the same rules, knows none.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from marsad.config.models import Actor, Config, Rule
from marsad.records import Status

_SEED = 4
_ALL_STATUSES = list(get_args(Status))
_NEAR = (8, 12, 20)
# Shares of rules; of a headline: of those that are left.
_WITH_ACTOR, _WITH_MORE_WORDS, _NEAR_EACH_OTHER, _IN_HEADLINE, _REFUSING, _OF_PUBLISHERS = (
    0.6,
    0.4,
    0.25,
    0.33,
    0.5,
    0.1,
)
_TYPES = ("armed_group", "person", "organisation", "party", "military")


def made_rules(count: int, config: Config, publishers: Sequence[str]) -> list[dict[str, Any]]:
    """Return `count` rules as tables of rules.d."""
    draw = random.Random(_SEED)
    words = [keyword.key for keyword in config.keywords]
    actors = [actor.id for actor in config.actors if actor.enabled and actor.type in _TYPES]
    return [_rule(f"r{number}", draw, words, actors, publishers) for number in range(count)]


def _rule(
    name: str, draw: random.Random, words: list[str], actors: list[str], publishers: Sequence[str]
) -> dict[str, Any]:
    clauses: list[dict[str, Any]] = [{"any": draw.sample(words, draw.randint(1, 4))}]
    if draw.random() < _WITH_ACTOR:
        clauses.append({"actor": draw.sample(actors, draw.randint(1, 4))})
    if len(clauses) == 1 or draw.random() < _WITH_MORE_WORDS:
        clauses.append({"any": draw.sample(words, draw.randint(2, 6))})
    rule: dict[str, Any] = {"id": name, "name": name, "severity": "low", "status": _ALL_STATUSES, "all": clauses}
    if draw.random() < _NEAR_EACH_OTHER:
        rule["near"] = draw.choice(_NEAR)
    elif draw.random() < _IN_HEADLINE:
        clauses[0]["in"] = ["title"]
    if draw.random() < _REFUSING:
        asked = {word for clause in clauses for word in clause.get("any", ())}
        others = [word for word in words if word not in asked]
        rule["none"] = [{"any": draw.sample(others, draw.randint(1, 3))}]
        if draw.random() < _IN_HEADLINE:
            rule["none"][0]["in"] = ["title"]
    if publishers and draw.random() < _OF_PUBLISHERS:
        rule["where"] = {"publisher": draw.sample(list(publishers), min(2, len(publishers)))}
    return rule


def as_rules(tables: Sequence[dict[str, Any]]) -> tuple[Rule, ...]:
    """Return the rules of marsad."""
    return tuple(Rule.model_validate(_frozen(table)) for table in tables)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def as_toml(tables: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of a file for rules.d."""
    for table in tables:
        yield "[[rule]]"
        yield from (f"{key} = {_value(value)}" for key, value in table.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def as_queries(tables: Sequence[dict[str, Any]], actors: Sequence[Actor]) -> Iterator[dict[str, Any]]:
    """Yield what Lucene is asked: the words as the rule has them; of an actor, its name and aliases as phrases."""
    names = {actor.id: [actor.names["ar"], *actor.aliases] for actor in actors if "ar" in actor.names}
    for table in tables:
        yield {
            "id": table["id"],
            "must": [_group(clause, names) for clause in table["all"]],
            "not": [_group(clause, names) for clause in table.get("none", ())],
            "near": table.get("near", 0),
            "publishers": table.get("where", {}).get("publisher", []),
        }


def _group(clause: dict[str, Any], names: dict[str, list[str]]) -> dict[str, Any]:
    words = clause.get("any") or [name for actor in clause["actor"] for name in names.get(actor, ())]
    return {"field": "title" if "in" in clause else "all", "words": words}
