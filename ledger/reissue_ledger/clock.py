"""Times as the ledger keeps them: whole microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """An aware moment in whole microseconds since 1970, UTC: exact, which a float of seconds is not."""
    return (moment - _EPOCH) // _MICROSECOND


def micros_of(span: timedelta) -> int:
    """A span of time in whole microseconds."""
    return span // _MICROSECOND


def moment(micros: int) -> datetime:
    """The other way, in UTC."""
    return _EPOCH + micros * _MICROSECOND


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
