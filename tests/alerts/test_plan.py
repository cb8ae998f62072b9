"""What a messenger sends next, for any mixture of stories that wait."""

from datetime import timedelta
from typing import get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from alerts.plan import Batch, Folded, Held, Post, Silenced, Situation, batch_key, plan, rolled_up
from marsad.config.channel_tables import Route, When
from marsad.outbox import Backlog, Silence, Waiting
from marsad.ports import Delivery
from marsad.records import SEVERITIES, Alert, AlertReason, decode, encode
from tests.alerts.samples import START, alert

ROUTES = (
    Route(when=When(severity="<high"), to=("chat",), digest="1h"),
    Route(when=When(rule=("q*",)), to=("chat",), quiet="18:00-06:00 Asia/Kabul"),
    Route(to=("chat",), group_wait="30s"),
)
SILENCE = Silence(
    id=1, match=b'{"rule":["silent"]}', author="a", reason="b", created=START, expires=START + timedelta(hours=1)
)


def row(name, story, made, **changes):
    fields = {"alert": name, "channel": "chat", "story": story, "value": encode(made), "created": START}
    return Delivery(**(fields | changes))


rows = st.tuples(
    st.sampled_from(list(get_args(AlertReason))),
    st.sampled_from(SEVERITIES),
    st.sampled_from(["r", "quiet", "silent"]),
    st.integers(0, 2),  # attempts
    st.integers(-30, 300),  # seconds until it may go
    st.sampled_from(["", "", "", "digest", "quiet"]),
)
stories = st.lists(st.tuples(st.lists(rows, min_size=1, max_size=4), st.booleans(), st.integers(0, 400)), max_size=8)


def backlogs(table):
    made = []
    for number, (waiting, shown, ago_s) in enumerate(table):
        story, held = f"s{number}", []
        for n, (reason, severity, rule, attempt, wait_s, why) in enumerate(waiting):
            name = f"{story}-{n}"
            each = alert(name, story=story, reason=reason, severity=severity, rule=rule)
            moment = START + timedelta(seconds=wait_s)
            held.append(Waiting(row(name, story, each, attempt=attempt, not_before=moment), why))
        seen = START - timedelta(seconds=ago_s)
        told = (encode(alert(f"{story}-old", story=story)),) if shown else ()
        made.append(Backlog(story, tuple(held), "m1" if shown else "", seen if shown else None, told))
    return made


@given(stories, st.booleans())
def test_every_row_has_one_fate_and_a_failing_story_waits_whole(table, edits):
    """Sent, listed with others, held, folded, silenced: one of them, or its pause is not over. Nothing is forgotten."""
    waiting = backlogs(table)
    made = plan(waiting, Situation("chat", START, ROUTES, (SILENCE,), edits))
    fates = [each.alert for act in (*made.settled, *made.sent) for each in act.rows]
    left = {
        each.row.alert
        for story in waiting
        for each in story.rows
        if any(w.row.attempt and w.row.not_before > START for w in story.rows)
    }
    held = {
        w.row.alert
        for story in waiting
        for w in story.rows
        if w.reason and w.row.not_before and w.row.not_before > START
    }

    assert len(fates) == len(set(fates))
    assert {each.row.alert for story in waiting for each in story.rows} <= set(fates) | left | held
    silenced = {each.alert for act in made.settled if isinstance(act, Silenced) for each in act.rows}
    assert silenced == {w.row.alert for s in waiting for w in s.rows if b'"silent"' in w.row.value}


@given(stories, st.booleans())
def test_the_gravest_goes_first_and_nothing_loud_is_held(table, edits):
    made = plan(backlogs(table), Situation("chat", START, ROUTES, (), edits))
    posts = [act for act in made.sent if isinstance(act, Post)]

    ranks = [SEVERITIES.index(post.severity) for post in posts]
    assert ranks == sorted(ranks, reverse=True)
    for act in made.settled:
        if isinstance(act, Held) and act.reason != "edit":
            assert all(b'"critical"' not in each.value for each in act.rows)
            assert act.until > START
        if isinstance(act, Folded):
            assert not edits or all(b'"merged"' in each.value for each in act.rows)
    assert all(act.rows and act.kind in ("digest", "quiet") for act in made.sent if isinstance(act, Batch))


@given(stories)
def test_what_is_rolled_up_is_new_and_not_critical(table):
    made = plan(backlogs(table), Situation("chat", START))
    batch = rolled_up(made.sent)
    if batch:
        assert len({each.story for each in batch.rows}) > 1
        assert all(b'"critical"' not in each.value for each in batch.rows)


CALL = Route(to=("desk",), escalate_after="10m", escalate_to=("chat",))


@given(stories)
def test_a_call_waits_for_its_answer_whatever_it_says_unless_the_story_is_told_anyway(table):
    """Nothing that calls goes alone before its time; what calls nobody goes on as ever."""
    calling = ("opened", "again", "escalated")
    waiting = backlogs(table)
    made = plan(waiting, Situation("chat", START, (CALL,)))
    for act in made.sent:
        reasons = {each.reason for each in (decode(row.value, Alert) for row in act.rows)}
        assert not reasons <= set(calling)
    for act in made.settled:
        if isinstance(act, Held) and act.reason == "unanswered":
            assert START + timedelta(minutes=10) == act.until


def doubtful(name, story, by):
    waiting = row(name, story, alert(name, story=story), maybe_duplicate=True, attempt=1)
    return Waiting(waiting, "sending", by)


def test_what_a_stop_fell_into_goes_again_exactly_as_it_was():
    """With its key, without what came meanwhile; the digest too."""
    fresh = Waiting(row("s1-b", "s1", alert("s1-b", story="s1")))
    single = Backlog("s1", (doubtful("s1-a", "s1", "s1-a"), fresh))
    listed = [Backlog(f"d{n}", (doubtful(f"d{n}", f"d{n}", "digest:x"),)) for n in range(2)]
    made = plan([single, *listed], Situation("chat", START))

    post, batch = made.sent
    assert ("s1-a", ["s1-a"], True) == (post.key, [each.alert for each in post.rows], post.doubt)
    assert ("digest:x", "digest", ["d0", "d1"]) == (batch.key, batch.kind, [each.alert for each in batch.rows])
    assert [] == made.settled
    assert rolled_up([post, post]) is None


def test_the_same_rows_have_the_same_key_in_any_order():
    """A digest that is sent again is the same mail."""
    one, two = (row(f"a{n}", f"s{n}", alert(f"a{n}")) for n in range(2))

    assert batch_key("digest", [one, two]) == batch_key("digest", [two, msgspec.structs.replace(one, attempt=3)])
    assert batch_key("digest", [one, two]) != batch_key("digest", [one])
