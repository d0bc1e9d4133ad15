"""A sandbox for the tests: one server per session, fresh for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reissue_sandbox import Sandbox

sys.path.insert(0, str(Path(__file__).parent))

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Iterator[Sandbox]:
    server.reset()
    server.clock.set(NOW)
    yield server
    assert server.world.crashes == []


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have real credentials in the environment: they must not meet."""
    import os

    for name in list(os.environ):
        if name.startswith("REISSUE_"):
            monkeypatch.delenv(name)
