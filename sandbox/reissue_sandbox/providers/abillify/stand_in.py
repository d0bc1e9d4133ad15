"""Abillify: its errors, its invoices, and what happens when a payer pays."""

from __future__ import annotations

from decimal import Decimal

from ...call import Call, Problem, public
from ...spec import JsonObject
from ...stand_in import StandIn, summary
from ...state import State
from .records import add_transaction, email_of, moment_of, tell_workflow

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
            late = row["state"] == "none" and moment_of(row["due"]) < state.clock.now()
            status = "overdue" if late else "open" if row["state"] == "none" else str(row["state"])
            payer = email_of(state, row["identity"]["reference"])
            rows.append(summary(row["reference"], status, row["total"], row["currency"], payer, row["due"]))
        return rows

    def pay(self, call: Call, reference: str) -> JsonObject:
        """The money arrives: a transaction, a paid invoice, and the workflow's webhook."""
        row = call.find("invoices", reference)
        transaction = add_transaction(call.state, row, Decimal(str(row["unpaid"])))
        row.update(state="paid", unpaid=0)
        tell_workflow(call, row, transaction["id"], "payment")
        return public(row)


stand_in = Abillify("abillify")
