"""What tests of `diff` share."""

from __future__ import annotations

import pytest

from reissue_generator.changes.python.clients import Python


@pytest.fixture
def wire_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages are not written, which would take most of the time: what Python sees of a change is tested elsewhere."""
    monkeypatch.setattr(Python, "compare", lambda _: None)
