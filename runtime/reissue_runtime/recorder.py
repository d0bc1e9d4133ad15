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
    a file of 16 MiB. A value is written once 3 answers have shown it, and its kind before:
    what one answer has may be about somebody.

    Members: ts (UTC, ISO 8601), provider, operation, status, path, expected, got, word (a
    number for each value, 0 for a kind), run (of this callback), count (how many answers of the run showed it), answers (how many answers of
    the operation with this status its client had read).
    Several threads and processes may write to the same file: every line is one write in
    append mode. Raises OSError where the file cannot be written; a client logs that and
    goes on.
    """
    ids = count(1)
    seen: Callable[..., tuple[int, Iterator[int]]] = lru_cache(1000)(
        lambda *kind: (next(ids), count(1))
    )
    private, run = partial(os.open, mode=0o600), os.urandom(8).hex()

    def record(event: DriftEvent) -> None:
        place, told, got = (
            general(event.drift.path),
            event.drift.expected,
            event.drift.got,
        )
        if not event.answers:  # of the rows of one answer, the first
            return
        word, times_of = seen(event.operation, event.status, place, told, got)
        times, kind = next(times_of), event.drift.kind
        if times < 4 or not times & (times - 1):
            line = {
                "ts": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "provider": event.provider,
                "operation": event.operation,
                "status": event.status,
                "path": place,
                "expected": told,
                "got": got if times > 2 else kind,
                "word": 0 if kind == got else word,
                "run": run,
                "count": times,
                "answers": event.answers,
            }
            with open(path, "ab", buffering=0, opener=private) as file:
                if os.path.isfile(path):  # and no device
                    os.chmod(path, 0o600)
                file.write(json.encode(line) + b"\n" if file.tell() < 1 << 24 else b"")

    return record
