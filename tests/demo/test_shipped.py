"""The demo corpus that comes with marsad, and what extraction makes of its pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import timedelta

import feedparser
import pytest
import trafilatura

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of
from tests.demo.samples import Hand

RULES = {
    "accident",
    "airstrike",
    "assassination",
    "attack",
    "bombing",
    "ceasefire",
    "clashes",
    "coup",
    "displacement",
    "kidnapping",
    "protest",
    "takeover",
    "thwarted",
}
# One line of every piece of furniture in every template: each must be on a page and in no extracted text.
FURNITURE = (
    "أخبار مختلقة لعرض مرصد",
    "نستخدم ملفات تعريف الارتباط",
    "الصفحة الأولى",
    "شارك على فيسبوك",
    "مواضيع ذات صلة",
    "اشترك في نشرتنا البريدية",
    "أضف تعليقك",
    "لن يتم نشر عنوان بريدك",
    "جميع الحقوق محفوظة",
    "يستعمل هذا الموقع الكوكيز",
    "اقرأ أيضا",
    "قد يهمك أيضا",
    "تابعونا على أخبار غوغل",
    "شكرا على المتابعة المستمرة",
    "الأكثر قراءة",
    "سجّل بريدك",
    "هل تتابع الأخبار عبر الهاتف",
    "حقوق النشر",
    "نسخة للطباعة",
    "أخبار من القسم نفسه",
    "للاشتراك في خدمات الوكالة",
    "التعليقات تعبر عن رأي أصحابها",
    "الضرورية لعمل الموقع",
    "المواقع الخارجية",
    "أنت هنا",
    "أخبار متعلقة",
    "القائمة البريدية للجريدة",
    "التعليقات المسيئة",
    "حفظ ملفات الارتباط على جهازك",
    "عدا أيام العطل الرسمية",
)

pieces = shipped_corpus()


def words(text):
    return Counter(re.findall(r"\w+", text))


def test_is_large_enough_to_look_alive():
    """Articles, outlets, stories and wire copies."""
    wires = {piece.story for piece in pieces if piece.kind == "wire"}
    assert len({piece.url for piece in pieces}) >= 64
    assert len({piece.publisher for piece in pieces}) == 8
    assert len(wires) >= 14
    assert sum(piece.kind == "update" for piece in pieces) >= 5


def test_every_piece_is_whole():
    """Title, three to nine paragraphs of at least eighty words in all, outlet, feed, section, story, time."""
    for piece in pieces:
        assert all([piece.title, piece.publisher, piece.feed, piece.section, piece.story, piece.published]), piece.url
        assert 3 <= len(piece.text.split("\n")) <= 9, piece.url
        assert 80 <= len(piece.text.split()) <= 400, piece.url


def test_comes_in_the_order_of_one_morning():
    """Times never go back, span about three hours, and something worth an alert is there within a minute."""
    times = [piece.published for piece in pieces]
    assert sorted(times) == times
    assert timedelta(hours=2, minutes=30) <= times[-1] - times[0] <= timedelta(hours=3, minutes=30)
    first = next(piece for piece in pieces if piece.expect)
    assert first.kind == "original"
    assert first.published - times[0] <= timedelta(minutes=1)


def test_labels_name_rules_and_all_rules_are_covered():
    """Every rule that the demo is for has a story that should fire it, and half the stories should fire none."""
    expected = {rule for piece in pieces for rule in piece.expect}
    quiet = {piece.story for piece in pieces} - {piece.story for piece in pieces if piece.expect}
    assert expected == RULES
    assert len(quiet) >= 25


def test_copies_follow_what_they_copy():
    """A wire copy has most of its text from an earlier piece at another outlet and the same labels."""
    by_url = {piece.url: piece for piece in pieces if piece.kind != "update"}
    copies = [piece for piece in pieces if piece.kind == "wire"]
    for copy in copies:
        source = by_url[copy.of]
        assert source.published < copy.published, copy.url
        assert source.publisher != copy.publisher, copy.url
        assert (source.story, source.expect) == (copy.story, copy.expect), copy.url
        assert source.title != copy.title, copy.url
        shared = words(copy.text) & words(source.text)
        assert shared.total() / words(copy.text).total() >= 0.75, copy.url


def test_updates_revise_their_own_page():
    """An update has the url of an earlier piece of the same outlet, another text and another figure."""
    earlier = {}
    for piece in pieces:
        if piece.kind == "update":
            before = earlier[piece.of]
            assert (before.url, before.publisher, before.story) == (piece.url, piece.publisher, piece.story)
            assert before.text != piece.text
        earlier[piece.url] = piece


def test_only_updates_share_an_address():
    """One url is one page; everything else on it is an update."""
    versions = defaultdict(list)
    for piece in pieces:
        versions[piece.url].append(piece.kind)
    assert all(kind == "update" for kinds in versions.values() for kind in kinds[1:])


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("vowel marks", "[\u064b-\u0652]"),
        ("tatweel", "ـ"),
        ("quotation marks", "«.+»"),
        ("Arabic-Indic digits", "[٠-٩]"),
        ("presentation forms", "[\ufe70-\ufefc]"),
    ],
)
def test_writes_as_newsrooms_do(what, pattern):
    """Spellings that a careless matcher trips over occur."""
    assert any(re.search(pattern, f"{piece.title}\n{piece.text}") for piece in pieces), what


def test_outlets_differ_in_dress_and_manners():
    """Both formats, both charsets, all templates, both kinds of address, a family, a slow outlet and a dead one."""
    outlets = shipped_outlets()
    assert {"rss", "atom"} == {outlet.format for outlet in outlets}
    assert {"utf-8", "windows-1256"} == {outlet.charset for outlet in outlets}
    assert {"daily", "portal", "agency", "classic"} == {outlet.template for outlet in outlets}
    assert {"number", "headline"} == {outlet.paths for outlet in outlets}
    assert {"good", "slow", "closed"} == {outlet.manners for outlet in outlets}
    assert Counter(outlet.family for outlet in outlets)["dar-alufuq"] == 2
    assert {piece.publisher for piece in pieces} < {outlet.slug for outlet in outlets}


async def test_extraction_finds_every_article_and_no_furniture(session):
    """Of each page trafilatura returns 95 % of the article's words, nothing of the furniture, little else."""
    hand = Hand()
    clock = Clock(start_of(pieces), 1e6, 0.0, ticks=hand)
    hand.seconds = 1
    furnished = set()
    async with Newsroom(pieces, shipped_outlets(), clock, slow_s=0.0) as room:
        for revision in room.programme.public(clock.now()):
            async with session.get(room.url(revision.page)) as answer:
                html = await answer.text()
            text = trafilatura.extract(html, include_comments=False, include_tables=True) or ""
            body = words(revision.piece.text)
            assert (body & words(text)).total() / body.total() >= 0.95, revision.page.original
            assert (words(text) - body - words(revision.piece.title)).total() / body.total() <= 0.05
            furnished |= {line for line in FURNITURE if line in html}
            assert [line for line in FURNITURE if line in text] == [], revision.page.original
            assert "أخبار مختلقة لعرض مرصد" in html
    assert set(FURNITURE) == furnished


async def test_feeds_announce_the_whole_corpus(session):
    """Every shipped page is in a feed that a common parser reads, from the dead outlet's feed apart."""
    hand = Hand()
    clock = Clock(start_of(pieces), 1e6, 0.0, ticks=hand)
    hand.seconds = 1
    links = []
    async with Newsroom(pieces, shipped_outlets(), clock, slow_s=0.0) as room:
        for feed in room.programme.feeds:
            async with session.get(room.feed_url(feed)) as answer:
                parsed = feedparser.parse(
                    await answer.read(), response_headers={"content-type": answer.headers["Content-Type"]}
                )
            assert not parsed.bozo, feed
            links += [entry.link for entry in parsed.entries]
        assert sorted({piece.url for piece in pieces}) == sorted(room.original(link) for link in links)
