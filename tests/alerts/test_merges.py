"""Two stories become one: whoever was told of both sees it in the message that is there, and nobody gets another one."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from tests.alerts.newsdesk import desk_on, shown, update
from tests.alerts.rig import Desk
from tests.alerts.samples import alert

pytestmark = pytest.mark.channel

OURS = alert("a1", story="s1")
THEIRS = alert("b1", story="s2", title="جلال آباد بيد الحركة")
HERS = alert("c1", story="s2", rule="calm", name="دخول بلا قتال", title="جلال آباد بيد الحركة")


def merged(opened, *, goes_on: bool = False):
    """What is said of a case of s2 when the story turns out to be s1."""
    return alert(
        f"{opened.id}-m", story=opened.story, rule=opened.rule, name=opened.name, title=opened.title, reason="merged",
        level="s1", into="s1", goes_on=goes_on,
    )  # fmt: skip


async def test_the_message_of_the_story_that_is_gone_says_where_it_goes_on(desk, telegram):
    """It is edited; the other message stays as it is, and no third one comes."""
    await desk.add(OURS, THEIRS)
    await desk.until_settled()
    ours, _ = shown(telegram)
    await desk.add(merged(THEIRS))
    await desk.until_settled()

    assert (2, 1) == (telegram.sends, telegram.edits)
    assert ours == shown(telegram)[0]
    assert "ضُمّ إلى قصة أخرى" in shown(telegram)[1]
    assert "القصة \u2068s1\u2069" in shown(telegram)[1]


async def test_what_comes_after_is_said_in_the_message_of_the_story_that_stays(desk, telegram):
    """An update of either case edits the first message; the message that ended is left alone."""
    await desk.add(OURS, THEIRS, HERS)
    await desk.until_settled()
    await desk.add(merged(THEIRS), merged(HERS, goes_on=True))
    await desk.until_settled()
    ended = shown(telegram)[1]
    await desk.add(update(7, rule="calm", name="دخول بلا قتال"), update(9))
    await desk.until_settled()

    assert 2 == telegram.sends
    assert "الحصيلة ترتفع إلى 9 قتيلاً" in shown(telegram)[0]
    assert ended == shown(telegram)[1]


async def test_a_message_goes_on_as_that_of_the_story_that_stays_when_it_has_none(desk, telegram):
    """Only the case that goes on was told here: a merge changes nothing, and its next news edits that message."""
    await desk.add(HERS)
    await desk.until_settled()
    await desk.add(merged(HERS, goes_on=True))
    await desk.until_settled()
    assert (1, 0) == (telegram.sends, telegram.edits)

    await desk.add(update(3, rule="calm", name="دخول بلا قتال"))
    await desk.until_settled()

    assert (1, 1) == (telegram.sends, telegram.edits)
    assert "الحصيلة ترتفع إلى 3 قتيلاً" in shown(telegram)[0]


async def test_what_was_not_sent_yet_is_part_of_the_other_message(desk, telegram):
    """Both stories wait when they are merged: people get one message."""
    await desk.add(OURS, THEIRS, HERS, merged(THEIRS), merged(HERS, goes_on=True))
    await desk.until_settled()

    (text,) = shown(telegram)
    assert (1, 0) == (telegram.sends, telegram.edits)
    assert "وكذلك: " in text
    assert "ضُمّ" not in text


async def test_a_merge_is_no_mail(tmp_path, smtp):
    """A mail cannot be edited: what was sent stands, and nothing is added to it."""
    with closing(desk_on(tmp_path, smtp)) as desk:
        await desk.add(OURS, THEIRS)
        await desk.until_settled()
        before = len(smtp.mails)
        await desk.add(merged(THEIRS))
        await desk.until_settled()

        assert (2, 2) == (before, len(smtp.mails))
        assert {"delivered"} == set((await desk.states()).values())


async def test_a_merge_is_no_part_of_what_carries_many_stories(desk, telegram):
    """A story that was told in a list has no message to edit: the list stays as it is."""
    await desk.add(merged(THEIRS))
    await desk.until_settled()

    assert (0, 0) == (telegram.sends, telegram.edits)


async def test_a_program_gets_one_record_of_the_merge(receiver):
    """It says which story the case was of, and which it is of now; sent again it is the same one."""
    desk = Desk(receiver)
    for each in (THEIRS, merged(THEIRS), merged(THEIRS)):
        desk.ledger.add(each, "hook")
    await desk.until_settled()

    record = json.loads(receiver.requests[1][1])
    assert ["b1", "b1-m"] == receiver.keys
    assert ("merged", "s2", "s1") == (record["reason"], record["story"], record["into"])
