"""What the writer does to items: each as a value, many of a kind at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Exists, Insert, Update, and_, bindparam, exists, func, literal, select, update

from .chain import purged
from .schema import RunState, State, attempt, body, intent, lease, run


class Claim(Struct, frozen=True, kw_only=True):
    """Call an item `sending`, before its request begins."""

    intent_id: int
    run_id: int
    lease_id: int
    at: int
    repeats: bool = False
    """Whether it is unknown, and is repeated with the key that it has: only before `key_until`."""
    key_from: int = 0
    """A key that was first used before this moment is not used again."""
    amount: str | None = None
    currency: str | None = None
    """What it is over, as far as that is known now."""


class End(Struct, frozen=True, kw_only=True):
    """What became of an attempt."""

    intent_id: int
    run_id: int
    lease_id: int
    n: int
    """The number of the attempt."""
    at: int
    state: State
    """DONE, REFUSED or UNKNOWN."""
    reason: str | None = None
    advice: str | None = None
    http_status: int | None = None
    request_id: str | None = None
    code: str | None = None
    object_id: str | None = None
    """The provider's own name of the invoice, where it was told."""


class Skip(Struct, frozen=True, kw_only=True):
    """Leave an item, with the reason."""

    intent_id: int
    at: int
    reason: str
    advice: str | None = None


class Identify(Struct, frozen=True, kw_only=True):
    """Note the provider's own name of a planned item's invoice, as a read told it."""

    intent_id: int
    object_id: str


def _alive() -> Exists:
    """That the lease holds, and nobody has paused the run."""
    of_run = (run.c.id == lease.c.run_id, run.c.state == RunState.RUNNING)
    return exists().where(lease.c.id == bindparam("b_lease"), lease.c.ended_at.is_(None), *of_run)


def _claims() -> Update:
    alive = _alive()
    return (
        update(intent)
        .where(intent.c.id == bindparam("b_intent"), intent.c.state == State.PLANNED, alive)
        .values(
            state=literal(State.SENDING.value),
            attempts=intent.c.attempts + 1,
            lease_id=bindparam("b_lease"),
            sending_at=bindparam("b_at"),
            changed_at=bindparam("b_at"),
            key_at=func.coalesce(intent.c.key_at, bindparam("b_key_at")),
            amount=func.coalesce(bindparam("b_amount"), intent.c.amount),
            currency=func.coalesce(bindparam("b_currency"), intent.c.currency),
            reason=None,
            advice=None,
        )
    )


def _repeats() -> Update:
    alive = _alive()
    fresh = and_(intent.c.key.is_not(None), intent.c.key_at >= bindparam("b_key_from"))
    return (
        update(intent)
        .where(intent.c.id == bindparam("b_intent"), intent.c.state == State.UNKNOWN, alive, fresh)
        .values(
            state=literal(State.SENDING.value),
            attempts=intent.c.attempts + 1,
            lease_id=bindparam("b_lease"),
            sending_at=bindparam("b_at"),
            changed_at=bindparam("b_at"),
            reason=None,
            advice=None,
        )
    )


def _begun() -> Insert:
    mine = (
        intent.c.id == bindparam("b_intent"),
        intent.c.state == State.SENDING,
        intent.c.lease_id == bindparam("b_lease"),
        intent.c.sending_at == bindparam("b_at"),
    )
    columns = [intent.c.id, intent.c.attempts, bindparam("b_run"), intent.c.lease_id, intent.c.key, intent.c.sending_at]
    names = ["intent_id", "n", "run_id", "lease_id", "key", "started_at"]
    return attempt.insert().from_select(names, select(*columns).where(*mine))


def _ends() -> Update:
    mine = (
        intent.c.id == bindparam("b_intent"),
        intent.c.state == State.SENDING,
        intent.c.lease_id == bindparam("b_lease"),
        intent.c.attempts == bindparam("b_n"),
    )
    names = ("state", "reason", "advice")
    return (
        update(intent)
        .where(*mine)
        .values(changed_at=bindparam("b_at"), **{name: bindparam(f"b_{name}") for name in names})
    )


def _ended() -> Update:
    names = ("http_status", "request_id", "code")
    return (
        update(attempt)
        .where(attempt.c.intent_id == bindparam("b_intent"), attempt.c.n == bindparam("b_n"))
        .values(
            ended_at=bindparam("b_at"),
            outcome=bindparam("b_state"),
            **{name: bindparam(f"b_{name}") for name in names},
        )
    )


CLAIMS: Final = _claims()
REPEATS: Final = _repeats()
BEGUN: Final = _begun()
ENDS: Final = _ends()
ENDED: Final = _ended()


def claim(connection: Connection, claims: Sequence[Claim]) -> dict[int, int]:
    """Claim items. Returns by intent the number of the attempt; one that is not there could not be claimed."""
    if not claims:
        return {}
    with_key = set(connection.scalars(select(intent.c.id).where(_among(claims), intent.c.key.is_not(None))))
    for statement, chosen in (
        (CLAIMS, [one for one in claims if not one.repeats]),
        (REPEATS, [one for one in claims if one.repeats]),
    ):
        if chosen:
            connection.execute(statement, [_claim_values(one, one.intent_id in with_key) for one in chosen])
    connection.execute(BEGUN, [_claim_values(one, True) for one in claims])
    mine = {(one.intent_id, one.lease_id, one.at) for one in claims}
    found = select(intent.c.id, intent.c.attempts, intent.c.lease_id, intent.c.sending_at).where(
        _among(claims), intent.c.state == State.SENDING
    )
    return {row.id: row.attempts for row in connection.execute(found) if (row.id, row.lease_id, row.sending_at) in mine}


def end(connection: Connection, key: bytes, ends: Sequence[End]) -> set[int]:
    """Write what became of attempts; `key` is that of the ledger's digests. Returns the intents whose attempt was this one's still."""
    if not ends:
        return set()
    there = select(intent.c.id, intent.c.attempts, intent.c.lease_id).where(
        _among(ends), intent.c.state == State.SENDING
    )
    live = {(row.id, row.attempts, row.lease_id) for row in connection.execute(there)}
    mine = [one for one in ends if (one.intent_id, one.n, one.lease_id) in live]
    if not mine:
        return set()
    for one in mine:
        if one.object_id is not None:
            _name(connection, key, one)
    values = [_end_values(one) for one in mine]
    connection.execute(ENDS, values)
    connection.execute(ENDED, values)
    done = [one.intent_id for one in mine if one.state is State.DONE]
    if done:
        connection.execute(body.delete().where(body.c.intent_id.in_(done)))
    return {one.intent_id for one in mine}


def skip(connection: Connection, one: Skip) -> bool:
    """Leave a planned item. Returns whether it was planned still."""
    changed = update(intent).where(intent.c.id == one.intent_id, intent.c.state == State.PLANNED)
    values = {"state": State.SKIPPED.value, "reason": one.reason, "advice": one.advice, "changed_at": one.at}
    return connection.execute(changed.values(**values)).rowcount == 1


def identify(connection: Connection, key: bytes, one: Identify) -> str | None:
    """Note what a read told. Returns the reference of another intent that is about the same invoice; then nothing is noted."""
    row = connection.execute(select(intent).where(intent.c.id == one.intent_id)).one()
    if (other := _same_object(connection, key, row, one.object_id)) is not None:
        return other
    mine = update(intent).where(intent.c.id == one.intent_id, intent.c.state == State.PLANNED)
    connection.execute(mine.values(object_id=one.object_id))
    return None


def _same_object(connection: Connection, key: bytes, row: Any, object_id: str) -> str | None:
    """The reference of another intent about that object, however it stands: what was left there is left here, too."""
    others = select(intent.c.reference).where(*_beside(row), _about(key, object_id)).limit(1)
    found: str | None = connection.scalar(others)
    return found


def _name(connection: Connection, key: bytes, one: End) -> None:
    """Give the invoice of an attempt the name that its answer tells, and leave another item that is about the same."""
    row = connection.execute(select(intent).where(intent.c.id == one.intent_id)).one()
    about = _about(key, str(one.object_id))
    reason = f"the same invoice as {row.reference}"
    connection.execute(
        update(intent)
        .where(*_beside(row), about, intent.c.state == State.PLANNED)
        .values(state=State.SKIPPED.value, reason=reason, changed_at=one.at)
    )
    if connection.scalar(select(intent.c.id).where(*_beside(row), intent.c.object_id == one.object_id)) is None:
        connection.execute(update(intent).where(intent.c.id == row.id).values(object_id=one.object_id))


def _beside(row: Any) -> list[Any]:
    """Other intents that would do the same."""
    same = [intent.c[name] == getattr(row, name) for name in ("campaign_id", "period", "account", "verb", "nth")]
    return [*same, intent.c.id != row.id]


def _about(key: bytes, object_id: str) -> Any:
    names = names_of(key, object_id)
    return intent.c.object_id.in_(names) | intent.c.reference.in_(names)


def names_of(key: bytes, reference: str) -> tuple[str, str]:
    """A reference as it stands in the table: as it is, or purged."""
    return reference, purged(key, reference)


def _among(several: Sequence[Claim] | Sequence[End]) -> Any:
    return intent.c.id.in_([one.intent_id for one in several])


def _claim_values(one: Claim, with_key: bool) -> dict[str, object]:
    return {
        "b_intent": one.intent_id,
        "b_run": one.run_id,
        "b_lease": one.lease_id,
        "b_at": one.at,
        "b_key_at": one.at if with_key else None,
        "b_key_from": one.key_from,
        "b_amount": one.amount,
        "b_currency": one.currency,
    }


def _end_values(one: End) -> dict[str, object]:
    names = ("state", "reason", "advice", "http_status", "request_id", "code")
    told = {f"b_{name}": getattr(one, name) for name in names}
    return {"b_intent": one.intent_id, "b_lease": one.lease_id, "b_n": one.n, "b_at": one.at, **told}
