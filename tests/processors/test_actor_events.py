"""Who did what to whom: each row is a construction of Arabic news."""

from __future__ import annotations

import pytest

from marsad.config.models import Actor
from marsad.records import Event, decode, encode
from processors.actors import ActorTagger


def actor(name: str, kind: str, *spellings: str) -> Actor:
    return Actor(id=name, type=kind, names={"ar": spellings[0]}, aliases=spellings[1:])


TAGGER = ActorTagger(
    (
        actor("grp:taliban", "armed_group", "حركة طالبان", "طالبان"),
        actor("grp:isis", "armed_group", "تنظيم داعش", "داعش"),
        actor("grp:houthis", "armed_group", "ميليشيات الحوثي", "الحوثيين", "الحوثيون"),
        actor("org:arab-coalition", "intl_org", "التحالف العربي"),
        actor("media:channel", "media", "قناة النخيل"),
        actor("per:salem", "person", "سالم الراوي"),
    )
)


def told(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return the events of a text as (event, source, target)."""
    return [(each.event, each.source, each.target) for each in TAGGER.read("", text, None)[1]]


@pytest.mark.parametrize(
    ("text", "event", "source", "target"),
    [
        ("هاجمت طالبان بلدة حدودية", "attack", "grp:taliban", None),
        ("شنت طالبان هجوما على تنظيم داعش", "attack", "grp:taliban", "grp:isis"),
        ("وقع هجوم لطالبان على المدينة", "attack", "grp:taliban", None),
        ("الهجوم الذي شنته طالبان أمس", "attack", "grp:taliban", None),
        ("وقع هجوم من قبل تنظيم داعش", "attack", "grp:isis", None),
        ("قصفت مقاتلات التحالف العربي مواقع للحوثيين", "attack", "org:arab-coalition", "grp:houthis"),
        ("وجه الجيش الروسي ضربات لطالبان", "attack", "mil:RU", "grp:taliban"),
        ("أعلن الجيش الروسي أنه قصف مواقع داعش", "attack", "mil:RU", "grp:isis"),
        ("أعلن تنظيم داعش مسؤوليته عن الهجوم", "attack", "grp:isis", None),
        ("سقطت صواريخ استهدفت طالبان", "attack", None, "grp:taliban"),
        ("سيطرت طالبان على المدينة", "control", "grp:taliban", None),
        ("في مناطق تسيطر عليها طالبان", "control", "grp:taliban", None),
        ("الحركة تحت سيطرة طالبان منذ عام", "control", "grp:taliban", None),
        ("استعادت القوات العراقية البلدة من داعش", "repelled", "mil:IQ", "grp:isis"),
        ("أحبطت القوات العراقية هجوما لداعش", "repelled", "mil:IQ", "grp:isis"),
        ("تمكنت القوات العراقية من طرد داعش", "repelled", "mil:IQ", "grp:isis"),
        ("قتل الجيش الروسي عشرة مسلحين", "killed", "mil:RU", None),
        ("مقتل جندي روسي في انفجار", "killed", None, "mil:RU"),
        ("قتل سالم الراوي برصاص الجيش الروسي", "killed", "mil:RU", "per:salem"),
        ("مقتل 30 من مسلحي داعش في غارة للتحالف العربي", "killed", "org:arab-coalition", "grp:isis"),
        ("إن 30 من عناصر طالبان قتلوا أمس", "killed", None, "grp:taliban"),
        ("سالم الراوي قتل في منزله", "killed", None, "per:salem"),
    ],
)
def test_sides_stand_where_grammar_puts_them(text: str, event: str, source: str | None, target: str | None) -> None:
    """Verbs, verbal nouns, relative clauses, passives and means; a side that is not said is None."""
    assert (event, source, target) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "وقع هجوم كبير في المدينة",
        "شنت طالبان حملة إعلامية واسعة",
        "شن الحوثيون هجوما لاذعا على الصحيفة",
        "طرد الكويت السفير",
        "قالت قناة النخيل إن الهجوم انتهى",
        "نفت طالبان مسؤوليتها عن الهجوم",
        "قال الجيش الروسي. وقع هجوم",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    """No side said, a blow of words, diplomacy, whoever reports, a denial, another sentence."""
    assert [] == told(text)


@pytest.mark.parametrize(
    "text", ["قتل عنصر من طالبان برصاص داعش", "إن عناصر داعش هاجموا طالبان", "شن داعش هجوما على طالبان"]
)
def test_attacker_and_victim_are_not_swapped(text: str) -> None:
    """Whoever is killed, or stands behind على, is never the one who did it."""
    assert all(source in (None, "grp:isis") and target in (None, "grp:taliban") for _, source, target in told(text))


def test_an_event_names_its_word_and_place() -> None:
    """Offsets are those of the word in its field; the place is what the clause says."""
    text = "سيطرت طالبان على مدينة قندهار"
    (event,) = TAGGER.read("", text, None)[1]
    assert ("سيطرت", "قندهار") == (text[event.start : event.end], event.place)
    assert event == decode(encode(event), Event)


def test_an_unknown_side_is_written_as_null() -> None:
    """Readers of the JSON need not know which keys may be missing."""
    (event,) = TAGGER.read("", "سيطرت طالبان على المدينة", None)[1]
    assert b'"target":null' in encode(event)
