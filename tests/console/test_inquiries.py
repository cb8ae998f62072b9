"""Search, rules, channels: what is asked is answered, and asking changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.console.inquiries import EXAMPLE, excerpts
from marsad.records import Article
from marsad.stores.ledger import SqliteLedger
from tests.console import newsroom
from tests.console.test_pages import said
from tests.console.whole import RULE, Operator, Whole

BODY = "شهدت المدينة ليلة هادئة. ثم سيطر المهاجمون على الجسر <b>القديم</b> قبل الفجر. وعاد الهدوء ظهراً."


@pytest.fixture(autouse=True)
async def _an_article(whole: Whole) -> None:
    await whole.read(_article("a", "بيان من البلدية", BODY))


def _article(name: str, title: str, text: str) -> Article:
    seen = newsroom.NOW - timedelta(hours=2)
    return Article(
        id=name, revision="r", url=f"https://a.example/{name}", title=title, text=text, seen=seen, publisher="ufuq"
    )


async def test_search_finds_forms_and_marks_them(operator: Operator) -> None:
    """The sentence that says it, marked in the spelling of the article; markup in it is text."""
    page = (await operator.get("/search?q=سيطرة"))[1]
    assert '<mark class="keyword">سيطر</mark> المهاجمون على الجسر &lt;b&gt;القديم' in page
    assert "صحيفة الأفق" in said(page)
    assert "ليلة هادئة" not in said(page)


async def test_search_without_an_answer_says_so(operator: Operator) -> None:
    """And without a question it only asks."""
    assert "لا خبر فيه هذه الكلمات كلها" in said((await operator.get("/search?q=زلزال"))[1])
    assert "لا خبر" not in said((await operator.get("/search"))[1])


def test_an_excerpt_keeps_what_was_asked_in_a_long_sentence() -> None:
    """Cut on both sides, with dots."""
    body = "كلمة " * 200 + "هجوم " + "كلمة " * 200
    start = body.index("هجوم")
    ((first, *_, last),) = [excerpts(body, [(start, start + 4)])[0]]
    marked = [piece.text for piece in excerpts(body, [(start, start + 4)])[0] if piece.kind]
    assert ("…", ["هجوم"], "…") == (first.text, marked, last.text)


async def test_search_leads_on_to_older_articles(whole: Whole, operator: Operator) -> None:
    """Thirty on a page."""
    for n in range(31):
        await whole.read(_article(f"b{n}", f"حريق رقم {n}", ""))
    page = (await operator.get("/search?q=حريق"))[1]
    more = page.split('class="pager"><a class="btn" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert 30 == page.count("<mark")
    assert 1 == (await operator.get(more))[1].count("<mark")


async def test_rules_are_listed_as_operators_judged_them(operator: Operator) -> None:
    """Alerts, false alarms with their share, and the table to start from."""
    story = newsroom.takeover().story
    await operator.post("/act", do=f"false_alarm takeover-city {story}")
    page = (await operator.get("/rules?rule=takeover-city"))[1]
    assert "سيطرة على مدينة takeover-city حرِج 1 1 (100%) 0 جرّب تعديلاً" in said(page)
    assert RULE.strip().splitlines()[-1] in said(page)
    assert 'name="title" value=""' in page


async def test_a_rule_is_tried_on_a_text(operator: Operator) -> None:
    """Fires or not, clause by clause; what was typed stays in the form."""
    yes = await operator.post("/rules", page="/rules", rule=RULE, body="سيطر المهاجمون على الجسر.", **{"try": "text"})
    no = await operator.post("/rules", page="/rules", rule=RULE, body="عبروا الجسر.", **{"try": "text"})
    assert '<b class="ok">تنطبق</b>' in yes[1]
    assert '<mark class="keyword">سيطر</mark>' in yes[1]
    assert "لا تنطبق" in said(no[1])
    assert "عبروا الجسر." in said(no[1])


async def test_the_example_is_a_rule(operator: Operator) -> None:
    """What stands in an empty form can be tried as it is."""
    body = "أغلق محتجون الطريق الساحلي."
    _, page, _ = await operator.post("/rules", page="/rules", rule=EXAMPLE, body=body, **{"try": "text"})
    assert '<b class="ok">تنطبق</b>' in page


async def test_a_rule_with_a_mistake_is_told_where(operator: Operator) -> None:
    """File and line, as `marsad check` says it."""
    _, page, _ = await operator.post("/rules", page="/rules", rule=RULE.replace("critical", "huge"), **{"try": "text"})
    assert "rules.d/tried.toml:4: rule 'takeover-city' severity" in said(page)


async def test_channels_show_the_last_error_verbatim(whole: Whole, operator: Operator) -> None:
    """With what waits; a channel that is switched off cannot be tried."""
    ledger = SqliteLedger(whole.store)
    (row,) = await ledger.due("hook", newsroom.NOW, 5)
    await ledger.failed(await ledger.sending(row), "HTTP 503 <b>Service</b> Unavailable", newsroom.NOW)
    page = (await operator.get("/channels"))[1]
    assert "webhook تنتظر 1 أقدمها قبل 26 دقيقة 0 0 — عطل في الخادم HTTP 503 <b>Service</b> Unavailable" in said(page)
    assert "<b>Service" not in page
    assert ["hook"] == [part.split('"', 1)[0] for part in page.split('name="channel" value="')[1:]]


async def test_a_channel_that_was_told_to_wait_says_until_when(whole: Whole, operator: Operator) -> None:
    """As long as it does."""
    ledger = SqliteLedger(whole.store)
    await ledger.pause("hook", newsroom.NOW + timedelta(hours=20), asked=True)
    before = said((await operator.get("/channels"))[1])
    await ledger.pause("hook", newsroom.NOW, asked=True)
    after = said((await operator.get("/channels"))[1])

    assert "أقدمها قبل 26 دقيقة لا يُرسل شيء قبل " in before
    assert "بعد 20 ساعة" in before
    assert "لا يُرسل شيء قبل" not in after


async def test_a_channel_is_tried_with_a_button(whole: Whole, operator: Operator) -> None:
    """What came of it is said in its own words; an unknown channel is none."""
    assert "وصلت رسالة التجربة إلى hook" in said((await operator.post("/channels", channel="hook"))[1])
    whole.refusal = "[Errno 111] Connection refused"
    assert whole.refusal in said((await operator.post("/channels", channel="hook"))[1])
    assert 400 == (await operator.post("/channels", channel="nobody"))[0]
    assert ["hook", "hook"] == whole.tested
