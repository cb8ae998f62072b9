"""Actors and places of title and lead join stories, as words do that every desk spells alike."""

from marsad.identity import word_number
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.window.index import NAMED_FROM, Index
from tests.processors_news import analysis

NAMES = {word_number("@grp:taliban"), word_number("@pl:faryab")}


def test_names_weigh_as_soon_as_the_window_tells_rare_ones():
    """A name weighs nothing in the first articles, and something when enough came that do not name it."""
    index, memory = Index(), PlainMemory()
    report = analysis(
        "https://a.example/base", "باغت مسلحون حامية جبلية قبل طلوع الشمس ودفع الجيش بتعزيزات إلى الولاية.",
        actors=("grp:taliban",), places=("pl:faryab",),
    )  # fmt: skip
    first = index.footprint(report)
    for n in range(NAMED_FROM):
        decide(analysis(f"https://b.example/{n}", "افتتح الوزير معرض الكتاب السنوي في العاصمة."), index, memory)
    later = index.footprint(report)

    assert NAMES.isdisjoint(first.words)
    assert set(later.words[: len(later.weights)]) >= NAMES
