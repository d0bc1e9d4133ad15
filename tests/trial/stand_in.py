"""A stand-in for Billingo, as the sandbox has one for each of its providers: a handler per operation, and some seeds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reissue_sandbox.call import Answer, Call, Problem
from reissue_sandbox.stand_in import StandIn
from reissue_sandbox.state import State


class Billingo(StandIn):
    def problem(self, problem: Problem) -> Any:
        return {"error": {"message": problem.message}}


stand_in = Billingo("billingo")


def document(state: State, number: int, amount: float = 19050, **members: Any) -> dict[str, Any]:
    today = state.clock.now().date()
    made = {
        "id": number,
        "invoice_number": f"2026-{number:06d}",
        "type": "invoice",
        "cancelled": False,
        "payment_status": "outstanding",
        "gross_total": amount,
        "currency": "HUF",
        "invoice_date": f"{today}",
        "due_date": f"{today + timedelta(days=14)}",
        "partner": {"id": 501, "name": "A Payer", "emails": ["payer@example.com"]},
        **members,
    }
    state.table("billingo", "documents")[str(number)] = made
    return made


@stand_in.seeds
def seed(state: State, base: str) -> None:
    for number in (1001, 1002):
        document(state, number)


@stand_in.on("GET /documents")
def list_all(call: Call) -> Answer:
    rows = list(call.table("documents").values())
    size, page = int(call.query.get("per_page", 100)), int(call.query.get("page", 1))
    return Answer(200, {"data": rows[size * (page - 1) : size * page], "total": len(rows)})


@stand_in.on("POST /documents")
def create(call: Call) -> Answer:
    new = call.payload()
    total = sum(item["unit_price"] * item["quantity"] for item in new["items"])
    made = document(call.state, 2000 + call.state.number(), total, currency=new["currency"], due_date=new["due_date"])
    return Answer(201, made, object=str(made["id"]))


@stand_in.on("GET /documents/{id}")
def get(call: Call) -> Answer:
    return Answer(200, call.find("documents", call.arg()))


@stand_in.on("POST /documents/{id}/cancel")
def cancel(call: Call) -> Answer:
    before = call.find("documents", call.arg())
    before["cancelled"], before["type"] = True, "canceled"
    made = document(call.state, 3000 + call.state.number(), -before["gross_total"], type="cancellation")
    return Answer(200, made, object=call.arg())


@stand_in.on("POST /documents/{id}/send")
def send(call: Call) -> Answer:
    call.find("documents", call.arg())
    for address in call.body["emails"]:
        call.send(address, "Your invoice", call.arg())
    return Answer(200, {"emails": call.body["emails"]}, object=call.arg())
