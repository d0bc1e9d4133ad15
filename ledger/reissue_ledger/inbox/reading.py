"""Deliveries on their way to their provider: each is read back, as fast as its account may be asked."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, select

from reissue import Reissue
from reissue.errors import ReissueError, WebhookVerificationError

from ..clock import moment
from ..errors import LedgerError
from ..store.database import Database
from ..store.events import NewEvent, add
from ..store.schema import DeliveryState, delivery
from . import deliveries
from .accounts import read_back, side_of_delivery
from .bounds import Bounds
from .received import Transition
from .transitions import transitions_of

logger = logging.getLogger("reissue.ledger.inbox")


def new_events(found: Sequence[Transition]) -> list[NewEvent]:
    """Transitions as they are written."""
    return [
        NewEvent(
            transition=one.transition,
            kind=one.kind.value,
            proof=one.proof.value,
            reference=one.reference,
            own_reference=one.own_reference,
            told=msgspec.json.encode(one).decode(),
        )
        for one in found
    ]


class Reads:
    """Reads deliveries back, one after another. Any number of processes may do so with one ledger.

    - now: Microseconds since 1970, UTC.
    """

    def __init__(
        self,
        database: Database,
        gateway: Reissue,
        bounds: Bounds,
        now: Callable[[], int],
        handed: Callable[[str], bool],
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._bounds = bounds
        self._now = now
        self._handed = handed

    def step(self) -> bool | None:
        """Read the next delivery that may be read. Returns whether it told of something new; None where there was none."""
        due = self.next_due()
        if due is None or due > self._now():
            return None
        accounts = self._accounts()
        with self._database.writing() as connection:
            row = deliveries.take(connection, accounts, self._now(), self._bounds)
        return None if row is None else self._read(row)

    def next_due(self) -> int | None:
        """When the next one is due."""
        with self._database.reading() as connection:
            return deliveries.next_due(connection)

    def _accounts(self) -> list[str]:
        """Those with deliveries that this gateway can ask."""
        with self._database.reading() as connection:
            waiting = select(delivery.c.account).where(delivery.c.state == DeliveryState.WAITING).distinct()
            names = connection.scalars(waiting).all()
        return [name for name in names if self._knows(name)]

    def _knows(self, account: str) -> bool:
        try:
            side_of_delivery(self._gateway, account, live=self._database.live)
        except ReissueError:
            return False
        return True

    def _read(self, row: Row[Any]) -> bool:
        try:
            side = side_of_delivery(self._gateway, row.account, live=self._database.live)
            signed_at = moment(row.received_at) if row.signed else None
            event = read_back(side, json.loads(row.headers), row.raw, signed_at)
        except WebhookVerificationError as error:
            if row.signed:  # it was good when it came: the key was changed since
                return self._failed(row, error)
            found = None
        except LedgerError:
            raise
        except Exception as error:  # whatever a provider or a plug-in does: it stays, and is tried again
            return self._failed(row, error)
        else:
            found = transitions_of(event)
        at = self._now()
        with self._database.writing() as connection:
            if found is None:
                deliveries.unconfirmed(connection, row, at)
                return False
            if not deliveries.finish(connection, row):
                return False
            return (
                add(connection, self._database.digest_key, row.account, row.id, new_events(found), at, self._handed) > 0
            )

    def _failed(self, row: Row[Any], error: Exception) -> bool:
        status = getattr(error, "status", None)
        why = f"{type(error).__name__}{f' {status}' if status else ''}"
        logger.warning(
            "delivery %d of %s could not be read back (%s), attempt %d", row.id, row.account, why, row.attempts
        )
        with self._database.writing() as connection:
            deliveries.failed(connection, row, self._now(), why)
        return False
