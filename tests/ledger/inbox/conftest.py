"""An inbox for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reissue import Reissue
from tests.ledger.inbox.kit import CLOCK, START, Box, gateway_to
from tests.ledger.vendor_server import VendorServer, served


@pytest.fixture(autouse=True)
def at_start() -> None:
    CLOCK.now = START


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Callable[..., Box]]:
    """Makes an inbox in the ledger of this test."""
    made: list[Box] = []

    def make(handler: Any = None, gateway: Reissue | None = None, **chosen: Any) -> Box:
        made.append(Box(tmp_path / "ledger.sqlite3", gateway or gateway_to(), handler, **chosen))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[VendorServer]:
    """The providers, which count what they are asked."""
    with served(tmp_path / "effects") as server:
        yield server
