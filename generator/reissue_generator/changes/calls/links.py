"""Links: what an answer says of the calls that may follow it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...document import Document, Node
from ..forms.ends import end_of
from ..proofs.schema import canonical, show
from ..schemas.walker import Walker
from ..schemas.words import compare_words
from .operations import Found, Key, inputs_of

_TARGET = frozenset({"operationId", "operationRef"})
_FACTS = _TARGET | {"parameters", "requestBody", "server"}


class Links:
    """Compares links. What `operationId` and `operationRef` name is the same where it is the same operation (OpenAPI, Link Object)."""

    def __init__(self, walker: Walker, before: Mapping[Key, Found], after: Mapping[Key, Found]) -> None:
        self._walker = walker
        self._targets = _Targets(walker.old, before), _Targets(walker.new, after)

    def compare(self, old: Node, new: Node, label: str) -> None:
        """Compare the links of two answers by name. Nobody's call fails by a link; what may be called is compared by itself."""
        log = self._walker.log
        before, after = dict(old.children()), dict(new.children())
        for name in sorted(before.keys() | after.keys()):
            if name not in after:
                log.removed("link-removed", label, f"link '{name}' is gone", before[name], new)
            elif name not in before:
                log.added("link-added", label, f"link '{name}' is new", old, after[name])
            else:
                was, now = end_of(self._walker.old, before[name]), end_of(self._walker.new, after[name])
                compare_words(log, was, now, f"link '{name}' of {label}", _FACTS)
                if self._differ(was, now):
                    text = f"link '{name}' {show(_facts(was))} -> {show(_facts(now))}"
                    log.changed("link-changed", label, text, before[name], after[name], canonical(_facts(now)))

    def _differ(self, was: Node, now: Node) -> bool:
        return _facts(was) != _facts(now) and self._targets[0].meant(was) != self._targets[1].meant(now)


class _Targets:
    """The operations of one document, as links name them."""

    def __init__(self, document: Document, found: Mapping[Key, Found]) -> None:
        self._document = document
        self._by_id = {each.described.id: (key, each) for key, each in found.items() if each.described.id}
        self._by_place = {each.node.key: (key, each) for key, each in found.items()}

    def meant(self, link: Node) -> object:
        """What a link says, with the operation that it names and its parameters in place of their names."""
        said = _facts(link)
        target = self._named(link)
        if target is None:
            return said
        key, found = target
        told = {name: value for name, value in said.items() if name not in _TARGET}
        if "parameters" in told:
            marks = self._marks(found)
            told["parameters"] = {marks.get(name, name): value for name, value in link.get("parameters").map.items()}
        return told, key

    def _named(self, link: Node) -> tuple[Key, Found] | None:
        told, reference = link.map.get("operationId"), link.map.get("operationRef")
        if isinstance(told, str):
            return self._by_id.get(told)
        node = (
            self._document.find(Node(link.source, link.pointer, {"$ref": reference}))
            if isinstance(reference, str)
            else None
        )
        return None if node is None else self._by_place.get(node.key)

    def _marks(self, found: Found) -> dict[str, str]:
        """What parameters are, by their names with their place, and by those without it that only one has."""
        inputs = inputs_of(self._document, found)
        wires = [one.wire for one in inputs.values()]
        marks = {f"{one.place}.{one.wire}": canonical(mark) for mark, one in inputs.items()}
        return {**marks, **{one.wire: canonical(mark) for mark, one in inputs.items() if wires.count(one.wire) == 1}}


def _facts(link: Node) -> dict[str, Any]:
    return {key: value for key, value in link.map.items() if key in _FACTS}
