"""The usual series are known from the first day on, by texts that ship."""

from datetime import UTC, datetime

import pytest

from marsad.records import Footprint
from processors.fingerprint import every_print, fingerprint
from processors.window.background import Background, day_of
from processors.window.copies import kinship
from processors.window.series import usual_prints, usual_texts

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
CABLE = (
    "بعث الملك برقية تهنئة لفخامة الرئيس {0} رئيس جمهورية {1} بمناسبة ذكرى اليوم الوطني لبلاده. وأعرب الملك المفدى عن أصدق"
    " التهاني وأطيب التمنيات بالصحة والسعادة لفخامته، ولحكومة وشعب جمهورية {1} الصديق اطراد التقدم والازدهار. وأشاد بتميز"
    " العلاقات التي تربط بين البلدين والتي يحرص الجميع على تعزيزها وتنميتها في المجالات كافة."
)


def footprint(text):
    return Footprint(article="a", revision="r", at=AT, fingerprint=fingerprint("", text))


def related(ours, theirs, unseen):
    return kinship(footprint(ours), footprint(theirs), 0, unseen)


def on_the_first_day(prints):
    """What an engine that has seen nothing says of words."""
    return Background().unseen(prints, day_of(AT) - 1)


@pytest.mark.parametrize(
    ("unseen", "copies"),
    [
        pytest.param(on_the_first_day, False, id="words of all cables"),
        pytest.param(lambda prints: [True] * len(prints), True, id="words nobody said before"),
    ],
)
def test_two_cables_are_no_copies_on_the_first_day(unseen, copies):
    """They share most of their words with every cable there ever was."""
    ours, theirs = CABLE.format("أوبيانغ", "غينيا الاستوائية"), CABLE.format("رودريغيز", "كوستاريكا")

    assert copies == (related(ours, theirs, unseen) is not None)


def test_one_cable_told_twice_is_a_copy_on_the_first_day():
    """However old its words are."""
    text = CABLE.format("أوبيانغ", "غينيا الاستوائية")

    assert "copy" == related(text, text, on_the_first_day).verdict


@pytest.mark.parametrize("series", sorted(usual_texts()))
def test_each_series_has_words_that_every_issue_says(series):
    """A text that is all gaps would teach nothing."""
    for text in usual_texts()[series]:
        assert usual_prints().intersection(every_print(text))


FORECAST = (
    "توقعت الرئاسة العامة للأرصاد وحماية البيئة في تقريرها عن حالة الطقس لهذا اليوم بمشيئة الله تعالى سماء غائمة جزئيا على"
    " مناطق {0}، وهطول أمطار رعدية مصحوبة بنشاط في الرياح السطحية وتدن في الرؤية الأفقية بسبب الأتربة المثارة على مناطق {1}."
    " وأورد التقرير أن حركة الرياح السطحية على البحر الأحمر ستكون بمشيئة الله شمالية غربية إلى غربية."
)


@pytest.mark.parametrize(
    ("unseen", "copies"),
    [
        pytest.param(on_the_first_day, False, id="words of all forecasts"),
        pytest.param(lambda prints: [True] * len(prints), True, id="words nobody said before"),
    ],
)
def test_the_weather_of_two_days_is_two_pieces_of_news(unseen, copies):
    """Which regions it names is all that a forecast says of its own."""
    ours, theirs = FORECAST.format("نجران والباحة", "القصيم"), FORECAST.format("الجوف وتبوك", "حائل")

    assert copies == (related(ours, theirs, unseen) is not None)
