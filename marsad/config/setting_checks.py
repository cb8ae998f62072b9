"""Can a marsad start here with what marsad.toml says?"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

from marsad.config.models import Settings
from marsad.config.sources import Note, Source, note

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def settings_errors(settings: Settings, source: Source) -> Iterator[Note]:
    """Yield what is named and not there, or taken by marsad itself; `source` is marsad.toml."""
    yield from _port_errors(settings, source)
    yield from _recognizer_errors(settings, source)


def unguarded(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield section and words of each port that asks nothing of who comes, and is open to other machines."""
    if not (settings.console.password or settings.console.proxy_header):
        yield from _open("console", settings.console.host, "give console.password or console.proxy_header")
    yield from _open("admin", settings.admin.host, "put a proxy that asks in front of it")


def _open(section: str, host: str, way_out: str) -> Iterator[tuple[str, str]]:
    if host not in LOOPBACK:
        words = "nothing is asked of who comes, so only this machine may look"
        yield section, f"{section}.host = {host!r}: {words}. Use 127.0.0.1, or {way_out}."


def _port_errors(settings: Settings, source: Source) -> Iterator[Note]:
    console, admin = settings.console, settings.admin
    if console.port and (console.host, console.port) == (admin.host, admin.port):
        section = "admin" if "port" in source.data.get("admin", ()) else "console"
        words = (
            f"{section}.port: the console and the pages for machines cannot share port {admin.port}. Give each its own"
        )
        yield note(source, source.line((section, "port")), words)


def _recognizer_errors(settings: Settings, source: Source) -> Iterator[Note]:
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
