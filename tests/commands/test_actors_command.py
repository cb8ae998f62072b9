"""`marsad actors` shows who is in a text and why, and names what is wrong in a configuration."""

import json
import subprocess
import sys

import pytest


@pytest.fixture
def config(tmp_path):
    (tmp_path / "marsad.toml").write_text("")
    folder = tmp_path / "actors.d"
    folder.mkdir()
    return folder


def test_every_mention_is_printed_with_its_id_and_its_rule():
    """A name, a role with its nationality, and what the one did to the other."""
    done = subprocess.run(
        [sys.executable, "-m", "marsad", "actors", "try", "--json", "هاجمت حركة طالبان مواقع للجيش الأفغاني في قندوز."],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert (0, "") == (done.returncode, done.stderr)
    assert [("grp:taliban", "name"), ("mil:AF", "role_nat"), ("pl:kunduz", "name")] == [
        (each["actor"], each["kind"]) for each in said["mentions"]
    ]
    assert [("attack", "grp:taliban", "mil:AF")] == [(e["event"], e["source"], e["target"]) for e in said["events"]]


def test_a_text_comes_from_stdin_too(here):
    """For people: one line a mention, with the words of the text."""
    status, out, _ = here("actors", "try", text="قالت الخارجية الروسية إنها تتابع الوضع.")
    assert 0 == status
    assert "min:RU" in out
    assert "الخارجية الروسية" in out


def test_a_text_comes_from_a_file_too(config, here):
    """The name of a file is no news; one that is not there is told."""
    (config / "news.txt").write_text("قالت الخارجية الروسية إنها تتابع الوضع.", encoding="utf-8")
    assert "min:RU" in here("actors", "try", config / "news.txt")[1]
    assert "other.txt: No such file" in here("actors", "try", config / "other.txt")[2]


def test_an_empty_text_is_no_request_for_stdin(here):
    """A script that gives "" is told of nobody, and waits for nothing."""
    assert (0, "nobody\n", "") == here("actors", "try", "", text="قالت الخارجية الروسية إنها تتابع الوضع.")


def test_a_text_without_actors_says_so(here):
    """Silence would look like a fault."""
    assert (0, "nobody\n", "") == here("actors", "try", "هطلت أمطار غزيرة على الجبال.")


def test_a_day_that_is_none_is_refused(here):
    """What is wrong and how it is written."""
    status, _, err = here("actors", "try", "--date", "الثلاثاء", "قال الرئيس الفرنسي كلمة")
    assert 1 == status
    assert "الثلاثاء" in err
    assert "Traceback" not in err


def test_lint_names_the_actor_and_the_alias(config, here):
    """An alias that is two actors' says nothing of either."""
    (config / "a.toml").write_text(
        '[[actor]]\nid = "grp:one"\ntype = "armed_group"\nnames = { ar = "كتائب الفجر" }\n'
        '[[actor]]\nid = "grp:two"\ntype = "armed_group"\nnames = { ar = "لواء الفجر" }\naliases = ["كتائب الفجر"]\n'
    )
    _, out, err = here("actors", "lint", "--config", config.parent)
    assert "كتائب الفجر" in out + err
    assert "grp:two" in out + err


def test_the_shipped_actors_have_no_mistake(here):
    """Of those that lint knows."""
    status, out, _ = here("actors", "lint")
    assert 0 == status, out
