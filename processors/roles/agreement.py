"""Can somebody be the subject of a verb? Gender tells «هاجمت حركة طالبان» from «هاجم حركة طالبان», where she is attacked."""

from __future__ import annotations

from typing import Literal

from processors.names.aliases import Layer
from processors.names.coreference import Found
from processors.names.nationality import countries
from processors.roles.triggers import lists

_PASTS = ("تمكن", "تعهد", "توعد")  # masculine, though they begin like a feminine present
Gender = Literal["m", "f", ""]  # "" = either, or not known: عناصر, داعش


def gender(head: str, found: Found) -> Gender:
    """Return the gender of an actor of whom `head` is the first word, words for its forces included."""
    words = lists()
    if head in words.masculine:
        return "m"
    if head in words.feminine or head.endswith("ات"):
        return "f"
    if found.layer is Layer.STATE and found.country:
        return "m" if countries()[found.country].masculine else "f"
    return "f" if found.layer is Layer.CAPITAL or head.endswith("ه") else ""


def is_feminine(verb: str) -> bool:
    """Tell whether the key of a finite verb in the singular is feminine: هاجمت, تهاجم, وستهاجم, but not تمكن, a past."""
    bare = verb[1:] if verb.startswith(("و", "ف")) else verb
    if bare in _PASTS:
        return False
    return (bare.endswith("ت") and not bare.startswith("ي")) or bare.startswith(("ت", "ست"))


def agrees(of: Gender, *, feminine: bool) -> bool:
    """Tell whether a verb in the singular, feminine or not, may have a subject of a gender."""
    return not of or feminine == (of == "f")
