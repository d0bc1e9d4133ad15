"""Options and arguments that several commands have: the same name, the same words, the same meaning."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import INTERRUPTED, UsageError
from ..findings import Format, clean_lines
from .vendor_check import FORMAT_HELP, FROM_HELP

FormatOption = Annotated[Format, typer.Option("--format", help=FORMAT_HELP)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DIR", help=FROM_HELP, show_default=False)]
ProvidersArgument = Annotated[
    list[str] | None, typer.Argument(help="Providers and clients of this project; none: all.", show_default=False)
]
OverlayOption = Annotated[
    list[str] | None,
    typer.Option(
        "--overlay",
        metavar="FILE",
        help="An OpenAPI Overlay (1.0, 1.1) that is laid over the document; repeatable, in order. "
        "One by address needs its digest: URL#sha256=DIGEST.",
        show_default=False,
    ),
]
CacheOption = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        metavar="DIR",
        help="Where fetched pages are kept; default: $XDG_CACHE_HOME/reissue/sources, else .reissue/sources.",
        show_default=False,
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Answer yes beforehand; for scripts.")]
AllowLocalOption = Annotated[
    bool, typer.Option("--allow-local", help="Also fetch over http and from addresses that are not public.")
]

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


def somebody_is_there() -> bool:
    """Whether somebody can be asked."""
    stdin: Any = sys.stdin  # None where the command was started without
    return stdin is not None and bool(stdin.isatty())


def ask(question: str) -> None:
    """Ask before something that cannot be taken back. Nobody there is UsageError, another answer than yes exits 130."""
    if not somebody_is_there():
        raise UsageError(f"{question}: nobody is there to ask; give --yes if that is meant")
    # Not by typer.confirm, which writes to stdout too.
    typer.echo(clean_lines(f"{question}. Go on? [y/N] "), err=True, nl=False)
    try:
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        typer.echo("Nothing was sent.", err=True)
        raise typer.Exit(INTERRUPTED)


def group(about: str, name: str | None = None) -> typer.Typer:
    """A group of commands. Help is plain text: rich would take `[tool.reissue]` for a style and drop it."""
    return typer.Typer(
        name=name,
        help=about,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
