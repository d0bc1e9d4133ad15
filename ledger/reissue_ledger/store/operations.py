"""What the writer does to items: each as a value, many of a kind at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Connection,
    Exists,
    Text,
    Update,
    bindparam,
    exists,
    func,
    literal,
    select,
    update,
)

from reissue.errors import Advice

from .digests import purged
from .schema import RunState, State, attempt, body, excluded, intent, lease, run


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
    before: str | None = None
    """What settling must know of the invoice as it was before the request, as JSON."""
    n: int
    """The number that the attempt has."""
    key: str | None
    """The idempotency key of the item."""


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
    reference: str
    key: str | None
    started_at: int
    """Of the attempt, as they were claimed: its link holds digests of them."""
    over: tuple[str | None, str | None, str] | None = None
    """Amount, currency and digest of the body, as they stand in the intent since the claim; None: they are looked up."""


class Skip(Struct, frozen=True, kw_only=True):
    """Leave an item, with the reason."""

    intent_id: int
    at: int
    reason: str
    advice: str | None = None


class Identify(Struct, frozen=True, kw_only=True):
    """Note the provider's own name of a planned item's invoice, as a read told it, unless the item is to be left for a name."""

    intent_id: int
    run_id: int
    """The run that works on it: what it excludes is left."""
    object_id: str | None
    """None where the item is called so already."""
    others: tuple[str, ...] = ()
    """More names of the invoice, such as the merchant's own. Several invoices may have one of these: it only excludes."""


def _alive() -> Exists:
    """That the lease holds, and nobody has paused the run."""
    of_run = (run.c.id == lease.c.run_id, run.c.state == RunState.RUNNING)
    return exists().where(lease.c.id == bindparam("b_lease"), lease.c.ended_at.is_(None), *of_run)


def _next() -> tuple[Any, Any]:
    """That the attempt has the number, and the item the key, that were expected."""
    return intent.c.attempts == bindparam("b_before_n"), intent.c.key.is_not_distinct_from(bindparam("b_key"))


def _claiming(state: State, *where: Any, **values: Any) -> Update:
    """What calls an item of that state `sending`."""
    return (
        update(intent)
        .where(intent.c.id == bindparam("b_intent"), intent.c.state == state, *_next(), _alive(), *where)
        .values(
            state=literal(State.SENDING.value),
            attempts=intent.c.attempts + 1,
            lease_id=bindparam("b_lease"),
            sending_at=bindparam("b_at"),
            changed_at=bindparam("b_at"),
            reason=None,
            advice=None,
            **values,
        )
    )


def _claims() -> Update:
    return _claiming(
        State.PLANNED,
        key_at=func.coalesce(intent.c.key_at, bindparam("b_key_at", type_=BigInteger())),
        amount=func.coalesce(bindparam("b_amount", type_=Text()), intent.c.amount),
        currency=func.coalesce(bindparam("b_currency", type_=Text()), intent.c.currency),
    )


def _repeats() -> Update:
    return _claiming(State.UNKNOWN, intent.c.key.is_not(None), intent.c.key_at >= bindparam("b_key_from"))


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
REMEMBER: Final = update(body).where(body.c.intent_id == bindparam("b_intent")).values(before=bindparam("b_before"))
FORGET: Final = body.delete().where(body.c.intent_id == bindparam("b_intent"))
ENDS: Final = _ends()
ENDED: Final = _ended()


_SAME: Final = ("campaign_id", "period", "verb", "nth")
"""What intents of one account have in common that would do the same."""


OTHERWISE: Final = ", which something else is asked of"
"""How the reason ends where two names of one invoice come with two changes: a person must say which is meant."""


class PartialError(Exception):
    """Not all of a batch could be done. Inside this room only: each is tried alone then."""


def claim(connection: Connection, claims: Sequence[Claim]) -> None:
    """Claim items, all of them. Raises PartialError where one cannot be claimed any more; nothing must be committed then."""
    for statement, repeats in ((CLAIMS, False), (REPEATS, True)):
        chosen = [_claim_values(one) for one in claims if one.repeats is repeats]
        if chosen and connection.execute(statement, chosen).rowcount != len(chosen):
            raise PartialError
    if claims:
        connection.execute(attempt.insert(), [_attempt_values(one) for one in claims])
    if known := [{"b_intent": one.intent_id, "b_before": one.before} for one in claims if one.before is not None]:
        connection.execute(REMEMBER, known)


def end(connection: Connection, key: bytes, ends: Sequence[End]) -> None:
    """Write what became of attempts; `key` is that of the ledger's digests.

    Raises PartialError where one is not its sender's any more; nothing must be committed then.
    """
    if not ends:
        return
    for one in ends:
        if one.object_id is not None:
            _name(connection, key, one)
    values = [_end_values(one) for one in ends]
    if connection.execute(ENDS, values).rowcount != len(values):
        raise PartialError
    connection.execute(ENDED, values)
    if done := [{"b_intent": one.intent_id} for one in ends if one.state is State.DONE]:
        connection.execute(FORGET, done)


def skip(connection: Connection, one: Skip) -> bool:
    """Leave a planned item. Returns whether it was planned still."""
    changed = update(intent).where(intent.c.id == one.intent_id, intent.c.state == State.PLANNED)
    values = {"state": State.SKIPPED.value, "reason": one.reason, "advice": one.advice, "changed_at": one.at}
    return connection.execute(changed.values(**values)).rowcount == 1


def identify(connection: Connection, key: bytes, one: Identify) -> str | None:
    """Note what a read told. Returns why the item is left, where it is excluded or another intent is about the same invoice.

    Then nothing is noted.
    """
    row = connection.execute(select(intent).where(intent.c.id == one.intent_id)).one()
    names: list[str] = [row.reference, *one.others]
    if one.object_id is not None:
        names.append(one.object_id)
    if _is_excluded(connection, key, one.run_id, row.account, names):
        return "excluded, by another name of it"
    if one.object_id is None:
        return None
    if (other := next(_beside(connection, key, row, one.object_id), None)) is not None:
        return _same(other.reference, row, other)
    mine = update(intent).where(intent.c.id == one.intent_id, intent.c.state == State.PLANNED)
    connection.execute(mine.values(object_id=one.object_id))
    return None


def excludes(connection: Connection, run_id: int, account: str) -> bool:
    """Whether a run leaves anything out in an account."""
    mine = exists().where(excluded.c.run_id == run_id, excluded.c.account == account)
    return bool(connection.scalar(select(mine)))


def _is_excluded(connection: Connection, key: bytes, run_id: int, account: str, names: Iterable[str]) -> bool:
    mine = exists().where(
        excluded.c.run_id == run_id,
        excluded.c.account == account,
        excluded.c.name.in_([purged(key, name) for name in names]),
    )
    return bool(connection.scalar(select(mine)))


def _same(name: str, row: Any, other: Any) -> str:
    """Why one of two intents about the same invoice is left."""
    return f"the same invoice as {name}{OTHERWISE if row.body_digest != other.body_digest else ''}"


def _name(connection: Connection, key: bytes, one: End) -> None:
    """Give the invoice of an attempt the name that its answer tells, and leave another item that is about the same."""
    row = connection.execute(select(intent).where(intent.c.id == one.intent_id)).one()
    others = list(_beside(connection, key, row, str(one.object_id)))
    for other in others:
        reason = _same(row.reference, row, other)
        advice = str(Advice.PERSON) if reason.endswith(OTHERWISE) else None
        skip(connection, Skip(intent_id=other.id, at=one.at, reason=reason, advice=advice))
    if all(other.object_id != one.object_id for other in others):
        connection.execute(update(intent).where(intent.c.id == row.id).values(object_id=one.object_id))


def _beside(connection: Connection, key: bytes, row: Any, object_id: str) -> Iterator[Any]:
    """Other intents about that object that would do the same.

    Found by the names alone, and compared here: SQLite would take the index of the campaign, and read all of it for each item.
    """
    names, seen = names_of(key, object_id), {row.id}
    for column in (intent.c.object_id, intent.c.reference):
        for one in connection.execute(select(intent).where(intent.c.account == row.account, column.in_(names))).all():
            if one.id not in seen and all(getattr(one, name) == getattr(row, name) for name in _SAME):
                seen.add(one.id)
                yield one


def names_of(key: bytes, reference: str) -> tuple[str, str]:
    """A reference as it stands in the table: as it is, or purged."""
    return reference, purged(key, reference)


def _claim_values(one: Claim) -> dict[str, object]:
    return {
        "b_intent": one.intent_id,
        "b_lease": one.lease_id,
        "b_at": one.at,
        "b_key": one.key,
        "b_key_at": one.at if one.key is not None else None,
        "b_key_from": one.key_from,
        "b_amount": one.amount,
        "b_currency": one.currency,
        "b_before_n": one.n - 1,
    }


def _attempt_values(one: Claim) -> dict[str, object]:
    told = {"intent_id": one.intent_id, "n": one.n, "run_id": one.run_id, "lease_id": one.lease_id}
    return {**told, "key": one.key, "started_at": one.at}


def _end_values(one: End) -> dict[str, object]:
    names = ("state", "reason", "advice", "http_status", "request_id", "code")
    told = {f"b_{name}": getattr(one, name) for name in names}
    return {"b_intent": one.intent_id, "b_lease": one.lease_id, "b_n": one.n, "b_at": one.at, **told}
