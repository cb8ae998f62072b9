"""What decided whether two articles are one story is said in one or two sentences."""

import pytest
from msgspec.structs import replace

from marsad.pairing import Pairing, measures, pairing, reasons
from marsad.ports import Source
from marsad.records import Footprint
from marsad.stores.archive import Kept
from processors.window.compared import Comparison, Texts, Words
from tests.contract.stores import minute

TEXTS = Texts(
    words=(60, 80), prints=(12, 16), shared=2, new=10, new_shared=1, hours=2.5, figures_differ=("مقتل 12 → 19 شخصا",),
    figures_agree=1, actors=(("per:nabil",), ("per:sami",)), places=((), ()), verdict=None, why="", apart=(),
)  # fmt: skip
WORDS = Words(story="s1", members=3, score=0.181, wanted=0.28, joins=False, apart=(), nearest="", nearest_score=0.0)
RELATED = replace(TEXTS, shared=11, verdict="copy", why="11 of 16 prints shared")


def kept(article, story, *, place=1, revision="r", forgotten=False, **rest):
    source = Source(
        article=article, url=f"https://{article}.example/1", title="خبر", publisher=article, family="",
        verdict=rest.pop("verdict", "new"), seen=minute(place), at=minute(place), **rest,
    )  # fmt: skip
    footprint = None if forgotten else Footprint(article=article, revision=revision, at=minute(place))
    return Kept(source, story, footprint, None, -1 if forgotten else place)


QUOTING = {"verdict": "contains", "of": "qna", "why": "holds 14 of the 15 prints of the shorter text"}


def told(later, texts=TEXTS, words=WORDS, story="s1"):
    return " / ".join(reasons(Pairing(kept("sana", story), later, Comparison(texts=texts, words=words), "")))


@pytest.mark.parametrize(
    ("says", "rest"),
    [
        (
            "related to the earlier one, copy: 9 of 10",
            {"verdict": "copy", "of": "sana", "why": "9 of 10 prints shared"},
        ),
        (
            "related to article qna of it, update: figures",
            {"verdict": "update", "of": "qna", "why": "figures differ: x"},
        ),
        ("words are near to it: 0.310, 0.28 joins", {"similarity": 0.31, "why": "joined by its words"}),
        (
            "joined by several signs: the story is young; its words are near to it: 0.223, 0.28 joins without",
            {"similarity": 0.223, "why": "joined by several signs: the story is young"},
        ),
        ("their stories were merged", {"why": "opened a story"}),
    ],
)
def test_why_two_articles_are_one_story(says, rest):
    """Related, related to another text of it, joined by words, or merged since."""
    assert says in told(kept("wafa", "s1", place=2, **rest))


def test_what_can_be_compared_no_more_is_told_as_it_was_decided():
    """The score is kept; what was wanted then hangs on the story as it was."""
    later = kept("wafa", "s1", place=2, similarity=0.31, why="joined by its words")

    assert reasons(Pairing(kept("sana", "s1"), later, None, "gone"))[0].endswith("words are near to it: 0.310")


def test_a_text_related_in_part_to_another_is_of_the_story_of_its_words():
    """It quotes an article of some story, and is on the event of this one."""
    near = replace(WORDS, score=0.412, joins=True, nearest="s1", nearest_score=0.412)

    assert "words are near to it: 0.412, 0.28 joins" in told(kept("wafa", "s1", place=2, **QUOTING), words=near)


@pytest.mark.parametrize(
    ("says", "texts", "words", "rest"),
    [
        ("share too few words in a row / By its words the later one is too far", TEXTS, WORDS, {}),
        ("kept apart: 2.5 hours lie between them", replace(RELATED, verdict=None, apart=("time",)), WORDS, {}),
        ("other actors (none in common: per:nabil | per:sami)", replace(RELATED, verdict=None, apart=("actors",)), WORDS, {}),
        ("next issue of a series", replace(RELATED, verdict=None, apart=("figures",)), WORDS, {}),
        ("of 10 new prints 1 are shared", replace(RELATED, verdict=None, apart=("old words",)), WORDS, {}),
        ("one publisher says a part", replace(RELATED, verdict=None, apart=("publisher",)), WORDS, {}),
        ("other places", replace(RELATED, verdict=None, apart=("places",)), WORDS, {}),
        ("several things at once", replace(RELATED, verdict=None), WORDS, {}),
        ("related by now, and were not when the later one came: copy", RELATED, WORDS, {}),
        ("another one was nearer to the later text / The later text took the story of article qna", RELATED, WORDS,
         {"verdict": "copy", "of": "qna", "why": "16 of 16 prints shared"}),
        ("The later text took the story of article qna", RELATED, WORDS, QUOTING),
        ("another story is nearer: s9, 0.500", RELATED,
         replace(WORDS, score=0.3, joins=True, nearest="s9", nearest_score=0.5), QUOTING),
        ("another story is nearer: s9, 0.500", TEXTS, replace(WORDS, score=0.3, joins=True, nearest="s9", nearest_score=0.5), {}),
        ("would join by now, and did not when it came: 0.300", TEXTS, replace(WORDS, score=0.3, joins=True, nearest="s1"), {}),
        ("is kept out: it names other places than the story", TEXTS, replace(WORDS, score=0.3, apart=("places",)), {}),
    ],
)  # fmt: skip
def test_why_two_articles_are_two_stories(says, texts, words, rest):
    """What keeps the texts apart, and what keeps the later one out of the story."""
    assert says in told(kept("wafa", "s2", place=2, **rest), texts, words)


def test_what_was_compared_is_told_in_eight_lines():
    """The numbers behind the sentences, with the first figure that differs."""
    lines = dict(measures(Comparison(texts=TEXTS, words=WORDS)))

    assert ["prints", "new", "figures", "actors", "places", "time", "words", "signs"] == list(lines)
    assert lines["prints"].startswith("2 shared, 17% of the 12")
    assert "1 differ, 1 agree: مقتل 12 → 19 شخصا" == lines["figures"]
    assert "neither names any" == lines["places"]
    assert lines["signs"].startswith("not weighed")


def test_how_likely_the_signs_make_it_is_told_with_those_that_speak_for_it():
    words = replace(WORDS, likelihood=0.412, signs="both name the same places")
    told_of_it = dict(measures(Comparison(texts=TEXTS, words=words)))["signs"]

    assert told_of_it == (
        "0.41 likely one event; 0.50 joins from a score of 0.17 on, below it 0.60 where another publisher wrote within half a day:"
        " both name the same places"
    )


def test_the_later_article_is_compared_in_its_first_revision_with_what_the_earlier_one_said_by_then():
    """In whichever order they are named; a revision that came afterwards plays no part."""
    earlier = [kept("sana", "s1", place=n, revision=f"r{n}") for n in (1, 3, 7)]
    later = [kept("wafa", "s2", place=n, revision=f"q{n}") for n in (5, 6)]

    for found in (pairing(earlier, later, []), pairing(later, earlier, [])):
        assert ("r3", "q5") == (found.earlier.footprint.revision, found.later.footprint.revision)
        assert "the earlier one had left the window of seven days" == found.missing


def test_what_is_forgotten_is_not_compared():
    """Deciding remembers for a week; what was decided is told all the same."""
    found = pairing([kept("sana", "s1", forgotten=True)], [kept("wafa", "s2", forgotten=True)], [])

    assert found.comparison is None
    assert "They are two stories; they cannot be compared" in reasons(found)[0]
