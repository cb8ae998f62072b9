"""An agent loses no event and acknowledges none too early, whatever its stage, Kafka or Redis do."""

import asyncio

import pytest

from marsad.errors import Away, Unsendable
from marsad.runtime.agent import GROUP, Out, backoff_s
from tests.cluster.agent_rig import Rig, later

WORDS = "مقتل خمسة جنود في انفجار عبوة ناسفة".encode()


# ------------------------------------------------------------------------------------------- order and acks


async def test_events_are_acknowledged_in_order_and_behind_every_ack_of_theirs():
    """Both are sent together; the first waits for the second of its two records, and the second for the first."""

    async def two(place, value):
        return [Out("analyses", b"1", value), Out("analyses", b"2", value + b"!")]

    rig = Rig(stage=two)
    rig.late[b"a!"] = later()
    rig.begin(b"a", b"b")
    await rig.calm()
    assert [b"a", b"a!", b"b", b"b!"] == [out.value for out in rig.sent]
    assert [] == rig.acked
    rig.late[b"a!"].set_result(None)
    await rig.finish()
    assert [0, 1] == rig.acked
    assert [b"a", b"a!", b"b", b"b!"] == [out.value for out in rig.sent]


async def test_what_is_through_the_stage_is_sent_together_in_order():
    """While the first ack is late all else comes through the stage, and goes with one wait, so many events at most."""
    count = GROUP + 8
    rig = Rig(depth=2 * GROUP)
    rig.late = {b"0": later(), b"2": later()}
    rig.begin(b"0")
    await rig.calm()
    rig.put(*(b"%d" % n for n in range(1, count)))
    await rig.calm()
    assert [b"0"] == [out.value for out in rig.sent]
    rig.late[b"0"].set_result(None)
    await rig.calm()
    assert [b"%d" % n for n in range(GROUP + 1)] == [out.value for out in rig.sent]
    assert [0] == rig.acked
    rig.late[b"2"].set_result(None)
    await rig.finish()
    assert [*range(count)] == rig.acked
    assert [b"%d" % n for n in range(count)] == [out.value for out in rig.sent]


@pytest.mark.parametrize("where", ["send", "ack"])
async def test_behind_one_in_trouble_all_is_sent_again_in_order(where):
    """The broker goes away in the middle of a group: what was taken before stands, the last of each record is in order."""
    rig = Rig(depth=8)
    if where == "send":
        rig.refusals[b"1"] = [Away("no leader")] * 2
    else:
        rig.late[b"1"] = later()
        rig.late[b"1"].set_exception(Away("no leader"))
    rig.begin(*(b"%d" % n for n in range(4)))
    await rig.calm()
    assert ([0], "no leader") == (rig.acked, rig.pulse.trouble)
    rig.late.clear()
    rig.sleep.wake()
    await rig.finish()
    assert [0, 1, 2, 3] == rig.acked
    sent = [out.value for out in rig.sent]
    assert [b"1", b"2", b"3"] == sent[-3:]
    assert 1 == sent.count(b"0")


async def test_one_that_no_broker_takes_does_not_keep_its_group_back():
    """The second of four is a dead letter, the others are sent in order."""
    rig = Rig(depth=8)
    rig.refusals[b"1"] = [Unsendable("too large")] * 2
    rig.begin(*(b"%d" % n for n in range(4)))
    await rig.finish()
    assert [0, 1, 2, 3] == rig.acked
    assert [("analyses", b"0"), ("dead-letters", b"1"), ("analyses", b"2"), ("analyses", b"3")] == [
        (out.topic, out.value) for out in rig.sent
    ]


async def test_so_many_are_in_the_stage_while_the_first_ack_is_late():
    """Depth bounds what is under way; one more has been taken from the log and waits."""
    begun = []

    async def stage(place, value):
        begun.append(place.offset)
        return [Out("analyses", b"", value)]

    rig = Rig(depth=3, stage=stage)
    rig.late[b"0"] = later()
    rig.begin(*(b"%d" % n for n in range(6)))
    await rig.calm()
    assert ([0, 1, 2], []) == (begun, rig.acked)
    rig.late[b"0"].set_result(None)
    await rig.finish()
    assert [*range(6)] == begun == rig.acked
    assert (6, None) == (rig.pulse.handled, rig.pulse.in_hand_since)


async def test_a_slow_stage_does_not_let_a_quick_one_pass():
    """What the second event gives is sent behind what the first gives."""
    gate = later()

    async def stage(place, value):
        if place.offset == 0:
            await gate
        return [Out("analyses", b"", value)]

    rig = Rig(stage=stage)
    rig.begin(b"slow", b"quick")
    await rig.calm()
    assert ([], []) == (rig.sent, rig.acked)
    gate.set_result(None)
    await rig.finish()
    assert [b"slow", b"quick"] == [out.value for out in rig.sent]


async def test_the_pulse_tells_since_when_something_is_in_hand():
    """Since the last progress; nothing in hand, nothing to tell."""
    rig = Rig(depth=1)
    rig.late[b"b"] = later()
    rig.begin()
    await rig.calm()
    assert rig.pulse.in_hand_since is None
    rig.put(b"a", b"b")
    await rig.calm()
    assert rig.pulse.last_event == rig.pulse.in_hand_since
    rig.late[b"b"].set_result(None)
    await rig.calm()
    assert (2, None) == (rig.pulse.handled, rig.pulse.in_hand_since)
    await rig.finish()


async def test_an_event_that_leaves_nothing_is_acknowledged():
    """A second record of a revision says nothing."""

    async def silent(place, value):
        return []

    rig = Rig(stage=silent)
    rig.begin(b"a")
    await rig.finish()
    assert ([], [0]) == (rig.sent, rig.acked)


# ------------------------------------------------------------------------------------------- trouble that passes


async def test_trouble_in_the_stage_is_waited_out():
    """Tries with growing waits, health and metric tell of it, and stop when it is over."""
    trouble = [Away("Redis does not answer") for _ in range(3)]

    async def stage(place, value):
        if trouble:
            raise trouble.pop()
        return [Out("analyses", b"", value)]

    rig = Rig(stage=stage)
    rig.begin(WORDS)
    await rig.calm()
    assert "Redis does not answer" == rig.pulse.trouble
    assert rig.pulse.retrying_since is not None
    assert 0 < rig.metric("agent_retrying_since_timestamp_seconds")
    while rig.pulse.trouble:
        assert [] == rig.sent
        rig.sleep.wake()
        await rig.calm()
    assert [0.1, 0.2, 0.4] == rig.sleep.waits
    assert rig.pulse.retrying_since is None
    assert 0 == rig.metric("agent_retrying_since_timestamp_seconds")
    await rig.finish()
    assert ([WORDS], [0]) == ([out.value for out in rig.sent], rig.acked)


@pytest.mark.parametrize("where", ["send", "ack"])
async def test_trouble_with_kafka_is_waited_out(where):
    """Whether it takes no record or acknowledges none: all records of the event are sent again, in order."""

    async def two(place, value):
        return [Out("analyses", b"1", b"a"), Out("analyses", b"2", b"b"), Out("analyses", b"3", b"c")]

    rig = Rig(stage=two)
    if where == "send":
        rig.refusals[b"b"] = [Away("no leader"), Away("no leader")]
    else:
        rig.late[b"b"] = later()
        rig.late[b"b"].set_exception(Away("no leader"))
    rig.begin(WORDS)
    await rig.calm()
    assert ("no leader", []) == (rig.pulse.trouble, rig.acked)
    before = [b"a"] if where == "send" else [b"a", b"b", b"c"]
    assert before == [out.value for out in rig.sent], "what comes behind one that is not taken is not sent either"
    rig.late.clear()
    for _ in range(2):
        rig.sleep.wake()
        await rig.calm()
    await rig.finish()
    assert [b"a", b"b", b"c"] == [out.value for out in rig.sent][-3:]
    assert ([0], "") == (rig.acked, rig.pulse.trouble)


async def test_one_that_goes_on_does_not_hide_another_that_waits():
    """Kafka takes nothing while the stage works: the agent is not ready until both go on."""
    rig = Rig()
    rig.refusals[b"a"] = [Away("no leader")] * 3
    rig.begin(b"a", b"b")
    await rig.calm()
    since = rig.pulse.retrying_since
    assert since is not None, "the stage of the second event went well, the first waits"
    rig.sleep.wake()
    await rig.calm()
    assert (since, "no leader") == (rig.pulse.retrying_since, rig.pulse.trouble)
    rig.sleep.wake()
    await rig.finish()
    assert (None, "") == (rig.pulse.retrying_since, rig.pulse.trouble)


async def test_the_first_of_two_that_go_on_leaves_the_agent_waiting():
    """Two stages wait for Redis; one comes through."""
    open_ = set()

    async def stage(place, value):
        if place.offset not in open_:
            raise Away("Redis is away")
        return [Out("analyses", b"", value)]

    rig = Rig(stage=stage)
    rig.begin(b"a", b"b")
    await rig.calm()
    for offset, trouble in ((1, "Redis is away"), (0, "")):
        open_.add(offset)
        rig.sleep.wake()
        await rig.calm()
        assert trouble == rig.pulse.trouble
        assert bool(trouble) == (rig.pulse.retrying_since is not None)
        assert bool(trouble) == bool(rig.metric("agent_retrying_since_timestamp_seconds"))
    await rig.finish()


async def test_trouble_that_ends_in_a_dead_letter_is_over_too():
    """The record is poison, but Redis was away first."""
    problems = [Away("Redis is away"), ValueError("no analysis")]

    async def stage(place, value):
        raise problems.pop(0)

    rig = Rig(stage=stage)
    rig.begin(WORDS)
    await rig.calm()
    rig.sleep.wake()
    await rig.finish()
    assert (1, None, "") == (len(rig.letters), rig.pulse.retrying_since, rig.pulse.trouble)


async def test_nobody_passes_by_one_that_holds_the_turn_while_it_waits():
    """Where order matters, the second event does not reach the stage before the first is through."""
    lock, tries = asyncio.Lock(), []

    async def stage(place, value):
        tries.append(place.offset)
        if tries.count(0) < 2:
            raise Away("Redis is away")
        return [Out("stories", b"", value)]

    rig = Rig(stage=stage, turn=lambda *_: lock)
    rig.begin(b"a", b"b")
    await rig.calm()
    rig.sleep.wake()
    await rig.finish()
    assert [0, 0, 1] == tries


@pytest.mark.parametrize(
    ("attempt", "roll", "expected_s"),
    [(0, 0.0, 0.05), (0, 1.0, 0.1), (1, 1.0, 0.2), (6, 1.0, 6.4), (7, 1.0, 10.0), (7, 0.0, 5.0), (10**9, 1.0, 10.0)],
)
def test_waits_double_up_to_ten_seconds_and_half_is_chance(attempt, roll, expected_s):
    """For ever, without overflow."""
    assert expected_s == pytest.approx(backoff_s(attempt, roll))
