"""The pages people open: each reads the desk, turns what it read into plain values, and renders them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from alerts import words
from alerts.console import filters as asked
from alerts.console import health, present, story
from alerts.console.screen import Screen
from marsad.clean import safe_link
from marsad.ports import Case, Desk
from marsad.text import fold

PAGE = 50
LETTERS = 200


class Views:
    """Handlers of the pages."""

    def __init__(self, desk: Desk, screen: Screen) -> None:
        self._desk = desk
        self._screen = screen

    async def wall(self, request: web.Request) -> web.Response:
        """Show the cases, last changed first."""
        chosen, before = asked.parsed(request.query), asked.number(request.query, "before")
        since = await self._desk.last_change()  # first: what changes while we read is sent again on the stream
        recent = await self._desk.wall(limit=present.RECENT)
        offered = present.facets(recent, self._screen.label)
        named = _named(chosen.actor, offered.actors)
        if named != chosen.actor:
            raise web.HTTPFound(f"/{chosen._replace(actor=named).address()}")
        cases = await self._cases(chosen, before, recent)
        look = self._screen.look()
        return await self._answer(
            "wall.html",
            here="wall",
            cards=[present.card(case, look, safe_link) for case in cases[:PAGE]],
            filters=chosen,
            facets=offered,
            chosen_actor=self._screen.label(chosen.actor) if chosen.actor else "",
            chosen_rule=next((rule.name for rule in offered.rules if rule.id == chosen.rule), chosen.rule),
            before=before,
            events=f"/events{chosen.address(after=since)}",
            older=f"/{chosen.address(before=cases[PAGE - 1].seq)}" if len(cases) > PAGE else "",
        )

    async def _cases(self, chosen: asked.Filters, before: int, recent: Sequence[Case]) -> Sequence[Case]:
        if chosen == asked.Filters() and not before:
            return recent
        return await self._desk.wall(
            severities=chosen.severities, rule=chosen.rule, actor=chosen.actor, before=before, limit=PAGE + 1
        )

    async def story(self, request: web.Request) -> web.Response:
        """Show one story: why, sources, times, deliveries."""
        view = await self._desk.story(request.match_info["story"])
        if view is None:
            raise web.HTTPNotFound(text="لا قصة بهذا الرقم. ربما انقضت مدة حفظها.")
        return await self._answer("story.html", here="story", page=story.page(view, self._screen.look(), safe_link))

    async def feeds(self, _: web.Request) -> web.Response:
        """Show the feeds, trouble first."""
        found = await self._desk.feeds()
        return await self._answer("feeds.html", here="feeds", feeds=health.lines(found, self._screen.look()))

    async def dead_letters(self, _: web.Request) -> web.Response:
        """Show what no stage and no channel could take."""
        found = await self._desk.dead_letters(LETTERS)
        return await self._answer(
            "dead_letters.html", here="dead_letters", letters=health.letters(found, self._screen.look())
        )

    def problem(self, status: int, text: str) -> web.Response:
        """Show what went wrong; needs nothing of the desk, which may be what went wrong."""
        title = words.PROBLEM[status]
        page = self._screen.page("problem.html", here="", totals={}, trouble=0, title=title, text=text, status=status)
        return _html(page, status)

    async def _answer(self, template: str, **values: Any) -> web.Response:
        totals, feeds = await self._desk.totals(), await self._desk.feeds()
        return _html(self._screen.page(template, totals=totals, trouble=health.in_trouble(feeds), **values))


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-store"})


def _named(actor: str, offered: Sequence[present.Facet]) -> str:
    """Return the id of the actor whose name was typed; what is no name on offer stays as it is."""
    typed = fold(actor)
    return next((facet.id for facet in offered if typed and fold(facet.name) == typed), actor)
