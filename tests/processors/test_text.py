"""Folding makes spellings equal; tokens and sentences keep their offsets into the text as given."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marsad.text import Token, fold, one_word, sentences, tokens, words

MARKS = "\u0640\u064b\u064e\u0651\u0670\u0610\u06d6\u200c\u200f\u202b\u2067\ufeff\u00ad"
NEWSROOM = st.text(st.sampled_from("اأإآٱبتثسيىیهةكکگپوؤئء٠٣۵7.,٫٬،؛؟!…\n _-#«»ﻫﻼﷺﱞA" + MARKS))
ANY_TEXT = st.text() | NEWSROOM


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("هجومًا", "هجوما"),
        ("سـيـطرة", "سيطرة"),
        ("أُقيل إلى آخِر", "اقيل الي اخر"),
        ("مستشفى علی", "مستشفي علي"),
        ("کابل گروه پاریس", "كابل كروه باريس"),
        ("ڤيينا", "فيينا"),
        ("ﻫﺠﻮﻡ", "هجوم"),
        ("ﻻجئ", "لاجئ"),
        ("شؤون", "شؤون"),
        ("شو\u0654ون", "شؤون"),
        ("٢٠٢١ ۲۰۲۱", "2021 2021"),
        ("٣٫٥ و١٬٢٠٠", "3.5 و1,200"),
        ("\u200fهجوم\u200f \u2067كبير\u2069", "هجوم كبير"),
    ],
)
def test_spellings_of_one_word_become_equal(written, folded):
    """What newsrooms and keyboards vary is made equal: marks, hamza seats, ى, Persian letters, digits, glyph forms."""
    assert folded == fold(written)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("إطلاق", "اطلاق", True),
        ("أنفاق", "انفاق", True),
        ("هُجوم", "هجوم", True),
        ("إنفاق", "أنفاق", False),
        ("الأبطال", "الإبطال", False),
        ("رأي", "رإي", True),
        ("هجوم", "حرب", False),
    ],
)
def test_a_plain_alef_stands_for_either_hamza_but_not_one_for_the_other(one, other, same):
    """Tunnels are no spending: at the head of a word the hamza that is printed is meant."""
    assert same == one_word(one, other)


def test_ta_marbuta_stays_distinct_from_ha():
    """نصيبة and نصيبه are two words."""
    assert fold("نصيبة") != fold("نصيبه")


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text):
    """Fold is idempotent on any text."""
    assert fold(text) == fold(fold(text))


@given(ANY_TEXT)
def test_a_rare_letter_does_not_change_how_the_rest_is_folded(text):
    """The fast path for plain text and the full table agree."""
    assert fold(text) + "ا" == fold(text + "ٱ")


@given(ANY_TEXT)
@example("ه\ufc5eجوم")
@example("\ufe70")
@example("و\u0654")
def test_every_token_can_be_cut_from_the_text_as_given(text):
    """Offsets are code points of the original, in order, and the slice folds to the token."""
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end
        assert token.folded == fold(text[token.start : token.end])
        assert token.folded
        end = token.end
    assert end <= len(text)


@given(ANY_TEXT)
def test_words_are_tokens_that_may_be_asked_for_by_their_parts(text):
    """Whole, one by one, a stretch, or only where they start and end and what they fold to."""
    expected = tokens(text)
    every = words(text)
    assert expected == list(every) == [every[at] for at in range(len(every))]
    assert expected[1:3] == list(every[1:3])
    assert expected == list(map(Token, every.starts, every.ends, every.folded))


@given(ANY_TEXT)
def test_a_rare_letter_does_not_change_the_other_tokens(text):
    """Tokens are the same whether the text takes the fast path or not."""
    assert list(tokens(text)) == [token for token in tokens(text + " ٱ") if token.end <= len(text)]


@given(st.lists(st.text(MARKS, max_size=3), min_size=5, max_size=5))
def test_marks_inside_a_word_do_not_split_it(marks):
    """Tatweel, tashkeel, zero-width and bidi marks anywhere leave سيطرة one token."""
    word = "".join(letter + mark for letter, mark in zip("سيطرة", marks, strict=True))
    assert ["بعد", "سيطرة", "طالبان"] == [token.folded for token in tokens(f"بعد {word} طالبان")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("نسبة 3.5 في المئة", ["نسبة", "3.5", "في", "المئة"]),
        ("نزح ١٬٢٠٠٫٥ ألف", ["نزح", "1,200.5", "الف"]),
        ("خلال الـ24 ساعة", ["خلال", "ال", "24", "ساعة"]),
        ("قتل و500 أصيبوا", ["قتل", "و", "500", "اصيبوا"]),
        ("١٢هجوم", ["12", "هجوم"]),
        ("#هجوم_كابل", ["هجوم", "كابل"]),
        ("مقاتلات F16 أمريكية", ["مقاتلات", "F16", "امريكية"]),
        ("(أ.ف.ب)", ["ا", "ف", "ب"]),
        ("ـــ \u064b \0", []),
    ],
)
def test_words_and_numbers_are_told_apart(text, words):
    """Numbers keep their separators; Arabic letters, digits and Latin words are tokens of their own."""
    assert words == [token.folded for token in tokens(text)]


def test_a_trailing_direction_mark_is_no_part_of_the_word():
    """Invisible marks around a word stay outside its offsets."""
    assert [Token(1, 5, "هجوم")] == list(tokens("\u200fهجوم\u200f"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("شن الجيش هجوما. وسقط قتلى.", ["شن الجيش هجوما.", "وسقط قتلى."]),
        ("ارتفعت 3.5 نقطة. ثم هبطت", ["ارتفعت 3.5 نقطة.", "ثم هبطت"]),
        ("من المسؤول؟ لا أحد!", ["من المسؤول؟", "لا أحد!"]),
        ("قال د. سامر إن (أ.ف.ب) نقلت الخبر. انتهى", ["قال د. سامر إن (أ.ف.ب) نقلت الخبر.", "انتهى"]),
        ("عنوان\n\nمتن الخبر", ["عنوان", "متن الخبر"]),
        ("نشرته example.com/news اليوم", ["نشرته example.com/news اليوم"]),
        ("بلغ العدد 20. وأضاف", ["بلغ العدد 20.", "وأضاف"]),
        ("قال «انتهى الأمر!» ثم خرج", ["قال «انتهى الأمر!»", "ثم خرج"]),
        ("سقط جرحى، ثم قتلى؛ وانسحبوا", ["سقط جرحى، ثم قتلى؛ وانسحبوا"]),
        (" . ... \n", []),
    ],
)
def test_sentences_end_where_readers_stop(text, expected):
    """Full stops inside numbers, initials and addresses end nothing; commas end only clauses."""
    assert expected == [text[start:end] for start, end in sentences(text)]


@given(ANY_TEXT)
def test_sentences_hold_every_word_once_and_in_order(text):
    """Sentences do not overlap, are trimmed, and leave no word out."""
    spans = sentences(text)
    assert spans == sorted(spans)
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(any(a <= token.start and token.end <= b for a, b in spans) for token in tokens(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ا" * 1_000_000, 1),
        ("\0" * 1_000_000, 0),
        ("\u064b" * 1_000_000, 0),
        ("ه" + "\u200f" * 1_000_000, 1),
        ("ا\u200f" * 300_000, 1),
        ("5." * 300_000, 1),
        ("." * 1_000_000, 0),
        ("aا" * 100_000, 200_000),
    ],
)
def test_a_million_of_anything_is_read_in_one_go(text, words):
    """Degenerate text is read in linear time: quadratic code would not end today."""
    assert words == sum(1 for _ in tokens(text))
    assert min(words, 1) == len(sentences(text))
