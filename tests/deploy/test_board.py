"""The board: drawn whole, in units, from metrics that exist, and written by its script."""

import json
import re
from itertools import combinations

from tests.deploy.files import BOARD, expressions_of_rules, names_in, overview, panels, queries, sample_names

NOT_CHARTED: dict[str, str] = {}  # metric -> why neither a panel nor a rule needs it


def test_the_file_is_what_its_script_writes():
    """Edit the script, not the JSON: python deploy/grafana/overview.py"""
    assert BOARD.read_text(encoding="utf-8") == overview().rendered()


def test_the_board_keeps_its_address_and_takes_any_prometheus():
    """Links to it stay good; the data source is a variable; what is in the file cannot be saved over in the browser."""
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    (variable,) = board["templating"]["list"]

    assert ("marsad-overview", ["marsad"], 41, False) == (
        board["uid"], board["tags"], board["schemaVersion"], board["editable"],
    )  # fmt: skip
    assert ("datasource", "datasource", "prometheus") == (variable["name"], variable["type"], variable["query"])
    assert {"${datasource}"} == {panel["datasource"]["uid"] for panel in panels()}
    assert not re.search(r'"uid": "(?!marsad-overview|\$\{datasource\})', BOARD.read_text(encoding="utf-8"))


def test_every_panel_has_a_unit_a_title_of_its_own_and_a_description():
    """A number without a unit is a riddle at night."""
    drawn = panels()

    assert all(panel["fieldConfig"]["defaults"]["unit"] and panel["description"] for panel in drawn)
    assert len(drawn) == len({panel["title"] for panel in drawn})


def test_no_panel_covers_another_or_leaves_the_page():
    """24 columns; ids are distinct."""
    board = json.loads(BOARD.read_text(encoding="utf-8"))["panels"]
    places = [(panel["title"], panel["gridPos"]) for panel in board]

    assert len(board) == len({panel["id"] for panel in board})
    assert [] == [title for title, at in places if at["x"] + at["w"] > 24]
    assert [] == [(one, two) for (one, a), (two, b) in combinations(places, 2) if _overlap(a, b)]


def _overlap(a: dict, b: dict) -> bool:
    return (
        a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"]
    )


def test_rates_follow_the_scrape_interval():
    """A fixed range under a fast or slow scrape shows nothing; numbers of a moment are taken over the time range."""
    ranges = {found for _, query in queries() for found in re.findall(r"\[(.+?)\]", query)}

    assert {"$__rate_interval", "$__range", "10m"} == ranges  # ten minutes are those of the rule on deciders


def test_the_board_asks_only_for_what_is_there():
    """The class of mistake that boards elsewhere are full of: a metric that no process exports."""
    known = set(sample_names()) | set(expressions_of_rules())

    assert {} == {title: names_in(query) - known for title, query in queries() if names_in(query) - known}


def test_every_metric_is_charted_or_watched():
    """What is declared is looked at; an exception is named here with its reason."""
    asked = " ".join([query for _, query in queries()] + list(expressions_of_rules().values()))
    used = {sample_names().get(name) for name in names_in(asked)}
    orphans = set(sample_names().values()) - used

    assert set(NOT_CHARTED) == orphans
    assert all(NOT_CHARTED.values())
