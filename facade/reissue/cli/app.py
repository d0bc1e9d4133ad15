"""All commands of `reissue` in one program: those of the facade, the generator and the sandbox."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from reissue_generator import VERSION_LINE, extras
from reissue_generator.cli import app
from reissue_generator.errors import USAGE


def build(wanted: str | None = None) -> typer.Typer:
    """A new program with all commands; where one is wanted, with that alone, as the others take time to load."""
    program = app.build(wanted)
    for name in ("providers", "invoice", "sandbox", "demo"):
        if wanted in (None, name):
            program.command()(getattr(import_module(f".{name}", __package__), name))
    for name in ("run", "ledger", "inbox"):
        if wanted not in (None, name):
            continue
        if extras.missing("ledger"):
            app.add_stub(program, name)
        else:
            import_module(f"reissue_ledger.cli.{name}").register(program)
    program.callback(invoke_without_command=True)(_version)
    return program


def run(arguments: list[str]) -> int:
    """Run one command; gives the exit code."""
    return app.run(build(app.wanted_of(arguments)), arguments)


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
