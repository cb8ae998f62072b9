"""Matchers as people type them, such as rule=takeover-* severity=>=high: the keys of `when`, of a route or a silence."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pydantic import ValidationError

from marsad.config.channel_tables import When
from marsad.config.plain import did_you_mean, mistakes
from marsad.config.when_checks import unmet
from marsad.errors import UsageError


def when_of(matchers: Sequence[str], actors: Collection[str] | None = None) -> When:
    """Return what `matchers` ask for: commas are OR, matchers are AND. Raises UsageError, also when there is none.

    With the ids of the configured `actors`, an actor or place that no alert can have is refused too.
    """
    if not matchers:
        raise UsageError("no matcher. Write some, such as rule=takeover-* place=af, or rule=* for every alert")
    raw: dict[str, tuple[str, ...] | str] = {}
    for matcher in matchers:
        key, equals, value = matcher.partition("=")
        if not equals or key not in When.model_fields:
            raise UsageError(f"{matcher}: write key=value. {did_you_mean(key, When.model_fields)}")
        if key in raw:
            raise UsageError(f"{matcher}: {key} stands there twice. Put its values into one, with commas")
        bound = key == "severity" and value.startswith(("<", ">"))
        raw[key] = value if bound else tuple(part.strip() for part in value.split(","))
    try:
        when = When.model_validate(raw)
    except ValidationError as problem:
        (path, words), *_ = mistakes(When, raw, problem)
        raise UsageError(f"{path[0]}={_joined(raw[str(path[0])])}: {words}") from problem
    for key, name, words in unmet(when, actors) if actors is not None else ():
        raise UsageError(f"{key}={name}: {words}")
    return when


def typed(when: When) -> str:
    """Return `when` as people type it; "everything" when it asks for nothing."""
    given = when.model_dump(exclude_defaults=True)
    return " ".join(f"{key}={_joined(value)}" for key, value in given.items()) or "everything"


def _joined(value: Sequence[str]) -> str:
    return value if isinstance(value, str) else ",".join(value)
