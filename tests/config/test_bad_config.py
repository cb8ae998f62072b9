"""Every kind of mistake is told in one line that names the place, the problem and the way out."""

import os
import shutil
from pathlib import Path

import pytest

from marsad.config.load import load
from marsad.errors import ConfigError
from tests.config.sound import write

SAMPLES = Path(__file__).parents[1] / "data" / "bad-config"


def _problems(directory: Path) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load(directory)
    return refused.value.problems


@pytest.mark.parametrize("sample", sorted(SAMPLES.rglob("*.toml")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_sample_is_refused_with_the_message_in_its_first_line(sample: Path, sound: Path) -> None:
    """The message is the only one, and quotes the line it speaks of, without what may be a secret."""
    kind = sample.parent.name
    shutil.copy(sample, sound / "marsad.toml" if kind == "marsad" else sound / kind / sample.name)
    expected = sample.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    (problem,) = _problems(sound)
    message, quote = problem.split("\n")
    assert expected == message
    assert quote.startswith("    ")
    assert "open-sesame" not in problem


def test_all_mistakes_of_all_files_come_in_one_pass(sound: Path) -> None:
    """An unknown actor is reported though its rule has another mistake, and though another file does not parse."""
    write(
        sound,
        {
            "feeds.d/torn.toml": "[[feed]\n",
            "rules.d/two.toml": '[[rule]]\nid = "two"\nname = "x"\nall = ["هجوم", { actor = ["grp:talban"] }]\n',
            "channels.d/lost.toml": '[[route]]\nto = ["nowhere"]\n',
        },
    )
    places = [problem.split(": ")[0] for problem in _problems(sound)]
    assert places == [
        "config/feeds.d/torn.toml:1",
        "config/rules.d/two.toml:1",
        "config/rules.d/two.toml:4",
        "config/channels.d/lost.toml:2",
    ]


def test_a_missing_directory_and_a_missing_main_file_are_named(tmp_path: Path) -> None:
    """Neither is mistaken for an empty configuration."""
    (tmp_path / "config").mkdir()
    nowhere = tmp_path / "nowhere"
    assert [f"{nowhere}: no such directory. Name the one that holds marsad.toml"] == _problems(nowhere)
    assert _problems(tmp_path / "config") == [
        "config/marsad.toml: no such file. Create it (an empty one takes every default) or name another directory"
    ]


def test_a_directory_without_a_main_file_takes_every_default(tmp_path: Path) -> None:
    """A handful of keywords is a configuration."""
    (tmp_path / "keywords.d").mkdir()
    (tmp_path / "keywords.d" / "own.toml").write_text('[[keyword]]\nkey = "سيطرة"\n', encoding="utf-8")

    assert ["سيطرة"] == [keyword.key for keyword in load(tmp_path).config.keywords]


def test_bytes_that_are_no_text_are_refused_with_their_line(sound: Path) -> None:
    """A file saved in windows-1256 is the usual case."""
    (sound / "rules.d" / "old.toml").write_bytes(b"[[rule]]\nname = " + '"هجوم"'.encode("cp1256"))
    assert _problems(sound) == ["config/rules.d/old.toml:2: the file is not UTF-8. Save it as UTF-8"]


def test_a_mistake_in_a_file_whose_name_is_no_text_can_be_told(sound: Path) -> None:
    """A name of Windows-1256 out of an archive: its bytes are marked, and what is told can be printed and sent."""
    name = os.fsdecode("قواعد".encode("cp1256") + b".toml")
    (sound / "rules.d" / name).write_text("[[rule]]\nid = 7\n", encoding="utf-8")
    problems = _problems(sound)

    assert problems
    assert "rules.d/\ufffd" in "\n".join(problems).encode().decode()


def test_a_file_that_cannot_be_read_is_named(sound: Path) -> None:
    """A directory that ends in .toml cannot be read either, whoever runs the test."""
    (sound / "rules.d" / "folder.toml").mkdir()
    (problem,) = _problems(sound)
    assert problem.startswith("config/rules.d/folder.toml: cannot be read: ")


def test_a_directory_that_cannot_be_listed_is_refused(sound: Path) -> None:
    """Its rules would be gone without a word. One that leads to itself cannot be listed, whoever runs the test."""
    shutil.rmtree(sound / "rules.d")
    (sound / "rules.d").symlink_to("rules.d")
    (problem,) = _problems(sound)
    assert problem.startswith("config/rules.d: cannot be read: ")
    assert problem.endswith("Check its permissions")


@pytest.mark.parametrize(
    "body",
    ["x = " + "[" * 5000 + "]" * 5000, "x = " + "9" * 5000, '[[rule]]\nid = "' + "x" * 100_000, "x = 2024-02-31"],
    ids=["nesting", "digits", "unclosed", "date"],
)
def test_hostile_files_are_refused(body: str, sound: Path) -> None:
    """What breaks the parser itself is a mistake of the file like any other."""
    write(sound, {"rules.d/hostile.toml": body})
    assert all(problem.startswith("config/rules.d/hostile.toml:1") or ":2: " in problem for problem in _problems(sound))
