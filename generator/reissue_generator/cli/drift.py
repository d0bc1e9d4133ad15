"""`reissue drift`: what live answers showed, as a report and as a patch of the specification."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .. import findings
from ..drift.patch import examine
from ..drift.report import Bar
from ..errors import FOUND, INVALID
from ..findings import Format
from ..tree.project import find_or_none
from . import console
from .options import FormatOption


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(drift)


def drift(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Recordings, and captures (*.har); '-' is the standard input.", show_default=False
        ),
    ],
    form: FormatOption = Format.TEXT,
    patch: Annotated[
        bool, typer.Option("--patch", help="Print the proposed edits as a unified diff instead of the report.")
    ] = False,
    spec: Annotated[
        str | None,
        typer.Option(
            "--spec",
            metavar="FILE",
            help="The specification of all events; default: each provider's own.",
            show_default=False,
        ),
    ] = None,
    least: Annotated[
        int, typer.Option("--least", min=1, metavar="N", help="Propose only what N answers have shown.")
    ] = 3,
    share: Annotated[
        float,
        typer.Option("--share", min=0, max=100, metavar="PERCENT", help="... and this share of those that were read."),
    ] = 1,
) -> None:
    """Say where live answers differ from the specifications, and propose what to change there.

    FILE was written by a client with on_drift=record_drift("drift.jsonl"): it holds kinds of values, no payload. Nothing is
    written here. With --patch the diff goes to stdout, below lines that say what each edit rests on, and what cannot be
    proposed to stderr. One odd answer proposes nothing.
    FILE.har is the network log of a browser or a proxy: its answers are held against the operations of the specifications by
    server, method and path, and nothing of them is kept but kinds of values.
    Exit code 0: no drift; 1: drift; 3: a specification cannot be used.

    Examples:

        reissue drift drift.jsonl

        reissue drift drift.jsonl --patch | git apply

        reissue drift capture.har --spec specs/acme.yaml

        reissue drift /var/log/app/drift-*.jsonl --format sarif
    """
    report = examine(files, None if spec else find_or_none(), spec, Bar(least, share / 100))
    if patch:
        sys.stdout.write(report.patch)
        sys.stderr.write(findings.render(report.by_hand, Format.TEXT))
    else:
        console.report(report.findings, form, clean="")
        if form is Format.TEXT:
            _sum_up(report.edits, len(report.spots))
    if report.broken:
        raise typer.Exit(INVALID)
    if report.findings:
        raise typer.Exit(FOUND)


def _sum_up(edits: int, spots: int) -> None:
    if not spots:
        print("No drift was recorded.")
    elif edits:
        print(f"{spots} field(s); {edits} edit(s) can be made by: reissue drift ... --patch | git apply")
    else:
        print(f"{spots} field(s); nothing that a patch could mend.")
