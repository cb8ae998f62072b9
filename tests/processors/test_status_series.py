"""Acts in a row: what is said of the first is said of the last, whatever stands between."""

import pytest

from tests.processors.statuses import status_of

SERIES = [
    ("أعطيت مهلة للمسلحين للانسحاب من الميناء وتسليم السلاح", "وتسليم", "مهلة"),
    (
        "أكد الوزيران ضرورة التزام الطرفين بالتهدئة المعلنة في الجنوب، وفتح الطرق بين البلدتين، وانسحاب المسلحين من الميناء",
        "وانسحاب",
        "ضرورة",
    ),
    ("شددت على أهمية إصلاح الموانئ بين البلدين، وإنشاء صندوق مشترك، وتفكيك الحواجز على الطريق", "وتفكيك", "أهمية"),
    ("طالبت المعارضة الجديدة باعتقاله ومحاكمته", "ومحاكمته", "طالبت"),
    ("طالب سكان القرى المحررة بالساحل الفرق الهندسية التابعة للبلدية بتكثيف نشاطها وتفكيك الألغام", "وتفكيك", "طالب"),
]

LOOK_ALIKES = [
    ("أتاح التزام الطرفين بالتهدئة المعلنة في الجنوب فتح الطرق بين البلدتين، وانسحاب المسلحين من الميناء", "وانسحاب"),
    ("رحبت المعارضة الجديدة باعتقاله ومحاكمته", "ومحاكمته"),
    ("أكد الوزير ضرورة فتح الطرق، ثم أعلن عودة الهدوء وانسحاب المسلحين من الميناء", "وانسحاب"),
    # a verb joins no acts
    ("خشية من ارتفاع أسعار الدواء وتم حظره في الأسواق", "حظره"),
]


@pytest.mark.parametrize(("text", "form", "cue"), SERIES)
def test_the_last_of_a_series_has_the_status_of_the_first(text, form, cue):
    """What is wanted of the first act is wanted of each that و adds to it."""
    assert ("planned", cue) == status_of(text, form)


@pytest.mark.parametrize(("text", "form"), LOOK_ALIKES)
def test_acts_that_took_place_stay_asserted(text, form):
    """A series of which nothing is wanted, or that a verb ends, hands on nothing."""
    assert ("asserted", "") == status_of(text, form)
