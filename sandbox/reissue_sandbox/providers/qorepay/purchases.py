"""QorePay's purchases."""

from __future__ import annotations

from ...call import Answer, Call, Refused, public
from ...spec import JsonObject
from ...state import State
from .records import (
    BRAND,
    CLIENT,
    DAY,
    PAID,
    PAYABLE,
    PURCHASE,
    attempt,
    base_of,
    emit,
    moment_of,
    move,
    new_purchase,
    payment_of,
    purchase,
    save_token,
    settle,
)
from .stand_in import stand_in

SEEDS: tuple[tuple[str, str], ...] = (
    ("3fa85f64-5717-4562-b3fc-2c963f66afa6", "sent"),
    (PURCHASE.format(1), "sent"),
    (PURCHASE.format(2), "created"),
    (PURCHASE.format(3), "created"),
    (PURCHASE.format(4), "hold"),
    (PURCHASE.format(9), "paid"),
)


@stand_in.seeds
def seed(state: State, base: str) -> None:
    """Clients and purchases in several states."""
    now = state.clock.unix()
    for number, name in ((1, "Ada"), (2, "Bola")):
        identifier = f"{CLIENT[:-1]}{number}"
        details = {"email": f"{name.lower()}@example.com", "full_name": f"{name} Example", "country": "NG"}
        state.table("qorepay", "clients")[identifier] = {**base_of("client", identifier, now), **details}
    for identifier, status in SEEDS:
        body: JsonObject = {
            "brand_id": BRAND,
            "client_id": CLIENT,
            "purchase": {"products": [{"name": "Annual plan", "price": 3_000_000}]},
            "reference": f"INV-{identifier[-4:]}",
            "due": now + 14 * DAY,
            "success_redirect": "https://shop.example.com/paid",
            "failure_redirect": "https://shop.example.com/failed",
        }
        row = new_purchase(state, f"{base}/qorepay", body, identifier)
        if status != "created":
            move(row, status, now)
        if status == "paid":
            row["payment"] = payment_of(row["purchase"]["total"], "NGN", "purchase", now)
            row.update(refundable_amount=row["purchase"]["total"], refund_availability="all")
            save_token(state, row, CLIENT, now)


def done(row: JsonObject, status: int = 200, *, effect: bool = True, invented: str = "") -> Answer:
    """A purchase as the answer."""
    return Answer(status, public(row), object=row["id"], effect=effect, invented=invented)


def unseen(row: JsonObject) -> str:
    """The rule by which a call is answered, where no page says that it is for a purchase in this status."""
    return "" if row["status"] in PAYABLE else "qorepay-state"


@stand_in.on("POST /purchases/")
def create(call: Call) -> Answer:
    """A new purchase; nobody is written to."""
    body = call.payload()
    if body.get("client") and body.get("client_id"):
        raise Refused(400, "invalid_request", "Give either client or client_id", "client")
    row = new_purchase(call.state, call.base, body)
    emit(call, row, "purchase.created")
    return done(row, call.operation.success)


@stand_in.on("GET /purchases/{id}/")
def get(call: Call) -> Answer:
    """One purchase."""
    row = purchase(call, call.arg())
    return done(row, invented="qorepay-resend" if row.get("_noted") else "")


@stand_in.on("POST /purchases/{id}/cancel/")
def cancel(call: Call) -> Answer:
    """Make an unpaid purchase unpayable."""
    row = purchase(call, call.arg())
    made_up = unseen(row)
    if row["status"] == "cancelled":
        return done(row, effect=False, invented=made_up)
    if row["status"] not in (*PAYABLE, "expired"):
        text = f"A purchase that is {row['status']} cannot be cancelled"
        raise Refused(400, "purchase_cancel_error", text, invented="qorepay-state")
    move(row, "cancelled", call.now)
    emit(call, row, "purchase.cancelled")
    return done(row, invented=made_up)


@stand_in.on("POST /purchases/{id}/resend_invoice/")
def resend_invoice(call: Call) -> Answer:
    """E-mail the invoice again."""
    row = purchase(call, call.arg())
    if row["status"] == "cancelled":
        raise Refused(400, "invalid_request", "A cancelled purchase has no invoice", invented="qorepay-state")
    made_up = unseen(row)
    send_invoice(call, row)
    return done(row, invented=made_up)


def send_invoice(call: Call, row: JsonObject) -> None:
    """E-mail an invoice; a purchase that was only created is sent now."""
    call.send(row["client"].get("email", ""), f"Invoice {row['reference'] or row['reference_generated']}", row["id"])
    if row["status"] == "created":
        move(row, "sent", call.now)
    elif call.switches.get("qorepay.resend") == "noted":
        row["status_history"].append({"status": "sent", "timestamp": call.now})
        row["_noted"] = True


@stand_in.on("POST /purchases/{id}/mark_as_paid/")
def mark_as_paid(call: Call) -> Answer:
    """Set to paid without money."""
    row = purchase(call, call.arg())
    made_up = unseen(row)
    if row["status"] in PAID:
        return done(row, effect=False, invented=made_up)
    if row["status"] not in (*PAYABLE, "expired"):
        text = f"A purchase that is {row['status']} cannot be marked as paid"
        raise Refused(400, "invalid_request", text, invented="qorepay-state")
    when = moment_of(call.payload().get("paid_on", call.now))
    row["payment"] = payment_of(row["purchase"]["total"], row["purchase"]["currency"], "custom", when)
    row["marked_as_paid"] = True
    move(row, "paid", call.now)
    emit(call, row, "purchase.paid")
    return done(row, invented=made_up)


@stand_in.on("POST /purchases/{id}/charge/")
def charge(call: Call) -> Answer:
    """Pay with a saved token."""
    row = purchase(call, call.arg())
    if row["status"] not in PAYABLE:
        raise Refused(400, "purchase_charge_error", f"The purchase is {row['status']}")
    token = call.body["recurring_token"]
    if token not in call.table("recurring"):
        attempt(row, "recurring_execute", call.now, error="recurring_token_expired")
        raise Refused(400, "invalid_recurring_token", "No such recurring token", "recurring_token")
    row["recurring_token"] = token
    if call.switches.get("qorepay.charge") == "pending":
        move(row, "pending_charge", call.now)
        emit(call, row, "purchase.pending_charge")
    else:
        settle(call, row, "purchase_charge")
    return done(row)


@stand_in.on("POST /purchases/{id}/delete_recurring_token/")
def delete_recurring_token(call: Call) -> Answer:
    """Forget the token that a purchase is."""
    row = purchase(call, call.arg())
    if call.table("recurring").pop(row["id"], None) is None:
        raise Refused(400, "invalid_request", "No such object")
    row["is_recurring_token"] = False
    emit(call, row, "purchase.recurring_token_deleted")
    return done(row)


@stand_in.on("POST /purchases/{id}/capture/")
def capture(call: Call) -> Answer:
    """Take a held amount, or a part of it."""
    row = purchase(call, call.arg())
    amount = call.payload().get("amount", row["purchase"]["total"])
    if row["status"] != "hold":
        raise Refused(400, "purchase_capture_error", f"The purchase is {row['status']}, not hold")
    if amount > row["purchase"]["total"]:
        raise Refused(400, "purchase_capture_error", "The amount is more than is held", "amount")
    settle(call, row, amount=amount)
    return done(row)


@stand_in.on("POST /purchases/{id}/release/")
def release(call: Call) -> Answer:
    """Give a held amount back."""
    row = purchase(call, call.arg())
    if row["status"] != "hold":
        raise Refused(400, "purchase_release_error", f"The purchase is {row['status']}, not hold")
    attempt(row, "release", call.now)
    move(row, "released", call.now)
    emit(call, row, "purchase.released")
    return done(row)


@stand_in.on("POST /purchases/{id}/refund/")
def refund(call: Call) -> Answer:
    """Refund all or a part; the answer is the payment, or the purchase while the acquirer takes its time."""
    row = purchase(call, call.arg())
    body = call.payload()
    amount = int(body["amount"] if "amount" in body else row["refundable_amount"])
    if row["status"] not in (*PAID, "refunded") or not 0 < amount <= row["refundable_amount"]:
        raise Refused(400, "purchase_refund_error", "There is not so much to refund", "amount")
    attempt(row, "refund", call.now)
    if call.switches.get("qorepay.refund") == "pending":
        move(row, "pending_refund", call.now)
        emit(call, row, "purchase.pending_refund")
        return done(row)
    row["refundable_amount"] -= amount
    row["refund_availability"] = "all" if row["refundable_amount"] else "none"
    move(row, "refunded", call.now)
    payment: JsonObject = {
        **base_of("payment", call.state.uuid(), call.now),
        "client": row["client"],
        "payment": payment_of(amount, row["purchase"]["currency"], "refund", call.now),
        "transaction_data": None,
        "related_to": {"type": "purchase", "id": row["id"]},
        "reference": row["reference"],
        "reference_generated": row["reference_generated"],
        "company_id": row["company_id"],
        "is_test": True,
        "user_id": None,
        "brand_id": row["brand_id"],
    }
    emit(call, payment, "payment.refunded")
    return Answer(200, payment, object=row["id"])
