"""What is a story as a mail? Subject, thread, text and HTML; nothing here opens a connection."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from alerts.cards import SHAPES, Style, batch_card, batch_title, story_card
from alerts.channels.base import Posting
from alerts.nodes import Card
from alerts.quoting import shortened
from alerts.words import SEVERITY
from alerts.writers import page, plain
from marsad.clean import clean

SUBJECT_CHARS = 180
BATCH_STORIES = 200


def letter(posting: Posting, style: Style, *, sender: str, to: Sequence[str], now: datetime) -> EmailMessage:
    """Return the mail that shows `posting`; its Message-ID follows from the key, so a repeat is the same mail.

    The first mail of a story is the root of its thread; every later one refers to it (RFC 5322, 3.6.4).
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("مرصد", addr_spec=sender)
    made["To"] = [Address(addr_spec=each) for each in to]
    made["Subject"] = _subject(posting, style)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message_id(posting, sender)
    if posting.shown.startswith("<"):  # else it is of another kind of channel that had this id
        made["In-Reply-To"] = made["References"] = posting.shown
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes, please
    made["X-Marsad-Key"] = clean(posting.key)
    card = _card(posting, style)
    made.set_content(plain(card), cte="base64")
    made.add_alternative(f'<!doctype html>\n<html dir="rtl" lang="ar"><body>\n{page(card)}</body></html>\n', "html")
    return made


def message_id(posting: Posting, sender: str) -> str:
    """Return the Message-ID of a posting: the same for the same key and sender."""
    digest = hashlib.sha256(posting.key.encode()).hexdigest()[:32]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def _card(posting: Posting, style: Style) -> Card:
    if posting.batch:
        return batch_card(posting.batch, posting.stories, style, shown=BATCH_STORIES)
    return story_card(posting.stories[0], style, SHAPES[0])


def _subject(posting: Posting, style: Style) -> str:
    """Return one line; a thread keeps its first subject in most mail programs, so it has no counts that change."""
    if posting.batch:
        return batch_title(posting.batch, len(posting.stories), style)
    story = posting.stories[0]
    return shortened(f"[{SEVERITY[story.severity]}] {clean(story.title) or clean(story.name)}", SUBJECT_CHARS)
