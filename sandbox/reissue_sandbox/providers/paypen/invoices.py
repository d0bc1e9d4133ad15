"""PayPen's invoices, which are generated, expire and are replaced."""

from __future__ import annotations

from ...call import Answer, Call
from .records import USER, has_expired, new_invoice, next_ppid, no, text, yes
from .stand_in import stand_in


@stand_in.on("POST /invoice/generate")
def generate(call: Call) -> Answer:
    """The invoice of a schedule: the existing one, or a new one."""
    ppid = text(call.payload(), "ppid")
    existing = call.table("invoices").get(ppid)
    if existing is not None:
        return yes(call, existing, ppid, effect=False)
    schedule = call.table("schedules").get(ppid)
    if schedule is None:
        raise no("Schedule not found")
    invoice = new_invoice(call.state, schedule, 0)
    call.send(USER, "Your invoice", ppid)
    return yes(call, invoice, ppid)


@stand_in.on("POST /invoice/regenerate")
def regenerate(call: Call) -> Answer:
    """An unexpired invoice as it is; for an expired one a new invoice under a new number, which the old one then names."""
    asked = text(call.payload(), "ppid")
    row = call.table("invoices").get(asked)
    if row is None:
        raise no("Invoice not found")
    made_up = "paypen-replaced" if row.get("_replaced_by") else ""
    follow = call.switches.get("paypen.regenerate", "follow") == "follow"
    while follow and row.get("_replaced_by"):
        row = call.table("invoices")[row["_replaced_by"]]
    if not has_expired(row, call.now):
        return yes(call, row, row["ppid"], effect=False, invented=made_up)
    ppid = next_ppid(call.state)
    schedule = {**call.table("schedules")[row["ppid"]], "_ppid": ppid}
    call.table("schedules")[ppid] = schedule
    fresh = new_invoice(call.state, schedule, 0)
    fresh["_replaces"], row["_replaced_by"] = row["ppid"], ppid
    call.send(USER, "Your new invoice", ppid)
    return yes(call, fresh, asked, invented=made_up)


@stand_in.on("GET /invoice/details/{ppid}")
def get_invoice(call: Call) -> Answer:
    """One invoice, also after it was replaced."""
    row = call.table("invoices").get(call.arg())
    if row is None:
        raise no("Invoice not found")
    return yes(call, row, call.arg(), effect=False)
