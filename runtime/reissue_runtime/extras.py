# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Packages that need not be installed, asked for and never guessed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from .errors import ConfigurationError


def package(name: str, extra: str, what: str) -> Any:
    """A package, or a module of it, that `what` needs.

    Raises ConfigurationError, with the `extra` to install, where it is not there.
    """
    if find_spec(name.partition(".")[0]) is None:
        raise ConfigurationError(
            f"{what} needs the extra: pip install 'reissue[{extra}]'."
        )
    return import_module(name)
