"""All commands of `reissue` in one program: those of the facade, the generator and the sandbox."""

from __future__ import annotations

from typing import Annotated

import typer

from reissue_generator import VERSION_LINE
from reissue_generator.cli import app
from reissue_generator.errors import USAGE

from .demo import demo
from .invoice import invoice
from .providers import providers
from .sandbox import sandbox


def build() -> typer.Typer:
    """A new program with all commands."""
    program = app.build()
    for command in (providers, invoice, sandbox, demo):
        program.command()(command)
    program.callback(invoke_without_command=True)(_version)
    return program


def run(arguments: list[str]) -> int:
    """Run one command; gives the exit code."""
    return app.run(build(), arguments)


def _version(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        print(VERSION_LINE)
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(USAGE)
