"""A text is the announced article's if it says what the feed said, however it spells it."""

import pytest

from ingest.likeness import Said, goes_on, tells_of

TITLE = "انفجار في سوق شعبي بمدينة الساحل"
LEAD = "قتل ستة أشخاص وجرح آخرون حين انفجرت سيارة مفخخة في سوق الساحل القديم."
CONTENT = f"{LEAD}\nونقلت سيارات الإسعاف الجرحى إلى المستشفى العام.\nوفرضت الشرطة طوقا حول المكان وبدأت التحقيق."
NOTICES = [
    "تم حظر الوصول إلى الموقع بسبب نشاط غير معتاد من شبكتك. تواصل مع الإدارة وأرسل الرقم المرفق لرفع الحظر.",
    "نستعمل ملفات الارتباط لقياس الزيارات. اقبل الشروط كي تتابع القراءة.",
    "جار تحميل المادة، انتظر قليلا أو فعّل جافاسكربت في متصفحك.",
    "الرئيسية\nسياسة\nاقتصاد\nرياضة\nثقافة\nمنوعات",
]
ELSEWHERE = "فاز منتخب الشباب بكأس القارة\nارتفعت أسعار القمح في البورصات العالمية\nافتتاح معرض الكتاب بمشاركة مئة ناشر"


@pytest.mark.parametrize(
    "said", [Said(title=TITLE), Said(title=TITLE, summary=LEAD), Said(title=TITLE, content=CONTENT)]
)
@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_tells_nothing_of_the_event(said, notice):
    assert not tells_of(notice, said)


@pytest.mark.parametrize(
    "said",
    [
        Said(title=TITLE, summary=LEAD),
        Said(title=TITLE, content=CONTENT),
        Said(title="بالسوق القديم"),  # «في سوق الساحل القديم»: the same words, with other prefixes
        Said(),
        Said(title="***"),
    ],
)
def test_the_article_tells_of_what_announced_it(said):
    assert tells_of(CONTENT, said)


def test_a_teaser_is_not_the_text_that_the_feed_carried():
    assert tells_of(LEAD, Said(title=TITLE, summary="سيارة مفخخة"))
    assert not tells_of(LEAD, Said(title=TITLE, content=CONTENT))


def test_a_lead_goes_on_with_its_own_names():
    rest = "وقال شاهد إن السيارة كانت متوقفة أمام السوق منذ الصباح، وإن أشخاصا كثيرين كانوا فيه حين انفجرت."

    assert goes_on(rest, LEAD)
    assert not goes_on(ELSEWHERE, LEAD)
