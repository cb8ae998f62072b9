"""From the tables of channels.d to channels that can send."""

import pytest

from alerts.channels.build import build
from alerts.channels.tail import TailFile, TailStream
from alerts.channels.webhook import Webhook
from marsad.config.models import Secret, TailChannel, WebhookChannel
from marsad.errors import ConfigError
from tests.alerts.samples import SECRET, START, alert


def built(*tables, environ=(), base):
    return build(tables, dict(environ), base, now=lambda: START)


def webhook(name="desk", **changes):
    return WebhookChannel(**({"id": name, "type": "webhook", "url": "https://desk.example/x"} | changes))


def test_each_enabled_table_becomes_its_kind_of_channel(tmp_path):
    channels = built(
        TailChannel(id="out", type="tail"),
        TailChannel(id="file", type="tail", path=str(tmp_path / "a.jsonl")),
        webhook(),
        webhook("off", enabled=False, secret=Secret(env="MISSING")),
        base=tmp_path,
    )

    assert {"out": TailStream, "file": TailFile, "desk": Webhook} == {name: type(it) for name, it in channels.items()}


async def test_a_webhook_gets_what_its_table_says(receiver, tmp_path):
    (tmp_path / "key").write_text(SECRET + "\n", encoding="utf-8")
    (tmp_path / "key").chmod(0o600)
    table = webhook(
        url=receiver.url, secret=Secret(file="key"), allow_private=("127.0.0.0/8",), timeout_s=5.0, give_up="2h"
    )
    hook = built(table, base=tmp_path)["desk"]
    await hook.send(alert(), key="a1")
    await hook.close()

    ((headers, _),) = receiver.requests
    assert headers["Marsad-Signature"].startswith("t=1629036360,v1=")
    assert hook.give_up_s == 7200.0


def test_every_secret_that_is_missing_is_named_at_once(tmp_path):
    with pytest.raises(ConfigError) as caught:
        built(
            webhook("one", secret=Secret(env="NOT_SET")), webhook("two", secret=Secret(file="no-file")), base=tmp_path
        )

    assert [
        "channel 'one' secret: environment variable NOT_SET is not set. Set it before the start",
        f"channel 'two' secret: cannot read {tmp_path / 'no-file'}: No such file or directory. Create it or correct the path",
    ] == caught.value.problems
