"""What threads read at once for the first time: a fault there ends the process in the middle of a run."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from msgspec import Struct
from reissue_runtime.shape import building

from reissue.plugin.decoding import reader

CODE = """
import sys, threading
from msgspec.json import encode
from reissue.plugin.settling import Before
from reissue_ledger import bodies
from reissue.plugin.decoding import reader
from reissue_ledger.planning.settings import Settings
from reissue_ledger.store.operations import End

sys.setswitchinterval(1e-6)
read = {
    "body": lambda: bodies.body_of('{"frozen":{}}'),
    "settings": lambda: reader(Settings)('{"most_sum":{"EUR":"5"}}'),
    "before": lambda: reader(Before)('{"already":true}'),
    "ends": lambda: reader(list[End])("[]"),
}[sys.argv[1]]
ready, seen = threading.Barrier(8), []

def several():
    ready.wait()
    for _ in range(50):
        seen.append(read())

threads = [threading.Thread(target=several) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(seen) == 400, len(seen)
"""


@pytest.mark.parametrize("what", ["body", "settings", "before", "ends"])
def test_threads_that_read_a_type_at_once_for_the_first_time(what: str) -> None:
    done = subprocess.run([sys.executable, "-c", CODE, what], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_is_made_while_nobody_else_makes_one() -> None:
    """The other test meets the fault in some runs alone; this one holds the lock by which it cannot be."""

    class Fresh(Struct):
        a: int

    made = threading.Thread(target=reader, args=(Fresh,))
    with building:
        made.start()
        made.join(0.2)
        assert made.is_alive()
    made.join(10)
    assert reader(Fresh)('{"a":1}') == Fresh(1)
