"""Signed deliveries: each transition is one event, whatever tells of it and however often."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from reissue import EventKind, InvoiceStatus, Money
from reissue_ledger.inbox import Proven, records
from reissue_ledger.store.schema import DeliveryState, EventState
from tests.ledger.inbox.kit import ACCOUNT, CLOCK, Box, Heard, gateway_to, purchase, signed, stamped

Boxes = Callable[..., Box]
T = 1_700_000_000


def test_a_payment_and_what_led_to_it(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    body = purchase("p1", "purchase.paid", ("created", T), ("sent", T + 1), ("viewed", T + 2), ("paid", T + 3))
    assert one.post("qorepay", body) == 204
    assert one.inbox.deliver_now().handled == 4
    assert heard.transitions == [
        "qorepay:p1:purchase.created",
        f"qorepay:p1:purchase.sent:{T + 1}",
        f"qorepay:p1:purchase.viewed:{T + 2}",
        "qorepay:p1:purchase.paid",
    ]
    created, *_, paid = heard.events
    assert (created.kind, created.from_history, created.money, created.is_payment) == (
        EventKind.CREATED,
        True,
        None,
        False,
    )
    assert (paid.kind, paid.from_history, paid.money) == (EventKind.PAID_IN, False, Money(5000, "NGN"))
    assert (paid.proof, paid.status, paid.is_payment) == (Proven.SIGNATURE, InvoiceStatus.PAID, True)
    assert (paid.account, paid.provider, paid.reference, paid.own_reference) == (ACCOUNT, "qorepay", "p1", "own-p1")
    assert paid.at is not None and paid.at.timestamp() == T + 3 and paid.attempt == 1
    assert records.bodies_of(one.ledger, paid.id) == [body]
    assert one.inbox.deliver_now() == (0, 0, 0)


def test_callback_and_webhook_are_one(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    history = (("created", T), ("viewed", T + 2), ("paid", T + 3))
    for event, updated in (("purchase.captured", T + 9), (None, T + 11), ("purchase.paid", T + 3)):
        assert one.post("qorepay", purchase("p1", event, *history, updated=updated)) == 204
    assert one.post("qorepay", purchase("p1", "purchase.viewed", *history[:2], updated=T + 50)) == 204
    one.inbox.deliver_now()
    assert len(heard.transitions) == len(set(heard.transitions)) == 3


def test_without_a_history_the_key_of_the_event_counts(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    one.post("qorepay", purchase("p1", "purchase.paid", status="paid", status_history=[]))
    one.post("qorepay", purchase("p1", "purchase.viewed", ("created", T), ("viewed", T + 2), ("paid", T + 3)))
    one.inbox.deliver_now()
    assert heard.transitions.count("qorepay:p1:purchase.paid") == 1


def test_two_failed_attempts_are_two(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    first = (("created", T), ("error", T + 1))
    one.post("qorepay", purchase("p1", "purchase.payment_failure", *first, updated=T + 5))
    one.post("qorepay", purchase("p1", "purchase.payment_failure", *first, ("error", T + 9), updated=T + 12))
    one.inbox.deliver_now()
    failures = [key for key in heard.transitions if "failure" in key]
    assert failures == [f"qorepay:p1:purchase.payment_failure:{T + 1}", f"qorepay:p1:purchase.payment_failure:{T + 9}"]


def test_a_refund_in_a_history_is_the_refund_s_own_event(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    entry = {"status": "refunded", "timestamp": T + 5, "related_object": {"type": "payment", "id": "r1"}}
    history = [{"status": "paid", "timestamp": T}, entry, {**entry, "related_object": None, "timestamp": T + 6}]
    one.post("qorepay", purchase("p1", "purchase.settled", status_history=history, status="refunded"))
    refund = {
        "id": "r1",
        "type": "payment",
        "event_type": "payment.refunded",
        "related_to": {"type": "purchase", "id": "p1"},
    }
    money = {"is_outgoing": True, "amount": 100, "currency": "NGN"}
    one.post("qorepay", json.dumps({**refund, "payment": money}).encode())
    one.inbox.deliver_now()
    found = {event.transition: event.kind for event in heard.events}
    assert found["qorepay:r1:payment.refunded"] is EventKind.PAID_BACK
    assert found[f"qorepay:p1:purchase.refunded:{T + 6}"] is EventKind.UNKNOWN
    assert sum(kind is EventKind.PAID_BACK for kind in found.values()) == 1


def test_strange_histories(box: Boxes) -> None:
    one = box()
    for history in (
        {"a": 1},
        [3, None, {}],
        [{"status": "viewed"}],
        [{"status": 4, "timestamp": T}],
        [{"status": "paid", "timestamp": "x"}],
    ):
        assert one.post("qorepay", purchase("p1", "purchase.created", status_history=history)) == 204
    names = {event.transition for event in records.events(one.ledger)}
    assert names == {"qorepay:p1:purchase.created", "qorepay:p1:purchase.paid"}


def test_the_same_body_again_is_counted(box: Boxes) -> None:
    one = box()
    body = purchase("p1", "purchase.created", ("created", T))
    for _ in range(3):
        assert one.post("qorepay", body) == 204
    [kept] = records.deliveries(one.ledger)
    assert (kept.repeats, kept.state, len(kept.events)) == (2, DeliveryState.READ, 1)


def test_forged_ones_leave_a_digest_of_a_few(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    body = purchase("p1", "purchase.paid", ("paid", T))
    for number in range(30):
        assert one.post("qorepay", body + b" " * number, {"x-signature": "AAAA"}) == 403
    assert one.post("qorepay", body, {}) == 403
    assert one.inbox.deliver_now().handled == 0 and heard.events == []
    kept = records.deliveries(one.ledger)
    assert len(kept) == one.inbox.bounds.refused_per_minute
    assert {row.state for row in kept} == {DeliveryState.REFUSED}
    with one.ledger.database.reading() as connection:
        assert (
            connection.exec_driver_sql(
                "select count(*) from delivery where raw is not null or headers is not null"
            ).scalar()
            == 0
        )
    assert one.post("qorepay", body) == 204  # a forged one has not used it up


def test_no_credentials_are_kept(box: Boxes) -> None:
    one = box()
    body = purchase("p1", "purchase.created", ("created", T))
    headers = {**signed(body), "Authorization": "Bearer s3cret", "Cookie": "a=b", "X-Forwarded-For": "10.0.0.1"}
    assert one.post("qorepay", body, {**headers, "X-Api-Key": "s3cret"}) == 204
    with one.ledger.database.reading() as connection:
        kept = json.loads(connection.exec_driver_sql("select headers from delivery").scalar() or "")
    assert sorted(kept) == ["content-type", "x-signature"]


def test_irembopay(box: Boxes) -> None:
    heard = Heard()
    one = box(heard)
    data = {"invoiceNumber": "88050", "transactionId": "T-1", "paymentStatus": "PAID", "amount": 5, "currency": "RWF"}
    body = json.dumps({"success": True, "data": data}).encode()
    assert one.post("irembopay", body) == 204
    CLOCK.advance(minutes=3)
    assert one.post("irembopay", body) == 204  # pushed again, with another time stamp
    one.inbox.deliver_now()
    [event] = heard.events
    assert (event.transition, event.own_reference, event.is_payment) == ("irembopay:88050:PAID", "T-1", True)
    assert one.post("irembopay", body, stamped(body, CLOCK.now, "another")) == 403
    headers = stamped(body, CLOCK.now)
    CLOCK.advance(hours=1)
    assert one.post("irembopay", body, headers) == 403  # a recorded one


def test_shuffled_and_three_times(box: Boxes) -> None:
    """Callback, webhook and repeats of several purchases in any order: each transition once."""
    heard = Heard()
    one = box(heard)
    words = ("created", "sent", "viewed", "paid", "settled")
    deliveries: list[bytes] = []
    for number in range(12):
        history = [(word, T + number * 100 + place) for place, word in enumerate(words)]
        for place, word in enumerate(words):
            if word == "sent":
                continue  # no event tells of it: only histories do
            for later in range(3):
                event = None if word == "paid" and later == 0 else f"purchase.{word}"
                deliveries.append(
                    purchase(f"p{number}", event, *history[: place + 1], updated=history[place][1] + later)
                )
    random.Random(3).shuffle(deliveries)
    for body in deliveries:
        assert one.post("qorepay", body) == 204
        if random.Random(body).random() < 0.1:
            one.inbox.deliver_now(2)
    one.inbox.deliver_now()
    assert len(heard.transitions) == len(set(heard.transitions)) == 12 * len(words)
    paid = [event for event in heard.events if event.kind is EventKind.PAID_IN]
    assert {event.money for event in paid} == {Money(5000, "NGN")} and len(paid) == 12


def test_lost_events_are_filled_in_by_a_read(box: Boxes, vendor: Any) -> None:
    heard = Heard()
    one = box(heard, gateway_to(vendor.address))
    assert one.inbox.poll("qorepay", "p9") == 1
    assert one.inbox.poll("qorepay", "p9") == 0
    one.post("qorepay", purchase("p9", "purchase.created", ("created", T)))
    one.inbox.deliver_now()
    assert heard.transitions == ["qorepay:p9:purchase.created"] and heard.events[0].proof is Proven.READ


def test_only_the_chosen_kinds_are_handed_over(box: Boxes) -> None:
    heard = Heard()
    one = box(heard, on=[EventKind.PAID_IN])
    one.post("qorepay", purchase("p1", "purchase.paid", ("created", T), ("paid", T + 1)))
    assert one.inbox.deliver_now().handled == 1
    [kept] = records.events(one.ledger, state=EventState.KEPT)
    assert kept.kind == "created" and one.inbox.replay(kept.id) == 1
    assert one.inbox.deliver_now().handled == 1 and len(heard.events) == 2


def test_what_proves_that_a_purchase_was_made(box: Boxes) -> None:
    one = box()
    one.post("qorepay", purchase("p1", "purchase.created", ("created", T)))
    for name in ("own-p1", "p1"):
        [found] = records.evidence_for(one.ledger, ACCOUNT, name)
        assert (found.transition, found.own_reference) == ("qorepay:p1:purchase.created", "own-p1")
    assert records.evidence_for(one.ledger, ACCOUNT, "own-p2") == []
    assert records.evidence_for(one.ledger, "qorepay:elsewhere:", "own-p1") == []


@pytest.mark.parametrize("body", [b"no json", b"[]", b"3", b"{}", b'{"type":"news"}'])
def test_signed_but_strange(box: Boxes, body: bytes) -> None:
    one = box(Heard())
    assert one.post("qorepay", body) == (400 if body == b"no json" else 204)
