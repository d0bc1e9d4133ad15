"""The operations of a document as a comparison finds them: by method and by the shape of the path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..api.records import Api, Operation, Resource
from ..builder.parameters import is_ignored, names_in
from ..document import PATHS, Document, Node, PathItem, operations, operations_in

_BRACES = re.compile(r"\{[^{}]*\}")

Key = tuple[str, str]
"""Method and path, the parameters of the path without their names."""


@dataclass(frozen=True, slots=True)
class Found:
    """One operation: where it stands in the document, and its record in the client."""

    path: str
    method: str
    node: Node
    item: PathItem
    resource: Resource | None
    record: Operation | None

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
        return f"{self.resource.attribute}.{self.record.name}" if self.resource and self.record else self.name

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
        path, method = described.name, described.method.upper()
        identity = described.id or f"{described.method} {path}"
        resource, record = records.get((identity, method, path.split("#", 1)[0] or "/"), (None, None))
        key = method, _BRACES.sub("{}", path)
        key = (method, path) if key in found else key
        found[key] = Found(path, method, described.node, described.item, resource, record)
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


def inputs_of(document: Document, found: Found) -> dict[tuple[str, str], Input]:
    """The parameters of an operation by place and name; those of a path by their position in it."""
    positions = {name: str(place) for place, name in enumerate(found.path_names)}
    result: dict[tuple[str, str], Input] = {}
    for owner in (found.item.get("parameters"), found.node.get("parameters")):
        for named in owner.items():
            parameter = input_of(document, named)
            if parameter is None:
                continue
            wire, place = parameter.wire, parameter.place
            if place == "path" and wire not in positions:
                continue
            mark = positions[wire] if place == "path" else wire.casefold() if place == "header" else wire
            result[place, mark] = parameter
    return result


def events_in(document: Document, group: str, items: Node) -> Iterator[tuple[str, Node]]:
    """The operations of webhooks, or of the expressions of a callback, as 'METHOD name'."""
    for described in operations_in(document, group, items):
        yield f"{described.method.upper()} {described.name}", described.node
