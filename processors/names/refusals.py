"""Which ambiguous aliases stand in a text and were not taken, and why not? For operators who tune a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from marsad.config.models import Actor
from marsad.records import Mention
from processors.names.aliases import AliasIndex, AliasRule, Layer, Passage, Sense
from processors.names.ambiguity import alias_rule, allows


class Refusal(NamedTuple):
    """An alias at text[start:end] that its rule refused, with the keys of the rule that did."""

    actor: str
    surface: str
    start: int
    end: int
    why: str


def refusals(actors: Iterable[Actor], text: str, mentions: Sequence[Mention]) -> Iterator[Refusal]:
    """Yield the aliases of ambiguous tables that stand in `text` but are no mention of their actor."""
    index = AliasIndex()
    for actor in actors:
        for table in actor.ambiguous:
            index.add(table.alias, Sense(Layer.NAME, actor.id, alias_rule(table)))
    passage = Passage("text", 1, text, index)
    for i, word in enumerate(passage.words):
        if not word.begins:
            continue
        for each in passage.phrases(i):
            rule, last = each.sense.rule, i + len(each.rest)
            start, end = passage.span(i, last, each.clitic)
            taken = any(said.actor == each.sense.value and said.start < end and start < said.end for said in mentions)
            if rule and not taken and not allows(rule, passage, i, last, each.clitic):
                yield Refusal(each.sense.value, text[start:end], start, end, _why(passage, i, last, each.clitic, rule))


def _why(passage: Passage, first: int, last: int, clitic: str, rule: AliasRule) -> str:
    """Return the keys of the rule that refuse, each tried alone."""
    blank = AliasRule(frozenset(), rule.window, (), (), ())
    tried = {
        "near: none of its phrases is near": blank._replace(near=rule.near),
        "not_before: one of its phrases follows": blank._replace(not_before=rule.not_before),
        "not_after: one of its phrases precedes": blank._replace(not_after=rule.not_after),
        "not_clitic: written to the word": blank._replace(not_clitic=rule.not_clitic),
        "quoted: stands in no quotation marks of its own": blank._replace(quoted=rule.quoted),
        "unless_said: one of its phrases was said before": blank._replace(unless_said=rule.unless_said),
    }
    return "; ".join(why for why, part in tried.items() if not allows(part, passage, first, last, clitic))
