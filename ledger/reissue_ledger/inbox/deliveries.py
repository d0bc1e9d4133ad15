"""Deliveries as they are kept, and those that wait to be read back from their provider."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Row, func, select, update

from ..store.schema import DeliveryState, delivery
from .bounds import Bounds

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
SAME: Final = 24 * HOUR
"""A body that was confirmed is not read again when it comes again within this time."""
LOOKS: Final = (MINUTE, 10 * MINUTE)
"""After which times a claim that is not confirmed is looked at again: a provider may tell it before its reads show it."""
LEASE: Final = 10 * MINUTE
"""So long a delivery belongs to whoever reads it."""
MOST_FAILURES: Final = 100
"""Reads that failed, an hour between them: after days it is kept aside."""


class Incoming(Struct, frozen=True, kw_only=True):
    """A delivery as it came. `at` in microseconds since 1970, UTC."""

    account: str
    digest: str
    raw: bytes
    headers: str
    at: int


def keep_read(connection: Connection, one: Incoming) -> int | None:
    """Keep a signed delivery that is read by now. Returns its number; None where the same body was read before."""
    if (last := _last(connection, one, DeliveryState.READ)) is not None:
        _repeated(connection, last)
        return None
    values = {"signed": 1, "raw": one.raw, "headers": one.headers, "next_at": one.at}
    return _insert(connection, one, DeliveryState.READ, values)


def keep_waiting(connection: Connection, one: Incoming, *, signed: bool, bounds: Bounds) -> bool:
    """Keep a delivery that is to be read back. Returns False where too many wait: then it is not kept.

    A body that waits already, or that was confirmed lately, is counted there. One that was refused lately is read again,
    once, when it is no longer lately: whoever sent it first must not use it up for whoever sends it when it is true.
    """
    due = one.at
    if (last := _last(connection, one)) is not None:
        looked = last.read_at or last.received_at
        if last.state in (DeliveryState.WAITING, DeliveryState.POISON) or (
            last.state == DeliveryState.READ and one.at - looked < SAME
        ):
            _repeated(connection, last)
            return True
        if last.state == DeliveryState.REFUSED:
            due = max(due, looked + MINUTE)
    if not signed:
        waiting = (
            delivery.c.account == one.account,
            delivery.c.state == DeliveryState.WAITING,
            delivery.c.signed == 0,
        )
        size = func.coalesce(func.sum(func.length(delivery.c.raw)), 0)
        count, total = connection.execute(select(func.count(), size).where(*waiting)).one()
        if count >= bounds.waiting or total + len(one.raw) > bounds.waiting_bytes:
            return False
    values = {"signed": int(signed), "raw": one.raw, "headers": one.headers, "next_at": due}
    _insert(connection, one, DeliveryState.WAITING, values)
    return True


def refuse(connection: Connection, one: Incoming, why: str) -> None:
    """Note what was refused: its digest, and why."""
    _insert(connection, one, DeliveryState.REFUSED, {"next_at": one.at, "error": why})


def take(connection: Connection, accounts: Collection[str], at: int, bounds: Bounds) -> Row[Any] | None:
    """Take the next delivery that may be read now. None: there is none, or its account has had its reads of this minute."""
    due = (delivery.c.state == DeliveryState.WAITING, delivery.c.next_at <= at, delivery.c.account.in_(accounts))
    waiting = select(delivery.c.account).where(*due).group_by(delivery.c.account).order_by(func.min(delivery.c.next_at))
    for account in connection.scalars(waiting).all():
        lately = select(func.count()).where(delivery.c.account == account, delivery.c.read_at > at - MINUTE)
        if (connection.scalar(lately) or 0) >= bounds.reads_per_minute:
            continue
        first = select(delivery).where(*due, delivery.c.account == account).order_by(delivery.c.next_at, delivery.c.id)
        number = connection.execute(first.limit(1)).one().id
        taken = update(delivery).where(delivery.c.id == number)
        connection.execute(taken.values(attempts=delivery.c.attempts + 1, read_at=at, next_at=at + LEASE))
        return connection.execute(select(delivery).where(delivery.c.id == number)).one()
    return None


def finish(connection: Connection, row: Row[Any]) -> bool:
    """It was read. Returns whether it was still whose who took it."""
    return _move(connection, row, state=DeliveryState.READ.value, error=None)


def unconfirmed(connection: Connection, row: Row[Any], at: int) -> None:
    """Nothing confirms it: look again later, and refuse it in the end."""
    looks: int = row.unconfirmed
    if looks < len(LOOKS):
        later = at + LOOKS[looks]
        _move(connection, row, unconfirmed=looks + 1, next_at=later, error="nothing confirms it yet")
        return
    _move(connection, row, state=DeliveryState.REFUSED.value, raw=None, headers=None, error="nothing confirms it")


def failed(connection: Connection, row: Row[Any], at: int, why: str) -> None:
    """It could not be read: try again later."""
    if row.attempts >= MOST_FAILURES:
        _move(connection, row, state=DeliveryState.POISON.value, error=why)
        return
    pause = min(HOUR, MINUTE << min(row.attempts - 1, 10))
    _move(connection, row, next_at=at + pause, error=why)


def next_due(connection: Connection) -> int | None:
    """When the next one is due."""
    first = select(func.min(delivery.c.next_at)).where(delivery.c.state == DeliveryState.WAITING)
    due: int | None = connection.scalar(first)
    return due


def _move(connection: Connection, row: Row[Any], **values: Any) -> bool:
    mine = (delivery.c.id == row.id, delivery.c.state == DeliveryState.WAITING, delivery.c.attempts == row.attempts)
    return connection.execute(update(delivery).where(*mine).values(**values)).rowcount == 1


def _last(connection: Connection, one: Incoming, state: DeliveryState | None = None) -> Row[Any] | None:
    same = select(delivery).where(delivery.c.account == one.account, delivery.c.digest == one.digest)
    if state is not None:
        same = same.where(delivery.c.state == state)
    return connection.execute(same.order_by(delivery.c.id.desc()).limit(1)).first()


def _repeated(connection: Connection, row: Row[Any]) -> None:
    connection.execute(update(delivery).where(delivery.c.id == row.id).values(repeats=delivery.c.repeats + 1))


def _insert(connection: Connection, one: Incoming, state: DeliveryState, values: dict[str, Any]) -> int:
    made = delivery.insert().values(
        account=one.account, digest=one.digest, state=state.value, received_at=one.at, **values
    )
    number: int = connection.execute(made.returning(delivery.c.id)).scalar_one()
    return number
