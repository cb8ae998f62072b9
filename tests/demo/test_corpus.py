"""Reading a corpus."""

from __future__ import annotations

import gzip
import lzma
from datetime import UTC, datetime

import pytest

from marsad.demo.corpus import Piece, read_corpus
from marsad.errors import InputError

LINE = '{"url": "https://alufuq.example/1", "title": "أمطار", "text": "هطلت الأمطار فجراً."}'
PACKERS = {"plain.jsonl": bytes, "packed.jsonl.xz": lzma.compress, "packed.jsonl.gz": gzip.compress}


def write(path, text):
    path.write_bytes(PACKERS.get(path.name, bytes)(text.encode()))
    return path


@pytest.mark.parametrize("name", PACKERS)
def test_reads_plain_and_packed_files(tmp_path, name):
    """The suffix says how a corpus is packed; the pieces are the same."""
    expected = [Piece(url="https://alufuq.example/1", title="أمطار", text="هطلت الأمطار فجراً.")]
    assert expected == list(read_corpus(write(tmp_path / name, LINE + "\n")))


def test_only_a_line_feed_ends_a_line(tmp_path):
    """U+2028, U+2029 and U+0085 inside a text are part of it."""
    text = "سطر\u2028ثان\u2029ثالث\u0085رابع"
    line = LINE.replace("هطلت الأمطار فجراً.", text)
    assert [text] == [piece.text for piece in read_corpus(write(tmp_path / "plain.jsonl", f"{line}\n"))]


def test_ignores_unknown_keys_and_empty_lines(tmp_path):
    """A corpus may say more than we read."""
    line = LINE[:-1] + ', "author": {"name": "س"}, "words": 3}'
    assert len(list(read_corpus(write(tmp_path / "plain.jsonl", f"{line}\n\n{line}")))) == 2


@pytest.mark.parametrize("name", PACKERS)
def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path, name):
    """Editors of Windows put one there."""
    assert ["أمطار"] == [piece.title for piece in read_corpus(write(tmp_path / name, f"\ufeff{LINE}\r\n"))]


def test_says_how_to_write_a_time(tmp_path):
    """The key, what it holds, and a form that is read."""
    path = write(tmp_path / "plain.jsonl", LINE[:-1] + ', "published": "أمس"}')
    with pytest.raises(InputError, match=r"published: 'أمس' is no time\. Write one such as 2026-03-01T06:00Z\. Mend"):
        list(read_corpus(path))


def test_keeps_the_labels(tmp_path):
    """Story, kind, of and expect come through."""
    line = LINE[:-1] + ', "story": "s", "kind": "update", "of": "u:0", "expect": ["attack"]}'
    (piece,) = read_corpus(write(tmp_path / "plain.jsonl", line))
    assert (piece.story, piece.kind, piece.of, piece.expect) == ("s", "update", "u:0", ("attack",))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"2026-01-10T06:00:00Z"', datetime(2026, 1, 10, 6, tzinfo=UTC)),
        ('"2026-01-10T09:00:00+03:00"', datetime(2026, 1, 10, 6, tzinfo=UTC)),
        ('"2026-01-10 06:00"', datetime(2026, 1, 10, 6, tzinfo=UTC)),
        ('"2026-01-10"', datetime(2026, 1, 10, tzinfo=UTC)),
        ("null", None),
        ('""', None),
    ],
)
def test_reads_times(tmp_path, written, expected):
    """ISO 8601 in its usual forms; no zone means UTC, nothing means unknown."""
    line = LINE[:-1] + f', "published": {written}}}'
    (piece,) = read_corpus(write(tmp_path / "plain.jsonl", line))
    assert expected == piece.published


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '"نص"',
        "\ufeff" + LINE,
        '{"title": "ع", "text": "ن"}',
        '{"url": "u", "text": "ن"}',
        '{"url": "u", "title": "ع"}',
        '{"url": "", "title": "ع", "text": "ن"}',
        '{"url": "u", "title": 7, "text": "ن"}',
        LINE[:-1] + ', "published": "أمس"}',
        LINE[:-1] + ', "published": 20260110}',
        LINE[:-1] + ', "published": "0001-01-01T00:00:00+03:00"}',
        LINE[:-1] + ', "kind": "rumour"}',
    ],
)
def test_names_file_and_line_of_what_it_cannot_read(tmp_path, bad):
    """Lines before a bad one are read; the error says where it is."""
    pieces = read_corpus(write(tmp_path / "plain.jsonl", f"{LINE}\n\n{bad}\n{LINE}\n"))
    assert next(pieces).title == "أمطار"
    with pytest.raises(InputError, match=r"plain\.jsonl:3: "):
        next(pieces)


def test_names_the_line_that_is_not_utf_8(tmp_path):
    """Bytes of another charset are refused, not replaced."""
    path = tmp_path / "plain.jsonl"
    path.write_bytes(LINE.encode() + b"\n" + LINE.encode("windows-1256") + b"\n")
    with pytest.raises(InputError, match=r"plain\.jsonl:2: "):
        list(read_corpus(path))


def test_names_where_an_archive_breaks_off(tmp_path):
    """A half-fetched archive gives an error, not a short corpus."""
    path = tmp_path / "cut.jsonl.xz"
    path.write_bytes(lzma.compress((LINE + "\n").encode() * 5000)[:-40])
    with pytest.raises(InputError, match="damaged"):
        list(read_corpus(path))


@pytest.mark.parametrize("name", ["none.jsonl", "none.jsonl.xz", "none.jsonl.gz"])
def test_names_a_file_that_is_missing(tmp_path, name):
    """The error names the path."""
    with pytest.raises(InputError, match=name):
        list(read_corpus(tmp_path / name))


def test_a_limit_stops_before_the_next_line_is_looked_at(tmp_path):
    """Nothing past the limit is read, not even its mistakes."""
    path = write(tmp_path / "plain.jsonl", f"{LINE}\n{LINE}\n{{\n")
    assert len(list(read_corpus(path, 2))) == 2
    assert list(read_corpus(path, 0)) == []
