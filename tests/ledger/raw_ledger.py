"""A ledger file as another program sees it: through sqlite3 alone, with an intent in any state, made by legal steps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from reissue_ledger.store.database import Database
from reissue_ledger.store.schema import State

KEY = "0f6f0f7e-0000-4000-8000-000000000001"
DIGEST = "purged:" + "0a" * 32
INTENT: Mapping[str, Any] = {
    "campaign_id": 1,
    "period": "",
    "account": "qorepay:main:",
    "verb": "resend",
    "reference": "R-1",
    "nth": 0,
    "body_digest": "d" * 64,
    "key": KEY,
    "state": "planned",
    "amount": "5000",
    "currency": "NGN",
    "attempts": 0,
    "changed_at": 1,
}
CLAIM = "state = 'sending', attempts = attempts + 1, lease_id = 1, sending_at = 5, key_at = coalesce(key_at, 5)"


class Raw:
    """A connection of another program. Each statement is a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def do(self, statement: str, *values: Any) -> None:
        self.connection.execute(statement, values)

    def insert(self, table: str, values: Mapping[str, Any], how: str = "insert") -> None:
        marks = ", ".join("?" * len(values))
        self.do(f"{how} into {table} ({', '.join(values)}) values ({marks})", *values.values())

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(f"select * from {table} order by 1, 2").fetchall()

    def state(self, intent: int = 1) -> str:
        return str(self.connection.execute("select state from intent where id = ?", (intent,)).fetchone()[0])

    # --- legal steps ---

    def plan(self, number: int = 1, **other: Any) -> None:
        self.insert("intent", {"id": number, **INTENT, **other})
        self.insert("body", {"intent_id": number, "body": "{}"})
        self.insert("item", {"run_id": 1, "line": number + 1, "intent_id": number})

    def claim(self, number: int = 1) -> None:
        self.do(f"update intent set {CLAIM} where id = ?", number)
        n = self.connection.execute("select attempts from intent where id = ?", (number,)).fetchone()[0]
        self.insert("attempt", {"intent_id": number, "n": n, "run_id": 1, "lease_id": 1, "key": KEY, "started_at": 5})

    def end(self, state: str, number: int = 1) -> None:
        self.do("update intent set state = ?, changed_at = 9 where id = ?", state, number)
        self.do(
            "update attempt set ended_at = 9, outcome = ?, http_status = 200 where intent_id = ? and outcome is null",
            state,
            number,
        )

    def decide(self, verdict: str, number: int = 1) -> None:
        told = {"run_id": 1, "means": "person", "evidence": "e", "who": "Ada", "why": "w", "at": 7}
        self.insert("decision", {"intent_id": number, "verdict": verdict, **told})

    def bring(self, state: State, number: int = 1, **other: Any) -> None:
        """An intent, by legal steps to that state."""
        self.plan(number, **other)
        if state is State.SKIPPED:
            self.do("update intent set state = 'skipped', reason = 'excluded' where id = ?", number)
        if state in (State.PLANNED, State.SKIPPED):
            return
        self.claim(number)
        if state in (State.DONE, State.REFUSED, State.UNKNOWN):
            self.end(state, number)
        if state is State.MOOT:
            self.end("unknown", number)
            self.decide("moot", number)
            self.do("update intent set state = 'moot' where id = ?", number)


@contextmanager
def raw(path: Path, *, foreign_keys: bool = True) -> Iterator[Raw]:
    """The file, opened by a program that knows nothing of it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"pragma foreign_keys = {'on' if foreign_keys else 'off'}")
        connection.execute("pragma synchronous = off")
        yield Raw(connection)


def made(path: Path) -> None:
    """A new ledger with a campaign, a run, a lease that holds and one that has ended."""
    Database(path, live=False).close()
    with raw(path) as there:
        there.insert("campaign", {"id": 1, "name": "2026-11", "created_at": 1})
        run = {"id": 1, "campaign_id": 1, "verb": "resend", "state": "running", "plan_digest": "p", "settings": "{}"}
        there.insert("run", {**run, "lines": 1, "started_by": "Ada", "created_at": 1})
        there.insert("lease", {"id": 1, "run_id": 1, "owner": "ada", "epoch": 1, "taken_at": 1})
        there.insert("lease", {"id": 2, "run_id": 1, "owner": "ada", "epoch": 0, "taken_at": 1, "ended_at": 2})
