"""QorePay: what it stores, and how it writes it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from ...call import Answer, Call, Refused, checkout_url, public
from ...spec import JsonObject
from ...state import State

COMPANY = "a0000000-0000-4000-8000-000000000001"
BRAND = "b0000000-0000-4000-8000-000000000001"
CLIENT = "c0000000-0000-4000-8000-000000000001"
PURCHASE = "3f1c7f0e-0000-4000-8000-0000000000{:02d}"
DAY = 86_400
PAYABLE = ("created", "sent", "viewed", "error", "overdue")
PAID = ("paid", "cleared", "settled")
FIXED = ("id", "type", "created_on", "updated_on")


def base_of(kind: str, identifier: str, now: int) -> JsonObject:
    """What all objects begin with."""
    return {"type": kind, "id": identifier, "created_on": now, "updated_on": now}


def writable(body: JsonObject) -> JsonObject:
    """What of an object a caller sets."""
    return {name: value for name, value in body.items() if name not in FIXED}


def page(rows: list[JsonObject]) -> Answer:
    """All rows in one page."""
    return Answer(200, {"results": [public(row) for row in rows], "next": None, "previous": None})


def removed(call: Call, name: str, identifier: str) -> Answer:
    """Take an object out of its collection; a 404 where it is not there."""
    call.find(name, identifier)
    del call.table(name)[identifier]
    return Answer(204, empty=True, object=identifier)


def total_of(details: JsonObject) -> int:
    """What a purchase costs: lines with discounts and taxes, plus debt, unless it is overridden."""
    if details.get("total_override") is not None:
        return int(details["total_override"])
    total = Decimal(details.get("debt") or 0)
    for product in details["products"]:
        override = product.get("total_price_override")
        line = Decimal(product["price"]) * Decimal(str(product.get("quantity", 1))) - Decimal(
            product.get("discount", 0)
        )
        taxed = line * (1 + Decimal(str(product.get("tax_percent", 0))) / 100)
        total += Decimal(override) if override is not None else taxed
    return int(total.quantize(Decimal(1), ROUND_HALF_UP))


def details_of(body: JsonObject) -> JsonObject:
    """The details of a purchase with their defaults filled in."""
    products = [{"quantity": "1", "discount": 0, "tax_percent": "0", "category": "", **row} for row in body["products"]]
    for product in products:
        product["quantity"], product["tax_percent"] = str(product["quantity"]), str(product["tax_percent"])
    defaults: JsonObject = {
        "currency": "NGN",
        "language": "en",
        "notes": "",
        "debt": 0,
        "subtotal_override": None,
        "total_tax_override": None,
        "total_discount_override": None,
        "total_override": None,
        "request_client_details": [],
        "timezone": "Africa/Lagos",
        "due_strict": False,
        "email_message": "",
    }
    details = {**defaults, **body, "products": products}
    details["total"] = total_of(details)
    return details


def client_of(state: State, body: JsonObject) -> JsonObject:
    """The payer of a request: given at length, or stored."""
    if body.get("client_id"):
        stored = state.table("qorepay", "clients").get(body["client_id"])
        if stored is None:
            raise Refused(400, "invalid_request", "No such client", "client_id")
        return writable(public(stored))
    return cast("JsonObject", body["client"])


def new_purchase(
    state: State, base: str, body: JsonObject, identifier: str = "", product: str = "purchases"
) -> JsonObject:
    """A new purchase out of the writable members of a request."""
    now = state.clock.unix()
    identifier = identifier or state.uuid()
    client = client_of(state, body)
    details = details_of(body["purchase"])
    directly = body.get("success_redirect") and body.get("failure_redirect") and not details["request_client_details"]
    row: JsonObject = {
        **base_of("purchase", identifier, now),
        "status": "created",
        "status_history": [{"status": "created", "timestamp": now}],
        "client": client,
        "client_id": body.get("client_id"),
        "purchase": details,
        "brand_id": body["brand_id"],
        "payment": None,
        "issuer_details": {"legal_name": "Example Shop Limited", "brand_name": "Example Shop", "website": ""},
        "transaction_data": {"payment_method": "", "flow": "payform", "extra": {}, "country": "", "attempts": []},
        "viewed_on": None,
        "company_id": COMPANY,
        "is_test": True,
        "user_id": None,
        "billing_template_id": body.get("billing_template_id"),
        "order_id": None,
        "send_receipt": body.get("send_receipt", False),
        "is_recurring_token": False,
        "recurring_token": None,
        "skip_capture": body.get("skip_capture", False),
        "force_recurring": body.get("force_recurring", False),
        "reference": body.get("reference", ""),
        "reference_generated": f"QP-{state.number():06d}",
        "issued": body.get("issued"),
        "due": body.get("due"),
        "refund_availability": "none",
        "refundable_amount": 0,
        "currency_conversion": None,
        "payment_method_whitelist": body.get("payment_method_whitelist"),
        "success_redirect": body.get("success_redirect", ""),
        "failure_redirect": body.get("failure_redirect", ""),
        "cancel_redirect": body.get("cancel_redirect", ""),
        "success_callback": body.get("success_callback", ""),
        "creator_agent": body.get("creator_agent", ""),
        "platform": body.get("platform", "api"),
        "product": product,
        "created_from_ip": "127.0.0.1",
        "invoice_url": None,
        "checkout_url": checkout_url(base, identifier),
        "direct_post_url": f"{base}/p/{identifier}/" if directly else None,
        "marked_as_paid": False,
    }
    state.table("qorepay", "purchases")[identifier] = row
    return row


def moment_of(value: int | str) -> int:
    """A Unix time of a request; the vendor's sample prints it as a text."""
    if isinstance(value, int):
        return value
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Refused(400, "invalid_request", "No Unix time", "paid_on")
    return int(value)


def purchase(call: Call, identifier: str) -> JsonObject:
    """A purchase, its status brought up to date; or a 404."""
    row = call.find("purchases", identifier)
    refresh(row, call.now)
    return row


def payable(call: Call, identifier: str) -> JsonObject:
    """A purchase that its payer can pay; the provider's refusal where it is another one."""
    row = purchase(call, identifier)
    if row["status"] not in PAYABLE:
        raise Refused(400, "purchase_already_paid_for", f"The purchase is {row['status']}", invented="qorepay-state")
    return row


def refresh(row: JsonObject, now: int) -> None:
    """What time alone does: an unpaid purchase becomes overdue, or expires where its due date is strict."""
    if row["due"] and row["due"] < now and row["status"] in ("created", "sent", "viewed", "error"):
        move(row, "expired" if row["purchase"].get("due_strict") else "overdue", row["due"])


def move(row: JsonObject, status: str, now: int) -> None:
    """A new status, noted in the history."""
    row["status"], row["updated_on"] = status, max(now, row["created_on"])
    row["status_history"].append({"status": status, "timestamp": now})


def save_token(state: State, row: JsonObject, client: str | None, now: int) -> None:
    """From now on the purchase is a recurring token."""
    row["is_recurring_token"] = True
    token = {**base_of("client_recurring_token", row["id"], now), "payment_method": "visa"}
    state.table("qorepay", "recurring")[row["id"]] = {**token, "description": "444433******1111", "_client": client}


def attempt(row: JsonObject, kind: str, now: int, method: str = "visa", error: str = "") -> None:
    """Note an attempt, newest first."""
    note: JsonObject = {
        "type": kind,
        "successful": not error,
        "payment_method": method,
        "extra": {},
        "country": "NG",
        "client_ip": "127.0.0.1",
        "processing_time": now,
        "fee_amount": 0,
        "error": {"code": error, "message": error.replace("_", " ").capitalize()} if error else None,
    }
    row["transaction_data"]["attempts"].insert(0, note)
    row["transaction_data"]["payment_method"] = method


def payment_of(amount: int, currency: str, kind: str, now: int, description: str = "") -> JsonObject:
    """The details of a payment without fees."""
    return {
        "is_outgoing": kind in ("refund", "payout"),
        "payment_type": kind,
        "amount": amount,
        "net_amount": amount,
        "fee_amount": 0,
        "pending_amount": 0,
        "currency": currency,
        "pending_unfreeze_on": None,
        "description": description,
        "paid_on": now,
        "remote_paid_on": now,
    }


def settle(
    call: Call, row: JsonObject, kind: str = "purchase", method: str = "visa", amount: int | None = None
) -> None:
    """Money came in: the purchase is paid (or held, if it is to be captured later) and everyone is told."""
    now = call.now
    held = row["skip_capture"] and row["status"] != "hold"
    attempt(row, "authorize" if held else "capture" if row["status"] == "hold" else "execute", now, method)
    if held:
        move(row, "hold", now)
        emit(call, row, "purchase.hold")
        return
    captured = row["status"] == "hold"
    total = row["purchase"]["total"] if amount is None else amount
    row["payment"] = payment_of(total, row["purchase"]["currency"], kind, now)
    row["refundable_amount"], row["refund_availability"] = total, "all"
    move(row, "paid", now)
    if row["send_receipt"]:
        call.send(row["client"].get("email", ""), "Receipt", row["id"])
    emit(call, row, "purchase.captured" if captured else "purchase.paid")


def emit(call: Call, row: JsonObject, name: str) -> None:
    """Tell an event to the webhooks that want it, and a success to the purchase's own callback."""
    body = {**public(row), "event_type": name}
    if name == "purchase.payment_failure":  # https://docs.chip-in.asia/chip-collect/overview/errors
        body["error_code"] = row["transaction_data"]["attempts"][0]["error"]["code"]
    for hook in call.table("webhooks").values():
        if hook.get("all_events") or name in hook.get("events", []):
            call.tell(name, body, hook["callback"], signer=f"webhook {hook['id']}", about=row["id"])
    if name in ("purchase.paid", "purchase.captured") and row.get("success_callback"):
        call.tell(name, body, row["success_callback"], signer="company", about=row["id"])
