"""`reissue run report`: what became of each line, for people, programs, spreadsheets and paper."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from reissue.cli.report import with_output
from reissue_generator.cli.console import expected
from reissue_generator.errors import FOUND, USAGE, UsageError
from reissue_generator.findings import clean_lines

from ..ledger import Ledger
from ..store.schema import State
from .shared import LedgerOption, LiveOption, RunArgument, guarded, opened, print_json, print_lines, run_of


class Form(StrEnum):
    """The forms of a report."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


FormOption = Annotated[
    Form, typer.Option("--format", help="For people, programs, a spreadsheet, or a browser and paper.")
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Where it is written, whole or not at all; default: stdout.", show_default=False
    ),
]
StateOption = Annotated[State | None, typer.Option("--state", help="Only the items that stand so.", show_default=False)]
VerifyOption = Annotated[
    bool,
    typer.Option(
        "--verify",
        help="Instead: is what the ledger says of this run (without a number: of all) what was written? Exit code 1 where not.",
    ),
]


def report(
    number: RunArgument = None,
    form: FormOption = Form.TEXT,
    out: OutOption = None,
    state: StateOption = None,
    verify: VerifyOption = False,
    ledger: LedgerOption = None,
    live: LiveOption = None,
) -> None:
    """Tell what became of each line of a run: sums, reasons, decisions, and what is unknown with all that is known of it.

    `--format csv` is safe to open in a spreadsheet: see docs/ledger-reports.md. The exit code is 0; that of a run is told by
    `reissue run status`.
    """

    def act() -> None:
        with opened(ledger, live, to_read=True) as there:
            if verify:
                _verify(there, number, form)
            else:
                _report(there, number, form, state, out)

    guarded(act, form is Form.JSON)


def _report(ledger: Ledger, number: int | None, form: Form, state: State | None, out: Path | None) -> None:
    from ..reporting.gathering import Report

    run = run_of(ledger, number)
    with ledger.database.reading() as connection:
        pieces = _pieces(Report(connection, run.id), form, state)
        if out is None:
            with_output(lambda: _to_stdout(pieces, form), USAGE)
        else:
            _check_apart(ledger, out)
            to_file(out, pieces)


def _pieces(told: Any, form: Form, state: State | None) -> Iterator[str]:
    match form:
        case Form.TEXT:
            from ..reporting.as_text import as_text

            return (f"{clean_lines(line)}\n" for line in as_text(told, state))
        case Form.CSV:
            from ..reporting.as_csv import as_csv

            return as_csv(told, state)
        case Form.HTML:
            from ..reporting.as_html import as_html

            return as_html(told, state)
        case Form.JSON | Form.JSONL:
            from ..reporting.as_json import as_json, as_json_lines

            return (as_json if form is Form.JSON else as_json_lines)(told, state)


def _check_apart(ledger: Ledger, out: Path) -> None:
    """Raise UsageError where a report would take the place of the ledger, or of a file that belongs to it."""
    where, mine = out.resolve(), ledger.path.resolve()
    beside = where.parent == mine.parent and where.name.startswith(mine.name)
    same = out.exists() and out.samefile(ledger.path)
    if same or beside or mine.with_name(f"{mine.name}.runs") in where.parents:
        raise UsageError(f"{out} belongs to the ledger: name another file for the report")


def _to_stdout(pieces: Iterable[str], form: Form) -> None:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if form is not Form.TEXT and reconfigure is not None:
        reconfigure(encoding="utf-8", newline="")  # as a file is: a line of CSV ends in CR LF, and only once
    for piece in pieces:
        sys.stdout.write(piece)
    sys.stdout.flush()


def to_file(path: Path, pieces: Iterable[str]) -> None:
    """Write a file for its owner alone, whole or not at all. A pipe or a device is written to as it is.

    Raises UsageError, which names the file, where it cannot be written: not OSError, which a ledger that is being read would be
    blamed for.
    """
    try:
        _to_file(path, pieces)
    except OSError as error:
        known = expected(error)
        hint = known.hint if known is not None else "name another place"
        why = error.strerror or type(error).__name__
        raise UsageError(f"the result could not be written: {why}", place=str(path), hint=hint) from None


def _to_file(path: Path, pieces: Iterable[str]) -> None:
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="") as there:
            there.writelines(pieces)
        return
    temporary = path.with_name(f".{path.name[:40]}-{os.getpid()}-{os.urandom(4).hex()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(handle)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _verify(ledger: Ledger, number: int | None, form: Form) -> None:
    """Print each fault, and the end of each chain, so that it can be kept elsewhere."""
    from ..reporting.verify import faults, heads

    if form not in (Form.TEXT, Form.JSON):
        raise UsageError("--verify prints text or json")
    if number is not None:
        ledger.run(number)
    found, kept = list(faults(ledger.database, number)), list(heads(ledger.database, number))
    about = "all runs" if number is None else f"run {number}"
    lines = [f"fault: {one}" for one in found]
    lines += [f"run {one.run_id}, lease {one.lease_id}: {one.links} links, head {one.hash}" for one in kept]
    lines.append(f"{about}: {len(found) or 'no'} {'fault' if len(found) == 1 else 'faults'}")
    said = {"faults": found, "heads": kept}
    # A fault ends in its own code, also where nobody could be told which.
    with_output(lambda: print_json(said) if form is Form.JSON else print_lines(lines), FOUND if found else USAGE)
    if found:
        raise typer.Exit(FOUND)
