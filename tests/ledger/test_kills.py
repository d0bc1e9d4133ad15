"""Processes that die at any moment: what a server counted is what the ledger says, and nothing is sent twice.

The judge is `tests.ledger.vendor_server`, which is not the sandbox and writes each effect down before it answers.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reissue import Reissue
from reissue_ledger.ledger import Ledger
from reissue_ledger.store.schema import State
from tests.ledger.vendor_server import QUICK, environment
from tests.ledger.worker import PROVIDERS, reference_of

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("REISSUE_KILLS", "2"))
"""More of them, and more items, in `make long`."""
MANY = KILLS >= 20
FULL = 400 if MANY else 200
COUNT = 2_000 if MANY else 40 * KILLS


HELD = re.compile("is running|another program holds")
"""What a second start is told: who froze in the middle of a commit holds the file, too."""


@contextmanager
def served(tmp_path: Path, *options: str) -> Iterator[tuple[str, Path]]:
    """A server in a process of its own."""
    effects = tmp_path / "effects"
    command = [sys.executable, "-m", "tests.ledger.vendor_server", str(effects), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip(), effects
        finally:
            server.kill()


def worker(tmp_path: Path, address: str, count: int = COUNT, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ledger.worker", str(tmp_path / "ledger.db"), address, str(count), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def counted(effects: Path) -> Counter[str]:
    """By provider and reference: how often it happened."""
    lines = effects.read_text().splitlines() if effects.exists() else []
    return Counter(" ".join(line.split()[:2]) for line in lines)


def compare(tmp_path: Path, effects: Path, count: int = COUNT) -> dict[State, int]:
    """Hold the ledger against what the server counted. Returns the counts by state."""
    happened, found = counted(effects), Counter[State]()
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        (run,) = ledger.runs()
        for item in run.items():
            provider = item.account.partition(":")[0]
            times = happened.pop(f"{provider} {item.reference}", 0)
            found[item.state] += 1
            # An expiry that is set again to the same moment is no second effect.
            assert times <= 1 or provider == "irembopay", f"{item.reference} happened {times} times"
            if item.state is State.DONE:
                assert times >= 1, f"{item.reference} is done, and never happened"
            if item.state in (State.PLANNED, State.SKIPPED, State.REFUSED):
                assert times == 0, f"{item.reference} is {item.state}, and happened"
        assert ledger.faults() == []
    assert happened == {}, "something happened that no item is about"
    assert sum(found.values()) == count
    return found


def killed(process: subprocess.Popen[str], after: float) -> None:
    """Wait until it has begun, and so long; then it dies."""
    assert process.stdout
    process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def finished(process: subprocess.Popen[str]) -> str:
    told, _ = process.communicate(timeout=240)
    assert process.returncode == 0, told
    return told


def test_a_process_that_is_killed_sends_nothing_twice_and_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    with served(tmp_path, "--latency", "0.02") as (address, effects):
        for _ in range(KILLS):
            killed(worker(tmp_path, address), chance.uniform(0.0, 2.0 if MANY else 0.5))
            compare(tmp_path, effects)
        finished(worker(tmp_path, address))
        found = compare(tmp_path, effects)
    assert set(found) <= {State.DONE, State.UNKNOWN}
    assert found[State.UNKNOWN] <= KILLS * len(PROVIDERS) * 2  # at most what was in flight


def test_two_processes_that_start_the_same_campaign_at_once_send_each_item_once(tmp_path: Path) -> None:
    with served(tmp_path, "--latency", "0.005") as (address, effects):
        both = [worker(tmp_path, address, 40) for _ in range(2)]
        told = [process.communicate(timeout=120)[0] for process in both]
        assert sorted(process.returncode for process in both) == [0, 3], told
        assert compare(tmp_path, effects, 40) == {State.DONE: 40}
    assert "has run 1, which has not ended" in "".join(told) or "Run 1 is running" in "".join(told)


def test_under_faults_the_ledger_says_what_the_server_counted(tmp_path: Path) -> None:
    chance = random.Random(11)
    with served(tmp_path, "--faults", "0.3") as (address, effects):
        for _ in range(2 if MANY else 1):
            killed(worker(tmp_path, address), chance.uniform(0.2, 1.0))
            compare(tmp_path, effects)
        worker(tmp_path, address).communicate(timeout=240)
        found = compare(tmp_path, effects)
    assert found[State.DONE] and found[State.UNKNOWN]


def test_references_of_the_four_are_told_apart() -> None:
    assert len({reference_of(provider, 1) for provider in PROVIDERS}) == len(PROVIDERS)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="the system stops no processes")
def test_a_process_that_is_frozen_holds_its_run(tmp_path: Path) -> None:
    with served(tmp_path, "--latency", "0.05") as (address, effects):
        first = worker(tmp_path, address)
        assert first.stdout
        first.stdout.readline()
        while not counted(effects):  # it has the run by then
            time.sleep(0.01)
        first.send_signal(signal.SIGSTOP)
        try:
            second = worker(tmp_path, address)
            told, _ = second.communicate(timeout=60)
            assert second.returncode == 3
            assert HELD.search(told)
        finally:
            first.send_signal(signal.SIGCONT)
        finished(first)
        assert compare(tmp_path, effects) == {State.DONE: COUNT}


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="the system stops no processes")
def test_a_process_that_freezes_between_claim_and_request_sends_nothing_when_it_thaws(tmp_path: Path) -> None:
    with served(tmp_path) as (address, effects):
        options = ("--stop-after-claim", "--providers", "qorepay", "--in-flight", "1")
        process = worker(tmp_path, address, 3, *options)
        assert process.stdout
        assert [process.stdout.readline().strip() for _ in range(2)] == ["started", "claimed"]
        time.sleep(1.5)  # the limit of a claim is one second here
        try:
            told, _ = worker(tmp_path, address, 3).communicate(timeout=60)
            assert HELD.search(told)
        finally:
            process.send_signal(signal.SIGCONT)
        finished(process)
        found = compare(tmp_path, effects, 3)
    assert found == {State.REFUSED: 1, State.DONE: 2}
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        (run,) = ledger.runs()
        (late,) = run.items(state=State.REFUSED)
    assert late.reason is not None and "too late" in late.reason


# --- full disks ---


@pytest.mark.skipif(sys.platform == "win32", reason="the system limits no files")
@pytest.mark.parametrize("room", [1_000 * step for step in range(0, 400, 20 if MANY else 200)])
def test_when_no_file_can_grow_nothing_is_unknown_and_nothing_is_lost(room: int, tmp_path: Path) -> None:
    """Also where the room that was kept free helps nothing, as a limit of each file does not care for it."""
    with served(tmp_path, "--latency", "0.01") as (address, effects):
        with Ledger.open(tmp_path / "ledger.db", live=False):
            planned = (tmp_path / "ledger.db").stat().st_size
        process = worker(tmp_path, address, FULL, "--file-size", str(planned + room), "--in-flight", "4")
        told, _ = process.communicate(timeout=120)
        assert process.returncode == 2, told
        found = compare(tmp_path, effects, FULL)
        assert found[State.UNKNOWN] == 0
        assert found[State.PLANNED] > 0
        finished(worker(tmp_path, address, FULL))
        assert compare(tmp_path, effects, FULL) == {State.DONE: FULL}


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root makes a small disk")
@pytest.mark.parametrize("kilobytes", range(1_200, 2_200, 50 if MANY else 500))
def test_when_the_disk_is_full_nothing_is_unknown_and_nothing_is_lost(kilobytes: int, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        with served(tmp_path, "--latency", "0.01") as (address, effects):
            process = worker(disk, address, FULL, "--in-flight", "4")
            told, _ = process.communicate(timeout=120)
            if not (disk / "ledger.db").exists() or ("failed" in told and not counted(effects)):
                return  # a sentence before anything was sent
            with Ledger.to_read(disk / "ledger.db") as ledger:  # also where there is no room for its log
                (run,) = ledger.runs()
                assert len(list(run.items())) == FULL
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            assert compare(disk, effects, FULL)[State.UNKNOWN] == 0, told
            finished(worker(disk, address, FULL))
            assert compare(disk, effects, FULL) == {State.DONE: FULL}
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


# --- settling ---


def later() -> datetime:
    """When nothing of a call that was just made can be under way."""
    return datetime.now(UTC) + timedelta(minutes=10)


def settled(tmp_path: Path, address: str, *, complete: bool) -> Counter[str]:
    """Settle the one run. Returns by verb of the provider: how many are left."""
    with (
        Ledger.open(tmp_path / "ledger.db", now=later) as ledger,
        Reissue.from_env(environment(address), retry=QUICK) as given,
        # The clock of the gateway is moved, too: it says whether the quiet time has passed.
        Reissue(*given._given.values(), clock=later, retry=QUICK) as gateway,
    ):
        (run,) = ledger.runs()
        told = run.settle(gateway, complete=complete)
        return Counter(one.verb for one in told.left if one.advice not in ("same_key", "look"))


@pytest.mark.parametrize("faults", ["0.0", "0.4"] if MANY else ["0.4"])
def test_what_is_settled_is_what_the_server_counted(tmp_path: Path, faults: str) -> None:
    """After it the only unknowns are those of which no read proves anything: QorePay's and PayPen's, which are a person's."""
    chance = random.Random(5)
    with served(tmp_path, "--latency", "0.02", "--faults", faults) as (address, effects):
        for _ in range(3 if MANY else 1):
            killed(worker(tmp_path, address), chance.uniform(0.1, 0.6))
        worker(tmp_path, address).communicate(timeout=240)
        before = compare(tmp_path, effects)
        assert before[State.UNKNOWN] or faults == "0.0"  # a process may die when nothing is in flight
        settled(tmp_path, address, complete=False)
        first = compare(tmp_path, effects)
        assert first[State.UNKNOWN] < before[State.UNKNOWN] or not before[State.UNKNOWN]
        for _ in range(12 if MANY else 6):  # what is sent again meets faults again
            left = settled(tmp_path, address, complete=True)
        after = compare(tmp_path, effects)
    assert set(left) <= {"resend", "regenerate"}
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        (run,) = ledger.runs()
        unknown = Counter(item.account.partition(":")[0] for item in run.items(state=State.UNKNOWN))
    # What is repeated meets faults again, and those that were answered may have bound their key.
    more = {"abillify"} | (set() if MANY else {"irembopay"}) if faults != "0.0" else set()
    assert set(unknown) <= {"qorepay", "paypen"} | more, after
