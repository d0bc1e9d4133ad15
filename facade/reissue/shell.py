"""`reissue providers` and `reissue invoice`: the facade from the shell.

Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 the provider refused or the outcome is unknown,
2 usage or configuration (nothing was sent), 4 a fault of ours, 130 interrupted or declined.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar, cast

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from .capabilities import CAPABILITIES
from .errors import (
    ConfigurationError,
    InvalidArgumentError,
    Outcome,
    ReissueError,
    UnsupportedOperationError,
)
from .gateway import Reissue
from .invoice import Invoice, NewInvoice
from .registry import provider as plugin_of

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


class Verb(StrEnum):
    """The verbs that make sense in a shell: all but parse_webhook."""

    CREATE = "create"
    GET = "get"
    LIST = "list"
    UPDATE = "update"
    CANCEL = "cancel"
    RESEND = "resend"
    REGENERATE = "regenerate"
    REISSUE = "reissue"


READS = (Verb.GET, Verb.LIST)
T = TypeVar("T")
_NOTHING_SENT = (ConfigurationError, InvalidArgumentError, UnsupportedOperationError)


class Usage(Exception):
    """What was typed cannot be done; nothing was sent."""


@app.command()
def providers(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what each provider can do, and how it is set up.

    The table is made from the code: verbs of the facade, size of the typed client, credentials, servers.

    Examples:

        reissue providers

        reissue providers --json
    """
    from .overview import overview

    rows = _guarded(overview, as_json)
    if as_json:
        _print_json(rows)
        return
    table = Table("", *(escape(row.provider) for row in rows))
    for verb in CAPABILITIES:
        table.add_row(verb, *("yes" if row.verbs[verb] else "-" for row in rows))
    table.add_section()
    for name in ("operations", "webhooks"):
        table.add_row(name, *("-" if (count := getattr(row, name)) is None else str(count) for row in rows))
    table.add_row("auth", *(Text(", ".join(row.auth)) for row in rows))
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    for row in rows:
        console.print(Text(f"\n{row.provider}", style="bold"))
        for one in row.environments:
            kind = {True: "live", False: "sandbox", None: "unknown"}[one.live]
            console.print(Text(f"  server {one.name} ({kind}): {one.url}"))
        names = [name if required else f"[{name}]" for name, required in row.variables.items()]
        console.print(Text(f"  environment: {' '.join(names)}"))
        for verb, advice in row.instead.items():
            console.print(Text(f"  no {verb}: {advice}"))


@app.command()
def invoice(
    verb: Annotated[Verb, typer.Argument(help="What to do.", show_default=False)],
    provider: Annotated[str, typer.Argument(help="qorepay, abillify, irembopay, paypen, or a plug-in.")],
    reference: Annotated[
        str, typer.Argument(help="Of the invoice; of the customer for list; your own for create.", show_default=False)
    ],
    expires_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="For update: 2026-12-31T12:00:00+01:00, or +14d, +36h from now.")
    ] = None,
    idempotency_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="For resend, reissue, create: the same key sends nothing new.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="For create: the invoice as JSON; - is stdin.")
    ] = None,
    customer: Annotated[
        str | None, typer.Option(metavar="REFERENCE", help="For create at Abillify: the customer.")
    ] = None,
    server: Annotated[
        str | None, typer.Option(metavar="NAME|URL", help="Instead of REISSUE_<PROVIDER>_SERVER.")
    ] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", min=0.1, help="For each step of a request.")] = 30.0,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before a live server is told.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result, or the error, as JSON.")] = False,
) -> None:
    """Do one thing with one invoice. Credentials come from environment variables: see `reissue providers`.

    Everything but get and list asks before it sends to a live server; --yes answers beforehand, and without a terminal
    it is needed. What may have happened is never repeated: the message tells what to do.

    Examples:

        reissue invoice resend qorepay 3fa85f64-5717-4562-b3fc-2c963f66afa6

        reissue invoice update irembopay 880509422769 --expires-at +14d

        reissue invoice regenerate paypen TX21092020002 --json

        reissue invoice reissue abillify R-2026-17 --server staging --idempotency-key resend-17-1

        reissue invoice create irembopay ORDER-2026-7 --from invoice.json

    invoice.json: {"items": [{"description": "Fee", "code": "PC-0a1b2c3d4e", "quantity": 2,
    "unit_price": {"amount": "12500", "currency": "RWF"}}], "customer": {"email": "payer@example.com"}}
    """

    def act() -> tuple[Invoice, ...]:
        options = {"expires_at": expires_at, "idempotency_key": idempotency_key, "from": file, "customer": customer}
        _check_options(verb, {name for name, value in options.items() if value is not None})
        with Reissue.from_env(_environment(provider, server), timeout=timeout) as gateway:
            kind = plugin_of(provider).load()
            chosen: dict[str, Any] = {"idempotency_key": idempotency_key, "customer": customer}
            if expires_at is not None:
                chosen["expires_at"] = _moment(expires_at)
            subject: Any = reference if file is None else _new(file, reference, kind.verbs.forms, provider)
            if hasattr(kind, verb) and verb not in READS and not yes:  # what it cannot do is refused below, unasked
                _confirm(verb, provider, reference, gateway.adapter(provider).client)
            call: Callable[..., Any] = getattr(gateway, verb)
            found = call(provider, subject, **{name: value for name, value in chosen.items() if value is not None})
            return cast("tuple[Invoice, ...]", found if verb is Verb.LIST else (found,))

    result = _guarded(act, as_json)
    if as_json:
        plain = [_plain(one) for one in result]
        _print_json(plain if verb is Verb.LIST else plain[0])
        return
    for one in result:
        _print(one)


# --- what was typed ---


def _check_options(verb: str, given: set[str]) -> None:
    fits = {
        "expires_at": ("update",),
        "idempotency_key": ("resend", "reissue", "create"),
        "from": ("create",),
        "customer": ("create",),
    }
    if wrong := sorted(name for name in given if verb not in fits[name]):
        raise Usage(f"{verb} takes no {', '.join('--' + name.replace('_', '-') for name in wrong)}")
    if verb == "create" and "from" not in given:
        raise Usage("create needs --from FILE: the invoice as JSON (see --help)")
    if verb == "update" and "expires_at" not in given:
        raise Usage("update needs --expires-at TIME")


def _environment(provider: str, server: str | None) -> dict[str, str]:
    """The variables of this provider alone: those of another one may be incomplete without stopping anybody."""
    prefix = f"REISSUE_{plugin_of(provider).credentials.provider}_".upper()
    environment = {name: value for name, value in os.environ.items() if name.startswith(prefix)}
    return environment if server is None else {**environment, f"{prefix}SERVER": server}


def _moment(text: str) -> datetime:
    """``+14d`` and ``+36h`` from now; or ISO 8601 with an offset."""
    unit = {"d": "days", "h": "hours"}.get(text[-1:])
    if text.startswith("+") and unit and text[1:-1].isascii() and text[1:-1].isdigit() and len(text) < 7:
        return datetime.now(UTC) + timedelta(**{unit: int(text[1:-1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Usage("--expires-at is a time such as 2026-12-31T12:00:00+01:00, or +14d, or +36h") from None
    if moment.utcoffset() is None:
        raise Usage("--expires-at needs an offset: 2026-12-31T12:00:00+01:00, or a Z at the end for UTC")
    return moment


def _new(file: Path, reference: str, forms: tuple[type[Any], ...], provider: str) -> Any:
    """A new invoice out of a file: in the neutral form, or in the provider's own."""
    try:
        text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        members = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except OSError as error:
        raise Usage(f"--from: {error.strerror}: {file}") from None
    except msgspec.DecodeError as error:
        raise Usage(f"--from is no JSON object: {error}") from None
    problems: list[str] = []
    for form in forms:
        own = {"reference": reference} if form is NewInvoice else {}
        try:
            # The members are raw text until here, because amounts must not pass through floats.
            return msgspec.json.decode(msgspec.json.encode({**own, **members}), type=form)
        except msgspec.ValidationError as error:
            problems.append(f"as {form.__name__}: {error}")
    raise Usage(f"--from does not fit {provider}: {'; '.join(problems)}")


def _interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def _confirm(verb: str, provider: str, reference: str, client: Any) -> None:
    if client.live is False:
        return
    question = f"{verb} {provider} {reference} at {client.server}, which {'is' if client.live else 'may be'} live"
    if not _interactive():
        raise Usage(f"{question}: nobody is there to ask; give --yes if that is meant")
    # Not by typer.confirm, which writes to stdout too.
    typer.echo(_clean(f"{question}. Go on? [y/N] "), err=True, nl=False)
    try:
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        typer.echo("Nothing was sent.", err=True)
        raise typer.Exit(130)


# --- what is told ---


def _guarded(act: Callable[[], T], as_json: bool) -> T:
    """Do it, and turn what is raised into a message and an exit code. Nothing that is printed holds a secret."""
    try:
        return act()
    except Usage as error:
        _fail(2, str(error), {"type": "Usage", "message": str(error)}, as_json)
    except ReissueError as error:
        lines = [error.message, *_known(error)]
        _fail(2 if isinstance(error, _NOTHING_SENT) else 1, "\n".join(lines), _facts(error), as_json)
    except KeyboardInterrupt:
        text = "interrupted; what was under way may have happened: look at the invoice before you repeat it"
        _fail(130, text, {"type": "Interrupted", "message": text}, as_json)
    except typer.Exit:
        raise
    except Exception as error:  # without its text and trace, which may show anything
        text = f"a fault of reissue itself ({type(error).__name__}); please report it. What was sent may have happened"
        _fail(4, text, {"type": type(error).__name__, "message": text}, as_json)


def _known(error: ReissueError) -> list[str]:
    """What is known about a call that failed, a line each."""
    lines: list[str] = []
    if error.operation and not isinstance(error, _NOTHING_SENT):
        again = "safe to repeat" if error.repeat_safe else "do not repeat it before you have looked at the invoice"
        if error.repeat_safe and error.idempotency_key and error.outcome is not Outcome.NOT_HAPPENED:
            again += f" with --idempotency-key {error.idempotency_key}"
        lines.append(f"outcome: {error.outcome}; {again}")
    if error.request_id:
        lines.append(f"request id: {error.request_id}")
    return lines


def _facts(error: ReissueError) -> dict[str, Any]:
    names = (
        "provider",
        "operation",
        "status",
        "code",
        "provider_message",
        "request_id",
        "attempts",
        "idempotency_key",
        "repeat_safe",
    )
    facts = {"type": type(error).__name__, "message": error.message, "outcome": str(error.outcome)}
    return {**facts, **{name: getattr(error, name) for name in names}}


def _fail(code: int, text: str, facts: dict[str, Any], as_json: bool) -> NoReturn:
    typer.echo(_clean(f"reissue: {text}"), err=True)
    if as_json:
        _print_json({"error": facts})
    raise typer.Exit(code)


def _plain(one: Invoice) -> dict[str, Any]:
    """An invoice for JSON: amounts as text, times in ISO 8601; without `raw`, which holds personal data."""
    members = {name: getattr(one, name) for name in one.__struct_fields__ if name != "raw"}
    plain: dict[str, Any] = msgspec.to_builtins(members)
    return plain


def _print(one: Invoice) -> None:
    told = {**_plain(one), "money": str(one.money) if one.money else None}
    if one.bank_account:
        account = one.bank_account
        told["bank_account"] = ", ".join(part for part in (account.number, account.name, account.bank) if part)
    for name, value in told.items():
        if value is not None:
            typer.echo(_clean(f"{name.replace('_', ' ') + ':':<20}{value}"))


def _print_json(value: object) -> None:
    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def _clean(text: str) -> str:
    """Without control characters: a provider's words must not steer the terminal."""
    return "".join(one if one.isprintable() or one == "\n" else "�" for one in text)
