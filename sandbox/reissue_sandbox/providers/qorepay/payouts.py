"""QorePay's payouts: created, then the bank is chosen, then executed; the outcome comes by webhook."""

from __future__ import annotations

from ...call import Answer, Call, Refused, public
from ...spec import JsonObject
from ...state import State
from .records import BRAND, base_of, emit, move, payment_of
from .stand_in import stand_in

BANKS = [{"code": "000001", "name": "EXAMPLE BANK"}, {"code": "000002", "name": "EXAMPLE MICROFINANCE BANK"}]


@stand_in.seeds
def seed(state: State, base: str) -> None:
    """One payout that was not executed."""
    body: JsonObject = {
        "client": {"email": "bola@example.com", "phone": "+2340000000003"},
        "payment": {"amount": 500, "currency": "NGN", "description": "Refund of a deposit"},
        "sender_name": "Example Shop",
        "brand_id": BRAND,
    }
    _payout(state, f"{base}/qorepay", body, "70000000-0000-4000-8000-000000000001")


def _payout(state: State, base: str, body: JsonObject, identifier: str = "") -> JsonObject:
    now = state.clock.unix()
    identifier = identifier or state.uuid()
    asked = body["payment"]
    payment = payment_of(asked["amount"], asked["currency"], "payout", now, asked.get("description", ""))
    row: JsonObject = {
        **base_of("payout", identifier, now),
        "execution_url": f"{base}/po/{identifier}/",
        "status": "initialized",
        "status_history": [{"status": "initialized", "timestamp": now}],
        "client": body["client"],
        "payment": payment,
        "brand_id": body["brand_id"],
        "sender_name": body.get("sender_name", ""),
        "reference": body.get("reference", ""),
        "reference_generated": f"PO-{state.number():06d}",
        "transaction_data": {"payment_method": "sarepay_payouts", "extra": {}, "attempts": []},
    }
    state.table("qorepay", "payouts")[identifier] = row
    return row


@stand_in.on("POST /payouts/")
def create(call: Call) -> Answer:
    """A new payout."""
    row = _payout(call.state, call.base, call.payload())
    emit(call, row, "payout.created")
    return Answer(call.operation.success, public(row), object=row["id"])


@stand_in.on("GET /po/{payout_id}/")
def banks(call: Call) -> Answer:
    """The banks, and where to execute the payout."""
    row = call.find("payouts", call.arg())
    url = f"{call.base}/po/{row['id']}/sarepay_payouts/create/payout"
    return Answer(200, {"status": "pending", "payout_url": url, "detail": {"success": True, "data": BANKS}})


@stand_in.on("POST /po/{payout_id}/sarepay_payouts/create/payout")
def execute(call: Call) -> Answer:
    """Execute a payout, once; an account that begins with 9999 fails."""
    row = call.find("payouts", call.arg())
    if row["status"] != "initialized":
        raise Refused(400, "payout_error", f"The payout is {row['status']} already", invented="qorepay-payout")
    _move(call, row, "pending", "payout.pending")
    failed = call.body["account_number"].startswith("9999")
    _move(call, row, "error" if failed else "success", "payout.failed" if failed else "payout.success")
    return Answer(200, {"status": "pending"}, object=row["id"], invented="qorepay-payout" if failed else "")


def _move(call: Call, row: JsonObject, status: str, event: str) -> None:
    move(row, status, call.now)
    emit(call, row, event)
