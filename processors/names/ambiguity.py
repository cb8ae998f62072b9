"""Is an alias that is also an ordinary word the actor here? فتح is a movement and an opening.

A rule looks at the words around: `near` asks for one of its phrases within a window, the others refuse; `unless_said`
looks at all that was said before, for القاعدة is the base of which «قاعدة عسكرية» spoke; `quoted` asks for quotation
marks, for «الوطن» is a paper, الوطن is home. Phrases are
compared without clitics on their first word, so عباس in a list also matches وعباس in a text.
"""

from __future__ import annotations

from collections.abc import Iterable

from marsad.config.models import Ambiguous
from processors.names.aliases import AliasRule, Passage, phrase_keys, stems

_TO = "ل"
_QUOTES = tuple("«»\"“”„‟'‘’")  # some desks set both the same way round


def alias_rule(table: Ambiguous) -> AliasRule:
    """Return the rule an operator wrote, compiled."""
    return AliasRule(
        near=frozenset(_phrases(table.near)),
        window=table.window,
        not_before=tuple(_phrases(table.not_before)),
        not_after=tuple(_phrases(table.not_after)),
        not_clitic=tuple(table.not_clitic),
        unless_said=frozenset(_phrases(table.unless_said)),
        quoted=table.quoted,
    )


def allows(rule: AliasRule, passage: Passage, first: int, last: int, clitic: str) -> bool:
    """Tell whether words `first` to `last`, behind `clitic`, are the actor."""
    if any(letter in clitic for letter in rule.not_clitic) or (rule.quoted and not _is_quoted(passage, first, last)):
        return False
    if any(_stands(passage, first - len(phrase), phrase, joined=first) for phrase in rule.not_after):
        return False
    if any(_stands(passage, last + 1, phrase, joined=last + 1) for phrase in rule.not_before):
        return False
    if rule.unless_said and _said_before(rule, passage, first):
        return False
    return not rule.near or _near(rule, passage, first, last)


def _phrases(written: Iterable[str]) -> list[tuple[str, ...]]:
    return [keys for keys in map(phrase_keys, written) if keys]


def _is_quoted(passage: Passage, first: int, last: int) -> bool:
    """Tell whether the words stand between quotation marks, and nothing else does."""
    before, behind = passage.gap(first), passage.gap(last + 1)
    told = before.endswith("(") and behind.startswith(")") and passage.key(first - 1) == _TO  # قال لـ(الوطن)
    return told or (before.endswith(_QUOTES) and behind.startswith(_QUOTES))


def _near(rule: AliasRule, passage: Passage, first: int, last: int) -> bool:
    around = (
        *range(max(0, first - rule.window), first),
        *range(last + 1, min(len(passage.words), last + 1 + rule.window)),
    )
    return any(_said(rule.near, passage, i) for i in around)


def _said_before(rule: AliasRule, passage: Passage, first: int) -> bool:
    """Tell whether the ordinary word was said, and none of `near` stands right before to say that this one is the actor."""
    if passage.joined(first) and _said(rule.near, passage, first - 1):
        return False
    return any(_said(rule.unless_said, passage, i) for i in range(first))


def _said(phrases: frozenset[tuple[str, ...]], passage: Passage, i: int) -> bool:
    found = stems(passage.key(i))
    return any(phrase[0] in found and passage.holds(i, phrase[1:]) for phrase in phrases)


def _stands(passage: Passage, i: int, phrase: tuple[str, ...], *, joined: int) -> bool:
    return i >= 0 and passage.joined(joined) and phrase[0] in stems(passage.key(i)) and passage.holds(i, phrase[1:])
