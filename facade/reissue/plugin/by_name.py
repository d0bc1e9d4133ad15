"""The only place where the facade imports by name: what the record and the credentials of a plug-in say."""

from pkgutil import resolve_name
from typing import Any


def imported(name: str) -> Any:
    """``package.module``, or ``package.module:Name`` in it. Raises ImportError or AttributeError where it is not there."""
    return resolve_name(name)
