"""Parameters, whoever gives them: whether they must be there, and how they are written."""

from __future__ import annotations

from ...document import Document, Node
from ..proofs.as_text import as_text
from ..proofs.schema import REQUEST
from ..record import Log
from ..schemas.pair import became, turned
from ..schemas.words import compare_words
from .operations import PARAMETER, Input
from .styles import styles_of, told


def compare_inputs(
    log: Log, old: tuple[Document, Input], new: tuple[Document, Input], label: str, direction: str
) -> None:
    """Compare what two parameters say beside their values. `direction`: whether we give them, or they come with an event."""
    (_, before), (_, after) = old, new
    family, deprecated = ("request-parameter",) * 2 if direction == REQUEST else ("event-parameter", "property")
    compare_words(log, before.node, after.node, label, PARAMETER, deprecated=deprecated)
    if before.required != after.required:
        word, text = became(direction, after.required)
        log.changed(f"{family}-became-{word}", label, text, before.node, after.node)
    was, now = styles_of(old, new)
    if was != now:
        text = f"written as {told(was, now)}"
        log.changed(f"{family}-style-changed", label, text, before.node, after.node)


def compare_as_text(
    log: Log,
    documents: tuple[Document, Document],
    nodes: tuple[Node, Node],
    label: str,
    direction: str,
) -> bool:
    """Whether what stands in an address or a header came to be another kind of text, which is told then: a number is one of free text.

    It says nothing of what has `content`: see `has_content`.
    """
    if (narrowed := as_text(*documents, *nodes)) is None:
        return False
    verb = "is accepted" if direction == REQUEST else "may come"
    text = f"the text of {'a number or a flag only' if narrowed else 'any value'} {verb}"
    log.changed(turned(direction, "type", narrowed=narrowed), label, text, *nodes)
    return True


def has_content(old: Node, new: Node) -> bool:
    """Whether both parameters or headers are written as a media type says: there a text has its quotes, and a list its brackets."""
    return "content" in old.map and "content" in new.map
