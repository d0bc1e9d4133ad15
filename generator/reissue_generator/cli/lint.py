"""`reissue lint`: meta-schema, examples and house rules of specifications."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import findings
from ..errors import FOUND, INVALID, ConfigurationError
from ..findings import Finding, Format, Level
from ..lint.specification import lint_specification
from ..tree.project import Project, find_or_none
from .console import progress, report
from .options import FormatOption


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(lint)


def lint(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(help="Files, or names of providers; none: all of the project.", show_default=False),
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Check specifications: the OpenAPI meta-schema, every example against its schema, the house rules.

    Exit code 0: clean; 1: errors; 3: a specification cannot be used.

    Examples:

        reissue lint

        reissue lint qorepay

        reissue lint ../elsewhere/openapi.yaml --format sarif
    """
    project = find_or_none()
    found: list[Finding] = []
    usable = True
    with progress() as tell:
        for path in _targets(project, specs or []):
            tell(f"checking {path}")
            about, can_be_used = lint_specification(project, path)
            found, usable = found + about, usable and can_be_used
    report(findings.ordered(found), form, clean="The specifications are clean.")
    if not usable:
        raise typer.Exit(INVALID)
    if any(finding.level is Level.ERROR for finding in found):
        raise typer.Exit(FOUND)


def _targets(project: Project | None, wanted: list[Path]) -> list[Path]:
    known = project.spec_files() if project else {}
    if not wanted:
        if not known:
            raise ConfigurationError(
                "No specification to check: name a file, or run this inside a project with [tool.reissue]."
            )
        return [Path(path) for path in known.values()]
    return [Path(known[str(name)]) if str(name) in known else name for name in wanted]
