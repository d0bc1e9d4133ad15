"""A vendor on loopback, and a small project whose specification was read from its pages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sources_support import Shop, Vendor, make_shop, serve


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serve() as one:
        yield one


@pytest.fixture
def shop(vendor: Vendor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    return make_shop(vendor, tmp_path)
