"""`reissue update PROVIDER` and `reissue init ci`: the routines around a specification."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .. import ci_files, findings
from ..sources import cache as sources_cache
from ..sources import check as sources
from ..sources import usage as sources_usage
from ..sources.cache import Cache
from ..sources.fetch import Options
from ..tree.project import find
from ..update import Ask, Routine, Step

FOUND, INVALID = 1, 3

init_app = typer.Typer(no_args_is_help=True, help="Write files that let other tools call reissue.")


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command("update")(update)
    program.add_typer(init_app, name="init")


def update(
    provider: Annotated[
        str, typer.Argument(metavar="PROVIDER", help="One provider of this project.", show_default=False)
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking; for scripts.")] = False,
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch the vendor's pages first.")] = False,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", metavar="DIR", help="Where fetched pages are kept.", show_default=False),
    ] = None,
    allow_local: Annotated[
        bool, typer.Option("--allow-local", help="Also fetch over http and from addresses that are not public.")
    ] = False,
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
    from . import generate as cli

    with cli.exit_codes():
        project = find()
        store = Cache(sources_cache.folder(project, cache))
        routine = Routine(project, provider, store, _ask(yes))
        _ = routine.spec  # an unknown name is told before anything is fetched
        if fetch:
            pages = sources_usage.chosen(project, sources_usage.pages(project), [provider])
            sources.fetch(
                pages, store, Options(allow_local, pause=0.0 if allow_local else 1.0), lambda done, total, url: None
            )
        last = Step("")
        for number, last in enumerate(routine.walk(), 1):
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
    for line in findings.render(step.findings, "text").splitlines():
        typer.echo(f"   {line}")
    if step.next:
        typer.echo(typer.style(f"   -> {findings.clean(step.next)}", fg="cyan"))


@init_app.command("ci")
def init_ci(
    github: Annotated[
        bool, typer.Option("--github", help="A weekly workflow that watches the vendors' pages.")
    ] = False,
    gitlab: Annotated[bool, typer.Option("--gitlab", help="Jobs for GitLab, to be included.")] = False,
    pre_commit: Annotated[bool, typer.Option("--pre-commit", help="Hooks for pre-commit.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there and differ.")] = False,
) -> None:
    """Write the files that let CI call reissue; without options those for GitHub.

    A file that is there and says something else is left alone, and the exit code is 1, unless --force.

    Examples:

        reissue init ci

        reissue init ci --gitlab --pre-commit
    """
    from . import generate as cli

    with cli.exit_codes():
        project = find()
        chosen = [
            kind for kind, wanted in (("github", github), ("gitlab", gitlab), ("pre-commit", pre_commit)) if wanted
        ]
        outcome = ci_files.write(project, chosen or ["github"], force=force)
    for one in outcome:
        print(f"{one.path}: {one.what}")
        for line in one.next:
            print(f"    -> {line}")
    if any(one.refused for one in outcome):
        print("reissue: nothing that was there has been changed; --force overwrites", file=sys.stderr)
        raise typer.Exit(FOUND)
