"""Who suffers is never taken for who does it: Daesh strikes in each row, and Taliban is struck, as far as a side is told."""

from __future__ import annotations

import pytest

from tests.processors.test_actor_events import told


@pytest.mark.parametrize(
    "text",
    [
        "قتل عنصر من طالبان برصاص داعش",
        "إن عناصر داعش هاجموا طالبان",
        "شن داعش هجوما على طالبان",
        "أفشل الأهالي هجوما لداعش على طالبان",
        "غزو داعش لمعاقل طالبان",
        "مقتله ضربة لطالبان",
        "إن داعش قصف موقعا لحركة طالبان",
        "تواصل قوات داعش قصف حركة طالبان",
        "استهدف قصف داعش عناصر من طالبان",
        "استهدف القصف عناصر من طالبان",
        "استهدف هجوم آخر تعزيزات تابعة لطالبان",
        "قال إن قصف مدرسة لطالبان انتهى",
        "عملية نفذها تنظيم داعش واستهدفت حركة طالبان",
        "اتخذ القائد قرار ضرب طالبان",
        "استهدفت غارة أهدافا تابعة لطالبان",
        "بعد دخول القرية وطرد طالبان",
        "خطة بدأت بقصف طالبان والمقاتلين الأجانب",
        "بعد أن دحرت طالبان والفصائل المتحالفة معها",
        "وقال إنها إذا قصفت طالبان في معقلها ندمت",
        "وهي تضرب جنودا من طالبان",
        "تعرض بعضها للاحتلال من داعش",
        "استهدف طيران داعش بأكثر من 20 غارة حركة طالبان",
        "هجوم على المناطق التي يسيطر عليها داعش قتل فيها عشرة",
        "تهديد بالقتل لعنصر من طالبان",
        'وقال قائد من طالبان "استهدفت قوات داعش المدينة"',
        "القائد الذي أعلنت حركة طالبان أنه قتل في العملية",
        "تقوم المقاتلات الحديثة والقديمة بقصف مسلحي طالبان",
        "تمهيدا لاقتحام البلدة، وتبع ذلك دخول 30 مقاتلا من داعش",
        "تمكن تنظيم داعش من طردهم من معقل حركة طالبان",
        "استهدفت سيارة مفخخة مركزا لحركة طالبان",
        "استهدفت قذيفة خزانا لحركة طالبان",
    ],
)
def test_attacker_and_victim_are_not_swapped(text: str) -> None:
    """Whoever is killed, or stands behind على, is never the one who did it."""
    assert all(source in (None, "grp:isis") and target in (None, "grp:taliban") for _, source, target in told(text))


@pytest.mark.parametrize(
    "text",
    [
        "وسقط 39 قتيلا في اليوم الثاني من الهجوم الذي يشنه الجيش الروسي",
        "قتل عشرة في البلدة التي تتعرض للقصف من قبل الجيش الروسي",
    ],
)
def test_who_strikes_elsewhere_has_killed_nobody(text: str) -> None:
    """A blow that only dates or places a killing is no means of it."""
    assert not [each for each in told(text) if each[0] == "killed"]
