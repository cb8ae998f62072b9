"""Did an event of who did what to whom take place? The status of its word, as the status of a keyword's hit."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from operator import itemgetter

from marsad.records import Status
from marsad.text import sentences
from processors.names.aliases import Passage
from processors.roles.triggers import Trigger
from processors.status.clauses import Sentence
from processors.status.judge import StatusJudge
from processors.status.path import Reading

_START = itemgetter(0)
_PEOPLE = ("قتلي", "قتيلا")  # «قتلى»: who was killed, no act


class Happening:
    """Judges the event words of one article, whose day tells what is past; a sentence is read once."""

    def __init__(self, judge: StatusJudge, on: date | None) -> None:
        self._judge, self._on = judge, on
        self._sentences: dict[tuple[int, int], Sentence] = {}

    def status(self, passage: Passage, i: int, trigger: Trigger) -> Status:
        """Return the status of the event word `i`, which is a verb or a noun as `trigger` says."""
        start, end, _ = passage.tokens[i]
        reading = Reading(trigger.proclitic, trigger.verb, action=trigger.word not in _PEOPLE)
        return self._judge.judge(self._sentence(passage, start), start, end, reading).status

    def _sentence(self, passage: Passage, start: int) -> Sentence:
        spans = sentences(passage.text)
        place = bisect_right(spans, start, key=_START) - 1
        known = self._sentences.get((passage.number, place))
        if known is None:
            known = self._judge.read(passage.text, *spans[place], self._on)
            self._sentences[passage.number, place] = known
        return known
