"""The guard: which addresses may be dialled. Decisions only, nothing here sends a packet beyond loopback."""

import socket

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.guard import AddressRefused, Guard, connector, refused_address, url_verdict, verdict

REFUSED = [
    ("127.0.0.1", "loopback"),
    ("127.254.254.254", "far end of loopback"),
    ("0.0.0.0", "this host"),
    ("0.1.2.3", "this network"),
    ("10.20.30.40", "private"),
    ("172.16.0.1", "private, first"),
    ("172.31.255.254", "private, last"),
    ("192.168.0.10", "private"),
    ("169.254.169.254", "link-local: cloud metadata"),
    ("100.64.1.1", "carrier NAT"),
    ("100.127.255.254", "carrier NAT, last"),
    ("192.0.0.9", "protocol assignments"),
    ("192.0.2.7", "documentation"),
    ("198.51.100.7", "documentation"),
    ("203.0.113.7", "documentation"),
    ("198.18.0.9", "benchmarking"),
    ("192.88.99.5", "6to4 relay"),
    ("224.0.0.251", "multicast"),
    ("239.1.2.3", "multicast"),
    ("240.0.0.9", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::127.0.0.1", "IPv4-compatible loopback"),
    ("::10.0.0.1", "IPv4-compatible private"),
    ("::ffff:127.0.0.1", "mapped loopback"),
    ("::ffff:7f00:1", "mapped loopback in hex"),
    ("::ffff:192.168.0.1", "mapped private"),
    ("::ffff:a9fe:a9fe", "mapped metadata address"),
    ("64:ff9b::7f00:1", "NAT64 of loopback"),
    ("64:ff9b::101:101", "NAT64 of a public address"),
    ("64:ff9b:1::1", "local NAT64"),
    ("2002:7f00:1::1", "6to4 of loopback"),
    ("2002:c0a8:1::1", "6to4 of private"),
    ("2001:0:53aa::1", "Teredo"),
    ("2001:db8::5", "documentation"),
    ("3fff:1::1", "newer documentation"),
    ("5f00::9", "outside 2000::/3"),
    ("100::9", "discard"),
    ("fe80::9", "link-local"),
    ("fe80::9%eth0", "link-local with a zone"),
    ("fec0::9", "site-local"),
    ("fc00::9", "unique local"),
    ("fdab:cdef::1", "unique local"),
    ("ff02::fb", "multicast"),
    ("news.example", "a name"),
    ("", "nothing"),
    ("127.1", "short form"),
    ("0x7f000001", "hexadecimal"),
    ("2130706433", "decimal"),
    ("0177.0.0.1", "octal"),
    ("127.0.0.1 ", "a blank behind"),
    ("١٢٧.0.0.1", "Arabic-Indic digits"),
]
ALLOWED = [
    "1.1.1.1",
    "9.9.9.9",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "::ffff:9.9.9.9",
    "2620:fe::fe",
    "2a00:1450::1",
]
BAD_URLS = [
    "file:///etc/hosts",
    "ftp://news.example/feed",
    "gopher://127.0.0.1:6379/_x",
    "javascript:alert(1)",
    "data:text/html,x",
    "//news.example/feed",
    "/feed",
    "",
    "http:///feed",
    "http://user@news.example/",
    "http://user:pass@news.example/",
    "http://127.0.0.1%2f@news.example/",
    "http://news.example:22/",
    "http://news.example:6379/",
    "http://news.example:99999/",
    "http://news.example:x/",
    "http://[::1",
]
GOOD_URLS = [
    "http://news.example/rss",
    "HTTPS://news.example/",
    "https://news.example:8443/خبر",
    "http://[2620:fe::fe]/",
]


@pytest.mark.parametrize(("address", "kind"), REFUSED)
def test_what_is_not_a_public_address_is_refused_with_a_reason(address, kind):
    assert verdict(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_a_public_address_is_allowed(address):
    assert verdict(address) is None


@pytest.mark.parametrize("address", ["10.2.3.4", "::ffff:10.2.3.4"])
def test_a_network_the_operator_named_is_open_and_only_that(address):
    assert verdict(address, ["10.2.0.0/16"]) is None
    assert verdict(address, ["10.3.0.0/16", "fd00::/8"]) == "not a public address"


@given(st.integers(0, 2**32 - 1))
def test_a_mapped_address_gets_the_verdict_of_the_address_inside(number):
    plain = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))

    assert verdict(plain) == verdict(f"::ffff:{plain}")


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text):
    assert verdict(text) is None or isinstance(verdict(text), str)


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_address_that_is_no_plain_web_address_is_refused(url):
    assert url_verdict(url)


@pytest.mark.parametrize("url", GOOD_URLS)
def test_a_plain_web_address_passes(url):
    assert url_verdict(url) is None


def test_another_port_passes_where_the_caller_names_it():
    assert url_verdict("http://news.example:8123/", {80, 8123}) is None
    assert url_verdict("http://news.example:443/", {80, 8123}) == "port 443"


def test_no_socket_is_made_for_a_refused_address():
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1 refused by the guard: not a public address"):
        Guard().socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))


def test_an_allowed_address_gets_a_non_blocking_socket():
    with Guard(["127.0.0.0/8"]).socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))) as made:
        assert made.getblocking() is False


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_connection_to_a_refused_address_fails_as_refused_by_name_or_number(host):
    async with aiohttp.ClientSession(connector=connector()) as session:
        with pytest.raises(aiohttp.ClientConnectorError) as caught:
            await session.get(f"http://{host}:9/")

    assert refused_address(caught.value)


def test_another_failure_is_not_taken_for_a_refusal():
    assert not refused_address(ConnectionRefusedError(111, "connection refused"))
