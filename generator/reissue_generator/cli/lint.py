"""`reissue lint`: meta-schema, examples and house rules of specifications."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from .. import findings
from ..errors import FOUND, INVALID, ConfigurationError, SpecError
from ..findings import Finding, Format, Level
from ..lint.run import lint as run_lint
from ..lint.specification import lint_specification
from ..own_clients import document_of, from_here
from ..tree.client import Client
from ..tree.project import Project, find, find_or_none
from .collector import without_collector
from .console import Tell, progress, report
from .options import FormatOption, OverlayOption
from .pinned import fetch_missing


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(lint)


def lint(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(help="Files, or names of providers; none: all of the project.", show_default=False),
    ] = None,
    form: FormatOption = Format.TEXT,
    overlay: OverlayOption = None,
) -> None:
    """Check specifications: the OpenAPI meta-schema, every example against its schema, the house rules.

    Of a client the document is checked as the client has it, with its overlays, and without what it leaves out.

    Exit code 0: clean; 1: errors; 3: a specification cannot be used.

    Examples:

        reissue lint

        reissue lint qorepay

        reissue lint ../elsewhere/openapi.yaml --format sarif

        reissue lint vendor.yaml --overlay corrections.yaml
    """
    project = find_or_none() if specs else find()
    with progress() as tell, without_collector():
        found, usable = linted(project, _targets(project, specs or [], overlay or ()), tell)
    report(found, form, clean="The specifications are clean.")
    if not usable:
        raise typer.Exit(INVALID)
    if any(finding.level is Level.ERROR for finding in found):
        raise typer.Exit(FOUND)


_NOTHING = "No specification to check: name a file, or run this inside a project with [tool.reissue]."


def linted(project: Project | None, wanted: Sequence[Client] | None, tell: Tell) -> tuple[list[Finding], bool]:
    """What was found in some documents, or in all of a project, by place, and whether each can be used.

    Raises ConfigurationError.
    """
    found: list[Finding] = []
    usable = True
    for target in _targets(project, [], ()) if wanted is None else wanted:
        tell(f"checking {target.spec}")
        fetch_missing(target, tell)
        about, can_be_used = _linted(project, target)
        found, usable = found + about, usable and can_be_used
    return findings.ordered(found), usable


def _linted(project: Project | None, target: Client) -> tuple[list[Finding], bool]:
    """What was found in one document, and whether it can be used."""
    if not (target.package or target.overlays):
        return lint_specification(project, Path(target.spec))
    show = project.show if project else from_here
    try:
        document = document_of(target, show)
        return [*document.told, *run_lint(document, None)], True
    except SpecError as error:
        return list(error.findings), False


def _targets(project: Project | None, wanted: list[Path], overlays: Sequence[str]) -> list[Client]:
    """What is to be checked: files as they are, with overlays, or as a client has them."""
    if not wanted:
        known = [*(project.spec_files().values() if project else ())]
        clients = [*(project.clients.values() if project else ())]
        if not known and not clients:
            raise ConfigurationError(_NOTHING)
        return [*(Client("", path, "") for path in known), *clients]
    return [_target(project, str(name), overlays) for name in wanted]


def _target(project: Project | None, name: str, overlays: Sequence[str]) -> Client:
    specs = project.spec_files() if project else {}
    if project and name in project.clients and name not in specs and not overlays:
        return project.clients[name]
    return Client("", specs.get(name, name), "", overlays=overlays)
