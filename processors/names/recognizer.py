"""Mentions that a model of the operator's adds behind ours: loaded from a local path, off unless configured.

What we find stands: a mention of the model's that touches one of ours is left out. A model that fails on an article is
told in the log and that article goes on with our mentions alone.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import get_args

from marsad.config.models import RecognizerSettings
from marsad.config.values import ActorType
from marsad.errors import ConfigError
from marsad.ports import ActorRecognizer, Recognized
from marsad.records import Article, Mention
from processors.names.aliases import phrase_keys
from processors.names.persons import PREFIX

KIND = "model"  # of a mention that a model found
_MOST = 500  # mentions of one article that are taken from it
_LONGEST = 120  # characters of one
_TYPES = frozenset(get_args(ActorType)) - {"place"}

_log = logging.getLogger("marsad.recognizer")


def load_recognizer(settings: RecognizerSettings) -> ActorRecognizer:
    """Return what the entry of `settings` makes of its path. Raises ConfigError when it cannot be had."""
    module, _, name = settings.entry.partition(":")
    where = f"analyse.recognizer: '{settings.entry}'"
    try:
        factory = getattr(importlib.import_module(module), name)
        made: ActorRecognizer = factory(settings.path)
    except Exception as problem:  # a model's code may fail in any way
        words = f"{where} cannot be loaded with path '{settings.path}': {type(problem).__name__}: {problem}"
        raise ConfigError([f"{words}. Install what it needs beside marsad, or take the key out"]) from problem
    if not callable(getattr(made, "find", None)):
        raise ConfigError(
            [f"{where} makes a {type(made).__name__} without find(title, text). Name a factory that does"]
        )
    return made


def with_recognized(
    mentions: tuple[Mention, ...],
    article: Article,
    recognizer: ActorRecognizer,
    is_known: Callable[[str], bool],
) -> tuple[Mention, ...]:
    """Return `mentions` and those that only the model finds, title first, then by offset; `is_known` tells ids that exist."""
    try:
        found = list(_mentions(mentions, article, recognizer, is_known))
    except Exception as problem:  # noqa: BLE001 - whatever the model does, the article is not lost
        _log.warning("the recognizer failed on article %s: %s: %s", article.id, type(problem).__name__, problem)
        return mentions
    if not found:
        return mentions
    return tuple(sorted([*mentions, *found], key=lambda each: (each.field != "title", each.start, -each.end)))


def _mentions(
    ours: Sequence[Mention], article: Article, recognizer: ActorRecognizer, is_known: Callable[[str], bool]
) -> Iterator[Mention]:
    texts = {"title": article.title, "text": article.body}
    taken = {(mention.field, at) for mention in ours for at in range(mention.start, mention.end)}
    for each in islice(recognizer.find(article.title, article.body), _MOST):
        surface = _surface(each, texts[each.field])
        keys = phrase_keys(surface)
        spots = {(each.field, at) for at in range(each.start, each.end)}
        if not keys or each.type not in _TYPES or not taken.isdisjoint(spots):
            continue
        taken |= spots
        yield Mention(
            actor=each.actor if each.actor and is_known(each.actor) else PREFIX + "-".join(keys),
            type=each.type,
            role="actor",
            kind=KIND,
            surface=surface,
            field=each.field,
            start=each.start,
            end=each.end,
        )


def _surface(each: Recognized, text: str) -> str:
    """Return the words of a mention, "" when it does not lie in the text or is longer than a name."""
    inside = 0 <= each.start < each.end <= min(len(text), each.start + _LONGEST)
    return text[each.start : each.end] if inside else ""
