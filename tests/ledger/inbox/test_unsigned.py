"""Unsigned deliveries: worth what a read confirms, and read as fast as their account may be asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reissue import EventKind
from reissue_ledger.inbox import Bounds, Proven, deliveries, records
from reissue_ledger.store.schema import DeliveryState
from tests.ledger.inbox.kit import CLOCK, SMALL, Box, Heard, abillify_claim, gateway_to, paypen_claim, stamped
from tests.ledger.vendor_server import VendorServer

Boxes = Callable[..., Box]


def reads(vendor: VendorServer) -> int:
    """What was asked, without logins."""
    return vendor.requests - vendor.logins


@pytest.fixture
def vendor(vendor: VendorServer, monkeypatch: pytest.MonkeyPatch) -> VendorServer:
    """Counts the logins of PayPen, which are no reads."""
    vendor.logins = 0  # type: ignore[attr-defined]

    def fault(method: str, path: str) -> str | None:
        vendor.logins += path.endswith("login")  # type: ignore[attr-defined]
        return vendor.broken  # type: ignore[attr-defined]

    vendor.broken = None  # type: ignore[attr-defined]
    vendor.fault = fault
    return vendor


def test_a_claim_that_the_provider_confirms(box: Boxes, vendor: VendorServer) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    vendor.statuses |= {"R-1": "paid", "TX1": "SETTLED"}
    assert one.post("abillify", abillify_claim("R-1")) == 204
    assert one.post("paypen", paypen_claim("TX1")) == 204
    assert heard.events == [] and reads(vendor) == 0  # kept, and answered before anybody is asked
    assert one.inbox.deliver_now() == (2, 2, 0)
    abillify, paypen = heard.events
    assert (abillify.kind, abillify.proof, abillify.is_payment) == (EventKind.PAID_IN, Proven.READ, True)
    assert (paypen.kind, paypen.proof, paypen.is_payment) == (EventKind.PAID_IN, Proven.EXISTS, False)


def test_two_hundred_forged_ones(box: Boxes, vendor: VendorServer) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address), bounds=Bounds(reads_per_minute=7, waiting=1000))
    for number in range(100):
        assert one.post("abillify", abillify_claim(f"R-{number}", job=str(number))) == 204
        assert one.post("paypen", paypen_claim(f"TX{number}", payment=str(number))) == 204
    one.inbox.deliver_now()
    assert reads(vendor) == 14
    one.inbox.deliver_now()
    assert reads(vendor) == 14
    CLOCK.advance(seconds=59)
    one.inbox.deliver_now()
    assert reads(vendor) == 14
    CLOCK.advance(seconds=2)
    one.inbox.deliver_now()
    assert reads(vendor) == 28
    assert heard.events == [] and records.events(one.ledger) == []


def test_in_the_end_only_digests_are_left_of_them(box: Boxes, vendor: VendorServer) -> None:
    one = box(Heard(), gateway_to(vendor.address))
    for number in range(20):
        one.post("abillify", abillify_claim(f"R-{number}"))
    for _ in range(3):
        one.inbox.deliver_now()
        CLOCK.advance(minutes=11)
    kept = records.deliveries(one.ledger)
    assert {row.state for row in kept} == {DeliveryState.REFUSED} and reads(vendor) == 60
    with one.ledger.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from delivery where raw is not null").scalar() == 0


def test_what_is_told_too_early_is_looked_at_again(box: Boxes, vendor: VendorServer) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    one.post("paypen", paypen_claim("TX1"))
    one.inbox.deliver_now()
    assert heard.events == []
    vendor.statuses["TX1"] = "PAID"
    CLOCK.advance(minutes=1)
    one.inbox.deliver_now()
    assert [event.kind for event in heard.events] == [EventKind.PAID_IN]


def test_a_body_that_was_confirmed_is_not_read_again(box: Boxes, vendor: VendorServer) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    vendor.statuses["R-1"] = "paid"
    for _ in range(5):
        assert one.post("abillify", abillify_claim("R-1")) == 204
        one.inbox.deliver_now()
    assert reads(vendor) == 1 and len(heard.events) == 1
    assert one.post("abillify", abillify_claim("R-1", job="2")) == 204  # another workflow tells it, too
    one.inbox.deliver_now()
    assert reads(vendor) == 2 and len(heard.events) == 1
    CLOCK.advance(hours=25)
    one.post("abillify", abillify_claim("R-1"))
    one.inbox.deliver_now()
    assert reads(vendor) == 3 and len(heard.events) == 1


def test_a_body_that_waits_is_kept_once(box: Boxes, vendor: VendorServer) -> None:
    one = box(Heard(), gateway_to(vendor.address))
    for _ in range(50):
        assert one.post("paypen", paypen_claim("TX1")) == 204
    [kept] = records.deliveries(one.ledger)
    assert (kept.repeats, kept.state) == (49, DeliveryState.WAITING)


def test_a_forged_one_does_not_use_up_the_true_one(box: Boxes, vendor: VendorServer) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    body = abillify_claim("R-1")
    for minutes in (0, 1, 10):
        one.post("abillify", body)
        CLOCK.advance(minutes=minutes)
        one.inbox.deliver_now()
    assert records.deliveries(one.ledger)[0].state is DeliveryState.REFUSED
    vendor.statuses["R-1"] = "paid"
    assert one.post("abillify", body) == 204
    one.inbox.deliver_now()
    assert heard.events == []  # read a moment ago
    CLOCK.advance(minutes=1)
    one.inbox.deliver_now()
    assert len(heard.events) == 1


def test_more_than_may_wait_is_not_told_yes(box: Boxes, vendor: VendorServer) -> None:
    one = box(Heard(), gateway_to(vendor.address), bounds=SMALL)
    answers = [one.post("paypen", paypen_claim(f"TX{number}")) for number in range(30)]
    assert answers == [204] * 20 + [503] * 10
    assert len(records.deliveries(one.ledger)) == 20
    assert one.post("abillify", abillify_claim("R-1")) == 204  # another account
    vendor.statuses["TX1"] = "PAID"
    one.inbox.deliver_now()
    for _ in range(8):
        CLOCK.advance(minutes=11)
        one.inbox.deliver_now()
    assert one.post("paypen", paypen_claim("TX25")) == 204


def test_and_not_more_bytes(box: Boxes, vendor: VendorServer) -> None:
    one = box(Heard(), gateway_to(vendor.address), bounds=Bounds(waiting_bytes=5000))
    padding = "x" * 1500
    answers = [one.post("paypen", paypen_claim(f"TX{number}", message=padding)) for number in range(5)]
    assert answers == [204, 204, 503, 503, 503]


def test_a_provider_that_is_away_is_asked_again(box: Boxes, vendor: VendorServer) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    vendor.statuses["R-1"], vendor.broken = "paid", "500"  # type: ignore[attr-defined]
    assert one.post("abillify", abillify_claim("R-1")) == 204
    for minutes in (1, 2, 4, 8, 16):
        one.inbox.deliver_now()
        CLOCK.advance(minutes=minutes)
    [kept] = records.deliveries(one.ledger)
    assert (kept.state, kept.attempts, kept.error) == (DeliveryState.WAITING, 5, "InternalServerError 500")
    vendor.broken = None  # type: ignore[attr-defined]
    assert one.inbox.deliver_now() == (1, 1, 0) and len(heard.events) == 1


def test_one_that_could_not_be_read_for_days_is_kept_aside(box: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "MOST_FAILURES", 4)
    one = box(Heard())  # nobody answers
    one.post("abillify", abillify_claim("R-1"))
    for _ in range(4):
        assert records.deliveries(one.ledger)[0].state is DeliveryState.WAITING
        one.inbox.deliver_now()
        CLOCK.advance(hours=1)
    [kept] = records.deliveries(one.ledger)
    assert kept.state is DeliveryState.POISON and records.bodies_of(one.ledger, 1) == []
    assert one.inbox.replay() == 1
    assert records.deliveries(one.ledger)[0].state is DeliveryState.WAITING


def test_a_signed_one_without_a_status_is_read_once_however_late(box: Boxes, vendor: VendorServer) -> None:
    """Its time stamp was good when it came: that the provider was away for an hour is not its fault."""
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    vendor.statuses["88051"], vendor.broken = "PAID", "503"  # type: ignore[attr-defined]
    body = json.dumps({"success": True, "data": {"invoiceNumber": "88051"}}).encode()
    assert one.post("irembopay", body) == 204
    one.inbox.deliver_now()
    CLOCK.advance(hours=1)
    vendor.broken = None  # type: ignore[attr-defined]
    one.inbox.deliver_now()
    [event] = heard.events
    assert (event.transition, event.proof) == ("irembopay:88051:PAID", Proven.SIGNATURE)
    assert one.post("irembopay", body, stamped(body, CLOCK.now, "forged")) == 403


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"data": 3}', b"no json", paypen_claim("")])
def test_what_names_nothing_is_refused_unread(box: Boxes, vendor: VendorServer, body: bytes) -> None:
    one = box(Heard(), gateway_to(vendor.address))
    assert one.post("paypen", body) in (400, 403)
    one.inbox.deliver_now()
    assert vendor.requests == 0 and {row.state for row in records.deliveries(one.ledger)} == {DeliveryState.REFUSED}


@pytest.mark.parametrize("ppid", ["../auth/login", "..", "TX1/../TX2", "TX1?x=1"])
def test_names_that_are_paths_lead_nowhere(box: Boxes, vendor: VendorServer, ppid: str) -> None:
    paths: list[str] = []
    vendor.fault = lambda method, path: paths.append(path)
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    one.post("paypen", paypen_claim(ppid))
    one.inbox.deliver_now()
    assert heard.events == []
    assert all(path.startswith("/paypen/") and ".." not in path for path in paths)


def test_a_notification_of_a_task_is_taken_and_is_no_event(box: Boxes, vendor: VendorServer) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    body = json.dumps({"result": "OK", "resultcode": "0", "job": "1", "notification": "n"}).encode()
    assert one.post("abillify", body) == 204
    one.inbox.deliver_now()
    assert heard.events == [] and vendor.requests == 0


def test_a_reminder_of_an_unpaid_invoice_is_read_and_tells_nothing(box: Boxes, vendor: VendorServer) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    assert one.post("abillify", abillify_claim("R-1", state="none")) == 204
    one.inbox.deliver_now()
    CLOCK.advance(hours=1)
    one.inbox.deliver_now()
    [kept] = records.deliveries(one.ledger)
    assert (kept.state, kept.events, reads(vendor)) == (DeliveryState.READ, (), 1) and heard.events == []


def test_another_server_is_not_asked(box: Boxes, vendor: VendorServer, tmp_path: Any) -> None:
    """What came for one server waits where the gateway has another one now."""
    first = box(Heard())
    first.post("abillify", abillify_claim("R-1"))
    second = box(Heard(), gateway_to(vendor.address))
    assert second.inbox.deliver_now() == (0, 0, 0) and vendor.requests == 0
    assert records.deliveries(second.ledger)[0].state is DeliveryState.WAITING
