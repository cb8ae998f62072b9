"""A signed POST per alert, against a real server on loopback."""

import asyncio
import hashlib
import hmac
import json
import socket
import traceback

import pytest
from aiohttp import web

from alerts.channels.webhook import Webhook, signature
from alerts.render import payload
from marsad.errors import Broken, ChannelError, Refused, Retry
from tests.alerts.samples import LOOPBACK, SECRET, START, TOKEN, alert


@pytest.fixture
async def hook(receiver):
    """A webhook to the receiver, with little patience."""
    made = Webhook(receiver.url, now=lambda: START, secret=SECRET, allow_private=LOOPBACK, timeout_s=0.5)
    yield made
    await made.close()


async def failure(hook):
    """Return what a send raised, or None."""
    try:
        await hook.send(alert(), key="a1")
    except ChannelError as problem:
        return problem
    return None


async def hang(request):
    await asyncio.sleep(30)
    return web.Response()


async def cut(request):
    """Close in the middle of the status line."""
    request.transport.write(b"HTTP/1.1 20")
    request.transport.close()
    return web.Response()


async def slam(request):
    """Close without a word."""
    request.transport.abort()
    return web.Response()


async def drip(request):
    """Send the head one byte at a time."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: yes\r\n":
        request.transport.write(bytes((byte,)))
        await asyncio.sleep(0.1)
    return web.Response()


async def drip_body(request):
    """Say 200 at once, then let the body drip."""
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(100):
        await answer.write(b".")
        await asyncio.sleep(0.1)
    return answer


async def cut_body(request):
    """Say 200, promise a body, and break off."""
    answer = web.StreamResponse(headers={"Content-Length": "1000"})
    await answer.prepare(request)
    await answer.write(b"{")
    request.transport.abort()
    return answer


async def gibberish(request):
    request.transport.write(b"220 mail.example ESMTP ready\r\n")
    request.transport.close()
    return web.Response()


async def long_head(request):
    request.transport.write(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n")
    request.transport.close()
    return web.Response()


async def test_the_body_is_the_public_form_and_the_key_is_the_alert(receiver, hook):
    """Arabic arrives as UTF-8 JSON."""
    remote_id = await hook.send(alert(), key="a1")

    ((headers, body),) = receiver.requests
    assert remote_id == ""
    assert payload(alert()) == json.loads(body)
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == "a1"


async def test_the_signature_is_an_hmac_over_time_and_body(receiver, hook):
    """Computed here by the definition, without our function."""
    await hook.send(alert(), key="a1")

    ((headers, body),) = receiver.requests
    expected = hmac.new(SECRET.encode(), b"1629036360." + body, hashlib.sha256).hexdigest()
    assert headers["Marsad-Signature"] == f"t=1629036360,v1={expected}"


def test_the_signature_agrees_with_a_value_computed_by_openssl():
    """Computed by: printf '1629036360.{"id":"a1"}' | openssl dgst -sha256 -hmac key."""
    assert signature("key", START, b'{"id":"a1"}') == (
        "t=1629036360,v1=aa8b006d147f401785f077131a271d4829de0eaa18a4d2d7d991613782102d9d"
    )


async def test_without_a_secret_nothing_is_signed(receiver):
    hook = Webhook(receiver.url, now=lambda: START, allow_private=LOOPBACK)
    await hook.send(alert(), key="a1")
    await hook.close()

    ((headers, _),) = receiver.requests
    assert "Marsad-Signature" not in headers


async def test_a_repeat_has_the_same_key_and_the_same_body(receiver, hook):
    """That is what the receiver compares."""
    await hook.send(alert(), key="a1")
    await hook.send(alert(), key="a1")

    (_, first), (_, second) = receiver.requests
    assert receiver.keys == ["a1", "a1"]
    assert first == second


@pytest.mark.parametrize(
    ("step", "kind", "words"),
    [
        (301, Refused, "301 Moved Permanently. Redirects are not followed"),
        (307, Refused, "307 Temporary Redirect"),
        (400, Refused, "400 Bad Request"),
        (413, Refused, "413 "),
        (422, Refused, "422 "),
        (401, Broken, "401 Unauthorized. Correct the address or the credentials"),
        (403, Broken, "403 Forbidden"),
        (404, Broken, "404 Not Found"),
        (408, Retry, "408 Request Timeout"),
        (429, Retry, "429 Too Many Requests"),
        (500, Retry, "500 Internal Server Error"),
        (503, Retry, "503 Service Unavailable"),
        (hang, Retry, "gave no answer within 0.5 s"),
        (drip, Retry, "gave no answer within 0.5 s"),
        (cut, Retry, "broke off or did not answer in HTTP"),
        (slam, Retry, "broke off or did not answer in HTTP"),
        (gibberish, Retry, "broke off or did not answer in HTTP"),
        (long_head, Retry, "broke off or did not answer in HTTP"),
    ],
)
async def test_every_way_to_fail_has_its_error(receiver, hook, step, kind, words):
    """The words name the receiver by its host and nothing else of the address."""
    receiver.script = [step]

    problem = await failure(hook)

    assert kind is type(problem)
    assert words in str(problem)
    assert str(problem).startswith("127.0.0.1:")


@pytest.mark.parametrize("step", [drip_body, cut_body])
async def test_a_2xx_counts_whatever_becomes_of_its_body(receiver, hook, step):
    """The receiver has said yes; nobody waits for the rest."""
    receiver.script = [step]

    assert await failure(hook) is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(receiver, hook, status):
    """Neither the alert nor its signature goes to an address the operator did not write."""
    receiver.script = [(status, {"Location": "/elsewhere"})]

    assert isinstance(await failure(hook), Refused)
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "17"}, 17.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "Sun, 15 Aug 2021 14:06:40 GMT", "Date": "Sun, 15 Aug 2021 14:06:00 GMT"}, 40.0),
        ({"Retry-After": "Sunday, 15-Aug-21 14:06:40 GMT", "Date": "Sun, 15 Aug 2021 14:06:00 GMT"}, 40.0),
        ({"Retry-After": "later"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_the_wait_the_receiver_asks_for_is_passed_on(receiver, hook, status, headers, expected):
    receiver.script = [(status, headers)]

    problem = await failure(hook)

    assert isinstance(problem, Retry)
    assert expected == problem.after_s


async def test_a_port_nobody_listens_on_is_tried_again(unused_tcp_port):
    hook = Webhook(f"http://127.0.0.1:{unused_tcp_port}/{TOKEN}", now=lambda: START, allow_private=LOOPBACK)

    problem = await failure(hook)
    await hook.close()

    assert isinstance(problem, Retry)
    assert "cannot be reached" in str(problem)


async def test_a_name_without_address_is_tried_again(monkeypatch):
    """The resolver may be down. It is asked nothing here: we answer in its place."""

    def unknown(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    hook = Webhook("http://no-such-host.invalid/", now=lambda: START)

    problem = await failure(hook)
    await hook.close()

    assert isinstance(problem, Retry)
    assert "no-such-host.invalid cannot be reached: its name has no address" in str(problem)


async def test_a_server_without_tls_is_tried_again(receiver):
    hook = Webhook(receiver.url.replace("http:", "https:"), now=lambda: START, allow_private=LOOPBACK)

    problem = await failure(hook)
    await hook.close()

    assert isinstance(problem, Retry)
    assert "TLS" in str(problem)


async def test_a_private_address_is_not_dialled_unless_its_network_is_named(receiver):
    """A webhook must not become a way into the network marsad runs in."""
    hook = Webhook(receiver.url, now=lambda: START)

    problem = await failure(hook)
    await hook.close()

    assert isinstance(problem, Broken)
    assert "allow_private" in str(problem)
    assert [] == receiver.requests


@pytest.mark.parametrize("url", [f"http://127.0.0.1:99999/{TOKEN}", f"http://[::1/{TOKEN}"])
async def test_an_address_that_is_none_raises_only_channel_errors(url):
    hook = Webhook(url, now=lambda: START)

    problem = await failure(hook)
    await hook.close()

    assert isinstance(problem, (Broken, Retry))
    assert TOKEN not in str(problem)


@pytest.mark.parametrize("step", [301, 400, 401, 429, 500, hang, cut, slam, gibberish, long_head])
async def test_no_secret_stands_in_an_error_or_its_traceback(receiver, hook, step):
    """Neither the signing key nor what the address carries."""
    receiver.script = [step]

    problem = await failure(hook)

    printed = "".join(traceback.format_exception(problem)) + repr(problem) + repr(hook)
    assert SECRET not in printed
    assert TOKEN not in printed


async def test_environment_proxies_are_ignored(receiver, hook, monkeypatch, unused_tcp_port):
    """A proxy would dial for us, and the guard could not see where."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_tcp_port}")

    assert await failure(hook) is None


async def test_it_sends_again_after_close(receiver, hook):
    await hook.close()

    assert await failure(hook) is None
