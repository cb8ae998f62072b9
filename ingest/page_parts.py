"""Which parts of a page are the article's? What nobody sees and blocks of other news are not; one post may be a part.

Works on the tree, before its text is sought: once blocks are lines of text, a teaser looks like a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import islice
from typing import TYPE_CHECKING

from ingest.boilerplate import LONGEST, announces_others

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# trafilatura takes out what a style hides, not what the attribute does.
_HIDDEN = "//body//*[@hidden]"
_LABEL_TAGS = frozenset(("h2", "h3", "h4", "h5", "h6", "strong", "b", "p", "span", "div", "a", "label"))
_BLOCK_TAGS = frozenset(("div", "section", "aside", "ul", "ol", "li", "nav", "footer", "table", "tbody", "tr", "td"))
_LOUD = frozenset(("a", "strong", "b", "h2", "h3", "h4", "h5", "h6"))
_HEADLINES = 20
_LABEL_ELEMENTS = 30  # inside a label; it has few


def without_hidden(tree: HtmlElement) -> HtmlElement | None:
    """Return a copy of the page without what its reader is not shown; None where it hides nothing."""
    if not tree.xpath(f"boolean({_HIDDEN})"):  # so it is of most, and a copy takes long
        return None
    made = deepcopy(tree)
    return _without(made, made.xpath(_HIDDEN))


def without_others(tree: HtmlElement) -> HtmlElement | None:
    """Return a copy of the page without what is announced as other news; None where nothing is."""
    if not any(True for _ in _labels(tree)):
        return None
    made = deepcopy(tree)
    return _without(made, [part for label in list(_labels(made)) for part in _announced(label)])


def _labels(tree: HtmlElement) -> Iterator[HtmlElement]:
    return (each for each in tree.iter(*_LABEL_TAGS) if announces_others(_text_of(each)))


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


def _announced(label: HtmlElement) -> list[HtmlElement]:
    """Return the block that opens with `label`, else the headlines that follow it."""
    block = None
    at, parent = label, label.getparent()
    while parent is not None and _opens(parent, at) and not parent.xpath("boolean(.//h1)"):
        if parent.tag in _BLOCK_TAGS and _text_of(parent) != _text_of(label):
            block = parent
        at, parent = parent, parent.getparent()
    return _headlines(label) if block is None else [block]


def _headlines(label: HtmlElement) -> list[HtmlElement]:
    """Return what follows `label` as links or in bold. The label stays: what is neither is told by its lines."""
    while (parent := label.getparent()) is not None and _text_of(parent) == _text_of(label):
        label = parent
    found = [label]
    for each in islice(label.itersiblings(), _HEADLINES):
        if (found[-1].tail or "").strip() or not _is_loud(each):
            break
        found.append(each)
    return found[1:]


def _is_loud(element: HtmlElement) -> bool:
    """Say whether all that `element` says is short and a link or bold; a paragraph has words beside those."""
    if element.tag in ("ul", "ol"):
        return all(map(_is_loud, element.findall("li")))
    if element.tag in _LOUD or not _text_of(element):
        return len(_text_of(element)) <= LONGEST
    beside = (element.text, *(each.tail for each in element))
    return not any((text or "").strip() for text in beside) and all(map(_is_loud, element))


def _opens(parent: HtmlElement, child: HtmlElement) -> bool:
    """Say whether `child` is the first thing that `parent` says."""
    if parent.tag in ("body", "html", "article", "main") or (parent.text or "").strip():
        return False
    before = child.itersiblings(preceding=True)
    return not any(_text_of(each) or (each.tail or "").strip() for each in before)


def _text_of(element: HtmlElement) -> str:
    """Return the text of a small element, «…» for a large one: it is no label, and to read all would be quadratic."""
    small = sum(1 for _ in islice(element.iter(), _LABEL_ELEMENTS + 1)) <= _LABEL_ELEMENTS
    return " ".join("".join(map(str, element.itertext())).split()) if small else "…"
