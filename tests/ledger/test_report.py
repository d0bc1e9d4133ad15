"""Reports: the sums are the items', the document is its schema's, no cell of a spreadsheet does anything, and memory is bounded."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import tracemalloc
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from typer.testing import CliRunner

from reissue import Reissue
from reissue.cli.app import build
from reissue_ledger.ledger import Ledger
from reissue_ledger.reporting.as_csv import COLUMNS, as_csv
from reissue_ledger.reporting.as_html import as_html
from reissue_ledger.reporting.as_json import as_json, as_json_lines
from reissue_ledger.reporting.as_text import as_text
from reissue_ledger.reporting.cells import cell, number
from reissue_ledger.reporting.gathering import Report
from reissue_ledger.reporting.verify import faults, heads
from reissue_ledger.run import Run
from reissue_ledger.store.schema import State
from tests.ledger.conftest import rows, wish
from tests.ledger.raw_ledger import raw
from tests.ledger.vendor_server import VendorServer

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "run-report.schema.json"
EVIL = '=HYPERLINK("http://e","x")'
ONE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


@pytest.fixture
def mixed(ledger: Ledger, gateway: Reissue, vendors: VendorServer) -> Run:
    """A run whose items stand in five ways, one of them decided by a person who writes formulas."""
    faults = {"R-2": "422", "TX1": "after", "TX2": "after"}
    vendors.fault = lambda method, path: None if method == "GET" else _fault(faults, path)
    vendors.statuses["880500000003"] = "PAID"
    amount = {"amount": Decimal("5000"), "currency": "RWF"}
    given = rows(
        f"qorepay {ONE}",
        "abillify R-1",
        ("irembopay 880500000001", amount),
        ("irembopay 880500000003", amount),
        "paypen TX2",
        "abillify R-1",
    )
    run = ledger.start(given, gateway, wish())
    run.work(gateway)
    return run


def _fault(faults: dict[str, str], path: str) -> str | None:
    if path.endswith("regenerate"):
        return "after"
    return next((fault for name, fault in faults.items() if name in path), None)


def told(ledger: Ledger, run: Run, form: Callable[[Report], Any]) -> str:
    with ledger.database.reading() as connection:
        pieces = list(form(Report(connection, run.id)))
    return ("\n" if form is as_text else "").join(pieces)


def unknown_decided(ledger: Ledger, path: Path, why: str) -> None:
    """A decision of a person, with any text in it, as another program could have written it."""
    with raw(path) as there:
        (number,) = there.connection.execute("select id from intent where state = 'unknown'").fetchone()
        there.insert(
            "decision",
            {
                "intent_id": number,
                "run_id": 1,
                "verdict": "done",
                "means": "person",
                "evidence": "",
                "who": "@Eve",
                "why": why,
                "at": 1,
            },
        )
        there.do("update intent set state = 'done', reason = ? where id = ?", f"person: {why}", number)


# --- what is told ---


def test_the_text_has_sums_reasons_evidence_and_what_is_next(ledger: Ledger, mixed: Run) -> None:
    text = told(ledger, mixed, as_text)
    assert "6 items: done 3, unknown 1, skipped 2" in text
    assert re.search(r"irembopay:\S+\n +1 sent: 5000 RWF\n +1 skipped: 5000 RWF", text)
    assert "1 may have been sent: 1500.25 NGN" in text
    assert "1 skipped: it is paid" in text
    assert "1 skipped: the same as another line" in text
    assert re.search(r"may have happened:\n  line 6, paypen .*\n      attempt 1 \(run 1\), ", text)
    assert "reissue run settle 1" in text


def test_a_decision_is_told_with_who_and_why(ledger: Ledger, mixed: Run, tmp_path: Path) -> None:
    unknown_decided(ledger, tmp_path / "ledger.db", "seen in the portal")
    text = told(ledger, mixed, as_text)
    assert re.search(r"decisions:\n  line 6, .*\n      done by @Eve \(person\), .*: seen in the portal", text)
    assert "nothing is left to do" in text


def test_the_sums_are_those_of_the_items(ledger: Ledger, mixed: Run) -> None:
    with ledger.database.reading() as connection:
        report = Report(connection, mixed.id)
        counts: Counter[str] = Counter()
        for one in report.sums():
            counts[one.what] += one.count
        assert sum(counts.values()) == mixed.status().progress.total == len(list(report.entries()))
        assert sum(one.count for one in report.reasons()) <= 6


def test_the_document_is_its_schemas(ledger: Ledger, mixed: Run, tmp_path: Path) -> None:
    unknown_decided(ledger, tmp_path / "ledger.db", "x")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator_for(schema).check_schema(schema)
    document = json.loads(told(ledger, mixed, as_json))
    Draft202012Validator(schema).validate(document)
    lines = [json.loads(line) for line in told(ledger, mixed, as_json_lines).splitlines()]
    assert lines == document["items"]
    assert len(lines) == 6
    item = schema["$defs"]["item"]
    assert set(document["items"][0]) == set(item["properties"]) == set(item["required"])
    assert set(document["run"]) == set(schema["properties"]["run"]["properties"])


def test_no_key_and_no_secret_but_in_json(ledger: Ledger, mixed: Run) -> None:
    keys = [item["idempotency_key"] for item in json.loads(told(ledger, mixed, as_json))["items"]]
    assert any(keys)
    for form in (as_text, as_csv, as_html):
        text = told(ledger, mixed, form)
        assert not any(key in text for key in keys if key)
    for form in (as_text, as_csv, as_html, as_json):
        assert not re.search("sk-test|password|payer@example.com|t0ken", told(ledger, mixed, form))


# --- cells ---

HARMLESS = ["R-1", "INV/2026/17", ONE, "paid", "2026-11 reminder", "a=b", "x - y", "Décembre", "T-0001"]
STARTS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\uff1d1", "\uff0b1",
    "\uff0d1", "\uff201", "\u22121", "'=1", "-2+3+cmd|' /C calc'!A0", "\uff07x", "\ufe62A1", "-R-1", "\x00=1", "\u202e=1",
]  # fmt: skip
REWRITTEN = [
    "880509422769", "0012", "8.8E+11", "12E5", "1-2", "12/01", "1.234,50", "12:30", "50%", "$5", "MAR1", "1-Dec", "Sept-2", "TRUE", "false",
    "\u0661\u0662", "\uff11\uff12", "2026-11-28", "12 000", "1e5", "(12)", "mai 2026", "1,000",
]  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize("text", STARTS + REWRITTEN)
def test_a_text_stays_text(text: str) -> None:
    assert cell(text).startswith("'")
    assert cell(text).isprintable() or "\ufffd" in cell(text)


def test_a_cell_that_begins_after_a_semicolon_starts_nothing() -> None:
    assert cell("x;=1+1") == "x;'=1+1"
    assert cell("x; \u200b=1;y") == "x; '\ufffd=1;y"
    assert cell("x\n=1") == "x =1"


@pytest.mark.parametrize("text", ["-12.50", "0", "5000", "1500.25", "120.00"])
def test_a_number_stays_a_number(text: str) -> None:
    assert number(text) == text


@pytest.mark.parametrize("text", ["-", "+1", "1e5", "=1", "-1+1", "1.", "01", "NaN", "\u0661"])
def test_what_is_no_number_is_text(text: str) -> None:
    assert number(text).startswith("'") or text == "NaN"


def test_the_table_is_rfc_4180_with_the_mark_of_utf_8(ledger: Ledger, mixed: Run, tmp_path: Path) -> None:
    unknown_decided(ledger, tmp_path / "ledger.db", EVIL)
    text = told(ledger, mixed, as_csv)
    assert text.startswith("\ufeffline,provider,")
    assert text.count("\r\n") == text.count("\n") == 7
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert list(table[0]) == list(COLUMNS)
    assert [row["reference"] for row in table][2:4] == ["'880500000001", "'880500000003"]
    assert [row["state"] for row in table] == ["done", "done", "done", "skipped", "done", "skipped"]
    assert table[2]["amount"] == "5000"
    assert (table[4]["decided_by"], table[4]["why"]) == ("'@Eve", f"'{EVIL}")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", table[0]["sent_at"])
    assert (table[5]["sent_at"], table[5]["attempts"]) == ("", "0")
    for row in table:
        for name, value in row.items():
            assert value.lstrip()[:1] not in tuple("=+-@\t\r") or name == "amount"


class Page(HTMLParser):
    """The tags and the cells of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.cells: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += attrs
        if tag in ("td", "th"):
            self.cells.append("")
        self._open = tag in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.cells[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = False


def test_the_page_needs_nothing_and_runs_nothing(ledger: Ledger, mixed: Run, tmp_path: Path) -> None:
    unknown_decided(ledger, tmp_path / "ledger.db", "<script>alert(1)</script>")
    text = told(ledger, mixed, as_html)
    page = Page()
    page.feed(text)
    assert not {"script", "img", "link", "iframe", "a", "form", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name in ("src", "href", "style") or name.startswith("on")]
    assert "url(" not in text and "@import" not in text
    assert page.tags["caption"] == page.tags["table"] == 4
    scopes = [value for name, value in page.attributes if name == "scope"]
    assert len(scopes) == page.tags["th"] and set(scopes) == {"col", "row"}
    assert ("lang", "en") in page.attributes
    assert "display: table-header-group" in text and "A4" in text and "prefers-color-scheme: dark" in text
    assert {"done", "skipped"} <= set(page.cells)  # by word, whatever the colours
    assert "'880500000001" in page.cells


def test_a_page_is_safe_to_copy_into_a_spreadsheet(ledger: Ledger, mixed: Run, tmp_path: Path) -> None:
    unknown_decided(ledger, tmp_path / "ledger.db", EVIL)
    page = Page()
    page.feed(told(ledger, mixed, as_html))
    assert f"'{EVIL}" in page.cells and "'@Eve" in page.cells
    assert [one for one in page.cells if one.strip()[:1] in tuple("=+-@") and one] == []


# --- the command ---


def command(*arguments: str) -> Any:
    return CliRunner().invoke(build("run"), ["run", "report", *arguments])


def test_a_file_is_for_its_owner_alone_and_whole(ledger: Ledger, mixed: Run, tmp_path: Path) -> None:
    out = tmp_path / "report.csv"
    out.write_text("old")
    out.chmod(0o644)
    done = command("1", "--ledger", str(ledger.path), "--format", "csv", "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_bytes().startswith(b"\xef\xbb\xbfline,") and b"\r\r\n" not in out.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_report_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    from reissue_ledger.cli.report import to_file

    def pieces() -> Any:
        yield "half"
        raise RuntimeError("no")

    (tmp_path / "out").write_text("old")
    with pytest.raises(RuntimeError):
        to_file(tmp_path / "out", pieces())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out", "old")]


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "html"])
def test_stdout_has_the_same(ledger: Ledger, mixed: Run, form: str, tmp_path: Path) -> None:
    done = command("--ledger", str(ledger.path), "--format", form)
    assert done.exit_code == 0
    command("--ledger", str(ledger.path), "--format", form, "--out", str(tmp_path / "out"))
    assert done.stdout_bytes == (tmp_path / "out").read_bytes()


def test_the_items_of_one_state(ledger: Ledger, mixed: Run) -> None:
    done = command("1", "--ledger", str(ledger.path), "--state", "skipped", "--format", "jsonl")
    assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [5, 7]
    done = command("1", "--ledger", str(ledger.path), "--state", "skipped")
    assert re.search(r"skipped items:\n  line 5, .*: it is paid\n  line 7, .*: the same as line 3", done.stdout)


def test_a_run_that_is_not_there_is_2(ledger: Ledger) -> None:
    assert command("7", "--ledger", str(ledger.path)).exit_code == 2
    assert command("7", "--ledger", str(ledger.path), "--verify").exit_code == 2
    assert "there is no run yet" in str(command("--ledger", str(ledger.path)).exception)


# --- verify ---


def test_what_agrees_is_0_with_the_head_of_each_chain(ledger: Ledger, mixed: Run) -> None:
    done = command("--ledger", str(ledger.path), "--verify")
    assert done.exit_code == 0
    assert re.search(
        r"run 1, lease 0: 2 links, head [0-9a-f]{64}\nrun 1, lease 1: 4 links, head [0-9a-f]{64}\nall runs: no faults",
        done.stdout,
    )
    assert json.loads(command("1", "--ledger", str(ledger.path), "--verify", "--format", "json").stdout)["faults"] == []
    assert [one.links for one in heads(ledger.database, mixed.id)] == [2, 4]


TAMPERED = [
    ("intent_changed", "update intent set state = 'done' where state = 'skipped'", "neither its last attempt nor"),
    ("intent_changed", "update intent set state = 'refused' where state = 'unknown'", "neither its last attempt nor"),
    ("intent_changed", "update intent set state = 'sending' where state = 'done'", "no attempt of it is open"),
    ("intent_changed", "update intent set attempts = 7 where state = 'done'", "has 7 attempts, and 1 are written"),
    ("attempt_changed", "update attempt set http_status = 500", "was changed since"),
    ("attempt_changed", "update attempt set run_id = 9", "belongs to no item of run 9"),
    ("attempt_deleted", "delete from attempt where outcome = 'done'", "what it is about is gone"),
    ("link_deleted", "delete from link where lease_id = 1 and n = 2", "links before it are gone or changed"),
    ("link_deleted", "delete from link where n = 4", "has no link"),
    ("item_deleted", "delete from item where line = 7", "was planned with 6 lines, and has 5"),
    ("item_deleted", "delete from item where line = 2", "belongs to no run"),
    ("item_changed", "update item set intent_id = 99 where line = 7", "line 7 of run 1 has no intent"),
    ("body_deleted", "delete from body", "what is to be sent is gone"),
    ("body_changed", 'update body set body = \'{"term": "+9d"}\'', "is not what was planned"),
    ("lease_changed", "update lease set run_id = 9", "which is none of run 1"),
]


@pytest.mark.parametrize(("rule", "change", "sentence"), TAMPERED)
def test_what_was_changed_behind_its_back_is_told(
    ledger: Ledger, mixed: Run, tmp_path: Path, rule: str, change: str, sentence: str
) -> None:
    with raw(tmp_path / "ledger.db", foreign_keys=False) as there:
        (statement,) = there.connection.execute("select sql from sqlite_master where name = ?", (rule,)).fetchone()
        there.do(f"drop trigger {rule}")
        there.do(change)
    found = list(faults(ledger.database))
    assert any(sentence in one for one in found)
    assert f"the rule {rule} of the database is gone" in found
    with raw(tmp_path / "ledger.db") as there:
        there.do(statement)
    assert f"the rule {rule} of the database is gone" not in list(faults(ledger.database))
    done = command("--ledger", str(ledger.path), "--verify")
    assert done.exit_code == 1 and sentence in done.stdout


# --- size ---


@pytest.mark.slow
def test_memory_does_not_grow_with_the_items(ledger: Ledger, gateway: Reissue, tmp_path: Path) -> None:
    run = ledger.start(rows("abillify R-0"), gateway, wish())
    peaks: dict[Any, list[int]] = {}
    for first, last in ((2, 2_000), (2_000, 6_002)):
        with raw(tmp_path / "ledger.db") as there, closing(there.connection.cursor()) as cursor:
            cursor.execute("begin")
            cursor.executemany(
                "insert into intent (id, campaign_id, account, verb, reference, body_digest, state, reason, amount, currency, "
                "changed_at) values (?, 1, 'abillify:test:', 'resend', ?, 'd', 'skipped', 'it is paid', '1.50', 'EUR', 1)",
                ((number, f"R-{number}") for number in range(first, last)),
            )
            lines = ((number + 1, number) for number in range(first, last))
            cursor.executemany("insert into item (run_id, line, intent_id) values (1, ?, ?)", lines)
            cursor.execute("commit")
        for form in (as_text, as_csv, as_html, as_json):
            with ledger.database.reading() as connection:
                tracemalloc.start()
                try:
                    assert sum(map(len, form(Report(connection, run.id)))) > (0 if form is as_text else 80 * last)
                    peaks.setdefault(form, []).append(tracemalloc.get_traced_memory()[1])
                finally:
                    tracemalloc.stop()
    for form, (few, many) in peaks.items():
        assert many < few + 500_000, f"{form.__name__}: {few} bytes, then {many}"
    assert told(ledger, run, as_text).count("6000 skipped: 9000.00 EUR") == 1


def test_every_state_has_its_word() -> None:
    from reissue_ledger.reporting.gathering import SENT

    assert set(SENT) == set(State)
