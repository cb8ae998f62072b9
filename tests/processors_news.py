"""News written for the tests of copies and stories, and analyses made of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from marsad.identity import article_id, revision_of
from marsad.records import Analysis, Match, Mention
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.fingerprint import fingerprint
from processors.window.index import Index

START = datetime(2026, 1, 10, 6, tzinfo=UTC)

BLAST = (
    "قتل 12 شخصا وأصيب 30 آخرون في انفجار سيارة مفخخة قرب سوق شعبية وسط مدينة بعقوبة صباح السبت، وفق ما أفاد مصدر طبي في"
    " مستشفى المدينة. وقال شهود إن السيارة كانت متوقفة أمام محل لبيع الخضار حين انفجرت وألحقت أضرارا بعشرات المتاجر"
    " المجاورة. وفرضت قوات الأمن طوقا حول المكان ومنعت حركة المرور في الشوارع المؤدية إليه فيما نقلت سيارات الإسعاف المصابين"
    " إلى مستشفيين قريبين."
)
BLAST_OWN_WORDS = (
    "ارتفعت أعمدة الدخان فوق بعقوبة بعدما هز تفجير بسيارة مفخخة السوق الشعبية فيها، موقعا قتلى وجرحى بين المتسوقين. وروى"
    " بائع خضار أن السوق كانت مكتظة حين دوى الانفجار، بينما هرعت سيارات الإسعاف إلى المستشفى وطوقت قوات الأمن السوق بحثا عن"
    " عبوات أخرى."
)
RATES = (
    "أبقى البنك المركزي في المغرب سعر الفائدة الرئيسي عند مستواه السابق بعد اجتماع مجلسه الفصلي في الرباط، معللا ذلك بتراجع"
    " التضخم وتحسن محصول الحبوب. وتوقع البنك أن ينمو الاقتصاد في السنة المقبلة بفضل الصادرات وعائدات السياحة، داعيا المصارف إلى"
    " تسهيل القروض للمقاولات الصغيرة."
)

# One flood told by two outlets: one names one province, the other the next, so each opens a story of its own. The
# third text shows that they are one.
DAM = (
    "انهار سد وادي الريان فجر الأحد بعد أمطار غزيرة فغمرت المياه ثلاث قرى جنوبي الفيوم، وأجلت فرق الدفاع المدني مئات"
    " العائلات إلى مدارس قريبة. وقال المحافظ إن فرق الإنقاذ تبحث بالزوارق عن مفقودين وإن الكهرباء انقطعت عن القرى الثلاث."
)
DAM_AGAIN = (
    "غمرت مياه سد وادي الريان المنهار قرى الفيوم الجنوبية ثلاثا بعدما هطلت أمطار غزيرة قبيل فجر الأحد. المحافظ: الكهرباء"
    " مقطوعة عن القرى وفرق الدفاع المدني أجلت العائلات بالمئات نحو مدارس قريبة، والإنقاذ يبحث عن مفقودين بالزوارق."
)
DAM_BOTH = (
    "مفقودون تبحث عنهم فرق الإنقاذ بالزوارق في قرى الفيوم الجنوبية التي غمرت مياه سد وادي الريان المنهار بيوتها قبيل فجر"
    " الأحد، بعدما هطلت أمطار غزيرة. والكهرباء مقطوعة عن القرى الثلاث، وأجلت فرق الدفاع المدني العائلات نحو مدارس قريبة،"
    " بحسب المحافظ."
)


def minutes(n: float) -> datetime:
    """The moment `n` minutes after the start of the test's day."""
    return START + timedelta(minutes=n)


def match(rule: str = "bombing", severity: str = "critical") -> Match:
    """A fired rule, as short as a match can be."""
    return Match(rule=rule, name="تفجير", severity=severity, field="text", start=0, sentence="انفجار", marks=((0, 6),))


def analysis(
    url: str,
    text: str,
    *,
    title: str = "خبر",
    at: datetime = START,
    publisher: str = "almashriq",
    rules: tuple[str, ...] = (),
    actors: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    matches: tuple[Match, ...] = (),
) -> Analysis:
    """What analyse would say of an article with this text, these rules and these people and places in its title."""
    mentions = [
        Mention(actor=id_, type="", role=role, kind="name", surface="", field="title", start=0, end=1)
        for role, ids in (("actor", actors), ("place", places))
        for id_ in ids
    ]
    return Analysis(
        article=article_id(url=url, feed="", guid="", publisher="", title="", day=""),
        revision=revision_of(title, text),
        url=url,
        title=title,
        at=at,
        seen=at,
        publisher=publisher,
        fingerprint=fingerprint(title, text),
        mentions=tuple(mentions),
        matches=(*(match(rule) for rule in rules), *matches),
    )


def flood() -> tuple[Analysis, Analysis, Analysis]:
    """Two outlets open a story each, with one rule in common and one of their own; a third shows that they are one."""
    return (
        analysis(
            "https://a.example/dam", DAM, title="انهيار سد وادي الريان يغرق ثلاث قرى", places=("pl:fayoum",),
            rules=("flood", "dam"),
        ),
        analysis(
            "https://b.example/dam", DAM_AGAIN, title="سد وادي الريان ينهار وقرى تغرق", places=("pl:giza",),
            rules=("flood", "power"), publisher="alufuq", at=minutes(40),
        ),
        analysis(
            "https://c.example/dam", DAM_BOTH, title="فرق الإنقاذ تبحث عن مفقودي سد وادي الريان", rules=("flood",),
            publisher="almadar", at=minutes(70),
        ),
    )  # fmt: skip


class Decider:
    """decide with its memory, as a runtime holds it; `restart` reads the window back as a new process does."""

    def __init__(self):
        self.index, self.memory = Index(), PlainMemory()

    def __call__(self, *analyses):
        return [decide(each, self.index, self.memory) for each in analyses]

    def restart(self):
        since = self.index.since()
        self.index = Index()
        self.index.load(self.memory.window(since))
