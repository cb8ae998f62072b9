"""Fixtures for tests of the newsroom."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.demo.samples import Hand


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Return a client that is closed after the test."""
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def hand() -> Hand:
    """Return a clock's hand at zero."""
    return Hand()
