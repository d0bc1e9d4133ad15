"""What the builder tells of a document: compromises, each with a rule, a message and the node that it is about."""

from __future__ import annotations

from collections.abc import Callable

from ..document import Node, Tell
from ..errors import SpecError

Warn = Callable[[str, str, Node], None]
"""Takes a rule, a message, and where in the document."""


def telling(warn: Warn) -> Tell:
    """A warning for each reference that leads nowhere."""

    def tell(error: SpecError, node: Node) -> None:
        warn(error.findings[0].rule, error.findings[0].message, node)

    return tell


LOST = "parameter-lost"
"""The rule of what no caller can make up for: a parameter that cannot be sent. It is an error, and no warning."""


def warn_of(warn: Warn, error: SpecError, node: Node, consequence: str, rule: str | None = None) -> None:
    """Tell of a part of the document that cannot be used, and what becomes of it."""
    finding = error.findings[0]
    warn(rule or finding.rule, f"{finding.message}; {consequence}", node)
