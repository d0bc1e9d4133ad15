"""The optional parts of an installation: which command needs which extra, which packages an extra brings, what is missing.

They are asked for, never guessed from an exception: a fault of ours must not be told as "not installed".
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from .errors import ToolError

_CLI = ("typer", "rich")

PACKAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cli": _CLI,
        "generator": (*_CLI, "jinja2", "yaml", "jsonschema", "openapi_spec_validator", "jsonpath", "regex", "ruff"),
        "sandbox": (*_CLI, "yaml", "jsonschema", "starlette", "uvicorn", "python_multipart", "cryptography"),
        "ledger": (*_CLI, "sqlalchemy", "filelock", "jinja2", "starlette", "uvicorn", "cryptography"),
    }
)
"""What an extra brings, by the names under which it is imported."""

_DISTRIBUTIONS: Final = {"yaml": "pyyaml", "jsonpath": "python-jsonpath"}
"""Packages that are installed under another name than the one under which they are imported, but for its dashes."""

COMMANDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "generate": ("generator",),
        "check": ("generator",),
        "ci": ("generator",),
        "explain": ("generator",),
        "lint": ("generator",),
        "diff": ("generator",),
        "drift": ("generator",),
        "sources": ("generator",),
        "update": ("generator",),
        "init": ("generator",),
        "vendor": ("cli",),
        "providers": ("cli",),
        "invoice": ("cli",),
        "sandbox": ("sandbox",),
        "demo": ("generator", "sandbox"),
        "run": ("ledger",),
        "inbox": ("ledger",),
        "ledger": ("ledger",),
    }
)
"""The extras that a command needs. `vendor check`, and `check` where nothing has changed, need none."""


class MissingExtraError(ToolError):
    """A command needs packages that are not installed; the hint is the line that installs them."""


def missing(*extras: str) -> list[str]:
    """The packages of these extras that are not installed, by the names under which they are installed."""
    names = dict.fromkeys(name for extra in extras for name in PACKAGES[extra])
    return [_distribution(name) for name in names if not find_spec(name)]


def versions(extra: str) -> list[str]:
    """The packages of an extra, each as `NAME==VERSION`; those that are not there are left out."""
    found: list[str] = []
    for name in map(_distribution, PACKAGES[extra]):
        with suppress(metadata.PackageNotFoundError):
            found.append(f"{name}=={metadata.version(name)}")
    return found


def _distribution(name: str) -> str:
    return _DISTRIBUTIONS.get(name, name.replace("_", "-"))


def install(*extras: str) -> str:
    """The command that installs these extras."""
    return f"pip install 'reissue[{','.join(extras)}]'"


def need(command: str) -> None:
    """Raise MissingExtraError where a command cannot work because packages are not installed. Any other word needs `cli`."""
    extras = COMMANDS.get(command, ("cli",))
    if names := missing(*extras):
        text = f"`{f'reissue {command}'.strip()}` needs packages that are not installed ({', '.join(names)})"
        raise MissingExtraError(text, hint=install(*extras))
