"""One [[table]] of one file: what it says, and where, so that a check can point at it; where they all stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marsad.config.plain import at
from marsad.config.positions import Lines, Path
from marsad.config.sources import Note, Source, note


@dataclass(frozen=True)
class Located:
    """A table as written, the model read from it (None when it is refused), and its place."""

    source: Source
    header: Path  # ("rule", 2)
    name: str  # "rule"
    raw: dict[str, Any]
    model: Any

    @property
    def id(self) -> str:
        """What names the table in its kind, "" when it says nothing usable."""
        name = self.raw.get("key" if self.name == "keyword" else "id", "")
        return name if isinstance(name, str) else ""

    @property
    def place(self) -> str:
        """File and line of the table's header."""
        return f"{self.source.label}:{self.source.line(self.header)}"

    def listed(self, path: Path) -> tuple[Any, ...]:
        """Return the list at `path` as written, empty when there is none: refused tables are checked further too."""
        value = at(self.raw, path)
        return value if isinstance(value, tuple) else ()

    def names(self, path: Path) -> list[tuple[int, str]]:
        """Return index and text of the strings in the list at `path`."""
        return [(index, each) for index, each in enumerate(self.listed(path)) if isinstance(each, str) and each]

    def note(self, path: Path, message: str) -> Note:
        """Return a note on what stands at `path` inside the table."""
        head = f"{self.name} '{self.id}'" if self.id else f"{self.name}[{self.header[1]}]"
        inside = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
        full = f"{head} {inside}" if inside else head
        return note(self.source, self.source.line((*self.header, *path)), f"{full}: {message}")


class Places(Mapping[tuple[str, str], str]):
    """File and line of each table that has a name, by (kind, name); a later one of the same name stands for it.

    Those of marsad.toml, `settings`, by (section, key).
    """

    def __init__(self, tables: Iterable[Located], settings: Source) -> None:
        self._headers: dict[tuple[str, str], tuple[str, Lines, Path]] = {
            (table.name, table.id): (table.source.label, table.source.at, table.header) for table in tables if table.id
        }
        for section, keys in settings.data.items():
            self._headers.update(((section, key), (settings.label, settings.at, (section, key))) for key in keys)

    def __getitem__(self, named: tuple[str, str]) -> str:
        """Return `file:line`. Raises KeyError."""
        label, lines, header = self._headers[named]
        return f"{label}:{lines.line(header)}"

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield the names, in the order of reading."""
        return iter(self._headers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._headers)
