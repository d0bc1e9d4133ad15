"""What values are in XML, as their files print it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..api.models import Choice, Struct
from ..api.records import Response
from ..api.types import Ref, Scalar, TypeRef, parts_of
from ..api.xml import PLAIN, XmlNode
from .code import call
from .file import EmittedFile
from .sinks import Code, literal, map_of, tuple_of

_DEFAULT_MEDIA = "application/xml"


def node_code(file: EmittedFile, node: XmlNode) -> Code:
    """A node, of which only what differs from the default is written."""
    given = [literal(node.name)] if node.name else []
    return call(file.use("XmlNode"), given, _facts(file, node))


def _facts(file: EmittedFile, node: XmlNode) -> Iterator[tuple[str, Code]]:
    for name in ("namespace", "prefix", "kind", "wrapped", "said"):
        if (value := getattr(node, name)) != getattr(PLAIN, name):
            yield name, literal(value)
    if node.item is not None:
        yield "item", node_code(file, node.item)
    if node.first:
        yield "first", tuple_of([node_code(file, each) for each in node.first])
    if node.inner is not None:
        yield "inner", node_code(file, node.inner)
    if node.members:
        yield "members", map_of((literal(wire), node_code(file, each)) for wire, each in node.members)


def model_code(file: EmittedFile, model: Struct, name: str) -> Code | None:
    """What a model is in XML; None where that is an element of its own name, with elements in it."""
    node = model.xml
    if node is not None and node.name == name:
        node = replace(node, name="")
    return None if node is None or node == PLAIN else node_code(file, node)


def root_code(file: EmittedFile, type_: TypeRef, root: XmlNode | None) -> Code | None:
    """What a body is in XML; None where its model says the same."""
    if root is None or root == PLAIN:
        return None
    model = file.models.get(type_.key) if isinstance(type_, Ref) else None
    if isinstance(model, Struct) and model.xml is not None and root.inner is None:
        mine = model.xml
        if (root.name, root.namespace, root.prefix) == (mine.name, mine.namespace, mine.prefix):
            return None
    return node_code(file, root)


def body_code(file: EmittedFile, media: str, type_: TypeRef, root: XmlNode | None) -> Code:
    """The way to write an XML body."""
    root_ = root_code(file, type_, root)
    named = [] if root_ is None else [("root", root_)]
    return call(file.use("Xml"), [] if media == _DEFAULT_MEDIA else [literal(media)], named)


def answers_code(file: EmittedFile, responses: list[Response]) -> Code | None:
    """What reads answers that may be XML; None where none may."""
    xml = [response for response in responses if response.xml is not None]
    if not xml:
        return None
    roots = [response for response in xml if not all(_is_model(file, part) for part in _read(response))]
    code = root_code(file, roots[0].type, roots[0].xml) if roots else None
    return file.use("by_xml") if code is None else call(file.use("XmlAnswers"), [code])


def _is_model(file: EmittedFile, type_: TypeRef) -> bool:
    """Whether a type is a model or a union of models, which say themselves what they are."""
    return isinstance(type_, Ref) and isinstance(file.models.get(type_.key), Struct | Choice)


def _read(response: Response) -> list[TypeRef]:
    return [part for part in parts_of(response.type) if part not in (Scalar("bytes"), Scalar("str"), Scalar("None"))]
