"""What do people and programs read of an alert? `card` for people, `payload` for programs.

Both say the same; text that came in from outside is harmless in both, whatever stored it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from alerts import words
from alerts.clocks import published
from marsad.clean import clean, safe_link
from marsad.records import Alert

RLM, FSI, PDI = "\u200f", "\u2068", "\u2069"
SENTENCE_CHARS = 1000  # in the payload; a page without full stops is one sentence
CARD_CHARS = 360
NAMES = 5


Marks = tuple[tuple[int, int], ...]


def payload(alert: Alert) -> dict[str, Any]:
    """Return the public form of an alert, as docs/webhook.md describes it; every key is always there."""
    sentence, marks = quoted(alert, SENTENCE_CHARS)
    dated = published(alert)
    return {
        "id": alert.id,
        "reason": alert.reason,
        "rule": {"id": alert.rule, "name": clean(alert.name)},
        "severity": alert.severity,
        "story": alert.story,
        "title": clean(alert.title),
        "url": safe_link(alert.url) or "",
        "publisher": alert.publisher,
        "families": list(alert.families),
        "sentence": sentence,
        "marks": [list(mark) for mark in marks],
        "status": alert.status,
        "actors": list(alert.actors),
        "places": list(alert.places),
        "at": alert.at.isoformat(),
        "published": dated.isoformat() if dated else None,
        "seen": alert.seen.isoformat(),
    }


def card(alert: Alert, *, label: Callable[[str], str], zone: tzinfo) -> str:
    """Return an alert as lines of plain text; `label` turns ids of actors, places and publishers into names.

    Every line starts with U+200F: a line that starts with a Latin name would run left to right otherwise. What came
    from outside stands between U+2068 and U+2069, so it cannot reorder its neighbours.
    """
    sentence, marks = quoted(alert, CARD_CHARS)
    lines = [
        _head(alert),
        isolate(clean(alert.title)),
        isolate(highlighted(sentence, marks)),
        _listed("الجهات", alert.actors, label),
        _listed("الأماكن", alert.places, label),
        _listed(publishers(len(_voices(alert))), _voices(alert), label) or publishers(0),
        _times(alert, zone),
        isolate(safe_link(alert.url) or ""),
        f"التنبيه {isolate(clean(alert.id))} · القصة {isolate(clean(alert.story))}",
    ]
    return "\n".join(RLM + line for line in lines if line)


def publishers(count: int) -> str:
    """Return `count` publishers in words, the noun agreeing with the number as Arabic grammar (and CLDR) has it."""
    return words.counted(count, words.PUBLISHERS) if count else "لا ناشرين"


def isolate(text: str) -> str:
    """Return `text` so that it keeps its own direction and moves nothing around it; "" stays ""."""
    return f"{FSI}{text}{PDI}" if text else ""


def quoted(alert: Alert, limit: int) -> tuple[str, Marks]:
    """Return the sentence that fired, harmless and at most `limit` characters around its first mark, and its marks.

    Ingest cleaned the text; a sentence that is not clean all the same is cleaned here and loses its marks.
    """
    sentence = clean(alert.sentence, max(1, len(alert.sentence)))
    return window(sentence, alert.marks, limit) if sentence == alert.sentence else window(sentence, (), limit)


def window(sentence: str, marks: Sequence[tuple[int, int]], limit: int) -> tuple[str, Marks]:
    """Return at most `limit` characters of `sentence` around the first mark, «…» where it was cut, and the marks in it.

    Marks that do not lie inside the piece are left out.
    """
    marks = [mark for mark in sorted(marks) if 0 <= mark[0] < mark[1] <= len(sentence)]
    start, end = 0, len(sentence)
    if end > limit:
        first, last = marks[0] if marks else (0, 0)
        room = limit - 2  # an ellipsis at each end
        start = min(max(0, (first + last - room) // 2), len(sentence) - room)
        end = start + room
        # No half words at the ends, unless that would cut into the match.
        after_space, last_space = sentence.find(" ", start) + 1, sentence.rfind(" ", start, end)
        start = after_space if start and 0 < after_space <= first else start
        end = last_space if end < len(sentence) and last_space >= max(last, start + 1) else end
    before, after = "…" if start else "", "…" if end < len(sentence) else ""
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in marks if start <= a and b <= end)
    return before + sentence[start:end] + after, inside


def highlighted(sentence: str, marks: Marks) -> str:
    """Return `sentence` with *stars* around the words that hold a mark.

    Whole words, because a star inside a word tears its letters apart: the و of وسيطرت joins what follows it.
    """
    pieces, done = [], 0
    for start, end in _whole_words(sentence, marks):
        pieces += [sentence[done:start], "*", sentence[start:end], "*"]
        done = end
    return "".join([*pieces, sentence[done:]])


def _whole_words(sentence: str, marks: Marks) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        while start > 0 and _joins(sentence[start - 1]):
            start -= 1  # noqa: PLW2901 - the span grows
        while end < len(sentence) and _joins(sentence[end]):
            end += 1  # noqa: PLW2901
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _joins(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" or char in "\u200c\u200d"


def _head(alert: Alert) -> str:
    status = words.STATUS[alert.status] if alert.status != "asserted" else ""
    parts = [words.SEVERITY[alert.severity], isolate(clean(alert.name)), words.REASON[alert.reason], status]
    return " · ".join(part for part in parts if part)


def _voices(alert: Alert) -> tuple[str, ...]:
    return alert.families or ((alert.publisher,) if alert.publisher else ())


def _listed(what: str, ids: Sequence[str], label: Callable[[str], str]) -> str:
    names = [isolate(clean(label(each)) or clean(each)) for each in ids[:NAMES]]
    more = [isolate(f"+{len(ids) - NAMES}")] if len(ids) > NAMES else []
    return f"{what}: {'، '.join(names + more)}" if names else ""


def _times(alert: Alert, zone: tzinfo) -> str:
    dated = published(alert)
    seen = f"رُصد {_moment(alert.seen, zone)}"
    return f"نُشر {_moment(dated, zone)} · {seen}" if dated else seen


def _moment(moment: datetime, zone: tzinfo) -> str:
    # Isolated: behind Arabic letters the bidi algorithm would put the parts of a date in reverse.
    return isolate(moment.astimezone(zone).strftime("%Y-%m-%d %H:%M"))
