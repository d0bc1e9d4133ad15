"""QorePay: its errors, its invoices, and what happens when a payer pays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ...call import Call, Problem, public
from ...spec import JsonObject, is_list
from ...stand_in import Liberty, StandIn, summary
from ...state import State
from .records import move, payable, refresh, settle

CODES = (
    "invalid_request",
    "invalid_recurring_token",
    "unauthorized",
    "forbidden",
    "not_found",
    "conflict",
    "unprocessable_entity",
    "rate_limited",
    "internal_error",
    "bad_gateway",
    "purchase_charge_error",
    "purchase_capture_error",
    "purchase_release_error",
    "purchase_refund_error",
)
"""https://docs.chip-in.asia/chip-collect/overview/errors, and the codes of operations in the sibling's libraries."""


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


class QorePay(StandIn):
    """The merchant API."""

    def problem(self, problem: Problem) -> JsonObject:
        """Errors under the field's name or `__all__`; each a list, which the switch `qorepay.errors` turns into an object."""
        key = problem.field.partition(".")[0] or "__all__"
        return {key: [{"message": problem.message, "code": problem.code}]}

    def invoices(self, state: State) -> list[JsonObject]:
        """All purchases."""
        rows: list[JsonObject] = []
        for row in state.table("qorepay", "purchases").values():
            refresh(row, state.clock.unix())
            details = row["purchase"]
            amount, due = Decimal(details["total"]) / 100, row["due"]
            until = _iso(due) if due else None
            payer = row["client"].get("email", "")
            rows.append(summary(row["id"], row["status"], f"{amount:.2f}", details["currency"], payer, until))
        return rows

    def viewed(self, state: State, reference: str) -> None:
        """The payer opens the checkout page."""
        row = state.table("qorepay", "purchases").get(reference)
        if row is not None and row["status"] in ("created", "sent"):
            row["viewed_on"] = state.clock.unix()
            move(row, "viewed", state.clock.unix())

    def pay(self, call: Call, reference: str) -> JsonObject:
        """The payer pays by card."""
        row = payable(call, reference)
        settle(call, row)
        return public(row)

    def worded(self, body: Any, switches: Mapping[str, str]) -> Any:
        """The bare object under each key of an error, where it is switched on."""
        if switches.get("qorepay.errors") != "object":
            return body
        return {key: value[0] if is_list(value) else value for key, value in body.items()}

    def documents(self, problem: Problem) -> bool:
        """The codes of the sibling's pages, whose software this is."""
        return problem.code in CODES


stand_in = QorePay("qorepay")
stand_in.liberties = (
    Liberty("purchases-markAsPaid", "body.paid_on", "type", "the sample prints the time as a text of milliseconds"),
    Liberty(
        "billing_templates-sendInvoice",
        "body.payment_method_whitelist",
        "type",
        "the table says string, the samples print an array",
    ),
)
