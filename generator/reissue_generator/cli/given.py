"""What `--spec` names: a file, an address, or standard input. What is no file is read once, and kept by its digest."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ConfigurationError, UsageError
from ..tree.addressed import STDIN, Addressed, is_addressed
from ..tree.atomic import replace_file
from .console import Tell

if TYPE_CHECKING:
    from ..sources.download import Limits

SpecOption = Annotated[
    str | None,
    typer.Option(
        "--spec",
        metavar="SPEC",
        help="Any OpenAPI 3.0 to 3.2 or Swagger 2.0 document, YAML or JSON: a file, an address with https://"
        " (ADDRESS#sha256=DIGEST takes nothing but these bytes), or - for standard input.",
        show_default=False,
    ),
]
AllowHttpOption = Annotated[bool, typer.Option("--allow-http", help="With --spec: also fetch an address with http://.")]


def given(spec: str, tell: Tell, allow_http: bool = False, limits: Limits | None = None) -> str:
    """The document as a client has it: the path of a file, or `ADDRESS#sha256=DIGEST` of what is in the cache now.

    Raises ConfigurationError where it cannot be had; nothing is changed then.
    """
    if spec != "-" and not is_addressed(spec):
        if allow_http:
            raise UsageError("--allow-http goes with an address.")
        return spec
    from ..sources.download import Limits  # which loads an HTTP client, and most documents are files

    limits = limits or Limits(plain=allow_http)
    addressed = Addressed(STDIN if spec == "-" else spec)
    if not addressed.is_here:
        data = _stdin(limits) if spec == "-" else _fetched(addressed, limits, tell)
        addressed = addressed.holding(data)
        os.makedirs(os.path.dirname(addressed.path), exist_ok=True)
        replace_file(addressed.path, data)
    tell(f"{addressed.name}: sha256 {addressed.digest}")
    return addressed.reference


def _fetched(addressed: Addressed, limits: Limits, tell: Tell) -> bytes:
    from ..sources.download import download

    tell(f"fetching {addressed.name}")
    return download(addressed.address, limits)


def _stdin(limits: Limits) -> bytes:
    data = sys.stdin.buffer.read(limits.size + 1)
    if not data.strip():
        raise ConfigurationError("There is nothing on standard input.")
    if len(data) > limits.size:
        raise ConfigurationError(f"There are more than {limits.size:,} bytes on standard input.")
    return data
