"""Does this machine have what marsad.toml names?"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

from marsad.config.models import Settings
from marsad.config.sources import Note, Source, note


def settings_errors(settings: Settings, source: Source) -> Iterator[Note]:
    """Yield what is named and not there; `source` is marsad.toml."""
    recognizer = settings.analyse.recognizer
    if recognizer is None:
        return
    place = ("analyse", "recognizer")
    if not Path(recognizer.path).exists():
        words = f"no such file or directory '{recognizer.path}'. Put the model there; marsad fetches none"
        yield note(source, source.line((*place, "path")), f"analyse.recognizer.path: {words}")
    module = recognizer.entry.partition(":")[0]
    if not _is_installed(module):
        words = f"there is no module '{module}'. Install it beside marsad, or name it on PYTHONPATH"
        yield note(source, source.line((*place, "entry")), f"analyse.recognizer.entry: {words}")


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # the package around it is not there
        return False
