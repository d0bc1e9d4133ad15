"""Hash chains over attempts and decisions, one a run and lease: what was written is told from what was changed since.

The chain of what was decided (lease 0) begins with the plan of the run, and has its approval.

A link holds keyed digests of references and evidence, never their text, so that a purge breaks nothing. Whoever can write
the file and read its key can write another chain: the chain shows what somebody changed who did not, and a head that was
kept elsewhere (`reissue run report --verify`) shows the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Insert, Subquery, func, select, tuple_

from .digests import keyed
from .many import NUMBER, WORDS, Many
from .operations import End
from .schema import State, attempt, campaign, decision, intent, item, link, run

FIRST: Final = ""
"""What stands before the first link."""
_ATTEMPT: Final = (
    "intent_id", "n", "run_id", "lease_id", "key", "started_at", "ended_at", "outcome", "http_status", "code"
)  # fmt: skip
_DECISION: Final = ("id", "intent_id", "run_id", "verdict", "means", "at")
_OVER: Final = ("amount", "currency", "body_digest")
"""Of an intent: what was sent. Fixed for good once it is done or moot; what did not happen may be planned otherwise."""
_PLAN: Final = ("id", "campaign_id", "verb", "period", "plan_digest", "lines", "created_at")
PLAN: Final = "plan"
BODIES: Final = "bodies"
"""What each line of a plan sends; compared until a later run of the campaign, which may plan otherwise what did not happen."""
APPROVAL: Final = "approval"


class Head(NamedTuple):
    """The end of a chain."""

    n: int = 0
    hash: str = FIRST


class Subject(NamedTuple):
    """What a link is about."""

    kind: str
    about: int
    """Of an attempt its intent, of a decision its own number, of a plan or an approval its run."""
    number: int
    """Of an attempt its number, else 0."""


def _links(given: Subquery) -> Insert:
    return link.insert().from_select(list(_LINK), select(given))


_LINK: Final = {
    **dict.fromkeys(("run_id", "lease_id", "n", "about", "number"), NUMBER),
    **dict.fromkeys(("kind", "prev", "hash"), WORDS),
}
LINKS: Final = Many(_links, _LINK)


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
        contents = {one: told or () for one, told in _contents(connection, key, subjects)}
    rows: list[Sequence[object]] = []
    for subject in subjects:
        n, hashed = head.n + 1, _hash(run_id, lease_id, head, subject, contents[subject])
        rows.append((run_id, lease_id, n, subject.about, subject.number, subject.kind, head.hash, hashed))
        head = Head(n, hashed)
    LINKS.execute(connection, rows)
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
            elif (told := contents[subject]) is not None and row.hash != _hash(
                row.run_id, row.lease_id, head, subject, told
            ):
                yield f"{where}: what it is about was changed since"
            head = Head(row.n, row.hash)
    yield from _unlinked(connection, run_id)


def holds(connection: Connection, key: bytes, run_id: int, *, approved: bool) -> bool:
    """Whether a run's plan, and its approval where it has one, stand in its chain: nobody wrote them into the run alone."""
    kinds = (PLAN, BODIES, APPROVAL) if approved else (PLAN, BODIES)
    contents = dict(_contents(connection, key, [Subject(kind, run_id, 0) for kind in kinds]))
    mine = select(link).where(link.c.run_id == run_id, link.c.lease_id == 0, link.c.kind.in_(kinds))
    rows = {Subject(row.kind, row.about, row.number): row for row in connection.execute(mine.order_by(link.c.n))}
    if len(contents) < len(kinds) or set(contents) - set(rows):
        return False
    return all(
        told is None or rows[one].hash == _hash(run_id, 0, Head(rows[one].n - 1, rows[one].prev), one, told)
        for one, told in contents.items()
    )


def heads(connection: Connection, run_id: int) -> Iterator[tuple[int, Head]]:
    """By lease: the end of each chain of a run."""
    for lease_id in connection.scalars(select(link.c.lease_id).where(link.c.run_id == run_id).distinct()).all():
        yield lease_id, _head(connection, run_id, lease_id)


def _unlinked(connection: Connection, run_id: int | None) -> Iterator[str]:
    """What is there, and no link tells of."""
    # A set and no look-up for each: links have no index by what they are about.
    linked = select(link.c.about, link.c.number).where(link.c.kind == "attempt")
    attempts = select(attempt.c.intent_id, attempt.c.n).where(
        attempt.c.ended_at.is_not(None), tuple_(attempt.c.intent_id, attempt.c.n).not_in(linked)
    )
    decisions = select(decision.c.id).where(decision.c.id.not_in(_about("decision")))
    plans = select(run.c.id).where(run.c.id.not_in(_about(PLAN)))
    approvals = select(run.c.id).where(run.c.approved_by.is_not(None), run.c.id.not_in(_about(APPROVAL)))
    ended = select(intent.c.id).where(
        intent.c.state.in_(("done", "moot")),
        ~select(attempt.c.n).where(attempt.c.intent_id == intent.c.id, attempt.c.outcome == "done").exists(),
        ~select(decision.c.id).where(decision.c.intent_id == intent.c.id).exists(),
    )
    if run_id is not None:
        attempts, decisions = attempts.where(attempt.c.run_id == run_id), decisions.where(decision.c.run_id == run_id)
        plans, approvals = plans.where(run.c.id == run_id), approvals.where(run.c.id == run_id)
        ended = ended.where(
            select(attempt.c.n).where(attempt.c.intent_id == intent.c.id, attempt.c.run_id == run_id).exists()
        )
    for row in connection.execute(attempts):
        yield f"attempt {row.n} of intent {row.intent_id} has no link"
    for chosen, sentence in (
        (decisions, "decision {0} has no link"),
        (plans, "the plan of run {0} has no link"),
        (approvals, "the approval of run {0} has no link: it was written by another way than `reissue run approve`"),
        (ended, "intent {0} has ended, and neither an attempt nor a decision says so"),
    ):
        for row in connection.execute(chosen):
            yield sentence.format(row.id)


def _about(kind: str) -> Any:
    return select(link.c.about).where(link.c.kind == kind)


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
) -> Iterator[tuple[Subject, Sequence[object] | None]]:
    """What stands in the rows that links are about; None where it may be otherwise by now."""
    wanted: dict[str, set[int]] = {kind: set() for kind in ("attempt", "decision", PLAN, BODIES, APPROVAL)}
    for subject in subjects:
        if subject.kind in wanted:  # another program may have written any kind: what it is about is not there
            wanted[subject.kind].add(subject.about)
    if found := wanted["attempt"]:
        chosen = select(attempt, *_of_intent("reference", *_OVER)).join(intent, intent.c.id == attempt.c.intent_id)
        for row in connection.execute(chosen.where(attempt.c.intent_id.in_(found))):
            content = [*_members(row, _ATTEMPT), keyed(key, row.reference), keyed(key, row.request_id)]
            yield Subject("attempt", row.intent_id, row.n), [*content, *_over(row.outcome, row)]
    if found := wanted["decision"]:
        chosen = select(decision, *_of_intent(*_OVER)).join(intent, intent.c.id == decision.c.intent_id)
        for row in connection.execute(chosen.where(decision.c.id.in_(found))):
            content = [*_members(row, _DECISION), *(keyed(key, text) for text in (row.evidence, row.who, row.why))]
            yield Subject("decision", row.id, 0), [*content, *_over(row.verdict, row)]
    for number in sorted(wanted[PLAN] | wanted[BODIES] | wanted[APPROVAL]):
        kinds = [kind for kind in (PLAN, BODIES, APPROVAL) if number in wanted[kind]]
        yield from _of_run(connection, key, number, kinds)


def _of_run(
    connection: Connection, key: bytes, run_id: int, kinds: Iterable[str]
) -> Iterator[tuple[Subject, Sequence[object] | None]]:
    chosen = select(run, campaign.c.name).join(campaign, campaign.c.id == run.c.campaign_id)
    row = connection.execute(chosen.where(run.c.id == run_id)).one_or_none()
    if row is None:
        return
    for kind in kinds:
        subject = Subject(kind, run_id, 0)
        if kind == PLAN:
            yield subject, _plan(connection, key, row)
        elif kind == BODIES:
            later = select(run.c.id).where(run.c.campaign_id == row.campaign_id, run.c.id > run_id)
            yield subject, None if connection.scalar(select(later.exists())) else [_bodies(connection, run_id)]
        elif row.approved_by is not None:
            yield subject, approval_of(key, run_id, row.plan_digest, row.approved_by, row.approved_at)


def _plan(connection: Connection, key: bytes, row: Any) -> list[object]:
    """What a plan is: who wants what, whether somebody else must agree, and which intent each of its lines is."""
    items = sha256()
    columns = _of_intent("account", "verb", "nth", "reference")
    chosen = select(item.c.line, item.c.intent_id, item.c.reason, *columns).join(
        intent, intent.c.id == item.c.intent_id
    )
    chosen = chosen.where(item.c.run_id == row.id).order_by(item.c.line).execution_options(yield_per=500)
    for one in connection.execute(chosen):
        told = [
            one.line,
            one.intent_id,
            one.reason is not None,
            one.account,
            one.verb,
            one.nth,
            keyed(key, one.reference),
        ]
        items.update(json.dumps(told, separators=(",", ":")).encode() + b"\n")
    # Who was asked is not asked again: an approved run wanted an approval.
    wants = row.approved_by is not None or bool(json.loads(row.settings).get("needs_approval"))
    return [
        *_members(row, _PLAN),
        *(keyed(key, text) for text in (row.name, row.source, row.started_by)),
        wants,
        items.hexdigest(),
    ]


def _bodies(connection: Connection, run_id: int) -> str:
    """The digest of what the lines of a run send."""
    digest = sha256()
    chosen = select(item.c.line, intent.c.body_digest).join(intent, intent.c.id == item.c.intent_id)
    chosen = chosen.where(item.c.run_id == run_id, item.c.reason.is_(None)).order_by(item.c.line)
    for one in connection.execute(chosen.execution_options(yield_per=500)):
        digest.update(f"{one.line} {one.body_digest}\n".encode())
    return digest.hexdigest()


def approval_of(key: bytes, run_id: int, plan_digest: str, who: str, at: int) -> Sequence[object]:
    """What the link of an approval holds."""
    return [run_id, plan_digest, keyed(key, who), at]


def contents_of(connection: Connection, key: bytes, ends: Sequence[End]) -> dict[Subject, Sequence[object]]:
    """What stands in the rows of attempts that have just ended, as their links hold it."""
    over: dict[int, Sequence[object]] = {one.intent_id: one.over for one in ends if one.over is not None}
    if asked := [one.intent_id for one in ends if one.state is State.DONE and one.over is None]:
        chosen = select(intent.c.id, *_of_intent(*_OVER)).where(intent.c.id.in_(asked))
        over |= {row.id: _members(row, _OVER) for row in connection.execute(chosen)}
    contents: dict[Subject, Sequence[object]] = {}
    for one in ends:
        told = (one.intent_id, one.n, one.run_id, one.lease_id, one.key, one.started_at, one.at, str(one.state))
        named = (keyed(key, one.reference), keyed(key, one.request_id))
        content = [*told, one.http_status, one.code, *named, *(over[one.intent_id] if one.state is State.DONE else ())]
        contents[Subject("attempt", one.intent_id, one.n)] = content
    return contents


def _of_intent(*names: str) -> list[Any]:
    return [intent.c[name] for name in names]


def _over(outcome: str | None, row: Any) -> list[object]:
    """What an intent is over, where that is fixed by this."""
    return _members(row, _OVER) if outcome in (State.DONE, State.MOOT) else []


def _members(row: Any, names: Iterable[str]) -> list[object]:
    return [getattr(row, name) for name in names]
