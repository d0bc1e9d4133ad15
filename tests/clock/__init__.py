"""The suite at another moment: its own process and every Python that it starts read a clock that is ahead or behind.

    REISSUE_TEST_NOW=2027-03-01 TZ=Pacific/Apia pytest -p tests.clock.plugin
    REISSUE_TEST_NOW=+400d pytest -p tests.clock.plugin

`REISSUE_TEST_NOW` is a date or a time in ISO format (UTC unless it says otherwise) or a number of days from now. The clock
goes on from there. What is not Python (git, node, the times of files) keeps the machine's clock.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

WANTED = "REISSUE_TEST_NOW"
OFFSET = "REISSUE_TEST_OFFSET"
SITE = str(Path(__file__).with_name("site"))
"""A folder for PYTHONPATH: it holds a sitecustomize that starts the same clock."""


def offset_of(wanted: str, now: datetime) -> timedelta:
    """How far the wanted moment is from now. Raises ValueError."""
    if wanted[:1] in {"+", "-"} and wanted.endswith("d"):
        return timedelta(days=int(wanted[:-1]))
    moment = datetime.fromisoformat(wanted)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now


def start() -> timedelta | None:
    """Set the clock of this process as the environment says, once; None where it says nothing.

    The offset is handed to the processes that this one starts, so that all read one clock, however late they begin.
    """
    wanted, known = os.environ.get(WANTED), os.environ.get(OFFSET)
    if not wanted:
        return None
    if time_machine.escape_hatch.is_travelling():
        return timedelta(seconds=float(known or 0))
    now = datetime.now(UTC)
    offset = timedelta(seconds=float(known)) if known else offset_of(wanted, now)
    os.environ[OFFSET] = str(offset.total_seconds())
    zone = os.environ.get("TZ")
    time_machine.travel(now + offset, tick=True).start()
    time.time()  # it goes on from its first reading
    if zone is not None:  # whatever was done to it on the way
        os.environ["TZ"] = zone
        time.tzset()
    return offset
