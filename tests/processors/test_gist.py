"""What title and lead tell is found by analysing; an analysis of an earlier version is decided alike."""

import msgspec
import pytest
from msgspec.structs import replace

from marsad.identity import word_number
from marsad.records import Analysis
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.gist import gist, with_gist
from processors.terms import unpacked
from processors.window.index import NAMED_FROM, Index
from tests.processors.shipped import analysed
from tests.processors_news import analysis

TITLE = "طالبان تهاجم الجيش الأفغاني في قلعة ناو وتدمر 25 آلية"
TEXT = "هاجم مسلحو حركة طالبان مدينة قلعة ناو في ولاية بادغيس. وقال الجيش الأفغاني إنه صد الهجوم بعد ساعات من القتال."


@pytest.fixture(scope="module")
def known() -> Index:
    """A window that holds articles enough to tell rare names."""
    index, memory = Index(), PlainMemory()
    for n in range(NAMED_FROM):
        decide(analysis(f"https://b.example/{n}", "افتتح الوزير معرض الكتاب السنوي في العاصمة."), index, memory)
    return index


def test_an_analysis_says_what_title_and_lead_tell():
    """Whom they name, where, and who did what to whom; also after it was written to a log and read back."""
    found = analysed(TITLE, TEXT)
    read = msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Analysis)

    assert gist(found) == found.gist == read.gist
    assert "grp:taliban" in found.gist.actors
    assert (("25",), ("attack grp:taliban mil:AF",)) == (found.gist.headline, found.gist.deeds)
    assert {word_number(f"@{each}") for each in (*found.gist.actors, *found.gist.places)} == set(
        unpacked(found.gist.names).words.tolist()
    )


def test_an_analysis_of_an_earlier_version_is_decided_alike(known):
    """Without a gist what it would be is found by deciding."""
    found = analysed(TITLE, TEXT)

    assert known.footprint(found) == known.footprint(replace(found, gist=None))
    assert known.footprint(found).actors == found.gist.actors


def test_no_word_is_twice_where_a_name_has_the_number_of_a_word(known):
    """Of half a million words and names some share their number: the word of the text counts."""
    both = "@pl:town1700", "كلمة2397"
    assert word_number(both[0]) == word_number(both[1])
    said = with_gist(analysis("https://a.example/1", f"زار الوزير {both[1]} صباحا", places=("pl:town1700", "pl:homs")))

    words = known.footprint(said).words
    assert [1, 1] == [words.count(word_number(each)) for each in (both[0], "@pl:homs")]
