"""IremboPay: its errors, its invoices, and what happens when a payer pays."""

from __future__ import annotations

from collections.abc import Mapping

from ...call import Call, Problem, public
from ...spec import JsonObject
from ...stand_in import StandIn, summary
from ...state import State
from .records import by_reference, check_alone, check_payable, mark_paid

CODES = {400: "VALIDATION_ERROR", 401: "AUTHENTICATION_FAILED", 404: "NOT_FOUND", 429: "TOO_MANY_REQUESTS"}


class IremboPay(StandIn):
    """The merchant API."""

    def problem(self, problem: Problem) -> JsonObject:
        """The error envelope; codes in capitals are the provider's own and stay."""
        code = problem.code if problem.code.isupper() else CODES.get(problem.status, "INTERNAL_SERVER_ERROR")
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
        """The payer pays: members of a batch become paid with it, but only the batch is notified."""
        row = by_reference(call, reference)
        check_alone(row)
        check_payable(row, call.now)
        mark_paid(row, call.state)
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

    def on_the_wire(self, text: str, switches: Mapping[str, str]) -> str:
        """Offsets cut to their hours, as several pages print them."""
        return text.replace('+02:00"', '+02"') if switches.get("irembopay.offset") == "short" else text


stand_in = IremboPay("irembopay")
