"""How does a tree of lines look on each channel? One writer per markup, and the one that fits a message into its room.

Every line starts with U+200F where the markup knows no direction: a line that starts with a Latin name, a digit or a
picture would run left to right otherwise. What came from outside is isolated, escaped, and cannot call anybody.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from alerts.cards import SHAPES, BatchKind, Style, batch_card, story_card
from alerts.nodes import Card, Leaf, Line, Node, Quote, Role
from alerts.quoting import FSI, PDI, RLM, isolate
from alerts.told import Told

W = TypeVar("W")
MARK = {"critical": "🔴", "high": "🟠", "medium": "🟡", "low": "🔵"}
_COLOUR = {"critical": "#b00020", "high": "#9a3b00", "medium": "#6b5200", "low": "#1f4f8f"}  # 4.5:1 and more on white
_ITEMS = (30, 20, 12, 8, 5, 3, 1)
# Chats make a mention, a tag or a command of these before a letter; a word joiner between them is not seen.
# One at the end counts too: what follows may stand in the next leaf.
_CALLS = re.compile(r"[@#](?=\w|$)|(?<!\w)/(?=[A-Za-z]|$)")
_JOINER = "\u2060"
_LOOKALIKE = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"})  # Slack's mrkdwn has no escape for these


def fitted(story: Told, style: Style, write: Callable[[Card], W], fits: Callable[[W], bool]) -> W:
    """Return the fullest telling of `story` that fits; the least there is when none does."""
    return _first(((write(story_card(story, style, shape))) for shape in SHAPES), fits)


def fitted_batch(
    kind: BatchKind, stories: list[Told], style: Style, write: Callable[[Card], W], fits: Callable[[W], bool]
) -> W:
    """Return many stories in one message that fits, with as many of them as have room."""
    made = (write(batch_card(kind, stories, style, shown=n, title=t)) for t in (120, 60, 20) for n in _ITEMS)
    return _first(made, fits)


def short_batch(
    kind: BatchKind, stories: list[Told], style: Style, write: Callable[[Card], W], fits: Callable[[W], bool]
) -> W:
    """Return many stories as bare headlines, cut short and without addresses, with as many of them as have room."""
    bare = [story._replace(url="") for story in stories]
    return _first((write(batch_card(kind, bare, style, shown=n, title=60)) for n in _ITEMS), fits)


def _first(made: Iterator[W], fits: Callable[[W], bool]) -> W:
    for each in made:
        if fits(each):
            break
    return each  # the last one stands when none fits


def utf16_units(text: str) -> int:
    """Return the length in the unit of Telegram: an emoji counts two."""
    return len(text.encode("utf-16-le")) // 2


def silent(text: str) -> str:
    """Return `text` so that no chat finds a mention, a tag or a command in it."""
    return _CALLS.sub(lambda call: call[0] + _JOINER, text)


# ------------------------------------------------------------------------------------------------ plain


def plain(card: Card) -> str:
    """Return lines of plain text, *stars* around the words that fired; a link is its address."""
    return "\n".join(RLM + "".join(_plain(node, line.role) for node in line.nodes) for line in card)


def _plain(node: Node, role: Role) -> str:
    if isinstance(node, Quote):
        return isolate("".join(f"*{leaf.text}*" if leaf.kind == "match" else leaf.text for leaf in node.leaves))
    if node.kind in ("ours", "severity"):
        return node.text
    if node.kind == "link":
        return isolate(node.href) if role == "link" else f"{isolate(node.text)} {isolate(node.href)}"
    return isolate(node.text)


def quiet_plain(card: Card) -> str:
    """Return plain text for services behind an adapter, whatever they make of it: no mention, no bracketed link."""
    lines = ("".join(_quiet(node, line.role) for node in line.nodes) for line in card)
    return "\n".join(RLM + line for line in lines)


def _quiet(node: Node, role: Role) -> str:
    if isinstance(node, Quote):
        return isolate("".join(_tame(leaf.text) for leaf in node.leaves))
    return _plain(node._replace(text=_tame(node.text)), role)


def _tame(text: str) -> str:
    """Take from `text` what Markdown or a chat could act on; what it looks like stays."""
    return re.sub(r"(?<=[<\[\]])(?=\S|$)", _JOINER, silent(text.translate(_LOOKALIKE)))


# ------------------------------------------------------------------------------------------------ HTML


def page(card: Card) -> str:
    """Return HTML for a mail: right to left, styles in place because mail programs drop sheets."""
    body = "\n".join(_paragraph(line) for line in card)
    return f'<div dir="rtl" lang="ar" style="font-family:sans-serif;line-height:1.6">\n{body}\n</div>\n'


def _paragraph(line: Line) -> str:
    inner = "".join(_html(node) for node in line.nodes)
    if line.role == "sentence":
        return f'<blockquote style="margin:0 0 .6em;padding:0 .8em;border-right:3px solid #999">{inner}</blockquote>'
    small = ' style="color:#555;font-size:.9em"' if line.role in ("times", "ids") else ""
    return f"<p{small}>{inner}</p>"


def _html(node: Node) -> str:
    if isinstance(node, Quote):
        return f"<bdi>{''.join(_marked(leaf) for leaf in node.leaves)}</bdi>"
    text = html.escape(node.text)
    match node.kind:
        case "severity":
            text = f'<strong style="color:{_COLOUR[node.href]}">{text}</strong>'
        case "strong":
            text = f"<strong><bdi>{text}</bdi></strong>"
        case "link":
            text = f'<a href="{html.escape(node.href)}" rel="noopener noreferrer"><bdi>{text}</bdi></a>'
        case "id" | "time":
            text = f'<bdi dir="ltr">{text}</bdi>'
        case "foreign" | "match":
            text = f"<bdi>{text}</bdi>"
    return text


def _marked(leaf: Leaf) -> str:
    text = html.escape(leaf.text)
    return f'<mark style="background:#fff3a3;color:#111">{text}</mark>' if leaf.kind == "match" else text


# ------------------------------------------------------------------------------------------------ Telegram


def telegram(card: Card) -> str:
    """Return text for parse_mode=HTML: its Markdown cannot be escaped reliably (Bot API, formatting options)."""
    return "\n".join(_telegram_line(line) for line in card)


def telegram_length(text: str) -> int:
    """Return what Telegram counts of `text`: UTF-16 units behind the parsing of entities."""
    return utf16_units(html.unescape(re.sub(r"<[^>]*>", "", text)))


def _telegram_line(line: Line) -> str:
    inner = RLM + "".join(_telegram(node) for node in line.nodes)
    return f"<blockquote>{inner}</blockquote>" if line.role == "sentence" else inner


def _telegram(node: Node) -> str:
    if isinstance(node, Quote):
        return isolate("".join(_telegram_marked(leaf) for leaf in node.leaves))
    text = html.escape(silent(node.text), quote=False)
    match node.kind:
        case "severity":
            text = f"{MARK[node.href]} <b>{text}</b>"
        case "strong":
            text = f"<b>{isolate(text)}</b>"
        case "link":
            text = f'<a href="{html.escape(node.href)}">{isolate(text)}</a>'
        case "id":
            text = f"<code>{isolate(text)}</code>"
        case "foreign" | "match" | "time":
            text = isolate(text)
    return text


def _telegram_marked(leaf: Leaf) -> str:
    text = html.escape(silent(leaf.text), quote=False)
    return f"<b><u>{text}</u></b>" if leaf.kind == "match" else text


# ------------------------------------------------------------------------------------------------ Slack


def slack_blocks(card: Card) -> list[dict[str, Any]]:
    """Return one `rich_text` block: its texts are never parsed, so a headline can neither call nor mark up."""
    elements = [
        {
            "type": "rich_text_quote" if line.role == "sentence" else "rich_text_section",
            "elements": [*_slack_line(line), _slack_text("\n")],
        }
        for line in card
    ]
    return [{"type": "rich_text", "elements": elements}]


def slack_length(blocks: list[dict[str, Any]]) -> int:
    """Return the characters a reader gets, addresses included."""
    return sum(
        len(element.get("text", "")) + len(element.get("url", ""))
        for block in blocks
        for section in block["elements"]
        for element in section["elements"]
    )


def slack_mrkdwn(card: Card) -> str:
    """Return the line that notifications show, in mrkdwn: escaped, and without a star that could mark up."""
    return slack_lines([line for line in card if line.role in ("head", "title")])


def slack_lines(card: Iterable[Line]) -> str:
    """Return every line of `card` in mrkdwn, for a message without blocks."""
    return "\n".join(RLM + "".join(_mrkdwn(node) for node in line.nodes) for line in card)


def slack_escaped(text: str) -> str:
    """Return `text` as Slack wants it in `text`: three characters escaped, those that mark up made harmless."""
    return html.escape(silent(text).translate(_LOOKALIKE), quote=False)


def _mrkdwn(node: Node) -> str:
    leaves: Iterable[Leaf] = node.leaves if isinstance(node, Quote) else (node,)
    text = "".join(slack_escaped(leaf.text) for leaf in leaves)
    mark = f"{MARK[node.href]} " if isinstance(node, Leaf) and node.kind == "severity" else ""
    return mark + text if isinstance(node, Leaf) and node.kind in ("ours", "severity") else isolate(text)


def _slack_text(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style} if style else {"type": "text", "text": text}


def _slack_line(line: Line) -> Iterator[dict[str, Any]]:
    yield _slack_text(RLM)
    for node in line.nodes:
        if isinstance(node, Quote):
            yield _slack_text(FSI)
            yield from (
                _slack_text(leaf.text, bold=True) if leaf.kind == "match" else _slack_text(leaf.text)
                for leaf in node.leaves
            )
            yield _slack_text(PDI)
        else:
            yield _slack_leaf(node)


def _slack_leaf(leaf: Leaf) -> dict[str, Any]:
    match leaf.kind:
        case "ours":
            return _slack_text(leaf.text)
        case "severity":
            return _slack_text(f"{MARK[leaf.href]} {leaf.text}", bold=True)
        case "strong":
            return _slack_text(isolate(leaf.text), bold=True)
        case "id":
            return _slack_text(isolate(leaf.text), code=True)
        case "link":
            return {"type": "link", "url": leaf.href, "text": isolate(leaf.text)}
    return _slack_text(isolate(leaf.text))
