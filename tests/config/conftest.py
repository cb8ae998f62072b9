"""A small sound configuration that each test may spoil."""

from pathlib import Path

import pytest

from tests.config.sound import SOUND, write


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A configuration directory without a mistake or a warning."""
    return write(tmp_path / "config", SOUND)
