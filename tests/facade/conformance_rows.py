"""One row per built-in provider, which is all that a new provider adds to the conformance suite."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from reissue import (
    AbillifyCredentials,
    Customer,
    InvoiceStatus,
    IremboPayCredentials,
    LineItem,
    Money,
    NewInvoice,
    PayPenCredentials,
    QorePayCredentials,
    conformance,
)
from reissue.conformance import CANARY as CANARY
from reissue.conformance import Case, Row
from reissue.conformance.rows import QUICK as QUICK
from reissue_clients.paypen.models import NewContribution, NewSchedule
from reissue_sandbox import Sandbox

SOON = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)


def new_invoice(**members: Any) -> NewInvoice:
    line = LineItem(description="Consulting", unit_price=Money("95.50", "EUR"), quantity=2, code="PC-0a1b2c3d4e")
    members = {"reference": "NEW-1", "items": (line,), **members}
    return NewInvoice(customer=Customer(email="payer@example.com", name="A Payer", reference="C-1001"), **members)


def new_schedule() -> NewSchedule:
    part: dict[str, Any] = dict.fromkeys(
        ("employer_contribution", "employee_contribution", "employer_voluntary", "employee_voluntary"), 1000
    )
    row = NewContribution(
        pfa="030",
        staff_id="E-1",
        pin="PEN100000000009",
        employee_name="An Employee",
        period="Nov-2026",
        total_contribution=4000,
        **part,
    )  # type: ignore[arg-type]
    return NewSchedule(remittance_type="COMPVOL", data=[row])


def rwanda() -> NewInvoice:
    line = LineItem(description="Fee", unit_price=Money(12500, "RWF"), quantity=2, code="PC-0a1b2c3d4e")
    return NewInvoice(reference="NEW-1", items=(line,), customer=Customer(email="payer@example.com"))


def naira() -> NewInvoice:
    line = LineItem(description="Fee", unit_price=Money("95.50", "NGN"), quantity=2)
    return NewInvoice(reference="NEW-1", items=(line,), customer=Customer(email="payer@example.com"), expires_at=SOON)


def paid(sandbox: Sandbox, reference: str) -> None:
    """An invoice that has expired cannot be paid in the sandbox, but may have been before."""
    sandbox.faults.add("irembopay", "invoices-get", "set", times=None, path="data/paymentStatus", value="PAID")


def received(sandbox: Sandbox, reference: str) -> None:
    """The vendor documents PENDING alone, for unpaid: any other word is nothing to mail about."""
    sandbox.faults.add("paypen", "invoices-get", "set", times=None, path="data/0/invoice_status", value="RECEIVED")


PURCHASE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
NO_PURCHASE = "00000000-0000-4000-8000-00000000dead"
_OPEN, _CANCELLED = InvoiceStatus.OPEN, InvoiceStatus.CANCELLED
VALUES: dict[str, dict[str, Any]] = {
    "qorepay": {"secret_key": f"sk-{CANARY}-q", "brand_id": "b0000000-0000-4000-8000-000000000001"},
    "abillify": {"username": f"u-{CANARY}-a", "password": f"p-{CANARY}-a"},
    "irembopay": {"secret_key": f"sk-{CANARY}-i", "payment_account": "07800000001"},
    "paypen": {"api_key": f"k-{CANARY}-p", "email": f"{CANARY}@example.com"},
}
"""What each provider's credentials are made of, in code and in the environment."""

ROWS = {
    row.provider: row
    for row in (
        Row(
            "qorepay",
            lambda server: QorePayCredentials(**VALUES["qorepay"], server=server),
            {
                "create": Case("purchases-create", naira, _OPEN, harmful=True, unknown=None),
                "get": Case("purchases-get", lambda: PURCHASE, _OPEN, unknown=NO_PURCHASE),
                "cancel": Case(
                    "purchases-cancel", lambda: PURCHASE, _CANCELLED, sets=True, unknown=NO_PURCHASE, own_status=True
                ),
                "resend": Case("purchases-resendInvoice", lambda: PURCHASE, _OPEN, harmful=True, unknown=NO_PURCHASE),
                "reissue": Case("purchases-resendInvoice", lambda: PURCHASE, _OPEN, harmful=True, unknown=NO_PURCHASE),
            },
        ),
        Row(
            "abillify",
            lambda server: AbillifyCredentials(**VALUES["abillify"], server=server),
            {
                "create": Case("identities-createInvoice", new_invoice, _OPEN, unknown=None),
                "get": Case("invoices-get", lambda: "R-2026-17", _OPEN),
                "list": Case("identities-listInvoices", lambda: "C-1001", _OPEN),
                "update": Case("invoices-update", lambda: "R-2026-17", _OPEN, {"expires_at": SOON}, sets=True),
                "cancel": Case("invoices-update", lambda: "R-2026-17", _CANCELLED, sets=True),
                "resend": Case("invoices-resendInvoice", lambda: "R-2026-17", _OPEN),
                "reissue": Case("invoices-resendInvoice", lambda: "R-2026-17", _OPEN),
            },
        ),
        Row(
            "irembopay",
            lambda server: IremboPayCredentials(**VALUES["irembopay"], server=server),
            {
                "create": Case("invoices-create", rwanda, _OPEN, harmful=True, settled=True, unknown=None),
                "get": Case("invoices-get", lambda: "880509422769", _OPEN),
                "update": Case("invoices-update", lambda: "880509422769", _OPEN, {"expires_at": SOON}, sets=True),
                "reissue": Case("invoices-update", lambda: "880500000005", _OPEN, sets=True),
            },
            refuses_inside_200=True,
            settle=paid,
        ),
        Row(
            "paypen",
            lambda server: PayPenCredentials(**VALUES["paypen"], server=server),
            {
                "create": Case("schedules-create", new_schedule, _OPEN, harmful=True, unknown=None),
                "get": Case("invoices-get", lambda: "TX10000000001", _OPEN),
                "regenerate": Case("invoices-regenerate", lambda: "TX10000000002", _OPEN, harmful=True, in_path=False),
                "reissue": Case("invoices-regenerate", lambda: "TX10000000002", _OPEN, harmful=True, in_path=False),
            },
            refuses_inside_200=True,
            settle=received,
        ),
    )
}
VERBS = [(provider, verb) for provider, row in ROWS.items() for verb in row.cases]


class Face(conformance.Face):
    """A gateway for one of the built-in providers."""

    def __init__(self, provider: str, asynchronous: bool, server: str, sandbox: Sandbox, **options: Any) -> None:
        super().__init__(ROWS[provider], asynchronous, server, sandbox, **options)


def environment(sandbox: Sandbox) -> dict[str, str]:
    """The environment variables of all providers."""
    given = {provider: {**VALUES[provider], "server": sandbox.server_for(provider)} for provider in ROWS}
    return {f"REISSUE_{one}_{name}".upper(): value for one, named in given.items() for name, value in named.items()}


def later(days: int) -> timedelta:
    return timedelta(days=days)
