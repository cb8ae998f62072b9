"""What an agent does with events that no stage can take, and how it ends: nothing in hand is ever acknowledged."""

import asyncio
from datetime import datetime

import pytest

from marsad.errors import TRY_AGAIN, Away, Unsendable
from marsad.runtime.agent import DEAD_LETTER_BYTES, Out, Place, dead_letter
from tests.cluster.agent_rig import Event, Quit, Rig, later

WORDS = "مقتل خمسة جنود في انفجار عبوة ناسفة".encode()


# ------------------------------------------------------------------------------------------- what no stage can take


async def test_what_a_stage_breaks_on_becomes_a_dead_letter():
    """Its bytes as they came, the story in headers; the events around it are as ever."""

    async def stage(place, value):
        if place.offset == 1:
            raise ValueError("no analysis: \ud800")  # half a pair of UTF-16, as broken JSON holds it
        return [Out("analyses", b"", value)]

    rig = Rig(stage=stage)
    rig.begin(b"a", WORDS, b"c")
    await rig.finish()
    assert [0, 1, 2] == rig.acked
    (letter,) = rig.letters
    assert ("dead-letters", b"articles/2/1", WORDS, None) == letter[:4]
    told = dict(letter.headers)
    assert datetime.fromisoformat(told.pop("at").decode()).tzinfo is not None
    expected = {"stage": "analyse", "place": "articles/2/1", "error": "ValueError: no analysis: ?"}
    assert {**expected, "bytes": str(len(WORDS))} == {key: value.decode() for key, value in told.items()}
    assert 1 == rig.metric("dead_letters_total")


def test_the_reason_of_a_dead_letter_is_bounded():
    """An error may quote a whole article."""
    assert 500 == len(dead_letter("analyse", Place("articles", 0, 1), b"", "ب" * 9000).headers["error"].decode())


@pytest.mark.parametrize("where", ["send", "ack"])
async def test_an_output_that_no_broker_takes_makes_a_dead_letter_of_its_event(where):
    """Whoever refuses it, client or broker; what can be sent is sent."""

    async def three(place, value):
        return [Out("stories", b"", b"small"), Out("stories", b"", b"huge"), Out("alerts", b"", b"alert")]

    rig = Rig(stage=three)
    if where == "send":
        rig.refusals[b"huge"] = [Unsendable("too large")]
    else:
        rig.late[b"huge"] = later()
        rig.late[b"huge"].set_exception(Unsendable("too large"))
    rig.begin(WORDS)
    await rig.finish()
    assert {b"small", b"alert", WORDS} == {out.value for out in rig.sent} - {b"huge"}
    (letter,) = rig.letters
    assert (WORDS, b"too large") == (letter.value, letter.headers["error"])
    assert ([0], 1) == (rig.acked, rig.metric("dead_letters_total"))


async def test_kafka_away_is_waited_out_before_anything_is_given_up():
    """One record is too large, another meets an outage: first all is tried again."""

    async def two(place, value):
        return [Out("stories", b"", b"huge"), Out("alerts", b"", b"alert")]

    rig = Rig(stage=two)
    rig.refusals = {b"huge": [Unsendable("too large")] * 2, b"alert": [Away("no leader")]}
    rig.begin(WORDS)
    await rig.calm()
    assert ([], []) == (rig.letters, rig.acked)
    rig.sleep.wake()
    await rig.finish()
    assert [b"alert", WORDS] == [out.value for out in rig.sent]


@pytest.mark.parametrize("why", ["stage", "output"])
async def test_a_dead_letter_too_large_is_cut(why):
    """64 KiB of it, with its true size and the first reason; counted once."""
    large = WORDS * 3000

    async def stage(place, value):
        if why == "stage":
            raise ValueError("no analysis")
        return [Out("analyses", b"", b"huge")]

    rig = Rig(stage=stage)
    rig.refusals = {large: [Unsendable("letter too large")], b"huge": [Unsendable("output too large")]}
    rig.begin(large)
    await rig.finish()
    (letter,) = rig.letters
    assert large[:DEAD_LETTER_BYTES] == letter.value
    reason = "ValueError: no analysis" if why == "stage" else "output too large"
    assert (str(len(large)), reason) == (letter.headers["bytes"].decode(), letter.headers["error"].decode())
    assert ([0], 1) == (rig.acked, rig.metric("dead_letters_total"))


# ------------------------------------------------------------------------------------------- the end


@pytest.mark.parametrize("where", ["stage", "send"])
async def test_a_stop_while_it_waits_ends_the_process_unacknowledged(where):
    """Nobody knows how long the outage lasts."""

    async def stage(place, value):
        if where == "stage":
            raise Away("Redis is away")
        return [Out("analyses", b"", value)]

    rig = Rig(stage=stage)
    rig.refusals[WORDS] = [Away("no leader")] * 9
    rig.begin(WORDS)
    await rig.calm()
    assert [] == rig.codes
    rig.stopping = True
    rig.sleep.wake()
    await rig.calm()
    assert TRY_AGAIN == rig.codes[0]
    assert ([], []) == (rig.acked, rig.letters)
    await rig.end()


async def test_cancelled_with_an_event_in_hand_ends_the_process():
    """Faust would acknowledge it."""
    rig = Rig()
    rig.late[b"a"] = later()
    rig.begin(b"a")
    await rig.calm()
    rig.run.cancel()
    with pytest.raises(Quit):
        await rig.run
    assert ([TRY_AGAIN], []) == (rig.codes, rig.acked)


async def test_cancelled_between_two_events_the_one_taken_counts():
    """The first was just acknowledged and the second has been taken from the log."""
    rig = Rig(depth=1)
    rig.late[b"a"] = later()
    rig.begin(b"a", b"b")
    await rig.calm()
    rig.late[b"a"].set_result(None)
    for _ in range(9):
        await asyncio.sleep(0)
        if rig.acked:
            break
    rig.run.cancel()
    with pytest.raises(Quit):
        await rig.run
    assert [TRY_AGAIN] == rig.codes


async def test_cancelled_with_nothing_in_hand_is_a_clean_end():
    """All was acknowledged."""
    rig = Rig()
    rig.begin(b"a")
    await rig.calm()
    rig.run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await rig.run
    assert ([], [0]) == (rig.codes, rig.acked)


async def test_a_log_that_breaks_with_an_event_in_hand_ends_the_process():
    """Begun again inside this one, the agent would have an event that nobody settles."""
    rig = Rig()
    rig.late[b"a"] = later()

    async def source():
        yield Event(rig, Place("articles", 2, 0), b"a")
        await rig.calm()
        raise RuntimeError("consumer gone")

    with pytest.raises(Quit):
        await rig.agent.run(source())
    assert ([TRY_AGAIN], []) == (rig.codes, rig.acked)


@pytest.mark.parametrize("fault", [RuntimeError("no such partition"), asyncio.CancelledError()])
async def test_a_fault_in_acknowledging_ends_the_process(fault):
    """Nothing more would be acknowledged, in silence."""
    rig = Rig()
    rig.ack_errors[1] = fault
    rig.begin(b"a", b"b", b"c")
    await rig.calm()
    assert ([TRY_AGAIN], [0]) == (rig.codes, rig.acked)
    await rig.end()


async def test_a_fault_of_the_sender_ends_the_process():
    """It is neither an outage nor the record."""
    rig = Rig()
    rig.refusals[b"a"] = [KeyError("analyses")]
    rig.begin(b"a")
    await rig.calm()
    assert ([TRY_AGAIN], []) == (rig.codes, rig.acked)
    await rig.end()


async def test_a_dead_letter_that_is_refused_when_cut_ends_the_process():
    """There is nowhere left to put it, and it must not be lost."""
    rig = Rig()
    rig.refusals[WORDS] = [Unsendable("no") for _ in range(9)]
    rig.begin(WORDS)
    await rig.calm()
    assert ([TRY_AGAIN], []) == (rig.codes, rig.acked)
    await rig.end()
