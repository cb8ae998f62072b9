"""docs/channels.md is true."""

import re
import shlex
from pathlib import Path

from alerts.bucket import Bucket
from alerts.channels.build import build
from alerts.channels.by_apprise import ByApprise
from alerts.channels.kafka_topic import KafkaTopic
from alerts.channels.mail import Mail
from alerts.channels.redis_stream import RedisStream
from alerts.channels.slack import SlackBot, SlackWebhook
from alerts.channels.telegram import Telegram
from alerts.plan import EDIT_S, ROLL_UP_S, THREAD_S
from marsad.cli import parser
from marsad.config.channel_tables import AppriseChannel, When
from marsad.config.load import load
from marsad.config.matchers import when_of
from marsad.metrics import DELIVERIES, HELD, SUPPRESSED
from marsad.stores.sending import LONGEST
from tests.alerts.samples import START
from tests.config.sound import write

PAGE = (Path(__file__).parents[2] / "docs" / "channels.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_every_table_on_the_page_loads_also_with_its_comments_in_force(tmp_path):
    """What stands behind a # is a key like the others."""
    in_force = "\n".join(re.sub(r"^# (\w+ = )", r"\1", line) for block in BLOCKS for line in block.splitlines())
    for name, text in (("as-shown", "\n".join(BLOCKS)), ("in-force", in_force)):
        folder = tmp_path / name
        found = load(write(folder, {"channels.d/page.toml": text})).config
        assert 3 == len(found.routes)
        assert {"telegram", "slack", "email", "apprise", "redis", "kafka"} == {each.type for each in found.channels}


def test_every_channel_on_the_page_can_be_made(tmp_path):
    """Secrets come from where the page says."""
    tables = [
        each
        for each in load(write(tmp_path, {"channels.d/page.toml": "\n".join(BLOCKS)})).config.channels
        if not isinstance(each, AppriseChannel)
    ]
    tables = [
        each.model_copy(update={"user": "", "password": None}) if each.type == "email" else each for each in tables
    ]
    secrets = dict.fromkeys(
        ("MARSAD_TELEGRAM_TOKEN", "MARSAD_SLACK_TOKEN", "MARSAD_SLACK_WEBHOOK"), "https://x.example/y"
    )
    made = build(tables, secrets, tmp_path, now=lambda: START)

    kinds = {"newsroom": Telegram, "slack": SlackBot, "slack-simple": SlackWebhook, "mail": Mail}
    assert kinds | {"stream": RedisStream, "topic": KafkaTopic} == {name: type(each) for name, each in made.items()}
    assert (20, 60.0) == made["newsroom"].rate


def test_the_page_names_every_matcher():
    said = PAGE.partition("does not\nhave matches nothing: ")[2].partition(".")[0] or PAGE
    assert set(When.model_fields) == set(
        re.findall(r"`(\w+)`", PAGE.partition("matches nothing: ")[2].partition(".\n")[0])
    ), said


def test_the_times_on_the_page_are_those_of_the_program():
    assert f"at most every {EDIT_S:g} s" in PAGE
    assert f"at most every {THREAD_S / 60:g} min" in PAGE
    assert f"wait over {ROLL_UP_S:g} s" in PAGE
    assert f"at most {LONGEST.days} days" in PAGE
    assert 20 // 4 == Bucket(20, 60.0).capacity


def test_the_page_names_every_reason_the_metrics_know():
    """And no other in their table."""
    rows = dict(re.findall(r"^\| `(marsad_\w+)` \|(.*)\|$", PAGE, re.MULTILINE))
    named = {name: set(re.findall(r"`(\w+)`", words)) for name, words in rows.items()}

    assert set(HELD) | {"reason"} == named["marsad_delivery_held"]
    assert set(SUPPRESSED) | {"reason"} == named["marsad_delivery_suppressed_total"]
    assert set(DELIVERIES) | {"outcome"} == named["marsad_deliveries_total"]


def test_the_commands_on_the_page_are_taken():
    """As they stand there."""
    lines = re.findall(r"^marsad ([^#\n]*)", PAGE, re.MULTILINE)
    parsed = [parser().parse_args(shlex.split(line)) for line in lines]

    assert [("silence", "add"), ("silence", "list"), ("silence", "end")] == [(each.verb, each.act) for each in parsed]
    assert When(rule=("take*",), place=("af", "pk")) == when_of(parsed[0].matchers)


def test_the_kinds_that_may_repeat_are_named():
    """Telegram, Slack, Kafka and Apprise cannot tell a repeat."""
    cannot = [
        kind
        for kind in (Telegram, SlackBot, SlackWebhook, KafkaTopic, ByApprise, Mail, RedisStream)
        if not kind.idempotent
    ]

    assert [Telegram, SlackBot, SlackWebhook, KafkaTopic, ByApprise] == cannot
