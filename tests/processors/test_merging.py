"""Two stories that turn out to be one event: what is said of it, once, and where the old id leads."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.records import Event
from processors.window.closing import AT_ONCE, Living
from processors.window.index import WINDOW
from tests.processors_news import (
    BLAST,
    BLAST_OWN_WORDS,
    DAM,
    DAM_AGAIN,
    RATES,
    START,
    Decider,
    analysis,
    flood,
    minutes,
)


def later(url, text, hours, **rest):
    return analysis(url, text, at=START + timedelta(hours=hours), **rest)


def test_an_article_of_both_makes_two_stories_one():
    """The story that was opened first stays; families of both carry it, and the decision says what became of the other."""
    first, second, both = Decider()(*flood())

    assert first.story != second.story
    assert (first.story, [second.story]) == (both.story, [each.story for each in both.merged])
    assert ("almashriq", "alufuq", "almadar") == both.families


ANOTHER_DAM = (
    "مفقودون في قرى المنيا الجنوبية غمرت بيوتها مياه سد منهار قبيل فجر الأحد، وفرق الإنقاذ تبحث عنهم. هطلت أمطار غزيرة،"
    " والكهرباء عن قرى المحافظة مقطوعة، والدفاع المدني أجلى العائلات."
)


def test_two_stories_become_one_though_a_third_is_nearer_to_the_article_that_shows_it():
    """A dam that broke elsewhere is told in the same words; it keeps nobody from asking the story of the dam that is meant."""
    one, two, three = flood()
    mentions = (*one.mentions, *two.mentions)
    elsewhere = later(
        "https://d.example/minya", ANOTHER_DAM, 1, title="فرق الإنقاذ تبحث عن مفقودي سد بالمنيا", publisher="alwasat",
        places=("pl:minya",), rules=("flood",),
    )  # fmt: skip
    both, again = (
        msgspec.structs.replace(each, mentions=mentions)
        for each in (three, msgspec.structs.replace(three, article="again", publisher="albilad", at=minutes(80)))
    )
    first, second, third, shown, last = Decider()(one, two, elsewhere, both, again)

    assert 3 == len({first.story, second.story, third.story})
    assert (first.story, ()) == (shown.story, shown.merged)
    assert (first.story, [second.story]) == (last.story, [each.story for each in last.merged])
    assert ["merged"] == [each.reason for each in last.alerts if each.rule == "flood" and each.reason != "spread"]


def test_a_merge_opens_nothing_and_ends_the_case_that_is_there_twice():
    """Of each case of the story that is gone one record says what became of it; the common rule alerts no second time."""
    first, second, both = Decider()(*flood())
    said = [(each.rule, each.reason, each.story, each.goes_on) for each in both.alerts if each.reason != "spread"]

    assert [("flood", "merged", second.story, False), ("power", "merged", second.story, True)] == said
    assert {first.story} == {each.into for each in both.alerts if each.reason == "merged"}


def test_what_the_merge_adds_up_to_is_said_of_the_story_that_stays():
    """Two families and one are three: each case spreads, under the id of the story that stays."""
    first, _, both = Decider()(*flood())
    spread = [(each.rule, each.story, each.level) for each in both.alerts if each.reason == "spread"]

    assert [(rule, first.story, "3") for rule in ("dam", "flood", "power")] == spread


def test_a_merge_raises_a_case_that_grows_more_severe_with_its_publishers():
    """A rule that is critical from three families on is, when two and one become three; once."""
    one, two, three = flood()
    steps = [msgspec.structs.replace(each, severity="medium", escalate=((3, "critical"),)) for each in one.matches]
    first, _, both = Decider()(msgspec.structs.replace(one, matches=tuple(steps)), two, three)

    raised = [(each.rule, each.severity, each.story) for each in both.alerts if each.reason == "escalated"]
    assert [("dam", "critical", first.story), ("flood", "critical", first.story)] == raised


@pytest.mark.parametrize("restarts", [False, True], ids=["running", "after a restart"])
def test_the_old_id_leads_to_the_story(restarts):
    """A copy of an article of the story that is gone, and a new revision of it, are of the one that stays."""
    desk = Decider()
    first, second, _ = desk(*flood())
    if restarts:
        desk.restart()
    copy, again = desk(
        later("https://d.example/1", DAM_AGAIN, 3, publisher="alwasat", rules=("power",)),
        later("https://b.example/dam", DAM_AGAIN + " وعادت الكهرباء إلى قرية واحدة.", 4, rules=("power", "flood")),
    )

    assert (first.story, second.article) == (copy.story, copy.of)
    assert (first.story, "update") == (again.story, again.verdict)
    assert [] == [each.reason for each in (*copy.alerts, *again.alerts) if each.reason == "opened"]


def test_a_redelivered_day_says_nothing_new():
    """Every article again, in order: the decisions are those of the first time, and the merge is not made again."""
    desk = Decider()
    day = (*flood(), later("https://e.example/1", RATES, 5), later("https://d.example/1", DAM_AGAIN, 6))
    once, again = desk(*day), desk(*day)

    assert once == again
    assert 1 == sum(len(each.merged) for each in once)


def test_a_digest_of_two_events_merges_nothing():
    """A long text that holds both is of both stories, and shows nothing of how they belong together."""
    one, two, _ = flood()
    digest = later(
        "https://c.example/digest", f"{DAM} {RATES} {DAM_AGAIN}", 2, title="أخبار اليوم", publisher="almadar"
    )
    *_, held = Decider()(one, two, digest)

    assert ("contains", ()) == (held.verdict, held.merged)


@pytest.mark.parametrize(("answered", "merges"), [(False, 1), (True, 0)])
def test_an_attack_and_the_answer_to_it_stay_two(answered, merges):
    """Whoever tells of one in the words of both: what the openings say of attacker and victim speaks against one event."""
    sides = ("grp:a", "mil:B")
    one, two, three = flood()
    one, two = (
        msgspec.structs.replace(
            each, events=(Event(event="attack", field="title", start=0, end=4, source=source, target=target),)
        )
        for each, (source, target) in ((one, sides), (two, sides[::-1] if answered else sides))
    )
    *_, last = Decider()(one, two, three)

    assert merges == len(last.merged)


def test_events_of_one_kind_days_apart_stay_two():
    """The same words more than a day and a half later tell of the next event."""
    one, two, three = flood()
    two, three = (
        msgspec.structs.replace(each, at=each.at + timedelta(hours=hours)) for each, hours in ((two, 37), (three, 38))
    )
    *_, last = Decider()(one, two, three)

    assert () == last.merged


def test_a_story_that_has_closed_is_not_merged():
    """Two days of silence end a story; an article of both joins one of them."""
    one, two, three = flood()
    later_ = [msgspec.structs.replace(each, at=each.at + timedelta(hours=60)) for each in (two, three)]
    quiet = later("https://e.example/1", RATES, 49)
    desk = Decider()
    closed = desk(one, quiet, *later_)

    assert ((desk.index.current(closed[0].story),), ()) == (closed[1].closed, closed[-1].merged)


PIECES = st.lists(
    st.tuples(st.sampled_from(range(6)), st.integers(0, 9), st.floats(0, 3 * 24)), min_size=1, max_size=25
)


@settings(max_examples=60)
@given(PIECES, st.integers(0, 25))
def test_a_restart_goes_on_as_if_nothing_had_happened(pieces, when):
    """Whatever was merged, changed or closed: an index read back from the window decides the rest the same."""
    texts = [(each.title, each) for each in flood()]
    made, hours = [], 0.0
    for kind, outlet, gap in pieces:
        hours += gap
        at, url = START + timedelta(hours=hours), f"https://{outlet}.example/{len(made)}"
        if kind < len(texts):
            base = texts[kind][1]
            made.append(
                msgspec.structs.replace(base, article=f"{len(made):016x}", url=url, at=at, publisher=f"p{outlet}")
            )
        else:
            text = (BLAST, BLAST_OWN_WORDS, RATES)[kind - 3]
            made.append(analysis(url, text, at=at, publisher=f"p{outlet}", rules=("bombing",)))
    through, stopped = Decider(), Decider()
    expected = through(*made)
    found = stopped(*made[:when])
    if stopped.index.since():
        stopped.restart()
    found += stopped(*made[when:])

    assert expected == found


def test_a_story_is_closed_after_two_days_without_an_article():
    """By the time of the articles; once; an article that joins it opens it again, and it closes again."""
    desk = Decider()
    opened, _, other, _, back, last = desk(
        later("https://a.example/1", BLAST, 0),
        later("https://b.example/1", BLAST, 1, publisher="b"),
        later("https://c.example/1", RATES, 49.5),
        later("https://c.example/2", RATES + " وأضاف البيان.", 50, publisher="c"),
        later("https://d.example/1", BLAST, 60, publisher="d"),
        later("https://e.example/1", DAM, 109),
    )

    assert ((opened.story,), ()) == (other.closed, back.closed)
    assert opened.story == back.story
    assert {opened.story, other.story} == set(last.closed)


def test_a_long_silence_is_closed_in_steps():
    """One article closes so many; the next goes on, the quiet longest first."""
    living = Living()
    for n in range(AT_ONCE + 3):
        living.hear(f"s{n}", minutes(n))
    first = living.quiet(minutes(1_000_000), "")
    for story in first:
        living.end(story)

    assert tuple(f"s{n}" for n in range(AT_ONCE)) == first
    assert tuple(f"s{AT_ONCE + n}" for n in (0, 2)) == living.quiet(minutes(1_000_000), f"s{AT_ONCE + 1}")


def test_an_update_says_what_changed_from_what_to_what():
    """A toll by the words around it, and a person who is named for the first time; a copy changes nothing."""
    _, copy, raised = Decider()(
        analysis("https://a.example/1", BLAST, actors=("grp:isis",)),
        analysis("https://b.example/1", BLAST, actors=("grp:isis",), at=minutes(3), publisher="b"),
        analysis("https://a.example/1", BLAST.replace("قتل 12", "قتل 19"), actors=("mil:IQ",), at=minutes(50)),
    )

    assert () == copy.changes
    assert [("toll", ("12",), ("19",), "قتل # شخصا"), ("actor", ("grp:isis",), ("mil:IQ",), "")] == [
        (each.what, each.before, each.now, each.of) for each in raised.changes
    ]


def test_an_alias_lives_as_long_as_the_window():
    """When the decision that merged two stories has left the window, nothing of the old id is left."""
    desk = Decider()
    _, second, _ = desk(*flood())
    desk(analysis("https://z.example/1", RATES, at=START + WINDOW + timedelta(days=2)))

    assert second.story == desk.index.current(second.story)
    assert 1 == desk.index.stories
