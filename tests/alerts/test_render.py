"""What people and programs read of an alert."""

import json
import re
import unicodedata
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.render import card, highlighted, payload, publishers, window
from tests.alerts.samples import KABUL, NAMES, SENTENCE, START, alert

RLM, FSI, PDI = "\u200f", "\u2068", "\u2069"
FORBIDDEN = set("\u200e\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067")

HOSTILE = [
    "طالبان \u202eتسيطر\u202c على كابل",
    "\u2069\u2069خروج من العزل\u2066",
    "سطر أول\nسطر ثانٍ\r\nBcc: all@example.org",
    "فقرة\u2029وسطر\u2028جديد",
    "<script>alert(1)</script>هجوم",
    "&lt;b&gt;عاجل&lt;/b&gt;",
    "{0.__class__} {alert} %s %(title)s",
    "CNN: طالبان تسيطر",
    "📍 كابل",
    "@everyone <!channel>",
    "\x1b[31mأحمر\x1b[0m\x07",
    "\u200fمسبوق بعلامة\u200e",
    "هجوم 5 < 6",
    "ا" * 5000,
    "",
]


def shown(made):
    return card(made, label=lambda name: NAMES.get(name, name), zone=KABUL)


def bare(text):
    """Return text without our own direction marks."""
    return text.translate({ord(mark): None for mark in (RLM, FSI, PDI)})


def test_a_card_says_what_who_where_and_how_many():
    """Line by line, as an operator reads it on a terminal."""
    assert [
        "مرتفع · سيطرة على مدينة · جديد",
        "طالبان تسيطر على جلال آباد",
        "أعلنت الحركة، الأحد، *سيطرتها* على مدينة جلال آباد دون قتال",
        "الجهات: حركة طالبان",
        "الأماكن: جلال آباد",
        "3 ناشرين: وكالة المشرق، الأفق، المدار",
        "نُشر 2021-08-15 18:35 · رُصد 2021-08-15 18:36",
        "https://wakala.example/news/17",
        "التنبيه a1 · القصة s1",
    ] == bare(shown(alert())).split("\n")


def test_whatever_came_from_outside_is_isolated():
    """Headline, sentence, names, dates, address, ids: each keeps its own direction."""
    lines = shown(alert()).split("\n")

    assert f"{RLM}مرتفع · {FSI}سيطرة على مدينة{PDI} · جديد" == lines[0]
    assert f"{RLM}{FSI}طالبان تسيطر على جلال آباد{PDI}" == lines[1]
    assert f"{RLM}الجهات: {FSI}حركة طالبان{PDI}" == lines[3]
    assert f"{RLM}3 ناشرين: {FSI}وكالة المشرق{PDI}، {FSI}الأفق{PDI}، {FSI}المدار{PDI}" == lines[5]
    assert f"{RLM}نُشر {FSI}2021-08-15 18:35{PDI} · رُصد {FSI}2021-08-15 18:36{PDI}" == lines[6]
    assert f"{RLM}{FSI}https://wakala.example/news/17{PDI}" == lines[7]
    assert f"{RLM}التنبيه {FSI}a1{PDI} · القصة {FSI}s1{PDI}" == lines[8]


@pytest.mark.parametrize(
    ("severity", "word"), [("critical", "حرِج"), ("high", "مرتفع"), ("medium", "متوسط"), ("low", "للعلم")]
)
def test_the_severity_leads(severity, word):
    assert shown(alert(severity=severity)).startswith(f"{RLM}{word} · ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "updated"}, "تحديث"),
        ({"reason": "spread"}, "انتشار"),
        ({"reason": "escalated"}, "تصعيد"),
        ({"status": "prevented"}, "جديد · أُحبط"),
        ({"status": "negated"}, "جديد · منفي"),
        ({"status": "recalled"}, "جديد · استذكار حدث سابق"),
    ],
)
def test_the_first_line_ends_with_what_is_special(changes, words):
    """A negated or foiled event says so at once."""
    assert shown(alert(**changes)).split("\n")[0].endswith(f" · {words}")


def test_what_is_unknown_leaves_no_empty_line():
    made = alert(sentence="", marks=(), actors=(), places=(), families=(), publisher="", published=None, url="")

    assert [
        "مرتفع · سيطرة على مدينة · جديد",
        "طالبان تسيطر على جلال آباد",
        "لا ناشرين",
        "رُصد 2021-08-15 18:36",
        "التنبيه a1 · القصة s1",
    ] == bare(shown(made)).split("\n")


def test_a_date_nobody_believes_is_not_shown():
    """Neither on the card nor to programs."""
    made = alert(published=START + timedelta(days=400))

    assert "نُشر" not in shown(made)
    assert payload(made)["published"] is None


def test_more_names_than_fit_are_counted():
    families = tuple(f"outlet-{number}" for number in range(12))

    assert "12 ناشراً: outlet-0، outlet-1، outlet-2، outlet-3، outlet-4، +7" in bare(
        shown(alert(families=families))
    ).split("\n")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "لا ناشرين"),
        (1, "ناشر واحد"),
        (2, "ناشران"),
        (3, "3 ناشرين"),
        (10, "10 ناشرين"),
        (11, "11 ناشراً"),
        (99, "99 ناشراً"),
        (100, "100 ناشر"),
        (101, "101 ناشر"),
        (102, "102 ناشر"),
        (103, "103 ناشرين"),
        (110, "110 ناشرين"),
        (111, "111 ناشراً"),
        (200, "200 ناشر"),
    ],
)
def test_the_noun_agrees_with_the_number(count, words):
    """CLDR's six forms of Arabic."""
    assert words == publishers(count)


@given(st.one_of(st.text(), st.sampled_from(HOSTILE)), st.one_of(st.text(), st.sampled_from(HOSTILE)))
def test_no_text_from_outside_reorders_a_card_or_adds_a_line(title, name):
    """Wherever it stands: headline, sentence, rule, actor, publisher, address."""
    made = alert(title=title, name=name, sentence=title, marks=((0, 3),), actors=(name,), families=(title,), url=title)
    text = card(made, label=lambda each: each, zone=KABUL)
    lines = text.split("\n")

    assert all(line.startswith(RLM) and line.count(RLM) == 1 for line in lines)
    assert len(lines) <= 9
    assert text.splitlines() == lines
    assert not FORBIDDEN & set(text)
    assert not {char for char in text if unicodedata.category(char) == "Cc"} - {"\n"}
    for line in lines:
        assert re.fullmatch(f"{RLM}([^{FSI}{PDI}]|{FSI}[^{FSI}{PDI}]+{PDI})+", line)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_headline_keeps_its_words_at_most(title):
    """No markup, no template is carried out, no more than 300 characters."""
    line = bare(shown(alert(title=title, sentence=""))).split("\n")[1]

    assert len(line) <= 300
    assert "<" not in line.replace("5 < 6", "")
    assert "class '" not in line


@given(st.one_of(st.text(), st.sampled_from(HOSTILE)))
def test_the_payload_is_json_whose_marks_lie_inside_the_sentence(text):
    """Whatever the texts are."""
    made = alert(title=text, sentence=text, marks=((0, 2), (5, 9), (3, 1), (-4, 2), (10**6, 10**6 + 1)), url=text)
    told = json.loads(msgspec.json.encode(payload(made)))

    assert told["url"] == "" or told["url"].startswith(("http://", "https://"))
    assert all(0 <= start < end <= len(told["sentence"]) for start, end in told["marks"])
    assert not FORBIDDEN & set(told["title"] + told["sentence"])


def test_the_payload_has_every_key_the_page_documents():
    """docs/webhook.md is the promise."""
    start = SENTENCE.index("سيطرتها")

    assert {
        "id": "a1",
        "reason": "opened",
        "rule": {"id": "takeover", "name": "سيطرة على مدينة"},
        "severity": "high",
        "story": "s1",
        "into": "",
        "title": "طالبان تسيطر على جلال آباد",
        "url": "https://wakala.example/news/17",
        "publisher": "wakala",
        "families": ["wakala", "ufuq", "madar"],
        "sentence": SENTENCE,
        "marks": [[start, start + 7]],
        "status": "asserted",
        "actors": ["grp:taliban"],
        "places": ["pl:jalalabad"],
        "within": ["af"],
        "events": [],
        "at": "2021-08-15T14:05:00+00:00",
        "published": "2021-08-15T14:05:00+00:00",
        "seen": "2021-08-15T14:06:00+00:00",
    } == payload(alert())


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//news.example/x", "file:///etc/passwd"])
def test_only_web_addresses_are_handed_on(url):
    """They end up as links in other people's windows."""
    assert payload(alert(url=url))["url"] == ""


@given(
    st.text("سيطرةعلى ابج ", min_size=1, max_size=300),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=4),
    st.integers(40, 320),
)
def test_a_window_is_short_enough_and_its_marks_mark_the_same_words(sentence, marks, limit):
    """Marks are kept in order, and the first one is lost only when it is longer than the window."""
    sound = sorted(mark for mark in marks if mark[0] < mark[1] <= len(sentence))

    piece, kept = window(sentence, marks, limit)

    assert len(piece) <= limit
    assert piece.strip("…") in sentence
    texts = [sentence[start:end] for start, end in sound]
    assert all(piece[start:end] in texts for start, end in kept)
    if sound and sound[0][1] - sound[0][0] <= limit - 2:
        assert texts[0] == piece[slice(*kept[0])]


def test_a_long_sentence_is_cut_at_words_around_the_match():
    sentence = "قال المتحدث " * 40 + "إن القوات سيطرت على المطار " + "وفق البيان " * 40
    start = sentence.index("سيطرت")

    piece, ((a, b),) = window(sentence, ((start, start + 5),), 60)

    assert piece[a:b] == "سيطرت"
    assert len(piece) <= 60
    assert piece[0] == piece[-1] == "…"
    assert set(piece.strip("…").split()) <= set(sentence.split())


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((), "وسيطرت القوات، ثم انسحبت"),
        (((1, 6),), "*وسيطرت* القوات، ثم انسحبت"),
        (((0, 6), (7, 13)), "*وسيطرت* *القوات*، ثم انسحبت"),
        (((1, 3), (4, 6)), "*وسيطرت* القوات، ثم انسحبت"),
        (((18, 24),), "وسيطرت القوات، ثم *انسحبت*"),
    ],
)
def test_stars_stand_around_whole_words(marks, expected):
    """A star inside a word would tear its letters apart."""
    assert expected == highlighted("وسيطرت القوات، ثم انسحبت", marks)
