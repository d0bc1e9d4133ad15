"""`reissue diff`: what changed between two documents."""

from __future__ import annotations

import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from ..changes import Level, compare, edition, ignore, opened, report, weight
from ..changes.places import Places
from ..document import Document
from ..errors import FOUND
from ..findings import Format
from ..tree.atomic import replace_file
from . import console
from .options import FormatOption


class FailOn(StrEnum):
    """From which level on the command fails."""

    BREAKING = "breaking"
    DEPRECATION = "deprecation"
    ADDITION = "addition"
    ANY = "any"

    @property
    def level(self) -> Level:
        return Level.COSMETIC if self is FailOn.ANY else Level(self.value)


OldArgument = Annotated[
    str, typer.Argument(metavar="OLD", help="The document before: a file, or REF:path in git.", show_default=False)
]
NewArgument = Annotated[
    str, typer.Argument(metavar="NEW", help="The document after: a file, or REF:path in git.", show_default=False)
]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 where a change weighs this much or more.")]
LevelOption = Annotated[
    Level | None,
    typer.Option(
        "--level",
        help="Print changes that weigh this much or more; default: addition, and all with --fail-on any.",
        show_default=False,
    ),
]
IgnoreOption = Annotated[
    Path | None,
    typer.Option("--ignore", metavar="FILE", help="Leave out the changes whose fingerprints stand in this file."),
]
WriteIgnoreOption = Annotated[
    Path | None,
    typer.Option("--write-ignore", metavar="FILE", help="Write the changes that would fail into an ignore file."),
]


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(diff)


def diff(
    old: OldArgument,
    new: NewArgument,
    form: FormatOption = Format.TEXT,
    fail_on: FailOnOption = FailOn.BREAKING,
    level: LevelOption = None,
    ignored: IgnoreOption = None,
    write_ignore: WriteIgnoreOption = None,
) -> None:
    """Say what changed between two OpenAPI documents, for the wire and for Python callers.

    Every change has a rule, a level (breaking, deprecation, addition, cosmetic), a direction, its effect on Python
    callers, its place in both documents, and a fingerprint. The command suggests the next version: major, minor, patch.
    With --format markdown it prints an entry for a changelog.

    Exit code 0: nothing weighs as much as --fail-on; 1: something does; 2: usage; 3: a document cannot be used.

    Examples:

        reissue diff main:specs/qorepay.yaml specs/qorepay.yaml

        reissue diff old.json new.json --fail-on any --format sarif > diff.sarif

        reissue diff v1.4.0:specs/paypen.yaml HEAD:specs/paypen.yaml --format markdown >> CHANGELOG.md

        reissue diff old.yaml new.yaml --write-ignore accepted.txt

        reissue diff old.yaml new.yaml --ignore accepted.txt
    """
    limit = level or (Level.COSMETIC if fail_on is FailOn.ANY else Level.ADDITION)
    with console.progress() as tell, _without_collector():
        told = _compare(old, new, ignored, limit, form, tell)
        heavy = weight.heavy(told.all, fail_on.level)
        if write_ignore is not None:
            replace_file(write_ignore, ignore.text_of(heavy).encode())
    if heavy or (told.dead and fail_on is FailOn.ANY):
        raise typer.Exit(FOUND)


def _compare(old: str, new: str, ignored: Path | None, limit: Level, form: Format, tell: console.Tell) -> report.Report:
    """Compare two documents and print the changes from `limit` on; gives all that was found."""
    entries = ignore.load(ignored) if ignored is not None else []
    tell("reading")
    with opened(old) as before, opened(new) as after:
        tell("building both clients")
        sides = edition(before, _stem(new)), edition(after, _stem(new))
        tell("comparing")
        found = compare(*sides)
        changes, dead = ignore.apply(found, entries, ignored or Path())
        told = report.Report(
            old,
            new,
            sides[1].api.title,
            (_version(before), _version(after)),
            changes,
            weight.heavy(changes, limit),
            len(found) - len(changes),
            dead,
        )
        _print(told, form, Places(before, after))
    return told


@contextmanager
def _without_collector() -> Generator[None]:
    """Two documents make millions of objects that live until the end: looking for garbage among them takes a fifth of
    the time, at every step and once more when the process ends."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


def _print(told: report.Report, form: Format, places: Places) -> None:
    """Results to stdout; the summary too, where a person reads it there."""
    if form is Format.TEXT:
        console.report(report.as_findings(told, places), form, clean="")
        print(told.summary)
    else:
        sys.stdout.write(report.render(told, form, places))
        print(told.summary, file=sys.stderr)


def _stem(text: str) -> str:
    """What the provider is called: the file without its ending, as in `specs/`."""
    return PurePosixPath(text.replace("\\", "/").rpartition(":")[2]).stem


def _version(document: Document) -> str:
    return str(document.root.get("info").map.get("version") or "")
