"""`marsad backtest --rule` and `--against`: what a rule would have done, and what a change of rules does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from alerts.render import FSI, PDI
from tests.config.sound import SOUND, write

ROOT = Path(__file__).parents[2]
BROAD = '[[rule]]\nid = "attack"\nname = "هجوم"\nseverity = "high"\nall = ["هجوم"]\n'
NARROW = BROAD + 'in = ["title"]\n\n[[rule]]\nid = "control"\nname = "سيطرة"\nseverity = "low"\nall = ["سيطرة"]\n'

STORIES = (
    (
        "سوق الخضار",
        "هجوم على سوق الخضار",
        "قتل تاجران في هجوم على سوق الخضار الكبير وسط مدينة المرفأ صباح الأحد وأغلقت المتاجر.",
    ),
    (
        "الميناء",
        "إضراب في الميناء",
        "بدأ عمال الميناء إضرابا عن العمل بعد هجوم لصوص على مخازن الحبوب قبل فجر الاثنين بساعات قليلة.",
    ),
    (
        "الجسر",
        "فتح الجسر",
        "أعيد فتح الجسر الحديدي فوق النهر بعد سيطرة الدفاع المدني على الحريق الذي شب في شاحنة وقود.",
    ),
)


def article(n: int, story: int, publisher: str) -> dict:
    _, title, text = STORIES[story]
    return {
        "url": f"https://{publisher}.example/{n}", "title": title, "text": text, "publisher": publisher,
        "published": f"2026-01-{10 + n:02}T08:00:00Z",
    }  # fmt: skip


ARTICLES = [article(0, 0, "almashriq"), article(1, 0, "alufuq"), article(2, 1, "almashriq"), article(3, 2, "nabd")]


LINES = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in ARTICLES)


def arguments(config: Path, *rest: str) -> list[str]:
    return ["backtest", "--config", str(config), "--workers", "1", *rest]


@pytest.fixture
def backtest(here):
    """Run it on the articles; what it prints comes without its marks of direction."""

    def run(config: Path, *rest: str, bad: str = "") -> tuple[int, str, str]:
        status, out, err = here(*arguments(config, *rest), text=LINES + bad)
        return status, plain(out), err

    return run


def plain(out: str) -> str:
    return out.replace(FSI, "").replace(PDI, "")


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("old") / "config", SOUND | {"rules.d/base.toml": BROAD})


@pytest.fixture(scope="module")
def new(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("new") / "config", SOUND | {"rules.d/base.toml": NARROW})


def test_a_rule_is_told_by_days_stories_publishers_and_samples(old):
    """The match is marked in the sentence, so that a reader judges at a glance."""
    done = subprocess.run(
        [sys.executable, "-m", "marsad", *arguments(old, "--rule", "attack")],
        input=LINES, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120,
    )  # fmt: skip
    out = plain(done.stdout)

    assert 0 == done.returncode
    assert out.startswith("attack · هجوم\n  articles that fire it: 3, stories: 2, alerts: 2 opened\n")
    assert "publishers: almashriq 2, alufuq 1" in out
    assert ["2026-01-10     1", "2026-01-11     1", "2026-01-12     1"] == [
        line.strip().rstrip("▇ ") for line in out.splitlines() if line.endswith("▇")
    ]
    assert "قتل تاجران في *هجوم* على سوق الخضار" in out
    assert "https://almashriq.example/2" in out


def test_several_rules_for_programs(backtest, new):
    """One JSON object a rule, in the order asked for."""
    _, out, _ = backtest(new, "--rule", "control", "--rule", "attack", "--json")
    control, attack = map(json.loads, out.splitlines())

    assert ("control", 1, {"2026-01-13": 1}) == (control["rule"], control["articles"], control["days"])
    assert ("attack", 2, 1) == (attack["rule"], attack["articles"], attack["stories"])
    (sample,) = control["samples"]
    assert ["سيطرة"] == [sample["sentence"][a:b] for a, b in sample["marks"]]


def test_a_change_of_rules_is_told_as_what_it_adds_and_removes(backtest, new, old):
    """By rule and article; what both have is only counted."""
    _, out, _ = backtest(new, "--against", str(old), "--json")
    attack, control = map(json.loads, out.splitlines())

    assert ("attack", 1, []) == (attack["rule"], attack["kept"], attack["added"])
    assert ["https://almashriq.example/2"] == [sample["url"] for sample in attack["removed"]]
    assert ("control", 0, []) == (control["rule"], control["kept"], control["removed"])
    assert ["https://nabd.example/3"] == [sample["url"] for sample in control["added"]]


def test_a_change_of_rules_is_readable(backtest, new, old):
    """Plus and minus before each alert, with its sentence."""
    _, out, _ = backtest(new, "--against", str(old), "--rule", "attack")

    assert out.startswith(f"attack: +0 -1, 0 moved to another article of their story, 1 as in {old}\n")
    assert "  - 2026-01-12 almashriq asserted https://almashriq.example/2" in out
    assert "بعد *هجوم* لصوص" in out
    assert "control" not in out


def test_a_rule_nobody_has_is_told(backtest, old, new):
    """Before the articles are read."""
    status, _, err = backtest(old, "--rule", "atack")
    assert (2, True) == (status, "--rule atack: no such rule. Did you mean 'attack'?" in err)
    status, _, err = backtest(new, "--against", str(old), "--rule", "atack")
    assert (2, True) == (status, "neither configuration has it" in err)


@pytest.mark.parametrize("against", [False, True])
def test_a_bad_line_is_named_once_and_the_rest_is_told(backtest, against, new, old):
    """Exit status 1, as of every command that reads articles."""
    options = ("--against", str(old)) if against else ("--rule", "attack")
    status, out, err = backtest(new, *options, bad="{broken\n")

    assert 1 == status
    assert "attack" in out
    assert 1 == err.count("line 5: ")
