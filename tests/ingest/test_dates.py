"""Dates as newsrooms write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import believe, is_american, read

RIYADH = timezone(timedelta(hours=3))
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)

MOMENTS = [
    ("Thu, 19 Mar 2026 10:49:05 +0300", "2026-03-19T07:49:05", True),
    ("Thu, 19 Mar 2026 10:49:00 GMT", "2026-03-19T10:49:00", True),
    ("19 Mar 2026 10:49", "2026-03-19T07:49:00", False),
    ("Thu, 19 Mar 2026 10:49:00 AST", "2026-03-19T07:49:00", False),
    ("2026-03-19T10:49:00+03:00", "2026-03-19T07:49:00", True),
    ("2026-03-19T10:49:00.123Z", "2026-03-19T10:49:00", True),
    ("2026-03-19T10:49:00-0530", "2026-03-19T16:19:00", True),
    ("2026-03-19 10:49", "2026-03-19T07:49:00", False),
    ("2026-03-19", "2026-03-18T21:00:00", False),
    ("2026/03/19", "2026-03-18T21:00:00", False),
    ("19/03/2026", "2026-03-18T21:00:00", False),
    ("03/19/2026", "2026-03-18T21:00:00", False),
    ("19.03.2026 08:15", "2026-03-19T05:15:00", False),
    ("1773830000", "2026-03-18T10:33:20", True),
    ("1773830000000", "2026-03-18T10:33:20", True),
    ("١٩/٠٣/٢٠٢٦", "2026-03-18T21:00:00", False),
    ("۱۹ مارس ۲۰۲۶", "2026-03-18T21:00:00", False),
    ("الخميس 19 مارس 2026", "2026-03-18T21:00:00", False),
    ("الخميس، ١٩ مارس ٢٠٢٦ - 10:49", "2026-03-19T07:49:00", False),
    ("19 مارس 2026 10:49 م", "2026-03-19T19:49:00", False),
    ("10:49 ص الخميس 19 مارس 2026", "2026-03-19T07:49:00", False),
    ("19 مارس 2026 12:05 ص", "2026-03-18T21:05:00", False),
    ("19 آذار 2026", "2026-03-18T21:00:00", False),
    ("19 آذار/مارس 2026", "2026-03-18T21:00:00", False),
    ("19 مارس(آذار) 2026", "2026-03-18T21:00:00", False),
    ("12 من أيلول 2025", "2025-09-11T21:00:00", False),
    ("31 كانون الثاني 2026", "2026-01-30T21:00:00", False),
    ("5 تشرين الأول 2025", "2025-10-04T21:00:00", False),
    ("5 تشرين الثاني 2025", "2025-11-04T21:00:00", False),
    ("31 غشت 2025", "2025-08-30T21:00:00", False),
    ("31 أوت 2025", "2025-08-30T21:00:00", False),
    ("3 جويلية 2025", "2025-07-02T21:00:00", False),
    ("9 دجنبر 2025", "2025-12-08T21:00:00", False),
    ("4 ماي 2025", "2025-05-03T21:00:00", False),
    ("4 مايو 2025", "2025-05-03T21:00:00", False),
    ("2026-03-19T10:49:00+03", "2026-03-19T07:49:00", True),
    ("2026-03-19 10:49:00.123456-05", "2026-03-19T15:49:00", True),
    ("2026-03-19 10:49 GMT+4", "2026-03-19T06:49:00", True),
    ("19/03/2026 10:49 PM (UTC+03:00)", "2026-03-19T19:49:00", True),
    ("19 مارس 2026 10:49 م GMT", "2026-03-19T22:49:00", True),
    ("Thu, 19 Mar 2026 10:49:00 +03:00", "2026-03-19T07:49:00", True),
    ("Thu, 19 Mar 2026 10:49:00 +04", "2026-03-19T06:49:00", True),
    ("Thu, 19 Mar 2026 10:49:00 GMT+4", "2026-03-19T06:49:00", True),
    ("Thu, 19 Mar 2026 10:49:00 UTC-1", "2026-03-19T11:49:00", True),
    ("Thu, 19 Mar 2026 10:49:00 GMT+0400", "2026-03-19T06:49:00", True),
    ("19-Mar-2026 10:49", "2026-03-19T07:49:00", False),
    ("19 March 2026", "2026-03-18T21:00:00", False),
    ("Thu, 19 Mar 2026 10:49:00 EDT", "2026-03-19T14:49:00", True),
    ("مارس 19, 2026", "2026-03-18T21:00:00", False),
    ("تشرين الثاني 19، 2025 10:49 م", "2025-11-19T19:49:00", False),
    ("Mar 19, 2026 10:49 PM", "2026-03-19T19:49:00", False),
    ("Thursday, March 19th, 2026 - 10:49", "2026-03-19T07:49:00", False),
    ("Thu Mar 19 10:49:05 UTC 2026", "2026-03-19T10:49:05", True),
    ("Thu Mar 19 10:49:05 2026", "2026-03-19T07:49:05", False),
    ("Thu Mar 19 10:49:05 GMT+04:00 2026", "2026-03-19T06:49:05", True),
    ("20260319T104905Z", "2026-03-19T10:49:05", True),
    ("20260319T1049", "2026-03-19T07:49:00", False),
    ("20260319T104905+04", "2026-03-19T06:49:05", True),
    ("\u200fالخميس ١٩ مارسَ ٢٠٢٦\u200f", "2026-03-18T21:00:00", False),
]
NONSENSE = ["", "أمس", "31 فبراير 2026", "Thu, 19 Mar 2026 25:61:00 GMT", "99 مارس 2026", "2026-13-40", "0000-00-00",
            "1" * 1_000_000, "12345", "19 رمضان", "-", "2026-03-19T10:49:00+99:99", "Updated 19, 2026", "20261319T104905Z"]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "zoned"), MOMENTS)
def test_a_date_is_read_in_its_zone_or_the_publishers(text, expected, zoned):
    found = read(text, RIYADH)

    assert (expected, zoned) == (found.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), found.zoned)


@pytest.mark.parametrize("text", NONSENSE)
def test_what_is_no_date_is_none(text):
    assert read(text, RIYADH) is None


@pytest.mark.parametrize(
    ("dates", "american"),
    [
        (["03/12/2026 10:49", "03/19/2026 08:15"], True),
        (["٠٣/١٩/٢٠٢٦", "2026-03-19", "أمس", ""], True),
        (["03/12/2026", "04/12/2026"], False),
        (["03/12/2026", "19/03/2026"], False),
        (["03/19/2026", "19/03/2026"], False),
        (["19.03.2026"], False),
        ([], False),
    ],
)
def test_one_date_shows_the_order_of_the_others(dates, american):
    """Where they contradict each other, or none shows it, the day comes first as Arabic newsrooms write."""
    assert american == is_american(dates)
    assert ((3, 12) if american else (12, 3)) == read("03/12/2026", american=american).at.timetuple()[1:3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 19 Mar 2026 10:49:00 GMT", (datetime(2026, 3, 19, 10, 49, tzinfo=UTC), "feed")),
        ("2026-03-19 10:49", (datetime(2026, 3, 19, 10, 49, tzinfo=UTC), "no_zone")),
        ("Fri, 20 Mar 2026 12:59:00 GMT", (datetime(2026, 3, 20, 12, 59, tzinfo=UTC), "feed")),
        ("Fri, 20 Mar 2026 13:01:00 GMT", (None, "future")),
        ("Mon, 01 Jan 2099 00:00:00 GMT", (None, "future")),
        ("Wed, 01 Jan 2014 10:00:00 +0000", (datetime(2014, 1, 1, 10, tzinfo=UTC), "feed")),
        ("2002-01-01T00:00:00Z", (datetime(2002, 1, 1, tzinfo=UTC), "feed")),
        ("2001-12-31T23:59:59Z", (None, "ancient")),
        ("Thu, 01 Jan 1970 00:00:00 GMT", (None, "ancient")),
        ("Mon, 30 Nov -0001 00:00:00 +0000", (None, "ancient")),  # PHP's empty date
        ("1447-09-30 13:49", (None, "ancient")),  # Hijri
        ("0001-01-01T00:00:00+03:00", (None, "ancient")),  # in UTC it is before the year 1
        ("9999-12-31T23:59:59-03:00", (None, "future")),
        ("Mon, 01 Jan 0001 00:00:00 +0000", (None, "ancient")),
        ("", (None, "fetched")),
    ],
)
def test_only_a_date_from_2002_to_the_next_hour_is_believed(text, expected):
    assert expected == believe(read(text), NOW)


@given(st.text(max_size=60))
def test_any_text_is_read_without_harm(text):
    moment, why = believe(read(text, RIYADH), NOW)

    assert (moment is None) == (why in ("fetched", "future", "ancient"))


@given(st.datetimes(datetime(2017, 1, 1), datetime(2026, 3, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_what_is_written_in_iso_and_mail_form_is_read_back(moment):
    moment = moment.replace(microsecond=0)

    assert moment == read(moment.isoformat()).at
    assert moment == read(moment.strftime("%a, %d %b %Y %H:%M:%S +0000")).at
