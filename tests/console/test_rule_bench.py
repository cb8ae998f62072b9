"""A rule is tried beside the running ones: on a text, on what was read; a mistake is told with its line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marsad.config.load import load
from marsad.errors import ConfigError, InputError
from marsad.records import Alert, Article
from marsad.runtime.rule_bench import ConfiguredBench
from marsad.stores.database import Database
from marsad.stores.desk import record
from marsad.stores.history import add_article, add_decided
from tests.contract.stores import decision
from tests.ingest.site import Site, moved, page, serving

RULE = """[[rule]]
id = "bridge"
name = "قطع جسر"
severity = "high"
all = [{ any = ["جسر"] }, { any = ["قطع"] }]
near = "sentence"
"""
NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a configuration with one rule."""
    place = tmp_path / "config"
    (place / "rules.d").mkdir(parents=True)
    (place / "rules.d" / "a.toml").write_text(f"# جسور\n{RULE}\n# التالي\n", "utf-8")
    return place


@pytest.fixture
async def store(tmp_path: Path) -> Iterator[Database]:
    """Return a store with the texts of three articles, and an alert on a story that is none of theirs."""
    opened = Database(tmp_path / "marsad.db")
    titles = ("قطع الجسر الحديدي أمام السيارات", "الجسر مفتوح", "قطع جسر المدينة مساءً")

    def work(db):
        for n, title in enumerate(titles):
            at = NOW - timedelta(hours=n + 1)
            section = "سياسة" if n else "محليات"
            add_article(
                db,
                Article(id=f"a{n}", revision="r", url="", title=title, text=f"{title}.", seen=at, section=section),
            )
        at = NOW - timedelta(hours=2)
        alert = Alert(
            id="x", reason="opened", level="0", rule="bridge", name="قطع جسر", severity="high", story="other",
            article="other", url="", title="سقوط جسر", at=at, seen=at,
        )  # fmt: skip
        other = decision("other", at=at, title=f"{titles[0]} في بلد آخر", alerts=(alert,))
        record(db, other, {}, at)
        add_decided(db, other)

    await opened.write(work)
    yield opened
    opened.close()


@pytest.fixture
def bench(folder: Path, store: Database) -> ConfiguredBench:
    loaded = load(folder)
    return ConfiguredBench(lambda: loaded, folder, store.path)


def test_rules_are_shown_as_they_are_written(bench: ConfiguredBench) -> None:
    """The table alone, without the comments around it."""
    assert [("bridge", RULE.strip())] == [(rule.id, rule.text) for rule in bench.rules()]


async def test_a_text_is_judged_clause_by_clause(bench: ConfiguredBench) -> None:
    """Whether it fires, the sentence, and each clause."""
    yes = await bench.on_text(RULE, "خبر", "قطعت القوات الجسر فجراً.")
    no = await bench.on_text(RULE, "خبر", "عبرت القافلة الجسر فجراً.")

    assert (True, False) == (yes.fires, no.fires)
    assert "الجسر" in yes.sentence
    assert [False] == [clause.ok for clause in no.clauses if clause.clause == "all[1]"]


async def test_the_last_days_are_compared_with_what_was_told(bench: ConfiguredBench) -> None:
    """Stories it adds, and those it would miss."""
    past = await bench.on_days(RULE, 2)

    assert (3, {"a0", "a2"}, False) == (past.articles, past.report.stories, past.cut)
    assert 2 == past.report.days.total()
    assert {"a0", "a2"} == {one.story for one in past.change.added} == {one.story for one in past.report.samples}
    assert ["other"] == [one.story for one in past.change.removed]


async def test_a_filter_asks_what_came_with_the_articles(bench: ConfiguredBench) -> None:
    """Their section, for one; an article whose text never came is not tried: what alerts quote of it would judge it."""
    past = await bench.on_days(f'{RULE}where = {{ section = ["محليات"] }}\n', 2)

    assert (3, {"a0"}) == (past.articles, past.report.stories)


async def test_trying_changes_nothing(bench: ConfiguredBench, folder: Path) -> None:
    """No file of the configuration, no running rule."""
    before = _files(folder)
    await bench.on_text(RULE.replace("high", "low"), "قطع الجسر", "")

    assert before == _files(folder)
    assert ["high"] == [rule.severity for rule in bench.rules()]


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.toml")}


@pytest.mark.parametrize(
    ("said", "text"),
    [("rules.d/tried.toml:4", RULE.replace('"high"', '"huge"')), ("2 rules", RULE + RULE.replace("bridge", "other"))],
)
async def test_a_mistake_is_told_with_its_place(bench: ConfiguredBench, said: str, text: str) -> None:
    """Like `marsad check` does."""
    with pytest.raises((ConfigError, InputError), match=said):
        await bench.on_text(text, "قطع الجسر", "")


async def test_a_rule_file_that_went_away_shows_no_text(bench: ConfiguredBench, folder: Path) -> None:
    """The page goes on."""
    shutil.rmtree(folder / "rules.d")

    assert [""] == [rule.text for rule in bench.rules()]


async def test_a_page_is_read_as_ingest_reads_it(folder: Path, store: Database) -> None:
    """Its headline and its text, which a rule is then tried on."""
    loaded = load(folder)
    bench = ConfiguredBench(lambda: loaded, folder, store.path, ("127.0.0.0/8",))
    async with serving(Site()) as site:
        site.routes["/news/1"] = page("قطع الجسر الحديدي")
        title, text = await bench.page(site.at("/news/1"))
    tried = await bench.on_text(RULE, title, text)

    assert "قطع الجسر الحديدي" == title
    assert tried.fires
    assert "فرق الإنقاذ" in text


async def test_no_private_address_is_dialled(bench: ConfiguredBench) -> None:
    """Not as a number, not by name; and nothing but http and https without credentials is asked for."""
    async with serving(Site()) as site:
        port = site.url.rpartition(":")[2]
        for url in (
            site.url, f"http://localhost:{port}/", f"http://[::ffff:127.0.0.1]:{port}/",
            "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "file:///etc/passwd", "ftp://a.example/",
            "http://user:word@a.example/", "",
        ):  # fmt: skip
            with pytest.raises(
                InputError, match=r"refused by the guard|does not begin with http|credentials in|not http"
            ):
                await bench.page(url)
        assert {} == site.asked


async def test_a_page_that_leads_inside_is_not_followed(folder: Path, store: Database) -> None:
    """A redirect is judged like an address that was typed."""
    loaded = load(folder)
    bench = ConfiguredBench(lambda: loaded, folder, store.path, ("127.0.0.0/8",))
    async with serving(Site()) as site:
        site.routes["/"] = moved(302, "http://10.0.0.1/")
        with pytest.raises(InputError, match="refused by the guard"):
            await bench.page(site.at("/"))
