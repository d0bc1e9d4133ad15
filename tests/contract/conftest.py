"""A sandbox that has no request to complain of, either."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reissue_sandbox import Sandbox


@pytest.fixture
def sandbox(sandbox: Sandbox) -> Iterator[Sandbox]:
    """The shared one; every request of a generated client fits its specification."""
    yield sandbox
    assert sandbox.violations == []
