"""What all tests share: a sandbox, no credentials of whoever runs them, and how Hypothesis looks for examples.

Tests are a package, so a test imports what it shares by its full name (`from tests.runtime.scripted_client import Kit`).
A folder has a `conftest.py` of its own only for fixtures that nobody else wants.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from reissue_sandbox import Sandbox
from tests.inbox import Inbox, open_inbox

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

OWN_SWITCHES = frozenset(
    f"REISSUE_{name}"
    for name in ("CACHE", "EVIDENCE", "FUZZ", "GOLDEN", "KILLS", "OPENAPI_DIRECTORY", "TEST_NOW", "TEST_OFFSET")
)
"""Environment variables that the tests themselves obey."""

# Derandomized: a failure in CI is the same failure at a desk. No database, no deadline on a shared machine.
settings.register_profile(
    "reissue",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("reissue")


@pytest.fixture(scope="session", autouse=True)
def no_environment() -> Iterator[None]:
    """Whoever runs the tests may have real credentials in the environment: they must not meet. `CI` makes checks total."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        patch.setattr(os, "fsync", lambda _: None)  # no test survives a loss of power
        for name in list(os.environ):
            if name.startswith("REISSUE_") and name not in OWN_SWITCHES:
                patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def what_was_emitted_is_formatted() -> Iterator[None]:
    """Clients of small documents are not formatted one by one, which takes a third of their time."""
    yield
    if (small_clients := sys.modules.get("tests.generator.small_clients")) is not None:
        small_clients.format_all()


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    """The one server behind all tests of a session; it checks its own answers against the specifications."""
    with Sandbox(check_answers=True) as sandbox:
        yield sandbox


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """An address that takes webhooks."""
    with open_inbox() as made:
        yield made


@pytest.fixture
def sandbox(server: Sandbox) -> Iterator[Sandbox]:
    """A sandbox in its first state, of which no fault of its own is left over; our clients give it nothing to notice."""
    server.reset(at=NOW)
    yield server
    assert server.notices == []
    assert server.simulation.crashes == []
    assert server.simulation.misfits == []


def pytest_collection_finish() -> None:
    """What was imported and collected stays for ever: no collection of garbage needs to look through it again."""
    gc.collect()
    gc.freeze()
