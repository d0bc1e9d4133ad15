"""Abillify: its errors, its invoices, and what happens when a payer pays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...call import Call, Problem, Refused, public
from ...spec import JsonObject, is_object, json_number
from ...stand_in import Liberty, StandIn, summary
from ...state import State
from .records import add_transaction, email_of, is_past, tell_workflow

STATUSES = (400, 401, 403, 404, 409, 429, 500)
NAMES = {401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 429: "TooManyRequests"}


class Abillify(StandIn):
    """The merchant API."""

    def problem(self, problem: Problem) -> JsonObject:
        """The error body: whose fault it is, and for refused values which field."""
        status = problem.status if problem.status >= 400 else 400
        name = NAMES.get(status, "ServerError" if status >= 500 else "ClientError")
        body: JsonObject = {"code": status, "message": problem.message, "name": name}
        if problem.code.startswith("ERR_"):
            body["type"] = problem.code
        elif status in (400, 415, 422):
            body["type"] = "ERR_INVALID_VALUE"
        if problem.field:
            body["details"] = [{"error": problem.message, "fields": [problem.field], "hint": "See the documentation."}]
        return body

    def invoices(self, state: State) -> list[JsonObject]:
        """All invoices; an unpaid one is shown as overdue after its due date."""
        rows: list[JsonObject] = []
        for row in state.table("abillify", "invoices").values():
            late = row["state"] == "none" and is_past(row["due"], state.clock.now())
            status = "overdue" if late else "open" if row["state"] == "none" else str(row["state"])
            payer = email_of(state, row["identity"]["reference"])
            rows.append(summary(row["reference"], status, row["total"], row["currency"], payer, row["due"]))
        return rows

    def pay(self, call: Call, reference: str) -> JsonObject:
        """The money arrives: a transaction, a paid invoice, and the workflow's webhook."""
        row = call.find("invoices", reference)
        return self.pay_part(call, reference, Decimal(str(row["unpaid"])))

    def pay_part(self, call: Call, reference: str, amount: Decimal) -> JsonObject:
        """A part of the money arrives: the invoice stays open with the rest `unpaid`."""
        row = call.find("invoices", reference)
        rest = Decimal(str(row["unpaid"])) - amount
        if rest < 0:
            raise Refused(400, "ERR_INVALID_VALUE", "There is not so much left to pay")
        transaction = add_transaction(call.state, row, amount)
        row.update(unpaid=json_number(rest), **({"state": "paid"} if rest == 0 else {}))
        tell_workflow(call, row, transaction["id"], "payment")
        return public(row)

    def partly_paid(self, body: Any) -> bool:
        """Half of it is paid: no state says so, only what is `unpaid`."""
        if not is_object(body) or "unpaid" not in body:
            return False
        body.update(state="none", unpaid=json_number(Decimal(str(body["total"])) / 2))
        return True

    def documents(self, problem: Problem) -> bool:
        """The statuses and types of https://docs.abillify.dev/errors."""
        return problem.status in STATUSES


stand_in = Abillify("abillify")
stand_in.liberties = (
    Liberty("invoices-resendInvoice", "body", "maxProperties", "the sample sends a member where the table has none"),
    Liberty("*", "body.paymentkind", "enum", "the prose names IN and OT, which the table lacks"),
    Liberty(
        "*", "body.issued body.due body.*date", "format offset", "the tables of vouchers type all dates as strings"
    ),
)
