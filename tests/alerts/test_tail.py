"""Alerts as JSON Lines, in a file and on a stream."""

import errno
import fcntl
import json
import os
import resource
import stat
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.channels.tail import WINDOW_BYTES, TailFile, TailStream, line_of
from alerts.render import payload
from marsad.errors import Broken, Retry
from tests.alerts.samples import alert


def ids(path):
    """Return the ids in a file of whole lines."""
    text = path.read_text(encoding="utf-8")
    assert text == "" or text.endswith("\n")
    return [json.loads(line)["id"] for line in text.splitlines()]


async def put(path, *names):
    """Send alerts through a channel that has just started."""
    channel = TailFile(path)
    for name in names:
        await channel.send(alert(name), key=name)
    await channel.close()


async def test_each_alert_is_one_line_of_the_public_form(tmp_path):
    path = tmp_path / "alerts.jsonl"
    await put(path, "a1", "a2")

    first, second = path.read_text(encoding="utf-8").splitlines()
    assert payload(alert("a1")) == json.loads(first)
    assert payload(alert("a2")) == json.loads(second)


async def test_folders_on_the_way_are_made(tmp_path):
    await put(tmp_path / "var" / "out" / "alerts.jsonl", "a1")

    assert ["a1"] == ids(tmp_path / "var" / "out" / "alerts.jsonl")


async def test_an_alert_sent_again_after_a_restart_is_not_written_twice(tmp_path):
    """The kill fell between the line and the ledger."""
    path = tmp_path / "alerts.jsonl"
    await put(path, "a1", "a2")
    await put(path, "a2", "a3", "a2")

    assert ["a1", "a2", "a3"] == ids(path)


async def test_a_torn_last_line_is_cut_off_and_written_again_whole(tmp_path):
    """At every byte where a kill or power cut may have torn it."""
    line = line_of(alert("a2"))
    for size in range(len(line)):
        path = tmp_path / f"{size}.jsonl"
        path.write_bytes(line_of(alert("a1")) + line[:size])
        await put(path, "a2", "a3")
        assert ["a1", "a2", "a3"] == ids(path), size


async def test_a_first_line_that_was_torn_leaves_no_rest(tmp_path):
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(line_of(alert("a1"))[:40])
    await put(path, "a1")

    assert ["a1"] == ids(path)


async def test_a_line_whose_end_alone_is_missing_is_kept(tmp_path):
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(line_of(alert("a1"))[:-1])
    await put(path, "a1", "a2")

    assert ["a1", "a2"] == ids(path)


@pytest.mark.parametrize("foreign", [b"notes of the night shift", b"{}", b'{"name": "x"}', b"\x00\x00\x00"])
async def test_what_is_not_ours_is_never_cut(tmp_path, foreign):
    """The operator may have named a file that has something in it."""
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(foreign)
    await put(path, "a1")

    assert foreign + b"\n" + line_of(alert("a1")) == path.read_bytes()


async def test_a_long_foreign_line_is_ended_not_cut(tmp_path):
    path = tmp_path / "alerts.jsonl"
    foreign = b"x" * (WINDOW_BYTES + 10)
    path.write_bytes(foreign)
    await put(path, "a1")

    assert foreign + b"\n" + line_of(alert("a1")) == path.read_bytes()


async def test_only_the_end_of_a_large_file_is_read_back(tmp_path):
    """What may be in doubt stands in the last lines."""
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b"".join(line_of(alert(f"old-{n}")) for n in range(3000)))
    assert path.stat().st_size > WINDOW_BYTES
    await put(path, "old-2999", "a1")

    assert [f"old-{n}" for n in range(3000)] + ["a1"] == ids(path)


async def test_a_file_rotated_or_removed_meanwhile_is_started_anew(tmp_path):
    path = tmp_path / "alerts.jsonl"
    channel = TailFile(path)
    await channel.send(alert("a1"), key="a1")
    path.rename(tmp_path / "alerts.jsonl.1")
    await channel.send(alert("a2"), key="a2")
    path.unlink()
    await channel.send(alert("a3"), key="a3")

    assert ["a1"] == ids(tmp_path / "alerts.jsonl.1")
    assert ["a3"] == ids(path)


@given(cuts=st.lists(st.integers(0, 1200), max_size=6))
@settings(max_examples=25)
async def test_any_sequence_of_torn_writes_ends_in_every_alert_once(tmp_path_factory, cuts):
    """A tear leaves a prefix of the line under way; the ledger repeats that alert."""
    path = tmp_path_factory.mktemp("tail") / "alerts.jsonl"
    for number, cut in enumerate(cuts):
        with path.open("ab") as file:
            file.write(line_of(alert(f"a{number}"))[:cut])
        await put(path, f"a{number}")

    assert [f"a{number}" for number in range(len(cuts))] == (ids(path) if cuts else [])


async def test_a_folder_in_its_place_is_a_broken_channel(tmp_path):
    with pytest.raises(Broken, match=r"cannot be written: Is a directory. Give the channel a path"):
        await put(tmp_path, "a1")


async def test_a_pipe_in_its_place_is_a_broken_channel_and_blocks_nobody(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Broken, match="not a regular file"):
        await put(tmp_path / "pipe", "a1")


async def test_a_disk_that_takes_no_more_is_tried_again_and_then_nothing_is_torn(tmp_path):
    """A limit on the size of files stands in for the full disk: the kernel takes 30 bytes and refuses the rest."""
    path = tmp_path / "alerts.jsonl"
    channel = TailFile(path)
    await channel.send(alert("a1"), key="a1")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 30, hard))
    try:
        with pytest.raises(Retry, match=r"alerts\.jsonl: cannot be written: File too large"):
            await channel.send(alert("a2"), key="a2")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == line_of(alert("a1")) + line_of(alert("a2"))[:30]
    await channel.send(alert("a2"), key="a2")

    assert ["a1", "a2"] == ids(path)


async def test_a_line_that_stands_in_the_file_though_its_write_failed_is_not_written_twice(tmp_path, monkeypatch):
    """The disk fails behind the line, when it shall become durable."""
    path = tmp_path / "alerts.jsonl"
    channel = TailFile(path)
    await channel.send(alert("a1"), key="a1")

    def failing(_handle):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(Retry, match="Input/output error"):
            await channel.send(alert("a2"), key="a2")
    await channel.send(alert("a2"), key="a2")

    assert ["a1", "a2"] == ids(path)


async def test_the_file_is_readable_and_not_executable(tmp_path):
    await put(tmp_path / "alerts.jsonl", "a1")

    assert stat.S_IMODE((tmp_path / "alerts.jsonl").stat().st_mode) & 0o133 == 0


def read_all(handle):
    """Read a pipe to its end."""
    chunks = []
    while chunk := os.read(handle, 65536):
        chunks.append(chunk)
    return b"".join(chunks)


@pytest.fixture
def pipe():
    """A pipe that holds little."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    yield reader, writer
    for handle in (reader, writer):
        try:
            os.close(handle)
        except OSError:
            continue


async def test_a_stream_gets_whole_lines_once(pipe):
    reader, writer = pipe
    channel = TailStream(writer)
    await channel.send(alert("a1"), key="a1")
    await channel.send(alert("a1"), key="a1")
    os.close(writer)

    assert line_of(alert("a1")) == read_all(reader)


async def send_all(channel, names, sent):
    """Send until it fails, noting what went."""
    for name in names:
        await channel.send(alert(name), key=name)
        sent.append(name)


async def test_a_reader_that_stalls_delays_and_then_gets_every_line_once_and_whole(pipe):
    """The line the stall cut in two is finished before any other."""
    reader, writer = pipe
    channel = TailStream(writer, stall_s=0.05)
    names = [f"a{number}" for number in range(9)]
    sent = []
    with pytest.raises(Retry, match=r"took nothing for 0\.05 s"):
        await send_all(channel, names, sent)
    got = []
    thread = threading.Thread(target=lambda: got.append(read_all(reader)))
    thread.start()
    stalled = names[len(sent)]
    for name in [*names[len(sent) + 1 :], stalled]:  # another story overtakes
        await channel.send(alert(name), key=name)
    os.close(writer)
    thread.join()

    order = [json.loads(line)["id"] for line in got[0].splitlines()]
    assert [*sent, stalled, *names[len(sent) + 1 :]] == order


async def test_a_reader_that_left_is_a_broken_channel(pipe):
    reader, writer = pipe
    os.close(reader)

    with pytest.raises(Broken, match=r"Broken pipe\. Restart with a reader, or name a file"):
        await TailStream(writer).send(alert("a1"), key="a1")
