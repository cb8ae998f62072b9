"""A rule that fires again in a story, after hours of silence and by who told of it before, tells of it again."""

import msgspec
import pytest

from marsad.identity import alert_id
from marsad.records import Quiet
from processors.window.index import WINDOW, Index
from tests.processors_news import BLAST, RATES, Decider, analysis, flood, match, minutes

SHELLING = (
    "قصفت المدفعية بلدة تل السنابل شمالي محافظة الوادي مساء الجمعة فسقط قتلى وجرحى بين السكان، وقال مسعفون إن القذائف"
    " أصابت فرن البلدة ومدرستها، فيما نزحت عائلات إلى القرى المجاورة."
)
NEXT_DAY = (
    "سقط قتلى وجرحى آخرون في بلدة تل السنابل شمالي محافظة الوادي حين أصابت المدفعية مستوصف البلدة، ونزحت عائلات جديدة"
    " إلى القرى. ويقول مسعفون إن القذائف تقصف محيط المدرسة من جهة التلال."
)
TOLD_BY_ANOTHER = (
    "أفاد مسعفون في تل السنابل بأن القذائف أصابت مدرسة البلدة وفرنها شمالي محافظة الوادي، وأن المدفعية قصفت السكان مساء"
    " الجمعة موقعة قتلى وجرحى. والعائلات نزحت نحو القرى."
)
TITLE, NEXT_TITLE = "قصف مدفعي على تل السنابل", "المدفعية تقصف تل السنابل من جديد"


def going_on(hours=5.0, rule="shelling"):
    return msgspec.structs.replace(match(rule), again_s=hours * 3600)


GOING_ON = going_on()


def first(publisher="almashriq", hours=5.0):
    return analysis(
        f"https://{publisher}.example/1", SHELLING, title=TITLE, publisher=publisher, matches=(going_on(hours),)
    )


def later(text=NEXT_DAY, title=NEXT_TITLE, *, at_minutes=600, publisher="almashriq", matches=(GOING_ON,), url="2"):
    return analysis(
        f"https://{publisher}.example/{url}", text, title=title, publisher=publisher, at=minutes(at_minutes), matches=matches
    )  # fmt: skip


def reasons(decision):
    return [(each.reason, each.rule) for each in decision.alerts if each.reason != "spread"]


@pytest.mark.parametrize(
    ("expected", "article"),
    [
        pytest.param(["again"], later(at_minutes=300), id="after the hours of the rule"),
        pytest.param([], later(at_minutes=299), id="a minute too early"),
        pytest.param([], later(matches=(going_on(0),)), id="a rule that never tells again"),
        pytest.param([], later(publisher="alufuq"), id="a publisher that had not told of it"),
        pytest.param([], later(matches=()), id="another side of the story, on which the rule does not fire"),
        pytest.param([], later(SHELLING, TITLE), id="the same text at another address"),
        pytest.param([], later(at_minutes=-600), id="an older article that comes late"),
    ],
)
def test_a_rule_that_fires_again_in_a_story(expected, article):
    """Event time decides; the text must be new, and by somebody who told of the story before."""
    opened, decision = Decider()(first(), article)

    assert opened.story == decision.story
    assert expected == [each.reason for each in decision.alerts]


def test_what_is_told_again_is_what_the_later_article_says():
    """Its own sentence and title, under an id that follows from the article."""
    opened, decision = Decider()(
        first(), later(matches=(msgspec.structs.replace(going_on(), sentence="أصابت المستوصف"),))
    )
    (alert,) = decision.alerts

    assert (NEXT_TITLE, "أصابت المستوصف", decision.article) == (alert.title, alert.sentence, alert.article)
    assert alert_id("shelling", opened.story, "again", decision.article) == alert.id


def test_for_each_publisher_that_carries_the_story_the_hours_are_as_many():
    """What two carry is followed up for longer: five hours are not enough, ten are."""
    early, late = (
        Decider()(first(), later(TOLD_BY_ANOTHER, TITLE, publisher="alufuq", at_minutes=30), later(at_minutes=hours * 60 + 30))
        for hours in (9, 10)
    )  # fmt: skip

    assert [2, 2] == [len(each[1].families) for each in (early, late)]
    assert [[], [("again", "shelling")]] == [reasons(each[2]) for each in (early, late)]


def test_the_hours_run_from_where_the_rule_fired_last_told_or_not():
    """A report of the event that told nothing new says that people still speak of it."""
    decider = Decider()
    _, follower, decision = decider(
        first(), later(TOLD_BY_ANOTHER, TITLE, at_minutes=200, url="f"), later(at_minutes=400)
    )

    assert ((), ("shelling",)) == (follower.alerts, follower.fired)
    assert ((), ("shelling",)) == (decision.alerts, decision.fired)


def test_what_was_told_again_counts_as_told():
    """The next report within the hours is silent."""
    _, again, report = Decider()(first(), later(at_minutes=400), later(TOLD_BY_ANOTHER, at_minutes=500, url="3"))

    assert [["again"], []] == [[each.reason for each in d.alerts] for d in (again, report)]


def test_what_is_held_back_has_not_fired():
    """A rule in its cool-down tells nothing, and starts no clock."""
    cooling = msgspec.structs.replace(going_on(), cooldown_s=6 * 3600)
    _, quiet = Decider()(
        analysis("https://a.example/0", BLAST, matches=(cooling,)),
        later(RATES, "خبر", at_minutes=60, matches=(cooling,)),
    )

    assert (["shelling"], ()) == ([each.rule for each in quiet.quiet if isinstance(each, Quiet)], quiet.fired)


def test_of_two_stories_that_are_one_both_have_fired():
    """The hours run from the later of them, and count for the publishers of both."""
    one, two, both = flood()
    decider = Decider()
    decider(
        *(
            msgspec.structs.replace(each, matches=tuple(going_on(rule=m.rule) for m in each.matches))
            for each in (one, two, both)
        )
    )
    said = decider.index.said(one.article)

    assert minutes(70) == decider.index.fired(said, "flood")
    assert minutes(40) == decider.index.fired(said, "power")


def test_a_restart_between_them_changes_no_answer():
    """What fired silently is remembered with the decision, and leaves with the window."""
    articles = [
        first(),
        later(TOLD_BY_ANOTHER, TITLE, at_minutes=200, url="f"),
        later(at_minutes=400),
        later(at_minutes=600, url="4"),
    ]
    through = Decider()(*articles)
    for cut in range(1, len(articles)):
        before, behind = Decider(), Decider()
        before(*articles[:cut])
        behind.memory = before.memory
        behind.index.load(before.memory.window(articles[cut - 1].at - WINDOW))
        assert through[cut:] == behind(*articles[cut:])


def test_nothing_is_left_of_it_when_the_window_has_moved_on():
    """A story that has left knows of no rule, and its rows let go of theirs one by one."""
    decider = Decider()
    opened, *_ = decider(first(), later(at_minutes=60))
    said = decider.index.said(opened.story)
    decider(later(RATES, "خبر", at_minutes=7 * 1440 + 30, matches=(), publisher="b"))
    assert minutes(60) == decider.index.fired(said, "shelling")
    decider(later(RATES, "خبر", at_minutes=9 * 1440, matches=(), publisher="c"))

    assert decider.index.fired(decider.index.said(opened.story), "shelling") is None
    assert {} == said.fired


def test_an_index_knows_of_nothing_that_fired_in_a_story_it_never_saw():
    """No time, and no error."""
    index = Index()

    assert index.fired(index.said("nowhere"), "shelling") is None


RISES = "ارتفعت حصيلة القصف على تل السنابل شمالي محافظة الوادي إلى مقتل {} شخصا، وقال مسعفون إن القذائف أصابت فرن البلدة ومدرستها ونزحت عائلات."
COUNTED = "قصفت المدفعية بلدة تل السنابل شمالي محافظة الوادي، ما أدى إلى مقتل 12 شخصا. وقال مسعفون إن القذائف أصابت فرن البلدة ومدرستها، فيما نزحت عائلات."


@pytest.mark.parametrize(("toll", "expected"), [(20, ["updated"]), (12, []), (9, []), (11, [])])
def test_a_higher_toll_in_other_words_updates_the_case(toll, expected):
    """Told by another desk within the hour; who gives a lower one came late."""
    told = analysis("https://a.example/1", COUNTED, title=TITLE, matches=(going_on(),))
    risen = analysis(
        "https://b.example/1", RISES.format(toll), title="حصيلة قصف تل السنابل", publisher="alufuq", at=minutes(45), matches=(going_on(),)
    )  # fmt: skip
    opened, decision = Decider()(told, risen)

    assert opened.story == decision.story
    assert (decision.verdict == "new") == (toll != 12)
    assert expected == [each.reason for each in decision.alerts]


def test_of_several_that_rise_each_updates_it_and_none_twice():
    """20, then 25, then 20 again by a third."""
    told = analysis("https://a.example/1", COUNTED, title=TITLE, matches=(going_on(),))
    rises = [
        analysis(
            f"https://{name}.example/1", RISES.format(toll), title=f"حصيلة قصف تل السنابل {name}", publisher=name,
            at=minutes(30 + n), matches=(going_on(),),
        )
        for n, (name, toll) in enumerate([("b", 20), ("c", 25), ("d", 20)])
    ]  # fmt: skip
    decisions = Decider()(told, *rises)

    assert [["updated"], ["updated"], []] == [
        [a.reason for a in d.alerts if a.reason != "spread"] for d in decisions[1:]
    ]
