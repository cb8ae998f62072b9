"""Lines of a stream, or of a file that may be packed (`.xz`, `.gz`), one in memory at a time."""

from __future__ import annotations

import codecs
import gzip
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from marsad.errors import InputError


def numbered(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield number (from 1) and bytes of each line that is not blank; lines end at LF alone.

    What spreadsheets and editors of Windows put before the first line, a byte order mark, is no part of it.
    """
    for number, raw in enumerate(stream, start=1):
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if line.strip():
            yield number, line


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the `numbered` lines of a file.

    Raises InputError naming the file when it cannot be read or is cut off.
    """
    number = 0
    try:
        with _open(path) as file:
            for number, line in numbered(file):
                yield number, line
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}. Name a file that can be read.") from error
    except (EOFError, lzma.LZMAError) as error:
        raise InputError(f"{path}:{number + 1}: the archive is damaged: {error}. Fetch it again.") from error


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".xz":
        return cast("IO[bytes]", lzma.open(path, "rb"))
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")
