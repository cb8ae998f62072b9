"""Identity: which item is which, and what becomes of careless guids and links."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.entries import Source, identify, succeeding
from ingest.parse import Item
from marsad.identity import article_id
from marsad.ports import Known

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SOURCE = Source(feed="alsahel-news", publisher="alsahel", title_suffix=" - صحيفة الساحل")
SITE = "http://alsahel.example"


def read(*items, policy="guid"):
    return identify(items, SOURCE, zone=UTC, now=NOW, policy=policy)


def test_an_item_becomes_an_entry_with_clean_words():
    given_item = Item(
        guid="7",
        link=f"{SITE}/خبر 1?utm_source=rss",
        title="  &lt;b&gt;هجوم&lt;/b&gt; على الميناء - صحيفة الساحل ",
        summary="<p>أولا<script>x()</script></p><p>ثانيا &amp; أخيرا</p>",
        content="<div>نص <a href='x'>كامل</a></div>",
        date="Thu, 19 Mar 2026 10:49:00 GMT",
    )
    entry = read(given_item).entries[0]

    assert ("هجوم على الميناء", "أولا\nثانيا & أخيرا", "نص كامل") == (entry.title, entry.summary, entry.content)
    assert f"{SITE}/%D8%AE%D8%A8%D8%B1%201?utm_source=rss" == entry.url
    assert (datetime(2026, 3, 19, 10, 49, tzinfo=UTC), "feed", NOW) == (entry.published, entry.date_source, entry.seen)
    assert article_id(url=f"{SITE}/خبر 1", feed="", guid="", publisher="", title="", day="") == entry.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Item(guid="7", link=f"{SITE}/1", title="أ"), Item(guid="7", link=f"{SITE}/1?utm_medium=rss", title="ب")),
        (Item(link=f"{SITE}/1", title="أ"), Item(link="https://www.alsahel.example/1#top", title="ب")),
        (Item(title="هجوم", date="2026-03-19"), Item(title=" هجوم ", date="2026-03-19")),
    ],
    ids=["guid", "link", "title"],
)
def test_an_item_seen_again_has_the_same_key_and_id(one, other):
    first, again = read(one).entries[0], read(other).entries[0]

    assert (first.key, first.id) == (again.key, again.id)


def test_items_that_share_a_guid_are_told_apart_by_link_from_then_on():
    reading = read(*(Item(guid=SITE, link=f"{SITE}/{n}", title=f"خبر {n}") for n in range(5)))

    assert ("guid+link", 5, 5) == (
        reading.policy,
        len({e.key for e in reading.entries}),
        len({e.id for e in reading.entries}),
    )
    assert len(reading.former) == 5


def test_the_policy_never_goes_back():
    reading = read(Item(guid="7", link=f"{SITE}/1", title="خبر"), policy="guid+link")

    assert ("guid+link", ()) == (reading.policy, reading.former)


def test_items_that_share_guid_and_link_are_told_apart_by_title():
    reading = read(*(Item(guid=SITE, link=f"{SITE}/live", title=f"خبر {n}", date="2026-03-19") for n in range(4)))

    assert ("title", 4, 4) == (
        reading.policy,
        len({e.key for e in reading.entries}),
        len({e.id for e in reading.entries}),
    )


def test_a_page_announced_twice_is_one_entry():
    reading = read(Item(guid="7", link=f"{SITE}/1", title="جديد"), Item(guid="7", link=f"{SITE}/1", title="قديم"))

    assert ("guid", ["جديد"]) == (reading.policy, [entry.title for entry in reading.entries])


@pytest.mark.parametrize("link", ["", SITE, f"{SITE}/news"])
def test_two_items_of_one_name_with_hardly_a_word_in_common_are_two(link):
    """A guid of zero in every item; the feed's guids name nothing any more, whatever its next document holds."""
    storm, coup = "إعصار يضرب سواحل الفلبين ويقتل سبعة", "انقلاب عسكري في غينيا بيساو واعتقال الرئيس"
    reading = read(Item(guid="0", link=link, title=storm), Item(guid="0", link=link, title=coup))
    after = read(Item(guid="0", link=link, title=coup), policy=reading.policy)

    assert ("title", [storm, coup]) == (reading.policy, [entry.title for entry in reading.entries])
    assert len({entry.id for entry in reading.entries}) == 2
    assert link.endswith("news") or after.entries[0].id == reading.entries[1].id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/app/#/news/1", "/app/#/news/2"),
        ("/#/news/1", "/#/news/2"),
        ("/story.php?ref=1001", "/story.php?ref=1002"),
        ("/%C8%ED%D4/1.html", "/%C7%E1%C3/1.html"),
    ],
)
def test_items_are_told_apart_by_what_their_site_calls_its_pages_by(one, other):
    """They stand in one document, without guids."""
    reading = read(Item(link=SITE + one, title="خبر أول"), Item(link=SITE + other, title="خبر ثان"))

    assert (2, 2) == (len({entry.key for entry in reading.entries}), len({entry.id for entry in reading.entries}))


BAR = [
    Item(guid="latest", link=SITE, title="هجوم بالسكاكين في محطة قطارات في ميلانو", date="2026-03-20T09:00:00Z"),
    Item(guid="latest", link=SITE, title="مقتل تسعة ركاب في حافلة ببلوشستان", date="2026-03-20T10:00:00Z"),
]


def test_what_a_bar_says_next_is_an_article_of_its_own():
    """It has one guid for all it says. Its revisions stay with it, and a document read twice gives the same."""
    first, then = (read(item).entries[0] for item in BAR)
    second = succeeding(then, Known.of(first))
    raised = msgspec.structs.replace(
        BAR[1], title="مقتل أحد عشر من ركاب حافلة في بلوشستان", date="2026-03-20T11:00:00Z"
    )
    third = succeeding(read(raised).entries[0], Known.of(second))

    assert first.key == second.key == third.key
    assert first.id not in (second.id, third.id)
    assert second.id == third.id
    assert second == succeeding(then, Known.of(first))


def test_a_headline_written_anew_under_the_same_date_is_a_revision():
    """A page keeps its date when its desk finds other words for it; so does what an earlier version of marsad saved."""
    anew = msgspec.structs.replace(BAR[0], title="ستة جرحى طعنا على رصيف محطة ميلانو وتوقيف المشتبه به")
    first, then = (read(item).entries[0] for item in (BAR[0], anew))

    assert first.id == succeeding(then, Known.of(first)).id
    assert first.id == succeeding(read(BAR[1]).entries[0], Known(mark=first.mark)).id


def test_a_bar_with_one_date_for_all_it_says_tells_of_another_event_when_no_word_is_shared():
    """So does one that gives the day alone."""
    first, then = (read(msgspec.structs.replace(item, date="2026-03-20")).entries[0] for item in BAR)

    assert first.published == then.published
    assert first.id != succeeding(then, Known.of(first)).id


@pytest.mark.parametrize("link", ["/news/4711023", "/?id=4711023", "/انفجار-قرب-محطة-قطارات-ميلانو"])
@pytest.mark.parametrize("bar", ["/breaking", "/2026/live"])
def test_under_the_address_of_one_article_a_flash_that_grew_is_its_revision(link, bar):
    """Its report may share no word with it. Under the address of a bar that is the next event."""
    at = {
        path: [read(msgspec.structs.replace(item, link=SITE + path)).entries[0] for item in BAR] for path in (link, bar)
    }

    assert at[link][0].id == succeeding(at[link][1], Known.of(at[link][0])).id
    assert at[bar][0].id != succeeding(at[bar][1], Known.of(at[bar][0])).id


def test_an_item_that_got_another_link_is_known_by_that():
    """Its slug followed the headline: names come before words."""
    first, then = (read(msgspec.structs.replace(item, link=f"{SITE}/{n}")).entries[0] for n, item in enumerate(BAR))

    assert then.id == succeeding(then, Known.of(first)).id != first.id


def test_the_dates_of_a_document_are_read_in_the_order_that_one_of_them_shows():
    """The third of December or the twelfth of March? The writer of 03/19 means the latter."""
    days = [
        entry.published
        for entry in read(
            Item(guid="1", title="أ", date="03/12/2026 08:00"), Item(guid="2", title="ب", date="03/19/2026 08:00")
        ).entries
    ]

    assert [datetime(2026, 3, 12, 8, tzinfo=UTC), datetime(2026, 3, 19, 8, tzinfo=UTC)] == days


def test_items_that_share_a_link_but_not_a_guid_are_different_articles():
    """A live page: every update links to the same address."""
    reading = read(*(Item(guid=str(n), link=f"{SITE}/live#{n}", title=f"تحديث {n}") for n in range(3)))

    assert (3, 3) == (len({e.key for e in reading.entries}), len({e.id for e in reading.entries}))


@pytest.mark.parametrize(
    "link", [SITE, f"{SITE}/", f"{SITE}/#x", "javascript:alert(1)", "mailto:a@alsahel.example", ""]
)
def test_a_link_that_names_no_article_gives_no_identity(link):
    first, second = (read(Item(guid=guid, link=link, title="خبر")).entries[0] for guid in ("7", "8"))

    assert first.id != second.id


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/hosts", "//alsahel.example/1", "http://u:p@alsahel.example/1"]
)
def test_a_link_that_is_no_web_address_is_left_out(link):
    assert read(Item(guid="7", link=link, title="خبر")).entries[0].url == ""


def test_an_item_without_title_takes_the_head_of_its_summary():
    assert read(Item(guid="7", summary="<p>اندلع حريق في الميناء</p>")).entries[0].title == "اندلع حريق في الميناء"


def test_a_title_without_a_word_is_still_a_name():
    stars, dots = read(Item(title="***"), Item(title="...")).entries

    assert stars.id != dots.id


def test_an_item_with_nothing_but_a_date_is_nameless():
    reading = read(Item(date="2026-03-19"), Item(guid="7"))

    assert (1, 1) == (len(reading.entries), len(reading.nameless))


ITEMS = st.builds(
    Item,
    guid=st.sampled_from(["", "1", "2", SITE]),
    link=st.sampled_from(["", SITE, f"{SITE}/1", f"{SITE}/2", "x:y"]),
    title=st.sampled_from(["", "أ", "ب", "ج", "***"]),
    summary=st.sampled_from(["", "م"]),
    date=st.sampled_from(["", "2026-03-19", "2099-01-01"]),
)


@given(st.lists(ITEMS, max_size=8), st.sampled_from(["guid", "guid+link", "title"]))
def test_keys_are_unique_and_a_document_read_twice_gives_the_same(items, policy):
    first = read(*items, policy=policy)
    again = read(*items, policy=first.policy)

    assert len({entry.key for entry in first.entries}) == len(first.entries)
    assert first.entries == again.entries
    assert again.former == ()
    assert len(first.nameless) == sum(
        not (i.link or i.guid or i.title or i.summary) or i == Item(link="x:y", date=i.date) for i in items
    )


@pytest.mark.parametrize(
    ("links", "shared"),
    [
        (("/live/77#post-1", "/live/77#post-2"), [True, True]),
        (("/breaking", "/breaking"), [True, True]),
        (("/", "/"), [True, True]),
        (("/", "/1"), [True, False]),
        (("/1#top", "/2#top"), [False, False]),
        (("", ""), [False, False]),
    ],
)
def test_a_page_is_shared_where_items_with_other_headlines_lead_to_it_or_it_names_no_article(links, shared):
    """What such a page says is no more the one item's than the other's."""
    titles = ("زلزال في الجزيرة", "اقتحام فندق في الجبل")
    items = (
        Item(guid=title, link=link and SITE + link, title=title) for title, link in zip(titles, links, strict=True)
    )

    assert shared == [entry.shared for entry in read(*items).entries]


def test_a_page_announced_twice_with_one_headline_is_not_shared():
    items = (Item(guid=guid, link=f"{SITE}/1", title="زلزال في الجزيرة") for guid in ("a", "b"))

    assert [False, False] == [entry.shared for entry in read(*items).entries]
