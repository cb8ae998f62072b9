"""Who is in an article: names, institutions, words that take somebody up, places. Each row is a trap of Arabic news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from marsad.config.models import Actor, Ambiguous, Office
from marsad.records import Mention
from processors.actors import ActorTagger


def actor(name: str, kind: str, *spellings: str, **more: object) -> Actor:
    return Actor(id=name, type=kind, names={"ar": spellings[0]}, aliases=spellings[1:], **more)


ACTORS = (
    actor("grp:taliban", "armed_group", "حركة طالبان", "طالبان", **{"class": ("الحركة",)}, country="AF"),
    actor("grp:isis", "armed_group", "تنظيم الدولة", "داعش", **{"class": ("التنظيم",)}),
    actor("grp:isis-k", "armed_group", "داعش ولاية خراسان", parent="grp:isis", **{"class": ("التنظيم",)}),
    actor(
        "grp:alqaeda",
        "armed_group",
        "تنظيم القاعدة",
        ambiguous=(
            Ambiguous(alias="القاعدة", near=("داعش", "بن لادن"), not_before=("الجوية",), unless_said=("قاعدة",)),
        ),
    ),
    actor(
        "grp:fatah",
        "party",
        "حركة فتح",
        ambiguous=(
            Ambiguous(alias="فتح", near=("حماس", "عباس"), window=5, not_before=("معبر", "باب"), not_after=("إعادة",)),
        ),
    ),
    actor("grp:hamas", "armed_group", "حركة حماس", ambiguous=(Ambiguous(alias="حماس", not_clitic=("ب",)),)),
    actor("grp:rsf", "armed_group", "قوات الدعم السريع", "الدعم السريع", country="SD"),
    actor(
        "media:aljazeera",
        "media",
        "قناة الجزيرة",
        ambiguous=(Ambiguous(alias="الجزيرة", near=("مراسل", "مصدر"), not_after=("شبه",)),),
    ),
    actor("media:washington-post", "media", "واشنطن بوست", **{"class": ("الصحيفة",)}),
    actor("media:washington-times", "media", "واشنطن تايمز"),
    actor("min:US.defense", "ministry", "البنتاغون", country="US"),
    actor("org:NATO", "intl_org", "حلف شمال الأطلسي", "الناتو", **{"class": ("الحلف",)}),
    actor("per:bismillah-mohammadi", "person", "باسم الله محمدي", country="AF"),
    actor("per:hamid-karzai", "person", "حامد كرزاي", country="AF"),
    actor("per:joe-biden", "person", "جو بايدن", "بايدن", country="US"),
    actor("per:jens-stoltenberg", "person", "ينس ستولتنبرغ", short=("ستولتنبرغ",)),
    actor("per:mahmoud-abbas", "person", "محمود عباس", country="PS"),
    actor("per:khaled-abbas", "person", "خالد عباس"),
    actor(
        "per:ashraf-ghani",
        "person",
        "أشرف غني",
        country="AF",
        office=(Office(office="AF.president", start=date(2014, 9, 29), end=date(2021, 8, 15)),),
    ),
)
TAGGER = ActorTagger(ACTORS)
AUGUST = datetime(2021, 8, 10, tzinfo=UTC)


def said(text: str, *, title: str = "", published: datetime | None = AUGUST) -> list[tuple[str, str]]:
    """Return what is mentioned as (surface, id), places as (surface, id in brackets)."""
    return short(TAGGER.mentions(title, text, published))


def short(mentions: Iterable[Mention]) -> list[tuple[str, str]]:
    return [(each.surface, each.actor if each.role == "actor" else f"[{each.actor}]") for each in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال الجيش الامريكي إن", [("الجيش الامريكي", "mil:US")]),
        ("قال الجيش الأميركي إن", [("الجيش الأميركي", "mil:US")]),
        ("قال الجيش الأمريكي إن", [("الجيش الأمريكي", "mil:US")]),
        (
            "نفت وزارة الدفاع الأمريكية (البنتاغون) النبأ",
            [("وزارة الدفاع الأمريكية", "min:US.defense"), ("البنتاغون", "min:US.defense")],
        ),
        ("تبنى «داعش - ولاية خراسان» العملية", [("داعش - ولاية خراسان", "grp:isis-k")]),
        ('تنظيما "داعش" و"القاعدة" ينشطان', [("داعش", "grp:isis"), ("القاعدة", "grp:alqaeda")]),
        ('سيطرت حركة "طالبان" على المدينة', [('حركة "طالبان', "grp:taliban")]),
        ("رسالة للولايات المتحدة", [("لولايات المتحدة", "state:US")]),
        ("أفاد مصدر وللجزيرة مراسل", [("لجزيرة", "media:aljazeera")]),
        ("ذكرت واشنطن بوست أمس", [("واشنطن بوست", "media:washington-post")]),
        ("ذكرت واشنطن تايمز أمس", [("واشنطن تايمز", "media:washington-times")]),
        ("وزار جلال طالباني المدينة", []),
        ("وصل المدرب كلاوس أمس", []),
        ("فاز ريال مدريد بالكأس", []),
        ("مراسلون في شبه الجزيرة العربية", []),
        ("قاعدة عسكرية هي القاعدة الجوية قرب داعش", [("داعش", "grp:isis")]),
        ("التقى باسم الله محمدي الوفد", [("باسم الله محمدي", "per:bismillah-mohammadi")]),
        ("قال المتحدث باسم الوفد", []),
        ("سقطت قوات الدعم السريع", [("قوات الدعم السريع", "grp:rsf")]),
        ("هبطت في مطار حامد كرزاي الدولي", [("مطار حامد كرزاي الدولي", "[pl:kabul-airport]")]),
        ("قرب شارع حامد كرزاي", []),
        ("قال إن حركة، طالبان جزء منها", [("طالبان", "grp:taliban")]),
        ("انتهت حركة\nطالبان تعود", [("طالبان", "grp:taliban")]),
        ("بكل حماس", [("حماس", "grp:hamas")]),
        ("لعب بحماس", []),
    ],
)
def test_names_are_found_and_words_that_look_like_them_are_not(text: str, expected: list[tuple[str, str]]) -> None:
    """Spelling, clitics, quotes, hard gaps, longer names and other words decide as a reader would."""
    assert expected == said(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("فتح وحماس تتفقان", ["grp:fatah", "grp:hamas"]),
        ("اتفق محمود عباس مع قادة فتح", ["per:mahmoud-abbas", "grp:fatah"]),
        ("طالبت حماس بإعادة فتح المعبر", ["grp:hamas"]),
        ("طالبت حماس بفتح معبر رفح", ["grp:hamas"]),
        ("قرر الجانبان فتح تحقيق", []),
        ("هاجم داعش قاعدة في الصحراء، وما زالت القاعدة في أيدي الجنود", ["grp:isis"]),
        ("قاعدة يحرسها جنود، ويقول داعش القاعدة انسحبت", ["grp:isis", "grp:alqaeda"]),
        ("يقاتل داعش القاعدة على تخوم قاعدة للجيش", ["grp:isis", "grp:alqaeda"]),
        ("عادت حماس إلى طاولة واحد اثنين ثلاثة أربعة خمسة فتح", ["grp:hamas"]),
    ],
)
def test_an_ambiguous_alias_needs_its_rule(text: str, expected: list[str]) -> None:
    """`near` must hold within the window, refusals win, a word said before takes it up, and all of them see through clitics."""
    assert expected == [each.actor for each in TAGGER.mentions("", text, None) if each.role == "actor"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت القوات الروسية الموقع", [("القوات الروسية", "mil:RU")]),
        ("قصفت قوات روسية الموقع", [("قوات روسية", "mil:RU")]),
        ("أصيب جندي كوري شمالي", [("جندي كوري شمالي", "mil:KP")]),
        ("قالت القوات الخاصة الأفغانية", [("القوات الخاصة الأفغانية", "mil:AF")]),
        ("دانت الخارجية الإيرانية القرار", [("الخارجية الإيرانية", "min:IR.foreign")]),
        ("وزارة الخارجية الأمريكية", [("وزارة الخارجية الأمريكية", "min:US.state")]),
        ("السياسة الخارجية الإيرانية", []),
        ("دعم قوات الأمن والدفاع الأفغانية", []),
        ("ارتفعت عوائد سندات الخزانة الأميركية", []),
        ("خسر سباق الرئاسة الروسية", []),
        ("رئاسة الصين", [("الصين", "state:CN")]),
        ("وقعت على نظام روما", [("روما", "[pl:rome]")]),
        ("أدان نظام دمشق القرار", [("نظام دمشق", "gov:SY")]),
        ("تخوض الدولة اللبنانية معركة", [("الدولة اللبنانية", "state:LB")]),
        ("أنشأها حكام الدولة السعودية الثانية", []),
        ("مصدر أمني من طاجيكستان", [("مصدر أمني من طاجيكستان", "sec:TJ")]),
        ("سلطات طاجيكستان", [("سلطات طاجيكستان", "gov:TJ")]),
        ("أعلنت حكومة كابل", [("حكومة كابل", "gov:AF")]),
        ("بالسفارة الأمريكية", [("السفارة الأمريكية", "emb:US")]),
        ("القوات السورية والروسية تتقدم", [("القوات السورية", "mil:SY"), ("الروسية", "mil:RU")]),
        ("الأزمة المالية", []),
        ("القوات المالية في الشمال", [("القوات المالية", "mil:ML")]),
        ("قوات، روسية الصنع", []),
        ("كشفت قوى الأمن الأوكراني ذلك", [("قوى الأمن الأوكراني", "sec:UA")]),
        ("وزارة الشؤون الخارجية التونسية", [("وزارة الشؤون الخارجية التونسية", "min:TN.foreign")]),
        ("حكومة جمهورية أوغندا", [("حكومة جمهورية أوغندا", "gov:UG")]),
    ],
)
def test_a_role_and_a_nationality_make_an_institution(text: str, expected: list[tuple[str, str]]) -> None:
    """Head and nationality agree in definiteness; adjectives with another sense count behind few heads only."""
    assert expected == said(text)


def test_a_government_is_named_by_its_leader() -> None:
    """The administration and its leader are both mentioned, one inside the other."""
    expected = [("إدارة الرئيس جو بايدن", "gov:US"), ("جو بايدن", "per:joe-biden")]
    assert expected == said("حاولت إدارة الرئيس جو بايدن ذلك")


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("قال الرئيس الأفغاني إن الأمور هادئة", datetime(2021, 8, 10, tzinfo=UTC), ["per:ashraf-ghani"]),
        ("قال الرئيس الأفغاني إن الأمور هادئة", datetime(2021, 9, 1, tzinfo=UTC), ["gov:AF"]),
        ("قال الرئيس الأفغاني إن الأمور هادئة", None, ["gov:AF"]),
        ("قال الرئيس الأفغاني أشرف غني إن الأمور هادئة", AUGUST, ["per:ashraf-ghani"]),
        ("قال أشرف غني، الرئيس الأفغاني، إن الأمور هادئة", AUGUST, ["per:ashraf-ghani"]),
        ("قال الرئيس الأفغاني السابق إن الأمور هادئة", AUGUST, []),
        ("قال نائب الرئيس الأفغاني إن الأمور هادئة", AUGUST, []),
        ("كرر الرئيس الأفغاني تمسكه بالحوار", AUGUST, ["per:ashraf-ghani"]),
        ("في أفغانستان وفي شرق أفغانستان قال رئيس الجمهورية إن الأمور هادئة", AUGUST, ["per:ashraf-ghani"]),
        ("في أفغانستان وفي شرق أفغانستان قال رئيس الجمهورية أحمد سالم إن", AUGUST, ["new:احمد-سالم"]),
        ("قال رئيس الجمهورية إن الأمور هادئة", AUGUST, []),
        ("أشاد الرئيس الأفغاني بالاتفاق", AUGUST, ["per:ashraf-ghani"]),
        ("أول رئيس أفغاني يزور البلدة", AUGUST, []),
        ("محمود عباس يستقبل الرئيس الأفغاني", AUGUST, ["per:mahmoud-abbas", "per:ashraf-ghani"]),
        ("في أفغانستان وفي شرق أفغانستان بعث برقية إلى ولي العهد", AUGUST, []),
        ("استدعت السفير الهولندي أمس", AUGUST, ["emb:NL"]),
        ("استدعت السفير الهولندي سالم النجار أمس", AUGUST, ["new:سالم-النجار"]),
        ("استقبل الرئيس الأفغاني الجديد في الوفد", datetime(2015, 1, 10, tzinfo=UTC), ["per:ashraf-ghani"]),
        ("استقبل الرئيس الأفغاني الجديد في الوفد", datetime(2018, 1, 10, tzinfo=UTC), []),
        ("قال الرئيس الكولومبي خوان سانتوس للصحفيين", AUGUST, ["new:خوان-سانتوس"]),
        ("وزير دفاع بريطانيا: سنبقى", AUGUST, ["min:GB.defense"]),
        ("استدعت، السبت، السفير الهولندي في المدينة", AUGUST, ["emb:NL"]),
        ("قال السفير الهولندي لدى المنظمة، سالم النجار، إن", AUGUST, ["new:سالم-النجار"]),
        ("قال نائب رئيس مجلس الوزراء وزير الدفاع البريطاني كلمة", AUGUST, []),
        ("قال وزير الطاقة والمياه اللبناني إن الماء يكفي", AUGUST, ["min:LB.energy"]),
        ("انطلقت بطولة كأس ملك إسبانيا", AUGUST, []),
        ("الرئيس الأفغاني يهاجم جو بايدن", AUGUST, ["per:ashraf-ghani", "per:joe-biden"]),
    ],
)
def test_a_bare_title_is_its_holder_on_that_day(text: str, published: datetime | None, expected: list[str]) -> None:
    """Beside a name, known or not, a title is no mention; without a day or a holder it is the institution."""
    assert expected == [each.actor for each in TAGGER.mentions("", text, published) if each.role == "actor"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("شنت طالبان هجوما. وقالت الحركة إنها سيطرت", ["grp:taliban", "grp:taliban"]),
        ("قالت الحركة إنها سيطرت", []),
        ("شنت طالبان هجوما. وقالت الحركة الإسلامية إنها", ["grp:taliban"]),
        ("قال ينس ستولتنبرغ. وأضاف ستولتنبرغ", ["per:jens-stoltenberg", "per:jens-stoltenberg"]),
        ("أضاف ستولتنبرغ", []),
        ("قال محمود عباس. وأضاف عباس", ["per:mahmoud-abbas", "per:mahmoud-abbas"]),
        ("قال محمود عباس. وأضاف أحمد عباس", ["per:mahmoud-abbas", "new:احمد-عباس"]),
        (
            "قال محمود عباس. ورد خالد عباس. وأضاف عباس",
            ["per:mahmoud-abbas", "per:khaled-abbas", "per:khaled-abbas"],
        ),
        ("نفت وزارة الخارجية الإيرانية. وأكدت الوزارة", ["min:IR.foreign", "min:IR.foreign"]),
        ("نشرت واشنطن بوست تقريرا. وأضافت الصحيفة", ["media:washington-post", "media:washington-post"]),
        ("في أفغانستان وفي شرق أفغانستان انسحب الجيش من البلدة", ["mil:AF"]),
        ("انسحب الجيش من البلدة", []),
        ("أنقذ خفر السواحل الإيطالي قاربا. وقال خفر السواحل إن البحث جار", ["sec:IT", "sec:IT"]),
        ("أكد الجيش المصري والجيش الليبي ذلك. وانسحب الجيش من البلدة", ["mil:EG", "mil:LY"]),
        ("أكدت السلطات الصومالية ذلك قرب قصر الرئاسة في الصومال", ["gov:SO"]),
        ("في الصومال وفي شرق الصومال انتهت فترة الرئاسة بهدوء", []),
        ("في الصومال وفي شرق الصومال أعلن ترشحه للرئاسة", []),
        ("في إيران وفي شرق إيران قال الكونغرس الأميركي كلمته. ورد البرلمان بقانون", ["leg:US", "leg:IR"]),
        ("قال محمود عباس. وأضاف فهد بن عباس", ["per:mahmoud-abbas", "new:فهد-بن-عباس"]),
        ("في الصومال وفي شرق الصومال اندلع حريق قرب وزارة الداخلية القريبة من البحر", ["min:SO.interior"]),
        ("في سوريا وفي شرق سوريا نفت وزارة الصحة الكندية. وقالت وزارة الصحة إن", ["min:CA.health", "min:CA.health"]),
        ("قصف النظام السوري البلدة. وأكدت الحكومة الفرنسية أن النظام مسؤول", ["gov:SY", "gov:FR", "gov:SY"]),
        ("أقرت الحكومة الكندية ذلك، ومن يخالف هذا النظام يعاقب", ["gov:CA"]),
        ("شنت طالبان هجوما. وتراجعت الحركة المتحصنة في الجبال", ["grp:taliban", "grp:taliban"]),
        ("شنت طالبان هجوما. وتريد الحركة الإطاحة بالحاكم", ["grp:taliban", "grp:taliban"]),
        ("في الصومال وفي شرق الصومال أعلنت وزارة الصحة الحصيلة. وقالت الوزارة", ["min:SO.health", "min:SO.health"]),
        ("اعتقلت قوات الأمن في الخرطوم رجلا. في الصومال وفي شرق الصومال وفي غرب الصومال", ["sec:SD"]),
        ("في الصومال وفي شرق الصومال وفي غرب الصومال. اعتقلت قوات الأمن في الخرطوم رجلا", ["sec:SO"]),
        ("دانت السعودية ذلك. وقال إن هذا موجه ضد المملكة", ["state:SA", "state:SA"]),
        ("دانت السعودية ذلك. وقال إنه باق في المملكة", ["state:SA"]),
        ("دانت السعودية والبحرين ذلك. وقال إن هذا موجه ضد المملكة", ["state:SA", "state:BH"]),
        ("شنت طالبان هجوما. وهددت الحركة إيران", ["grp:taliban", "grp:taliban", "state:IR"]),
        ("في الصومال وفي شرق الصومال. دانت الحكومة الشرعية ذلك", ["gov:SO"]),
        ("قال بايدن إنه باق. وكان بايدن الأب حاضرا", ["per:joe-biden"]),
        ("في غزة قالت إسرائيل وشرطة فلسطين إن صاروخا سقط. وأكد الجيش ذلك", ["state:IL", "pol:PS", "mil:IL"]),
        ("قالت الشرطة الفلسطينية والحكومة الفلسطينية في غزة إن الجيش انتشر", ["pol:PS", "gov:PS"]),
    ],
)
def test_words_take_up_who_was_named(text: str, expected: list[str]) -> None:
    """Surnames need the whole name, nouns the nearest earlier actor, bare institutions a clear country."""
    assert expected == [each.actor for each in TAGGER.mentions("", text, None) if each.role == "actor"]


def test_a_headline_may_say_the_surname_first() -> None:
    """Title and text are one document for who is taken up."""
    mentions = TAGGER.mentions("ستولتنبرغ يحذر", "قال ينس ستولتنبرغ إن الوضع خطير", None)
    assert [("title", "coref"), ("text", "name")] == [(each.field, each.kind) for each in mentions]


def test_no_name_runs_from_the_title_into_the_text() -> None:
    """A title that ends in حركة and a text that begins with طالبان name طالبان alone."""
    mentions = TAGGER.mentions("عن حركة", "طالبان تتقدم", None)
    assert [("text", "طالبان")] == [(each.field, each.surface) for each in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("طالبان: الصين دولة صديقة", [("طالبان", "grp:taliban"), ("الصين", "state:CN")]),
        ("المناطق الحدودية مع تركمانستان", [("تركمانستان", "[state:TM]")]),
        ("اجتمعوا في الدوحة وطهران", [("الدوحة", "[pl:doha]"), ("طهران", "[pl:tehran]")]),
        ("المحادثات بين موسكو وواشنطن", [("موسكو", "state:RU"), ("واشنطن", "state:US")]),
        ("شمال سوريا", [("سوريا", "[state:SY]")]),
        ("بسوريا", [("سوريا", "[state:SY]")]),
        ("أعلنت سوريا ذلك", [("سوريا", "state:SY")]),
        ("أعلن لبنان ذلك", [("لبنان", "state:LB")]),
        ("الأراضي السعودية", []),
        ("طردت 20 دبلوماسيا روسيا", []),
        ("ضحايا روسيا", [("روسيا", "state:RU")]),
        ("تقودها روسيا", [("روسيا", "state:RU")]),
        ("أمهلت روسيا بريطانيا شهرا", [("روسيا", "state:RU"), ("بريطانيا", "state:GB")]),
        ("مونديال روسيا", [("روسيا", "[state:RU]")]),
        ("الكويت (6.4 %)، قطر (6.2 %)", [("الكويت", "[state:KW]"), ("قطر", "[state:QA]")]),
        ("في العاصمة البريطانية لندن وأصدرت", [("لندن", "[pl:london]")]),
        ("في العاصمة التونسية تونس", [("تونس", "[state:TN]")]),
        ("عند التاسعة بتوقيت باريس", [("باريس", "[pl:paris]")]),
        ("وشهدت كابل هدوءا", [("كابل", "[pl:kabul]")]),
        ("أمطار غزيرة ثم سيول", []),
        ("فصائل سورية موالية", []),
        ("العودة إلى سورية", [("سورية", "[state:SY]")]),
        ("رئيس وزراء العراق السابق", [("العراق", "[state:IQ]")]),
        ("ولي عهد أبوظبي", [("أبوظبي", "[pl:abu-dhabi]")]),
        ("دعما لإيران", [("إيران", "state:IR")]),
        ("وانضمت الإمارات إلى السعودية", [("الإمارات", "state:AE"), ("السعودية", "state:SA")]),
        ("سافر إلى السعودية", [("السعودية", "[state:SA]")]),
        ("ارتباطها الوثيق بإيران", [("إيران", "state:IR")]),
        ("الزعيم الأوحد لإيطاليا", [("إيطاليا", "[state:IT]")]),
        ("رياضتنا السعودية بخير", []),
        ("السياسة العربية السعودية", []),
        ("كأس آسيا الإمارات 2019", [("الإمارات", "[state:AE]")]),
        ("في السعودية و#الإمارات", [("السعودية", "[state:SA]"), ("الإمارات", "[state:AE]")]),
        ("في زيارة لإيران", [("إيران", "[state:IR]")]),
        ("المغرب يواجه خصومه", [("المغرب", "state:MA")]),
        ("على حدودها الجنوبية مع موريتانيا", [("موريتانيا", "[state:MR]")]),
        ("بدعم من إيران", [("إيران", "state:IR")]),
        ("عاد من إيران", [("إيران", "[state:IR]")]),
        ("عقوبات على إيران", [("إيران", "state:IR")]),
        ("افتتح فروعا في كل من القاهرة وطرابلس", [("القاهرة", "[pl:cairo]"), ("طرابلس", "[pl:tripoli]")]),
        ("سفراء كل من النرويج والدنمارك", [("النرويج", "[state:NO]"), ("الدنمارك", "[state:DK]")]),
        ("باتفاق كل من النرويج والدنمارك", [("النرويج", "state:NO"), ("الدنمارك", "state:DK")]),
        ("وصلوا من إريتريا ثم الصومال", [("إريتريا", "[state:ER]"), ("الصومال", "[state:SO]")]),
        ("المبعوث الأممي لليمن", [("ليمن", "[state:YE]")]),
        ("الفريق يغادر لليمن", [("ليمن", "[state:YE]")]),
        ("هتف مشجعي النرويج", [("النرويج", "[state:NO]")]),
        ("نشأت في الشام والعراق", [("العراق", "[state:IQ]")]),
        ("منظمات سورية تطالب بالماء", []),
        ("حذرت الولايات المتحدة إيران أمس", [("الولايات المتحدة", "state:US"), ("إيران", "state:IR")]),
        ("واشنطن تهدد بالرد", [("واشنطن", "state:US")]),
        ("محادثات جنيف", [("جنيف", "[pl:geneva]")]),
        ("محادثات موسكو", [("موسكو", "[pl:moscow]")]),
        ("في نهر الأردن", []),
        ("ولاية جورجيا", []),
        ("دعم مالي للمشروع", []),
        ("أمريكا اللاتينية", [("أمريكا اللاتينية", "[pl:latin-america]")]),
    ],
)
def test_a_state_is_somebody_or_somewhere(text: str, expected: list[tuple[str, str]]) -> None:
    """The words around decide; a capital acts only on evidence, and و carries a role on."""
    assert expected == said(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف على محافظة إدلب", ["pl:idlib"]),
        ("سقطت قذائف على مدينة حلب", ["pl:aleppo"]),
        ("حلب المزارع البقرة", []),
        ("تقدم الجيش السوري في حلب وعاد من سوريا إلى شمال سوريا", ["pl:aleppo", "state:SY", "state:SY"]),
        ("قال في حلب الأبقار فن", []),
    ],
)
def test_a_city_that_is_also_a_word_needs_a_cue(text: str, expected: list[str]) -> None:
    """A cue word before it, or في in an article about its country."""
    assert expected == [each.actor for each in TAGGER.mentions("", text, None) if each.role == "place"]


@pytest.mark.parametrize("before", ["", "قالت ", "\u202bقالت ", "😀 قالت ", "قـــالَتْ "])
@pytest.mark.parametrize("written", ["طالبان", "طَالِبان", "طـالبـان"])
def test_offsets_are_those_of_the_original(before: str, written: str) -> None:
    """Marks, tatweel, direction marks and emoji do not shift a mention."""
    text = f"{before}و{written} نفت"
    (mention,) = [each for each in TAGGER.mentions("", text, None) if each.actor == "grp:taliban"]
    assert (written, len(before) + 1) == (text[mention.start : mention.end], mention.start)


def test_what_is_known_of_an_id_needs_no_article() -> None:
    """Composed ids have a type, a country and an Arabic name without an entry."""
    assert ("army", "AF", "القوات الأفغانية") == (
        TAGGER.type("mil:AF"), TAGGER.country("mil:AF"), TAGGER.label("mil:AF"),
    )  # fmt: skip
    assert ("armed_group", "AF", "حركة طالبان") == (
        TAGGER.type("grp:taliban"), TAGGER.country("grp:taliban"), TAGGER.label("grp:taliban"),
    )  # fmt: skip
    assert ("قطر", "الدوحة", "وزارة الدفاع الأوكرانية") == (
        TAGGER.label("state:QA"), TAGGER.label("pl:doha"), TAGGER.label("min:UA.defense"),
    )  # fmt: skip
    assert ("SY", "grp:isis") == (TAGGER.countries["pl:aleppo"], TAGGER.parents["grp:isis-k"])


@pytest.mark.parametrize("name", ["grp:nobody", "gov:US.attic", "almashriq", "min:ZZ.defense", ""])
def test_an_id_without_a_name_is_shown_as_it_is(name: str) -> None:
    """The label never hides what it cannot say."""
    assert name == TAGGER.label(name)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("grp:taliban", True), ("grp:nobody", False), ("state:SY", True), ("state:ZZ", False), ("mil:SY", True),
        ("min:SY.defense", True), ("min:sy", False), ("pl:aleppo", True), ("pl:atlantis", False), ("SY", False),
    ],
)  # fmt: skip
def test_an_id_is_known_if_anything_can_carry_it(name: str, known: bool) -> None:
    """Configured, composed of a country, or a shipped place."""
    assert known is TAGGER.is_known(name)


def test_a_disabled_actor_is_not_found() -> None:
    """`enabled = false` removes an entry."""
    tagger = ActorTagger([actor("grp:x", "party", "حزب الميزان", enabled=False)])
    assert () == tagger.mentions("", "قال حزب الميزان", None)
