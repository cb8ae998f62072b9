"""`marsad actors` shows who is in a text and why, and names what is wrong in a configuration."""

import json
import subprocess
import sys

import pytest


def actors(*arguments, text=None):
    return subprocess.run(
        [sys.executable, "-m", "marsad", "actors", *arguments],
        capture_output=True, text=True, timeout=60, input=text, check=False,
    )  # fmt: skip


@pytest.fixture
def config(tmp_path):
    (tmp_path / "marsad.toml").write_text("")
    folder = tmp_path / "actors.d"
    folder.mkdir()
    return folder


def test_every_mention_is_printed_with_its_id_and_its_rule():
    """A name, a role with its nationality, and what the one did to the other."""
    done = actors("try", "--json", "هاجمت حركة طالبان مواقع للجيش الأفغاني في قندوز.")
    said = json.loads(done.stdout)
    assert (0, "") == (done.returncode, done.stderr)
    assert [("grp:taliban", "name"), ("mil:AF", "role_nat"), ("pl:kunduz", "name")] == [
        (each["actor"], each["kind"]) for each in said["mentions"]
    ]
    assert [("attack", "grp:taliban", "mil:AF")] == [(e["event"], e["source"], e["target"]) for e in said["events"]]


def test_a_text_comes_from_stdin_too():
    """For people: one line a mention, with the words of the text."""
    done = actors("try", text="قالت الخارجية الروسية إنها تتابع الوضع.")
    assert 0 == done.returncode
    assert "min:RU" in done.stdout
    assert "الخارجية الروسية" in done.stdout


def test_a_text_without_actors_says_so():
    """Silence would look like a fault."""
    assert "nobody\n" == actors("try", "هطلت أمطار غزيرة على الجبال.").stdout


def test_a_day_that_is_none_is_refused():
    """What is wrong and how it is written."""
    done = actors("try", "--date", "الثلاثاء", "قال الرئيس الفرنسي كلمة")
    assert 1 == done.returncode
    assert "الثلاثاء" in done.stderr
    assert "Traceback" not in done.stderr


def test_lint_names_the_actor_and_the_alias(config):
    """An alias that is two actors' says nothing of either."""
    (config / "a.toml").write_text(
        '[[actor]]\nid = "grp:one"\ntype = "armed_group"\nnames = { ar = "كتائب الفجر" }\n'
        '[[actor]]\nid = "grp:two"\ntype = "armed_group"\nnames = { ar = "لواء الفجر" }\naliases = ["كتائب الفجر"]\n'
    )
    done = actors("lint", "--config", str(config.parent))
    assert "كتائب الفجر" in done.stdout + done.stderr
    assert "grp:two" in done.stdout + done.stderr


def test_the_shipped_actors_have_no_mistake():
    """Of those that lint knows."""
    done = actors("lint")
    assert 0 == done.returncode, done.stdout
