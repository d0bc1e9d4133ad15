"""Events as they are kept: each transition once an account, with the deliveries that told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Row, or_, select, update

from reissue.plugin.decoding import reader

from .digests import keyed
from .operations import names_of
from .schema import DeliveryState, EventState, delivered, delivery, event
from .transitions import PURGED

_ENDED: Final = (EventState.HANDLED.value, EventState.KEPT.value)
_AT_ONCE: Final = 500
"""Rows of one step of a purge: nobody waits for long behind it."""


SIGNED: Final = "signature"
"""What was proved of an event that the provider signed."""
_MADE: Final = ".created"
"""How the event is called that tells that an invoice was made."""


class _Told(Struct):
    """Of all that an event tells."""

    event: str
    at: datetime | None = None


class NewEvent(Struct, frozen=True, kw_only=True):
    """A transition as it is written."""

    transition: str
    kind: str
    proof: str
    reference: str | None
    own_reference: str | None
    told: str
    """All of it, as JSON."""


def add(
    connection: Connection,
    key: bytes,
    account: str,
    delivery_id: int | None,
    events: Sequence[NewEvent],
    at: int,
    handed: Callable[[str], bool],
) -> int:
    """Write those that are not there yet. `key` is that of the ledger's digests.

    - delivery_id: What told of them; None where it was no delivery.
    - handed: Whether a kind is handed to the handler.

    Returns how many were new.
    """
    new = 0
    for one in events:
        there = select(event.c.id).where(
            event.c.account == account, event.c.transition.in_(names_of(key, one.transition))
        )
        if (number := connection.scalar(there)) is None:
            state = EventState.WAITING if handed(one.kind) else EventState.KEPT
            values = {name: getattr(one, name) for name in one.__struct_fields__}
            made = event.insert().values(account=account, state=state.value, received_at=at, next_at=at, **values)
            number = connection.execute(made.returning(event.c.id)).scalar_one()
            new += 1
        if delivery_id is not None:
            told = delivered.c.delivery_id == delivery_id, delivered.c.event_id == number
            if connection.scalar(select(delivered.c.event_id).where(*told)) is None:
                connection.execute(delivered.insert().values(delivery_id=delivery_id, event_id=number))
    return new


def about(connection: Connection, key: bytes, account: str, reference: str) -> Sequence[Row[Any]]:
    """The events about an invoice, by the provider's name of it or by its maker's, the oldest first."""
    names = names_of(key, reference)
    mine = or_(event.c.reference.in_(names), event.c.own_reference.in_(names))
    return connection.execute(select(event).where(event.c.account == account, mine).order_by(event.c.id)).all()


def made_by(connection: Connection, key: bytes, account: str, own_reference: str) -> list[datetime]:
    """When invoices were made that bear this as their maker's reference, as signed deliveries tell; by the provider's clock."""
    names, found = names_of(key, own_reference), list[datetime]()
    for row in about(connection, key, account, own_reference):
        if row.own_reference in names and row.proof == SIGNED and row.told is not None:
            told = reader(_Told)(row.told)
            if told.event.endswith(_MADE) and told.at is not None:
                found.append(told.at)
    return found


def purge(connection: Connection, key: bytes, before: int) -> int:
    """Take away what is personal in what came before a moment and has ended; a part of it, so that the lock is held shortly.

    Bodies and headers of deliveries go, and of events what they tell; keyed digests of their transitions and references
    stay, so that none is handed out again. What was refused goes wholly. Returns how many rows were changed; 0 at the end.
    """
    old = select(delivery.c.id).where(
        delivery.c.raw.is_not(None), delivery.c.received_at < before, delivery.c.state == DeliveryState.READ
    )
    texts = connection.scalars(old.limit(_AT_ONCE)).all()
    if texts:
        connection.execute(update(delivery).where(delivery.c.id.in_(texts)).values(raw=None, headers=None))
    gone = connection.scalars(
        select(delivery.c.id)
        .where(delivery.c.state == DeliveryState.REFUSED, delivery.c.received_at < before)
        .limit(_AT_ONCE)
    ).all()
    if gone:
        connection.execute(delivery.delete().where(delivery.c.id.in_(gone)))
    told = connection.execute(
        select(event.c.id, event.c.transition, event.c.reference, event.c.own_reference)
        .where(event.c.told.is_not(None), event.c.received_at < before, event.c.state.in_(_ENDED))
        .limit(_AT_ONCE)
    ).all()
    for row in told:
        names = ("transition", "reference", "own_reference")
        hidden = {name: _digest(key, getattr(row, name)) for name in names}
        connection.execute(update(event).where(event.c.id == row.id).values(told=None, **hidden))
    return len(texts) + len(gone) + len(told)


def _digest(key: bytes, text: str | None) -> str | None:
    return None if text is None else f"{PURGED}{keyed(key, text)}"
