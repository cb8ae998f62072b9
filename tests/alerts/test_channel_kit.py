"""What every channel must pass, against the server it is for: a fake as strict as the service, or the real program."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
import traceback
from datetime import timedelta

import pytest

from alerts.channels.base import Messenger, Posting
from alerts.told import told
from alerts.trial import trial, try_out
from marsad.errors import Broken, ChannelError, Refused, Retry
from tests.alerts.harnesses import (
    WAIT_S,
    AppriseHarness,
    KafkaHarness,
    MailHarness,
    RedisHarness,
    SlackHarness,
    SlackWebhookHarness,
    TailHarness,
    TelegramHarness,
    WebhookHarness,
    deliver,
)
from tests.alerts.hostile import BIDI, HOSTILE
from tests.alerts.killing import killed_run
from tests.alerts.newsdesk import NewsDesk
from tests.alerts.samples import START, alert, sample

pytestmark = pytest.mark.channel

KINDS = [
    pytest.param(kind, marks=marks, id=kind.__name__.removesuffix("Harness").lower())
    for kind, marks in (
        (TelegramHarness, ()),
        (SlackHarness, ()),
        (SlackWebhookHarness, ()),
        (MailHarness, ()),
        (WebhookHarness, ()),
        (AppriseHarness, ()),
        (RedisHarness, ()),
        (TailHarness, ()),
        (KafkaHarness, (pytest.mark.kafka,)),
    )
]


@pytest.fixture(params=KINDS)
async def harness(request, tmp_path):
    """A channel's server, started."""
    if request.param is AppriseHarness:
        pytest.importorskip("apprise", reason="pip install 'marsad[apprise]'")
    made = request.param(request.getfixturevalue("kafka_broker") if request.param is KafkaHarness else tmp_path)
    await made.start()
    yield made
    await made.stop()


async def attempt(harness, channel, each=None):
    """Return what delivering raised, or None; anything but an error of channels ends the test."""
    try:
        await deliver(channel, each or alert())
    except ChannelError as problem:
        return problem
    finally:
        await channel.close()
    return None


async def test_an_alert_arrives_with_headline_and_sentence(harness):
    channel = harness.channel()
    await deliver(channel, alert())
    await channel.close()

    (seen,) = await harness.read()
    assert "طالبان تسيطر على جلال آباد" in seen.text
    assert "على مدينة جلال آباد دون قتال" in seen.text


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ("pause", Retry),
        ("overload", Retry),
        ("hang", Retry),
        ("drip", Retry),
        ("cut", Retry),
        ("intruder", Broken),
        ("misaddressed", Broken),
        ("refused", Refused),
        ("redirect", Refused),
    ],
)
async def test_every_trouble_has_its_error_and_is_over_when_it_is_over(harness, trouble, kind, caplog):
    """The same for all: later, never, or mend the channel. No secret in words, traceback or log, and the next goes."""
    caplog.set_level(logging.DEBUG)
    if not harness.next(trouble):
        pytest.skip("the service cannot have it")
    began = time.monotonic()
    channel = harness.channel()
    problem = await attempt(harness, channel)

    assert kind is type(problem), repr(problem)
    assert time.monotonic() - began < 10
    said = "".join(traceback.format_exception(problem)) + repr(problem) + repr(channel) + caplog.text
    assert not [secret for secret in harness.secrets if secret in said]
    if trouble == "pause" and not isinstance(harness, AppriseHarness):
        assert WAIT_S == problem.after_s
    if hasattr(harness, "heal"):
        await harness.heal()
    again = harness.channel()
    assert await attempt(harness, again) is None
    assert (await harness.read())[-1].text


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_hostile_headline_arrives_as_text_and_nothing_else(harness, title):
    """The server reads as strictly as the service does; what a reader could press is ours."""
    if isinstance(harness, RedisHarness | KafkaHarness) and title not in HOSTILE[:3]:
        pytest.skip("one format with the webhook")
    made = alert(title=title, sentence=title, name="هجوم", marks=((0, 4),), actors=(title,), families=(title,))
    channel = harness.channel()
    assert await attempt(harness, channel, made) is None

    (seen,) = await harness.read()
    assert set(seen.links) <= {"https://wakala.example/news/17"}
    assert not BIDI & set(seen.text)
    assert not {char for char in seen.text if ord(char) < 32} - {"\n", "\r"}


async def test_a_text_that_is_much_too_long_arrives_shorter_and_whole(harness):
    """Ten thousand letters everywhere; nothing is refused and nothing is cut off inside its markup."""
    long = "قصف عنيف على أطراف المدينة " * 400
    made = alert(
        title=long, sentence=long, name=long, marks=((5000, 5004),),
        actors=tuple(f"{long}{n}" for n in range(40)), families=tuple(f"{long}{n}" for n in range(200)),
    )  # fmt: skip
    channel = harness.channel()
    assert await attempt(harness, channel, made) is None

    (seen,) = await harness.read()
    assert "قصف عنيف" in seen.text
    assert len(seen.text) <= 4096 or isinstance(harness, MailHarness)


async def test_the_same_key_twice_is_shown_once_where_the_channel_promises_it(harness):
    """Also by another process, which a restart is."""
    for _ in range(2):
        channel = harness.channel()
        await deliver(channel, alert())
        await deliver(channel, alert())
        await channel.close()

    assert (1 if harness.channel().idempotent else 4) == len(await harness.read())


async def test_a_port_nobody_listens_on_is_tried_again(harness, unused_tcp_port):
    if isinstance(harness, TailHarness):
        pytest.skip("a file has no port")
    problem = await attempt(harness, harness.channel(api=f"http://127.0.0.1:{unused_tcp_port}", timeout_s=1.0))

    assert isinstance(problem, Retry), repr(problem)
    assert not [secret for secret in harness.secrets if secret in str(problem)]


async def test_a_private_address_is_not_dialled_unless_its_network_is_named(harness):
    """A channel must not become a way into the network marsad runs in."""
    if not harness.dials:
        pytest.skip("an address of the operator's own network")
    problem = await attempt(harness, harness.channel(allow_private=()))

    assert isinstance(problem, Broken), repr(problem)
    assert "allow_private" in str(problem)
    assert [] == await harness.read()


async def test_it_sends_again_after_close(harness):
    channel = harness.channel()
    await deliver(channel, alert("a1"))
    await channel.close()
    await channel.close()
    await deliver(channel, alert("a2", story="s2"))
    await channel.close()

    assert len(await harness.read()) == 2


async def test_a_caller_that_is_cancelled_leaves_the_channel_usable(harness):
    """A stop cuts off what takes too long."""
    if not harness.next("hang"):
        pytest.skip("the service cannot have it")
    channel = harness.channel()
    task = asyncio.create_task(deliver(channel, alert()))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises((asyncio.CancelledError, ChannelError)):
        await task
    await channel.close()
    if hasattr(harness, "heal"):
        await harness.heal()
    again = harness.channel()
    await deliver(again, alert("a2", story="s2"))
    await again.close()


async def test_a_trial_says_that_it_is_one_and_what_went_wrong(harness):
    """The operator presses a button and reads the channel's own words."""
    assert "" == (await try_out(harness.channel(), trial(START))).problem
    (seen,) = await harness.read()
    assert "رسالة اختبار من مرصد" in seen.text

    if harness.next("overload"):
        words = (await try_out(harness.channel(), trial(START + timedelta(seconds=1)))).problem
        assert words
        assert not [secret for secret in harness.secrets if secret in words]


async def test_many_stories_in_one_message_are_listed(harness):
    channel = harness.channel()
    if not isinstance(channel, Messenger):
        pytest.skip("programs get every alert")
    stories = tuple(told([alert(f"a{n}", story=f"s{n}", title=f"حريق في الحي رقم {n}")]) for n in range(60))
    await channel.post(Posting("batch-1", stories, batch="digest"))
    await channel.close()

    (seen,) = await harness.read()
    assert "موجز: 60 قصة" in seen.text
    assert "حريق في الحي رقم 0" in seen.text
    assert len(seen.text) <= 4096 or isinstance(harness, MailHarness)


async def test_many_stories_are_listed_also_when_the_service_refuses_them_at_first(harness):
    """The ledger takes all of them as delivered, so the short message must not be of the first story alone."""
    if not isinstance(harness, TelegramHarness | SlackHarness | SlackWebhookHarness):
        pytest.skip("what it refuses is not sent in short")
    channel = harness.channel()
    headlines = [f"حريق في الحي رقم {n} من المدينة القديمة" for n in range(40)]
    stories = tuple(
        told([alert(f"a{n}", story=f"s{n}", title=title, url=f"https://wakala.example/{'%D8%AD' * 60}/{n}")])
        for n, title in enumerate(headlines)
    )
    harness.next("refused")
    harness.server.script.pop()
    await channel.post(Posting("batch-1", stories, batch="digest"))
    await channel.close()

    (seen,) = await harness.read()
    assert "موجز: 40 قصة" in seen.text
    assert headlines[:30] == [title for title in headlines if title in seen.text]
    assert "و10 قصص أخرى" in seen.text


PASSING = ("pause", "overload", "hang", "drip", "cut")
STORIES, ROUNDS = 5, 4
DOUBTS = "delivery_maybe_duplicate_total"


@pytest.mark.slow
@pytest.mark.fault
async def test_faults_and_kills_lose_nothing_and_repeat_only_what_the_channel_cannot_tell(harness, tmp_path):
    """Twenty-five alerts on five stories through every passing trouble of the service and a kill a round.

    Programs get each alert in the order of its story, people the last words of each. Where a repeat can be told, nothing
    stands twice; elsewhere no more than a kill in mid-send explains, and the metric counts as many. The seed stands in
    the failure.
    """
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    first = harness.channel()
    people, idempotent = isinstance(first, Messenger), first.idempotent
    options = {"rate": (6000, 60.0)} if people else {}
    desk = NewsDesk(tmp_path / "desk", lambda: harness.channel(**options))
    kills = 0
    for number in range(ROUNDS + 1):
        await desk.add(*[told_of(story, number) for story in range(STORIES)])
        harness.next(PASSING[number % len(PASSING)])
        if number < ROUNDS:
            kills += bool(await killed_run(desk, lambda: harness.channel(**options), draw.randrange(4, 40)))
        if hasattr(harness, "heal"):
            await harness.heal()
        desk.clock.time += timedelta(minutes=6)  # behind every pause, and the gap between two messages of a thread
    await desk.until_settled()
    states, doubts = set((await desk.states()).values()), sample(desk.metrics, DOUBTS, channel="chat")
    desk.close()
    texts = [seen.text for seen in await harness.read()]

    assert {"delivered"} == states, seed
    for story in range(STORIES):
        found = [int(n) for text in texts for n in re.findall(rf"النبأ {story}-(\d)", text)]
        first_time = list(dict.fromkeys(found))
        assert ROUNDS == max(found), (seed, found)
        assert people or list(range(ROUNDS + 1)) == first_time, (seed, found)
        assert not idempotent or people or len(first_time) == len(found), (seed, found)
    if not idempotent:
        most = STORIES if people and first.edits else STORIES * (ROUNDS + 1)
        assert len(texts) <= most + doubts, seed
        assert kills or not doubts, seed


def told_of(story, number):
    """Return the n-th alert on a story; its headline tells which."""
    reason = "updated" if number else "opened"
    return alert(f"s{story}-{number}", story=f"s{story}", reason=reason, title=f"النبأ {story}-{number} من المدينة")
