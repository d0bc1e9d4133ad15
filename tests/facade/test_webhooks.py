"""Webhooks as they arrive: proved by their signature or by reading the invoice, and otherwise worth nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reissue import (
    APIConnectionError,
    ConfigurationError,
    EventKind,
    InvoiceStatus,
    Money,
    PaymentEvent,
    Proof,
    QorePayCredentials,
    ResponseDecodeError,
    WebhookVerificationError,
)
from reissue_clients.abillify.models import Commit
from reissue_clients.qorepay.models import Refund, WebhookRequest
from reissue_sandbox import Sandbox
from reissue_sandbox.webhooks import public_key, sign_rsa
from tests.facade.conformance_rows import CANARY, PURCHASE, ROWS, Face
from tests.inbox import Delivered, Inbox

MODES = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


def received(
    sandbox: Sandbox, inbox: Delivered, mark: Callable[[bytes], bool] = lambda _: True
) -> tuple[dict[str, str], bytes]:
    sandbox.settle()
    return next(one for one in inbox if mark(one[1]))


@pytest.fixture
def face(sandbox: Sandbox) -> Callable[..., Face]:
    def make(provider: str, asynchronous: bool = False, **options: Any) -> Face:
        return Face(provider, asynchronous, sandbox.server_for(provider), sandbox, **options)

    return make


# --- QorePay: signed with RSA ---


def qorepay(sandbox: Sandbox, key: Any) -> QorePayCredentials:
    return QorePayCredentials(secret_key=f"sk-{CANARY}-q", server=sandbox.server_for("qorepay"), webhook_key=key)


@MODES
def test_qorepay(sandbox: Sandbox, inbox: Inbox, face: Callable[..., Face], asynchronous: bool) -> None:
    url, delivered = inbox
    subject = face("qorepay", asynchronous)
    setup = face("qorepay")
    hook = setup.run(lambda g: g.qorepay.webhooks.create(WebhookRequest(title="t", callback=url, all_events=True)))
    sandbox.pay("qorepay", PURCHASE)
    headers, body = received(sandbox, delivered, lambda body: b'"purchase.paid"' in body)
    subject.given = qorepay(sandbox, hook.public_key.replace("\n", "\\n"))
    event: PaymentEvent = subject.do("parse_webhook", headers, body)
    assert (event.kind, event.event, event.proof) == (EventKind.PAID_IN, "purchase.paid", "signature")
    assert (event.status, event.reference, event.object_id) == ("paid", PURCHASE, PURCHASE)
    assert event.money == Money("30000", "NGN")
    assert event.invoice is not None and event.invoice.status is InvoiceStatus.PAID
    assert event.key == subject.do("parse_webhook", headers, body).key
    for bad_headers, bad_body in (({}, body), (headers, body + b" "), ({**headers, "X-Signature": "AAAA"}, body)):
        with pytest.raises(WebhookVerificationError):
            subject.do("parse_webhook", bad_headers, bad_body)


def test_qorepay_refund_names_its_purchase(sandbox: Sandbox, inbox: Inbox, face: Callable[..., Face]) -> None:
    url, delivered = inbox
    subject = face("qorepay")
    hook = subject.run(lambda g: g.qorepay.webhooks.create(WebhookRequest(title="t", callback=url, all_events=True)))
    sandbox.pay("qorepay", PURCHASE)
    subject.run(lambda g: g.qorepay.purchases.refund(PURCHASE, Refund(amount=100)))
    headers, body = received(sandbox, delivered, lambda body: b'"payment.refunded"' in body)
    subject.given = qorepay(sandbox, (public_key(sandbox.simulation.state, "company"), hook.public_key))
    event = subject.do("parse_webhook", headers, body)
    assert (event.kind, event.event, event.money) == (EventKind.PAID_BACK, "payment.refunded", Money(1, "NGN"))
    assert event.reference == PURCHASE and event.object_id not in (None, PURCHASE)
    assert (event.status, event.invoice) == (InvoiceStatus.UNKNOWN, None)


def test_qorepay_without_a_key(face: Callable[..., Face]) -> None:
    with pytest.raises(ConfigurationError, match="REISSUE_QOREPAY_WEBHOOK_KEY"):
        face("qorepay").do("parse_webhook", {"X-Signature": "AAAA"}, b"{}")


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"3", b'{"type":"news"}', b'{"type":"purchase"}', b'{"type":"payout","id":3}']
)
def test_qorepay_signed_but_strange(sandbox: Sandbox, face: Callable[..., Face], body: bytes) -> None:
    subject = face("qorepay")
    subject.given = qorepay(sandbox, public_key(sandbox.simulation.state, "company"))
    headers = {"x-signature": sign_rsa(sandbox.simulation.state, "company", body)}
    event = subject.do("parse_webhook", headers, body)
    assert event.status is InvoiceStatus.UNKNOWN and event.money is None


# --- IremboPay: signed with the secret key ---


@MODES
def test_irembopay(sandbox: Sandbox, inbox: Inbox, face: Callable[..., Face], asynchronous: bool) -> None:
    url, delivered = inbox
    subject = face("irembopay", asynchronous)
    subject.do("get", "880509422769")  # from here on the sandbox knows the key
    sandbox.set_callback("irembopay", url)
    sandbox.pay("irembopay", "880509422769")
    headers, body = received(sandbox, delivered)
    event = subject.do("parse_webhook", headers, body)
    assert (event.proof, event.status, event.reference) == ("signature", "paid", "880509422769")
    assert event.money == Money(25000, "RWF")
    assert (event.kind, event.key) == (EventKind.PAID_IN, "irembopay:880509422769:PAID")
    sandbox.clock.advance(minutes=6)  # a recorded delivery is no news
    with pytest.raises(WebhookVerificationError):
        subject.do("parse_webhook", headers, body)
    with pytest.raises(WebhookVerificationError) as caught:
        subject.do("parse_webhook", {**headers, "irembopay-signature": "t=1,s=00"}, body)
    assert CANARY not in str(caught.value)


def test_irembopay_success_false_is_not_paid(sandbox: Sandbox, face: Callable[..., Face]) -> None:
    from reissue_sandbox.webhooks import sign_hmac

    body = (
        b'{"success": false, "data": {"invoiceNumber": "1", "paymentStatus": "PAID", "amount": 5, "currency": "RWF"}}'
    )
    stamp = str(int(sandbox.clock.now().timestamp() * 1000))
    headers = {"irembopay-signature": sign_hmac(f"sk-{CANARY}-i", stamp, body)}
    assert face("irembopay").do("parse_webhook", headers, body).status is InvoiceStatus.UNKNOWN


# --- PayPen: not signed, so the invoice is read ---


@MODES
def test_paypen_is_read_again(sandbox: Sandbox, inbox: Inbox, face: Callable[..., Face], asynchronous: bool) -> None:
    url, delivered = inbox
    sandbox.set_callback("paypen", url)
    sandbox.pay("paypen", "TX10000000001")
    headers, body = received(sandbox, delivered)
    event = face("paypen", asynchronous).do("parse_webhook", headers, body)
    assert (event.proof, event.reference, event.money) == ("read", "TX10000000001", Money(3000, "NGN"))
    assert event.invoice is not None and event.invoice.raw.invoice_status == "PAID"
    assert (event.kind, event.event) == (EventKind.PAID_IN, "EmployerPaymentNotification")
    assert event.status is InvoiceStatus.UNKNOWN  # the vendor documents no word for paid: nothing is guessed


@MODES
def test_paypen_forged(sandbox: Sandbox, face: Callable[..., Face], asynchronous: bool) -> None:
    subject = face("paypen", asynchronous)

    def claim(ppid: str) -> bytes:
        receipt = {"ppid": ppid, "paymentReference": "x", "amountPaid": 3000, "paymentDate": "11/21/2026 01:00:00 PM"}
        kind = {"notificationType": "EmployerPaymentNotification", "success": True, "message": "ok"}
        return json.dumps({**kind, "data": receipt}).encode()

    unpaid = subject.do("parse_webhook", {}, claim("TX10000000001"))
    assert (unpaid.status, unpaid.kind, unpaid.money) == (
        InvoiceStatus.OPEN,
        EventKind.UNKNOWN,
        None,
    )  # whatever it claims
    for body in (claim("TX-nobody"), claim("../auth/login"), claim(""), b"{}", b"[]", b'{"data": 3}'):
        with pytest.raises(WebhookVerificationError):
            subject.do("parse_webhook", {}, body)
    with pytest.raises(ResponseDecodeError):
        subject.do("parse_webhook", {}, b"no json")
    away = Face("paypen", asynchronous, sandbox.refused_url(), sandbox)
    with pytest.raises(APIConnectionError):  # to be answered with a 5xx, so that it is delivered again
        away.do("parse_webhook", {}, claim("TX10000000001"))


# --- Abillify: not signed ---


@MODES
def test_abillify(sandbox: Sandbox, inbox: Inbox, face: Callable[..., Face], asynchronous: bool) -> None:
    url, delivered = inbox
    subject = face("abillify", asynchronous)
    face("abillify").run(lambda g: g.abillify.invoices.commit("R-2026-18", Commit(notify_url=url)))
    headers, body = received(sandbox, delivered)
    event = subject.do("parse_webhook", headers, body)
    assert (event.kind, event.event, event.proof) == (EventKind.TASK_ENDED, "task_notification", Proof.NONE)
    assert (event.status, event.invoice, event.reference) == ("unknown", None, None)
    sandbox.pay("abillify", "R-2026-17")
    claim = {"voucherReference": "R-2026-17", "state": "paid", "job": "880001", "workflow": "dunning", "total": 190}
    event = subject.do("parse_webhook", {}, json.dumps(claim).encode())
    assert (event.kind, event.event, event.proof, event.status) == (EventKind.PAID_IN, "workflow", Proof.READ, "paid")
    forged = subject.do("parse_webhook", {}, json.dumps({**claim, "voucherReference": "R-2026-18"}).encode())
    assert (forged.status, forged.kind) == (InvoiceStatus.OPEN, EventKind.UNKNOWN)
    for reference in ("nobody", "../identities/C-1001"):
        nobody = subject.do("parse_webhook", {}, json.dumps({**claim, "voucherReference": reference}).encode())
        assert (nobody.proof, nobody.status, nobody.reference) == (Proof.NONE, InvoiceStatus.UNKNOWN, None)
        assert (nobody.kind, nobody.object_id) == (EventKind.UNKNOWN, reference)


@pytest.mark.parametrize("provider", ROWS)
def test_only_raw_bytes(face: Callable[..., Face], sandbox: Sandbox, provider: str) -> None:
    subject = face(provider)
    if provider == "qorepay":
        subject.given = qorepay(sandbox, public_key(sandbox.simulation.state, "company"))
    with pytest.raises(TypeError, match="raw bytes"):
        subject.do("parse_webhook", {}, "{}")
