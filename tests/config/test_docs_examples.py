"""What README.md, docs/keywords.md, docs/status.md, docs/rules.md and docs/actors.md show can be written and typed as shown."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from marsad.cli import parser
from marsad.config.load import load
from tests.config.sound import write

ROOT = Path(__file__).parents[2]
PAGES = ("keywords", "rules")


def _blocks(page: str, language: str) -> list[str]:
    return _blocks_of(ROOT / "docs" / f"{page}.md", language)


def _blocks_of(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_examples_load_beside_the_shipped_actors(page: str, tmp_path: Path) -> None:
    """No example is refused; together they are one configuration, of which each key and id stands once."""
    shutil.copytree(ROOT / "config" / "actors.d", tmp_path / "actors.d")
    blocks = _blocks(page, "toml")
    write(tmp_path, {f"{page}.d/{n}.toml": block for n, block in enumerate(blocks)})
    config = load(tmp_path).config
    assert len(blocks) <= len(config.keywords) + len(config.rules)


def test_what_the_readme_shows_can_be_added_to_what_ships(tmp_path: Path) -> None:
    """A newcomer puts each table where the text says: no id or key stands there already, and nothing is doubted."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    before = load(tmp_path / "config")
    kinds = ("feeds", "keywords", "rules", "actors", "channels")
    blocks = zip(kinds, _blocks_of(ROOT / "README.md", "toml"), strict=True)
    write(tmp_path / "config", {f"{kind}.d/own.toml": block for kind, block in blocks})
    after = load(tmp_path / "config")
    assert [1] * len(kinds) == [len(getattr(after.config, kind)) - len(getattr(before.config, kind)) for kind in kinds]
    assert before.warnings == after.warnings


@pytest.mark.parametrize("page", [*PAGES, "actors", "status"])
def test_commands_are_what_the_command_line_takes(page: str) -> None:
    """Every marsad command of a page parses; verbs and options are spelt as they are."""
    lines = [
        line[2:] for block in _blocks(page, "console") for line in block.splitlines() if line.startswith("$ marsad")
    ]
    assert lines
    for line in lines:
        _, *arguments = shlex.split(line.partition(" < ")[0])
        assert parser().parse_args(arguments).module
