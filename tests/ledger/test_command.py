"""`reissue run` and `reissue ledger` as a shell has them: real processes, their exit codes, and streams that take nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reissue import Reissue
from reissue_ledger.ledger import Ledger
from reissue_ledger.reporting.verify import faults
from reissue_ledger.run import Run
from reissue_ledger.store.schema import State
from tests.environment import bare_environment
from tests.ledger.conftest import FAST, rows, wish
from tests.ledger.vendor_server import Fault, VendorServer, environment

pytestmark = pytest.mark.slow

Effects = Callable[[], list[str]]
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
KINDS = [">&-", pytest.param("> /dev/full", marks=FULL), "| true"]


class Shell:
    """Commands of `reissue`, by a shell, against a server of a test."""

    def __init__(self, folder: Path, vendors: VendorServer) -> None:
        self.folder, self.ledger = folder, folder / "ledger.db"
        self._environment = bare_environment(**environment(vendors.address))

    def words(self, *words: str) -> list[str]:
        where = ["--ledger", str(self.ledger)]
        return [sys.executable, "-m", "reissue", *words, *where]

    def __call__(self, *words: str, into: str = "") -> tuple[int, str, str]:
        """Exit code, stdout and stderr. `into`: where the shell lets stdout go."""
        text = f'"$@" {into}'
        if into.startswith("|"):
            text = f'{{ "$@"; echo $? > code; }} {into}; exit $(cat code)'
        command = ["bash", "-c", text, "-", *self.words(*words)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, env=self._environment, cwd=self.folder, check=False
        )
        return done.returncode, done.stdout, done.stderr

    def begin(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.words(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self._environment
        )


@pytest.fixture
def shell(tmp_path: Path, vendors: VendorServer) -> Shell:
    return Shell(tmp_path, vendors)


def csv_of(folder: Path, *lines: str) -> str:
    path = folder / "file.csv"
    path.write_text("\n".join(["provider,reference,amount,currency", *lines, ""]))
    return str(path)


def _refuses(name: str, status: str, *, reads: bool = True) -> Fault:
    """A server that answers so to what is about such a reference."""

    def fault(method: str, path: str) -> str | None:
        return status if name in path and (reads or method != "GET") else None

    return fault


START = ("--campaign", "2026-12", "--verb", "reissue", "--rate", "0")


# --- streams that take nothing ---


@pytest.mark.parametrize("into", KINDS)
def test_a_result_that_could_not_be_written_ends_in_the_code_of_the_effect(
    shell: Shell, vendors: VendorServer, effects: Effects, into: str
) -> None:
    vendors.fault = _refuses("R-32", "422", reads=False)
    file = csv_of(shell.folder, "abillify,R-31,,", "abillify,R-32,,", "abillify,R-33,,")
    code, _, told = shell("run", "start", file, *START, into=into)
    assert (code, sorted(effects())) == (5, ["abillify R-31", "abillify R-33"])
    assert "the result could not be written" in told or into == "| true"  # the reader may have been slow to go
    vendors.fault = None
    with Ledger.open(shell.ledger) as ledger:
        run = next(ledger.runs())
        assert (run.progress().done, run.progress().refused) == (2, 1)


@pytest.mark.parametrize("into", [">&-", pytest.param("> /dev/full", marks=FULL)])
def test_what_a_person_does_is_done_whoever_hears_of_it(
    shell: Shell, ledger: Ledger, gateway: Reissue, into: str
) -> None:
    from msgspec.structs import replace

    run = ledger.start(rows("abillify R-41"), gateway, wish(settings=replace(FAST, needs_approval=True)))
    digest = run.status().plan_digest
    code, _, told = shell("run", "approve", "1", "--digest", digest, "--who", "Grace", into=into)
    assert (code, "could not be written" in told, run.status().approved_by) == (0, True, "Grace")
    code, _, told = shell("run", "pause", "1", "--json", into=into)
    assert (code, "could not be written" in told) == (0, True)
    code, _, told = shell("run", "resume", "1", into=into)
    assert (code, "could not be written" in told, run.progress().done) == (0, True, 1)
    code, _, told = shell("run", "settle", "1", into=into)
    assert (code, "could not be written" in told) == (0, True)
    code, _, told = shell("ledger", "purge", "--before", "2026-01-01", "--yes", into=into)
    assert (code, "could not be written" in told) == (0, True)


@pytest.mark.parametrize("into", [">&-", pytest.param("> /dev/full", marks=FULL)])
def test_a_read_that_could_not_be_written_is_2_and_blames_the_output(
    shell: Shell, ledger: Ledger, gateway: Reissue, into: str
) -> None:
    ledger.start(rows("abillify R-51"), gateway, wish()).work(gateway)
    for words in (
        ("run", "status"),
        ("run", "status", "--all", "--json"),
        ("run", "report"),
        ("run", "report", "--format", "csv"),
        ("run", "report", "--verify"),
        ("ledger", "export", "--reference", "R-51"),
        ("ledger", "migrate", "--check"),
        ("ledger", "purge", "--before", "2026-01-01", "--dry-run"),
    ):
        code, _, told = shell(*words, into=into)
        assert (code, "could not be written" in told) == (2, True), (words, told)
        assert "ledger.db" not in told and "Traceback" not in told


def test_a_reader_that_has_seen_enough_changes_no_code(shell: Shell, ledger: Ledger, gateway: Reissue) -> None:
    ledger.start(rows(*(f"abillify R-{number}" for number in range(3))), gateway, wish())
    for words, code in ((("run", "report", "--format", "jsonl"), 0), (("run", "status"), 7)):
        assert shell(*words, into="| head -0")[0] == code


@pytest.mark.parametrize("form", ["csv", "text"])
@pytest.mark.parametrize("where", [pytest.param("/dev/full", marks=FULL), "missing/report", "file.txt/report", "."])
def test_a_report_that_has_no_place_is_2_and_names_it(
    shell: Shell, ledger: Ledger, gateway: Reissue, form: str, where: str
) -> None:
    ledger.start(rows("abillify R-61"), gateway, wish())
    (shell.folder / "file.txt").write_text("old")
    code, said, told = shell("run", "report", "--format", form, "--out", where)
    assert (code, said) == (2, "")
    assert where in told and "could not be written" in told and "->" in told
    assert "ledger" not in told.replace("reissue_ledger", "") and "Traceback" not in told


# --- signals ---


def slow_start(shell: Shell, vendors: VendorServer, effects: Effects, *more: str) -> subprocess.Popen[str]:
    """A start of 40 items that is in the middle of them."""
    vendors.latency = 0.1
    file = csv_of(shell.folder, *(f"abillify,R-{number},," for number in range(40)))
    process = shell.begin("run", "start", file, *START, "--in-flight", "2", *more)
    while not effects():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_process_that_is_asked_to_end_leaves_nothing_unknown(
    shell: Shell, vendors: VendorServer, effects: Effects, number: int, as_json: bool
) -> None:
    process = slow_start(shell, vendors, effects, *(["--json"] if as_json else []))
    process.send_signal(number)
    said, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "reissue run resume 1` goes on" in told
    with Ledger.open(shell.ledger) as ledger:
        run = next(ledger.runs())
        status = run.status()
        assert (status.state, status.reason) == ("paused", "interrupted")
        assert (status.progress.unknown, status.progress.sending) == (0, 0)
        assert 0 < status.progress.done == len(effects()) < 40
        assert list(faults(ledger.database)) == []
    if as_json:
        assert json.loads(said)["run"]["progress"]["done"] == len(effects())
    vendors.latency = 0.0
    assert shell("run", "resume", "1", "--rate", "0")[0] == 0
    assert sorted(effects()) == sorted(f"abillify R-{number}" for number in range(40))


def test_a_second_signal_waits_for_nothing(shell: Shell, vendors: VendorServer, effects: Effects) -> None:
    """What was under way is unknown then, and settled by reads or a repeat with its key."""
    process = slow_start(shell, vendors, effects)
    vendors.latency = 5.0
    time.sleep(0.5)  # until requests of that latency are under way
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert process.poll() is None
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert time.monotonic() - began < 4.5
    with Ledger.open(shell.ledger) as ledger:
        status = next(ledger.runs()).status()
        assert status.progress.sending == 0
        assert status.progress.planned > 0
    assert not status.progress.unknown or "reissue run settle 1" in told


def test_a_signal_that_somebody_else_takes_stays_theirs() -> None:
    from reissue_ledger.cli.work import terminable

    taken: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: taken.append(number))
    try:
        with terminable():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.01)
        assert taken == [signal.SIGTERM]
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with pytest.raises(KeyboardInterrupt), terminable():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)


# --- what was left ---


def told_of(run: Run) -> dict[str, Any]:
    status = run.status()
    return {"skipped": status.progress.skipped, "seen": status.left_for_a_person, "because": status.skipped_because}


@pytest.mark.parametrize("status", ["404", "422"])
def test_what_could_not_be_looked_at_is_told_and_is_5(
    shell: Shell, vendors: VendorServer, effects: Effects, status: str
) -> None:
    vendors.fault = _refuses("R-7", status)
    lines = ("abillify,R-71,,", "abillify,R-72,,", "abillify,R-80,,")
    code, said, _ = shell("run", "start", csv_of(shell.folder, *lines), *START)
    assert (code, effects()) == (5, ["abillify R-80"])
    assert "skipped 2: it could not be read (" in said and f"HTTP {status}" in said
    assert "2 of the skipped" in said and "report 1 --state skipped" in said
    assert shell("run", "status", "1")[0] == 5
    document = json.loads(shell("run", "status", "1", "--json")[1])["run"]
    assert document["left_for_a_person"] == 2
    assert list(document["skipped_because"].values()) == [2]
    assert "a person must see why" in shell("run", "report", "1")[1]


def test_another_amount_than_the_file_says_is_told_and_is_5(shell: Shell, effects: Effects) -> None:
    lines = ("abillify,R-91,99.00,EUR", "abillify,R-92,98.00,EUR", "abillify,R-93,120.00,EUR")
    code, said, _ = shell("run", "start", csv_of(shell.folder, *lines), *START)
    assert (code, effects()) == (5, ["abillify R-93"])
    assert "skipped 2: the file says another amount than the provider" in said


def test_what_needs_nothing_is_clean(
    shell: Shell, ledger: Ledger, gateway: Reissue, vendors: VendorServer, effects: Effects
) -> None:
    vendors.statuses |= {"880500000111": "PAID"}
    lines = ("irembopay,880500000111,,", "abillify,R-101,,", "abillify,R-101,,", "abillify,R-102,,")
    ledger.start(rows("abillify R-102"), gateway, wish(campaign="2026-12")).work(gateway)
    code, said, _ = shell("run", "start", csv_of(shell.folder, *lines), *START)
    assert (code, effects()) == (0, ["abillify R-102", "abillify R-101"])
    for reason in ("it is paid", "the same as another line", "done before"):
        assert f"  skipped 1: {reason}\n" in said
    assert told_of(ledger.run(2)) == {
        "skipped": 3,
        "seen": 0,
        "because": {"done before": 1, "it is paid": 1, "the same as another line": 1},
    }
    assert [one.advice for one in ledger.run(2).items(state=State.SKIPPED)] == [None] * 3


# --- what else a person types, and what else is printed ---


def test_a_line_that_is_not_there_is_told_as_that(shell: Shell, ledger: Ledger, gateway: Reissue) -> None:
    ledger.start(rows("abillify R-111", "abillify R-112"), gateway, wish()).work(gateway)
    words = ("run", "decide", "1", "--why", "seen in the portal", "--happened")
    code, _, told = shell(*words[:3], "9", *words[3:])
    assert (code, "Run 1 has no line 9: it has 2 lines, from 2 to 3." in told) == (2, True)
    code, _, told = shell(*words[:3], "3", *words[3:])
    assert (code, "is not unknown" in told) == (2, True)


def test_drifts_are_kept_beside_the_ledger_and_not_shown(shell: Shell, effects: Effects) -> None:
    """The server of these tests answers with less than is documented."""
    file = csv_of(shell.folder, "qorepay,3fa85f64-5717-4562-b3fc-2c963f66afa6,,", "abillify,R-121,,")
    code, _, told = shell("run", "start", file, *START)
    assert (code, len(effects())) == (0, 2)
    assert "documented" not in told
    kept = shell.folder / "ledger.db.drift.jsonl"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {json.loads(line)["provider"] for line in kept.read_text().splitlines()} <= {"qorepay", "abillify"}
    assert kept.read_text()


def test_drifts_that_cannot_be_kept_are_told_once_and_stop_nothing(shell: Shell, effects: Effects) -> None:
    (shell.folder / "ledger.db.drift.jsonl").mkdir()
    file = csv_of(shell.folder, *(f"qorepay,3fa85f64-5717-4562-b3fc-{number:012d},," for number in range(3)))
    code, _, told = shell("run", "start", file, *START)
    assert (code, len(effects())) == (0, 3)
    assert told.count("cannot be kept") == 1 and "on_drift" not in told
