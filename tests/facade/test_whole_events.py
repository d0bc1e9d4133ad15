"""What each adapter makes of a whole webhook: every member of the event, its key above all."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import httpx
import pytest

from reissue import (
    EventKind,
    InvoiceStatus,
    Money,
    Outcome,
    Proof,
    Reissue,
    WebhookVerificationError,
)
from reissue_sandbox import Sandbox
from reissue_sandbox.webhooks import public_key, sign_hmac, sign_rsa
from tests.facade.conformance_rows import VALUES
from tests.facade.whole_answers import (
    BILL,
    IN_ENVELOPE,
    LATER,
    NOW,
    NUMBERED,
    NUMBERED_READ,
    PURCHASE,
    PURCHASE_READ,
    VOUCHER,
    Provider,
    invoice,
    whole,
)


def event(provider: str, **members: Any) -> dict[str, Any]:
    defaults: dict[str, Any] = {
        "status": InvoiceStatus.UNKNOWN,
        "reference": None,
        "object_id": None,
        "money": None,
        "invoice": None,
    }
    return {"provider": provider, **defaults, **members}


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()[:32]


def test_an_event_of_qorepay(sandbox: Sandbox) -> None:
    state = sandbox.simulation.state
    provider = Provider("qorepay", webhook_key=public_key(state, "company"))

    def told(**members: Any) -> tuple[Any, bytes]:
        body = json.dumps(members).encode()
        return provider.face.parse_webhook("qorepay", {"X-Signature": sign_rsa(state, "company", body)}, body), body

    payment = {"amount": 250700, "currency": "NGN", "is_outgoing": False}
    paid = {**PURCHASE, "status": "paid", "event_type": "purchase.paid", "payment": payment, "brand_new": 1}
    found, _ = told(**paid)
    assert whole(found) == event(
        "qorepay",
        kind=EventKind.PAID_IN,
        event="purchase.paid",
        key="qorepay:p-1:purchase.paid",
        proof=Proof.SIGNATURE,
        status=InvoiceStatus.PAID,
        reference="p-1",
        object_id="p-1",
        money=Money("2507.00", "NGN"),
        invoice=found.invoice,
    )
    assert whole(found.invoice) == invoice(**{**PURCHASE_READ, "status": InvoiceStatus.PAID}, read_at=None)
    assert found.raw.id == "p-1"
    assert [one.drift.path for one in provider.drifts] and provider.drifts[0].provider == "qorepay"
    back = {"amount": 100, "currency": "NGN", "is_outgoing": True}
    about = {"type": "purchase", "id": "p-1"}
    refund = {"type": "payment", "id": "r-1", "event_type": "payment.refunded", "payment": back, "related_to": about}
    found, _ = told(**refund)
    assert whole(found) == event(
        "qorepay",
        kind=EventKind.PAID_BACK,
        event="payment.refunded",
        key="qorepay:r-1:payment.refunded",
        proof=Proof.SIGNATURE,
        reference="p-1",
        object_id="r-1",
        money=Money("1.00", "NGN"),
    )
    found, _ = told(**{**refund, "related_to": {"type": "payout", "id": "p-1"}})
    assert found.reference is None
    viewed = {**PURCHASE, "event_type": "purchase.viewed", "updated_on": LATER}
    assert told(**viewed)[0].key == f"qorepay:p-1:purchase.viewed:{LATER}"
    found, body = told(**{**viewed, "updated_on": None})
    assert found.key == f"qorepay:p-1:purchase.viewed:{digest(body)}"
    found, body = told(**{**paid, "id": None})
    assert (found.key, found.object_id, found.reference) == (f"qorepay::purchase.paid:{digest(body)}", None, None)


def unsigned(answers: list[Any], **members: Any) -> tuple[Any, bytes, Provider]:
    """An event of Abillify, its body, and the provider as it was asked."""
    body = json.dumps(members).encode()
    provider = Provider("abillify", *answers)
    return provider.do("parse_webhook", {}, body), body, provider


def test_an_event_of_abillify() -> None:
    paid = {**VOUCHER, "state": "paid", "unpaid": "0.00"}
    found, _, _ = unsigned([paid], voucherReference="R-7", state="paid", job="J-1")
    assert whole(found) == event(
        "abillify",
        kind=EventKind.PAID_IN,
        event="workflow",
        key="abillify:voucher:R-7:paid",
        proof=Proof.READ,
        status=InvoiceStatus.PAID,
        reference="R-7",
        object_id="R-7",
        invoice=found.invoice,
    )
    assert found.invoice.money == Money("2507.00", "EUR") and found.raw.voucher_reference == "R-7"
    found, _, _ = unsigned([paid], voucherReference="R-7", state="none", job="J-1")
    assert whole(found) == event(
        "abillify",
        kind=EventKind.UNKNOWN,
        event="workflow",
        key="abillify:voucher:R-7:paid:workflow:none:J-1",
        proof=Proof.READ,
        status=InvoiceStatus.PAID,
        reference="R-7",
        object_id="R-7",
        invoice=found.invoice,
    )
    found, body, _ = unsigned(
        [httpx.Response(404, json={"error": "no such voucher"})], voucherReference="CN-1", state="paid"
    )
    assert whole(found) == event(
        "abillify",
        kind=EventKind.UNKNOWN,
        event="workflow",
        key=f"abillify:voucher:CN-1::workflow:paid:{digest(body)}",
        proof=Proof.NONE,
        object_id="CN-1",
    )
    found, body, _ = unsigned([], state="paid")
    assert (found.key, found.object_id) == (f"abillify:voucher:::workflow:paid:{digest(body)}", None)
    # An invoice that does not say its name, found under one that may be another spelling.
    found, _, _ = unsigned(
        [{name: paid[name] for name in paid if name != "reference"}], voucherReference="R 7", state="paid"
    )
    assert (found.kind, found.reference, found.invoice, found.proof) == (EventKind.UNKNOWN, None, None, Proof.NONE)


def test_an_invoice_of_abillify_with_an_odd_name() -> None:
    """It calls itself so, so it is the one that was meant."""
    name = "INV 40/7"
    paid = {**VOUCHER, "reference": name, "state": "paid", "unpaid": "0.00"}
    found, _, _ = unsigned([paid], voucherReference=name, state="paid")
    assert (found.kind, found.reference, found.key) == ("paid_in", name, "abillify:voucher:INV%2040%2F7:paid")


def test_a_notification_of_irembopay_without_data() -> None:
    provider = Provider("irembopay")
    stamp, body = str(int(NOW.timestamp() * 1000)), b'{"success":true,"data":null}'
    headers = {"irembopay-signature": sign_hmac(VALUES["irembopay"]["secret_key"], stamp, body)}
    found = provider.do("parse_webhook", headers, body)
    assert (found.key, found.reference) == (f"irembopay:body:{digest(body)}::unknown:{digest(body)}", None)
    assert provider.asked == []


def test_a_task_is_not_told_as_a_misfit_of_a_workflow(caplog: pytest.LogCaptureFixture) -> None:
    provider = Provider("abillify")
    with Reissue(provider.face.adapter("abillify").steps.credentials) as face:
        face.parse_webhook("abillify", {}, b'{"notification":"N-1","job":"J-2","result":"OK","resultcode":"0"}')
    assert caplog.records == []


def test_a_task_of_abillify_that_ended() -> None:
    found, _, provider = unsigned([], notification="N-1", job="J-2", brand_new=1)
    assert whole(found) == event(
        "abillify",
        kind=EventKind.TASK_ENDED,
        event="task_notification",
        key="abillify:task:N-1",
        proof=Proof.NONE,
        object_id="J-2",
    )
    assert found.raw.job == "J-2" and "$.brand_new" in [one.drift.path for one in provider.drifts]
    found, body, _ = unsigned([], notification=None, job="J-2")
    assert found.key == f"abillify:task:{digest(body)}"


def test_an_event_of_irembopay() -> None:
    def told(
        answers: list[Any], success: bool | None = True, key: str = "", **data: Any
    ) -> tuple[Any, bytes, Provider]:
        provider = Provider("irembopay", *map(IN_ENVELOPE["irembopay"], answers), webhook_key="older-key")
        body = json.dumps({"success": success, "data": data}).encode()
        stamp = str(int(NOW.timestamp() * 1000))
        headers = {"irembopay-signature": sign_hmac(key or VALUES["irembopay"]["secret_key"], stamp, body)}
        return provider.do("parse_webhook", headers, body), body, provider

    paid = {**NUMBERED, "paymentStatus": "PAID", "paymentReference": "R-1"}
    found, _, provider = told([], **paid, brandNew=1)
    assert whole(found) == event(
        "irembopay",
        kind=EventKind.PAID_IN,
        event="payment_notification",
        key="irembopay:8805:PAID",
        proof=Proof.SIGNATURE,
        status=InvoiceStatus.PAID,
        reference="8805",
        object_id="8805",
        money=Money(2507, "RWF"),
        invoice=found.invoice,
    )
    assert whole(found.invoice) == invoice(**{**NUMBERED_READ, "status": InvoiceStatus.PAID}, read_at=None)
    assert found.raw.success is True and [one.drift.path for one in provider.drifts] == ["$.data.brandNew"]
    assert told([], key="older-key", **paid)[0].key == found.key
    found, _, _ = told([], **{**paid, "paymentStatus": "PARTIALLY_PAID"})
    assert (found.key, found.money) == ("irembopay:8805:PARTIALLY_PAID:paid_in:R-1", None)
    found, body, _ = told([], **{**paid, "paymentStatus": "PARTIALLY_PAID", "paymentReference": None})
    assert found.key == f"irembopay:8805:PARTIALLY_PAID:paid_in:{digest(body)}"
    # The last of several instalments is not the whole amount.
    found, _, _ = told([], **{**paid, "partialPaymentEnabled": True})
    assert (found.kind, found.status, found.money) == (EventKind.PAID_IN, InvoiceStatus.PAID, None)
    found, _, _ = told([{**paid, "partialPaymentEnabled": True}], invoiceNumber="8805")
    assert (found.kind, found.money) == (EventKind.PAID_IN, None)
    # Without a number it is known by the merchant's own reference, and without that by nothing.
    found, _, _ = told([], **{**paid, "invoiceNumber": None})
    assert (found.key, found.reference, found.object_id) == ("irembopay:transactionId:T-1:PAID", "T-1", None)
    found, body, _ = told([], **{**paid, "invoiceNumber": None, "transactionId": None})
    assert (found.key, found.reference) == (f"irembopay:body:{digest(body)}:PAID", None)
    # Without a status it is read, by its number or else by the merchant's own reference.
    for asked, members in (
        ("8805", {"invoiceNumber": "8805", "transactionId": "T-1"}),
        ("T-1", {"transactionId": "T-1"}),
    ):
        found, _, provider = told([paid], **members)
        assert provider.asked[0].url.path.endswith(f"/{asked}")
        assert (found.key, found.reference, found.object_id) == ("irembopay:8805:PAID", "8805", "8805")
        assert found.invoice.read_at == NOW
    # Two that contradict each other are no payment, and the status is not told.
    found, _, _ = told([], success=False, **paid)
    assert (found.kind, found.status, found.money) == (EventKind.UNKNOWN, InvoiceStatus.UNKNOWN, None)
    found, _, _ = told([], **{**paid, "paymentStatus": "NEW"})
    assert found.status is InvoiceStatus.OPEN


def test_an_event_of_paypen() -> None:
    def told(answer: Any, **members: Any) -> tuple[Any, bytes, Provider]:
        provider = Provider("paypen", answer)
        body = json.dumps(members).encode()
        return provider.do("parse_webhook", {}, body), body, provider

    receipt = {"ppid": "TX7", "paymentReference": "A-1", "amountPaid": 4210.5, "paymentDate": "11/21/2026 01:00:00 PM"}
    claim = {"notificationType": "EmployerPaymentNotification", "success": True, "message": "ok", "data": receipt}
    settled = IN_ENVELOPE["paypen"]({**BILL, "invoice_status": "SUCCESSFUL"})
    found, _, provider = told(settled, **claim, brandNew=1)
    assert whole(found) == event(
        "paypen",
        kind=EventKind.PAID_IN,
        event="EmployerPaymentNotification",
        key="paypen:TX7:paid_in:EmployerPaymentNotification:A-1",
        proof=Proof.READ,
        status=InvoiceStatus.UNKNOWN,
        reference="TX7",
        object_id="A-1",
        money=Money("4210.50", "NGN"),
        invoice=found.invoice,
    )
    assert found.invoice.read_at == NOW and found.raw.success is True
    assert "$.brandNew" in [one.drift.path for one in provider.drifts]
    found, body, _ = told(IN_ENVELOPE["paypen"](BILL), **{**claim, "notificationType": None, "data": {"ppid": "TX7"}})
    assert whole(found) == event(
        "paypen",
        kind=found.kind,
        event="payment_notification",
        key=f"paypen:TX7:{found.kind}::{digest(body)}",
        proof=Proof.READ,
        status=InvoiceStatus.OPEN,
        reference="TX7",
        invoice=found.invoice,
    )
    assert found.kind is not EventKind.PAID_IN


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ({"success": True}, "it names no invoice"),
        ({"success": True, "data": {"paymentReference": "A"}}, "it names no invoice"),
        ({"success": True, "data": {"ppid": "TX8"}}, "the provider does not confirm the invoice that it names"),
    ],
)
def test_a_forged_event_of_paypen(claim: dict[str, Any], why: str) -> None:
    provider = Provider("paypen", httpx.Response(404, json={"has_error": True, "message": "not found"}))
    with pytest.raises(WebhookVerificationError) as caught:
        provider.do("parse_webhook", {}, json.dumps(claim).encode())
    error = caught.value
    assert error.message == f"paypen webhook payment_notification: {why}. Do not act on it, and answer with a 4xx."
    assert (error.provider, error.operation, error.outcome) == ("paypen", "payment_notification", Outcome.UNKNOWN)
