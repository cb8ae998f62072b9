"""The outlets: who publishes, in which dress, with which manners?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from marsad.demo.corpus import Piece

Manners = Literal["good", "slow", "closed", "error", "missing"]

SHIPPED = Path(__file__).parent / "outlets.toml"
TEMPLATES = ("daily", "portal", "agency", "classic")


class Outlet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One publisher's site.

    `family`: outlets with one owner. `paths`: whether the address of a page is a number, or a number and the Arabic
    headline. `manners` is how its feeds answer: good, slow, closed (connection dropped), error (500), missing (404).
    """

    slug: str
    name: str
    family: str = ""
    format: Literal["rss", "atom"] = "rss"
    charset: Literal["utf-8", "windows-1256"] = "utf-8"
    template: Literal["daily", "portal", "agency", "classic"] = "daily"
    paths: Literal["number", "headline"] = "number"
    manners: Manners = "good"
    zone: str = "UTC"


def shipped_outlets() -> list[Outlet]:
    """Return the invented outlets of the demo corpus."""
    tables = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["outlet"]
    return msgspec.convert(tables, list[Outlet])


def publisher_of(piece: Piece) -> str:
    """Return the slug of the outlet that publishes `piece`; a corpus of one source may name none."""
    return piece.publisher or "newsroom"


def outlets_for(pieces: Iterable[Piece]) -> list[Outlet]:
    """Return an outlet for every publisher of `pieces`, and the shipped ones that are only there to fail.

    A publisher nobody dressed gets a template and a feed format by its turn, utf-8 and good manners.
    """
    known = {outlet.slug: outlet for outlet in shipped_outlets()}
    slugs = dict.fromkeys(publisher_of(piece) for piece in pieces)
    published = [known.get(slug) or _dressed(slug, turn) for turn, slug in enumerate(slugs)]
    failing = [outlet for outlet in known.values() if _only_fails(outlet) and outlet.slug not in slugs]
    return published + failing


def _dressed(slug: str, turn: int) -> Outlet:
    outlet = {
        "slug": slug,
        "name": slug,
        "format": ("rss", "atom")[turn % 2],
        "template": TEMPLATES[turn % len(TEMPLATES)],
        "paths": ("number", "number", "headline")[turn % 3],
    }
    return msgspec.convert(outlet, Outlet)


def _only_fails(outlet: Outlet) -> bool:
    return outlet.manners in ("closed", "error", "missing")
