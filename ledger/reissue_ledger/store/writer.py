"""The one writer: a thread that owns the only connection that writes while a run runs.

Workers hand it what they want, and wait for their claims. It takes all that is there, commits it at once, and only then lets
them go on: so a request begins after its `sending` is durable, whatever the size of a batch, and many items share one commit.
What comes first is durable first or together: a worker that has claimed again has no result that is not.

When the database takes nothing any more, nothing new is claimed, and what was under way is still written: into the room
that is kept free for it, else in place into a file that is read back before anybody calls anything unknown.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from ..errors import IllegalTransitionError, LedgerError, LedgerFailedError
from .chain import Head
from .database import Database
from .engines import is_held, said
from .lease import finish, finish_each
from .operations import Claim, End, Identify, PartialError, Skip, claim, identify, skip
from .rescue import Rescue

logger = logging.getLogger("reissue.ledger")
T = TypeVar("T")
Work = Callable[[Connection], T]
"""Anything else that is to be written, in the transaction of its batch."""
_Heads = dict[tuple[int, int], Head]
_MOST: Final = 500
"""Of one commit."""
_LINGER: Final = 0.005
"""Seconds that results without a claim wait for one, so that both share a commit."""
_AGAIN: Final = (0.0, 0.05, 0.2, 0.5, 1.0)
"""Seconds before each attempt to write results that the database refused."""


class _Asked:
    """What was asked of the writer, and the promise of its answer."""

    __slots__ = ("future", "what")

    def __init__(self, what: Claim | End | Skip | Identify | Work[Any]) -> None:
        self.what = what
        self.future: Future[Any] = Future()
        self.future.set_running_or_notify_cancel()  # who gives up waiting takes nothing back


class Writer:
    """See the module. `rescue`: where results go that the database does not take; its files are there already."""

    def __init__(self, database: Database, rescue: Rescue) -> None:
        self._database = database
        self._rescue = rescue
        self._queue: SimpleQueue[_Asked | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self.failure: LedgerError | None = None
        """Why nothing is claimed any more; None while all is well."""
        self._connection: Connection | None = None
        self._heads: _Heads = {}
        self._thread = threading.Thread(target=self._work, name="reissue-ledger-writer", daemon=True)
        self._thread.start()

    def claim(self, one: Claim) -> Future[int | None]:
        """Gives the number of the attempt, when it is durable; None where the item cannot be claimed any more."""
        return self._ask(one)

    def end(self, one: End) -> Future[bool]:
        """Gives whether the attempt was still this one's, when its result is durable. It never fails."""
        return self._ask(one)

    def skip(self, one: Skip) -> Future[bool]:
        """Gives whether the item was still planned."""
        return self._ask(one)

    def identify(self, one: Identify) -> Future[str | None]:
        """Gives why the item is left, where its names say so, or None."""
        return self._ask(one)

    def do(self, work: Work[T]) -> Future[T]:
        """Gives what the work gives, when what it wrote is durable."""
        return self._ask(work)

    def close(self) -> None:
        """Write what is there, and end."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _ask(self, what: Claim | End | Skip | Identify | Work[Any]) -> Future[Any]:
        asked = _Asked(what)
        self._database.check_process()  # the thread of a parent is not in its child
        with self._lock:
            if self._closed:
                asked.future.set_exception(LedgerFailedError("The run has ended: nothing is written for it any more."))
            else:
                self._queue.put(asked)
        return asked.future

    # --- the thread ---

    def _work(self) -> None:
        open_ = True
        while open_:
            batch, open_ = self._gathered()
            if batch:
                self._write(batch)
        if self._connection is not None:
            self._connection.close()

    def _gathered(self) -> tuple[list[_Asked], bool]:
        """All that is there, and whether there may be more. Nobody waits for results: they wait a little for company."""
        batch: list[_Asked] = []
        one, until, waited_for = self._queue.get(), time.monotonic() + _LINGER, False
        while one is not None:
            batch.append(one)
            waited_for = waited_for or not isinstance(one.what, End)
            if len(batch) >= _MOST:
                break
            try:
                one = self._queue.get(timeout=0 if waited_for else max(0, until - time.monotonic()))
            except Empty:
                break
        return batch, one is not None

    def _write(self, batch: Sequence[_Asked]) -> None:
        if self.failure is not None:
            self._save(batch, self.failure)
            return
        try:
            answers = self._committed(batch)
        except (IntegrityError, PartialError):
            self._one_by_one(batch)
        except Exception as error:
            self._fail(batch, error)
        else:
            _answer(batch, answers)

    def _committed(self, batch: Sequence[_Asked]) -> list[Any]:
        connection = self._connected()
        with connection.begin():
            answers, heads = self._applied(connection, batch)
        self._heads |= heads
        return answers

    def _applied(self, connection: Connection, batch: Sequence[_Asked]) -> tuple[list[Any], _Heads]:
        key = self._database.digest_key
        heads = finish(connection, key, [one.what for one in batch if isinstance(one.what, End)], self._heads)
        claim(connection, [one.what for one in batch if isinstance(one.what, Claim)])
        return [self._answer_to(connection, key, one.what) for one in batch], heads

    def _answer_to(self, connection: Connection, key: bytes, what: Any) -> Any:
        if isinstance(what, End):
            return True
        if isinstance(what, Claim):
            return what.n
        if isinstance(what, Skip):
            return skip(connection, what)
        return identify(connection, key, what) if isinstance(what, Identify) else what(connection)

    def _one_by_one(self, batch: Sequence[_Asked]) -> None:
        """One of them was refused by the database: the others are not to suffer for it."""
        for one in batch:
            if self.failure is not None:
                self._save([one], self.failure)
                continue
            try:
                answers = self._committed([one])
            except PartialError:
                one.future.set_result(False if isinstance(one.what, End) else None)
            except IntegrityError as error:
                one.future.set_exception(IllegalTransitionError(f"The ledger refused a change: {error.orig}."))
            except Exception as error:
                self._fail([one], error)
            else:
                _answer([one], answers)

    def _fail(self, batch: Sequence[_Asked], error: Exception) -> None:
        """Nothing is claimed from now on; results are saved."""
        if isinstance(error, LedgerError):
            failure: LedgerError = error
        elif isinstance(error, DBAPIError):
            why = "another program holds it" if is_held(words := said(error)) else words
            failure = LedgerFailedError(f"The ledger {self._database.path} could not be written: {why}.")
        else:
            failure = LedgerFailedError(f"The ledger failed ({type(error).__name__}).")
        if self.failure is None:
            self.failure = failure
        self._save(batch, failure)

    def _save(self, batch: Sequence[_Asked], failure: LedgerError) -> None:
        ends = [one for one in batch if isinstance(one.what, End)]
        for one in batch:
            if not isinstance(one.what, End):
                one.future.set_exception(failure)
        if not ends:
            return
        results = [one.what for one in ends if isinstance(one.what, End)]
        self._rescue.give_room()
        for pause in _AGAIN:
            time.sleep(pause)
            try:
                self._kept(results)
            except Exception as error:  # whatever it is: the next attempt, or the file in place
                logger.debug("results could not be written yet: %s", type(error).__name__)
            else:
                _answer(ends, [True] * len(ends))
                return
        _answer(ends, [self._rescue.keep(results)] * len(ends))

    def _kept(self, results: Sequence[End]) -> None:
        connection = self._connected()
        with connection.begin():
            finish_each(connection, self._database.digest_key, results)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.engine.connect()
        return self._connection


def _answer(batch: Sequence[_Asked], answers: Sequence[Any]) -> None:
    for one, answer in zip(batch, answers, strict=True):
        one.future.set_result(answer)
