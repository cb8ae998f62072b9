"""Records on the wire: what was written yesterday is read today."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from marsad.config.models import Feed
from marsad.ports import Entry
from marsad.records import Alert, Article, Clause, Decision, Fingerprint, Hit, Match, Mention, decode, encode, utc

AT = datetime(2026, 1, 10, 6, tzinfo=UTC)


def test_times_are_utc():
    """A moment without zone is taken as UTC; another zone is turned."""
    assert AT == utc(datetime(2026, 1, 10, 6)) == utc(datetime(2026, 1, 10, 9, tzinfo=timezone(timedelta(hours=3))))  # noqa: DTZ001


def test_a_publishers_clock_cannot_make_an_article_younger_than_its_arrival():
    """Event time is the earlier of published and seen."""
    late = Article(id="a", revision="r", url="", title="", seen=AT, published=AT + timedelta(days=3))
    early = msgspec.structs.replace(late, published=AT - timedelta(hours=1))

    assert [AT, AT - timedelta(hours=1), AT] == [late.at, early.at, msgspec.structs.replace(late, published=None).at]


@pytest.mark.parametrize(
    ("kind", "yesterday"),
    [
        (Article, b'{"id":"a","revision":"r","url":"u","title":"t","seen":"2026-01-10T06:00:00Z"}'),
        (
            Decision,
            (
                b'{"article":"a","revision":"r","url":"u","verdict":"new","story":"a","at":"2026-01-10T06:00:00Z",'
                b'"seen":"2026-01-10T06:00:00Z"}'
            ),
        ),
        (
            Alert,
            (
                b'{"id":"i","reason":"opened","level":"0","rule":"r","name":"n","severity":"high","story":"s","article":"a",'
                b'"url":"u","title":"t","at":"2026-01-10T06:00:00Z","seen":"2026-01-10T06:00:00Z","clauses":[{"clause":"all[0]",'
                b'"ok":true,"by":[{"record":"hit","keyword":"k","level":"strict","form":"f","field":"text","start":0,"end":1}]}]}'
            ),
        ),
        (
            Match,
            b'{"rule":"r","name":"n","severity":"high","field":"text","start":0,"sentence":"s","marks":[[0,1]]}',
        ),
        (Entry, b'{"feed":"f","key":"k","id":"i","url":"u","title":"t","seen":"2026-01-10T06:00:00Z"}'),
        (Fingerprint, '{"words":9,"prints":[7],"terms":[["قصف",4.0],["بعقوبة",2.5]]}'.encode()),
    ],
)
def test_bytes_of_the_first_layout_decode(kind, yesterday):
    """New fields have defaults; unknown ones of tomorrow are ignored."""
    record = decode(yesterday, kind)

    assert record == decode(encode(record), kind)
    assert record == decode(yesterday[:-1] + b',"of_tomorrow":1}', kind)


def test_a_clause_says_by_which_hit_or_mention_it_holds():
    """Both kinds of witness come back as what they were."""
    hit = Hit(keyword="هجوم", level="strict", form="هجوماً", field="text", start=3, end=9)
    mention = Mention(
        actor="grp:isis", type="armed_group", role="actor", kind="name", surface="داعش", field="text", start=0, end=4
    )
    clause = Clause(clause="all[0]", ok=True, by=(hit, mention))

    assert clause == decode(encode(clause), Clause)


def test_a_feed_counts_for_its_family_else_for_its_publisher():
    """Nine editions of one broadcaster are one voice."""
    feed = {"id": "a", "url": "https://a.example/rss", "publisher": "sky"}

    assert ["sky", "news-corp"] == [Feed(**feed).voice, Feed(**feed, family="news-corp").voice]
