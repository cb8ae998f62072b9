"""One message per story in Slack, by a bot; and what a webhook can do."""

import pytest

from alerts.channels.slack import SlackBot, SlackWebhook
from marsad.errors import Broken, Refused, Retry
from tests.alerts.fakes.script import answering
from tests.alerts.samples import LOOPBACK, OPENED, START, TOKEN, UPDATED, alert, posting

pytestmark = pytest.mark.channel


@pytest.fixture
async def bot(slack):
    """A bot in it."""
    made = SlackBot(TOKEN, "C1", now=lambda: START, api=slack.url, allow_private=LOOPBACK, timeout_s=0.5)
    yield made
    await made.close()


async def test_an_update_changes_the_message(slack, bot):
    shown = await bot.post(posting(OPENED))
    again = await bot.post(posting(OPENED, UPDATED, shown=shown))

    ((ts, message),) = slack.channels["C1"].items()
    assert f"C1/{ts}" == shown == again
    assert "تراجع الحركة عن أطراف المدينة" in message.text


async def test_a_ring_answers_in_the_thread_and_shows_in_the_channel(slack, bot):
    shown = await bot.post(posting(OPENED))
    await bot.post(posting(OPENED, alert("a3", reason="escalated", severity="critical"), shown=shown, ring=True))

    (first, _), (_, reply) = slack.channels["C1"].items()
    assert (first, True) == (reply.thread, reply.broadcast)
    assert "حرِج" in reply.notice


async def test_a_message_somebody_deleted_is_sent_anew(slack, bot):
    shown = await bot.post(posting(OPENED))
    slack.channels["C1"].clear()

    again = await bot.post(posting(OPENED, UPDATED, shown=shown))

    assert [again] == [f"C1/{ts}" for ts in slack.channels["C1"]]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("invalid_auth", Broken),
        ("not_in_channel", Broken),
        ("is_archived", Broken),
        ("missing_scope", Broken),
        ("internal_error", Retry),
        ("ratelimited", Retry),
        ("something_new", Refused),
    ],
)
async def test_slack_says_no_with_200_and_a_word(slack, bot, error, kind):
    """Each word is of the channel, of this moment, or of the message."""
    slack.script = [answering(200, text=f'{{"ok":false,"error":"{error}"}}')] * 2

    with pytest.raises(kind, match=error):
        await bot.post(posting(OPENED))


async def test_blocks_slack_does_not_take_go_again_as_a_bare_line(slack, bot):
    slack.script = [answering(200, text='{"ok":false,"error":"invalid_blocks"}')]

    await bot.post(posting(OPENED))

    (message,) = slack.channels["C1"].values()
    assert ("", True) == (message.text, "طالبان تسيطر على جلال آباد" in message.notice)


@pytest.mark.parametrize("text", ["", "no json", '{"ok":true}', '{"ok":true,"ts":7}'])
async def test_an_answer_that_says_neither_yes_nor_no_is_tried_again(slack, bot, text):
    slack.script = [answering(200, text=text)]

    with pytest.raises(Retry):
        await bot.post(posting(OPENED))


@pytest.mark.parametrize(
    ("status", "word", "kind"),
    [
        (404, "no_service", Broken),
        (410, "channel_is_archived", Broken),
        (400, "invalid_payload", Refused),
        (500, "", Retry),
    ],
)
async def test_a_webhook_says_no_with_a_status_and_a_word(slack, status, word, kind):
    slack.script = [answering(status, text=word)] * 2
    hook = SlackWebhook(f"{slack.url}/services/x", now=lambda: START, allow_private=LOOPBACK)

    with pytest.raises(kind):
        await hook.post(posting(OPENED))
    await hook.close()
