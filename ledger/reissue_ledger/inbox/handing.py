"""Events on their way to the handler: taken, handed over, and tried again later where it fails."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Collection
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final, cast

from sqlalchemy import Connection, Row, func, select, update

from reissue.errors import InvalidArgumentError
from reissue.plugin.decoding import reader

from ..clock import moment
from ..store.database import Database
from ..store.schema import EventState, event
from .bounds import Bounds
from .received import Handler, ReceivedEvent, TransactionalHandler, Transition

logger = logging.getLogger("reissue.ledger.inbox")
_SECOND: Final = 1_000_000
_LONGEST: Final = 3600 * _SECOND


def takes_connection(handler: Handler | TransactionalHandler) -> bool:
    """Whether a handler is one for our transaction. Raises InvalidArgumentError for what is no handler, or is to be awaited."""
    if not callable(handler):
        raise InvalidArgumentError("The handler of an inbox is a function.")
    called = getattr(handler, "__call__", None)  # noqa: B004 - of an object: its method
    if inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(called):
        raise InvalidArgumentError(
            "The handler of an inbox is a plain function: it is called from a thread of its own, where no event loop runs."
        )
    try:
        signature = inspect.signature(handler)
    except (TypeError, ValueError):
        return False  # a builtin, such as the append of a list
    for arguments in (1, 2):
        try:
            signature.bind(*range(arguments))
        except TypeError:
            continue
        return arguments == 2
    raise InvalidArgumentError("The handler of an inbox takes an event, or an event and a connection.")


def received(row: Row[Any]) -> ReceivedEvent:
    """An event out of its row, which has its text."""
    told = reader(Transition)(row.told)
    members: dict[str, Any] = {name: getattr(told, name) for name in Transition.__struct_fields__}
    return ReceivedEvent(
        id=row.id, account=row.account, received_at=moment(row.received_at), attempt=row.attempts, **members
    )


class Hands:
    """Hands events to a handler, one after another. Any number of processes may do so with one ledger.

    - now: Microseconds since 1970, UTC.
    """

    def __init__(
        self,
        database: Database,
        handler: Handler | TransactionalHandler,
        bounds: Bounds,
        now: Callable[[], int],
    ) -> None:
        self._database = database
        self._handler = handler
        self._inside = takes_connection(handler)
        self._bounds = bounds
        self._now = now

    def step(self, only: Collection[int] | None = None) -> bool | None:
        """Hand over the next event that is due. Returns whether its handler has returned; None where there was none.

        - only: One of these events, and no other.
        """
        if not self._is_any_due():
            return None  # without a lock
        with self._database.writing() as connection:
            row = self._take(connection, only)
        if row is None:
            return None
        return self._within(row) if self._inside else self._outside(row)

    def next_due(self) -> int | None:
        """When the next one is due."""
        with self._database.reading() as connection:
            waiting = select(func.min(event.c.next_at)).where(event.c.state == EventState.WAITING)
            due: int | None = connection.scalar(waiting)
            return due

    def _is_any_due(self) -> bool:
        due = self.next_due()
        return due is not None and due <= self._now()

    def _take(self, connection: Connection, only: Collection[int] | None) -> Row[Any] | None:
        """Take the next one: until `next_at` it is nobody else's. An attempt counts when it begins, for it may end the process."""
        at = self._now()
        due = [event.c.state == EventState.WAITING, event.c.next_at <= at]
        due += [event.c.id.in_(only)] if only is not None else []
        chosen = select(event).where(*due).order_by(event.c.next_at, event.c.id).limit(1)
        while (row := connection.execute(chosen).first()) is not None:
            mine = update(event).where(event.c.id == row.id)
            if row.attempts >= self._bounds.attempts:
                why = row.error or "its process ended in the handler each time"
                connection.execute(mine.values(state=EventState.POISON.value, error=why))
                continue
            # In our transaction two handlers can never be at it: so it is tried again soon if this process ends.
            pause = self._pause(row.attempts + 1) if self._inside else round(self._bounds.patience * _SECOND)
            # Without an error of before: what waits with one is in its back-off, and with nobody.
            connection.execute(mine.values(attempts=row.attempts + 1, next_at=at + pause, error=None))
            return connection.execute(select(event).where(event.c.id == row.id)).one()
        return None

    def _within(self, row: Row[Any]) -> bool:
        """The end of the event, then the handler, in one transaction: whatever ends that early has done neither."""
        try:
            with self._database.writing() as connection:
                if self._end(connection, row):
                    handler = cast("TransactionalHandler", self._handler)
                    _nothing_to_await(handler(received(row), connection))
        except (Exception, SystemExit) as error:
            self._failed(row, error)
            return False
        return True

    def _outside(self, row: Row[Any]) -> bool:
        try:
            _nothing_to_await(cast("Handler", self._handler)(received(row)))
        except (Exception, SystemExit) as error:
            self._failed(row, error)
            return False
        with self._database.writing() as connection:
            self._end(connection, row)
        return True

    def _end(self, connection: Connection, row: Row[Any]) -> bool:
        changed = _mine(row).values(state=EventState.HANDLED.value, handled_at=self._now(), error=None)
        return connection.execute(changed).rowcount == 1

    def _failed(self, row: Row[Any], error: BaseException) -> None:
        why = _told(error)
        poison = row.attempts >= self._bounds.attempts
        logger.warning(
            "event %d of %s: its handler failed (%s), attempt %d%s",
            row.id, row.account, why, row.attempts, "; it is kept aside: reissue inbox replay" if poison else "",
        )  # fmt: skip
        ended = {"state": EventState.POISON.value} if poison else {"next_at": self._now() + self._pause(row.attempts)}
        with self._database.writing() as connection:
            connection.execute(_mine(row).values(error=why, **ended))

    def _pause(self, attempts: int) -> int:
        """Microseconds before the attempt after these: 1 s, 2 s, 4 s, up to an hour."""
        return min(_LONGEST, _SECOND << min(attempts - 1, 12))


def _mine(row: Row[Any]) -> Any:
    own = (event.c.id == row.id, event.c.state == EventState.WAITING, event.c.attempts == row.attempts)
    return update(event).where(*own, event.c.replays == row.replays)


def _nothing_to_await(answer: object) -> None:
    """Refuse a promise: it was not kept, and who returned it thinks that it was."""
    if inspect.isawaitable(answer):
        if inspect.iscoroutine(answer):
            answer.close()
        raise InvalidArgumentError("The handler gave something to await: nothing of it has run.")


def _told(error: BaseException) -> str:
    """The kind of an error and where it was raised: its text may show what is personal."""
    frames = extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
