"""Each mode of the proxy does what it says to a connection that is open and to new ones."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from tests.servers.proxy import Proxy

WAIT_S = 5
SILENCE_S = 0.3


class Echo(socketserver.BaseRequestHandler):
    """Says what it is told."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while said := self.request.recv(65_536):
                self.request.sendall(said)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """Return a proxy in front of an echo."""
    with Server(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        with Proxy(f"127.0.0.1:{server.server_address[1]}") as proxy:
            yield proxy
        server.shutdown()
        thread.join()


@pytest.fixture
def line(proxy: Proxy) -> Iterator[socket.socket]:
    """Return a connection through the proxy that has carried something."""
    with connect(proxy) as line:
        assert b"first" == say(line, b"first")
        yield line


def connect(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), WAIT_S)


def say(line: socket.socket, what: bytes) -> bytes:
    """Say something and return what came back until all of it came, or the connection ended."""
    line.sendall(what)
    return hear(line, len(what))


def hear(line: socket.socket, size: int) -> bytes:
    heard = b""
    with contextlib.suppress(ConnectionResetError):
        while len(heard) < size and (part := line.recv(65_536)):
            heard += part
    return heard


def test_everything_passes_at_first(proxy: Proxy) -> None:
    """More than any buffer holds, and the end of one side reaches the other."""
    with connect(proxy) as line:
        big = bytes(range(256)) * 4096
        speaker = threading.Thread(target=line.sendall, args=(big,))
        speaker.start()
        assert big == hear(line, len(big))
        speaker.join()
        line.shutdown(socket.SHUT_WR)
        assert b"" == line.recv(1)


def test_refusing_drops_what_is_open_and_answers_no_one(proxy: Proxy, line: socket.socket) -> None:
    """Until it passes again, at the same address."""
    proxy.refuse()
    assert b"" == hear(line, 1)
    with pytest.raises(ConnectionRefusedError):
        connect(proxy)
    proxy.pass_on()
    with connect(proxy) as again:
        assert b"again" == say(again, b"again")


def test_a_black_hole_takes_everything_and_answers_nothing(proxy: Proxy, line: socket.socket) -> None:
    """New connections are accepted; what was said arrives once it passes again."""
    proxy.blackhole()
    with connect(proxy) as new:
        for each in (line, new):
            each.settimeout(SILENCE_S)
            with pytest.raises(TimeoutError):
                say(each, b"swallowed")
            each.settimeout(WAIT_S)
        proxy.pass_on()
        assert [b"swallowed", b"swallowed"] == [hear(each, 9) for each in (line, new)]


@pytest.mark.parametrize("size", [0, 3, 6])
def test_a_cut_ends_one_answer_early(proxy: Proxy, line: socket.socket, size: int) -> None:
    """The connection ends after so many bytes; the next one is whole."""
    proxy.cut(size)
    assert b"answer"[:size] == say(line, b"answer")
    assert b"" == hear(line, 1)
    with connect(proxy) as again:
        assert b"answer" == say(again, b"answer")


def test_a_slow_proxy_carries_byte_after_byte(proxy: Proxy, line: socket.socket) -> None:
    """Twelve bytes at 20 a second take their time twice, there and back; a faster mode hurries what is under way."""
    proxy.slow(20)
    begun = time.monotonic()
    assert b"twelve bytes" == say(line, b"twelve bytes")
    assert 0.5 < time.monotonic() - begun < WAIT_S
    proxy.slow(1)
    line.sendall(b"twelve bytes")
    proxy.pass_on()
    assert b"twelve bytes" == hear(line, 12)


def test_nothing_is_left_after_the_end(proxy: Proxy, line: socket.socket) -> None:
    """No thread, no listener, no connection; ending twice is harmless."""
    proxy.close()
    proxy.close()
    assert b"" == hear(line, 1)
    assert f"proxy {proxy.port}" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(ConnectionRefusedError):
        connect(proxy)


def test_without_a_server_behind_it_connections_just_end() -> None:
    """As when a balancer has nobody to turn to."""
    with Proxy("127.0.0.1:9") as proxy, connect(proxy) as line:
        assert b"" == hear(line, 1)
