"""On which line of a TOML file does a key stand? tomllib does not say."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from functools import cached_property

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:("(?:\\.|[^"\\])*")|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'  # up to two quotes may stand before the closing three
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^\s,\]}#]+(?:[ ]\d\d:[^\s,\]}#]+)?")  # a date may be followed by a space and a time


def positions(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every table, key and list element of `text`, by its path.

    `text` must be TOML that tomllib accepts; ("rule", 2, "all", 0) is the first clause of the third [[rule]].
    """
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.lines


class Lines:
    """The same of one text, which is walked at the first question: of most files nobody asks any."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _walked(self) -> dict[Path, int]:
        return positions(self._text)

    def line(self, path: Path, otherwise: int = 1) -> int:
        """Return the line of `path`, `otherwise` when it does not stand there."""
        return self._walked.get(path, otherwise)


class _Scanner:
    """One walk over a TOML text; `lines` fills on the way."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._last: dict[Path, int] = {}  # array of tables -> index of its last table

    def document(self) -> None:
        table: Path = ()
        while self._more():
            if self._take("["):
                table = self._header(repeated=self._take("["))
            else:
                self._pair(table)

    def _header(self, *, repeated: bool) -> Path:
        line = self._line()
        *above, name = self._keys()
        path: Path = ()
        for key in above:
            path = self._inside((*path, key))
            self._mark(path, line)
        path = (*path, name)
        if repeated:
            self._last[path] = self._last.get(path, -1) + 1
            self._mark(path, line)
            path = (*path, self._last[path])
        self._mark(path, line)
        self._at += 2 if repeated else 1
        return path

    def _inside(self, path: Path) -> Path:
        return (*path, self._last[path]) if path in self._last else path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._mark(path, line)
        self._take("=")
        self._value(path)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while found := _KEY.match(
            self._text, self._at
        ):  # pragma: no branch - tomllib read it: a dot has a key behind it
            quoted, literal, bare = found.groups()
            keys.append(tomllib.loads(f"k = {quoted}")["k"] if quoted else literal if bare is None else bare)
            self._at = found.end()
            if not self._take("."):
                break
        return keys

    def _value(self, path: Path) -> None:
        self._more()
        if self._take("["):
            self._list(path)
        elif self._take("{"):
            self._inline(path)
        else:
            found = _STRING.match(self._text, self._at) or _BARE.match(self._text, self._at)
            self._at = found.end() if found else len(self._text)

    def _list(self, path: Path) -> None:
        index = 0
        while self._more() and not self._take("]"):
            self._mark((*path, index), self._line())
            self._value((*path, index))
            self._more()
            self._take(",")
            index += 1

    def _inline(self, path: Path) -> None:
        while self._more() and not self._take("}"):
            self._pair(path)
            self._more()
            self._take(",")

    def _more(self) -> bool:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at < len(self._text)

    def _take(self, mark: str) -> bool:
        taken = self._text.startswith(mark, self._at)
        self._at += len(mark) if taken else 0
        return taken

    def _mark(self, path: Path, line: int) -> None:
        self.lines.setdefault(path, line)

    def _line(self) -> int:
        return bisect_left(self._breaks, self._at) + 1
