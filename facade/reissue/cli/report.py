"""What the commands of the facade tell: results go to stdout, everything else to stderr.

The exit codes are those of `reissue_generator.errors`: FOUND where the provider refused or the outcome is unknown, USAGE
where nothing was sent, INTERRUPTED also where somebody declined.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import msgspec
import typer

from reissue_generator.cli.console import expected, tell_lines
from reissue_generator.errors import FAULT, FOUND, INTERRUPTED, USAGE
from reissue_generator.findings import clean_lines, dumped

from ..errors import (
    Advice,
    ConfigurationError,
    InvalidArgumentError,
    ReissueError,
    UnsupportedOperationError,
)
from ..invoice import Invoice
from .in_words import in_words

T = TypeVar("T")
_NOTHING_SENT = (ConfigurationError, InvalidArgumentError, UnsupportedOperationError)


_NEXT = {
    Advice.REPEAT: "the same command can be given again",
    Advice.SAME_KEY: "give the same command again with --idempotency-key {key}, and with no other key",
    Advice.LOOK: "look at the invoice before you repeat anything",
    Advice.PERSON: "correct the command or the set-up first",
    Advice.STOP: "leave it: it has happened",
}


def guarded(act: Callable[[], T], as_json: bool) -> T:
    """Do it, and turn what is raised into a message and an exit code. Nothing that is printed holds a secret."""
    try:
        return act()
    except ReissueError as error:
        lines = [error.message, *_known(error)]
        code = USAGE if isinstance(error, _NOTHING_SENT) else FOUND
        _fail(code, lines, _facts(error), as_json)
    except KeyboardInterrupt:
        text = "interrupted; what was under way may have happened: look at the invoice before you repeat it"
        _fail(INTERRUPTED, [text], {"type": "Interrupted", "message": text}, as_json)
    except typer.Exit:
        raise
    except Exception as error:
        if told := expected(error):
            _fail(told.code, told.lines, {"type": type(error).__name__, "message": str(told)}, as_json)
        # Without its text and trace, which may show anything.
        text = f"a fault of reissue itself ({type(error).__name__}); please report it. What was sent may have happened"
        _fail(FAULT, [text], {"type": type(error).__name__, "message": text}, as_json)


def _known(error: ReissueError) -> list[str]:
    """What is known about a call that failed, a line each."""
    lines: list[str] = []
    if error.operation and not isinstance(error, _NOTHING_SENT):
        lines.append(f"outcome: {error.outcome}; {_NEXT[error.advice].format(key=error.idempotency_key)}")
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
        "advice",
        "verb",
        "reference",
    )
    facts = {"type": type(error).__name__, "message": error.message, "outcome": str(error.outcome)}
    return {**facts, **{name: getattr(error, name) for name in names}}


def _fail(code: int, lines: Sequence[str], facts: dict[str, Any], as_json: bool) -> NoReturn:
    tell_lines("\n".join(lines).split("\n"))
    if as_json:
        print_json({"error": facts})
    raise typer.Exit(code)


def print_invoices(invoices: Sequence[Invoice], *, as_json: bool, as_list: bool) -> None:
    """Invoices for people, or as JSON: a list, or the only one."""
    if as_json:
        plain = [_plain(invoice) for invoice in invoices]
        print_json(plain if as_list else plain[0])
        return
    for invoice in invoices:
        _print_invoice(invoice)


def _plain(invoice: Invoice) -> dict[str, Any]:
    """An invoice for JSON: amounts as text, times in ISO 8601; without `raw`, which holds personal data."""
    members = {name: getattr(invoice, name) for name in invoice.__struct_fields__ if name != "raw"}
    values: dict[str, Any] = msgspec.to_builtins(members)
    return values


def _print_invoice(invoice: Invoice) -> None:
    """An invoice for people, a member a line; what the provider does not tell is left out."""
    told = {**_plain(invoice), **in_words(invoice)}
    for name, value in told.items():
        if value is not None:
            typer.echo(clean_lines(f"{name.replace('_', ' ') + ':':<20}{value}"))


def print_json(value: object) -> None:
    """Any value, as indented JSON."""
    typer.echo(dumped(msgspec.to_builtins(value)), nl=False)
