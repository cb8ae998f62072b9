"""`marsad keywords explain`: an operator reads what a keyword matches before trusting it."""

import json
import re
from pathlib import Path

import pytest

from alerts.render import FSI, PDI
from marsad.cli import main
from marsad.commands.terminal import isolated
from marsad.demo.corpus import SHIPPED
from tests.config.sound import SOUND, write

ROOT = Path(__file__).parents[2]
CONFIG = ("--config", str(ROOT / "config"))


@pytest.fixture
def told(capsys):
    """Run a command; return (exit status, lines without direction marks, stderr)."""

    def run(*arguments: str) -> tuple[int, list[str], str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out.replace(FSI, "").replace(PDI, "").splitlines(), err

    return run


def test_a_keyword_is_explained_from_its_place_to_its_forms(told):
    """Where it stands, who uses it, its words by level, each with a readable selection of forms."""
    status, lines, _ = told("keywords", "explain", "هجوم", *CONFIG)

    assert 0 == status
    assert re.fullmatch(r"config/keywords\.d/conflict\.toml:\d+: «هجوم»", lines[0])
    assert lines[1].startswith("level event")
    assert re.search(r"used by .*attack all\[0\]", lines[2])
    heads = [line.partition(":")[0] for line in lines if re.match("(strict|event|family):", line)]
    assert ["strict", "event", "family"] == heads
    assert any(re.fullmatch(r"  verb «هاجم» \(given\), \d+ words", line) for line in lines)
    (conjugated,) = [line for line in lines if "يهاجمون" in line]
    assert "هوجم" in conjugated


def test_another_spelling_is_the_same_keyword(told):
    """Marks and hamza change nothing."""
    assert told("keywords", "explain", "هُجوم", *CONFIG)[1] == told("keywords", "explain", "هجوم", *CONFIG)[1]


@pytest.mark.parametrize("key", ["هجوم،", "هجوم,", "«هجوم»", "(هجوم"])
def test_a_key_that_no_text_says_is_refused_with_the_one_to_write(told, key):
    """As `check` refuses it; it was explained with forms such as «سيطرة,ان»."""
    status, lines, err = told("keywords", "explain", key, *CONFIG)

    assert (2, []) == (status, lines)
    assert f"marsad: no text says «{key}»: it begins or ends with what is no part of a word. Write «هجوم»\n" == err


def test_a_word_that_is_no_keyword_is_explained_as_if_it_were(told):
    """That is how one tries a key before writing it."""
    status, lines, _ = told("keywords", "explain", "محاربة", *CONFIG)

    assert 0 == status
    assert "not configured: «محاربة»; this is what it would match" == lines[0]
    assert "used by no rule" == lines[2]
    assert any("verb «حارب» (inferred: «محاربة» has the shape «مفاعلة»)" in line for line in lines)


def test_a_narrower_level_shows_no_wider_forms(told):
    """`--level strict` is the noun alone."""
    _, lines, _ = told("keywords", "explain", "هجوم", "--level", "strict", *CONFIG)
    assert not [line for line in lines if "هاجم" in line or line.startswith(("event:", "family:"))]


def test_a_corpus_counts_each_form(told):
    """Hits by level and form, articles that say it, and the status of what they say."""
    _, lines, _ = told("keywords", "explain", "سيطرة", "--corpus", str(SHIPPED), *CONFIG)
    at = next(n for n, line in enumerate(lines) if line.startswith("corpus: "))

    hits, articles = map(int, re.findall(r"(\d+) hits in (\d+) of 95 articles", lines[at])[0])
    assert hits >= articles > 0
    assert re.search(r"asserted \d+", lines[at + 1])
    counts = [int(line.split()[0]) for line in lines[at:] if re.match(r"\s+\d+  \S+$", line)]
    assert hits == sum(counts)


def test_everything_is_there_for_programs(told):
    """The same facts as one JSON object."""
    _, lines, _ = told("keywords", "explain", "سيطرة", "--json", "--level", "event", "--corpus", str(SHIPPED), *CONFIG)
    found = json.loads("\n".join(lines))

    assert {"key", "level", "configured", "rules", "words", "overlaps", "corpus"} == found.keys()
    assert "takeover" in found["rules"]
    (word,) = found["words"]
    assert {"strict", "event"} == word["counts"].keys() == {lemma["level"] for lemma in word["lemmas"]}
    assert found["corpus"]["articles"] == 95
    assert sum(row["hits"] for row in found["corpus"]["forms"]) == sum(found["corpus"]["status"].values())


def test_a_phrase_is_explained_word_by_word(told):
    """Each word has its own levels."""
    _, lines, _ = told("keywords", "explain", "وقف إطلاق النار", *CONFIG)
    assert ["وقف", "إطلاق", "نار"] == [found[1] for line in lines if (found := re.match(r"strict of «(.*)»:", line))]


def test_latin_letters_are_no_keyword(told):
    """Exit status 2 and what to write instead."""
    status, _, err = told("keywords", "explain", "attack", *CONFIG)
    assert 2 == status
    assert "no Arabic letter" in err


def test_a_keyword_that_takes_the_words_of_another_is_told(told, tmp_path, capsys):
    """Here and by `marsad check`, with file and line; so are exclusions that exclude nothing."""
    keywords = '[[keyword]]\nkey = "قتال"\nexclude = ["زلزال"]\n\n[[keyword]]\nkey = "قاتل"\nverbs = []\n'
    config = write(tmp_path / "config", SOUND | {"keywords.d/more.toml": keywords})
    _, lines, _ = told("keywords", "explain", "قتال", "--config", str(config))
    assert "  «قاتل» is also the keyword «قاتل»" in lines

    status, _, err = told("check", str(config))
    warnings = err.splitlines()
    assert (0, 2) == (status, len(warnings))
    assert warnings[0].startswith(
        "warning: config/keywords.d/more.toml:1: keyword 'قتال': «قاتل» is also the keyword «قاتل»."
    )
    assert "exclude «زلزال» matches none of its forms" in warnings[1]


def test_an_exclusion_that_takes_the_word_itself_out_is_told(told, tmp_path):
    """One star leaves nothing of a keyword, half a word leaves its verbs; of a phrase nothing is excluded."""
    keywords = (
        '[[keyword]]\nkey = "قتال"\nexclude = ["*"]\n\n[[keyword]]\nkey = "الحصار"\nexclude = ["حصا*", "حصاري"]\n\n'
        '[[keyword]]\nkey = "خط النار"\nexclude = ["خط"]\n'
    )
    config = write(tmp_path / "config", SOUND | {"keywords.d/more.toml": keywords})
    status, _, err = told("check", str(config))
    itself = [line for line in err.splitlines() if "takes the word itself out" in line]
    assert 0 == status
    assert ["more.toml:1: keyword 'قتال': exclude «*»", "more.toml:5: keyword 'الحصار': exclude «حصا*»"] == [
        line.partition(" takes")[0].rpartition("/")[2] for line in itself
    ]


def test_the_shipped_keywords_have_no_homograph_and_no_idle_exclusion(told):
    """The one warning is about the contact, which only the operator can give."""
    _, _, err = told("check", str(ROOT / "config"))
    assert ["ingest.contact"] == [line.split(": ")[2] for line in err.splitlines() if line.startswith("warning: ")]


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        ("hits: 3", "hits: 3"),
        ("say <«هجوم»> (strict)", "say «هجوم» (strict)"),
        ("forms: <هجوم هجمات>", "forms: هجوم هجمات"),
        ("<«أحبطت»> at 4, <«هجوم»>: x", "«أحبطت» at 4, «هجوم»: x"),
        ("*", "*"),
    ],
)
def test_arabic_in_an_english_line_keeps_to_itself(expected, line):
    """Each run stands between U+2068 and U+2069: numbers and brackets around it stay where they are."""
    assert expected == isolated(line).replace(FSI, "<").replace(PDI, ">")
