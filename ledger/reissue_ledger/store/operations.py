"""What the writer does to items: each as a value, many of a kind at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Delete, Exists, Insert, Subquery, Update, exists, func, select, update

from reissue.errors import Advice

from .digests import purged
from .many import NUMBER, WORDS, Many
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


def _alive(given: Subquery) -> Exists:
    """That the lease holds, and nobody has paused the run."""
    of_run = (run.c.id == lease.c.run_id, run.c.state == RunState.RUNNING)
    return exists().where(lease.c.id == given.c.lease, lease.c.ended_at.is_(None), *of_run).correlate(given)


def _claiming(given: Subquery, state: State, *where: Any, **values: Any) -> Update:
    """What calls items of that state `sending`: those whose attempt has the number, and that have the key, that were expected."""
    expected = (intent.c.attempts == given.c.n - 1, intent.c.key.is_not_distinct_from(given.c.key))
    return (
        update(intent)
        .where(intent.c.id == given.c.intent, intent.c.state == state, *expected, _alive(given), *where)
        .values(
            state=State.SENDING.value,
            attempts=given.c.n,
            lease_id=given.c.lease,
            sending_at=given.c.at,
            changed_at=given.c.at,
            reason=None,
            advice=None,
            **values,
        )
    )


def _claims(given: Subquery) -> Update:
    return _claiming(
        given,
        State.PLANNED,
        key_at=func.coalesce(intent.c.key_at, given.c.key_at),
        amount=func.coalesce(given.c.amount, intent.c.amount),
        currency=func.coalesce(given.c.currency, intent.c.currency),
    )


def _repeats(given: Subquery) -> Update:
    return _claiming(given, State.UNKNOWN, intent.c.key.is_not(None), intent.c.key_at >= given.c.key_from)


def _begins(given: Subquery) -> Insert:
    names = ("intent_id", "n", "run_id", "lease_id", "key", "started_at")
    told = (given.c[name] for name in ("intent", "n", "run", "lease", "key", "at"))
    return attempt.insert().from_select(names, select(*told))


def _remembers(given: Subquery) -> Update:
    return update(body).where(body.c.intent_id == given.c.intent).values(before=given.c.before)


def _ends(given: Subquery) -> Update:
    mine = (intent.c.state == State.SENDING, intent.c.lease_id == given.c.lease, intent.c.attempts == given.c.n)
    told = {name: given.c[name] for name in ("state", "reason", "advice")}
    return update(intent).where(intent.c.id == given.c.intent, *mine).values(changed_at=given.c.at, **told)


def _ended(given: Subquery) -> Update:
    told = {name: given.c[name] for name in ("http_status", "request_id", "code")}
    mine = (attempt.c.intent_id == given.c.intent, attempt.c.n == given.c.n)
    return update(attempt).where(*mine).values(ended_at=given.c.at, outcome=given.c.state, **told)


def _forgets(given: Subquery) -> Delete:
    return body.delete().where(body.c.intent_id.in_(select(given.c.intent)))


_CLAIM: Final = {
    **dict.fromkeys(("intent", "n", "run", "lease", "at", "key_at", "key_from"), NUMBER),
    **dict.fromkeys(("key", "amount", "currency"), WORDS),
}
_END: Final = {
    **dict.fromkeys(("intent", "n", "lease", "at", "http_status"), NUMBER),
    **dict.fromkeys(("state", "reason", "advice", "request_id", "code"), WORDS),
}
CLAIMS: Final = Many(_claims, _CLAIM)
REPEATS: Final = Many(_repeats, _CLAIM)
BEGINS: Final = Many(_begins, _CLAIM)
REMEMBERS: Final = Many(_remembers, {"intent": NUMBER, "before": WORDS})
ENDS: Final = Many(_ends, _END)
ENDED: Final = Many(_ended, _END)
FORGETS: Final = Many(_forgets, {"intent": NUMBER})


_SAME: Final = ("campaign_id", "period", "verb", "nth")
"""What intents of one account have in common that would do the same."""


OTHERWISE: Final = ", which something else is asked of"
"""How the reason ends where two names of one invoice come with two changes: a person must say which is meant."""


class PartialError(Exception):
    """Not all of a batch could be done. Inside this room only: each is tried alone then."""


def claim(connection: Connection, claims: Sequence[Claim]) -> None:
    """Claim items, all of them. Raises PartialError where one cannot be claimed any more; nothing must be committed then."""
    for statement, repeats in ((CLAIMS, False), (REPEATS, True)):
        chosen = [_claim_row(one) for one in claims if one.repeats is repeats]
        if chosen and statement.execute(connection, chosen) != len(chosen):
            raise PartialError
    BEGINS.execute(connection, [_claim_row(one) for one in claims])
    REMEMBERS.execute(connection, [(one.intent_id, one.before) for one in claims if one.before is not None])


def end(connection: Connection, key: bytes, ends: Sequence[End]) -> None:
    """Write what became of attempts; `key` is that of the ledger's digests.

    Raises PartialError where one is not its sender's any more; nothing must be committed then.
    """
    if not ends:
        return
    for one in ends:
        if one.object_id is not None:
            _name(connection, key, one)
    rows = [_end_row(one) for one in ends]
    if ENDS.execute(connection, rows) != len(rows):
        raise PartialError
    ENDED.execute(connection, rows)
    FORGETS.execute(connection, [(one.intent_id,) for one in ends if one.state is State.DONE])


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


def _claim_row(one: Claim) -> Sequence[object]:
    key_at = one.at if one.key is not None else None
    numbers = (one.intent_id, one.n, one.run_id, one.lease_id, one.at, key_at, one.key_from)
    return (*numbers, one.key, one.amount, one.currency)


def _end_row(one: End) -> Sequence[object]:
    numbers = (one.intent_id, one.n, one.lease_id, one.at, one.http_status)
    return (*numbers, one.state.value, one.reason, one.advice, one.request_id, one.code)
