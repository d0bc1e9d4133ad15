"""The command `reissue diff`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from ..changes import Change, Level, compare, edition, ignore, opened, report
from ..changes.places import Places
from ..document import Document
from ..errors import ConfigurationError
from ..findings import clean


class Format(StrEnum):
    """How the changes are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    JUNIT = "junit"
    SARIF = "sarif"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """From which level on the command fails."""

    BREAKING = "breaking"
    DEPRECATION = "deprecation"
    ADDITION = "addition"
    ANY = "any"

    @property
    def level(self) -> Level:
        return Level.COSMETIC if self is FailOn.ANY else Level(self.value)


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command()(diff)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The document before: a file, or REF:path in git.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The document after: a file, or REF:path in git.")],
    form: Annotated[
        Format,
        typer.Option("--format", help="How changes are printed: for people, programs, CI services, or a changelog."),
    ] = Format.TEXT,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit with 1 where a change weighs this much or more.")
    ] = FailOn.BREAKING,
    level: Annotated[
        Level | None,
        typer.Option(
            "--level",
            help="Print changes that weigh this much or more; default: addition, and all with --fail-on any.",
            show_default=False,
        ),
    ] = None,
    ignored: Annotated[
        Path | None,
        typer.Option("--ignore", metavar="FILE", help="Leave out the changes whose fingerprints stand in this file."),
    ] = None,
    write_ignore: Annotated[
        Path | None,
        typer.Option("--write-ignore", metavar="FILE", help="Write the changes that would fail into an ignore file."),
    ] = None,
) -> None:
    """Say what changed between two OpenAPI documents, for the wire and for Python callers.

    Every change has a rule, a level (breaking, deprecation, addition, cosmetic), a direction, its effect on Python
    callers, its place in both documents, and a fingerprint. The command suggests the next version: major, minor, patch.

    Exit code 0: nothing weighs as much as --fail-on; 1: something does; 2: usage; 3: a document cannot be used.

    Examples:

        reissue diff main:specs/qorepay.yaml specs/qorepay.yaml

        reissue diff old.json new.json --fail-on any --format sarif > diff.sarif

        reissue diff v1.4.0:specs/paypen.yaml HEAD:specs/paypen.yaml --format markdown >> CHANGELOG.md

        reissue diff old.yaml new.yaml --write-ignore accepted.txt

        reissue diff old.yaml new.yaml --ignore accepted.txt
    """
    from .generate import FOUND, exit_codes, progress

    with exit_codes(), progress() as tell, without_collector():
        entries = ignore.load(ignored) if ignored is not None else []
        tell("reading")
        with opened(old) as before, opened(new) as after:
            tell("building both clients")
            sides = edition(before, _stem(new)), edition(after, _stem(new))
            tell("comparing")
            changes, dead = ignore.apply(found := compare(*sides), entries, ignored or Path())
            told = report.Report(
                old,
                new,
                sides[1].api.title,
                (_version(before), _version(after)),
                changes,
                _shown(changes, fail_on, level),
                len(found) - len(changes),
                dead,
            )
            _print(told, form, Places(before, after))
        heavy = [change for change in changes if report.at_or_above(change.rule.level, fail_on.level)]
        if write_ignore is not None:
            _write(write_ignore, heavy)
    if heavy or (dead and fail_on is FailOn.ANY):
        raise typer.Exit(FOUND)


@contextmanager
def without_collector() -> Generator[None]:
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


def _shown(changes: list[Change], fail_on: FailOn, level: Level | None) -> list[Change]:
    limit = level or (Level.COSMETIC if fail_on is FailOn.ANY else Level.ADDITION)
    return [change for change in changes if report.at_or_above(change.rule.level, limit)]


def _print(told: report.Report, form: Format, places: Places) -> None:
    """Results to stdout; the summary too, where a person reads it there."""
    from ..findings import Format as Plain
    from .generate import report as print_findings

    if form is Format.TEXT:
        if told.shown or told.dead:
            print_findings(report.as_findings(told, places), Plain.TEXT, clean="")
        print(told.summary)
    else:
        sys.stdout.write(report.render(told, form, places))
        print(told.summary, file=sys.stderr)


def _stem(text: str) -> str:
    """What the provider is called: the file without its ending, as in `specs/`."""
    return PurePosixPath(text.replace("\\", "/").rpartition(":")[2]).stem


def _version(document: Document) -> str:
    return str(document.root.get("info").map.get("version") or "")


def _write(path: Path, changes: list[Change]) -> None:
    try:
        path.write_text(ignore.text_of(changes), encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{clean(str(path))} cannot be written: {error.strerror}.") from None
