"""Texts that want to be more than text, and what reads messages as strictly as the services do."""

from __future__ import annotations

import re
from html.parser import HTMLParser

HOSTILE = [
    "@everyone هجوم على الجسر",
    "@channel @here #عاجل /start",
    "<!channel> <@U123> <https://evil.test|انقر هنا>",
    "*عاجل* _x_ ~y~ [انقر](http://evil.test) `c`",
    "</b><script>alert(1)</script></blockquote>",
    "&lt;img src=x onerror=1&gt; هجوم",
    "&amp;lt;script&amp;gt;",
    "هجوم\r\nBcc: all@example.test",
    "هجوم \u202eعلى\u202c الجسر",
    "\u2067\u2067\u2069\u2069خروج من العزل",
    "a\x00b\x1b[31m",
    "{{ .Labels }} ${jndi:ldap://x} {0.__class__} %s",
    '" onmouseover="x" <a href="http://evil.test">',
    "=1+1",
    "CNN: حريق في المرفأ",
    "😀\ud83d",
    "\u0300\u0300ا" + "\u064e" * 400,
    "حريق في المرفأ " * 700,
    "ا" * 10_000,
    "😀" * 6000,
    "5 < 6 & 7 > 2",
    "",
]
BIDI = set("\u200e\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067")
_TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote"}


class TelegramText(HTMLParser):
    """parse_mode=HTML as the Bot API documents it: its tags only, closed in order, no bare < > &.

    `text` is what counts against 4096; `links` and `calls` (mentions, tags, commands) are what a reader could press.
    """

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text, self.links, self._open = "", [], list[str]()
        self.feed(markup)
        self.close()
        if self._open:
            raise ValueError(f"can't parse entities: end tag of {self._open[-1]} not found")
        self.calls = re.findall(r"(?<![\w@])@\w{2,}|(?<!\w)#\w+|(?<![\w/<])/[A-Za-z]\w*", self.text)

    def handle_starttag(self, tag, attrs):
        if tag not in _TAGS:
            raise ValueError(f"can't parse entities: unsupported start tag {tag}")
        self._open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            raise ValueError(f"can't parse entities: unexpected end tag {tag}")

    def handle_data(self, data):
        if "<" in data or "&" in data:
            raise ValueError("can't parse entities: a bare < or &")
        self.text += data

    def handle_entityref(self, name):
        self.text += {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name]

    def handle_charref(self, name):
        self.text += chr(int(name[1:], 16) if name.startswith("x") else int(name))


class MailText(HTMLParser):
    """HTML of a mail: balanced, and nothing in it that runs or loads."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.links, self.marked, self._open = "", [], [], list[str]()
        self.feed(markup)
        self.close()
        assert self._open == [], self._open

    def handle_starttag(self, tag, attrs):
        assert tag in {"div", "p", "bdi", "strong", "mark", "a", "blockquote"}, tag
        assert {name for name, _ in attrs} <= {"dir", "lang", "style", "href", "rel"}, attrs
        self._open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "mark" in self._open:
            self.marked.append(data)


def slack_seen(text: str) -> str:
    """Return what a reader sees of mrkdwn `text`; raises ValueError when it calls somebody or marks something up."""
    if found := re.search(r"<[^>]*>|(?<!\S)[*_~`]\S", text):
        raise ValueError(f"active mrkdwn: {found[0]}")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
