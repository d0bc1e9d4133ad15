"""IremboPay's payment of an invoice in parts, as the page of version 3 has it.

A payment covers one or several whole installments, in their order; until the last one the invoice is PARTIALLY_PAID. What an
installment holds stands on no page: its size is the member whose numbers make up the amount (or 100, of a plan in percent).
Where none does, any part counts as whole installments.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import Any

from ...call import Refused
from ...spec import JsonObject
from ...validation import FORMATS

PLAN = ("partialPaymentEnabled", "installmentPlan", "installments")
"""The members of version 3."""


def take_plan(row: JsonObject, body: JsonObject) -> None:
    """Note the plan of a request; answers show nothing of it, as no page says how they would."""
    row["_plan"] = {**row.get("_plan", {}), **{name: body[name] for name in PLAN if name in body}}


def in_parts(row: JsonObject) -> bool:
    """Whether the invoice may be paid in parts."""
    return bool(row.get("_plan", {}).get("partialPaymentEnabled"))


def made_up(row: JsonObject) -> str:
    """The rule by which an answer shows a partly paid invoice: the pages show its status alone."""
    return "irembopay-part" if row["paymentStatus"] == "PARTIALLY_PAID" else ""


def rest_of(row: JsonObject) -> Decimal:
    """What is still to be paid."""
    return max(Decimal(str(row["amount"])) - Decimal(row.get("_paid", "0")), Decimal())


def check_part(row: JsonObject, part: Decimal) -> None:
    """Refuse what is more than the rest, and a part that is not made of whole installments."""
    if part > rest_of(row):
        raise Refused(400, "BAD_DATA", f"There is not so much left to pay: {rest_of(row)} {row['currency']}")
    if part == rest_of(row):
        return
    if not in_parts(row):
        text = "The invoice has no partial payment, and irembopay documents no payment of a part of another one"
        raise Refused(400, "BAD_DATA", text)
    paid = Decimal(row.get("_paid", "0"))
    steps = [step - paid for step in accumulate(_sizes(row)) if step > paid]
    if steps and part not in steps:
        text = f"Only whole installments can be paid, in their order: {', '.join(map(str, steps))} {row['currency']}"
        raise Refused(400, "BAD_DATA", text)


def _sizes(row: JsonObject) -> list[Decimal]:
    """The installments in major units, in their order; empty where no member of them tells their sizes."""
    plan = row["_plan"]
    rows: list[JsonObject] = plan.get("installments") or []
    amount = Decimal(str(row["amount"]))
    whole = Decimal(100) if plan.get("installmentPlan") == "PERCENTAGE" else amount
    for name in rows[0] if rows else ():
        parts = [_number(one.get(name)) for one in rows]
        if all(part > 0 for part in parts) and sum(parts) == whole:
            return [part * amount / whole for part in parts]
    return []


def _number(value: Any) -> Decimal:
    """A number, or a text that is one; else zero."""
    text = "" if isinstance(value, bool) else str(value)
    return Decimal(text) if FORMATS["decimal"](text) else Decimal()
