"""What is there to say of one story? Its texts in order of time, how each is related to another, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from marsad.ports import Source, StoryEvent, StoryView
from marsad.records import Alert, decode
from marsad.stores.archive import Kept
from processors.decide import SPREAD

Relation = Literal["original", "joined", "copy", "contains", "contained", "update", "revision"]
Happens = Literal["opened", "spread", "changed", "merged", "closed", "alert"]


class Text(NamedTuple):
    """One article of the story. `of` is the text it resembles; `figures` are in words, as they stand in the text.

    `places`, `actors` and `figures` are empty where deciding has forgotten the article (`known` is False).
    """

    source: Source
    relation: Relation
    of: Source | None
    places: tuple[str, ...]
    actors: tuple[str, ...]
    figures: tuple[str, ...]
    known: bool


class Happening(NamedTuple):
    """One event in the life of the story, when it was seen; `by` is the publisher whose article brought it."""

    seen: datetime
    what: Happens
    says: str
    by: str


class Dossier(NamedTuple):
    """All there is to say of a story."""

    story: str
    texts: list[Text]  # by event time
    families: list[str]  # in order of arrival
    happenings: list[Happening]  # by the time they were seen
    alerts: list[Alert]


def dossier(view: StoryView, kept: Sequence[Kept]) -> Dossier:
    """Return the dossier of a story from what the desk shows of it, and from its articles in order of arrival."""
    alerts = [decode(value, Alert) for value in view.alerts]
    families = list(dict.fromkeys(_family(each.source) for each in kept))
    by_article = {each.source.article: each.source for each in reversed(kept)}
    return Dossier(
        story=view.story,
        texts=sorted((_text(each, by_article) for each in kept), key=lambda text: (text.source.at, text.source.seen)),
        families=families,
        happenings=sorted(
            [*_life(kept), *_events(view.events, by_article), *_alerts(alerts)], key=lambda happening: happening.seen
        ),
        alerts=alerts,
    )


def relation(source: Source) -> Relation:
    """Return in one word how an article came to its story."""
    if source.verdict == "new":
        return "joined" if source.similarity else "original"
    if source.verdict == "update" and source.of == source.article:
        return "revision"
    return source.verdict  # type: ignore[return-value]  # the desk keeps it as text


def figures_of(kept: Kept) -> tuple[str, ...]:
    """Return the figures of a text with the words around them: «مقتل 12 شخصا»."""
    figures = kept.footprint.fingerprint.figures if kept.footprint else ()
    return tuple(_in_words(context, value) for context, value in figures)


def _in_words(context: str, value: str) -> str:
    """Return a figure between its neighbours; a neighbour that is a number itself is "…"."""
    before, _, after = context.split(" ")
    return " ".join("…" if word == "#" else word for word in (before, value, after) if word)


def _text(kept: Kept, by_article: dict[str, Source]) -> Text:
    source, footprint = kept.source, kept.footprint
    return Text(
        source=source,
        relation=relation(source),
        of=by_article.get(source.of or ""),
        places=footprint.places if footprint else (),
        actors=footprint.actors if footprint else (),
        figures=figures_of(kept),
        known=footprint is not None,
    )


def _family(source: Source) -> str:
    return source.family or source.publisher


def _life(kept: Iterable[Kept]) -> Iterator[Happening]:
    """Yield what happened to the story, in order of arrival."""
    families: set[str] = set()
    for each in kept:
        source = each.source
        if not families:
            yield Happening(source.seen, "opened", "", source.publisher)
        if _family(source) not in families:
            families.add(_family(source))
            if len(families) in SPREAD:
                yield Happening(source.seen, "spread", f"{len(families)} publishers", source.publisher)


def _events(events: Iterable[StoryEvent], by_article: dict[str, Source]) -> Iterator[Happening]:
    """Yield what else befell the story; it closes when an article of another story comes."""
    for event in events:
        source = by_article.get(event.article)
        seen, by = (source.seen, source.publisher) if source else (event.at, "")
        if event.kind == "merged":
            yield Happening(seen, "merged", f"with {event.story}: {event.why}", by)
        if event.kind == "closed":
            yield Happening(seen, "closed", "quiet for two days", "")
        for change in event.changes:
            told = f"{' '.join(change.before) or '-'} → {' '.join(change.now) or '-'}"
            yield Happening(seen, "changed", f"{change.what}: {change.of.replace('#', told) or told}", by)


def _alerts(alerts: Iterable[Alert]) -> Iterator[Happening]:
    for alert in alerts:
        yield Happening(alert.seen, "alert", f"{alert.reason}, {alert.severity}: {alert.rule}", alert.publisher)
