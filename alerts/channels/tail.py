"""Alerts as JSON Lines, to a file or to standard output: one line each, the format of docs/webhook.md."""

from __future__ import annotations

import asyncio
import errno
import math
import os
import select
import stat
import time
from pathlib import Path

import msgspec

from alerts.recent import Recent
from alerts.render import payload
from marsad.errors import Broken, ChannelError, Retry
from marsad.records import Alert

WINDOW_BYTES = 1 << 20  # the end of the file that is read back: only its last lines can be in doubt
_REMEMBERED = 10_000
_OURS = b'{"id":"'  # how each of our lines begins
_STALL_S = 10.0
_MENDABLE = frozenset((errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO))


class _Line(msgspec.Struct):
    """What is read back of a line."""

    id: str


_decoder = msgspec.json.Decoder(_Line)


def line_of(alert: Alert) -> bytes:
    """Return the line of `alert`, line end included."""
    return msgspec.json.encode(payload(alert)) + b"\n"


class TailFile:
    """Appends to a file. No alert stands in it twice, no line is torn, each is on disk before `send` returns.

    The file is opened for each line, so it may be rotated or removed at any time.
    """

    idempotent = True
    give_up_s = math.inf  # a full disk is mended here, by the operator

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: Recent | None = None  # None: to be read back from the file

    async def send(self, alert: Alert, *, key: str) -> str:
        """Append the line unless it is there; return ""."""
        try:
            await asyncio.to_thread(self._append, key, line_of(alert))
        except OSError as problem:
            self._written = None  # whatever became of the line, the file knows
            raise _failure(self._path, problem) from problem
        return ""

    async def close(self) -> None:
        """Forget what was read; nothing is held open."""
        self._written = None

    def _append(self, key: str, line: bytes) -> None:
        fresh = not self._path.exists()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NONBLOCK, 0o644)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError(errno.ENXIO, "not a regular file")
            written = self._mended(handle)
            if key not in written:
                _write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
        if fresh:
            _sync_directory(self._path.parent)
        written.add(key)

    def _mended(self, handle: int) -> Recent:
        """Make the last line whole, and return the ids in the file's last lines."""
        size = os.fstat(handle).st_size
        window = WINDOW_BYTES if self._written is None else 1
        end = os.pread(handle, window, max(0, size - window))
        if end and not end.endswith(b"\n"):
            _mend(handle, size)
            self._written = None
        if self._written is None:
            self._written = _ids(handle)
        return self._written


def _mend(handle: int, size: int) -> None:
    """Cut off a line of ours that a stop tore; end any other last line, it is not ours to cut."""
    start = max(0, size - WINDOW_BYTES)
    end = os.pread(handle, WINDOW_BYTES, start)
    torn = end[end.rfind(b"\n") + 1 :]
    ours = torn.startswith(_OURS) or _OURS.startswith(torn)
    if ours and _id(torn) is None:
        os.ftruncate(handle, size - len(torn))
    else:
        _write(handle, b"\n")


def _ids(handle: int) -> Recent:
    size = os.fstat(handle).st_size
    found = Recent(_REMEMBERED)
    for line in os.pread(handle, WINDOW_BYTES, max(0, size - WINDOW_BYTES)).splitlines():
        if (name := _id(line)) is not None:
            found.add(name)
    return found


def _id(line: bytes) -> str | None:
    try:
        return _decoder.decode(line).id
    except msgspec.DecodeError:
        return None


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _sync_directory(directory: Path) -> None:
    """A new file survives a power cut only when its name is on disk too."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failure(path: Path, problem: OSError) -> ChannelError:
    words = f"{path}: cannot be written: {problem.strerror or problem}"
    if problem.errno in _MENDABLE:
        return Broken(f"{words}. Give the channel a path this user may write to")
    return Retry(words)


class TailStream:
    """Writes to a stream such as standard output. A reader that stalls delays this channel and nothing else.

    What a reader already has cannot be read back, so a line may be repeated after a kill.
    """

    idempotent = False
    give_up_s = math.inf

    def __init__(self, handle: int, *, stall_s: float = _STALL_S) -> None:
        self._handle, self._stall_s = handle, stall_s
        self._key, self._rest = "", b""  # the line under way: what the reader has not taken of it
        self._written = Recent(_REMEMBERED)

    async def send(self, alert: Alert, *, key: str) -> str:
        """Write the line, or the rest of it after a stall; return ""."""
        try:
            await asyncio.to_thread(self._write_line, key, line_of(alert))
        except TimeoutError:
            raise Retry(f"the reader of the stream took nothing for {self._stall_s:g} s") from None
        except OSError as problem:
            words = f"the stream cannot be written: {problem.strerror}"
            raise Broken(f"{words}. Restart with a reader, or name a file") from problem
        return ""

    async def close(self) -> None:
        """Leave the stream open: it belongs to the process."""

    def _write_line(self, key: str, line: bytes) -> None:
        self._flush()  # first the rest of a line that a stall cut in two, whosever it is
        if key not in self._written:
            self._key, self._rest = key, line
            self._flush()

    def _flush(self) -> None:
        """Write the rest in pieces that a ready pipe takes at once (POSIX: PIPE_BUF), so no write can block."""
        ready = select.poll()
        ready.register(self._handle, select.POLLOUT)
        until = time.monotonic() + self._stall_s
        while self._rest:
            if not ready.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError
            self._rest = self._rest[os.write(self._handle, self._rest[: select.PIPE_BUF]) :]
        self._written.add(self._key)
