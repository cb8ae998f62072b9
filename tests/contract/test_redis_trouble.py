"""A Redis that is gone, locked or wrongly set up is told in words that lead to the way out, and never with a password."""

import asyncio

import pytest
from redis.exceptions import NoPermissionError

from marsad.errors import Away, UsageError
from marsad.stores.redis import RedisMemory, connect, suited
from tests.contract.stores import DAY
from tests.contract.test_redis_memory import HOUR, PREFIX, memory_of, row
from tests.servers.redis import RedisServer


async def test_a_redis_that_is_gone_is_away(tmp_path):
    """In every step, and back again at the same address."""
    server = RedisServer(tmp_path / "redis")
    await asyncio.to_thread(server.start)
    try:
        async with memory_of(server) as memory:
            epoch = (await memory.own()).epoch
            await memory.move(epoch, 0)
            await memory.write(epoch, 0, row("a"), DAY)
            await asyncio.to_thread(server.stop)
            for step in (
                memory.own,
                lambda: memory.write(epoch, 1, row("b"), DAY),
                lambda: memory.skip(epoch, 1),
                lambda: memory.move(epoch, 2),
                lambda: memory.restore(epoch, [(row("c"), DAY)]),
                lambda: anext(memory.load(HOUR)),
            ):
                with pytest.raises(Away, match="Redis does not answer"):
                    await step()
            await asyncio.to_thread(server.start)
            assert "new" == (await memory.write(epoch, 1, row("b"), DAY)).kind
    finally:
        await asyncio.to_thread(server.kill)


@pytest.mark.parametrize("password", ["", "خطأ"])
async def test_a_wrong_password_is_told_and_not_repeated(tmp_path, password):
    """Neither ours nor the right one."""
    server = RedisServer(tmp_path / "redis", password="السر الكبير")  # noqa: S106 - of this test
    await asyncio.to_thread(server.start)
    client = connect(f"redis://127.0.0.1:{server.port}/0", password)
    try:
        for step in (RedisMemory(client, PREFIX, "ar").own, lambda: suited(client)):
            with pytest.raises(Away, match=r"(?i)auth|password") as told:
                await step()
            assert "السر" not in str(told.value)
            assert not password or password not in str(told.value)
    finally:
        await client.aclose()
        await asyncio.to_thread(server.kill)


async def test_a_password_beside_the_address_is_used(tmp_path):
    """It comes from a file, so the address shows nothing."""
    server = RedisServer(tmp_path / "redis", password="السر الكبير")  # noqa: S106 - of this test
    await asyncio.to_thread(server.start)
    client = connect(f"redis://127.0.0.1:{server.port}/0", "السر الكبير")
    try:
        assert [] == await suited(client)
    finally:
        await client.aclose()
        await asyncio.to_thread(server.kill)


async def test_how_redis_is_set_up_is_looked_at(tmp_path):
    """Eviction is refused; what a restart forgets and what CONFIG does not tell are warnings."""
    server = RedisServer(tmp_path / "redis")
    await asyncio.to_thread(server.start)
    client = connect(server.url)
    try:
        assert [] == await suited(client)
        with server.client() as admin:
            admin.config_set("appendonly", "no")
            (warning,) = await suited(client)
            assert "appendonly is off" in warning
            for policy in ("allkeys-lru", "volatile-ttl"):
                admin.config_set("maxmemory-policy", policy)
                with pytest.raises(UsageError, match=f"maxmemory-policy is {policy}.*noeviction"):
                    await suited(client)
            admin.acl_setuser("default", commands=["-config"])
            (warning,) = await suited(client)
            assert "CONFIG is not allowed" in warning
            with pytest.raises(NoPermissionError):
                admin.config_get("appendonly")
    finally:
        await client.aclose()
        await asyncio.to_thread(server.kill)
