"""Who did what to whom, on the wall and on the page of a story."""

import pytest

from alerts.console import phrases
from marsad.records import Deed, Side
from tests.console import newsroom
from tests.console.conftest import Console, Reader
from tests.console.test_pages import HOSTILE, said

ATTACK = Deed(
    event="attack", source=Side(id="grp:tide", name="حركة المد"), target=Side(id="org:coastguard", name="خفر السواحل"),
    place="ميناء الرمال",
)  # fmt: skip


async def test_a_card_and_a_story_tell_it_with_isolated_names(console: Console, reader: Reader) -> None:
    """A side that is not known is said to be so; a case without events says nothing."""
    told = newsroom.attack(events=(ATTACK, Deed(event="killed", target=Side(id="grp:tide", name="حركة المد"))))
    await console.desk.put(told)
    _, wall, _ = await reader.get("/")
    bdi = '<bdi dir="rtl">{}</bdi>'.format
    assert f"هجوم: {bdi('حركة المد')} ← {bdi('خفر السواحل')} في {bdi('ميناء الرمال')}" in wall
    assert f"قتل: {bdi('غير معلوم')} ← {bdi('حركة المد')}" in wall
    _, story, _ = await reader.get(f"/story/{told.story}")
    assert "من فعل ماذا هجوم: حركة المد ← خفر السواحل في ميناء الرمال · قتل: غير معلوم ← حركة المد" in said(story)
    _, other, _ = await reader.get(f"/story/{newsroom.takeover().story}")
    assert "من فعل ماذا" not in said(other)


async def test_hostile_names_stay_words(console: Console, reader: Reader) -> None:
    """They are cut from articles."""
    side = Side(id="new:x", name=HOSTILE)
    hostile = newsroom.attack(events=(Deed(event="attack", source=side, target=side, place=HOSTILE),))
    await console.desk.put(hostile)
    for path in ("/", f"/story/{hostile.story}"):
        _, page, _ = await reader.get(path)
        assert "<img" not in page
        assert "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    ("arabic", "why"),
    [
        ("لم يُذكر حدث يُعرف أحد طرفيه", "no event with a known side is told"),
        ("هجوم: grp:tide ← غير معلوم، «هجوم» في العنوان", "attack: grp:tide -> ?, «هجوم» in the title"),
        (
            "لا يوافقه ما ذُكر: قتل: غير معلوم ← mil:SY، «قتل» في المقدمة؛ صدّ: mil:SY ← غير معلوم، «صد» في النص؛ وغيرها 2",
            "none fits: killed: ? -> mil:SY, «قتل» in the lead; repelled: mil:SY -> ?, «صد» in the text; and 2 more",
        ),
    ],
)
def test_the_reason_of_a_rule_that_asks_for_sides_is_said_in_arabic(arabic: str, why: str) -> None:
    """As the tester of rules and the page of a story print it."""
    assert arabic == phrases.reason(why)
