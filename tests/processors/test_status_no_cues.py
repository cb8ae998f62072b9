"""Words that only look as if they held a word that says what came of an event."""

import pytest

from tests.processors.statuses import status_of


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("وقع الحادث في ولاية تكساس وقتل فيه شرطي", "وقتل"),
        ("قال حاكم ولاية تكساس يهدد الإعصار السواحل", "يهدد"),
        ("قتل اثنان في ولاية احتجاجات الجنوب", "احتجاجات"),
        ("قدم الممثل لوحة فنية حرب شعواء عليها", "حرب"),
        ("أصاب القصف بنية انتخابات البلدة", "انتخابات"),
        ("علق المدنيون بين فكي حرب طاحنة", "حرب"),
    ],
)
def test_words_that_begin_with_letters_of_their_own(text, form):
    """«ولاية» is no «ولأية», «فنية» and «بنية» hold no نية."""
    assert ("asserted", "") == status_of(text, form)
