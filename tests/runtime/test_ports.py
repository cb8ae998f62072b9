"""What is told of ports that cannot be opened, or must not be?"""

import contextlib

import pytest
from aiohttp import web

from marsad.config.load import load
from marsad.errors import ConfigError, UsageError
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
