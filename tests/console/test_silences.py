"""Silences on the channels page: who holds back what, why and until when; kept and ended there."""

from datetime import timedelta

import pytest

from marsad.stores.ledger import SqliteLedger
from tests.console import newsroom
from tests.console.test_inquiries import said
from tests.console.whole import Operator, Whole

WISH = {"matchers": "rule=attack-port place=pl:port", "reason": "مناورة معلنة في الميناء", "hours": "6"}


async def test_a_silence_is_kept_listed_and_ended(whole: Whole, operator: Operator) -> None:
    """With its author, who is the one that asked for it; ending it takes it off the list."""
    await operator.post("/name", who="هدى")
    status, _, headers = await operator.post("/silences", page="/channels", **WISH)
    assert (303, "/channels") == (status, headers["Location"])
    (kept,) = await SqliteLedger(whole.store).silences(newsroom.NOW)
    assert ("هدى", newsroom.NOW + timedelta(hours=6)) == (kept.author, kept.expires)
    page = said((await operator.get("/channels"))[1])
    assert "1 rule=attack-port place=pl:port مناورة معلنة في الميناء هدى 17:34 · الآن 23:34 · بعد 6 ساعات أنهِه" in page

    await operator.post("/silences", page="/channels", end="1")
    assert "لا شيء يُسكَت الآن." in said((await operator.get("/channels"))[1])
    assert [] == await SqliteLedger(whole.store).silences(newsroom.NOW)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"matchers": "rul=x"}, "rul=x: write key=value"),
        ({"matchers": ""}, "no matcher"),
        ({"matchers": "place=SY"}, "place=SY: write the country in small letters"),
        ({"matchers": "actor=grp:talban"}, "unknown actor 'grp:talban'"),
        ({"reason": " "}, "reason"),
        ({"hours": "soon"}, "«soon» ليس عدداً"),
        ({"end": "0x1"}, "«0x1» ليس عدداً"),
    ],
)
async def test_a_silence_that_cannot_be_meant_is_told_on_the_page(
    whole: Whole, operator: Operator, wrong: dict[str, str], told: str
) -> None:
    """What was typed stays in the form; nothing is kept."""
    status, page, _ = await operator.post("/silences", page="/channels", **{**WISH, **wrong})
    assert (200, True) == (status, told in said(page))
    assert f'value="{ {**WISH, **wrong}["matchers"] }"' in page
    assert [] == await SqliteLedger(whole.store).silences(newsroom.NOW)


async def test_a_form_from_elsewhere_keeps_no_silence(whole: Whole, operator: Operator) -> None:
    """As every form of ours, this one is asked for its token."""
    assert 403 == (await operator.post("/silences", csrf="x", **WISH))[0]
    assert [] == await SqliteLedger(whole.store).silences(newsroom.NOW)
