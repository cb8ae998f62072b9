"""`marsad run --role all` outlives Kafka and Redis: a role that they keep from starting is started anew until they are back."""

import subprocess
import sys

import pytest

from marsad.errors import TRY_AGAIN
from tests.config.sound import SOUND, write
from tests.servers.process import Process, free_port, until

SHORT = (
    "import sys; from marsad.cli import main; from marsad.runtime import decide_part, fitting;"
    " decide_part.START_S = 0.2; fitting.fitting.__kwdefaults__['patience_s'] = 0.2; sys.exit(main(sys.argv[1:]))"
)  # a minute takes as long as that


@pytest.fixture
def nobody(tmp_path):
    """A configuration whose Kafka and Redis do not answer."""
    cluster = f'[cluster]\nbrokers = ["127.0.0.1:{free_port()}"]\nredis = "redis://127.0.0.1:{free_port()}/0"\n'
    off = SOUND["feeds.d/base.toml"] + "enabled = false\n"
    ours = f'[store]\npath = "{tmp_path}/marsad.db"\n[admin]\nport = 0\n[console]\nport = 0\n'
    settings = SOUND["marsad.toml"] + ours + cluster
    return write(tmp_path / "config", SOUND | {"marsad.toml": settings, "feeds.d/base.toml": off})


@pytest.mark.parametrize(("role", "missed"), [("decide", "Redis"), ("analyse", "Kafka")])
def test_a_worker_that_nobody_answers_asks_to_be_started_again(nobody, role, missed):
    """Exit status 75 and not 2: the configuration is sound, and what is missed comes back."""
    command = [sys.executable, "-c", SHORT, "run", "--config", nobody, "--role", role, "--admin-port", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert TRY_AGAIN == ended.returncode, ended.stderr
    assert f"{missed} does not answer as it should" in ended.stderr.splitlines()[-1]
    assert ended.stderr.endswith("It is tried again at the next start.\n")


@pytest.mark.slow
def test_a_role_that_nobody_answers_is_started_anew_and_the_others_go_on(nobody, tmp_path):
    """After a minute without Redis the decider ends; the poller and the desk stay, and so does the whole."""
    whole = Process(tmp_path / "all.log")

    def said() -> str:
        return whole.log.read_text(errors="replace")

    command = [sys.executable, "-m", "marsad", "run", "--config", nobody, "--role", "all", "--admin-port", "0"]
    try:
        whole.run(command, ready=lambda: said().count("is process") == 4, timeout_s=60)
        assert until(lambda: said().count("role decide is process") == 2, timeout_s=120), whole.last_lines()
        assert whole.running
        assert "role decide ended with status 75: it is started anew" in said()
        assert (1, 1) == (said().count("role ingest is process"), said().count("role desk is process"))
    finally:
        whole.stop(30)
