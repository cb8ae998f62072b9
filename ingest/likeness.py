"""Is this the text the feed announced? By the words it shares with what the feed itself says of the article.

A page may answer 200 with a consent wall, a firewall's notice, «جار التحميل» or its menu. Such a text is well formed,
Arabic and long enough; what tells it from an article is that it says nothing of the event.
"""

from __future__ import annotations

import re

import msgspec

from marsad.text import tokens

# Measured on 60,000 articles of 19 outlets: of a headline and summary a tenth of the words stands in all but 6 of
# 10,000 texts, one word of a headline alone in all but 1 %; a notice has that much of 2 to 13 % of them.
_OF_SUMMARY = 0.1
_OF_CONTENT = 0.5  # the same article, whole: nearly all of it is there
_OF_LEAD = 0.2  # 97 % of the further paragraphs of a lead have that much of its words, 14 % of eight others' teasers
_WORD_CHARS = 4
# The article and one-letter words are written on to the word: «وبالهجوم» is «هجوم».
_PREFIX = re.compile(r"^(?:[وف]?(?:ال|بال|كال|لل)|[وفبلك](?=\w{4}))(?=\w{3})")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the feed says of an article, as plain text; all empty where nobody announced it.

    `part` is the id inside the page that its link names; `shared` says that others of the feed stand on the same page.
    """

    title: str = ""
    summary: str = ""
    content: str = ""  # "" unless it is more than the summary
    part: str = ""
    shared: bool = False


def tells_of(text: str, said: Said) -> bool:
    """Say whether `text` shares enough words with what the feed said; True where it said nothing."""
    if said.content:
        return _shares(text, f"{said.title}\n{said.content}", _OF_CONTENT)
    return _shares(text, f"{said.title}\n{said.summary}", _OF_SUMMARY)


def goes_on(rest: str, lead: str) -> bool:
    """Say whether `rest` goes on with what `lead` began, rather than with other news."""
    return _shares(rest, lead, _OF_LEAD)


def _shares(text: str, other: str, share: float) -> bool:
    wanted = _stems(other)
    return not wanted or len(wanted & _stems(text)) >= max(1, share * len(wanted))


def _stems(text: str) -> set[str]:
    """Return the first letters of the longer words: forms of one word count as one."""
    words = (token.folded for token in tokens(text))
    return {_PREFIX.sub("", word)[:_WORD_CHARS].casefold() for word in words if len(word) >= _WORD_CHARS}
