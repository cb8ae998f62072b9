"""The files of deploy/ as tests read them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from ruamel.yaml import YAML

from marsad.metrics import Metrics
from tests.servers.wanted import need

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
BOARD = DEPLOY / "grafana" / "dashboards" / "marsad-overview.json"
_SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}


@cache
def yaml(path: Path) -> Any:
    """Read a YAML file, anchors resolved; all get the same, so leave it as it is."""
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def compose() -> dict[str, Any]:
    return yaml(ROOT / "docker-compose.yml")


def alert_rules() -> list[dict[str, Any]]:
    """The rules that alert, without those that record."""
    groups = yaml(PROMETHEUS / "rules.yml")["groups"]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def expressions_of_rules() -> dict[str, str]:
    """Name of each rule -> its expression, recorded ones too."""
    groups = yaml(PROMETHEUS / "rules.yml")["groups"]
    return {rule.get("alert") or rule["record"]: rule["expr"] for group in groups for rule in group["rules"]}


def panels() -> list[dict[str, Any]]:
    """The panels of the board that draw something."""
    return [panel for panel in json.loads(BOARD.read_text(encoding="utf-8"))["panels"] if panel["type"] != "row"]


def queries() -> Iterator[tuple[str, str]]:
    """(panel and legend, expression) of every query of the board."""
    for panel in panels():
        for target in panel["targets"]:
            yield f"{panel['title']} / {target['legendFormat']}", target["expr"]


def sample_names() -> dict[str, str]:
    """Name of each sample /metrics gives -> name of the metric it belongs to."""
    families = list(Metrics("0", "embedded").registry.collect())
    return {
        f.name + end: f.name + end * (f.type == "counter") for f in families for end in _SUFFIXES.get(f.type, ("",))
    }


def names_in(expression: str) -> set[str]:
    """The samples and recorded series an expression asks for."""
    return set(re.findall(r"\bmarsad[_:][a-z0-9_:]+", expression))


def overview() -> ModuleType:
    """The script that writes the board; it lies in no package."""
    spec = spec_from_file_location("overview", DEPLOY / "grafana" / "overview.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(program: str, *arguments: str | Path, cwd: Path = ROOT) -> None:
    """Run a program that must be content; what it said is shown when it is not."""
    done = subprocess.run([need(program), *arguments], cwd=cwd, capture_output=True, check=False, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
