"""A real Prometheus and a real Alertmanager, started with the commands of docker-compose.yml."""

from __future__ import annotations

import contextlib
import http.client
import json
import urllib.parse
from pathlib import Path
from typing import Any

from tests.deploy.files import PROMETHEUS, compose
from tests.servers.process import Process, free_port
from tests.servers.wanted import need

READY_S = 30


def command_here(service: str, program: str, places: dict[str, Path]) -> list[str]:
    """The command of a service, with its places in the container replaced by ours."""
    arguments = [str(need(program))]
    for argument in compose()["services"][service]["command"]:
        name, _, value = argument.partition("=")
        arguments.append(f"{name}={places[value]}" if value in places else argument)
    return arguments


class Watcher:
    """A program with an HTTP API; `folder` holds its data and its log. Its methods block."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.address = f"127.0.0.1:{free_port()}"
        self.process = Process(folder / f"{name}.log")

    def start(self, command: list[str]) -> None:
        """Start on a port of our own, and return when it is ready. Raises NotStarted."""
        listen = f"--web.listen-address={self.address}"
        self.process.run([*command, listen], ready=self._answers, timeout_s=READY_S)

    def get(self, path: str, **parameters: str) -> Any:
        """Ask the API; an error it answers is shown in the failure."""
        return self._ask("GET", f"{path}?{urllib.parse.urlencode(parameters)}")

    def post(self, path: str, value: Any) -> None:
        """Send JSON to the API."""
        self._ask("POST", path, json.dumps(value))

    def _ask(self, method: str, path: str, body: str | None = None) -> Any:
        with contextlib.closing(http.client.HTTPConnection(self.address, timeout=10)) as connection:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            said = answer.read().decode()
        assert answer.status == 200, f"{method} {path}: {answer.status} {said}"
        return json.loads(said) if said.startswith(("{", "[")) else said

    def _answers(self) -> bool:
        try:
            return all(self._ask("GET", f"/-/{probe}") for probe in ("healthy", "ready"))
        except (AssertionError, OSError, http.client.HTTPException):
            return False


def prometheus(folder: Path, target: str) -> Watcher:
    """A Prometheus that scrapes `target` (host:port) as the role marsad every second and loads our rules."""
    scraped = {"job_name": "marsad", "static_configs": [{"targets": [target]}]}
    settings = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(PROMETHEUS / "rules.yml")],
        "scrape_configs": [scraped],
    }
    watcher = Watcher("prometheus", folder)
    config = folder / "prometheus.yml"
    config.write_text(json.dumps(settings))  # JSON is YAML
    places = {"/etc/prometheus/prometheus.yml": config, "/prometheus": folder / "data"}
    watcher.start(command_here("prometheus", "prometheus", places))
    return watcher


def alertmanager(folder: Path) -> Watcher:
    """An Alertmanager with the shipped configuration."""
    watcher = Watcher("alertmanager", folder)
    config = PROMETHEUS.parent / "alertmanager" / "alertmanager.yml"
    places = {"/etc/alertmanager/alertmanager.yml": config, "/alertmanager": folder / "data"}
    watcher.start(command_here("alertmanager", "prometheus-alertmanager", places))
    return watcher
