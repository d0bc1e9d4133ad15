"""What the docstring of a method says, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator

from ..api.records import Operation
from . import sinks
from .sinks import Code, docstring

INDENT = 8


def full(operation: Operation) -> Code:
    """The docstring of the sync method: all that is known of the operation."""
    return docstring("\n\n".join(_paragraphs(operation)), INDENT, 4000)


def short(operation: Operation, owner: str) -> Code:
    """The docstring of the async twin, which points to that of the class `owner`."""
    summary = operation.summary.rstrip(".") if operation.summary else f"{operation.method} {operation.path}"
    return docstring(f"{summary}; see `{owner}.{operation.name}`.", INDENT, 400)


def iterator(operation: Operation) -> Code:
    """The docstring of the method that walks the pages of an operation."""
    text = (
        f"Go through all pages of `{operation.name}`, one element at a time; the next page is read when it is needed."
    )
    return docstring(text, INDENT)


def _paragraphs(operation: Operation) -> Iterator[str]:
    yield operation.summary.rstrip(".") + "." if operation.summary else f"{operation.method} {operation.path}."
    if operation.doc and operation.doc.rstrip(".") != operation.summary.rstrip("."):
        yield sinks.cut(operation.doc, 900)
    documented = [parameter for parameter in operation.arguments if parameter.doc]
    if documented:
        yield "\n".join(f"- {p.name}: {sinks.cut(' '.join(p.doc.split()), 160)}" for p in documented)
    if operation.deprecated:
        yield "Deprecated."
    if repeats := _repeats(operation):
        yield repeats
    if operation.pages:
        certainty = "" if operation.certainty == "documented" else f" ({operation.certainty})"
        yield "\n".join(f"Source: {page}{certainty}" for page in operation.pages)


def _repeats(operation: Operation) -> str:
    """What happens after a failure that leaves the outcome open."""
    if operation.effect in ("READS", "SETS"):
        return ""
    if operation.idempotency is None:
        return "Never repeated when the outcome is unknown: raises OutcomeUnknownError instead."
    hours = f" for {operation.idempotency.hours:g} hours" if operation.idempotency.hours is not None else ""
    return f"Repeats carry the same {operation.idempotency.name}, which the provider remembers{hours}."
