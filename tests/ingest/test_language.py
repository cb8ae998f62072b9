"""Is a text Arabic? Neighbours that share its letters are not, and what is too short to tell counts as Arabic."""

import pytest

from ingest.language import is_arabic, is_foreign

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
        (ARABIC.replace("ي", "ی").replace("ك", "ک"), True),
        ("أعلنت الشرطة مقتل ثلاثة في تفجير".replace("ي", "ی").replace("ك", "ک"), True),
        ("رئیس الوزراء یلتقی وفدا کردیا", True),
    ],
)
def test_arabic_is_told_from_its_neighbours(text, arabic):
    """Function words decide; a foreign keyboard's letters alone do not."""
    assert arabic == is_arabic(text)


@pytest.mark.parametrize(
    "headline",
    [
        "مظاهرات در تهران و اعتقال ده نفر",
        "انفجار مهیب در بندر عباس و قتل ده تن",
        "زلزال شدید در کرمان",
        "اعلام حالت طوارئ در كابل",
        "هجوم طالبان به قندوز و قتل بیست سرباز",
        "هجوم مسلحانه طالبان به شهر غزنی و سیطره کامل بر مرکز شهر",
        "حمله پهپادی به پایگاه نظامی",
        "کابل میں بم دھماکہ، دس افراد ہلاک اور بیس زخمی",
        "وزیراعظم نے امن مذاکرات کا اعلان کردیا",
        "تەقینەوەیەک لە بەغدا و کوژرانی سێ کەس",
        "په کابل کې چاودنه لس تنه مړه کړل",
        "Explosion in Kabul kills ten people, officials say",
    ],
)
def test_a_headline_of_another_language_is_known_by_its_own_words(headline):
    """Its nouns are those of Arabic news, so every rule would read it."""
    assert is_foreign(headline)
    assert not is_arabic(headline)


@pytest.mark.parametrize("declared", ["", "ar", "en-US"])
@pytest.mark.parametrize(
    "headline",
    [
        "مقتل جنديين بتفجير",
        "گوگل تطلق هاتفا جديدا",
        "رئيس هيئة الأركان و وزير الدفاع يلتقيان به شخصيا",
        "iPhone 17 Pro Max: السعر والمواصفات",
        "فيلم «شعب الله المختار» يثير جدلا",
        "آن أوان الرحيل",
        "ويكي: GitHub Copilot",
        "رئیس جمهور وارد مسکو شد",
        "12:30",
        "BREAKING",
    ],
)
@pytest.mark.parametrize("keyboard", ["يك", "یک"])
def test_no_arabic_headline_is_foreign(headline, declared, keyboard):
    """Nor is one that shows no sign (the last but two, which is Persian): what is Arabic must never be lost."""
    assert not is_foreign(headline.translate(str.maketrans("يك", keyboard)), declared)


@pytest.mark.parametrize(
    ("headline", "foreign"),
    [("رئیس جمهور وارد مسکو شد", True), ("قائد الحرس الثوری یصل بغداد", False), ("هجوم مسلح قرب قندوز", False)],
)
def test_the_language_a_feed_names_is_a_sign(headline, foreign):
    """Where the words show one too; Arabic feeds of Persian houses may be declared Persian."""
    assert foreign == is_foreign(headline, "fa-IR")
