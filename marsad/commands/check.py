"""`marsad check`: is a configuration sound?"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from marsad.commands.actor_notes import actor_notes
from marsad.config.load import Loaded, load_located
from marsad.config.models import RecognizerSettings
from marsad.config.secrets import missing
from marsad.config.setting_checks import unguarded
from marsad.config.tables import Located
from marsad.config.tally import tally
from marsad.errors import ConfigError
from processors.homographs import exclusions_of_itself, homographs, idle_exclusions
from processors.names.recognizer import load_recognizer


def run(options: argparse.Namespace) -> int:
    """Print every problem and warning; exit status 2 when there is a problem."""
    problems: list[str] = []
    warnings: tuple[str, ...] = ()
    said = ""
    try:
        loaded, tables = load_located(options.dir)
    except ConfigError as problem:
        problems = problem.problems
    else:
        if loaded.config.settings.analyse.recognizer:
            problems = recognizer_problems(loaded.config.settings.analyse.recognizer)
        warnings = (
            *loaded.warnings,
            *start_warnings(loaded, options.dir),
            *keyword_warnings(loaded),
            *actor_warnings(loaded, tables),
        )
        said = f"{options.dir}: sound: {tally(loaded.config)}"
    if options.json:
        print(json.dumps({"ok": not problems, "problems": problems, "warnings": list(warnings)}, ensure_ascii=False))
        return 2 if problems else 0
    for line in problems:
        print(line, file=sys.stderr)
    for line in warnings:
        print(f"warning: {line}", file=sys.stderr)
    if not problems:
        print(said)
    return 2 if problems else 0


def recognizer_problems(settings: RecognizerSettings) -> list[str]:
    """Return why the model cannot be loaded, which takes as long as it takes."""
    try:
        load_recognizer(settings)
    except ConfigError as problem:
        return problem.problems
    return []


def start_warnings(loaded: Loaded, directory: Path) -> list[str]:
    """Return what `marsad run` would refuse if it were started here and now; where it runs there may be other secrets."""
    hosts = [f"{loaded.places[section, 'host']}: {words}" for section, words in unguarded(loaded.config.settings)]
    return hosts + missing(loaded.secrets, os.environ, directory)


def actor_warnings(loaded: Loaded, tables: Sequence[Located]) -> list[str]:
    """Return what `marsad actors lint` finds: it refuses no configuration, but somebody is not found as meant."""
    return [str(note) for _, note in actor_notes(loaded, tables)]


def keyword_warnings(loaded: Loaded) -> list[str]:
    """Return what only the forms of keywords tell: homographs, and exclusions that exclude nothing or too much."""
    found: dict[tuple[str, str | None], list[str]] = {}
    for key, word, other in homographs(loaded.config.keywords):
        found.setdefault((key, other), []).append(f"«{word}»")
    said = []
    for (key, other), words in found.items():
        meaning = f"is also the keyword «{other}»" if other else "stands in every article"
        said.append((key, f"{'، '.join(words)} {meaning}. Add it to exclude, or narrow verbs, derived or level"))
    for keyword in loaded.config.keywords:
        said += [
            (keyword.key, f"exclude «{pattern}» matches none of its forms. Remove it")
            for pattern in idle_exclusions(keyword)
        ]
        said += [
            (keyword.key, f"exclude «{pattern}» takes the word itself out. Narrow it to the forms that are not meant")
            for pattern in exclusions_of_itself(keyword)
        ]
    return [f"{loaded.places.get(('keyword', key), '')}: keyword '{key}': {message}" for key, message in said]
