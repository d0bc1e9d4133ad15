"""`reissue providers` and `reissue invoice`: exit codes, questions, and what is printed where."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from msgspec.structs import replace
from reissue_runtime.client import Client
from reissue_runtime.transport import SyncTransport
from typer.testing import CliRunner, Result

from reissue import Invoice
from reissue.capabilities import CAPABILITIES, matrix
from reissue.cli import arguments as typed
from reissue.cli import invoice
from reissue.cli.app import build
from reissue.cli.report import guarded, print_json
from reissue.plugin import Verbs
from reissue_generator.cli import console
from reissue_generator.errors import UsageError
from reissue_generator.findings import clean_lines
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import CANARY, PURCHASE, environment

pytestmark = pytest.mark.slow

Run = Callable[..., Result]


@pytest.fixture
def run(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    for name, value in environment(sandbox).items():
        monkeypatch.setenv(name, value)
    runner, program = CliRunner(), build()

    def invoke(*arguments: str, answer: str | None = None) -> Result:
        return runner.invoke(program, list(arguments), input=answer)

    yield invoke


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox, taken for the real thing."""
    monkeypatch.setattr(Client, "live", True)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is there to be asked."""
    monkeypatch.setattr("reissue_generator.cli.options.somebody_is_there", lambda: True)


def test_verbs_are_those_of_the_facade() -> None:
    assert [str(verb) for verb in invoice.Verb] == [verb for verb in CAPABILITIES if verb != "parse_webhook"]


def test_providers(run: Run) -> None:
    done = run("providers", "--json")
    assert done.exit_code == 0
    rows = json.loads(done.stdout)
    assert {row["provider"]: row["verbs"] for row in rows} == matrix()
    assert {row["provider"]: (row["operations"], row["webhooks"]) for row in rows} == {
        "qorepay": (49, 2),
        "abillify": (31, 2),
        "irembopay": (9, 1),
        "paypen": (6, 1),
    }
    assert [row["auth"] for row in rows] == [["Bearer"], ["Basic"], ["ApiKey"], ["TokenLogin"]]
    live = {(row["provider"], one["name"]): one["live"] for row in rows for one in row["environments"]}
    assert live == {
        ("qorepay", "production"): True,
        ("abillify", "staging"): False,
        ("abillify", "production"): True,
        ("irembopay", "sandbox"): False,
        ("irembopay", "production"): True,
        ("paypen", "production"): True,
    }
    table = run("providers").stdout
    assert "REISSUE_PAYPEN_API_KEY" in table and "no cancel: let it expire" in table
    assert CANARY not in done.output + table


def test_providers_tell_what_a_repeat_would_do_and_how_certain_that_is(run: Run) -> None:
    rows = {row["provider"]: row for row in json.loads(run("providers", "--json").stdout)}
    told = {name: {one["operation"]: one for one in row["effects"]} for name, row in rows.items()}
    assert {name: len(found) for name, found in told.items()} == {name: row["operations"] for name, row in rows.items()}
    for name, found in told.items():
        assert all(one["certainty"] in ("documented", "sibling", "inferred", "assumed") for one in found.values()), name
    # No page of QorePay or its sibling says what a second call of these does.
    assumed = {id: one["effect"] for id, one in told["qorepay"].items() if one["certainty"] == "assumed"}
    assert assumed == {
        "company_statements-cancel": "creates",
        "purchases-deleteRecurringToken": "creates",
        "purchases-markAsPaid": "pays",
        "purchases-release": "pays",
    }
    # paypen.ng/docs/employer: generating tells of an e-mail, and so does reading, which is not believed
    assert [told["paypen"][id]["effect"] for id in ("invoices-generate", "invoices-get")] == ["sends", "reads"]


def test_get(run: Run) -> None:
    done = run("invoice", "get", "abillify", "R-2026-17")
    assert done.exit_code == 0
    assert "money:" in done.stdout and "EUR 190.00" in done.stdout and done.stderr == ""
    one = json.loads(run("invoice", "get", "irembopay", "880509422769", "--json").stdout)["invoice"]
    assert one["money"] == {"amount": "25000", "currency": "RWF"}
    assert "raw" not in one and datetime.fromisoformat(one["expires_at"]).utcoffset() is not None
    assert len(json.loads(run("invoice", "list", "abillify", "C-1001", "--json").stdout)["invoices"]) == 2
    assert "0123456" in run("invoice", "get", "paypen", "TX10000000001").stdout


def test_effects(run: Run, sandbox: Sandbox) -> None:
    for arguments, operation in (
        (("resend", "qorepay", PURCHASE), ("qorepay", "purchases-resendInvoice")),
        (("reissue", "abillify", "R-2026-17", "--idempotency-key", "k-1"), ("abillify", "invoices-resendInvoice")),
        (("reissue", "abillify", "R-2026-17", "--idempotency-key", "k-1"), ("abillify", "invoices-resendInvoice")),
        (("update", "irembopay", "880509422769", "--expires-at", "+30d"), ("irembopay", "invoices-update")),
        (("regenerate", "paypen", "TX10000000002"), ("paypen", "invoices-regenerate")),
        (("cancel", "abillify", "R-2026-18"), ("abillify", "invoices-update")),
    ):
        done = run("invoice", *arguments)
        assert done.exit_code == 0, done.output
        assert sandbox.effects[operation] == 1
    assert [message.provider for message in sandbox.outbox].count("abillify") == 1


def test_regenerate_tells_both_references(run: Run) -> None:
    one = json.loads(run("invoice", "regenerate", "paypen", "TX10000000002", "--json").stdout)["invoice"]
    assert one["previous_reference"] == "TX10000000002" != one["reference"]


def test_create(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    line = '{"description": "Fee", "code": "PC-0a1b2c3d4e", "quantity": 2, "unit_price": {"amount": 12500.0, "currency": "RWF"}}'
    file = tmp_path / "invoice.json"
    file.write_text(f'{{"items": [{line}], "customer": {{"email": "payer@example.com"}}}}')
    done = run("invoice", "create", "irembopay", "ORDER-7", "--from", str(file), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["invoice"]["money"]["amount"] in ("25000", "25000.0")
    file.write_text('{"money": {"amount": "7.50", "currency": "EUR"}}')
    done = run(
        "invoice", "create", "abillify", "R-7", "--from", str(file), "--customer", "C-1001", "--idempotency-key", "k"
    )
    assert done.exit_code == 0, done.output
    own = {"remittance_type": "COMPVOL", "data": []}
    file.write_text(json.dumps(own))
    assert run("invoice", "create", "paypen", "-", "--from", str(file)).exit_code in (0, 5)
    for text in ("[]", "nonsense", '{"money": {"amount": "x", "currency": "EUR"}}', '{"moneys": 1}', "{}"):
        file.write_text(text)
        before = sandbox.effects.total
        done = run("invoice", "create", "abillify", "R-8", "--from", str(file), "--customer", "C-1001")
        if text == "{}":  # the provider's own form has no required member
            assert done.exit_code in (0, 5)
            continue
        assert done.exit_code == 2, done.output
        assert sandbox.effects.total == before
    assert run("invoice", "create", "abillify", "R-8", "--from", str(tmp_path / "missing")).exit_code == 2


IREMBO_OWN = {
    "paymentItems": [{"code": "PC-0a1b2c3d4e", "quantity": 1, "unitAmount": 900}],
    "paymentAccountIdentifier": "PA-1",
}


@pytest.mark.parametrize(
    ("provider", "members", "name"),
    [
        ("irembopay", {"items": [{"description": "Fee", "code": "PC-0a1b2c3d4e", "unit_price": {"amount": "9", "currency": "RWF"}}]}, "reference"),
        ("irembopay", IREMBO_OWN, "transactionId"),
        ("abillify", {"money": {"amount": "7.50", "currency": "EUR"}, "customer": {"reference": "C-1001"}}, "reference"),
        ("abillify", {"currency": "EUR", "items": [], "due": "2030-05-01T00:00:00Z"}, "reference"),
    ],
)  # fmt: skip
def test_the_reference_that_is_typed_is_the_one_that_is_sent(
    run: Run, sandbox: Sandbox, tmp_path: Path, provider: str, members: dict[str, Any], name: str
) -> None:
    """JSON and messages tell it as typed, so a file that says another one is refused, and one that says none is filled in."""
    file = tmp_path / "invoice.json"
    customer = ["--customer", "C-1001"] if provider == "abillify" and "customer" not in members else []
    arguments = ("invoice", "create", provider, "ORDER-71", "--from", str(file), *customer, "--json")
    file.write_text(json.dumps({**members, name: "ORDER-72"}))
    done = run(*arguments)
    assert done.exit_code == 2 and "ORDER-72" in done.stderr and "ORDER-71" in done.stderr, done.output
    assert len(sandbox.traffic) == 0
    for same in ({}, {name: "ORDER-71"}):
        file.write_text(json.dumps({**members, **same}))
        run(*arguments)
    bodies = [one.body for one in sandbox.traffic if one.body]
    assert [body[name if provider == "abillify" else "transactionId"] for body in bodies] == ["ORDER-71"] * 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("resend", "paypen", "TX1"),
        ("resend", "stripe", "x"),
        ("resend", "qorepay", PURCHASE, "--idempotency-key", "k"),
        ("get", "qorepay", PURCHASE, "--expires-at", "+1d"),
        ("update", "irembopay", "1"),
        ("update", "irembopay", "1", "--expires-at", "tomorrow"),
        ("update", "irembopay", "1", "--expires-at", "2026-12-31T12:00:00"),
        ("update", "irembopay", "1", "--expires-at", "+1٣d"),
        ("create", "qorepay", "R"),
        ("get", "irembopay", "1", "--server", "nowhere"),
        ("get", "qorepay", ".."),
        ("bill", "qorepay", "x"),
        ("get", "qorepay"),
    ],
)
def test_usage(run: Run, sandbox: Sandbox, arguments: tuple[str, ...]) -> None:
    done = run("invoice", *arguments)
    assert done.exit_code == 2
    assert done.stderr and done.stdout == ""
    assert len(sandbox.traffic) == 0


def test_refusals(run: Run, sandbox: Sandbox) -> None:
    done = run("invoice", "get", "abillify", "nobody")
    assert (
        done.exit_code == 5
        and "HTTP 404" in done.stderr
        and "outcome: not happened; correct the command" in done.stderr
    )
    sandbox.faults.add("qorepay", "purchases-resendInvoice", "reset_after")
    done = run("invoice", "resend", "qorepay", PURCHASE, "--json")
    assert done.exit_code == 6
    told = json.loads(done.stdout)
    assert (told["error"]["type"], told["outcome"], told["advice"]) == ("OutcomeUnknownError", "unknown", "look")
    assert "look at the invoice before you repeat" in done.stderr
    assert sandbox.effects[("qorepay", "purchases-resendInvoice")] == 1
    assert CANARY not in done.output


def test_the_key_for_a_safe_repeat_is_told(run: Run, sandbox: Sandbox) -> None:
    sandbox.faults.add("abillify", "invoices-resendInvoice", "reset_after", times=None)
    done = run("invoice", "resend", "abillify", "R-2026-17", "--idempotency-key", "resend-1")
    assert done.exit_code == 6 and "give the same command again with --idempotency-key resend-1" in done.stderr
    sandbox.faults.clear()
    assert run("invoice", "resend", "abillify", "R-2026-17", "--idempotency-key", "resend-1").exit_code == 0
    assert len(sandbox.outbox) == 1


def test_a_fault_of_ours_shows_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError(CANARY)

    monkeypatch.setattr("reissue.gateway.Reissue.get", broken)
    done = run("invoice", "get", "qorepay", PURCHASE, "--json")
    assert done.exit_code == 4 and CANARY not in done.output
    assert json.loads(done.stdout)["error"]["type"] == "KeyError"


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(errno.EACCES, "Permission denied", "invoice.json"),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "invoice.json"),
        UsageError("That is no invoice", place="invoice.json:3", hint="write one"),
    ],
)
def test_what_may_happen_on_any_machine_is_told_as_the_generator_tells_it(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing() -> None:
        raise error

    with pytest.raises(typer.Exit) as stopped:
        guarded(failing, as_json=False)
    here = capsys.readouterr().err
    assert stopped.value.exit_code == console.ending(error)
    assert here == capsys.readouterr().err and "\n    -> " in here


def test_json_holds_no_command_of_a_ci_service(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "##[error]\x1b ü"})
    said = capsys.readouterr().out
    assert json.loads(said) == {"name": "##[error]\x1b ü"} and "##[" not in said and said.isascii()


def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reissue.gateway.Reissue.resend", interrupted)
    done = run("invoice", "resend", "qorepay", PURCHASE)
    assert done.exit_code == 130 and "may have happened" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "method", "outcome", "advice"),
    [
        (("get", "qorepay", PURCHASE), "GET", "not happened", "repeat"),
        (("resend", "qorepay", PURCHASE), "GET", "not happened", "repeat"),
        (("resend", "qorepay", PURCHASE), "POST", "unknown", "look"),
        (("resend", "abillify", "R-2026-17"), "POST", "unknown", "same_key"),
        (("resend", "abillify", "R-2026-17", "--idempotency-key", "k-7"), "GET", "not happened", "same_key"),
    ],
)
def test_what_an_interruption_leaves_behind(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], method: str, outcome: str, advice: str
) -> None:
    """Told by what was under way: a key is known beforehand, so that it can be given again."""
    real = SyncTransport.send

    def send(self: Any, prepared: Any, *rest: Any, **more: Any) -> Any:
        if prepared.method == method:
            raise KeyboardInterrupt
        return real(self, prepared, *rest, **more)

    monkeypatch.setattr(SyncTransport, "send", send)
    done = run("invoice", *arguments, "--json")
    told = fits(json.loads(done.stdout))
    assert (done.exit_code, told["outcome"], told["advice"]) == (130, outcome, advice)
    assert told["error"]["type"] == "Interrupted"
    assert ("may have happened" in done.stderr) is (outcome == "unknown")
    assert (advice == "same_key") is bool(told["idempotency_key"])
    if outcome == "unknown" and advice == "same_key":
        assert f"--idempotency-key {told['idempotency_key']}" in done.stderr


# --- one shape of JSON ---

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "invoice.schema.json").read_text())


def fits(told: dict[str, Any]) -> dict[str, Any]:
    """What was told, if it is of the documented shape."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(told, SCHEMA)
    return told


@pytest.mark.parametrize(
    ("arguments", "operation", "effect", "keyed"),
    [
        (("resend", "qorepay", PURCHASE), "purchases-resendInvoice", "sends", False),
        (("resend", "abillify", "R-2026-17"), "invoices-resendInvoice", "sends", True),
        (("reissue", "abillify", "R-2026-17", "--idempotency-key", "k-9"), "invoices-resendInvoice", "sends", True),
        (("update", "irembopay", "880509422769", "--expires-at", "+30d"), "invoices-update", "sets", False),
        (("regenerate", "paypen", "TX10000000002"), "invoices-regenerate", "creates", False),
        (("get", "qorepay", PURCHASE), "purchases-get", "reads", False),
        (("list", "abillify", "C-1001"), "identities-listInvoices", "reads", False),
    ],
)
def test_a_success_tells_what_was_done(
    run: Run, arguments: tuple[str, ...], operation: str, effect: str, keyed: bool
) -> None:
    done = run("invoice", *arguments, "--json")
    told = fits(json.loads(done.stdout))
    assert done.exit_code == 0
    assert (told["verb"], told["provider"], told["reference"]) == arguments[:3]
    assert (told["operation"], told["effect"], told["outcome"], told["advice"]) == (
        operation,
        effect,
        "happened",
        "stop",
    )
    assert bool(told["idempotency_key"]) is keyed
    if "--idempotency-key" in arguments:
        assert told["idempotency_key"] == "k-9"


def test_a_resend_prints_what_was_sent(run: Run) -> None:
    done = run("invoice", "resend", "qorepay", PURCHASE)
    lines = [line.split(":", 1) for line in done.stdout.splitlines()]
    told = {name: value.strip() for name, value in lines}
    assert told["outcome"] == "happened" and told["sent"].startswith("yes, to ") and told["checked"] == "yes"
    assert told["reference"] == PURCHASE
    quiet = run("invoice", "resend", "abillify", "R-2026-17").stdout
    assert "yes; the provider does not tell to whom" in quiet and "idempotency key:" in quiet
    assert "sent:" not in run("invoice", "get", "qorepay", PURCHASE).stdout


def test_nothing_to_do_is_no_effect(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_read(self: Any, provider: Any, reference: str, **_: Any) -> Invoice:
        return self.get(provider, reference)  # type: ignore[no-any-return]

    monkeypatch.setattr("reissue.gateway.Reissue.reissue", only_read)
    told = fits(json.loads(run("invoice", "reissue", "irembopay", "880509422769", "--json").stdout))
    assert (told["outcome"], told["effect"], told["advice"]) == ("not happened", "reads", "stop")


# --- exit codes: 2 could not begin, 5 surely not, 6 perhaps ---


@pytest.mark.parametrize(
    ("fault", "arguments", "code", "kind"),
    [
        (None, ("resend", "qorepay", ".."), 2, "InvalidArgumentError"),
        (None, ("resend", "qorepay", "x", "--idempotency-key", "k"), 2, "InvalidArgumentError"),
        (None, ("regenerate", "qorepay", "x"), 2, "UnsupportedOperationError"),
        (None, ("resend", "qorpay", "x"), 2, "ConfigurationError"),
        (None, ("resend", "qorepay", PURCHASE, "--account", "shop-b"), 2, "ConfigurationError"),
        (("purchases-get", "status", 500), ("resend", "qorepay", PURCHASE), 5, "InternalServerError"),
        (("purchases-get", "status", 401), ("get", "qorepay", PURCHASE), 5, "AuthenticationError"),
        (("purchases-resendInvoice", "status", 400), ("resend", "qorepay", PURCHASE), 5, "BadRequestError"),
        (("purchases-resendInvoice", "status", 500), ("resend", "qorepay", PURCHASE), 6, "OutcomeUnknownError"),
        (("purchases-resendInvoice", "cut", None), ("resend", "qorepay", PURCHASE), 6, "OutcomeUnknownError"),
    ],
)
def test_exit_codes(
    run: Run,
    sandbox: Sandbox,
    fault: tuple[str, str, int | None] | None,
    arguments: tuple[str, ...],
    code: int,
    kind: str,
) -> None:
    if fault is not None:
        operation, name, status = fault
        sandbox.faults.add("qorepay", operation, name, times=None, **({"code": status} if status else {}))
    done = run("invoice", *arguments, "--json", "--timeout", "2")
    told = fits(json.loads(done.stdout))
    assert (done.exit_code, told["error"]["type"]) == (code, kind), done.output
    assert told["outcome"] == ("unknown" if code == 6 else "not happened")


def test_a_settled_invoice_is_refused_with_5(run: Run, sandbox: Sandbox) -> None:
    assert run("invoice", "cancel", "abillify", "R-2026-18").exit_code == 0
    done = run("invoice", "resend", "abillify", "R-2026-18", "--json")
    told = fits(json.loads(done.stdout))
    assert (done.exit_code, told["outcome"], told["advice"]) == (5, "not happened", "person")
    assert "even_if" in told["error"]["message"] and sandbox.outbox == []


def test_what_was_done_ends_in_0_even_where_its_answer_names_no_invoice(
    run: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nameless(self: Any, verb: str, invoice: Invoice) -> Invoice:
        return real(self, verb, replace(invoice, reference=""))

    real = Verbs.named
    monkeypatch.setattr(Verbs, "named", nameless)
    file = tmp_path / "invoice.json"
    file.write_text('{"money": {"amount": "7.50", "currency": "EUR"}, "customer": {"reference": "C-1001"}}')
    done = run("invoice", "create", "abillify", "R-7", "--from", str(file), "--json")
    told = fits(json.loads(done.stdout))
    assert (done.exit_code, told["outcome"], told["advice"]) == (0, "happened", "stop")
    assert told["error"]["type"] == "ResponseDecodeError" and "leave it" in done.stderr
    assert sandbox.effects[("abillify", "identities-createInvoice")] == 1


def test_what_was_done_in_another_currency_ends_in_6(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    """irembopay.gitbook.io, Create Invoice: the payment account decides the currency, so that an answer may contradict.

    6 is what somebody has to look at (docs/command-line.md); 0 would let a script go on with another price.
    """
    sandbox.faults.add("irembopay", "invoices-create", "set", path="data/currency", value="USD")
    file = tmp_path / "invoice.json"
    line = {"description": "Fee", "code": "PC-0a1b2c3d4e", "unit_price": {"amount": "900", "currency": "RWF"}}
    file.write_text(json.dumps({"items": [line]}))
    done = run("invoice", "create", "irembopay", "ORDER-81", "--from", str(file), "--json")
    told = fits(json.loads(done.stdout))
    assert (done.exit_code, told["outcome"], told["advice"]) == (6, "happened", "look"), done.output
    assert told["error"]["type"] == "ProviderRejectedError" and "look at the invoice" in done.stderr
    assert sandbox.effects[("irembopay", "invoices-create")] == 1


@pytest.mark.parametrize(
    ("verb", "end", "code", "told"),
    [
        ("resend", ">&-", 0, "stdout is closed"),
        ("get", ">&-", 2, "stdout is closed"),
        ("get --json", ">&-", 2, "stdout is closed"),
        ("resend", "| true", 0, "Broken pipe"),
        ("resend --json", "| true", 0, "Broken pipe"),
        ("get", "| true", 0, ""),
    ],
)
def test_a_closed_stdout_is_told(sandbox: Sandbox, verb: str, end: str, code: int, told: str) -> None:
    """docs/command-line.md: stderr says so."""
    sandbox.faults.add("qorepay", "purchases-get", "delay", times=None, seconds=0.3)  # whoever reads the pipe has gone
    command = f"{sys.executable} -m reissue invoice {verb} qorepay {PURCHASE}"
    shell = f"{{ {command}; echo $? >&2; }} {end}"
    environ = {**os.environ, **environment(sandbox)}
    done = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, env=environ, check=False)
    *said, last = done.stderr.splitlines()
    assert last == str(code) and (any(told in line for line in said) if told else said == []), done.stderr
    assert len(sandbox.outbox) == (1 if verb.startswith("resend") else 0)


@pytest.mark.parametrize(
    ("command", "end"),
    [
        ("providers --json", ">&-"),
        ("--version", ">&-"),
        ("diff -h", ">&-"),
        ("providers", ">/dev/full"),
    ],
)
def test_an_answer_that_is_lost_is_no_success(command: str, end: str) -> None:
    """As with `ls`, `cat` and `git`, which end with an error where stdout takes nothing (GNU coreutils: close_stdout)."""
    shell = f"{sys.executable} -m reissue {command} {end}"
    done = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=False)
    told = "stdout is closed" if end == ">&-" else "No space left on device"
    assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr, done.stderr


@pytest.mark.parametrize(("verb", "code"), [("resend", 0), ("get", 2)])
def test_a_full_disk_takes_nothing_back(sandbox: Sandbox, verb: str, code: int) -> None:
    """/dev/full takes nothing. 2 would say that nothing was sent; of a read that is true."""
    environ = {**os.environ, **environment(sandbox)}
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "reissue", "invoice", verb, "qorepay", PURCHASE]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=environ, check=False)
    assert done.returncode == code and "No space left" in done.stderr
    assert len(sandbox.outbox) == (1 if verb == "resend" else 0)


@pytest.mark.parametrize("verb", ["resend", "get"])
def test_a_reader_that_has_seen_enough_does_not_turn_a_failure_into_a_success(sandbox: Sandbox, verb: str) -> None:
    operation = "purchases-resendInvoice" if verb == "resend" else "purchases-get"
    sandbox.faults.add("qorepay", operation, "status", times=None, code=400)
    command = f"{sys.executable} -m reissue invoice {verb} qorepay {PURCHASE} --json"
    shell = f"{{ {command}; echo $? >&2; }} | true"
    environ = {**os.environ, **environment(sandbox)}
    done = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, env=environ, check=False)
    assert done.stderr.splitlines()[-1] == "5", done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("create", "irembopay", "X", "--from", "-"), "stdin is closed"),
        (("cancel", "qorepay", PURCHASE), "nobody is there to ask"),
        (("create", "irembopay", "X", "--from", "/"), "Is a directory"),
    ],
)
def test_without_stdin(arguments: tuple[str, ...], told: str) -> None:
    """Started by a program that closes it; the server is a live one by its name, and nothing is sent there."""
    environ = {"REISSUE_QOREPAY_SECRET_KEY": "k", "REISSUE_IREMBOPAY_SECRET_KEY": "k"}
    environ["REISSUE_IREMBOPAY_SERVER"] = "production"
    command = f"{sys.executable} -m reissue invoice {' '.join(arguments)} <&-"
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, env={**os.environ, **environ}, check=False
    )
    assert done.returncode == 2 and told in done.stderr, done.stderr


# --- accounts ---


def test_account(run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REISSUE_QOREPAY__SHOP_B__SECRET_KEY", f"sk-b-{CANARY}")
    monkeypatch.setenv("REISSUE_QOREPAY__SHOP_B__SERVER", sandbox.server_for("qorepay"))
    monkeypatch.setenv("REISSUE_QOREPAY__HALF__SERVER", sandbox.server_for("qorepay"))
    monkeypatch.delenv("REISSUE_QOREPAY_SECRET_KEY")
    monkeypatch.delenv("REISSUE_QOREPAY_BRAND_ID")
    monkeypatch.delenv("REISSUE_QOREPAY_SERVER")
    done = run("invoice", "resend", "qorepay", PURCHASE, "--account", "Shop_B", "--json")
    told = fits(json.loads(done.stdout))
    assert (done.exit_code, told["account"], len(sandbox.outbox)) == (0, "Shop_B", 1)
    refused = run("invoice", "get", "qorepay", PURCHASE, "--account", "shop-b", "--server", sandbox.refused_url())
    assert refused.exit_code == 5
    half = run("invoice", "get", "qorepay", PURCHASE, "--account", "half")
    assert half.exit_code == 2 and "REISSUE_QOREPAY__HALF__SECRET_KEY" in half.stderr
    assert run("invoice", "get", "qorepay", PURCHASE).exit_code == 2  # no main account, and none taken in its place


@pytest.mark.parametrize("middle", ["SHOP-B", "shop_b"])
def test_a_variable_of_an_account_that_would_not_be_read(
    run: Run, monkeypatch: pytest.MonkeyPatch, middle: str
) -> None:
    monkeypatch.setenv(f"REISSUE_QOREPAY__{middle}__SECRET_KEY", CANARY)
    done = run("invoice", "get", "qorepay", PURCHASE, "--account", "shop-b")
    assert done.exit_code == 2 and "Did you mean 'REISSUE_QOREPAY__SHOP_B__SECRET_KEY'" in done.stderr
    assert run("invoice", "get", "qorepay", PURCHASE).exit_code == 0  # the main account goes on


@pytest.mark.parametrize(
    "name",
    ["SHOP_B__SERVER", "_SHOP_B_SERVER", "SHOP_B_SERVER", "__SHOP_B__SERVER", "_SHOP_B__SERVR", "_shop-b__SERVER"],
)
def test_a_misspelt_server_is_not_the_live_one(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Of an account, or of the main one: both are refused, as in Python."""
    monkeypatch.setenv("REISSUE_QOREPAY__SHOP_B__SECRET_KEY", CANARY)
    monkeypatch.setenv(f"REISSUE_QOREPAY_{name}", "http://127.0.0.1:1")
    done = run("invoice", "get", "qorepay", PURCHASE, "--account", "shop-b")
    why = "name of an account" if name[:2] == "__" else f"There is no environment variable REISSUE_QOREPAY_{name}"
    assert done.exit_code == 2 and why in done.stderr


@pytest.mark.parametrize("name", ["SERVR", "_SERVER", "__SERVER", "server", "Secret-Key"])
def test_a_misspelt_variable_of_the_main_account(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"REISSUE_QOREPAY_{name}", "http://127.0.0.1:1")
    done = run("invoice", "get", "qorepay", PURCHASE)
    assert done.exit_code == 2 and f"There is no environment variable REISSUE_QOREPAY_{name}" in done.stderr


def test_an_account_that_there_is_not(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REISSUE_QOREPAY__SHOP_B__SECRET_KEY", CANARY)
    done = run("invoice", "get", "qorepay", PURCHASE, "--account", "shopb")
    assert (done.exit_code, "qorepay: there is no account 'shopb'; there are shop-b" in done.stderr) == (2, True)


@pytest.mark.usefixtures("live")
def test_nobody_there_to_ask(run: Run, sandbox: Sandbox) -> None:
    assert run("invoice", "get", "qorepay", PURCHASE).exit_code == 0
    for verb, provider, reference in (
        ("resend", "qorepay", PURCHASE),
        ("cancel", "qorepay", PURCHASE),
        ("reissue", "irembopay", "880509422769"),
        ("regenerate", "paypen", "TX10000000002"),
    ):
        done = run("invoice", verb, provider, reference)
        assert done.exit_code == 2 and "--yes" in done.stderr and "which is live" in done.stderr
    assert sandbox.effects.total == 0
    assert run("invoice", "resend", "qorepay", PURCHASE, "--yes").exit_code == 0
    assert run("invoice", "resend", "paypen", "TX1").exit_code == 2  # refused, not asked


@pytest.mark.usefixtures("live", "terminal")
@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 130), ("\n", 130), ("", 130)])
def test_asked(run: Run, sandbox: Sandbox, answer: str, code: int) -> None:
    done = run("invoice", "resend", "qorepay", PURCHASE, "--json", answer=answer)
    assert done.exit_code == code
    assert f"resend qorepay {PURCHASE} at {sandbox.server_for('qorepay')}, which is live. Go on? [y/N] " in done.stderr
    assert len(sandbox.outbox) == (0 if code else 1)
    assert bool(done.stdout) is (code == 0)


def test_an_unknown_server_counts_as_live(run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Client, "live", None)
    done = run("invoice", "resend", "qorepay", PURCHASE)
    assert done.exit_code == 2 and "which may be live" in done.stderr


def test_server_option(run: Run, sandbox: Sandbox) -> None:
    done = run("invoice", "get", "qorepay", PURCHASE, "--server", sandbox.refused_url(), "--timeout", "0.5")
    assert done.exit_code == 5 and "Nothing was sent" in done.stderr.replace("nothing was sent", "Nothing was sent")


def test_a_provider_cannot_steer_the_terminal() -> None:
    assert clean_lines("a\x1b[2Jb\rc\u202ed\n") == "a�[2Jb c�d\n"


def test_other_providers_need_not_be_complete(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REISSUE_ABILLIFY_PASSWORD")
    assert run("invoice", "get", "qorepay", PURCHASE).exit_code == 0
    done = run("invoice", "get", "abillify", "R-2026-17", "--json")
    assert done.exit_code == 2 and "REISSUE_ABILLIFY_PASSWORD" in json.loads(done.stdout)["error"]["message"]


def test_times() -> None:
    now = datetime.now().astimezone()
    assert timedelta(days=14) - timedelta(minutes=1) < typed.moment_of("+14d") - now <= timedelta(days=14, minutes=1)
    assert timedelta(hours=35) < typed.moment_of("+36h") - now < timedelta(hours=37)
    assert typed.moment_of("2026-12-31T12:00:00+01:00").utcoffset() == timedelta(hours=1)
    for text in ("+14", "+d", "-14d", "+99999999d", "14d", ""):
        with pytest.raises(UsageError):
            typed.moment_of(text)


def test_help_has_examples(run: Run) -> None:
    for command in ("invoice", "providers"):
        done = run(command, "--help")
        assert done.exit_code == 0 and "Examples:" in done.stdout
