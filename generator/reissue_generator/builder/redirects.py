"""Answers of 3xx: which of those that a document has are results of its operations.

A result is what an operation answers with and what its document shows: never an error, and never followed. The others are
errors, as are the redirects that no document has:

- 300, 302, 303 are results.
- 301, 307, 308 say that the same is to be asked for elsewhere (RFC 9110, 15.4). They are results where the document tells
  their `Location`, or where the operation has no other answer; beside a success of an operation with an effect they say
  that nothing was done.
- 304 answers a conditional request alone (RFC 9110, 15.4.5). It is a result where the document shows with what to ask: a
  conditional header among the parameters, or a validator among the headers of an answer, or no other answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..api.types import Scalar, TypeRef
from ..document import Node

REDIRECT, NOT_MODIFIED = Scalar("Redirect"), Scalar("NotModified")

_ANSWERS = ("300", "302", "303", "305", "306")
_ELSEWHERE = ("301", "307", "308")
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_VALIDATORS = frozenset({"etag", "last-modified"})
_RANGE = "3XX"


def type_of(status: str) -> TypeRef:
    """What the answer of a status of 3xx is."""
    return NOT_MODIFIED if status == "304" else REDIRECT


def results_of(responses: Mapping[str, Node], parameters: Iterable[str], *, reads: bool) -> tuple[str, ...]:
    """The statuses of 3xx that are results, in their order; a range is every one of them that is no other's.

    `responses`: by status, references followed. `parameters`: the names of the header parameters. `reads`: whether the
    operation has no effect.
    """
    alone = not any(status.startswith("2") for status in responses)
    told = {status: _headers(node) for status, node in responses.items()}
    conditional = bool(_CONDITIONS.intersection(map(str.casefold, parameters)))
    shown = conditional or any(_VALIDATORS & names for status, names in told.items() if status[:1] in "23")
    wanted = {status for status in responses if _is_result(status, told[status], alone=alone, reads=reads, shown=shown)}
    if _RANGE in wanted:
        wanted |= {status for status in (*_ANSWERS[:3], *_ELSEWHERE) if status not in responses}
    return tuple(sorted(wanted - {_RANGE}))


def _is_result(status: str, headers: Collection[str], *, alone: bool, reads: bool, shown: bool) -> bool:
    if status == "304":
        return alone or shown
    if status in (*_ELSEWHERE, _RANGE):
        return alone or (reads and "location" in headers)
    return status in _ANSWERS


def _headers(node: Node) -> frozenset[str]:
    return frozenset(name.casefold() for name in node.get("headers").map)
