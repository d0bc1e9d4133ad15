"""Where a ledger can be, and where not: a sentence before anything is sent."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from reissue import Reissue
from reissue_ledger.errors import LedgerBusyError, LedgerFailedError, LedgerUnusableError
from reissue_ledger.ledger import Ledger
from reissue_ledger.store import database, engines, files
from reissue_ledger.store.lease import locked
from reissue_ledger.store.schema import RunState, State
from tests.ledger.conftest import rows, wish
from tests.ledger.vendor_server import VendorServer

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_its_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ledger.db"
    with Ledger.open(path, live=False) as ledger:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        with ledger.database.writing() as connection:
            connection.exec_driver_sql("delete from meta where name = 'opened_at'")
            beside = [one for one in path.parent.iterdir() if one != path]
            assert beside
            assert all(one.stat().st_mode & 0o077 == 0 for one in beside)


def test_a_mode_that_lets_others_read_is_tightened(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger.open(path, live=False).close()
    path.chmod(0o644)
    Ledger.open(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_committed_survives_a_loss_of_power(tmp_path: Path) -> None:
    """SQLite, https://sqlite.org/pragma.html#pragma_synchronous: in WAL mode FULL (2) syncs at each commit, NORMAL does not."""
    with Ledger.open(tmp_path / "ledger.db", live=False) as ledger, ledger.database.reading() as connection:
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 2
        assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(LedgerUnusableError, match="cannot be used"):
            Ledger.open(tmp_path / "ledger.db", live=False)
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beginning a transaction succeeds on it, so that only a change tells; `query_only` is the same for root too."""
    Ledger.open(tmp_path / "ledger.db", live=False).close()
    made = engines.engine_for

    def reading(path: Path) -> Engine:
        engine = made(path)
        event.listen(engine, "connect", lambda raw, _: raw.execute("pragma query_only = on"))
        return engine

    monkeypatch.setattr(database, "engine_for", reading)
    with pytest.raises(LedgerUnusableError, match="readonly"):
        Ledger.open(tmp_path / "ledger.db")


def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("create table customers (name)")
    with pytest.raises(LedgerUnusableError, match="another program"):
        Ledger.open(tmp_path / "other.db", live=False)
    (tmp_path / "text.db").write_text("these are no bytes of a database, and long enough to be taken for one" * 20)
    with pytest.raises(LedgerUnusableError, match="not a database"):
        Ledger.open(tmp_path / "text.db", live=False)


def test_a_folder_is_refused_and_so_is_a_ledger_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnusableError, match="is a folder"):
        Ledger.open(tmp_path, live=False)
    with pytest.raises(LedgerUnusableError, match="There is no ledger"):
        Ledger.open(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"])
def test_a_network_file_system_is_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite, https://sqlite.org/wal.html: WAL does not work over a network file system."""
    monkeypatch.setattr(files, "file_system", lambda _: kind)
    with pytest.raises(LedgerUnusableError, match=f"network file system .{kind}."):
        Ledger.open(tmp_path / "ledger.db", live=False)
    assert not (tmp_path / "ledger.db").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell it so")
def test_the_file_system_is_the_one_that_the_system_names(tmp_path: Path) -> None:
    """`stat -f` of coreutils is the other reader."""
    told = subprocess.run(["stat", "-f", "-c", "%T", str(tmp_path)], capture_output=True, text=True, check=True).stdout
    same = {"ext2/ext3": {"ext2", "ext3", "ext4"}, "overlayfs": {"overlay"}}
    assert files.file_system(tmp_path) in same.get(told.strip(), {told.strip()})


def test_a_lock_that_is_held_for_a_while_is_waited_for(tmp_path: Path, gateway: Reissue) -> None:
    with Ledger.open(tmp_path / "ledger.db", live=False) as ledger:
        other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None, check_same_thread=False)
        other.execute("begin immediate")
        threading.Timer(0.3, lambda: other.execute("rollback")).start()
        ledger.start(rows("abillify R-1"), gateway, wish())
        other.close()


def test_a_lock_that_is_held_for_too_long_is_told(
    tmp_path: Path, gateway: Reissue, effects: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.2)
    with Ledger.open(tmp_path / "ledger.db", live=False) as ledger:
        run = ledger.start(rows("abillify R-1"), gateway, wish())
        other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(LedgerBusyError, match="another program holds"):
            run.work(gateway)
        with pytest.raises(LedgerBusyError, match="another program holds"):
            ledger.start(rows("abillify R-2"), gateway, wish(campaign="other"))
        other.execute("rollback")
        other.close()
        assert effects() == []
        assert run.work(gateway).progress.done == 1


def test_a_lock_in_the_middle_of_a_run_stops_it_with_all_results(
    tmp_path: Path,
    vendors: VendorServer,
    gateway: Reissue,
    effects: Callable[[], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was under way when the lock was taken is written, in the database or in the file beside it."""
    monkeypatch.setattr(engines, "PATIENCE", 0.1)
    with Ledger.open(tmp_path / "ledger.db", live=False) as ledger:
        run = ledger.start(rows(*(f"abillify R-{number}" for number in range(40))), gateway, wish())
        other = sqlite3.connect(tmp_path / "ledger.db", timeout=20, isolation_level=None, check_same_thread=False)
        one_at_a_time = threading.Lock()

        def hold(method: str, path: str) -> None:
            """Nothing is answered after the fifth effect before the lock is taken."""
            with one_at_a_time:
                if len(effects()) >= 5 and not other.in_transaction:
                    other.execute("begin immediate")

        vendors.fault = hold
        with pytest.raises((LedgerFailedError, LedgerBusyError)):
            run.work(gateway)
        vendors.fault = None
        other.execute("rollback")
        other.close()
        ledger.recover()
        progress = run.progress()
        assert progress.unknown == 0
        assert progress.done == len(effects())
        run.work(gateway)
        assert len(effects()) == run.progress().done == 40


def test_a_ledger_of_before_a_fork_is_not_used_after_it(tmp_path: Path, gateway: Reissue) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("the system does not fork")
    with Ledger.open(tmp_path / "ledger.db", live=False) as ledger:
        code = (
            "import os, sys, pathlib\n"
            "from reissue_ledger.ledger import Ledger\n"
            "from reissue_ledger.errors import LedgerFailedError\n"
            "ledger = Ledger.open(pathlib.Path(sys.argv[1]))\n"
            "if os.fork() == 0:\n"
            "    try:\n"
            "        list(ledger.runs())\n"
            "    except LedgerFailedError as error:\n"
            "        print(error, flush=True)\n"
            "    os._exit(0)\n"
            "os.wait()\n"
        )
        told = subprocess.run(
            [sys.executable, "-c", code, str(ledger.path)], capture_output=True, text=True, check=True
        )
    assert "before a fork" in told.stdout


def test_what_a_dead_process_left_is_put_in_order_when_somebody_opens_it(ledger: Ledger, gateway: Reissue) -> None:
    """Without a process there is nothing to sweep; see test_kills.py for those that died."""
    run = ledger.start(rows("abillify R-1"), gateway, wish())
    run.work(gateway)
    assert ledger.recover() == 0
    assert [item.state for item in run.items()] == [State.DONE]


def test_a_run_that_nobody_works_on_is_not_called_running(
    ledger: Ledger, gateway: Reissue, effects: Callable[[], list[str]]
) -> None:
    """Planned, and its process gone before it took the run (or after it had given it back): somebody who looks is told."""
    run = ledger.start(rows("abillify R-1"), gateway, wish())
    assert run.status().state is RunState.RUNNING
    with Ledger.open(ledger.path, live=False) as other:
        told = other.run(run.id).status()
        assert (told.state, told.reason) == (RunState.PAUSED, "no process works on it")
        with locked(ledger.database, run.id):  # somebody does: it is left as it is
            other.recover()
    assert run.work(gateway).state is RunState.ENDED  # whoever planned it goes on all the same
    assert effects() == ["abillify R-1"]


def test_a_run_whose_process_lives_is_running(ledger: Ledger, gateway: Reissue) -> None:
    run = ledger.start(rows("abillify R-1"), gateway, wish())
    with locked(ledger.database, run.id), Ledger.open(ledger.path, live=False) as other:
        assert other.run(run.id).status().state is RunState.RUNNING


# --- names ---


@pytest.mark.parametrize("name", ["what?.db", "no#1.db", "100%25.db", "a b?mode=ro.db", "ключ.db"])
def test_a_name_is_taken_as_it_is(name: str, tmp_path: Path) -> None:
    """The file that is named is the one that is made, for its owner alone; the sqlite3 module is the other reader."""
    with Ledger.open(tmp_path / name, live=False) as ledger:
        assert ledger.path.name == name
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(tmp_path / name)) as other:
        assert other.execute("select value from meta where name = 'kind'").fetchall() == [("test",)]
    with Ledger.to_read(tmp_path / name) as ledger:
        assert list(ledger.runs()) == []


# --- reading where nothing can be written ---


@contextmanager
def small_disk(tmp_path: Path, size: str = "4m") -> Generator[Path, None, None]:
    """A file system of its own, in memory."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if not ROOT or sys.platform != "linux" or subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("this user mounts nothing here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)


def left_by_a_dead_process(path: Path, gateway: Reissue) -> None:
    """A run that is half done, with its log beside the file: what `kill -9` leaves."""
    code = (
        "import os, sys, pathlib\n"
        "from reissue_ledger.ledger import Ledger\n"
        "ledger = Ledger.open(pathlib.Path(sys.argv[1]))\n"
        "connection = ledger.database.engine.connect()\n"
        "connection.exec_driver_sql('pragma wal_autocheckpoint = 0')\n"
        "connection.exec_driver_sql(\"update run set reason = 'only in the log'\")\n"
        "connection.commit()\n"
        "os._exit(0)\n"
    )
    with Ledger.open(path, live=False) as ledger:
        ledger.start(rows("abillify R-1", "abillify R-2"), gateway, wish())
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0


@pytest.mark.parametrize("full", [True, False], ids=["full", "read-only"])
def test_a_ledger_is_read_where_it_cannot_be_written(full: bool, tmp_path: Path, gateway: Reissue) -> None:
    """What the log beside the file holds is seen, too."""
    with small_disk(tmp_path) as disk:
        left_by_a_dead_process(disk / "ledger.db", gateway)
        if full:
            fill(disk)
        else:
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(LedgerUnusableError, match="full" if full else "readonly|Read-only"):
            Ledger.open(disk / "ledger.db")
        with Ledger.to_read(disk / "ledger.db") as ledger:
            assert ledger.read_only is not None
            (run,) = ledger.runs()
            assert run.status().reason == "only in the log"
            assert [item.state for item in run.items()] == [State.PLANNED] * 2
            assert ledger.faults() == []
            with pytest.raises(LedgerUnusableError, match="full" if full else "readonly|Read-only"):
                run.pause("Ada")
            with pytest.raises(LedgerUnusableError):
                run.work(gateway)
        with pytest.raises(LedgerUnusableError, match="live servers"):
            Ledger.to_read(disk / "ledger.db", live=True)


def test_a_ledger_is_read_while_another_program_holds_it(
    tmp_path: Path, gateway: Reissue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.1)
    with Ledger.open(tmp_path / "ledger.db", live=False) as ledger:
        ledger.start(rows("abillify R-1"), gateway, wish())
        with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as other:
            other.execute("begin immediate")
            with Ledger.to_read(tmp_path / "ledger.db") as beside:
                assert isinstance(beside.read_only, LedgerBusyError)
                assert [run.status().progress.planned for run in beside.runs()] == [1]


def test_what_is_not_there_or_not_a_ledger_is_not_read_either(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnusableError, match="There is no ledger"):
        Ledger.to_read(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("these are no bytes of a database, and long enough to be taken for one" * 20)
    with pytest.raises(LedgerUnusableError, match="not a database"):
        Ledger.to_read(tmp_path / "text.db")
    assert [one.name for one in tmp_path.iterdir()] == ["text.db"]


def test_what_is_no_ledger_is_left_as_it_is(tmp_path: Path) -> None:
    """Its mode, too: a slip with --ledger must not take a file, or a device, from those who use it."""
    other = tmp_path / "customers.csv"
    other.write_text("provider,reference\nabillify,R-1\n" * 40)
    other.chmod(0o644)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    pipe.chmod(0o644)
    database_ = tmp_path / "customers.db"
    with closing(sqlite3.connect(database_)) as made:
        made.execute("create table customers (name)")
    database_.chmod(0o644)
    for path in (other, pipe, database_):
        before = path.read_bytes() if path.is_file() else b""
        for open_ in (Ledger.open, Ledger.to_read):
            with pytest.raises(LedgerUnusableError):
                open_(path)  # type: ignore[operator]
        assert path.stat().st_mode & 0o777 == 0o644
        assert (path.read_bytes() if path.is_file() else b"") == before  # its journal mode is in its first bytes
