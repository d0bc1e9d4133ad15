"""The headers of successful answers: one model for the headers of an answer, shared where they are the same components."""

from __future__ import annotations

from .. import naming
from ..api.models import Description, Field, Struct
from ..api.records import Headers
from ..api.types import STR, Ref
from ..document import Document, Node, is_json, is_token
from .models import Use, component_of
from .parameters import schema_of
from .prose import notes_of
from .schemas import Schemas
from .sensitive import is_sensitive
from .warnings import Warn

_DOC = Description("Headers of an answer; `of` takes what `with_response` gives.")
_WAITED_BY = "retry-after"
"""What a client reads of every answer, documented or not."""
_IGNORED = "content-type"
"""OpenAPI, Response Object: a header of this name is to be ignored."""


class AnswerHeaders:
    """Builds the models of the headers of one document."""

    def __init__(self, document: Document, schemas: Schemas, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self._told: set[str] = set()

    def of(self, response: Node, name: str) -> Headers | None:
        """The headers of an answer; None where no document tells of any.

        `response`: references followed. `name`: what a model is named after that is no component's.
        """
        headers = response.get("headers")
        found = {
            wire: node
            for wire, node in headers.children()
            if wire.lower() != _IGNORED and isinstance(node.value, dict) and is_header(wire, node, self._warn)
        }
        if not found:
            return None
        targets = {wire: self._document.found(node) for wire, node in found.items()}
        key, wish = self._identity(response, targets, name)
        if key not in self._schemas.models.wishes:
            self._schemas.models.wish(key, Use(wish))
            self._schemas.models.by_key[key] = self._struct(key, targets, wish)
        json, exploded = (
            tuple(sorted(wire for wire, node in targets.items() if test(node)))
            for test in (self._is_json, _is_exploded)
        )
        return Headers(Ref(key), json, exploded)

    def _is_json(self, node: Node) -> bool:
        media, _ = schema_of(self._document, node)
        return is_json(media)

    def told(self, response: Node) -> None:
        """Tell of the headers of an error, once a name: errors tell of no headers."""
        for wire, node in response.get("headers").children():
            if wire.lower() not in self._told and wire.lower() not in (_IGNORED, _WAITED_BY):
                self._told.add(wire.lower())
                message = f"the header {wire} of an error is not read: errors have no headers"
                self._warn("error-headers", message, node)

    def _identity(self, response: Node, targets: dict[str, Node], name: str) -> tuple[str, str]:
        """The key and the name of a model: of the components that all headers are, else of the response."""
        if all(component_of(node, "") for node in targets.values()) and len(targets) < 3:
            words = " ".join(component_of(node, "") for _, node in sorted(targets.items()))
            addresses = " ".join(
                f"{wire}={node.source.name}#{'/'.join(node.pointer)}" for wire, node in sorted(targets.items())
            )
            return f"headers:{addresses}", f"{words} Headers"
        wish = f"{component_of(response, name)} Headers"
        return f"headers:{response.source.name}#{'/'.join(response.pointer)}", wish

    def _struct(self, key: str, targets: dict[str, Node], wish: str) -> Struct:
        names = naming.assign(((wire, wire, naming.snake(wire, "header")) for wire in targets), taken={"of", "told"})
        fields = [self._field(wire, node, names[wire], f"{wish} {wire}") for wire, node in targets.items()]
        fields.sort(key=lambda field: (not field.required, field.wire))
        return Struct(key, _DOC, tuple(fields), headers=True)

    def _field(self, wire: str, node: Node, name: str, wish: str) -> Field:
        _, schema = schema_of(self._document, node)
        type_ = self._schemas.type(schema, Use(wish)) if schema.value is not None else STR
        hidden = node.map.get("x-reissue-sensitive") is True or is_sensitive(self._document, schema)
        target = self._document.found(schema)
        return Field(name, wire, type_, node.map.get("required") is True, notes_of(node, target), hidden)


def is_header(wire: str, node: Node, warn: Warn) -> bool:
    """Whether a name is one of a header (RFC 9110, 5.1), which is told where it is none."""
    fits = is_token(wire)
    if not fits:
        warn("header-name", f"{wire!r} is no name of a header; left out", node)
    return fits


def _is_exploded(node: Node) -> bool:
    return node.map.get("explode") is True
