"""The matcher finds every form of every keyword, at the right place, and nothing inside other words."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.config.models import Keyword
from marsad.text import fold
from processors.keywords import KeywordMatcher, words_of

ATTACK = Keyword(key="هجوم", verbs=("هاجم",))
CONTROL = Keyword(key="سيطرة")
CEASEFIRE = Keyword(key="وقف إطلاق النار")
SHIPPED = [
    Path(__file__).parents[2] / "config" / "keywords.d" / f"{name}.toml"
    for name in ("conflict", "disaster", "politics")
]


def found(text, *keywords, title="", extra=()):
    """Return (keyword, level, form) of every hit."""
    return [(hit.keyword, hit.level, hit.form) for hit in KeywordMatcher(keywords, extra).hits(title, text)]


def forms(text, *keywords):
    return [form for _, _, form in found(text, *keywords)]


def test_a_hit_says_what_stands_where():
    """Form and offsets are those of the text as given, marks included."""
    text = "شنت الحركة «هجومًا» واسعا ثم سـيـطرت على ﻫﺠﻮﻡ آخر"
    hits = KeywordMatcher([ATTACK, CONTROL]).hits("", text)
    assert ["هجومًا", "سـيـطرت", "ﻫﺠﻮﻡ"] == [hit.form for hit in hits]
    assert all(hit.form == text[hit.start : hit.end] for hit in hits)
    assert ["strict", "event", "strict"] == [hit.level for hit in hits]


def test_title_hits_come_before_text_hits_and_both_by_offset():
    """Order is title, then text, each from left to right of the string."""
    hits = KeywordMatcher([CONTROL, ATTACK]).hits("هجوم وسيطرة", "سيطرة ثم هجوم")
    assert [("title", "هجوم"), ("title", "سيطرة"), ("text", "سيطرة"), ("text", "هجوم")] == [
        (hit.field, hit.keyword) for hit in hits
    ]


def test_the_same_matcher_gives_the_same_hits_again():
    """What is remembered of a chunk does not depend on where it stood."""
    matcher = KeywordMatcher([ATTACK])
    first = matcher.hits("هجوم", "بعد هجوم و(هجوم) ثم هجوم")
    assert first == matcher.hits("هجوم", "بعد هجوم و(هجوم) ثم هجوم")
    assert 4 == len(first)


@pytest.mark.parametrize(
    ("word", "hit"),
    [
        ("وبسيطرتها", True),
        ("وسيسيطرون", True),
        ("مدينه", False),
        ("سيطرح", False),
        ("للسيطره", True),
        ("كالسيطرة", True),
        ("بالتسيطر", False),
        ("سيطر", True),
    ],
)
def test_clitics_count_only_where_grammar_allows_them(word, hit):
    """A proclitic is looked through only if the ending takes it."""
    assert hit == bool(found(word, CONTROL))


def test_hasty_spelling_of_ta_marbuta_is_found_and_nothing_more():
    """مدينه says مدينة; نصيبه says no نصيبة unless that is the keyword."""
    assert ["مدينه"] == forms("سقطت مدينه أخرى", Keyword(key="مدينة", verbs=()))
    assert [] == forms("نال نصيبه", Keyword(key="إصابة", verbs=()))


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("إنفاق", "الإنفاق على الأنفاق وانفاق آخر وأَنفاق", ["الإنفاق", "وانفاق"]),
        ("نفق", "أنفاق المدينة وإنفاقها والانفاق", ["أنفاق", "والانفاق"]),
        ("إبطال", "دوري الأبطال وإِبْطال القرار", ["وإِبْطال"]),
        ("انفجار", "إنفجار قرب السوق وأنفجار آخر", ["إنفجار", "وأنفجار"]),
        ("إعصار", "الأعاصير والإعصار", ["الأعاصير", "والإعصار"]),
    ],
)
def test_a_noun_with_one_hamza_is_not_the_noun_with_the_other(key, text, expected):
    """Whoever prints a hamza on the first alef means it; a plain alef stands for both, and ours may have none."""
    assert expected == forms(text, Keyword(key=key))


def test_a_verb_with_the_hamza_of_another_noun_is_the_verb():
    """«أصابه» reads like a hasty «إصابة», and is the verb."""
    assert [("إصابة", "event", "أصابه")] == found("أصابه الرصاص", Keyword(key="إصابة"))


def test_particles_are_no_verbs():
    """The words غير and بعد and حول have the letters of verbs and are none."""
    keywords = [Keyword(key=key) for key in ("تغيير", "تبعيد", "تحويل", "تمثيل")]
    assert [] == forms("وغير ذلك بعد الظهر حول المدينة مثل", *keywords)


def test_words_of_two_letters_are_found_only_where_they_are_the_key():
    """صدّ is a verb, but the two letters صد in print say too little, unless an operator wrote just them."""
    text = "صد هجوما وصدت آخر"
    assert [["وصدت"], ["صد", "وصدت"]] == [
        forms(text, Keyword(key="صدود", verbs=("صد",))),
        forms(text, Keyword(key="صد")),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#هجوم_كابل", ["هجوم"]),
        ("١٢هجوم", ["هجوم"]),
        ("قوات_الهجوم/هجوم", ["الهجوم", "هجوم"]),
        ("https://ar.example.com/هجوم-كابل", []),
        ("www.example.com/هجوم", []),
        ("example.com/هجوم/1", []),
        ("الهجوم(https://example.com/هجوم)", ["الهجوم"]),
        ("هجوم\u00a0واسع\nهجوم\tآخر", ["هجوم", "هجوم"]),
    ],
)
def test_addresses_are_not_said_but_hashtags_are(text, expected):
    """A URL's words are not the article's; a hashtag's are."""
    assert expected == forms(text, ATTACK)


def test_hits_keep_to_the_level_of_the_keyword():
    """At strict nouns are found, at event also verbs, at family agents; the narrowest level is reported."""
    text = "هجوم هاجم مهاجم"
    assert ["هجوم"] == forms(text, Keyword(key="هجوم", level="strict"))
    assert ["هجوم", "هاجم"] == forms(text, Keyword(key="هجوم", level="event"))
    assert [("هجوم", "strict", "هجوم"), ("هجوم", "event", "هاجم"), ("هجوم", "family", "مهاجم")] == found(
        text, Keyword(key="هجوم", level="family")
    )


def test_a_rule_may_ask_for_a_wider_level():
    """`extra` widens, never narrows."""
    text = "هجوم هاجم مهاجم"
    assert 3 == len(found(text, ATTACK, extra=[("هجوم", "family"), ("هجوم", "strict")]))
    assert 2 == len(found(text, ATTACK, extra=[("هجوم", "strict")]))


def test_the_first_of_two_keywords_with_one_key_counts():
    """A string of a rule that is already a keyword adds nothing."""
    assert ["هوجم"] == forms("هوجم", ATTACK, Keyword(key="هجوم", verbs=()))


def test_an_excluded_word_is_no_hit():
    """An exclusion holds for the word with its proclitics."""
    keyword = Keyword(key="مسلح", verbs=(), exclude=("المسلحة",))
    assert ["مسلحة"] == forms("القوات المسلحة والمسلحة وجماعة مسلحة", keyword)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اتفقوا على وقف إطلاق النار", ["وقف إطلاق النار"]),
        ("وقفا لإطلاق النار", ["وقفا لإطلاق النار"]),
        ("لوقف «إطلاق النار» فورا", ["لوقف «إطلاق النار"]),
        ("#وقف_إطلاق_النار", ["وقف_إطلاق_النار"]),
        ("وقف\u00a0إطلاق النار", ["وقف\u00a0إطلاق النار"]),
        ("(وقف)  - إطلاق  النار", ["وقف)  - إطلاق  النار"]),
        ("إطلاق وقف إطلاق النار ووقف النار وقف إطلاق النار", ["وقف إطلاق النار", "وقف إطلاق النار"]),
        ("وقف إطلاق سراح النار", []),
        ("وقف، إطلاق النار", []),
        ("وقف إطلاق\nالنار", []),
        ("وقف إطلاق والنار", []),
        ("إطلاق النار وقف", []),
        ("وقف إطلاق", []),
    ],
)
def test_a_phrase_is_its_words_in_a_row(text, expected):
    """Each word in any of its forms, nothing between but quotes; a comma, a line or و ends the phrase."""
    assert expected == forms(text, CEASEFIRE)


@pytest.mark.parametrize(
    ("key", "text", "form"),
    [
        ("هاتف ذكي", "انتشرت الهواتف الذكية", "الهواتف الذكية"),
        ("هاتف ذكي", "باع هاتفين ذكيين", "هاتفين ذكيين"),
        ("جهاز طبي", "وصلت أجهزة طبية", "أجهزة طبية"),
        ("مشروع جديد", "أطلق مشاريع جديدة", "مشاريع جديدة"),
        ("لقاح فعال", "اللقاحات الفعالة قليلة", "اللقاحات الفعالة"),
        ("غاز سام", "تسربت غازات سامة", "غازات سامة"),
        ("قطاع عام", "في القطاعات العامة", "القطاعات العامة"),
        ("حكم صعب", "إنها أحكام صعبة", "أحكام صعبة"),
    ],
)
def test_an_adjective_of_a_phrase_agrees_with_its_noun(key, text, form):
    """The plural of a thing takes the adjective in the feminine."""
    assert [form] == forms(text, Keyword(key=key))


def test_a_phrase_of_a_rule_is_a_keyword_like_any_other():
    """«خط الهجوم» finds inflected football, which a rule can then refuse."""
    phrase = Keyword(key="خط الهجوم")
    assert ["خط الهجوم", "وخط هجومه"] == forms("خط الهجوم وخط هجومه وخط الدفاع", phrase)
    assert [("خط الهجوم", "خط الهجوم"), ("هجوم", "الهجوم")] == [
        (keyword, form) for keyword, _, form in found("خط الهجوم", ATTACK, phrase)
    ]


def test_particles_and_numbers_inside_a_phrase_are_taken_literally():
    """«تسلل إلى» and «هجمات 11 سبتمبر» are phrases too."""
    assert ["تسللوا إلى"] == forms("تسللوا إلى المدينة", Keyword(key="تسلل إلى"))
    assert ["هجمات 11 سبتمبر"] == forms("ذكرى هجمات 11 سبتمبر", Keyword(key="هجوم 11 سبتمبر"))


def test_keywords_of_other_scripts_are_words_too():
    """A Latin name is found as a whole word."""
    assert ["HIMARS"] == forms("راجمات HIMARS وليس HIMARSX", Keyword(key="HIMARS"))


def test_a_status_is_worked_out_when_it_is_asked_for():
    """A search finds where keywords stand; what is said of each is read then, in any order, and is the same each time."""
    found = KeywordMatcher([ATTACK, CONTROL]).search("لا هجوم", "لم يقع هجوم. ولم تقع سيطرة")
    assert {"asserted"} == {hit.status for hit in found.hits}
    title, first, second = found.hits
    assert ["negated", "negated", "negated"] == [found.judged(hit).status for hit in (second, title, first)]
    assert found.judged(first) is found.judged(first)
    assert ("لم", 0) == (found.judged(first).cue, found.judged(first).cue_start)


def test_a_keyword_that_did_not_change_is_not_worked_out_again():
    """A reload costs what changed; how wide a keyword is does not change its forms, its nouns do."""
    wide, more = (
        CONTROL.model_copy(update={"level": "family"}),
        CONTROL.model_copy(update={"nouns": ("سيطرة", "هيمنة")}),
    )
    assert words_of(CONTROL) is words_of(Keyword(key="سيطرة"))
    assert words_of(CONTROL) is words_of(wide)
    assert words_of(CONTROL) != words_of(more)


def test_no_keywords_no_hits():
    """An empty configuration is sound."""
    assert () == KeywordMatcher([]).hits("هجوم", "سيطرة")


@pytest.mark.parametrize(
    "text",
    [
        "ا" * 1_000_000,
        "\0" * 100_000,
        "\u064b" * 100_000,
        "." * 100_000,
        "/" + "a." * 100_000,
        "هجوم،" * 20_000,
        "هجوم " * 20_000,
        "هجوم عام 2003 " * 5_000,
        "منع " * 20_000 + "هجوم",
    ],
)
def test_degenerate_text_is_read_in_one_go(text):
    """A megabyte of one word or without a space takes linear time: quadratic code would not end today."""
    assert text.count("هجوم") == len(KeywordMatcher([ATTACK]).hits("", text, date(2021, 7, 1)))


@given(st.text() | st.text(st.sampled_from("هجومسيطرةالنار وقف إطلاق،.\u064b\u200f\n #/")))
def test_any_text_is_read(text):
    """Never raises; every hit can be cut out, says its keyword, and stands in order."""
    hits = KEYWORDS.hits("", text)
    assert all(hit.form == text[hit.start : hit.end] for hit in hits)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
    assert KEYWORDS.keys(text) == {hit.keyword for hit in hits}
    assert all(fold(hit.form) for hit in hits)


@given(st.text(st.sampled_from("هجومسيطرةالنار وقف إطلاق،.\n")))
def test_what_is_remembered_of_chunks_changes_no_answer(text):
    """A process that lives for months meets every misspelling there is, and begins to remember anew."""
    forgetful = KeywordMatcher([ATTACK, CONTROL, CEASEFIRE], most_chunks=2)
    assert KEYWORDS.hits("", text) == forgetful.hits("", text) == forgetful.hits("", text)
    assert KEYWORDS.keys(text) == forgetful.keys(text)


@given(st.lists(st.sampled_from(["هجوم", "الهجوم", "سيطرت", "مدينة", "كابل،", "وقف إطلاق النار"]), max_size=12))
def test_hits_of_a_text_are_those_of_its_words(words):
    """A word is a hit or not by itself, wherever it stands."""
    expected = [word for word in words if word in ("هجوم", "الهجوم", "سيطرت", "وقف إطلاق النار")]
    assert expected == [hit.form for hit in KEYWORDS.hits("", " ، ".join(words))]


KEYWORDS = KeywordMatcher([ATTACK, CONTROL, CEASEFIRE])


def shipped():
    tables = [table for path in SHIPPED for table in tomllib.loads(path.read_text("utf-8"))["keyword"]]
    return [Keyword.model_validate(table, strict=False) for table in tables]


def test_the_shipped_keywords_are_many_and_distinct():
    """The default configuration covers conflict, disaster and politics, each key once."""
    keys = [keyword.key for keyword in shipped()]
    assert len(keys) >= 60
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("استولى المسلحون على البلدة وسقط قتلى وجرحى", {"استيلاء", "مسلح", "سقوط", "قتيل", "جريح"}),
        ("اغتيل القيادي بعبوة ناسفة فيما قُصفت الأحياء بالصواريخ", {"اغتيال", "عبوة", "قصف", "صاروخ"}),
        ("احتُجز الرهائن واقتحمت القوات المبنى", {"رهينة", "اقتحام"}),
        ("ضربت زلازل وفيضانات المنطقة واندلعت حرائق", {"زلزال", "فيضان", "حريق"}),
        ("استقال الوزير وفُرضت عقوبات قبل الانتخابات", {"استقالة", "عقوبات", "انتخابات"}),
        ("تظاهر الآلاف واعتقلت الشرطة محتجين", {"مظاهرة", "اعتقال"}),
        ("أسفرت الغارات عن ضحايا ونزح السكان", {"غارة", "ضحية", "نزوح"}),
        ("انفجر لغم وفجّر انتحاري نفسه", {"انفجار", "لغم", "انتحاري"}),
        ("أصيب جندي برصاص والهدنة انهارت", {"إصابة", "هدنة", "انهيار"}),
        ("مع طلوع الفجر استقلّ الركاب السفينة على ضفاف الأنهار ونال كل نصيبه", set()),
        ("زار وزير خارجية غينيا عائلته وأسرته وقال إن صوتها عذب", set()),
    ],
)
def test_the_shipped_keywords_find_news_and_leave_homographs(text, keys):
    """Dawn is no explosion, a share no injury, boarding no resignation, families no captives."""
    assert keys == {hit.keyword for hit in SHIPPED_MATCHER.hits("", text)}


SHIPPED_MATCHER = KeywordMatcher(shipped())
