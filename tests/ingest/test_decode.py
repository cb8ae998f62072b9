"""Decoding: which letters the bytes mean, whatever is declared."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode import declared, decode
from ingest.parse import parse

TITLE = "انسحبت القوات من المدينة بعد ساعات من إعلان الهدنة، وقال شاهد إن الطريق إلى المطار مفتوح"
CODECS = ("utf-8", "cp1256", "iso8859-6", "utf-16", "utf-16-le", "cp720", "utf-8-sig")
WIRE = {"cp1256": "windows-1256", "iso8859-6": "ISO-8859-6", "utf-8-sig": "utf-8", "utf-16-le": "utf-16"}


def document(codec, claim):
    said = f' encoding="{claim}"' if claim else ""
    text = f'<?xml version="1.0"{said}?><rss version="2.0"><channel><title>ن</title><item><title>{TITLE}</title></item></channel></rss>'
    return text.encode(codec, "xmlcharrefreplace")


def claims(codec):
    right = WIRE.get(codec, codec)
    return [
        ("", ""),
        (right, ""),
        ("", right),
        ("utf-8", ""),
        ("windows-1256", "utf-8"),
        (right, "us-ascii"),
        (right, "utf-8"),
    ]


@pytest.mark.parametrize(("codec", "claim", "header"), [(codec, *claim) for codec in CODECS for claim in claims(codec)])
def test_a_headline_is_read_whatever_codec_was_used_and_whichever_was_declared(codec, claim, header):
    assert TITLE == parse(document(codec, claim), header_charset=header).items[0].title


@pytest.mark.parametrize(
    ("codec", "text"), [("cp1251", "Сегодня в столице прошла встреча министров"), ("latin-1", "Präsident über Größe")]
)
def test_another_alphabet_is_not_taken_for_arabic(codec, text):
    data = f'<?xml version="1.0" encoding="{codec}"?><rss><t>{text * 3}</t></rss>'.encode(codec)

    assert (data.decode(codec), codec) == decode(data)


def test_one_bad_byte_costs_one_character():
    data = f"قبل {TITLE} بعد".encode().replace("الهدنة".encode(), b"\xff" + "الهدنة".encode())

    assert f"قبل {TITLE} بعد".replace("الهدنة", "\ufffdالهدنة") == decode(data)[0]


def test_the_operators_word_beats_everything():
    assert (TITLE, "cp1256") == decode(TITLE.encode("cp1256"), header="utf-8", override="cp1256")


@pytest.mark.parametrize("name", ["no-such-codec", "hex", "zip", "rot13", "\x00", "idna"])
def test_a_charset_that_is_none_is_passed_over(name):
    assert TITLE == decode(TITLE.encode("cp1256"), header=name, override=name)[0]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'<?xml version="1.0" encoding="windows-1256"?>', "windows-1256"),
        (b"<?xml version='1.0' encoding = 'ISO-8859-6' ?>", "ISO-8859-6"),
        (b'<html><head><meta charset="windows-1256">', "windows-1256"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=cp1256">', "cp1256"),
        (b"<html>", ""),
    ],
)
def test_the_declaration_is_found_in_xml_and_html(head, expected):
    assert expected == declared(head)


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "windows-1256", "utf-16"]))
def test_any_bytes_become_text(data, header):
    text, codec = decode(data, header=header)

    assert isinstance(text, str)
    assert codecs.lookup(codec)


@given(st.text(max_size=200))
def test_sound_utf_8_is_read_as_it_is(text):
    data = text.encode()
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or data[:2] in (
        b"<\0",
        b"\0<",
    )

    assert marked or decode(data) == (text, "utf-8")
