"""One configuration after the other: the newest that can be taken is the one that runs."""

import asyncio

from marsad.config.load import load
from marsad.runtime.shell import Shell
from tests.config.sound import SOUND, write


async def test_of_two_reloads_that_overlap_the_newer_configuration_stays(tmp_path):
    """The first is still handing its configuration over when the file is saved again and the second comes."""
    config = write(tmp_path / "config", SOUND)
    shell = Shell(lambda: load(config), directory=config, runtime="test")
    running, begun, may_end = [], asyncio.Event(), asyncio.Event()

    def save(name):
        write(
            config, {"rules.d/base.toml": SOUND["rules.d/base.toml"].replace('"هجوم"\nseverity', f'"{name}"\nseverity')}
        )

    async def take(taken):
        begun.set()
        if taken.rules[0].name == "الثانية":
            await may_end.wait()
        running.append(taken.rules[0].name)

    save("الثانية")
    first = asyncio.create_task(shell.reload(take))
    await begun.wait()
    save("الثالثة")
    second = asyncio.create_task(shell.reload(take))
    await asyncio.sleep(0.05)
    may_end.set()

    assert [[], []] == await asyncio.gather(first, second)
    assert ["الثانية", "الثالثة"] == running
    assert "الثالثة" == shell.config.rules[0].name
