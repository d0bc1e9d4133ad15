"""Where a run stands: its counts, and what a person must know of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, func, select

from reissue.errors import Advice
from reissue.plugin.decoding import reader

from .clock import moment
from .planning.reasons import kind_of
from .planning.settings import Settings
from .running.brakes import Progress
from .store.schema import RunState, State, campaign, intent, item, run
from .working import may_be_repeated, progress_of

_MOST_REASONS: Final = 500
"""Kinds of reasons that are told apart; what people write may be endless."""
_OTHERS: Final = "other reasons"


class Status(Struct, frozen=True, kw_only=True):
    """Where a run stands."""

    run_id: int
    campaign: str
    period: str
    verb: str
    state: RunState
    reason: str | None
    source: str
    started_by: str
    approved_by: str | None
    approved_at: datetime | None
    needs_approval: bool
    """Whether a second person must approve the plan before anything is sent."""
    plan_digest: str
    even_if: tuple[str, ...]
    """Statuses in which an invoice is put before its payer all the same."""
    created_at: datetime
    ended_at: datetime | None
    progress: Progress
    advised_repeat: int
    """Refused items that `work` plans anew."""
    unsettled: int
    """Skipped items that are unknown since an earlier run."""
    unsettled_in: tuple[int, ...]
    """The runs in which these can be settled and decided."""
    not_as_asked: int
    """Done items of which the provider's answer says something else than was asked for: a person must look."""
    left_for_a_person: int
    """Skipped items that could not be read, or are not as the file says: surely not sent, and nobody knows that it is well so."""
    skipped_because: dict[str, int]
    """By reason: how many items were skipped, the most frequent first."""

    @property
    def waits(self) -> bool:
        """Whether it waits for its approval."""
        return self.needs_approval and self.approved_by is None and self.state is not RunState.ENDED


class Reason(Struct, frozen=True, kw_only=True):
    """Why items stand as they do."""

    state: State
    reason: str
    count: int


def state_of_line() -> Any:
    """How a line stands: one that was left is skipped, however its intent stands."""
    return func.iif(item.c.reason.is_not(None), State.SKIPPED.value, intent.c.state).label("state")


def reasons_of(connection: Connection, run_id: int, state: State | None = None) -> list[Reason]:
    """Why the lines of a run stand as they do, the most frequent first. `state`: only of those that stand so."""
    found: Counter[tuple[str, str]] = Counter()
    reason = func.coalesce(item.c.reason, intent.c.reason).label("why")
    counted = select(state_of_line(), reason, func.count().label("n"))
    counted = counted.select_from(item.join(intent, intent.c.id == item.c.intent_id))
    chosen = counted.where(item.c.run_id == run_id, reason.is_not(None)).group_by("state", reason)
    if state is not None:
        chosen = chosen.where(state_of_line() == state)
    for row in connection.execute(chosen.execution_options(yield_per=500)):
        key = row.state, kind_of(row.why)
        found[key if key in found or len(found) < _MOST_REASONS else (row.state, _OTHERS)] += row.n
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Reason(state=State(state), reason=why, count=count) for (state, why), count in ordered]


def status_of(connection: Connection, run_id: int) -> Status:
    """Where a run stands, as one connection sees it."""
    chosen = select(run, campaign.c.name).join(campaign, campaign.c.id == run.c.campaign_id)
    row = connection.execute(chosen.where(run.c.id == run_id)).one()
    settings = reader(Settings)(row.settings)
    mine = select(item.c.intent_id).where(item.c.run_id == run_id, item.c.reason.is_(None))
    again = select(func.count()).where(*may_be_repeated(run_id))
    before = select(item.c.intent_id).where(
        item.c.run_id == run_id,
        item.c.reason.is_not(None),
        item.c.intent_id == intent.c.id,
        intent.c.state.in_((State.UNKNOWN, State.SENDING)),
    )
    other = item.alias()
    theirs = select(other.c.run_id).where(other.c.intent_id.in_(before), other.c.reason.is_(None)).distinct()
    seen = select(func.count()).where(intent.c.id.in_(mine), intent.c.advice == Advice.PERSON)
    return Status(
        run_id=run_id,
        campaign=row.name,
        period=row.period,
        verb=row.verb,
        state=RunState(row.state),
        reason=row.reason,
        source=row.source,
        started_by=row.started_by,
        approved_by=row.approved_by,
        approved_at=moment(row.approved_at) if row.approved_at is not None else None,
        needs_approval=settings.needs_approval,
        plan_digest=row.plan_digest,
        even_if=settings.even_if,
        created_at=moment(row.created_at),
        ended_at=moment(row.ended_at) if row.ended_at is not None else None,
        progress=progress_of(connection, run_id),
        advised_repeat=connection.scalar(again) or 0,
        unsettled=connection.scalar(select(func.count()).select_from(before.subquery())) or 0,
        unsettled_in=tuple(sorted(set(connection.scalars(theirs)) - {run_id})),
        not_as_asked=connection.scalar(seen.where(intent.c.state == State.DONE)) or 0,
        left_for_a_person=connection.scalar(seen.where(intent.c.state == State.SKIPPED)) or 0,
        skipped_because={one.reason: one.count for one in reasons_of(connection, run_id, State.SKIPPED)},
    )
