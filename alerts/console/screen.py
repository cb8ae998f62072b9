"""How do values become pages? The templates, with everything a reader writes escaped, and this reader's look."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from alerts import words
from alerts.console.present import Look, badge, card
from marsad.clean import safe_link
from marsad.ports import Case

HERE = Path(__file__).parent
STATIC = HERE / "static"


class Screen:
    """The templates and what every page needs."""

    def __init__(
        self, *, label: Callable[[str], str], now: Callable[[], datetime], zone: ZoneInfo, banner: Callable[[], str]
    ) -> None:
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
        )
        self._env.globals.update(asset=asset, badge=badge, words=words)
        self._env.filters["counted"] = lambda n, noun: words.counted(n, getattr(words, noun))

    def look(self) -> Look:
        """Return how the reader sees things at this moment."""
        return Look(self.zone, self.now(), self.label)

    def page(self, template: str, **values: Any) -> str:
        """Return a whole page."""
        now = self.now()
        return self._env.get_template(template).render(banner=self.banner(), now=now.isoformat(), **values)

    def fragment(self, case: Case) -> str:
        """Return a case as the wall shows it."""
        return self._env.get_template("_card.html").render(card=card(case, self.look(), safe_link))


@lru_cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes with the content, so browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
