"""What proves at IremboPay that an effect happened, or did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from reissue_clients.irembopay import IremboPay, models

from ...errors import NotFoundError
from ...invoice import LineItem, NewInvoice
from ...plugin import Found, Rule, Sent, Steps, Verbs, agreed, documented, is_own
from ...plugin.reading import each, moment, told
from ...plugin.settling import Before, before, listed
from .credentials import IremboPayCredentials

CLOCKS: Final = timedelta(minutes=15)
"""By which the provider's clock may be slow."""
ONE_MINUTE: Final = timedelta(minutes=1)
_ROOT: Final = "https://irembopay.gitbook.io/irembopay-api-docs/apis/invoice/"
_READ: Final = f"{_ROOT}get-invoice"
_CREATE: Final = f"{_ROOT}openapi"
_UPDATE: Final = f"{_ROOT}update-invoice"
_Verbs: TypeAlias = Verbs[IremboPay, IremboPayCredentials]


def is_made(found: models.Invoice, reference: str, amount: Decimal, since: datetime) -> bool:
    """Whether an invoice is the one that a `create` since then asked for. An older one had the reference before."""
    made = moment(found.created_at)
    is_new = made is not None and made >= since - CLOCKS
    return is_new and told(Decimal, found.amount) == amount and told(str, found.transaction_id) == reference


def sum_of(items: Sequence[models.PaymentItem]) -> Decimal:
    """What items come to."""
    return sum((item.unit_amount * item.quantity for item in items), Decimal())


def _made(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    try:
        invoice = yield from verbs.get(sent.reference)
    except NotFoundError as error:
        return Found(no=is_own(error), seen={"http": 404})
    new, raw = sent.new, invoice.raw
    own = sum_of(new.payment_items) if isinstance(new, models.NewInvoice) else None
    asked = new.total.amount if isinstance(new, NewInvoice) else own
    made = moment(raw.created_at)
    yes = asked is not None and is_made(raw, sent.reference, asked, sent.at) and sent.holds(made)
    return Found(yes=yes, seen={"created": made, "number": invoice.reference}, invoice=invoice)


def _changed(verbs: _Verbs, sent: Sent) -> Steps[Found]:
    invoice = yield from verbs.get(sent.reference)
    yes, no = agreed(*_checks(invoice.raw, sent))
    asked = sent.chosen.get("until") or sent.chosen.get("expires_at")
    return Found(yes=yes, no=no, already=before(sent, _already).already, seen={"asked to end": asked}, invoice=invoice)


def _already(raw: object, sent: Sent) -> Before:
    return Before(already=isinstance(raw, models.Invoice) and agreed(*_checks(raw, sent))[0])


def _checks(raw: models.Invoice, sent: Sent) -> Iterator[bool | None]:
    """Whether expiry and items are as they were asked for; of `reissue` the expiry, which may have been later before."""
    until, items = sent.chosen.get("until") or sent.chosen.get("expires_at"), sent.chosen.get("items")
    if isinstance(until, datetime):
        ends, later = moment(raw.expiry_at), sent.verb == "reissue"
        yield None if ends is None else ends - until >= -ONE_MINUTE and (later or ends - until <= ONE_MINUTE)
    if items:
        yield _has(raw, each(LineItem, listed(items)))


def _has(raw: models.Invoice, lines: Sequence[LineItem]) -> bool | None:
    """By quantity and price: the vendor's page prints other product codes in the answer than in its request."""
    rows = each(models.PaymentItem, raw.payment_items)
    have = [(told(int, row.quantity), told(Decimal, row.unit_amount)) for row in rows]
    asked = [(int(line.quantity), line.unit_price.amount) for line in lines]
    return None if not have or any(None in row for row in have) else sorted(map(str, have)) == sorted(map(str, asked))


_STANDS: Final = "What was asked for is not told, or cannot be compared: look at the invoice in the portal."
_AGAIN: Final = documented("Again, with the same expiry: it sets the same state", _UPDATE)
RULES: Final[Mapping[str, Rule]] = {
    "create": Rule(
        means="transactionId",
        yes=documented("`GET` by your `transactionId` finds the same `amount`, made since then", _READ, _CREATE),
        no=documented("`GET` by your `transactionId` is answered 404 in the provider's words", _READ, _CREATE),
        repeat=documented("Again with the same `transactionId`, once it is proved that it is not there", _CREATE),
        otherwise="What is there with your reference was not made so, or not then: look at it in the portal.",
        look=_made,
    ),
    "update": Rule(
        means="expiryAt",
        yes=documented("`expiryAt` and `paymentItems` are as they were sent", _READ, _UPDATE),
        no=documented("One of `expiryAt` and `paymentItems` is not as it was sent", _READ, _UPDATE),
        repeat=_AGAIN,
        otherwise=_STANDS,
        look=_changed,
        remember=_already,
    ),
    "reissue": Rule(
        means="expiryAt",
        yes=documented("`expiryAt` is not before the one that was sent", _READ, _UPDATE),
        no=documented("`expiryAt` is before the one that was sent", _READ, _UPDATE),
        repeat=_AGAIN,
        otherwise=_STANDS,
        look=_changed,
        remember=_already,
    ),
}
