"""Exit codes, the same for every command, and the errors that carry them.

Only the standard library is used, and little of it: the quick answers of `check` and `vendor check` start here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from .findings import Finding

CLEAN: Final = 0
FOUND: Final = 1
USAGE: Final = 2
INVALID: Final = 3
FAULT: Final = 4
REFUSED: Final = 5
UNKNOWN: Final = 6
STOPPED: Final = 7
INTERRUPTED: Final = 130

EXIT_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        CLEAN: "clean, or done",
        FOUND: "drift, findings or changes",
        USAGE: "usage, configuration or environment: it could not begin, and nothing was sent",
        INVALID: "a document cannot be used",
        FAULT: "a fault of reissue itself",
        REFUSED: "`invoice`, `run`: refused or not reached; it has surely not happened",
        UNKNOWN: "`invoice`, `run`: it may have happened, or not as asked: look before you repeat anything",
        STOPPED: "`run`: stopped or paused, the rest is planned, and no outcome is unknown",
        INTERRUPTED: "interrupted, or declined when asked",
    }
)
"""Every exit code of `reissue` and its meaning: what --help and the documentation print."""


class ToolError(Exception):
    """What ends a command: the base of all errors of the generator and of the command line.

    The message is for people. `place` says where, as `file` or `file:line`, and `hint` what to do next; both may be empty.
    """

    code: ClassVar[int] = USAGE
    """The exit code of a command that ends with this error."""

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.hint = hint

    @property
    def lines(self) -> list[str]:
        """What a person reads: what happened and where, then what to do."""
        return [str(self), *([f"-> {self.hint}"] if self.hint else [])]


class UsageError(ToolError):
    """What was typed cannot be done; nothing was begun."""


class ConfigurationError(ToolError):
    """The configuration, or a file or folder that it names, cannot be used; the text says where and what to do."""


class SpecError(ToolError):
    """A document that cannot be used. Carries the findings that say why and where."""

    code = INVALID

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))
        self.findings = findings
