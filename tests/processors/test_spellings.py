"""How else a newsroom may write a foreign name, and what is never spelled anew."""

from __future__ import annotations

import pytest

from marsad.config.models import Actor
from processors.actors import ActorTagger
from processors.names.spellings import respelled


def person(name: str, country: str, *spellings: str, kind: str = "person") -> Actor:
    return Actor(id=name, type=kind, country=country, names={"ar": spellings[0]}, aliases=spellings[1:])


MARKOV = person("per:markov", "UA", "سيرغي زيلماكوف")


@pytest.mark.parametrize("surface", ["سيرجي زيلماكوف", "سيرغي زيلمكوف", "سيرجي زيلماكف", "سيرغي زيلماكوف"])
def test_a_foreign_name_is_found_with_another_letter_for_g_or_a_vowel_less(surface: str) -> None:
    """One entry finds what newsrooms make of a name that is not Arabic."""
    mentions = ActorTagger((MARKOV,)).mentions("", f"قال {surface} إن بلاده باقية", None)
    assert [("per:markov", surface)] == [(each.actor, each.surface) for each in mentions]


def test_the_family_name_of_another_spelling_takes_up_the_person() -> None:
    """Whoever writes it so once writes it so again."""
    mentions = ActorTagger((MARKOV,)).mentions("", "قال سيرغي زيلمكوف إنه باق. وأضاف زيلمكوف", None)
    assert [("per:markov", "name"), ("per:markov", "coref")] == [(each.actor, each.kind) for each in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال مستشاره لاري كادلو إنه باق. وأضاف كادلو", ["per:kodlow", "per:kodlow"]),
        ("دعا الرئيس نيكولا ماردوف إلى الهدوء", ["per:mardov"]),
        ("قال الوزير عادل بن أحمد الجبوري إنه باق", ["per:adel"]),
        ("قال المرشح عبدالمنعم أبوالفتح إنه باق", ["per:abulfath"]),
        ("قال الرئيس رجب كورتاي إنه باق", ["per:recep"]),
        ("قال الوزير عادل سالم الجبوري إنه باق", ["new:عادل-سالم-الجبوري"]),
        ("قال الوزير عديل الجبوري إنه باق", ["new:عديل-الجبوري"]),
    ],
)
def test_a_known_person_is_found_under_a_name_that_no_entry_lists(text: str, expected: list[str]) -> None:
    """Other vowels and a middle name less of a foreign one, a father's name more, a space less; no more than that."""
    known = (
        person("per:kodlow", "US", "لاري كودلو"), person("per:adel", "SA", "عادل الجبوري"),
        person("per:abulfath", "EG", "عبد المنعم أبو الفتح"), person("per:recep", "TR", "رجب طيب كورتاي"),
        person("per:mardov", "BG", "نيكولاس ماردوف"),
    )  # fmt: skip
    assert expected == [each.actor for each in ActorTagger(known).mentions("", text, None)]


@pytest.mark.parametrize(
    "actor",
    [
        person("per:salem", "SY", "غانم سالمين"),  # in Arabic a letter more or less is another name
        person("per:alone", "RU", "لافروف"),  # one word is too little to tell
        person("grp:azov", "UA", "كتيبة آزوف", kind="armed_group"),
    ],
)
def test_only_whole_names_of_foreign_persons_are_spelled_anew(actor: Actor) -> None:
    """Arabic names, single words and what is no person stay as they are written."""
    assert [] == list(respelled((actor,)))


def test_a_spelling_that_names_somebody_is_left_to_him() -> None:
    """A configured name is given to nobody else."""
    both = (person("per:a", "RU", "ماريا سوكولوفا"), person("per:b", "UA", "ماريا سوكلوفا"))
    assert "ماريا سوكلوفا" not in dict(respelled(both))


def test_a_spelling_that_two_persons_would_share_is_given_to_neither() -> None:
    """Which of the two is meant nobody could tell."""
    both = (person("per:a", "RU", "ماريا سوكولوفا"), person("per:b", "UA", "ماريا سوكالوفا"))
    assert "ماريا سوكلوفا" not in dict(respelled(both))
