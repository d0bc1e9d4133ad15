"""A sandbox that has no request to complain of, as lenient as the vendors and strict."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reissue_sandbox import Sandbox


@pytest.fixture(params=[False, True], ids=["lenient", "strict"])
def sandbox(sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The shared one; every request of a generated client fits its specification, and none is only tolerated."""
    sandbox.strict = request.param
    yield sandbox
    assert sandbox.violations == []
