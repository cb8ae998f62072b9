"""Who did what to whom, as people and programs read it on an alert."""

import json

import msgspec
import pytest

from alerts.cards import SHAPES, Style, story_card
from alerts.quoting import FSI, PDI, RLM
from alerts.render import payload
from alerts.told import told
from alerts.writers import page, plain, quiet_plain, slack_blocks, telegram
from marsad.records import Alert, Deed, Side, decode, encode
from tests.alerts.hostile import HOSTILE, MailText, TelegramText
from tests.alerts.samples import alert

TALIBAN = Side(id="grp:taliban", name="طالبان")
ARMY = Side(id="mil:AF", name="الجيش الأفغاني")
ON_FORT = Deed(event="attack", source=TALIBAN, place="قلعة ناو", taken=True)


def lines(write, *deeds):
    """Return the lines of a message that tell `deeds`."""
    card = story_card(told([alert(events=deeds)]), Style())
    return write(tuple(line for line in card if line.role == "events"))


@pytest.mark.parametrize(
    ("said", "deed"),
    [
        pytest.param("هجوم: طالبان ← قلعة ناو", ON_FORT, id="a town is attacked itself"),
        pytest.param(
            "سيطرة: طالبان ← قندوز",
            Deed(event="control", source=TALIBAN, place="قندوز", taken=True),
            id="a town is taken",
        ),
        pytest.param(
            "هجوم: طالبان ← الجيش الأفغاني", Deed(event="attack", source=TALIBAN, target=ARMY), id="both sides"
        ),
        pytest.param(
            "هجوم: طالبان ← الجيش الأفغاني في قندوز",
            Deed(event="attack", source=TALIBAN, target=ARMY, place="قندوز"),
            id="both sides and where",
        ),
        pytest.param("هجوم: غير معلوم ← الجيش الأفغاني", Deed(event="attack", target=ARMY), id="nobody is guessed"),
        pytest.param(
            "قتل: طالبان ← غير معلوم في قندوز",
            Deed(event="killed", source=TALIBAN, place="قندوز"),
            id="no town is killed",
        ),
        pytest.param(
            "هجوم (أُحبط): طالبان ← الجيش الأفغاني",
            Deed(event="attack", source=TALIBAN, target=ARMY, status="prevented"),
            id="one that did not take place",
        ),
        pytest.param("صدّ: الجيش الأفغاني ← طالبان", Deed(event="repelled", source=ARMY, target=TALIBAN), id="repelled"),
    ],
)
def test_an_event_is_one_line_from_who_did_it_to_whom(said, deed):
    """Right to left, the arrow points as one reads."""
    assert said == lines(plain, deed).translate({ord(mark): None for mark in (RLM, FSI, PDI)})


def test_each_name_stands_isolated_on_every_channel():
    """A Latin name, or one with marks of its own, moves nothing around it."""
    deed = Deed(event="attack", source=Side(id="grp:ira", name="IRA"), place="قلعة ناو", taken=True)
    isolated = f"{RLM}هجوم: {FSI}IRA{PDI} ← {FSI}قلعة ناو{PDI}"
    assert isolated == lines(plain, deed)
    assert isolated == lines(quiet_plain, deed)
    assert isolated == lines(telegram, deed)
    assert "<p>هجوم: <bdi>IRA</bdi> ← <bdi>قلعة ناو</bdi></p>" in lines(page, deed)
    (block,) = lines(slack_blocks, deed)
    assert isolated + "\n" == "".join(part["text"] for section in block["elements"] for part in section["elements"])


def test_the_line_stands_behind_the_sentence_and_goes_with_the_actors_where_room_is_short():
    """It says more than the names alone, and goes no sooner than they."""
    story = told([alert(events=(ON_FORT, Deed(event="killed", target=ARMY)))])
    assert ["sentence", "events", "events", "actors"] == [line.role for line in story_card(story, Style())][2:6]
    for shape in SHAPES:
        shown = {line.role for line in story_card(story, Style(), shape)}
        assert ("actors" in shown) == ("events" in shown)


def test_the_story_tells_the_events_of_the_article_it_shows():
    """Of an update they are the update's, and spreading brings none."""
    later = Deed(event="killed", source=TALIBAN, target=ARMY)
    opened, updated = alert("a1", events=(ON_FORT,)), alert("a2", reason="updated", events=(later,))
    assert (ON_FORT,) == told([opened, alert("a2", reason="spread", events=())]).events
    assert (later,) == told([opened, updated]).events


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_words(text):
    """They came from the article as much as the headline did."""
    deed = Deed(event="attack", source=Side(id=text, name=text), target=Side(id=text, name=text), place=text)
    MailText(lines(page, deed))  # raises at anything that runs, loads or is left open
    assert [] == TelegramText(lines(telegram, deed)).calls
    made = lines(plain, deed)
    assert 1 == len(made.splitlines())
    assert made.count(FSI) == made.count(PDI)
    assert "←" in made


def test_programs_get_ids_and_names():
    """Every key is there, null where the article does not say."""
    made = json.loads(msgspec.json.encode(payload(alert(events=(ON_FORT,)))))
    assert [
        {
            "event": "attack",
            "source": {"id": "grp:taliban", "name": "طالبان"},
            "target": None,
            "place": "قلعة ناو",
            "taken": True,
            "status": "asserted",
        }
    ] == made["events"]


def test_alerts_of_before_have_no_events_and_those_of_now_keep_them():
    """The log holds both."""
    old = json.loads(encode(alert()))
    assert "events" not in old
    assert () == decode(json.dumps(old).encode(), Alert).events
    assert (ON_FORT,) == decode(encode(alert(events=(ON_FORT,))), Alert).events
