"""How do values become pages? The templates, with everything a reader writes escaped, and this reader's look."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from alerts import words
from alerts.console import phrases
from alerts.console.direction import direction, isolated
from alerts.console.present import Card, Look, badge, card
from marsad.clean import safe_link
from marsad.handling import Act
from marsad.ports import Case

HERE = Path(__file__).parent
STATIC = HERE / "static"
DRAWN_KEPT = 512  # cards
THEMES = ("dark", "light")


class Screen:
    """The templates and what every page needs."""

    def __init__(
        self,
        *,
        label: Callable[[str], str],
        now: Callable[[], datetime],
        zone: ZoneInfo,
        banner: Callable[[], str],
        tools: Collection[str] = (),
        guarded: bool = False,
    ) -> None:
        """`tools` are the names of those that are filled: templates offer nothing of the others."""
        self.label = label
        self.now = now
        self.zone = zone
        self.banner = banner
        self._env = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.drawn = lru_cache(DRAWN_KEPT)(self._draw)  # a card is drawn once as long as it says the same
        self._env.globals.update(asset=asset, badge=badge, words=words, phrases=phrases, tools=tools, guarded=guarded)
        self._env.filters["counted"] = lambda n, noun: words.counted(
            n, getattr(words, noun, None) or getattr(phrases, noun)
        )
        self._env.filters.update(direction=direction, isolated=isolated)
        self._env.filters["reason"] = lambda why: phrases.reason(why, label)

    def look(self) -> Look:
        """Return how the reader sees things at this moment."""
        return Look(self.zone, self.now(), self.label)

    def page(self, template: str, **values: Any) -> str:
        """Return a whole page."""
        values = {"theme": "", "csrf": "", "who": "", "back": "/", "trouble": 0, "totals": {}, "here": "", **values}
        return self._env.get_template(template).render(banner=self.banner(), now=self.now().isoformat(), **values)

    def fragment(self, case: Case, acts: Sequence[Act] = ()) -> str:
        """Return a case as the wall shows it."""
        return self.drawn(card(case, self.look(), safe_link, acts))

    def _draw(self, one: Card, current: bool = False) -> Markup:
        return Markup(self._env.get_template("_card.html").render(card=one, current=current))  # noqa: S704 - escaped by the template


def theme(cookies: Mapping[str, str]) -> str:
    """Return the theme that was chosen in this browser, "" for that of its system."""
    chosen = cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


@lru_cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes with the content, so browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
