"""Which parts of a page are the article's? What nobody sees and blocks of other news are not; one post may be a part.

Works on the tree, before its text is sought: once blocks are lines of text, a teaser looks like a paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from itertools import islice
from typing import TYPE_CHECKING

from ingest.boilerplate import announces_others

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# trafilatura takes out what a style hides, not what the attribute does.
_HIDDEN = "//body//*[@hidden]"
_LABEL_TAGS = frozenset(("h2", "h3", "h4", "h5", "h6", "strong", "b", "p", "span", "div", "a", "label"))
_BLOCK_TAGS = frozenset(("div", "section", "aside", "ul", "ol", "li", "nav", "footer", "table", "tbody", "tr", "td"))
_LABEL_PIECES = 30  # of text, blanks between tags among them; a label has few


def without_hidden(tree: HtmlElement) -> HtmlElement | None:
    """Return a copy of the page without what its reader is not shown; None where it hides nothing."""
    made = deepcopy(tree)
    return _without(made, made.xpath(_HIDDEN))


def without_others(tree: HtmlElement) -> HtmlElement | None:
    """Return a copy of the page without the blocks that announce other news; None where it has none."""
    made = deepcopy(tree)
    return _without(made, [block for label in made.iter(*_LABEL_TAGS) if (block := _block_of(label)) is not None])


def part_of(tree: HtmlElement, name: str) -> HtmlElement | None:
    """Return the part of the page with the id `name`; None where there is none or it holds the page's headline."""
    found = tree.xpath("//body//*[@id=$name or (self::a and @name=$name)]", name=name)
    if not found or found[0].tag in ("main", "h1") or found[0].xpath("boolean(.//h1)"):
        return None
    part: HtmlElement = found[0]
    return part


def _without(tree: HtmlElement, blocks: Sequence[HtmlElement]) -> HtmlElement | None:
    for block in blocks:
        if block.getparent() is not None:
            block.drop_tree()
    return tree if blocks else None


def _block_of(label: HtmlElement) -> HtmlElement | None:
    """Return the block that opens with `label`, if that announces other news; never one with the page's headline."""
    if not announces_others(_text_of(label)):
        return None
    block = None
    at, parent = label, label.getparent()
    while parent is not None and _opens(parent, at) and not parent.xpath("boolean(.//h1)"):
        if parent.tag in _BLOCK_TAGS:
            block = parent
        at, parent = parent, parent.getparent()
    return block


def _opens(parent: HtmlElement, child: HtmlElement) -> bool:
    """Say whether `child` is the first thing that `parent` says."""
    if parent.tag in ("body", "html", "article", "main") or (parent.text or "").strip():
        return False
    before = child.itersiblings(preceding=True)
    return not any(_text_of(each) or (each.tail or "").strip() for each in before)


def _text_of(element: HtmlElement) -> str:
    """Return the text of a small element, «…» for a large one: it is no label. All calls are linear in the page."""
    pieces = [str(piece) for piece in islice(element.itertext(), _LABEL_PIECES + 1)]
    return " ".join(" ".join(pieces).split()) if len(pieces) <= _LABEL_PIECES else "…"
