"""`reissue update PROVIDER`: what to do after a change of a vendor's documentation."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .. import findings
from ..errors import FOUND, INVALID
from ..findings import Format
from ..sources import cache as sources_cache
from ..sources.cache import Cache
from ..sources.fetch import Options
from ..tree.project import find
from ..update import Ask, ProviderUpdate, Step
from .options import AllowLocalOption, CacheOption, YesOption
from .pages import fetch_pages


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
        fetch_pages(project, store, [provider], Options(allow_local, pause=0.0 if allow_local else 1.0))
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
