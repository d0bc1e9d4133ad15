"""What the sandbox remembers: objects, sent messages, counted effects, idempotency keys, and a clock of its own.

All of it is plain JSON data, so a snapshot is one `json.dumps`; with a state file it is kept in SQLite after every change.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .spec import JsonObject

FIRST_YEAR, LAST_YEAR = 1971, 9000


class StateError(Exception):
    """The state file cannot be read or written."""


class Clock:
    """The sandbox's own time: the real time plus what was added to it. It never runs backwards by itself, only by `set`.

    It stays between the years 1971 and 9000, so that every date that a provider counts from it exists: ValueError.
    """

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        """The present moment of the sandbox, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def unix(self) -> int:
        """The present moment in whole Unix seconds."""
        return int(self.now().timestamp())

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
        """Let time pass; returns the new present."""
        return self._move(self.offset + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))

    def set(self, moment: datetime) -> datetime:
        """Jump to a moment (aware; a naive one is read as UTC)."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return self._move(aware - datetime.now(UTC))

    def _move(self, offset: timedelta) -> datetime:
        there = datetime.now(UTC) + offset
        if not FIRST_YEAR <= there.year <= LAST_YEAR:
            raise ValueError(f"its years are {FIRST_YEAR} to {LAST_YEAR}")
        self.offset = offset
        return there


@dataclass(frozen=True, slots=True)
class Message:
    """One message that a provider would have sent to a person."""

    provider: str
    to: str
    subject: str
    reference: str
    sent_at: str
    kind: str = "email"


class Effects(Mapping[tuple[str, ...], int]):
    """How often each effect happened: by (provider, operation) or (provider, operation, object). Absent keys count 0."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, ...], int] = {}

    def add(self, provider: str, operation: str, reference: str) -> None:
        """Count one effect on one object."""
        for key in ((provider, operation), (provider, operation, reference)):
            self._counts[key] = self._counts.get(key, 0) + 1

    def __getitem__(self, key: tuple[str, ...]) -> int:
        return self._counts.get(key, 0)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    @property
    def total(self) -> int:
        """All effects together."""
        return sum(count for key, count in self._counts.items() if len(key) == 2)

    def dump(self) -> list[list[Any]]:
        """As JSON data."""
        return [[*key, count] for key, count in self._counts.items()]

    def restore(self, rows: list[list[Any]]) -> None:
        """Take back what `dump` gave."""
        self._counts = {tuple(row[:-1]): row[-1] for row in rows}


class State:
    """All objects of all providers. Hold `lock` while reading or changing anything."""

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.effects = Effects()
        self.outbox: list[Message] = []
        self.tables: dict[str, dict[str, JsonObject]] = {}
        self.keys: dict[str, JsonObject] = {}
        self.revoked: set[str] = set()
        self.callbacks: dict[str, str] = {}
        self.counter = 0
        self.revision = 0
        self._path = path
        self.restored = path is not None and self._read(path)

    def table(self, provider: str, name: str) -> dict[str, JsonObject]:
        """A collection of objects by id; it is made when first asked for."""
        return self.tables.setdefault(f"{provider}.{name}", {})

    def number(self) -> int:
        """The next number of a sequence that all providers share."""
        self.counter += 1
        return self.counter

    @staticmethod
    def uuid() -> str:
        """A new random id."""
        return str(uuid.uuid4())

    def send(self, provider: str, to: str, subject: str, reference: str, kind: str = "email") -> Message:
        """Put a message into the outbox."""
        message = Message(provider, to, subject, reference, self.clock.now().isoformat(timespec="seconds"), kind)
        self.outbox.append(message)
        return message

    def clear(self) -> None:
        """Forget everything, the clock included."""
        self.clock.offset = timedelta()
        self.effects = Effects()
        self.outbox.clear()
        for kept in (self.tables, self.keys, self.callbacks):
            kept.clear()
        self.revoked.clear()
        self.counter = 0
        self.changed()

    def changed(self) -> None:
        """Mark a change: the console sees a new revision, and the state file (if any) gets a snapshot."""
        self.revision += 1
        if self._path is not None:
            self._write(self._path)

    def dump(self) -> JsonObject:
        """The whole state as JSON data."""
        return {
            "version": 1,
            "offset": self.clock.offset.total_seconds(),
            "effects": self.effects.dump(),
            "outbox": [asdict(message) for message in self.outbox],
            "tables": self.tables,
            "keys": self.keys,
            "callbacks": self.callbacks,
            "counter": self.counter,
        }

    def restore(self, data: JsonObject) -> None:
        """Take back what `dump` gave."""
        self.clock.offset = timedelta(seconds=data["offset"])
        self.effects.restore(data["effects"])
        self.outbox[:] = [Message(**row) for row in data["outbox"]]
        self.tables = data["tables"]
        self.keys = data["keys"]
        self.callbacks = data["callbacks"]
        self.counter = data["counter"]

    def _read(self, path: Path) -> bool:
        try:
            with _connect(path) as database:
                database.execute(
                    "create table if not exists snapshot (id integer primary key check (id = 1), data text not null)"
                )
                row = database.execute("select data from snapshot").fetchone()
            if row is not None:
                self.restore(json.loads(row[0]))
        except (sqlite3.Error, ValueError, KeyError, TypeError) as problem:
            raise StateError(
                f"{path} is no state file of the sandbox ({problem}); name another file or remove it"
            ) from None
        return row is not None

    def _write(self, path: Path) -> None:
        with _connect(path) as database:
            database.execute("insert or replace into snapshot values (1, ?)", (json.dumps(self.dump()),))


class _connect:  # reads like the function that it is
    """A connection that commits and closes (sqlite3's own `with` only commits)."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self._database

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is None:
            self._database.commit()
        self._database.close()
