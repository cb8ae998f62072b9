"""docs/status.md is true: each of its examples has the status and the deciding word that the page says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from marsad.records import Status
from tests.processors.statuses import MATCHER, TODAY

PAGE = Path(__file__).parents[2] / "docs" / "status.md"
EVENT, CUE, MARKS = re.compile(r"_(.+?)_"), re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\*\*|_")


class Example(NamedTuple):
    """A row of the page: the text with its marks, and the status that its column, or the head of its table, says."""

    text: str
    status: str


def _examples() -> Iterator[Example]:
    of_table = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            of_table = ""
        elif cells[0] in get_args(Status) and not cells[1]:
            of_table = cells[0]
        elif EVENT.search(cells[1]):
            yield Example(cells[1], cells[2] if len(cells) > 2 else of_table)


EXAMPLES = list(_examples())


def test_the_page_has_examples_of_every_status() -> None:
    """The page is read as it was meant: no table is passed over."""
    assert set(get_args(Status)) == {each.status for each in EXAMPLES}
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert len(EXAMPLES) == sum(EVENT.search(row) is not None for row in rows)


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.text for each in EXAMPLES])
def test_the_page_is_true(example: Example) -> None:
    """The hit that is slanted has that status, because of the word that is bold."""
    plain = MARKS.sub("", example.text)
    marked = EVENT.search(CUE.sub(r"\1", example.text))
    cue = CUE.search(example.text)
    assert marked
    at = marked.start()
    hit = next(hit for hit in MATCHER.hits("", plain, TODAY) if hit.start <= at < hit.end)
    assert (example.status, cue[1] if cue else "") == (hit.status, hit.cue)
