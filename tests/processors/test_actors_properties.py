"""What holds of mentions in any text whatever."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marsad.config.models import Actor
from processors.actors import ActorTagger
from processors.names.aliases import phrase_keys, splits
from processors.names.gazetteer import names

ACTORS = (
    Actor(id="grp:taliban", type="armed_group", names={"ar": "حركة طالبان"}, aliases=("طالبان",), class_=("الحركة",)),
    Actor(id="grp:houthis", type="armed_group", names={"ar": "جماعة الحوثي"}, aliases=("الحوثيون", "أنصار الله")),
    Actor(id="org:NATO", type="intl_org", names={"ar": "حلف شمال الأطلسي"}, aliases=("الناتو", "NATO")),
    Actor(id="per:joe-biden", type="person", country="US", names={"ar": "جو بايدن"}, aliases=("بايدن",)),
)
TAGGER = ActorTagger(ACTORS)
ALIASES = {actor.id: {phrase_keys(name) for name in names(actor)} for actor in ACTORS}
WORDS = st.sampled_from(
    [
        *(name for actor in ACTORS for name in names(actor)),
        *(
            "الحركة",
            "القوات",
            "قوات",
            "الروسية",
            "روسية",
            "الجيش",
            "الرئيس",
            "رئيس",
            "وزراء",
            "العراق",
            "سوريا",
            "واشنطن",
        ),
        *("دمشق", "في", "من", "على", "مع", "بين", "وحلب", "إدارة", "قالت", "أعلن", "وَطالبان", "للناتو", "وبايدن"),
        *("الخارجية", "«داعش»", "،", ".", ":", "و", "ف", "-", "\n", "😀", "\u200f", "ـــ"),
    ]
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=30).map(" ".join),
    st.lists(WORDS, max_size=30).map("".join),
    st.text(max_size=200),
    st.text(alphabet="اللحركةطبنوفبك \u0640\u064e\ufedf\ufefb\u200f،.\n" + string.ascii_letters, max_size=80),
)


@given(TEXTS, TEXTS)
@settings(max_examples=300)
@example("", "")
@example("و\u0640", "لل")
@example("\ufefbطالبان", "وﻻ")
def test_any_text_has_sound_mentions_in_order(title: str, text: str) -> None:
    """Spans lie inside their field, are cut from it, and come title first, then by offset."""
    found = TAGGER.mentions(title, text, None)
    fields = {"title": title, "text": text}
    for each in found:
        assert 0 <= each.start < each.end <= len(fields[each.field])
        assert each.surface == fields[each.field][each.start : each.end]
        assert each.type
        assert TAGGER.is_known(each.actor)
    assert sorted(found, key=lambda each: (each.field == "text", each.start)) == list(found)


@given(TEXTS)
@settings(max_examples=300)
def test_a_name_is_spelt_as_configured(text: str) -> None:
    """The span of a mention by name holds one of the actor's aliases and nothing more."""
    for each in TAGGER.mentions("", text, None):
        if each.kind == "name" and each.actor in ALIASES:
            first, *rest = phrase_keys(each.surface)
            # After ل the article has lost its alef: للناتو stands for ل + الناتو.
            spelt = {(first, *rest), ("ا" + first, *rest)}
            assert not spelt.isdisjoint(ALIASES[each.actor])


@given(st.sampled_from([name for actor in ACTORS for name in names(actor)]), st.sampled_from(["و", "ف", "ب", "ول"]))
def test_a_clitic_before_a_name_keeps_the_id_and_stays_outside(name: str, clitic: str) -> None:
    """«وطالبان» names whom «طالبان» names, one letter further on."""
    (bare,) = TAGGER.mentions("", name, None)
    (with_clitic,) = TAGGER.mentions("", clitic + name, None)
    assert (bare.actor, bare.start + len(clitic), bare.end + len(clitic)) == (
        with_clitic.actor,
        with_clitic.start,
        with_clitic.end,
    )


@given(st.permutations(ACTORS), st.lists(WORDS, max_size=30).map(" ".join))
def test_the_order_of_the_entries_does_not_matter(actors: list[Actor], text: str) -> None:
    """Entries with different names may stand in any order, in any file."""
    assert TAGGER.mentions("", text, None) == ActorTagger(actors).mentions("", text, None)


@given(st.text(alphabet="ولبكفاسمط", min_size=1, max_size=12))
def test_a_word_can_always_be_read_as_itself(word: str) -> None:
    """The first reading takes no clitic off, the others leave a stem behind theirs."""
    first, *others = splits(word)
    assert ("", word) == first
    for clitic, stem in others:
        assert clitic + stem == word or clitic + stem == word.replace("لل", "لال", 1)


def test_hostile_texts_end_and_find_nothing() -> None:
    """A megabyte of one letter, of one space, of a phrase that almost matches: no error, no mention."""
    for text in ("ا" * 1_000_000, "و" * 1_000_000, "ـ" * 1_000_000, "حركة" + " " * 1_000_000 + ".", "ول" * 500_000):
        assert () == TAGGER.mentions("", text, None)


@pytest.mark.slow
def test_many_titles_and_many_different_words_end() -> None:
    """Titles next to names and a hundred thousand different words are read in one pass."""
    assert () == TAGGER.mentions("", " ".join(f"كلمة{number:x}" for number in range(100_000)), None)
    titles = TAGGER.mentions("", "قال الرئيس الروسي إنه هنا. " * 20_000, None)
    assert 20_000 == len(titles)
    bearers = TAGGER.mentions("", "الرئيس الأميركي جو بايدن " * 20_000, None)
    assert {"per:joe-biden"} == {each.actor for each in bearers}
