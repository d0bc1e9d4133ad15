"""What proves at Abillify that an effect happened, or did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import UNSET

from reissue_clients.abillify import Abillify, models

from ...errors import NotFoundError
from ...invoice import LineItem, NewInvoice
from ...plugin import Found, Rule, Sent, Steps, Verbs, agreed, ask, documented, inferred, is_own
from ...plugin.reading import each, moment, money, told
from ...plugin.settling import Before, before, listed
from .credentials import AbillifyCredentials

ONE_DAY: Final = timedelta(days=1)
"""A due date is a day, whose beginning or end may be told, in a zone of the provider's."""
_PAGES: Final = "https://docs.abillify.dev/"
_READ: Final = f"{_PAGES}api/invoices/invoices-getbyreference"
_UPDATE: Final = f"{_PAGES}api/invoices/invoices-update"
_RESEND: Final = f"{_PAGES}api/invoices/invoices-resendinvoice"
_CREATE: Final = f"{_PAGES}api/identities/identities-createinvoice"
_DOCUMENTS: Final = f"{_PAGES}api/invoices/invoices-getdocuments"
_KEYS: Final = f"{_PAGES}idempotency"
_CLIENT: Final = "reissue_clients.abillify.resources"
_Verbs: TypeAlias = Verbs[Abillify, AbillifyCredentials]


def _made(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    if not sent.reference:
        return Found(final=True)
    try:
        invoice = yield from verbs.get(sent.reference)
    except NotFoundError as error:
        return Found(no=is_own(error), seen={"http": 404})
    raw, new, customer = invoice.raw, sent.new, sent.chosen.get("customer")
    lines: Sequence[object] = ()
    currency: object = None
    if isinstance(new, NewInvoice):
        lines, currency = new.lines, new.total.currency
        customer = customer or (new.customer.reference if new.customer else None)
    elif isinstance(new, models.NewInvoiceRequest):
        lines, currency = each(models.ItemRequest, new.items), told(str, new.currency)
    identity, made = told(models.VoucherIdentity, raw.identity), moment(raw.created)
    payer, told_in = told(str, identity.reference) if identity else None, told(str, raw.currency)
    elsewhere = (currency and told_in and told_in != currency) or (customer and payer and payer != customer)
    yes = not elsewhere and _has(raw, lines) is True and (made is None or sent.holds(made))
    return Found(yes=yes, seen={"created": made}, invoice=invoice)


def _has(raw: models.Invoice, lines: object) -> bool | None:
    """Whether an invoice has these items, by quantity and price; None where that is not told."""
    have, asked = _rows(each(models.Item, raw.items)), _rows(listed(lines))
    return have == asked if have and asked else None


def _rows(items: Sequence[object]) -> list[tuple[Decimal, Decimal]] | None:
    """Quantity and price of each item, in an order of their own; None where one cannot be read."""
    prices = [one.unit_price.amount if isinstance(one, LineItem) else getattr(one, "unitprice", None) for one in items]
    rows = [
        (money(getattr(one, "quantity", None), "XXX"), money(two, "XXX"))
        for one, two in zip(items, prices, strict=True)
    ]
    read = [(units.amount, price.amount) for units, price in rows if units and price]
    return sorted(read) if len(read) == len(rows) else None


def _changed(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    invoice = yield from verbs.get(sent.reference)
    yes, no = agreed(*_checks(invoice.raw, sent))
    return Found(
        yes=yes,
        no=no,
        already=before(sent, _already).already,
        seen={"asked": sent.chosen.get("expires_at")},
        invoice=invoice,
    )


def _already(raw: object, sent: Sent) -> Before:
    return Before(already=isinstance(raw, models.Invoice) and agreed(*_checks(raw, sent))[0])


def _checks(raw: models.Invoice, sent: Sent) -> Iterator[bool | None]:
    """Whether due date and items are as they were asked for; None for what cannot be compared."""
    chosen = dict(sent.chosen)
    if isinstance(change := chosen.pop("change", None), models.InvoiceUpdateRequest):
        chosen |= {name: getattr(change, name) for name in change.__struct_fields__}
    asked = {name: value for name, value in chosen.items() if value is not None and value is not UNSET}
    for name, value in asked.items():
        due = moment(raw.due)
        if name in ("expires_at", "due") and isinstance(value, datetime):
            yield None if due is None else abs(due - value) <= ONE_DAY
        else:
            yield _has(raw, value) if name == "items" else None


def _cancelled(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    invoice = yield from verbs.get(sent.reference)
    word = told(str, invoice.raw.state)
    return Found(yes=word == "canceled", no=word == "none", seen={"told": word}, invoice=invoice)


def _sent(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    """Whether an e-mail of that time is among its communications."""
    invoice = yield from verbs.get(sent.reference)
    documents = yield from ask(verbs.client.invoices.list_documents, sent.reference, limit=0)
    ways = [one for row in each(models.Document, documents) for one in each(models.Communication, row.communications)]
    times = [moment(one.created) for one in ways if told(str, one.kind) == "email"]
    mine = next((at for at in times if sent.holds(at)), None)
    return Found(yes=mine is not None, seen={"e-mail": mine, "e-mails": len(times)}, invoice=invoice)


_AGAIN: Final = documented("Again: it sets the same state", _UPDATE)
RULES: Final[Mapping[str, Rule]] = {
    "create": Rule(
        means="reference",
        yes=inferred("`GET` by your `reference` finds the same items, currency and customer", _READ, _CREATE),
        no=documented("`GET` by your `reference` is answered 404 in the provider's words", _READ, f"{_PAGES}errors"),
        repeat=documented("Where no answer came, the same key makes it once, or tells what it made", _KEYS, _CREATE),
        otherwise="It had no reference, or what is there with it was not made so, or not then: look into the portal.",
        look=_made,
        operation=f"{_CLIENT}.identities:CREATE_INVOICE",
    ),
    "update": Rule(
        means="due",
        yes=inferred("`due` and `items` are as they were sent", _READ, _UPDATE),
        no=inferred("One of `due` and `items` is not as it was sent", _READ, _UPDATE),
        repeat=_AGAIN,
        otherwise="What was asked for is not told, or cannot be compared: look at the invoice in the portal.",
        look=_changed,
        remember=_already,
    ),
    "cancel": Rule(
        means="state",
        yes=inferred("The `state` is `canceled`", _READ, _UPDATE),
        no=inferred("The `state` is `none`", _READ, _UPDATE),
        repeat=_AGAIN,
        otherwise="How it stands is not told: look at it in the portal.",
        look=_cancelled,
    ),
    "resend": Rule(
        means="communications",
        yes=inferred(
            "`documents[].communications[]` has an `email` `created` at that time (only letters are shown); "
            "a reminder, or somebody in the portal, may have sent it",
            _DOCUMENTS,
        ),
        repeat=documented("Where no answer came, the same key sends it once, or tells what it did", _KEYS, _RESEND),
        otherwise="Nothing tells that no e-mail went: ask the payer. A new key may send a second one.",
        look=_sent,
        operation=f"{_CLIENT}.invoices:RESEND",
    ),
}
