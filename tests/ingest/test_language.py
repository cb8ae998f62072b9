"""Is a text Arabic? Neighbours that share its letters are not, and what is too short to tell counts as Arabic."""

import pytest

from ingest.language import is_arabic

ARABIC = (
    "قال وزير الخارجية إن المحادثات ستستمر في العاصمة حتى نهاية الأسبوع على أن تعلن نتائجها بعد انتهاء الاجتماع الأخير."
)
PERSIAN = (
    "وزیر امور خارجه گفت که گفتگوها تا پایان هفته در پایتخت ادامه خواهد داشت و نتیجه آن پس از نشست پایانی اعلام می‌شود."
)
URDU = "وزیر خارجہ نے کہا کہ مذاکرات ہفتے کے آخر تک دارالحکومت میں جاری رہیں گے اور ان کے نتائج کا اعلان آخری اجلاس کے بعد ہوگا۔"


@pytest.mark.parametrize(
    ("text", "arabic"),
    [
        (ARABIC, True),
        ("12:30", True),
        ("انفجار قرب الميناء ولا إصابات", True),
        (PERSIAN, False),
        (URDU, False),
        ("دھماکے میں کئی افراد زخمی ہوگئے", False),
        ("The talks will go on for another week in the capital, the minister said.", False),
        (ARABIC.replace("الأخير", "الأخیر"), True),
    ],
)
def test_arabic_is_told_from_its_neighbours(text, arabic):
    """Function words decide; a foreign keyboard's letters alone do not."""
    assert arabic == is_arabic(text)
