# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Keep what live answers show that their specification does not say.

``reissue drift FILE`` makes a report of it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from os import PathLike

from msgspec import json

from .drift import DriftEvent


def record_drift(path: str | PathLike[str]) -> Callable[[DriftEvent], None]:
    """An ``on_drift`` callback that appends one JSON line per drift to a file.

    The file is made when the first one comes, and only its owner may read it.

    Members: ts (UTC, ISO 8601), provider, operation, status, path, expected, got.
    Several threads and processes may write to the same file: every line is one write in
    append mode. Raises OSError where the file cannot be written; a client logs that and
    goes on.
    """
    lock = threading.Lock()

    def record(event: DriftEvent) -> None:
        line = json.encode(
            {
                "ts": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "provider": event.provider,
                "operation": event.operation,
                "status": event.status,
                "path": event.drift.path,
                "expected": event.drift.expected,
                "got": event.drift.got,
            }
        )
        with lock, open(path, "ab", buffering=0, opener=_private) as file:
            file.write(line + b"\n")

    return record


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
