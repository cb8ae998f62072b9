"""Secrets, schema and the watch over the directory."""

import asyncio
import contextlib
import shutil
from pathlib import Path

import pytest

from marsad.config.models import Secret, When
from marsad.config.schema import schema
from marsad.config.secrets import reveal
from marsad.config.watch import changes
from marsad.errors import ConfigError
from tests.config.sound import write


def test_a_secret_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    """A relative path starts at the base; the newline an editor adds is no part of the secret."""
    path = tmp_path / "hook.txt"
    path.write_text("open-sesame\n")
    path.chmod(0o600)
    assert reveal(Secret(file="hook.txt"), {}, tmp_path) == "open-sesame"
    assert reveal(Secret(env="HOOK"), {"HOOK": "open-sesame"}, tmp_path) == "open-sesame"


@pytest.mark.parametrize(
    ("secret", "mode", "content", "expected"),
    [
        (Secret(env="HOOK"), 0o600, b"", "environment variable HOOK is not set. Set it before the start"),
        (Secret(file="lost.txt"), 0o600, b"", "No such file or directory. Create it or correct the path"),
        (Secret(file="hook.txt"), 0o644, b"open-sesame", "Run: chmod 600"),
        (Secret(file="hook.txt"), 0o600, b" \n", "is empty. Write the secret into it"),
        (Secret(file="hook.txt"), 0o600, b"open-sesame\xff", "is not UTF-8 text. Save the secret as text"),
    ],
)
def test_a_secret_that_cannot_be_had_is_explained_and_never_shown(
    secret: Secret, mode: int, content: bytes, expected: str, tmp_path: Path
) -> None:
    """The message begins with the key that refers to it."""
    (tmp_path / "hook.txt").write_bytes(content)
    (tmp_path / "hook.txt").chmod(mode)
    with pytest.raises(ConfigError) as refused:
        reveal(secret, {}, tmp_path, of="channel 'desk' secret")
    assert str(refused.value).startswith("channel 'desk' secret: ")
    assert expected in str(refused.value)
    assert "open-sesame" not in str(refused.value)


def test_the_schema_covers_every_file_and_the_shorthand_of_clauses() -> None:
    """Keys are spelt as operators write them, unknown ones are refused."""
    found = schema()
    assert {"marsad.toml", "feeds.d", "keywords.d", "actors.d", "rules.d", "channels.d"} == set(found)
    clause = found["rules.d"]["$defs"]["Clause"]["anyOf"]
    assert clause[0]["type"] == "string"
    assert {"any", "actor", "type", "country", "place", "level", "in", "status"} == set(clause[1]["properties"])
    assert all(each["additionalProperties"] is False for each in found.values())


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ((), ("low", "medium", "high", "critical")),
        (("low", "high"), ("low", "high")),
        (">=high", ("high", "critical")),
        ("<medium", ("low",)),
    ],
)
def test_a_route_takes_the_severities_listed_or_within_its_bound(severity: object, expected: tuple[str, ...]) -> None:
    """An empty list takes all."""
    assert expected == When(severity=severity).severities


async def test_a_saved_file_is_told_once_and_other_files_not_at_all(sound: Path) -> None:
    """A save and a rename in quick succession are one burst."""
    watch = changes(sound)
    told = asyncio.ensure_future(anext(watch))
    await asyncio.sleep(0.3)  # the watch must stand before the change
    write(sound, {"rules.d/notes.txt": "x"})
    await asyncio.sleep(0.6)
    assert not told.done()
    write(sound, {"rules.d/new.tmp": "# x\n"})
    (sound / "rules.d" / "new.tmp").rename(sound / "rules.d" / "new.toml")
    await asyncio.wait_for(told, 10)
    await watch.aclose()


@contextlib.asynccontextmanager
async def _watched(directory: Path):
    """A queue of what the watch tells; it stands when this is entered."""
    told: asyncio.Queue[None] = asyncio.Queue()

    async def follow() -> None:
        async for _ in changes(directory):
            told.put_nowait(None)

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.3)
    yield told
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


async def test_a_directory_that_is_exchanged_is_told_and_watched_on(sound: Path, tmp_path: Path) -> None:
    """Deployments swap directories whole; an edit in the new one is told like any other."""
    shutil.copytree(sound / "rules.d", tmp_path / "new")
    async with _watched(sound) as told:
        (sound / "rules.d").rename(tmp_path / "old")
        (tmp_path / "new").rename(sound / "rules.d")
        await asyncio.wait_for(told.get(), 4)
        await asyncio.sleep(1)
        while not told.empty():
            told.get_nowait()
        write(sound, {"rules.d/base.toml": "# nothing\n"})
        await asyncio.wait_for(told.get(), 4)


async def test_a_directory_that_goes_and_comes_back_is_told_each_time(sound: Path) -> None:
    """Else marsad would run on with the rules that a reload in between found: none."""
    async with _watched(sound) as told:
        (sound / "rules.d").rename(sound / "rules.x")
        await asyncio.wait_for(told.get(), 4)
        (sound / "rules.x").rename(sound / "rules.d")
        await asyncio.wait_for(told.get(), 4)


@pytest.mark.parametrize("linked", [False, True], ids=["renamed", "link"])
async def test_a_configuration_that_is_exchanged_whole_is_told(sound: Path, tmp_path: Path, linked: bool) -> None:
    """No file in it has changed: another one stands there under the same name."""
    following = shutil.copytree(sound, tmp_path / "following")
    directory = tmp_path / "current" if linked else sound
    if linked:
        directory.symlink_to(sound)

    def exchange() -> None:
        if linked:
            (tmp_path / "link").symlink_to(following)
            (tmp_path / "link").rename(directory)
        else:
            sound.rename(tmp_path / "old")
            following.rename(sound)

    async with _watched(directory) as told:
        exchange()
        await asyncio.wait_for(told.get(), 10)
