"""`reissue update PROVIDER`: what to do after a change of a vendor's documentation."""

from __future__ import annotations

import json
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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing, and show every step.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the steps as JSON.")] = False,
) -> None:
    """Walk through what follows a change of a vendor's documentation.

    Vendor pages, specification, the facade's table of statuses, lint, sources.lock, what changes for callers, generate,
    changelog, version, sandbox and tests. The version is raised in its one source, by what changed since the last tag, and the changelog gets what is not in it: what was never released breaks nobody. A new
    operation gets a stand-in in the sandbox and a test, each in a file of its own that fails until it is decided; a file that is there stays. Every step says what it found and the next command. A new word of a status is
    written into the table, and lint fails until somebody has decided what it means. Stop anywhere and begin again: what is done is not done twice. It asks before
    it writes, and never commits.
    Exit code 0: through; 1: a step waits for you; 2: usage or configuration; 3: the specification cannot be used.

    Examples:

        reissue update paypen

        reissue update paypen --fetch --yes

        reissue update paypen --dry-run --json
    """
    project = find()
    store = Cache(sources_cache.folder(project, cache))
    walk = ProviderUpdate(project, provider, store, _ask(yes, dry_run, as_json), whole=dry_run)
    _ = walk.spec  # an unknown name is told before anything is fetched
    if fetch:
        fetch_pages(project, store, [provider], Options(allow_local, pause=0.0 if allow_local else 1.0))
    steps: list[Step] = []
    for step in walk.steps():
        steps.append(step)
        if not as_json:
            _print(len(steps), step)
    if as_json:
        typer.echo(json.dumps([_as_json(step) for step in steps], indent=2))
    if any(step.invalid for step in steps):
        raise typer.Exit(INVALID)
    if any(step.waits for step in steps):
        raise typer.Exit(FOUND)


def _as_json(step: Step) -> dict[str, object]:
    found = json.loads(findings.render(step.findings, Format.JSON))["findings"]
    said = [findings.clean(line) for line in step.said]
    return {"step": step.name, "said": said, "findings": found, "next": findings.clean(step.next), "waits": step.waits}


def _ask(yes: bool, dry_run: bool, as_json: bool) -> Ask:
    """Yes to all, a question on a terminal, or no where nobody can answer or nothing is to be written."""
    if dry_run:
        return lambda question: False
    if yes:
        return lambda question: True
    if sys.stdin.isatty() and not as_json:
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
