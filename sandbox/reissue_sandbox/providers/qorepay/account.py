"""QorePay's account: payment methods, balance, turnover and statements."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ...call import Answer, Call, public
from ...spec import JsonObject, is_list
from ...state import State
from .records import COMPANY, base_of, page
from .stand_in import stand_in

POLLS_UNTIL_READY = 2
EVER = 1 << 62


@stand_in.seeds
def seed(state: State, _: str) -> None:
    """One statement that is not ready yet."""
    _statement(state, "80000000-0000-4000-8000-000000000001", {"format": "csv", "timezone": "Africa/Lagos"}, "")


def _statement(state: State, identifier: str, body: JsonObject, query: str) -> JsonObject:
    row: JsonObject = {
        **base_of("statement_request", identifier, state.clock.unix()),
        "format": body.get("format", "csv"),
        "timezone": body.get("timezone", "Africa/Lagos"),
        "is_test": True,
        "company_uid": COMPANY,
        "query_string": query,
        "status": "pending",
        "download_url": None,
        "began_on": None,
        "finished_on": None,
        "_polls": 0,
    }
    state.table("qorepay", "statements")[identifier] = row
    return row


@stand_in.on("GET /payment_methods/")
def payment_methods(_: Call) -> Answer:
    """What can be paid with."""
    methods = ["visa", "mastercard", "sarepay_bank_transfer"]
    body: JsonObject = {
        "available_payment_methods": methods,
        "by_country": {"any": ["card"], "NG": ["sarepay_bank_transfer"]},
        "country_names": {"any": "Other", "NG": "Nigeria"},
        "names": {"visa": "Visa", "mastercard": "Mastercard", "sarepay_bank_transfer": "Bank transfer"},
        "logos": {
            "visa": "/static/images/visa.svg",
            "card": ["/static/images/visa.svg", "/static/images/mastercard.svg"],
        },
        "card_methods": ["visa", "mastercard"],
    }
    return Answer(200, body)


def _payments(call: Call, currency: Any, since: int, until: int) -> list[JsonObject]:
    """The payments of a currency within `since` (included) and `until` (excluded)."""
    rows = [row["payment"] for row in call.table("purchases").values() if row["payment"]]
    return [row for row in rows if row["currency"] == currency and since <= row["paid_on"] < until]


@stand_in.on("GET /account/json/balance/")
def balance(call: Call) -> Answer:
    """What was paid in, per currency; `from` asks for a past moment."""
    asked = call.query.get("currency", "NGN")
    moment = int(call.query.get("from", EVER))
    body: JsonObject = {}
    for currency in asked if is_list(asked) else [asked]:
        total = sum(row["amount"] for row in _payments(call, currency, 0, moment + 1))
        body[str(currency)] = {
            "balance": total,
            "gross_balance": total,
            "available_balance": total,
            "reserved": 0,
            "pending_outgoing": 0,
            "fee_sell": 0,
        }
    return Answer(200, body)


@stand_in.on("GET /account/json/turnover/")
def turnover(call: Call) -> Answer:
    """What went in and out."""
    asked = call.query.get("currency", "NGN")
    since, until = int(call.query.get("from", 0)), int(call.query.get("to", EVER))
    rows = _payments(call, asked[0] if is_list(asked) else asked, since, until)
    incoming = {"turnover": sum(row["amount"] for row in rows), "fee_sell": 0, "count": {"all": len(rows)}}
    return Answer(200, {"incoming": incoming, "outgoing": {"turnover": 0, "fee_sell": 0, "count": {"all": 0}}})


@stand_in.on("GET /company_statements/")
def list_statements(call: Call) -> Answer:
    """All statements."""
    return page(list(call.table("statements").values()))


@stand_in.on("POST /company_statements/")
def create_statement(call: Call) -> Answer:
    """Schedule a statement; the filters are query parameters."""
    row = _statement(call.state, call.state.uuid(), call.payload(), urlencode(call.query, doseq=True))
    return Answer(call.operation.success, public(row), object=row["id"])


@stand_in.on("GET /company_statements/{id}/")
def get_statement(call: Call) -> Answer:
    """One statement: pending, then processing, then ready."""
    row = call.find("statements", call.arg())
    if row["status"] in ("pending", "processing"):
        row["_polls"] += 1
        row["began_on"] = row["began_on"] or call.now
        row["status"] = "processing"
        if row["_polls"] > POLLS_UNTIL_READY:
            row.update(status="success", finished_on=call.now, download_url=f"{call.base}/statements/{row['id']}.csv")
        row["updated_on"] = call.now
    return Answer(200, public(row), invented="qorepay-statement")


@stand_in.on("POST /company_statements/{id}/cancel/")
def cancel_statement(call: Call) -> Answer:
    """Stop a statement; the vendor does not name the status that follows, so it stays where it was."""
    row = call.find("statements", call.arg())
    row.update(_polls=-(1 << 30), updated_on=call.now)
    return Answer(200, public(row), object=row["id"], invented="qorepay-statement")
