"""An intent that is there already: why it is left, how it is planned anew; and a line that asks for what is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from ..lines import Problem
from ..store.schema import State, intent
from ..store.transitions import is_purged
from .rows import Row, differs, money_of


def left(last: Any, row: Row) -> str | None:
    """Why an intent that is there is not planned anew; None where it is, or is planned.

    - row: The line that asks for it now.
    """
    state = State(last.state)
    if state in (State.DONE, State.MOOT):
        before = money_of(last.amount, last.currency)
        # What the provider said then counts, which may be more than was still to be paid: it is told, and no reason to refuse.
        return f"{state} before" + (
            f", over {before}: this file says {row.money}" if differs(before, row.money) else ""
        )
    if state in (State.SENDING, State.UNKNOWN):
        return "unknown since an earlier run: settle it first"
    if is_purged(last.reference):
        return f"{state} before, and purged since: another campaign may send it"
    return None


def replanned(last: Any, now: int, digest: str | None = None) -> Any:
    """The change that plans an intent anew that has surely not happened; `digest`: of its body, where that may be another one.

    A key of which the provider may know an answer is not used for a fresh try, unless that is what was advised, and never with
    another body.
    """
    changed = digest is not None and digest != last.body_digest
    values: dict[str, Any] = {"state": State.PLANNED.value, "reason": None, "advice": None, "changed_at": now}
    if changed:
        values["body_digest"] = digest
    if last.key is not None and last.attempts and (changed or last.advice != "same_key"):
        values |= {"key": str(uuid4()), "key_at": None}
    return update(intent).where(intent.c.id == last.id, intent.c.state == last.state).values(**values)


def over(intent_id: int, row: Row) -> Any:
    """The change that keeps what the line says it is over with an intent that is planned: before it is sent, that is compared."""
    told = {"amount": f"{row.line.amount:f}" if row.line.amount is not None else None, "currency": row.line.currency}
    return update(intent).where(intent.c.id == intent_id, intent.c.state == State.PLANNED).values(**told)


def is_over(row: Row, now: datetime) -> list[Problem]:
    """What is wrong with a line whose invoice would end in the past: a slip of a year is not surely meant."""
    ends = row.line.expires_at
    if ends is None or row.reason is not None or ends > now:
        return []
    text = f"{ends.isoformat(timespec='seconds')} is over already: an invoice cannot be paid until then"
    return [Problem(number=row.line.number, column="expires_at", message=f"{text}; write a later time.")]
