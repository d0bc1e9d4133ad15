"""What the builder tells of a document: compromises, each with a rule, a message and the node that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from ..document import NO_METHOD, Node, Tell
from ..errors import SpecError
from ..findings import Finding, Level

_MOST = 20
"""Places of one warning that are told one by one; errors are told wherever they are."""


class Warn(Protocol):
    """Takes a rule, a message, where in the document, and what to do about it."""

    def __call__(self, rule: str, message: str, node: Node, hint: str = "", /) -> None: ...


def telling(warn: Warn) -> Tell:
    """An error for each reference of a path item that leads nowhere, and for each operation that cannot be sent."""

    def tell(error: SpecError, node: Node) -> None:
        lost = "this operation is" if error.findings[0].rule == NO_METHOD else "the operations of this path are"
        warn_of(warn, error, node, f"{lost} lost", OPERATIONS_LOST)

    return tell


LOST = "parameter-lost"
OPERATIONS_LOST = "operations-lost"
SCHEME_LOST = "scheme-lost"
FATAL = frozenset({LOST, OPERATIONS_LOST, SCHEME_LOST})
"""The rules of what no caller can make up for: a parameter or a credential that cannot be sent, a path that cannot be read. These
are errors."""

UNASKED = "unasked-media"
MUTUAL_TLS = "mutual-tls"
NOTES = frozenset({MUTUAL_TLS, UNASKED})
"""The rules of what is left out and takes nothing from a caller."""


def warn_of(warn: Warn, error: SpecError, node: Node, consequence: str, rule: str | None = None) -> None:
    """Tell of a part of the document that cannot be used, and what becomes of it."""
    finding = error.findings[0]
    told = finding.message if finding.place.file == node.place.file else f"{finding.place}: {finding.message}"
    warn(rule or finding.rule, f"{told}; {consequence}", node, finding.hint)


def in_places(rule: str, level: Level, words: str, nodes: Sequence[Node]) -> Iterator[Finding]:
    """One finding in all of its places; of a warning in the first few, and how many more there are."""
    most = len(nodes) if level is Level.ERROR else _MOST
    for place, node in enumerate(nodes[:most], 1):
        more = f" (and in {len(nodes) - most:,} more places)" if place == most < len(nodes) else ""
        yield Finding(rule, level, words + more, node.place)
