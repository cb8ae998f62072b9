"""Which actors of a configuration contradict themselves or each other? What needs no text and no lexicon to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from marsad.config.actor_ids import KIND_OF_TYPE, actor_problem
from marsad.config.countries import COUNTRIES
from marsad.config.plain import at
from marsad.config.sources import Note
from marsad.config.tables import Located

_TWO_WAYS = (
    "person",
    "media",
    "place",
)  # a person's id is per:, and per: is a person's; a grp: may be of any other type
_RULES_OF_ALIAS = ("near", "not_before", "not_after", "not_clitic", "unless_said", "quoted")


def actor_errors(tables: list[Located]) -> Iterator[Note]:
    """Yield what keeps an actor from ever meaning what it says."""
    actors = [table for table in tables if table.name == "actor"]
    known = {table.id for table in actors}
    parents = {table.id: table.raw.get("parent") for table in actors}
    for table in actors:
        yield from _country_errors(table)
        yield from _type_errors(table)
        yield from _parent_errors(table, known, parents)
        yield from _office_errors(table)
        yield from _ambiguous_errors(table)


def _country_errors(table: Located) -> Iterator[Note]:
    code = table.raw.get("country")
    if table.model and code and code not in COUNTRIES:
        words = f"unknown country '{code}'. Write a two-letter ISO 3166 code in capitals, such as SY"
        yield table.note(("country",), words)


def _type_errors(table: Located) -> Iterator[Note]:
    if not table.model:
        return
    prefix, name = table.id.partition(":")[::2]
    of_type = table.model.type
    fitting = [each for each in _TWO_WAYS if KIND_OF_TYPE[each] == prefix]
    if of_type in _TWO_WAYS and prefix != KIND_OF_TYPE[of_type]:
        wanted = KIND_OF_TYPE[of_type]
        words = f"an actor of type '{of_type}' is '{wanted}:…'. Write '{wanted}:{name}', or another type"
        yield table.note(("id",), words)
    elif fitting and of_type not in fitting:
        words = f"'{prefix}:' is no '{of_type}'. Write type = \"{fitting[0]}\", or another id"
        yield table.note(("type",), words)


def _parent_errors(table: Located, known: set[str], parents: Mapping[str, object]) -> Iterator[Note]:
    parent = table.raw.get("parent")
    if not isinstance(parent, str) or not parent:
        return
    if problem := actor_problem(parent, known):
        yield table.note(("parent",), problem)
        return
    chain: list[str] = [table.id]
    above: object = parent
    while isinstance(above, str) and above and above not in chain:
        chain.append(above)
        above = parents.get(above)
    if above == table.id:  # of a circle each member complains, of what leads into it none
        words = f"{' -> '.join((*chain, table.id))} goes in a circle. Take one parent out"
        yield table.note(("parent",), words)


def _office_errors(table: Located) -> Iterator[Note]:
    for number, office in enumerate(table.listed(("office",))):
        start, end = (at(office, (key,)) for key in ("from", "to"))
        if type(start) is date and type(end) is date and end <= start:
            words = f"{end} is not after {start}. Write the day on which the next one takes over"
            yield table.note(("office", number, "to"), words)


def _ambiguous_errors(table: Located) -> Iterator[Note]:
    for number, rule in enumerate(table.listed(("ambiguous",))):
        if isinstance(rule, dict) and rule.get("alias") and not any(rule.get(key) for key in _RULES_OF_ALIAS):
            words = (
                f"«{rule['alias']}» has no rule, so it is always taken for the actor. Give `near`, words that stand by it, "
                "not_before, not_after or quoted; an alias that needs none goes into aliases"
            )
            yield table.note(("ambiguous", number), words)
