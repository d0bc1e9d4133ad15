"""Billingo's row in the conformance suite of the facade."""

from __future__ import annotations

from reissue import Credentials, Customer, InvoiceStatus, Money, NewInvoice
from reissue.conformance import CANARY, Case, Row
from reissue_sandbox import Sandbox

OPEN, CANCELLED = InvoiceStatus.OPEN, InvoiceStatus.CANCELLED


def new_invoice() -> NewInvoice:
    return NewInvoice(reference="NEW-1", money=Money(19050, "HUF"), customer=Customer(reference="501"))


def credentials(server: str) -> Credentials:
    from reissue_billingo.credentials import BillingoCredentials

    return BillingoCredentials(api_key=f"k-{CANARY}-b", block="7", vat="27%", server=server)


def paid(sandbox: Sandbox, reference: str) -> None:
    sandbox.faults.add("billingo", "documents-get", "set", times=None, path="payment_status", value="paid")


ROW = Row(
    "billingo",
    credentials,
    {
        "create": Case("documents-create", new_invoice, OPEN, harmful=True, unknown=None),
        "get": Case("documents-get", lambda: "1001", OPEN, unknown="9"),
        "list": Case("documents-list", lambda: "501", OPEN, unknown=None),
        "cancel": Case("documents-cancel", lambda: "1001", CANCELLED, harmful=True, unknown="9", own_status=True),
        "resend": Case("documents-send", lambda: "1001", OPEN, harmful=True, unknown="9"),
        "reissue": Case("documents-send", lambda: "1001", OPEN, harmful=True, unknown="9"),
    },
    settle=paid,
)
