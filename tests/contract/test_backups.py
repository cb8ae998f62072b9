"""A backup that is put back beside what a killed marsad left: what docs/deploy.md says brings it back, and nothing else does."""

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from marsad.errors import StoreCorrupt
from marsad.stores.database import Database

ROOT = Path(__file__).parents[2]


def say(database, name, count=1):
    """Put rows into the store, of a size that fills pages."""
    rows = [(f"{name} {n} {'خبر' * 300}", n) for n in range(count)]
    database.submit(lambda db: db.executemany("insert into counter values (?, ?)", rows)).result()


def told(path):
    """The names in the store, as a marsad that starts on it finds them."""
    database = Database(path)
    names = database.submit(lambda db: db.execute("select name from counter").fetchall()).result()
    database.close()
    return {name.split()[0] for (name,) in names}


@pytest.fixture
def killed(tmp_path):
    """A folder with a backup, and var/ as a kill leaves it: the file with a -wal of changes made since the backup."""
    (tmp_path / "backups").mkdir()
    (tmp_path / "var").mkdir()
    running = Database(tmp_path / "running" / "marsad.db")
    say(running, "before", 200)
    with (
        closing(sqlite3.connect(running.path)) as db,
        closing(sqlite3.connect(tmp_path / "backups" / "marsad.db")) as copy,
    ):
        db.backup(copy)
    running.submit(lambda db: db.execute("delete from counter")).result()
    say(running, "between", 500)
    with closing(sqlite3.connect(running.path)) as db:
        db.execute("pragma wal_checkpoint(truncate)").fetchone()
    say(running, "after", 20)
    for name in ("marsad.db", "marsad.db-wal"):
        shutil.copy(running.path.with_name(name), tmp_path / "var")
    running.close()
    return tmp_path


def test_what_a_killed_marsad_left_is_read(killed):
    assert {"between", "after"} == told(killed / "var" / "marsad.db")


def test_a_backup_beside_the_wal_of_another_file_is_refused_with_its_name(killed):
    """The error said that the backup is damaged, and to restore one."""
    shutil.copy(killed / "backups" / "marsad.db", killed / "var")
    with pytest.raises(StoreCorrupt, match=r"Move it away, and marsad\.db-wal and marsad\.db-shm with it.*Backups"):
        Database(killed / "var" / "marsad.db")


def test_a_backup_is_put_back_as_the_docs_say(killed):
    """Also after it was tried beside the -wal, which damaged the copy."""
    shutil.copy(killed / "backups" / "marsad.db", killed / "var")
    with pytest.raises(StoreCorrupt):
        Database(killed / "var" / "marsad.db")
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    script = re.search(r"^To put a backup back.*?```\n(.*?)```", text, re.DOTALL | re.MULTILINE)
    subprocess.run(["sh", "-ec", script[1]], cwd=killed, check=True)

    assert {"before"} == told(killed / "var" / "marsad.db")
    assert (killed / "var" / "replaced" / "marsad.db-wal").exists()
