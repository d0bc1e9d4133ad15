"""IremboPay: its errors, its invoices, and what happens when a payer pays."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ...call import Call, Problem, public
from ...spec import JsonObject, is_object
from ...stand_in import Liberty, StandIn, summary
from ...state import State
from .installments import check_part, rest_of
from .records import by_reference, check_alone, check_payable, mark_paid

CODES = {400: "VALIDATION_ERROR", 401: "AUTHENTICATION_FAILED", 404: "NOT_FOUND", 429: "TOO_MANY_REQUESTS"}
OF_A_PUSH = {
    "accountIdentifier": ("PHONE_NUMBER_MISSING", "BAD_PHONE_NUMBER"),
    "paymentProvider": ("BAD_PAYMENT_PROVIDER", "BAD_PAYMENT_PROVIDER"),
    "invoiceNumber": ("INVOICE_MISSING", "INVOICE_MISSING"),
}
"""Members of a push to a phone: the code where one is missing, and where it is wrong."""
DOCUMENTED = (
    "VALIDATION_ERROR",
    "AUTHENTICATION_FAILED",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "NOT_FOUND",
    "INTERNAL_SERVER_ERROR",
    "BAD_DATA",
    "BAD_PAYMENT_PROVIDER",
    "BAD_PHONE_NUMBER",
    "PHONE_NUMBER_MISSING",
    "PAYMENT_PROVIDER_ERROR",
    "INVOICE_ALREADY_IN_BATCH",
    "INVOICE_ALREADY_PAID",
    "INVOICE_EXPIRED",
    "INVOICE_MISSING",
    "INVOICE_NOT_FOUND",
)
"""Codes on the pages of push payments, plans, subscriptions and of the envelope."""


class IremboPay(StandIn):
    """The merchant API."""

    def problem(self, problem: Problem) -> JsonObject:
        """The error envelope; codes in capitals are the provider's own and stay."""
        code = _code(problem)
        return {"success": False, "message": problem.message, "errors": [{"code": code, "detail": problem.message}]}

    def invoices(self, state: State) -> list[JsonObject]:
        """All invoices and batches; an unpaid one whose time is over is shown as expired."""
        rows: list[JsonObject] = []
        for row in state.table("irembopay", "invoices").values():
            expired = row["paymentStatus"] == "NEW" and row["_expires"] <= state.clock.unix()
            customer: JsonObject = row.get("customer") or {}
            payer = customer.get("email") or ""
            status = "EXPIRED" if expired else row["paymentStatus"]
            rows.append(summary(row["invoiceNumber"], status, row["amount"], row["currency"], payer, row["expiryAt"]))
        return rows

    def pay(self, call: Call, reference: str) -> JsonObject:
        """The payer pays all that is left: members of a batch become paid with it, but only the batch is notified."""
        return self.pay_part(call, reference, rest_of(by_reference(call, reference)))

    def pay_part(self, call: Call, reference: str, amount: Decimal) -> JsonObject:
        """The payer pays whole installments of an invoice that has partial payment, or all that is left; each is notified."""
        row = by_reference(call, reference)
        check_alone(row)
        check_payable(row, call.now)
        check_part(row, amount)
        mark_paid(row, call.state, amount)
        members: list[str] = row.get("childInvoices") or []
        for member in members:
            mark_paid(call.table("invoices")[member], call.state)
        keys = (
            "invoiceNumber",
            "transactionId",
            "amount",
            "currency",
            "paymentStatus",
            "paymentMethod",
            "paymentReference",
            "createdAt",
            "updatedAt",
            "paidAt",
        )
        body = {"success": True, "message": "Payment completed", "data": {key: row[key] for key in keys}}
        url = call.state.callbacks.get("irembopay")
        call.tell("payment_notification", body, url, signer=call.credentials.get("irembopay", ""))
        return public(row)

    def partly_paid(self, body: Any) -> bool:
        """The status that version 3 of the API documents; which part was paid is not shown."""
        data: Any = body.get("data") if is_object(body) else None
        if not is_object(data) or "paymentStatus" not in data:
            return False
        data["paymentStatus"] = "PARTIALLY_PAID"
        return True

    def documents(self, problem: Problem) -> bool:
        """The codes of the tables of errors."""
        return _code(problem) in DOCUMENTED

    def on_the_wire(self, text: str, switches: Mapping[str, str]) -> str:
        """Offsets cut to their hours, as several pages print them."""
        return text.replace('+02:00"', '+02"') if switches.get("irembopay.offset") == "short" else text


def _code(problem: Problem) -> str:
    """The vendor's code for a refusal; codes in capitals are its own and stay."""
    if problem.code.isupper():
        return problem.code
    if problem.status == 400 and problem.field in OF_A_PUSH:
        missing, wrong = OF_A_PUSH[problem.field]
        return missing if " lacks " in problem.message else wrong
    return CODES.get(problem.status, "INTERNAL_SERVER_ERROR")


stand_in = IremboPay("irembopay")
stand_in.liberties = (
    Liberty("*", "*", "offset", "several samples cut an offset to its hours"),
    Liberty(
        "*", "header.X-API-Version", "required enum", "the guide prints 1, references 2 or 3; none refuses another"
    ),
    Liberty("invoices-update", "body", "required minProperties", "the table requires neither of its two members"),
    Liberty("subscriptions-create", "body.items", "required", "the table requires them, the page's form has none"),
    Liberty(
        "subscriptions-create", "body.customerId", "required", "required by the table, optional in the page's form"
    ),
    Liberty(
        "subscriptions-update", "body.plan*", "required", "the prose calls every field optional, the table does not"
    ),
)
