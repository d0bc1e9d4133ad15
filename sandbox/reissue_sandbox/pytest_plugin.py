"""A pytest plugin: the fixture `reissue_sandbox`, fresh for each test; the server itself is started once per session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .server import Sandbox


@pytest.fixture(scope="session")
def reissue_sandbox_server() -> Iterator[Sandbox]:
    """The one server behind all tests of a session."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def reissue_sandbox(reissue_sandbox_server: Sandbox) -> Sandbox:
    """A sandbox in its first state: `reissue_sandbox.server_for("abillify")` is a client's `server=`."""
    reissue_sandbox_server.reset()
    return reissue_sandbox_server
