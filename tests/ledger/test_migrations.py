"""A ledger of an older version becomes one of this version: whole or not at all, once, with a copy of what it was.

There is one version yet; the second and the third are made up here.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from typer.testing import CliRunner

from reissue.cli.app import build
from reissue_ledger.errors import LedgerUnusableError
from reissue_ledger.ledger import Ledger
from reissue_ledger.reporting.verify import faults
from reissue_ledger.store import migrations
from reissue_ledger.store.database import Database
from reissue_ledger.store.glance import look
from reissue_ledger.store.schema import State
from tests.ledger.raw_ledger import made, raw

TABLES = ("campaign", "run", "lease", "intent", "item", "attempt", "decision", "body")


def second(connection: Connection) -> None:
    """A new column of a table with data and triggers, and one with values that follow from the old ones."""
    connection.execute(text("alter table run add column note text not null default ''"))
    connection.execute(text("update run set note = 'of ' || started_by"))


def third(connection: Connection) -> None:
    """A new table."""
    connection.execute(text("create table more (id integer primary key, run_id integer not null references run (id))"))
    connection.execute(text("insert into more (run_id) select id from run"))


def broken(connection: Connection) -> None:
    """It fails after half of its work."""
    connection.execute(text("alter table run add column half text"))
    connection.execute(text("drop trigger intent_changed"))
    connection.execute(text("insert into nowhere values (1)"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger of the first version, with items in all states."""
    path = tmp_path / "ledger.db"
    made(path)
    with raw(path) as there:
        for number, state in enumerate(State, 1):
            there.bring(state, number, reference=f"R-{number}")
    return path


def steps(monkeypatch: pytest.MonkeyPatch, *more: migrations.Step) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, *more))


def data(path: Path, tables: Sequence[str] = TABLES) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return {
            name: [dict(row) for row in connection.execute(f"select * from {name} order by 1, 2")] for name in tables
        }


def version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("select value from meta where name = 'schema_version'").fetchone()[0])


def command(*words: str) -> Any:
    return CliRunner().invoke(build("ledger"), ["ledger", "migrate", *words])


def test_data_in_all_states_is_there_afterwards(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = data(old)
    steps(monkeypatch, second, third)
    Database(old, live=False).close()
    after = data(old)
    assert version(old) == "3"
    assert {row.pop("note") for row in after["run"]} == {"of Ada"}
    assert after == before
    assert {row["state"] for row in after["intent"]} == set(State)
    assert data(old, ["more"]) == {"more": [{"id": 1, "run_id": 1}]}


def test_the_rules_hold_afterwards(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps(monkeypatch, second, third)
    Database(old, live=False).close()
    with raw(old) as there, pytest.raises(sqlite3.IntegrityError):
        there.do("update intent set state = 'planned' where state = 'done'")
    with Ledger.open(old) as ledger:
        assert not [one for one in faults(ledger.database) if "the rule" in one or "damaged" in one]


def test_the_copy_is_the_old_version_whole_and_for_its_owner(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = data(old)
    with monkeypatch.context() as newer:
        steps(newer, second, third)
        database = Database(old, live=False)
        database.close()
    assert database.backup == old.with_name("ledger.db.version-1")
    assert (version(database.backup), data(database.backup)) == ("1", before)
    assert database.backup.stat().st_mode & 0o777 == 0o600
    shutil.copy(database.backup, old)
    with Ledger.open(old) as ledger:  # the copy is a ledger, which this program of the first version opens
        assert ledger.database.backup is None
        assert len(list(next(ledger.runs()).items())) == len(State)


def test_a_step_that_fails_leaves_the_old_version_whole(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = data(old)
    with monkeypatch.context() as newer:
        steps(newer, second, broken)
        for _ in range(2):
            with pytest.raises(Exception, match="nowhere"):
                Database(old, live=False)
    assert (version(old), data(old)) == ("1", before)
    with Ledger.open(old) as ledger:
        assert not [one for one in faults(ledger.database) if "the rule" in one]


def test_one_version_after_another_is_the_same(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.db"
    shutil.copy(old, other)
    with monkeypatch.context() as newer:
        steps(newer, second)
        Database(old, live=False).close()
    steps(monkeypatch, second, third)
    for path in (old, other):
        Database(path, live=False).close()
    assert data(old, [*TABLES, "more"]) == data(other, [*TABLES, "more"])
    assert version(old.with_name("ledger.db.version-2")) == "2"


def test_a_new_file_needs_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps(monkeypatch, second, third)
    with closing(Database(tmp_path / "new.db", live=False)) as database:
        assert (database.backup, database.version_before) == (None, 0)
    assert version(tmp_path / "new.db") == "3"


def test_a_newer_version_is_refused_with_both_named(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        steps(newer, second, third)
        Database(old, live=False).close()
    before = data(old)
    for refuse in (lambda: Database(old, live=False), lambda: look(old)):
        with pytest.raises(LedgerUnusableError, match="has version 3, and this program knows up to 1"):
            refuse()
    for words in ((), ("--check",)):
        assert command("--ledger", str(old), *words).exit_code == 2
    assert data(old) == before


UPGRADE = """
import sys, time
from pathlib import Path
from sqlalchemy import text
from reissue_ledger.store import migrations
from reissue_ledger.store.database import Database

def slow(connection):
    connection.execute(text("alter table run add column note text not null default ''"))
    time.sleep(0.5)

migrations.STEPS = (*migrations.STEPS, slow)
print("ready", flush=True)
sys.stdin.readline()
database = Database(Path(sys.argv[1]), live=False)
print(database.version_before, database.backup)
"""


def test_processes_that_upgrade_at_once_do_it_one_after_another(old: Path) -> None:
    before = data(old)
    command = [sys.executable, "-c", UPGRADE, str(old)]
    several = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for one in several:
        assert one.stdout and one.stdout.readline() == "ready\n"
    told = []
    for one in several:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    for one in several:
        told.append(one.communicate(timeout=60)[0].strip())
        assert one.returncode == 0
    copy = old.with_name("ledger.db.version-1")
    assert sorted(told) == [f"1 {copy}", "2 None", "2 None", "2 None"]
    assert (version(copy), data(copy)) == ("1", before)
    assert version(old) == "2"


# --- the command ---


def test_the_command_shows_both_versions_and_the_copy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps(monkeypatch, second, third)
    looked = command("--ledger", str(old), "--check")
    assert (looked.exit_code, looked.stdout) == (1, f"{old}: version 1, and this program's is 3\n")
    assert version(old) == "1"
    done = command("--ledger", str(old))
    assert (done.exit_code, done.stdout) == (0, f"{old}: version 1 before, 3 now\na copy is {old}.version-1\n")
    again = json.loads(command("--ledger", str(old), "--json").stdout)
    assert again == {"ledger": str(old), "before": 3, "after": 3, "newest": 3, "backup": None}
    assert command("--ledger", str(old), "--check").exit_code == 0


def test_a_file_that_is_none_is_2(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database" * 100)
    for name in ("text", "nothing"):
        for words in ((), ("--check",)):
            assert command("--ledger", str(tmp_path / name), *words).exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["text"]
