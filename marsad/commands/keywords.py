"""`marsad keywords explain`: what does a keyword match, and why?"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from marsad.commands.progress import progress
from marsad.commands.terminal import isolated
from marsad.config.load import Loaded, load
from marsad.config.models import Keyword, Rule
from marsad.config.word_checks import word_problem
from marsad.demo.corpus import read_corpus
from marsad.errors import UsageError
from marsad.records import LEVELS, Hit, Level
from marsad.text import fold, one_word
from processors.explain import Explanation, LeftOut, Lemma, explain
from processors.homographs import homographs
from processors.keywords import KeywordMatcher

_FORMS = 20  # of a level, counted in a corpus
_ADDED = {"strict": "the noun", "event": "and the verbs of the same event", "family": "and who does it, and adjectives"}


class _Counted(NamedTuple):
    """How often a corpus says a keyword: articles, articles that say it, hits by level and form, and by status."""

    articles: int
    saying: int
    forms: Counter[tuple[Level, str]]
    status: Counter[str]


def run(options: argparse.Namespace) -> int:
    """Print the forms of a keyword by level, what was left out, where it stands and who uses it."""
    loaded = load(options.config)
    keyword = _keyword(options.key, loaded)
    levels = LEVELS[: LEVELS.index(options.level) + 1]
    explanations = explain(keyword)
    counted = _count(keyword.model_copy(update={"level": options.level}), options.corpus) if options.corpus else None
    if options.json:
        print(json.dumps(_as_json(keyword, explanations, counted, loaded, levels), ensure_ascii=False))
        return 0
    for line in _story(keyword, explanations, counted, loaded, levels):
        print(isolated(line))
    return 0


def _keyword(key: str, loaded: Loaded) -> Keyword:
    """Return the configured keyword that `key` spells, or the one it would be."""
    if not any("ء" <= letter <= "ي" for letter in fold(key)):
        raise UsageError(f"{key!r} has no Arabic letter. Write the word as Arabic news write it, such as هجوم")
    if problem := word_problem(key):
        raise UsageError(problem)
    spelt = (each for each in loaded.config.keywords if one_word(each.key, key))
    return next(spelt, Keyword(key=key))


def _place(keyword: Keyword, loaded: Loaded) -> str | None:
    return loaded.places.get(("keyword", keyword.key))


def _uses(keyword: Keyword, rules: Iterable[Rule]) -> dict[str, list[str]]:
    """Return by rule where it names the keyword: all[0], none[1], not_near[0], weights."""
    uses: dict[str, list[str]] = {}
    for rule in rules:
        named = [*_named("all", rule.all), *_named("none", rule.none), *_named("not_near", rule.not_near)]
        named += [("weights", word) for word in rule.weights]
        if found := [place for place, word in named if one_word(word, keyword.key)]:
            uses[rule.id] = list(dict.fromkeys(found))
    return uses


def _named(name: str, clauses: Iterable[Any]) -> Iterator[tuple[str, str]]:
    return ((f"{name}[{number}]", word) for number, clause in enumerate(clauses) for word in clause.any)


def _overlaps(keyword: Keyword, loaded: Loaded) -> list[str]:
    configured = loaded.config.keywords
    every = configured if keyword in configured else (*configured, keyword)
    return [
        f"«{each.word}» is " + (f"also the keyword «{each.other}»" if each.other else "a word of every article")
        for each in homographs(every)
        if each.key == keyword.key
    ]


def _count(keyword: Keyword, corpus: Path) -> _Counted:
    matcher = KeywordMatcher([keyword])
    articles = saying = 0
    forms: Counter[tuple[Level, str]] = Counter()
    status: Counter[str] = Counter()
    with progress("articles") as step:
        for piece in read_corpus(corpus):
            step()
            articles += 1
            hits = matcher.hits(piece.title, piece.text, piece.published.date() if piece.published else None)
            saying += bool(hits)
            forms.update((hit.level, _form(hit)) for hit in hits)
            status.update(hit.status for hit in hits)
    return _Counted(articles, saying, forms, status)


def _form(hit: Hit) -> str:
    return fold(hit.form)


# ------------------------------------------------------------------------------------------------------ for programs


def _as_json(
    keyword: Keyword,
    explanations: Iterable[Explanation],
    counted: _Counted | None,
    loaded: Loaded,
    levels: tuple[Level, ...],
) -> dict[str, Any]:
    words = [
        {
            "key": each.key,
            "counts": {level: each.counts[level] for level in levels},
            "lemmas": [msgspec.to_builtins(lemma) for lemma in each.lemmas if lemma.level in levels],
            "left_out": [msgspec.to_builtins(left) for left in each.left_out],
        }
        for each in explanations
    ]
    found: dict[str, Any] = {
        "key": keyword.key,
        "level": keyword.level,
        "configured": _place(keyword, loaded),
        "rules": _uses(keyword, loaded.config.rules),
        "words": words,
        "overlaps": _overlaps(keyword, loaded),
        "corpus": None,
    }
    if counted:
        hits = [{"level": level, "form": form, "hits": n} for (level, form), n in counted.forms.most_common()]
        found["corpus"] = {
            "articles": counted.articles,
            "saying": counted.saying,
            "status": dict(counted.status.most_common()),
            "forms": hits,
        }
    return found


# -------------------------------------------------------------------------------------------------------- for people


def _story(
    keyword: Keyword,
    explanations: tuple[Explanation, ...],
    counted: _Counted | None,
    loaded: Loaded,
    levels: tuple[Level, ...],
) -> Iterator[str]:
    place = _place(keyword, loaded)
    yield f"{place}: «{keyword.key}»" if place else f"not configured: «{keyword.key}»; this is what it would match"
    wider = "" if keyword.level == "family" else ": wider forms count only for rules that ask for them"
    yield f"level {keyword.level}{wider}"
    uses = _uses(keyword, loaded.config.rules)
    yield "used by " + (", ".join(f"{rule} {' '.join(places)}" for rule, places in uses.items()) or "no rule")
    for explanation in explanations:
        yield from _word(explanation, levels, phrase=len(explanations) > 1)
    if overlaps := _overlaps(keyword, loaded):
        yield ""
        yield "beware"
        yield from (f"  {each}" for each in overlaps)
    if counted:
        yield from _counts(counted)


def _word(explanation: Explanation, levels: tuple[Level, ...], *, phrase: bool) -> Iterator[str]:
    for level in levels:
        yield ""
        of = f" of «{explanation.key}»" if phrase else ""
        yield f"{level}{of}: {_ADDED[level]}, {explanation.counts[level]} printed words"
        for lemma in explanation.lemmas:
            if lemma.level == level:
                yield from _lemma(lemma)
    if explanation.left_out:
        yield ""
        yield "left out"
        yield from map(_left, explanation.left_out)


def _lemma(lemma: Lemma) -> Iterator[str]:
    yield f"  {lemma.kind} «{lemma.word}» ({lemma.source}), {lemma.count} words"
    if lemma.forms:
        yield f"    {'conjugated' if lemma.kind == 'verb' else 'forms'}: {' '.join(lemma.forms)}"
    if lemma.broken:
        yield f"    broken plurals: {' '.join(lemma.broken)}"
    if lemma.clitics:
        yield f"    with clitics: {' '.join(lemma.clitics)}"


def _left(left: LeftOut) -> str:
    if not left.words:
        return f"  {left.why}"
    more = f" and {left.count - len(left.words)} more" if left.count > len(left.words) else ""
    return f"  {left.why}: {' '.join(left.words)}{more}"


def _counts(counted: _Counted) -> Iterator[str]:
    total = sum(counted.forms.values())
    share = counted.saying / counted.articles if counted.articles else 0
    yield ""
    yield f"corpus: {total} hits in {counted.saying} of {counted.articles} articles ({share:.1%})"
    if total:
        yield "  " + ", ".join(f"{status} {n}" for status, n in counted.status.most_common())
    for level in LEVELS:
        forms = [(form, n) for (of, form), n in counted.forms.most_common() if of == level]
        if forms:
            yield f"  {level}: {sum(n for _, n in forms)} hits in {len(forms)} forms"
            yield from (f"    {n:>7}  {form}" for form, n in forms[:_FORMS])
