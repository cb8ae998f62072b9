"""What a text is made of: prints, figures, weighted words."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.identity import word_numbers
from processors.fingerprint import TERMS_MAX, fingerprint
from processors.terms import terms_of
from tests.processors_news import BLAST


def test_spelling_variants_have_the_same_prints():
    """Tashkeel, tatweel and hamza seats are not words: a copy that adds them is the same text."""
    written = BLAST.replace("إلى", "الى").replace("سيارة", "سيّـارة").replace("أمام", "امام")

    assert fingerprint("", BLAST).prints == fingerprint("", written).prints


def test_any_shared_run_of_fourteen_words_shares_a_print():
    """Winnowing's guarantee: 3-word shingles, windows of 12."""
    words = BLAST.split()
    other = [f"كلمة{n}" for n in range(40)]
    for start in range(0, len(words) - 14, 5):
        text = " ".join([*other[:20], *words[start : start + 14], *other[20:]])

        assert set(fingerprint("", BLAST).prints) & set(fingerprint("", text).prints)


def test_figures_are_known_by_their_neighbours():
    """«قتل 12 شخصا» and «مقتل اثني عشر» differ in context; the digits and number words are one form."""
    figures = dict(fingerprint("", "أصيب خمسة جنود. وقتل ١٢ شخصا وبلغت النسبة 3٫5 بالمئة.").figures)

    assert figures["اصيب # جنود"] == "5"
    assert figures["قتل # شخصا"] == "12"


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("1,200", "1200"),
        ("1.200.000", "1200000"),
        ("١٬٢٠٠", "1200"),
        ("11,6", "11.6"),
        ("٣٫٥", "3.5"),
        ("2026", "2026"),
    ],
)
def test_a_figure_is_the_same_however_its_desk_separates_digits(written, figure):
    """Thousands and decimals, with point or comma: else every desk would seem to raise the toll of the other."""
    assert figure == dict(fingerprint("", f"وبلغ العدد {written} شخصا").figures)["عدد # شخصا"]


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("أحد عشر", "11"),
        ("اثني عشر", "12"),
        ("اثنتا عشرة", "12"),
        ("تسعة عشر", "19"),
        ("اثنين وعشرين", "22"),
        ("خمسة وثلاثين", "35"),
    ],
)
def test_a_number_in_two_words_is_one_figure(written, figure):
    assert [("مقتل # شخصا", figure)] == list(fingerprint("", f"مقتل {written} شخصا").figures)


@pytest.mark.parametrize("said", ["ثلاثة قتلى وعشرة جرحى", "مقتل ثلاثة وعشرة جرحى", "جرحى الأحد وعشرة آخرون", "3 10"])
def test_two_numbers_are_not_added(said):
    assert {value for _, value in fingerprint("", said).figures} <= {"3", "10"}


@pytest.mark.parametrize(("written", "figure"), [("MH370", "mh370"), ("mh370", "mh370"), ("Boeing", None)])
def test_a_code_with_digits_is_a_figure(written, figure):
    """A flight or a version told otherwise is another one, small letters or not; a word is no code."""
    figures = dict(fingerprint("", f"إن حطام الرحلة {written} عثر عليه").figures)

    assert figure == next(iter(figures.values()), None)


def test_a_glued_article_does_not_hide_a_figure():
    """The words around a figure lose و and ال, so a rewritten sentence is still comparable."""
    a = dict(fingerprint("", "وأعلن مقتل 12 شخصا").figures)
    b = dict(fingerprint("", "وأعلن المقتل 15 الشخصا").figures)

    assert a.keys() == b.keys()


def test_grammar_carries_no_story():
    """Function words and reporting verbs are not terms; the words of the event are, title first."""
    terms = terms_of(fingerprint("تفجير في بعقوبة", BLAST)).words.tolist()

    assert {*word_numbers(["بعقوبة", "مفخخة", "انفجار"])} <= set(terms)
    assert {*word_numbers(["في", "من", "وقال", "صباح"])}.isdisjoint(terms)
    assert set(terms[:2]) <= {*word_numbers(["بعقوبة", "تفجير", "السيارة", "سيارة"])}


def test_prints_are_the_same_in_every_process():
    """Python's own hash is salted; a stored print must not be."""
    code = "from processors.fingerprint import fingerprint; print(fingerprint('', 'هجوم على القرية فجر اليوم').prints)"
    runs = {
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    }

    assert {f"{fingerprint('', 'هجوم على القرية فجر اليوم').prints}\n"} == runs


@given(st.text(), st.text())
def test_any_text_has_a_fingerprint(title, text):
    """Never raises; prints are sorted and unique; terms are bounded."""
    found = fingerprint(title, text)

    assert tuple(sorted(set(found.prints))) == found.prints
    assert len(terms_of(found).words) <= TERMS_MAX
