"""`reissue sources`: the vendor pages behind the specifications."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import findings
from ..errors import FOUND
from ..findings import Format
from ..sources import cache as sources_cache
from ..sources import check as sources
from ..sources import report as sources_report
from ..sources import usage as sources_usage
from ..sources import watch
from ..sources.cache import Cache
from ..sources.check import Checked
from ..sources.fetch import Options
from ..sources.usage import Page
from ..tree.atomic import replace_file
from ..tree.project import find
from . import console, discovery
from .options import (
    AllowLocalOption,
    CacheOption,
    ContactOption,
    FormatOption,
    JsonOption,
    PauseOption,
    ProvidersArgument,
    TimeoutOption,
    group,
)
from .pages import fetch_pages, look_through

app = group("The vendor pages behind the specifications: what changed, and what rests on them.")

NewPagesOption = Annotated[
    bool,
    typer.Option(
        "--discover/--no-discover",
        help="Also look for pages and operations that no specification has; needs more requests.",
    ),
]
LinesOption = Annotated[int, typer.Option("--lines", min=0, help="Lines of a diff that are shown; 0: all.")]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="FILE", help="Also write a report in Markdown, for a pull request.", show_default=False
    ),
]


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    discovery.register(app)
    program.add_typer(app, name="sources")


@app.command()
def check(
    providers: ProvidersArgument = None,
    form: FormatOption = Format.TEXT,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch the pages first; else only what is in the cache counts.")
    ] = False,
    new_pages: NewPagesOption = True,
    lines: LinesOption = sources.DIFF_LINES,
    report: ReportOption = None,
    cache: CacheOption = None,
    allow_local: AllowLocalOption = False,
    timeout: TimeoutOption = 30.0,
    pause: PauseOption = 1.0,
    contact: ContactOption = "",
) -> None:
    """Say which vendor pages changed since the specifications were written from them, and what to review.

    Compares the digests in sources.lock with the pages in the cache. Writes nothing but the cache; without --fetch it
    needs no network. Each change is told with the operation and the field that it is about. Menus, banners, widgets, markup
    and the day on which a page was made do not count; a date in a fact does. A page that could not be read, or an answer
    that is none (a log-in, a challenge, a soft 404), is a finding of its own, never 'unchanged'. With --fetch the
    documentations are looked through too: pages and operations that no specification has, pages that moved, have another
    title or are gone. A page that is to be had as Markdown is read so, and a published OpenAPI document is compared as
    `reissue diff` does. What was last read more than 180 days ago (`days` of [tool.reissue.sources]) is told.
    Exit code 0: nothing to do; 1: findings; 2: usage or configuration; 3: a specification cannot be used.

    Examples:

        reissue sources check                    against what was fetched before

        reissue sources check --fetch paypen     ask the vendor now

        reissue sources check --fetch --report changes.md --format github
    """
    project = find()
    store = Cache(sources_cache.folder(project, cache))
    if fetch:
        options = Options(allow_local, timeout, pause, contact)
        fetch_pages(project, store, providers or (), options)
        if new_pages:
            look_through(project, store, providers or (), options)
    checked = watch.check(project, store, providers or (), lines)
    if report is not None:
        replace_file(report, sources_report.markdown(checked).encode())
    _tell(checked, form)


@app.command()
def refresh(
    providers: ProvidersArgument = None,
    form: FormatOption = Format.TEXT,
    offline: Annotated[
        bool, typer.Option("--offline", help="Fetch nothing: bring the lock up to date with specifications and cache.")
    ] = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept",
            help="Take over changed pages as reviewed, and what is new beside them as known, whatever the specifications say.",
        ),
    ] = False,
    new_pages: NewPagesOption = True,
    lines: LinesOption = sources.DIFF_LINES,
    cache: CacheOption = None,
    allow_local: AllowLocalOption = False,
    timeout: TimeoutOption = 30.0,
    pause: PauseOption = 1.0,
    contact: ContactOption = "",
) -> None:
    """Fetch the vendor pages and bring specs/sources.lock up to date.

    First digests are recorded, pages no longer named are dropped, dates follow the specifications. A page that changed
    keeps its old digest until its operations say `read:` with a day on which the new text was known, or until --accept.
    What could not be read is never taken over, and what shares nothing with the page as it was read only by such a day,
    never by --accept. A page whose bytes are new is fetched twice: what differs says nothing.
    What a documentation has beside these pages is noted as known, never as read, the first time and with --accept.
    Requests are conditional, follow robots.txt, and never more than one at a time for a host, with a pause in between.
    Exit code 0: the lock is up to date; 1: pages changed or could not be read.

    Examples:

        reissue sources refresh                  all pages

        reissue sources refresh paypen           those of one provider

        reissue sources refresh --offline        after an edit of x-reissue-source
    """
    project = find()
    store = Cache(sources_cache.folder(project, cache))
    if not offline:
        options = Options(allow_local, timeout, pause, contact)
        fetch_pages(project, store, providers or (), options)
        if new_pages:
            look_through(project, store, providers or (), options)
    done = sources.refresh(project, store, providers or (), accept)
    checked = watch.check(project, store, providers or (), lines)
    print(f"{'Written' if done.written else 'Nothing to write'}: {done.summary}", file=sys.stderr)
    _tell(checked, form)


@app.command("list")
def list_pages(
    providers: ProvidersArgument = None,
    as_json: JsonOption = False,
) -> None:
    """Show every vendor page with the operations that rest on it.

    Example:

        reissue sources list paypen
    """
    project = find()
    pages = sources_usage.chosen(project, sources_usage.pages(project), providers or ())
    if as_json:
        sys.stdout.write(findings.dumped([_row(page) for page in pages]))
        return
    for page in pages:
        print(f"{findings.clean(page.url)}  (read {page.read})")
        for use in page.uses:
            print(f"    {use.provider} {findings.clean(use.operation)}: {findings.clean(use.title)}")


def _row(page: Page) -> dict[str, Any]:
    uses = [
        {"provider": use.provider, "operation": use.operation, "title": use.title, "read": use.read}
        for use in page.uses
    ]
    return {"url": page.url, "read": page.read, "operations": uses}


def _tell(checked: Checked, form: Format) -> None:
    console.report(checked.findings, form, clean="")
    if form is Format.TEXT:
        print(checked.summary)
    elif os.environ.get("GITHUB_ACTIONS") == "true":
        print(checked.summary, file=sys.stderr)
    if not checked.clean:
        raise typer.Exit(FOUND)
