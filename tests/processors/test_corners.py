"""Rare ways through the Arabic engine, one each: what a long life or an odd text brings."""

from datetime import date

import pytest

from marsad.config.models import Actor, Keyword
from marsad.identity import word_number
from marsad.memo import Memo
from marsad.records import Footprint
from marsad.text import Token, tokens
from processors.actors import ActorTagger
from processors.keywords import KeywordMatcher
from processors.morphology import expand
from processors.names.aliases import AliasIndex, Layer, Sense
from processors.names.coreference import Found, theatre
from processors.stories import Stories
from processors.window.shared_words import POSTINGS
from tests.processors_news import START


def test_lone_marks_are_no_words():
    """A tatweel drawn as a line, or a mark on nothing, is decoration."""
    assert [Token(5, 9, "هجوم")] == list(tokens("ـ َـ هجوم"))


def test_a_memory_is_emptied_before_it_grows_without_bound():
    """A process that lives for months meets every misspelling there is; its answers stay the same."""
    asked: list[str] = []
    lengths = Memo(lambda word: asked.append(word) or len(word), most=2, longest=5)

    assert [4, 3, 4, 5, 4] == [lengths[word] for word in ("هجوم", "قصف", "هجوم", "غارات", "هجوم")]
    assert ["هجوم", "قصف", "غارات", "هجوم"] == asked
    assert 8 == lengths["الاقتحام"]
    assert len(lengths) <= 2
    assert "الاقتحام" not in lengths


def test_a_form_given_twice_is_one_form():
    """An operator repeats the key among its nouns."""
    once = expand(Keyword(key="هجوم", nouns=("هجوم",)))

    assert once.strict == expand(Keyword(key="هجوم", nouns=("هجوم", "هجوم"), derived=("هجوم",))).strict


def test_a_defective_noun_is_found_with_and_without_its_ya():
    """قاضٍ is written قاض without article and القاضي with it."""
    hits = KeywordMatcher([Keyword(key="قاضٍ")]).hits("", "اغتيل قاض في المدينة وقال القاضي الآخر إنه تلقى تهديدا")

    assert ["قاض", "القاضي"] == [hit.form for hit in hits]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("وقعت قبل سنوات هجمات مماثلة في المنطقة.", "recalled"),
        ("قال إنه إذا انسحبت القوات لكن المسلحين سيطروا على البلدة.", "asserted"),
        ("كادت أن تنتهي الهدنة ثم إن القوات سيطرت على البلدة.", "asserted"),
        ("قتل من كاد الذي يسيطر على البلدة يهزمه.", "asserted"),
        ("انتهت الحملة لكن للسيطرة على البلدة ثمنا.", "asserted"),
    ],
)
def test_a_cue_reaches_no_further_than_its_clause(text, status):
    """A word that stops a clause stops the cue before it."""
    hits = KeywordMatcher([Keyword(key="هجوم", plurals=("هجمات",)), Keyword(key="سيطرة")]).hits(
        "", text, date(2026, 7, 1)
    )

    assert [status] == [hit.status for hit in hits]


def test_phrases_without_words_and_endless_words_say_nothing():
    """A misplaced "!!" among the aliases, and a page of one letter."""
    index = AliasIndex()
    index.add("!!", Sense(Layer.NAME, "grp:x"))
    index.add("داعش", Sense(Layer.NAME, "grp:isis"))

    assert index.word("داعش").alone
    assert not index.word("ا" * 500).alone
    assert not index.word("مدينة").alone


def test_a_state_that_speaks_in_a_headline_is_an_actor():
    """«إيران: لن نتراجع» is said by a state; «بيروت - » is a dateline."""
    tagger = ActorTagger([])

    assert [("state:IR", "actor")] == [(m.actor, m.role) for m in tagger.mentions("إيران: لن نتراجع", "", None)]
    assert ["place"] == [m.role for m in tagger.mentions("", "بيروت - أعلنت مصادر محلية انتهاء المفاوضات.", None)]
    dateline = "دبي، الإمارات العربية المتحدة (وكالة الميثاق) -- أعلنت مصادر محلية انتهاء المفاوضات."
    assert {"place"} == {m.role for m in tagger.mentions("", dateline, None)}


def test_an_office_of_somebody_without_a_country_is_nobodys_government():
    """إدارة فلان is a government only where we know of which state."""
    person = Actor.model_validate({"id": "per:x", "type": "person", "names": {"ar": "سالم الحكيمي"}})
    found = ActorTagger([person]).mentions("", "قالت إدارة سالم الحكيمي إنها تدرس القرار.", None)

    assert ["per:x"] == [mention.actor for mention in found]


def test_a_title_belongs_to_the_next_person_only_when_near():
    """«الرئيس الروسي» whose name does not follow is an office of its own; a person named lines later bears no title of his."""
    person = Actor.model_validate({"id": "per:x", "type": "person", "names": {"ar": "سالم الحكيمي"}})
    text = (
        "أعلن الرئيس الروسي أن بلاده ستشارك في الاجتماع الذي يعقد غدا في جنيف بحضور عشرين دولة. وسيتحدث سالم الحكيمي."
    )
    found = ActorTagger([person]).mentions("", text, None)

    assert ["gov:RU", "per:x"] == [mention.actor for mention in found if mention.role == "actor"]


def test_a_comparison_is_no_ministry():
    """«كالخارجية الروسية» after another ministry compares; the short form is trusted behind و ف ل ب only."""
    assert () == ActorTagger([]).mentions("", "هيئات كالخارجية الروسية", None)


@pytest.mark.parametrize("code", ["AF", "GB", "US", "BA", "ZA", "CF", "AE", "SA", "VA", "KP", "TL", "PG"])
def test_every_state_has_a_readable_army(code):
    """Labels of composed ids are Arabic words, whatever kind of adjective a state has."""
    label = ActorTagger([]).label(f"mil:{code}")

    assert label != f"mil:{code}"
    assert all(not char.isascii() or char == " " for char in label)


def test_the_theatre_is_the_clear_first_or_none():
    """Two states named as often as each other: the bare «الجيش» is nobody's."""
    named = [
        Found(0, n, n, "", f"state:{code}", "name", Layer.STATE, code)
        for n, code in enumerate(["IR", "IQ", "IR", "IQ", "IR"])
    ]

    assert ("IR", "") == (theatre(named), theatre(named[:4]))


def test_a_word_between_title_and_name_does_not_part_them():
    """«الرئيس الروسي الجديد فلان» is one person, and no government beside him."""
    person = Actor.model_validate({"id": "per:x", "type": "person", "names": {"ar": "سالم الحكيمي"}})
    found = ActorTagger([person]).mentions("", "أعلن الرئيس الروسي الجديد سالم الحكيمي موقفه من المفاوضات.", None)

    assert ["per:x"] == [mention.actor for mention in found]


def test_a_word_of_more_articles_than_are_kept_leaves_with_them():
    """Postings are cut at their bound; what was cut is not missed when the window moves on."""
    stories = Stories()
    prints = [
        Footprint(
            article=str(n),
            revision="r",
            at=START,
            words=(word_number("بعقوبة"), word_number("مدينة")),
            weights=(255,),
        )
        for n in range(POSTINGS + 5)
    ]
    for position, footprint in enumerate(prints):
        stories.add(position, footprint, "s")
    for position, footprint in enumerate(prints):
        stories.remove(position, footprint)

    assert (0, 0) == (len(stories), len(stories._rows))
