"""A server that counts, a gateway to it, and a ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reissue import Reissue
from reissue_ledger.ledger import Ledger
from reissue_ledger.lines import Line
from reissue_ledger.planning.settings import Settings
from reissue_ledger.planning.shapes import Wish
from reissue_ledger.run import Run
from tests.ledger.vendor_server import QUICK, VendorServer, environment, served

FAST = Settings(per_second=None, in_flight=2, stop_after_unknown=1000)
Start = Callable[..., Run]


@pytest.fixture
def vendors(tmp_path: Path) -> Iterator[VendorServer]:
    """The server, in this process; `effects` counts what it was made to do."""
    with served(tmp_path / "effects") as server:
        yield server


@pytest.fixture
def effects(tmp_path: Path, vendors: VendorServer) -> Callable[[], list[str]]:
    """What happened so far, a line each."""
    return lambda: (tmp_path / "effects").read_text().splitlines()


@pytest.fixture
def gateway(vendors: VendorServer) -> Iterator[Reissue]:
    with Reissue.from_env(environment(vendors.address), on_drift=lambda _: None, retry=QUICK) as made:
        yield made


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", live=False) as made:
        yield made


def in_days(number: int) -> datetime:
    """Noon of a day to come, or gone, in UTC: no date is written here that will be over some day."""
    return datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=number)


def wish(verb: str = "reissue", campaign: str = "2026-11", **chosen: Any) -> Wish:
    return Wish(verb=verb, campaign=campaign, who="Ada", **{"settings": FAST, **chosen})


def rows(*given: str | tuple[str, dict[str, Any]]) -> Iterator[Line]:
    """Lines out of ``provider reference``, each with more members where it is a pair."""
    for number, one in enumerate(given, 2):
        text, more = one if isinstance(one, tuple) else (one, {})
        provider, reference = text.split(" ")
        yield Line(number=number, provider=provider, reference=reference, **more)
