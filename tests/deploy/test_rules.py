"""Rules about marsad itself: Prometheus takes them, each fires when it should, and the runbook knows every one."""

import re

import pytest

from tests.deploy.files import PROMETHEUS, ROOT, alert_rules, expressions_of_rules, names_in, run, sample_names, yaml

RULES = {rule["alert"]: rule for rule in alert_rules()}
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
every_rule = pytest.mark.parametrize("name", sorted(RULES))


@pytest.mark.parametrize(
    "arguments",
    [("check", "config", "prometheus.yml"), ("check", "rules", "rules.yml"), ("test", "rules", "rules_test.yml")],
)
def test_promtool_is_content(arguments):
    """Syntax of the configuration and the rules, and what each rule does with made-up series."""
    run("promtool", *arguments, cwd=PROMETHEUS)


def cases(name: str) -> list[bool]:
    """Whether the rule fires, for each of its cases."""
    tests = yaml(PROMETHEUS / "rules_test.yml")["tests"]
    return [
        bool(case.get("exp_alerts")) for test in tests for case in test["alert_rule_test"] if case["alertname"] == name
    ]


@every_rule
def test_a_rule_has_a_case_for_both_answers(name):
    """A rule that never fires, and one that always does, are equally useless."""
    assert {True, False} == set(cases(name))


@every_rule
def test_a_rule_says_how_bad_it_is_and_what_is_wrong(name):
    """Severity, one sentence, and where to read on."""
    rule = RULES[name]

    assert rule["labels"]["severity"] in ("critical", "warning")
    assert re.fullmatch(r".{20,140}\.", rule["annotations"]["summary"])
    assert f"docs/runbook.md#{name.lower()}" == rule["annotations"]["runbook"]


@every_rule
def test_the_runbook_says_what_why_and_what_first(name):
    """A heading of that name, and below it three answers with a command."""
    section = re.search(rf"^## {name}\n(.+?)(?=^## |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL)

    assert section, f"docs/runbook.md has no heading {name}"
    assert ["What", "Why", "First"] == re.findall(r"^\*\*(What|Why|First)\.\*\*", section[1], re.MULTILINE)
    assert re.search(r"^\*\*First\.\*\*.*`.+`", section[1], re.MULTILINE | re.DOTALL)


def test_the_runbook_knows_no_other_rule():
    """A rule that went must not be looked up."""
    assert sorted(RULES) == sorted(re.findall(r"^## (Marsad\w+)$", RUNBOOK, re.MULTILINE))


def test_rules_ask_only_for_what_is_there():
    """A misspelt metric makes an alarm that never rings."""
    known = set(sample_names()) | set(expressions_of_rules())
    unknown = {name: names_in(expression) - known for name, expression in expressions_of_rules().items()}

    assert {} == {name: missing for name, missing in unknown.items() if missing}
