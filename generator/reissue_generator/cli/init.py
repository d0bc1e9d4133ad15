"""`reissue init ci`: files that let CI call reissue."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from .. import ci_files
from ..errors import FOUND
from .options import group

app = group("Write files that let other tools call reissue.")


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(app, name="init")


@app.command("ci")
def init_ci(
    github: Annotated[
        bool,
        typer.Option(
            "--github",
            help="Workflows: one for pull requests, and weekly ones that watch the vendors' pages and where copies come from.",
        ),
    ] = False,
    gitlab: Annotated[bool, typer.Option("--gitlab", help="Jobs for GitLab, to be included.")] = False,
    pre_commit: Annotated[bool, typer.Option("--pre-commit", help="Hooks for pre-commit.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there and differ.")] = False,
) -> None:
    """Write the files that let CI call reissue; without options those for GitHub.

    A repository that only holds copies of clients gets `reissue vendor check`, which needs neither a table nor the
    repository that they come from.

    A file that is there and says something else is left alone, and the exit code is 1, unless --force.

    Examples:

        reissue init ci

        reissue init ci --gitlab --pre-commit
    """
    needs = ci_files.needs_at(os.getcwd())
    chosen = [kind for kind, wanted in (("github", github), ("gitlab", gitlab), ("pre-commit", pre_commit)) if wanted]
    written = ci_files.write(needs, chosen or ["github"], force=force)
    for file in written:
        print(f"{file.path}: {file.what}")
        for line in file.next:
            print(f"    -> {line}")
    if any(file.refused for file in written):
        print("reissue: nothing that was there has been changed; --force overwrites", file=sys.stderr)
        raise typer.Exit(FOUND)
