"""From what a client recorded to a patch of the specification, after which the same answers are no drift."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from reissue_generator import generate as pipeline
from reissue_generator.document import Document
from reissue_generator.drift.patch import Report, examine
from reissue_generator.drift.report import MOST_KINDS, Bar, fold, read_events
from reissue_generator.findings import Finding
from reissue_generator.lint.run import lint
from reissue_generator.tree.project import find
from tests.generator.command_line import run
from tests.generator.small_clients import load

ROOT = Path(__file__).resolve().parents[3]
ONCE = Bar(1)
"""What one answer shows is proposed: these tests are about how."""
SPEC = """\
openapi: 3.1.0
info: { title: Acme, version: "1" }  # every style of YAML that our specifications use
servers: [{ url: "https://api.acme.example" }]
paths:
  /things/{id}:
    get:
      operationId: things-get
      tags: [things]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Thing"
components:
  schemas:
    Thing:
      type: object
      required: [id, state, gone, rows, brand]
      properties:
        id: { type: string }
        state: { $ref: "#/components/schemas/State" }
        gone: { type: string }
        rows:
          type: array
          items:
            $ref: "#/components/schemas/Row"
        brand:  # of the shop
          type: string
          enum: ["one", "two"]
        size: { type: integer }
        note:
          type: string
          description: >-
            Folded text
            of two lines.

    # the states
    State:
      type: string
      enum:
        - open  # not paid
        - paid
    Row:
      type: object
      required:
        - sku
        - total
        # in cents
        - owner
      properties:
        sku:
          type: [string, integer]
        total:
          type: integer
        owner:
          $ref: "#/components/schemas/Owner"
          description: Who has it.
    Owner:
      type: object
      required: [name]
      properties:
        name:
          type: string
"""
ANSWER = {
    "id": "t1",
    "state": "part-paid",
    "rows": [
        {"sku": None, "total": 12.5, "owner": None, "colour": "red"},
        {"sku": "s", "total": 3, "owner": {}, "colour": None, "yes": True},
    ],
    "brand": "three",
    "size": "large",
    "note": None,
    "tags": ["a"],
    "extra": {"deep": 1},
}
Call = Callable[[Path, Any], None]


@pytest.fixture
def emitted(tmp_path: Path) -> Call:
    """Generate the client of a specification and let it read an answer three times; its drift goes into drift.jsonl."""
    numbers = iter(range(100))

    def call(spec: Path, answer: Any) -> None:
        package = f"drifting_{next(numbers)}_{tmp_path.name}"
        written = pipeline.generate_alone(spec, tmp_path / "out", package)
        module = load(written.root, package)
        record = __import__(f"{package}.runtime.recorder", fromlist=["x"]).record_drift(tmp_path / "drift.jsonl")
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
        client = getattr(module, written.rendered.apis[0].class_name)
        made = client(http=httpx.Client(transport=transport), on_drift=record)
        for _ in range(3):  # a value is told once three answers have it
            made.things.get("t1")

    return call


def apply(folder: Path, patch: str, tool: str) -> None:
    commands = {"git": ["git", "apply", "--verbose", "-"], "patch": ["patch", "-p1", "--batch", "--fuzz=0"]}
    done = subprocess.run(commands[tool], cwd=folder, input=patch.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr + patch.encode()


@pytest.mark.parametrize("tool", ["git", "patch"])
def test_after_the_patch_the_same_answer_is_no_drift(tmp_path: Path, emitted: Call, tool: str) -> None:
    spec = tmp_path / "acme.yaml"
    spec.write_text(SPEC)
    recording = tmp_path / "drift.jsonl"
    emitted(spec, ANSWER)
    report = examine([str(recording)], None, str(spec), ONCE)
    assert spec.read_text() == SPEC, "a report writes nothing"
    assert report.by_hand == []
    assert report.edits == 13
    assert all(spot.count in (3, 6) for spot in report.spots)
    apply(tmp_path, report.patch.replace(str(spec), "acme.yaml"), tool)
    assert lint(Document.open(spec), None) == []
    recording.unlink()
    emitted(spec, ANSWER)
    assert not recording.exists() or recording.read_text() == ""
    text = spec.read_text()
    for line in (
        'enum: ["one", "two", "three"]',
        "        - paid\n        - part-paid\n    Row:",
        "      required: [id, state, rows, brand]",
        'type: [string, integer, "null"]',
        "          type: number\n",
        '          oneOf:\n            - $ref: "#/components/schemas/Owner"\n            - type: "null"\n          description:',
        "        # in cents\n        - owner\n",
        "        size: { type: [integer, string] }",
        '        "yes":\n',
        "            of two lines.\n        extra:\n",
    ):
        assert line in text, line
    assert "required: [name]" not in text
    kept = [line for line in SPEC.splitlines() if "#" in line and "$ref" not in line]
    assert all(line in text.splitlines() for line in kept), "comments stay"


# --- the four specifications --------------------------------------------------------------------------------

LIVE = [
    ("qorepay", "purchases-get", 200, "$.status_history[4].status", "one of ...", '"half_paid"'),
    ("qorepay", "purchases-get", 200, "$.refund_availability", "one of ...", '"no.way"'),
    ("qorepay", "purchases-get", 200, "$.created_on", "int", "string"),
    ("qorepay", "purchases-get", 200, "$.created_on", "int", "null"),
    ("qorepay", "purchases-get", 200, "$.brand_id", "str", "nothing"),
    ("qorepay", "purchases-get", 200, "$.payer_note", "nothing", "string"),
    ("qorepay", "purchases-get", 200, "$.client.tier", "nothing", "number"),
    ("paypen", "invoices-get", 200, "$.data[0].invoice_status", "one of 'PENDING'", '"PAID"'),
    ("paypen", "invoices-generate", 200, "$.data.invoice_status", "one of 'PENDING'", '"PAID"'),
    ("paypen", "invoices-get", 200, "$.data[0].bank_name", "str", "null"),
    ("paypen", "invoices-get", 200, "$.data[0].bank_name", "str", "nothing"),
    ("paypen", "invoices-get", 200, "$.data.settled_at", "nothing", "string"),
    ("paypen", "webhooks-payment_notification", None, "$.data.amountPaid", "Decimal", "null"),
    ("irembopay", "invoices-get", 200, "$.data.currency", "one of 'RWF'", '"KES"'),
]
WORDS = [
    ("qorepay", "purchases-get", 200, "$.nowhere.*", "int", "string", "no such place"),
    ("qorepay", "purchases-vanished", 200, "$.x", "int", "string", "no operation 'purchases-vanished'"),
    ("paypen", "invoices-get", 200, "$.data.payment_due_date", "datetime", "string", "not of the documented form"),
    ("paypen", "invoices-get", 200, "$.data.account_number", "str", "number with leading zero", "broken JSON"),
    ("paypen", "schedules-create", 200, "$.data[0].extra", "nothing", "array", "member of the union"),
    ("paypen", "schedules-create", 200, "$.data[0].status", "one of ...", "nothing", "`reissue lint` would say"),
    ("paypen", "schedules-get", 200, "$.data.details", "list", "object", "x-reissue-coerce: list"),
    ("paypen", "schedules-get", 200, "$.data", "Schedule", "nothing", "an envelope"),
    ("paypen", "invoices-get", 200, "$.data.invoice_status", "one of ...", '"cut of', "not of the documented form"),
    ("paypen", "invoices-get", 200, "$.data.invoice_status", "one of ...", "7", "not of the type"),
    ("acme", "things-get", 200, "$.x", "int", "string", "no specification of acme"),
]


def record(path: Path, rows: list[Any]) -> Path:
    names = ("provider", "operation", "status", "path", "expected", "got")
    lines = [
        json.dumps({"ts": f"2026-11-21T10:00:{n % 60:02}.000+00:00", **dict(zip(names, row))})
        for n, row in enumerate(rows)
    ]
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of our specifications, under version control."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "specs", folder / "specs")
    (folder / "pyproject.toml").write_text("[tool.reissue]\n")
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def test_our_specifications_lint_clean_after_the_patch(project: Path, tmp_path: Path) -> None:
    here = find(str(project))
    extensions = json.loads((project / "specs" / "extensions.schema.json").read_text())
    report = examine([str(record(tmp_path / "d.jsonl", LIVE))], here, bar=ONCE)
    assert report.by_hand == []
    assert report.edits == len(LIVE) - 1, "two operations tell of the same enumeration"
    assert all(one.place.line and "--patch" in one.hint for one in report.findings)
    apply(project, report.patch, "git")
    for name in ("qorepay", "paypen", "irembopay"):
        assert lint(Document.open(project / "specs" / f"{name}.yaml"), extensions) == []
    removed = [line for line in report.patch.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert len(removed) < len(LIVE), "a patch touches the lines that it must"


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row[-1])
def test_what_cannot_be_proposed_is_said_in_words(project: Path, tmp_path: Path, row: Any) -> None:
    report = examine([str(record(tmp_path / "d.jsonl", [row[:-1]]))], find(str(project)), bar=ONCE)
    assert report.patch == ""
    (finding,) = report.findings
    assert row[-1] in finding.hint
    assert report.by_hand == [finding]


# --- reading and folding -------------------------------------------------------------------------------------


def test_lines_that_are_no_drift_are_named_and_passed_over(tmp_path: Path) -> None:
    good = json.dumps({"provider": "p", "operation": "o", "status": 200, "path": "$", "expected": "int", "got": "null"})
    bad = [
        "{",
        "[]",
        "null",
        '{"provider": 1}',
        good.replace("200", '"x"'),
        "\xff",
        "[" * 100_000,
        good.replace('"$"', '""'),
    ]
    problems: list[Finding] = []
    lines = [line.encode("latin-1") for line in (good, *bad, "", good)]
    assert len(list(read_events(lines, "d.jsonl", problems))) == 2
    assert [one.place.line for one in problems] == list(range(2, 2 + len(bad)))


def test_events_are_folded_by_field_with_counts_and_times() -> None:
    rows = [
        ("$.rows[0].a", "null", "2026-11-20"),
        ("$.rows[17].a", "null", "2026-11-22"),
        ("$.rows[1].a", "string", "2026-11-21"),
    ]
    lines = [
        json.dumps(
            {"ts": ts, "provider": "p", "operation": "o", "status": 200, "path": path, "expected": "int", "got": got}
        )
        for path, got, ts in rows
    ]
    (spot,) = fold(read_events([line.encode() for line in lines], "", []))
    assert (spot.path, spot.count) == ("$.rows[].a", 3)
    assert [str(one) for one in spot.kinds] == [
        "null: 2 answer(s), first 2026-11-20, last 2026-11-22, HTTP 200",
        "string: 1 answer(s), first 2026-11-21, last 2026-11-21, HTTP 200",
    ]
    assert "2026" not in spot.message


def test_a_field_of_free_text_does_not_fill_the_memory_or_the_enumeration(project: Path, tmp_path: Path) -> None:
    rows = [("paypen", "invoices-get", 200, "$.data.invoice_status", "one of ...", f'"v{n}"') for n in range(500)]
    recording = record(tmp_path / "d.jsonl", rows)
    report = examine([str(recording)], find(str(project)), bar=ONCE)
    assert len(report.spots[0].seen) <= MOST_KINDS + 1
    assert report.patch == ""
    assert "free text" in report.findings[0].hint


def test_text_that_is_no_word_comes_into_no_report_and_no_specification(project: Path, tmp_path: Path) -> None:
    """Whoever wrote the recording: hostile YAML, and free text that may be about somebody."""
    values = [
        "a\nb: c",
        "*x",
        "- 1",
        "'",
        "{x}",
        "\u2028",
        "\U0001f600",
        "#",
        "!!python/x",
        "closed by Jane",
        "a@b.example",
    ]
    words = ["null", "on", "no", "part_paid"]
    rows = [
        ("paypen", "invoices-get", 200, "$.data.invoice_status", "one of ...", json.dumps(one))
        for one in values + words
    ]
    report: Report = examine([str(record(tmp_path / "d.jsonl", rows))], find(str(project)), bar=ONCE)
    told = report.patch + "".join(f"{one.message}{one.hint}{one.detail}" for one in report.findings)
    assert "Jane" not in told and "a@b" not in told and "!!python" not in told
    apply(project, report.patch, "git")
    schema = Document.open(project / "specs" / "paypen.yaml").root.value["components"]["schemas"]["InvoiceStatus"]
    assert sorted(schema["enum"]) == sorted(["PENDING", *words])


# --- how much has been seen ----------------------------------------------------------------------------------


def test_one_odd_answer_proposes_nothing_and_each_edit_says_what_it_rests_on(project: Path, tmp_path: Path) -> None:
    """An answer of another kind deleted the whole of `required`; answers that fit count too."""
    about = {"provider": "paypen", "operation": "invoices-get", "status": 200, "ts": "2026-11-21T10:00:00.000+00:00"}
    seen = [
        ("$.data.bank_name", "nothing", "d", 1, 900),
        ("$.data.settled_at", "string", "a", 2, 10),
        ("$.data.settled_at", "string", "a", 4, 20),  # the last line of a run tells the whole of it
        ("$.data.settled_at", "string", "b", 1, 80),
        ("$.data.account_number", "null", "c", 3, 1000),  # of a thousand
    ]
    lines = [
        json.dumps(
            {**about, "path": path, "expected": "nothing" if path.endswith("_at") else "str", "got": got}
            | {"run": run, "count": count, "answers": answers}
        )
        for path, got, run, count, answers in seen
    ]
    (tmp_path / "d.jsonl").write_text("\n".join(lines))
    report = examine([str(tmp_path / "d.jsonl")], find(str(project)))
    assert report.edits == 1
    assert "document 'settled_at': invoices-get $.data.settled_at: string in 5 of 100 (5.0%)" in report.patch
    hints = {one.message.split(":")[1].strip(): one.hint for one in report.findings}
    assert "too seldom" in hints["$.data.bank_name"] and "1 of 900 (0.1%)" in hints["$.data.bank_name"]
    assert "3 of 1000 (0.3%)" in hints["$.data.account_number"]
    assert "[invoices-get $.data.settled_at: string in 5 of 100 (5.0%)] (--patch)" in hints["$.data.settled_at"]
    apply(project, report.patch, "git")
    assert examine([str(tmp_path / "d.jsonl")], find(str(project)), bar=Bar(1, 0)).edits == 2


# --- the command ---------------------------------------------------------------------------------------------


def test_the_command(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    recording = record(tmp_path / "d.jsonl", [LIVE[7], WORDS[3][:-1]])
    with recording.open("a") as file:
        file.write("{\n")
    done = run("drift", recording, "--least", "1")
    assert done.code == 1
    assert "1 edit(s) can be made by" in done.out
    assert f"{recording}:3:1: warning" in done.out
    done = run("drift", recording, "--patch", "--least", "1")
    assert (done.code, done.out.count("\n+++ b/specs/paypen.yaml")) == (1, 1)
    assert "broken JSON" in done.error
    done = run("drift", "-", "--format", "json")
    assert (done.code, json.loads(done.out)["findings"]) == (0, [])
    assert run("drift", "nothing.jsonl").code == 2
    (project / "specs" / "paypen.yaml").write_text("a: [")
    assert run("drift", recording).code == 3
