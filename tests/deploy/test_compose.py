"""docker-compose.yml: what it promises about every service, whichever profile starts it."""

import json
import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import jsonschema
import pytest

from marsad.cli import parser
from tests.deploy.files import ROOT, compose, yaml

COMPOSE = compose()
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"].startswith("marsad:"))
ENDS = ("topics",)  # a service that does its work and ends
every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def schema() -> dict:
    # Read where it lies: the package is a command, and has no word for it.
    home = find_spec("check_jsonschema").origin
    return json.loads((Path(home).parent / "builtin_schemas" / "vendor" / "compose-spec.json").read_text())


def mistakes(document: dict) -> list[str]:
    validator = jsonschema.validators.validator_for(schema())(schema())
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(document)]


def test_the_file_is_what_compose_reads():
    """The schema of the Compose specification finds nothing, and would find a wrong key."""
    assert [] == mistakes(COMPOSE)
    (mistake,) = mistakes(COMPOSE | {"services": SERVICES | {"kafka": SERVICES["kafka"] | {"helthcheck": {}}}})
    assert "$.services.kafka: " in mistake
    assert "'helthcheck'" in mistake


@every_service
def test_an_image_never_changes_under_its_name(name):
    """A full version, never `latest`: a restart does not bring another program."""
    assert re.search(r":v?\d+\.\d+\.\d+(-[a-z0-9]+)?$", SERVICES[name]["image"])


@every_service
def test_only_this_machine_reaches_a_port(name):
    """There is no login: every published port is on loopback."""
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port) for port in SERVICES[name].get("ports", []))


@every_service
def test_a_service_is_contained(name):
    """Read-only root, no capability, no new privilege, bounded memory, processes and logs, and a time to stop in."""
    service = SERVICES[name]

    assert (True, ["ALL"], ["no-new-privileges:true"]) == (
        service["read_only"], service["cap_drop"], service["security_opt"],
    )  # fmt: skip
    assert {"mem_limit", "pids_limit", "stop_grace_period", "tmpfs", "logging"} <= set(service)
    assert any(place.startswith("/tmp:") and "size=" in place for place in service["tmpfs"])  # noqa: S108 - theirs
    assert not {"privileged", "cap_add", "network_mode", "container_name", "pid"} & set(service)
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))


@every_service
def test_a_service_is_asked_whether_it_is_well_and_started_again(name):
    """Only what ends by itself has no health check and no restart."""
    service = SERVICES[name]
    if name in ENDS:
        assert ({"disable": True}, "no") == (service["healthcheck"], service["restart"])
    else:
        assert {"test", "interval", "timeout", "retries", "start_period"} <= set(service["healthcheck"])
        assert "unless-stopped" == service["restart"]


@every_service
def test_what_a_service_waits_for_has_a_condition_and_its_profile(name):
    """A bare depends_on waits for nothing; one on another profile could never be met."""
    for other, how in SERVICES[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if other in ENDS else "service_healthy"
        assert wanted == how["condition"]
        assert SERVICES[name]["profiles"] == SERVICES[other]["profiles"]


@every_service
def test_configuration_is_mounted_read_only_and_exists(name):
    """What comes from the repository cannot be changed from inside; what must be kept is a declared volume."""
    for volume in SERVICES[name].get("volumes", []):
        source, _, rest = volume.partition(":")
        if source.startswith("./"):
            assert (ROOT / source).exists()
            assert rest.endswith(":ro")
        else:
            assert source in COMPOSE["volumes"]


def test_nothing_is_started_by_accident():
    """Each service has one profile, so `docker compose up` starts what .env names: marsad alone."""
    assert all(len(service["profiles"]) == 1 for service in SERVICES.values())
    named = re.search(r"^COMPOSE_PROFILES=(.*)$", (ROOT / ".env").read_text(), re.MULTILINE)
    assert ["marsad"] == [name for name, service in SERVICES.items() if service["profiles"] == [named[1]]]
    assert {"one", "cluster", "watch"} == {service["profiles"][0] for service in SERVICES.values()}


def test_env_holds_no_secret():
    """It is committed: only the list of profiles stands there."""
    lines = [line for line in (ROOT / ".env").read_text().splitlines() if line and not line.startswith("#")]

    assert ["COMPOSE_PROFILES=one"] == lines


def test_kafka_and_redis_can_only_be_reached_by_the_stages():
    """`core` has no way out, and what stands on it alone publishes no port."""
    inner = {name for name, service in SERVICES.items() if service["networks"] == ["core"]}

    assert COMPOSE["networks"]["core"]["internal"]
    assert {"kafka", "redis", "topics", "analyse", "decide"} == inner
    assert {"marsad", "ingest", "desk"} == {name for name, s in SERVICES.items() if "out" in s["networks"]}
    assert not any("ports" in SERVICES[name] for name in inner)


@pytest.mark.parametrize("name", OURS)
def test_marsad_runs_as_nobody_on_a_volume_of_its_own(name):
    """User 65534; two services that keep something never share the place."""
    kept = [v for v in SERVICES[name]["volumes"] if v.endswith(":/srv/marsad/var")]

    assert "65534:65534" == SERVICES[name]["user"]
    assert [f"{name}-var:/srv/marsad/var"] * (name in {"marsad", "ingest", "desk"}) == kept
    assert "./config:/srv/marsad/config:ro" in SERVICES[name]["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_marsad_understands_its_command_and_its_health_check(name):
    """The command line takes what Compose gives it."""
    parser().parse_args(SERVICES[name]["command"])
    if name not in ENDS:
        kind, program, *arguments = SERVICES[name]["healthcheck"]["test"]
        assert ("CMD", "marsad") == (kind, program)
        assert "health" == parser().parse_args(arguments).verb


def test_the_four_roles_run_and_two_of_them_more_than_once():
    """Workers of analyse share its work and decide has a standby; the others are alone by design."""
    roles = {
        s["command"][2]: s.get("deploy", {}).get("replicas", 1)
        for s in SERVICES.values()
        if "--role" in s.get("command", ())
    }

    assert {"ingest": 1, "analyse": 2, "decide": 2, "desk": 1} == roles
    assert 1 == SERVICES["analyse"]["cpus"]
    assert not any("ports" in SERVICES[name] for name in ("analyse", "decide"))


def test_the_image_has_the_version_of_the_project():
    """One number: pyproject.toml, the tag in Compose and the label of the image."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert {f"marsad:{version}"} == {SERVICES[name]["image"] for name in OURS}
    assert f'org.opencontainers.image.version="{version}"' in (ROOT / "deploy" / "Dockerfile").read_text()


def test_prometheus_scrapes_exactly_the_services_of_marsad():
    """Every long-running service of ours by its name, at the admin port."""
    (ours,) = [
        job for job in yaml(ROOT / "deploy/prometheus/prometheus.yml")["scrape_configs"] if job["job_name"] == "marsad"
    ]
    (found,) = ours["dns_sd_configs"]

    assert sorted(set(OURS) - set(ENDS)) == sorted(found["names"])
    assert ("A", 8081) == (found["type"], found["port"])
    assert all("core" in SERVICES[name]["networks"] for name in ["prometheus", *found["names"]])


def test_the_board_is_mounted_where_grafana_looks_for_it():
    """The provider's path, the home board and the mount agree; boards cannot be changed in the browser."""
    grafana = SERVICES["grafana"]
    (provider,) = yaml(ROOT / "deploy/grafana/provisioning/dashboards/marsad.yml")["providers"]
    (source,) = yaml(ROOT / "deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    home = grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]

    assert f"./deploy/grafana/dashboards:{provider['options']['path']}:ro" in grafana["volumes"]
    assert f"{provider['options']['path']}/marsad-overview.json" == home
    assert (False, "http://prometheus:9090") == (provider["allowUiUpdates"], source["url"])
