"""Several processes at once, killed in the middle of a handler: what was handled is counted afterwards."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reissue_ledger.inbox import Inbox, records
from reissue_ledger.ledger import Ledger
from reissue_ledger.store.schema import EventState
from tests.ledger.inbox.kit import CLOCK, Box, Heard, gateway_to, purchase, signed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
Boxes = Callable[..., Box]
T = 1_700_000_000
MANY = int(os.environ.get("REISSUE_KILLS", "0")) > 0
PURCHASES = 250 if MANY else 16
"""Of four transitions each."""
WORDS = ("created", "viewed", "paid", "settled")


def shuffled() -> list[bytes]:
    """Each transition three times: by a callback where it is a payment, by webhooks with other time stamps."""
    found: list[bytes] = []
    for number in range(PURCHASES):
        history = [(word, T + number * 10 + place) for place, word in enumerate(WORDS)]
        for place, word in enumerate(WORDS):
            for later in range(3):
                event = None if word == "paid" and later == 0 else f"purchase.{word}"
                found.append(purchase(f"p{number}", event, *history[: place + 1], updated=history[place][1] + later))
    random.Random(5).shuffle(found)
    return found


def worker(path: Path, out: Path, mode: str, share: float) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-m", "tests.ledger.inbox.worker", str(path), str(out), mode, str(share)]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("mode", ["inside", "plain"])
def test_handlers_that_are_killed(box: Boxes, tmp_path: Path, mode: str) -> None:
    CLOCK.now = datetime.now(UTC)  # that of the processes
    one = box()
    with one.ledger.database.writing() as connection:
        connection.exec_driver_sql("create table booked (transition text not null)")
    for body in shuffled():
        assert one.post("qorepay", body) == 204
    wanted = {event.transition for event in _all(one.ledger)}
    assert len(wanted) == PURCHASES * len(WORDS)
    out, killed = tmp_path / "handled", 0
    running: list[subprocess.Popen[bytes]] = []
    deadline = time.monotonic() + (240 if MANY else 60)
    share = 0.02
    while records.events(one.ledger, state=EventState.WAITING, most=1) and time.monotonic() < deadline:
        running = [each for each in running if each.poll() is None]
        while len(running) < 2:  # two at once, and another one for each that dies
            running.append(worker(one.ledger.path, out, mode, share if killed < 12 else 0.0))
            killed += 1
        time.sleep(0.05)
    for each in running:
        try:
            each.wait(20)
        finally:
            each.kill()
    handled = Counter(out.read_text().split())
    assert set(handled) == wanted  # each at least once, by its id
    assert killed > (2 if MANY else 1) and sum(handled.values()) >= len(wanted)
    assert records.counts(one.ledger)["event"] == {"handled": len(wanted)}
    if mode == "inside":
        with one.ledger.database.reading() as connection:
            booked = Counter(connection.exec_driver_sql("select transition from booked").scalars())
        assert booked == Counter(dict.fromkeys(wanted, 1))


def _all(ledger: Ledger) -> list[records.StoredEvent]:
    return records.events(ledger, most=10_000)


def test_two_processes_take_deliveries_at_once(tmp_path: Path) -> None:
    """Threads with a ledger of their own each are as far apart as processes: files and locks are all that they share."""
    path, bodies = tmp_path / "ledger.sqlite3", shuffled()[:120]
    Ledger.open(path, live=False).close()

    both = threading.Barrier(2, timeout=30)

    def meets() -> Callable[[object], bool]:
        """Whoever is first waits in its first event until the other one has got one, too."""
        first = [True]

        def waits(_: object) -> bool:
            if first:
                first.clear()
                both.wait()
            return False

        return waits

    heard = [Heard(meets()), Heard(meets())]
    gateways = [gateway_to(), gateway_to()]
    answers: Counter[int] = Counter()
    inboxes = [
        Inbox(lambda: Ledger.open(path, live=False), gateway, one, now=CLOCK)
        for gateway, one in zip(gateways, heard, strict=True)
    ]

    def post(inbox: Inbox) -> None:
        for body in bodies:
            answers[inbox.receive("qorepay", "", signed(body), body).status] += 1

    threads = [threading.Thread(target=post, args=(inbox,)) for inbox in inboxes for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        until = time.monotonic() + 60
        while records.counts(inboxes[0].ledger)["event"].get("waiting") and time.monotonic() < until:
            time.sleep(0.05)
        counts = records.counts(inboxes[0].ledger)
        handled = heard[0].transitions + heard[1].transitions
        assert set(answers) == {204} and counts["delivery"] == {"read": len(set(bodies))}
        assert len(handled) == len(set(handled)) == counts["event"]["handled"]
        assert min(map(len, (heard[0].events, heard[1].events))) > 0
    finally:
        for inbox, gateway in zip(inboxes, gateways, strict=True):
            inbox.close()
            gateway.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_after_a_fork_the_ledger_is_opened_again(tmp_path: Path) -> None:
    """Servers load the application, then fork."""
    script = f"""
import os, sys
from reissue_ledger.inbox import Inbox
from reissue_ledger.ledger import Ledger
from tests.ledger.inbox.kit import gateway_to, purchase, signed
from tests.ledger.inbox.kit import Heard
import time
inbox = Inbox(Ledger.open({str(tmp_path / "ledger.sqlite3")!r}, live=False), gateway_to(), heard := Heard())
body = purchase("p1", "purchase.created", ("created", 1))
headers = signed(body)
def post(number):
    other = purchase(f"p{{number}}", "purchase.created", ("created", 1))
    assert inbox.receive("qorepay", "", signed(other), other).status == 204
    until = time.monotonic() + 20
    while len(heard.events) < 1 and time.monotonic() < until:
        time.sleep(0.01)
    assert heard.events
child = os.fork()
if child == 0:
    post(1)
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
post(2)
inbox.close()
print("done")
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout == "done\n", done.stderr
