"""A vendor on loopback, and a small project whose specification was read from its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reissue_generator.sources import check as sources
from tests.generator.sources.vendor_site import Vendor, Workspace, make_workspace, serve


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the day on which it runs: the pages were read on the first of this month."""
    monkeypatch.setattr(sources, "today", lambda: "2024-05-20")


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serve() as one:
        yield one


@pytest.fixture
def workspace(vendor: Vendor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    return make_workspace(vendor, tmp_path)
