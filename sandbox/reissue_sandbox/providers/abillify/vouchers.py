"""Abillify's vouchers: invoices, orders, credit notes and drafts; commit, resend and documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from ...call import Answer, Call, Refused, example_answer, public
from ...spec import JsonObject, json_number
from ...state import State
from .records import add_document, check_unique, dated, email_of, listed, paged, stamp, tell_workflow, ticket, total_of
from .stand_in import stand_in

# After its commit an invoice keeps these; what remains (due date, meta, cancellation) can still be set.
LOCKED = ("items", "addresses", "currency", "number", "netbased", "issued", "accountingdate")
SEED_ITEM: JsonObject = {
    "label": "Consulting",
    "quantity": "2",
    "unit": "hour",
    "unitprice": "95.00",
    "detail": {"taxprofile": "standard"},
}
PREFIXES = {"invoices": "R", "orders": "O", "creditnotes": "G", "drafts": "D"}


@stand_in.seeds
def seed(state: State, base: str) -> None:
    """A committed and an uncommitted invoice, an order, a credit note, a draft."""
    order: JsonObject = {"reference": "O-2026-40", "items": [{**SEED_ITEM}], "netbased": False, "paymentkind": "PP"}
    make(state, "orders", "C-1001", order)
    for table, reference in (("invoices", "R-2026-17"), ("invoices", "R-2026-18"), ("creditnotes", "G-2026-3")):
        make(state, table, "C-1001", {"reference": reference, "items": [{**SEED_ITEM}], "paymentkind": "CT"})
    make(state, "drafts", "C-1001", {"reference": "D-2026-5", "items": [{**SEED_ITEM}]})
    state.table("abillify", "invoices")["R-2026-17"].update(_committed=True, ordernumber="O-2026-40")
    add_document(state, "R-2026-17", f"{base}/abillify", "", "R000017.pdf")
    add_document(state, "O-2026-40", f"{base}/abillify", "", "O-2026-40.pdf")


def make(state: State, table: str, identity: str, body: JsonObject) -> JsonObject:
    """A new voucher of a customer."""
    serial = state.number()
    now = state.clock.now()
    customer = state.table("abillify", "identities").get(identity, {})
    reference = body.get("reference") or f"{PREFIXES[table]}-{now:%Y}-{serial}"
    row: JsonObject = {
        "id": state.uuid(),
        "state": "none",
        "currency": customer.get("currency", "EUR"),
        "identity": {"reference": identity, "debtor": customer.get("debtor", "0")},
        "items": [],
        "netbased": True,
        "created": stamp(now),
        "meta": {},
        **body,
        "reference": reference,
    }
    if table != "orders":
        row = {"issued": stamp(now), "accountingdate": stamp(now), "dunninglevel": 0, "dunningstate": "open", **row}
        row.setdefault("number", f"{PREFIXES[table]}{serial:06d}")
        row["total"] = total_of(row["items"])
    if table == "invoices":
        row.setdefault("due", stamp(now + timedelta(days=14)))
        row["label"] = f"Invoice {row['number']}"
        row["unpaid"] = row["total"]
    state.table("abillify", table)[reference] = row
    return row


def create(call: Call, table: str, identity: str, body: JsonObject) -> Answer:
    """Make a voucher, unless its reference is taken."""
    check_unique(call, table, body.get("reference", ""))
    row = make(call.state, table, identity, body)
    return Answer(200, public(row), object=row["reference"])


@stand_in.on("POST /identities/{identityReference}/invoices")
def create_invoice(call: Call) -> Answer:
    """A new invoice of a customer."""
    call.find("identities", call.arg())
    return create(call, "invoices", call.arg(), dated(call.payload()))


@stand_in.on("POST /identities/{identityReference}/creditnotes")
def create_creditnote(call: Call) -> Answer:
    """A new credit note of a customer."""
    call.find("identities", call.arg())
    return create(call, "creditnotes", call.arg(), dated(call.payload()))


@stand_in.on("POST /identities/{identityReference}/orders")
def create_order(call: Call) -> Answer:
    """A new order of a customer."""
    call.find("identities", call.arg())
    return create(call, "orders", call.arg(), dated(call.payload()))


@stand_in.on("POST /orders/{orderReference}/invoices")
def create_order_invoice(call: Call) -> Answer:
    """An invoice for an order: customer and currency are the order's."""
    order = call.find("orders", call.arg())
    body = {"items": order["items"], **dated(call.payload()), "currency": order["currency"], "ordernumber": call.arg()}
    return create(call, "invoices", order["identity"]["reference"], body)


@stand_in.on("POST /drafts/{draftReference}/toInvoice")
def draft_to_invoice(call: Call) -> Answer:
    """A draft becomes an invoice, once."""
    draft = call.find("drafts", call.arg())
    if draft.get("_used"):
        text = "The draft was made an invoice already"
        raise Refused(409, "ERR_UNIQUE_VIOLATION", text, "reference", invented="abillify-draft-once")
    answer = create(
        call, "invoices", draft["identity"]["reference"], {"items": draft["items"], **dated(call.payload())}
    )
    draft["_used"] = True
    return answer


@stand_in.on("GET /identities/{identityReference}/invoices")
def list_customer_invoices(call: Call) -> Answer:
    """All invoices of a customer."""
    call.find("identities", call.arg())
    rows = call.table("invoices").values()
    return listed(call, [row for row in rows if row["identity"]["reference"] == call.arg()])


@stand_in.on("GET /orders/{orderReference}/invoices")
def list_order_invoices(call: Call) -> Answer:
    """All invoices of an order."""
    call.find("orders", call.arg())
    return listed(call, [row for row in call.table("invoices").values() if row.get("ordernumber") == call.arg()])


@stand_in.on("GET /invoices/{r}", "GET /orders/{r}", "GET /creditnotes/{r}")
def get(call: Call) -> Answer:
    """One voucher."""
    return Answer(200, public(call.find(table_of(call), call.arg())))


@stand_in.on("GET /creditnotes")
def list_creditnotes(call: Call) -> Answer:
    """A page of credit notes."""
    return paged(call, "creditnotes")


@stand_in.on("PUT /invoices/{r}", "PUT /orders/{r}", "PUT /creditnotes/{r}")
def update(call: Call) -> Answer:
    """Change a voucher; items are replaced as a whole, what is not sent stays."""
    table, body = table_of(call), dated(call.payload())
    row = call.find(table, call.arg())
    locked = [name for name in LOCKED if row.get("_committed") and name in body and body[name] != row.get(name)]
    if locked:
        text = f"A committed invoice keeps its {locked[0]}"
        raise Refused(400, "ERR_INVALID_VALUE", text, locked[0], invented="abillify-committed")
    if body.get("reference", call.arg()) != call.arg():
        check_unique(call, table, body["reference"])
        call.table(table)[body["reference"]] = call.table(table).pop(call.arg())
    before = row.get("total", 0)
    row.update(body)
    if "items" in body and "total" in row:
        row["total"] = total_of(row["items"])
    if "unpaid" in row:
        rest = Decimal(str(row["unpaid"])) + Decimal(str(row["total"])) - Decimal(str(before))
        row["unpaid"] = json_number(max(rest, Decimal())) if row["state"] == "none" else 0
    if body.get("state") and table == "invoices":
        tell_workflow(call, row, str(880000 + call.state.number()), "update")
    return Answer(200, public(row), object=call.arg())


@stand_in.on("POST /invoices/{r}/commitInvoice")
def commit(call: Call) -> Answer:
    """Lock an invoice; the notification of the finished task follows at once."""
    row = call.find("invoices", call.arg())
    if row.get("_committed"):
        text = "The invoice is committed already"
        raise Refused(400, "ERR_INVALID_VALUE", text, invented="abillify-committed")
    row["_committed"] = True
    add_document(call.state, call.arg(), call.base, "", f"{row['number']}.pdf")
    answer = replace(ticket(call, call.arg()), invented="abillify-unseen-answer")
    notice = {**answer.body, "notification": str(990000 + call.state.number())}
    call.tell("task_notification", notice, call.payload().get("notifyUrl"))
    return answer


@stand_in.on("POST /invoices/{r}/resendInvoice")
def resend(call: Call) -> Answer:
    """Send the e-mail again."""
    row = call.find("invoices", call.arg())
    to = email_of(call.state, row["identity"]["reference"]) or "billing@example.com"
    call.send(to, row["label"], call.arg())
    if call.switches.get("abillify.communications") == "emails":
        add_document(call.state, call.arg(), call.base, "", f"{row['number']}.pdf", way="email")
    return ticket(call, call.arg())


@stand_in.on("POST /invoices/{r}/importExternalDocument")
def import_document(call: Call) -> Answer:
    """Attach an outside document."""
    call.find("invoices", call.arg())
    body = call.payload()
    made = add_document(call.state, call.arg(), call.base, body["kind"], body.get("label") or body["filename"])
    return Answer(200, {"id": made["id"]}, object=call.arg(), invented="abillify-unseen-answer")


@stand_in.on("POST /invoices/{r}/modifyDunning")
def modify_dunning(call: Call) -> Answer:
    """Dunning goes on from another level; what the vendor answers is not to be seen, so it is the document's example."""
    row, body = call.find("invoices", call.arg()), call.payload()
    if "dunninglevel" in body:
        row["dunninglevel"] = body["dunninglevel"]
    told = example_answer(call.operation)
    return replace(told, object=call.arg(), invented="abillify-unseen-answer")


@stand_in.on("GET /orders/{o}/invoices/{r}/creditnotes")
def list_order_creditnotes(call: Call) -> Answer:
    """The credit notes of an order's invoice: of its customer, as the page does not say by what they belong together."""
    call.find("orders", call.arg())
    owner = call.find("invoices", call.arg(1))["identity"]["reference"]
    return listed(call, [row for row in call.table("creditnotes").values() if row["identity"]["reference"] == owner])


@stand_in.on("GET /invoices/{r}/documents", "GET /orders/{r}/documents")
def list_documents(call: Call) -> Answer:
    """The documents of a voucher; a limit of 0 means all."""
    call.find(table_of(call), call.arg())
    rows = [public(row) for row in call.table("documents").values() if row["reference"] == call.arg()]
    offset, limit = int(call.query.get("offset", 0)), int(call.query.get("limit", 0))
    shown = rows[offset : offset + limit] if limit else rows[offset:]
    emails = any(way["kind"] == "email" for row in shown for way in row["communications"])
    return Answer(200, shown, invented="abillify-communication" if emails else "")


def table_of(call: Call) -> str:
    """`/invoices/{r}/documents` -> invoices."""
    return call.operation.path.strip("/").partition("/")[0]
