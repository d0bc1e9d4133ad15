"""`reissue sources discover` and `ignore`: what documentations have that no specification rests on."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .. import findings
from ..errors import FOUND, UsageError
from ..findings import Format, Level
from ..sources import cache as sources_cache
from ..sources import discover as discovery
from ..sources import lock as sources_lock
from ..sources import record
from ..sources.cache import Cache
from ..sources.fetch import Options
from ..tree.project import find
from . import console
from .options import (
    AllowLocalOption,
    CacheOption,
    ContactOption,
    FormatOption,
    PauseOption,
    ProvidersArgument,
    TimeoutOption,
)
from .pages import look_through


def register(group: typer.Typer) -> None:
    """Add the commands to `reissue sources`."""
    group.command()(discover)
    group.command()(ignore)


def discover(
    providers: ProvidersArgument = None,
    form: FormatOption = Format.TEXT,
    offline: Annotated[
        bool, typer.Option("--offline", help="Fetch nothing: say what the last look on this machine found.")
    ] = False,
    cache: CacheOption = None,
    allow_local: AllowLocalOption = False,
    timeout: TimeoutOption = 30.0,
    pause: PauseOption = 1.0,
    contact: ContactOption = "",
) -> None:
    """Look through the vendors' documentations for pages and operations that no specification has.

    Begins at the roots of [tool.reissue.sources.docs], else at the folder that the pages of a specification share, and reads
    llms.txt, sitemaps and navigation below it, at most 500 pages (`pages`). Tells which pages are new, moved, have another
    title or are gone, and which operations no specification has. What is known stands in sources.lock, where
    `reissue sources refresh` notes it the first time; nothing of it counts as read. Writes nothing but the cache.
    Exit code 0: nothing to do; 1: findings; 2: usage or configuration; 3: a specification cannot be used.

    Examples:

        reissue sources discover

        reissue sources discover paypen --format json

        reissue sources discover --offline
    """
    project = find()
    store = Cache(sources_cache.folder(project, cache))
    if not offline:
        look_through(project, store, providers or (), Options(allow_local, timeout, pause, contact))
    told = findings.ordered(discovery.judge(project, store, providers or ()).findings)
    console.report(told, form, clean="Nothing is there that is not known.")
    if any(finding.level is not Level.NOTE for finding in told):
        raise typer.Exit(FOUND)


def ignore(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ADDRESS | 'GET /PATH']...",
            help="Pages, folders of pages as ADDRESS*, or operations that the last look met.",
            show_default=False,
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why no specification rests on them.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="All that the last look met and that nobody has said a word of.")
    ] = False,
    cache: CacheOption = None,
) -> None:
    """Note in sources.lock why pages or operations are left alone. What comes later is told all the same.

    A folder with a `*` at its end is not looked at any more. To take it back, remove the line from sources.lock.

    Examples:

        reissue sources ignore https://docs.acme.example/changelog --reason "no facts of the API"

        reissue sources ignore "GET /v1/reports" --reason "nobody needs it"

        reissue sources ignore "https://docs.acme.example/blog/*" --reason "news"

        reissue sources ignore --all --reason "guides; looked at when the specification was written"
    """
    if bool(what) == everything:
        raise UsageError("Name pages or operations, or give --all.")
    if not reason.strip():
        raise UsageError("A reason is needed: --reason TEXT.")
    project = find()
    lock = sources_lock.load(project)
    if not lock.exists:
        raise UsageError(f"{lock.name} does not exist; first: reissue sources refresh")
    noted = record.ignore(project, lock, Cache(sources_cache.folder(project, cache)), what or (), reason.strip())
    lock.write()
    print(f"{len(noted)} noted in {lock.name}", file=sys.stderr)
    for one in noted:
        print(findings.clean(one))
