"""What stands in the files of a configuration directory, and where: bytes in, located tables out."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from marsad.config.plain import did_you_mean
from marsad.config.positions import Lines, Path

KINDS: dict[str, tuple[str, ...]] = {  # directory -> the tables its files may hold
    "feeds.d": ("feed",),
    "keywords.d": ("keyword",),
    "actors.d": ("actor",),
    "rules.d": ("rule",),
    "channels.d": ("channel", "route"),
}
SETTINGS = "marsad.toml"
_WANTED = {
    "feeds.d": "there is no [[feed]], so nothing is read. Put one into a file *.toml there",
    "rules.d": "there is no [[rule]], so nothing alerts. Put one into a file *.toml there",
}
_SECRET = re.compile(r"(secret|token|password|authorization|headers)[\"']?\s*=.*", re.IGNORECASE)
_CURLY = re.compile("[\u2018-\u201f«»]")
_LINE = re.compile(r" ?\((?:at line (\d+), column \d+|at end of document)\)$")


@dataclass(frozen=True)
class Source:
    """One file: its label in messages, what it holds, and `at`, the line of each path."""

    label: str
    kind: str  # "marsad.toml" or the directory, such as "rules.d"
    lines: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    at: Lines = field(default_factory=lambda: Lines(""))

    def line(self, path: Path) -> int:
        """Return the line of `path`, 1 for the file itself."""
        return self.at.line(path)


@dataclass(frozen=True)
class Note:
    """Something to tell the operator about one place in one file."""

    label: str
    line: int
    message: str
    quote: str = ""

    def __str__(self) -> str:
        """Return `file:line: path: problem. way out` and the offending line below it."""
        place = f"{self.label}:{self.line}" if self.line else self.label
        return f"{place}: {self.message}" + (f"\n    {self.quote}" if self.quote else "")


def note(source: Source, line: int, message: str) -> Note:
    """Return a note that quotes its line, without the value of a key that may hold a secret."""
    quote = source.lines[line - 1].strip() if 0 < line <= len(source.lines) else ""
    return Note(source.label, line, message, _SECRET.sub(r"\1 = …", quote))


@dataclass
class Directory:
    """A configuration directory as read: sources that parse, problems and warnings of reading, digest of all bytes."""

    sources: list[Source] = field(default_factory=list)
    problems: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    digest: str = ""
    labels: list[str] = field(default_factory=list)  # in the order of reading

    def has(self, kind: str) -> bool:
        """Return whether a file of the directory `kind` holds a table."""
        return any(any(source.data.values()) for source in self.sources if source.kind == kind)


def read_directory(directory: FilePath) -> Directory:
    """Read every TOML file of `directory`; what cannot be read or parsed becomes a problem."""
    found = Directory()
    try:
        _read(directory, found)
    except PermissionError as problem:  # of the directory itself; those of what is in it are told one by one
        found.problems.append(_unreadable(str(directory), problem))
    return found


def _read(directory: FilePath, found: Directory) -> None:
    if not directory.is_dir():
        message = f"no such directory. Name the one that holds {SETTINGS}"
        found.problems.append(Note(str(directory), 0, message))
        return
    if not (directory / SETTINGS).is_file() and not any((directory / kind).is_dir() for kind in KINDS):
        message = "no such file. Create it (an empty one takes every default) or name another directory"
        found.problems.append(Note(f"{directory.name}/{SETTINGS}", 0, message))
    total = hashlib.sha256()
    for kind, path in files(directory, found):
        label = _label(f"{directory.name}/{path.relative_to(directory).as_posix()}")
        found.labels.append(label)
        try:
            content = path.read_bytes()
        except OSError as problem:
            found.problems.append(_unreadable(label, problem))
            continue
        total.update(f"{label}\0{len(content)}\0".encode() + content)
        if kind != SETTINGS and not content.strip():  # what a full disk leaves of a file
            found.warnings.append(Note(label, 0, "the file is empty. Save it anew, or remove it"))
        _parse(found, label, kind, content)
    found.warnings += [
        Note(f"{directory.name}/{kind}", 0, words) for kind, words in _WANTED.items() if not found.has(kind)
    ]
    found.warnings += [_stray(directory, path) for path in sorted(directory.iterdir()) if _is_stray(path)]
    found.digest = total.hexdigest()


def _label(name: str) -> str:
    """Return a file's name as messages can print it: one that is no UTF-8 (of another system, out of an archive) has its bytes marked."""
    return os.fsencode(name).decode("utf-8", "replace")


def _unreadable(label: str, problem: OSError) -> Note:
    return Note(label, 0, f"cannot be read: {problem.strerror}. Check its permissions")


def files(directory: FilePath, found: Directory) -> list[tuple[str, FilePath]]:
    """Return kind and path of what is to be read, in order; what cannot be listed becomes a problem of `found`."""
    files = [(SETTINGS, directory / SETTINGS)] if (directory / SETTINGS).is_file() else []
    for kind in KINDS:
        try:
            paths = sorted(path for path in (directory / kind).iterdir() if path.suffix == ".toml")
        except FileNotFoundError:
            continue
        except OSError as problem:  # else all that is in it would be gone without a word
            found.problems.append(_unreadable(f"{directory.name}/{kind}", problem))
            continue
        files += [(kind, path) for path in paths if not path.name.startswith(".")]
    return files


def _is_stray(path: FilePath) -> bool:
    looks_read = path.suffix == ".toml" if path.is_file() else path.suffix == ".d"
    return looks_read and path.name not in KINDS and path.name != SETTINGS and not path.name.startswith(".")


def _stray(directory: FilePath, path: FilePath) -> Note:
    return Note(f"{directory.name}/{path.name}", 0, f"is not read. {did_you_mean(path.name, [*KINDS, SETTINGS])}")


def _parse(found: Directory, label: str, kind: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        found.problems.append(Note(label, line, "the file is not UTF-8. Save it as UTF-8"))
        return
    lines = tuple(text.split("\n"))
    try:
        data = tomllib.loads(text)
        found.sources.append(Source(label, kind, lines, data, Lines(text)))
    except RecursionError:
        found.problems.append(Note(label, 1, "lists or tables are nested too deeply. Flatten them"))
    except ValueError as problem:  # TOMLDecodeError, and int() on thousands of digits
        found.problems.append(_syntax(Source(label, kind, lines), str(problem)))


def _syntax(source: Source, problem: str) -> Note:
    position = _LINE.search(problem)
    line = int(position[1]) if position and position[1] else len(source.lines)
    while line > 1 and not source.lines[line - 1].strip():
        line -= 1  # "at end of document": show the last line that says something
    return note(source, line, _syntax_words(problem, source.lines[line - 1]))


def _syntax_words(problem: str, quote: str) -> str:
    """Return what tomllib means, in the operator's words, for the slips that are made every day."""
    if problem.startswith("Illegal character '\\n'"):
        return "a quote is not closed on this line. Close it"
    if problem.endswith("(at end of document)"):
        return "the file ends inside a list or a text. Add the missing bracket or quote"
    if problem.startswith(("Cannot declare", "Cannot overwrite")):
        return "this stands in the file already. Keep one of the two"
    if quote.rstrip().endswith("{"):
        return "a table { … } must stay on one line. Join the lines"
    if problem.startswith("Invalid value") and _CURLY.search(quote):
        return 'typographic quotes hold no text. Write straight ones: "…"'
    words = _LINE.sub("", problem)
    return f"not TOML: {words[:1].lower()}{words[1:]}. Look at quotes, brackets and commas"
