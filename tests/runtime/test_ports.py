"""What is told of ports that cannot be opened, or must not be?"""

import asyncio
import contextlib

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry

from marsad.config.load import load
from marsad.errors import ConfigError, UsageError
from marsad.runtime.admin import build
from marsad.runtime.callers import HEAD_S, Callers
from marsad.runtime.shell import Shell
from tests.config.sound import SOUND, write


def shell(folder, settings=""):
    """Return a shell on a small configuration with more `settings`."""
    config = write(folder / "config", SOUND | {"marsad.toml": SOUND["marsad.toml"] + settings})
    return Shell(lambda: load(config), directory=config, runtime="test")


async def test_an_address_of_another_machine_is_no_taken_port(tmp_path):
    """The key that is wrong is the host."""
    async with contextlib.AsyncExitStack() as sites:
        with pytest.raises(UsageError, match=r"no such address .*Correct console\.host\.$"):
            await shell(tmp_path).listen(sites, web.Application(), "192.0.2.1", 8080, "console.port")


@pytest.mark.parametrize(
    ("table", "way_out"),
    [("console", "give console.password or console.proxy_header"), ("admin", "put a proxy that asks in front of it")],
)
def test_a_port_that_asks_nobody_is_for_this_machine_alone(table, way_out, tmp_path):
    """The way out is one that helps: the password of the console guards no page for machines."""
    with pytest.raises(ConfigError) as refused:
        shell(tmp_path, f'[{table}]\nhost = "0.0.0.0"\n')

    assert str(refused.value).startswith(
        f"config/marsad.toml:4: {table}.host = '0.0.0.0': nothing is asked of who comes"
    )
    assert str(refused.value).endswith(f"Use 127.0.0.1, or {way_out}.")


async def test_who_opens_a_connection_and_asks_nothing_is_cut(tmp_path):
    """Half a request line, or none; who has asked keeps the connection, between requests and while it is answered."""
    app, answered = web.Application(), asyncio.Event()

    async def at_once(_):
        return web.Response(text="ok")

    async def later(_):
        await answered.wait()
        return web.Response(text="late")

    app.router.add_get("/", at_once)
    app.router.add_get("/later", later)
    async with contextlib.AsyncExitStack() as sites:
        callers = Callers(app, head_s=0.3)
        port = await served(app, callers, sites)
        idle, half, busy, kept = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
        half[1].write(b"GET / HT")
        busy[1].write(b"GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n")
        kept[1].write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"ok" in await kept[0].readuntil(b"ok")

        assert [b"", b""] == await asyncio.wait_for(asyncio.gather(idle[0].read(), half[0].read()), 5)
        await asyncio.sleep(0.5)
        answered.set()
        kept[1].write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"late" in await asyncio.wait_for(busy[0].readuntil(b"late"), 5)
        assert b"ok" in await asyncio.wait_for(kept[0].readuntil(b"ok"), 5)
        for _, writer in (idle, half, busy, kept):
            writer.close()


async def served(app, callers, sites):
    """Serve `app` on a port of this machine, its connections watched."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    sites.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sites.callback(asyncio.create_task(callers.watch(runner.server)).cancel)
    return runner.addresses[0][1]


@pytest.mark.slow
async def test_every_port_of_marsad_cuts_them(tmp_path):
    """Console and machines' page are opened by one function."""
    async with contextlib.AsyncExitStack() as sites:
        port = await shell(tmp_path).listen(sites, web.Application(), "127.0.0.1", 0, "console.port")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert b"" == await asyncio.wait_for(reader.read(), 2 * HEAD_S)
        writer.close()


@pytest.mark.parametrize("path", ["/-/reload", "/-/dead-letters/retry"])
async def test_a_page_in_a_browser_has_nothing_done_on_the_port_for_machines(path):
    """Browsers send an Origin with every POST, of any page; programs send none. Reading is for all."""
    done = []

    async def reload():
        done.append("reload")
        return []

    async def revive():
        done.append("revive")
        return 0

    async def well():
        return ""

    async def nothing():
        pass

    app = build(CollectorRegistry(), refresh=nothing, healthy=well, ready=well, reload=reload, revive=revive)
    async with TestServer(app) as server, ClientSession() as session:
        url = server.make_url(path)
        for origin in ("https://evil.example", "null", f"http://127.0.0.1:{server.port}"):
            async with session.post(url, headers={"Origin": origin}) as answer:
                assert (403, True) == (answer.status, "for machines" in await answer.text())
        assert [] == done
        async with session.post(url) as answer:
            assert 200 == answer.status
        async with session.get(server.make_url("/metrics"), headers={"Origin": "https://evil.example"}) as answer:
            assert 200 == answer.status
    assert 1 == len(done)
