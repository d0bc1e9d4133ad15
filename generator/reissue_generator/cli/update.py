"""`reissue update PROVIDER`: what to do after a change of a vendor's documentation."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .. import findings
from ..errors import FOUND, INVALID
from ..findings import Format
from ..sources import cache as sources_cache
from ..sources import check as sources
from ..sources import usage as sources_usage
from ..sources.cache import Cache
from ..sources.fetch import Options
from ..tree.project import find
from ..update import Ask, ProviderUpdate, Step
from . import console
from .options import AllowLocalOption, CacheOption, YesOption


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(update)


def update(
    provider: Annotated[
        str, typer.Argument(metavar="PROVIDER", help="One provider of this project.", show_default=False)
    ],
    yes: YesOption = False,
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch the vendor's pages first.")] = False,
    cache: CacheOption = None,
    allow_local: AllowLocalOption = False,
) -> None:
    """Walk through what follows a change of a vendor's documentation.

    Vendor pages, specification, lint, sources.lock, what changes for callers, generate, changelog, version. Every step
    says what it found and the next command. Stop anywhere and begin again: what is done is not done twice. It asks before
    it writes, and never commits.
    Exit code 0: through; 1: a step waits for you; 2: usage or configuration; 3: the specification cannot be used.

    Examples:

        reissue update paypen

        reissue update paypen --fetch --yes
    """
    project = find()
    store = Cache(sources_cache.folder(project, cache))
    walk = ProviderUpdate(project, provider, store, _ask(yes))
    _ = walk.spec  # an unknown name is told before anything is fetched
    if fetch:
        pages = sources_usage.chosen(project, sources_usage.pages(project), [provider])
        options = Options(allow_local, pause=0.0 if allow_local else 1.0)
        with console.progress_bar("fetching", len(pages)) as tell:
            sources.fetch(pages, store, options, tell)
    last = Step("")
    for number, last in enumerate(walk.steps(), 1):
        _print(number, last)
    if last.invalid:
        raise typer.Exit(INVALID)
    if last.waits:
        raise typer.Exit(FOUND)


def _ask(yes: bool) -> Ask:
    """Yes to all, a question on a terminal, or no where nobody can answer."""
    if yes:
        return lambda question: True
    if sys.stdin.isatty():
        return lambda question: typer.confirm(f"   {question}", default=True)
    return lambda question: False


def _print(number: int, step: Step) -> None:
    typer.echo(typer.style(f"{number}. {step.name}", bold=True))
    for line in step.said:
        typer.echo(f"   {findings.clean(line)}")
    for line in findings.render(step.findings, Format.TEXT).splitlines():
        typer.echo(f"   {line}")
    if step.next:
        typer.echo(typer.style(f"   -> {findings.clean(step.next)}", fg="cyan"))
