"""`marsad analyse` and `marsad backtest`: JSON Lines in, JSON Lines out, as other programs rely on it."""

import codecs
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processors_news import BLAST, RATES

ROOT = Path(__file__).parents[2]


def marsad(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "marsad", *arguments],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=120,
    )


def lines(*articles: dict) -> bytes:
    return b"".join(json.dumps(article, ensure_ascii=False).encode() + b"\n" for article in articles)


TITLE = "مسلحون يشنّون هـجومًا على قرية قرب بعقوبة"
TEXT = "قتل ثلاثة جنود في هجوم شنه مسلحون على القرية، وأحبطت القوات العراقية هجوماً ثانياً. 😀 وسيطر الجيش على الطريق."


@pytest.fixture(scope="module")
def analysed():
    done = marsad(
        "analyse", "--config", "config", stdin=lines({"url": "https://a.example/1", "title": TITLE, "text": TEXT})
    )
    assert 0 == done.returncode, done.stderr.decode()
    return json.loads(done.stdout)


def test_hits_carry_offsets_into_the_text_as_given(analysed):
    """Tatweel, tanwin and an emoji before a hit do not move it."""
    fields = {"title": TITLE, "text": TEXT}
    hits = analysed["hits"]

    assert {"keyword", "level", "form", "field", "start", "end", "status"} <= hits[0].keys()
    assert all(fields[hit["field"]][hit["start"] : hit["end"]] == hit["form"] for hit in hits)
    said = {(hit["keyword"], hit["field"], hit["form"], hit["status"]) for hit in hits}
    assert ("هجوم", "title", "هـجومًا", "asserted") in said
    assert ("هجوم", "text", "هجوماً", "prevented") in said
    assert ("سيطرة", "text", "وسيطر", "asserted") in said


def test_mentions_carry_ids_and_offsets(analysed):
    """An army by role and nationality is an actor with an id, and its span is what stands there."""
    mentions = analysed["mentions"]

    assert all(TEXT[m["start"] : m["end"]] == m["surface"] for m in mentions if m["field"] == "text")
    assert "mil:IQ" in {m["actor"] for m in mentions}
    assert {"actor", "type", "role", "kind", "surface", "field", "start", "end"} == mentions[0].keys()


def test_a_bad_line_is_named_and_the_rest_goes_on():
    """The number of the line on stderr, exit status 1, output for all others in input order."""
    good = [{"url": f"https://a.example/{n}", "title": "خبر", "text": RATES} for n in range(3)]
    raw = lines(good[0]) + b"{broken\n\n" + lines({"title": "no url"}) + lines(*good[1:]) + b"[1]\n\xff\xfe\n"
    done = marsad("analyse", "--config", "config", stdin=raw)

    assert 1 == done.returncode
    assert [a["url"] for a in good] == [json.loads(line)["url"] for line in done.stdout.splitlines()]
    errors = done.stderr.decode()
    for number in (2, 4, 7, 8):
        assert f"line {number}: " in errors


def test_a_byte_order_mark_costs_no_article():
    """Editors of Windows and PowerShell put one before the first line, and end lines with CR LF."""
    article = {"url": "https://a.example/1", "title": "انفجار سيارة مفخخة في بعقوبة", "text": BLAST}
    done = marsad("backtest", "--config", "config", stdin=codecs.BOM_UTF8 + lines(article).replace(b"\n", b"\r\n"))

    assert 0 == done.returncode, done.stderr.decode()
    assert ["bombing"] == [alert["rule"] for alert in json.loads(done.stdout)["alerts"]]


def test_a_bad_time_is_named_with_what_to_write():
    """One that UTC has no room for among them; the rest goes on."""
    article = {"url": "https://a.example/1", "title": "خبر", "text": RATES}
    bad = ("أمس", "2026-13-40", "0001-01-01T00:00:00+03:00")
    done = marsad(
        "backtest", "--config", "config", stdin=lines(*({**article, "published": one} for one in bad), article)
    )

    told = [
        f"marsad: line {n}: published: '{one}' is no time. Write one such as 2026-03-01T06:00Z."
        for n, one in enumerate(bad, 1)
    ]
    assert told == done.stderr.decode().splitlines()[: len(bad)]
    assert 1 == done.returncode
    assert 1 == len(done.stdout.splitlines())


def test_backtest_goes_by_publication_and_keeps_ties_in_order():
    """Whatever the order of the lines: event time decides, equal times stay as given."""
    articles = [
        {
            "url": "https://b.example/2",
            "title": "خبر",
            "text": BLAST,
            "published": "2026-01-10T08:00:00+02:00",
            "publisher": "b",
        },
        {
            "url": "https://a.example/1",
            "title": "انفجار سيارة مفخخة في بعقوبة",
            "text": BLAST,
            "published": "2026-01-10T05:00:00Z",
            "publisher": "a",
        },
        {"url": "https://c.example/3", "title": "خبر", "text": RATES, "published": "2026-01-10T06:00:00Z"},
    ]
    done = marsad("backtest", "--config", "config", stdin=lines(*articles))
    assert 0 == done.returncode, done.stderr.decode()
    first, second, third = map(json.loads, done.stdout.splitlines())

    assert ["https://a.example/1", "https://b.example/2", "https://c.example/3"] == [
        d["url"] for d in (first, second, third)
    ]
    assert ("new", None, first["id"]) == (first["verdict"], first["of"], first["story"])
    assert ("copy", first["id"], first["id"]) == (second["verdict"], second["of"], second["story"])
    assert [("bombing", "opened")] == [(a["rule"], a["reason"]) for a in first["alerts"]]
    assert {"id", "rule", "severity", "reason"} == first["alerts"][0].keys()
    assert [] == second["alerts"]


def test_a_broken_configuration_ends_with_two(tmp_path):
    """Usage errors are not findings: exit status 2, and the message names file and line."""
    (tmp_path / "marsad.toml").write_text("[store]\npaht = 3\n")
    done = marsad("analyse", "--config", str(tmp_path), stdin=b"")

    assert 2 == done.returncode
    assert "marsad.toml:2: " in done.stderr.decode()
    assert "path" in done.stderr.decode()


def test_an_unknown_verb_ends_with_two():
    """Argparse's own words, our exit status."""
    assert 2 == marsad("wacth").returncode
