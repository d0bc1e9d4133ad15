"""The operations of a document as a comparison finds them: by method and by the shape of the path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...api.records import Api, Operation, Resource
from ...builder.parameters import is_ignored, names_in
from ...builder.versions import KEY as VERSION_KEY
from ...document import METHODS, PATHS, Described, Document, Node, PathItem, operations
from ..schemas.since import SINCE

_BRACES = re.compile(r"\{[^{}]*\}")

ITEM = frozenset({*METHODS, "$ref", "parameters", "servers"})
"""Keys of a path item that are compared apart from words."""
PARAMETER = frozenset(
    {
        *("name", "in", "required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue"),
        *(VERSION_KEY, SINCE),
    }
)
"""The same of a parameter."""

Key = tuple[str, str]
"""Method and path, the parameters of the path without their names."""
Mark = tuple[str, str]
"""Of a parameter: its place, and its name or its position."""


@dataclass(frozen=True, slots=True)
class Found:
    """One operation: where it stands in the document, and its record in the client."""

    described: Described
    resource: Resource | None
    record: Operation | None

    @property
    def path(self) -> str:
        """The path as the document has it."""
        return self.described.name

    @property
    def method(self) -> str:
        """The method as it is sent."""
        return self.described.sent

    @property
    def node(self) -> Node:
        """The operation itself."""
        return self.described.node

    @property
    def item(self) -> PathItem:
        """The path item in which it stands."""
        return self.described.item

    @property
    def name(self) -> str:
        """What people call it: 'GET /invoices'."""
        return f"{self.method} {self.path}"

    @property
    def identity(self) -> str:
        """What a rule calls the operation in fingerprints: the names of path parameters do not count."""
        return f"{self.method} {_BRACES.sub('{}', self.path)}"

    @property
    def call(self) -> str:
        """How Python calls it, as 'invoices.resend'."""
        return f"{self.resource.path}.{self.record.name}" if self.resource and self.record else self.name

    @property
    def path_names(self) -> list[str]:
        """The names of the parameters of the path, in its order."""
        return names_in(self.path)


def operations_of(document: Document, api: Api) -> dict[Key, Found]:
    """All operations by their key. Where two have the same one, the second keeps its path as it is written."""
    records = {
        (operation.id, operation.method, operation.path): (resource, operation)
        for resource in api.resources
        for operation in resource.operations
    }
    found: dict[Key, Found] = {}
    for described in operations(document, PATHS):
        path, method = described.name, described.sent
        resource, record = records.get((described.identity, method, described.path), (None, None))
        key = method, _BRACES.sub("{}", path)
        key = (method, path) if key in found else key
        found[key] = Found(described, resource, record)
    return found


@dataclass(frozen=True, slots=True)
class Input:
    """One parameter: as the operation names it, and what that leads to."""

    named: Node
    node: Node
    place: str
    wire: str

    @property
    def required(self) -> bool:
        """Whether a caller must give it."""
        return self.place == "path" or self.node.map.get("required") is True

    @property
    def label(self) -> str:
        """What people call it: "query parameter 'page'"."""
        return f"{self.place} parameter '{self.wire}'"


def input_of(document: Document, named: Node) -> Input | None:
    """One entry of a list of parameters; None where it is none, or none that a client sends."""
    node = document.find(named)
    if node is None:
        return None
    wire, place = node.map.get("name"), node.map.get("in")
    if not isinstance(wire, str) or not isinstance(place, str):
        return None
    return None if is_ignored(place, wire) else Input(named, node, place, wire)


STRAY = "stray"
"""In a mark: the place of a parameter that is said to be in the path, which does not name it."""


def mark_of(place: str, wire: str, path_names: Sequence[str]) -> Mark:
    """What a parameter is called on the wire; those that stand in a path, in the order of `path_names`, count by position."""
    if place == "path" and wire in path_names:
        return place, str(path_names.index(wire))
    return (STRAY if place == "path" else place), wire.casefold() if place == "header" else wire


def inputs_of(document: Document, found: Found) -> dict[Mark, Input]:
    """The parameters of an operation by place and name; those of a path by their position in it.

    A parameter of the path that the path does not name is a mistake of the document in one place or the other. Which one, only
    the vendor knows: what is said of its value is compared, that it comes or goes changes no call.
    """
    given = [parameter for named in found.described.parameters() if (parameter := input_of(document, named))]
    return {mark_of(one.place, one.wire, found.path_names): one for one in given}
