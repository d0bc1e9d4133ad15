"""A `create` at QorePay whose answer was lost: no read finds a purchase by the maker's reference, and its webhook bears it.

Source: https://docs.chip-in.asia/chip-collect/overview/delivery-protocol (a delivery is the purchase, with its `reference`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from reissue_ledger.clock import utc_now
from reissue_ledger.inbox.received import Proven
from reissue_ledger.lines import read_lines
from reissue_ledger.reporting.verify import faults
from reissue_ledger.run import Run
from reissue_ledger.store.events import SIGNED
from reissue_ledger.store.schema import State
from tests.ledger.conftest import wish
from tests.ledger.inbox.kit import Box, gateway_to, purchase
from tests.ledger.vendor_server import VendorServer

NEW = {
    "money": {"amount": "5000.00", "currency": "NGN"},
    "description": "Tuition",
    "customer": {"email": "payer@example.com"},
}


@pytest.fixture
def box(tmp_path: Path, vendors: VendorServer) -> Iterator[Box]:
    made = Box(tmp_path / "ledger.db", gateway_to(vendors.address))
    yield made
    made.close()


@pytest.fixture
def unknown(box: Box, vendors: VendorServer) -> Run:
    vendors.fault = lambda method, path: "before" if method == "POST" else None
    text = "".join(
        json.dumps({"provider": "qorepay", "reference": f"INV-{number}", "invoice": NEW}) + "\n" for number in (1, 2, 3)
    )
    lines = read_lines(BytesIO(text.encode()), form="jsonl", verb="create", providers=("qorepay",), now=utc_now)
    run = box.ledger.start(lines, box.gateway, wish("create"))
    run.work(box.gateway)
    assert [item.state for item in run.items()] == [State.UNKNOWN] * 3
    vendors.fault = None
    return run


def delivered(box: Box, number: int, at: datetime, *more: tuple[str, int]) -> None:
    body = purchase(f"p{number}", None, ("created", int(at.timestamp())), *more, reference=f"INV-{number}")
    assert box.post("qorepay", body) == 204
    box.inbox.deliver_now()


def settled(run: Run, box: Box) -> list[State]:
    run.settle(box.gateway)
    return [item.state for item in run.items()]


def test_what_a_signed_delivery_tells_has_happened(box: Box, unknown: Run) -> None:
    now = datetime.now(UTC)
    assert settled(unknown, box) == [State.UNKNOWN] * 3
    delivered(box, 2, now)
    assert settled(unknown, box) == [State.UNKNOWN, State.DONE, State.UNKNOWN]
    delivered(box, 1, now, ("paid", int(now.timestamp()) + 30))  # the history of a later event tells it, too
    assert settled(unknown, box) == [State.DONE, State.DONE, State.UNKNOWN]
    assert list(faults(box.ledger.database)) == []


def test_an_older_invoice_of_the_same_name_proves_nothing(box: Box, unknown: Run) -> None:
    """It was made long before, and paid while the call was under way."""
    now = datetime.now(UTC)
    delivered(box, 1, now - timedelta(days=2), ("paid", int(now.timestamp())))
    assert settled(unknown, box) == [State.UNKNOWN] * 3


def test_the_word_for_signed_is_one() -> None:
    assert Proven.SIGNATURE.value == SIGNED
