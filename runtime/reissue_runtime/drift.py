# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Where a response differs from its specification.

The record, and how its path is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    import logging

_WORD = re.compile(
    r"(?!(?:\D*\d){4})[$_]?[A-Za-z]{1,40}\d{0,3}(?:[_-][A-Za-z]{0,40}\d{0,3}){0,8}",
    re.ASCII,
)
"""A name as people give it to a member: no address, no id, hardly a digit."""
_PART = r"(?:[A-Z]{1,16}|[A-Z]?[a-z]{1,16}(?:[A-Z][a-z]{2,16}){0,3})\d{0,2}"
_VALUE = re.compile(
    r'"(?!(?:\D*\d){5})(?!(?i:.*[bcdfghjklmnpqrstvwxz]{5}))'
    rf'(?=.{{1,48}}"$){_PART}(?:[_.:/-]{_PART}){{0,4}}"|-?\d{{1,3}}',
    re.ASCII,
)
"""A word of an enumeration, in JSON: words of one case, and hardly a digit.

A blank makes it a text; digits or capitals in between, and what nobody could say, make
it an id or a key.
"""
_NAME = re.compile(r"\.([^.\[]+)")
_INDEX = re.compile(r"\[\d+\]")
_DIGIT = re.compile(r"\d")


WITHOUT_OFFSET: Final = "string without an offset"


class Drift(Struct, frozen=True):
    """One place where a response differs from its specification.

    It can be logged: it holds kinds ("int", "string", "nothing"), never values of the
    payload, nor names that may be data. The one exception is a value that is missing
    from a documented set, if it looks like those of the set, and never that of a sensitive
    field; the log and `record_drift` do not take it from the first answers that show it.
    """

    path: str
    """JSON path, such as ``$.rows[3].status``.

    A place of a tuple is a slice, ``$.leg[1:2]`` (RFC 9535, 2.3.4), as it is not one of
    many; ``*`` stands for a member whose name may be data.
    """
    expected: str
    """The documented type, as Python writes it."""
    got: str
    """What was sent: a kind of JSON value, or what was wrong with the JSON text."""

    @property
    def is_news(self) -> bool:
        """Whether it is no more than a member that is not documented."""
        return self.expected == "nothing"

    @property
    def is_doubt(self) -> bool:
        """Whether what came may be another thing than documented.

        A time that only lacks its offset is none.
        """
        return self.got != WITHOUT_OFFSET

    @property
    def kind(self) -> str:
        """What was sent, without the value that `got` may have."""
        if self.got[:1] == '"':
            return "string"
        is_number = self.path[:1] == "$" and _VALUE.fullmatch(self.got)
        return "number" if is_number else self.got

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
    answers: int = 1
    """How many answers of the operation with this status were read, this one included.

    0 for what another row of the same answer has shown already.
    """

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


def value_of_a_set(text: str, kind: str, known: Iterable[object]) -> str:
    """JSON text that a documented set does not have, if it looks like one of the set.

    Otherwise, as it may be anything, its kind. It is never cut.
    """
    alike = any(_is_alike(text.strip('"'), str(one)) for one in known)
    return text if alike and _VALUE.fullmatch(text) else kind


def _is_alike(text: str, known: str) -> bool:
    """Whether a word is written as another one is: in its case, or with other digits."""
    letters = _DIGIT.sub("", text)
    alike = _case(text) == _case(known)
    if letters != text:
        alike = letters == _DIGIT.sub("", known)
    return alike or text.lower() == known.lower()


def _case(text: str) -> tuple[bool, bool, bool]:
    return text.islower(), text.isupper(), text.lstrip("-").isdigit()


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
        self._seen: Counter[object] = Counter()  # answers, and what was warned of

    def tell(
        self,
        operation: str,
        status: int | None,
        drifts: Iterable[Drift],
        on_drift: Callable[[DriftEvent], None] | None,
        mask: Callable[[str], str] = str,
        answers: int = 0,
    ) -> tuple[Drift, ...]:
        """Tell of the drifts of one answer; `mask` takes secrets out of it.

        Returns them without secrets: a value or a name that is told may be an echo. An
        answer without drift counts too. `answers`: how many there were, if not counted
        here.
        """
        masked = tuple(
            Drift(mask(found.path), found.expected, mask(found.got)) for found in drifts
        )
        self._seen[operation, status] += not answers and (
            not masked or masked[0].path[:1] == "$"
        )
        rows = {general(str(drift)): drift for drift in reversed(masked)}
        for drift in masked:
            try:
                (on_drift or self._warn)(
                    DriftEvent(
                        self.provider,
                        operation,
                        status,
                        drift,
                        (rows[general(str(drift))] is drift)
                        * (answers or self._seen[operation, status] or 1),
                    )
                )
            except Exception as error:  # noqa: BLE001 - it must not break a payment
                write(
                    self._log,
                    40,
                    "on_drift raised %s: %s",
                    type(error).__name__,
                    mask(str(error)),
                )
        return masked

    def note(
        self,
        operation: str,
        status: int,
        found: Iterable[Drift],
        on_drift: Callable[[DriftEvent], None] | None,
        mask: Callable[[str], str],
    ) -> None:
        """Tell of what one answer shows beside its body.

        Of a status count all answers of the operation, of headers those with the status.
        """
        here = (operation, status, "all")
        self._seen.update([operation, here])
        for drift in found:
            answers = self._seen[operation if drift.path == "status" else here]
            self.tell(operation, status, (drift,), on_drift, mask, answers)

    def _warn(self, event: DriftEvent) -> None:
        event = replace(event, drift=replace(event.drift, got=event.drift.kind))
        seen = general(str(event))
        first = (
            seen not in self._seen and len(self._seen) < 10_000
        )  # so that it stays small
        self._seen.update([seen] if first else ())
        write(self._log, 30 if first else 10, "%s", event)

    @cached_property
    def _log(self) -> logging.Logger:
        from logging import getLogger  # not before there is something to tell

        return getLogger(f"reissue.{self.provider}")
