"""Billingo's row in the conformance suite of the facade."""

from __future__ import annotations

from typing import Any

from reissue import Credentials, Customer, InvoiceStatus, Money, NewInvoice


def new_invoice() -> NewInvoice:
    return NewInvoice(reference="NEW-1", money=Money(19050, "HUF"), customer=Customer(reference="501"))


def row(rows: Any) -> Any:
    """The row; `rows` is tests/facade/conformance_rows.py."""

    def credentials(server: str) -> Credentials:
        from reissue_billingo.credentials import BillingoCredentials

        return BillingoCredentials(api_key=f"k-{rows.CANARY}-b", block="7", vat="27%", server=server)

    case, still = rows.Case, InvoiceStatus.OPEN
    return rows.Row(
        "billingo",
        credentials,
        {
            "create": case("documents-create", new_invoice, still, harmful=True, unknown=None),
            "get": case("documents-get", lambda: "1001", still, unknown="9"),
            "list": case("documents-list", lambda: "501", still, unknown=None),
            "cancel": case("documents-cancel", lambda: "1001", InvoiceStatus.CANCELLED, harmful=True, unknown="9"),
            "resend": case("documents-send", lambda: "1001", still, harmful=True, unknown="9"),
            "reissue": case("documents-send", lambda: "1001", still, harmful=True, unknown="9"),
        },
    )
