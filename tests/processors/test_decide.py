"""Where an article belongs and what is said of it: copies, stories, alerts that come once."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.identity import alert_id
from marsad.records import Inside
from processors.window.index import WINDOW
from tests.processors_news import BLAST, BLAST_OWN_WORDS, DAM_AGAIN, RATES, Decider, analysis, match, minutes


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        pytest.param(BLAST, "copy", id="word for word"),
        pytest.param("بعقوبة (وكالة الأنباء) - " + BLAST, "copy", id="with a dateline"),
        pytest.param(" ".join(BLAST.split()[:22]), "contained", id="first sentences only"),
        pytest.param(BLAST + " " + RATES + " " + RATES[::-1], "contains", id="inside a longer text"),
        pytest.param(BLAST.replace("قتل 12", "قتل 19"), "update", id="with another toll"),
        pytest.param(RATES, "new", id="other news"),
    ],
)
def test_verdict_on_a_second_text(text, verdict):
    """A second outlet's text is judged against the first by what it shares and by its figures."""
    first, second = Decider()(
        analysis("https://a.example/1", BLAST),
        analysis("https://b.example/2", text, at=minutes(20), publisher="alufuq"),
    )

    assert verdict == second.verdict
    assert (first.article if verdict != "new" else None) == second.of
    assert (verdict != "new") == (second.story == first.story)


def test_own_words_join_the_story():
    """Another outlet on the same event, in its own words, is new text and the same story."""
    first, _, third = Decider()(
        analysis("https://a.example/1", BLAST, title="انفجار سيارة مفخخة في سوق بعقوبة"),
        analysis("https://a.example/2", RATES, title="البنك المركزي المغربي يبقي سعر الفائدة", at=minutes(5)),
        analysis(
            "https://b.example/3", BLAST_OWN_WORDS, title="سيارة مفخخة تستهدف سوقا في بعقوبة", at=minutes(9), publisher="alufuq"
        ),
    )  # fmt: skip

    assert ("new", first.story) == (third.verdict, third.story)


def test_same_words_elsewhere_are_another_story():
    """Two events of one kind on one day differ in place."""
    first, second = Decider()(
        analysis("https://a.example/1", BLAST_OWN_WORDS, title="تفجير في بعقوبة", places=("pl:baquba",)),
        analysis(
            "https://b.example/2", "هز تفجير بسيارة مفخخة السوق الشعبية في تكريت موقعا قتلى وجرحى بين المتسوقين.",
            title="تفجير في تكريت", places=("pl:tikrit",), at=minutes(30),
        ),
    )  # fmt: skip

    assert first.story != second.story


def test_the_same_form_of_words_about_others_is_no_copy():
    """Cables of condolence share all words but the people."""
    cable = "بعث {} ببرقية عزاء ومواساة إلى أسرة الفقيد عبر فيها عن خالص تعازيه وصادق مواساته راجيا له الرحمة والمغفرة"
    first, second = Decider()(
        analysis("https://a.example/1", cable.format("الملك"), actors=("per:king",)),
        analysis("https://a.example/2", cable.format("الأمير"), actors=("per:emir",), at=minutes(5)),
    )

    assert ("new", None) == (second.verdict, second.of)
    assert first.article != second.article


def test_one_alert_per_rule_and_story():
    """The first article opens the case; a copy and a follower say nothing again."""
    decisions = Decider()(
        analysis("https://a.example/1", BLAST, rules=("bombing", "casualties")),
        analysis("https://b.example/2", BLAST, rules=("bombing",), publisher="alufuq", at=minutes(2)),
        analysis("https://a.example/1", BLAST, rules=("bombing",), at=minutes(3)),
    )

    assert [["bombing", "casualties"], [], ["bombing", "casualties"]] == [[a.rule for a in d.alerts] for d in decisions]
    assert decisions[0] == decisions[2]
    story = decisions[0].story
    assert alert_id("bombing", story, "opened", "0") == decisions[0].alerts[0].id


def test_a_rule_that_only_the_longer_copy_fires_is_heard():
    """`contains` never hides the longer article: its extra sentence may be the news."""
    short, long = Decider()(
        analysis("https://a.example/1", BLAST),
        analysis("https://b.example/2", BLAST + " " + RATES + " " + BLAST_OWN_WORDS, rules=("bombing",), at=minutes(9)),
    )

    assert ("contains", ["opened"]) == (long.verdict, [a.reason for a in long.alerts])
    assert short.story == long.story


@pytest.mark.parametrize("late", [False, True], ids=["in order", "the first one late"])
def test_of_equal_texts_the_first_by_its_own_time_is_named(late):
    """Whichever of them came first."""
    earlier = analysis("https://a.example/1", BLAST)
    later = analysis("https://b.example/2", BLAST, at=minutes(5))
    *_, third = Decider()(
        *((later, earlier) if late else (earlier, later)), analysis("https://c.example/3", BLAST, at=minutes(9))
    )

    assert earlier.article == third.of


def test_of_two_texts_that_hold_an_item_the_one_with_less_beside_it_is_named():
    """A digest and a report hold it word for word: it is the report's news, and one item of the digest's."""
    *_, item = Decider()(
        analysis("https://a.example/1", BLAST + " " + RATES + " " + DAM_AGAIN),
        analysis("https://b.example/2", BLAST + " " + BLAST_OWN_WORDS, at=minutes(5)),
        analysis("https://c.example/3", BLAST, at=minutes(9)),
    )

    assert ("contained", analysis("https://b.example/2", BLAST).article) == (item.verdict, item.of)


def test_a_digest_tells_of_every_text_that_it_holds():
    """It is of one story; what else stands in it is named. Of two outlets with one text it names the first."""
    blast, rates, again, digest = Decider()(
        analysis("https://a.example/1", BLAST),
        analysis("https://b.example/2", RATES, at=minutes(5)),
        analysis("https://c.example/3", RATES, at=minutes(6)),
        analysis("https://d.example/4", RATES + " " + BLAST_OWN_WORDS + " " + BLAST, at=minutes(9)),
    )

    assert ("contains", blast.article, ()) == (digest.verdict, digest.of, again.holds)
    assert (Inside(article=rates.article, story=rates.story),) == digest.holds


REPORT = " ".join(BLAST.split()[-23:]) + " " + BLAST_OWN_WORDS  # too little of the other text to be related to it


@pytest.mark.parametrize(
    ("title", "text", "verdict", "expected"),
    [
        ("انفجار سيارة مفخخة في بعقوبة: الطوق يرفع عن السوق", REPORT + " " + RATES, "contains", "blast"),
        ("المركزي المغربي يبقي الفائدة", RATES + " " + RATES[:120], "copy", "rates"),
        ("موجز المساء", RATES + " " + DAM_AGAIN, "contains", "rates"),
    ],
    ids=["quoted in a report on another event", "the same text", "of no other event"],
)
def test_a_text_related_in_part_is_of_the_event_of_its_words(title, text, verdict, expected):
    """What stands in it may be quoted; where its words are of no story it takes that of the text it is related to."""
    blast, rates, ours = Decider()(
        analysis("https://a.example/1", BLAST, title="انفجار سيارة مفخخة في سوق بعقوبة"),
        analysis("https://a.example/2", RATES, title="البنك المركزي المغربي يبقي سعر الفائدة", at=minutes(5)),
        analysis("https://b.example/3", text, title=title, at=minutes(9)),
    )

    assert (verdict, rates.article) == (ours.verdict, ours.of)
    assert {"blast": blast, "rates": rates}[expected].story == ours.story


@pytest.mark.parametrize("url", ["https://a.example/1", "https://b.example/2"], ids=["same page", "another outlet"])
def test_a_changed_toll_is_never_suppressed(url):
    """A new figure in a known sentence goes out as an update of the same case, once."""
    raised = BLAST.replace("قتل 12", "قتل 19")
    decisions = Decider()(
        analysis("https://a.example/1", BLAST, rules=("bombing",)),
        analysis(url, raised, rules=("bombing",), at=minutes(40)),
        analysis("https://c.example/3", raised, rules=("bombing",), at=minutes(50)),
    )

    assert ["opened", "updated", None] == [d.alerts[0].reason if d.alerts else None for d in decisions]
    assert "update" == decisions[1].verdict
    assert 1 == len({d.story for d in decisions})


def test_spread_is_said_at_three_seven_and_fifteen_families():
    """Publishers of one family have one voice; each threshold is one alert."""
    outlets = [f"outlet{n}" for n in range(16)]
    decisions = Decider()(
        *(analysis(f"https://{o}.example/1", BLAST, rules=("bombing",), publisher=o, at=minutes(n)) for n, o in enumerate(outlets)),
        analysis("https://outlet3.example/again", BLAST, rules=("bombing",), publisher="outlet3", at=minutes(30)),
    )  # fmt: skip
    said = [(n, a.reason, a.level) for n, d in enumerate(decisions) for a in d.alerts]

    assert [(0, "opened", "0"), (2, "spread", "3"), (6, "spread", "7"), (14, "spread", "15")] == said
    assert tuple(outlets) == decisions[-1].families


STEPS = ((3, "high"), (5, "critical"))


def rising(severity="medium", escalate=STEPS):
    return msgspec.structs.replace(match("bombing", severity), escalate=escalate)


RISING = rising()


def carried_by(count, first=RISING):
    """The decisions on one text that `count` outlets carry, of which the first fires the rule."""
    return Decider()(
        *(
            analysis(
                f"https://o{n}.example/1", BLAST, publisher=f"o{n}", at=minutes(n), matches=(first,) if n == 0 else ()
            )
            for n in range(count)
        )
    )


def test_a_case_becomes_more_severe_as_publishers_take_it_up():
    """Each step is said once, instead of the spread of the same moment; what follows keeps the severity reached."""
    said = [(n, a.reason, a.level, a.severity) for n, d in enumerate(carried_by(8)) for a in d.alerts]

    assert [
        (0, "opened", "0", "medium"),
        (2, "escalated", "high", "high"),
        (4, "escalated", "critical", "critical"),
        (6, "spread", "7", "critical"),
    ] == said


def test_an_escalation_is_an_alert_of_its_own_with_the_sentence_that_opened_the_case():
    """Its id is the same whoever decides it again."""
    opened, escalated = (a for d in carried_by(3) for a in d.alerts)

    assert alert_id("bombing", opened.story, "escalated", "high") == escalated.id
    assert (opened.sentence, opened.article) == (escalated.sentence, escalated.article)
    assert ("o0", "o1", "o2") == escalated.families


def test_a_case_that_opens_late_is_as_severe_as_its_publishers_make_it():
    """Four outlets had the story when the fifth gave the fact that fires the rule: nothing is left to escalate."""
    decider = Decider()
    decider(*(analysis(f"https://o{n}.example/1", BLAST, publisher=f"o{n}", at=minutes(n)) for n in range(4)))
    (decision,) = decider(analysis("https://o4.example/1", BLAST, publisher="o4", at=minutes(5), matches=(rising(),)))

    assert [("opened", "critical")] == [(a.reason, a.severity) for a in decision.alerts]


def test_a_step_below_the_severity_of_the_rule_says_nothing():
    """The configuration refuses such steps; a log of other times may hold them."""
    said = [(a.reason, a.severity) for d in carried_by(4, rising("critical", ((2, "low"),))) for a in d.alerts]

    assert [("opened", "critical"), ("spread", "critical")] == said


def test_a_copy_after_the_window_is_new():
    """Four days later nobody reads it as the same report, and the index no longer looks."""
    _, late = Decider()(
        analysis("https://a.example/1", BLAST), analysis("https://b.example/2", BLAST, at=minutes(4 * 1440))
    )

    assert ("new", None) == (late.verdict, late.of)


def test_texts_without_words_are_not_each_other():
    """Empty bodies are equal and mean nothing: titles decide."""
    first, second = Decider()(
        analysis("https://a.example/1", "", title="مقتل قائد ميداني"),
        analysis("https://b.example/2", "", title="نتائج القرعة"),
    )

    assert first.story != second.story


def stream(seed: int, count: int):
    """Copies, updates and followers of a few events, with gaps that push some out of the window."""
    rng = random.Random(seed)
    at = 0.0
    for n in range(count):
        at += rng.choice([1, 30, 300, 3 * 1440])
        event = rng.randrange(6)
        words = (
            f"حدث{event} مدينة{event} جسر{event} لجنة{event} قرار{event} ميناء{event} قافلة{event} حصيلة{event}".split()
        )
        rng.shuffle(words)
        text = " ".join(words * 2) + f" بلغ العدد {rng.choice([5, 9])} شخصا " + (BLAST if event % 2 else RATES)
        yield analysis(
            f"https://{rng.choice('abcd')}.example/{n}", text, title=f"خبر عن حدث{event}", at=minutes(at + rng.uniform(-60, 0)),
            publisher=f"p{rng.randrange(5)}", rules=("bombing",) if event < 3 else (),
            matches=(msgspec.structs.replace(rising(), rule="rising", cooldown_s=rng.choice([0, 7200, 259200]), again_s=rng.choice([0, 3600])),) if event > 1 else (),
        )  # fmt: skip


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), cut=st.integers(1, 59))
def test_a_restart_in_the_middle_changes_no_answer(seed, cut):
    """The index rebuilt from the window decides what follows as if it had never been away."""
    articles = list(stream(seed, 60))
    through = Decider()(*articles)
    first = Decider()
    before = first(*articles[:cut])
    again = Decider()
    again.memory = first.memory
    newest = max(a.at for a in articles[:cut])
    again.index.load(first.memory.window(newest - WINDOW))

    assert through == before + again(*articles[cut:])


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_a_day_redelivered_changes_nothing(seed):
    """Every article twice in a row, then the whole day again: the same decisions, none a copy of itself."""
    articles = list(stream(seed, 30))
    decider = Decider()
    once = [decider(a, a) for a in articles]
    again = decider(*articles)

    assert [first for first, _ in once] == [second for _, second in once] == again
    assert not [d for d in again if d.of == d.article and d.verdict != "update"]


def test_a_story_without_end_stays_bounded_and_leaves_with_the_window():
    """A hundred copies, then eight days of nothing: one story, counted whole, then none of it is left."""
    decider = Decider()
    copies = decider(
        *(analysis(f"https://o{n}.example/1", BLAST, publisher=f"o{n}", at=minutes(n)) for n in range(100))
    )
    assert ({copies[0].story}, 1) == ({d.story for d in copies}, decider.index.stories)
    assert 100 == len(copies[-1].families)

    (later,) = decider(analysis("https://a.example/2", RATES, at=minutes(8 * 1440)))
    assert (later.article, 1) == (later.story, decider.index.stories)
    (again,) = decider(analysis("https://a.example/3", BLAST, publisher="a", at=minutes(8 * 1440 + 1)))
    assert (again.article, ("a",)) == (again.story, again.families)


def test_a_large_story_survives_a_restart_unchanged():
    """Its centre is that of its newest members, before and after."""
    articles = [
        analysis(f"https://o{n}.example/1", f"{BLAST} رواية{n} شاهد{n}", publisher=f"o{n}", at=minutes(n * 240))
        for n in range(70)
    ]
    through = Decider()(*articles)
    first, again = Decider(), Decider()
    before = first(*articles[:55])
    again.memory = first.memory
    again.index.load(first.memory.window(articles[54].at - WINDOW))

    assert through == before + again(*articles[55:])
