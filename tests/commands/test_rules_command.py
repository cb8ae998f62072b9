"""`marsad rules test`: which rules fire on a text, and what keeps the others from it."""

import io
import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from alerts.render import FSI, PDI
from marsad.cli import main
from tests.config.sound import SOUND, write

TITLE = "مسلحون يهاجمون نقطة تفتيش"
TEXT = (
    "قتل جنديان في هجوم شنه مسلحون على نقطة تفتيش شمال المدينة. وأحبطت القوات هجوما ثانيا. "
    "ودعا الوزير إلى اجتماع عاجل. وقالت المنظمة إن السيطرة على الطريق لم تتم."
)
RULES = """
[[rule]]
id = "attack"
name = "هجوم"
severity = "high"
in = ["title", "lead"]
all = ["هجوم", { any = ["سيطرة"] }]
where.publisher = ["wakala"]

[[rule]]
id = "thwarted"
name = "إحباط هجوم"
severity = "low"
status = ["prevented"]
all = ["هجوم"]
none = ["مباراة"]

[[rule]]
id = "asleep"
name = "نائمة"
severity = "low"
all = ["هجوم"]
none = [{ any = ["اجتماع"], level = "strict" }]
enabled = false
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    keywords = SOUND["keywords.d/base.toml"] + '\n[[keyword]]\nkey = "اجتماع"\n'
    return str(write(tmp_path / "config", SOUND | {"rules.d/base.toml": RULES, "keywords.d/base.toml": keywords}))


@pytest.fixture
def page() -> Iterator[str]:
    """The address of a page on this machine that says TITLE and TEXT."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{TEXT}</p></article></body></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/1"
        server.shutdown()


@pytest.fixture
def told(capsys, config):
    """Run `rules test`; return (exit status, output without direction marks, stderr)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["rules", "test", *arguments, "--config", config])
        out, err = capsys.readouterr()
        return status, out.replace(FSI, "").replace(PDI, ""), err

    return run


def test_each_rule_has_its_verdict(told):
    """What fired comes first, with clause, form, offset, status and cue; exit status 0 because one fires."""
    status, out, _ = told(TEXT, "--title", TITLE)

    assert 0 == status
    assert out.startswith("thwarted: fires (low) · إحباط هجوم\n")
    at, cue = TEXT.index("هجوما"), TEXT.index("وأحبطت")
    assert f"lead at {at}: «هجوما» says «هجوم» (strict), prevented because of «وأحبطت» at {cue}" in out
    assert "attack: does not fire · هجوم" in out
    assert "1 of 2 rules fire" in out


def test_a_rule_that_does_not_fire_names_the_clause_the_hit_and_the_reason(told):
    """Words elsewhere, another status, a filter on what the article lacks."""
    status, out, _ = told(TEXT, "--title", TITLE, "--rule", "attack")

    assert 1 == status
    assert "✓ all[0]" in out
    assert "✗ all[1]: 1 found, none counts: not in title or lead" in out
    assert f"text at {TEXT.index('السيطرة')}: «السيطرة» does not count: not in title or lead" in out
    assert "✗ where.publisher: publisher unknown" in out
    assert "0 of 1 rules fire" in out


def test_a_lost_status_shows_its_cue_and_where_it_stands(told):
    """The offset is that of the cue in the text as given."""
    _, out, _ = told("أحبطت القوات هجوما.", "--rule", "asleep")
    assert "lead at 13: «هجوما» does not count: status prevented because of «أحبطت» at 0" in out


def test_a_rule_that_is_switched_off_is_tried_when_it_is_named(told):
    """So it can be written and tried before it is switched on; an unwanted word is named."""
    _, out, _ = told(TEXT, "--rule", "asleep")
    assert "✗ none[0]: «اجتماع» is in the text" in out


def test_the_body_comes_from_a_file_or_from_stdin(told, tmp_path, monkeypatch):
    """Both give what the text itself gives."""
    (tmp_path / "body.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    itself = told(TEXT)

    assert itself == told("--file", str(tmp_path / "body.txt")) == told("--file", "-")


def test_a_file_a_page_and_stdin_are_told_from_a_text(told, page, tmp_path, monkeypatch):
    """Who gives a path or an address means what lies there, not the letters of the path."""
    (tmp_path / "خبر").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    itself = told(TEXT)

    assert itself == told(str(tmp_path / "خبر")) == told("-")
    assert told("--url", page, "--allow-private", "127.0.0.0/8") == told(page, "--allow-private", "127.0.0.0/8")


def test_the_body_comes_from_a_page(told, page):
    """Title and text are read as ingest reads them; private addresses are asked only on request."""
    status, out, _ = told("--url", page, "--allow-private", "127.0.0.0/8")
    assert (0, True) == (status, "thwarted: fires" in out)

    status, _, err = told("--url", page)
    assert 1 == status
    assert page in err


def test_the_verdict_for_programs(told):
    """One JSON object a line and rule, in the order of configuration."""
    status, out, _ = told(TEXT, "--title", TITLE, "--json")
    attack, thwarted = map(json.loads, out.splitlines())

    assert 0 == status
    assert {"rule", "name", "severity", "fired", "clauses", "not_counted"} == attack.keys()
    assert (("attack", False), ("thwarted", True)) == (
        (attack["rule"], attack["fired"]),
        (thwarted["rule"], thwarted["fired"]),
    )
    (lost,) = [each for each in attack["not_counted"] if "cue" in each]
    assert "وأحبطت" == lost["cue"]
    assert TEXT[lost["cue_start"] :].startswith("وأحبطت")


@pytest.mark.parametrize(
    ("expected", "message", "arguments"),
    [
        (2, "there is nothing to test", ()),
        (2, "give one of TEXT, --file and --url", ("نص", "--file", "x")),
        (2, "--rule atack: no such rule. Did you mean 'attack'?", ("نص", "--rule", "atack")),
        (1, "no-such-file: No such file or directory", ("--file", "no-such-file")),
        (1, "news/no-such.txt: No such file or directory", ("news/no-such.txt",)),
    ],
)
def test_what_cannot_be_tested_is_told(expected, message, arguments, told):
    """With the way out."""
    status, _, err = told(*arguments)
    assert expected == status
    assert message in err


def test_a_file_in_another_encoding_is_told(told, tmp_path):
    """windows-1256 is the usual case."""
    (tmp_path / "old.txt").write_bytes(TEXT.encode("cp1256"))
    assert "not UTF-8" in told("--file", str(tmp_path / "old.txt"))[2]
