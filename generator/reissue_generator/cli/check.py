"""`reissue check`: are the generated clients what would be generated now?"""

from __future__ import annotations

from typing import Annotated

import typer

from .. import generate as pipeline
from ..errors import FOUND, INVALID
from ..findings import Format
from ..tree.project import UP_TO_DATE, find
from .console import progress, report
from .options import FormatOption


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(check)


def check(
    form: FormatOption = Format.TEXT,
    full: Annotated[
        bool, typer.Option("--full", help="Generate anew even where the manifest says that nothing has changed.")
    ] = False,
) -> None:
    """Say whether the generated clients are what their specifications, templates and generator would make now.

    Reads only, needs no network, names every file that is missing, stale, extra or edited, and the command that mends it.
    Exit code 0: clean; 1: files are not what would be generated; 3: a specification cannot be used.
    """
    project = find()
    if not full and project.is_unchanged():
        report([], form, clean=UP_TO_DATE)
        return
    with progress() as tell:
        found, rendered = pipeline.check(project, tell)
    report(found, form, clean=UP_TO_DATE)
    if rendered.failed:
        raise typer.Exit(INVALID)
    if found:
        raise typer.Exit(FOUND)
