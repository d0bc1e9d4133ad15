"""IremboPay: what it stores, and how it writes it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from ...call import Answer, Call, Refused, checkout_url
from ...spec import JsonObject, json_number
from ...state import State
from .installments import rest_of

KIGALI = timezone(timedelta(hours=2))
DAYS_TO_PAY = 7
ACCOUNT = "07800000001"
ITEM: JsonObject = {"code": "PC-0a1b2c3d4e", "quantity": 2, "unitAmount": 12500}


def yes(data: Any, message: str, reference: str, status: int = 200, invented: str = "") -> Answer:
    """A success in the envelope."""
    return Answer(status, {"success": True, "message": message, "data": data}, object=reference, invented=invented)


def stamp(moment: datetime) -> str:
    """A time as the vendor writes it: milliseconds and Rwanda's offset."""
    return moment.astimezone(KIGALI).isoformat(timespec="milliseconds")


def moment_of(text: str) -> datetime:
    """A time of a request; without an offset it is Rwanda's."""
    found = datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=KIGALI)


def amount_of(items: list[JsonObject]) -> int | float:
    """The sum of quantity times unit amount, a whole number where it is one."""
    total = sum((Decimal(str(item["unitAmount"])) * Decimal(str(item["quantity"])) for item in items), Decimal())
    return json_number(total)


def currency_of(account: str) -> str:
    """The currency of a payment account: francs, unless its identifier ends with another one, such as `-USD`."""
    return account[-3:] if account[-4:] in ("-USD", "-EUR", "-GBP") else "RWF"


def by_reference(call: Call, reference: str, *, transaction: bool = True) -> JsonObject:
    """An invoice by its number or the merchant's transaction id."""
    table = call.table("invoices")
    found = table.get(reference)
    if found is None and transaction:
        found = next((row for row in table.values() if row["transactionId"] == reference), None)
    if found is None:
        raise Refused(404, "INVOICE_NOT_FOUND", "No invoice has this reference")
    return found


def check_payable(row: JsonObject, now: int, invented: str = "") -> None:
    if row["paymentStatus"] == "PAID":
        text = f"Invoice {row['invoiceNumber']} is paid"
        raise Refused(400, "INVOICE_ALREADY_PAID", text, invented=invented)
    if row["_expires"] <= now:
        text = f"Invoice {row['invoiceNumber']} has expired"
        raise Refused(400, "INVOICE_EXPIRED", text, invented=invented)


def check_alone(row: JsonObject) -> None:
    """Refuse a member of a batch: it is paid with the batch."""
    if row.get("batchNumber") and row["type"] == "SINGLE":
        raise Refused(400, "INVOICE_ALREADY_IN_BATCH", "The invoice is part of a batch; pay the batch")


def next_number(call: Call) -> str:
    return f"8805{90000000 + call.state.number():08d}"


def mark_paid(row: JsonObject, state: State, part: Decimal | None = None) -> None:
    """Book a payment, of a part or of all that is left."""
    now = stamp(state.clock.now())
    reference = f"REF-{state.number():09d}"
    rest = rest_of(row)
    part = rest if part is None else part
    row["_paid"] = str(Decimal(row.get("_paid", "0")) + part)
    status = "PARTIALLY_PAID" if part < rest else "PAID"
    row.update(paymentStatus=status, paidAt=now, updatedAt=now, paymentReference=reference, paymentMethod="MTN_MOMO")


def new_invoice(
    state: State, base: str, number: str, body: JsonObject, expiry: datetime, kind: str = "SINGLE"
) -> JsonObject:
    now = stamp(state.clock.now())
    account = body["paymentAccountIdentifier"]
    made: JsonObject = {
        "invoiceNumber": number,
        "transactionId": body["transactionId"],
        "paymentAccountIdentifier": account,
        "paymentItems": body["paymentItems"],
        "paymentStatus": "NEW",
        "amount": amount_of(body["paymentItems"]),
        "currency": currency_of(account),
        "type": kind,
        "createdAt": now,
        "updatedAt": now,
        "expiryAt": stamp(expiry),
        "customer": body.get("customer"),
        "description": body.get("description"),
        "childInvoices": body.get("childInvoices"),
        "batchNumber": None,
        "language": body.get("language"),
        "paymentLinkUrl": checkout_url(base, number),
        "_expires": int(expiry.timestamp()),
    }
    state.table("irembopay", "invoices")[number] = made
    return made
