"""The newsroom as a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sys

import pytest

from marsad.demo.newsroom import main

COMMAND = (sys.executable, "-m", "marsad.demo.newsroom")
LINE = '{"url": "u:%d", "title": "عنوان", "text": "نص الخبر.", "published": "2026-01-10T06:00:00Z"}\n'


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_prints_its_address_first_and_stops_when_told(session, number):
    """The first line is where the front door is; a signal ends the process with 0."""
    process = await asyncio.create_subprocess_exec(*COMMAND, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        origin = (await process.stdout.readline()).decode().strip()
        async with session.get(f"{origin}/_newsroom/published.json") as answer:
            assert (await answer.json())["published"] >= 1
    finally:
        process.send_signal(number)
    assert await process.wait() == 0


def test_a_bad_corpus_ends_with_one_line_that_names_it(tmp_path, capsys):
    """Exit 1, file and line on stderr, nothing on stdout."""
    path = tmp_path / "bad.jsonl"
    path.write_text(LINE % 1 + "{\n", encoding="utf-8")
    assert main(["--corpus", str(path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{path}:2: " in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("words", [["--speed", "0"], ["--speed", "1e9"], ["--port", "70000"]])
def test_bad_usage_ends_with_2(capsys, words):
    """What the operator wrote is named, and the way out."""
    assert main(words) == 2
    assert "Choose" in capsys.readouterr().err


def test_the_limit_keeps_the_rest_unread(tmp_path, capsys):
    """Past the limit even a bad line is not looked at: the newsroom gets as far as its port."""
    path = tmp_path / "long.jsonl"
    path.write_text(LINE % 1 + "{\n", encoding="utf-8")
    assert main(["--corpus", str(path), "--limit", "1", "--port", "70000"]) == 2
    assert "port 70000" in capsys.readouterr().err
