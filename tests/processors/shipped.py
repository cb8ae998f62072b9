"""The shipped configuration on a text of ours."""

from datetime import UTC, datetime

from marsad.records import Analysis, Article
from processors.pipeline import analyse
from tests.shipped import watch

SEEN = datetime(2024, 5, 1, 9, tzinfo=UTC)


def fired(title: str, text: str) -> dict[str, str]:
    """Return the shipped rules that fire, each with the status of what fired it."""
    return {match.rule: match.status for match in analysed(title, text).matches}


def analysed(title: str, text: str) -> Analysis:
    """Return what the shipped configuration says of an article."""
    return analyse(
        Article(id="a", revision="r", url="https://wakala.example/1", seen=SEEN, title=title, text=text), watch()
    )
