"""Turns by host."""

import asyncio

import pytest

from ingest.hosts import Closed, Hosts, host_of

A, B = "http://a.example/1", "http://b.example/1"


async def test_a_host_is_asked_one_at_a_time_and_another_meanwhile():
    hosts, inside = Hosts(spacing_s=0, slots=9), []

    async def ask(url):
        async with hosts.slot(url):
            inside.append(host_of(url))
            assert inside.count(host_of(url)) == 1
            await asyncio.sleep(0.01)
            if url == A:
                assert "b.example" in inside
            inside.remove(host_of(url))

    async def b_stays():
        async with hosts.slot(B):
            inside.append("b.example")
            await asyncio.sleep(0.1)

    await asyncio.gather(b_stays(), ask(A), ask(A), ask(A))


async def test_starts_keep_their_distance_on_one_host():
    hosts = Hosts(spacing_s=2, slots=9, clock=lambda: 100.0)
    async with hosts.slot(A):
        pass

    assert (2.0, 0.0) == (hosts.held_s(A), hosts.held_s(B))


async def test_no_more_than_the_slots_are_taken():
    hosts, inside, most = Hosts(spacing_s=0, slots=3), 0, 0

    async def ask(number):
        nonlocal inside, most
        async with hosts.slot(f"http://{number}.example/"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*map(ask, range(12)))
    assert most == 3


async def test_a_held_host_waits_and_only_it():
    hosts = Hosts(spacing_s=0, slots=9)
    hosts.hold(A, 60)

    assert 59 < hosts.held_s("http://A.example/other") <= 60
    assert hosts.held_s(B) == 0
    async with asyncio.timeout(1), hosts.slot(B):
        pass
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05), hosts.slot(A):
            pass


async def test_closing_turns_away_those_who_wait():
    hosts = Hosts(spacing_s=0, slots=9)
    hosts.hold(A, 60)

    async def ask():
        async with hosts.slot(A):
            pass

    waiting = [asyncio.create_task(ask()) for _ in range(3)]
    await asyncio.sleep(0.01)
    hosts.close()

    assert [Closed] * 3 == [type(found) for found in await asyncio.gather(*waiting, return_exceptions=True)]


def test_ports_make_hosts():
    assert ("127.0.0.1:8001", "127.0.0.1:8002", "") == (
        host_of("http://127.0.0.1:8001/x"), host_of("http://127.0.0.1:8002/x"), host_of("http://[::1"))  # fmt: skip


async def test_idle_hosts_are_forgotten_and_held_ones_are_not():
    """A reader of pages meets hosts without end; what is still to be left alone stays known."""
    now = [100.0]
    hosts = Hosts(spacing_s=0, slots=9, clock=lambda: now[0])
    hosts.hold(A, 500)
    for n in range(10_001):
        hosts.held_s(f"http://h{n}.example/")
    now[0] = 200.0

    assert (0.0, 400.0) == (hosts.held_s(B), hosts.held_s(A))
    assert 10 > len(hosts._hosts)


@pytest.mark.parametrize(
    ("wait_s", "feed_s", "later_s", "refused"),
    [
        (86_400, 30, 31, True),  # the feed goes on, the pages do not
        (10, 10, 0, False),  # waited for in the queue
        (10, 10, 11, False),
        (86_400, 30, 86_401, False),
    ],
)
def test_what_a_page_is_told_holds_pages_and_its_feed_for_half_a_minute_at_most(wait_s, feed_s, later_s, refused):
    now = [100.0]
    hosts = Hosts(spacing_s=0, slots=9, clock=lambda: now[0])
    hosts.hold_pages(A, wait_s)

    assert (feed_s, 0) == (hosts.held_s(A), hosts.long_held_s(A))
    now[0] += later_s
    assert refused == hosts.refuses_pages(A)
    assert not hosts.refuses_pages(B)
