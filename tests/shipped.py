"""The shipped configuration, read and compiled once for all tests of a process: both are immutable."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from marsad.config.load import load
from marsad.config.models import Config
from processors.pipeline import Watch, compile_watch

CONFIG = Path(__file__).parents[1] / "config"


@cache
def config() -> Config:
    """The shipped configuration."""
    return load(CONFIG).config


@cache
def watch() -> Watch:
    """The shipped configuration, compiled."""
    return compile_watch(config())
