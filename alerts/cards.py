"""Which lines tell a story, or many stories, to people? Trees of alerts.nodes, smaller the less room there is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Literal, NamedTuple

from alerts import words
from alerts.nodes import Card, Leaf, Line, Node, Quote, Role, foreign, joined, ours
from alerts.quoting import quoted, shortened, whole_words
from alerts.told import Told
from marsad.clean import clean, safe_link
from marsad.records import Deed

Numerals = Literal["latn", "arab"]
BatchKind = Literal["rate", "digest", "quiet"]
_ARAB = str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬")
_SOURCE = "المصدر"
_TITLES = {"rate": "دفعة واحدة", "digest": "موجز", "quiet": "في ساعات الهدوء"}


class Style(NamedTuple):
    """How the readers of a channel see things: names, zone, digits (CLDR: latn 0-9, arab ٠-٩)."""

    label: Callable[[str], str] = str
    zone: tzinfo = UTC
    numerals: Numerals = "latn"

    def digits(self, text: str) -> str:
        """Return our own words with the digits of the readers."""
        return text.translate(_ARAB) if self.numerals == "arab" else text


class Shape(NamedTuple):
    """How much is told: characters of sentence, headline and each name, how many names, lines left out."""

    sentence: int = 360
    title: int = 300
    name: int = 300
    names: int = 5
    without: frozenset[Role] = frozenset()


_LESS: frozenset[Role] = frozenset(("also", "places", "times"))
_LEAST: frozenset[Role] = _LESS | {"events", "actors", "publishers", "ids", "sentence"}
SHAPES = (
    Shape(),
    Shape(sentence=200, title=200, name=60),
    Shape(sentence=120, title=160, name=40, names=2),
    Shape(sentence=120, title=160, name=40, names=2, without=_LESS),
    Shape(sentence=80, title=120, name=40, names=1, without=_LESS | {"events", "actors", "ids"}),
    Shape(title=120, name=40, without=_LEAST),
    Shape(title=60, name=20, without=_LEAST),
    Shape(title=60, name=20, without=_LEAST | {"link"}),
    Shape(title=20, name=8, without=_LEAST | {"link"}),
)


def story_card(story: Told, style: Style, shape: Shape = SHAPES[0]) -> Card:
    """Return the lines of one story; what is unknown leaves no line."""
    cut = _Cut(style, shape)
    lines = [
        Line("head", _head(story, cut)),
        Line("title", _whole(Leaf("strong", shortened(clean(story.title), shape.title)))),
        Line("sentence", _sentence(story, shape)),
        *(Line("events", _deed(each, cut)) for each in story.events),
        _listed("actors", "الجهات", story.actors, cut),
        _listed("places", "الأماكن", story.places, cut),
        _carried(story, cut),
        _also(story, cut),
        Line("times", _times(story, style)),
        Line("link", _link(story.url)),
        Line("ids", _ids(story)),
    ]
    return tuple(line for line in lines if line.nodes and line.role not in shape.without)


def batch_card(kind: BatchKind, stories: Sequence[Told], style: Style, *, shown: int, title: int = 120) -> Card:
    """Return the lines of many stories in one message: the first `shown`, then how many more there are."""
    head = Line("head", (Leaf("strong", batch_title(kind, len(stories), style)),))
    items = [Line("item", _item(story, title)) for story in stories[:shown]]
    rest = len(stories) - shown
    more = style.digits(f"و{words.counted(rest, words.OTHER_STORIES)}") if rest > 0 else ""
    return (head, *items, *([Line("item", (ours(more),))] if more else []))


def batch_title(kind: BatchKind, count: int, style: Style) -> str:
    """Return what kind of collection it is and how many stories are in it."""
    return style.digits(f"{_TITLES[kind]}: {words.counted(count, words.STORIES)}")


def publishers(count: int) -> str:
    """Return `count` publishers in words, the noun agreeing with the number as Arabic grammar (and CLDR) has it."""
    return words.counted(count, words.PUBLISHERS) if count else "لا ناشرين"


class _Cut(NamedTuple):
    style: Style
    shape: Shape

    def name(self, id_: str) -> Leaf:
        """Return what to call an actor, a place or a publisher."""
        return self.called(clean(self.style.label(id_)) or id_)

    def called(self, name: str) -> Leaf:
        """Return a name as it came, harmless and no longer than there is room for."""
        return foreign(shortened(clean(name), self.shape.name))


def _whole(leaf: Leaf) -> tuple[Node, ...]:
    return (leaf,) if leaf.text else ()


def _head(story: Told, cut: _Cut) -> tuple[Node, ...]:
    parts = [
        Leaf("severity", words.SEVERITY[story.severity], story.severity),
        foreign(shortened(clean(story.name), cut.shape.name)),
        ours(words.REASON[story.reason]),
        ours(words.STATUS[story.status] if story.status != "asserted" else ""),
        ours(cut.style.digits(words.unanswered(story.unanswered_s)) if story.unanswered_s else ""),
    ]
    return joined([part for part in parts if part.text], " · ")


def _sentence(story: Told, shape: Shape) -> tuple[Node, ...]:
    sentence, marks = quoted(story, shape.sentence)
    leaves, done = list[Leaf](), 0
    for start, end in whole_words(sentence, marks):
        leaves += [foreign(sentence[done:start]), Leaf("match", sentence[start:end])]
        done = end
    leaves.append(foreign(sentence[done:]))
    kept = tuple(leaf for leaf in leaves if leaf.text)
    return (Quote(kept),) if kept else ()


def _deed(deed: Deed, cut: _Cut) -> tuple[Node, ...]:
    """Return who did what to whom; an arrow points the same way in any direction of writing, here as one reads."""
    source, target, place = map(clean, words.parties(deed))
    sides = [cut.called(each or words.UNKNOWN) for each in (source, target)]
    where = (ours(" في "), cut.called(place)) if place else ()
    return ours(f"{words.event(deed)}: "), *joined(sides, " ← "), *where


def _listed(role: Role, what: str, ids: Sequence[str], cut: _Cut) -> Line:
    most = cut.shape.names
    names = [name for each in ids[:most] if (name := cut.name(each)).text]
    more = [Leaf("time", cut.style.digits(f"+{len(ids) - most}"))] if len(ids) > most else []
    return Line(role, (ours(f"{what}: "), *joined(names + more, "، ")) if names else ())


def _carried(story: Told, cut: _Cut) -> Line:
    count = cut.style.digits(publishers(len(story.families)))
    line = _listed("publishers", count, story.families, cut)
    return line if line.nodes else Line("publishers", (ours(cut.style.digits(publishers(0))),))


def _also(story: Told, cut: _Cut) -> Line:
    names = [foreign(name) for each in story.also[:3] if (name := shortened(clean(each), cut.shape.name))]
    return Line("also", (ours("وكذلك: "), *joined(names, "، ")) if names else ())


def _times(story: Told, style: Style) -> tuple[Node, ...]:
    seen: tuple[Node, ...] = (ours("رُصد "), _moment(story.seen, style))
    return (ours("نُشر "), _moment(story.published, style), ours(" · "), *seen) if story.published else seen


def _moment(moment: datetime, style: Style) -> Leaf:
    # Isolated: behind Arabic letters the bidi algorithm would put the parts of a date in reverse.
    return Leaf("time", style.digits(moment.astimezone(style.zone).strftime("%Y-%m-%d %H:%M")))


def _link(url: str) -> tuple[Node, ...]:
    safe = safe_link(url)
    return (Leaf("link", _SOURCE, safe),) if safe else ()


def _ids(story: Told) -> tuple[Node, ...]:
    return ours("التنبيه "), Leaf("id", clean(story.alert)), ours(" · القصة "), Leaf("id", clean(story.story))


def _item(story: Told, title: int) -> tuple[Node, ...]:
    severity = Leaf("severity", words.SEVERITY[story.severity], story.severity)
    text = shortened(clean(story.title) or clean(story.name), title)
    safe = safe_link(story.url)
    return severity, ours(" · "), Leaf("link", text, safe) if safe and text else foreign(text)
