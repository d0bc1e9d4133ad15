"""PayPen: its errors, its invoices, and what happens when a payer pays."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...call import Call, Problem, public
from ...spec import JsonObject
from ...stand_in import Liberty, StandIn, summary
from ...state import State
from .records import LAGOS, PAID, has_expired, invoice_of


class PayPen(StandIn):
    """The employer API."""

    def problem(self, problem: Problem) -> JsonObject:
        """An envelope that says no; which of the two depends on nothing that is documented."""
        if problem.status == 401:
            return {"success": False, "message": "Unauthenticated."}
        return {"has_error": True, "message": problem.message}

    def invoices(self, state: State) -> list[JsonObject]:
        """All invoices, replaced ones included."""
        rows: list[JsonObject] = []
        for row in state.table("paypen", "invoices").values():
            status = "EXPIRED" if has_expired(row, state.clock.unix()) else row["invoice_status"]
            amount, payer = row["amount_payable"], row["account_name"]
            rows.append(summary(row["ppid"], status, amount, "NGN", payer, row["payment_due_date"]))
        return rows

    def pay(self, call: Call, reference: str) -> JsonObject:
        """A transfer of the exact amount arrives; the registered address is told."""
        row = invoice_of(call, reference)
        row["invoice_status"] = PAID
        body = {
            "notificationType": "EmployerPaymentNotification",
            "success": True,
            "message": "Payment receipt successful",
            "data": {
                "ppid": reference,
                "paymentReference": f"MNFY|01|{call.state.number():011d}|000001",
                "amountPaid": row["amount_payable"],
                "paymentDate": call.state.clock.now().astimezone(LAGOS).strftime("%m/%d/%Y %I:%M:%S %p"),
            },
        }
        call.tell("payment_notification", body, call.state.callbacks.get("paypen"))
        return public(row)

    def on_the_wire(self, text: str, switches: Mapping[str, str]) -> str:
        """The account number as the vendor prints it: bare, with its leading zero; and its raw line break."""
        form = switches.get("paypen.account_number", "string")
        if form in ("bare", "number"):
            pattern = r'("account_number": ?)"(0*)(\d+)"'
            text = re.sub(pattern, r"\1\2\3" if form == "bare" else r"\1\3", text)
        if switches.get("paypen.schedule") == "pending_newline":
            text = text.replace("at this time. You", "at this time.\nYou")
        return text

    def documents(self, problem: Problem) -> bool:
        """Of all refusals only that of a call without a valid token."""
        return problem.status == 401


stand_in = PayPen("paypen")
stand_in.liberties = (
    Liberty("*", "body.*", "type format enum pattern minLength", "the pages show samples, and name no refusal"),
    Liberty("*", "path.*", "*", "as for bodies"),
)
