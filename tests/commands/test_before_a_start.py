"""What `marsad run` would refuse on this machine, `marsad check` tells ahead of it, in the same words, with file and line."""

import pytest

from tests.config.sound import SOUND, write

HOOK = '[[channel]]\nid = "hook"\ntype = "webhook"\nurl = "https://newsroom.example/hook"\nsecret = {0}\n'
SETTINGS = SOUND["marsad.toml"]
BY_FILE = HOOK.format('{ file = "hook.secret" }')


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"channels.d/hook.toml": HOOK.format('{ env = "MARSAD_NOT_SET" }')},
            "config/channels.d/hook.toml:5: channel 'hook' secret: environment variable MARSAD_NOT_SET is not set. Set it before the start",
            id="variable",
        ),
        pytest.param(
            {"channels.d/hook.toml": BY_FILE},
            "config/channels.d/hook.toml:5: channel 'hook' secret: cannot read {config}/hook.secret: No such file or directory. Create it or correct the path",
            id="file",
        ),
        pytest.param(
            {"channels.d/hook.toml": BY_FILE, "hook.secret": "open-sesame"},
            "config/channels.d/hook.toml:5: channel 'hook' secret: everybody may read {config}/hook.secret. Run: chmod 600 {config}/hook.secret",
            id="open file",
        ),
        pytest.param(
            {"marsad.toml": SETTINGS + '[console]\npassword = { env = "MARSAD_NOT_SET" }\n'},
            "config/marsad.toml:4: console.password: environment variable MARSAD_NOT_SET is not set. Set it before the start",
            id="password",
        ),
        pytest.param(
            {"marsad.toml": SETTINGS + '[console]\nport = 0\nhost = "0.0.0.0"\n'},
            "config/marsad.toml:5: console.host = '0.0.0.0': nothing is asked of who comes, so only this machine may look. "
            "Use 127.0.0.1, or give console.password or console.proxy_header.",
            id="open console",
        ),
    ],
)
def test_what_a_start_would_refuse_is_told_ahead_of_it(files, expected, tmp_path, monkeypatch, here):
    """A warning only: where a configuration is looked at, the secrets of the machine that runs it need not be."""
    monkeypatch.chdir(tmp_path)
    config = write(tmp_path / "config", SOUND | files)
    for path in config.glob("*.secret"):
        path.chmod(0o644)
    checked, said, err = here("check", config)
    ran, _, refused = here("run", "--config", config)

    assert (0, 2) == (checked, ran)
    assert "sound" in said
    assert f"warning: {expected.format(config=config)}" in err.splitlines()
    assert expected.format(config=config) in refused.splitlines()
    assert "open-sesame" not in err + refused


def test_secrets_that_nobody_needs_are_not_asked_for(tmp_path, here):
    """A channel that is switched off may wait for its variable."""
    off = HOOK.format('{ env = "MARSAD_NOT_SET" }') + "enabled = false\n"
    assert (0, "") == here("check", write(tmp_path / "config", SOUND | {"channels.d/hook.toml": off}))[::2]


def test_a_role_needs_its_own_secrets_only(tmp_path, monkeypatch, here):
    """Who decides knows no channel; the password of Redis is told with file and line."""
    monkeypatch.chdir(tmp_path)
    settings = SETTINGS + '[cluster]\nredis_password = { env = "MARSAD_NOT_SET" }\n'
    hook = HOOK.format('{ env = "MARSAD_HOOK_NOT_SET" }')
    config = write(tmp_path / "config", SOUND | {"marsad.toml": settings, "channels.d/hook.toml": hook})
    status, _, err = here("run", "--config", config, "--role", "decide")

    assert 2 == status
    assert "config/marsad.toml:4: cluster.redis_password: environment variable MARSAD_NOT_SET is not set" in err
    assert "MARSAD_HOOK_NOT_SET" not in err


def test_one_port_for_people_and_machines_is_allowed_where_the_addresses_differ(tmp_path, here):
    """Either family has a loopback, and 0 is any port that is free."""
    for number, settings in enumerate(
        ("[console]\nport = 0\n[admin]\nport = 0\n", '[console]\nport = 8090\n[admin]\nhost = "::1"\nport = 8090\n')
    ):  # fmt: skip
        config = write(tmp_path / str(number) / "config", SOUND | {"marsad.toml": SETTINGS + settings})
        assert 0 == here("check", config)[0]
