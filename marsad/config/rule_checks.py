"""What a rule, alone, cannot know: do its actors, places, words, feeds and routes exist?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from marsad.config.actor_ids import actor_problem, place_problem, side_problem
from marsad.config.countries import COUNTRIES
from marsad.config.models import Rule
from marsad.config.plain import at, did_you_mean
from marsad.config.positions import Path
from marsad.config.rule_logic import contradictions, doubts
from marsad.config.sources import Note
from marsad.config.tables import Located
from marsad.records import Level
from marsad.text import fold

_CLAUSES_FOR_NEAR = 2


def rule_errors(tables: list[Located]) -> Iterator[Note]:
    """Yield what keeps a rule from ever meaning what it says."""
    actors = {table.id for table in tables if table.name == "actor"}
    levels = {fold(each.id): each.model.level for each in tables if each.name == "keyword" and each.model}
    for table in tables:
        if table.name != "rule":
            continue
        for group in ("all", "none"):
            for index, clause in enumerate(table.listed((group,))):
                yield from _id_errors(table, (group, index), clause, actors)
        yield from _side_errors(table, actors)
        yield from _logic_errors(table, levels)
        if "near" in table.raw and len(table.listed(("all",))) < _CLAUSES_FOR_NEAR:
            yield table.note(("near",), "near needs two clauses in `all`. Add a clause or drop near")


def rule_warnings(tables: list[Located]) -> Iterator[Note]:
    """Yield what an operator probably did not mean."""
    keys = Keys(table.id for table in tables if table.name == "keyword")
    feeds = [table for table in tables if table.name == "feed"]
    routes = [table for table in tables if table.name == "route"]
    for table, rule in _rules(tables):
        for number in range(len(rule.all)):
            yield from _word_warnings(table, rule, number, keys)
        yield from _weight_warnings(table, rule, keys)
        yield from (table.note(_written(table, path), message) for path, message in doubts(rule))
        yield from _filter_warnings(table, rule, feeds)
        if not _routed(rule, routes):
            yield table.note((), "no route takes its alerts; only the console shows them. Add a [[route]]")


def one_edit_apart(one: str, other: str) -> bool:
    """Say whether one letter added, dropped, changed or swapped with its neighbour makes the words equal."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    same = next((i for i, letter in enumerate(one) if letter != other[i]), len(one))
    if len(one) != len(other):
        return one[same:] == other[same + 1 :]
    swapped = one[same + 1 : same + 2] + one[same : same + 1] == other[same : same + 2]
    return one[same + 1 :] == other[same + 1 :] or (swapped and one[same + 2 :] == other[same + 2 :])


class Keys:
    """The keys of keywords, to be asked for one by any spelling of it."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = {fold(key): key for key in keys}
        self._leaving: dict[str, set[str]] = {}
        for folded in self._keys:
            for rest in _rests(folded):
                self._leaving.setdefault(rest, set()).add(folded)

    def __contains__(self, word: str) -> bool:
        return fold(word) in self._keys

    def near(self, word: str) -> list[str]:
        """Return the keys one edit apart from a word, in order."""
        folded = fold(word)
        some = set().union(*(self._leaving.get(rest, ()) for rest in _rests(folded)))
        return sorted(self._keys[each] for each in some if one_edit_apart(folded, each))


def _rests(word: str) -> set[str]:
    """Return a word and all it can be with one letter left out: two that are one edit apart have one of these in common."""
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def _rules(tables: list[Located]) -> Iterator[tuple[Located, Rule]]:
    return ((table, table.model) for table in tables if table.name == "rule" and table.model and table.model.enabled)


def _logic_errors(table: Located, levels: Mapping[str, Level]) -> Iterator[Note]:
    if table.model:
        yield from (table.note(_written(table, path), message) for path, message in contradictions(table.model, levels))


def _written(table: Located, path: Path) -> Path:
    """Return `path` as far as it stands in the file: a bare string is a clause, too."""
    while path and at(table.raw, path) is None:
        path = path[:-1]
    return path


def _weight_warnings(table: Located, rule: Rule, keys: Keys) -> Iterator[Note]:
    for word in rule.weights:
        if words := _unconfigured(word, keys, literal=rule.level == "strict"):
            yield table.note(("weights", word), words)


def _unconfigured(word: str, keys: Keys, *, literal: bool) -> str:
    """Return what to say of a word no keyword spells, "" when there is nothing: of a literal one no verb is inferred."""
    if word in keys:
        return ""
    near = keys.near(word)
    if literal and not near:
        return ""
    asked = f"Did you mean «{near[0]}»? If not, add" if near else "Add"
    return f"«{word}» is no keyword; its forms are inferred. {asked} a [[keyword]] to say its plurals and verbs"


def _id_errors(table: Located, path: Path, clause: Any, actors: set[str]) -> Iterator[Note]:
    if not isinstance(clause, dict):
        return
    for index, name in table.names((*path, "actor")):
        if problem := actor_problem(name, actors):
            yield table.note((*path, "actor", index), problem)
    for index, name in table.names((*path, "country")):
        if name not in COUNTRIES and name.isupper():
            words = f"unknown country '{name}'. Write a two-letter ISO 3166 code in capitals, such as SY"
            yield table.note((*path, "country", index), words)
    for index, name in table.names((*path, "place")):
        if problem := place_problem(name):
            yield table.note((*path, "place", index), problem)


def _side_errors(table: Located, actors: set[str]) -> Iterator[Note]:
    for side in ("source", "target"):
        for index, name in table.names((side,)):
            if problem := side_problem(name, actors):
                yield table.note((side, index), problem)


def _word_warnings(table: Located, rule: Rule, number: int, keys: Keys) -> Iterator[Note]:
    clause = rule.all[number]
    literal = (clause.level or rule.level) == "strict"
    for index, word in enumerate(clause.any):
        if words := _unconfigured(word, keys, literal=literal):
            yield table.note(_written(table, ("all", number, "any", index)), words)


def _filter_warnings(table: Located, rule: Rule, feeds: Sequence[Located]) -> Iterator[Note]:
    where = rule.where
    if not (where.feed or where.publisher or where.not_feed or where.not_publisher):
        return
    ids = {each.id for each in feeds}
    publishers = {str(each.raw.get("publisher", "")) for each in feeds}
    for key, names, known in (
        ("feed", rule.where.feed, ids),
        ("publisher", rule.where.publisher, publishers),
        ("not_feed", rule.where.not_feed, ids),
        ("not_publisher", rule.where.not_publisher, publishers),
    ):
        for index, name in enumerate(names):
            if not any(fnmatchcase(each, name) for each in known):
                words = f"no {key.removeprefix('not_')} is called '{name}'. {did_you_mean(name, known)}"
                yield table.note(("where", key, index), words)


def _routed(rule: Rule, routes: Sequence[Located]) -> bool:
    taken = (
        route.model is None
        or (
            rule.severity in route.model.when.severities
            and (not route.model.when.rule or any(fnmatchcase(rule.id, name) for name in route.model.when.rule))
        )
        for route in routes
    )
    return not routes or any(taken)
