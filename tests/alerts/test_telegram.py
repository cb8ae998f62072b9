"""One message per story in a Telegram chat, whatever happens to the chat meanwhile."""

import pytest

from alerts.channels.base import Posting
from alerts.channels.telegram import Telegram
from alerts.told import told
from marsad.errors import Broken, Refused, Retry
from tests.alerts.fakes.script import answering
from tests.alerts.samples import CHAT, LOOPBACK, OPENED, START, TOKEN, UPDATED, alert, posting

pytestmark = pytest.mark.channel
SUPER = -1009999


@pytest.fixture
async def channel(telegram):
    """The bot in it."""
    made = Telegram(TOKEN, CHAT, now=lambda: START, api=telegram.url, allow_private=LOOPBACK, timeout_s=0.5, topic=None)
    yield made
    await made.close()


async def test_an_update_edits_the_message_and_makes_no_noise(telegram, channel):
    shown = await channel.post(posting(OPENED))
    again = await channel.post(posting(OPENED, UPDATED, shown=shown))

    ((number, message),) = telegram.chats[CHAT].items()
    assert f"{CHAT}/{number}" == shown == again
    assert "تراجع الحركة عن أطراف المدينة" in message.text
    assert (1, 1) == (telegram.sends, telegram.edits)


async def test_a_ring_edits_the_message_and_replies_to_it_aloud(telegram, channel):
    """The reply is short; the message tells all."""
    shown = await channel.post(posting(OPENED))
    graver = alert("a3", reason="escalated", severity="critical")
    await channel.post(posting(OPENED, graver, shown=shown, ring=True))

    (first, message), (_, reply) = telegram.chats[CHAT].items()
    assert first == reply.reply_to
    assert not reply.silent
    assert "حرِج" in message.text
    assert "حرِج" in reply.text
    assert len(reply.text) < len(message.text)


async def test_an_edit_that_changes_nothing_counts_as_done(telegram, channel):
    """Telegram calls it an error; repeating an edit after a stop is how we make sure."""
    shown = await channel.post(posting(OPENED))

    assert shown == await channel.post(posting(OPENED, shown=shown))
    assert 0 == telegram.edits


async def test_a_message_somebody_deleted_is_sent_anew(telegram, channel):
    shown = await channel.post(posting(OPENED))
    telegram.delete(CHAT, int(shown.partition("/")[2]))

    again = await channel.post(posting(OPENED, UPDATED, shown=shown))

    assert again != shown
    assert [f"{CHAT}/{number}" for number in telegram.chats[CHAT]] == [again]


async def test_a_reply_to_a_message_deleted_in_between_is_sent_all_the_same(telegram, channel):
    shown = await channel.post(posting(OPENED))
    await channel.post(posting(OPENED, UPDATED, shown=shown, ring=True))

    assert {"allow_sending_without_reply": True, "message_id": 101} == telegram.calls[-1][1]["reply_parameters"]


async def test_a_group_that_became_a_supergroup_is_followed(telegram, channel, caplog):
    """The story goes on in a new message there, and the operator is told the new id."""
    shown = await channel.post(posting(OPENED))
    telegram.migrated[CHAT] = SUPER
    telegram.chats[SUPER] = {}

    again = await channel.post(posting(OPENED, UPDATED, shown=shown))
    await channel.post(posting(alert("b1", story="s2")))

    assert again.startswith(f"{SUPER}/")
    assert 2 == len(telegram.chats[SUPER])
    assert str(SUPER) in caplog.text


async def test_a_group_that_moves_without_end_is_tried_again_later(telegram, channel):
    telegram.migrated = {CHAT: SUPER, SUPER: CHAT}

    with pytest.raises(Retry, match="moves"):
        await channel.post(posting(OPENED))


async def test_the_pause_telegram_asks_for_in_its_body_is_kept(telegram, channel):
    """`parameters.retry_after`, in seconds."""
    body = '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}'
    telegram.script = [answering(429, text=body)]

    with pytest.raises(Retry) as asked:
        await channel.post(posting(OPENED))
    assert 35.0 == asked.value.after_s


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Bad Request: chat not found", Broken),
        ("Bad Request: not enough rights to send text messages to the chat", Broken),
        ("Bad Request: message thread not found", Broken),
        ("Bad Request: TOPIC_CLOSED", Broken),
        ("Bad Request: something new", Refused),
    ],
)
async def test_a_bad_request_is_of_the_chat_or_of_the_message(telegram, channel, words, kind):
    """Telegram says both with 400; its words tell them apart, and are told to the operator."""
    body = f'{{"ok":false,"error_code":400,"description":"{words}"}}'
    telegram.script = [answering(400, text=body)] * 2

    with pytest.raises(kind, match=words.removeprefix("Bad Request: ")):
        await channel.post(posting(OPENED))


async def test_what_telegram_cannot_read_goes_again_in_short_without_markup(telegram, channel):
    body = '{"ok":false,"error_code":400,"description":"Bad Request: can\'t parse entities"}'
    telegram.script = [answering(400, text=body)]

    await channel.post(posting(OPENED))

    (message,) = telegram.chats[CHAT].values()
    assert "طالبان تسيطر على جلال آباد" in message.text
    assert "parse_mode" not in telegram.calls[-1][1]


@pytest.mark.parametrize("text", ["", "[]", "no json", '{"ok":true}', '{"ok":true,"result":{"message_id":"x"}}'])
async def test_an_answer_that_says_neither_yes_nor_no_is_tried_again(telegram, channel, text):
    telegram.script = [answering(200, text=text)]

    with pytest.raises(Retry):
        await channel.post(posting(OPENED))


async def test_a_digest_makes_no_noise(telegram, channel):
    await channel.post(Posting("d1", (told([OPENED]), told([alert("b1", story="s2")])), batch="digest"))

    (message,) = telegram.chats[CHAT].values()
    assert message.silent


async def test_a_forum_gets_its_topic(telegram):
    channel = Telegram(TOKEN, CHAT, now=lambda: START, api=telegram.url, allow_private=LOOPBACK, topic=7)
    await channel.post(posting(OPENED))
    await channel.close()

    assert 7 == telegram.calls[-1][1]["message_thread_id"]
