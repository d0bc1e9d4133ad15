"""`reissue check`: are the generated clients what would be generated now?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from .. import generate as pipeline
from .. import naming
from ..errors import FOUND, INVALID, ConfigurationError, SpecError
from ..findings import Finding, Format, Level, ordered
from ..tree.client import Client
from ..tree.made import Made, quick
from ..tree.project import UP_TO_DATE, Project, find, find_or_none
from .collector import without_collector
from .console import Tell, progress, report
from .options import FormatOption
from .pinned import fetch_missing


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(check)


def check(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WHAT",
            help="Providers and clients of this project, or folders that `generate --spec` wrote; none: all of the project.",
            show_default=False,
        ),
    ] = None,
    form: FormatOption = Format.TEXT,
    full: Annotated[
        bool, typer.Option("--full", help="Generate anew even where the manifest says that nothing has changed.")
    ] = False,
) -> None:
    """Say whether the generated clients are what their specifications, templates and generator would make now.

    Reads only, needs no network, names every file that is missing, stale, extra or edited, and the command that mends it.
    Of a client with overlays it names targets that are not there any more. An overlay by address is fetched once.
    Exit code 0: clean; 1: files are not what would be generated; 3: a specification cannot be used.

    Examples:

        reissue check

        reissue check acme

        reissue check src/acme
    """
    folders = [name for name in what or [] if Made.load(name)]
    names = [name for name in what or [] if name not in folders]
    found: list[Finding] = []
    failed = False
    with progress() as tell, without_collector():
        for project, client in _packages(folders):
            about, unusable = _package(client, project, tell, full)
            found, failed = found + about, failed or unusable
        if names or not folders:
            about, unusable = _project(_project_of(names), names, tell, full)
            found, failed = found + about, failed or unusable
    found = ordered(found)
    weighty = [finding for finding in found if finding.level is not Level.NOTE]
    report(found, form, clean=UP_TO_DATE)
    if form is Format.TEXT and found and not weighty:
        print(UP_TO_DATE)
    if failed:
        raise typer.Exit(INVALID)
    if weighty:
        raise typer.Exit(FOUND)


def _project_of(names: Sequence[str]) -> Project:
    """The project around here. A folder that is none of its names is told as what it is."""
    if (named := next((name for name in names if os.path.isdir(name)), "")) and find_or_none() is None:
        raise ConfigurationError(f"{named} does not say what it was made from: generate it anew, with --spec.")
    return find()


def _packages(folders: Sequence[str]) -> Iterator[tuple[Project | None, Client]]:
    """The packages in some folders; those of a client as the project around them says."""
    for folder in folders:
        made = Made.load(folder)
        if made is None:
            continue
        client, project = made.client(folder), find_or_none(folder)
        own = project.clients.get(client.package) if project else None
        if own is not None and os.path.realpath(own.root) == os.path.realpath(folder):
            yield project, own
        else:
            yield None, client


def _project(project: Project, names: Sequence[str], tell: Tell, full: bool) -> tuple[list[Finding], bool]:
    """What is wrong with the clients of a project, or some of them, and whether one cannot be read."""
    if not names and not full and project.is_unchanged():
        return [], False
    providers, clients = project.picked(names)
    found: list[Finding] = []
    failed = False
    if providers or not clients:
        found, rendered = pipeline.check(project, tell)
        failed = bool(rendered.failed)
        if names:
            tree = project.show(os.path.join(project.generated, project.package))
            about = tuple(f"{tree}/{naming.module(name)}/" for name in providers)
            specs = tuple(project.show(project.spec_files()[name]) for name in providers)
            found = [one for one in found if one.place.file.startswith(about) or one.place.file in specs]
    for client in clients:
        about_client, unusable = _package(client, project, tell, full)
        found, failed = found + about_client, failed or unusable
    return found, failed


def _package(client: Client, project: Project | None, tell: Tell, full: bool) -> tuple[list[Finding], bool]:
    """What is wrong with one package, and whether its document cannot be used."""
    if not full and quick(client):
        return [], False
    try:
        fetch_missing(client, tell)
        return pipeline.check_client(client, project, tell)[0], False
    except SpecError as error:
        return list(error.findings), True
