"""IremboPay's invoices, batches, and pushes to a phone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ...call import Answer, Call, Refused, public
from ...spec import JsonObject, json_number
from ...state import State
from .installments import PLAN, in_parts, made_up, rest_of, take_plan
from .records import (
    ACCOUNT,
    DAYS_TO_PAY,
    ITEM,
    amount_of,
    by_reference,
    check_alone,
    check_payable,
    mark_paid,
    moment_of,
    new_invoice,
    next_number,
    stamp,
    yes,
)
from .stand_in import stand_in

SEEDS: tuple[tuple[str, str, str, int], ...] = (
    ("880509422769", "ORDER-2026-0001", "NEW", 14),
    ("880500000001", "ORDER-2026-1001", "NEW", 14),
    ("880500000002", "ORDER-2026-1002", "NEW", 14),
    ("880500000003", "ORDER-2026-1003", "NEW", 14),
    ("880500000004", "ORDER-2026-1004", "PAID", 14),
    ("880500000005", "ORDER-2026-1005", "NEW", -1),
)


@stand_in.seeds
def seed(state: State, base: str) -> None:
    """Invoices in several states."""
    now = state.clock.now()
    customer = {"email": "payer@example.com", "phoneNumber": "0780000000", "name": "Example Payer"}
    for number, transaction, status, days in SEEDS:
        body = {"transactionId": transaction, "paymentItems": [{**ITEM}], "paymentAccountIdentifier": ACCOUNT}
        made = new_invoice(
            state, f"{base}/irembopay", number, {**body, "customer": customer}, now + timedelta(days=days)
        )
        if status == "PAID":
            mark_paid(made, state)


@stand_in.on("POST /payments/invoices")
def create(call: Call) -> Answer:
    """A new invoice; the transaction id must be new for the merchant."""
    body = call.payload()
    _check_new(call, body["transactionId"])
    _check_version(call, body)
    default = call.state.clock.now() + timedelta(days=DAYS_TO_PAY)
    expiry = moment_of(body["expiryAt"]) if body.get("expiryAt") else default
    made = new_invoice(call.state, call.base, next_number(call), body, expiry)
    take_plan(made, body)
    return yes(public(made), "Invoice created successfully", made["invoiceNumber"], call.operation.success)


@stand_in.on("GET /payments/invoices/{invoiceNumber}")
def get(call: Call) -> Answer:
    """One invoice by number or transaction id."""
    row = by_reference(call, call.arg())
    return yes(public(row), "Invoice found", row["invoiceNumber"], invented=made_up(row))


@stand_in.on("PUT /payments/invoices/{invoiceNumber}")
def update(call: Call) -> Answer:
    """New expiry, new items; the answer holds only what the vendor's sample shows."""
    row = by_reference(call, call.arg(), transaction=False)
    if row["paymentStatus"] == "PAID":
        text = "A paid invoice cannot be changed"
        raise Refused(400, "INVOICE_ALREADY_PAID", text, invented="irembopay-update-paid")
    body = call.payload()
    _check_version(call, body)
    if body.get("expiryAt"):
        expiry = moment_of(body["expiryAt"])
        row["expiryAt"], row["_expires"] = stamp(expiry), int(expiry.timestamp())
    if body.get("paymentItems"):
        row["paymentItems"] = body["paymentItems"]
        row["amount"] = amount_of(row["paymentItems"])
    take_plan(row, body)
    row["updatedAt"] = stamp(call.state.clock.now())
    part = {key: row[key] for key in ("invoiceNumber", "expiryAt", "paymentItems")}
    return yes(part, "Invoice updated successfully", row["invoiceNumber"], invented=made_up(row))


@stand_in.on("POST /payments/invoices/batch")
def create_batch(call: Call) -> Answer:
    """Group unpaid invoices of one account and currency; the earliest expiry is the batch's."""
    _check_new(call, call.body["transactionId"])
    members = [by_reference(call, number, transaction=False) for number in dict.fromkeys(call.body["invoiceNumbers"])]
    for row in members:
        check_payable(row, call.now, invented="irembopay-batch")
        if row["type"] == "BATCH" or row.get("batchNumber"):
            text = f"Invoice {row['invoiceNumber']} is part of a batch"
            raise Refused(400, "INVOICE_ALREADY_IN_BATCH", text, invented="irembopay-batch")
    accounts = {(row["paymentAccountIdentifier"], row["currency"]) for row in members}
    if len(accounts) > 1:
        text = "All invoices of a batch need one currency and one payment account"
        raise Refused(400, "BAD_DATA", text, invented="irembopay-batch")
    items = [item for row in members for item in row["paymentItems"]]
    account = members[0]["paymentAccountIdentifier"]
    expiry = datetime.fromtimestamp(min(row["_expires"] for row in members), UTC)
    body = {**call.payload(), "paymentItems": items, "paymentAccountIdentifier": account}
    body["childInvoices"] = body.pop("invoiceNumbers")
    made = new_invoice(call.state, call.base, next_number(call), body, expiry, kind="BATCH")
    for row in members:
        row["batchNumber"] = made["invoiceNumber"]
    invented = max(made_up(row) for row in members)
    return yes(public(made), "Batch created successfully", made["invoiceNumber"], call.operation.success, invented)


@stand_in.on("POST /payments/transactions/initiate")
def initiate(call: Call) -> Answer:
    """A push to the payer's phone; `Sandbox.pay` is the payer's consent."""
    row = by_reference(call, call.body["invoiceNumber"], transaction=False)
    check_payable(row, call.now)
    check_alone(row)
    if row["currency"] != "RWF":
        raise Refused(400, "BAD_DATA", "Mobile money takes Rwandan francs only")
    phone, provider = call.body["accountIdentifier"], call.body["paymentProvider"]
    owner = "MTN" if phone.removeprefix("25")[:3] in ("078", "079") else "AIRTEL"
    if owner != provider:
        text = "The number belongs to the other operator"
        raise Refused(400, "PAYMENT_PROVIDER_ERROR", text, invented="irembopay-operator")
    call.send(phone, f"Approve {json_number(rest_of(row))} {row['currency']}", row["invoiceNumber"], "push")
    data = {
        "referenceId": call.state.uuid(),
        "invoiceNumber": row["invoiceNumber"],
        "amount": json_number(rest_of(row)),
        "accountIdentifier": phone,
        "paymentProvider": provider,
    }
    charged = "irembopay-part" if in_parts(row) else ""
    return yes(data, "Payment initiated", row["invoiceNumber"], call.operation.success, charged)


def _check_version(call: Call, body: JsonObject) -> None:
    """Refuse what only version 3 knows under another one, or none; the vendor does not say what becomes of it."""
    told = [name for name in PLAN if name in body]
    if told and call.headers.get("x-api-version") != "3":
        text = f"{told[0]} needs version 3 of the API"
        raise Refused(400, "BAD_DATA", text, told[0], invented="irembopay-version")


def _check_new(call: Call, transaction: str) -> None:
    if any(row["transactionId"] == transaction for row in call.table("invoices").values()):
        text = "An invoice with this transactionId exists"
        raise Refused(400, "DUPLICATE_TRANSACTION_ID", text, "transactionId", invented="irembopay-duplicate")
