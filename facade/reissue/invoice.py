"""The shapes of the facade: an invoice as it is read, one to be made, and the event that tells of a payment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Any, ClassVar, cast

from msgspec import Struct
from msgspec.structs import force_setattr

from .errors import InvalidArgumentError
from .money import Money
from .statuses import InvoiceStatus

HeadersLike = Mapping[str, str]
"""Headers of a webhook; names are found in any case."""


def aware(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """The moment itself, or as it is in a zone.

    Raises InvalidArgumentError where its zone is open, as a guess could be hours wrong, and for what no clock there shows.
    """
    if not isinstance(cast("object", moment), datetime) or moment.utcoffset() is None:
        raise InvalidArgumentError("expires_at must be a datetime with a time zone, such as datetime.now(UTC) + ...")
    try:
        return moment if zone is None else moment.astimezone(zone)
    except OverflowError:
        raise InvalidArgumentError("expires_at is beyond the years that can be written.") from None


class Discreet(Struct, frozen=True, kw_only=True):
    """Base of what shows some of its members alone, in its repr and to rich, whose tracebacks show local values."""

    hidden: ClassVar[frozenset[str]]
    """The members that are not shown: they hold personal data, or too much of it."""

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.__struct_fields__ if name not in self.hidden]

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({shown})"


class BankAccount(Discreet, frozen=True, kw_only=True):
    """The account to which an invoice is to be transferred."""

    number: str
    """Digits, with leading zeros."""
    name: str | None = None
    """Name of the account's holder."""
    bank: str | None = None
    bank_code: str | None = None

    hidden = frozenset({"number", "name"})


class StatusChange(Struct, frozen=True, kw_only=True):
    """One step in the life of an invoice."""

    status: InvoiceStatus
    """What the provider's word means."""
    told: str | None = None
    """The provider's own word."""
    at: datetime | None = None


class Attempt(Struct, frozen=True, kw_only=True):
    """One attempt to move the money of an invoice."""

    succeeded: bool | None = None
    at: datetime | None = None
    kind: str | None = None
    """What was attempted, in the provider's word: execute, capture, refund, and so on."""
    method: str | None = None
    """The means of payment, in the provider's word, such as visa."""
    error: str | None = None
    """The provider's code of why it failed."""


class Dunning(Struct, frozen=True, kw_only=True):
    """How far the provider has gone in asking for what is overdue."""

    level: int | None = None
    """Steps taken: 0 none, 1 a reminder, 2 the first dunning letter, and so on."""
    state: str | None = None
    """The provider's word, such as open."""
    disabled: bool | None = None
    """True where this invoice is not dunned at all."""
    delayed_until: date | None = None
    """No step is taken before this day."""


class Invoice(Discreet, frozen=True, kw_only=True):
    """An invoice, in one shape for all providers. What a provider does not tell is None; all times are aware."""

    provider: str
    """The provider's name, such as ``"qorepay"``."""
    reference: str
    """By which the provider's API addresses it: QorePay's purchase id, the merchant's own reference at Abillify,
    IremboPay's invoice number, PayPen's ppid. Empty only in lists, where the provider left it out."""
    status: InvoiceStatus
    """Where it stands. UNKNOWN is never a success; `raw` has the provider's own word."""
    previous_reference: str | None = None
    """The reference that this invoice replaces; keep the pair."""
    money: Money | None = None
    """What the invoice is over, taxes included, whatever was paid of it."""
    amount_due: Money | None = None
    """What is still to be paid, as the provider says it; it is never computed here.

    Abillify's `unpaid` (documented for its workflow webhook, inferred for the invoice), and PayPen's exact amount while
    the invoice is unpaid (documented). QorePay and IremboPay do not say it."""
    issued_at: datetime | None = None
    """When it was made; at Abillify the date printed on it, where that is told."""
    expires_at: datetime | None = None
    """Until when it can be paid; at QorePay and Abillify the due date, after which it often still can be."""
    pay_url: str | None = None
    """Page on which the payer pays. Whoever has it can see the invoice."""
    bank_account: BankAccount | None = None
    """The account to pay into, where it is paid by transfer (PayPen)."""
    history: tuple[StatusChange, ...] = ()
    """The steps that led here, oldest first. QorePay only (documented)."""
    attempts: tuple[Attempt, ...] = ()
    """The attempts to move its money, oldest first. QorePay only (documented; its codes of errors by a sibling brand)."""
    dunning: Dunning | None = None
    """Where its dunning stands. Abillify only (the setting is documented, level and state are inferred from its credit notes)."""
    notified: str | None = None
    """E-mail address to which this call sent the invoice, where the provider told it."""
    read_at: datetime | None = None
    """When `get` read it, aware: the verbs that put it before its payer take it with ``fresh=`` in place of a read."""
    read_by: str | None = None
    """The client that read it, as a name that nobody else has: `fresh=` counts for that one alone, not for another account."""
    checked: bool = True
    """False where the invoice could not be looked at after the call, so that what stands here is what is known without that,
    and where it is not as was asked for: look at it."""
    raw: Any = None
    """The typed object of the provider's client, with all that it told. Not in the repr, as `notified` is not: it holds personal data."""

    hidden = frozenset({"raw", "read_at", "read_by", "notified"})

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [(name, value) for name, value in super().__rich_repr__() if value not in (None, True, ())]


class Customer(Discreet, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to pay."""

    email: str | None = None
    """Needed at QorePay. At IremboPay a customer who is named is told about the invoice."""
    name: str | None = None
    phone: str | None = None
    """As the provider wants it written; it is sent as it is."""
    reference: str | None = None
    """The customer's reference at the provider; needed at Abillify, which knows customers as identities."""

    def __repr__(self) -> str:
        """Which members are given: what they say is personal."""
        return f"Customer(<{', '.join(name for name in self.__struct_fields__ if getattr(self, name) is not None)}>)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []


class LineItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line: so many units at one price.

    Raises InvalidArgumentError where quantity or price is not above zero.
    """

    description: str
    """For the payer."""
    unit_price: Money
    """What the payer pays for one unit, taxes included (gross)."""
    quantity: Decimal | int = 1
    """Units; IremboPay takes whole ones only."""
    code: str | None = None
    """Product code at the provider; needed at IremboPay."""
    unit: str = "piece"
    """Printed by Abillify."""

    def __post_init__(self) -> None:
        number = isinstance(cast("object", self.quantity), Decimal | int) and not isinstance(self.quantity, bool)
        if not number or not isinstance(cast("object", self.unit_price), Money):
            raise InvalidArgumentError(
                "A line has a quantity, which is an int or a Decimal, and a unit_price, which is Money."
            )
        if not self.total.amount > 0 or not self.quantity > 0:
            raise InvalidArgumentError("A line needs a quantity and a price above zero.")

    @property
    def units(self) -> str:
        """The quantity in plain digits: str() of a Decimal writes ``1E+2`` for a hundred."""
        return f"{Decimal(self.quantity):f}"

    @property
    def total(self) -> Money:
        """The price of all units."""
        return self.unit_price * self.quantity


def line_items(given: Iterable[LineItem]) -> tuple[LineItem, ...] | None:
    """Lines as they were given, of an iterator too, which is read once, here; None where they are anything else."""
    try:
        found: tuple[Any, ...] = tuple(given)
    except TypeError:
        return None
    return found if all(isinstance(line, LineItem) for line in found) else None


class NewInvoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invoice to be made: `items`, or `money` alone where one line is enough.

    What only one provider has is not here: `create` takes that provider's own typed request as well.

    Raises InvalidArgumentError without a reference, without anything to pay, where items and money contradict each other
    or currencies are mixed, and where a time has no zone.
    """

    reference: str
    """Your own reference. Unique at Abillify and IremboPay, which refuse a second invoice with it."""
    items: tuple[LineItem, ...] = ()
    """The lines, all in one currency."""
    money: Money | None = None
    """What is to be paid, taxes included; with items, their sum."""
    description: str | None = None
    """For the payer."""
    customer: Customer | None = None
    """Who is to pay; needed at QorePay, and at Abillify unless ``create(customer=...)`` names it."""
    expires_at: datetime | None = None
    """Aware. After it QorePay and IremboPay refuse payment; at Abillify it is the due date."""

    def __post_init__(self) -> None:
        if (items := line_items(self.items)) is None:
            raise InvalidArgumentError("The items of a new invoice are LineItems.")
        force_setattr(self, "items", items)
        if not self.reference.strip():
            raise InvalidArgumentError("A new invoice needs your own reference.")
        if self.expires_at is not None:
            aware(self.expires_at)
        if not self.items and (self.money is None or not self.money.amount > 0):
            raise InvalidArgumentError("A new invoice needs items, or money above zero.")
        if self.items and self.money is not None and self.money != self._sum():
            raise InvalidArgumentError(f"The items come to {self._sum()}, not to {self.money}.")
        _ = self.total  # refuses a mix of currencies

    @property
    def total(self) -> Money:
        """What is to be paid, taxes included."""
        return self._sum() if self.items else cast("Money", self.money)

    @property
    def title(self) -> str:
        """The description, or a text that names the reference."""
        return self.description or f"Invoice {self.reference}"

    @property
    def lines(self) -> tuple[LineItem, ...]:
        """The items, or the one line that `money` stands for."""
        return self.items or (LineItem(description=self.title, unit_price=cast("Money", self.money)),)

    def _sum(self) -> Money:
        return reduce(add, (item.total for item in self.items))


class EventKind(StrEnum):
    """What an event says happened: the same words for all providers. `PaymentEvent.event` has the provider's own."""

    PAID_IN = "paid_in"
    """Money came in for an invoice, whole or in part: paid, charged, or taken after it was held."""
    PAID_BACK = "paid_back"
    """Money went back to the payer: a refund or a chargeback."""
    PAID_BACK_REVERSED = "paid_back_reversed"
    """What had gone back came in again: a chargeback was reversed. No new payment."""
    PAID_OUT = "paid_out"
    """Money went to somebody else: a payout."""
    CREATED = "created"
    """An invoice or a payout was made."""
    VIEWED = "viewed"
    """The payer has opened it."""
    PENDING = "pending"
    """Something was ordered and is not done."""
    HELD = "held"
    """An amount is held, or a card is known: nothing is paid."""
    RELEASED = "released"
    """The held amount is the payer's again."""
    CANCELLED = "cancelled"
    """The invoice cannot be paid any more."""
    SETTLED = "settled"
    """What was paid before was passed on to the merchant. No new payment."""
    FAILED = "failed"
    """An attempt to pay, take, release, refund or pay out failed: `event` tells which."""
    TOKEN_DELETED = "token_deleted"  # noqa: S105 - a word, no secret
    """A stored way to charge the payer is gone."""
    SUBSCRIPTION_ENDED = "subscription_ended"
    """No more invoices are made for a subscriber."""
    TASK_ENDED = "task_ended"
    """A job of the provider has ended; what it did is not told."""
    UNKNOWN = "unknown"
    """None of these, a word that no specification has, or one that the provider does not confirm. Never a payment."""


class Proof(StrEnum):
    """Why an event may be believed."""

    SIGNATURE = "signature"
    """The provider signed its body."""
    READ = "read"
    """It is not signed, and the invoice was read from the provider instead."""
    NONE = "none"
    """It is not signed and names nothing that could be read: anyone may have sent it."""


class PaymentEvent(Discreet, frozen=True, kw_only=True):
    """What a webhook told. Drop one whose `key` was seen before; act on `kind`, and on `status`, as far as `proof` goes."""

    provider: str
    kind: EventKind
    """What happened. It says which way `money` went."""
    event: str
    """The provider's own name of the event, such as ``purchase.paid``; of the webhook, where events have no names."""
    key: str
    """The transition: provider, object, what it became. The same for each delivery that tells of it, whether webhook or
    callback, and never the same for two. What happens to an object once has no time in its key."""
    proof: Proof
    status: InvoiceStatus = InvoiceStatus.UNKNOWN
    """Of the invoice, out of a signed body or out of the invoice as it was just read; UNKNOWN without proof."""
    reference: str | None = None
    """Of the invoice that it is about, and of nothing else; None where it is about none."""
    object_id: str | None = None
    """The provider's id of what the event is about: the invoice, or a payment, refund, payout, subscriber or job."""
    money: Money | None = None
    """What moved, in the direction that `kind` tells; None where nothing did, or it is not told. Unless the event is
    signed, a claim: compare it with `invoice.money`."""
    invoice: Invoice | None = None
    """As signed (it may lack members), or as it was just read."""
    raw: Any = None
    """The typed event of the provider's client."""

    hidden = frozenset({"raw", "invoice"})
