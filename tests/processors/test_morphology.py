"""A keyword's forms are the printed words that say it, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.config.models import Keyword
from marsad.text import fold
from processors.morphology import expand
from processors.words.nouns import bare, broken_plurals
from processors.words.verbs import infer_verb, participles, past_stems, present_stems


def folded(words):
    return {fold(word) for word in words.split()}


def event_words(*verbs):
    """Return the finite forms that `verbs` add to a noun that shares no letters with them."""
    keyword = Keyword(key="ققققق", verbs=verbs)
    return expand(keyword).event - expand(keyword).strict


@pytest.mark.parametrize(
    ("key", "present", "absent"),
    [
        ("سيطرة", "سيطرة السيطرة للسيطرة وبسيطرتها سيطرته سيطرتنا سيطرتان سيطرات سيطره", "سيطرح سيطرت تسيطر"),
        ("هجوم", "هجوم هجوما الهجوم بهجوم كالهجوم هجومين هجمات والهجمات هجماتها", "هجومي مهاجم هجم"),
        ("اعتداء", "اعتداء الاعتداء اعتداءات اعتدائه اعتداؤها للاعتداء اعتداءان", "اعتدى"),
        ("ذكرى", "ذكرى الذكرى ذكراه ذكريات بذكرى", "ذكر"),
        ("لجنة", "لجنة للجنة ولللجنة اللجنة لجان لجنتها", "جنة"),
        ("وفاة", "وفاة وفاته وفيات الوفيات", "وفا"),
        ("مسلح", "مسلح مسلحون المسلحين مسلحو مسلحة للمسلحين", "سلاح"),
        ("نازح", "نازح نازحون النازحين نازحة", "نزح"),
        ("لاجئ", "لاجئ لاجئون اللاجئين لاجئة", "لجوء"),
    ],
)
def test_a_noun_is_found_in_number_state_and_with_clitics(key, present, absent):
    """Level strict: singular, dual, plurals, tanwin, article, prepositions, possessives; no verb, no nisba."""
    words = expand(Keyword(key=key)).strict
    assert set() == folded(present) - words
    assert set() == folded(absent) & words


@pytest.mark.parametrize(
    ("verb", "present", "absent"),
    [
        ("سيطر", "سيطر سيطرت سيطروا سيطرنا يسيطر تسيطر ستسيطر يسيطرون وسيسيطرون سأسيطر", "أسيطر"),
        ("هاجم", "هاجم هاجمت هاجموه هوجم هوجمت يهاجم يهاجمون تهاجمها سيهاجم", "هجم"),
        ("احتلّ", "احتل احتلت احتلوا احتللت احتللنا يحتل يحتلون يحتللن", "احتلال"),
        ("اغتال", "اغتال اغتالت اغتالوا اغتلت اغتيل اغتيلت يغتال تغتاله", "اغتل"),
        ("اعتدى", "اعتدى اعتدت اعتدوا اعتديت اعتداها يعتدي يعتدون تعتدي يعتد", "اعتدا"),
        ("غزا", "غزا غزت غزوا غزوت غزي يغزو تغزو يغزون غزاها", "غز غزوة"),
        ("أسر", "أسر أسرت أسروا يأسرون يؤسر تؤسر", "أسرة ياسر"),
        ("واجه", "واجه واجهت ووجه يواجه يواجهون تواجهها", "وجه"),
        ("وقع", "وقع وقعت وقعوا يقع تقع يقعون يوقع", "واقع"),
        ("أقال", "أقال أقالت أقيل أقيلت يقيل يقال", "أقلت يقل أقالة"),
        ("أصاب", "أصاب أصابت أصيب أصيبوا يصيب يصاب يصابون", "يصب إصابة"),
        ("استقال", "استقال استقالت استقيل يستقيل تستقيل", "استقلت يستقل استقالة"),
        ("فرّ", "فر فرت فروا فررت يفر يفرون", "سافر"),
        ("أصرّ", "أصر أصرت أصررت يصر يصرون", "إصرار"),
        ("انضمّ", "انضم انضمت انضممت ينضم ينضمون", "انضمام"),
        ("لجأ", "لجأ لجأت لجؤوا يلجأ يلجؤون", "لاجئ"),
        ("أنشأ", "أنشأ أنشأت أنشئ ينشئ ينشئون", "إنشاء"),
        ("سأل", "سأل سألت سئل يسأل يسألون", "سؤال"),
        ("قال", "قال قالت قلت يقول يقولون", "قيل يقيل يقل"),
        ("باع", "باع باعت بعت يبيع تبيعها يباع تباع يباعون بيعت يبع", "يبوع تبع"),
        ("قاد", "قاد قادت يقود يقاد تقاد", "يقد قيد قيدت نقاد فقدت"),
        ("فاز", "فاز يفوز يفز تفز", "يفاز فيز"),
        ("مات", "مات يموت يمت", "تمت"),
        ("عاد", "عاد يعود", "يعد تعد عدن"),
        ("بقي", "بقي بقيت يبقى يبق تبق", "بق"),
        ("أعطى", "أعطى يعطي يعط", "يعطو"),
        ("ألغى", "ألغى يلغي يلغ تلغ", "لغ"),
        ("وصل", "وصل وصلت يصل تصل ستصل", "فيصل"),
        ("هدّ", "هدت هددت يهد", "فهد"),
        ("استأنف", "استأنف يستأنف استؤنف استؤنفت استئنفت", "استونف"),
        ("اطمأنّ", "اطمأن اطمأنت اطمأننت يطمئن تطمئن", "يطمأن"),
        ("سعى", "سعى سعت سعوا سعيت يسعى يسعون", "تسع"),
        ("نادى", "نادى نادت نودي ينادي ينادون", "ند"),
        ("أكّد", "أكد أكدت يؤكد تؤكد ستؤكد", "يأكد تأكد"),
        ("آثر", "آثرت يؤثر", "يأثر"),
        ("رأى", "رأى رأت رأوا يرى يرون نرى", "يرأى"),
        ("استطاع", "استطاع استطعت يستطيع يستطع", "استطع"),
        ("تبادل", "تبادل تبودل يتبادل يتبادلون", "مبادلة"),
        ("أحيا", "أحيا أحيت أحيوا أحياها يحييها يحيون", "يحيو"),
        ("وقّع", "وقع وقعت يوقع يوقعون", "يقع"),
    ],
)
def test_verbs_of_every_class_are_conjugated(verb, present, absent):
    """One table per class of weak verb: geminate, hollow, defective, hamzated, assimilated; passives included."""
    words = event_words(verb) | {word for word in folded(present) if len(word) < 3}
    assert set() == folded(present) - words
    assert set() == folded(absent) & words


def test_the_first_person_is_left_to_other_words():
    """أسقط is "he brought down", and ساهم is no future of a verb of two letters."""
    assert fold("أسقط") not in event_words("سقط")
    assert "ساهم" not in event_words("همّ")
    assert "ساسقط" in event_words("سقط")


@pytest.mark.parametrize(
    ("noun", "verb"),
    [
        ("استهداف", "استهدف"), ("استيلاء", "استولى"), ("استيراد", "استورد"), ("استقالة", "استقال"),
        ("استقلال", "استقلّ"), ("انفجار", "انفجر"), ("انهيار", "انهار"), ("انضمام", "انضمّ"), ("انقضاء", "انقضى"),
        ("احتلال", "احتلّ"), ("اغتيال", "اغتال"), ("اعتداء", "اعتدى"), ("اشتباك", "اشتبك"), ("اتفاق", "اتفق"),
        ("اصطدام", "اصطدم"), ("ادعاء", "ادعى"), ("إعدام", "أعدم"), ("إصرار", "أصرّ"), ("إصابة", "أصاب"),
        ("إلغاء", "ألغى"), ("إيقاف", "أوقف"), ("اطلاق", "أطلق"), ("تفجير", "فجّر"), ("تأكيد", "أّكد"), ("تسوية", "سوّى"),
        ("مهاجمة", "هاجم"), ("معاناة", "عانى"), ("تمرد", "تمرد"), ("تصدي", "تصدى"), ("تظاهر", "تظاهر"),
        ("تدهور", "تدهور"), ("سيطرة", "سيطر"), ("هجوم", "هجم"), ("مرور", "مرّ"), ("قتال", "قاتل"), ("زيارة", "زار"),
        ("غزو", "غزا"), ("نفي", "نفى"), ("قصف", "قصف"), ("صد", "صدّ"), ("استئناف", "استأنف"), ("ازدياد", "ازداد"),
        ("اصطفاف", "اصطفّ"), ("احمرار", "احمرّ"), ("تهدئة", "هدّأ"), ("تنبؤ", "تنبأ"), ("تواطؤ", "تواطأ"), ("صيام", "صام"),
        ("تفرقة", "فرّق"), ("إيحاء", "أوحى"), ("اتقاء", "اتقى"), ("تفاؤل", "تفاءل"),
    ],
)  # fmt: skip
def test_the_shape_of_a_verbal_noun_gives_its_verb(noun, verb):
    """Forms II to X are regular; of form I the commonest shapes are known."""
    guess = infer_verb(noun)
    assert guess is not None
    assert fold(verb) == fold(guess.verb)
    assert verb.endswith("ّ") == guess.verb.endswith("ّ")


@pytest.mark.parametrize("noun", ["حكومة", "بيت", "يوم", "تهمة", "عملية", "جريمة", "دولة", "ذكرى"])
def test_nouns_of_other_shapes_give_no_verb(noun):
    """A thing is no event: حكومة has no verb, nor has بيت although يبيت has its letters."""
    assert infer_verb(noun) is None


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("معركة", "معارك"), ("صاروخ", "صواريخ"), ("رهينة", "رهائن"), ("رسالة", "رسائل"),
        ("زعيم", "زعماء"), ("كارثة", "كوارث"), ("ضحية", "ضحايا"), ("مشروع", "مشاريع"),
    ],
)  # fmt: skip
def test_the_shape_of_a_singular_gives_its_broken_plural(noun, plural):
    """A long vowel or م...ة settles the plural."""
    assert fold(plural) in broken_plurals(noun)


@pytest.mark.parametrize(
    ("key", "plurals"),
    [
        ("طفل", "أطفال الأطفال أطفالهم"), ("حق", "حقوق"), ("سلاح", "أسلحة أسلحتها"), ("تقرير", "تقارير"), ("إعصار", "أعاصير"),
        ("مدرسة", "مدارس"), ("حادث", "حوادث"), ("قتيل", "قتلى"), ("قاض", "قاض"), ("قاضي", "قاض قضاة القاضي"),
        ("تهمة", "تهم"), ("جزء", "أجزاء جزءا جزئه"), ("قمة", "قمم القمم"), ("راتب", "رواتب"), ("نشاط", "أنشطة نشاطات"),
    ],
)  # fmt: skip
def test_the_lexicon_knows_plurals_that_no_shape_tells(key, plurals):
    """The shipped lexicon lists nouns by the shape of their plural."""
    assert set() == folded(plurals) - expand(Keyword(key=key)).strict


@pytest.mark.parametrize(
    ("key", "absent"),
    [
        ("عمل", "عملات"), ("كتابة", "كتابه كتابهم"), ("ضم", "ضمان ضمانا"), ("قتيل", "قتل"), ("موقع", "موقعة"),
        ("دخول", "تدخل تدخله"), ("توجيه", "توجه"), ("إصابة", "نصيب"), ("بذل", "بذلك"), ("تأمين", "أمن أمنها"),
        ("ممارسة", "مارس"), ("تعليم", "علما"), ("إتمام", "يتم تتم"), ("تقدير", "قدر"), ("تردد", "ترد"), ("رد", "تردي"),
        ("قيادة", "نقودا"), ("سبب", "نسب"), ("ضم", "يضمن تضمن"), ("تأكيد", "تأكد"), ("إبقاء", "يبقى ستبقى"), ("إيجاد", "يوجد"),
        ("تزوير", "يزور تزورها"), ("ثبات", "يثبت"), ("تقييم", "قيم قيمتها يقيم"), ("توقيع", "يقع"), ("احتيال", "يحتل"),
        ("وقوف", "وقف"), ("تصفية", "وصفت وصفته"), ("مواصلة", "ووصل"), ("صد", "تصدد"), ("إقرار", "تقرر"), ("مقاضاة", "قوضت"),
        ("تعريض", "لتعرضه"), ("منافسة", "منافسه"), ("محمية", "محامي"), ("إصرار", "نصر"),
        ("عودة", "عدن لعدن"), ("وصول", "فيصل"), ("قيادة", "فقدت فقدوا"), ("صيام", "صمت صمته"), ("تقليل", "نقل نقلها"),
        ("عدوى", "عدت تعدي يعدون"), ("جدوى", "يجدون جدت"), ("دعوى", "دعت ودعت"), ("أصل", "واصلت"), ("غبار", "غابر"),
        ("تفاح", "تافح"), ("أجر", "أجرت أجروا"), ("جور", "جرت"), ("بيع", "تباعا"),
        ("تعليم", "علم علمت"), ("تصدير", "صدر صدرت يصدر"), ("تخريج", "خرج خرجت"), ("مطار", "ماطر"), ("محاضرة", "حاضرا حاضرها"), ("إيجار", "أجرت أجروا أجرتها"), ("تنمية", "نموا نموه"), ("سياحة", "ساحتهم"),
        ("حج", "لحج"), ("ري", "فكري بري ريك"), ("قط", "فقط"), ("جد", "وجد"), ("رد", "ورد برد"),
    ],
)  # fmt: skip
def test_letters_that_are_mostly_another_word_are_left_to_it(key, absent):
    """A bare key does without a rare form whose letters every article has for another reason."""
    assert set() == folded(absent) & expand(Keyword(key=key)).event


@pytest.mark.parametrize(
    ("key", "present"),
    [
        ("زيادة", "يزيد تزيد"), ("دمار", "تدمر"), ("فقدان", "فقدت فقدوا وفقدت"), ("عودة", "عادت عدت يعودون"),
        ("وصول", "يصل تصل فوصل"), ("بيع", "يباع بيعت"), ("فوز", "يفز تفز"), ("استئناف", "استؤنفت"), ("اطمئنان", "يطمئن"),
        ("حج", "حج الحج وحج للحج"), ("قبة", "قبة القبة قبته قباب"), ("مدة", "مدة لمدة مدد"), ("إيجار", "يؤجر"), ("صد", "صد لصد بصد"), ("ري", "ري الري والري للري"),
    ],
)  # fmt: skip
def test_a_verb_keeps_what_is_as_often_its_own(key, present):
    """Names count against stems of two letters alone: يزيد is a given name, and "it increases" every day."""
    assert set() == folded(present) - expand(Keyword(key=key)).event


def test_a_verbal_noun_is_no_other_word_to_its_own_verb():
    """تدخل is left out of دخول, and stays the noun and the verb of تدخل."""
    assert folded("تدخل تدخلها وتدخلت") <= expand(Keyword(key="تدخل")).event
    assert folded("تدخل تدخلت") <= event_words("تدخّل")
    talks = Keyword(key="مفاوضات", nouns=("تفاوض",), verbs=("فاوض", "تفاوض"))
    assert folded("تفاوض تفاوضها وتفاوض") <= expand(talks).strict


def test_a_bare_key_has_plural_and_verbs():
    """A bare key is enough: the shipped lexicon and the shapes fill the rest."""
    assert folded("حروب الحروب حاربت يحاربون") <= expand(Keyword(key="حرب")).event
    assert folded("هاجمت يهاجمون هجمات") <= expand(Keyword(key="هجوم")).event
    assert folded("احتجت يحتجون احتجاجات") <= expand(Keyword(key="احتجاج")).event


def test_levels_widen_from_noun_to_verb_to_agent():
    """Each level holds the narrower one."""
    forms = expand(Keyword(key="هجوم", verbs=("هاجم",)))
    assert forms.strict < forms.event < forms.family
    assert fold("مهاجمون") in forms.family - forms.event
    assert fold("هجومية") in forms.family - forms.event


def test_an_empty_list_of_verbs_turns_inference_off():
    """With verbs = [] the noun stands alone, no verb is guessed."""
    forms = expand(Keyword(key="انقلاب", verbs=()))
    assert forms.strict == forms.event
    assert () == forms.inferred


def test_inferred_verbs_are_reported_with_their_shape():
    """An operator can see what was inferred, and from what."""
    assert [("انسحب", "انفعال")] == [tuple(guess) for guess in expand(Keyword(key="انسحاب")).inferred]


def test_given_fields_replace_inferred_ones():
    """The fields plurals, verbs, past_only, derived and also say exactly what to add."""
    forms = expand(
        Keyword(
            key="غارة",
            plurals=("غوائر",),
            verbs=("أغار",),
            past_only=("أغار",),
            derived=("مغير",),
            also=("الغارهالجوية",),
        )
    )
    assert folded("غوائر أغارت أغير") <= forms.event
    assert set() == folded("يغير تغير") & forms.event
    assert fold("المغيرين") in forms.family
    assert fold("الغارهالجوية") in forms.strict


def test_excluded_forms_are_left_out_with_their_clitics():
    """An exclusion looks through proclitics and takes * for any letters."""
    forms = expand(Keyword(key="إصابة", verbs=("أصاب",), exclude=("نصيب*", "الإصابة")))
    assert set() == folded("نصيب ونصيبه سنصيبهم والإصابة الإصابة") & forms.event
    assert folded("إصابة أصيب تصيب") <= forms.event


def test_plurals_may_be_given_per_noun():
    """With several nouns a table says whose plural it is."""
    forms = expand(Keyword(key="ذبح", nouns=("ذبح", "مذبحة"), plurals={"مذبحة": ("مذابح",)}))
    assert folded("المذابح مذبحة بالذبح") <= forms.strict


def test_an_article_in_the_key_is_no_part_of_the_word():
    """الهجوم asks for هجوم, but the ال of التزام is its own."""
    assert "هجوم" == bare("الهجوم")
    assert "التزام" == bare("التزام")
    assert fold("هجوما") in expand(Keyword(key="الهجوم")).strict


@pytest.mark.parametrize(
    ("verb", "agents"),
    [
        ("هاجم", ("مهاجم",)),
        ("قتل", ("قاتل", "مقتول")),
        ("فجّر", ("مفجر",)),
        ("ثار", ("ثائر",)),
        ("احتلّ", ("محتل",)),
        ("أدان", ("مدان",)),
        ("اعتدى", ()),
    ],
)
def test_verbs_give_their_participles(verb, agents):
    """Level family names those who do and suffer; weak roots are left out."""
    assert agents == participles(verb)


@given(st.text(st.sampled_from("ابتأإىيوةءئؤلمنسرّ"), min_size=1, max_size=9))
def test_any_letters_can_be_a_key(letters):
    """Nonsense expands to something that holds the key itself, and never raises."""
    forms = expand(Keyword(key="ق" + letters))
    assert fold("ق" + letters) in forms.strict or len(fold("ق" + letters)) < 3
    assert all(word for word in forms.family)


@given(st.text(st.sampled_from("ابتأإىيوةءئؤلمنسرّ"), min_size=2, max_size=9))
def test_any_letters_can_be_a_verb(letters):
    """Nonsense has stems, and never raises."""
    assert list(past_stems("ق" + letters))
    assert list(present_stems("ق" + letters))
