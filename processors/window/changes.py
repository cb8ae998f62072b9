"""What does an article say otherwise than its story did: another toll, another place, another person?

Only an article whose text is that of an earlier one is compared with it: two desks that write on one event in their own
words choose other figures and names, and that changes nothing. But for a toll that is higher than all that were told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marsad.records import Change, Changed, Footprint
from marsad.text import fold
from processors.fingerprint import without_article
from processors.window.copies import as_told, by_context, changed_contexts
from processors.window.held import Told

_MOST = 8  # changes told of one article
# Words that stand beside the figure of a toll, folded: the dead, the wounded, the missing, the displaced.
_TOLL = frozenset(
    without_article(word)
    for word in fold(
        "قتل يقتل تقتل قتلت قتلوا قتلى قتيل قتيلا قتيلة مقتل قضى لقي حتفهم مصرع مصرعهم وفاة وفيات توفي يودي تودي أودى أودت أرواح"
        " جثة جثث جثامين ضحية ضحايا شهيد شهيدا شهداء استشهد استشهاد غرق غرقى"
        " أصيب أصاب أصابت يصيب تصيب إصابة إصابات مصاب مصابا مصابين مصابون جرح يجرح تجرح جريح جريحا جرحى جروح تسمم"
        " مفقود مفقودا مفقودين فقدان أسير أسرى رهينة رهائن خطف يخطف اختطاف مختطف مختطفا مختطفين"
        " نازح نازحا نازحين مشرد"
    ).split()
)


def is_toll(word: str) -> bool:
    """Say whether a folded word is one of the dead, the wounded, the missing or the displaced."""
    return without_article(word) in _TOLL


def changes(ours: Footprint, theirs: Told) -> tuple[Change, ...]:
    """Return what `ours` says otherwise than `theirs`, the earlier article it is an update of, tolls first."""
    found = [
        *_figures(ours, theirs),
        *_names("place", ours.places, theirs.places),
        *_names("actor", ours.actors, theirs.actors),
    ]
    return tuple(sorted(found, key=lambda each: each.what != "toll")[:_MOST])


def raised(ours: Footprint, given: Iterable[tuple[str, str]]) -> bool:
    """Say whether a toll is higher than all that were `given` before (Index.figures) between the same two words."""
    highest: dict[str, float] = {}
    for context, value in given:
        highest[context] = max(highest.get(context, 0.0), _number(value))
    return any(
        context in highest and max(map(_number, values)) > highest[context] and not _TOLL.isdisjoint(context.split())
        for context, values in by_context(ours.fingerprint).items()
    )


def _number(figure: str) -> float:
    """Return the number of a figure, 0 of a code such as mh370."""
    try:
        return float(figure)
    except ValueError:
        return 0.0


def _figures(ours: Footprint, theirs: Told) -> Iterator[Change]:
    mine, others = by_context(ours.fingerprint), by_context(theirs.fingerprint)
    one_length = ours.fingerprint.words == theirs.fingerprint.words
    for context in changed_contexts(mine, others, one_length=one_length):
        what: Changed = "figure" if _TOLL.isdisjoint(context.split()) else "toll"
        before, now = tuple(sorted(others[context])), tuple(sorted(mine[context]))
        yield Change(what=what, before=before, now=now, of=as_told(ours.fingerprint, context).strip())


def _names(what: Changed, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Iterator[Change]:
    """Yield a change where somebody new is named; that a name is left out changes nothing."""
    now = tuple(name for name in ours if name not in theirs)
    if now:
        yield Change(what=what, before=tuple(name for name in theirs if name not in ours), now=now)
