"""Is the event supposed by what follows it: «السيطرة على المطار، إن تحققت، ستكون مكسبا», «الحرب إذا اندلعت»?"""

from __future__ import annotations

from bisect import bisect_left

from processors.status.clauses import Clause
from processors.status.cues import Cues
from processors.status.path import Found
from processors.status.wordlists import listed

_IFS = ("اذا", "لو")
_NO_IFS = ("الا", "ما", "حتي")  # «إلا إذا», «ما إذا», «حتى لو»
_THEN = listed("if_so", "then")
_AFTER = 8  # words from an event to its if


def if_so(cues: Cues, clause: Clause, last: int) -> Found | None:
    """Return that an if behind the event that ends at `last` asks whether that occurs, and names nothing else that does."""
    words = clause.words
    for place in range(last + 1, min(last + 1 + _AFTER, len(words) - 1)):
        if not _is_if(clause, place) or words[place - 1] in _NO_IFS:
            continue
        verb = place + 1 + (words[place + 1] == "ما")
        asks = verb < len(words) and words[verb] in cues.happens and _ends(clause, verb)
        return Found("conditional", place) if asks else None
    return None


def _is_if(clause: Clause, place: int) -> bool:
    """Return whether an if stands at `place`: «إن» is told from «أن» by its hamza."""
    if clause.words[place] != "ان":
        return clause.words[place] in _IFS
    sentence = clause.sentence
    return "إ" in sentence.text[sentence.words.starts[place] : sentence.words.ends[place]]


def _ends(clause: Clause, verb: int) -> bool:
    """Return whether the verb has no subject of its own behind it: «إن تحققت، ستكون», «لو حدثت قبل المباراة»."""
    after = verb + 1
    mark = bisect_left(clause.marks, after)
    if after >= len(clause.words) or after in clause.marks[mark : mark + 1]:
        return True
    return clause.words[after][:1] in ("س", "ف") or clause.words[after] in _THEN
