"""Whole answers of the four providers, what the facade makes of them, and a server that gives them.

The members are those of the vendors' pages (`x-reissue-source` of the operations), the values our own.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx

from reissue import (
    BankAccount,
    Customer,
    Invoice,
    InvoiceStatus,
    LineItem,
    Money,
    NewInvoice,
    Reissue,
    RetryPolicy,
)
from tests.facade.conformance_rows import ROWS, VALUES

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


PURCHASE = {
    "id": "p-1",
    "type": "purchase",
    "created_on": NOON,
    "updated_on": NOON,
    "due": LATER,
    "status": "viewed",
    "brand_id": "b-1",
    "client": {"email": "payer@example.com"},
    "purchase": {"currency": "ngn", "products": [{"name": "Fee", "price": 250_000}], "total": 250_700},
    "checkout_url": "https://pay.example/c/p-1",
    "invoice_url": "https://pay.example/i/p-1",
}
PURCHASE_READ: dict[str, Any] = {
    "provider": "qorepay",
    "reference": "p-1",
    "status": InvoiceStatus.OPEN,
    "money": Money("2507.00", "NGN"),
    "issued_at": datetime(2026, 11, 21, 12, tzinfo=UTC),
    "expires_at": datetime(2026, 11, 22, 12, tzinfo=UTC),
    "pay_url": "https://pay.example/c/p-1",
}
VOUCHER = {
    "reference": "R-7",
    "state": "none",
    "currency": "eur",
    "total": "2507.00",
    "unpaid": "2506.00",
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
    "money": Money("2507.00", "EUR"),
    "amount_due": Money("2506.00", "EUR"),
    "issued_at": datetime(2026, 11, 2, tzinfo=UTC),
    "expires_at": datetime(2026, 12, 1, tzinfo=UTC),
}
NUMBERED = {
    "invoiceNumber": "8805",
    "transactionId": "T-1",
    "paymentStatus": "NEW",
    "amount": 2507,
    "currency": "RWF",
    "createdAt": "2026-11-20T09:00:00.000",
    "expiryAt": "2026-11-25T09:00:00.000",
    "paymentLinkUrl": "https://pay.example/8805",
    "type": "SINGLE",
    "paymentItems": [{"code": "PC-1", "quantity": 1, "unitAmount": 2507}],
    "paymentAccountIdentifier": "07800000001",
}
NUMBERED_READ: dict[str, Any] = {
    "provider": "irembopay",
    "reference": "8805",
    "status": InvoiceStatus.OPEN,
    "money": Money(2507, "RWF"),
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


DUE = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)


def wanted(currency: str, **members: Any) -> NewInvoice:
    price = Money("1250", currency)
    lines = (
        LineItem(description="Consulting", unit_price=price, quantity=2, code="PC-1", unit="hour"),
        LineItem(description="Travel", unit_price=Money("7", currency), code="PC-2"),
    )
    given = {"reference": "NEW-1", "description": "November", "expires_at": DUE, "items": lines, **members}
    return NewInvoice(**given)


WHO = Customer(email="payer@example.com", name="A Payer", phone="+250780000000", reference="C-1")
