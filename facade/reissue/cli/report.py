"""What the commands of the facade tell: results go to stdout, everything else to stderr.

An exit code (those of `reissue_generator.errors`) tells of the effect: CLEAN where it took place, REFUSED where it surely did
not, UNKNOWN where nobody knows or it is not what was asked for, USAGE where the command could not begin. INTERRUPTED also where somebody declined.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import msgspec
import typer

from reissue_generator.cli.console import expected, tell_lines
from reissue_generator.cli.streams import has_left, silence
from reissue_generator.errors import CLEAN, FAULT, INTERRUPTED, REFUSED, UNKNOWN, USAGE
from reissue_generator.findings import clean_lines, dumped

from ..errors import (
    Advice,
    ConfigurationError,
    InvalidArgumentError,
    Outcome,
    ProviderRejectedError,
    ReissueError,
    UnsupportedOperationError,
)
from ..invoice import Invoice
from ..plugin.outcome import Course, followed
from .in_words import in_words

T = TypeVar("T")
READS = ("get", "list")
"""Verbs that change nothing."""
_NOT_BEGUN = (ConfigurationError, InvalidArgumentError, UnsupportedOperationError)

_NEXT = {
    Advice.REPEAT: "the same command can be given again",
    Advice.SAME_KEY: "give the same command again with --idempotency-key {key}, and with no other key",
    Advice.LOOK: "look at the invoice before you repeat anything",
    Advice.PERSON: "correct the command or the set-up first",
    Advice.STOP: "leave it: it has happened",
}
_INTERRUPTED = {
    Outcome.HAPPENED: "interrupted after it was done",
    Outcome.NOT_HAPPENED: "interrupted; nothing has happened",
    Outcome.UNKNOWN: "interrupted; what was under way may have happened",
}


class Subject(msgspec.Struct, kw_only=True):
    """Whom and what a command is about, as it was typed."""

    provider: str | None = None
    account: str | None = None
    verb: str | None = None
    reference: str | None = None
    called: bool = False
    """Whether the verb was called: an adapter that tells nothing of its calls may have done something since."""


class Told(msgspec.Struct, kw_only=True):
    """What every command of the facade tells of a call, of a success and of a failure: see docs/command-line.md."""

    provider: str | None = None
    account: str | None = None
    verb: str | None = None
    reference: str | None = None
    operation: str | None = None
    effect: str | None = None
    outcome: Outcome = Outcome.NOT_HAPPENED
    advice: Advice = Advice.PERSON
    idempotency_key: str | None = None


def guarded(act: Callable[[], T], as_json: bool, subject: Subject | None = None) -> tuple[T, Told]:
    """Do it, and turn what is raised into a message and an exit code. Nothing that is printed holds a secret."""
    subject = subject or Subject()
    with followed() as courses:
        try:
            done = act()
            nothing = subject.verb not in READS and courses and not courses[-1].effects
            outcome = Outcome.NOT_HAPPENED if nothing else Outcome.HAPPENED
            return done, _told(subject, courses, outcome, Advice.STOP)
        except ReissueError as error:
            told, code = _told(subject, courses, error.outcome, error.advice, error), _code(error, courses)
            if code == UNKNOWN and told.outcome is Outcome.HAPPENED:
                told.advice = Advice.LOOK
            _fail(code, [error.message, *_known(error, told)], told, _facts(error), as_json)
        except KeyboardInterrupt:
            told = _told(subject, courses, *_left_off(subject, courses))
            lines = [_INTERRUPTED[told.outcome], *([_next(told)] if told.outcome is Outcome.UNKNOWN else [])]
            _fail(INTERRUPTED, lines, told, {"type": "Interrupted", "message": lines[0]}, as_json)
        except typer.Exit:
            raise
        except Exception as error:
            told, facts = _told(subject, courses, *_left_off(subject, courses)), {"type": type(error).__name__}
            if told.outcome is Outcome.NOT_HAPPENED:
                told.advice = Advice.PERSON
            if told.outcome is Outcome.NOT_HAPPENED and (known := expected(error)):
                _fail(known.code, known.lines, told, {**facts, "message": str(known)}, as_json)
            # Without its text and trace, which may show anything.
            text = f"a fault of reissue itself ({type(error).__name__}); please report it"
            _fail(FAULT, [text, _next(told)], told, {**facts, "message": text}, as_json)


def _code(error: ReissueError, courses: Sequence[Course]) -> int:
    """The exit code for an error: it tells of the effect, and only then of the command.

    What was done in another way than was asked for is no success: a person has to look at it, as at what may have happened.
    """
    if error.outcome is Outcome.HAPPENED and isinstance(error, ProviderRejectedError):
        return UNKNOWN
    if error.outcome is not Outcome.NOT_HAPPENED:
        return CLEAN if error.outcome is Outcome.HAPPENED else UNKNOWN
    begun = any(course.begun for course in courses)
    return USAGE if isinstance(error, _NOT_BEGUN) and not begun else REFUSED


def _left_off(subject: Subject, courses: Sequence[Course]) -> tuple[Outcome, Advice]:
    """Outcome and advice where a command ended without a word of its verb."""
    if subject.called and not courses and subject.verb not in READS:
        return Outcome.UNKNOWN, Advice.LOOK
    if not courses:
        return Outcome.NOT_HAPPENED, Advice.REPEAT
    outcome, key = courses[-1].outcome, courses[-1].idempotency_key
    return outcome, ReissueError.advised(outcome, key, harmless=key is not None)


def _told(
    subject: Subject,
    courses: Sequence[Course],
    outcome: Outcome,
    advice: Advice,
    error: ReissueError | None = None,
) -> Told:
    told = Told(
        provider=subject.provider,
        account=subject.account,
        verb=subject.verb,
        reference=subject.reference,
        outcome=outcome,
        advice=advice,
    )
    if courses:
        course = courses[-1]
        if one := course.deciding if error is None else course.about(error):
            told.operation, told.effect = one.operation.id, one.operation.effect
        told.idempotency_key = course.idempotency_key
    if error is not None and error.idempotency_key:
        told.idempotency_key = error.idempotency_key
    return told


def _known(error: ReissueError, told: Told) -> list[str]:
    """What is known about a call that failed, a line each."""
    lines = [f"outcome: {told.outcome}; {_next(told)}"] if told.operation else []
    return [*lines, f"request id: {error.request_id}"] if error.request_id else lines


def _next(told: Told) -> str:
    return _NEXT[told.advice].format(key=told.idempotency_key)


def _facts(error: ReissueError) -> dict[str, Any]:
    names = ("status", "code", "provider_message", "request_id", "attempts")
    facts = {"type": type(error).__name__, "message": error.message}
    return {**facts, **{name: getattr(error, name) for name in names}}


def _fail(code: int, lines: Sequence[str], told: Told, facts: dict[str, Any], as_json: bool) -> NoReturn:
    tell_lines("\n".join(lines).split("\n"))
    if as_json:
        with_output(lambda: print_json({**msgspec.to_builtins(told), "error": facts}), code)
    raise typer.Exit(code)


def with_output(write: Callable[[], None], code: int) -> None:
    """Write the result. Where stdout takes it not, stderr says so and the exit code is this one: it tells of the effect."""
    try:
        write()
        sys.stdout.flush()
        if has_left() and code != USAGE:  # a read may be cut off; what a call has done is told in any case
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    except OSError as error:
        tell_lines([f"the result could not be written: {error.strerror}"])
        silence(sys.stdout)
        raise typer.Exit(code) from None


def print_done(told: Told, invoices: Sequence[Invoice], *, as_json: bool) -> None:
    """What a verb did and the invoice after it, or what it read, for people or as JSON."""
    reads = told.verb in READS
    if not reads and not invoices[0].checked:
        told.advice = Advice.LOOK
    if as_json:
        plain = [_plain(invoice) for invoice in invoices]
        own = {"invoices": plain} if told.verb == "list" else {"invoice": plain[0]}
        print_json({**msgspec.to_builtins(told), **own})
        return
    if not reads:
        _print_members(_done(told, invoices[0]))
    for invoice in invoices:
        members = _plain(invoice)
        if not reads:  # what was done is told above
            members = {name: members[name] for name in members if name not in _TOLD_ABOVE}
        _print_invoice(invoice, members)


_TOLD_ABOVE = ("notified", "checked", "read_at")


def _done(told: Told, invoice: Invoice) -> dict[str, Any]:
    """What a verb did, for people."""
    sent = f"yes, to {invoice.notified}" if invoice.notified else "yes; the provider does not tell to whom"
    return {
        "verb": told.verb,
        "outcome": told.outcome,
        "sent": sent if told.effect == "sends" or invoice.notified else None,
        "operation": told.operation,
        "idempotency_key": told.idempotency_key,
        "checked": "yes" if invoice.checked else "no: it could not be looked at, or is not as it was asked for",
    }


def _plain(invoice: Invoice) -> dict[str, Any]:
    """An invoice for JSON: amounts as text, times in ISO 8601; without `raw`, which holds personal data."""
    members = {name: getattr(invoice, name) for name in invoice.__struct_fields__ if name not in ("raw", "read_by")}
    values: dict[str, Any] = msgspec.to_builtins(members)
    return values


def _print_invoice(invoice: Invoice, members: dict[str, Any]) -> None:
    """An invoice for people, a member a line; what the provider does not tell is left out."""
    _print_members({**members, **{name: text for name, text in in_words(invoice).items() if name in members}})


def _print_members(members: dict[str, Any]) -> None:
    for name, value in members.items():
        if value is not None:
            typer.echo(clean_lines(f"{name.replace('_', ' ') + ':':<20}{value}"))


def print_json(value: object) -> None:
    """Any value, as indented JSON."""
    typer.echo(dumped(msgspec.to_builtins(value)), nl=False)
