# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Where a response differs from its specification.

The record, and how its path is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    import logging

_WORD = re.compile(
    r"(?!(?:\D*\d){4})[$_]?[A-Za-z]{1,40}\d{0,3}(?:[_-][A-Za-z]{0,40}\d{0,3}){0,8}",
    re.ASCII,
)
"""A name as people give it to a member: no address, no id, hardly a digit."""
_VALUE = re.compile(r'"(?!(?:\D*\d){5})[A-Za-z0-9][\w .:/-]{0,57}"|-?\d{1,4}', re.ASCII)
_NAME = re.compile(r"\.([^.\[]+)")
_INDEX = re.compile(r"\[\d+\]")
_MOST_WARNINGS: Final = 10_000


class Drift(Struct, frozen=True):
    """One place where a response differs from its specification.

    It can be logged: it holds kinds ("int", "string", "nothing"), never values of the
    payload, nor names that may be data. The one exception is a value that is missing
    from a documented set, if it looks like one, and never that of a sensitive field.
    """

    path: str
    """JSON path, such as ``$.rows[3].status``.

    ``*`` stands for a member whose name may be data.
    """
    expected: str
    """The documented type, as Python writes it."""
    got: str
    """What was sent: a kind of JSON value, or what was wrong with the JSON text."""

    @property
    def is_news(self) -> bool:
        """Whether it is no more than a member that is not documented."""
        return self.expected == "nothing"

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

    A name that may be data (an address, an id) is written as ``*``.
    """
    return f"{path}.{name}" if _WORD.fullmatch(name) else f"{path}.*"


def named(path: str, names: Container[str]) -> str:
    """The path with those names alone, and ``*`` for all others."""
    return _NAME.sub(lambda found: found[0] if found[1] in names else ".*", path)


def value_of_a_set(text: str, kind: str) -> str:
    """JSON text that a documented set does not have, if it looks like a word of one.

    Otherwise, as it may be anything, its kind. It is never cut.
    """
    return text if _VALUE.fullmatch(text) else kind


def general(path: str) -> str:
    """The path without positions.

    The same for all rows of a list, as reports and once-only logging want it.
    """
    return _INDEX.sub("[]", path)


def write(log: logging.Logger, level: int, text: str, *about: object) -> None:
    """One line of a log.

    A handler that raises must not hide what became of a payment.
    """
    with suppress(Exception):
        log.log(level, text, *about)


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
    ) -> tuple[Drift, ...]:
        """Tell of the drifts of one answer; `mask` takes secrets out of it.

        Returns them without secrets: a value or a name that is told may be an echo.
        """
        masked = tuple(
            Drift(mask(found.path), found.expected, mask(found.got)) for found in drifts
        )
        for drift in masked:
            if on_drift is None:
                self._warn(operation, drift)
                continue
            try:
                on_drift(DriftEvent(self.provider, operation, status, drift))
            except Exception as error:  # noqa: BLE001 - it must not break a payment
                name, words = type(error).__name__, mask(str(error))
                write(self._log, 40, "on_drift raised %s: %s", name, words)
        return masked

    def _warn(self, operation: str, drift: Drift) -> None:
        seen = (operation, general(drift.path), drift.expected, drift.got)
        first = seen not in self._warned and len(self._warned) < _MOST_WARNINGS
        if first:
            self._warned.add(seen)
        write(self._log, 30 if first else 10, "%s: %s", operation, drift)

    @cached_property
    def _log(self) -> logging.Logger:
        from logging import getLogger  # not before there is something to tell

        return getLogger(f"reissue.{self.provider}")
