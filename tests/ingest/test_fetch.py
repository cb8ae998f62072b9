"""One exchange against servers that behave as badly as servers can."""

import asyncio
import gzip
import zlib
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import brotli
import pytest
from aiohttp import web

from ingest.fetch import Ask, Fetcher, header_charset, ports_of, retry_after_s, user_agent
from marsad.config.models import IngestSettings
from marsad.errors import FetchError
from tests.ingest.conftest import SETTINGS
from tests.ingest.site import Site, bytewise, dripping, moved, serving, silent

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
async def fetcher(metrics):
    made = Fetcher(SETTINGS, metrics)
    yield made
    await made.close()


def ask(url, **options):
    return Ask(**{"url": url, "limit_bytes": 100_000, "allow": LOOPBACK, "ports": ports_of(url), **options})


@asynccontextmanager
async def raw(answer: bytes, *, again_s: float = 0):
    """Serve bytes as they are, over and over with `again_s` between."""

    async def serve(reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            while again_s:
                await asyncio.sleep(again_s)
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


async def reason(fetcher, url, **options):
    with pytest.raises(FetchError) as caught:
        await fetcher.get(ask(url, **options))
    assert "?" not in str(caught.value), "the address may hold a secret"
    return caught.value.reason


async def test_an_answer_has_its_body_its_place_and_a_few_headers(site, fetcher, metrics):
    site.routes["/a"] = "<rss/>"
    site.headers["/a"] = {"ETag": '"1"', "Set-Cookie": "a=b", "Content-Type": "text/xml; charset=Windows-1256"}
    answer = await fetcher.get(ask(site.at("/a")))

    assert (200, b"<rss/>", site.at("/a"), "") == (answer.status, answer.body, answer.url, answer.permanent_to)
    assert {
        "etag": '"1"',
        "content-type": "text/xml; charset=Windows-1256",
        "server": answer.headers["server"],
    } == answer.headers
    assert header_charset(answer.headers) == "windows-1256"
    assert metrics.registry.get_sample_value("marsad_fetch_bytes_total", {"kind": "feed"}) == 6


async def test_cookies_are_forgotten_and_the_environment_is_not_asked(site, fetcher, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.routes["/a"] = ""
    site.headers["/a"] = {"Set-Cookie": "a=b"}
    for _ in range(2):
        await fetcher.get(ask(site.at("/a")))

    assert "Cookie" not in site.asked["/a"][1].headers


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("identity", bytes),
        ("x-gzip", gzip.compress),
        ("", gzip.compress),
        ("UTF-8", bytes),
        ("utf-8", gzip.compress),
    ],
)
async def test_a_packed_body_is_unpacked(site, fetcher, coding, pack):
    site.routes["/a"] = pack("نص".encode() * 100)
    site.headers["/a"] = {"Content-Encoding": coding}

    assert "نص".encode() * 100 == (await fetcher.get(ask(site.at("/a")))).body


@pytest.mark.parametrize(
    ("route", "headers", "expected"),
    [
        (gzip.compress(b"\0" * 50_000_000), {"Content-Encoding": "gzip"}, "too_large"),
        (brotli.compress(b"\0" * 50_000_000), {"Content-Encoding": "br"}, "too_large"),
        (gzip.compress(b"\0" * 50_000_000), {"Content-Encoding": "x-gzip"}, "too_large"),
        (gzip.compress(b"x" * 1000)[:-9], {}, "network"),
        (gzip.compress(b"")[:3] + b"x" * 1000, {}, "network"),
        (gzip.compress(gzip.compress(b"x")), {"Content-Encoding": "gzip, gzip"}, "parse"),
        (b"x", {"Content-Encoding": "compress"}, "parse"),
        (b"not gzip", {"Content-Encoding": "gzip"}, "network"),
        (b"x" * 100_001, {}, "too_large"),
        (dripping(b"x" * 65_536, 0), {}, "too_large"),
        (dripping(b"x", 0.05), {}, "timeout"),
        (silent, {}, "timeout"),
        (404, {}, "http_4xx"),
        (403, {}, "http_4xx"),
        (500, {}, "http_5xx"),
        (304, {}, "network"),
        (302, {}, "network"),
    ],
    ids=[
        "gzip-bomb",
        "br-bomb",
        "x-gzip-bomb",
        "cut-gzip-file",
        "bad-gzip-file",
        "gzip-twice",
        "compress",
        "bad-gzip",
        "large",
        "endless",
        "drip",
        "silent",
        "404",
        "403",
        "500",
        "304",
        "302",
    ],
)
async def test_a_hostile_answer_ends_with_its_reason(site, fetcher, route, headers, expected):
    site.routes["/a"] = route
    site.headers["/a"] = headers

    assert expected == await reason(fetcher, site.at("/a?key=secret"))


@pytest.mark.parametrize(
    ("answer", "again_s", "expected"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", 0, "network"),
        (b"", 0, "network"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort", 0, "network"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", 0, "too_large"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n", 0, "network"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 100_000 + b"\r\n", 0, "network"),
        (b"X-a: b\r\n", 0.05, "network"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n", 0, "blocked"),
    ],
    ids=["ssh", "nothing", "short", "length", "header", "headers", "drip", "location"],
)
async def test_what_is_not_sound_http_ends_with_its_reason(fetcher, answer, again_s, expected):
    async with raw(answer, again_s=again_s) as url:
        assert expected == await reason(fetcher, url)


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        (b"Server: caf\xe9/1.0", {"server": "caf\ufffd/1.0"}),
        (b"Content-Type: text/xml; charset=utf-8; name=\xe9", {"content-type": "text/xml; charset=utf-8; name=\ufffd"}),
        (b"Content-Language: " + "عربي".encode(), {"content-language": "عربي"}),
        (b'ETag: "\xe9"', {}),
        (b"Last-Modified: \xe9", {}),
    ],
    ids=["server", "type", "utf-8", "etag", "date"],
)
async def test_a_header_may_hold_bytes_that_are_no_utf8(site, fetcher, header, kept):
    """They are allowed (RFC 9110, 5.5). A validator with such a byte could not be sent back as it came: there is none."""
    site.routes["/a"] = bytewise("<rss/>", header)
    answer = await fetcher.get(ask(site.at("/a")))

    assert (b"<rss/>", kept) == (answer.body, answer.headers)


async def test_nobody_listening_is_a_network_error(fetcher):
    async with raw(b"") as url:
        pass
    assert await reason(fetcher, url) == "network"


@pytest.mark.parametrize(
    "to", ["file:///etc/hosts", "ftp://127.0.0.1/", "http://127.0.0.1:22/", "http://u:p@127.0.0.1/", "javascript:1"]
)
async def test_a_redirect_leads_to_the_web_only(site, fetcher, to):
    site.routes["/a"] = moved(302, to)

    assert await reason(fetcher, site.at("/a")) == "blocked"


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/"])
async def test_a_private_address_is_not_dialled_unless_opened(site, fetcher, url):
    site.routes["/"] = "x"
    address = url.format(port=site.url.rsplit(":", 1)[1])

    assert await reason(fetcher, address, allow=()) == "blocked"
    assert [] == site.asked["/"]


async def test_a_name_that_does_not_exist_is_a_dns_error(fetcher):
    assert await reason(fetcher, "http://nowhere.invalid/") == "dns"


async def test_redirects_are_followed_up_to_five(site, fetcher):
    for number in range(6):
        site.routes[f"/{number}"] = moved(302, f"/{number + 1}")
    site.routes["/6"] = "x"

    assert (await fetcher.get(ask(site.at("/1")))).url == site.at("/6")
    assert await reason(fetcher, site.at("/0")) == "network"


@pytest.mark.parametrize(
    ("codes", "for_good"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307, 301), False)],
)
async def test_only_a_chain_of_permanent_redirects_is_permanent(site, fetcher, codes, for_good):
    for number, code in enumerate(codes):
        site.routes[f"/{number}"] = moved(code, f"/{number + 1}")
    site.routes[f"/{len(codes)}"] = "x"
    answer = await fetcher.get(ask(site.at("/0")))

    assert (site.at(f"/{len(codes)}") if for_good else "") == answer.permanent_to


@pytest.mark.parametrize("path", ["/أخبار/خلاصة", "/news feed", "/a#top"])
async def test_an_address_that_we_encode_ourselves_has_not_moved(site, fetcher, path):
    """Arabic paths are sent percent-encoded; nobody redirected."""
    site.routes[path.partition("#")[0]] = "<rss/>"
    answer = await fetcher.get(ask(site.at(path)))

    assert (b"<rss/>", "") == (answer.body, answer.permanent_to)


async def test_a_feeds_headers_stay_with_its_origin(site, fetcher):
    async with serving(Site()) as other:
        site.routes["/a"] = moved(302, "/b")
        site.routes["/b"] = moved(302, other.at("/c"))
        other.routes["/c"] = "x"
        await fetcher.get(
            ask(site.at("/a"), headers={"X-Key": "secret"}, ports=ports_of(site.url) | ports_of(other.url))
        )

        assert ["secret", "secret", None] == [
            request.headers.get("X-Key") for request in (site.asked["/a"][0], site.asked["/b"][0], other.asked["/c"][0])
        ]


async def test_validators_are_sent_to_the_address_they_belong_to_only(site, fetcher):
    site.routes["/a"] = moved(302, "/b")
    site.routes["/b"] = "x"
    site.headers["/b"] = {"ETag": '"1"'}
    known = {"validators_url": site.at("/b"), "etag": '"1"', "last_modified": "Thu, 19 Mar 2026 10:49:00 GMT"}
    answer = await fetcher.get(ask(site.at("/a"), **known))

    assert (304, b"", site.at("/b")) == (answer.status, answer.body, answer.url)
    assert "If-None-Match" not in site.asked["/a"][0].headers
    assert site.asked["/b"][0].headers["If-Modified-Since"] == known["last_modified"]


async def test_arabic_addresses_are_quoted_once(site, fetcher):
    asked = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.raw_path)
        return web.Response()

    site.routes["/خبر 1"] = handler
    for path in ("/خبر 1", "/%D8%AE%D8%A8%D8%B1%201"):
        await fetcher.get(ask(site.at(path)))

    assert ["/%D8%AE%D8%A8%D8%B1%201"] * 2 == asked


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0), (" 5 ", 5.0), ("0", None), ("-5", None), ("soon", None), ("", None), ("٥", None), ("9" * 50, 86_400.0),
        ("Fri, 20 Mar 2026 12:02:00 GMT", 120.0), ("Friday, 20-Mar-26 12:02:00 GMT", 120.0), ("Fri Mar 20 12:02:00 2026", 120.0),
        ("Fri, 20 Mar 2026 11:00:00 GMT", None), ("Fri, 20 Mar 2099 11:00:00 GMT", 86_400.0), ("Fri, 99 Mar 2026 12:02:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_its_three_spellings(value, expected):
    assert expected == retry_after_s(value, NOW)


async def test_retry_after_comes_with_the_error(site, fetcher):
    site.routes["/a"] = 429
    site.headers["/a"] = {"Retry-After": "90"}
    with pytest.raises(FetchError) as caught:
        await fetcher.get(ask(site.at("/a")))

    assert (429, 90.0) == (caught.value.status, caught.value.retry_after_s)


async def test_an_outlet_can_tell_who_we_are(site, metrics):
    site.routes["/a"] = ""
    fetcher = Fetcher(IngestSettings(contact="https://desk.example/marsad"), metrics)
    await fetcher.get(ask(site.at("/a")))
    await fetcher.close()

    assert site.asked["/a"][0].headers["User-Agent"] == user_agent("https://desk.example/marsad")
    assert "(+https://desk.example/marsad)" in user_agent("https://desk.example/marsad")


async def test_a_cookie_wall_and_a_challenge_are_called_by_their_names(site, fetcher):
    """What only a browser gets through looks like any other refusal else."""

    async def wall(request):
        return web.Response(status=302, headers={"Location": request.path, "Set-Cookie": "seen=1"})

    site.routes |= {"/wall": wall, "/loop": moved(302, "/loop"), "/challenge": 403}
    site.headers["/challenge"] = {"cf-mitigated": "challenge"}
    found = {}
    for path in ("/wall", "/loop", "/challenge"):
        with pytest.raises(FetchError) as caught:
            await fetcher.get(ask(site.at(path)))
        found[path] = (str(caught.value), caught.value.status)

    end = "; ask the outlet to let marsad in"
    assert {
        "/wall": (f"127.0.0.1: more than 5 redirects: the site wants a cookie back, and none is kept{end}", 302),
        "/loop": ("127.0.0.1: more than 5 redirects", 302),
        "/challenge": (f"127.0.0.1: HTTP 403, a challenge that only a browser passes{end}", 403),
    } == found
