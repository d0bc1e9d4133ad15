"""References that cannot be followed: what stands behind them is compared with nothing, which is told."""

from __future__ import annotations

from ..document import Document, Node, pointer_of, value_at
from ..findings import Finding, clean
from .documents import Edition
from .record import Log


def compare_unread(log: Log, old: Edition, new: Edition) -> None:
    """Write down each reference that can be followed on one side only."""
    before, after = _by_words(old), _by_words(new)
    for words in sorted(before.keys() ^ after.keys()):
        nodes = _at(old.document, before.get(words)), _at(new.document, after.get(words))
        side = "old" if words in before else "new"
        log.named("reference-unread", "document", f"in the {side} document {clean(words)}", *nodes, f"{side} {words}")


def unread_in_both(old: Edition, new: Edition) -> list[str]:
    """What is said of the references that can be followed on neither side."""
    return sorted(map(clean, _by_words(old).keys() & _by_words(new).keys()))


def _by_words(edition: Edition) -> dict[str, Finding]:
    """The references by what is said of them; what becomes of a client there is no part of it."""
    return {finding.message.partition("; ")[0]: finding for finding in edition.unread}


def _at(document: Document, finding: Finding | None) -> Node:
    """Where a finding stands; the whole document where it is of the other side, or in another file."""
    root = document.root
    if finding is None or finding.place.file != root.place.file:
        return root
    pointer = pointer_of(finding.place.pointer.removeprefix("#"))
    found = value_at(root.source.data, pointer)
    return Node(root.source, pointer, found[0]) if found is not None else root
