"""The guides say what is so: their examples run against the sandbox, their commands parse, their tables are the code's."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from reissue_runtime.retry import TABLE, Repeat

from reissue import Customer, LineItem, Money, NewInvoice, Reissue, ReissueError, UnsupportedOperationError, matrix
from reissue_clients.paypen.models import NewContribution, NewSchedule
from reissue_clients.qorepay.models import WebhookRequest
from reissue_generator.tree.runtime_copy import CHOICES
from reissue_sandbox import Sandbox
from tests.inbox import Delivered, Inbox

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PROVIDERS = ("qorepay", "abillify", "irembopay", "paypen")
GUIDES = [
    *(DOCS / "providers" / f"{name}.md" for name in PROVIDERS),
    DOCS / "errors-and-retries.md",
    DOCS / "settling.md",
    DOCS / "runs.md",
    DOCS / "adding-a-provider.md",
]
PURCHASE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


class Example(NamedTuple):
    """One marked block of a guide."""

    page: Path
    line: int
    webhook: str | None
    code: str

    @property
    def name(self) -> str:
        return f"{self.page.stem}:{self.line}"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def examples() -> Iterator[Example]:
    marked = re.compile(r"<!-- example: sandbox(?:, webhook (\w+))? -->\n```python\n(.*?)```", re.S)
    for page in GUIDES:
        text = text_of(page)
        for found in marked.finditer(text):
            # The code keeps its line numbers, so that a failure names the line of the guide.
            line = text.count("\n", 0, found.start(2))
            yield Example(page, line + 1, found[1], "\n" * line + found[2])


def fenced(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text_of(page), re.S)


def table(page: Path, marker: str) -> str:
    """What stands between two comments."""
    found = re.search(rf"<!-- {marker}\b.*?-->\n(.*?)\n<!-- /", text_of(page), re.S)
    assert found, f"{page.name} has no {marker}"
    return found[1]


def cells(text: str) -> list[list[str]]:
    """The rows of a table, without its head."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]


# --- examples ------------------------------------------------------------------------------------------------


@pytest.fixture
def sandbox(server: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A fresh sandbox, with the environment variables of all providers pointing to it."""
    server.reset()
    given = {
        "QOREPAY_SECRET_KEY": "example-key",
        "QOREPAY_BRAND_ID": "b0000000-0000-4000-8000-000000000001",
        "ABILLIFY_USERNAME": "example",
        "ABILLIFY_PASSWORD": "example-password",
        "IREMBOPAY_SECRET_KEY": "example-key",
        "IREMBOPAY_PAYMENT_ACCOUNT": "07800000001",
        "PAYPEN_API_KEY": "example-key",
        "PAYPEN_EMAIL": "api-user@example.com",
        **{f"{provider}_SERVER".upper(): server.server_for(provider) for provider in PROVIDERS},
    }
    for name, value in given.items():
        monkeypatch.setenv(f"REISSUE_{name}", value)
    yield server
    assert server.simulation.crashes == []


def run(example: Example) -> ModuleType:
    """Run the code of an example as a module."""
    module = ModuleType("example")
    exec(compile(example.code, str(example.page), "exec"), vars(module))
    return module


@pytest.mark.parametrize("example", [pytest.param(one, id=one.name) for one in examples() if not one.webhook])
def test_examples_run(example: Example, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    run(example)
    assert sandbox.violations == []
    assert "may have" not in capsys.readouterr().out  # the branches of what goes wrong


def test_one_key_sends_one_message(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    run(next(one for one in examples() if one.page.stem == "abillify" and "idempotency_key=key" in one.code))
    assert len(sandbox.outbox) == 1


SUBJECTS = {"qorepay": PURCHASE, "abillify": "R-2026-17", "irembopay": "880509422769", "paypen": "TX10000000001"}


def register(sandbox: Sandbox, provider: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the provider know the address, as its guide says."""
    with Reissue.from_env() as gateway:
        gateway.get(provider, SUBJECTS[provider])  # the sandbox signs with the key that it has seen
        if provider == "qorepay":
            hook = gateway.qorepay.webhooks.create(WebhookRequest(title="t", callback=url, all_events=True))
            assert isinstance(hook.public_key, str)
            monkeypatch.setenv("REISSUE_QOREPAY_WEBHOOK_KEY", hook.public_key)
        else:
            sandbox.set_callback(provider, url)


def delivery(sandbox: Sandbox, provider: str, delivered: Delivered) -> tuple[dict[str, str], bytes]:
    """The payer pays, and the provider tells it."""
    sandbox.pay(provider, SUBJECTS[provider])
    sandbox.settle()
    if provider == "abillify":  # the sandbox has no workflows
        body = {
            "voucherReference": SUBJECTS[provider],
            "state": "paid",
            "job": "1",
            "workflow": "dunning",
            "total": 190,
        }
        return {}, json.dumps(body).encode()
    return next(one for one in delivered if provider != "qorepay" or b'"purchase.paid"' in one[1])


@pytest.mark.parametrize("example", [pytest.param(one, id=one.name) for one in examples() if one.webhook])
def test_receivers(
    example: Example,
    sandbox: Sandbox,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    provider = str(example.webhook)
    register(sandbox, provider, inbox[0], monkeypatch)
    module = run(example)
    with module.gateway:
        receive: Callable[[dict[str, str], bytes], int] = module.receive
        check_receiver(receive, provider, *delivery(sandbox, provider, inbox[1]), capsys)


def check_receiver(
    receive: Callable[[dict[str, str], bytes], int],
    provider: str,
    headers: dict[str, str],
    body: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A delivery, the same again, a forged one, and rubbish."""
    assert receive(headers, body) == 200
    told = capsys.readouterr().out
    assert SUBJECTS[provider] in told and "paid" in told.lower()
    assert receive(headers, body) == 200  # delivered twice, told once
    assert capsys.readouterr().out == ""
    forged = receive(headers, body.replace(SUBJECTS[provider].encode(), b"nobody"))
    assert forged == (200 if provider == "abillify" else 400)  # Abillify's also name what is no invoice
    assert receive(headers, b"no json") == 400
    assert capsys.readouterr().out == ""


def test_every_provider_has_a_receiver() -> None:
    assert {one.webhook for one in examples() if one.webhook} == set(PROVIDERS)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_python_that_is_not_run_is_python(page: Path) -> None:
    for code in fenced(page, "python"):
        compile(code, str(page), "exec")


# --- commands ------------------------------------------------------------------------------------------------


def commands() -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for page in GUIDES:
        for block in fenced(page, "sh"):
            for line in block.replace("\\\n", " ").splitlines():
                if "reissue " in line and (line.startswith("reissue ") or " reissue " in line):
                    lines.append((page.stem, line))
    return lines


@pytest.mark.parametrize(("page", "line"), [(page, line) for page, line in commands() if "pip install" not in line])
def test_commands_parse(page: str, line: str) -> None:
    """Every argument is read and checked; nothing is done."""
    import click
    import typer

    from reissue.cli.app import build

    words = shlex.split(line, comments=True)
    group = typer.main.get_command(build())
    assert isinstance(group, click.Group) or hasattr(group, "get_command")
    arguments = words[words.index("reissue") + 1 :]
    context = click.Context(group, info_name="reissue")
    command: Any = group
    while hasattr(command, "get_command"):
        command, name = command.get_command(context, arguments[0]), arguments[0]
        assert command is not None, f"{page}: there is no command {name}"
        arguments = arguments[1:]
    command.make_context(name, arguments, parent=context)


# --- tables --------------------------------------------------------------------------------------------------


def retry_table() -> str:
    """The rule of the runtime as Markdown."""
    columns = list(Repeat)
    lines = ["| failure | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for failure, row in TABLE.items():
        lines.append("| " + " | ".join([failure, *(row[column] for column in columns)]) + " |")
    return "\n".join(lines).replace("OutcomeUnknownError", "`OutcomeUnknownError`")


def test_the_retry_table_is_that_of_the_runtime() -> None:
    want = retry_table()
    assert table(DOCS / "errors-and-retries.md", "table") == want, f"put this into the guide:\n{want}"


def test_what_a_copy_of_the_runtime_can_do_without() -> None:
    rows = [[f"`{name}`", use] for name, use in CHOICES.items()]
    assert cells(table(DOCS / "vendoring.md", "choices")) == rows


def test_the_tree_has_every_error() -> None:
    def walk(kind: type[ReissueError], depth: int) -> Iterator[tuple[int, str]]:
        yield depth, kind.__name__
        for child in kind.__subclasses__():
            if child.__module__.startswith(("reissue.", "reissue_runtime.")):
                yield from walk(child, depth + 1)

    rows = [row[0] for row in cells(table(DOCS / "errors-and-retries.md", "tree"))]
    told = [(row.partition("`")[0].count("-"), row.split("`")[1]) for row in rows]
    assert sorted(told) == sorted(walk(ReissueError, 0))
    assert UnsupportedOperationError.__name__ in {name for _, name in told}


CALLS: dict[tuple[str, str], Callable[[Reissue], object]] = {
    ("qorepay", "create"): lambda g: g.create(
        "qorepay", NewInvoice(reference="N-1", money=Money(5, "NGN"), customer=Customer(email="p@example.com"))
    ),
    ("abillify", "create"): lambda g: g.create(
        "abillify", NewInvoice(reference="N-1", money=Money(5, "EUR")), customer="C-1001"
    ),
    ("abillify", "list"): lambda g: g.list("abillify", "C-1001"),
    ("irembopay", "create"): lambda g: g.create(
        "irembopay",
        NewInvoice(
            reference="N-1", items=(LineItem(description="x", code="PC-0a1b2c3d4e", unit_price=Money(5, "RWF")),)
        ),
    ),
    ("paypen", "create"): lambda g: g.create("paypen", schedule()),
}


def schedule() -> NewSchedule:
    part: dict[str, Any] = dict.fromkeys(
        ("employer_contribution", "employee_contribution", "employer_voluntary", "employee_voluntary"), 1
    )
    row = NewContribution(
        pfa="030", staff_id="1", pin="PEN1", employee_name="x", period="Nov-2026", total_contribution=4, **part
    )
    return NewSchedule(remittance_type="COMPVOL", data=[row])


def call(gateway: Reissue, provider: str, verb: str) -> None:
    if (provider, verb) in CALLS:
        CALLS[provider, verb](gateway)
        return
    chosen = {"expires_at": datetime.now(UTC) + timedelta(days=30)} if verb == "update" else {}
    getattr(gateway, verb)(provider, SUBJECTS[provider], **chosen)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_verbs_go_over_the_wire_as_told(provider: str, sandbox: Sandbox) -> None:
    """Each row of the guide's table: the verbs that there are, and exactly the calls that they make."""
    rows = {row[0].strip("`"): row for row in cells(table(DOCS / "providers" / f"{provider}.md", "verbs"))}
    assert set(rows) == {verb for verb, has in matrix()[provider].items() if has}
    spec = sandbox.simulation.spec(provider)
    routes = {name: f"{one.method} {re.sub('{.*?}', '{}', one.path)}" for name, one in spec.operations.items()}
    for verb, (_, wire, payer, again) in rows.items():
        if verb == "parse_webhook":
            continue
        sandbox.reset()
        with Reissue.from_env() as gateway:
            call(gateway, provider, verb)
        sent = [routes[one.operation] for one in sandbox.traffic if one.operation != "auth-login"]
        told = [re.sub("{.*?}", "{}", one) for one in re.findall(r"`([A-Z]+ /.*?)`", wire)]
        assert sent == told, f"{provider} {verb}"
        mails = [message for message in sandbox.outbox if message.provider == provider]
        if mails and (provider, verb) != ("paypen", "regenerate"):  # the vendor does not say so there
            assert "e-mail" in payer or "message" in payer or "as `" in payer
        effect = spec.operations[list(sandbox.traffic)[-1].operation].effect
        assert (again == "harmless") == (effect in ("reads", "sets")), f"{provider} {verb}"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_variables_are_those_that_are_read(provider: str) -> None:
    from reissue.registry import provider as plugin_of

    text = text_of(DOCS / "providers" / f"{provider}.md")
    rows = dict(re.findall(r"^\| `(REISSUE_\w+)` \| `\w+` \| (.*?) \|$", text, re.M))
    read = plugin_of(provider).credentials.variables()
    assert set(rows) == set(read)
    for name, required in read.items():
        assert rows[name].startswith("required") == required, name


# --- links ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [*GUIDES, DOCS / "README.md"], ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text_of(page)):
        assert (page.parent / target).exists(), target


def test_the_index_is_complete() -> None:
    listed = set(re.findall(r"\]\(([^)]+\.md)\)", text_of(DOCS / "README.md")))
    there = {path.relative_to(DOCS).as_posix() for path in [*DOCS.glob("*.md"), *DOCS.glob("providers/*.md")]}
    assert there - {"README.md"} <= listed
