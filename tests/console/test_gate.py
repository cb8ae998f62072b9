"""Who comes in: everybody on loopback, else who knows the password or whom our proxy names."""

from __future__ import annotations

import asyncio
import base64

import pytest
from aiohttp import ClientSession, CookieJar

from alerts.console.session import Access, Sessions, fits, hashed
from tests.console.test_pages import said
from tests.console.whole import Operator, Whole, whole_console

SPOKEN = "حصان البحر 7"
KEPT = hashed(SPOKEN)


def browser() -> ClientSession:
    return ClientSession(cookie_jar=CookieJar(unsafe=True))


def _typed(password: str) -> dict[str, str]:
    return {"password": password}


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"reader:{password}".encode()).decode()}


def test_only_what_was_hashed_fits() -> None:
    """And twice the same password is not twice the same text."""
    assert fits(SPOKEN, KEPT)
    assert not fits(SPOKEN + " ", KEPT)
    assert KEPT != hashed(SPOKEN)


async def test_a_stranger_is_led_to_the_door_and_back() -> None:
    """Pages lead to the login, which leads back; a wrong password does not."""
    async with whole_console(Access(password=KEPT)) as console, browser() as session:
        operator = Operator(session, console)
        status, _, headers = await operator.get("/story/x?y=1")
        assert (303, "/login?back=/story/x?y%3D1") == (status, headers["Location"])
        status, page, _ = await operator.post("/login", page="/login", who="هدى", **_typed("خطأ"))
        assert 401 == status
        assert "كلمة المرور غير صحيحة" in said(page)
        assert "خروج" not in said(page)
        status, _, headers = await operator.post("/login", page="/login", who="هدى", **_typed(SPOKEN), back="/feeds")
        assert (303, "/feeds") == (status, headers["Location"])
        assert ("HttpOnly", "SameSite=Strict") == tuple(
            part for part in ("HttpOnly", "SameSite=Strict") if part in headers["Set-Cookie"]
        )
        page = said((await operator.get("/"))[1])
        assert ["هدى", "خروج"] == [each for each in ("هدى", "خروج") if each in page]


async def test_leaving_ends_the_session() -> None:
    """The cookie alone is worth nothing afterwards."""
    async with whole_console(Access(password=KEPT)) as console, browser() as session:
        operator = Operator(session, console)
        await operator.post("/login", page="/login", who="هدى", **_typed(SPOKEN))
        assert 200 == (await operator.get("/"))[0]
        await operator.post("/logout")
        assert 303 == (await operator.get("/"))[0]


async def test_guessing_is_slowed_down() -> None:
    """Five tries a minute; then even the right one waits."""
    async with whole_console(Access(password=KEPT)) as console, browser() as session:
        operator = Operator(session, console)
        tries = [(await operator.post("/login", page="/login", who="x", **_typed("خطأ")))[0] for _ in range(5)]
        status, _, headers = await operator.post("/login", page="/login", who="x", **_typed(SPOKEN))
        assert ([401] * 5, 429, "60") == (tries, status, headers["Retry-After"])


async def test_colleagues_behind_one_proxy_all_get_in() -> None:
    """Who knows the password has guessed nothing; wrong tries count as ever."""
    async with whole_console(Access(password=KEPT)) as console:
        came = []
        for _ in range(8):
            async with browser() as session:
                operator = Operator(session, console)
                came.append((await operator.post("/login", page="/login", who="هدى", **_typed(SPOKEN)))[0])
        async with browser() as session:
            operator = Operator(session, console)
            wrong = [(await operator.post("/login", page="/login", who="x", **_typed("خطأ")))[0] for _ in range(6)]

    assert ([303] * 8, [401] * 5 + [429]) == (came, wrong)


def test_tries_are_counted_for_a_minute() -> None:
    """Of one address, and of all together."""
    now = [0.0]
    sessions = Sessions(Access(password=KEPT), lambda: now[0])
    assert [True] * 5 + [False] == [sessions.may_try("a") for _ in range(6)]
    now[0] = 60.0
    assert sessions.may_try("a")
    assert 29 == sum(sessions.may_try(f"b{n}") for n in range(40))


FORM = b"application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/login", {b"Content-Type": FORM}, b"csrf=\xff", 403),
        ("/login", {b"Content-Type": FORM + b"; charset=nonsense"}, b"csrf=a", 403),
        ("/login", {b"Content-Type": b"multipart/form-data"}, b"x", 403),
        ("/api/alerts", {b"Authorization": b"Basic \xff"}, b"", 401),
        ("/login", {b"Cookie": b'marsad="\xff"'}, b"", 200),
    ],
    ids=["bytes that are no text", "a charset nobody knows", "no boundary", "a password of bytes", "a cookie of bytes"],
)  # fmt: skip
async def test_bytes_of_strangers_are_refused_and_leave_no_traceback(
    path: str, headers: dict[bytes, bytes], body: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever a header or a form holds."""
    method = b"POST" if body else b"GET"
    lines = [b"%s %s HTTP/1.1" % (method, path.encode()), b"Host: localhost", b"Connection: close"]
    lines += [name + b": " + value for name, value in headers.items()]
    lines += [b"Content-Length: %d" % len(body), b"", body]
    async with whole_console(Access(password=KEPT)) as console:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(console.url.rpartition(":")[2]))
        writer.write(b"\r\n".join(lines))
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()

    assert f"HTTP/1.1 {status} ".encode() in answer[:20]
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("path", ["/", "/events", "/api/alerts", "/feed.atom", "/search?q=x", "/rules", "/channels"])
async def test_nothing_is_told_to_strangers(path: str) -> None:
    """Static files and the login page are all they get."""
    async with whole_console(Access(password=KEPT)) as console, browser() as session:
        operator = Operator(session, console)
        status, page, _ = await operator.get(path)
        assert status in (303, 401)
        assert "القرن" not in page
        assert 401 == (await _act(console, session))


async def _act(console: Whole, session: ClientSession) -> int:
    async with session.post(f"{console.url}/act", data={"do": "ack a b"}, allow_redirects=False) as answer:
        return answer.status


async def test_programs_send_the_password_along() -> None:
    """For what they read, not for pages."""
    async with whole_console(Access(password=KEPT)) as console, browser() as session:
        operator = Operator(session, console)
        for _ in range(8):  # a right one is no try
            assert 200 == (await operator.get("/api/alerts", **basic(SPOKEN)))[0]
        assert 401 == (await operator.get("/feed.atom", **basic("خطأ")))[0]
        assert 303 == (await operator.get("/", **basic(SPOKEN)))[0]


async def test_a_proxy_that_asks_names_who_comes() -> None:
    """Its header is the name in the record; without it nobody comes in."""
    async with whole_console(Access(proxy_header="X-Remote-User")) as console, browser() as session:
        operator = Operator(session, console)
        assert 303 == (await operator.get("/"))[0]
        status, page, _ = await operator.get("/", **{"X-Remote-User": "huda"})
        assert 200 == status
        assert "huda" in said(page)


async def test_further_names_are_answered_under() -> None:
    """What the proxy is called from outside."""
    async with whole_console(Access(hosts=("desk.example",))) as console, browser() as session:
        operator = Operator(session, console)
        assert (200, 421) == tuple([(await operator.get("/", Host=f"{n}.example"))[0] for n in ("desk", "evil")])
