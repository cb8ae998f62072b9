"""A few articles of our own about one fire and one bourse, analysed: for tests that need to choose what they share."""

from datetime import UTC, datetime, timedelta

from marsad.identity import revision_of
from marsad.records import Analysis, Mention
from processors.fingerprint import fingerprint

DAY = datetime(2026, 1, 12, 6, tzinfo=UTC)
TITLE = "حريق يلتهم مخازن القطن في ميناء العقيق"
TEXT = (
    "اندلع حريق كبير فجر اليوم في مخازن القطن المطلة على الرصيف الشرقي لميناء العقيق، وهرعت فرق الإطفاء من ثلاث مدن مجاورة"
    " لتطويق النيران قبل أن تبلغ خزانات الوقود. وقال مدير الميناء إن العمال أخلوا المستودعات فور سماع صفارة الإنذار، وإن سفينة"
    " محملة بالحبوب سحبت إلى عرض البحر. وتوقفت حركة الرافعات حتى الظهر ريثما يعاين الخبراء الجدران المتصدعة ويحصون البالات"
    " التي أتلفها الماء والدخان."
)
TAIL = " ووعدت شركة التأمين بصرف دفعة أولى قبل نهاية الأسبوع للتجار الذين خسروا بضائعهم."
TOLL = " وأسفر الحريق عن إصابة {} عاملا نقلوا إلى المستشفى."
SERIES = (
    "أغلق مؤشر سوق الأوراق المالية في المدينة الساحلية على ارتفاع عند {} نقطة بعد جلسة هادئة، وبلغت قيمة الصفقات {} مليون دينار"
    " وعدد الأسهم المتداولة {} مليون سهم، فيما صعدت أسهم {} شركة وتراجعت أسهم شركات أخرى وسط ترقب المتعاملين نتائج الربع الأول."
)


def written(article, text=TEXT, title=TITLE, hours=0.0, actors=(), places=()):
    """An analysis with so much of it as comparing looks at."""
    at = DAY + timedelta(hours=hours)
    named = [(name, "actor") for name in actors] + [(name, "place") for name in places]
    return Analysis(
        article=article, revision=revision_of(title, text), url=f"https://{article}.example/1", title=title, at=at, seen=at,
        publisher=article, fingerprint=fingerprint(title, text),
        mentions=tuple(
            Mention(actor=name, type="x", role=role, kind="name", surface="x", field="title", start=0, end=1)
            for name, role in named
        ),
    )  # fmt: skip
