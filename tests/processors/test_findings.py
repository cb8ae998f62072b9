"""What an article says of keywords: hits are made when a rule asks, in the order of the article."""

from marsad.config.models import Keyword
from marsad.records import Article, Hit
from processors.document import Document
from processors.findings import findings_of
from processors.keywords import KeywordMatcher
from tests.contract.stores import DAY

ATTACK = Keyword(key="هجوم")
CONTROL = Keyword(key="سيطرة")

TITLE = "قتلى في هجوم على ثكنة"
TEXT = "أعلن الجيش سيطرته على التلة. وصد هجوما ثانيا. ولم يعلق أحد على هجوم الفجر."


def _found():
    return KeywordMatcher([ATTACK, CONTROL]).search(TITLE, TEXT)


def _document():
    return Document(
        Article(id="a", revision="r", url="https://a.example/1", seen=DAY, title=TITLE, text=TEXT), _found()
    )


def test_hits_of_a_keyword_come_in_the_order_of_the_article():
    """The title first, then the text by offset; asked twice they are the same."""
    found = _found()

    assert [("title", 8), ("text", 33), ("text", 63)] == [(hit.field, hit.start) for hit in found.of(ATTACK.key)]
    assert found.of(ATTACK.key) is found.of(ATTACK.key)
    assert () == found.of("زلزال")


def test_all_hits_are_those_of_each_keyword():
    """By field and offset, whichever keyword."""
    found = _found()

    assert [hit.start for hit in found.hits] == [8, 11, 33, 63]
    assert {id(hit) for hit in found.hits} == {id(hit) for key in (ATTACK.key, CONTROL.key) for hit in found.of(key)}


def test_a_zone_says_the_keywords_that_stand_in_it():
    """Title, lead and text by themselves; the text includes its lead, no zone means anywhere."""
    document = _document()

    assert {ATTACK.key} == document.keywords_in(("title",))
    assert {ATTACK.key, CONTROL.key} == document.keywords_in(("lead",))
    assert {ATTACK.key, CONTROL.key} == document.keywords_in(("text",))
    assert {ATTACK.key, CONTROL.key} == document.keywords_in(())


def test_what_is_said_behind_the_lead_is_not_in_it():
    """The lead ends with the second sentence."""
    text = "ساد الهدوء. ولم يحدث شيء. ثم وقع هجوم."
    found = KeywordMatcher([ATTACK]).search("مساء هادئ", text)
    document = Document(Article(id="a", revision="r", url="https://a.example/1", seen=DAY, title="", text=text), found)

    assert frozenset() == document.keywords_in(("title", "lead"))
    assert {ATTACK.key} == document.keywords_in(("text",))


def test_hits_that_are_there_keep_their_status():
    """Given hits are returned as they are."""
    hit = Hit(keyword="هجوم", level="strict", form="هجوم", field="text", start=0, end=4, status="negated")

    found = findings_of([hit])
    assert hit is found.judged(found.of("هجوم")[0])
