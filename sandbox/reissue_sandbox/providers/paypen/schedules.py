"""PayPen's schedules of contributions."""

from __future__ import annotations

from typing import Any

from ...call import Answer, Call, public
from ...spec import JsonObject, is_list, is_object
from ...state import State
from .records import USER, new_invoice, new_schedule, next_ppid, no, text, yes
from .stand_in import stand_in

PENDING = "PENDING INVOICE GENERATION"
SEED_ROW: JsonObject = {
    "pfa": "030",
    "staff_id": "E-0001",
    "pin": "PEN100000000001",
    "employee_name": "Example Employee",
    "employer_contribution": 1000,
    "employee_contribution": 1000,
    "employer_voluntary": 500,
    "employee_voluntary": 500,
    "total_contribution": 3000,
    "period": "Nov-2026",
}


@stand_in.seeds
def seed(state: State, _: str) -> None:
    """Unexpired and expired invoices, and a schedule that still waits for one."""
    for ppid, age in (("TX10000000001", 1), ("TX26112100001", 1), ("TX10000000002", 30), ("TX10000000003", 1)):
        schedule = new_schedule(state, ppid, "COMPVOL", [SEED_ROW], age)
        if ppid != "TX10000000003":
            new_invoice(state, schedule, age)


@stand_in.on("POST /schedule/create")
def create_schedule(call: Call) -> Answer:
    """Store a schedule and, unless the gateway is said to be away, make its invoice; an e-mail goes out either way."""
    body = call.payload()
    rows: list[Any] = body["data"] if is_list(body.get("data")) else []
    if not rows or not all(is_object(row) for row in rows):
        raise no("data is missing")
    ppid = next_ppid(call.state)
    schedule = new_schedule(call.state, ppid, text(body, "remittance_type"), rows, 0)
    if call.switches.get("paypen.schedule", "invoice").startswith("pending"):
        call.send(USER, "Schedule saved", ppid)
        saved = "Schedule successfully saved but could not generate invoice at this time. You can generate it later."
        pending = {"ppid": ppid, "status": PENDING, "created_by": "Example User", "created_on": schedule["created_on"]}
        return Answer(200, {"success": True, "message": saved, "data": [pending]}, object=ppid)
    invoice = new_invoice(call.state, schedule, 0)
    call.send(USER, "Your invoice", ppid)
    return yes(call, invoice, ppid)


@stand_in.on("GET /schedule/details/{ppid}")
def get_schedule(call: Call) -> Answer:
    """The schedule in the vendor's other words."""
    row = call.table("schedules").get(call.arg())
    if row is None:
        return Answer(200, {"success": False, "message": "Schedule not found"}, invented="paypen-refusal")
    return Answer(200, {"success": True, "message": "Operation succeeded", "data": public(row)})
