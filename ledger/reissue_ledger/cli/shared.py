"""What the commands of the ledger share: opening it, the accounts that a file needs, and how each command ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import msgspec
import typer
from reissue_runtime.drift import DriftEvent
from reissue_runtime.recorder import record_drift

from reissue import Reissue
from reissue.cli.report import with_output
from reissue.errors import ReissueError
from reissue.plugin.credentials import variable
from reissue.registry import providers
from reissue_generator.cli.console import tell_lines
from reissue_generator.cli.options import ask
from reissue_generator.errors import CLEAN, REFUSED, STOPPED, UNKNOWN, USAGE, UsageError
from reissue_generator.findings import clean_lines, dumped

from ..errors import LedgerFailedError
from ..identity import account_of
from ..ledger import Ledger, whoever
from ..lines import Problem
from ..run import Run
from ..standing import Status
from ..store.files import default_path
from ..store.schema import RunState

T = TypeVar("T")


_MOST_TOLD = 100


def _a_file(path: Path | None) -> Path | None:
    """An empty name is a variable that is not set, and no choice."""
    if path == Path():
        raise UsageError("--ledger names no file", hint="give one, or leave it out for that of this user")
    return path


LedgerOption = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="FILE",
        callback=_a_file,
        help="The ledger; default: this user's, one for live servers and one for test servers ($REISSUE_LEDGER is their folder).",
        show_default=False,
    ),
]
LiveOption = Annotated[
    bool | None,
    typer.Option("--live/--test", help="Which of the two default ledgers.", show_default=False),
]
ServerOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Of the providers, such as staging, in place of the environment's.", show_default=False
    ),
]
WhoOption = Annotated[
    str | None,
    typer.Option("--who", metavar="NAME", help="Who does this; default: the user of the system.", show_default=False),
]
RunArgument = Annotated[
    int | None, typer.Argument(help="The number of the run; none: the last one.", show_default=False)
]


def who_or_user(who: str | None) -> str:
    """Who does it: who was named, else the user of the system. Raises UsageError for a name that is empty."""
    if who is None:
        return whoever()
    if not who.strip():
        raise UsageError("--who is empty", hint="give a name, or leave it out: then it is the user of the system")
    return who.strip()


def path_of(path: Path | None, live: bool | None) -> Path:
    """Which ledger is meant. Without a path or a kind: the one of the two that is there, if it is one alone."""
    if path is not None:
        return path.absolute()
    there = [kind for kind in (False, True) if default_path(live=kind).is_file()]
    if live is None and len(there) == 2:
        raise UsageError("there are two ledgers, one for live servers and one for test servers: say --live or --test")
    return default_path(live=live if live is not None else there == [True])


@contextmanager
def opened(path: Path | None, live: bool | None, *, to_read: bool = False) -> Generator[Ledger, None, None]:
    """A ledger that is there. At a default place it is of the kind that the place is for.

    - to_read: Whether it is enough to read it, which goes on a full disk and in a read-only place, too; stderr says so.
    """
    where = path_of(path, live)
    kind = where == default_path(live=True) if path is None else None
    with Ledger.to_read(where, live=kind) if to_read else Ledger.open(where, live=kind, create=False) as ledger:
        if ledger.read_only is not None:
            tell_lines([f"{ledger.read_only.message} It is shown as it stands there."])
        yield ledger


def run_of(ledger: Ledger, number: int | None) -> Run:
    """The run that was named, or the last one. Raises UsageError where there is none."""
    if number is not None:
        return ledger.run(number)
    if (last := next(ledger.runs(), None)) is None:
        raise UsageError("there is no run yet", hint="reissue run start FILE --campaign NAME")
    return last


def environment_for(accounts: Iterable[tuple[str, str]], server: str | None) -> dict[str, str]:
    """The variables of these providers alone: those of others may be incomplete without stopping anybody."""
    chosen: dict[str, str] = {}
    for provider, label in accounts:
        credentials = providers()[provider].credentials
        begin = variable(credentials, "")
        chosen |= {name: value for name, value in os.environ.items() if name.startswith(begin)}
        if server is not None:
            chosen[variable(credentials, "server", label or None)] = server
    return chosen


def drifts_of(ledger: Path | None) -> Path:
    """Where the drifts of runs are kept: beside the ledger that was given, else in the folder of the default ones."""
    if ledger is not None:
        return ledger.with_name(f"{ledger.name}.drift.jsonl").absolute()
    return default_path(live=False).with_name("drift.jsonl")


def _kept(record: Callable[[DriftEvent], None]) -> Callable[[DriftEvent], None]:
    """It records drifts; where they cannot be written that is said once, and not of each."""
    failed: list[OSError] = []

    def on_drift(event: DriftEvent) -> None:
        try:
            record(event)
        except OSError as error:
            if not failed:
                failed.append(error)
                tell_lines([f"what answers show beside their specification cannot be kept: {error.strerror}"])

    return on_drift


@contextmanager
def gateway_for(
    accounts: Iterable[tuple[str, str]], server: str | None, timeout: float, ledger: Path | None
) -> Generator[Reissue, None, None]:
    """A gateway to these accounts. Raises ConfigurationError where one has no credentials.

    - ledger: As it was given with ``--ledger``. Beside it stands what answers show that no specification says: it is kept for
      `reissue drift`, and not shown among the lines of a run, which are about invoices.
    """
    wanted = sorted(set(accounts))
    kept = _kept(record_drift(drifts_of(ledger)))
    with Reissue.from_env(environment_for(wanted, server), timeout=timeout, on_drift=kept) as gateway:
        for provider, label in wanted:
            account_of(gateway, provider, label)
        yield gateway


def is_live(gateway: Reissue, accounts: Iterable[tuple[str, str]]) -> bool:
    """Whether real people may stand behind the accounts. Raises UsageError where both kinds are among them."""
    kinds: dict[bool, str] = {}
    for provider, label in sorted(set(accounts)):
        account = account_of(gateway, provider, label)
        kinds[account.live] = account.name
    if len(kinds) == 2:
        raise UsageError(f"{kinds[True]} is live, or may be, and {kinds[False]} is for test: one run is about one kind")
    return next(iter(kinds))


def code_of(status: Status) -> int:
    """The exit code of a run: it tells of all its items."""
    progress = status.progress
    if progress.unknown or progress.sending or status.unsettled or status.not_as_asked:
        return UNKNOWN
    if progress.planned or status.state is RunState.PAUSED:
        return STOPPED
    return REFUSED if progress.refused or status.left_for_a_person else CLEAN


def end_as(status: Status) -> None:
    """End the command as a run ends that stands so."""
    if code := code_of(status):
        raise typer.Exit(code)


def guarded(act: Callable[[], T], as_json: bool = False, *, sends: bool = False) -> T:
    """Do it, and turn what is raised into a message and an exit code. `sends`: whether to say where nothing was sent."""
    try:
        return act()
    except ReissueError as error:
        problems = _problems(error.detail)
        code = STOPPED if isinstance(error, LedgerFailedError) else USAGE
        silent = sends and code == USAGE and "Nothing was sent" not in error.message
        lines = [
            f"{error.message} Nothing was sent." if silent else error.message,
            *(str(one) for one in problems[:_MOST_TOLD]),
        ]
        if len(problems) > _MOST_TOLD:
            lines.append(f"and {len(problems) - _MOST_TOLD} more")
        tell_lines("\n".join(lines).split("\n"))
        if as_json:
            told = {
                "type": type(error).__name__,
                "message": error.message,
                "problems": [_plain(one) for one in problems],
            }
            with_output(lambda: print_json({"error": told}), code)
        raise typer.Exit(code) from None


def confirm(question: str, yes: bool) -> None:
    """`ask`, where nobody has said yes beforehand."""
    if not yes:
        ask(question)


def print_json(value: object) -> None:
    """Any value, as indented JSON; amounts are texts."""
    typer.echo(dumped(msgspec.to_builtins(value)), nl=False)


def print_lines(lines: Iterable[str]) -> None:
    """Lines for people, without what a terminal would obey."""
    for line in lines:
        typer.echo(clean_lines(line))


def _problems(detail: object) -> list[Problem]:
    told = cast("tuple[object, ...]", detail) if isinstance(detail, tuple) else ()
    return [one for one in told if isinstance(one, Problem)]


def _plain(problem: Problem) -> dict[str, Any]:
    names = ("number", "column", "byte", "message")
    return {name: value for name in names if (value := getattr(problem, name)) is not None}
