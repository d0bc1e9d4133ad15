"""`reissue run start`: a file of invoices, read strictly, planned whole, and sent."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Literal

import typer

from reissue.registry import providers
from reissue_generator.cli.options import JsonOption, YesOption
from reissue_generator.errors import UsageError

from ..clock import utc_now
from ..errors import PlanRefusedError
from ..ledger import Ledger
from ..lines import Line, Problem, read_lines
from ..lines.reading import Lines
from ..planning.plan import excluded_by
from ..planning.settings import Quiet, Settings
from ..planning.shapes import Excluded, Plan, Wish
from .options import (
    AgainOption,
    ApprovalOption,
    CampaignOption,
    DatesOption,
    DecimalOption,
    DigitsOption,
    DryRunOption,
    EvenIfOption,
    ExcludeOption,
    FileArgument,
    FirstOption,
    FormOption,
    InFlightOption,
    ItemsOption,
    PeriodOption,
    ProviderOption,
    QuietOption,
    RateOption,
    SumOption,
    TimeoutOption,
    UnknownOption,
    VerbOption,
    ZoneOption,
)
from .shared import (
    LedgerOption,
    ServerOption,
    WhoOption,
    confirm,
    gateway_for,
    guarded,
    is_live,
    print_json,
    print_lines,
    who_or_user,
)
from .work import finish, work

_FORMS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}
_SHOWN = 20

ABOUT_START = """Send a file of invoices, each once: re-send, reissue, regenerate, update, cancel or create them.

Every line is read before anything is sent; one that cannot be read for sure is told with its number, and nothing is sent.
The same invoice of the same campaign is never sent twice, by whatever process and however often the file is given. Columns:
provider, reference, and if wanted account, amount, currency, due, expires_at, again.

A run that was stopped goes on with `reissue run resume`. It ends in 0 where all is done, in 5 where something was refused, in
6 where an outcome is unknown (`reissue run settle`), in 7 where it was stopped or paused, and in 2 where it could not begin.

Examples:

    reissue run start overdue.csv --campaign 2026-11-reminder --dry-run

    reissue run start overdue.csv --campaign 2026-11-reminder --first 10

    reissue run start due.jsonl --verb update --campaign 2026-12-extension --most-sum '50000 EUR'
"""


def start(
    file: FileArgument,
    campaign: CampaignOption,
    verb: VerbOption = "reissue",
    period: PeriodOption = "",
    dry_run: DryRunOption = False,
    form: FormOption = None,
    provider: ProviderOption = None,
    decimal: DecimalOption = None,
    dates: DatesOption = None,
    digits: DigitsOption = False,
    exclude: ExcludeOption = None,
    again: AgainOption = None,
    even_if: EvenIfOption = None,
    first: FirstOption = None,
    most_items: ItemsOption = None,
    most_sum: SumOption = None,
    quiet_hours: QuietOption = None,
    zone: ZoneOption = "UTC",
    stop_after_unknown: UnknownOption = None,
    approval: ApprovalOption = False,
    rate: RateOption = None,
    in_flight: InFlightOption = None,
    server: ServerOption = None,
    timeout: TimeoutOption = 30.0,
    ledger: LedgerOption = None,
    who: WhoOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """`reissue run start`: see `ABOUT_START`."""
    settings = settings_of(
        first=first, most_items=most_items, most_sum=most_sum, quiet_hours=quiet_hours, zone=zone,
        stop_after_unknown=stop_after_unknown, approval=approval, rate=rate, in_flight=in_flight, even_if=even_if,
    )  # fmt: skip
    began = utc_now()  # the file is read more than once, and +14d is the same each time
    chosen: dict[str, Any] = {"decimal": decimal, "dates": dates, "provider": provider}
    chosen |= {
        "digits": "as-they-are" if digits else None,
        "verb": verb,
        "providers": tuple(providers()),
        "now": lambda: began,
    }
    with rewindable(file) as stream:
        reading = partial(_lines, stream, _form_of(file, form), again, chosen)
        excluded: Excluded = _excluded(exclude, chosen) if exclude is not None else frozenset()
        wish = Wish(
            verb=verb, campaign=campaign, period=period, settings=settings, excluded=excluded, who=who_or_user(who),
            source="stdin" if str(file) == "-" else file.name,
        )  # fmt: skip
        accounts, unused = guarded(lambda: _accounts(reading, wish.source), as_json)
        act = partial(
            _start, reading, accounts, unused, wish, server=server, timeout=timeout, path=ledger, dry_run=dry_run, yes=yes,
            as_json=as_json,
        )  # fmt: skip
        guarded(act, as_json)


def _start(
    reading: Any, accounts: Iterable[tuple[str, str]], unused: tuple[str, ...], wish: Wish, *, server: str | None,
    timeout: float, path: Path | None, dry_run: bool, yes: bool, as_json: bool,
) -> None:  # fmt: skip
    with gateway_for(accounts, server, timeout, path) as gateway:
        live = is_live(gateway, accounts)
        with Ledger.open(path, live=live) as ledger:
            plan = ledger.plan(reading()[0], gateway, wish) if dry_run or live else None
            if plan is not None and dry_run:
                _show(plan, unused, as_json)
                return
            if plan is not None and plan.send:
                _show(plan, unused, False, err=True)
                confirm(f"{wish.verb} {plan.send} invoices at live servers", yes)
            run = ledger.start(reading()[0], gateway, wish)
            typer.echo(f"run {run.id}", err=True)
            if wish.settings.needs_approval:
                finish(run.status(), as_json=as_json)
                return
            finish(work(run, gateway, as_json=as_json), as_json=as_json)


def settings_of(
    *, first: int | None, most_items: int | None = None, most_sum: list[str] | None, quiet_hours: str | None, zone: str,
    stop_after_unknown: int | None, approval: bool = False, rate: float | None, in_flight: int | None,
    even_if: list[str] | None = None, before: Settings | None = None,
) -> Settings:  # fmt: skip
    """The brakes that were chosen; what was not is as it was `before`. Raises UsageError for what is no limit."""
    told: dict[str, Any] = {
        "first": first,
        "most_items": most_items,
        "stop_after_unknown": stop_after_unknown,
        "in_flight": in_flight,
    }
    told |= {
        "most_sum": dict(map(_sum, most_sum)) if most_sum else None,
        "quiet": _quiet(quiet_hours, zone) if quiet_hours else None,
    }
    told |= {"needs_approval": approval or None, "even_if": tuple(even_if) if even_if else None}
    kept = {name: getattr(before, name) for name in before.__struct_fields__} if before is not None else {}
    given: dict[str, Any] = {
        **kept,
        "first": None,
        **{name: value for name, value in told.items() if value is not None},
    }
    if rate is not None:
        given["per_second"] = rate or None
    return Settings(**given)


def _sum(text: str) -> tuple[str, Decimal]:
    amount, _, currency = text.strip().partition(" ")
    try:
        if len(currency) == 3 and currency.isalpha() and Decimal(amount) > 0:
            return currency.upper(), Decimal(amount)
    except InvalidOperation:
        pass
    raise UsageError(f"--most-sum is an amount and a currency, such as '5000 EUR', not {text!r}")


def _quiet(text: str, zone: str) -> Quiet:
    begins, _, ends = text.partition("-")
    try:
        return Quiet(begins=time.fromisoformat(begins.strip()), ends=time.fromisoformat(ends.strip()), zone=zone)
    except ValueError as error:
        raise UsageError(f"--quiet-hours is HH:MM-HH:MM, such as 20:00-08:00, with a --zone: {error}") from None


# --- files ---


@contextmanager
def rewindable(file: Path) -> Generator[BinaryIO, None, None]:
    """A file that can be read twice, stdin too."""
    if str(file) == "-":
        if (stdin := sys.__stdin__) is None:
            raise UsageError("stdin is closed")
        with TemporaryFile() as kept:
            while piece := stdin.buffer.read(65_536):
                kept.write(piece)
            yield kept
        return
    try:
        opened = file.open("rb")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", hint="name a file of invoices") from None
    with opened:
        if opened.seekable():
            yield opened
            return
        with TemporaryFile() as kept:  # a pipe is read once
            while piece := opened.read(65_536):
                kept.write(piece)
            yield kept


def _form_of(file: Path, form: str | None) -> Literal["csv", "jsonl"]:
    found = form or _FORMS.get(file.suffix.lower())
    if found not in ("csv", "jsonl"):
        raise UsageError(f"the form of {file} is not known", hint="say --as csv, or --as jsonl")
    return "csv" if found == "csv" else "jsonl"


def _lines(
    stream: BinaryIO, form: Literal["csv", "jsonl"], again: str | None, chosen: dict[str, Any]
) -> tuple[Iterator[Line | Problem], Lines]:
    from msgspec.structs import replace

    stream.seek(0)
    lines = read_lines(stream, form=form, **chosen)
    if again is None:
        return lines, lines
    return (replace(one, again=one.again or again) if isinstance(one, Line) else one for one in lines), lines


def _accounts(reading: Any, source: str) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The accounts that a file names, and its columns that are not read. Every problem is told before anything is opened."""
    found, lines = reading()
    accounts: dict[tuple[str, str], None] = {}
    problems: list[Problem] = []
    for one in found:
        if isinstance(one, Problem):
            problems.append(one)
        else:
            accounts[one.provider, one.account] = None
    if problems:
        count = len({one.number for one in problems})
        error = PlanRefusedError(
            f"{source}: {count} {'line' if count == 1 else 'lines'} cannot be read for sure. Nothing was sent."
        )
        error.detail = tuple(problems)
        raise error
    if not accounts:
        raise PlanRefusedError(f"{source} has no lines. Nothing was sent.")
    return list(accounts), lines.unused


def _excluded(file: Path, chosen: dict[str, Any]) -> Excluded:
    with rewindable(file) as stream:
        reads: dict[str, Any] = {**chosen, "verb": "get"}
        lines = read_lines(stream, form=_form_of(file, None), **reads)
        return guarded(lambda: excluded_by(lines))


def _show(plan: Plan, unused: tuple[str, ...], as_json: bool, *, err: bool = False) -> None:
    """What would be sent and skipped."""
    if as_json:
        print_json({"plan": plan, "unused_columns": unused})
        return
    lines = [f"campaign {plan.campaign}, verb {plan.verb}: {plan.send} would be sent, {plan.skip} skipped"]
    for name, sums in sorted(plan.accounts.items()):
        amounts = ", ".join(f"{amount:f} {currency}" for currency, amount in sorted(sums.amounts.items()))
        without = f"{sums.without_amount} without an amount in the file" if sums.without_amount else ""
        told = "; ".join(filter(None, (amounts, without)))
        lines.append(f"  {name.rstrip(':')}: send {sums.send}, skip {sums.skip}{f' ({told})' if told else ''}")
    lines += [f"  skipped {count}: {reason}" for reason, count in sorted(plan.reasons.items())]
    lines += [f"    line {line}: {reason}" for line, reason in plan.skipped[:_SHOWN]]
    if len(plan.skipped) > _SHOWN:
        lines.append(f"    and {plan.skip - _SHOWN} more")
    if unused:
        lines.append(f"  columns that are not read: {', '.join(unused)}")
    lines.append(f"  digest {plan.digest}")
    if not err:
        print_lines([*lines, "Nothing was sent."])
        return
    for line in lines:
        typer.echo(line, err=True)
