"""IremboPay: invoices with a number, batches, pushes to a phone; subscriptions and plans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from ...calls import Answer, Call, Machine, Problem, Refused, public, summary
from ...spec import JsonObject
from ...state import State

KIGALI = timezone(timedelta(hours=2))
DAYS_TO_PAY = 7
ACCOUNT = "07800000001"
CODES = {400: "VALIDATION_ERROR", 401: "AUTHENTICATION_FAILED", 404: "NOT_FOUND", 429: "TOO_MANY_REQUESTS"}
SEEDS: tuple[tuple[str, str, str, int], ...] = (
    ("880509422769", "ORDER-2026-0001", "NEW", 14),
    ("880500000001", "ORDER-2026-1001", "NEW", 14),
    ("880500000002", "ORDER-2026-1002", "NEW", 14),
    ("880500000003", "ORDER-2026-1003", "NEW", 14),
    ("880500000004", "ORDER-2026-1004", "PAID", 14),
    ("880500000005", "ORDER-2026-1005", "NEW", -1),
)


class IremboPay(Machine):
    """The merchant API."""

    def problem(self, problem: Problem) -> JsonObject:
        """The error envelope; codes in capitals are the provider's own and stay."""
        code = problem.code if problem.code.isupper() else CODES.get(problem.status, "INTERNAL_SERVER_ERROR")
        return {"success": False, "message": problem.message, "errors": [{"code": code, "detail": problem.message}]}

    def invoices(self, state: State) -> list[JsonObject]:
        """All invoices and batches; an unpaid one whose time is over is shown as expired."""
        rows: list[JsonObject] = []
        for row in state.table("irembopay", "invoices").values():
            expired = row["paymentStatus"] == "NEW" and row["_expires"] <= state.clock.unix()
            customer: JsonObject = row.get("customer") or {}
            payer = customer.get("email") or ""
            status = "EXPIRED" if expired else row["paymentStatus"]
            rows.append(summary(row["invoiceNumber"], status, row["amount"], row["currency"], payer, row["expiryAt"]))
        return rows

    def pay(self, call: Call, reference: str) -> JsonObject:
        """The payer pays: members of a batch become paid with it, but only the batch is notified."""
        row = by_reference(call, reference)
        if row.get("batchNumber") and row["type"] == "SINGLE":
            raise Refused(400, "INVOICE_ALREADY_IN_BATCH", "The invoice is part of a batch; pay the batch")
        _check_payable(row, call.now)
        _paid(row, call.state)
        members: list[str] = row.get("childInvoices") or []
        for member in members:
            _paid(call.table("invoices")[member], call.state)
        keys = (
            "invoiceNumber",
            "transactionId",
            "amount",
            "currency",
            "paymentStatus",
            "paymentMethod",
            "paymentReference",
            "createdAt",
            "updatedAt",
            "paidAt",
        )
        body = {"success": True, "message": "Payment completed", "data": {key: row[key] for key in keys}}
        url = call.state.callbacks.get("irembopay")
        call.tell("payment_notification", body, url, signer=call.credentials.get("irembopay", ""))
        return public(row)

    def on_the_wire(self, text: str, switches: Mapping[str, str]) -> str:
        """Offsets cut to their hours, as several pages print them."""
        return text.replace('+02:00"', '+02"') if switches.get("irembopay.offset") == "short" else text


machine = IremboPay("irembopay")
ITEM: JsonObject = {"code": "PC-0a1b2c3d4e", "quantity": 2, "unitAmount": 12500}


@machine.seeds
def seed(state: State, base: str) -> None:
    """Invoices in several states."""
    now = state.clock.now()
    customer = {"email": "payer@example.com", "phoneNumber": "0780000000", "name": "Example Payer"}
    for number, transaction, status, days in SEEDS:
        body = {"transactionId": transaction, "paymentItems": [{**ITEM}], "paymentAccountIdentifier": ACCOUNT}
        made = _invoice(state, f"{base}/irembopay", number, {**body, "customer": customer}, now + timedelta(days=days))
        if status == "PAID":
            _paid(made, state)


def yes(data: Any, message: str, reference: str, status: int = 200) -> Answer:
    """A success in the envelope."""
    return Answer(status, {"success": True, "message": message, "data": data}, object=reference)


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
    return int(total) if total == total.to_integral_value() else float(total)


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


@machine.on("POST /payments/invoices")
def create(call: Call) -> Answer:
    """A new invoice; the transaction id must be new for the merchant."""
    body = call.payload()
    _check_new(call, body["transactionId"])
    if body.get("partialPaymentEnabled") and call.headers.get("x-api-version") != "3":
        raise Refused(400, "BAD_DATA", "Partial payment needs version 3 of the API", "partialPaymentEnabled")
    default = call.state.clock.now() + timedelta(days=DAYS_TO_PAY)
    expiry = _future(call, body["expiryAt"]) if "expiryAt" in body else default
    made = _invoice(call.state, call.base, _next_number(call), body, expiry)
    data = public(made)
    if call.headers.get("x-api-version") == "1":
        del data["paymentLinkUrl"]
    return yes(data, "Invoice created successfully", made["invoiceNumber"], call.operation.success)


@machine.on("GET /payments/invoices/{invoiceNumber}")
def get(call: Call) -> Answer:
    """One invoice by number or transaction id."""
    row = by_reference(call, call.arg())
    return yes(public(row), "Invoice found", row["invoiceNumber"])


@machine.on("PUT /payments/invoices/{invoiceNumber}")
def update(call: Call) -> Answer:
    """New expiry, new items; the answer holds only what the vendor's sample shows."""
    row = by_reference(call, call.arg(), transaction=False)
    if row["paymentStatus"] == "PAID":
        raise Refused(400, "INVOICE_ALREADY_PAID", "A paid invoice cannot be changed")
    if "expiryAt" in call.body:
        expiry = _future(call, call.body["expiryAt"])
        row["expiryAt"], row["_expires"] = stamp(expiry), int(expiry.timestamp())
    if "paymentItems" in call.body:
        row["paymentItems"] = call.payload()["paymentItems"]
        row["amount"] = amount_of(row["paymentItems"])
    row["updatedAt"] = stamp(call.state.clock.now())
    part = {key: row[key] for key in ("invoiceNumber", "expiryAt", "paymentItems")}
    return yes(part, "Invoice updated successfully", row["invoiceNumber"])


@machine.on("POST /payments/invoices/batch")
def create_batch(call: Call) -> Answer:
    """Group unpaid invoices of one account and currency; the earliest expiry is the batch's."""
    _check_new(call, call.body["transactionId"])
    members = [by_reference(call, number, transaction=False) for number in dict.fromkeys(call.body["invoiceNumbers"])]
    for row in members:
        _check_payable(row, call.now)
        if row["type"] == "BATCH" or row.get("batchNumber"):
            raise Refused(400, "INVOICE_ALREADY_IN_BATCH", f"Invoice {row['invoiceNumber']} is part of a batch")
    accounts = {(row["paymentAccountIdentifier"], row["currency"]) for row in members}
    if len(accounts) > 1:
        raise Refused(400, "BAD_DATA", "All invoices of a batch need one currency and one payment account")
    items = [item for row in members for item in row["paymentItems"]]
    account = members[0]["paymentAccountIdentifier"]
    expiry = datetime.fromtimestamp(min(row["_expires"] for row in members), UTC)
    body = {**call.payload(), "paymentItems": items, "paymentAccountIdentifier": account}
    body["childInvoices"] = body.pop("invoiceNumbers")
    made = _invoice(call.state, call.base, _next_number(call), body, expiry, kind="BATCH")
    for row in members:
        row["batchNumber"] = made["invoiceNumber"]
    return yes(public(made), "Batch created successfully", made["invoiceNumber"], call.operation.success)


@machine.on("POST /payments/transactions/initiate")
def initiate(call: Call) -> Answer:
    """A push to the payer's phone; `Sandbox.pay` is the payer's consent."""
    row = by_reference(call, call.body["invoiceNumber"], transaction=False)
    _check_payable(row, call.now)
    if row.get("batchNumber") and row["type"] == "SINGLE":
        raise Refused(400, "INVOICE_ALREADY_IN_BATCH", "The invoice is part of a batch; pay the batch")
    if row["currency"] != "RWF":
        raise Refused(400, "BAD_DATA", "Mobile money takes Rwandan francs only")
    phone, provider = call.body["accountIdentifier"], call.body["paymentProvider"]
    owner = "MTN" if phone.removeprefix("25")[:3] in ("078", "079") else "AIRTEL"
    if owner != provider:
        raise Refused(400, "PAYMENT_PROVIDER_ERROR", "The number belongs to the other operator")
    call.send(phone, f"Approve {row['amount']} {row['currency']}", row["invoiceNumber"], "push")
    data = {
        "referenceId": call.state.uuid(),
        "invoiceNumber": row["invoiceNumber"],
        "amount": row["amount"],
        "accountIdentifier": phone,
        "paymentProvider": provider,
    }
    return yes(data, "Payment initiated", row["invoiceNumber"], call.operation.success)


def _check_new(call: Call, transaction: str) -> None:
    if any(row["transactionId"] == transaction for row in call.table("invoices").values()):
        raise Refused(400, "DUPLICATE_TRANSACTION_ID", "An invoice with this transactionId exists", "transactionId")


def _check_payable(row: JsonObject, now: int) -> None:
    if row["paymentStatus"] == "PAID":
        raise Refused(400, "INVOICE_ALREADY_PAID", f"Invoice {row['invoiceNumber']} is paid")
    if row["_expires"] <= now:
        raise Refused(400, "INVOICE_EXPIRED", f"Invoice {row['invoiceNumber']} has expired")


def _future(call: Call, text: str) -> datetime:
    moment = moment_of(text)
    if moment <= call.state.clock.now():
        raise Refused(400, "VALIDATION_ERROR", "expiryAt must lie in the future", "expiryAt")
    return moment


def _next_number(call: Call) -> str:
    return f"8805{90000000 + call.state.number():08d}"


def _paid(row: JsonObject, state: State) -> None:
    now = stamp(state.clock.now())
    reference = f"REF-{state.number():09d}"
    row.update(paymentStatus="PAID", paidAt=now, updatedAt=now, paymentReference=reference, paymentMethod="MTN_MOMO")


def _invoice(
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
        "paymentLinkUrl": f"{base.removesuffix('/irembopay')}/_sandbox/checkout/irembopay/{number}",
        "_expires": int(expiry.timestamp()),
    }
    state.table("irembopay", "invoices")[number] = made
    return made
