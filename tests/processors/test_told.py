"""How much of an article that repeats itself does its analysis tell?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from msgspec import json

from marsad.config.load import load
from marsad.config.models import Rule
from marsad.records import Article, Mention
from processors.pipeline import analyse, compile_watch
from processors.told import MOST, told

SEEN = datetime(2024, 5, 1, 9, tzinfo=UTC)


def mention(actor: str, start: int) -> Mention:
    return Mention(
        actor=actor, type="party", role="actor", kind="name", surface=actor, field="text", start=start, end=start + 2
    )


def test_few_mentions_are_told_as_they_are() -> None:
    """Up to the bound nothing is left out."""
    few = tuple(mention(f"grp:{at % 3}", at) for at in range(MOST))
    assert few == told(few)


def test_of_many_mentions_everybody_is_told_once_and_the_first_stay() -> None:
    """A name said for the first time behind the bound is told all the same, in the order of the text."""
    many = [mention("grp:a", at) for at in range(9)] + [mention("grp:b", 9)]
    assert [0, 1, 2, 9] == [each.start for each in told(many, most=4)]


def test_more_actors_than_the_bound_are_cut() -> None:
    """The bound holds whatever is named."""
    many = [mention(f"grp:{at}", at) for at in range(9)]
    assert [0, 1, 2, 3] == [each.start for each in told(many, most=4)]


def test_an_article_that_repeats_a_name_makes_a_small_analysis_and_the_same_alerts() -> None:
    """The rules ask every mention: what is named only behind the bound fires all the same."""
    config = load(Path(__file__).parents[2] / "config").config
    rule = Rule.model_validate(
        {"id": "late", "name": "متأخر", "severity": "high", "all": ({"actor": ("grp:taliban",)},)}
    )
    watch = compile_watch(config.model_copy(update={"rules": (rule,)}))
    text = "داعش " * 40_000 + ". هاجمت حركة طالبان مواقع للجيش في قندوز"
    article = Article(id="a", revision="r", url="https://wakala.example/1", seen=SEEN, title="", text=text)
    analysis = analyse(article, watch)
    assert ["late"] == [match.rule for match in analysis.matches]
    assert {"grp:isis", "grp:taliban"} <= {each.actor for each in analysis.mentions}
    assert MOST >= len(analysis.mentions)
    assert 400_000 > len(json.encode(analysis))
