"""`reissue run start`: a file of invoices, read strictly, planned whole, and sent."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import time
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Literal

import typer

from reissue import Reissue
from reissue.errors import ConfigurationError, InvalidArgumentError
from reissue.registry import providers
from reissue_generator.cli.options import JsonOption, YesOption
from reissue_generator.errors import UsageError

from ..clock import utc_now
from ..errors import PlanRefusedError
from ..ledger import Ledger
from ..lines import Line, Problem, read_lines
from ..lines.amounts import amount_of, currency_of
from ..lines.reading import Lines
from ..lines.references import reason_of
from ..lines.shapes import UnsureError
from ..planning.excluding import excluded_by
from ..planning.settings import Quiet, Settings
from ..planning.shapes import Name, Wish
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
from .plans import Told
from .shared import (
    LedgerOption,
    ServerOption,
    WhoOption,
    confirm,
    gateway_for,
    guarded,
    is_live,
    who_or_user,
)
from .work import finish, work

_FORMS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}
_FIRST = 3
"""Lines that are told of an account without credentials."""

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
    again = _reason(again)
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
        excluded = _excluded(exclude, chosen, as_json) if exclude is not None else {}
        wish = Wish(
            verb=verb, campaign=campaign, period=period, settings=settings, excluded=frozenset(excluded),
            who=who_or_user(who), source="stdin" if str(file) == "-" else file.name,
        )  # fmt: skip
        accounts, unused = guarded(lambda: _accounts(reading, wish.source), as_json)
        told = Told(unused, excluded, exclude.name if exclude is not None else "", as_json)
        act = partial(
            _start, reading, accounts, told, wish, server=server, timeout=timeout, path=ledger, dry_run=dry_run, yes=yes,
        )  # fmt: skip
        guarded(act, as_json, sends=True)


def _start(
    reading: Any, accounts: Mapping[tuple[str, str], list[int]], told: Told, wish: Wish, *, server: str | None,
    timeout: float, path: Path | None, dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    with _gateway(accounts, wish.source, server, timeout, path) as gateway:
        live = is_live(gateway, accounts)
        with Ledger.open(path, live=live) as ledger:
            plan = ledger.plan(reading()[0], gateway, wish) if dry_run or live else None
            if plan is not None and dry_run:
                told.show(plan)
                return
            if plan is not None and plan.send and plan.open_run is None:  # else the start is refused
                told.show(plan, err=True)
                confirm(f"{wish.verb} {plan.send} invoices at live servers", yes)
            run = ledger.start(reading()[0], gateway, wish)
            typer.echo(f"run {run.id}", err=True)
            if run.plan is not None and (plan is None or not plan.send):  # else it was shown before
                told.warn(run.plan)
            if wish.settings.needs_approval:
                finish(run.status(), as_json=told.as_json)
                return
            status = work(run, gateway, as_json=told.as_json)
            finish(status, as_json=told.as_json, **(told.unmatched(run.plan) if run.plan is not None else {}))


def settings_of(
    *, first: int | None, most_items: int | None = None, most_sum: list[str] | None, quiet_hours: str | None, zone: str,
    stop_after_unknown: int | None, approval: bool = False, rate: float | None, in_flight: int | None,
    even_if: list[str] | None = None, before: Settings | None = None,
) -> Settings:  # fmt: skip
    """The brakes that were chosen; what was not is as it was `before`.

    Raises UsageError for what is no limit, no currency, and no status.
    """
    told: dict[str, Any] = {
        "first": first,
        "most_items": most_items,
        "stop_after_unknown": stop_after_unknown,
        "in_flight": in_flight,
    }
    told |= {
        "most_sum": _sums(most_sum) if most_sum else None,
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
    try:
        return Settings(**given)
    except InvalidArgumentError as error:
        raise UsageError(error.message) from None


def _sums(texts: list[str]) -> dict[str, Decimal]:
    """The caps by currency, read as amounts of a file are: what could be a thousand and one is refused."""
    found: dict[str, Decimal] = {}
    for text in texts:
        amount, _, code = text.strip().partition(" ")
        try:
            currency = currency_of(code.strip().upper())
            cap = amount_of(amount, currency, None)
        except UnsureError as error:
            raise UsageError(
                f"--most-sum is an amount and a currency, such as '5000 EUR', not {text!r}: {error}"
            ) from None
        if found.setdefault(currency, cap) != cap:
            raise UsageError(f"--most-sum says two amounts in {currency}: {found[currency]:f} and {cap:f}")
    return found


def _quiet(text: str, zone: str) -> Quiet:
    begins, _, ends = text.partition("-")
    try:
        return Quiet(begins=time.fromisoformat(begins.strip()), ends=time.fromisoformat(ends.strip()), zone=zone)
    except ValueError as error:
        raise UsageError(f"--quiet-hours is HH:MM-HH:MM, such as 20:00-08:00, with a --zone: {error}") from None


def _reason(again: str | None) -> str | None:
    """Why all of it is sent once more. Raises UsageError for what is no reason in words: an empty one would be passed over in silence."""
    try:
        return None if again is None else reason_of(again)
    except UnsureError as error:
        raise UsageError(f"--again wants a reason: {error}") from None


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


def _accounts(reading: Any, source: str) -> tuple[dict[tuple[str, str], list[int]], tuple[str, ...]]:
    """The accounts that a file names, with their first lines, and its columns that are not read.

    Every problem is told before anything is opened.
    """
    found, lines = reading()
    accounts: dict[tuple[str, str], list[int]] = {}
    problems: list[Problem] = []
    for one in found:
        if isinstance(one, Problem):
            problems.append(one)
        else:
            there = accounts.setdefault((one.provider, one.account), [])
            if len(there) < _FIRST:
                there.append(one.number)
    if problems:
        count = len({one.number for one in problems})
        error = PlanRefusedError(
            f"{source}: {count} {'line' if count == 1 else 'lines'} cannot be read for sure. Nothing was sent."
        )
        error.detail = tuple(problems)
        raise error
    if not accounts:
        raise PlanRefusedError(f"{source} has no lines. Nothing was sent.")
    return accounts, lines.unused


@contextmanager
def _gateway(
    accounts: Mapping[tuple[str, str], list[int]], source: str, server: str | None, timeout: float, ledger: Path | None
) -> Generator[Reissue, None, None]:
    """A gateway to these accounts. Raises ConfigurationError, which names the first lines of each account without credentials."""
    with ExitStack() as opened:
        try:
            gateway = opened.enter_context(gateway_for(accounts, server, timeout, ledger))
        except ConfigurationError:
            raise _lacking(accounts, source, server, timeout, ledger) from None
        yield gateway


def _lacking(
    accounts: Mapping[tuple[str, str], list[int]], source: str, server: str | None, timeout: float, ledger: Path | None
) -> ConfigurationError:
    """Which of the accounts cannot be used, and the first lines that name them."""
    problems: list[Problem] = []
    for account, numbers in accounts.items():
        try:
            with gateway_for([account], server, timeout, ledger):
                pass
        except ConfigurationError as error:
            problems += [Problem(number=number, message=error.message) for number in numbers]
    lacking = ConfigurationError(f"{source} names accounts that cannot be used. Nothing was sent.")
    lacking.detail = tuple(sorted(problems, key=lambda one: one.number))
    return lacking


def _excluded(file: Path, chosen: dict[str, Any], as_json: bool) -> dict[Name, list[int]]:
    with rewindable(file) as stream:
        reads: dict[str, Any] = {**chosen, "verb": "get"}
        form = _form_of(file, None)
        return guarded(lambda: excluded_by(read_lines(stream, form=form, **reads)), as_json)
