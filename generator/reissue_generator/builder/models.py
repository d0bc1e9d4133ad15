"""The models of a client while they are made: by the address of their schema, with the name that each would like."""

from __future__ import annotations

from typing import NamedTuple

from .. import naming
from ..api.models import Choice, Model, OpenEnum, Row
from ..api.types import (
    BYTES,
    DATE,
    DATETIME,
    DECIMAL,
    FLOAT,
    INT,
    STR,
    Coerced,
    Const,
    List,
    Map,
    Ref,
    Scalar,
    TypeRef,
    Union,
)
from ..document import Document, Node, pointer_text
from .directions import READ, WRITE

FILE = Scalar("FileContent")
"""What a caller may give for a file in a multipart body."""

_STRINGS = (STR, BYTES, DATE, DATETIME, FILE)
_NUMBERS = (INT, FLOAT, DECIMAL)
_UNTELLING = frozenset(
    {
        "schema",
        "properties",
        "items",
        "content",
        "components",
        "schemas",
        "responses",
        "paths",
        "allOf",
        "oneOf",
        "anyOf",
        "$defs",
        "definitions",
    }
)
"""Words of a pointer that tell nothing about what stands there."""


class Use(NamedTuple):
    """What the type of a schema is wanted for."""

    name: str
    """What models that have no name of their own are named after."""
    direction: str = READ
    files: bool = False
    """Whether it stands in a multipart body, where a caller gives files."""

    def inside(self, word: str) -> Use:
        """The use of something inside the value."""
        return self._replace(name=f"{self.name} {word}")

    @property
    def plain(self) -> Use:
        """The same outside a multipart body."""
        return self._replace(files=False)


class Wish(NamedTuple):
    """The name that a model would like."""

    wire: str
    python: str


class Models:
    """The models of one document by key, and what can be told of types with their help."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.by_key: dict[str, Model] = {}
        self.wishes: dict[str, Wish] = {}

    # --- keys and names

    def key(self, node: Node, direction: str) -> str:
        """How the model of a schema is called: the file (but for the main one), the address, the direction."""
        source = "" if node.source is self._document.main else node.source.name
        scope = "".join(f"?{name}={pointer_text(at)}" for name, _, at in node.scope)
        return f"{source}#{pointer_text(node.pointer)}{scope}:{direction}"

    def wish(self, key: str, use: Use) -> None:
        """Note which name a model would like."""
        ending = "Request" if use.direction == WRITE else ""
        self.wishes[key] = Wish(use.name + ending, naming.pascal(use.name) + ending)

    def name_of(self, node: Node) -> str:
        """A name for what a reference leads to: the one that its component keeps, else that of the schema itself."""
        is_schema = node.source is self._document.main and node.pointer[:2] == ("components", "schemas")
        kept = (
            self._document.reading.kept.schemas.get(node.pointer[-1]) if is_schema and len(node.pointer) == 3 else None
        )
        return name_of(node) if kept is None else kept.text

    def name_by_way(self, node: Node, target: Node, use: Use) -> str:
        """The same; where what it is depends on the way, with the name of the component that decides."""
        deciding = [at[:3] for _, _, at in target.scope if at[: len(target.pointer)] != target.pointer]
        if not deciding:
            return self.name_of(target)
        owner = component_of(Node(node.source, deciding[0], node.value), use.name)
        is_built_on_it = node.pointer[:3] == deciding[0] and node.pointer[3:4] in ((), ("allOf",))
        return owner if is_built_on_it else f"{owner} {self.name_of(target)}"

    # --- what JSON tells apart

    def of(self, type_: TypeRef) -> Model | None:
        """The model that a type names; None where it names none, or one that is not made yet."""
        return self.by_key.get(type_.key) if isinstance(type_, Ref) else None

    def members(self, type_: TypeRef) -> tuple[TypeRef, ...]:
        """The members of a union or a choice; any other type is its own only member."""
        model = self.of(type_)
        if isinstance(model, Choice):
            return model.members
        return type_.members if isinstance(type_, Union) else (type_,)

    def is_object(self, type_: TypeRef) -> bool:
        """Whether JSON writes it as an object."""
        if isinstance(type_, Coerced):
            return self.is_object(type_.type)
        return isinstance(type_, Map) or (isinstance(type_, Ref) and not isinstance(self.of(type_), OpenEnum | Row))

    def is_string(self, type_: TypeRef) -> bool:
        """Whether JSON writes it as a string."""
        if isinstance(type_, Coerced):
            return self.is_string(type_.type)
        return type_ in _STRINGS or self._is_literal(type_, STR, str)

    def is_number(self, type_: TypeRef) -> bool:
        """Whether JSON writes it as a number."""
        return type_ in _NUMBERS or self._is_literal(type_, INT, int)

    def _is_literal(self, type_: TypeRef, base: TypeRef, python: type) -> bool:
        if isinstance(type_, Const):
            return isinstance(type_.values[0], python)
        model = self.of(type_)
        return isinstance(model, OpenEnum) and model.base == base

    def is_list(self, type_: TypeRef) -> bool:
        """Whether JSON writes it as an array."""
        return isinstance(type_.type if isinstance(type_, Coerced) else type_, List)

    def is_map(self, type_: TypeRef) -> bool:
        """Whether it is an object without members of its own."""
        return isinstance(type_, Map)


def name_of(node: Node) -> str:
    """A name for what a reference leads to: the component's own, else the telling words of the pointer."""
    pointer = node.pointer
    if len(pointer) == 3 and pointer[0] == "components":
        return pointer[2]
    if not pointer:
        return node.source.path.stem
    return " ".join(token for token in pointer if token not in _UNTELLING and not token.isdigit())


def component_of(node: Node, otherwise: str) -> str:
    """The name of the component that a node is, such as a parameter or a response; `otherwise` where it is none."""
    return node.pointer[2] if len(node.pointer) == 3 and node.pointer[0] == "components" else otherwise
