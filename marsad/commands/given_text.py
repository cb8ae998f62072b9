"""Where is the text that a command is to look at: in the argument itself, in a file, on a page, on stdin?"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from marsad.config.models import IngestSettings
from marsad.errors import InputError

_ADDRESS = re.compile(r"https?://\S+")
_PATH = re.compile(r"(?=\S*[/.])[!-~]+")  # one word of Latin letters with a slash or a dot: meant as a file


class Given(NamedTuple):
    """A text; of a page also its headline, its address and the time it names."""

    text: str
    title: str = ""
    url: str = ""
    published: datetime | None = None


def given(argument: str, settings: IngestSettings, allow_private: Sequence[str] = ()) -> Given:
    """Return what `argument` stands for: an address its page, the name of a file its text, "-" stdin, all else itself.

    Raises InputError when the page, the file or stdin cannot be read, and for what can only be meant as a file.
    """
    if _ADDRESS.fullmatch(argument):
        return page(argument, settings, allow_private)
    if argument == "-" or _names_a_file(argument) or _PATH.fullmatch(argument):
        return Given(text_of(Path(argument)))
    return Given(argument)


def page(url: str, settings: IngestSettings, allow_private: Sequence[str] = ()) -> Given:
    """Return the article at `url` as ingest would read it; raises InputError when there is none to be had."""
    from ingest.one_page import page_at

    found = asyncio.run(page_at(url, settings, allow_private))
    return Given(found.text, found.title, url, found.published)


def text_of(file: Path) -> str:
    """Return what `file` says ("-": stdin), in UTF-8; raises InputError when it cannot be read."""
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as problem:
        raise InputError(f"{file}: {problem.strerror}. Name a file that can be read.") from problem
    except UnicodeDecodeError as problem:
        raise InputError(f"{file}: not UTF-8. Save it as UTF-8.") from problem


def _names_a_file(argument: str) -> bool:
    try:
        return Path(argument).is_file()
    except (OSError, ValueError):  # longer than a name may be; a null in it
        return False
