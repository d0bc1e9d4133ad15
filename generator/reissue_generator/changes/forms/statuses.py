"""Statuses of answers, and which of them a range takes in."""

from __future__ import annotations

from collections.abc import Collection

from ...builder.statuses import status_of
from ...document import Node


def statuses_of(node: Node) -> dict[str, Node]:
    """The answers of an operation by status, as '200', '4XX' or 'default'."""
    return {status: response for key, response in node.children() if (status := status_of(key))}


def covering(status: str, others: Collection[str], *, ours: bool = False) -> str | None:
    """The entry that says what an answer of this status is, where it has none of its own: its range, else the default.

    OpenAPI, Responses Object: a code that is written out goes before its range, and `default` is for all that is not declared. Beside
    declared successes it is not one of them.
    `ours`: of our own answers to an event it is meant of all, and one of its own is asked for as well.
    """
    if ours:
        return next((each for each in (status, f"{status[0]}XX", "default") if each in others), None)
    if status == "default":
        return None
    if not status.endswith("XX") and (wider := f"{status[0]}XX") in others:
        return wider
    is_declared = status.startswith("2") and any(other.startswith("2") for other in others)
    return "default" if "default" in others and not is_declared else None
