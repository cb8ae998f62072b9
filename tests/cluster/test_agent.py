"""An agent loses no event and acknowledges none too early, whatever its stage, Kafka or Redis do."""

import asyncio
import contextlib
from collections import Counter
from datetime import datetime

import pytest

from marsad.errors import Away, Unsendable
from marsad.metrics import Metrics
from marsad.runtime.agent import DEAD_LETTER_BYTES, TRY_AGAIN, Agent, Out, Place, Pulse, backoff_s, dead_letter

WORDS = "مقتل خمسة جنود في انفجار عبوة ناسفة".encode()
NO_NEWS_S = 0.02  # long enough for the loop to do all it can


class Quit(BaseException):
    """The end of the process."""


class Sleeps:
    """A sleep that lasts until the test says so."""

    def __init__(self):
        self.waits, self.sleeping = [], []

    async def __call__(self, seconds):
        self.waits.append(seconds)
        self.sleeping.append(asyncio.get_running_loop().create_future())
        await self.sleeping[-1]

    def wake(self):
        """Let those that sleep now go on."""
        for future in self.sleeping:
            if not future.done():
                future.set_result(None)


class Rig:
    """A log whose events are 0, 1, 2 ... of articles/2, a broker, and an agent between them."""

    def __init__(self, *, depth=2, stage=None, turn=None):
        self.sent, self.acked, self.codes = [], [], []
        self.answers = Counter()
        self.refusals = {}  # value -> errors, one for each send of it
        self.late = {}  # value -> the future of its ack
        self.ack_errors = {}  # offset -> what acknowledging it raises
        self.stopping = False
        self.sleep = Sleeps()
        self.pulse = Pulse("analyse")
        self.metrics = Metrics("test", "cluster")
        self.events = asyncio.Queue()
        optional = {"turn": turn} if turn else {}
        self.agent = Agent(
            stage or self.echo, self.send, self.pulse, self.metrics, depth=depth, stopping=lambda: self.stopping,
            quit_now=self.quit, dice=lambda: 1.0, sleep=self.sleep, **optional,
        )  # fmt: skip
        self.run = None

    async def echo(self, place, value):
        return [Out("analyses", str(place.offset).encode(), value)]

    async def send(self, out):
        if self.refusals.get(out.value):
            raise self.refusals[out.value].pop(0)
        self.sent.append(out)
        return self.acknowledged(out)

    async def acknowledged(self, out):
        if out.value in self.late:
            await self.late[out.value]

    def quit(self, code):
        self.codes.append(code)
        raise Quit

    def begin(self, *values):
        self.run = asyncio.create_task(self.agent.run(self.source()))
        self.put(*values)
        return self.run

    def put(self, *values):
        for value in values:
            self.events.put_nowait(value)

    async def source(self):
        offset = 0
        while (value := await self.events.get()) is not None:
            yield Event(self, Place("articles", 2, offset), value)
            offset += 1

    async def finish(self):
        self.put(None)
        async with asyncio.timeout(5):
            await self.run

    async def calm(self):
        """Let the loop do all it can do."""
        await asyncio.sleep(NO_NEWS_S)

    async def end(self):
        """Throw the agent away, as the end of its process does."""
        self.run.cancel()
        with contextlib.suppress(Quit, asyncio.CancelledError):
            await self.run

    def metric(self, name):
        return self.metrics.registry.get_sample_value(f"marsad_{name}", {"stage": "analyse"})

    @property
    def letters(self):
        return [out for out in self.sent if out.topic == "dead-letters"]


class Event:
    def __init__(self, rig, place, value):
        self._rig, self.place, self.value = rig, place, value

    async def ack(self):
        if error := self._rig.ack_errors.get(self.place.offset):
            raise error
        self._rig.acked.append(self.place.offset)


def later():
    return asyncio.get_running_loop().create_future()


# ------------------------------------------------------------------------------------------- order and acks


async def test_events_are_acknowledged_in_order_and_behind_every_ack_of_theirs():
    """The second is done long before the first, which waits for the second of its two records."""

    async def two(place, value):
        return [Out("analyses", b"1", value), Out("analyses", b"2", value + b"!")]

    rig = Rig(stage=two)
    rig.late[b"a!"] = later()
    rig.begin(b"a", b"b")
    await rig.calm()
    assert [b"a", b"a!"] == [out.value for out in rig.sent]
    assert [] == rig.acked
    rig.late[b"a!"].set_result(None)
    await rig.finish()
    assert [0, 1] == rig.acked
    assert [b"a", b"a!", b"b", b"b!"] == [out.value for out in rig.sent]


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
    rig.refusals[b"a"] = [Away("no leader")] * 2
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

    rig = Rig(stage=stage, turn=lambda _: lock)
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
    while not rig.acked:
        await asyncio.sleep(0)
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
