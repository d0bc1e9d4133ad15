"""What the four vendors answer, written from their pages. Nothing of the project is imported here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

READS, SETS, ONCE = "reads", "sets", "once"
"""What a repeat would do: nothing; the same state again; another message, object or payment."""


@dataclass(frozen=True)
class Route:
    """One operation as a vendor documents it."""

    name: str
    method: str
    path: str
    """A pattern of the path after the provider's prefix; its group is the reference."""
    effect: str
    status: int
    body: Callable[[str, dict[str, Any]], Any] | None
    """The documented answer to a reference and a request body; None where there is none."""
    addressed: bool = True
    """Whether the documented answer repeats what the call is about, so that another object can be told from it."""
    id: str = ""
    """The member, inside of the data, that proves that it was done: without it nothing is."""
    about: str = ""
    """The member that repeats what was asked for, where that is another one."""

    @property
    def provider(self) -> str:
        return PROVIDERS[self.name[0]]

    @property
    def flagged(self) -> bool:
        """Whether the vendor documents refusals inside of a 200."""
        return self.provider in ("irembopay", "paypen")


PROVIDERS = {"q": "qorepay", "a": "abillify", "i": "irembopay", "p": "paypen"}


def purchase(id_: str, status: str = "created") -> dict[str, Any]:
    """https://qorepay.com/docs/references/create-purchase"""
    return {
        "id": id_,
        "type": "purchase",
        "status": status,
        "created_on": 1760000000,
        "updated_on": 1760000100,
        "client": {"email": "payer@shop.example", "full_name": "A Payer"},
        "purchase": {"currency": "EUR", "total": 4300, "products": [{"name": "Boots", "price": 4300}]},
        "checkout_url": f"https://gate.example/p/{id_}/",
    }


def refund(id_: str) -> dict[str, Any]:
    """https://docs.chip-in.asia/chip-collect/api-reference/purchases/refund"""
    return {
        "id": f"refund-{id_}",
        "type": "payment",
        "created_on": 1760000000,
        "updated_on": 1760000100,
        "payment": {"amount": 4300, "currency": "EUR", "payment_type": "refund", "is_outgoing": True},
        "related_to": {"type": "purchase", "id": id_},
    }


def abillify_invoice(reference: str, state: str = "none") -> dict[str, Any]:
    """https://docs.abillify.dev/api/invoices/invoices-getbyreference"""
    return {
        "reference": reference,
        "state": state,
        "total": "43.00",
        "currency": "EUR",
        "created": "2026-11-02T09:30:00.000Z",
        "due": "2026-12-02T09:30:00.000Z",
    }


def ticket(reference: str) -> dict[str, Any]:
    """https://docs.abillify.dev/api/invoices/invoices-resendinvoice"""
    return {"job": f"job-{reference}", "result": "OK", "resultcode": "0"}


def irembo_invoice(number: str, transaction: str) -> dict[str, Any]:
    """https://irembopay.gitbook.io/irembopay-api-docs/apis/invoice/openapi"""
    return {
        "invoiceNumber": number,
        "transactionId": transaction,
        "amount": 4300,
        "currency": "RWF",
        "paymentStatus": "NEW",
        "type": "SINGLE",
        "paymentLinkUrl": f"https://pay.example/{number}",
        "createdAt": "2026-11-02T11:30:00.000+02:00",
        "expiryAt": "2026-12-02T11:30:00.000+02:00",
    }


def push(number: str) -> dict[str, Any]:
    """https://irembopay.gitbook.io/irembopay-api-docs/apis/payment/initiate-mobile-money-push-payment"""
    return {
        "referenceId": f"push-{number}",
        "invoiceNumber": number,
        "amount": 4300,
        "accountIdentifier": "0780000001",
        "paymentProvider": "MTN",
    }


def paypen_invoice(ppid: str) -> list[dict[str, Any]]:
    """https://paypen.ng/docs/employer/invoice-generation"""
    return [
        {
            "ppid": ppid,
            "amount_payable": 43000,
            "payment_due_date": "2026-12-02 10:30:00",
            "account_name": "Shop Limited",
            "account_number": "0011223344",
            "bank_name": "Some Bank",
            "invoice_status": "PENDING",
            "created_by": "A Clerk",
            "created_on": "2026-11-02 10:30:00",
        }
    ]


ROUTES = (
    Route(
        "q_create",
        "POST",
        r"/purchases/",
        ONCE,
        201,
        lambda ref, sent: purchase(f"p-{sent.get('reference')}"),
        False,
        "id",
    ),
    Route("q_get", "GET", r"/purchases/([^/]+)/", READS, 200, lambda ref, sent: purchase(ref), True, "id"),
    Route(
        "q_cancel",
        "POST",
        r"/purchases/([^/]+)/cancel/",
        SETS,
        200,
        lambda ref, _: purchase(ref, "cancelled"),
        True,
        "id",
    ),
    Route(
        "q_resend",
        "POST",
        r"/purchases/([^/]+)/resend_invoice/",
        ONCE,
        200,
        lambda ref, _: purchase(ref, "sent"),
        True,
        "id",
    ),
    Route(
        "q_charge", "POST", r"/purchases/([^/]+)/charge/", ONCE, 200, lambda ref, _: purchase(ref, "paid"), True, "id"
    ),
    Route("q_refund", "POST", r"/purchases/([^/]+)/refund/", ONCE, 200, lambda ref, _: refund(ref), False, "id"),
    Route("q_delete_hook", "DELETE", r"/webhooks/([^/]+)/", SETS, 204, None),
    Route(
        "a_get", "GET", r"/invoices/([^/]+)", READS, 200, lambda ref, _: abillify_invoice(ref), True, "", "reference"
    ),
    Route(
        "a_list",
        "GET",
        r"/identities/([^/]+)/invoices",
        READS,
        200,
        lambda ref, _: [abillify_invoice(f"R-{ref}")],
        False,
    ),
    Route(
        "a_update",
        "PUT",
        r"/invoices/([^/]+)",
        SETS,
        200,
        lambda ref, sent: abillify_invoice(ref, sent.get("state", "none")),
        True,
        "reference",
    ),
    Route(
        "a_resend", "POST", r"/invoices/([^/]+)/resendInvoice", ONCE, 200, lambda ref, _: ticket(ref), False, "result"
    ),
    Route(
        "a_commit", "POST", r"/invoices/([^/]+)/commitInvoice", ONCE, 200, lambda ref, _: ticket(ref), False, "result"
    ),
    Route(
        "a_create",
        "POST",
        r"/identities/([^/]+)/invoices",
        ONCE,
        200,
        lambda ref, sent: abillify_invoice(sent.get("reference", "")),
        True,
        "reference",
    ),
    Route(
        "i_get",
        "GET",
        r"/payments/invoices/([^/]+)",
        READS,
        200,
        lambda ref, _: irembo_invoice(ref, f"T-{ref}"),
        True,
        "invoiceNumber",
    ),
    Route(
        "i_create",
        "POST",
        r"/payments/invoices",
        ONCE,
        201,
        lambda ref, sent: irembo_invoice(f"88{sent.get('transactionId')}", sent.get("transactionId", "")),
        True,
        "invoiceNumber",
        "transactionId",
    ),
    Route(
        "i_update",
        "PUT",
        r"/payments/invoices/([^/]+)",
        SETS,
        200,
        lambda ref, _: irembo_invoice(ref, f"T-{ref}"),
        True,
        "invoiceNumber",
    ),
    Route(
        "i_push",
        "POST",
        r"/payments/transactions/initiate",
        ONCE,
        200,
        lambda ref, sent: push(sent.get("invoiceNumber", "")),
        False,
        "referenceId",
    ),
    Route("p_get", "GET", r"/invoice/details/([^/]+)", READS, 200, lambda ref, _: paypen_invoice(ref), False, "ppid"),
    Route("p_create", "POST", r"/schedule/create", ONCE, 200, lambda ref, _: paypen_invoice("TX-new"), False, "ppid"),
    Route(
        "p_generate",
        "POST",
        r"/invoice/generate",
        ONCE,
        200,
        lambda ref, sent: paypen_invoice(sent.get("ppid", "")),
        False,
        "ppid",
    ),
    Route(
        "p_regenerate",
        "POST",
        r"/invoice/regenerate",
        ONCE,
        200,
        lambda ref, sent: paypen_invoice(f"N-{sent.get('ppid')}"),
        False,
        "ppid",
    ),
)
BY_NAME = {route.name: route for route in ROUTES}


def route_of(provider: str, method: str, path: str) -> tuple[Route, str] | None:
    """The operation that a request line means, and the reference in its path."""
    for route in ROUTES:
        if route.provider == provider and route.method == method and (found := re.fullmatch(route.path, path)):
            return route, (found.groups() or ("",))[0]
    return None


def wrapped(route: Route, data: Any) -> Any:
    """The data in the envelope that the vendor documents for an answer that went well."""
    if route.provider == "irembopay":
        return {"success": True, "message": "Operation successful", "data": data}
    if route.provider == "paypen":
        return {"has_error": False, "message": "Operation succeeded.", "data": data}
    return data


def done(route: Route, ref: str, sent: dict[str, Any]) -> bytes:
    """The documented body of an operation that was done."""
    return b"" if route.body is None else json.dumps(wrapped(route, route.body(ref, sent))).encode()


REFUSALS: dict[str, Any] = {
    "qorepay": {"__all__": [{"message": "This purchase does not allow it.", "code": "not_possible"}]},
    "abillify": {
        "code": 400,
        "message": "That is not possible, see details",
        "name": "ClientError",
        "type": "ERR_INVALID_VALUE",
        "details": [{"error": "wrong", "fields": ["x"], "hint": "none"}],
    },
    "irembopay": {
        "success": False,
        "message": "Not possible",
        "errors": [{"code": "INVOICE_NOT_FOUND", "detail": "no such invoice"}],
        "data": None,
    },
    "paypen": {"has_error": True, "message": "No such schedule"},
}
"""The documented bodies of a failure: the vendors' pages on errors and envelopes."""


def refusal(provider: str) -> bytes:
    return json.dumps(REFUSALS[provider]).encode()


LOGGED_IN = json.dumps(
    {"success": True, "message": "Login successful", "data": {"token": "a-token-of-the-day"}}
).encode()
"""https://paypen.ng/docs/employer/login"""
