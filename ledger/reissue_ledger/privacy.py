"""What is personal: forgotten after its time, and told to whom it is about.

A purge takes texts and leaves their keyed digests. Identities stay: the same file started again after a purge sends nothing,
and the chains agree, as they hold digests alone. See docs/ledger-privacy.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, func, select, update

from .clock import micros, moment
from .errors import LedgerError
from .identity import canonical
from .settling import BY_READS
from .store import digests, events
from .store.database import Database
from .store.operations import names_of
from .store.schema import (
    DeliveryState,
    State,
    attempt,
    body,
    campaign,
    decision,
    delivery,
    event,
    intent,
    item,
    run,
)
from .store.transitions import ENDED, PURGED, is_purged

RAW_DAYS: Final = 30
"""Days after which what a provider delivered is kept as its digest alone."""
_CHUNK: Final = 500
_SAME: Final = "the same invoice as "
_REPLACED: Final = "replaced by "
_TIMES: Final = (
    "created_at",
    "ended_at",
    "key_at",
    "sending_at",
    "changed_at",
    "started_at",
    "at",
    "received_at",
    "handled_at",
)


class PeriodError(LedgerError):
    """What should say until when is no date and no number of days."""


class Purged(Struct, kw_only=True):
    """What a purge took, or would take."""

    before: datetime
    dry_run: bool
    items: int = 0
    """Intents whose reference and object became digests."""
    bodies: int = 0
    attempts: int = 0
    """Whose request the provider had given a name."""
    decisions: int = 0
    reasons: int = 0
    """Of other items, which named one of these."""
    deliveries: int = 0
    left: dict[str, int] = {}
    """By state: as old, and not purged, because they have not ended."""
    waiting: int = 0
    """Deliveries as old that nobody has read yet."""
    scrubbed: bool = False
    """Whether the texts are gone from the file itself."""
    backups: list[str] = []
    """Copies of older versions, which hold the texts still."""


def moment_before(text: str, now: datetime) -> datetime:
    """``2026-11-01``, a whole moment with its zone, or ``90d``: 90 days ago. Raises PeriodError for anything else."""
    if found := re.fullmatch(r"(\d{1,5})d", text.strip(), re.ASCII):
        return now - timedelta(days=int(found[1]))
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        raise PeriodError(f"{text!r} is neither a date such as 2026-11-01 nor a number of days such as 90d.") from None
    if told.tzinfo is None and (told.hour or told.minute or told.second or ":" in text):
        raise PeriodError(f"{text!r} has no time zone: write it with Z or +01:00.")
    return told if told.tzinfo is not None else told.replace(tzinfo=now.tzinfo)


def purge(
    database: Database, before: datetime, now: datetime, *, raw_days: int = RAW_DAYS, dry_run: bool = False
) -> Purged:
    """Forget what ended, and has not changed since.

    - before: Items that changed earlier than this, aware.
    - now: The time, aware.
    - raw_days: Deliveries of providers that are older lose their bodies and headers, if somebody has read them.
    - dry_run: Count alone.

    Items that are planned, being sent or unknown are left, however old they are.
    """
    told = Purged(before=before, dry_run=dry_run)
    since, raw_since = micros(before), micros(now - timedelta(days=raw_days))
    with database.reading() as connection:
        _count(connection, told, since, raw_since)
    told.backups = [str(path) for path in database.backups()]
    if dry_run:
        return told
    told.items = told.bodies = told.attempts = told.decisions = 0
    after = 0
    while True:
        with database.writing() as connection:
            chosen = select(intent).where(*_old(since), intent.c.id > after).order_by(intent.c.id).limit(_CHUNK)
            rows = connection.execute(chosen).all()
            _take(connection, database.digest_key, rows, told)
        if len(rows) < _CHUNK:
            break
        after = rows[-1].id
    with database.writing() as connection:
        told.reasons = _clean_reasons(connection, database.digest_key)
    told.deliveries = 0
    while True:
        with database.writing() as connection:
            changed = events.purge(connection, database.digest_key, raw_since)
        told.deliveries += changed
        if not changed:
            break
    told.scrubbed = database.scrub()
    return told


def _old(since: int) -> list[Any]:
    return [intent.c.state.in_(ENDED), intent.c.changed_at < since, ~intent.c.reference.startswith(PURGED)]


def _delivered(raw_since: int) -> list[Any]:
    return [delivery.c.received_at < raw_since, delivery.c.raw.is_not(None) | delivery.c.headers.is_not(None)]


def _count(connection: Connection, told: Purged, since: int, raw_since: int) -> None:
    mine = select(intent.c.id).where(*_old(since))
    told.items = connection.scalar(select(func.count()).select_from(mine.subquery())) or 0
    for name, table in (("bodies", body), ("attempts", attempt), ("decisions", decision)):
        counted = select(func.count()).select_from(table).where(table.c.intent_id.in_(mine))
        if table is attempt:
            counted = counted.where(attempt.c.request_id.is_not(None))
        setattr(told, name, connection.scalar(counted) or 0)
    live = select(intent.c.state, func.count().label("n")).where(
        intent.c.state.in_([state for state in State if state not in ENDED]), intent.c.changed_at < since
    )
    told.left = {row.state: row.n for row in connection.execute(live.group_by(intent.c.state))}
    unread = delivery.c.state.in_((DeliveryState.WAITING, DeliveryState.POISON))
    raw = select(unread, func.count()).where(*_delivered(raw_since))
    for waits, n in connection.execute(raw.group_by(unread)):
        setattr(told, "waiting" if waits else "deliveries", n)


def _take(connection: Connection, key: bytes, rows: Sequence[Row[Any]], told: Purged) -> None:
    """Purge some intents, with all that hangs on them."""
    if not rows:
        return
    numbers = [row.id for row in rows]
    decided: dict[int, list[Row[Any]]] = {}
    for made in connection.execute(select(decision).where(decision.c.intent_id.in_(numbers))):
        decided.setdefault(made.intent_id, []).append(made)
    for row in rows:
        values = {"reference": digests.purged(key, row.reference), "reason": _reason(key, row, decided.get(row.id, ()))}
        if row.object_id is not None:
            values["object_id"] = digests.purged(key, row.object_id)
        connection.execute(update(intent).where(intent.c.id == row.id).values(values))
    told.items += len(rows)
    told.bodies += connection.execute(body.delete().where(body.c.intent_id.in_(numbers))).rowcount
    told.decisions += _take_decisions(connection, key, decided.values())
    named = select(attempt).where(attempt.c.intent_id.in_(numbers), attempt.c.request_id.is_not(None))
    requests = [
        {"b_intent": made.intent_id, "b_n": made.n, "b_told": digests.purged(key, made.request_id)}
        for made in connection.execute(named)
        if not is_purged(made.request_id)
    ]
    if requests:
        mine = update(attempt).where(attempt.c.intent_id == bindparam("b_intent"), attempt.c.n == bindparam("b_n"))
        connection.execute(mine.values(request_id=bindparam("b_told")), requests)
    told.attempts += len(requests)


def _take_decisions(connection: Connection, key: bytes, decided: Iterable[Sequence[Row[Any]]]) -> int:
    """Who decided, why, and by what; that a read did is no person."""
    changed = 0
    for made in (made for several in decided for made in several):
        texts = {name: getattr(made, name) for name in ("evidence", "who", "why")}
        values = {
            name: digests.purged(key, text)
            for name, text in texts.items()
            if text and not is_purged(text) and not (name == "who" and text == BY_READS)
        }
        if values:
            connection.execute(update(decision).where(decision.c.id == made.id).values(values))
            changed += 1
    return changed


def _reason(key: bytes, row: Row[Any], decided: Sequence[Row[Any]]) -> str | None:
    """A reason without what it names: another reference, or why somebody decided so."""
    begins = (_SAME, _REPLACED, *(f"{made.means}: " for made in decided))
    begin = next((one for one in begins if row.reason and row.reason.startswith(one)), None)
    return row.reason if begin is None else _shortened(key, row.reason, begin)


def _shortened(key: bytes, reason: str, begin: str) -> str:
    rest = reason.removeprefix(begin)
    return reason if is_purged(rest) else f"{begin}{digests.purged(key, rest)}"


def _clean_reasons(connection: Connection, key: bytes) -> int:
    """Items and intents that name an invoice of which no text is left."""
    changed = 0
    for table in (intent, item):
        columns = (intent.c.id, intent.c.account, table.c.reason, item.c.run_id, item.c.line)
        chosen = select(*(columns if table is item else columns[:3])).where(
            table.c.reason.startswith(_SAME), ~table.c.reason.startswith(f"{_SAME}{PURGED}")
        )
        if table is item:
            chosen = chosen.join(intent, intent.c.id == item.c.intent_id)
        for row in connection.execute(chosen).all():
            name = row.reason.removeprefix(_SAME)
            if _is_there(connection, row.account, name):
                continue
            where = intent.c.id == row.id
            if table is item:
                where = (item.c.run_id == row.run_id) & (item.c.line == row.line)
            connection.execute(update(table).where(where).values(reason=_shortened(key, row.reason, _SAME)))
            changed += 1
    return changed


def _is_there(connection: Connection, account: str, name: str) -> bool:
    """Whether an intent is called so still."""
    mine = select(intent.c.id).where(intent.c.account == account)
    return any(
        connection.scalar(mine.where(column == name).limit(1)) is not None
        for column in (intent.c.reference, intent.c.object_id)
    )


# --- what is known of one invoice ---


def export(database: Database, reference: str, account: str | None, now: datetime) -> dict[str, Any]:
    """All that the ledger has of one invoice, over all runs, events and deliveries, as plain data.

    - reference: The reference, or the provider's own id of it. What was purged is found by its digest.
    - account: ``provider:server:label``, or a provider; None: all.

    Other names under which the same account has it are followed.
    """
    with database.reading() as connection:
        names, rows = _found(connection, database.digest_key, {reference, canonical(reference)}, account)
        texts = {name for name in names if not is_purged(name)}
        return {
            "asked": {"reference": reference, "account": account},
            "made_at": now.isoformat(),
            "ledger": "live" if database.live else "test",
            "names": sorted(names),
            "intents": [_whole(connection, row) for row in rows],
            "named_by": list(_named_by(connection, names)),
            "events": [_plain(row) for row in _events(connection, names, texts, account)],
            "deliveries": [_plain(row) for row in _told(connection, delivery, ("raw", "headers"), texts, account)],
        }


def _about(account: str | None, column: Any) -> list[Any]:
    return [] if account is None else [(column == account) | column.startswith(f"{account}:")]


def _found(
    connection: Connection, key: bytes, asked: set[str], account: str | None
) -> tuple[set[str], Sequence[Row[Any]]]:
    """The names of the invoice, and its intents."""
    names = {name for one in asked for name in names_of(key, one)}
    while True:
        called = intent.c.reference.in_(names) | intent.c.object_id.in_(names)
        chosen = select(intent, campaign.c.name.label("campaign")).join(campaign).where(called)
        rows = connection.execute(chosen.where(*_about(account, intent.c.account)).order_by(intent.c.id)).all()
        told = {name for row in rows for name in (row.reference, row.object_id) if name is not None}
        more = {name for one in told for name in names_of(key, one)}
        if more <= names:
            return names, rows
        names |= more


def _whole(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """An intent, with its lines in runs, what is to be sent, attempts and decisions."""
    lines = select(item.c.line, item.c.reason.label("left"), run).join(run, run.c.id == item.c.run_id)
    hidden = {"settings"}
    kept = connection.scalar(select(body.c.body).where(body.c.intent_id == row.id))
    return {
        **_plain(row),
        "lines": [_plain(one, hidden) for one in connection.execute(lines.where(item.c.intent_id == row.id))],
        "body": msgspec.json.decode(kept) if kept is not None else None,
        "attempts": [_plain(one) for one in connection.execute(_of(attempt, row.id).order_by(attempt.c.n))],
        "decisions": [_plain(one) for one in connection.execute(_of(decision, row.id).order_by(decision.c.id))],
    }


def _of(table: Any, intent_id: int) -> Any:
    return select(table).where(table.c.intent_id == intent_id)


def _named_by(connection: Connection, names: set[str]) -> Iterator[dict[str, Any]]:
    """Lines that were left because they are about the same invoice."""
    reasons = [f"{begin}{name}" for name in names for begin in (_SAME, _REPLACED)]
    chosen = select(item.c.run_id, item.c.line, item.c.reason).where(item.c.reason.in_(reasons))
    yield from (_plain(row) for row in connection.execute(chosen))


def _events(connection: Connection, names: set[str], texts: set[str], account: str | None) -> Iterator[Row[Any]]:
    """What is about it by one of its names, also where that is a digest by now, and what tells of it otherwise."""
    mine = event.c.reference.in_(names) | event.c.own_reference.in_(names)
    named = connection.execute(select(event).where(mine, *_about(account, event.c.account)).order_by(event.c.id)).all()
    yield from named
    known = {row.id for row in named}
    yield from (row for row in _told(connection, event, ("told",), texts, account) if row.id not in known)


def _told(
    connection: Connection, table: Any, columns: tuple[str, ...], texts: set[str], account: str | None
) -> Iterator[Row[Any]]:
    """Rows in which one of the names stands: of JSON as a whole value, else as a whole word."""
    if not texts:
        return
    for row in connection.execute(select(table).where(*_about(account, table.c.account)).order_by(table.c.id)):
        values = [getattr(row, name) for name in columns]
        told = [value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in values if value]
        if any(_names(value, texts) for value in told):
            yield row


def _names(text: str, names: set[str]) -> bool:
    """Whether a text names the invoice: `R-1` is neither in `R-10` nor in `R-1.b` or `A/R-1`, which are those of other payers."""
    try:
        values = [json.loads(text, parse_int=str, parse_float=str)]
    except (ValueError, RecursionError):
        return any(re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w/-]|\.\w)", text) for name in names)
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += [*value, *value.values()]
        elif isinstance(value, list):
            values += value
        elif isinstance(value, str) and value.strip() in names:
            return True
    return False


def _plain(row: Any, hidden: Iterable[str] = ()) -> dict[str, Any]:
    """A row with times as ISO 8601, and bytes as text."""
    told: dict[str, Any] = {}
    for name, value in row._asdict().items():
        if name in hidden:
            continue
        if name in _TIMES and value is not None:
            value = moment(value).isoformat()
        told[name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return told
