"""The shipped lexicons and the shipped actors."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from marsad.config.countries import COUNTRIES
from marsad.config.models import Actor
from processors.actors import ActorTagger
from processors.names.aliases import phrase_keys
from processors.names.directory import Directory
from processors.names.gazetteer import names, shipped
from processors.names.nationality import countries, nationality_forms
from processors.names.wordlists import load_lexicon
from tests.shipped import config


@pytest.fixture(scope="module")
def actors() -> tuple[Actor, ...]:
    return config().actors


@pytest.fixture(scope="module")
def tagger(actors: tuple[Actor, ...]) -> ActorTagger:
    return ActorTagger(actors)


def test_the_desk_s_usual_actors_are_configured(actors: tuple[Actor, ...]) -> None:
    """Rules may count on these ids."""
    groups = ("taliban", "isis", "isis-k", "alqaeda", "hamas", "fatah", "hezbollah", "houthis", "rsf", "pkk", "sdf")
    groups += ("boko-haram", "al-shabaab")
    organisations = ("UN", "AU", "arab-league", "NATO", "EU", "ICRC", "WHO")
    wanted = {*(f"grp:{name}" for name in groups), *(f"org:{name}" for name in organisations)}
    assert set() == wanted - {actor.id for actor in actors}
    assert 80 <= len(actors)


def test_no_two_actors_share_an_alias(actors: tuple[Actor, ...]) -> None:
    """Each spelling belongs to one actor, and none but a paper's between quotation marks is a state, a city or a nationality."""
    owners: dict[tuple[str, ...], set[str]] = {}
    for actor in actors:
        for name in names(actor):
            owners.setdefault(phrase_keys(name), set()).add(actor.id)
    assert {} == {keys: ids for keys, ids in owners.items() if len(ids) > 1}
    taken = {phrase_keys(form) for state in countries().values() for form in (*state.names, *nationality_forms(state))}
    taken |= {phrase_keys(name) for name in shipped().names.values()}
    quoted = {phrase_keys(table.alias) for actor in actors for table in actor.ambiguous if table.quoted}
    assert set() == taken & (set(owners) - quoted)


def test_every_mention_of_a_shipped_name_is_that_actor(actors: tuple[Actor, ...], tagger: ActorTagger) -> None:
    """A name that carries no rule of its own is found, alone in a text, as the actor it names."""
    for actor in actors:
        ruled = {phrase_keys(table.alias) for table in actor.ambiguous}
        for name in names(actor):
            if phrase_keys(name) not in ruled:
                assert actor.id in {each.actor for each in tagger.mentions("", name, None)}, name


def test_parents_exist_and_terms_of_one_office_do_not_overlap(actors: tuple[Actor, ...]) -> None:
    """Roll-ups end at an entry, and no day has two presidents."""
    directory = Directory(actors)
    assert [] == [actor.id for actor in actors if actor.parent and not directory.is_known(actor.parent)]
    terms = sorted(
        (term.office, term.start, term.end or datetime.max.replace(tzinfo=UTC).date())
        for actor in actors
        for term in actor.office
    )
    clashes = [(one, two) for one, two in pairwise(terms) if one[0] == two[0] and two[1] < one[2]]
    assert [] == clashes


def test_states_are_iso_3166_and_none_of_the_sovereign_is_missing() -> None:
    """Every code of the lexicon exists; what is missing is a dependency or an uninhabited island."""
    assert set() == set(countries()) - COUNTRIES
    dependencies = (
        "AI AQ AS AW AX BL BM BQ BV CC CK CW CX FK FO GF GG GI GP GS GU HM IM IO JE KY MF MO MP MQ MS NC NF NU PF PM PN"
        " RE SH SJ SX TC TF TK UM VG VI WF YT"
    )
    assert set() == {code for code in COUNTRIES - set(countries()) if code not in dependencies}


def test_every_head_has_a_label_and_every_place_a_country() -> None:
    """What composition makes can be shown, and lexicon tables use codes that exist."""
    roles, places = load_lexicon("roles"), load_lexicon("places")
    directory = Directory(())
    templates = {*roles["heads"], *roles["short_heads"], *(office["id"] for office in roles["offices"].values())}
    for made in (template.replace("{C}", "SY") for template in templates):
        assert made != directory.label(made)
        assert directory.type(made)
    assert set() == {*places["plain"], *places["cued"]} - set(countries()) - {"none"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال قيادي في حركة فتح إن المصالحة مع حماس ممكنة", ["grp:fatah", "grp:hamas"]),
        ("وافقت الحكومة على فتح باب الترشح بعد فتح الطريق", []),
        ("لعب الفريق بحماس كبير وأثار حماس الجماهير", []),
        ("انسحب الجيش الصومالي والجنود الصوماليون، وأعلنت السلطات هدنة", ["gov:SO", "mil:SO", "mil:SO"]),
        ("انسحب الجيش الصومالي والجنود الصوماليون، وأعلنت وزارة التجارة ذلك", ["mil:SO", "mil:SO", "min:SO.trade"]),
        ("انسحب الجيش الصومالي والجنود الصوماليون عملا بفصل السلطات", ["mil:SO", "mil:SO"]),
        ("سيطرت قوات الشرعية على الجبل، وتقدم الجيش الوطني نحو معقل الحوثيين", ["mil:YE", "mil:YE", "grp:houthis"]),
        ("أصدر القاضي حكما باسم قوات الشرعية الدستورية", []),
        (
            "رحبت المعارضة السورية بالهدنة، وقالت الفصائل المعارضة إنها ستلتزم",
            ["grp:syrian-opposition", "grp:syrian-opposition"],
        ),
        ("قصف الطيران مواقع الفصائل المعارضة في ريف إدلب", ["grp:syrian-opposition", "pl:idlib"]),
        ("انسحبت الفصائل المعارضة من الحوار", []),
        ("ناقش الكونغرس المشروع، ثم صوت مجلس الشيوخ عليه", ["leg:US", "leg:US"]),
        ("صوت مجلس الشيوخ على المشروع أمس", []),
        ("هاجمت جماعة الحوثي البلدة، وردت الميليشيات الموالية لها على القصف", ["grp:houthis", "grp:houthis"]),
        (
            "قال زعيم حزب العمال جيريمي كوربين إن بريطانيا تنتظر، ورد حزب العمال الكردستاني",
            ["grp:labour", "per:jeremy-corbyn", "state:GB", "grp:pkk"],
        ),
        ("قتل قيادي في تنظيم القاعدة، وقال إن القاعدة ترد على داعش", ["grp:alqaeda", "grp:alqaeda", "grp:isis"]),
        ("أقلعت الطائرات من القاعدة الجوية وهذه القاعدة العامة", []),
        ("نقلت قناة الجزيرة عن مراسلها", ["media:aljazeera"]),
        ("فاز فريق الجزيرة في شبه الجزيرة العربية", []),
        ("شنت حركة الشباب الصومالية هجوما في مقديشو", ["grp:al-shabaab", "pl:mogadishu"]),
        ("نظمت وزارة الشباب والرياضة دورة", []),
        ("سقط 3 من مسلحي الحوثي، وأكد الحوثيون ذلك", ["grp:houthis", "grp:houthis"]),
        ("الهجوم الحوثي", []),
        ("دعا مجلس الأمن الأطراف إلى الهدوء", ["org:UNSC"]),
        ("قمة الأطلسي تبحث الأزمة", ["org:NATO"]),
        ("أعاصير المحيط الأطلسي", []),
        ("الأم وأم البنت في المدرسة", []),
        ("فاز الحزب الديمقراطي على الحزب الجمهوري", ["grp:democrats-us", "grp:republicans-us"]),
        ("فاز الحزب الديمقراطي في كوريا", []),
        ("الجماعة الإسلامية تخوض انتخابات بيروت", ["grp:jamaa-islamiya-lb", "pl:beirut"]),
        ("عقد مجلس الأمن القومي جلسة", []),
        ("زار سلطنة عمان ثم العاصمة الأردنية عمان", ["pl:amman", "state:OM"]),
        ("شارك في المهرجان فنانون من تشاد والنيجر ونهر النيجر", ["state:NE", "state:TD"]),
        ("تقدمت قوات سوريا الديمقراطية والجيش السوري الحر", ["grp:fsa", "grp:sdf"]),
        ("أعلن الحرس الثوري الإيراني والبيت الأبيض", ["gov:US", "mil:IR.irgc"]),
    ],
)
def test_ambiguous_words_of_the_news_are_told_apart(tagger: ActorTagger, text: str, expected: list[str]) -> None:
    """The rules that ship with the words that need one."""
    assert sorted(expected) == sorted(each.actor for each in tagger.mentions("", text, None))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime(2016, 3, 1, tzinfo=UTC), "per:barack-obama"),
        (datetime(2018, 3, 1, tzinfo=UTC), "per:donald-trump"),
        (datetime(2022, 3, 1, tzinfo=UTC), "per:joe-biden"),
        (datetime(1950, 3, 1, tzinfo=UTC), "gov:US"),
    ],
)
def test_the_president_is_who_held_the_office(tagger: ActorTagger, day: datetime, expected: str) -> None:
    """An old article names the holder of its own day."""
    assert [expected] == [each.actor for each in tagger.mentions("", "أعلن الرئيس الأميركي أن بلاده سترد", day)]
