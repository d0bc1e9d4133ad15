"""An event as it is handed to a handler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from sqlalchemy import Connection

from reissue import EventKind, InvoiceStatus, Money

from ..store.events import SIGNED


class Proven(StrEnum):
    """What was proved of an event."""

    SIGNATURE = SIGNED
    """The provider signed it."""
    READ = "read"
    """It was not signed; the invoice was read from the provider, and it stands as the event says."""
    EXISTS = "exists"
    """It was not signed; the provider has such an invoice, and does not say that it is unpaid. Whether it is paid, and with
    what, is a claim of whoever sent it: look at your bank account (PayPen)."""


class Transition(Struct, frozen=True, kw_only=True):
    """What happened to one object, once."""

    transition: str
    """Its id: the same whatever tells of it, webhook, callback or a read, and never the same for two. De-duplicate by
    `account` and this."""
    kind: EventKind
    """What happened; it says which way `money` went."""
    event: str
    """The provider's own name of it."""
    proof: Proven
    status: InvoiceStatus = InvoiceStatus.UNKNOWN
    """Of the invoice, as the delivery tells it; of an entry of a history, at that entry."""
    reference: str | None = None
    """Of the invoice, by the provider's name."""
    own_reference: str | None = None
    """Of the invoice, by the name that its maker gave it, where the provider tells both."""
    object_id: str | None = None
    """The provider's id of what it is about: the invoice, a payment, a refund, a payout."""
    money: Money | None = None
    """What moved; None where nothing did, or it is not told."""
    at: datetime | None = None
    """When it happened, by the provider's clock; None where it does not say."""
    from_history: bool = False
    """Whether the history of an invoice told of it, in a delivery about something later: its own delivery has not come yet."""

    @property
    def is_payment(self) -> bool:
        """Whether it proves that money came in for an invoice. A claim that nothing confirms is none."""
        return self.kind is EventKind.PAID_IN and self.proof is not Proven.EXISTS


class ReceivedEvent(Transition, frozen=True, kw_only=True):
    """A transition as it is handed to a handler."""

    id: int
    """Its number in the ledger."""
    account: str
    """``provider:server:label``."""
    received_at: datetime
    attempt: int = 1
    """How many times it was handed over, this time included; a replay begins at 1 again."""

    @property
    def provider(self) -> str:
        """The provider's name."""
        return self.account.partition(":")[0]


Handler: TypeAlias = Callable[[ReceivedEvent], object]
"""Called at least once for each event: whoever is killed in it is called again. De-duplicate by `transition`."""
TransactionalHandler: TypeAlias = Callable[[ReceivedEvent, Connection], object]
"""Called in the transaction that ends the event: what it writes through this connection is written exactly once."""
