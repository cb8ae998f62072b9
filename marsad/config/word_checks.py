"""Can a text say the words of keywords and rules as they are written?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from marsad.config.plain import at
from marsad.config.positions import Path
from marsad.config.sources import Note
from marsad.config.tables import Located
from marsad.text import BETWEEN, fold, tokens

_LISTS = (
    "nouns",
    "plurals",
    "verbs",
    "past_only",
    "derived",
    "also",
)  # of a keyword; patterns of `exclude` are no words
_VERBS = ("verbs", "past_only")
_PAST = frozenset(
    map(fold, ("يئس", "يأس", "يبس", "يتم", "يسر", "يقظ", "يمم", "ينع"))
)  # verbs whose own first letter is ي


def word_errors(tables: list[Located]) -> Iterator[Note]:
    """Yield the words that would never be found."""
    for table in tables:
        if table.name == "keyword" and table.id and not any("ء" <= letter <= "ي" for letter in fold(table.id)):
            yield table.note(("key",), "a keyword needs an Arabic letter. Write the word as Arabic news write it")
            continue
        for path, word in _words(table):
            if problem := word_problem(word):
                yield table.note(path, problem)


def word_warnings(tables: list[Located]) -> Iterator[Note]:
    """Yield phrases over a stop or a comma, and verbs that are given in the present: what is inferred from one is no word."""
    for table in tables:
        for path, word in _words(table):
            if mark := _stop(word):
                words = f"«{word}» is not found where a text has «{mark}»: it ends a phrase. Give each part as a word"
                yield table.note(path, words)
        for key in _VERBS if table.name == "keyword" else ():
            for index, verb in table.names((key,)):
                if verb.startswith("ي") and fold(verb) not in _PAST:
                    words = f"«{verb}» looks like a present, which is found by itself. Write the past, such as هاجم"
                    yield table.note((key, index), words)


def _words(table: Located) -> Iterator[tuple[Path, str]]:
    paths: list[Path] = []
    if table.name == "keyword":
        yield ("key",), table.id
        paths = [*((key,) for key in _LISTS), *(("plurals", noun) for noun in _keys(table, "plurals"))]
    elif table.name == "rule":
        for group in ("all", "none"):
            clauses = table.listed((group,))
            yield from (((group, index), clause) for index, clause in enumerate(clauses) if isinstance(clause, str))
            paths += [(group, index, "any") for index in range(len(clauses))]
        paths += [("not_near", index, "any") for index in range(len(table.listed(("not_near",))))]
        yield from ((("weights", word), word) for word in _keys(table, "weights"))
    for path in paths:
        yield from (((*path, index), word) for index, word in table.names(path))


def _keys(table: Located, key: str) -> tuple[str, ...]:
    """Return the keys of the table at `key`, none where something else stands."""
    inside = at(table.raw, (key,))
    return tuple(inside) if isinstance(inside, dict) else ()


def word_problem(word: str) -> str:
    """Return why `word` is never found as it is written, "" when it may be."""
    plain = " ".join(word.split())
    spans = tokens(plain)
    if not spans:
        return f"«{word}» has no letter. Write a word" if word else ""
    core = plain[spans[0].start : spans[-1].end]
    if len(spans) == 1 and fold(plain) != fold(core):  # which drops marks that steer the display: a paste brings them
        return f"no text says «{word}»: it begins or ends with what is no part of a word. Write «{core}»"
    return "" if plain == word else f"«{word}» has more spaces than its words need. Write «{plain}»"


def _stop(phrase: str) -> str:
    """Return what stands between two words of `phrase` and ends a phrase wherever a text has it, "" when nothing does."""
    marks = (fold(phrase[one.end : other.start]).strip(BETWEEN) for one, other in pairwise(tokens(phrase)))
    return next(filter(None, marks), "")
