"""Headers of answers, and of parts of bodies, matched by their names."""

from __future__ import annotations

from collections.abc import Mapping

from ...builder.parameters import style_of
from ...document import Document, Node
from ..forms.ends import end_of, schema_at
from ..proofs.schema import REQUEST, RESPONSE, show
from ..schemas.pair import became
from ..schemas.walker import Walker
from ..schemas.words import compare_words
from .inputs import compare_as_text, has_content
from .styles import is_single

_HEADER = frozenset({"name", "in", "required", "schema", "content", "style", "explode", "allowReserved"})


class Headers:
    """Compares the headers of answers and of parts."""

    def __init__(self, walker: Walker) -> None:
        self._walker, self._log = walker, walker.log
        self._old, self._new = walker.old, walker.new

    def compare(self, old: Node, new: Node, label: str, direction: str, *, of_part: bool = False) -> None:
        """Compare two maps of headers. `of_part`: those of a part of a body."""
        before, after, owner = _by_name(old), _by_name(new), _owner(direction, of_part=of_part)
        for name in sorted(before.keys() | after.keys()):
            if name in before and name in after:
                self._header(before[name], after[name], f"header '{name}' of {label}", direction, owner)
            elif name in before:
                family = _family(self._old, before[name], direction, owner)
                self._log.removed(f"{family}-removed", label, f"header '{name}' is gone", before[name], new)
            else:
                family = _family(self._new, after[name], direction, owner)
                self._log.added(f"{family}-added", label, f"header '{name}' is new", old, after[name])

    def _header(self, old: Node, new: Node, label: str, direction: str, owner: str) -> None:
        before, after = end_of(self._old, old), end_of(self._new, new)
        family = f"{owner}-header"

        def job() -> None:
            compare_words(self._log, before, after, label, _HEADER, deprecated="property")
            was, now = before.map.get("required") is True, after.map.get("required") is True
            if was != now:
                word, text = became(direction, now)
                self._log.changed(f"{family}-became-{word}", label, text, before, after)
            first, second = style_of("header", before), style_of("header", after)
            sides = (self._old, before), (self._new, after)
            if first != second and not all(is_single(document, "header", node) for document, node in sides):
                text = f"written as {show(first)} -> {show(second)}"
                self._log.changed(f"{family}-style-changed", label, text, before, after)
            self._values(before, after, label, direction)

        self._walker.once(f"{direction} {owner}", before, after, job)

    def _values(self, old: Node, new: Node, label: str, direction: str) -> None:
        """What a header may be: it is text, so a number is one of the values of a free text."""
        schemas = schema_at(self._old, old), schema_at(self._new, new)
        documents = self._old, self._new
        if has_content(old, new) or not compare_as_text(self._log, documents, schemas, label, direction):
            self._walker.schemas(*schemas, direction, label)


def _owner(direction: str, *, of_part: bool) -> str:
    """How the rules of a header begin: whose it is."""
    if direction == RESPONSE:
        return "response"
    return "request-part" if of_part else "event-answer"


def _family(document: Document, header: Node, direction: str, owner: str) -> str:
    """The rules of a header that only one side has: of one of ours it counts whether the provider asks for it."""
    asked = direction == REQUEST and end_of(document, header).map.get("required") is True
    return f"{owner}-{'required-' if asked else ''}header"


def _by_name(node: Node) -> Mapping[str, Node]:
    """Headers by name, without the one that OpenAPI says is described by `content` or `contentType`."""
    return {name.casefold(): header for name, header in node.children() if name.casefold() != "content-type"}
