"""A plug-in of pytest, for `-p tests.clock.plugin`: starts the clock of `tests.clock` here and in all child processes."""

from __future__ import annotations

import os
import time
from datetime import datetime

from tests import clock

started = clock.start()
if started is not None:
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if clock.SITE not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([clock.SITE, *filter(None, paths)])


def pytest_report_header() -> str:
    """The clock that the tests read."""
    if started is None:
        return f"clock: the machine's, as {clock.WANTED} is not set"
    return f"clock: {datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z} ({time.tzname[0]}), {started.days:+} days"
