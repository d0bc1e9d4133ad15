"""Lets the tests of this folder import what they share, and gives each a sandbox of which nothing is left over."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reissue_sandbox import Sandbox

sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("spec_calls")

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    with Sandbox(check_answers=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Iterator[Sandbox]:
    server.reset()
    server.clock.set(NOW)
    yield server
    assert server.violations == []
    assert server.world.crashes == []
    assert server.world.misfits == []
