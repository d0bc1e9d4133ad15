"""Abillify: what it stores, and how it writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, cast

from ...call import Answer, Call, Refused, public
from ...spec import JsonObject, is_list, is_object, json_number
from ...state import State
from ...validation import FORMATS

CENT = Decimal("0.01")
DATES = {"issued", "due", "accountingdate", "cancelationdate", "cancellationdate", "orderdate"}
"""Members of vouchers."""


def stamp(moment: datetime) -> str:
    """A time as vouchers have it: UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime | None:
    """A day or a time of a voucher, of UTC where it has no offset; None where it cannot be read: the tables say only string."""
    try:
        found = datetime.fromisoformat(text.upper())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_past(text: str, now: datetime) -> bool:
    """Whether a date of a voucher is over; one that cannot be read is not."""
    moment = moment_of(text)
    return moment is not None and moment < now


def dated(body: JsonObject) -> JsonObject:
    """A voucher of a request: dates that are no whole times, such as a plain day, as answers print them."""
    for name in DATES.intersection(body):
        moment = moment_of(body[name])
        if moment is not None and not FORMATS["date-time"](body[name]):
            body[name] = stamp(moment)
    return body


def email_of(state: State, identity: str) -> str:
    """The default e-mail address of a customer."""
    emails: list[JsonObject] = state.table("abillify", "identities").get(identity, {}).get("emails") or []
    return next((str(entry["email"]) for entry in emails if entry.get("email")), "")


def number(amount: Decimal) -> int | float:
    """An amount as a JSON number with at most two decimals."""
    return json_number(amount.quantize(CENT, ROUND_HALF_UP, Context(prec=100)))


def total_of(items: list[JsonObject]) -> int | float:
    """The sum of quantity times unit price."""
    lines = (Decimal(str(item["quantity"])) * Decimal(str(item["unitprice"])) for item in items)
    return number(sum(lines, Decimal()))


def check_unique(call: Call, table: str, reference: str) -> None:
    """A reference may be used once per kind of object."""
    if reference in call.table(table):
        raise Refused(409, "ERR_UNIQUE_VIOLATION", "The reference is already in use", "reference")


def listed(call: Call, rows: list[JsonObject], member: str = "") -> Answer:
    """A list; with the switch `abillify.lists=single` one row comes without its list, as the vendor prints it."""
    shown = [public(row) for row in rows]
    single = call.switches.get("abillify.lists") == "single" and len(shown) == 1
    return Answer(200, shown[0] if single else shown, object=member)


def paged(call: Call, table: str) -> Answer:
    """A page: filtered, sorted and cut as the query asks."""
    page, size = int(call.query.get("page", 1)), int(call.query.get("pageSize", 1))
    wanted = cast("JsonObject", call.query.get("query") or {})
    rows = [
        row for row in call.table(table).values() if all(_fits(row.get(name), rule) for name, rule in wanted.items())
    ]
    if "sort" in call.query:
        rows.sort(key=lambda row: str(row.get(call.query["sort"], "")))
    part = rows[(page - 1) * size : page * size]
    body = {"page": page, "pageSize": size, "query": wanted, "rows": [public(row) for row in part]}
    return Answer(200, body)


def _fits(value: Any, rule: Any) -> bool:
    """Whether a value fits `x` or `{"$gte": x}`; texts and times compare as texts, which ISO forms allow."""
    if not is_object(rule):
        return str(value) == str(rule)
    left = str(value or "").replace("T", " ")
    for name, wanted in rule.items():
        options = wanted if is_list(wanted) else [wanted]
        right = str(wanted).replace("T", " ")
        checks = {
            "$gt": left > right,
            "$gte": left >= right,
            "$lt": left < right,
            "$lte": left <= right,
            "$ne": left != right,
            "$in": left in [str(option).replace("T", " ") for option in options],
        }
        if not checks.get(name, True):
            return False
    return True


def ticket(call: Call, reference: str) -> Answer:
    """A job that was queued (and, here, done at once)."""
    return Answer(200, {"job": str(880000 + call.state.number()), "result": "OK", "resultcode": "0"}, object=reference)


def add_document(state: State, reference: str, base: str, kind: str, label: str, way: str = "letter") -> JsonObject:
    """A stored document of a voucher, and the way in which it was sent."""
    serial = state.number()
    now = stamp(state.clock.now())
    made: JsonObject = {
        "id": str(30000 + serial),
        "kind": kind,
        "reference": reference,
        "issued": now,
        "communications": [
            {
                "id": str(40000 + serial),
                "kind": way,
                "label": label,
                "comment": "",
                "created": now,
                "file": str(9000 + serial),
                "publicUrl": f"{base}/v1/communication/{40000 + serial}/file",
                "data": {},
            }
        ],
    }
    state.table("abillify", "documents")[made["id"]] = made
    return made


def add_transaction(state: State, invoice: JsonObject | None, amount: Decimal, identifier: str = "") -> JsonObject:
    """A payment transaction; its ids are strings of digits, but for the voucher's."""
    now = state.clock.now()
    local = now.strftime("%Y-%m-%d %H:%M:%S")
    identifier = identifier or str(700200 + state.number())
    made: JsonObject = {
        "id": identifier,
        "reference": invoice["reference"] if invoice else f"T-{identifier}",
        "amount": f"{amount:.2f}",
        "currency": invoice["currency"] if invoice else "EUR",
        "fee": "0.00",
        "kind": "PA",
        "method": "CC",
        "cause": "NONE",
        "confirmed": True,
        "exported": False,
        "result": "OK",
        "resultcode": "0",
        "label": "Payment",
        "peer": "Example Trading GmbH",
        "uniqueid": f"U{identifier}",
        "external": [],
        "bookingdate": local[:10],
        "valuedate": (now + timedelta(days=1)).strftime("%Y-%m-%d"),
        "committed": local,
        "created": local,
        "modified": local,
        "client": "1001",
        "identity": "10001",
        "voucher": 1,
        "account": "8400",
        "meta": {},
    }
    state.table("abillify", "transactions")[identifier] = made
    return made


def tell_workflow(call: Call, row: JsonObject, job: str, workflow: str) -> None:
    """The workflow webhook about a voucher."""
    body = {
        "voucherReference": row["reference"],
        "identityReference": row["identity"]["reference"],
        "state": row["state"],
        "workflow": workflow,
        "job": job,
        "client": "1001",
        "number": row.get("number", ""),
        "label": row.get("label", ""),
        "ordernumber": row.get("ordernumber", ""),
        "due": row.get("due", ""),
        "total": float(row["total"]),
        "unpaid": float(row["unpaid"]),
    }
    call.tell("workflow", body, call.state.callbacks.get("abillify"))
