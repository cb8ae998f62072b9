"""Verbs of what may come, whichever it is, and of drafts: no fact is told of either."""

import pytest

from tests.processors.statuses import status_of


@pytest.mark.parametrize(
    ("text", "form", "cue"),
    [
        ("هدد القائد بضرب أي زورق يهدد الميناء", "يهدد", "أي"),
        ("أعلن المختار مكافأة لأي شخص يقتل الذئب", "يقتل", "لأي"),
        ("حذر الجيران من أي عمل عدائي جديد يستهدف الجسر", "يستهدف", "أي"),
    ],
)
def test_what_any_of_a_kind_does_is_supposed(text, form, cue):
    """Nobody has done it yet whom أي leaves open."""
    assert ("conditional", cue) == status_of(text, form)


def test_what_none_of_a_kind_does_is_denied():
    """A denial before أي reaches the verb behind it."""
    assert ("negated", "لن") == status_of("لن نسمح بأي اتفاق يهدد الميناء", "يهدد")


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("ناقش النواب مشروع قانون يحظر التدخين", "مشروع"),
        ("وزع الوفد مسودة قرار مثير للجدل يحظر الصيد", "مسودة"),
        ("يعد المجلس مقترحا جديدا يحظر السباقات", "مقترحا"),
    ],
)
def test_what_a_draft_says_is_planned(text, cue):
    """A bill, a draft or a proposal is not yet in force."""
    assert ("planned", cue) == status_of(text, "يحظر")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("أسقط الحراس زورقا مسلحا يهدد الميناء", "يهدد"),
        ("سأل الخطيب عن أي حق تهددون الناس", "تهددون"),
        ("أي ذنب جنوه حين قتلت أمهم", "قتلت"),
        ("أقر النواب قانونا يحظر التدخين", "يحظر"),
        ("زار النواب مشروع إسكان جديد يهدد الغابة", "يهدد"),
        ("كشف الكتاب أي وسيلة جديدة، ثم كتب عن حريق يهدد الغابة", "يهدد"),
    ],
)
def test_what_somebody_does_stays_asserted(text, form):
    """Known doers, questions, laws and projects of other kinds say nothing of the verb."""
    assert ("asserted", "") == status_of(text, form)
