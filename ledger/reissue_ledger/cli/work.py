"""A run on its way, on a terminal: progress while it runs, and what it came to."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

import typer

from reissue import Reissue
from reissue.cli.report import with_output
from reissue_generator.errors import CLEAN, INTERRUPTED, UNKNOWN

from ..run import Run
from ..running.brakes import Progress
from ..standing import Status
from ..store.schema import State
from ..working import begun
from .shared import code_of, end_as, print_json, print_lines

_SHOWN = 20
Tick = Callable[[Progress], None]


def work(run: Run, gateway: Reissue, *, as_json: bool, **chosen: object) -> Status:
    """Work on a run, with a bar on a terminal. Ctrl-C and SIGTERM wait for what is under way, and end in 130."""
    with stoppable(run, as_json=as_json), bar(run.id) as tick:
        return run.work(gateway, tick=tick, **chosen)  # type: ignore[arg-type]


def finish(status: Status, *, as_json: bool, **more: object) -> None:
    """Tell what a run came to, and end so. `more`: other members of the JSON."""
    tell(status, as_json, code_of(status), **more)
    end_as(status)


def tell(status: Status, as_json: bool, code: int = CLEAN, **more: object) -> None:
    """Where a run stands after something was done. Where stdout takes it not, stderr says so, and it ends in this code."""
    with_output(lambda: show(status, as_json, **more), code)


@contextmanager
def stoppable(run: Run, *, as_json: bool) -> Generator[None, None, None]:
    """What sends or settles: Ctrl-C and SIGTERM end it in 130, after it was told where the run stands."""
    try:
        with terminable():
            yield
    except KeyboardInterrupt:
        with begun():
            status = run.status()
        typer.echo(f"interrupted; `reissue run resume {run.id}` goes on", err=True)
        if code_of(status) == UNKNOWN:
            typer.echo(f"what was under way may have happened: reissue run settle {run.id}", err=True)
        tell(status, as_json, INTERRUPTED)
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def terminable() -> Generator[None, None, None]:
    """Inside, SIGTERM is a Ctrl-C: whoever stops a service or a machine wants an end, and no unknown outcome.

    Nothing changes outside of the main thread, where no signal can be taken, and where somebody else takes it or ignores it.
    """
    mine = threading.current_thread() is threading.main_thread()
    if not mine or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def bar(number: int) -> Generator[Tick, None, None]:
    """Done, skipped, unknown and the time that is left, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn(f"run {number}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)

        def tick(now: Progress) -> None:
            told = f"done {now.done}, skipped {now.skipped}, refused {now.refused}, unknown {now.unknown}"
            shown.update(task, completed=now.ended, total=now.total, description=told)

        yield tick


def show(status: Status, as_json: bool, **more: object) -> None:
    """Where a run stands."""
    if as_json:
        print_json({"run": status, **more})
        return
    print_lines(in_words(status))


def in_words(status: Status) -> list[str]:
    """Where a run stands, a line each, and what to do next."""
    now = status.progress
    counts = ("done", "skipped", "refused", "unknown", "moot", "sending", "planned")
    told = ", ".join(f"{name} {getattr(now, name)}" for name in counts if getattr(now, name))
    why = f": {status.reason}" if status.reason else ""
    lines = [
        f"run {status.run_id}, campaign {status.campaign}, verb {status.verb}: {status.state}{why}",
        f"  {now.total} items: {told or 'none'}",
    ]
    lines += [f"  skipped {count}: {reason}" for reason, count in list(status.skipped_because.items())[:_SHOWN]]
    if len(status.skipped_because) > _SHOWN:
        lines.append(f"  and {len(status.skipped_because) - _SHOWN} more reasons: reissue run report {status.run_id}")
    if status.left_for_a_person:
        lines.append(f"  {status.left_for_a_person} of the skipped are not sent and not settled: a person must see why")
    if status.unsettled:
        lines.append(f"  {status.unsettled} of the skipped are unknown since an earlier run")
    if status.not_as_asked:
        lines.append(f"  {status.not_as_asked} done, and not as it was asked for: a person must look at the invoice")
    if status.waits:
        number = status.run_id
        lines += [
            "  it waits for the approval of a second person, who",
            f"  looks at what it would send:  reissue run report {number} --state planned",
            f"  and gives the digest of that: reissue run approve {number} --digest DIGEST",
        ]
    elif now.unknown or status.unsettled:
        numbers = [status.run_id] if now.unknown else []
        lines += [f"  next: reissue run settle {number}" for number in (*numbers, *status.unsettled_in)]
    elif status.state == "paused":
        lines.append(f"  next: reissue run resume {status.run_id}")
    elif status.advised_repeat:
        lines.append(
            f"  next: reissue run resume {status.run_id}, which sends {status.advised_repeat} of the refused again"
        )
    else:
        seen = {
            State.REFUSED: now.refused,
            State.SKIPPED: status.left_for_a_person,
            State.DONE: status.not_as_asked,
        }
        lines += [f"  next: reissue run report {status.run_id} --state {state}" for state, n in seen.items() if n]
    return lines
