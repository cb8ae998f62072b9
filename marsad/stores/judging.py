"""The cases of the desk with what people did with them, for marsad.judging."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from marsad.identity import alert_id
from marsad.judging import Judgement
from marsad.records import Alert, decode

_CASES = "select rule, story, alert from case_ where opened >= ? and into_ = '' order by seq"  # ended in another story: judged there
_ACTS = "select rule, story, kind, note from case_act order by n"
_ALERT = "select value from alert where id = ?"


def judgements(db: sqlite3.Connection, since: datetime) -> list[Judgement]:
    """Return the cases opened at or after `since`; each by the alert that opened it, since people judge the case."""
    acts: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for rule, story, kind, note in db.execute(_ACTS):
        acts.setdefault((rule, story), []).append((kind, note))
    return [
        _judgement(db, rule, story, latest, acts.get((rule, story), []))
        for rule, story, latest in db.execute(_CASES, (since.isoformat(),)).fetchall()
    ]


def _judgement(db: sqlite3.Connection, rule: str, story: str, latest: bytes, acts: list[tuple[str, str]]) -> Judgement:
    opening = db.execute(_ALERT, (alert_id(rule, story, "opened", "0"),)).fetchone() if acts else None
    alert = decode(opening[0] if opening else latest, Alert)
    return Judgement(alert, tuple(kind for kind, _ in acts), tuple(note for _, note in acts if note))
