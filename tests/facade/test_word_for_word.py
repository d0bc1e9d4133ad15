"""What each adapter makes of a whole answer and of a whole webhook, and what it sends for a whole invoice: every member.

The other tests of the facade ask for the members that they are about. Here a member that is left out, taken from another place
or called differently is found. Bodies have the members of the vendors' pages (`x-reissue-source` of the operations), with values
of our own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import httpx
import pytest
from msgspec import to_builtins

from reissue import (
    BankAccount,
    CallOptions,
    Customer,
    Dunning,
    EventKind,
    InvalidArgumentError,
    Invoice,
    InvoiceStatus,
    LineItem,
    Money,
    NewInvoice,
    Outcome,
    Proof,
    ProviderRejectedError,
    QorePayCredentials,
    Reissue,
    RetryPolicy,
    WebhookVerificationError,
)
from reissue.plugin import Verbs
from reissue_sandbox import Sandbox
from reissue_sandbox.webhooks import public_key, sign_hmac, sign_rsa
from tests.facade.conformance_rows import ROWS, VALUES, new_schedule

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NOON, LATER = 1_795_262_400, 1_795_348_800
KIGALI, LAGOS = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
LOGIN = {"success": True, "message": "ok", "data": {"token": "t.o.k"}}


class Provider:
    """One provider that gives these answers, one after the other, and keeps what it was asked."""

    def __init__(self, name: str, *answers: Any, **values: Any) -> None:
        self.name, self.left = name, list(answers)
        self.asked: list[httpx.Request] = []
        self.drifts: list[Any] = []
        given = ROWS[name].credentials("http://127.0.0.1:1")
        if values:
            given = type(given)(**VALUES[name], **values, server="http://127.0.0.1:1")
        self.face = Reissue(
            given,
            http=httpx.Client(transport=httpx.MockTransport(self._answer)),
            retry=RetryPolicy.NEVER,
            clock=lambda: NOW,
            on_drift=self.drifts.append,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/login"):
            return httpx.Response(200, json=LOGIN)
        self.asked.append(request)
        answer = self.left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    def do(self, verb: str, *args: Any, **chosen: Any) -> Any:
        with self.face:
            return getattr(self.face, verb)(self.name, *args, **chosen)

    @property
    def sent(self) -> Any:
        """The body of the last request."""
        return json.loads(self.asked[-1].content)


def whole(told: Any) -> dict[str, Any]:
    """All members of an invoice or an event but those that nobody can foresee."""
    return {name: getattr(told, name) for name in told.__struct_fields__ if name not in ("raw", "read_by")}


def invoice(**members: Any) -> dict[str, Any]:
    return whole(Invoice(**{"read_at": NOW, **members}))


# --- invoices --------------------------------------------------------------------------------------------------

PURCHASE = {
    "id": "p-1",
    "type": "purchase",
    "created_on": NOON,
    "updated_on": NOON,
    "due": LATER,
    "status": "viewed",
    "brand_id": "b-1",
    "client": {"email": "payer@example.com"},
    "purchase": {"currency": "ngn", "products": [{"name": "Fee", "price": 7_300}], "total": 7_350},
    "checkout_url": "https://pay.example/c/p-1",
    "invoice_url": "https://pay.example/i/p-1",
}
PURCHASE_READ: dict[str, Any] = {
    "provider": "qorepay",
    "reference": "p-1",
    "status": InvoiceStatus.OPEN,
    "money": Money("73.50", "NGN"),
    "issued_at": datetime(2026, 11, 21, 12, tzinfo=UTC),
    "expires_at": datetime(2026, 11, 22, 12, tzinfo=UTC),
    "pay_url": "https://pay.example/c/p-1",
}
VOUCHER = {
    "reference": "R-7",
    "state": "none",
    "currency": "eur",
    "total": "80.00",
    "unpaid": "79.00",
    "issued": "2026-11-02T00:00:00Z",
    "created": "2026-11-01T00:00:00Z",
    "due": "2026-12-01T00:00:00Z",
    "dunninglevel": 2,
    "dunningstate": "open",
    "detail": {"dunning": {"disabled": True, "delayedUntil": "2026-12-24"}},
}
VOUCHER_READ: dict[str, Any] = {
    "provider": "abillify",
    "reference": "R-7",
    "status": InvoiceStatus.PARTIALLY_PAID,
    "money": Money("80.00", "EUR"),
    "amount_due": Money("79.00", "EUR"),
    "issued_at": datetime(2026, 11, 2, tzinfo=UTC),
    "expires_at": datetime(2026, 12, 1, tzinfo=UTC),
}
NUMBERED = {
    "invoiceNumber": "8805",
    "transactionId": "T-1",
    "paymentStatus": "NEW",
    "amount": 25000,
    "currency": "RWF",
    "createdAt": "2026-11-20T09:00:00.000",
    "expiryAt": "2026-11-25T09:00:00.000",
    "paymentLinkUrl": "https://pay.example/8805",
    "type": "SINGLE",
    "paymentItems": [{"code": "PC-1", "quantity": 1, "unitAmount": 25000}],
    "paymentAccountIdentifier": "07800000001",
}
NUMBERED_READ: dict[str, Any] = {
    "provider": "irembopay",
    "reference": "8805",
    "status": InvoiceStatus.OPEN,
    "money": Money(25000, "RWF"),
    "issued_at": datetime(2026, 11, 20, 9, tzinfo=KIGALI),
    "expires_at": datetime(2026, 11, 25, 9, tzinfo=KIGALI),
    "pay_url": "https://pay.example/8805",
}
BILL = {
    "ppid": "TX7",
    "amount_payable": 4210.5,
    "payment_due_date": "2026-11-25 08:00:00",
    "account_name": "Example Limited",
    "account_number": "0000000007",
    "bank_name": "Example Bank",
    "bank_code": "035",
    "invoice_status": "PENDING",
    "created_by": "someone",
    "created_on": "2026-11-20 08:00:00",
}
BILL_READ: dict[str, Any] = {
    "provider": "paypen",
    "reference": "TX7",
    "status": InvoiceStatus.OPEN,
    "money": Money("4210.50", "NGN"),
    "amount_due": Money("4210.50", "NGN"),
    "issued_at": datetime(2026, 11, 20, 8, tzinfo=LAGOS),
    "expires_at": datetime(2026, 11, 25, 8, tzinfo=LAGOS),
    "bank_account": BankAccount(number="0000000007", name="Example Limited", bank="Example Bank", bank_code="035"),
}
IN_ENVELOPE = {
    "qorepay": lambda body: body,
    "abillify": lambda body: body,
    "irembopay": lambda body: {"success": True, "data": body},
    "paypen": lambda body: {"has_error": False, "message": "ok", "data": [body]},
}
READ: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "qorepay": ("p-1", PURCHASE, PURCHASE_READ),
    "abillify": ("R-7", VOUCHER, VOUCHER_READ),
    "irembopay": ("8805", NUMBERED, NUMBERED_READ),
    "paypen": ("TX7", BILL, BILL_READ),
}


@pytest.mark.parametrize("name", READ)
def test_an_invoice_that_is_read(name: str) -> None:
    reference, body, expected = READ[name]
    provider = Provider(name, IN_ENVELOPE[name](body))
    found = provider.do("get", reference)
    more: dict[str, Any] = {}
    if name == "abillify":
        more["dunning"] = Dunning(level=2, state="open", disabled=True, delayed_until=found.dunning.delayed_until)
        assert str(found.dunning.delayed_until) == "2026-12-24"
    assert whole(found) == invoice(**expected, **more)
    assert type(found.raw).__module__.startswith(f"reissue_clients.{name}")
    assert provider.drifts == []


def test_a_purchase_without_a_page_to_pay_on() -> None:
    provider = Provider("qorepay", {**PURCHASE, "checkout_url": None})
    assert provider.do("get", "p-1").pay_url == "https://pay.example/i/p-1"


def test_a_voucher_that_is_not_issued_yet() -> None:
    provider = Provider("abillify", {name: value for name, value in VOUCHER.items() if name != "issued"})
    assert provider.do("get", "R-7").issued_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_a_bill_that_nobody_can_pay_into() -> None:
    provider = Provider("paypen", IN_ENVELOPE["paypen"]({**BILL, "account_number": ""}))
    assert provider.do("get", "TX7").bank_account is None


def test_a_bill_with_another_word() -> None:
    provider = Provider("paypen", IN_ENVELOPE["paypen"]({**BILL, "invoice_status": "SUCCESSFUL"}))
    found = provider.do("get", "TX7")
    assert (found.status, found.money, found.amount_due) == (InvoiceStatus.UNKNOWN, Money("4210.50", "NGN"), None)


@pytest.mark.parametrize("name", ["irembopay", "paypen"])
def test_an_invoice_whose_time_is_over(name: str) -> None:
    reference, body, _ = READ[name]
    due = {"irembopay": "expiryAt", "paypen": "payment_due_date"}[name]
    over = {"irembopay": "2026-11-21T13:59:59.000", "paypen": "2026-11-21 12:59:59"}[
        name
    ]  # a second before it is noon in UTC
    assert Provider(name, IN_ENVELOPE[name]({**body, due: over})).do("get", reference).status is InvoiceStatus.EXPIRED


def test_rows_of_a_customer() -> None:
    provider = Provider("abillify", [VOUCHER, {**VOUCHER, "reference": "R-8"}])
    found = provider.do("list", "C-1")
    assert [one.reference for one in found] == ["R-7", "R-8"]
    assert provider.asked[0].url.path.endswith("/C-1/invoices")
    assert whole(found[0]) == invoice(**VOUCHER_READ, dunning=found[0].dunning, read_at=None)


# --- what is sent ----------------------------------------------------------------------------------------------

DUE = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)


def wanted(currency: str, *, many: bool = True, **members: Any) -> NewInvoice:
    price = Money("1250", currency)
    lines = (
        LineItem(description="Consulting", unit_price=price, quantity=2, code="PC-1", unit="hour"),
        LineItem(description="Travel", unit_price=Money("7", currency), code="PC-2"),
    )
    given = {"reference": "NEW-1", "description": "November", "expires_at": DUE, **members}
    return NewInvoice(**({"items": lines} if many else {"money": price}), **given)


WHO = Customer(email="payer@example.com", name="A Payer", phone="+250780000000", reference="C-1")


def test_a_purchase_that_is_asked_for() -> None:
    provider = Provider("qorepay", httpx.Response(201, json={**PURCHASE, "reference": "NEW-1"}))
    made = provider.do("create", wanted("NGN", customer=WHO))
    assert provider.sent == {
        "brand_id": VALUES["qorepay"]["brand_id"],
        "reference": "NEW-1",
        "client": {"email": "payer@example.com", "full_name": "A Payer", "phone": "+250780000000"},
        "purchase": {
            "currency": "NGN",
            "products": [
                {"name": "Consulting", "price": 125000, "quantity": "2"},
                {"name": "Travel", "price": 700, "quantity": "1"},
            ],
            "notes": "November",
            "due_strict": True,
        },
        "due": int(DUE.timestamp()),
    }
    assert whole(made) == invoice(**PURCHASE_READ, read_at=None)


def test_a_purchase_with_as_little_as_there_may_be() -> None:
    provider = Provider("qorepay", httpx.Response(201, json={**PURCHASE, "reference": "NEW-1"}))
    provider.do("create", NewInvoice(reference="NEW-1", money=Money(9, "NGN"), customer=Customer(email="a@b.example")))
    assert provider.sent == {
        "brand_id": VALUES["qorepay"]["brand_id"],
        "reference": "NEW-1",
        "client": {"email": "a@b.example"},
        "purchase": {"currency": "NGN", "products": [{"name": "Invoice NEW-1", "price": 900, "quantity": "1"}]},
    }


def test_a_voucher_that_is_asked_for() -> None:
    answer = httpx.Response(201, json={**VOUCHER, "reference": "NEW-1"})
    provider = Provider("abillify", answer)
    made = provider.do("create", wanted("EUR", customer=WHO), idempotency_key="key-1")
    assert provider.asked[0].url.path.endswith("/identities/C-1/invoices")
    assert "key-1" in provider.asked[0].headers.values()
    assert provider.sent == {
        "reference": "NEW-1",
        "currency": "EUR",
        "due": "2026-12-24T18:00:00Z",
        "items": [
            {"label": "Consulting", "quantity": "2", "unit": "hour", "unitprice": "1250", "detail": {}},
            {"label": "Travel", "quantity": "1", "unit": "piece", "unitprice": "7", "detail": {}},
        ],
        "netbased": False,
    }
    assert whole(made) == invoice(**{**VOUCHER_READ, "reference": "NEW-1"}, dunning=made.dunning, read_at=None)


def test_a_customer_who_is_named_apart() -> None:
    provider = Provider("abillify", httpx.Response(201, json={**VOUCHER, "reference": "NEW-1"}))
    provider.do("create", wanted("EUR", customer=WHO, expires_at=None), customer="C-2")
    assert provider.asked[0].url.path.endswith("/identities/C-2/invoices")
    assert "due" not in provider.sent


def test_a_numbered_invoice_that_is_asked_for() -> None:
    provider = Provider(
        "irembopay", httpx.Response(201, json={"success": True, "data": {**NUMBERED, "transactionId": "NEW-1"}})
    )
    made = provider.do("create", wanted("RWF", customer=WHO))
    sent = provider.sent
    assert sent.pop("expiryAt").startswith("2026-12-24T20:00:00")
    assert sent == {
        "transactionId": "NEW-1",
        "paymentAccountIdentifier": VALUES["irembopay"]["payment_account"],
        "paymentItems": [
            {"code": "PC-1", "quantity": 2, "unitAmount": 1250},
            {"code": "PC-2", "quantity": 1, "unitAmount": 7},
        ],
        "description": "November",
        "language": "EN",
        "customer": {"email": "payer@example.com", "name": "A Payer", "phoneNumber": "+250780000000"},
    }
    assert whole(made) == invoice(**NUMBERED_READ, read_at=None)


def test_a_numbered_invoice_with_as_little_as_there_may_be() -> None:
    provider = Provider(
        "irembopay", httpx.Response(201, json={"success": True, "data": {**NUMBERED, "transactionId": "NEW-1"}})
    )
    provider.do("create", wanted("RWF", description=None, expires_at=None))
    sent = provider.sent
    assert sent["expiryAt"].startswith("2026-12-05T14:00:00")  # 14 days, in Kigali
    assert sent["description"] == "Invoice NEW-1" and "customer" not in sent


def test_items_that_are_changed() -> None:
    changed = {"invoiceNumber": "8805", "amount": 30000}
    provider = Provider("irembopay", IN_ENVELOPE["irembopay"](NUMBERED), IN_ENVELOPE["irembopay"](changed))
    line = LineItem(description="x", unit_price=Money(15000, "RWF"), quantity=2, code="PC-9")
    found = provider.do("update", "8805", items=[line])
    assert provider.sent["paymentItems"] == [{"code": "PC-9", "quantity": 2, "unitAmount": 15000}]
    assert provider.sent["expiryAt"].startswith("2026-11-25T09:00:00")
    assert whole(found) == invoice(**{**NUMBERED_READ, "money": Money(30000, "RWF")}, read_at=None)

    provider = Provider("abillify", VOUCHER, {**VOUCHER, "total": "30.00", "unpaid": "30.00"})
    line = LineItem(description="y", unit_price=Money("15.5", "EUR"), quantity=2, unit="hour")
    found = provider.do("update", "R-7", items=[line], expires_at=DUE)
    assert provider.sent == {
        "due": "2026-12-24T18:00:00Z",
        "items": [{"label": "y", "quantity": "2", "unit": "hour", "unitprice": "15.5", "detail": {}}],
    }
    assert (found.reference, found.money) == ("R-7", Money("30.00", "EUR"))


def test_a_longer_term() -> None:
    """IremboPay: 14 days from now, or what it had, if that is longer."""
    for had, until in ((None, "2026-12-05T14:00:00"), ("2026-12-31T09:00:00.000", "2026-12-31T09:00:00")):
        before = {**NUMBERED, "expiryAt": had}
        provider = Provider(
            "irembopay", IN_ENVELOPE["irembopay"](before), IN_ENVELOPE["irembopay"]({"invoiceNumber": "8805"})
        )
        found = provider.do("reissue", "8805")
        assert provider.sent.keys() == {"expiryAt"} and provider.sent["expiryAt"].startswith(until)
        assert found.expires_at == datetime.fromisoformat(until).replace(tzinfo=KIGALI)


def test_a_voucher_that_is_cancelled() -> None:
    provider = Provider("abillify", {**VOUCHER, "state": "canceled"})
    assert provider.do("cancel", "R-7").status is InvoiceStatus.CANCELLED
    assert provider.sent == {"state": "canceled", "cancelationdate": "2026-11-21T12:00:00Z"}


# --- what goes through ----------------------------------------------------------------------------------------

MARK = CallOptions(headers={"x-asked-by": "me"})
VERBS = [(name, verb) for name, row in ROWS.items() for verb in row.cases]


@pytest.mark.parametrize(("name", "verb"), VERBS)
def test_every_request_of_a_verb_is_made_with_its_options(sandbox: Sandbox, name: str, verb: str) -> None:
    asked: list[httpx.Request] = []
    case = ROWS[name].cases[verb]
    given = ROWS[name].credentials(sandbox.server_for(name))
    with (
        httpx.Client(event_hooks={"request": [asked.append]}) as http,
        Reissue(given, http=http, clock=sandbox.clock.now, timeout=120.0) as face,
    ):
        getattr(face, verb)(name, case.subject(), options=MARK, **case.arguments)
    mine = [request for request in asked if not request.url.path.endswith("/auth/login")]
    assert mine and all(request.headers["x-asked-by"] == "me" for request in mine)


@pytest.mark.parametrize(
    ("name", "first"),
    [("qorepay", {**PURCHASE, "status": "created"}), ("abillify", {**VOUCHER, "state": "none"})],
)
def test_a_look_after_a_cancel_is_made_with_its_options(name: str, first: dict[str, Any]) -> None:
    reference = READ[name][0]
    word = {"qorepay": {"status": "cancelled"}, "abillify": {"state": "canceled"}}[name]
    provider = Provider(name, first, {**first, **word})
    assert provider.do("cancel", reference, options=MARK).status is InvoiceStatus.CANCELLED
    assert [request.headers.get("x-asked-by") for request in provider.asked] == ["me", "me"]


def test_a_look_after_a_change_of_items_is_made_with_its_options() -> None:
    answers = [NUMBERED, {"invoiceNumber": "8805"}, {**NUMBERED, "amount": 15000}]
    provider = Provider("irembopay", *map(IN_ENVELOPE["irembopay"], answers))
    line = LineItem(description="x", unit_price=Money(15000, "RWF"), code="PC-9")
    found = provider.do("update", "8805", items=[line], options=MARK)
    assert [request.headers.get("x-asked-by") for request in provider.asked] == ["me"] * 3
    assert whole(found) == invoice(**{**NUMBERED_READ, "money": Money(15000, "RWF")}, read_at=None)


def test_an_invoice_that_is_looked_for_after_its_creation_is_asked_for_with_the_options() -> None:
    answer = {**NUMBERED, "transactionId": "NEW-1", "amount": 2507}
    provider = Provider("irembopay", httpx.ReadError("cut"), IN_ENVELOPE["irembopay"](answer))
    made = provider.do("create", wanted("RWF"), options=MARK)
    assert (made.reference, made.money) == ("8805", Money(2507, "RWF"))
    assert [request.headers.get("x-asked-by") for request in provider.asked] == ["me", "me"]
    assert provider.asked[1].url.path.endswith("/NEW-1")


# --- webhooks --------------------------------------------------------------------------------------------------


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

    payment = {"amount": 7350, "currency": "NGN", "is_outgoing": False}
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
        money=Money("73.50", "NGN"),
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


def test_an_event_of_abillify() -> None:
    def told(answers: list[Any], **members: Any) -> tuple[Any, bytes, Provider]:
        body = json.dumps(members).encode()
        provider = Provider("abillify", *answers)
        return provider.do("parse_webhook", {}, body), body, provider

    paid = {**VOUCHER, "state": "paid", "unpaid": "0.00"}
    found, _, _ = told([paid], voucherReference="R-7", state="paid", job="J-1")
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
    assert found.invoice.money == Money("80.00", "EUR") and found.raw.voucher_reference == "R-7"
    found, _, _ = told([paid], voucherReference="R-7", state="none", job="J-1")
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
    found, body, _ = told(
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
    found, body, _ = told([], state="paid")
    assert (found.key, found.object_id) == (f"abillify:voucher:::workflow:paid:{digest(body)}", None)
    # An invoice that does not say its name, found under one that may be another spelling.
    found, _, _ = told(
        [{name: paid[name] for name in paid if name != "reference"}], voucherReference="R 7", state="paid"
    )
    assert (found.kind, found.reference, found.invoice, found.proof) == (EventKind.UNKNOWN, None, None, Proof.NONE)
    found, _, provider = told([], notification="N-1", job="J-2", brand_new=1)
    assert whole(found) == event(
        "abillify",
        kind=EventKind.TASK_ENDED,
        event="task_notification",
        key="abillify:task:N-1",
        proof=Proof.NONE,
        object_id="J-2",
    )
    assert found.raw.job == "J-2" and "$.brand_new" in [one.drift.path for one in provider.drifts]
    found, body, _ = told([], notification=None, job="J-2")
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
        money=Money(25000, "RWF"),
        invoice=found.invoice,
    )
    assert whole(found.invoice) == invoice(**{**NUMBERED_READ, "status": InvoiceStatus.PAID}, read_at=None)
    assert found.raw.success is True and [one.drift.path for one in provider.drifts] == ["$.data.brandNew"]
    assert told([], key="older-key", **paid)[0].key == found.key
    found, _, _ = told([], **{**paid, "paymentStatus": "PARTIALLY_PAID"})
    assert (found.key, found.money) == ("irembopay:8805:PARTIALLY_PAID:paid_in:R-1", None)
    found, body, _ = told([], **{**paid, "paymentStatus": "PARTIALLY_PAID", "paymentReference": None})
    assert found.key == f"irembopay:8805:PARTIALLY_PAID:paid_in:{digest(body)}"
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


# --- refusals: what is said, to the letter -------------------------------------------------------------------


def words(act: Callable[[], object], kind: type[Exception] = InvalidArgumentError) -> str:
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value)


LINE = LineItem(description="x", unit_price=Money(5, "RWF"), code="PC-1")


@pytest.mark.parametrize(
    ("name", "verb", "args", "chosen", "why"),
    [
        (
            "qorepay",
            "create",
            (wanted("NGN"),),
            {},
            "it needs the customer's e-mail address.",
        ),
        (
            "abillify",
            "create",
            (wanted("EUR"),),
            {},
            "it needs the customer's reference (identity): customer=.",
        ),
        ("abillify", "update", ("R-7",), {}, "give expires_at= or items=, or the provider's own change."),
        ("abillify", "update", ("R-7",), {"items": []}, "items= is empty, and an invoice without lines is none."),
        ("irembopay", "update", ("8805",), {}, "give expires_at= or items=."),
        ("irembopay", "update", ("8805",), {"items": []}, "items= is empty, and an invoice without lines is none."),
        (
            "irembopay",
            "update",
            ("8805",),
            {"items": [LineItem(description="x", unit_price=Money(5, "RWF"))]},
            "each line needs the code of a product in the portal, and a whole quantity.",
        ),
        (
            "paypen",
            "create",
            (wanted("NGN"),),
            {},
            "it takes reissue_clients.paypen.models.NewSchedule, not NewInvoice.",
        ),
    ],
)
def test_what_is_refused_before_anything_is_sent(
    name: str, verb: str, args: tuple[Any, ...], chosen: dict[str, Any], why: str
) -> None:
    provider = Provider(name)
    assert words(lambda: provider.do(verb, *args, **chosen)) == f"{name} {verb}: {why} Nothing was sent."
    assert provider.asked == []


def test_credentials_that_lack_what_a_creation_needs() -> None:
    with Reissue(QorePayCredentials(secret_key="secret-1", server="http://127.0.0.1:1")) as face:
        why = "it needs the brand that sells: REISSUE_QOREPAY_BRAND_ID, or brand_id=."
        assert words(lambda: face.create("qorepay", wanted("NGN", customer=WHO))) == (
            f"qorepay create: {why} Nothing was sent."
        )


def test_an_invoice_that_was_made_over_another_currency() -> None:
    answer = {"success": True, "data": {**NUMBERED, "transactionId": "NEW-1", "currency": "USD"}}
    provider = Provider("irembopay", httpx.Response(201, json=answer))
    with pytest.raises(ProviderRejectedError) as caught:
        provider.do("create", wanted("RWF"))
    assert caught.value.message == (
        "irembopay invoices-create: invoice 8805 was made over USD 25000.00, not RWF 2507, and can be paid. "
        "Look at it in the provider's portal."
    )
    assert (caught.value.outcome, caught.value.operation) == (Outcome.HAPPENED, "invoices-create")


# --- the base of all adapters, without a driver ---------------------------------------------------------------


class Bare(Verbs[object, QorePayCredentials]):
    """Nothing of its own."""


def bare() -> Bare:
    return Bare(object(), QorePayCredentials(secret_key="secret-1"), lambda: NOW, None)


def test_an_error_of_an_adapter_tells_where_it_comes_from() -> None:
    rejected = bare().rejected("bills-cancel", "it is still open", Outcome.UNKNOWN, "open")
    assert (rejected.provider, rejected.operation, rejected.outcome, rejected.advice, rejected.code) == (
        "qorepay",
        "bills-cancel",
        "unknown",
        "look",
        "open",
    )
    assert bare().rejected("x", "y", Outcome.HAPPENED).advice == "stop"
    refused = bare().refuse("resend", "it is paid.")
    assert (refused.message, refused.provider, refused.operation) == (
        "qorepay resend: it is paid. Nothing was sent.",
        "qorepay",
        "resend",
    )


def test_a_provider_whose_api_reads_nothing_knows_nothing() -> None:
    steps = bare().get("X-1")
    with pytest.raises(StopIteration) as done:
        next(steps)
    assert done.value.value == Invoice(provider="qorepay", reference="X-1", status=InvoiceStatus.UNKNOWN, checked=False)


def test_a_new_invoice_without_a_name() -> None:
    nameless = Invoice(provider="qorepay", reference="", status=InvoiceStatus.OPEN)
    error: Any = None
    try:
        bare().named("create", nameless)
    except Exception as caught:
        error = caught
    assert error.message == (
        "qorepay create: it was done, but the answer does not name the invoice. Look it up in the provider's "
        "portal before you repeat anything."
    )
    assert (error.provider, error.operation, error.outcome, error.advice) == ("qorepay", "create", "happened", "stop")


def test_fresh_is_up_to_its_last_moment() -> None:
    verbs = bare()
    read = verbs.read(Invoice(provider="qorepay", reference="X-1", status=InvoiceStatus.OPEN))
    verbs.now = lambda: NOW + timedelta(minutes=5)
    assert next(finish(verbs.before("resend", read, fresh=timedelta(minutes=5)))) is read
    assert next(finish(verbs.before("resend", read, fresh=timedelta(minutes=4)))) is not read


def finish(steps: Any) -> Any:
    """What steps give that ask for nothing."""
    yield from (yield_value(steps),)


def yield_value(steps: Any) -> Any:
    try:
        next(steps)
    except StopIteration as done:
        return done.value
    raise AssertionError("the steps ask for something")


def test_a_schedule_without_an_invoice_yet() -> None:
    answer = {"ppid": "TX9", "status": "PENDING INVOICE GENERATION", "created_on": "2026-11-20 08:00:00"}
    provider = Provider("paypen", IN_ENVELOPE["paypen"](answer))
    made = provider.do("create", new_schedule())
    assert whole(made) == invoice(
        provider="paypen",
        reference="TX9",
        status=InvoiceStatus.DRAFT,
        issued_at=datetime(2026, 11, 20, 8, tzinfo=LAGOS),
        read_at=None,
    )
    assert to_builtins(made.raw)["ppid"] == "TX9"


def test_a_replaced_bill() -> None:
    provider = Provider("paypen", IN_ENVELOPE["paypen"](BILL), IN_ENVELOPE["paypen"]({**BILL, "ppid": "TX8"}))
    made = provider.do("regenerate", "TX7")
    assert whole(made) == invoice(**{**BILL_READ, "reference": "TX8"}, previous_reference="TX7", read_at=None)
    assert provider.sent == {"ppid": "TX7"}
