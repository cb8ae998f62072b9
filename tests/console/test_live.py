"""The stream: each change once, over cuts and restarts, filtered like the page it belongs to."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import ClientSession

from tests.alerts.samples import until
from tests.console import newsroom
from tests.console.conftest import Console
from tests.console.memory_desk import MemoryDesk


class Stream:
    """What a browser makes of an event stream."""

    def __init__(self) -> None:
        self.last = ""
        self.seen: list[tuple[str, dict[str, Any]]] = []

    async def read(self, url: str, until: int, kinds: tuple[str, ...] = ("card", "gone", "reload")) -> None:
        """Connect, continuing behind the last event, and read so many events of these kinds."""
        headers = {"Last-Event-ID": self.last} if self.last else {}
        async with asyncio.timeout(20), ClientSession() as session, session.get(url, headers=headers) as answer:
            assert "text/event-stream" == answer.content_type
            while sum(kind in kinds for kind, _ in self.seen) < until:
                await self._event((await answer.content.readuntil(b"\n\n")).decode())

    async def _event(self, block: str) -> None:
        fields = dict(line.split(": ", 1) for line in block.strip().split("\n"))
        self.last = fields.get("id", self.last)
        if "event" in fields:
            self.seen.append((fields["event"], json.loads(fields["data"])))

    def keys(self, kind: str = "card") -> list[str]:
        """Return the keys of the events of one kind, in order."""
        return [data["key"] for name, data in self.seen if name == kind]


def key(n: int) -> str:
    return f"attack-port:{n:016x}"


async def put(console: Console, *numbers: int, **other: Any) -> None:
    for n in numbers:
        await console.desk.put(newsroom.attack(story=f"{n:016x}", **other))


async def test_a_change_is_sent_as_the_card_of_the_wall(console: Console) -> None:
    """Drawn by the same template, so a page that was reloaded looks the same; its first card is the chosen one besides."""
    stream = Stream()
    await stream.read(f"{console.url}/events", 1, ("beat",))
    start = await console.desk.last_change()
    await put(console, 1)
    await stream.read(f"{console.url}/events?after={start}", 1)
    async with ClientSession() as session, session.get(console.url) as answer:
        page = await answer.text()
    (card,) = [data["html"] for name, data in stream.seen if name == "card"]
    chosen = ' aria-current="true" tabindex="-1"'
    assert 1 == page.count(chosen)
    assert card.strip() in page.replace(chosen, ' tabindex="-1"')


async def test_a_stream_opens_with_a_sign_of_life(console: Console) -> None:
    """Time of the server and totals, so that the page can say that it is live."""
    stream = Stream()
    await stream.read(f"{console.url}/events", 1, ("beat",))
    totals = {"articles": 1284, "stories": 311, "alerts": 6, "pending": 1, "dead_letters": 2}
    cases = {"cases": 4, "critical": 1, "high": 1, "medium": 1, "low": 1}
    assert ("beat", {"now": newsroom.NOW.isoformat(), "totals": {**totals, **cases}}) == stream.seen[0]


async def test_changes_during_a_restart_come_once_each(console: Console) -> None:
    """Stopped with the stream open, three changes, started again: the browser continues behind its last event."""
    stream = Stream()
    start = await console.desk.last_change()
    await put(console, 1, 2)
    await stream.read(f"{console.url}/events?after={start}", 2)
    await console.stop()
    await put(console, 3, 4, 5)
    await console.start()
    await stream.read(f"{console.url}/events?after={start}", 5)
    assert [key(n) for n in (1, 2, 3, 4, 5)] == stream.keys()


async def test_a_case_that_changed_often_comes_once_as_it_stands(console: Console) -> None:
    """A slow reader is not sent what is no longer true."""
    start = await console.desk.last_change()
    await put(console, 1, families=("ufuq",))
    await put(console, 2)
    await put(console, 1, families=("ufuq", "sahil", "madar"))
    stream = Stream()
    await stream.read(f"{console.url}/events?after={start}", 2)
    assert [key(2), key(1)] == stream.keys()
    assert "3 ناشرين" in stream.seen[1][1]["html"]


async def test_more_changes_than_one_reading_takes_all_arrive(console: Console) -> None:
    """In order, without waiting between the readings."""
    start = await console.desk.last_change()
    await put(console, *range(250))
    stream = Stream()
    await stream.read(f"{console.url}/events?after={start}", 250)
    assert [key(n) for n in range(250)] == stream.keys()


async def test_the_stream_is_filtered_like_its_page(console: Console) -> None:
    """A case that no longer matches is taken off the wall."""
    start = await console.desk.last_change()
    await put(console, 1, severity="high")
    await put(console, 2, severity="low")
    stream = Stream()
    await stream.read(f"{console.url}/events?after={start}&severity=high&actor=pl:port", 2)
    assert ([key(1)], [key(2)]) == (stream.keys(), stream.keys("gone"))


async def test_a_case_stays_with_an_actor_its_last_alert_no_longer_names(console: Console) -> None:
    """As on the page, where the desk remembers who was named before."""
    start = await console.desk.last_change()
    await put(console, 1)
    await put(console, 1, who=("mil:army",), reason="updated")
    await put(console, 2, who=("mil:army",))
    stream = Stream()
    await stream.read(f"{console.url}/events?after={start}&actor=grp:tide", 2)
    assert ([key(1)], [key(2)]) == (stream.keys(), stream.keys("gone"))


async def test_a_new_store_makes_the_page_start_over(console: Console) -> None:
    """Its numbers begin at one; a browser that waits for larger ones would wait for ever."""
    stream = Stream()
    await put(console, 1)
    await stream.read(f"{console.url}/events?after=0", 5)
    console.desk = MemoryDesk()
    await console.stop()
    await console.start()
    stream.seen.clear()
    await stream.read(f"{console.url}/events?after=0", 1)
    assert [("reload", {})] == stream.seen


async def test_a_hostile_headline_does_not_end_the_event(console: Console) -> None:
    """A line break inside a headline is no line break of the protocol."""
    start = await console.desk.last_change()
    title = "خبر\n\nevent: reload\ndata: {}\r\n\r\n"
    await console.desk.put(newsroom.alert(title, "سيطرة على المدينة", "سيطرة"))
    stream = Stream()
    await stream.read(f"{console.url}/events?after={start}", 1)
    assert ["card"] == [name for name, _ in stream.seen if name != "beat"]


async def test_open_walls_are_counted_and_do_not_hold_up_the_stop(console: Console) -> None:
    """The gauge goes back when the reader leaves and when the server stops."""
    async with ClientSession() as session, session.get(f"{console.url}/events") as answer:
        await answer.content.readuntil(b"\n\n")
        assert 1 == console.clients()
        await console.stop()
    assert 0 == console.clients()


async def test_a_bad_position_is_refused(console: Console) -> None:
    """Not taken for zero, which would send the whole history."""
    async with ClientSession() as session:
        for headers, query in (({"Last-Event-ID": "x"}, ""), ({}, "?after=-2"), ({}, "?severity=x")):
            async with session.get(f"{console.url}/events{query}", headers=headers) as answer:
                assert 400 == answer.status


async def test_walls_at_the_same_change_share_one_reading(console: Console) -> None:
    """Twenty open walls ask the desk about as often as one does, and each gets the card."""
    start, streams = await console.desk.last_change(), [Stream() for _ in range(20)]
    reading = [asyncio.create_task(stream.read(f"{console.url}/events?after={start}", 2)) for stream in streams]
    await until(lambda: console.clients() == len(streams), timeout_s=10.0)
    before = console.desk.readings
    await put(console, 1)
    await put(console, 2)
    await asyncio.gather(*reading)
    assert [[key(1), key(2)]] * 20 == [stream.keys() for stream in streams]
    assert console.desk.readings - before < len(streams)
