"""The inbox: webhooks received, verified, kept, and handed to a handler once."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple, Self

from reissue import EventKind, Reissue
from reissue.errors import InvalidArgumentError

from ..clock import micros, utc_now
from ..ledger import Ledger
from ..store.events import add
from . import records
from .accounts import side_at
from .answers import Answer
from .asgi import AsgiApp
from .bounds import Bounds
from .handing import Hands, takes_connection
from .intake import Intake
from .reading import Reads, new_events
from .received import Handler, TransactionalHandler
from .transitions import transitions_in
from .worker import Worker
from .wsgi import WsgiApp

logger = logging.getLogger("reissue.ledger.inbox")
_PURGED_EVERY: Final = 3600 * 1_000_000
_PATIENCE: Final = 30.0


class Dealt(NamedTuple):
    """What `Inbox.deliver_now` came to."""

    read: int
    """Deliveries that were read back from their provider."""
    handled: int
    """Events whose handler has returned."""
    failed: int
    """Handlers that raised; their events wait."""


class _Opened(NamedTuple):
    """What works, in one process."""

    process: int
    ledger: Ledger
    intake: Intake
    reads: Reads
    hands: Hands | None


class Inbox:
    """An inbox, to be mounted in any web framework: `asgi` and `wsgi` are its applications.

        def paid(event: ReceivedEvent, connection: Connection) -> None:
            connection.execute(...)                              # exactly once

        inbox = Inbox(Ledger.open(live=True), Reissue.from_env(), paid)
        app.mount("/hooks", inbox.asgi)                          # POST /hooks/qorepay, /hooks/qorepay/shop-b

    - ledger: Where events are kept: an open ledger, or a function that opens one at the first delivery. After a fork it is
      opened again by itself.
    - gateway: Whose accounts take webhooks, and by which unsigned ones are read back. One that blocks, also beside an
      event loop: nothing of the inbox runs in that.
    - handler: Called with each event, from a thread of its own. With ``(event, connection)`` it is called inside the
      transaction that ends the event: what it writes through the connection is written exactly once. It holds the ledger's
      write lock meanwhile, so it must be short, and must not open the file itself. With ``(event)`` it is called at least
      once, `event.transition` being what to de-duplicate by. None: events are only kept, and wait.
    - on: The kinds that are handed to it; others are kept. None: all.
    - prefix: Under which path it is reached, such as ``/hooks``, where no mount takes that away.
    - bounds: How much it takes, reads and tries.
    - now: Gives the time, aware.

    Threads are started by the first delivery; `start` does it sooner, so that what an earlier process has left is not
    waited for. Any number of processes may have an inbox on one ledger.

    Raises InvalidArgumentError for what is no handler (a coroutine function is none), and for a prefix that is no path.
    """

    def __init__(
        self,
        ledger: Ledger | Callable[[], Ledger],
        gateway: Reissue,
        handler: Handler | TransactionalHandler | None = None,
        *,
        on: Collection[EventKind] | None = None,
        prefix: str = "",
        bounds: Bounds | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        if handler is not None:
            takes_connection(handler)
        if prefix and (not prefix.startswith("/") or "//" in prefix):
            raise InvalidArgumentError("The prefix of an inbox is a path, such as /hooks.")
        self.prefix: str = prefix.rstrip("/")
        self.bounds: Bounds = bounds or Bounds()
        self._given = ledger
        self._gateway = gateway
        self._handler = handler
        self._on = None if on is None else frozenset(EventKind(one) for one in on)
        self._clock = now
        self._opened: _Opened | None = None
        self._workers: list[Worker] = []
        self._own: Ledger | None = None
        self._purged = 0
        self._lock = threading.RLock()
        self.asgi: AsgiApp = AsgiApp(self)
        self.wsgi: WsgiApp = WsgiApp(self)

    @property
    def largest_body(self) -> int:
        """Bytes."""
        return self.bounds.largest_body

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened."""
        return self._open().ledger

    def receive(self, provider: str, account: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Take one delivery; what a view of your own calls that cannot mount an application.

        - provider, account: As in the path; the account is empty for the main one.
        - headers: Those of the request.
        - body: The raw body, byte for byte as it came.

        Returns what to answer. A 2xx says that it is kept.
        """
        try:
            self.start()
            taken = self._open().intake.take(provider, account, headers, body)
        except Exception as error:  # the ledger cannot be opened: it comes again
            logger.error("the inbox cannot be opened (%s)", type(error).__name__)
            return Answer(503, "it could not be kept", ("retry-after", "30"))
        logger.info("POST /%s%s %d", provider, f"/{account}" if account else "", taken.answer.status)
        if taken.events or taken.waiting:
            self._wake()
        return taken.answer

    def start(self) -> None:
        """Open the ledger, and begin to hand over what waits."""
        with self._lock:
            opened = self._open()
            if self._workers:
                return
            self._workers = [
                Worker("reissue-inbox-reads", lambda: self._read(opened), lambda: self._until(opened.reads.next_due()))
            ]
            if (hands := opened.hands) is not None:
                self._workers.append(Worker("reissue-inbox-hands", hands.step, lambda: self._until(hands.next_due())))

    def close(self) -> None:
        """End the threads after what they are at, and close the ledger where the inbox has opened it."""
        with self._lock:
            ended, self._workers = self._workers, []
            own, self._own = self._own, None
            self._opened = None
        for worker in ended:
            worker.end()
        for worker in ended:
            worker.join(_PATIENCE)
        if own is not None:
            own.close()

    def deliver_now(self, most: int | None = None, *, only: Collection[int] | None = None) -> Dealt:
        """Read and hand over what is due, in this thread, and return; for tests, and for cron without a server.

        - most: Events at most; None: all that are due.
        - only: These events alone, and nothing is read; None: all that are due.
        """
        opened, read, handled, failed = self._open(), 0, 0, 0
        while only is None and opened.reads.step() is not None:
            read += 1
        while opened.hands is not None and (most is None or handled + failed < most):
            if (done := opened.hands.step(only)) is None:
                break
            handled, failed = (handled + 1, failed) if done else (handled, failed + 1)
        return Dealt(read, handled, failed)

    def poll(self, provider: str, reference: str, account: str = "") -> int:
        """Read an invoice, and keep the transitions that its history tells of and no delivery has told yet (QorePay).

        Returns how many were new. Raises what `Reissue.get` raises.
        """
        opened = self._open()
        side = side_at(self._gateway, provider, account, live=opened.ledger.live)
        found = new_events(transitions_in(side.gateway.get(side.provider, reference)))
        database = opened.ledger.database
        with database.writing() as connection:
            new = add(connection, database.digest_key, side.account.name, None, found, self._now(), self._handed)
        if new:
            self._wake()
        return new

    def replay(self, event_id: int | None = None) -> int:
        """Hand an event over once more; None: all that are poison. Returns how many wait since. See `records.replay`."""
        done = records.replay(self.ledger, event_id, now=self._clock)
        self._wake()
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> _Opened:
        opened = self._opened
        if opened is not None and opened.process == os.getpid():
            return opened
        with self._lock:
            if self._opened is not None and self._opened.process == os.getpid():
                return self._opened
            self._workers = []  # those of a parent process are not here
            ledger = self._ledger()
            more = (self.bounds, self._now, self._handed)
            hands = None if self._handler is None else Hands(ledger.database, self._handler, self.bounds, self._now)
            self._opened = _Opened(
                os.getpid(),
                ledger,
                Intake(ledger.database, self._gateway, *more),
                Reads(ledger.database, self._gateway, *more),
                hands,
            )
            return self._opened

    def _ledger(self) -> Ledger:
        given = self._given
        if not isinstance(given, Ledger):
            self._own = made = given()
            return made
        try:
            given.database.check_process()
        except Exception:
            self._own = made = Ledger.open(given.path, live=given.live, create=False)  # after a fork
            return made
        return given

    def _read(self, opened: _Opened) -> bool | None:
        """One delivery; now and then what is old is purged first."""
        if (now := self._now()) - self._purged > _PURGED_EVERY:
            self._purged = now
            records.purge_before(opened.ledger, self.bounds.days, now=self._clock)
        done = opened.reads.step()
        if done:
            self._wake()
        return done

    def _wake(self) -> None:
        for worker in self._workers:
            worker.wake()

    def _until(self, due: int | None) -> float | None:
        return None if due is None else (due - self._now()) / 1_000_000

    def _now(self) -> int:
        return micros(self._clock())

    def _handed(self, kind: str) -> bool:
        return self._on is None or kind in self._on
