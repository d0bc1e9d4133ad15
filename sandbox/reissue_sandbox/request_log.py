"""The log of requests and answers; what must not be shown is masked before it comes here."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from .spec import JsonObject


@dataclass(slots=True)
class Exchange:
    """One request and its answer. `status` 0: the connection was cut without an answer."""

    number: int
    at: str
    provider: str
    operation: str
    method: str
    path: str
    query: str
    status: int = 0
    milliseconds: float = 0.0
    fault: str = ""
    replayed: bool = False
    effect: bool = False
    idempotency_key: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    answer: Any = None
    violations: list[str] = field(default_factory=list[str])
    notices: list[str] = field(default_factory=list[str])


class RequestLog:
    """The latest requests with their answers, oldest first; iterate it, index it, or ask for its length."""

    def __init__(self, keep: int = 2_000) -> None:
        self._kept: deque[Exchange] = deque(maxlen=keep)
        self._lock = threading.Lock()
        self._seen = 0

    def begin(self, at: str, provider: str, method: str, path: str) -> Exchange:
        """Open an entry; it is listed at once, so that also a cut connection leaves its trace."""
        with self._lock:
            self._seen += 1
            exchange = Exchange(self._seen, at, provider, "", method, path, "")
            self._kept.append(exchange)
        return exchange

    def clear(self) -> None:
        """Forget all entries."""
        with self._lock:
            self._kept.clear()

    def __iter__(self) -> Iterator[Exchange]:
        with self._lock:
            return iter(list(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, index: int) -> Exchange:
        return list(self)[index]

    def dump(self, latest: int = 200) -> list[JsonObject]:
        """The latest entries as JSON data, newest first."""
        return [asdict(exchange) for exchange in reversed(list(self)[-latest:])]
