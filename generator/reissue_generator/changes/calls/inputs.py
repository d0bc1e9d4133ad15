"""Parameters, whoever gives them: whether they must be there, and how they are written."""

from __future__ import annotations

from ...document import Document
from ..proofs.schema import REQUEST
from ..record import Log
from ..schemas.pair import became
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
