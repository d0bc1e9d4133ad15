"""`reissue run start` as it is typed: what it refuses, what it tells, and what reaches the server that counts.

The expectations are those of its help and of docs/runs.md: what could not surely be meant is exit code 2, and nothing is sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from reissue.cli import app
from reissue.cli.app import build
from reissue.statuses import InvoiceStatus
from tests.ledger.vendor_server import VendorServer, environment

Effects = Callable[[], list[str]]


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def start(
    tmp_path: Path, vendors: VendorServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Start a run with the lines of a file, and more options."""
    for name, value in environment(vendors.address).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def started(lines: str, *options: str, campaign: str = "2026-11") -> Done:
        Path("file.csv").write_text(lines, encoding="utf-8")
        given = ["run", "start", "file.csv", "--ledger", str(tmp_path / "ledger.db"), "--campaign", campaign]
        code = app.run([*given, "--rate", "0", *options])
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return started


TWO = "provider,reference\nabillify,R-7\nabillify,R-8\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--even-if", "piad"], ["'piad'", *(status.value for status in InvoiceStatus)]),
        (["--even-if", "paid", "--even-if", ""], ["''"]),
        (["--again", ""], ["--again"]),
        (["--again", "  "], ["--again"]),
        (["--again", "yes"], ["--again", "no reason"]),
        (["--who", ""], ["--who"]),
        (["--who", " "], ["--who"]),
        (["--most-sum", "500 XQZ"], ["--most-sum", "4217"]),
        (["--most-sum", "Infinity EUR"], ["--most-sum"]),
        (["--most-sum", "5.000 EUR"], ["--most-sum", "thousands"]),
        (["--most-sum", "1e5 EUR"], ["--most-sum", "exponent"]),
        (["--most-sum", "5 EUR", "--most-sum", "50 EUR"], ["two amounts in EUR"]),
        (["--period", " "], ["period"]),
        (["--campaign", " "], ["name of the campaign"]),
        (["--rate", "20000"], ["rate"]),
        (["--decimal", "x"], ["--decimal", "'x'"]),
        (["--dates", "iso"], ["--dates", "'iso'"]),
        (["--provider", "abilify"], ["abilify", "'abillify'"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_an_option_that_says_nothing_for_sure_is_refused(
    options: list[str], words: list[str], start: Callable[..., Done], effects: Effects
) -> None:
    done = start(TWO, *options)
    assert done.code == 2, done
    assert [word for word in words if word not in done.err] == []
    assert "None" not in done.err and "Traceback" not in done.err
    assert effects() == []


def test_a_cap_may_be_written_in_small_letters(start: Callable[..., Done], effects: Effects) -> None:
    """It names no invoice: what it caps is surely meant."""
    assert start(TWO, "--most-sum", "1000 eur").code == 0
    assert len(effects()) == 2


def test_a_message_names_the_option_that_is_typed(start: Callable[..., Done]) -> None:
    done = start("provider,reference,amount,currency,due\nabillify,1.0,1.234,EUR,03.04.2026\n")
    assert done.code == 2
    for option in ("--digits-as-they-are", "--decimal", "--dates"):
        assert option in done.err
    assert "columns" not in start("reference\nR-7\n").err and "--provider" in start("reference\nR-7\n").err


def test_an_account_without_credentials_is_told_with_its_lines(start: Callable[..., Done], effects: Effects) -> None:
    lines = "provider,reference,account\nabillify,R-1,\n" + "".join(f"abillify,R-{n},shop-b\n" for n in range(2, 9))
    done = start(lines + "paypen,TX1,shop-c\n", "--json")
    assert done.code == 2
    error = done.told["error"]
    assert error["type"] == "ConfigurationError"
    assert [problem["number"] for problem in error["problems"]] == [3, 4, 5, 10]
    assert "shop-b" in error["problems"][0]["message"] or "SHOP_B" in error["problems"][0]["message"]
    assert "line 3:" in done.err and "line 10:" in done.err
    assert effects() == []


# --- what is excluded ---

EXCLUDED = "provider,reference\nabillify,R-8\nabillify,R8\nirembopay,880500000008\nabillify,R8\n"


def test_a_line_that_excludes_nothing_is_told_where_it_stands(start: Callable[..., Done], effects: Effects) -> None:
    """R8 stands for R-8 mistyped: its invoice would be sent."""
    Path("without.csv").write_text(EXCLUDED, encoding="utf-8")
    words = ["3 lines of without.csv excluded nothing"]
    words += [f"without.csv:{line}" for line in ("3: abillify R8", "4: irembopay 880500000008", "5: abillify R8")]
    dry = start(TWO, "--exclude", "without.csv", "--dry-run")
    assert dry.code == 0 and all(word in dry.out for word in words)
    told = start(TWO, "--exclude", "without.csv", "--dry-run", "--json").told
    assert [one["line"] for one in told["excluded_nothing"]] == [3, 4, 5]
    assert told["excluded_nothing"][0] == {"line": 3, "provider": "abillify", "account": "", "reference": "R8"}
    assert (told["plan"]["open_run"], effects()) == (None, [])
    done = start(TWO, "--exclude", "without.csv")
    assert done.code == 0 and all(word in done.err for word in words)
    again = start(TWO, "--exclude", "without.csv", "--json", campaign="another")
    assert [one["line"] for one in again.told["excluded_nothing"]] == [3, 4, 5]
    assert again.told["run"]["progress"]["done"] == 1
    assert effects() == ["abillify R-7"] * 2


def test_without_such_a_file_nothing_is_told_of_it(start: Callable[..., Done]) -> None:
    assert "excluded_nothing" not in start(TWO, "--json").told
    Path("without.csv").write_text("provider,reference\nabillify,R-8\n", encoding="utf-8")
    done = start(TWO, "--exclude", "without.csv", "--json", campaign="another")
    assert done.told["excluded_nothing"] == [] and "excluded nothing" not in done.err


def test_a_file_of_what_is_excluded_that_cannot_be_read_sends_nothing(
    start: Callable[..., Done], effects: Effects
) -> None:
    Path("without.csv").write_text("provider,reference\nabillify,\n", encoding="utf-8")
    done = start(TWO, "--exclude", "without.csv", "--json")
    assert done.code == 2 and [one["number"] for one in done.told["error"]["problems"]] == [2]
    assert effects() == []


# --- another run ---


def test_a_dry_run_beside_a_paused_run_names_it(start: Callable[..., Done], effects: Effects) -> None:
    assert start(TWO, "--first", "1").code == 7
    dry = start(TWO, "--dry-run")
    assert dry.code == 0
    assert "run 1 of this campaign has not ended" in dry.out and "1 would be sent, 1 skipped" in dry.out
    assert start(TWO, "--dry-run", "--json").told["plan"]["open_run"] == 1
    refused = start(TWO)
    assert refused.code == 2 and "run 1" in refused.err
    assert len(effects()) == 1


def test_columns_that_are_not_read_are_named_where_it_is_sent(
    tmp_path: Path, vendors: VendorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/runs.md: other columns are not read, and named."""
    for name, value in environment(vendors.address).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "f.csv").write_text("provider,reference,customer city\nabillify,R-1,5\n")
    words = ["run", "start", str(tmp_path / "f.csv"), "--campaign", "c", "--ledger", str(tmp_path / "l.db")]
    done = CliRunner().invoke(build("run"), words)
    assert done.exit_code == 0, done.output
    assert "columns that are not read: customer city" in done.stderr
