"""IremboPay's subscriptions and their plans."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

from ...call import Answer, Call, Refused, checkout_url, public
from ...spec import JsonObject
from ...state import State
from .records import ACCOUNT, KIGALI, currency_of, moment_of, stamp, yes
from .stand_in import stand_in

CYCLES = {"WEEKLY": 7, "MONTHLY": 30, "QUARTERLY": 91, "SEMI_ANNUALLY": 182, "ANNUALLY": 365}


@stand_in.seeds
def seed(state: State, base: str) -> None:
    """One plan and one active subscription."""
    base = f"{base}/irembopay"
    plan = {"name": "Standard support", "currency": "RWF", "billingCycle": "QUARTERLY", "amount": 30000}
    _plan(state, "PL-0A1B2C3D", plan)
    body = {
        "paymentAccountIdentifier": ACCOUNT,
        "customerId": "11111111-2222-4333-8444-555555555555",
        "customerEmail": "payer@example.com",
        "startDate": stamp(state.clock.now()),
        "frequency": "MONTHLY",
        "amount": 10000,
        "remindAfter": 2,
        "notificationPreference": "EMAIL",
        "items": [{"productCode": "PC-0a1b2c3d4e", "unitPrice": 10000, "quantity": 1}],
    }
    _subscription(state, base, "SU-0A1B2C3D", body)


@stand_in.on("POST /subscriptions/plans")
def create_plan(call: Call) -> Answer:
    """A new plan."""
    made = _plan(call.state, f"PL-{call.state.number():08X}", call.payload())
    return yes(public(made), "Plan created successfully", made["id"], call.operation.success)


@stand_in.on("POST /subscriptions")
def create(call: Call) -> Answer:
    """A new subscription; its amount must be the sum of its items."""
    body = call.payload()
    items: list[JsonObject] = body.get("items") or []
    total = sum((_line(item) for item in items), Decimal())
    if items and total != Decimal(str(body["amount"])):
        raise Refused(400, "VALIDATION_ERROR", f"The items sum to {total}, not to the amount", "amount")
    wanted = body["notificationPreference"]
    for kind, member in (("EMAIL", "customerEmail"), ("SMS", "customerPhoneNumber")):
        if wanted in (kind, "ALL") and not body.get(member):
            raise Refused(400, "VALIDATION_ERROR", f"{member} is needed for {wanted} notifications", member)
    if body.get("endDate") and moment_of(body["endDate"]) <= moment_of(body["startDate"]):
        text = "endDate must lie after startDate"
        raise Refused(400, "VALIDATION_ERROR", text, "endDate", invented="irembopay-subscription")
    made = _subscription(call.state, call.base, f"SU-{call.state.number():08X}", body)
    return yes(public(made), "Subscription created successfully", made["identifier"], call.operation.success)


@stand_in.on("GET /subscriptions/{identifier}")
def get(call: Call) -> Answer:
    """One subscription."""
    row = call.find("subscriptions", call.arg(), "NOT_FOUND")
    return yes(public(row), "Subscription found", row["identifier"])


@stand_in.on("PUT /subscriptions/{identifier}")
def update(call: Call) -> Answer:
    """Another plan and another end, from the next billing cycle on."""
    row = call.find("subscriptions", call.arg(), "NOT_FOUND")
    if row["status"] != "ACTIVE":
        raise Refused(409, "CONFLICT", "The subscription is not active", invented="irembopay-conflict")
    body = call.payload()
    kept = {"amount": row["amount"], "currency": row["currency"], "billingCycle": row["frequency"]}
    plan = call.find("plans", body["planIdentifier"], "NOT_FOUND") if body.get("planIdentifier") else kept
    price = f"{Decimal(str(plan['amount'])):,.2f} {plan['currency']}"
    if body.get("planPrice", price) != price:
        raise Refused(400, "VALIDATION_ERROR", "planPrice does not match the plan", "planPrice")
    end = _end(body)
    if end is not None and end <= moment_of(row["startDate"]):
        raise Refused(400, "VALIDATION_ERROR", "The end must lie after the start")
    row.update(
        amount=plan["amount"],
        currency=plan["currency"],
        frequency=plan["billingCycle"],
        endDate=stamp(end) if end else None,
        updatedAt=stamp(call.state.clock.now()),
    )
    return yes(public(row), "Subscription updated successfully", row["identifier"])


def _end(body: JsonObject) -> datetime | None:
    if body.get("endDate"):
        return datetime.combine(datetime.fromisoformat(body["endDate"]).date(), time(23, 59, 59), KIGALI)
    return moment_of(body["endDateTime"]) if body.get("endDateTime") else None


def _line(item: JsonObject) -> Decimal:
    line = Decimal(str(item["unitPrice"])) * Decimal(str(item["quantity"]))
    discount = Decimal(str(item.get("discountValue", 0)))
    return line * (1 - discount / 100) if item.get("discountType") == "PERCENTAGE" else line - discount


def _plan(state: State, identifier: str, body: JsonObject) -> JsonObject:
    now = stamp(state.clock.now())
    made: JsonObject = {"reminders": [], **body, "id": identifier, "createdAt": now, "updatedAt": now}
    state.table("irembopay", "plans")[identifier] = made
    return made


def _subscription(state: State, base: str, identifier: str, body: JsonObject) -> JsonObject:
    now = stamp(state.clock.now())
    start = moment_of(body["startDate"])
    following = start + timedelta(days=CYCLES[body["frequency"]])
    made: JsonObject = {
        "identifier": identifier,
        "id": state.uuid(),
        "merchantAccountId": "99999999-8888-4777-8666-555555555555",
        "customerId": body.get("customerId") or state.uuid(),
        "customerName": "Example Payer",
        "customerEmail": body.get("customerEmail"),
        "customerPhoneNumber": body.get("customerPhoneNumber"),
        "notificationPreference": body["notificationPreference"],
        "startDate": stamp(start),
        "endDate": stamp(moment_of(body["endDate"])) if body.get("endDate") else None,
        "frequency": body["frequency"],
        "amount": body["amount"],
        "currency": currency_of(body["paymentAccountIdentifier"]),
        "status": "ACTIVE",
        "paymentStatus": "NEW",
        "nextDueDate": stamp(start if start > state.clock.now() else following),
        "subscriptionLinkUrl": checkout_url(base, identifier),
        "remindAfter": body["remindAfter"],
        "createdAt": now,
        "updatedAt": now,
        "subscriptionItems": body.get("items") or [],
    }
    state.table("irembopay", "subscriptions")[identifier] = made
    return made
