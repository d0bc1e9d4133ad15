# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Where a response differs from its specification.

The record, and how its path is written.
"""

from __future__ import annotations

import re

from msgspec import Struct

_PLAIN = re.compile(r"[A-Za-z_@$][\w@$-]{0,59}", re.ASCII)
_INDEX = re.compile(r"\[\d+\]")


class Drift(Struct, frozen=True):
    """One place where a response differs from its specification.

    It can be logged: it holds kinds ("int", "string", "nothing"), never values of the
    payload. The one exception is a value that is missing from a documented set, shown
    up to 60 characters, and never for a sensitive field.
    """

    path: str
    """JSON path, such as ``$.rows[3].status``.

    ``*`` stands for a member whose name may be data.
    """
    expected: str
    """The documented type, as Python writes it."""
    got: str
    """What was sent: a kind of JSON value, or what was wrong with the JSON text."""

    def __str__(self) -> str:
        return f"{self.path}: documented as {self.expected}, was {self.got}"


class DriftEvent(Struct, frozen=True):
    """A drift, and the call whose response showed it; what ``on_drift`` receives.

    Encodes to one JSON object.
    """

    provider: str
    operation: str
    status: int | None
    drift: Drift

    def __str__(self) -> str:
        return f"{self.operation}: {self.drift}"


def join(path: str, name: str) -> str:
    """The path of a member whose name was sent, not documented.

    A name that may be data is written as ``*``.
    """
    return f"{path}.{name}" if _PLAIN.fullmatch(name) else f"{path}.*"


def general(path: str) -> str:
    """The path without positions.

    The same for all rows of a list, as reports and once-only logging want it.
    """
    return _INDEX.sub("[]", path)
