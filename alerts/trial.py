"""Does a channel work? One message that says it is a test, with all that could break one in it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from alerts.channels.base import Channel, Messenger, Posting
from alerts.told import told
from marsad.errors import ChannelError
from marsad.identity import digest
from marsad.records import Alert

_TITLE = "رسالة اختبار من مرصد وليست خبراً"
_WORD = "اختبار"
_SENTENCE = (
    "هذا اختبار للقناة: CNN قالت @everyone و<!channel> و*نجمة* و<b>وسم</b> و[رابط](https://example.org) و5 < 6، "
    "ثم كلمات كثيرة تطيل الجملة حتى يُرى كيف تُقصَّر " * 8
)


def trial(now: datetime) -> Alert:
    """Return an alert that says it is a test, hostile and long; another one for every moment."""
    start = _SENTENCE.index(_WORD)
    return Alert(
        id=digest("trial", now.isoformat()),
        reason="opened",
        level="0",
        rule="trial",
        name=_WORD,
        severity="low",
        story=digest("trial", "story", now.isoformat()),
        article="trial",
        url="https://example.org/marsad",
        title=_TITLE,
        at=now,
        seen=now,
        sentence=_SENTENCE,
        marks=((start, start + len(_WORD)),),
        publisher="marsad",
    )


class Outcome(NamedTuple):
    """What a channel answered: its own words where it did not take the message, else its id for it, "" without one."""

    problem: str = ""
    message: str = ""


async def try_out(channel: Channel | Messenger, alert: Alert) -> Outcome:
    """Send `alert` by a channel of its own, which is closed behind it. The ledger hears nothing of it."""
    try:
        if isinstance(channel, Messenger):
            return Outcome(message=await channel.post(Posting(alert.id, (told([alert]),))))
        return Outcome(message=await channel.send(alert, key=alert.id))
    except ChannelError as problem:
        return Outcome(str(problem))
    finally:
        await channel.close()
