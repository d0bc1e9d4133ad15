"""Hash chains over attempts and decisions, one a run and lease: what was written is told from what was changed since.

A link holds keyed digests of references and evidence, never their text, so that a purge breaks nothing. Whoever can write
the file and read its key can write another chain: the chain shows what somebody changed who did not, and a head that was
kept elsewhere (`reissue run report --verify`) shows the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, func, select, tuple_

from .digests import keyed
from .operations import End
from .schema import attempt, decision, intent, link

FIRST: Final = ""
"""What stands before the first link."""
_ATTEMPT: Final = (
    "intent_id", "n", "run_id", "lease_id", "key", "started_at", "ended_at", "outcome", "http_status", "code"
)  # fmt: skip
_DECISION: Final = ("id", "intent_id", "run_id", "verdict", "means", "at")


class Head(NamedTuple):
    """The end of a chain."""

    n: int = 0
    hash: str = FIRST


class Subject(NamedTuple):
    """What a link is about."""

    kind: str
    about: int
    """Of an attempt its intent, of a decision its own number."""
    number: int
    """Of an attempt its number, of a decision 0."""


def links(
    connection: Connection,
    key: bytes,
    run_id: int,
    lease_id: int,
    subjects: Sequence[Subject],
    head: Head | None = None,
    contents: Mapping[Subject, Sequence[object]] | None = None,
) -> Head:
    """Write the next links of a chain. Returns its new end.

    - head: Its old end; None looks for it.
    - contents: What stands in the rows that the links are about, where that is known; else they are read.
    """
    if head is None:
        head = _head(connection, run_id, lease_id)
    if contents is None:
        contents = dict(_contents(connection, key, subjects))
    rows: list[dict[str, Any]] = []
    for subject in subjects:
        n, hashed = head.n + 1, _hash(run_id, lease_id, head, subject, contents[subject])
        rows.append(
            {"run_id": run_id, "lease_id": lease_id, "n": n, "prev": head.hash, "hash": hashed, **subject._asdict()}
        )
        head = Head(n, hashed)
    if rows:
        connection.execute(link.insert(), rows)
    return head


def faults(connection: Connection, key: bytes, run_id: int | None = None) -> Iterator[str]:
    """What in the chains, of one run or of all, is not as it was written; a sentence each."""
    chosen = select(link).order_by(link.c.run_id, link.c.lease_id, link.c.n)
    if run_id is not None:
        chosen = chosen.where(link.c.run_id == run_id)
    chain, head = (-1, -1), Head()
    for rows in connection.execution_options(yield_per=500).execute(chosen).partitions(500):
        contents = dict(_contents(connection, key, [Subject(row.kind, row.about, row.number) for row in rows]))
        for row in rows:
            if (row.run_id, row.lease_id) != chain:
                chain, head = (row.run_id, row.lease_id), Head()
            subject = Subject(row.kind, row.about, row.number)
            where = f"run {row.run_id}, lease {row.lease_id}, link {row.n} ({row.kind} {row.about}/{row.number})"
            if row.n != head.n + 1 or row.prev != head.hash:
                yield f"{where}: links before it are gone or changed"
            elif subject not in contents:
                yield f"{where}: what it is about is gone"
            elif row.hash != _hash(row.run_id, row.lease_id, head, subject, contents[subject]):
                yield f"{where}: what it is about was changed since"
            head = Head(row.n, row.hash)
    yield from _unlinked(connection, run_id)


def heads(connection: Connection, run_id: int) -> Iterator[tuple[int, Head]]:
    """By lease: the end of each chain of a run."""
    for lease_id in connection.scalars(select(link.c.lease_id).where(link.c.run_id == run_id).distinct()).all():
        yield lease_id, _head(connection, run_id, lease_id)


def _unlinked(connection: Connection, run_id: int | None) -> Iterator[str]:
    """What ended, and no link tells of."""
    # A set and no look-up for each: links have no index by what they are about.
    linked = select(link.c.about, link.c.number).where(link.c.kind == "attempt")
    attempts = select(attempt.c.intent_id, attempt.c.n).where(
        attempt.c.ended_at.is_not(None), tuple_(attempt.c.intent_id, attempt.c.n).not_in(linked)
    )
    decided = select(link.c.about).where(link.c.kind == "decision")
    decisions = select(decision.c.id).where(decision.c.id.not_in(decided))
    ended = select(intent.c.id).where(
        intent.c.state.in_(("done", "moot")),
        ~select(attempt.c.n).where(attempt.c.intent_id == intent.c.id, attempt.c.outcome == "done").exists(),
        ~select(decision.c.id).where(decision.c.intent_id == intent.c.id).exists(),
    )
    if run_id is not None:
        attempts, decisions = attempts.where(attempt.c.run_id == run_id), decisions.where(decision.c.run_id == run_id)
        ended = ended.where(
            select(attempt.c.n).where(attempt.c.intent_id == intent.c.id, attempt.c.run_id == run_id).exists()
        )
    for row in connection.execute(attempts):
        yield f"attempt {row.n} of intent {row.intent_id} has no link"
    for row in connection.execute(decisions):
        yield f"decision {row.id} has no link"
    for row in connection.execute(ended):
        yield f"intent {row.id} has ended, and neither an attempt nor a decision says so"


def _head(connection: Connection, run_id: int, lease_id: int) -> Head:
    mine = (link.c.run_id == run_id, link.c.lease_id == lease_id)
    last = select(func.max(link.c.n)).where(*mine).scalar_subquery()
    row = connection.execute(select(link.c.n, link.c.hash).where(*mine, link.c.n == last)).first()
    return Head(row.n, row.hash) if row else Head()


def _hash(run_id: int, lease_id: int, before: Head, subject: Subject, content: Sequence[object]) -> str:
    told = json.dumps([run_id, lease_id, before.n + 1, before.hash, *subject, *content], separators=(",", ":"))
    return sha256(told.encode()).hexdigest()


def _contents(
    connection: Connection, key: bytes, subjects: Iterable[Subject]
) -> Iterator[tuple[Subject, Sequence[object]]]:
    wanted: dict[str, list[Subject]] = {"attempt": [], "decision": []}
    for subject in subjects:
        wanted[subject.kind].append(subject)
    if found := wanted["attempt"]:
        chosen = select(attempt, intent.c.reference).join(intent, intent.c.id == attempt.c.intent_id)
        for row in connection.execute(chosen.where(attempt.c.intent_id.in_({one.about for one in found}))):
            content = [*_members(row, _ATTEMPT), keyed(key, row.reference), keyed(key, row.request_id)]
            yield Subject("attempt", row.intent_id, row.n), content
    if found := wanted["decision"]:
        for row in connection.execute(select(decision).where(decision.c.id.in_({one.about for one in found}))):
            content = [*_members(row, _DECISION), *(keyed(key, text) for text in (row.evidence, row.who, row.why))]
            yield Subject("decision", row.id, 0), content


def content_of(key: bytes, one: End) -> Sequence[object]:
    """What stands in the row of an attempt that has just ended, as its link holds it."""
    told = (one.intent_id, one.n, one.run_id, one.lease_id, one.key, one.started_at, one.at, str(one.state))
    return [*told, one.http_status, one.code, keyed(key, one.reference), keyed(key, one.request_id)]


def _members(row: Row[Any], names: Iterable[str]) -> list[object]:
    return [getattr(row, name) for name in names]
