"""PayPen: a login, schedules, and invoices that are generated, expire and are replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, cast

from ..auth import issue_token
from ..calls import Answer, Call, Machine, Problem, Refused, public, summary
from ..spec import JsonObject
from ..state import State

LAGOS = timezone(timedelta(hours=1))
DAYS_TO_PAY = 10
FUNDS = {"030": "Example Pension Managers"}
TYPES = {"COMPVOL": "Compulsory & Voluntary", "COMP": "Compulsory", "VOL": "Voluntary"}
PENDING = "PENDING INVOICE GENERATION"


class PayPen(Machine):
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
            expired = row["_expires"] <= state.clock.unix() and row["invoice_status"] == "PENDING"
            status = "EXPIRED" if expired else row["invoice_status"]
            amount, payer = row["amount_payable"], row["account_name"]
            rows.append(summary(row["ppid"], status, amount, "NGN", payer, row["payment_due_date"]))
        return rows

    def pay(self, call: Call, reference: str) -> JsonObject:
        """A transfer of the exact amount arrives; the registered address is told."""
        row = _known(call, reference)
        row["invoice_status"] = "PAID"
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


machine = PayPen("paypen")

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


@machine.seeds
def seed(state: State, _: str) -> None:
    """Unexpired and expired invoices, and a schedule that still waits for one."""
    for ppid, age in (("TX10000000001", 1), ("TX26112100001", 1), ("TX10000000002", 30), ("TX10000000003", 1)):
        schedule = _schedule(state, ppid, "COMPVOL", [SEED_ROW], age)
        if ppid != "TX10000000003":
            _make_invoice(state, schedule, age)


@machine.on("POST /auth/login")
def login(call: Call) -> Answer:
    """A token that lives for an hour of the sandbox's clock."""
    if call.body["api_key"] in call.state.revoked or call.body["email"] in call.state.revoked:
        return Answer(401, {"success": False, "message": "Invalid credentials"})
    token = issue_token(call.state, "paypen", call.body["email"])
    return Answer(200, {"success": True, "message": "Login successful", "data": {"token": token}})


@machine.on("POST /schedule/create")
def create_schedule(call: Call) -> Answer:
    """Store a schedule and, unless the gateway is said to be away, make its invoice; an e-mail goes out either way."""
    for number, row in enumerate(call.body["data"], 1):
        if _amount(row["total_contribution"]) != _sum_of(row):
            return _no(f"The total of row {number} is not the sum of its contributions.")
    ppid = f"TX{call.state.clock.now():%y%m%d}{call.state.number():05d}"
    schedule = _schedule(call.state, ppid, call.body["remittance_type"], call.body["data"], 0)
    if call.switches.get("paypen.schedule", "invoice").startswith("pending"):
        call.send(SEED_EMAIL, "Schedule saved", ppid)
        text = "Schedule successfully saved but could not generate invoice at this time. You can generate it later."
        pending = {"ppid": ppid, "status": PENDING, "created_by": "Example User", "created_on": schedule["created_on"]}
        return Answer(200, {"success": True, "message": text, "data": [pending]}, object=ppid)
    invoice = _make_invoice(call.state, schedule, 0)
    call.send(SEED_EMAIL, "Your invoice", ppid)
    return _yes(call, invoice, ppid)


@machine.on("GET /schedule/details/{ppid}")
def get_schedule(call: Call) -> Answer:
    """The schedule in the vendor's other words."""
    row = call.table("schedules").get(call.arg())
    if row is None:
        return Answer(200, {"success": False, "message": "Schedule not found"})
    return Answer(200, {"success": True, "message": "Operation succeeded", "data": public(row)})


@machine.on("POST /invoice/generate")
def generate(call: Call) -> Answer:
    """The invoice of a schedule: the existing one, or a new one."""
    ppid = str(call.body["ppid"])
    existing = call.table("invoices").get(ppid)
    if existing is not None:
        return _yes(call, existing, ppid, effect=False)
    schedule = call.table("schedules").get(ppid)
    if schedule is None:
        return _no("Schedule not found")
    invoice = _make_invoice(call.state, schedule, 0)
    call.send(SEED_EMAIL, "Your invoice", ppid)
    return _yes(call, invoice, ppid)


@machine.on("POST /invoice/regenerate")
def regenerate(call: Call) -> Answer:
    """An unexpired invoice as it is; for an expired one a new invoice under a new number, which the old one then names."""
    row = call.table("invoices").get(str(call.body["ppid"]))
    if row is None:
        return _no("Invoice not found")
    follow = call.switches.get("paypen.regenerate", "follow") == "follow"
    while follow and row.get("_replaced_by"):
        row = call.table("invoices")[row["_replaced_by"]]
    if row["_expires"] > call.now or row["invoice_status"] != "PENDING":
        return _yes(call, row, row["ppid"], effect=False)
    ppid = f"TX{call.state.clock.now():%y%m%d}{call.state.number():05d}"
    schedule = {**call.table("schedules")[row["ppid"]], "_ppid": ppid}
    call.table("schedules")[ppid] = schedule
    fresh = _make_invoice(call.state, schedule, 0)
    fresh["_replaces"], row["_replaced_by"] = row["ppid"], ppid
    call.send(SEED_EMAIL, "Your new invoice", ppid)
    return _yes(call, fresh, str(call.body["ppid"]))


@machine.on("GET /invoice/details/{ppid}")
def get_invoice(call: Call) -> Answer:
    """One invoice, also after it was replaced."""
    row = call.table("invoices").get(call.arg())
    return _no("Invoice not found") if row is None else _yes(call, row, call.arg(), effect=False)


SEED_EMAIL = "api-user@example.com"


def _known(call: Call, ppid: str) -> JsonObject:
    row = call.table("invoices").get(ppid)
    if row is None:
        raise Refused(404, "not_found", f"paypen has no invoice {ppid}")
    return row


def _yes(call: Call, row: JsonObject, reference: str, *, effect: bool = True) -> Answer:
    """An invoice in the envelope that is switched on."""
    invoice = public(row)
    if call.switches.get("paypen.envelope", "v2") == "v1":
        body: Any = {"success": True, "message": "Operation succeeded.", "data": {**invoice, "bank_code": "057"}}
    else:
        body = {"has_error": False, "message": "Operation succeeded.", "data": [invoice]}
    return Answer(200, body, object=reference, effect=effect)


def _no(message: str) -> Answer:
    """A refusal as the vendor shows it: the flag decides, the status does not."""
    return Answer(200, {"has_error": True, "message": message}, effect=False)


def _amount(value: Any) -> Decimal:
    return Decimal(str(value))


def _sum_of(row: JsonObject) -> Decimal:
    parts = ("employer_contribution", "employee_contribution", "employer_voluntary", "employee_voluntary")
    return sum((_amount(row[part]) for part in parts), Decimal())


def _local(moment: datetime) -> str:
    return moment.astimezone(LAGOS).strftime("%Y-%m-%d %H:%M:%S")


def _schedule(state: State, ppid: str, kind: str, rows: list[JsonObject], age: int) -> JsonObject:
    """A stored schedule: names and forms differ from the upload."""
    made = {
        "_ppid": ppid,
        "_total": str(sum((_amount(row["total_contribution"]) for row in rows), Decimal())),
        "employer_code": "PR000000078",
        "remittance_type": TYPES.get(kind, kind),
        "created_on": _local(state.clock.now() - timedelta(days=age)),
        "created_by": "Example User",
        "details": [_detail(row) for row in rows],
    }
    state.table("paypen", "schedules")[ppid] = made
    return made


def _detail(row: JsonObject) -> JsonObject:
    month, year = cast("str", row["period"]).split("-")
    return {
        "staff_id": row["staff_id"],
        "rsa_pin": row["pin"],
        "employee_name": row["employee_name"],
        "employer_contribution": f"{_amount(row['employer_contribution']):.2f}",
        "employee_contribution": f"{_amount(row['employee_contribution']):.2f}",
        "employer_avc": f"{_amount(row['employer_voluntary']):.2f}",
        "employee_avc": f"{_amount(row['employee_voluntary']):.2f}",
        "total_contribution": f"{_amount(row['total_contribution']):.2f}",
        "period": f"{month}-{year[2:]}",
        "pfa": FUNDS.get(row["pfa"], f"Pension Fund {row['pfa']}"),
    }


def _make_invoice(state: State, schedule: JsonObject, age: int) -> JsonObject:
    """A new invoice of a schedule with an account of its own."""
    made_at = state.clock.now() - timedelta(days=age)
    due = made_at + timedelta(days=DAYS_TO_PAY)
    total = Decimal(schedule["_total"])
    ppid = cast("str", schedule["_ppid"])
    made: JsonObject = {
        "ppid": ppid,
        "amount_payable": int(total) if total == total.to_integral_value() else float(total),
        "payment_due_date": _local(due),
        "account_name": "Example Employer Limited",
        "account_number": f"{123456000 + state.number():010d}",
        "bank_name": "Example Bank",
        "invoice_status": "PENDING",
        "created_by": "Example User",
        "created_on": _local(made_at),
        "_expires": int(due.timestamp()),
    }
    state.table("paypen", "invoices")[ppid] = made
    return made
