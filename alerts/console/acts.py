"""What forms do: take a case, let it rest, judge it, write a note; keep and drop views; say who one is."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from aiohttp import web

from alerts.console import filters as asked
from alerts.console.live import Live
from alerts.console.screen import Screen
from alerts.console.session import NAME_COOKIE, WHO, Forged, Sessions, named
from marsad.handling import KINDS, ActKind, Handling, View

NOTE_CHARS, VIEW_CHARS = 300, 40
SNOOZE_MINUTES, SNOOZE_MAX = 60, 7 * 24 * 60
_NAME_S = 365 * 24 * 3600
_PARTS = 3


class Acts:
    """Handlers of the forms; each checks that the form is ours, does one thing, and leads back to the page."""

    def __init__(self, handling: Handling, screen: Screen, sessions: Sessions, live: Live) -> None:
        self._handling, self._screen, self._sessions, self._live = handling, screen, sessions, live

    async def act(self, request: web.Request) -> web.Response:
        """Do with a case what the button says: "ack RULE STORY"."""
        form = await checked_form(request, self._sessions)
        kind, rule, story = _button(form.get("do", ""))
        minutes = asked.number({"minutes": form.get("minutes", "")}, "minutes") or SNOOZE_MINUTES
        now = self._screen.now()
        until = now + timedelta(minutes=min(minutes, SNOOZE_MAX)) if kind == "snooze" else None
        note = " ".join(form.get("note", "").split())[:NOTE_CHARS]
        if kind == "note" and not note:
            raise asked.BadFilter("الملاحظة فارغة.")
        reached = await self._handling.act(kind, rule, story, who=request[WHO], at=now, until=until, note=note)
        if not reached:
            raise asked.BadFilter("لا تنبيه بهذا الرقم. ربما انقضت مدة حفظه.")
        self._live.nudge()
        return _back(form)

    async def save_view(self, request: web.Request) -> web.Response:
        """Keep the wall's filters under a name."""
        form = await checked_form(request, self._sessions)
        name = " ".join(form.get("name", "").split())[:VIEW_CHARS]
        if not name:
            raise asked.BadFilter("سمِّ العرض قبل حفظه.")
        query = asked.parsed(request.url.with_query(form.get("query", "")).query).address().lstrip("?")
        await self._handling.save_view(View(name, query, request[WHO]), self._screen.now())
        raise web.HTTPSeeOther(f"/?{query}" if query else "/")

    async def drop_view(self, request: web.Request) -> web.Response:
        """Forget a saved view."""
        form = await checked_form(request, self._sessions)
        await self._handling.drop_view(form.get("name", ""))
        return _back(form)

    async def name(self, request: web.Request) -> web.Response:
        """Keep the name a person gives: on a console without password it stands beside what they do."""
        form = await checked_form(request, self._sessions)
        answer = _back(form)
        answer.set_cookie(NAME_COOKIE, named(form.get("who", "")), max_age=_NAME_S, httponly=True, samesite="Strict")
        return answer


async def checked_form(request: web.Request, sessions: Sessions) -> dict[str, str]:
    """Return the fields of a form of ours; raises Forged for any other."""
    try:
        fields = await request.post()
    except (ValueError, LookupError) as problem:  # bytes that are no text, a charset nobody knows, no boundary
        raise Forged("ما أُرسل ليس استمارة من صفحات مرصد. حدّث الصفحة ثم أعد المحاولة.") from problem
    form = {key: value for key, value in fields.items() if isinstance(value, str)}
    sessions.check_form(request, form.get("csrf", ""))
    return form


def back_to(address: str) -> str:
    """Return the address when it is a path of ours, else the wall's: a form must not lead elsewhere."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if ours else "/"


def here(request: web.Request) -> str:
    """Return the path of this page with its query, for the way back."""
    query = urlencode(list(request.query.items()))
    return f"{request.path}?{query}" if query else request.path


def _back(form: dict[str, str]) -> web.Response:
    return web.Response(status=303, headers={"Location": back_to(form.get("back", ""))})


def _button(value: str) -> tuple[ActKind, str, str]:
    parts = value.split(" ")
    if len(parts) != _PARTS or parts[0] not in KINDS:
        raise asked.BadFilter(f"زر غير معروف: «{value[:VIEW_CHARS]}»")
    return parts[0], parts[1], parts[2]
