"""What operators are promised, asked of each runtime after the same day of news (tests.scenarios.play)."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsad.records import Analysis, decode, encode
from tests.scenarios import news
from tests.scenarios.parity import replayed
from tests.scenarios.play import alerts_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

ATTACK = (news.ATTACK, *news.ATTACK_COPIES, news.ATTACK_TOLL, news.ATTACK_LATE)


async def test_a_story_is_opened_once_however_many_outlets_carry_it(day):
    """The first outlet opens the case, the copies are of its story, and only one alert says `opened`."""
    decisions = day.of(*ATTACK)

    assert {news.ATTACK.id} == {each.story for each in decisions}
    assert ["new", "copy", "copy", "copy"] == [each.verdict for each in decisions[:4]]
    assert [("opened", "attack", news.ATTACK.id)] == [
        (alert.reason, alert.rule, alert.article) for alert in alerts_of(day.view) if alert.reason == "opened"
    ]


async def test_a_story_that_three_families_carry_has_spread(day):
    """One alert says so, at the third family, and the fourth and fifth add none."""
    (spread,) = [alert for alert in alerts_of(day.view) if alert.reason == "spread"]

    assert ("3", "attack", 3) == (spread.level, spread.rule, len(spread.families))


async def test_a_changed_toll_is_an_update_across_a_restart(day):
    """The opener's page with more dead, after the restart: an update of the story that was opened before it."""
    (decision,) = day.of(news.ATTACK_TOLL)

    assert ("update", news.ATTACK.id, news.ATTACK.id) == (decision.verdict, decision.of, decision.story)
    assert [("updated", news.ATTACK_TOLL.revision)] == [(alert.reason, alert.level) for alert in decision.alerts]


async def test_a_copy_after_a_restart_finds_its_story(day):
    """What the window held before the restart is there after it."""
    (late,) = day.of(news.ATTACK_LATE)

    assert ("copy", news.ATTACK.id) == (late.verdict, late.story)


async def test_an_article_delivered_three_times_is_decided_once(day):
    """Again in the same run and again after a restart: it never becomes a copy of itself, and says nothing more."""
    assert 1 == sum(each.article == news.ATTACK.id and each.revision == news.ATTACK.revision for each in day.decisions)
    assert "new" == day.of(news.ATTACK)[0].verdict
    assert 6 == len(day.view.sources)


async def test_poison_is_buried_and_its_neighbours_go_on(day):
    """Bytes that are no article become one dead letter that keeps them; those around it are decided."""
    (letter,) = day.letters[0]

    assert ("analyse", news.POISON) == (letter.stage, letter.value)
    assert letter.place.startswith("articles/")
    assert "Error" in letter.error
    assert ["new", "new"] == [each.verdict for each in day.of(news.BEFORE_POISON, news.AFTER_POISON)]


async def test_a_dead_letter_put_back_in_line_is_tried_again(day):
    """It is still no article: it is buried anew, from its new place, across a restart, and the old letter is gone."""
    (before,), (after,) = day.letters

    assert 1 == day.retried
    assert news.POISON == after.value
    assert before.place != after.place


async def test_other_languages_are_decided(day):
    """A Persian and an Urdu piece open stories of their own; a Persian copy finds its original."""
    persian, copy, urdu = day.of(news.PERSIAN, news.PERSIAN_COPY, news.URDU)

    assert ["new", "copy", "new"] == [persian.verdict, copy.verdict, urdu.verdict]
    assert (news.PERSIAN.id, news.PERSIAN.id, news.URDU.id) == (persian.story, copy.story, urdu.story)


async def test_each_language_has_the_decider_it_was_given(day):
    """In a cluster the partition of its own, embedded the one there is; a decider that nobody needs has nothing."""
    found = [{decode(value, Analysis).language for value in log} for log in day.analyses]

    assert day.deciders == [languages for languages in found if languages]


async def test_two_hundred_words_without_a_hit_stay_silent(day):
    """The article is decided and nobody hears of it."""
    assert len(news.HARVEST.text.split()) > 200
    assert [("new", ())] == [(each.verdict, each.alerts) for each in day.of(news.HARVEST)]


async def test_a_new_rule_is_taken_while_articles_are_analysed(day):
    """The storm before the rule is silent, the one after it alerts; the restart keeps the rule."""
    assert [] == day.alerts(news.STORM_BEFORE)
    assert [("storm", "opened")] == [(alert.rule, alert.reason) for alert in day.alerts(news.STORM_AFTER)]


async def test_every_alert_reaches_the_webhook_once(day):
    """The keys at the webhook are the ids of the decisions' alerts, and none was sent twice."""
    ids = [alert.id for decision in day.decisions for alert in decision.alerts]

    assert sorted(ids) == sorted(day.messages)
    assert {1} == set(day.posts.values())
    assert 4 == len(ids)


async def test_the_wall_shows_each_case_with_its_last_word(day):
    """Two cases: the attack with all its outlets and one update, and the storm."""
    cases = {case.rule: case for case in day.wall}

    assert ["attack", "storm"] == sorted(cases)
    assert (5, 5, 1) == (len(cases["attack"].families), cases["attack"].articles, cases["attack"].updates)


async def test_a_restart_changes_no_answer(day, tmp_path: Path):
    """The log in its order through an empty memory, without a restart: the same decisions, byte for byte."""
    assert replayed(day.analyses, tmp_path) == [encode(each) for each in day.decisions]


async def test_a_good_day_is_quiet_in_the_logs(day):
    """Start, reload, poison, restart: nothing of it is a warning, and nothing ends with a traceback."""
    assert [] == day.complaints
