"""What became of deliveries and stories is said: what holds a message back, what carried it, which story took which in."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from alerts.console.rhythm import rhythm
from marsad.ports import FeedState
from marsad.records import Article, Change, Decision, Merge
from marsad.stores.desk import SqliteDesk, record
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.ledger import SqliteLedger
from tests.console import newsroom
from tests.console.test_pages import said
from tests.console.whole import RULE, Operator, Whole
from tests.ingest.site import Site, page, serving

ATTACK = newsroom.attack()
STORY = f"/story/{ATTACK.story}"


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("ينتظر · يعاد بعد 20 دقيقةينتظر انتهاء ساعات الهدوء", "quiet"),
        ("ينتظر · يعاد بعد 20 دقيقةينتظر الموجز التالي", "digest"),
        ("ينتظر · يعاد بعد 20 دقيقةيُرسل إن لم يُجب أحد", "unanswered"),
        ("ينتظر · يعاد بعد 20 دقيقةa-reason-of-tomorrow", "a-reason-of-tomorrow"),
    ],
)
async def test_a_story_says_what_holds_a_delivery_back(
    whole: Whole, operator: Operator, shown: str, reason: str
) -> None:
    """In words, with the time it waits for; one we have no word for stays readable."""
    ledger = SqliteLedger(whole.store)
    rows = await ledger.due("hook", newsroom.NOW, 10)
    await ledger.hold(rows, reason, newsroom.NOW + timedelta(minutes=20))
    assert shown in said((await operator.get(STORY))[1])


@pytest.mark.parametrize(
    ("shown", "reason", "by"),
    [("أُسكت 17:34أسكتته قاعدة إسكات رقم 7", "silenced", "7"), ("أُسكت 17:34لأن الفريق كتم القصة", "muted", "")],
)
async def test_a_story_says_why_nobody_gets_a_delivery(
    whole: Whole, operator: Operator, shown: str, reason: str, by: str
) -> None:
    """A silence with its number, or what the team decided; programs read the same."""
    ledger = SqliteLedger(whole.store)
    await ledger.silence(await ledger.due("hook", newsroom.NOW, 10), reason, by, newsroom.NOW)
    assert shown in said((await operator.get(STORY))[1])
    assert f'"reason": "{reason}"' in (await operator.get(f"/api/stories/{ATTACK.story}"))[1]


async def test_a_story_says_what_carried_a_delivery(whole: Whole, operator: Operator) -> None:
    """A digest, after it has gone."""
    ledger = SqliteLedger(whole.store)
    rows = await ledger.take(await ledger.due("hook", newsroom.NOW, 10), "digest:1")
    await ledger.carried(rows, newsroom.NOW, "digest", "digest:1", "m1")
    assert "سُلِّم 17:34في الموجز" in said((await operator.get(STORY))[1])


async def test_a_story_that_became_another_leads_there(whole: Whole, operator: Operator) -> None:
    """Its address shows the story that stays, which says what it took in and what changed; its card says where it goes on."""
    gone = newsroom.attack(story="b" * 16, minutes=20)
    await whole.put(gone)
    merged = msgspec.structs.replace(gone, id="merged", reason="merged", into=ATTACK.story, at=newsroom.ago(5))
    decision = Decision(
        article="late", revision="r", url="https://a.example/late", verdict="new", story=ATTACK.story, at=newsroom.ago(5),
        seen=newsroom.ago(5), title="الهجوم على الميناء", publisher="ufuq", alerts=(merged,),
        merged=(Merge(story=gone.story, why="an article scores 0.41 with both, their centres 0.30"),),
        changes=(Change(what="toll", before=("3",), now=("5",), of="مقتل # بحارة"),),
    )  # fmt: skip
    await whole.store.write(lambda db: record(db, decision, {}, newsroom.NOW))
    _, text, _ = await operator.get(f"/story/{gone.story}")
    assert f'data-story="{ATTACK.story}"' in text
    for expected in (
        "انضمّت إليها القصة bbbbbbbb", "خبر قريب من القصتين بدرجة 0.41", "الحصيلة (مقتل # بحارة): 3 ← 5",
        "ضُمّت قصته إلى هذه القصة",
    ):  # fmt: skip
        assert expected in said(text)
    assert f'ضُمّت قصته إلى <a href="/story/{ATTACK.story}">' in (await operator.get("/"))[1]
    view = await SqliteDesk(whole.store).story(gone.story)
    assert view
    assert ATTACK.story == view.story


async def test_a_feed_shows_its_rhythm(whole: Whole, operator: Operator) -> None:
    """A picture that is also told in words, beside the usual gap."""
    state = FeedState(feed="ufuq-latest", state="healthy", gap_s=1800.0, last_item=newsroom.NOW)
    await SqliteFeedStore(whole.store).save_poll(state, [])
    for n in range(3):
        seen = newsroom.ago(10 + 60 * n)
        await whole.read(Article(id=f"f{n}", revision="r", url="", title="خبر", text="", seen=seen, feed="ufuq-latest"))
    _, text, _ = await operator.get("/feeds")
    assert 'role="img" aria-label="آخر 24 ساعة: 3 أخبار، أكثرها في ساعة 1"' in text
    assert 3 == text.count('<rect x="')
    assert "كل 30 دقيقة" in said(text)


def test_a_rhythm_is_drawn_against_the_learned_mean() -> None:
    """The present hour stands at the left; two an hour are usual, so an hour with one is half as high."""
    drawn = rhythm([0, 0, 1, 2], gap_s=1800.0)
    assert drawn
    assert ([(4, 12.0), (0, 24.0)], 0.0) == ([(bar.x, bar.height) for bar in drawn.bars], drawn.usual)
    assert None is rhythm([0, 0], gap_s=1800.0)
    far = rhythm([0, 1], gap_s=1.0)
    assert far
    assert (None, [24.0]) == (far.usual, [bar.height for bar in far.bars])


async def test_a_rule_is_tried_on_a_page(operator: Operator) -> None:
    """The page's headline and text stand in the form, so that they can be changed and tried again."""
    async with serving(Site()) as site:
        site.routes["/n"] = page("سيطرة على مدينة الساحل")
        _, text, _ = await operator.post("/rules", page="/rules", **{"rule": RULE, "try": "url", "url": site.at("/n")})
    assert "تنطبق" in said(text)
    assert 'value="سيطرة على مدينة الساحل"' in text
    assert "فرق الإنقاذ" in text


async def test_a_page_that_must_not_be_asked_for_is_refused(operator: Operator) -> None:
    """In place, with what was typed still there."""
    for url in ("http://10.0.0.1/", "file:///etc/passwd"):
        _, text, _ = await operator.post("/rules", page="/rules", **{"rule": RULE, "try": "url", "url": url})
        assert "تعذّرت التجربة" in said(text)
        assert f'value="{url}"' in text
