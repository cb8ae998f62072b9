"""Title and lead name people and places of the news; a line that says who tells, and from where, names none."""

import pytest
from msgspec.structs import replace

from marsad.records import Analysis, Mention
from processors.credited import named
from tests.processors_news import analysis

TYPES = {"media": "media", "pl": "place", "state": "state", "grp": "armed_group"}


def told(text: str, *names: tuple[str, str], title: tuple[str, ...] = ()) -> Analysis:
    """What is said of a text in which each of `names`, an id and how it is written, stands once."""
    found = [
        Mention(
            actor=id_, type=TYPES[id_.split(":")[0]], role="place" if id_.startswith(("pl:", "state:")) else "actor",
            kind="name", surface=surface, field="text", start=text.index(surface), end=text.index(surface) + len(surface),
        )
        for id_, surface in names
    ]  # fmt: skip
    said = analysis("https://a.example/1", text, places=title)
    return replace(said, mentions=(*said.mentions, *found), lead_end=len(text))


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (
            "دبي، الإمارات (رويترز) -- هاجمت طالبان حامية في فارياب",
            [("pl:dubai", "دبي"), ("state:AE", "الإمارات"), ("media:reuters", "رويترز"), ("grp:taliban", "طالبان"), ("pl:faryab", "فارياب")],
            (("grp:taliban",), ("pl:faryab",)),
        ),
        (
            "سانا - حمص: دوت انفجارات في تدمر",
            [("media:sana", "سانا"), ("pl:homs", "حمص"), ("pl:palmyra", "تدمر")],
            ((), ("pl:palmyra",)),
        ),
        (
            "حمص: دوت انفجارات، بحسب سانا",
            [("pl:homs", "حمص"), ("media:sana", "سانا")],
            (("media:sana",), ("pl:homs",)),
        ),
        ("في حمص وتدمر دوت انفجارات", [("pl:homs", "حمص"), ("pl:palmyra", "تدمر")], ((), ("pl:homs", "pl:palmyra"))),
    ],
    ids=["desk before the agency", "agency before the desk", "agency named later", "no agency"],
)  # fmt: skip
def test_where_the_desk_of_an_agency_sits_is_no_place_of_the_news(text, names, expected):
    """The names in one row with the agency at the head of the text are left out, and no others."""
    assert expected == named(told(text, *names))


def test_a_title_names_places_of_the_news():
    """Whatever line heads the text."""
    line = told("دبي (رويترز) - قتل ثلاثة", ("pl:dubai", "دبي"), ("media:reuters", "رويترز"), title=("pl:dubai",))

    assert ((), ("pl:dubai",)) == named(line)


def test_names_behind_the_lead_do_not_count():
    """What the twentieth sentence names may be anything."""
    late = replace(told("دوت انفجارات في حمص", ("pl:homs", "حمص")), lead_end=4)

    assert ((), ()) == named(late)
