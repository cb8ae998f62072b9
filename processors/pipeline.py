"""What does an article mean by itself? Pure and wide: any number of workers, any order, no memory.

`Watch` is the compiled configuration: immutable, swapped whole on reload.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from marsad.config.models import Config
from marsad.ports import ActorRecognizer
from marsad.records import Analysis, Article, Hit
from processors.actors import ActorTagger
from processors.decide import decide
from processors.document import Document
from processors.findings import Findings
from processors.fingerprint import fingerprint
from processors.gist import with_gist
from processors.keywords import KeywordMatcher
from processors.matching.ruleset import RuleSet, keywords_wanted
from processors.names.recognizer import load_recognizer, with_recognized
from processors.rules import matches
from processors.told import told

__all__ = ["Watch", "analyse", "compile_watch", "decide", "read"]


class Watch(NamedTuple):
    """The configuration, compiled."""

    keywords: KeywordMatcher
    actors: ActorTagger
    rules: RuleSet
    recognizer: ActorRecognizer | None = None


def compile_watch(config: Config) -> Watch:
    """Return the watch of a sound configuration. Raises ConfigError when its recognizer cannot be loaded."""
    rules = tuple(rule for rule in config.rules if rule.enabled)
    actors = ActorTagger([actor for actor in config.actors if actor.enabled])
    compiled = RuleSet(rules, config.keywords, country=actors.countries, parent=actors.parents, label=actors.label)
    return Watch(
        keywords=KeywordMatcher(keywords_wanted(rules, config.keywords)),
        actors=actors,
        rules=compiled,
        recognizer=load_recognizer(model) if (model := config.settings.analyse.recognizer) else None,
    )


def read(article: Article, watch: Watch) -> Document:
    """Return an article with what `watch` finds in it."""
    found = watch.keywords.search(article.title, article.body, article.at.date())
    mentions, events = watch.actors.read(article.title, article.body, article.published)
    if watch.recognizer and (
        found.names("title") or found.names("text")
    ):  # no rule asks about the rest; models are slow
        mentions = with_recognized(mentions, article, watch.recognizer, watch.actors.is_known)
    return Document(article, found, mentions, events)


def analyse(article: Article, watch: Watch, *, with_hits: bool = False) -> Analysis:
    """Return what `article` means under `watch`; a function of its arguments alone.

    `with_hits`: with every hit and its status, not only those that made a rule fire: deciding needs no more.
    """
    document = read(article, watch)
    found = Analysis(
        article=article.id,
        revision=article.revision,
        url=article.url,
        title=article.title,
        at=article.at,
        seen=article.seen,
        published=article.published,
        date_source=article.date_source,
        feed=article.feed,
        publisher=article.publisher,
        family=article.family or article.publisher,
        section=article.section,
        language=article.language,
        fingerprint=fingerprint(article.title, article.body),
        lead_end=document.layout("text").lead_end,
        hits=_reported(document.findings, watch) if with_hits else (),
        mentions=told(document.mentions),
        matches=matches(watch.rules, document),
        events=document.events,
    )
    return with_gist(found)


def _reported(findings: Findings[Any], watch: Watch) -> tuple[Hit, ...]:
    return tuple(findings.judged(hit) for hit in findings.hits if hit.keyword in watch.rules.evidence)
