# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Where a response differs from its specification.

The record, and how its path is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    import logging

_PLAIN = re.compile(r"[A-Za-z_@$][\w@$-]{0,59}", re.ASCII)
_INDEX = re.compile(r"\[\d+\]")
_MOST_WARNINGS: Final = 10_000


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


class DriftReport:
    """Tells of drifts: to a callback, or to the log, as a warning once each."""

    def __init__(self, provider: str) -> None:
        self.provider = provider
        self._warned: set[tuple[str, str, str, str]] = set()

    def tell(
        self,
        operation: str,
        status: int | None,
        drifts: Iterable[Drift],
        on_drift: Callable[[DriftEvent], None] | None,
        mask: Callable[[str], str] = str,
    ) -> None:
        """Tell of the drifts of one answer; `mask` takes secrets out of it."""
        for found in drifts:
            # A value that is told may be an echo.
            drift = Drift(found.path, found.expected, mask(found.got))
            if on_drift is None:
                self._warn(operation, drift)
                continue
            try:
                on_drift(DriftEvent(self.provider, operation, status, drift))
            except Exception as error:  # noqa: BLE001 - it must not break a payment
                name, words = type(error).__name__, mask(str(error))
                self._log.error("on_drift raised %s: %s", name, words)

    def _warn(self, operation: str, drift: Drift) -> None:
        seen = (operation, general(drift.path), drift.expected, drift.got)
        first = seen not in self._warned and len(self._warned) < _MOST_WARNINGS
        if first:
            self._warned.add(seen)
        self._log.log(30 if first else 10, "%s: %s", operation, drift)

    @cached_property
    def _log(self) -> logging.Logger:
        from logging import getLogger  # not before there is something to tell

        return getLogger(f"reissue.{self.provider}")
