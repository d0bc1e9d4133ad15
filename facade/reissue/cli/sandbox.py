"""`reissue sandbox`: the local stand-in."""

from __future__ import annotations

from typing import Annotated

import typer

from reissue_generator import extras
from reissue_generator.errors import ConfigurationError
from reissue_sandbox import PORT


def sandbox(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = PORT,
    state: Annotated[
        str | None, typer.Option("--state", metavar="FILE", help="Keep the state in this SQLite file.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse what the specifications refuse beyond the vendors' pages.")
    ] = False,
) -> None:
    """Run a local stand-in for all providers, with a web console. It sends nothing to anyone.

    Example:

        reissue sandbox --port 8642
    """
    extras.need("sandbox")
    from reissue_sandbox.server import serve
    from reissue_sandbox.state import StateError

    try:
        serve("127.0.0.1", port, state, strict=strict)
    except StateError as error:
        raise ConfigurationError(str(error), hint="name another file with --state") from None
