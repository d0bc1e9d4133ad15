"""All commands of `reissue` in one program: those of the facade, the generator and the sandbox."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from .demo import demo
from .invoice import invoice
from .providers import providers
from .sandbox import sandbox

USAGE = 2
MISSING = {"jinja2", "yaml", "jsonschema", "ruff", "referencing", "openapi_spec_validator", "starlette", "uvicorn"}
_GENERATOR = ("generate", "check", "lint", "diff", "drift", "sources", "update", "init")


def run(arguments: Sequence[str]) -> int:
    """Run one command. Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 invalid spec, 4 our fault, 130 interrupted."""
    command = typer.main.get_command(build())
    try:
        result = command.main(args=list(arguments), prog_name="reissue", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ModuleNotFoundError as error:
        if error.name in MISSING:
            print(f"reissue: {error.name} is not installed: pip install 'reissue[all]'", file=sys.stderr)
            return 2
        return _fault()
    except Exception as error:
        return _usage(error) if hasattr(error, "format_message") else _fault()


def _usage(error: Any) -> int:
    """What click says of wrong arguments; Typer brings a copy of click, so the class has no name that stays."""
    error.show()
    return USAGE


def _fault() -> int:
    """A fault of ours: the trace without the values of variables, which may be secrets."""
    traceback.print_exc()
    print("reissue: this is a fault of reissue itself; please report it with the lines above.", file=sys.stderr)
    return 4


def build() -> typer.Typer:
    """The program with the commands of what is installed."""
    app = _generator()
    for command in (providers, invoice, sandbox, demo):
        app.command()(command)
    app.callback(invoke_without_command=True)(_version)
    return app


def _generator() -> typer.Typer:
    try:
        from reissue_generator.cli.generate import app
    except ModuleNotFoundError as error:
        if error.name not in MISSING:
            raise
        app = typer.Typer(name="reissue", no_args_is_help=True, pretty_exceptions_enable=False)
        for name in _GENERATOR:
            app.command(name, help="Needs the generator: pip install 'reissue[generator]'.")(_not_installed)
        from reissue_generator.cli import vendor as cli_vendor

        cli_vendor.register(app)  # a copy can be made and checked without the generator
    return app


def _not_installed() -> None:
    print("reissue: this command needs the generator: pip install 'reissue[generator]'", file=sys.stderr)
    raise typer.Exit(2)


def _version(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        from reissue_generator import __version__

        print(f"reissue {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)
