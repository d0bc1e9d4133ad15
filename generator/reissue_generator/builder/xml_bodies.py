"""Bodies of XML: typed by their schemas, or bytes, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..api.models import Struct
from ..api.reach import reach
from ..api.records import MediaType, Operation
from ..api.types import TypeRef
from ..api.xml import XmlNode
from ..document import Document, Key, Node, essence, is_json
from ..errors import SpecError
from .models import Use
from .schemas import Schemas
from .warnings import Warn, warn_of
from .xml_nodes import RULE, XmlNodes


def is_xml(media: str) -> bool:
    """Whether a body of this media type is XML."""
    return essence(media).endswith(("/xml", "+xml"))


@dataclass(frozen=True, slots=True)
class XmlAnswer:
    """The types of the XML bodies of a response, what they are where they are no models, and which media were told of."""

    types: tuple[TypeRef, ...] = ()
    root: XmlNode | None = None
    media: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()


class XmlBodies:
    """Types the XML bodies of one document."""

    def __init__(self, document: Document, schemas: Schemas, warn: Warn) -> None:
        self._nodes, self._schemas, self._warn = XmlNodes(document, schemas.families.children), schemas, warn
        self._told: set[Key] = set()

    def body(self, media: str, entry: Node, use: Use, known: Sequence[tuple[object, TypeRef]]) -> MediaType | None:
        """The way to write an XML body; None, and a warning, where it cannot be told from the schema.

        `known`: schemas and types of the JSON bodies beside it.
        """
        schema = entry.get("schema")
        root = self._root(entry, schema)
        if root is None:
            return None
        if not root.name:
            why = f"a body of {media} has a schema without a name, so that its element has none; it is sent raw"
            self._warn(RULE, why, entry)
            return None
        same = [type_ for value, type_ in known if value == schema.value]
        type_ = same[0] if same else self._schemas.type(schema, use)
        return MediaType("Xml", "application/xml" if "*" in media else media, type_, xml=root)

    def part(self, media: str, schema: Node, use: Use) -> MediaType | None:
        """The way to write a part that is XML; None where it cannot be told from the schema, which is left to the caller to tell."""
        try:
            self._nodes.check(schema)
            root = self._nodes.root(schema)
        except SpecError:
            return None
        return MediaType("Xml", media, self._schemas.type(schema, use), xml=root) if root.name else None

    def answer(self, entries: Iterable[tuple[str, Node]], use: Use) -> XmlAnswer:
        """What the XML bodies of a response are read as."""
        types: list[TypeRef] = []
        seen: list[object] = []
        media: list[str] = []
        told: list[str] = []
        first: XmlNode | None = None
        for offered, entry in entries:
            schema = entry.get("schema")
            if not is_xml(offered):
                continue
            root = self._root(entry, schema)
            if root is None:
                told.append(offered)
                continue
            media.append(offered)
            first = first or root
            if schema.value not in seen:
                seen.append(schema.value)
                types.append(self._schemas.type(schema, use))
        return XmlAnswer(tuple(types), first, frozenset(media), frozenset(told))

    def same(self, entries: Iterable[tuple[str, Node]]) -> XmlAnswer:
        """What XML bodies are that have the schema of the JSON beside them; one that cannot be told is not asked for."""
        roots = {media: self._root(entry, entry.get("schema"), quiet=True) for media, entry in entries}
        told = [media for media, root in roots.items() if root is None]
        first = next((root for root in roots.values() if root is not None), None)
        return XmlAnswer((), first, frozenset(roots.keys() - told), frozenset(told))

    def _root(self, entry: Node, schema: Node, *, quiet: bool = False) -> XmlNode | None:
        """What a body is in XML; None, and a warning, where XML has no form for a part of it."""
        try:
            self._nodes.check(schema)
            root = self._nodes.root(schema)
        except SpecError as error:
            if not quiet:
                warn_of(self._warn, error, entry, "the body is bytes here", RULE)
            return None
        while self._nodes.unread:
            _, node = self._nodes.unread.popitem()
            if node.key not in self._told:
                self._told.add(node.key)
                self._warn("unread-key", "an object is neither an attribute nor a text of XML: it is an element", node)
        return root


def tell_models(document: Document, schemas: Schemas, operations: Iterable[Operation]) -> None:
    """Tell the models that operations write or read as XML what they are in it.

    The name of one that is only read in the place of JSON, and that no document gives it in XML, is not asked for.
    """
    nodes, models = XmlNodes(document, schemas.families.children), schemas.models.by_key
    operations = list(operations)
    named = reach(models, _roots(operations, beside=False))
    for key in sorted(named | reach(models, _roots(operations, beside=True))):
        model = models[key]
        if isinstance(model, Struct):
            node = nodes.model(*schemas.described[key])
            models[key] = replace(model, xml=node if node.said or key in named else replace(node, name=""))


def _roots(operations: Iterable[Operation], *, beside: bool) -> list[TypeRef]:
    """The types of bodies of XML: of answers that are JSON, too, or of all others."""
    found: list[TypeRef] = []
    for operation in operations:
        if operation.body and not beside:
            found += [media.type for body in operation.body.content for media in body.inside() if media.xml]
        read = [response for response in (*operation.success, *operation.errors) if response.xml]
        found += [response.type for response in read if any(map(is_json, response.media)) is beside]
    return found
