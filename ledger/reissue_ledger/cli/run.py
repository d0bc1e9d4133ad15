"""`reissue run`: many invoices at once, never twice."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from reissue.cli.report import with_output
from reissue_generator.cli.options import JsonOption, YesOption, group
from reissue_generator.errors import USAGE, UsageError

from ..identity import parts_of
from ..run import Run
from ..store.schema import State
from ..working import begun
from .options import (
    FirstOption,
    InFlightOption,
    QuietOption,
    RateOption,
    SumOption,
    TimeoutOption,
    UnknownOption,
    ZoneOption,
)
from .report import report
from .shared import (
    LedgerOption,
    LiveOption,
    RunArgument,
    ServerOption,
    WhoOption,
    code_of,
    confirm,
    end_as,
    gateway_for,
    guarded,
    opened,
    print_json,
    print_lines,
    run_of,
    who_or_user,
)
from .start import ABOUT_START, settings_of, start
from .work import finish, in_words, stoppable, tell, work

ABOUT = """Many invoices at once, out of a file, never twice.

`start` reads a file, plans it whole and sends it; `status`, `pause` and `resume` follow it; `settle` and `decide` end what is
unknown; `report` says what became of each line.
"""


def register(program: typer.Typer) -> None:
    """Add the commands."""
    commands = group(ABOUT)
    commands.command("start", help=ABOUT_START)(start)
    for command in (status, pause, resume, approve, settle, decide, report):
        commands.command()(command)
    program.add_typer(commands, name="run")


def accounts_of(run: Run) -> list[tuple[str, str]]:
    """Provider and label of the accounts of a run."""
    return [parts_of(name) for name in run.accounts()]


def status(
    number: RunArgument = None,
    every: Annotated[bool, typer.Option("--all", help="All runs, the newest first.")] = False,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show where a run stands, and what to do next. It ends as the run would, if it ended now."""

    def act() -> None:
        with opened(ledger, live, to_read=True) as there:
            runs = list(there.runs()) if every else [run_of(there, number)]
            told = [run.status() for run in runs]
            said = {"runs": told} if every else {"run": told[0]}
            lines = [line for one in told for line in in_words(one)]
            with_output(lambda: print_json(said) if as_json else print_lines(lines), USAGE)
            if not every:
                end_as(told[0])

    guarded(act, as_json)


def pause(
    number: RunArgument = None,
    end: Annotated[
        bool, typer.Option("--end", help="End it: what is planned stays unsent, another run may begin.")
    ] = False,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    who: WhoOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin nothing more: the process that works on the run stops after what is under way."""

    def act() -> None:
        with opened(ledger, live) as there:
            tell(run_of(there, number).pause(who_or_user(who), end=end), as_json)

    guarded(act, as_json)


def resume(
    number: RunArgument = None,
    first: FirstOption = None,
    most_sum: SumOption = None,
    quiet_hours: QuietOption = None,
    zone: ZoneOption = "UTC",
    stop_after_unknown: UnknownOption = None,
    rate: RateOption = None,
    in_flight: InFlightOption = None,
    server: ServerOption = None,
    timeout: TimeoutOption = 30.0,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Go on with a run that was stopped, paused or killed. What was being sent when its process died is unknown, and not repeated.

    What was refused and may be repeated (the provider was away) is planned again. The brakes of the start count, but for
    --first and those that are given here.
    """

    def act() -> None:
        with opened(ledger, live) as there:
            run = run_of(there, number)
            settings = settings_of(
                first=first, most_sum=most_sum, quiet_hours=quiet_hours, zone=zone, stop_after_unknown=stop_after_unknown,
                rate=rate, in_flight=in_flight, before=run.settings(),
            )  # fmt: skip
            before = run.status()
            left = before.progress.planned + before.advised_repeat
            if there.live and left:
                confirm(f"run {run.id}: {left} more invoices at live servers", yes)
            with gateway_for(accounts_of(run), server, timeout, ledger) as gateway:
                finish(work(run, gateway, as_json=as_json, settings=settings), as_json=as_json)

    guarded(act, as_json, sends=True)


def approve(
    number: Annotated[int, typer.Argument(help="The number of the run.")],
    digest: Annotated[
        str, typer.Option(help="Of the plan that you have looked at: the dry run and `reissue run report` show it.")
    ],
    ledger: LedgerOption = None,
    live: LiveOption = None,
    who: WhoOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve the plan of a run, as a second person. It goes on with `resume`."""

    def act() -> None:
        with opened(ledger, live) as there:
            tell(there.run(number).approve(who_or_user(who), digest.strip()), as_json)

    guarded(act, as_json)


def settle(
    number: RunArgument = None,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="Send again what has surely not happened, or what the same key makes safe."),
    ] = False,
    server: ServerOption = None,
    timeout: TimeoutOption = 30.0,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Find out by reads what became of unknown items. What no read can prove is listed for a person, with its evidence.

    Nothing is said not to have happened before nothing of it can be under way any more. See docs/settling.md.
    """

    def act() -> None:
        with opened(ledger, live) as there:
            run = run_of(there, number)
            before = run.status()
            if complete and there.live and (most := before.progress.unknown + before.advised_repeat):
                confirm(f"run {run.id}: repeat what is safe to repeat of {most} at live servers", yes)
            with (
                gateway_for(accounts_of(run), server, timeout, ledger) as gateway,
                stoppable(run, as_json=as_json),
            ):
                settled = run.settle(gateway, complete=complete)
            with begun():
                told = run.status()
            said, lines = {"settled": settled, "run": told}, [*_settled(settled), *in_words(told)]
            with_output(lambda: print_json(said) if as_json else print_lines(lines), code_of(told))
            end_as(told)

    guarded(act, as_json)


def _settled(settled: Any) -> list[str]:
    lines = [
        f"settled: {settled.done} happened, {settled.refused} did not, {settled.moot} are paid or cancelled meanwhile, "
        f"{settled.repeated} sent again, {len(settled.left)} left"
    ]
    for one in settled.left:
        later = f" (from {one.not_before.isoformat(timespec='seconds')})" if one.not_before else ""
        lines.append(
            f"  line {one.line}: {one.account.rstrip(':')} {one.verb} {one.reference}: {one.advice}{later}: {one.why}"
        )
        lines += [f"      {name}: {value}" for name, value in sorted(one.evidence.items())]
    return lines


def decide(
    number: Annotated[int, typer.Argument(help="The number of the run.")],
    line: Annotated[int, typer.Argument(help="The line of the item.")],
    why: Annotated[str, typer.Option(help="What you saw, and where.")],
    happened: Annotated[
        bool | None,
        typer.Option("--happened/--did-not-happen", help="What became of it.", show_default=False),
    ] = None,
    reference: Annotated[
        str | None, typer.Option(help="For --did-not-happen: the reference, typed again.", show_default=False)
    ] = None,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    who: WhoOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what became of an unknown item, as a person who has looked in the provider's portal."""

    def act() -> None:
        if happened is None:
            raise UsageError("say --happened or --did-not-happen")
        with opened(ledger, live) as there:
            run = there.run(number)
            verdict = State.DONE if happened else State.REFUSED
            tell(run.decide(line, verdict, who=who_or_user(who), why=why, reference=reference), as_json)

    guarded(act, as_json)
