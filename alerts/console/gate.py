"""Who comes in? Every request gets a session for its forms and the name of who asks; strangers get the login page."""

from __future__ import annotations

import asyncio
import secrets

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from alerts.console.acts import back_to, checked_form, here
from alerts.console.screen import Screen, theme
from alerts.console.session import COOKIE, CSRF, FRESH, SESSION_S, WHO, Sessions, basic_password, fits

OPEN = ("/login", "/static/")
READERS = ("/api/", "/feed.")  # for programs: they are asked for a password, not sent to a page
_PROBLEM = {401: "كلمة المرور غير صحيحة.", 429: "محاولات كثيرة. انتظر دقيقة ثم أعد المحاولة."}


def keep_gate(sessions: Sessions) -> Middleware:
    """Return the middleware that puts `who` and `csrf` on a request, or sends a stranger to the login page."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        who = sessions.who(request)
        if who is None and await _with_password(request, sessions):
            who = "API"
        if who is None and not request.path.startswith(OPEN):
            return _turned_away(request)
        session = request.cookies.get(COOKIE, "")
        fresh = "" if session else secrets.token_urlsafe(24)
        request[FRESH], request[WHO], request[CSRF] = fresh, who or "", sessions.token(session or fresh)
        answer = await handler(request)
        if not answer.prepared:
            keep_session(request, answer)
        return answer

    return middleware


def keep_session(request: web.Request, answer: web.StreamResponse) -> None:
    """Give a page that is about to leave the session its forms were made for, when the browser brought none."""
    fresh = request.get(FRESH, "")
    if fresh and answer.content_type == "text/html" and COOKIE not in answer.cookies:
        keep_cookie(request, answer, fresh)


def keep_cookie(request: web.Request, answer: web.StreamResponse, session: str) -> None:
    """Give the browser its session: no script sees it, no other site sends it, and no plain line carries a secure one."""
    answer.set_cookie(
        COOKIE, session, max_age=SESSION_S, httponly=True, samesite="Strict", secure=_encrypted(request), path="/"
    )


class Gate:
    """The login page."""

    def __init__(self, sessions: Sessions, screen: Screen) -> None:
        self._sessions, self._screen = sessions, screen

    async def ask(self, request: web.Request) -> web.Response:
        """Show the form."""
        return self._form(request, 200)

    async def login(self, request: web.Request) -> web.Response:
        """Let in who knows the password."""
        form = await checked_form(request, self._sessions)
        if not self._sessions.may_try(request.remote or ""):
            return self._form(request, 429)
        kept = self._sessions.access.password
        if not kept or not await asyncio.to_thread(fits, form.get("password", ""), kept):
            return self._form(request, 401)
        self._sessions.was_right(request.remote or "")
        answer = web.Response(status=303, headers={"Location": back_to(form.get("back", ""))})
        keep_cookie(request, answer, self._sessions.let_in(form.get("who", "").strip()))
        return answer

    async def logout(self, request: web.Request) -> web.Response:
        """Let go."""
        await checked_form(request, self._sessions)
        self._sessions.let_out(request.cookies.get(COOKIE, ""))
        answer = web.Response(status=303, headers={"Location": "/login"})
        answer.del_cookie(COOKIE, path="/")
        return answer

    def _form(self, request: web.Request, status: int) -> web.Response:
        page = self._screen.page(
            "login.html", problem=_PROBLEM.get(status, ""), csrf=request[CSRF],
            back=back_to(request.query.get("back", "/")), theme=theme(request.cookies),
        )  # fmt: skip
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": "60"} if status == 429 else {})  # noqa: PLR2004
        return web.Response(text=page, status=status, content_type="text/html", headers=headers)


def _turned_away(request: web.Request) -> web.Response:
    if request.path.startswith(READERS):
        return web.Response(status=401, text="password\n", headers={"WWW-Authenticate": 'Basic realm="marsad"'})
    if request.method != "GET" or request.path == "/events":
        return web.Response(status=401, text="login\n")
    back = request.url.with_path("/login").with_query(back=here(request))
    return web.Response(status=303, headers={"Location": back.path_qs, "Cache-Control": "no-store"})


async def _with_password(request: web.Request, sessions: Sessions) -> bool:
    """Say whether a program sent the password along (Basic, RFC 7617); each wrong one counts as a try."""
    given, kept = request.headers.get("Authorization", ""), sessions.access.password
    if not given or not kept or not request.path.startswith(READERS):
        return False
    if sessions.passed(given):
        return True
    if not sessions.may_try(request.remote or "") or not await asyncio.to_thread(fits, basic_password(given), kept):
        return False
    sessions.was_right(request.remote or "")
    sessions.remember(given)
    return True


def _encrypted(request: web.Request) -> bool:
    return request.secure or request.headers.get("X-Forwarded-Proto", "") == "https"
