"""The clock of `tests.clock`: one for a run and for all that the run starts."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.clock import SITE, offset_of
from tests.environment import bare_environment

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

SEEN = """
import datetime, json, subprocess, sys
told = 'import datetime; print(datetime.datetime.now(datetime.UTC).timestamp())'
child = subprocess.run([sys.executable, '-c', told], capture_output=True, text=True, check=True).stdout
own = datetime.datetime.now(datetime.UTC).timestamp()
print(json.dumps([own, float(child), datetime.datetime.now().astimezone().utcoffset().total_seconds()]))
"""


@pytest.mark.parametrize(
    ("wanted", "moment"),
    [
        ("2027-03-01", datetime(2027, 3, 1, tzinfo=UTC)),
        ("2027-03-01T10:00:00+02:00", datetime(2027, 3, 1, 8, tzinfo=UTC)),
        ("+400d", NOW + timedelta(days=400)),
        ("-1d", NOW - timedelta(days=1)),
    ],
)
def test_what_can_be_wished_for(wanted: str, moment: datetime) -> None:
    assert NOW + offset_of(wanted, NOW) == moment


def test_a_process_and_its_child_read_one_clock() -> None:
    """The child begins later and is as far ahead; a clock set anew for each would have gone back in between."""
    environ = bare_environment(SITE, REISSUE_TEST_NOW="2030-12-31T12:00:00", TZ="Pacific/Apia")
    environ.pop("REISSUE_TEST_OFFSET", None)
    done = subprocess.run([sys.executable, "-c", SEEN], env=environ, capture_output=True, text=True, check=True)
    own, child, zone = json.loads(done.stdout)
    begun = datetime(2030, 12, 31, 12, tzinfo=UTC).timestamp()
    assert begun <= child <= own < begun + 86400
    assert zone == 13 * 3600


def test_pytest_runs_by_it(tmp_path: Path) -> None:
    (tmp_path / "test_year.py").write_text(
        "import time\n\ndef test_year():\n    assert time.gmtime().tm_year == 2031\n"
    )
    environ = bare_environment(ROOT, REISSUE_TEST_NOW="2031-07-01", TZ="UTC", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    environ.pop("REISSUE_TEST_OFFSET", None)
    command = [sys.executable, "-m", "pytest", "-p", "tests.clock.plugin", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "clock: 2031-07-01" in done.stdout
