"""A rule that asks who did it to whom means the same where it is tried, tested on the past, and run."""

import io
import json
import sys
from pathlib import Path

import pytest

from marsad.cli import main
from marsad.config.load import load
from marsad.runtime.rule_bench import ConfiguredBench
from tests.config.sound import SOUND, write

RULE = """[[rule]]
id = "on-army"
name = "هجوم على الجيش"
severity = "high"
all = ["هجوم"]
source = ["grp:taliban"]
target = ["state:AF"]
"""
ON_ARMY = "هاجمت حركة طالبان مواقع للجيش الأفغاني في قندوز."
BY_ARMY = "هاجم الجيش الأفغاني مواقع لحركة طالبان في قندوز."
UNSAID = "وقع هجوم على مواقع للجيش الأفغاني في قندوز."


@pytest.fixture
def config(tmp_path: Path) -> Path:
    actor = '[[actor]]\nid = "grp:taliban"\ntype = "armed_group"\naliases = ["طالبان", "حركة طالبان"]\n'
    return write(tmp_path / "config", {**SOUND, "actors.d/base.toml": actor, "rules.d/base.toml": RULE})


@pytest.mark.parametrize(
    ("status", "line", "text"),
    [
        (0, "✓ event: attack: grp:taliban -> mil:AF, «هاجمت» in the lead", ON_ARMY),
        (1, "✗ event: none fits: attack: mil:AF -> grp:taliban, «هاجم» in the lead", BY_ARMY),
        (1, "✗ event: no event with a known side is told", "وقع هجوم قرب قندوز."),
    ],
)
def test_the_tester_names_the_clause(
    config: Path, capsys: pytest.CaptureFixture[str], status: int, line: str, text: str
) -> None:
    """With what the article tells instead."""
    assert status == main(["rules", "test", "--config", str(config), "--rule", "on-army", text])
    assert line in capsys.readouterr().out.replace("\u2068", "").replace("\u2069", "")


async def test_the_console_tries_it_alike(config: Path, tmp_path: Path) -> None:
    """In the editor of rules."""
    loaded = load(config)
    bench = ConfiguredBench(lambda: loaded, config, tmp_path / "none.db")
    tried = [(await bench.on_text(RULE, "خبر", text)).fires for text in (ON_ARMY, BY_ARMY, UNSAID)]
    assert [True, False, False] == tried


def test_backtest_alerts_on_the_same_articles(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three articles of one place, of which one tells what the rule asks for."""
    articles = [
        {
            "url": f"https://wakala.example/{n}",
            "title": "خبر من قندوز",
            "text": text,
            "published": f"2024-05-0{n + 1}T08:00:00Z",
        }
        for n, text in enumerate((BY_ARMY, ON_ARMY, UNSAID))
    ]
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in articles)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert 0 == main(["backtest", "--config", str(config), "--workers", "1"])
    decisions = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"https://wakala.example/1": ["on-army"]} == {
        each["url"]: [alert["rule"] for alert in each["alerts"]] for each in decisions if each["alerts"]
    }
