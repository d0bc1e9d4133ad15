"""A delivery as it comes in: verified, kept, and only then answered."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import NamedTuple

from reissue import PaymentEvent, Proof, Reissue
from reissue.errors import ConfigurationError, ResponseDecodeError, WebhookVerificationError

from ..errors import LedgerError, LedgerUnusableError
from ..store.database import Database
from ..store.events import add
from . import answers, deliveries
from .accounts import SIGNED, Served, headers_to_keep, side_at, verified
from .answers import Answer
from .bounds import Bounds
from .reading import new_events
from .transitions import transitions_of

logger = logging.getLogger("reissue.ledger.inbox")


class Taken(NamedTuple):
    """What became of a delivery."""

    answer: Answer
    events: bool = False
    """Whether there are new events to hand over."""
    waiting: bool = False
    """Whether it waits to be read back."""


class Intake:
    """Takes deliveries. Safe for several threads.

    - now: Microseconds since 1970, UTC.
    - handed: Whether a kind of event is handed to the handler.
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
        self._refused: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def take(self, provider: str, label: str, headers: Mapping[str, str], body: bytes) -> Taken:
        """Take a delivery. It never raises: what cannot be kept is answered so that it comes again."""
        try:
            side = side_at(self._gateway, provider, label, live=self._database.live)
        except LedgerUnusableError as error:
            logger.error("%s", error.message)
            return Taken(answers.NOT_SET_UP)
        except ConfigurationError:
            return Taken(answers.NOT_FOUND)
        except Exception as error:  # a function that gives credentials may raise anything
            logger.error("%s: its credentials could not be had (%s)", provider, type(error).__name__)
            return Taken(answers.NOT_SET_UP)
        try:
            return self._verified(side, headers, body)
        except LedgerError as error:
            logger.error("%s: a delivery could not be kept: %s", side.account.name, error.message)
            return Taken(answers.NOT_KEPT)
        except Exception as error:
            logger.error("%s: a delivery could not be taken (%s)", side.account.name, type(error).__name__)
            return Taken(answers.FAULT)

    def _verified(self, side: Served, headers: Mapping[str, str], body: bytes) -> Taken:
        if not body:
            return Taken(answers.EMPTY)
        if (kept := headers_to_keep(headers)) is None:
            return Taken(answers.HEADERS_TOO_LARGE)
        one = deliveries.Incoming(
            account=side.account.name, digest=sha256(body).hexdigest(), raw=body, headers=kept, at=self._now()
        )
        try:
            event = verified(side, headers, body)
        except WebhookVerificationError:
            return self._refuse(one, "it is forged, or its key is another", answers.FORGED)
        except ResponseDecodeError:
            return self._refuse(one, "it cannot be read", answers.NOT_READ)
        except ConfigurationError as error:
            logger.error("%s: deliveries cannot be verified: %s", one.account, error.message)
            return Taken(answers.NOT_SET_UP)
        if event is not None and event.proof is Proof.SIGNATURE:
            return self._keep(one, event)
        if event is not None and event.proof is Proof.NONE:
            # Nothing signs it and nothing can be read: there is nothing to come again for.
            return self._refuse(one, "nothing can confirm it", answers.TAKEN)
        signed = side.account.provider in SIGNED
        with self._database.writing() as connection:
            took = deliveries.keep_waiting(connection, one, signed=signed, bounds=self._bounds)
        return Taken(answers.TAKEN, waiting=True) if took else Taken(answers.TOO_MANY)

    def _keep(self, one: deliveries.Incoming, event: PaymentEvent) -> Taken:
        """Delivery and events in one transaction: whoever is told yes can rely on it."""
        found, new = new_events(transitions_of(event) or ()), 0
        with self._database.writing() as connection:
            if (number := deliveries.keep_read(connection, one)) is not None:
                key = self._database.digest_key
                new = add(connection, key, one.account, number, found, one.at, self._handed)
        return Taken(answers.TAKEN, events=new > 0)

    def _refuse(self, one: deliveries.Incoming, why: str, answer: Answer) -> Taken:
        """Keep its digest, of a few in a minute: a flood of forged ones must not fill the disk."""
        if self._may_note(one.account):
            logger.warning("%s: a delivery was refused: %s", one.account, why)
            with self._database.writing() as connection:
                deliveries.refuse(connection, one, why)
        return Taken(answer)

    def _may_note(self, account: str) -> bool:
        now = time.monotonic()
        with self._lock:
            lately = self._refused.setdefault(account, deque(maxlen=self._bounds.refused_per_minute))
            if len(lately) == lately.maxlen and now - lately[0] < 60:
                return False
            lately.append(now)
            return True
