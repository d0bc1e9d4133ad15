"""The campaign of a plan, and what its earlier runs say of another one."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from ..errors import LedgerBusyError, PlanRefusedError
from ..store.schema import RunState, campaign, run


def campaign_of(connection: Connection, name: str, at: int) -> int:
    """The number of a campaign, which is written where it is new. `at`: microseconds since 1970, UTC."""
    number = connection.scalar(select(campaign.c.id).where(campaign.c.name == name))
    if number is None:
        made = campaign.insert().values(name=name, created_at=at).returning(campaign.c.id)
        number = connection.execute(made).scalar_one()
    return int(number)


def open_run(connection: Connection, number: int, name: str, *, dry: bool) -> int | None:
    """The run of the campaign that has not ended; None where all have.

    Raises LedgerBusyError where there is one, but for a plan that is only shown.
    """
    mine = (run.c.campaign_id == number, run.c.state != RunState.ENDED)
    other = connection.execute(select(run.c.id, run.c.state, run.c.reason).where(*mine)).first()
    if other is None or dry:
        return other.id if other is not None else None
    raise LedgerBusyError(
        f"The campaign {name} has run {other.id}, which has not ended ({other.reason or other.state}): wait for it, "
        f"`reissue run resume {other.id}` goes on with it, `reissue run pause {other.id} --end` ends it. Nothing was sent."
    )


def check_approval(connection: Connection, number: int, name: str) -> None:
    """For a plan that wants no approval. Raises PlanRefusedError where an earlier one of the campaign wanted one.

    Else whoever starts a run could end it, and start it again without.
    """
    wanted = func.coalesce(func.json_extract(run.c.settings, "$.needs_approval"), 0) == 1
    earlier = connection.scalar(select(func.min(run.c.id)).where(run.c.campaign_id == number, wanted))
    if earlier is not None:
        raise PlanRefusedError(
            f"Run {earlier} of the campaign {name} wanted the approval of a second person, so each of its plans does: "
            "give --approval (in Python needs_approval). Nothing was sent."
        )
