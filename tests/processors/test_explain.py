"""A keyword explains what it matches; what it says is what the matcher does."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.config.models import Keyword
from marsad.text import fold
from processors.explain import Explanation, Lemma, explain
from processors.homographs import homographs, idle_exclusions
from processors.keywords import KeywordMatcher

ATTACK = Keyword(key="هجوم", nouns=("هجمة",), verbs=("هجم", "هاجم"), past_only=("هجم",), derived=("مهاجم",))
CONTROL = Keyword(key="سيطرة")


def _lemma(explanation: Explanation, word: str) -> Lemma:
    (found,) = [lemma for lemma in explanation.lemmas if lemma.word == word]
    return found


def test_each_word_of_a_keyword_has_its_kind_its_level_and_its_source() -> None:
    """Nouns are strict, verbs of the event, agents of the family; given beats guessed."""
    (attack,) = explain(ATTACK)
    assert [
        ("هجوم", "noun", "strict", "the key"),
        ("هجمة", "noun", "strict", "given"),
        ("هجم", "verb", "event", "given"),
        ("هاجم", "verb", "event", "given"),
        ("مهاجم", "agent", "family", "given"),
    ] == [(each.word, each.kind, each.level, each.source) for each in attack.lemmas]


@pytest.mark.parametrize(
    ("key", "verb", "shape"),
    [("احتلال", "احتلّ", "افتعال"), ("محاربة", "حارب", "مفاعلة"), ("إخلاء", "أخلى", "إفعال")],
)
def test_an_inferred_verb_names_the_shape_it_was_inferred_from(key: str, verb: str, shape: str) -> None:
    """An operator judges a guess by its reason."""
    (found,) = explain(Keyword(key=key))
    assert f"inferred: «{fold(key)}» has the shape «{shape}»" == _lemma(found, verb).source


def test_verbs_are_shown_conjugated_and_nouns_declined() -> None:
    """A selection that reads like a grammar: persons of past and present, dual and plural, clitics apart."""
    (attack,) = explain(ATTACK)
    verb = _lemma(attack, "هاجم")
    assert {"هاجم", "هاجمت", "هاجموا", "هوجم", "يهاجم", "تهاجم", "يهاجمون", "سيهاجم"} <= set(verb.forms)
    assert not {"يهاجمي", "وهاجم"} & set(verb.forms)
    assert ("هجوم", "هجومان", "هجومين", "هجوما") == _lemma(attack, "هجوم").forms
    assert {"الهجوم", "وهجوم", "بهجوم", "للهجوم", "هجومها"} <= set(_lemma(attack, "هجوم").clitics)


def test_the_present_of_a_verb_that_is_past_only_is_left_out_and_told() -> None:
    """يهجم is seldom this attack."""
    (attack,) = explain(ATTACK)
    assert not [form for form in _lemma(attack, "هجم").forms if form.startswith("ي")]
    assert ["past_only: the present of «هجم» is mostly another word"] == [left.why for left in attack.left_out]


def test_broken_plurals_stand_with_their_noun_or_for_themselves() -> None:
    """Those of the shape belong to the noun they are made from; those given are words of the keyword."""
    (missile,) = explain(Keyword(key="صاروخ"))
    assert "صواريخ" in _lemma(missile, "صاروخ").broken
    (war,) = explain(Keyword(key="حرب", plurals=("حروب",)))
    assert "حروب" in {*_lemma(war, "حرب").broken, *(form for each in war.lemmas for form in each.forms)}


@pytest.mark.parametrize(
    ("keyword", "why", "word"),
    [
        (Keyword(key="تفجير", exclude=("فجر",)), "exclude «فجر»", "فجر"),
        (Keyword(key="صدود", verbs=("صد",)), "shorter than 3 letters, they say too many things", "صد"),
        (Keyword(key="كون", verbs=("كان",)), "particles, which are never verbs", "كانت"),
        (Keyword(key="دخول"), "likelier another word than one of its forms", "تدخل"),
        (Keyword(key="عودة"), "likelier a name of people or places than one of its forms", "عدن"),
        (Keyword(key="وصول"), "likelier a name of people or places than one of its forms", "فيصل"),
        (Keyword(key="ري"), "likelier a name of people or places than one of its forms", "فكري"),
        (Keyword(key="قيادة"), "likelier another word than one of its forms", "فقدت"),
    ],
)
def test_what_is_left_out_is_told_with_the_reason(keyword: Keyword, why: str, word: str) -> None:
    """And the matcher leaves it out indeed."""
    (found,) = explain(keyword)
    left = {each.why: each.words for each in found.left_out}
    assert word in left[why]
    assert () == KeywordMatcher([keyword]).hits("", word)


@pytest.mark.parametrize(
    ("keyword", "why"),
    [
        (Keyword(key="قصف", verbs=()), "verbs = []: no verb is looked for"),
        (Keyword(key="زلزال"), "no verb: the key has the shape of no verbal noun. Give verbs = [...] if there is one"),
        (Keyword(key="قصف", exclude=("زلزال",)), "exclude «زلزال» matches none of its forms. Remove it"),
    ],
)
def test_what_a_configuration_leaves_out_is_told(keyword: Keyword, why: str) -> None:
    """Without a list of words: there are none."""
    (found,) = explain(keyword)
    assert why in [each.why for each in found.left_out]


def test_each_word_of_a_phrase_is_explained() -> None:
    """A particle is matched as written."""
    first, preposition, second = explain(Keyword(key="تسلل إلى الحدود"))
    assert ("تسلل", "إلى", "حدود") == (first.key, preposition.key, second.key)
    assert ["as written"] == [each.kind for each in preposition.lemmas]
    assert [] == [
        left for each in (first, preposition, second) for left in each.left_out if left.why.startswith("no verb")
    ]


KEYS = ["هجوم", "سيطرة", "اعتداء", "وفاة", "قتل", "صد", "زيارة", "إيقاف", "استيلاء", "كارثة", "غزو", "مرور"]


@cache
def _explained(key: str) -> tuple[Explanation, KeywordMatcher]:
    keyword = Keyword(key=key, level="family")
    (found,) = explain(keyword)
    return found, KeywordMatcher([keyword])


@given(key=st.sampled_from(KEYS), data=st.data())
def test_every_form_that_is_shown_is_matched_at_its_level(key: str, data: st.DataObject) -> None:
    """What explain says is what the matcher does."""
    found, matcher = _explained(key)
    lemma = data.draw(st.sampled_from(found.lemmas))
    for word in (*lemma.forms, *lemma.broken, *lemma.clitics):
        (hit, *_) = matcher.hits("", word)
        assert (key, word) == (hit.keyword, hit.form)


@given(key=st.text(st.characters(min_codepoint=0x620, max_codepoint=0x652), min_size=1, max_size=6))
def test_any_key_is_explained(key: str) -> None:
    """Letters and marks in any order raise nothing."""
    assert explain(Keyword(key=key)) is not None


@pytest.mark.parametrize(
    ("expected", "keywords"),
    [
        ([], [ATTACK, CONTROL]),
        ([("كون", "يكون", None)], [Keyword(key="كون", verbs=("كان",), exclude=("تكون", "كانوا", "كنت"))]),
        ([("قتال", "قاتل", "قاتل")], [Keyword(key="قتال"), Keyword(key="قاتل", verbs=())]),
        ([], [Keyword(key="قتال", level="strict"), Keyword(key="قاتل", verbs=())]),
        ([], [Keyword(key="قتال", exclude=("قاتل",)), Keyword(key="قاتل", verbs=())]),
        ([], [Keyword(key="احتجاج"), Keyword(key="احتجاجات")]),
        ([], [Keyword(key="قتال"), Keyword(key="قاتل مأجور")]),
    ],
)
def test_homographs_are_words_that_belong_to_another_keyword_or_to_every_article(
    expected: list[tuple[str, str, str | None]], keywords: list[Keyword]
) -> None:
    """At each keyword's own level, exclusions counted; the plural of a noun is no homograph."""
    assert expected == [tuple(each) for each in homographs(keywords)]


def test_an_exclusion_that_excludes_nothing_is_idle() -> None:
    """Patterns with a star may be idle too; a form with proclitics is a form."""
    keyword = Keyword(key="تفجير", exclude=("فجر", "وفجر", "زلزال", "زل*", "تفجيري*"))
    assert ["زلزال", "زل*"] == list(idle_exclusions(keyword))


@pytest.mark.parametrize(("key", "tense", "verb"), [("إيجار", "past", "أجّر"), ("إبقاء", "present", "أبقى")])
def test_a_tense_that_is_left_to_another_verb_is_told(key: str, tense: str, verb: str) -> None:
    """The lexicon leaves أجرت to أجرى, and يبقى to بقي."""
    (explained,) = explain(Keyword(key=key))
    assert f"the {tense} of «{verb}» is mostly that of another verb" in [left.why for left in explained.left_out]
