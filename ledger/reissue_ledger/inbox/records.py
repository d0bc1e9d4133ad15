"""What an inbox has kept: events and deliveries, looked at, replayed, and purged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, Row, func, select, update

from ..clock import micros, moment, utc_now
from ..errors import LedgerError
from ..ledger import Ledger
from ..store.events import about, purge
from ..store.schema import DeliveryState, EventState, delivered, delivery, event
from .handing import received
from .received import ReceivedEvent


class StoredEvent(Struct, frozen=True, kw_only=True):
    """An event, and where it stands."""

    id: int
    account: str
    transition: str
    """Of a purged one a digest, as of its references."""
    kind: str
    state: EventState
    proof: str
    reference: str | None
    own_reference: str | None
    received_at: datetime
    handled_at: datetime | None
    attempts: int
    next_at: datetime | None
    """When it is handed over next, of a waiting one."""
    error: str | None
    """What its handler raised last, and where: no text of it."""
    told: ReceivedEvent | None
    """As its handler gets it; None of a purged one."""


class StoredDelivery(Struct, frozen=True, kw_only=True):
    """A delivery, and where it stands."""

    id: int
    account: str
    digest: str
    """SHA-256 of the body."""
    state: DeliveryState
    received_at: datetime
    repeats: int
    """How many times the same body came again."""
    attempts: int
    """How many times it was read back."""
    next_at: datetime | None
    """When it is read next, of a waiting one."""
    error: str | None
    events: tuple[int, ...]
    """The numbers of the events that it told of."""


def events(
    ledger: Ledger, *, state: EventState | None = None, account: str | None = None, after: int = 0, most: int = 100
) -> list[StoredEvent]:
    """Events, the oldest first; those after a number."""
    chosen = select(event).where(event.c.id > after).order_by(event.c.id).limit(most)
    if state is not None:
        chosen = chosen.where(event.c.state == state.value)
    if account is not None:
        chosen = chosen.where(event.c.account == account)
    with ledger.database.reading() as connection:
        return [_event(row) for row in connection.execute(chosen)]


def deliveries(
    ledger: Ledger, *, state: DeliveryState | None = None, after: int = 0, most: int = 100
) -> list[StoredDelivery]:
    """Deliveries, the oldest first; those after a number. Without their bodies: see `body_of`."""
    chosen = select(delivery).where(delivery.c.id > after).order_by(delivery.c.id).limit(most)
    if state is not None:
        chosen = chosen.where(delivery.c.state == state.value)
    with ledger.database.reading() as connection:
        rows = connection.execute(chosen).all()
        numbers = [row.id for row in rows]
        told = connection.execute(select(delivered).where(delivered.c.delivery_id.in_(numbers))).all()
    return [_delivery(row, tuple(one.event_id for one in told if one.delivery_id == row.id)) for row in rows]


def bodies_of(ledger: Ledger, event_id: int) -> list[bytes]:
    """The bodies that told of an event, the first one first, as they came; none where they were purged."""
    chosen = (
        select(delivery.c.raw)
        .join(delivered, delivered.c.delivery_id == delivery.c.id)
        .where(delivered.c.event_id == event_id, delivery.c.raw.is_not(None))
        .order_by(delivery.c.id)
    )
    with ledger.database.reading() as connection:
        return list(connection.scalars(chosen))


def counts(ledger: Ledger) -> dict[str, dict[str, int]]:
    """How many events and deliveries there are, by state."""
    found: dict[str, dict[str, int]] = {}
    with ledger.database.reading() as connection:
        for table in (event, delivery):
            rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
            found[table.name] = {str(state): int(count) for state, count in rows}
    return found


def evidence_for(ledger: Ledger, account: str, reference: str) -> list[StoredEvent]:
    """The events about an invoice, by the provider's name of it or by the one that its maker gave it, the oldest first.

    An event that bears the maker's own reference proves that the invoice was made: what nothing else proves at QorePay.
    """
    with ledger.database.reading() as connection:
        return [_event(row) for row in about(connection, ledger.database.digest_key, account, reference)]


class Replayed(NamedTuple):
    """What waits once more."""

    events: list[int]
    """Their numbers."""
    deliveries: int
    """How many of them."""


def replay(ledger: Ledger, event_id: int | None = None, *, now: Callable[[], datetime] = utc_now) -> int:
    """Let an event be handed over once more; None: all that are poison, and all deliveries that are.

    Returns how many events and deliveries wait since. Raises LedgerError where there is no such event, for one whose text was
    purged, and for one that a handler is at.
    """
    found = replayed(ledger, event_id, now=now)
    return len(found.events) + found.deliveries


def replayed(ledger: Ledger, event_id: int | None = None, *, now: Callable[[], datetime] = utc_now) -> Replayed:
    """`replay`, which tells the events."""
    at = micros(now())
    again = {"state": EventState.WAITING.value, "attempts": 0, "next_at": at, "error": None}
    once_more = update(event).values(replays=event.c.replays + 1, **again)
    with ledger.database.writing() as connection:
        if event_id is not None:
            _check_replayable(connection, event_id, at)
            connection.execute(once_more.where(event.c.id == event_id).values(handled_at=None))
            return Replayed([event_id], 0)
        poison = once_more.where(event.c.state == EventState.POISON).returning(event.c.id)
        unread = update(delivery).where(delivery.c.state == DeliveryState.POISON)
        events = sorted(connection.scalars(poison).all())
        return Replayed(events, connection.execute(unread.values(replays=delivery.c.replays + 1, **again)).rowcount)


def _check_replayable(connection: Connection, event_id: int, at: int) -> None:
    row = connection.execute(select(event).where(event.c.id == event_id)).first()
    if row is None:
        raise LedgerError(f"There is no event {event_id}: `reissue inbox list` has their numbers.")
    if row.told is None:
        raise LedgerError(f"What event {event_id} told was purged: it cannot be handed over again.")
    if row.state == EventState.WAITING and row.attempts and row.error is None and row.next_at > at:
        until = moment(row.next_at).isoformat(timespec="seconds")
        raise LedgerError(
            f"A handler is at event {event_id}, or its process has just died: it waits again from {until} on."
        )


def purge_before(ledger: Ledger, days: int, *, now: Callable[[], datetime] = utc_now) -> int:
    """Take away what is personal and older: see `store.events.purge`. Returns how many rows were changed."""
    before, total = micros(now() - timedelta(days=days)), 0
    while True:
        with ledger.database.writing() as connection:
            changed = purge(connection, ledger.database.digest_key, before)
        if not changed:
            return total
        total += changed


def _event(row: Row[Any]) -> StoredEvent:
    state = EventState(row.state)
    return StoredEvent(
        id=row.id,
        account=row.account,
        transition=row.transition,
        kind=row.kind,
        state=state,
        proof=row.proof,
        reference=row.reference,
        own_reference=row.own_reference,
        received_at=moment(row.received_at),
        handled_at=moment(row.handled_at) if row.handled_at is not None else None,
        attempts=row.attempts,
        next_at=moment(row.next_at) if state is EventState.WAITING else None,
        error=row.error,
        told=received(row) if row.told is not None else None,
    )


def _delivery(row: Row[Any], told: tuple[int, ...]) -> StoredDelivery:
    state = DeliveryState(row.state)
    return StoredDelivery(
        id=row.id,
        account=row.account,
        digest=row.digest,
        state=state,
        received_at=moment(row.received_at),
        repeats=row.repeats,
        attempts=row.attempts,
        next_at=moment(row.next_at) if state is DeliveryState.WAITING else None,
        error=row.error,
        events=told,
    )
