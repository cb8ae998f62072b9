"""What all alerts on one story tell together."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.told import gravest, loudest, told
from marsad.records import SEVERITIES
from tests.alerts.samples import START, alert

OPENED = alert("a1", families=("wakala",), actors=("grp:taliban",))


def test_one_alert_tells_itself():
    made = told([OPENED])

    assert ("a1", "high", "opened", "سيطرة على مدينة") == (made.alert, made.severity, made.reason, made.name)
    assert (OPENED.title, OPENED.sentence, OPENED.marks) == (made.title, made.sentence, made.marks)
    assert (("wakala",), (), 0) == (made.families, made.also, made.updates)


def test_an_update_brings_its_words_and_adds_its_actors_and_publishers():
    """Headline and sentence are the newest; who was named before is not forgotten."""
    later = alert(
        "a2", reason="updated", title="تراجع الحركة عن المدينة", families=("wakala", "ufuq"), actors=("per:x",)
    )
    made = told([OPENED, later])

    assert "تراجع الحركة عن المدينة" == made.title
    assert (("grp:taliban", "per:x"), ("wakala", "ufuq"), 1) == (made.actors, made.families, made.updates)
    assert ("updated", "a2") == (made.reason, made.alert)


def test_spread_brings_publishers_and_no_headline():
    """The article that made the count full is a copy more often than not."""
    made = told([OPENED, alert("a2", reason="spread", title="نقل عن الوكالة", families=("wakala", "ufuq", "madar"))])

    assert (OPENED.title, 3) == (made.title, len(made.families))


def test_the_gravest_rule_heads_the_message_and_the_others_are_named():
    other = alert("b1", rule="toll", name="حصيلة ضحايا", severity="critical", title="عشرات القتلى في جلال آباد")
    third = alert("c1", rule="x", name="قاعدة ثالثة", severity="low")
    made = told([OPENED, third, other])

    assert ("critical", "حصيلة ضحايا", "عشرات القتلى في جلال آباد") == (made.severity, made.name, made.title)
    assert ("سيطرة على مدينة", "قاعدة ثالثة") == made.also


def test_the_newest_article_speaks_whichever_rule_found_it():
    """The first toll under a graver rule is not told again when a lesser one fires on the ninetieth victim."""
    later = alert(
        "b1", rule="accident", name="حادث سير", severity="medium", article="article-2",
        title="ارتفاع ضحايا القطار والحافلة إلى 93 قتيلا", sentence="بلغ عدد الضحايا 93 قتيلا",
        url="https://ufuq.example/93",
    )  # fmt: skip
    made = told([OPENED, later])

    assert (later.title, later.sentence, later.url, later.marks) == (made.title, made.sentence, made.url, made.marks)
    assert ("high", "سيطرة على مدينة", ("حادث سير",)) == (made.severity, made.name, made.also)


def test_of_two_rules_on_one_article_the_graver_one_shows_its_sentence():
    """Whichever was written last."""
    lesser = alert("b1", rule="accident", name="حادث سير", severity="medium", sentence="توقفت الحركة على الطريق")

    assert OPENED.sentence == told([OPENED, lesser]).sentence == told([lesser, OPENED]).sentence


def test_an_article_that_was_rewritten_speaks_in_its_new_words():
    """Though only a lesser rule finds news in them."""
    again = alert("b1", rule="accident", severity="low", title="الحصيلة 93 قتيلا", seen=START + timedelta(hours=1))

    assert "الحصيلة 93 قتيلا" == told([OPENED, again]).title


def test_an_escalated_case_keeps_its_severity_when_later_alerts_still_carry_the_first():
    made = told([OPENED, alert("a2", reason="escalated", severity="critical"), alert("a3", reason="updated")])

    assert "critical" == made.severity


def test_times_are_the_first_ones():
    later = alert("a2", reason="updated", seen=START + timedelta(hours=2), published=START + timedelta(hours=1))

    assert (START, OPENED.published) == (told([OPENED, later]).seen, told([OPENED, later]).published)


reasons = st.sampled_from(["opened", "again", "updated", "spread", "escalated"])


@given(st.lists(st.tuples(reasons, st.sampled_from(SEVERITIES), st.sampled_from("abc")), min_size=1, max_size=8))
def test_nothing_known_is_lost_and_telling_twice_says_the_same(rows):
    """Whatever the order and mixture of rules."""
    alerts = [
        alert(f"a{n}", reason=reason, severity=severity, rule=rule, name=rule, families=(f"f{n % 3}",))
        for n, (reason, severity, rule) in enumerate(rows)
    ]
    made = told(alerts)

    assert gravest(alerts) == made.severity
    assert {rule for _, _, rule in rows} == {made.name, *made.also}
    assert {each.families[0] for each in alerts} == set(made.families)
    assert told(alerts) == made
    assert ("escalated" in {reason for reason, _, _ in rows}) == (loudest(alerts) == "escalated")
