"""PayPen: what it stores, and how it writes it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, cast

from ...call import Answer, Call, Refused, public
from ...spec import JsonObject, json_number
from ...state import State
from ...validation import FORMATS

LAGOS = timezone(timedelta(hours=1))
DAYS_TO_PAY = 10
PAID = "PAID"
"""Our word for a paid invoice."""
FUNDS = {"030": "Example Pension Managers"}
TYPES = {"COMPVOL": "Compulsory & Voluntary", "COMP": "Compulsory", "VOL": "Voluntary"}
USER = "api-user@example.com"


def next_ppid(state: State) -> str:
    """The number of a new schedule, and of its invoice."""
    return f"TX{state.clock.now():%y%m%d}{state.number():05d}"


def invoice_of(call: Call, ppid: str) -> JsonObject:
    """An invoice by its number, or a 404."""
    row = call.table("invoices").get(ppid)
    if row is None:
        raise Refused(404, "not_found", f"paypen has no invoice {ppid}")
    return row


def has_expired(row: JsonObject, now: int) -> bool:
    """Whether the time of an unpaid invoice is over."""
    return bool(row["invoice_status"] == "PENDING" and row["_expires"] <= now)


def yes(call: Call, row: JsonObject, reference: str, *, effect: bool = True, invented: str = "") -> Answer:
    """An invoice in the envelope that is switched on; PENDING is the one status that a page shows."""
    if row["invoice_status"] == PAID and not invented:
        invented = "paypen-paid"
    invoice = public(row)
    if call.switches.get("paypen.envelope", "v2") == "v1":
        body: Any = {"success": True, "message": "Operation succeeded.", "data": {**invoice, "bank_code": "057"}}
    else:
        body = {"has_error": False, "message": "Operation succeeded.", "data": [invoice]}
    return Answer(200, body, object=reference, effect=effect, invented=invented)


def no(message: str) -> Refused:
    """A refusal in the vendor's envelope: its flag decides. No page says what is refused, and how."""
    return Refused(200, "refused", message, invented="paypen-refusal")


def text(body: JsonObject, name: str) -> str:
    """A member of a request as text. Raises the refusal where it is missing."""
    value = body.get(name)
    if not isinstance(value, (str, int, float)) or value == "":
        raise no(f"{name} is missing")
    return str(value)


def amount_of(row: JsonObject, name: str) -> Decimal:
    """An amount of a request, which may be a text or a number. Raises the refusal where it is none."""
    value = text(row, name)
    if not FORMATS["decimal"](value):
        raise no(f"{name} is no amount")
    return Decimal(value)


def stamp(moment: datetime) -> str:
    """A time as the vendor writes it: Lagos time, without an offset."""
    return moment.astimezone(LAGOS).strftime("%Y-%m-%d %H:%M:%S")


def new_schedule(state: State, ppid: str, kind: str, rows: list[JsonObject], age: int) -> JsonObject:
    """A stored schedule: names and forms differ from the upload."""
    made = {
        "_ppid": ppid,
        "_total": str(sum((amount_of(row, "total_contribution") for row in rows), Decimal())),
        "employer_code": "PR000000078",
        "remittance_type": TYPES.get(kind, kind),
        "created_on": stamp(state.clock.now() - timedelta(days=age)),
        "created_by": "Example User",
        "details": [_detail(row) for row in rows],
    }
    state.table("paypen", "schedules")[ppid] = made
    return made


def _detail(row: JsonObject) -> JsonObject:
    month, _, year = text(row, "period").partition("-")
    return {
        "staff_id": text(row, "staff_id"),
        "rsa_pin": text(row, "pin"),
        "employee_name": text(row, "employee_name"),
        "employer_contribution": f"{amount_of(row, 'employer_contribution'):.2f}",
        "employee_contribution": f"{amount_of(row, 'employee_contribution'):.2f}",
        "employer_avc": f"{amount_of(row, 'employer_voluntary'):.2f}",
        "employee_avc": f"{amount_of(row, 'employee_voluntary'):.2f}",
        "total_contribution": f"{amount_of(row, 'total_contribution'):.2f}",
        "period": f"{month}-{year[2:]}",
        "pfa": FUNDS.get(text(row, "pfa"), f"Pension Fund {text(row, 'pfa')}"),
    }


def new_invoice(state: State, schedule: JsonObject, age: int) -> JsonObject:
    """A new invoice of a schedule with an account of its own."""
    made_at = state.clock.now() - timedelta(days=age)
    due = made_at + timedelta(days=DAYS_TO_PAY)
    total = Decimal(schedule["_total"])
    ppid = cast("str", schedule["_ppid"])
    made: JsonObject = {
        "ppid": ppid,
        "amount_payable": json_number(total),
        "payment_due_date": stamp(due),
        "account_name": "Example Employer Limited",
        "account_number": f"{123456000 + state.number():010d}",
        "bank_name": "Example Bank",
        "invoice_status": "PENDING",
        "created_by": "Example User",
        "created_on": stamp(made_at),
        "_expires": int(due.timestamp()),
    }
    state.table("paypen", "invoices")[ppid] = made
    return made
