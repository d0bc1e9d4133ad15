# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Keep what live answers show that their specification does not say.

``reissue drift FILE`` makes a report of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import count

from msgspec import json

from .drift import DriftEvent, general


def record_drift(path: str | os.PathLike[str]) -> Callable[[DriftEvent], None]:
    """An ``on_drift`` callback that appends JSON lines about drifts to a file.

    Only its owner may read the file, also one that was there before. A drift that comes
    again is written when it was seen 1, 2, 3, 4, 8, 16 ... times, and nothing is added to
    a file of 16 MiB.

    Members: ts (UTC, ISO 8601), provider, operation, status, path, expected, got, run (of
    this callback), count (how many answers of the run showed it), answers (how many answers of
    the operation with this status its client had read).
    Several threads and processes may write to the same file: every line is one write in
    append mode. Raises OSError where the file cannot be written; a client logs that and
    goes on.
    """
    seen: Callable[..., Iterator[int]] = lru_cache(1000)(lambda *kind: count(1))
    private, run = partial(os.open, mode=0o600), os.urandom(8).hex()

    def record(event: DriftEvent) -> None:
        place, told, got = (
            general(event.drift.path),
            event.drift.expected,
            event.drift.got,
        )
        # of the rows of one answer, the first
        if event.answers and (
            (times := next(seen(event.operation, event.status, place, told, got))) < 4
            or not times & (times - 1)
        ):
            line = {
                "ts": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "provider": event.provider,
                "operation": event.operation,
                "status": event.status,
                "path": place,
                "expected": told,
                "got": got,
                "run": run,
                "count": times,
                "answers": event.answers,
            }
            with open(path, "ab", buffering=0, opener=private) as file:
                if os.path.isfile(path):  # and no device
                    os.chmod(path, 0o600)
                file.write(json.encode(line) + b"\n" if file.tell() < 1 << 24 else b"")

    return record
