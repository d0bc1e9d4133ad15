"""A run on its way, on a terminal: progress while it runs, and what it came to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import typer

from reissue import Reissue
from reissue_generator.errors import INTERRUPTED, UNKNOWN

from ..run import Run
from ..running.brakes import Progress
from ..standing import Status
from .shared import code_of, end_as, print_json, print_lines

Tick = Callable[[Progress], None]


def work(run: Run, gateway: Reissue, *, as_json: bool, **chosen: object) -> Status:
    """Work on a run, with a bar on a terminal. Ctrl-C waits for what is under way, and ends in 130."""
    try:
        with bar(run.id) as tick:
            return run.work(gateway, tick=tick, **chosen)  # type: ignore[arg-type]
    except KeyboardInterrupt:
        status = run.status()
        show(status, as_json)
        typer.echo(f"interrupted; `reissue run resume {run.id}` goes on", err=True)
        if code_of(status) == UNKNOWN:
            typer.echo("what was under way may have happened: reissue run settle", err=True)
        raise typer.Exit(INTERRUPTED) from None


def finish(status: Status, *, as_json: bool) -> None:
    """Tell what a run came to, and end so."""
    show(status, as_json)
    end_as(status)


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


def show(status: Status, as_json: bool) -> None:
    """Where a run stands."""
    if as_json:
        print_json({"run": status})
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
    if status.unsettled:
        lines.append(f"  {status.unsettled} of the skipped are unknown since an earlier run")
    if status.waits:
        number = status.run_id
        lines += [
            "  it waits for the approval of a second person, who",
            f"  looks at what it would send:  reissue run report {number} --state planned",
            f"  and gives the digest of that: reissue run approve {number} --digest DIGEST",
        ]
    elif now.unknown or status.unsettled:
        lines.append(f"  next: reissue run settle {status.run_id}")
    elif status.state == "paused":
        lines.append(f"  next: reissue run resume {status.run_id}")
    elif now.refused:
        lines.append(f"  next: reissue run report {status.run_id} --state refused")
    return lines
