"""QorePay's stored clients, their recurring tokens, and webhooks."""

from __future__ import annotations

from ...call import Answer, Call, Refused, public
from ...spec import JsonObject
from ...webhooks import public_key
from .records import FIXED, base_of, page, removed, writable
from .stand_in import stand_in


@stand_in.on("GET /clients/")
def list_all(call: Call) -> Answer:
    """All clients."""
    return page(list(call.table("clients").values()))


@stand_in.on("POST /clients/")
def create(call: Call) -> Answer:
    """A new client."""
    row = {**base_of("client", call.state.uuid(), call.now), **writable(call.payload())}
    call.table("clients")[row["id"]] = row
    return Answer(call.operation.success, public(row), object=row["id"])


@stand_in.on("GET /clients/{id}/")
def get(call: Call) -> Answer:
    """One client."""
    return Answer(200, public(call.find("clients", call.arg())))


@stand_in.on("PUT /clients/{id}/", "PATCH /clients/{id}/")
def change(call: Call) -> Answer:
    """Replace a client (PUT), or set some of its members (PATCH)."""
    row = call.find("clients", call.arg())
    kept = row if call.operation.method == "PATCH" else {name: row[name] for name in FIXED}
    changed = {**kept, **writable(call.payload()), "updated_on": call.now}
    call.table("clients")[row["id"]] = changed
    return Answer(200, public(changed), object=row["id"])


@stand_in.on("DELETE /clients/{id}/")
def delete(call: Call) -> Answer:
    """Delete a client."""
    return removed(call, "clients", call.arg())


def _token(call: Call) -> JsonObject:
    call.find("clients", call.arg())
    row = call.find("recurring", call.arg(1))
    if row["_client"] != call.arg():
        raise Refused(404, "not_found", "No recurring token has this reference")
    return row


@stand_in.on("GET /clients/{client}/recurring_tokens/")
def list_tokens(call: Call) -> Answer:
    """All tokens of a client."""
    call.find("clients", call.arg())
    return page([row for row in call.table("recurring").values() if row["_client"] == call.arg()])


@stand_in.on("GET /clients/{client}/recurring_tokens/{purchase}/")
def get_token(call: Call) -> Answer:
    """One token."""
    return Answer(200, public(_token(call)))


@stand_in.on("DELETE /clients/{client}/recurring_tokens/{purchase}/")
def delete_token(call: Call) -> Answer:
    """Forget a token."""
    row = _token(call)
    call.table("purchases").get(row["id"], {})["is_recurring_token"] = False
    return removed(call, "recurring", row["id"])


@stand_in.on("GET /webhooks/")
def list_webhooks(call: Call) -> Answer:
    """All webhooks."""
    return page(list(call.table("webhooks").values()))


@stand_in.on("POST /webhooks/")
def create_webhook(call: Call) -> Answer:
    """A new webhook with a key of its own."""
    identifier = call.state.uuid()
    key = public_key(call.state, f"webhook {identifier}")
    row = {
        **base_of("webhook", identifier, call.now),
        "all_events": False,
        **writable(call.payload()),
        "public_key": key,
    }
    call.table("webhooks")[identifier] = row
    return Answer(call.operation.success, public(row), object=identifier)


@stand_in.on("GET /webhooks/{id}/")
def get_webhook(call: Call) -> Answer:
    """One webhook."""
    return Answer(200, public(call.find("webhooks", call.arg())))


@stand_in.on("PUT /webhooks/{id}/", "PATCH /webhooks/{id}/")
def update_webhook(call: Call) -> Answer:
    """Replace a webhook (PUT), or set some of its members (PATCH); its key stays."""
    row = call.find("webhooks", call.arg())
    fixed = {name: row[name] for name in (*FIXED, "public_key")}
    kept = row if call.operation.method == "PATCH" else {"all_events": False}
    changed = {**kept, **writable(call.payload()), **fixed, "updated_on": call.now}
    call.table("webhooks")[row["id"]] = changed
    return Answer(200, public(changed), object=row["id"])


@stand_in.on("DELETE /webhooks/{id}/")
def delete_webhook(call: Call) -> Answer:
    """Delete a webhook."""
    return removed(call, "webhooks", call.arg())


@stand_in.on("GET /public_key/")
def get_public_key(call: Call) -> Answer:
    """The company's key, which signs success callbacks: a JSON string with PEM."""
    return Answer(200, public_key(call.state, "company"))
