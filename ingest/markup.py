"""Which text does a piece of HTML carry? For the small pieces inside feeds; whole pages go to `ingest.extract`.

One pass over the tags, linear in the input whatever it holds: no tree, no nesting, nothing to blow up.
"""

from __future__ import annotations

import re

from marsad.clean import BLOCKS, clean_block

_TAG = re.compile(r"<(/?)([a-zA-Z!?][^\s<>/]*)[^<>]*>?")
_SILENT = frozenset(("script", "style", "noscript", "iframe", "object", "svg", "template", "form", "button"))


def text_of(markup: str, limit: int) -> str:
    r"""Return the text of `markup`, paragraphs joined by "\n", at most `limit` characters."""
    if "<" not in markup:
        return clean_block(_unescaped(markup), limit)
    pieces: list[str] = []
    at, silent = 0, ""
    for tag in _TAG.finditer(markup):
        closing, name = tag[1], tag[2].lower()
        if not silent:
            pieces.append(markup[at : tag.start()])
        at = tag.end()
        if silent:
            silent = "" if closing and name == silent else silent
        elif name in _SILENT and not closing:
            silent = name
        elif name in BLOCKS:
            pieces.append("\n")
    if not silent:
        pieces.append(markup[at:])
    return clean_block(_unescaped("".join(pieces)), limit)


def _unescaped(text: str) -> str:
    """Let line breaks written as references or escaped tags count before lines are cut."""
    return re.sub(r"&lt;(?:br\s*/?|/?p|/?div)&gt;|<(?:br\s*/?|/?p|/?div)>", "\n", text, flags=re.IGNORECASE)
