"""What operators do with cases: kept with name and time, shown on wall and story, refused to forged forms."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession, CookieJar

from tests.console import newsroom
from tests.console.test_pages import said, stories
from tests.console.whole import Operator, Whole

TAKEOVER, ATTACK = newsroom.takeover(), newsroom.attack()
KEY = f"takeover-city {TAKEOVER.story}"


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ("أقرّه المناوب", "ack"),
        ("أجّله المناوب 17:34 · الآن · حتى 18:34", "snooze"),
        ("عدّه إنذاراً كاذباً المناوب", "false_alarm"),
        ("كتم قصته المناوب", "mute"),
        ("أغلقه المناوب", "close"),
    ],
)
async def test_what_was_done_stands_on_wall_and_story(operator: Operator, shown: str, kind: str) -> None:
    """With who and when; the way leads back to the page it was done on."""
    status, _, headers = await operator.post("/act", do=f"{kind} {KEY}", back="/?severity=critical")
    assert (303, "/?severity=critical") == (status, headers["Location"])
    for path in ("/", f"/story/{TAKEOVER.story}"):
        assert shown in said((await operator.get(path))[1])


async def test_a_snooze_may_last_as_long_as_the_form_says(operator: Operator) -> None:
    """Four hours, with a note."""
    await operator.post("/act", do=f"snooze {KEY}", minutes="240", note="بانتظار بيان الجيش")
    assert "حتى 21:34 · بانتظار بيان الجيش" in said((await operator.get("/"))[1])


async def test_a_note_is_kept_and_decides_nothing(operator: Operator) -> None:
    """It stands in the record of the story; the case stays open."""
    await operator.post("/act", do=f"note {KEY}", note="اتصلنا بالمراسل")
    page = said((await operator.get(f"/story/{TAKEOVER.story}"))[1])
    assert "المناوب كتب ملاحظة سيطرة على مدينة اتصلنا بالمراسل" in page
    assert "إقرار" in page


async def test_a_case_can_be_opened_again(operator: Operator) -> None:
    """Both acts stay in the record."""
    await operator.post("/act", do=f"ack {KEY}")
    await operator.post("/act", do=f"reopen {KEY}")
    page = said((await operator.get(f"/story/{TAKEOVER.story}"))[1])
    assert "أقرّ التنبيه" in page
    assert "أعاد فتحه" in page
    assert "أقرّه" not in page


async def test_escalation_brings_a_case_back(whole: Whole, operator: Operator) -> None:
    """An acknowledged case that became graver is open again."""
    await operator.post("/act", do=f"ack attack-port {ATTACK.story}")
    assert ["attack-port"] == stories((await operator.get("/?state=handled"))[1])
    await whole.put(newsroom.attack(reason="escalated", level="critical", severity="critical"))
    assert [] == stories((await operator.get("/?state=handled"))[1])


@pytest.mark.parametrize(
    ("do", "open_again"),
    [("ack", True), ("close", True), ("false_alarm", False), ("mute", False)],
)  # fmt: skip
async def test_a_rule_that_fires_again_brings_back_what_was_taken_or_closed(
    do: str, open_again: bool, whole: Whole, operator: Operator
) -> None:
    """What was called no alarm, or muted, stays away."""
    await operator.post("/act", do=f"{do} attack-port {ATTACK.story}")
    await whole.put(newsroom.attack(reason="again", level="x2"))
    await whole.put(newsroom.attack(reason="again", level="x2"))

    handled = stories((await operator.get("/?state=handled"))[1])
    assert ([] if open_again else ["attack-port"]) == handled
    assert "تجدّد · تحديث واحد" in said((await operator.get("/"))[1])
    assert open_again == ("أعاد فتحه" in said((await operator.get(f"/story/{ATTACK.story}"))[1]))


async def test_open_and_handled_are_filters(operator: Operator) -> None:
    """In the address, together with the others."""
    await operator.post("/act", do=f"ack {KEY}")
    assert ["attack-port", "talks"] == stories((await operator.get("/?state=open"))[1])
    assert ["takeover-city"] == stories((await operator.get("/?state=handled"))[1])
    assert [] == stories((await operator.get("/?state=handled&severity=high"))[1])
    assert 400 == (await operator.get("/?state=lost"))[0]


async def test_who_is_the_name_that_was_given(operator: Operator) -> None:
    """Kept by the browser; markup in it is text."""
    await operator.post("/name", who="<b>هدى</b>")
    await operator.post("/act", do=f"ack {KEY}")
    page = (await operator.get("/"))[1]
    assert "أقرّه <b>هدى</b>" in said(page)
    assert "<b>هدى" not in page


async def test_views_are_saved_shown_and_dropped(operator: Operator) -> None:
    """A view is its address; what is no filter is left out."""
    _, _, headers = await operator.post("/views", name="بحر", query="severity=high&evil=1&rule=attack-port")
    assert "/?severity=high&rule=attack-port" == headers["Location"]
    assert 'href="/?severity=high&amp;rule=attack-port"' in (await operator.get("/"))[1]
    await operator.post("/views/drop", name="بحر")
    assert "عروض محفوظة" not in (await operator.get("/"))[1]


@pytest.mark.parametrize(
    "fields",
    [
        {"csrf": ""},
        {"csrf": "0" * 64},
        {"headers": {"Origin": "https://evil.example"}},
        {"headers": {"Origin": "null"}},
    ],
)
async def test_a_form_that_is_not_ours_does_nothing(whole: Whole, operator: Operator, fields: dict) -> None:
    """No token, a wrong one, a page of another site."""
    status, page, _ = await operator.post("/act", do=f"ack {KEY}", **fields)
    assert 403 == status
    assert "لم يُقبل الطلب" in said(page)
    assert 0 == await whole.handling.last()


async def test_a_token_of_another_session_does_nothing(whole: Whole, operator: Operator) -> None:
    """Tokens belong to the browser they were given to."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        other = await Operator(session, whole).token()
    assert 403 == (await operator.post("/act", do=f"ack {KEY}", csrf=other))[0]


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "", "/a\r\nSet-Cookie: x"]
)
async def test_the_way_back_stays_in_the_house(operator: Operator, back: str) -> None:
    """Anything else leads to the wall."""
    assert "/" == (await operator.post("/act", do=f"ack {KEY}", back=back))[2]["Location"]


@pytest.mark.parametrize("do", ["", "ack", "drop takeover-city x", "ack takeover-city elsewhere", f"note {KEY}"])
async def test_a_button_that_says_nothing_is_refused(whole: Whole, operator: Operator, do: str) -> None:
    """Unknown deeds, unknown cases, empty notes."""
    assert 400 == (await operator.post("/act", do=do))[0]
    assert 0 == await whole.handling.last()


async def test_a_hit_that_opened_no_case_stands_among_the_cards(whole: Whole, operator: Operator) -> None:
    """In its time, with its reason in words; not on a filtered wall."""
    quiet = newsroom.attack(minutes=10, story="0" * 16)
    await whole.hush(quiet, "cooldown: pl:port had a case 12 minutes apart, story abc")
    page = (await operator.get("/"))[1]
    words = said(page)
    assert "حُجب تلقائياً" in words
    assert "بـ12 دقيقة" in words
    assert page.index("takeover-city:") < page.index('class="hush"') < page.index("attack-port:")
    assert 'class="hush"' not in (await operator.get("/?severity=high"))[1]
    assert newsroom.PORT in said((await operator.get("/suppressed?rule=attack-port"))[1])
