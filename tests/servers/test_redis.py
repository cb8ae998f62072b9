"""Redis keeps what its settings promise, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.servers.redis import RedisServer


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    """Return a running server with the settings the test names."""
    server = RedisServer(tmp_path / "redis", **getattr(request, "param", {}))
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("server", "kept"),
    [({"appendonly": True}, b"1"), ({"appendonly": False}, None)],
    indirect=["server"],
    ids=["appendonly", "memory"],
)
def test_what_survives_kill_9(server: RedisServer, kept: bytes | None) -> None:
    """With an append-only file everything, without it nothing; the address stays."""
    with server.client() as client:
        client.set("at", 1)
    url = server.url
    server.kill()
    server.start()
    assert url == server.url
    with server.client() as client:
        assert kept == client.get("at")


@pytest.mark.parametrize("server", [{"password": "باب خلفي/@:"}], indirect=True)
def test_the_address_carries_the_password(server: RedisServer) -> None:
    """Whatever letters it has; without it nothing is answered."""
    with server.client() as client:
        assert client.ping()
    with (
        redis.Redis(port=server.port, socket_timeout=5, retry=None) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


@pytest.mark.parametrize("server", [{"maxmemory_policy": "allkeys-lru", "maxmemory_bytes": 8_000_000}], indirect=True)
def test_a_policy_of_eviction_can_be_asked_for(server: RedisServer) -> None:
    """For tests that marsad refuses it."""
    with server.client() as client:
        assert "allkeys-lru" == client.config_get("maxmemory-policy")["maxmemory-policy"]


def test_a_frozen_redis_is_silent_until_it_thaws(redis_server: RedisServer) -> None:
    """Connections stay; what was asked meanwhile is answered then."""
    redis_server.flush()
    with redis.Redis(port=redis_server.port, socket_timeout=0.3, retry=None) as client:
        client.set("at", 1)
        redis_server.pause()
        try:
            with pytest.raises(redis.TimeoutError):
                client.get("at")
        finally:
            redis_server.resume()
        assert b"1" == client.get("at")
    redis_server.flush()
    with redis_server.client() as client:
        assert 0 == client.dbsize()
