"""What nobody answers goes to others: once, in time, whatever stops in between; an answer keeps it from them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from alerts.policy import unanswered
from alerts.unanswered import write_down
from marsad.config.channel_tables import Route, When
from marsad.handling import decided
from marsad.stores.handling import SqliteHandling
from tests.alerts.killing import killed_run
from tests.alerts.newsdesk import desk_on, shown, until_reason, update
from tests.alerts.samples import CHAT, START, alert, sample, until

TEN = timedelta(minutes=10)
CALL = Route(when=When(severity=">=high"), to=("desk",), escalate_after="10m", escalate_to=("chat",))
NIGHT = CALL.model_copy(update={"quiet": "18:00-06:00 Asia/Kabul"})  # START is 18:36 there
MORNING = datetime.fromisoformat("2021-08-16T01:30Z")
HOURLY = CALL.model_copy(update={"digest": "1h"})  # START is 14:06


@pytest.mark.parametrize(
    ("due", "route", "severity", "now"),
    [
        (START + TEN, CALL, "high", START),
        (None, CALL, "high", START + TEN),
        (MORNING + TEN, NIGHT, "high", START),
        (None, NIGHT, "high", MORNING + TEN),
        (START + TEN, NIGHT, "critical", START),
        (None, NIGHT, "critical", START + TEN),
        (START + timedelta(minutes=64), HOURLY, "high", START),
    ],
)
def test_the_time_runs_from_when_the_first_may_hear_of_it(due, route, severity, now):
    """Quiet hours and digests put it off; what is loud waits for neither."""
    assert due == (hold := unanswered(alert(severity=severity), START, route, now)) or (due, "unanswered") == hold


def test_quiet_hours_that_have_begun_meanwhile_hold_it_too():
    """Written five minutes before them: those on call are not woken for what is not loud."""
    before = START - timedelta(minutes=41)

    assert (MORNING, "unanswered") == unanswered(alert(), before, NIGHT, before + TEN)
    assert None is unanswered(alert(severity="critical"), before, NIGHT, before + TEN)


@pytest.fixture
async def desk(tmp_path, telegram):
    """Those on call have the group; alerts that ask for an answer are addressed to it and wait."""
    made = desk_on(tmp_path, telegram, routes=[CALL])
    handling = SqliteHandling(made.database)

    made.handling = handling
    made.told = {"calm": partial(decided, handling), "passed_on": partial(write_down, handling)}
    yield made
    made.close()


def merged_into(story, gone, rule, *, goes_on):
    """Return what is said of a case when its story turns out to be another."""
    return alert(f"{rule}-m", story=gone, rule=rule, reason="merged", level=story, into=story, goes_on=goes_on)


async def act(desk, kind, rule="takeover"):
    return await desk.handling.act(kind, rule, "s1", who="هدى", at=desk.clock.now(), until=None, note="")


async def waiting(desk, name="a1"):
    """Wait until an alert waits for its answer, then let all of its time but five seconds pass."""
    await until_reason(desk, name, "unanswered")
    desk.clock.time += TEN - timedelta(seconds=5)


async def test_it_goes_when_the_time_is_over_and_the_case_says_who_and_when(desk, telegram):
    async with desk.running():
        await desk.add(alert())
        await waiting(desk)
        assert [] == shown(telegram)
        await desk.settled()
    (row,) = await desk.rows()
    ((case, (note,)),) = (await desk.handling.of_cases([("takeover", "s1")])).items()

    (message,) = shown(telegram)
    assert "لم يُجب أحد خلال 10 دقائق" in message.splitlines()[0]
    assert TEN <= row.done - START < TEN + timedelta(seconds=5)
    said = "لم يُجب أحد خلال 10 دقائق، فأُرسل إلى chat"
    assert (("takeover", "s1"), "marsad", said, row.done) == (case, note.who, note.note, note.at)


@pytest.mark.parametrize("kind", ["ack", "snooze", "false_alarm", "mute", "close"])
async def test_an_answer_keeps_it_from_them(desk, telegram, kind):
    """The row stays, with what was answered."""
    async with desk.running():
        await desk.add(alert())
        await until_reason(desk, "a1", "unanswered")
        assert 1 == await act(desk, kind)
        await waiting(desk)
        await desk.settled()

    assert [] == shown(telegram)
    assert {"a1": "silenced"} == await desk.states()
    assert (await desk.reasons())["a1"][0] in ("acked", "snoozed", "false_alarm", "muted", "closed")


@pytest.mark.parametrize("goes_on", [False, True])
async def test_an_answer_counts_though_the_story_was_merged_meanwhile(desk, telegram, goes_on):
    """The case is one of another story by now; who answers it there has answered."""
    async with desk.running():
        rule = "calm" if goes_on else "takeover"
        await desk.add(alert("b1", story="s2", rule=rule))
        await until_reason(desk, "b1", "unanswered")
        if not goes_on:
            await desk.add(alert())
        await desk.add(merged_into("s1", "s2", rule, goes_on=goes_on))
        assert 1 == await act(desk, "ack", rule)
        desk.clock.time += TEN
        await desk.settled()

    assert [] == shown(telegram)
    assert "silenced" == (await desk.states())["b1"]


async def test_a_restart_neither_loses_it_nor_sends_it_twice(desk, telegram):
    """The row is in the ledger, and says how long it waits."""
    await desk.add(alert())
    for _ in range(3):
        async with desk.running():
            await until_reason(desk, "a1", "unanswered")
    assert [] == shown(telegram)
    desk.clock.time = START + timedelta(hours=2)
    await desk.until_settled()
    await desk.until_settled()

    assert 1 == len(shown(telegram))


@pytest.mark.slow
@pytest.mark.fault
async def test_a_kill_at_any_step_of_a_call_loses_nothing_and_repeats_at_most_one_message(tmp_path, telegram):
    """At the 1st, 2nd, 3rd ... until a run ends before its kill; the repeat is of one kill in mid-send, and counted."""
    for k in range(60):
        telegram.chats[CHAT].clear()
        (tmp_path / str(k)).mkdir()
        desk = desk_on(tmp_path / str(k), telegram, routes=[CALL])
        await desk.add(alert())
        desk.clock.time += TEN - timedelta(seconds=2)
        place = await killed_run(desk, desk.make, k)
        await desk.until_settled()
        states, doubts = await desk.states(), sample(desk.metrics, "delivery_maybe_duplicate_total", channel="chat")
        desk.close()

        assert {"a1": "delivered"} == states, place
        assert 1 <= len(shown(telegram)) <= 1 + doubts, place
        if not place:
            break
    assert not place


async def test_who_answered_is_called_again_when_the_case_grows_graver(desk, telegram):
    """They had answered less."""
    async with desk.running():
        await desk.add(alert())
        await until_reason(desk, "a1", "unanswered")
        await act(desk, "ack")
        await waiting(desk)
        await desk.settled()
        await desk.add(alert("a2", reason="escalated", severity="critical"))
        await waiting(desk, "a2")
        await desk.settled()

    (text,) = shown(telegram)
    assert "حرِج" in text
    assert {"a1": "silenced", "a2": "delivered"} == await desk.states()


async def test_a_second_call_on_a_story_rings_where_the_first_stands(desk, telegram):
    """Another rule fires on it: the message is edited, and a reply is heard."""
    async with desk.running():
        await desk.add(alert())
        await waiting(desk)
        await desk.settled()
        await desk.add(alert("b1", rule="toll", name="حصيلة"))
        await waiting(desk, "b1")
        await desk.settled()

    assert (2, 1) == (telegram.sends, telegram.edits)


async def test_a_call_goes_alone_and_those_after_it_come_in_their_own_time(desk, telegram):
    """The case grew graver half a minute later: its call is not taken along, and says too that nobody answered."""
    async with desk.running():
        await desk.add(alert())
        await until_reason(desk, "a1", "unanswered")
        desk.clock.time += timedelta(seconds=30)
        await desk.add(alert("a2", reason="escalated", severity="critical"))
        await until_reason(desk, "a2", "unanswered")
        desk.clock.time = START + TEN
        await until(lambda: telegram.sends == 1)
        states = await desk.states()
        await desk.settled()
    first, second = await desk.rows()
    heads = [text.splitlines()[0] for text in shown(telegram)]

    assert {"a1": "delivered", "a2": "pending"} == states
    assert timedelta(seconds=25) <= second.done - first.done <= timedelta(seconds=35)
    assert 2 == len(heads)
    assert all("لم يُجب أحد خلال 10 دقائق" in head for head in heads)
    assert "تصعيد" in heads[1]


async def test_a_call_says_what_the_others_know_by_now(desk, telegram):
    """Who is called last reads the newest headline and how grave the case is, though he hears of calls alone."""
    async with desk.running():
        await desk.add(alert())
        await until_reason(desk, "a1", "unanswered")
        desk.clock.time += TEN - timedelta(minutes=1)
        await desk.add(alert("a2", reason="escalated", severity="critical"), channel="desk")
        await desk.add(update(41), channel="desk")
        await until(lambda: telegram.sends == 1)

    (message,) = shown(telegram)
    assert "الحصيلة ترتفع إلى 41 قتيلاً" in message
    assert "حرِج" in message.splitlines()[0]


async def test_a_call_says_nothing_that_a_silence_kept_from_the_others(desk, telegram):
    """What nobody was to hear is no news to those on call."""
    await desk.ledger.add_silence(
        b'{"rule":["toll"]}', author="هدى", reason="تمرين", now=START, expires=START + timedelta(hours=1)
    )
    async with desk.running():
        await desk.add(alert())
        await until_reason(desk, "a1", "unanswered")
        later = alert("b1", rule="toll", name="حصيلة", title="مقتل ثلاثة في تمرين الإخلاء")
        await desk.add(later, channel="desk")
        (row,) = [each for each in await desk.rows() if each.alert == "b1"]
        await desk.ledger.silence([row], "silenced", "1", START)
        await waiting(desk)
        await desk.settled()

    (message,) = shown(telegram)
    assert "حصيلة" not in message
    assert "تمرين" not in message


async def test_what_others_are_told_of_ahead_of_its_time_is_no_call(desk, telegram):
    """Another route leads them to the story at once: they hear all of it, and nobody is said to have kept silent."""
    desk.routes = (CALL, Route(when=When(rule=("toll",)), to=("chat",)))
    async with desk.running():
        await desk.add(alert())
        await until_reason(desk, "a1", "unanswered")
        await desk.add(alert("b1", rule="toll", name="حصيلة"))
        await desk.settled()

    (message,) = shown(telegram)
    assert "لم يُجب" not in message
    assert {} == await desk.handling.of_cases([("takeover", "s1")])


async def test_an_answer_also_keeps_it_out_of_a_message_that_stands_there(desk, telegram):
    """Nothing is edited for it, and nobody is said to have kept silent."""
    async with desk.running():
        await desk.add(alert())
        await waiting(desk)
        await desk.settled()
        await desk.add(alert("a2", reason="escalated", severity="critical"))
        await until_reason(desk, "a2", "unanswered")
        await act(desk, "ack")
        await waiting(desk, "a2")
        await desk.settled()
    (notes,) = (await desk.handling.of_cases([("takeover", "s1")])).values()

    assert (1, 0) == (telegram.sends, telegram.edits)
    assert ["note", "ack"] == [each.kind for each in notes]


async def test_a_call_whose_route_is_gone_reaches_nobody_and_says_so(desk, telegram):
    """A reload takes effect on what waits."""
    async with desk.running():
        await desk.add(alert())
        await until_reason(desk, "a1", "unanswered")
    desk.routes = (Route(to=("desk",)),)
    desk.clock.time = START + timedelta(hours=1)
    await desk.until_settled()

    assert [] == shown(telegram)
    assert ("unrouted", "") == (await desk.reasons())["a1"]
