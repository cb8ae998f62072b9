"""What does an article mean by itself? Pure and wide: any number of workers, any order, no memory.

`Watch` is the compiled configuration: immutable, swapped whole on reload.
"""

from __future__ import annotations

from typing import NamedTuple

from marsad.config.models import Config
from marsad.records import Analysis, Article, Event
from processors.actors import ActorTagger
from processors.decide import decide
from processors.document import Document
from processors.fingerprint import fingerprint
from processors.keywords import KeywordMatcher
from processors.rules import matches
from processors.ruleset import RuleSet, keywords_wanted

__all__ = ["Watch", "analyse", "compile_watch", "decide", "read"]


class Watch(NamedTuple):
    """The configuration, compiled."""

    keywords: KeywordMatcher
    actors: ActorTagger
    rules: RuleSet


def compile_watch(config: Config) -> Watch:
    """Return the watch of a sound configuration."""
    rules = tuple(rule for rule in config.rules if rule.enabled)
    actors = ActorTagger([actor for actor in config.actors if actor.enabled])
    compiled = RuleSet(rules, config.keywords, country=actors.countries, parent=actors.parents)
    return Watch(
        keywords=KeywordMatcher(keywords_wanted(rules, config.keywords)),
        actors=actors,
        rules=compiled,
    )


def read(article: Article, watch: Watch) -> tuple[Document, tuple[Event, ...]]:
    """Return an article with what `watch` finds in it, and who did what to whom."""
    found = watch.keywords.search(article.title, article.body, article.at.year)
    mentions, events = watch.actors.read(article.title, article.body, article.published)
    return Document(article, found.hits, mentions, found.judged), events


def analyse(article: Article, watch: Watch, *, with_hits: bool = False) -> Analysis:
    """Return what `article` means under `watch`; a function of its arguments alone.

    `with_hits`: with every hit and its status, not only those that made a rule fire: deciding needs no more.
    """
    document, events = read(article, watch)
    return Analysis(
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
        hits=tuple(document.judged(hit) for hit in document.hits if with_hits and hit.keyword in watch.rules.evidence),
        mentions=document.mentions,
        matches=matches(watch.rules, document),
        events=events,
    )
