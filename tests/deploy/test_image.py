"""The image: what goes to the builder, what is built from it, and as whom it runs."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from tests.deploy.files import DEPLOY, ROOT, run

DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()
PACKAGES = ("marsad", "ingest", "processors", "alerts")


def sent(path: Path) -> bool:
    """Whether .dockerignore lets a file through: the last pattern that fits decides, and a directory covers its files."""
    kept = True
    for line in IGNORED:
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = path.relative_to(ROOT)
        covers = [str(parts), *map(str, parts.parents)] if not line.startswith("**/") else list(parts.parts)
        if line and not line.startswith("#") and any(fnmatch(each, pattern) for each in covers if each != "."):
            kept = line.startswith("!")
    return kept


@cache
def context() -> list[Path]:
    """The files of the working tree that go to the builder."""
    heads = [name.name for name in ROOT.iterdir() if not name.name.startswith(".")]
    files = [path for head in heads for path in [ROOT / head, *(ROOT / head).rglob("*")] if path.is_file()]
    return [path for path in files if sent(path)]


def test_no_secret_store_or_history_goes_to_the_builder():
    """What is not named in .dockerignore stays here."""
    assert not any(map(sent, (
        ROOT / ".git/config", ROOT / ".env", ROOT / "var/marsad.db", ROOT / "config/secrets/desk",
        ROOT / "deploy/alertmanager/secrets/ops_url", ROOT / ".venv/bin/python", ROOT / "marsad/__pycache__/cli.pyc",
    )))  # fmt: skip
    assert all(map(sent, (ROOT / "marsad/cli.py", ROOT / "config/marsad.toml", ROOT / "requirements.lock")))


def test_everything_the_build_copies_is_sent():
    """A COPY of something .dockerignore holds back ends the build."""
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)

    assert {"requirements.lock", ".", "config"} == set(copied)
    assert all(any(path.is_relative_to(ROOT / each) for path in context()) for each in copied)


def test_the_image_is_pinned_locked_and_runs_as_nobody():
    """A full version of Python in both stages, packages by hash, uid 65534 that owns only what it writes."""
    assert re.search(r"^ARG PYTHON=python:3\.11\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert ["${PYTHON}", "${PYTHON}"] == re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert "install --require-hashes --no-deps -r requirements.lock" in DOCKERFILE
    assert "install -d -o 65534 -g 65534 /srv/marsad/var" in DOCKERFILE
    assert ["65534:65534"] == re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert 'CMD ["marsad", "health"]' in DOCKERFILE


@pytest.mark.slow
def test_what_is_built_from_the_context_is_whole(tmp_path):
    """The wheel has every file of the packages, and the command in it takes the shipped configuration."""
    source, site = tmp_path / "source", tmp_path / "site"
    for path in context():
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    run(sys.executable, *pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, source)
    (wheel,) = tmp_path.glob("*.whl")
    run(sys.executable, *pip, "install", "--no-deps", "--target", site, wheel)
    checked = subprocess.run(
        [sys.executable, "-c", "import marsad, sys; print(marsad.__file__); from marsad.cli import main; sys.exit(main())", "check", source / "config"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(site)}, capture_output=True, check=False, text=True, timeout=60,
    )  # fmt: skip

    built = {name for name in zipfile.ZipFile(wheel).namelist() if name.split("/")[0] in PACKAGES}
    assert {str(path.relative_to(ROOT)) for path in context() if path.relative_to(ROOT).parts[0] in PACKAGES} == built
    assert 0 == checked.returncode, checked.stderr
    assert checked.stdout.startswith(str(site))
