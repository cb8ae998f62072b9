"""What people did with the cases of a rule says how good it is, and what its false alarms have in common."""

from datetime import UTC, datetime
from math import comb

import pytest

from marsad.judging import FEW, Judgement, Trait, interval, luck, report, suspects, traits, verdict
from marsad.records import Alert, Clause, Hit, Mention

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)


def hit(keyword="هجوم", form="هجوم", *, level="strict", field="title", status="asserted") -> Hit:
    return Hit(keyword=keyword, level=level, form=form, field=field, start=0, end=len(form), status=status)


def alert(*hits: Hit, rule="attack", n=0, title="خبر", publisher="wakala") -> Alert:
    return Alert(
        id=f"{rule}-{n}", reason="opened", level="0", rule=rule, name="هجوم مسلح", severity="high", story=f"s{n}",
        article=f"a{n}", url="", title=title, at=NOON, seen=NOON, publisher=publisher,
        clauses=(Clause(clause="all[0]", ok=True, by=hits or (hit(),)),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("open", []),
        ("right", ["ack"]),
        ("right", ["false_alarm", "close"]),
        ("false", ["ack", "false_alarm"]),
        ("false", ["false_alarm", "note", "mute"]),
        ("open", ["false_alarm", "reopen"]),
        ("open", ["snooze", "mute", "note"]),
    ],
)
def test_the_last_act_that_judges_counts(said, acts):
    """Who takes or closes an alert took it for one; letting it rest says nothing of it."""
    assert said == verdict(acts)


@pytest.mark.parametrize(
    ("low", "high", "hits", "of"),
    [(0.2553, 0.3662, 81, 263), (0.0624, 0.1605, 15, 148), (0.0, 0.1611, 0, 20), (0.0061, 0.1718, 1, 29)],
)
def test_the_interval_is_wilsons(low, high, hits, of):
    """The examples of Newcombe, Statistics in Medicine 17 (1998)."""
    assert (low, high) == pytest.approx(interval(hits, of), abs=5e-5)


def test_luck_is_fishers():
    """All of 3 false alarms, none of 7 right ones: one way of 120; a trait of all is no news."""
    assert 1 / comb(10, 3) == luck(3, 3, 0, 7)
    assert 1.0 == luck(3, 3, 7, 7)


def test_a_report_counts_each_case_once_and_puts_most_false_alarms_first():
    """Without a mark there is no rate; under ten marks it is told as few."""
    cases = [Judgement(alert(n=n), ("ack",)) for n in range(8)]
    cases += [Judgement(alert(n=8 + n), ("false_alarm",), ("تمرين",)) for n in range(2)]
    cases += [Judgement(alert(n=20), ("snooze",)), Judgement(alert(rule="fire"), ())]
    attack, fire = report(cases)

    assert ("attack", 8, 2, 1, 0.8, False) == (
        attack.rule, attack.right, attack.false, attack.open, attack.precision, attack.few,
    )  # fmt: skip
    assert ("تمرين", "تمرين") == attack.notes
    assert (None, None, None, True) == (fire.precision, fire.low, fire.high, fire.few)
    assert FEW == attack.judged


def test_what_only_the_false_alarms_share_is_named():
    """One of the words of a clause lets them in; the other traits are those of all."""
    right = [alert(hit(), n=n) for n in range(12)]
    false = [alert(hit("اقتحام", "اقتحم"), n=20 + n) for n in range(6)]
    (only,) = suspects(right, false)

    assert Trait("keyword", "all[0]", "اقتحام") == only.trait
    assert (6, 0) == (only.false, only.right)


@pytest.mark.parametrize(
    ("trait", "odd"),
    [
        (Trait("status", "all[0]", "planned"), alert(hit(status="planned"))),
        (Trait("level", "all[0]", "family"), alert(hit(level="family"))),
        (Trait("place", "all[0]", "text"), alert(hit(field="text"))),
        (Trait("form", "all[0]", "هجومية", "هجوم"), alert(hit(form="هجومية"))),
        (Trait("publisher", "where.not_publisher", "madar"), alert(publisher="madar")),
        (Trait("headline", "none", "تدريب"), alert(title="تدريب على صد هجوم")),
    ],
)
def test_each_kind_of_trait_can_be_the_one(trait, odd):
    """Ten right ones without it, five false ones with it."""
    assert trait in {each.trait for each in suspects([alert()] * 10, [odd] * 5)}


def test_few_marks_name_nothing():
    """Two against two would often fall so by luck."""
    assert () == suspects([alert()] * 2, [alert(publisher="madar")] * 2)
    assert () == suspects([], [alert()] * 9)


def test_a_clause_that_did_not_hold_and_short_words_are_no_traits():
    """A mention lends its actor."""
    who = Mention(
        actor="grp:x", type="armed_group", role="actor", kind="name", surface="ج", field="title", start=0, end=1
    )
    odd = alert(title="في 2026 من")
    clauses = (Clause(clause="all[0]", ok=True, by=(who,)), Clause(clause="none[0]", ok=False, by=(hit(),)))
    changed = type(odd)(**{name: getattr(odd, name) for name in odd.__struct_fields__} | {"clauses": clauses})

    assert {Trait("actor", "all[0]", "grp:x"), Trait("publisher", "where.not_publisher", "wakala")} == traits(changed)
