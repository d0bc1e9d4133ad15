"""Abillify's customers, their bank accounts and registrations."""

from __future__ import annotations

from decimal import Decimal

from ...call import Answer, Call, public
from ...spec import JsonObject
from ...state import State
from .records import add_transaction, check_unique, listed, paged, stamp
from .stand_in import stand_in


@stand_in.seeds
def seed(state: State, _: str) -> None:
    """One business customer with a bank account."""
    body: JsonObject = {
        "reference": "C-1001",
        "number": "K-1001",
        "debtor": "10001",
        "kind": "incorporate",
        "currency": "EUR",
        "name": {"company": "Example Trading GmbH", "firstname": "Max", "lastname": "Muster", "salutation": "mr"},
        "emails": [{"email": "billing@example.com", "kind": "default"}],
        "detail": {"locale": "de-DE"},
    }
    _store(state, body)
    account = {"account": "DE00000000000000000000", "holder": "Example Trading GmbH", "reference": "M-1001-1"}
    row = {"id": "5001", "bank": "Example Bank", **account, "_identity": "C-1001"}
    state.table("abillify", "bankaccounts")["5001"] = row


def _store(state: State, body: JsonObject) -> JsonObject:
    """A new or changed customer; references and debtor numbers are made where they are missing."""
    now = stamp(state.clock.now())
    reference = body.get("reference") or f"C-{2000 + state.number()}"
    known = state.table("abillify", "identities").get(reference)
    base = known or {"id": state.uuid(), "debtor": str(20000 + state.number()), "currency": "EUR", "created": now}
    row = {**base, **body, "reference": reference, "modified": now}
    state.table("abillify", "identities")[reference] = row
    return row


@stand_in.on("GET /identities")
def list_all(call: Call) -> Answer:
    """A page of customers."""
    return paged(call, "identities")


@stand_in.on("POST /identities")
def create(call: Call) -> Answer:
    """A new customer."""
    body = call.payload()
    check_unique(call, "identities", body.get("reference", ""))
    row = _store(call.state, body)
    return Answer(200, public(row), object=row["reference"])


@stand_in.on("GET /identities/{identityReference}")
def get(call: Call) -> Answer:
    """One customer."""
    return Answer(200, public(call.find("identities", call.arg())))


@stand_in.on("PUT /identities/{identityReference}")
def upsert(call: Call) -> Answer:
    """Create or update a customer under the reference of the path."""
    body = {**call.payload(), "reference": call.arg()}  # the vendor's first example sends none: the path decides
    return Answer(200, public(_store(call.state, body)), object=call.arg())


@stand_in.on("GET /identities/{identityReference}/bankaccounts")
def list_bankaccounts(call: Call) -> Answer:
    """The stored accounts of a customer."""
    call.find("identities", call.arg())
    return listed(call, [row for row in call.table("bankaccounts").values() if row["_identity"] == call.arg()])


@stand_in.on("POST /identities/{identityReference}/bankaccount")
def create_bankaccount(call: Call) -> Answer:
    """Store an account."""
    call.find("identities", call.arg())
    identifier = str(5001 + call.state.number())
    row = {**call.payload(), "id": identifier, "bank": "Example Bank", "_identity": call.arg()}
    call.table("bankaccounts")[identifier] = row
    return Answer(200, public(row), object=call.arg())


@stand_in.on("POST /identities/{identityReference}/{provider}/bankaccount")
def register_by_bankaccount(call: Call) -> Answer:
    """Register at a payment provider by bank details."""
    call.find("identities", call.arg())
    made = add_transaction(call.state, None, Decimal(0))
    return Answer(200, {"transaction": int(made["id"])}, object=call.arg())


@stand_in.on("POST /identities/{identityReference}/{provider}/register")
def register_by_first_payment(call: Call) -> Answer:
    """Register at a payment provider by a first payment."""
    call.find("identities", call.arg())
    made = add_transaction(call.state, None, Decimal(str(call.body["amount"])))
    return Answer(200, {"url": f"{call.base}/pay/{made['id']}"}, object=call.arg())
