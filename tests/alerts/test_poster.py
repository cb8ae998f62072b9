"""People get every story once, in its newest words, whatever the service does meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.alerts.fakes.script import answering, cut, hang
from tests.alerts.fakes.slack import FakeSlack
from tests.alerts.fakes.telegram import FakeTelegram
from tests.alerts.newsdesk import CHAT, desk_on, shown, update, waited
from tests.alerts.samples import START, TOKEN, alert, until

pytestmark = pytest.mark.channel


async def test_a_story_is_one_message_with_its_newest_words(desk, telegram):
    await desk.add(alert("a1"))
    await desk.until_settled()
    await desk.add(update(1))
    await desk.until_settled()

    (text,) = shown(telegram)
    assert "الحصيلة ترتفع إلى 1 قتيلاً" in text
    assert "تحديث" in text
    assert {"a1": "delivered", "s1-u1": "delivered"} == await desk.states()


async def test_what_waits_together_is_sent_once_and_says_what_it_was_merged_into(desk, telegram):
    await desk.add(alert("a1"), update(1), update(2))
    await desk.until_settled()

    assert (1, 0) == (telegram.sends, telegram.edits)
    assert {"a1": ("merged", "s1-u2"), "s1-u1": ("merged", "s1-u2")} == await desk.reasons()
    assert {f"{CHAT}/101"} == {row.remote_id for row in await desk.rows()}


async def test_edits_of_one_message_come_no_closer_than_fifteen_seconds(desk, telegram):
    """A storm of updates is a few edits."""
    times = []
    async with desk.running():
        await desk.add(alert("a1"))
        for n in range(30):
            await desk.add(update(n))
            target = desk.clock.now() + timedelta(seconds=2)
            await until(lambda target=target: desk.clock.now() >= target)
            times.append((telegram.edits, desk.clock.now()))
        await desk.settled()

    assert telegram.edits <= (times[-1][1] - START).total_seconds() / 15 + 1
    assert "الحصيلة ترتفع إلى 29 قتيلاً" in shown(telegram)[0]


async def test_an_escalation_rings_at_once(desk, telegram):
    """It waits for no gap between edits, and answers under the message."""
    async with desk.running():
        await desk.add(alert("a1"))
        await desk.settled()
        await desk.add(alert("a2", reason="escalated", severity="critical", level="critical"))
        await desk.settled()
        assert await waited(desk, "a2") < timedelta(seconds=10)

    first, reply = telegram.chats[CHAT].values()
    assert 101 == reply.reply_to
    assert "حرِج" in first.text


async def test_what_rings_says_what_it_rings_for(desk, telegram):
    """An update that follows in the same round is news too, and no reason to ring."""
    async with desk.running():
        await desk.add(alert("a1"))
        await desk.settled()
        await desk.add(alert("a2", reason="escalated", severity="critical", level="critical"), update(1))
        await desk.settled()

    first, reply = telegram.chats[CHAT].values()
    assert "تصعيد" in reply.text
    assert "تحديث" not in reply.text
    assert "الحصيلة ترتفع إلى 1 قتيلاً" in first.text


async def test_what_fires_again_after_hours_rings_and_speaks_for_the_story(desk, telegram):
    """Under the message that is there, and the message has its sentence from then on."""
    async with desk.running():
        await desk.add(alert("a1"))
        await desk.settled()
        await desk.add(alert("a2", reason="again", level="x2", title="المدفعية تقصف تل السنابل مرة أخرى"))
        await desk.settled()
        assert await waited(desk, "a2") < timedelta(seconds=10)

    first, reply = telegram.chats[CHAT].values()
    assert 101 == reply.reply_to
    assert "تجدّد" in reply.text
    assert "المدفعية تقصف تل السنابل مرة أخرى" in first.text


async def test_a_graver_rule_on_the_same_story_rings_and_a_lesser_one_does_not(desk, telegram):
    await desk.add(alert("a1"))
    await desk.until_settled()
    desk.clock.time += timedelta(minutes=1)
    await desk.add(alert("b1", rule="minor", name="قاعدة أخرى", severity="low"))
    await desk.until_settled()
    assert 1 == telegram.sends
    desk.clock.time += timedelta(minutes=1)
    await desk.add(alert("c1", rule="toll", name="حصيلة", severity="critical"))
    await desk.until_settled()

    assert 2 == telegram.sends
    assert "حصيلة" in shown(telegram)[0]
    assert "وكذلك" in shown(telegram)[0]


@pytest.fixture(params=[lambda: FakeTelegram(TOKEN, CHAT), lambda: FakeSlack(TOKEN, "C1")], ids=["telegram", "slack"])
async def server(request):
    """Either chat."""
    made = request.param()
    await made.start()
    yield made
    await made.stop()


@pytest.mark.slow
async def test_a_hundred_updates_through_pauses_and_faults_leave_one_message(server, tmp_path):
    """With 429 of the service's own limit, 5xx, hang and cut between; nothing is lost, the last words stand."""
    desk = desk_on(tmp_path, server, timeout_s=1.0)  # it is waited out at every hang, in real time
    body = '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":3}}'
    faults = [
        answering(429, {"Retry-After": "7"}),
        answering(500),
        answering(502),
        answering(429, text=body),
        hang,
        cut,
    ]
    server.per_minute, server.per_second = 2, 1
    async with desk.running():
        await desk.add(alert("a1", story="s1"), alert("b1", story="s2"))
        await desk.settled()
        for n in range(100):
            if n % 3 == 0:
                server.script = [faults[n // 3 % len(faults)]]
            await desk.add(update(n), update(n, "s2"))
            target = desk.clock.now() + timedelta(seconds=20)
            await until(lambda target=target: desk.clock.now() >= target, 20)
        await desk.settled()
    states = await desk.states()
    texts = shown(server)
    desk.close()

    assert 202 == len(states)
    assert {"delivered"} == set(states.values())
    assert 2 == len(texts)
    assert all("الحصيلة ترتفع إلى 99 قتيلاً" in text for text in texts)
    assert server.refusals > 0


async def test_a_message_refused_in_every_form_is_dead_and_can_be_revived(desk, telegram):
    telegram.script = [answering(400, text='{"ok":false,"description":"Bad Request: no"}')] * 2
    await desk.add(alert("a1"))
    await desk.until_settled()
    assert {"a1": "dead"} == await desk.states()
    assert "Bad Request: no" in (await desk.rows())[0].error

    assert 1 == await desk.ledger.revive()
    await desk.until_settled()
    assert ["delivered"] == list((await desk.states()).values())
    assert 1 == len(shown(telegram))


async def test_a_broken_chat_keeps_its_rows_and_goes_on_when_mended(desk, telegram):
    telegram.script = [answering(403, text='{"ok":false,"description":"Forbidden: bot was kicked"}')] * 3
    await desk.add(alert("a1"), alert("b1", story="s2"))
    await desk.until_settled()

    assert desk.clock.now() - START >= timedelta(minutes=15)
    assert 2 == len(shown(telegram))
    assert {"delivered"} == set((await desk.states()).values())


async def test_a_pause_that_was_asked_for_outlives_restarts(desk, telegram):
    """Not only for the story that was tried: nothing goes before its time, however often marsad is started."""
    telegram.script = [answering(429, {"Retry-After": "3600"})]
    await desk.add(alert("a1"), alert("b1", story="s2"))
    async with desk.running():
        await until(lambda: not telegram.script)
    for n in range(3):
        await desk.add(alert(f"c{n}", story=f"t{n}"))
        async with desk.running():
            passed = desk.clock.now() + timedelta(minutes=2)
            await until(lambda passed=passed: desk.clock.now() >= passed)
    early = len(shown(telegram))
    await desk.until_settled()

    assert (0, 5) == (early, len(shown(telegram)))
    assert all(row.done - START >= timedelta(hours=1) for row in await desk.rows())


async def test_a_broken_chat_is_probed_at_a_start(desk, telegram):
    """Who mended it need not wait until the next probe is due, whatever was tried already."""
    telegram.script = [answering(403, text='{"ok":false,"description":"Forbidden: bot was kicked"}')]
    await desk.add(alert("a1"), alert("b1", story="s2"))
    async with desk.running():
        await until(lambda: not telegram.script)
    began = desk.clock.now()
    await desk.until_settled()

    assert max([await waited(desk, "a1"), await waited(desk, "b1")]) < began - START + timedelta(seconds=10)


async def test_what_a_broken_chat_did_not_take_follows_the_first_that_goes_through(desk, telegram):
    """Though the time of each to be tried again lies minutes ahead."""
    telegram.script = [answering(403, text='{"ok":false,"description":"Forbidden: bot was kicked"}')]
    await desk.add(alert("a1"))
    async with desk.running():
        await until(lambda: not telegram.script)
        await desk.ledger.pause("chat", desk.clock.now(), asked=False)
        await desk.add(alert("b1", story="s2"))
        await desk.settled()

    assert await waited(desk, "a1") <= await waited(desk, "b1") + timedelta(seconds=10)


async def test_what_waits_goes_when_the_channel_is_known_to_answer(desk, telegram):
    """As after a test that went through: the pause is over, for what was tried and for what was not."""
    telegram.script = [answering(429, {"Retry-After": "86400"})]
    await desk.add(alert("a1"), alert("b1", story="s2"))
    async with desk.running():
        await until(lambda: not telegram.script)
        await desk.ledger.hasten("chat")
        await desk.settled()

    assert 2 == len(shown(telegram))
    assert desk.clock.now() - START < timedelta(minutes=10)


async def test_a_row_nobody_can_read_is_dead_and_holds_up_nothing(desk, telegram):
    await desk.add(alert("a1"), update(1))
    await desk.database.write(lambda db: db.execute("update alert set value = x'7b' where id = 'a1'"))
    await desk.until_settled()

    assert {"a1": "dead", "s1-u1": "delivered"} == await desk.states()
    assert 1 == len(shown(telegram))
