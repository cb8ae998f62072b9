"""Where the output knows no Arabic, is full, or nobody reads on, a command says so in a line or goes on; never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from marsad.cli import main
from marsad.runtime.shell import now
from marsad.stores.database import Database
from marsad.stores.desk import record_alert
from tests.alerts.samples import alert
from tests.config.sound import SOUND, write

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")


def marsad(*arguments, out=subprocess.PIPE, **environment):
    """Run the command as a shell would; return status, output as bytes, complaints."""
    done = subprocess.run(
        [sys.executable, "-m", "marsad", *map(str, arguments)], stdout=out, stderr=subprocess.PIPE, cwd=ROOT, check=False,
        timeout=120, env=os.environ | environment,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Arguments for a configuration and a store in which one alert lies."""
    folder = tmp_path_factory.mktemp("output")
    config, database = write(folder / "config", SOUND), Database(folder / "marsad.db")
    database.submit(lambda db: record_alert(db, alert(), [], now())).result()
    database.close()
    return "--config", config, "--store", folder / "marsad.db"


@pytest.mark.parametrize(
    "terminal",
    [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin1"},
     {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)  # fmt: skip
def test_an_output_that_knows_no_arabic_gets_it_escaped(kept, terminal):
    """Nothing is lost, and programs read the same JSON."""
    status, said, err = marsad("tail", "--no-follow", *kept, **terminal)
    _, for_programs, _ = marsad("tail", "--no-follow", "--json", *kept, **terminal)
    encoding = terminal.get("PYTHONIOENCODING", "ascii")

    assert (0, "") == (status, err)
    assert alert().title in json.loads(f'"{said.decode(encoding)}"', strict=False)
    assert alert().title == json.loads(for_programs.decode(encoding))["title"]


@pytest.mark.skipif(not FULL.exists(), reason="Linux only")
@pytest.mark.parametrize("follows", [True, False])
def test_an_output_that_is_full_is_told_in_one_line(kept, follows):
    """At once where it is written line by line, and at the end where it is not."""
    with FULL.open("wb") as full:
        status, _, err = marsad(*(("tail", *kept) if follows else ("schema",)), out=full)

    assert 1 == status
    assert "marsad: the output takes no more: No space left on device. Make room, or write it elsewhere" == err.strip()


@pytest.mark.parametrize("follows", [True, False])
def test_a_reader_that_has_seen_enough_is_no_problem(kept, follows):
    reads, writes = os.pipe()
    os.close(reads)
    status, _, err = marsad(*(("tail", *kept) if follows else ("schema",)), out=writes)
    os.close(writes)

    assert (0, "") == (status, err)


@pytest.mark.parametrize("count", ["-3", "many", "1.5"])
def test_the_last_of_what_cannot_be_counted_is_refused(capsys, count):
    """It was taken for none."""
    with pytest.raises(SystemExit) as refused:
        main(["tail", "-n", count])

    assert 2 == refused.value.code
    assert f"argument -n/--last: '{count}' is no count; write 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("silence", "list"), "no silence is in force; --all shows those that are over\n"),
        (("silence", "list", "--all"), "no silence is kept\n"),
        (("dead-letters", "list"), "no dead letters\n"),
    ],
)
def test_a_list_of_nothing_says_so(kept, capsys, command, said):
    """To people; a program counts its lines."""
    words = [*command, *map(str, kept)]

    assert (0, said) == (main(words), capsys.readouterr().out)
    assert (0, "") == (main([*words, "--json"]), capsys.readouterr().out)


@pytest.mark.parametrize("things", ["channels", "feeds"])
def test_a_configuration_with_none_says_so(tmp_path, capsys, things):
    bare = {name: text for name, text in SOUND.items() if not name.startswith(f"{things}.d/")}
    config = write(tmp_path / "config", bare)

    assert 0 == main([things, "list", "--config", str(config)])
    assert (
        f"no {things[:-1]} is configured; add [[{things[:-1]}]] tables in {config}/{things}.d"
        in capsys.readouterr().out
    )
