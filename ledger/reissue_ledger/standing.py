"""Where a run stands: its counts, and what a person must know of them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, func, select

from .clock import moment
from .decoding import reader
from .planning.settings import Settings
from .running.brakes import Progress
from .store.schema import RunState, State, campaign, intent, item, run
from .store.transitions import PURGED
from .working import REPEATS, progress_of


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
    created_at: datetime
    ended_at: datetime | None
    progress: Progress
    advised_repeat: int
    """Refused items that `work` plans anew."""
    unsettled: int
    """Skipped items that are unknown since an earlier run."""

    @property
    def waits(self) -> bool:
        """Whether it waits for its approval."""
        return self.needs_approval and self.approved_by is None and self.state is not RunState.ENDED


def status_of(connection: Connection, run_id: int) -> Status:
    """Where a run stands, as one connection sees it."""
    chosen = select(run, campaign.c.name).join(campaign, campaign.c.id == run.c.campaign_id)
    row = connection.execute(chosen.where(run.c.id == run_id)).one()
    mine = select(item.c.intent_id).where(item.c.run_id == run_id, item.c.reason.is_(None))
    again = select(func.count()).where(
        intent.c.id.in_(mine),
        intent.c.state == State.REFUSED,
        intent.c.advice.in_(REPEATS),
        ~intent.c.reference.startswith(PURGED),
    )
    before = select(func.count()).where(
        item.c.run_id == run_id,
        item.c.reason.is_not(None),
        item.c.intent_id == intent.c.id,
        intent.c.state.in_((State.UNKNOWN, State.SENDING)),
    )
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
        needs_approval=reader(Settings)(row.settings).needs_approval,
        plan_digest=row.plan_digest,
        created_at=moment(row.created_at),
        ended_at=moment(row.ended_at) if row.ended_at is not None else None,
        progress=progress_of(connection, run_id),
        advised_repeat=connection.scalar(again) or 0,
        unsettled=connection.scalar(before) or 0,
    )
