"""The operations of a document as a comparison finds them: by method and by the shape of the path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..api.records import Api, Operation, Resource
from ..builder.operations import METHODS
from ..document.source import Document, Node
from ..errors import SpecError

_BRACES = re.compile(r"\{[^{}]*\}")
_NAMES = re.compile(r"\{([^{}]+)\}")
_IGNORED = frozenset({"accept", "content-type", "authorization"})

Key = tuple[str, str]
"""Method and path, the parameters of the path without their names."""


@dataclass(frozen=True, slots=True)
class Found:
    """One operation: where it stands in the document, and its record in the client."""

    path: str
    method: str
    node: Node
    item: Node
    resource: Resource | None
    record: Operation | None

    @property
    def name(self) -> str:
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
        return list(dict.fromkeys(_NAMES.findall(self.path.split("#", 1)[0])))


def operations_of(document: Document, api: Api) -> dict[Key, Found]:
    """All operations by their key. Where two have the same one, the second keeps its path as it is written."""
    records = {(one.id, one.method, one.path): (place, one) for place in api.resources for one in place.operations}
    found: dict[Key, Found] = {}
    for path, item in document.root.get("paths").children():
        if path.startswith("x-") or not isinstance(item.value, dict):
            continue
        try:
            target = document.resolve(item)
        except SpecError:
            continue
        for method in [one for one in METHODS if isinstance(target.map.get(one), dict)]:
            node = target.get(method)
            name = node.map.get("operationId")
            identity = name if isinstance(name, str) and name.strip() else f"{method} {path}"
            resource, record = records.get((identity, method.upper(), path.split("#", 1)[0] or "/"), (None, None))
            key = method.upper(), _BRACES.sub("{}", path)
            key = (key[0], path) if key in found else key
            found[key] = Found(path, method.upper(), node, target, resource, record)
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
        return self.place == "path" or self.node.map.get("required") is True

    @property
    def label(self) -> str:
        return f"{self.place} parameter '{self.wire}'"


def input_of(document: Document, named: Node) -> Input | None:
    """One entry of a list of parameters; None where it is none, or none that a client sends."""
    try:
        node = document.resolve(named)
    except SpecError:
        return None
    wire, place = node.map.get("name"), node.map.get("in")
    if not isinstance(wire, str) or not isinstance(place, str):
        return None
    return None if place == "header" and wire.casefold() in _IGNORED else Input(named, node, place, wire)


def inputs_of(document: Document, found: Found) -> dict[tuple[str, str], Input]:
    """The parameters of an operation by place and name; those of a path by their position in it."""
    positions = {name: str(place) for place, name in enumerate(found.path_names)}
    result: dict[tuple[str, str], Input] = {}
    for owner in (found.item, found.node):
        for one in owner.get("parameters").items():
            found_input = input_of(document, one)
            if found_input is None:
                continue
            wire, place = found_input.wire, found_input.place
            if place == "path" and wire not in positions:
                continue
            mark = positions[wire] if place == "path" else wire.casefold() if place == "header" else wire
            result[place, mark] = found_input
    return result


def events_of(document: Document, parent: Node) -> Iterator[tuple[str, Node]]:
    """The operations of a map of path items (webhooks, or the expressions of a callback), as 'name method'."""
    for name, item in parent.children():
        try:
            target = document.resolve(item)
        except SpecError:
            continue
        for method in METHODS:
            node = target.get(method)
            if isinstance(node.value, dict):
                yield f"{method.upper()} {name}", node
