"""`marsad health`: the check of containers says yes, no, or that nobody answers, within seconds."""

import asyncio
import contextlib
import os
import socket
import sys
import time

import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from marsad.commands.health import admin_of
from marsad.config.models import AdminSettings
from marsad.runtime import admin
from tests.deploy.files import ROOT


@contextlib.asynccontextmanager
async def machines_at(host: str):
    """The port for machines, well until `problem` is set in what is yielded; its port under "port"."""
    state = {"problem": ""}

    async def check() -> str:
        return state["problem"]

    async def nothing():
        return []

    app = admin.build(CollectorRegistry(), refresh=nothing, healthy=check, ready=check, reload=nothing, revive=nothing)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, host, 0).start()
    state["port"] = runner.addresses[0][1]
    yield state
    await runner.cleanup()


@pytest.fixture
async def machines():
    """The port for machines where it usually is."""
    async with machines_at("127.0.0.1") as state:
        yield state


async def health(*arguments: str, **environ: str) -> tuple[int, str]:
    """Exit status and what was said on both streams."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "marsad", "health", *arguments, cwd=ROOT, env=os.environ | environ,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, said.decode()


async def test_a_well_marsad_passes(machines):
    """Exit status 0 and its word."""
    assert (0, "ok\n") == await health("--port", str(machines["port"]))


async def test_a_marsad_that_is_not_well_fails_with_its_reason(here, machines):
    """Exit status 1; `docker inspect` shows why."""
    machines["problem"] = "no article moved for 90 s"

    assert (1, "", "no article moved for 90 s\n") == await asyncio.to_thread(here, "health", "--port", machines["port"])


async def test_the_port_is_that_of_the_configuration_even_when_the_rest_is_broken(here, machines, tmp_path):
    """A mistake in a rule does not stop a running marsad, so it must not make its container unhealthy."""
    (tmp_path / "marsad.toml").write_text(f"[admin]\nport = {machines['port']}\n")
    (tmp_path / "rules.d").mkdir()
    (tmp_path / "rules.d" / "own.toml").write_text("[[rule]\n")

    assert (0, "ok\n", "") == await asyncio.to_thread(here, "health", "--config", tmp_path)


@pytest.mark.parametrize("host", ["::1", "::", "0.0.0.0", "localhost"])
async def test_the_host_is_that_of_the_configuration_too(here, tmp_path, host):
    """Where marsad listens; at every address, the loopback of that family answers."""
    async with machines_at(host) as machines:
        (tmp_path / "marsad.toml").write_text(f"[admin]\nhost = '{host}'\nport = {machines['port']}\n")

        assert (0, "ok\n", "") == await asyncio.to_thread(here, "health", "--config", tmp_path)


async def test_a_proxy_in_the_environment_is_not_asked(machines):
    """Docker gives proxies to containers; behind one, 127.0.0.1 would be another machine."""
    assert (0, "ok\n") == await health("--port", str(machines["port"]), http_proxy="http://127.0.0.1:9", no_proxy="")


def test_nobody_there_fails_and_names_the_address(here):
    """Exit status 1 with the address and what to look at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        status, _, said = here("health", "--port", port)

    assert 1 == status
    assert f"http://127.0.0.1:{port}/-/healthy does not answer" in said
    assert "admin.port" in said


def test_silence_ends_in_time(here):
    """A loop that hangs takes connections and says nothing: two seconds, then no."""
    with socket.socket() as hung:
        hung.bind(("127.0.0.1", 0))
        hung.listen()
        begun = time.monotonic()
        status, _, _ = here("health", "--port", hung.getsockname()[1])

    assert 1 == status
    assert 2 <= time.monotonic() - begun < 5


@pytest.mark.parametrize("text", ["[admin", "[admin]\nport = 'x'\n", "admin = 3\n", ""])
def test_without_a_readable_port_it_is_the_default(tmp_path, text):
    """Mid-edit, the file may be broken; marsad itself goes on at the port it has."""
    (tmp_path / "marsad.toml").write_text(text)

    assert AdminSettings() == admin_of(tmp_path)


def test_a_key_that_is_not_known_hides_no_other(tmp_path):
    """A slip of the pen beside the port is refused by `marsad check`, not here."""
    (tmp_path / "marsad.toml").write_text("[admin]\nport = 9\nhots = '::1'\n")

    assert 9 == admin_of(tmp_path).port
