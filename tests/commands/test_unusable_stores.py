"""What do commands say of a store that is not there, or is none?"""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from marsad.config.load import load
from marsad.errors import StoreError
from marsad.ports import FeedState
from marsad.runtime.desk_role import DeskRole
from marsad.runtime.ingest_role import Ingest, Shard
from marsad.stores.database import Database
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.paths import beside
from tests.config.sound import SOUND, write
from tests.contract.stores import DAY

SILENCE = "silence add rule=attack --author سلمى --reason تدريب --for 1h"
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


# ------------------------------------------------------------------ one of one machine beside those of a cluster


@pytest.mark.parametrize("command", [*(each for each in ASKING if each != "replay"), "channels list", SILENCE])
def test_of_two_stores_none_is_taken_for_the_one_in_use(command, store, here):
    """After a move to a cluster a silence was kept in the file nobody read any more, and held nothing."""
    desk = beside(str(store), "desk")
    for path in (store, desk):
        Database(path).close()
    before = [path.read_bytes() for path in (store, desk)]
    status, said, err = here(*command.split(), "--config", store.parent / "config")

    assert (2, "") == (status, said)
    assert f"{store} and {desk}: the first is of one machine, the second of a cluster" in err, err
    assert "--store" in err, err
    assert before == [path.read_bytes() for path in (store, desk)]


def test_the_store_that_is_named_is_taken_and_so_is_the_one_left(store, here):
    """Both ways out that the refusal names."""
    desk = beside(str(store), "desk")
    for path in (store, desk):
        Database(path).close()
    config = ("--config", store.parent / "config")
    named = here(*SILENCE.split(), *config, "--store", desk)
    store.rename(store.with_suffix(".old"))
    status, listed, _ = here("silence", "list", *config)

    assert (0, 0) == (named[0], status)
    assert "1  rule=attack" in listed


def test_a_feed_is_as_its_last_poll_left_it_wherever_that_is_kept(store, here):
    """The list showed what one machine had seen before a cluster took over."""
    for path, days, word in ((store, 1, "failing"), (beside(str(store), "ingest"), 2, "silent")):
        at = DAY + timedelta(days=days)
        database = Database(path)
        read = FeedState(feed="wakala", polls=1, state=word, last_poll=at, last_success=at)
        asyncio.run(SqliteFeedStore(database).save_poll(read, ()))
        database.close()
    (line,) = here("feeds", "list", "--config", store.parent / "config")[1].splitlines()

    assert "silent" == line.split()[1]


@pytest.mark.parametrize("role", ["desk", "ingest", "ingest-0-of-2"])
def test_a_role_does_not_begin_empty_beside_what_one_machine_knew(role, store):
    """All that one machine had told within a day was told again. With a file of its own, or alone, the role starts."""
    Database(store).close()
    with pytest.raises(StoreError, match=r"kept by one machine.*move it away.*From one machine to a cluster"):
        opened(role, store)
    assert not beside(str(store), role).exists()
    Database(beside(str(store), role)).close()
    opened(role, store).close()
    store.unlink()
    beside(str(store), role).unlink()
    opened(role, store).close()


def opened(role: str, store: Path) -> Database:
    """Return the store of a role that is built and not started."""
    directory = store.parent / "config"

    def read_config():
        return load(directory)

    if role == "desk":
        return DeskRole(read_config, directory=directory, environ=os.environ).database
    return Ingest(read_config, directory=directory, shard=Shard(0, 2 if "-" in role else 1)).database
