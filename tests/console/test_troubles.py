"""Errors are told by their class in Arabic, with their own words beside."""

import pytest

from alerts.console.troubles import trouble
from ingest.renamed import WORDS
from tests.console.conftest import Reader


@pytest.mark.parametrize(
    ("word", "said", "reason"),
    [
        ("انقضت المهلة بلا جواب كامل", "hooks.example gave no answer within 10 s", ""),
        ("انقضت المهلة بلا جواب كامل", "feeds.example: no complete answer in time", "timeout"),
        ("لا عنوان لهذا الاسم في DNS", "hooks.example cannot be reached: its name has no address", ""),
        ("لا عنوان لهذا الاسم في DNS", "feeds.example: the name does not resolve", "dns"),
        ("شهادته أو تشفيره (TLS) غير مقبول", "feeds.example: the certificate or TLS fails", "tls"),
        ("شهادته أو تشفيره (TLS) غير مقبول", "mail.example: its TLS certificate or protocol is not accepted", ""),
        ("رفض الخادم الاتصال", "127.0.0.1:9 cannot be reached: Connection refused", ""),
        ("تعذّر الوصول إليه", "feeds.example: no connection", "network"),
        ("عنوان لا يُسمح به", "10.0.0.1 is a private address. If it is yours, name its network in allow_private", ""),
        ("رُفض دخولنا", "feeds.example: HTTP 403", "http_4xx"),
        ("رُفض دخولنا", "redis.example refuses us: NOAUTH. Correct the password, or the rights it gives", ""),
        ("لا شيء على هذا العنوان", "hooks.example answered 404 Not Found. Correct the address", ""),
        ("أكبر من الحدّ المقبول", "hooks.example answered 413 Payload Too Large", ""),
        ("أكبر من الحدّ المقبول", "feeds.example: more than 5,000,000 bytes", "too_large"),
        ("طُلب منا أن نبطئ", "hooks.example answered 429 Too Many Requests", ""),
        ("رفض الخادم الطلب", "hooks.example answered 422 Unprocessable Entity", ""),
        ("عطل في الخادم", "HTTP 503 Service Unavailable from https://hooks.example/in", ""),
        ("يحيل إلى عنوان آخر", "hooks.example answered 302 Found. Redirects are not followed", ""),
        ("انقطع الجواب أو لم يُفهم", "hooks.example broke off or did not answer in HTTP (ServerDisconnectedError)", ""),
        ("انقطع الجواب أو لم يُفهم", "feeds.example: ServerDisconnectedError", "network"),
        ("تعذّر الوصول إليه", "feeds.example: ClientOSError", "network"),
        ("ما جاء ليس خلاصة أخبار", "no <rss>, <rdf:RDF> or <feed> element", "not_a_feed"),
        ("جاءت صفحة تتحقق من الزائر", "the site answers with a challenge page instead of the feed", "challenge"),
        ("طُلب منا أن نبطئ", "a.example asked us to wait when another of its feeds was read; not asked again for 40 min", "http_4xx"),
        ("يحيل من عنوان إلى عنوان بلا نهاية", "a.example: more than 5 redirects: the site wants a cookie back, and none is kept", "network"),
        ("تتغير روابط أخباره أو معرّفاتها في كل قراءة، فتُعرف بعناوينها", WORDS, ""),
        ("سجلّ لا يُقرأ", "JSON is malformed: byte 118", ""),
        ("خطأ لم نتوقعه، فأبلغنا به", "NameError: name 'sure' is not defined", ""),
        ("ليس فيه خبر بالعربية", "no item is in Arabic, and none is taken; give the feed its `language`", "foreign"),
        ("فيه أخبار بغير العربية لا تؤخذ", "2 of 3 items are not in Arabic and are not taken", ""),
        ("", "an error of tomorrow", ""),
        ("", "17 صفحة من 20 بلا نص", ""),
    ],
)  # fmt: skip
def test_an_error_has_the_name_of_its_class(word: str, said: str, reason: str) -> None:
    """Its own words stay; one of no class we know has them alone."""
    assert (word, said) == trouble(said, reason)


def test_an_error_without_words_is_told_by_its_reason() -> None:
    """A feed may say only which kind of trouble it is in."""
    assert ("جاء جواب فارغ", "no_bytes") == trouble("", "no_bytes")


@pytest.mark.parametrize(
    ("path", "word", "said"),
    [
        ("/feeds", "رُفض دخولنا", "HTTP 403 Forbidden"),
        ("/dead-letters", "سجلّ لا يُقرأ", "JSON is malformed: byte 118"),
    ],
)
async def test_pages_give_both(reader: Reader, path: str, word: str, said: str) -> None:
    """For who reads, and for who mends."""
    assert f"<b>{word}</b> <bdi>{said}</bdi>" in (await reader.get(path))[1]
