"""The same for programs: read-only JSON with an OpenAPI document, and alerts as Atom and JSON Feed for each view."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
from aiohttp import web

from alerts.console import filters as asked
from alerts.console import named
from alerts.console.present import opened
from alerts.console.screen import Screen
from alerts.console.tools import Tools
from marsad.clean import safe_link
from marsad.handling import Act, standing
from marsad.ports import Case, Desk
from marsad.records import Alert, decode

LIMIT, LIMIT_MAX = 50, 200
ATOM = "http://www.w3.org/2005/Atom"  # RFC 4287
_DOCUMENT = Path(__file__).parent / "openapi.json"


class Api:
    """Handlers of what programs read."""

    def __init__(self, desk: Desk, screen: Screen, tools: Tools) -> None:
        self._desk, self._screen, self._tools = desk, screen, tools

    async def document(self, _: web.Request) -> web.Response:
        """Return the OpenAPI document."""
        return web.Response(body=_DOCUMENT.read_bytes(), content_type="application/json")

    async def alerts(self, request: web.Request) -> web.Response:
        """Return cases, last changed first; `before` of the next page stands beside them."""
        cases, acts, more = await self._cases(request)
        found = [case_value(case, acts.get((case.rule, case.story), ()), self._screen) for case in cases]
        return _json({"alerts": found, "before": cases[-1].seq if more and cases else None})

    async def story(self, request: web.Request) -> web.Response:
        """Return one story with sources, alerts and deliveries."""
        view = await self._desk.story(request.match_info["story"])
        if view is None:
            return _json({"error": "no such story"}, 404)
        acts = await self._acts(view.cases)
        value = {
            "story": view.story,
            "cases": [case_value(case, acts.get((case.rule, case.story), ()), self._screen) for case in view.cases],
            "sources": msgspec.to_builtins(view.sources),
            "alerts": [msgspec.to_builtins(decode(raw, Alert)) for raw in view.alerts],
            "deliveries": [
                msgspec.to_builtins(msgspec.structs.replace(row, value=b"")) for row in view.deliveries
            ],
            "held": [msgspec.to_builtins(one) for one in view.held],
            "events": [msgspec.to_builtins(one) for one in view.events],
            "acts": [msgspec.to_builtins(act) for group in acts.values() for act in group],
        }  # fmt: skip
        return _json(value)

    async def feeds(self, _: web.Request) -> web.Response:
        """Return the feeds with their health and rhythm."""
        kept = ("etag", "last_modified", "body_hash")
        feeds = []
        for health in await self._desk.feeds():
            state = {key: value for key, value in msgspec.to_builtins(health.state).items() if key not in kept}
            feeds.append({**state, "state": health.state.state, "pending": health.pending})
        return _json({"feeds": feeds})

    async def json_feed(self, request: web.Request) -> web.Response:
        """Return the alerts of a view as JSON Feed 1.1."""
        cases, _, _ = await self._cases(request)
        items = [_item(case, opened(case), request) for case in cases]
        home = str(request.url.with_path("/").with_query(request.query))
        feed = {
            "version": "https://jsonfeed.org/version/1.1", "title": "مَرصَد", "language": "ar", "home_page_url": home,
            "feed_url": str(request.url), "items": items,
        }  # fmt: skip
        return _json(feed, content_type="application/feed+json")

    async def atom(self, request: web.Request) -> web.Response:
        """Return the alerts of a view as Atom (RFC 4287)."""
        cases, _, _ = await self._cases(request)
        body = atom(
            [_item(case, opened(case), request) for case in cases], str(request.url), self._screen.now().isoformat()
        )
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

    async def _cases(self, request: web.Request) -> tuple[list[Case], dict[tuple[str, str], list[Act]], bool]:
        chosen = await named.chosen(request.query, self._desk, self._screen, self._tools)
        before = asked.number(request.query, "before")
        limit = min(asked.number(request.query, "limit") or LIMIT, LIMIT_MAX)
        batch = await self._desk.wall(
            severities=chosen.severities, rule=chosen.rule, actor=chosen.actor, before=before, limit=limit + 1
        )
        acts = await self._acts(batch)
        now = self._screen.now()
        taken = [
            case
            for case in batch[:limit]
            if chosen.takes(standing(acts.get((case.rule, case.story), ()), case.severity, now).state)
        ]
        return taken, acts, len(batch) > limit

    async def _acts(self, cases: Sequence[Case]) -> dict[tuple[str, str], list[Act]]:
        if self._tools.handling is None:
            return {}
        return await self._tools.handling.of_cases([(case.rule, case.story) for case in cases])


def case_value(case: Case, acts: Sequence[Act], screen: Screen) -> dict[str, Any]:
    """Return a case as programs read it: its alert in full, how it stands, who said so."""
    state, act = standing(acts, case.severity, screen.now())
    value: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(case, alert=b""))
    value.pop("alert", None)
    return {
        **value, "articles": case.articles, "updates": case.updates, "state": state,
        "by": act.who if act else None, "alert": msgspec.to_builtins(opened(case)),
    }  # fmt: skip


def atom(items: Sequence[dict[str, Any]], address: str, now: str) -> bytes:
    """Return an Atom document; entries keep their id through every update."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "ar"})
    _put(feed, "id", address)
    _put(feed, "title", "مَرصَد")
    _put(feed, "updated", max((item["date_modified"] for item in items), default=now))
    _put(feed, "link", href=address, rel="self")
    for item in items:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        for name, key in (
            ("id", "id"),
            ("title", "title"),
            ("updated", "date_modified"),
            ("published", "date_published"),
        ):
            _put(entry, name, item[key])
        _put(entry, "summary", item["content_text"])
        _put(entry, "link", href=item["url"])
        _put(_put(entry, "author"), "name", item["authors"][0]["name"])
        for tag in item["tags"]:
            _put(entry, "category", term=tag)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _put(parent: ET.Element, name: str, text: str = "", **values: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", values)
    child.text = text or None
    return child


def _item(case: Case, alert: Alert, request: web.Request) -> dict[str, Any]:
    item = {
        "id": f"urn:marsad:{case.rule}:{case.story}",
        "url": str(request.url.with_path(f"/story/{case.story}").with_query(None)),
        "external_url": safe_link(alert.url) or "",
        "title": alert.title,
        "content_text": alert.sentence or alert.title,
        "date_published": case.opened.isoformat(),
        "date_modified": case.changed.isoformat(),
        "authors": [{"name": alert.publisher or "marsad"}],
        "tags": [case.severity, case.rule],
    }
    return {key: value for key, value in item.items() if value}


def _json(value: Any, status: int = 200, *, content_type: str = "application/json") -> web.Response:
    text = json.dumps(value, ensure_ascii=False)
    return web.Response(
        text=text, status=status, content_type=content_type, charset="utf-8", headers={"Cache-Control": "no-store"}
    )
