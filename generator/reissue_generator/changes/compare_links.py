"""Links: what an answer says of the calls that may follow it."""

from __future__ import annotations

from typing import Any

from ..document import Node
from .compare_schema import Walker
from .compare_words import compare_words
from .ends import end_of
from .record import show
from .schema import canonical

_FACTS = frozenset({"operationId", "operationRef", "parameters", "requestBody", "server"})


def compare_links(walker: Walker, old: Node, new: Node, label: str) -> None:
    """Compare the links of two answers by name. Nobody's call fails by a link; what may be called is compared by itself."""
    before, after = dict(old.children()), dict(new.children())
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            walker.log.removed("link-removed", label, f"link '{name}' is gone", before[name], new)
        elif name not in before:
            walker.log.added("link-added", label, f"link '{name}' is new", old, after[name])
        else:
            was, now = end_of(walker.old, before[name]), end_of(walker.new, after[name])
            compare_words(walker.log, was, now, f"link '{name}' of {label}", _FACTS)
            if _facts(was) != _facts(now):
                text = f"link '{name}' {show(_facts(was))} -> {show(_facts(now))}"
                walker.log.changed("link-changed", label, text, before[name], after[name], canonical(_facts(now)))


def _facts(link: Node) -> dict[str, Any]:
    return {key: value for key, value in link.map.items() if key in _FACTS}
