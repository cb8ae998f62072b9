"""People hear what they asked for, when they asked for it, and nothing is dropped in a flood."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from alerts.channels.slack import SlackWebhook
from alerts.channels.tail import TailFile
from alerts.channels.telegram import Telegram
from marsad.config.channel_tables import Route, When
from marsad.errors import StoreFull, UsageError
from tests.alerts.fakes.script import answering
from tests.alerts.newsdesk import CHAT, LOOPBACK, WIDE, NewsDesk, desk_on, shown, until_reason, update, waited
from tests.alerts.samples import START, TOKEN, alert, sample, until

pytestmark = pytest.mark.channel


# ------------------------------------------------------------------------------------------------ floods


async def test_a_flood_is_one_message_for_many_stories_and_critical_ones_by_themselves(tmp_path, telegram):
    """Of a hundred stories none is dropped: each has a message or stands in the one that carried it."""
    desk = desk_on(tmp_path, telegram, rate=(20, 60.0))
    telegram.per_minute = 20
    await desk.add(*[alert(f"a{n}", story=f"s{n}", severity="high") for n in range(100)])
    await desk.add(*[alert(f"c{n}", story=f"c{n}", severity="critical") for n in range(3)])
    began = desk.clock.now()
    await desk.until_settled()
    took = desk.clock.now() - began
    reasons, states, texts = await desk.reasons(), await desk.states(), shown(telegram)
    desk.close()

    carried = [name for name, (reason, _) in reasons.items() if reason == "rate"]
    assert {"delivered"} == set(states.values())
    assert 103 == len(texts) - 1 + len(carried)
    assert not [name for name in carried if name.startswith("c")]
    (batch,) = [text for text in texts if "دفعة واحدة" in text]
    assert f"{len(carried)} قصة" in batch or f"{len(carried)} قصص" in batch
    assert all("حرِج" in text for text in texts[:3])
    assert 0 == telegram.refusals
    assert took < timedelta(minutes=2)


@pytest.mark.parametrize("stories", [11, 12, 13, 14, 30, 60])
async def test_in_a_flood_nobody_waits_longer_for_a_message_of_its_own_than_is_said(tmp_path, telegram, stories):
    """The message of many takes room too, and so does what is kept for critical ones: the last of its own came after 36 s."""
    desk = desk_on(tmp_path, telegram, rate=(20, 60.0))
    await desk.add(*[alert(f"a{n}", story=f"s{n}", severity="high") for n in range(stories)])
    await desk.until_settled()
    reasons, rows = await desk.reasons(), await desk.rows()
    desk.close()

    alone = [row.done - row.created for row in rows if reasons.get(row.alert, ("", ""))[0] != "rate"]
    assert 9 <= len(alone) <= 11
    assert max(alone) <= timedelta(seconds=30), max(alone)


async def test_a_flood_that_lasts_goes_on_in_the_same_message(tmp_path, telegram):
    """And a story in it that grows grave gets a message of its own."""
    desk = desk_on(tmp_path, telegram, rate=(4, 60.0))
    async with desk.running():
        for wave in range(5):
            await desk.add(*[alert(f"a{wave}-{n}", story=f"s{wave}-{n}") for n in range(10)])
            target = desk.clock.now() + timedelta(seconds=30)
            await until(lambda target=target: desk.clock.now() >= target, 20)
        await desk.settled()
        carried = [name for name, (reason, _) in (await desk.reasons()).items() if reason == "rate"]
        one = carried[0].replace("a", "s", 1)
        desk.clock.time += timedelta(minutes=2)
        await desk.add(alert("grave", story=one, reason="escalated", severity="critical"))
        await desk.settled()
    texts = shown(telegram)
    states = await desk.states()
    desk.close()

    assert 1 == sum("دفعة واحدة" in text for text in texts)
    assert 51 == len(texts) - 2 + len(carried) + 1
    assert "حرِج" in texts[-1]
    assert {"delivered"} == set(states.values())


@pytest.mark.slow
async def test_after_an_hour_without_the_service_all_is_told_within_two_minutes(tmp_path, telegram):
    """Nothing twice, nothing lost: what is grave by itself, the rest in one message."""
    desk = desk_on(tmp_path, telegram, rate=(20, 60.0))
    telegram.per_minute = 20
    down = [answering(503)] * 10_000
    telegram.script = list(down)
    async with desk.running():
        for n in range(60):
            await desk.add(alert(f"a{n}", story=f"s{n}", severity="critical" if n % 20 == 0 else "high"))
            target = desk.clock.now() + timedelta(minutes=1)
            await until(lambda target=target: desk.clock.now() >= target, 30)
        assert [] == shown(telegram)
        telegram.script, back = [], desk.clock.now()
        await desk.settled()
        took = desk.clock.now() - back
    states, reasons, texts = await desk.states(), await desk.reasons(), shown(telegram)
    desk.close()

    carried = [name for name, (reason, _) in reasons.items() if reason == "rate"]
    assert {"delivered"} == set(states.values())
    assert 60 == len(texts) + len(carried) - bool(carried)
    assert took <= timedelta(minutes=2), took


async def test_an_outcome_a_full_disk_would_not_take_is_written_later_and_nothing_is_sent_twice(desk, telegram):
    """The rows would hang in `sending` otherwise."""

    class Full:
        left = 3

        def __getattr__(self, name):
            return getattr(desk.ledger, name)

        async def posted(self, *args):
            self.left -= 1
            if self.left >= 0:
                raise StoreFull("desk.db: no space left. Free some.")
            return await desk.ledger.posted(*args)

    await desk.add(alert("a1"))
    task = desk.start(Full())
    await desk.settled()
    await desk.deliverer.stop(1.0)
    await task

    assert 1 == telegram.sends


# ------------------------------------------------------------------------------------------------ routes


async def test_quiet_hours_hold_all_but_what_is_loud_and_end_in_one_message(tmp_path, telegram):
    quiet = Route(to=("chat",), quiet="18:00-06:00 Asia/Kabul")  # START is 18:36 there
    desk = desk_on(tmp_path, telegram, routes=[quiet])
    await desk.add(*[alert(f"a{n}", story=f"s{n}", title=f"خبر ليلي رقم {n}") for n in range(4)])
    await desk.add(alert("loud", story="s9", severity="critical"))
    async with desk.running():
        await until(lambda: len(shown(telegram)) == 1)
        assert "حرِج" in shown(telegram)[0]
        assert {("quiet", "")} == {why for name, why in (await desk.reasons()).items() if name != "loud"}
        desk.clock.time = datetime(2021, 8, 16, 1, 29, 50, tzinfo=UTC)
        await desk.settled()
    texts, ends = shown(telegram), desk.clock.now()
    desk.close()

    assert datetime(2021, 8, 16, 1, 30, tzinfo=UTC) <= ends < datetime(2021, 8, 16, 1, 31, tzinfo=UTC)
    assert 2 == len(texts)
    assert "في ساعات الهدوء: 4 قصص" in texts[1]
    assert all(f"خبر ليلي رقم {n}" in texts[1] for n in range(4))


async def test_a_case_that_turns_critical_breaks_through_the_quiet(tmp_path, telegram):
    desk = desk_on(tmp_path, telegram, routes=[Route(to=("chat",), quiet="18:00-06:00 Asia/Kabul")])
    async with desk.running():
        await desk.add(alert("a1"))
        await until_reason(desk, "a1", "quiet")
        await desk.add(alert("a2", reason="escalated", severity="critical"))
        await desk.settled()
        assert await waited(desk, "a2") < timedelta(seconds=10)
    (text,) = shown(telegram)
    desk.close()

    assert "حرِج" in text


@pytest.mark.parametrize(
    ("loud", "hold"),
    [("high", {"digest": "1h"}), ("high", {"quiet": "00:00-23:59 Asia/Kabul"}), ("critical", {"digest": "1h"})],
)
async def test_what_is_loud_for_its_route_has_a_message_of_its_own_though_the_story_waited(
    loud, hold, tmp_path, telegram
):
    """A story that waits for the digest and grows as grave as the route calls loud is told aloud; one that does not waits on."""
    desk = desk_on(tmp_path, telegram, routes=[Route(to=("chat",), loud=loud, **hold)])
    async with desk.running():
        await desk.add(alert("a1", severity="medium"))
        await until_reason(desk, "a1", next(iter(hold)))
        await desk.add(alert("a2", severity="high", reason="escalated", level="high"))
        if loud == "critical":
            await until_reason(desk, "a2", "digest")
        else:
            await desk.settled()
    texts = shown(telegram)
    desk.close()

    assert (0 if loud == "critical" else 1) == len(texts)
    assert all("موجز" not in text and "ساعات الهدوء" not in text for text in texts)


async def test_a_digest_comes_at_the_hour_and_holds_what_the_route_says(tmp_path, telegram):
    routes = [Route(when=When(severity="<high"), to=("chat",), digest="1h"), Route(to=("chat",))]
    desk = desk_on(tmp_path, telegram, routes=routes)
    await desk.add(*[alert(f"m{n}", story=f"m{n}", severity="medium") for n in range(3)])
    await desk.add(alert("h1", story="h1"))
    async with desk.running():
        await until(lambda: len(shown(telegram)) == 1)
        desk.clock.time = datetime(2021, 8, 15, 14, 59, 50, tzinfo=UTC)
        await desk.settled()
    texts, ends = shown(telegram), desk.clock.now()
    reasons = await desk.reasons()
    desk.close()

    assert 2 == len(texts)
    assert "موجز: 3 قصص" in texts[1]
    assert datetime(2021, 8, 15, 15, 0, tzinfo=UTC) <= ends < datetime(2021, 8, 15, 15, 1, tzinfo=UTC)
    assert {"digest"} == {reason for reason, _ in reasons.values()}
    assert 1 == len({by for _, by in reasons.values()})


async def test_a_group_wait_joins_what_comes_together(tmp_path, telegram):
    desk = desk_on(tmp_path, telegram, routes=[Route(to=("chat",), group_wait="30s")])
    async with desk.running():
        await desk.add(alert("a1"))
        await until_reason(desk, "a1", "group")
        await desk.add(update(1))
        await desk.settled()
    desk.close()

    assert (1, 0) == (telegram.sends, telegram.edits)


async def test_a_silence_holds_its_alerts_back_for_good_and_keeps_them_with_its_number(desk, telegram):
    """It has an author and a reason, ends by itself, and needs no restart."""
    match = When(rule=("takeover",)).model_dump_json().encode()
    silence = await desk.ledger.add_silence(
        match, author="ناديا", reason="تدريب", now=START, expires=START + timedelta(minutes=10)
    )
    async with desk.running():
        await desk.add(alert("a1"), alert("b1", story="s2", rule="toll"))
        await desk.settled()
        assert {"a1": "silenced", "b1": "delivered"} == await desk.states()
        assert ("silenced", str(silence.id)) == (await desk.reasons())["a1"]
        desk.clock.time += timedelta(minutes=11)
        await desk.add(alert("c1", story="s3"))
        await desk.settled()

    assert 2 == len(shown(telegram))
    assert [] == await desk.ledger.silences(desk.clock.now())


async def test_a_case_somebody_took_is_edited_in_silence_and_a_graver_one_rings(tmp_path, telegram):
    """What was decided on rests; a story that has no message yet gets none, and says why."""

    async def calm(alerts, _now):
        return {each.id: "acked" for each in alerts if each.severity != "critical" and each.reason != "opened"}

    desk = NewsDesk(
        tmp_path,
        lambda: Telegram(TOKEN, CHAT, now=desk.clock.now, api=telegram.url, allow_private=LOOPBACK, rate=WIDE),
        calm=calm,
    )
    await desk.add(alert("a1", severity="medium"))
    await desk.until_settled()
    desk.clock.time += timedelta(minutes=1)
    await desk.add(alert("a2", severity="high", reason="escalated"), update(1, "s2"))
    await desk.until_settled()
    assert (1, 1) == (telegram.sends, telegram.edits)
    assert ("acked", "") == (await desk.reasons())["s2-u1"]
    await desk.add(alert("a3", severity="critical", reason="escalated"))
    await desk.until_settled()
    states = await desk.states()
    desk.close()

    assert 2 == telegram.sends
    assert {"a1": "delivered", "a2": "delivered", "s2-u1": "silenced", "a3": "delivered"} == states


async def test_a_silence_holds_for_programs_too(tmp_path, desk):
    """They get every alert but those somebody wants nobody to hear of."""
    tail = NewsDesk(tmp_path / "tail", lambda: TailFile(tmp_path / "alerts.jsonl"))
    await tail.ledger.add_silence(
        b'{"rule":["takeover"]}', author="a", reason="b", now=START, expires=START + timedelta(hours=1)
    )
    await tail.add(alert("a1"), alert("b1", story="s2", rule="toll"))
    await tail.until_settled()
    states = await tail.states()
    tail.close()

    assert {"a1": "silenced", "b1": "delivered"} == states
    assert 1 == len((tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("author", "reason", "lasts"),
    [
        ("", "x", timedelta(hours=1)),
        ("x", " ", timedelta(hours=1)),
        ("x", "y", timedelta()),
        ("x", "y", timedelta(days=31)),
    ],
)
async def test_a_silence_without_author_reason_or_end_is_refused(desk, author, reason, lasts):
    with pytest.raises(UsageError):
        await desk.ledger.add_silence(b"{}", author=author, reason=reason, now=START, expires=START + lasts)


async def test_a_silence_can_be_ended_early_once(desk):
    made = await desk.ledger.add_silence(b"{}", author="a", reason="b", now=START, expires=START + timedelta(days=1))

    assert await desk.ledger.end_silence(made.id, author="a", now=START + timedelta(hours=1))
    assert not await desk.ledger.end_silence(made.id, author="a", now=START + timedelta(hours=2))
    assert [] == await desk.ledger.silences(START + timedelta(hours=2))


# ------------------------------------------------------------------------------------------------ without edits


async def test_a_channel_that_cannot_edit_is_told_news_and_not_every_count(tmp_path, slack):
    """A further publisher alone is no message; news are, five minutes apart."""
    made = NewsDesk(
        tmp_path,
        lambda: SlackWebhook(
            f"{slack.url}/services/{slack.hook}", now=made.clock.now, allow_private=LOOPBACK, rate=WIDE
        ),
    )
    async with made.running():
        await made.add(alert("a1"))
        await made.settled()
        await made.add(alert("a2", reason="spread", level="3"))
        await made.settled()
        assert 1 == len(slack.hooked)
        await made.add(update(1), update(2))
        await made.settled()
    made.close()

    assert 2 == len(slack.hooked)
    assert made.clock.now() - START >= timedelta(minutes=5)
    assert "الحصيلة ترتفع إلى 2 قتيلاً" in slack.hooked[1].text


async def test_mails_of_one_story_are_one_thread(tmp_path, smtp):
    desk = desk_on(tmp_path, smtp)
    async with desk.running():
        await desk.add(alert("a1"))
        await desk.settled()
        await desk.add(update(1))
        await desk.settled()
    desk.close()

    first, second = smtp.mails.values()
    assert first["Message-ID"] == second["References"]


async def test_what_is_counted_and_logged_is_each_alert_and_no_secret(desk, telegram, caplog):
    caplog.set_level("DEBUG")
    telegram.script = [answering(500), answering(429, {"Retry-After": "1"})]
    await desk.add(alert("a1"), update(1))
    await desk.until_settled()

    assert 2 == sample(desk.metrics, "deliveries_total", channel="chat", outcome="ok")
    assert "delivered channel=chat" in caplog.text
    rows = json.dumps([row.error for row in await desk.rows()]) + repr(await desk.rows())
    assert TOKEN not in caplog.text + rows
