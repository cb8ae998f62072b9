"""`marsad rules report`: how good is each rule, as the people who got its alerts judged them, and what could be changed?"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from marsad.commands.terminal import isolated
from marsad.config.load import Loaded, load
from marsad.config.models import Rule
from marsad.errors import UsageError
from marsad.judging import FEW, Suspect, TrackRecord, report
from marsad.stores.database import Reader
from marsad.stores.judging import judgements
from marsad.stores.paths import at_hand

_NOTES = 3


def run(options: argparse.Namespace) -> int:
    """Print one rule after the other, the one with most false alarms first; exit status 0."""
    if options.days is not None and options.days < 1:
        raise UsageError(f"--days {options.days}: write 1 or more, or leave it out for all that the store keeps")
    loaded = load(options.config)
    reader = Reader(options.store or at_hand(loaded.config.settings.store.path, "desk"))
    since = datetime.now(UTC) - timedelta(days=options.days) if options.days else datetime.min.replace(tzinfo=UTC)
    reports = report(asyncio.run(reader.read(lambda db: judgements(db, since))))
    for each in reports:
        if options.json:
            print(json.dumps(_as_json(each, loaded), ensure_ascii=False))
        else:
            print("\n".join(map(isolated, _lines(each, loaded))))
    if not options.json and not any(each.judged for each in reports):
        print("nobody judged a case yet: on the console, e takes an alert and x marks a false alarm")
    return 0


def _as_json(each: TrackRecord, loaded: Loaded) -> dict[str, Any]:
    whole = {key: value for key, value in each._asdict().items() if key != "suspects"}
    return whole | {
        "judged": each.judged,
        "few": each.few,
        "suspects": [
            {**found.trait._asdict(), "key": _key(found, _rule(each.rule, loaded)), "place": _place(found, each, loaded),
             "false": found.false, "right": found.right, "chance": found.chance, "advice": _advice(found)}
            for found in each.suspects
        ],
    }  # fmt: skip


def _lines(each: TrackRecord, loaded: Loaded) -> Iterator[str]:
    counts = f"{each.right} right, {each.false} false alarm{'' if each.false == 1 else 's'}, {each.open} not judged"
    yield f"{each.rule} · {each.name}: {counts}{_rate(each)}"
    for found in each.suspects:
        shared = f"{found.false} of {each.false} false alarms and {found.right} of {each.right} right ones"
        place = _place(found, each, loaded)
        yield f"  {place}: {_key(found, _rule(each.rule, loaded))}: {_what(found)} in {shared}. {_advice(found)}"
    if each.false > 1 and each.right and not each.suspects:
        yield "  nothing sets its false alarms apart from its right ones more clearly than chance might"
    for note in each.notes[-_NOTES:]:
        yield f"  noted: {note}"


def _rate(each: TrackRecord) -> str:
    if each.precision is None or each.low is None or each.high is None:
        return ""
    if each.few:
        return f" (under {FEW} marks: too few for a rate)"
    return f"; precision {each.precision:.0%} (95 %: {each.low:.0%} to {each.high:.0%})"


def _rule(id_: str, loaded: Loaded) -> Rule | None:
    return next((rule for rule in loaded.config.rules if rule.id == id_), None)


def _place(found: Suspect, each: TrackRecord, loaded: Loaded) -> str:
    """Return file and line of the table to change."""
    named = ("keyword", found.trait.of) if found.trait.kind == "form" else ("rule", each.rule)
    return loaded.places.get(named, f"{named[0]} '{named[1]}', which is no longer configured")


def _key(found: Suspect, rule: Rule | None) -> str:
    """Return the key to change: what a clause does not narrow for itself, the rule does for all of them."""
    kind, key = found.trait.kind, found.trait.key
    if kind == "form":
        return "exclude"
    attribute = {"level": "level", "status": "status", "place": "in"}.get(kind)
    if attribute is None:
        return key
    number = re.fullmatch(r"all\[(\d+)\]", key)
    if rule is None or number is None or int(number[1]) >= len(rule.all):
        return attribute
    own = getattr(rule.all[int(number[1])], "in_" if attribute == "in" else attribute)
    return f"{key}.{attribute}" if own else attribute


def _what(found: Suspect) -> str:
    trait = found.trait
    return {
        "keyword": f"«{trait.value}» was the word of it",
        "form": f"«{trait.value}» was the form of «{trait.of}»",
        "level": f"words of {trait.key} were met at level {trait.value}",
        "status": f"words of {trait.key} were {trait.value}",
        "place": f"words of {trait.key} stood in the {trait.value}",
        "actor": f"{trait.value} was the actor of it",
        "publisher": f"{trait.value} was the publisher",
        "headline": f"«{trait.value}» stood in the headline",
    }[trait.kind]


def _advice(found: Suspect) -> str:
    value = found.trait.value
    return {
        "keyword": f"Take «{value}» out, or narrow it with level, in or status",
        "form": f"Add «{value}» to it",
        "level": "Write a narrower level",
        "status": f"Leave {value} out",
        "place": 'Ask for ["title"], or ["title", "lead"]',
        "actor": f"Leave {value} out",
        "publisher": f'Add "{value}" to it',
        "headline": f'Add {{ any = ["{value}"], in = ["title"] }} to it',
    }[found.trait.kind]
