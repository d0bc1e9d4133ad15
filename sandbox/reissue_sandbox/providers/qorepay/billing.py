"""QorePay's billing: one-off invoices, templates and their subscribers."""

from __future__ import annotations

from ...call import Answer, Call, Refused, public
from ...spec import JsonObject
from ...state import State
from .purchases import send_invoice
from .records import BRAND, CLIENT, COMPANY, DAY, base_of, details_of, new_purchase, page, removed
from .stand_in import stand_in

ONE_OFF = {"invoice_issued": None, "invoice_due": None, "invoice_skip_capture": False, "invoice_send_receipt": False}
RECURRING = {
    "subscription_period": 1,
    "subscription_period_units": "months",
    "subscription_due_period": 7,
    "subscription_due_period_units": "days",
    "subscription_charge_period_end": False,
    "subscription_trial_periods": 0,
    "subscription_active": True,
    "subscription_has_active_clients": False,
}
SUBSCRIBER: JsonObject = {
    "number_of_billing_cycles_passed": 0,
    "invoice_reference": "",
    "payment_method_whitelist": [],
    "send_invoice_on_charge_failure": True,
    "send_invoice_on_add_subscriber": False,
    "send_receipt": True,
}
# Once someone has subscribed, only these may still change.
STILL_FREE = ("subscription_due_period", "subscription_due_period_units", "subscription_active")


@stand_in.seeds
def seed(state: State, _: str) -> None:
    """A subscription template with one subscriber, and a template for one-off invoices."""
    for number, title, recurring in ((1, "Monthly plan", True), (2, "Consulting", False)):
        body: JsonObject = {"title": title, "is_subscription": recurring, "brand_id": BRAND}
        body["purchase"] = {"products": [{"name": title, "price": 100000}]}
        _template(state, body, f"e0000000-0000-4000-8000-{number:012d}")
    template = f"e0000000-0000-4000-8000-{1:012d}"
    _subscriber(state, template, {"client_id": CLIENT}, "active", f"f0000000-0000-4000-8000-{1:012d}")


def _template(state: State, body: JsonObject, identifier: str = "") -> JsonObject:
    now = state.clock.unix()
    identifier = identifier or state.uuid()
    recurring = body["is_subscription"]
    mine, others = (RECURRING, ONE_OFF) if recurring else (ONE_OFF, RECURRING)
    if not recurring and not body.get("invoice_due"):
        body = {**body, "invoice_due": now + 14 * DAY}
    row: JsonObject = {
        **base_of("billing_template", identifier, now),
        "company_id": COMPANY,
        "is_test": True,
        "user_id": None,
        "force_recurring": False,
        **mine,
        **{name: value for name, value in body.items() if name not in others},
    }
    row["purchase"] = details_of(body["purchase"])
    state.table("qorepay", "templates")[identifier] = row
    return row


def _subscriber(state: State, template: str, body: JsonObject, status: str, identifier: str = "") -> JsonObject:
    identifier = identifier or state.uuid()
    made = base_of("billing_template_client", identifier, state.clock.unix())
    row = {
        **made,
        **SUBSCRIBER,
        **body,
        "status": status,
        "_template": template,
        "subscription_billing_scheduled_on": None,
    }
    state.table("qorepay", "subscribers")[identifier] = row
    return row


def _invoice(call: Call, template: JsonObject, client: JsonObject, product: str) -> JsonObject:
    """A purchase of a template for one client."""
    days = int(template.get("subscription_due_period", 14))
    methods = client.get("payment_method_whitelist") or None
    body: JsonObject = {
        "brand_id": template.get("brand_id", BRAND),
        "client_id": client["client_id"],
        "purchase": template["purchase"],
        "billing_template_id": template.get("id"),
        "reference": client.get("invoice_reference", ""),
        "due": template.get("invoice_due") or call.now + days * DAY,
        "issued": template.get("invoice_issued"),
        "send_receipt": client.get("send_receipt", True),
        "skip_capture": template.get("invoice_skip_capture", False),
        "payment_method_whitelist": [methods] if isinstance(methods, str) else methods,
    }
    return new_purchase(call.state, call.base, body, product=product)


@stand_in.on("POST /billing/")
def bill(call: Call) -> Answer:
    """One invoice per client, each sent by e-mail; no template is kept."""
    body = call.payload()
    for client in body["clients"]:
        if client["client_id"] not in call.table("clients"):
            raise Refused(400, "invalid_request", "No such client", "clients")
    rows = [_invoice(call, body, client, "billing_invoices") for client in body["clients"]]
    for row in rows:
        send_invoice(call, row)
    return Answer(call.operation.success, [public(row) for row in rows], object=rows[0]["id"])


@stand_in.on("GET /billing_templates/")
def list_all(call: Call) -> Answer:
    """All templates."""
    return page(list(call.table("templates").values()))


@stand_in.on("POST /billing_templates/")
def create(call: Call) -> Answer:
    """A new template."""
    row = _template(call.state, call.payload())
    return Answer(call.operation.success, public(row), object=row["id"])


@stand_in.on("GET /billing_templates/{id}/")
def get(call: Call) -> Answer:
    """One template."""
    return Answer(200, public(call.find("templates", call.arg())))


@stand_in.on("PUT /billing_templates/{id}/")
def update(call: Call) -> Answer:
    """Change a template; its kind is fixed, and once someone subscribed so is almost everything."""
    row, body = call.find("templates", call.arg()), call.payload()
    if body["is_subscription"] != row["is_subscription"]:
        raise Refused(400, "invalid_request", "is_subscription cannot be changed", "is_subscription")
    launched = row["is_subscription"] and any(
        subscriber["_template"] == row["id"] for subscriber in call.table("subscribers").values()
    )
    others = ONE_OFF if row["is_subscription"] else RECURRING
    for name, value in body.items():
        if name in others or (launched and name not in STILL_FREE):
            continue
        row[name] = details_of(value) if name == "purchase" else value
    row["updated_on"] = call.now
    return Answer(200, public(row), object=row["id"])


@stand_in.on("DELETE /billing_templates/{id}/")
def delete(call: Call) -> Answer:
    """Delete a template."""
    return removed(call, "templates", call.arg())


@stand_in.on("POST /billing_templates/{id}/send_invoice/")
def send(call: Call) -> Answer:
    """Issue one invoice from a template that is no subscription."""
    template = call.find("templates", call.arg())
    if template["is_subscription"]:
        raise Refused(400, "invalid_request", "A subscription is billed by itself", invented="qorepay-template")
    row = _invoice(call, template, call.payload(), "billing_invoices")
    send_invoice(call, row)
    return Answer(200, public(row), object=template["id"])


@stand_in.on("POST /billing_templates/{id}/add_subscriber/")
def add_subscriber(call: Call) -> Answer:
    """Add a subscriber: billed later without a purchase, or at once with one to be paid."""
    template, body = call.find("templates", call.arg()), call.payload()
    if not template["is_subscription"]:
        raise Refused(400, "invalid_request", "The template is no subscription", invented="qorepay-template")
    if body["client_id"] not in call.table("clients"):
        raise Refused(400, "invalid_request", "No such client", "client_id")
    later = template["subscription_charge_period_end"] or template["subscription_trial_periods"] > 0
    row = _subscriber(call.state, template["id"], body, "active" if later else "pending")
    first = None if later else _invoice(call, template, row, "billing_subscriptions")
    if first is not None and row["send_invoice_on_add_subscriber"]:
        send_invoice(call, first)
    template["subscription_has_active_clients"] = True
    answer = {"billing_template_client": public(row), "purchase": public(first) if first else None}
    return Answer(200, answer, object=template["id"])


@stand_in.on("GET /billing_templates/{id}/clients/")
def list_clients(call: Call) -> Answer:
    """All subscribers of a template."""
    call.find("templates", call.arg())
    return page([row for row in call.table("subscribers").values() if row["_template"] == call.arg()])


@stand_in.on("GET /billing_templates/{id}/clients/{client}/")
def get_client(call: Call) -> Answer:
    """One subscriber."""
    call.find("templates", call.arg())
    return Answer(200, public(call.find("subscribers", call.arg(1))))


@stand_in.on("PATCH /billing_templates/{id}/clients/{client}/")
def update_client(call: Call) -> Answer:
    """Pause, resume, or change what is sent."""
    call.find("templates", call.arg())
    row, body = call.find("subscribers", call.arg(1)), call.payload()
    switchable = ("active", "subscription_paused")
    if "status" in body and (body["status"] not in switchable or row["status"] not in switchable):
        raise Refused(400, "invalid_request", "Only active and subscription_paused can be exchanged", "status")
    row.update(body, updated_on=call.now)
    return Answer(200, public(row), object=row["id"])
