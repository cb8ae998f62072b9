"""An agent under test: a log whose events the test puts, and a broker that does as the test says."""

import asyncio
import contextlib
from collections import Counter

from marsad.metrics import Metrics
from marsad.runtime.agent import Agent, Out, Place, Pulse

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
