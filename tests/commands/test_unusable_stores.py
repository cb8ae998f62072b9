"""What do commands say of a store that is not there, or is none?"""

from pathlib import Path

import pytest

from tests.config.sound import SOUND, write

LISTS = ("feeds list", "channels list")  # of the configuration: before the first run they have all to say
ASKING = (
    "tail --no-follow", "dead-letters list", "dead-letters retry", "story 4f11", "rules report", "replay",
    "silence list", "silence end 1 --author سلمى",
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A path beside a configuration that names it."""
    path = tmp_path / "marsad.db"
    settings = {"marsad.toml": SOUND["marsad.toml"] + f'\n[store]\npath = "{path}"\n'}
    write(tmp_path / "config", SOUND | settings)
    return path


@pytest.mark.parametrize("command", ASKING)
def test_a_store_that_is_not_there_is_named_and_not_made(command, store, here):
    """A slip in a path must not look like a store in which nothing happened."""
    status, _, err = here(*command.split(), "--config", store.parent / "config")

    assert (2, True) == (status, f"{store}: no such store" in err), err
    assert not store.exists()


@pytest.mark.parametrize("command", LISTS)
def test_a_list_of_what_is_configured_needs_no_store(command, store, here):
    """Nothing was read or sent yet."""
    assert (0, "") == here(*command.split(), "--config", store.parent / "config")[::2]


@pytest.mark.parametrize("command", [*ASKING, *LISTS])
def test_a_store_that_is_none_is_named(command, store, here):
    """Also by the lists: feeds that were never polled are another thing than a file that cannot be read."""
    store.write_bytes(b"hello" * 1000)
    status, _, err = here(*command.split(), "--config", store.parent / "config")

    assert (2, True) == (status, f"{store}: not a sound marsad database" in err), err
