"""What `reissue demo` tells."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ... import errors
from ...credentials import AbillifyCredentials, IremboPayCredentials, PayPenCredentials, QorePayCredentials
from ...errors import ReissueError
from ...gateway import Reissue
from ...invoice import Invoice

if TYPE_CHECKING:
    from collections.abc import Generator

    from reissue_sandbox.server import Sandbox

PURCHASE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
ABILLIFY = "R-2026-17"
IREMBO = "880509422769"
UNEXPIRED, EXPIRED = "TX10000000001", "TX10000000002"
KEY = "demo-2026-11-21"


class Told(NamedTuple):
    """One row of the table at the end."""

    provider: str
    asked: str
    wire: str
    payer: str


def run(console: Console | None = None) -> int:
    """Tell the whole story; gives the exit code: 0, or 1 where something did not go as told."""
    show = _Show(console or Console(highlight=False, width=None if console else _width()))
    show.head("Reissue: the main job, on this machine alone")
    fine = _project_steps(show)
    from reissue_sandbox.server import Sandbox

    with Sandbox() as sandbox:
        show.head("3. A stand-in for the four providers")
        show.line(f"listening on {sandbox.url}; its web console is there too. Nothing leaves this machine.")
        with _gateway(sandbox) as gateway:
            story = _Story(show, sandbox, gateway)
            story.verbs()
            story.refusals()
        show.table("What was asked, what went over the wire, what the payer got", story.told)
        fine = fine and story.fine
    if not fine:
        show.line("Something did not go as told: see the lines that begin with NO.", "bold red")
    return 0 if fine else 1


def _width() -> int | None:
    """On a terminal as wide as it is; in a log wide enough for the table."""
    import sys

    return None if sys.stdout.isatty() else 120


class _Show:
    """How the story is printed."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def head(self, text: str) -> None:
        self.console.print()
        self.console.print(Text(text, style="bold"))

    def line(self, text: str, style: str = "") -> None:
        self.console.print(Text(f"  {text}" if text else "", style=style))

    def tick(self, ok: bool, text: str) -> None:
        self.line(f"{'ok' if ok else 'NO'}  {text}", "" if ok else "bold red")

    def table(self, title: str, rows: list[Told]) -> None:
        table = Table(title=title, title_style="bold", title_justify="left", show_lines=True, padding=(0, 1))
        for name in ("provider", "asked", "over the wire", "the payer got"):
            table.add_column(name, overflow="fold", style="bold" if name == "provider" else "")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self.console.print()
        self.console.print(table)


# --- the project ---------------------------------------------------------------------------------------------


def _project_steps(show: _Show) -> bool:
    """Lint, generate into a scratch folder, compare; outside of a checkout there is nothing to compare with."""
    from reissue_generator.errors import ConfigurationError
    from reissue_generator.tree.project import find

    try:
        project = find()
    except ConfigurationError:
        show.head("1. and 2. Specifications and clients")
        show.line("skipped: this is no checkout of a project with [tool.reissue]; the installed clients are used.")
        return True
    return _lint(show, project) and _compare(show, project)


def _lint(show: _Show, project: Any) -> bool:
    import json

    from reissue_generator.document.source import Document
    from reissue_generator.lint.run import lint

    show.head("1. Lint: OpenAPI's meta-schema, every example against its schema, the house rules")
    extensions = json.loads(Path(project.specs, "extensions.schema.json").read_text(encoding="utf-8"))
    fine = True
    for provider, path in project.spec_files().items():
        found = lint(Document.open(Path(path), project.show(path)), extensions)
        fine = fine and not found
        show.tick(not found, f"{provider}: {len(found) or 'no'} findings in {project.show(path)}")
    return fine


def _compare(show: _Show, project: Any) -> bool:
    from reissue_generator.generate import render_project
    from reissue_generator.tree.write import compare, write

    show.head("2. Generate into a scratch folder, and compare with generated/")
    rendered = render_project(project)
    with tempfile.TemporaryDirectory(prefix="reissue-demo-") as folder:
        scratch = Path(folder, "generated")
        write(scratch, rendered.files)
        lines = sum(text.count("\n") for path, text in rendered.files.items() if "/runtime/" not in path)
        count = sum(len(api.operations) for api in rendered.apis)
        show.line(f"{count} operations of {len(rendered.apis)} providers in {lines} lines, and one runtime for all")
    different = [one for one in compare(Path(project.generated), rendered.files) if one.path != "MANIFEST.sha256"]
    show.tick(not different, f"generated/ is what the specifications say ({len(different) or 'no'} differences)")
    return not different


# --- the providers -------------------------------------------------------------------------------------------


def _gateway(sandbox: Sandbox, **options: Any) -> Reissue:
    """A gateway to the stand-in, with credentials that it takes."""
    return Reissue(
        qorepay=QorePayCredentials(secret_key="demo-key", server=sandbox.server_for("qorepay")),
        abillify=AbillifyCredentials(username="demo", password="demo-password", server=sandbox.server_for("abillify")),
        irembopay=IremboPayCredentials(secret_key="demo-key", server=sandbox.server_for("irembopay")),
        paypen=PayPenCredentials(api_key="demo-key", email="demo@example.com", server=sandbox.server_for("paypen")),
        clock=sandbox.clock.now,
        **options,
    )


class _Story:
    """The verbs and the refusals, each shown with what went over the wire."""

    def __init__(self, show: _Show, sandbox: Sandbox, gateway: Reissue) -> None:
        self.show, self.sandbox, self.gateway = show, sandbox, gateway
        self.told: list[Told] = []
        self.fine = True

    def expect(self, ok: bool, text: str) -> None:
        self.fine = self.fine and ok
        self.show.tick(ok, text)

    @contextmanager
    def step(self, provider: str, asked: str) -> Generator[Callable[[str], None]]:
        """One thing that is asked for; what the payer got is told at its end."""
        self.show.line("")
        self.show.line(f"{provider}: {asked}", "bold")
        before, mails = len(self.sandbox.traffic), len(self.sandbox.outbox)
        payer: list[str] = []
        yield payer.append
        wire = [f"{one.method} {one.path}{_key(one)} -> {one.status}" for one in list(self.sandbox.traffic)[before:]]
        sent = [f"e-mail to {mail.to}: {mail.subject}" for mail in list(self.sandbox.outbox)[mails:]]
        for line in wire:
            self.show.line(f"    {line}", "cyan")
        for line in sent:
            self.show.line(f"    {line}", "green")
        self.told.append(Told(provider, asked, "\n".join(wire), "\n".join([*payer, *sent]) or "no message"))

    # --- what providers do

    def verbs(self) -> None:
        self.show.head("4. The same four verbs, at providers that have little in common")
        self._qorepay()
        self._abillify()
        self._irembopay()
        self._paypen()

    def _qorepay(self) -> None:
        with self.step("qorepay", "resend an invoice"):
            invoice = self.gateway.resend("qorepay", PURCHASE)
        self.expect(self._sent("qorepay") == 1, f"one e-mail; {_brief(invoice)}")

    def _abillify(self) -> None:
        with self.step("abillify", f"resend an invoice, twice, with one idempotency key ({KEY})"):
            for _ in range(2):
                self.gateway.resend("abillify", ABILLIFY, idempotency_key=KEY)
        self.expect(self._sent("abillify") == 1, "one e-mail in the outbox: the second call was recognised by its key")

    def _irembopay(self) -> None:
        until = (self.sandbox.clock.now() + timedelta(days=30)).replace(microsecond=0)
        with self.step("irembopay", f"update the expiry to {until:%d %b %Y}") as payer:
            invoice = self.gateway.update("irembopay", IREMBO, expires_at=until)
            payer(f"until {_day(invoice.expires_at)} to pay")
        self.expect(invoice.expires_at == until, _brief(invoice))

    def _paypen(self) -> None:
        with self.step("paypen", "regenerate an expired invoice") as payer:
            new = self.gateway.regenerate("paypen", EXPIRED)
            payer(f"a new invoice {new.reference} instead of {EXPIRED}, to pay into account {_account(new)}")
        self.expect(new.reference != EXPIRED and new.previous_reference == EXPIRED, f"new reference; {_brief(new)}")
        with self.step("paypen", "regenerate an invoice that has not expired") as payer:
            same = self.gateway.regenerate("paypen", UNEXPIRED)
            payer(f"nothing new: {same.reference} still stands")
        self.expect(same.reference == UNEXPIRED and same.previous_reference is None, "same reference, as it should be")

    def _sent(self, provider: str) -> int:
        return sum(mail.provider == provider for mail in self.sandbox.outbox)

    # --- what goes wrong

    def refusals(self) -> None:
        self.show.head("5. What a provider cannot do, and one error of each kind")
        table = Table(box=None, padding=(0, 1), pad_edge=False)
        for name in ("error", "what happened", "effect", "repeat safe"):
            table.add_column(name, overflow="fold", style="bold" if name == "error" else "")
        for kind, why, call in self._failures():
            error = _failure(call)
            self.fine = self.fine and type(error) is kind
            told = f"{why}: {error}" if error else f"{why}: NO ERROR"
            row = [type(error).__name__, told, str(getattr(error, "outcome", "-")), _yes(error)]
            table.add_row(*(Text(cell) for cell in row))
        self.show.console.print(Padding(table, (0, 0, 0, 2)))
        self.expect(self._sent("qorepay") == 2, "the interrupted call had sent its e-mail, and was not repeated")

    def _failures(self) -> list[tuple[type[ReissueError], str, Callable[[], object]]]:
        gateway, faults = self.gateway, self.sandbox.faults
        again = "purchases-resendInvoice"

        def broken(
            name: str, provider: str, operation: str, call: Callable[[], object], **args: Any
        ) -> Callable[[], object]:
            def run() -> object:
                faults.add(provider, operation, name, times=None, **args)
                try:
                    return call()
                finally:
                    faults.clear()

            return run

        def resend() -> object:
            return gateway.resend("qorepay", PURCHASE)

        def read() -> object:
            return gateway.get("irembopay", IREMBO)

        def status(code: int) -> Callable[[], object]:
            return broken("status", "irembopay", "invoices-get", read, code=code)

        refused = Reissue(qorepay=QorePayCredentials(secret_key="demo-key", server=self.sandbox.refused_url()))
        return [
            (
                errors.UnsupportedOperationError,
                "a verb that PayPen does not have",
                lambda: gateway.resend("paypen", UNEXPIRED),
            ),
            (
                errors.ConfigurationError,
                "a server without encryption",
                lambda: Reissue(qorepay=QorePayCredentials(secret_key="demo-key", server="http://pay.example")).get(
                    "qorepay", PURCHASE
                ),
            ),
            (
                errors.InvalidArgumentError,
                "a reference that is a path",
                lambda: gateway.get("qorepay", "../../clients"),
            ),
            (
                errors.APIConnectionError,
                "nobody listens (tried four times)",
                lambda: _closing(refused, lambda: refused.resend("qorepay", PURCHASE)),
            ),
            (
                errors.OutcomeUnknownError,
                "the connection breaks after the e-mail went out",
                broken("reset_after", "qorepay", again, resend),
            ),
            (errors.BadRequestError, "400", status(400)),
            (errors.AuthenticationError, "401", status(401)),
            (errors.PermissionDeniedError, "403", status(403)),
            (errors.NotFoundError, "an unknown reference", lambda: gateway.get("abillify", "R-0000-00")),
            (errors.ConflictError, "409", status(409)),
            (errors.UnprocessableEntityError, "422", status(422)),
            (
                errors.RateLimitError,
                "429, and the provider asks to wait longer than we would",
                broken("status", "irembopay", "invoices-get", read, code=429, retry_after=3600),
            ),
            (
                errors.InternalServerError,
                "503 on a read, and the wait asked for is too long",
                broken("status", "irembopay", "invoices-get", read, code=503, retry_after=3600),
            ),
            (
                errors.ProviderRejectedError,
                "a refusal inside a 200",
                broken("error_envelope", "paypen", "invoices-get", lambda: gateway.get("paypen", UNEXPIRED)),
            ),
            (
                errors.ResponseDecodeError,
                "a 200 with a page of HTML",
                broken("malformed", "abillify", "invoices-get", lambda: gateway.get("abillify", ABILLIFY), kind="html"),
            ),
            (
                errors.WebhookVerificationError,
                "a forged webhook",
                lambda: gateway.parse_webhook("irembopay", {"irembopay-signature": "t=1653405045000,s=00"}, b"{}"),
            ),
        ]


def _closing(gateway: Reissue, call: Callable[[], object]) -> object:
    with gateway:
        return call()


def _failure(call: Callable[[], object]) -> ReissueError | None:
    try:
        call()
    except ReissueError as error:
        return error
    return None


def _yes(error: ReissueError | None) -> str:
    return "-" if error is None else "yes" if error.repeat_safe else "no"


def _key(exchange: Any) -> str:
    return f" [key {exchange.idempotency_key}]" if exchange.idempotency_key else ""


def _brief(invoice: Invoice) -> str:
    money = f", {invoice.money}" if invoice.money else ""
    until = f", payable until {_day(invoice.expires_at)}" if invoice.expires_at else ""
    return f"{invoice.provider} {invoice.reference}: {invoice.status}{money}{until}"


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%d %b %Y %H:%M} UTC" if moment else "?"


def _account(invoice: Invoice) -> str:
    return invoice.bank_account.number if invoice.bank_account else "?"
