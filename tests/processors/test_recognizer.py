"""A model of the operator's adds the names that we do not know, behind ours, and may fail without losing an article."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.cli import main
from marsad.config.load import load
from marsad.config.models import Config, RecognizerSettings
from marsad.errors import ConfigError
from marsad.pool import AnalysePool
from marsad.ports import Recognized
from marsad.records import Analysis, Article, decode, encode
from processors.names.recognizer import load_recognizer
from processors.pipeline import Watch, analyse, compile_watch
from tests import shipped
from tests.config.sound import SOUND, write
from tests.processors.test_rules import SEEN

HERE = "tests.processors.test_recognizer"
TEXT = "شن لواء الصقر هجوما على مواقع لحركة طالبان، وقالت شركة السهول إن مخازنها احترقت."


class Headed:
    """Finds whoever a list of words introduces: لواء X is a group, شركة X a company. A real recognizer, if a small one."""

    def __init__(self, heads: dict[str, str]) -> None:
        self._heads = heads
        self._pattern = re.compile(rf"\b({'|'.join(heads)}) \w+")

    def find(self, title: str, text: str) -> Iterator[Recognized]:
        for field, content in (("title", title), ("text", text)):
            for found in self._pattern.finditer(content):
                yield Recognized(field, *found.span(), self._heads[found[1]])  # type: ignore[arg-type]


def headed(path: str) -> Headed:
    """Read the words from a file: one a line, with the type."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return Headed(dict(line.split() for line in lines))


class Unruly(Headed):
    """Returns what a broken model might, beside one sound mention."""

    def find(self, _title: str, text: str) -> Iterator[Recognized]:
        at = text.index("لواء")
        yield Recognized("text", -4, 3, "person")
        yield Recognized("text", len(text) - 2, len(text) + 9, "person")
        yield Recognized("text", 9, 4, "person")
        yield Recognized("text", 0, 2, "dinosaur")
        yield Recognized("text", 0, 2, "place")
        yield Recognized("text", text.index("،"), text.index("،") + 1, "person")
        yield Recognized("text", at, at + 9, "armed_group", actor="grp:nobody")
        yield Recognized("text", at + 5, at + 9, "person")


def unruly(_path: str) -> Headed:
    return Unruly({})


def known(_path: str) -> Headed:
    return Known({})


class Known(Headed):
    """Knows an id of ours."""

    def find(self, _title: str, text: str) -> Iterator[Recognized]:
        at = text.index("لواء")
        yield Recognized("text", at, at + 9, "armed_group", actor="grp:hamas")


def fails_late(_path: str) -> Headed:
    return FailsLate({})


class FailsLate(Headed):
    """Breaks down behind its first mention."""

    def find(self, _title: str, _text: str) -> Iterator[Recognized]:
        yield Recognized("text", 3, 12, "armed_group")
        raise MemoryError("no room for the model")


def no_recognizer(_path: str) -> object:
    return object()


@pytest.fixture(scope="module")
def config() -> Config:
    return shipped.config()


@pytest.fixture
def heads(tmp_path: Path) -> str:
    path = tmp_path / "heads.txt"
    path.write_text("لواء armed_group\nشركة company\nحركة armed_group\n", encoding="utf-8")
    return str(path)


def watch(config: Config, factory: str, path: str) -> Watch:
    settings = config.settings
    analysing = settings.analyse.model_copy(
        update={"recognizer": RecognizerSettings(entry=f"{HERE}:{factory}", path=path)}
    )
    return compile_watch(config.model_copy(update={"settings": settings.model_copy(update={"analyse": analysing})}))


def mentions(analysis: Analysis) -> list[tuple[str, str, str, str]]:
    return [(each.surface, each.actor, each.type, each.kind) for each in analysis.mentions]


def article(text: str = TEXT, title: str = "") -> Article:
    return Article(id="a1", revision="r", url="https://wakala.example/1", title=title, text=text, seen=SEEN)


def test_its_mentions_stand_behind_ours(config: Config, heads: str) -> None:
    """Whoever is new gets an id of his name and the model's type; where we found somebody it is not asked."""
    assert [
        ("لواء الصقر", "new:لواء-الصقر", "armed_group", "model"),
        ("حركة طالبان", "grp:taliban", "armed_group", "name"),
        ("شركة السهول", "new:شركه-السهول", "company", "model"),
    ] == mentions(analyse(article(), watch(config, "headed", heads)))


def test_offsets_are_of_the_field_and_the_title_comes_first(config: Config, heads: str) -> None:
    """As for all mentions."""
    found = analyse(article(title="هجوم على شركة السهول"), watch(config, "headed", heads)).mentions
    assert ("title", 9, 20) == (found[0].field, found[0].start, found[0].end)
    for each in found:
        content = TEXT if each.field == "text" else "هجوم على شركة السهول"
        assert each.surface == content[each.start : each.end]


def test_without_a_recognizer_nothing_changes(config: Config) -> None:
    """It is off unless configured."""
    assert None is config.settings.analyse.recognizer
    plain = compile_watch(config)
    assert None is plain.recognizer
    assert ["name"] == [kind for *_, kind in mentions(analyse(article(), plain))]


def test_an_article_without_a_keyword_does_not_wait_for_the_model(config: Config, heads: str) -> None:
    """No rule asks about it, and models are slow."""
    wordless = config.model_copy(update={"keywords": (), "rules": ()})
    assert ["name"] == [kind for *_, kind in mentions(analyse(article(), watch(wordless, "headed", heads)))]


def test_what_cannot_be_a_mention_is_left_out(config: Config, heads: str) -> None:
    """Spans outside the text, unknown types, places, no word, an id that is none, and what it said before."""
    assert [("لواء الصق", "new:لواء-الصق", "armed_group", "model"), ("حركة طالبان", "grp:taliban", "armed_group", "name")] == mentions(
        analyse(article(), watch(config, "unruly", heads))
    )  # fmt: skip


def test_an_id_that_exists_is_taken(config: Config, heads: str) -> None:
    """A model may link names to our actors."""
    assert ("لواء الصق", "grp:hamas", "armed_group", "model") in mentions(
        analyse(article(), watch(config, "known", heads))
    )


def test_a_model_that_fails_costs_its_mentions_and_no_article(
    config: Config, heads: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where it fails halfway; the log names the article."""
    with caplog.at_level(logging.WARNING):
        failed = analyse(article(), watch(config, "fails_late", heads))
    assert analyse(article(), compile_watch(config)) == failed
    assert ["the recognizer failed on article a1: MemoryError: no room for the model"] == caplog.messages


@pytest.mark.parametrize(
    ("factory", "path", "problem"),
    [
        ("headed", "/nowhere/heads.txt", "cannot be loaded with path '/nowhere/heads.txt': FileNotFoundError: "),
        ("header", "x", "cannot be loaded with path 'x': AttributeError: "),
        ("no_recognizer", "x", "makes a object without find(title, text). Name a factory that does"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_refused(factory: str, path: str, problem: str) -> None:
    """With the key, the entry, what went wrong and the way out."""
    with pytest.raises(ConfigError) as refused:
        load_recognizer(RecognizerSettings(entry=f"{HERE}:{factory}", path=path))
    (line,) = refused.value.problems
    assert line.startswith(f"analyse.recognizer: '{HERE}:{factory}' {problem}")


def broken(directory: Path) -> Path:
    """Write a configuration whose recognizer is there and cannot be loaded with its path."""
    return write(
        directory / "config", {**SOUND, "marsad.toml": '[analyse.recognizer]\nentry = "json:loads"\npath = "/"\n'}
    )


def test_check_loads_the_model_as_analysing_will(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That it is installed says little."""
    assert 2 == main(["check", str(broken(tmp_path))])
    assert "analyse.recognizer: 'json:loads' cannot be loaded with path '/': JSONDecodeError" in capsys.readouterr().err


def test_try_shows_what_the_model_adds(tmp_path: Path, heads: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With who found it."""
    settings = f'[analyse.recognizer]\nentry = "{HERE}:headed"\npath = "{heads}"\n'
    config = write(tmp_path / "config", {**SOUND, "marsad.toml": settings})
    assert 0 == main(["actors", "try", "--config", str(config), "قال لواء الصقر كلمة"])
    assert "لواء الصقر  new:لواء-الصقر  armed_group actor  model: your recognizer" in capsys.readouterr().out


async def test_workers_go_on_without_a_model_that_cannot_be_loaded(tmp_path: Path) -> None:
    """A model that broke since the start stops no alert."""
    pool = AnalysePool(load(broken(tmp_path)).config, 1)
    (result,) = await pool.analyse([encode(article())])
    pool.close()
    assert ("", ["grp:taliban"]) == (result.error, [each.actor for each in decode(result.value, Analysis).mentions])
