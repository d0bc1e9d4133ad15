"""`reissue ci`: all that a pull request needs, in one command and one report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError
from ..findings import Format
from ..gate import approvals, report
from ..gate.base import base_of
from ..gate.key import cache_key
from ..gate.record import Step, exit_code
from ..tree.atomic import replace_file
from ..tree.project import Project, find
from . import console
from .ci_steps import STEPS, Gate
from .collector import without_collector
from .diff import FailOn, FailOnOption
from .options import FormatOption

AgainstOption = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="REF",
        help="What the change is compared with; default: the branch that the CI service names, else that of origin. "
        "It is the commit at which the two parted that counts.",
        show_default=False,
    ),
]
PageOption = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write the report as Markdown too, such as to $GITHUB_STEP_SUMMARY."),
]
ApproveOption = Annotated[
    str | None,
    typer.Option(
        "--approve",
        metavar="FINGERPRINT",
        help="Approve one finding, with --reason and --until: it is written into reissue-approvals.toml.",
    ),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="The last day on which it is fine.", show_default=False),
]
KeyOption = Annotated[
    bool,
    typer.Option("--cache-key", help="Only print a key for caches: another one where the outcome may be another one."),
]


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(ci)


def ci(
    against: AgainstOption = None,
    form: FormatOption = Format.TEXT,
    fail_on: FailOnOption = FailOn.BREAKING,
    page: PageOption = None,
    approve: ApproveOption = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is fine.")] = "",
    until: UntilOption = None,
    only_key: KeyOption = False,
) -> None:
    """Lint, check, diff against the base, vendor check: every provider and client, overlays applied, in one report.

    Everything is compared, as with `check --full`. What keeps the gate shut: errors of lint, files that are not what would
    be generated, changes that weigh as much as --fail-on or more, and copies that were edited or are stale. A finding may be
    approved until a day, with a reason: --approve. No network is needed, but for an overlay by address that is not in the
    cache.

    Exit code 0: the gate is open; 1: something keeps it shut; 2: usage or configuration, such as a base that is not in this
    clone; 3: a document cannot be used.

    Examples:

        reissue ci

        reissue ci --against origin/main --format github --report "$GITHUB_STEP_SUMMARY"

        reissue ci --approve 3f9a1c0b77d2e415 --reason "agreed with the web team" --until 2027-01-31
    """
    project, today = find(), datetime.now(UTC).date()
    base = base_of(Path(project.root), against)
    with console.progress() as tell, without_collector():
        gate = Gate(project, base, fail_on.level, tell)
        if only_key:
            print(_key(project, base, fail_on, today, gate))
            return
        entries = approvals.load(Path(project.root, approvals.NAME))
        steps = [gate.step(name) for name in STEPS]
    if approve is not None:
        _approve(project, steps, approve, reason, until)
        return
    told = list(approvals.applied(steps, entries, approvals.NAME, today))
    key = _key(project, base, fail_on, today, gate) if form is Format.JSON else ""
    print(report.render(told, form, base=base, key=key), end="")
    if page is not None:
        replace_file(page, report.render(told, Format.MARKDOWN, base=base).encode())
    if code := exit_code(told):
        raise typer.Exit(code)


def _key(project: Project, base: str, fail_on: FailOn, today: date, gate: Gate) -> str:
    return cache_key(project, base, fail_on.value, today, gate.of_copies())


def _approve(project: Project, steps: list[Step], fingerprint: str, reason: str, until: datetime | None) -> None:
    if until is None:
        raise UsageError("say until when: --until YYYY-MM-DD.")
    path, today = Path(project.root, approvals.NAME), datetime.now(UTC).date()
    approvals.approve(path, steps, fingerprint, reason, until.date(), today)
    print(f"{approvals.NAME}: {fingerprint} is approved until {until.date()}.")
