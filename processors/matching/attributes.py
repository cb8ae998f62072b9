"""Is an article of the kind a rule is about: by feed, publisher and section? What it lacks is not met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from marsad.config.models import Filters
from marsad.records import Article, Clause


def attribute_clauses(where: Filters, article: Article) -> Iterator[Clause]:
    """Yield whether each filter lets the article pass, and why."""
    for name in ("feed", "publisher", "section"):
        value = getattr(article, name)
        wanted, refused = getattr(where, name), getattr(where, f"not_{name}")
        if wanted:
            yield Clause(clause=f"where.{name}", ok=_listed(value, wanted), why=f"{name} {value or 'unknown'}")
        if refused:
            ok = bool(value) and not _listed(value, refused)
            yield Clause(clause=f"where.not_{name}", ok=ok, why=f"{name} {value or 'unknown'}")


def admits(where: Filters, article: Article) -> bool:
    """Say whether every filter lets the article pass."""
    return all(clause.ok for clause in attribute_clauses(where, article))


def _listed(value: str, names: Iterable[str]) -> bool:
    return bool(value) and any(fnmatchcase(value, name) for name in names)
