"""`reissue check`: are the generated clients what would be generated now?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from .. import generate as pipeline
from .. import naming
from ..errors import FOUND, INVALID, ConfigurationError
from ..findings import Finding, Format, Level, ordered
from ..tree.client import Client
from ..tree.extent import QUICK, TOTAL, is_total
from ..tree.made import Made, quick
from ..tree.project import QUICKLY, UP_TO_DATE, Project, find, find_or_none
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
        bool,
        typer.Option(
            "--full",
            help="Generate anew even where the manifest says that nothing has changed; always with CI set, but to 0 or false.",
        ),
    ] = False,
) -> None:
    """Say whether the generated clients are what their specifications, templates and generator would make now.

    Where the manifest says that nothing has changed, that is the answer, and called quick: who changes a file can make the manifest
    say so. With --full, and where the environment has `CI` (but for 0 and false), everything is compared, byte code that Python runs too.

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
    with progress() as tell, without_collector():
        look = Look(tell, is_total(full))
        for project, client in _packages(folders):
            look.at_package(client, project)
        if names or not folders:
            look.at_project(_project_of(names), names)
    found = ordered(look.found)
    weighty = [finding for finding in found if finding.level is not Level.NOTE]
    clean = QUICKLY if look.extent == QUICK else UP_TO_DATE
    report(found, form, clean=clean, extent=look.extent)
    if look.stopped is not None:
        raise look.stopped
    if form is Format.TEXT and found and not weighty:
        print(clean)
    if look.failed:
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


class Look:
    """A look at some trees, and what comes of it."""

    def __init__(self, tell: Tell, total: bool) -> None:
        self._tell, self._total = tell, total
        self.found: list[Finding] = []
        self.extent = TOTAL
        """Whether a manifest was taken at its word anywhere."""
        self.failed = False
        """Whether a document cannot be used."""
        self.stopped: ConfigurationError | None = None
        """What kept a package from being compared; it hides nothing of the others."""

    def at_project(self, project: Project, names: Sequence[str]) -> None:
        """All of a project, or some of it."""
        if not names and not self._total and project.is_unchanged():
            self.extent = QUICK
            return
        providers, clients = project.picked(names)
        orphans = [] if names else pipeline.orphaned(project)
        self.found += orphans
        if providers or not (clients or orphans):
            found, rendered = pipeline.check(project, self._tell)
            self.failed = self.failed or bool(rendered.failed)
            if names:
                tree = project.show(os.path.join(project.generated, project.package))
                about = tuple(f"{tree}/{naming.module(name)}/" for name in providers)
                specs = tuple(project.show(project.spec_files()[name]) for name in providers)
                found = [one for one in found if one.place.file.startswith(about) or one.place.file in specs]
            self.found += found
        for client in clients:
            self.at_package(client, project)

    def at_package(self, client: Client, project: Project | None) -> None:
        """One package of a document of others."""
        if not self._total and quick(client):
            self.extent = QUICK
            return
        try:
            fetch_missing(client, self._tell)
            found, failed = pipeline.check_client(client, project, self._tell)
        except ConfigurationError as error:
            self.stopped = self.stopped or error
            found, failed = pipeline.by_manifest(client, project), False
        self.found += found
        self.failed = self.failed or failed
