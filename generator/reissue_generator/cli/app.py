"""The generator's commands in one program, and how a program is run."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import typer

from .. import extras
from ..errors import CLEAN, USAGE
from . import console
from .options import group

_COMPLETION = "_REISSUE_COMPLETE"
ABOUT = f"""Typed clients from OpenAPI documents, and one interface for invoice and payment providers.

{console.EXIT_CODES_TEXT}
"""


def build(wanted: str | None = None) -> typer.Typer:
    """A new program with the commands of the generator. One that needs what is not installed says so.

    Where one command is wanted, the others, which take time to load, are left out.
    """
    program = group(ABOUT, name="reissue")
    if extras.missing("generator"):
        _add_stubs(program)
    else:
        _add_commands(program, wanted)
    if wanted in (None, "vendor"):
        from . import vendor

        vendor.register(program)  # a copy can be made and checked without the generator
    return program


def _add_commands(program: typer.Typer, wanted: str | None) -> None:
    for name in ("generate", "check", "ci", "lint", "explain", "diff", "drift", "sources", "update", "init"):
        if wanted in (None, name):
            import_module(f".{name}", __package__).register(program)


def wanted_of(arguments: Sequence[str]) -> str | None:
    """The command that begins the arguments; None where all are asked about, as in `--help`."""
    first = arguments[0] if arguments else ""
    return first if first in extras.COMMANDS and _COMPLETION not in os.environ else None


def _add_stubs(program: typer.Typer) -> None:
    for name, needed in extras.COMMANDS.items():
        if needed == ("generator",):
            add_stub(program, name)


def add_stub(program: typer.Typer, name: str) -> None:
    """Add a command that says which packages it needs, whatever is given to it."""
    anything = {"allow_extra_args": True, "ignore_unknown_options": True}
    about = f"Needs more packages: {extras.install(*extras.COMMANDS[name])}"
    program.command(name, help=about, context_settings=anything)(_stub(name))


def _stub(name: str) -> Callable[[], None]:
    return lambda: extras.need(name)


def command_of(program: typer.Typer) -> Any:
    """A program as click sees it. A list of commands shows the whole first sentence of each, not the half of it."""
    command: Any = typer.main.get_command(program)
    waiting = [command]
    while waiting:
        here = waiting.pop()
        here.short_help = here.short_help or (here.help or "").partition("\n\n")[0]
        waiting += getattr(here, "commands", {}).values()
    return command


def run(program: typer.Typer, arguments: Sequence[str]) -> int:
    """Run one command of a program; gives the exit code. This is where the errors of all commands end."""
    command = command_of(program)
    if _COMPLETION in os.environ:  # the shell asks what may follow
        command.main(args=list(arguments), prog_name="reissue")
    try:
        # Not by `main`, which keeps interruptions and broken pipes to itself.
        with command.make_context("reissue", list(arguments)) as context:
            command.invoke(context)
        return CLEAN
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        return console.ending(KeyboardInterrupt())
    except (Exception, KeyboardInterrupt) as error:
        # What click says of wrong arguments. Typer may bring a copy of click, so the class has no name that stays.
        show = getattr(error, "show", None)
        if show is not None and hasattr(error, "format_message"):
            show()
            return USAGE
        return console.ending(error)
