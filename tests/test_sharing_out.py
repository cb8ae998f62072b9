"""Two processes share the suite by whole files, and what goes on with one cluster stays in one of them."""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CONFTEST = (
    "from tests.sharing_out import WholeFiles\n"
    "def pytest_xdist_make_scheduler(config, log):\n    return WholeFiles(config, log)\n"
)
TESTS = 'import pytest\n@pytest.mark.parametrize("n", range(6))\ndef test_it(n):\n    pass\n'


def test_a_file_and_the_folder_of_one_cluster_go_to_one_process(tmp_path):
    """Tests of chaos share a cluster over files; elsewhere a file is what shares."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    files = ["tests/alerts/test_a.py", "tests/chaos/test_b.py", "tests/chaos/test_c.py", "tests/ingest/test_d.py"]
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(TESTS)
    options = ["-v", "-n", "2", "--rootdir", tmp_path, "--import-mode=importlib"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environ["PYTHONPATH"] = str(HERE.parent)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tmp_path],
        env=environ, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    ran = {(file, worker) for worker, file in re.findall(r"^\[(gw\d)\].* PASSED (\S+?)::", done.stdout, re.MULTILINE)}

    assert "24 passed" in done.stdout, done.stdout + done.stderr
    assert sorted(files) == sorted(file for file, _ in ran)
    assert 1 == len({worker for file, worker in ran if "chaos" in file})
    assert 2 == len({worker for _, worker in ran})
