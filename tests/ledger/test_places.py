"""Where a ledger can be, and where not: a sentence before anything is sent."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reissue import Reissue
from reissue_ledger.errors import LedgerBusyError, LedgerFailedError, LedgerUnusableError
from reissue_ledger.ledger import Ledger
from reissue_ledger.store import database, files
from reissue_ledger.store.schema import State
from tests.ledger.conftest import rows, wish

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
    made = database._engine

    def reading(path: Path) -> object:
        engine = made(path)
        database.event.listen(engine, "connect", lambda raw, _: raw.execute("pragma query_only = on"))
        return engine

    monkeypatch.setattr(database, "_engine", reading)
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
    monkeypatch.setattr(database, "PATIENCE", 0.2)
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
    tmp_path: Path, gateway: Reissue, effects: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was under way when the lock was taken is written, in the database or in the file beside it."""
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with Ledger.open(tmp_path / "ledger.db", live=False) as ledger:
        run = ledger.start(rows(*(f"abillify R-{number}" for number in range(40))), gateway, wish())
        other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None, check_same_thread=False)

        def hold() -> None:
            while len(effects()) < 5:
                time.sleep(0.005)
            other.execute("pragma busy_timeout = 5000")
            other.execute("begin immediate")

        holding = threading.Thread(target=hold)
        holding.start()
        with pytest.raises((LedgerFailedError, LedgerBusyError)):
            run.work(gateway)
        holding.join()
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
