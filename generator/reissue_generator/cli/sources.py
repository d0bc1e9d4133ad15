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
from ..sources.cache import Cache
from ..sources.check import Checked
from ..sources.fetch import Options
from ..sources.usage import Page
from ..tree.atomic import replace_file
from ..tree.project import find
from . import console
from .options import AllowLocalOption, CacheOption, FormatOption, JsonOption, ProvidersArgument, group
from .pages import fetch_pages

app = group("The vendor pages behind the specifications: what changed, and what rests on them.")

TimeoutOption = Annotated[float, typer.Option("--timeout", min=1, max=600, help="Seconds for one page.")]
PauseOption = Annotated[
    float, typer.Option("--pause", min=0, max=600, help="Seconds between two requests to one host.")
]
ContactOption = Annotated[
    str,
    typer.Option(
        "--contact",
        metavar="ADDRESS",
        envvar="REISSUE_SOURCES_CONTACT",
        help="Told to the sites in the user agent, so that their operators can write to you.",
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
    program.add_typer(app, name="sources")


@app.command()
def check(
    providers: ProvidersArgument = None,
    form: FormatOption = Format.TEXT,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch the pages first; else only what is in the cache counts.")
    ] = False,
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
    that is none (a log-in, a challenge, a soft 404), is a finding of its own, never 'unchanged'.
    Exit code 0: nothing to do; 1: findings; 2: usage or configuration; 3: a specification cannot be used.

    Examples:

        reissue sources check                    against what was fetched before

        reissue sources check --fetch paypen     ask the vendor now

        reissue sources check --fetch --report changes.md --format github
    """
    project = find()
    store = Cache(sources_cache.folder(project, cache))
    if fetch:
        fetch_pages(project, store, providers or (), Options(allow_local, timeout, pause, contact))
    checked = sources.check(project, store, providers or (), lines)
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
        bool, typer.Option("--accept", help="Take over changed pages as reviewed, whatever the specifications say.")
    ] = False,
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
    What could not be read is never taken over. A page whose bytes are new is fetched twice: what differs says nothing.
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
        fetch_pages(project, store, providers or (), Options(allow_local, timeout, pause, contact))
    done = sources.refresh(project, store, providers or (), accept)
    checked = sources.check(project, store, providers or (), lines)
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
