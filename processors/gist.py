"""What do title and lead tell? The names, figures and deeds that deciding compares: pure, so analysing finds them.

Actors and places count as words, however they are spelled: desks that share few words share them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from marsad.identity import word_numbers
from marsad.records import Analysis, Gist
from processors.credited import named
from processors.names.namesakes import told_of
from processors.terms import packed, terms, terms_of
from processors.window.headline import deeds, figures

NAMED_TIMES, NAMED_MAX = 3.0, 32  # a name counts as said so often; so many names of an article count


def with_gist(analysis: Analysis) -> Analysis:
    """Return `analysis` with its gist."""
    return replace(analysis, gist=gist(analysis))


def gist(analysis: Analysis) -> Gist:
    """Return what title and lead of an article tell; analyses of earlier versions come without it."""
    actors, places = named(analysis)
    said = terms_of(analysis.fingerprint).words.tolist()
    return Gist(
        actors=actors,
        places=places,
        headline=figures(analysis.title),
        deeds=deeds(analysis),
        names=_as_words((*sorted(told_of(actors)), *places)[:NAMED_MAX], said),
    )


def _as_words(names: Sequence[str], said: Sequence[int]) -> bytes:
    """Return names as packed words; without those that share their number with a word of the text, which counts."""
    times = Counter(word_numbers([f"@{name}" for name in names]))
    for word in times.keys() & said:
        del times[word]
    return packed(terms(list(times), [NAMED_TIMES * count for count in times.values()])) if times else b""
