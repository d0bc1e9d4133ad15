"""The delivery of webhooks: from a thread of its own, so that no answer waits for a receiver, and again where it failed.

The attempts are due by the sandbox's clock: who advances it by three days has seen them all. What waits is not kept in a state
file.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .call import Event
from .spec import JsonObject
from .state import State
from .webhooks import ATTEMPTS, Delivery, check_url, signed_headers

if TYPE_CHECKING:
    import httpx

TIMEOUT = 5.0
LOOK_AGAIN = 0.1
"""Seconds after which the clock is looked at again: whoever advances it tells nobody."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """An event that was not delivered yet: `attempt` is the next one, due at a moment of the sandbox's clock (Unix)."""

    event: Event
    first: float
    attempt: int = 1

    @property
    def minutes(self) -> tuple[int, ...]:
        return ATTEMPTS.get(self.event.provider, (0,))

    @property
    def due(self) -> float:
        return self.first + 60 * self.minutes[self.attempt - 1]

    @property
    def line(self) -> tuple[str, str, str]:
        """Who waits behind whom: events of one object to one address arrive in order. Those of no object wait for none."""
        return self.event.provider, self.event.url, self.event.object or str(id(self))


class Deliverer:
    """Sends queued events; `log` holds each attempt and what became of it."""

    def __init__(self, state: State) -> None:
        self.log: list[Delivery] = []
        self._state = state
        self._waiting: list[_Waiting] = []
        self._sending = self._stopping = False
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None

    def enqueue(self, events: Iterable[Event]) -> None:
        """Queue events; the thread starts with the first one."""
        for event in events:
            with self._turn:
                self._waiting.append(_Waiting(event, self._now()))
                if self._thread is None:
                    self._stopping = False
                    self._thread = threading.Thread(target=self._work, name="reissue-sandbox-webhooks", daemon=True)
                    self._thread.start()
                self._turn.notify_all()

    def settle(self) -> None:
        """Wait until everything that is due by the sandbox's clock was sent."""
        with self._turn:
            while self._sending or self._next() is not None:
                self._turn.wait(LOOK_AGAIN)

    def clear(self) -> None:
        """Forget what waits, and what became of the rest."""
        with self._turn:
            self._waiting.clear()
            self.log.clear()

    def close(self) -> None:
        """Stop the thread after what is due."""
        if self._thread is not None:
            with self._turn:
                self._stopping = True
                self._turn.notify_all()
            self._thread.join(timeout=TIMEOUT)
            self._thread = None

    def waiting(self) -> list[JsonObject]:
        """What will be tried again, as JSON data: the number of the next attempt, and in how many minutes it is due."""
        with self._turn:
            return [
                {
                    "provider": one.event.provider,
                    "event": one.event.name,
                    "url": one.event.url,
                    "attempt": one.attempt,
                    "in_minutes": round(max(0.0, one.due - self._now()) / 60, 1),
                }
                for one in self._waiting
            ]

    def _now(self) -> float:
        return self._state.clock.now().timestamp()

    def _next(self) -> _Waiting | None:
        """The first event that is due and stands behind no other one of its line."""
        before: set[tuple[str, str, str]] = set()
        for one in self._waiting:
            if one.line not in before and one.due <= self._now():
                return one
            before.add(one.line)
        return None

    def _work(self) -> None:
        import httpx

        with httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as client:
            while (one := self._take()) is not None:
                done = self._deliver(client, one)
                with self._turn:
                    self._sending = False
                    if one in self._waiting:  # it was not cleared meanwhile
                        self._settle_one(one, done)
                    self._turn.notify_all()

    def _take(self) -> _Waiting | None:
        """The next event as soon as one is due; None at the end."""
        with self._turn:
            while (one := self._next()) is None:
                if self._stopping:
                    return None
                self._turn.wait(LOOK_AGAIN if self._waiting else None)
            self._sending = True
            return one

    def _settle_one(self, one: _Waiting, done: Delivery) -> None:
        self.log.append(done)
        if done.delivered or one.attempt == len(one.minutes):
            self._waiting.remove(one)
        else:
            one.attempt += 1

    def _deliver(self, client: httpx.Client, one: _Waiting) -> Delivery:
        event = one.event
        body = json.dumps(event.body, ensure_ascii=False).encode()
        try:
            headers = signed_headers(self._state, event, body)  # anew for each attempt
            status, problem = client.post(check_url(event.url), content=body, headers=headers).status_code, ""
        except Exception as failure:  # whatever a receiver does must not stop the sandbox
            status, problem = 0, f"{type(failure).__name__}: {failure}"
        self._state.revision += 1
        return Delivery(event.provider, event.name, event.url, status, problem, body.decode(), one.attempt)
