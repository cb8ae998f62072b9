"""docs/webhook.md is true."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from alerts.channels.webhook import signature
from alerts.render import payload
from marsad.config.load import freeze
from marsad.config.models import Channel, Route
from tests.alerts.samples import SECRET, START, alert

PAGE = (Path(__file__).parents[2] / "docs" / "webhook.md").read_text(encoding="utf-8")
BODY = b'{"id":"a1"}'


def block(language):
    """Return the first block of code in `language`."""
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL).group(1)


@pytest.fixture(scope="module")
def verified():
    """The function readers copy from the page."""
    names = {}
    exec(block("python"), names)  # noqa: S102 - our own page
    return names["verified"]


def test_the_verification_on_the_page_takes_what_we_sign(verified):
    header = signature(SECRET, START, BODY)

    assert verified(SECRET, header, BODY, now=START.timestamp())
    assert verified(SECRET, header, BODY, now=START.timestamp() + 299)


@pytest.mark.parametrize(
    ("secret", "body", "late_s"),
    [("other", BODY, 0), (SECRET, BODY + b" ", 0), (SECRET, BODY, 301), (SECRET, BODY, -301)],
)
def test_the_verification_on_the_page_takes_nothing_else(verified, secret, body, late_s):
    """A wrong key, a changed body, an old request."""
    assert not verified(secret, signature(SECRET, START, BODY), body, now=START.timestamp() + late_s)


@pytest.mark.parametrize("header", ["", "t=", "v1=00", "t=x,v1=00", "t=1629036360", "t=1629036360,v1=é", "t=²,v1=0"])
def test_the_verification_on_the_page_takes_no_malformed_header(verified, header):
    assert verified(SECRET, header, BODY, now=START.timestamp()) is False


def test_the_example_has_the_keys_of_the_format_and_marks_its_word():
    example = json.loads(block("json"))
    ((start, end),) = example["marks"]

    assert list(payload(alert())) == list(example)
    assert example["sentence"][start:end] == "سيطرتها"


def test_the_table_names_every_key():
    table = PAGE.partition("## The alert")[2].partition("Times are")[0]
    named = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)))

    assert list(payload(alert())) == named


def test_the_configuration_on_the_page_is_sound():
    data = freeze(tomllib.loads(block("toml")))

    assert ["desk", "file"] == [TypeAdapter(Channel).validate_python(each).id for each in data["channel"]]
    assert ("desk", "file") == TypeAdapter(Route).validate_python(data["route"][0]).to
