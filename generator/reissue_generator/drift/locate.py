"""From the path of a drift to the schema that documents it: `$.rows[].status` of an operation's answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from ..builder.flat import says_nothing
from ..builder.operations import METHODS
from ..document.source import Document, Node, Pointer
from ..errors import SpecError

_REST = "additionalProperties"


class Locator:
    """Finds schemas of one document by operation, status and path."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._operations: dict[str, Node] = {}
        for group in ("paths", "webhooks"):
            for _, item in document.root.get(group).children():
                target = self._resolve(item)
                for method in METHODS if target else ():
                    node = target.get(method) if target else item
                    if isinstance(name := node.map.get("operationId"), str):
                        self._operations[name] = node

    @cached_property
    def in_requests(self) -> frozenset[tuple[str, Pointer]]:
        """Where all the schemas stand that requests can reach: to widen one of these changes what callers may send."""
        seen: set[tuple[str, Pointer]] = set()
        todo = [node.get(key) for node in self._operations.values() for key in ("requestBody", "parameters")]
        todo = [node for node in todo if node.pointer[0] != "webhooks"]
        while todo:
            node = todo.pop()
            if node.key in seen or not isinstance(node.value, dict | list):
                continue
            seen.add(node.key)
            if isinstance(node.map.get("$ref"), str) and (target := self._resolve(node)) is not None:
                todo.append(target)
            todo += [child for key, child in node.children() if key not in ("example", "examples")]
            todo += list(node.items())
        return frozenset(seen)

    def knows(self, operation: str) -> bool:
        return operation in self._operations

    def at(self, operation: str, statuses: Iterable[int | None], path: str) -> list[Node]:
        """The schemas of the values at a path, each once. Several, where a union leaves open which one is meant."""
        return self._walk(self.roots(operation, statuses), path.removeprefix("$"))

    def owners(self, operation: str, statuses: Iterable[int | None], path: str) -> list[tuple[list[Node], str]]:
        """Each way to read a path as an object and the name of a member; names may have dots in them."""
        roots = self.roots(operation, statuses)
        dots = [index for index, char in enumerate(path) if char == "."]
        readings = ((self._walk(roots, path[1:index]), path[index + 1 :]) for index in reversed(dots))
        return [(nodes, name) for nodes, name in readings if nodes]

    def roots(self, operation: str, statuses: Iterable[int | None]) -> list[Node]:
        """The schemas of the answers with these statuses, or of the webhook."""
        node = self._operations.get(operation)
        if node is None:
            return []
        found: list[Node] = []
        for status in statuses:
            body = self._resolve(node.get("requestBody") if status is None else self._response(node, status))
            media = body.get("content") if body else None
            for name, entry in media.children() if media else ():
                if "json" in name or name == "*/*":
                    found.append(entry.get("schema"))
        return unique(found)

    def _response(self, operation: Node, status: int) -> Node:
        responses = operation.get("responses")
        keys = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
        return responses.get(next((key for key in keys if key in responses.map), ""))

    def _resolve(self, node: Node) -> Node | None:
        try:
            target = self.document.resolve(node)
        except SpecError:
            return None
        return target if isinstance(target.value, dict) else None

    # --- one path ---

    def parts(self, node: Node) -> Iterator[Node]:
        """All schemas that say something about a value: the schema, what it refers to, and the members of its unions."""
        seen: set[tuple[str, Pointer]] = set()
        todo = [node]
        while todo:
            one = todo.pop(0)
            if one.key in seen or not isinstance(one.value, dict):
                continue
            seen.add(one.key)
            yield one
            if "$ref" in one.map and (target := self._resolve(one)) is not None:
                todo.append(target)
            for key in ("allOf", "oneOf", "anyOf"):
                todo += [part for part in one.get(key).items() if key == "allOf" or not says_nothing(part)]

    def _walk(self, nodes: list[Node], rest: str) -> list[Node]:
        while rest and nodes:
            parts = [part for node in nodes for part in self.parts(node)]
            if rest.startswith("[]"):
                inner = [part.get("items") for part in parts if isinstance(part.map.get("items"), dict)]
                nodes, rest = unique(inner) or nodes, rest[2:]  # one object in a list, where no list is documented
            elif rest.startswith("."):
                nodes, rest = self._member(parts, rest[1:])
            else:
                return []
        return nodes

    def _member(self, parts: list[Node], rest: str) -> tuple[list[Node], str]:
        """The schemas of a member, and the rest of the path. The longest documented name counts: it may have dots."""
        best = ""
        for part in parts:
            for name in part.get("properties").map:
                if (
                    len(name) > len(best)
                    and rest.startswith(name)
                    and rest[len(name) : len(name) + 1] in ("", ".", "[")
                ):
                    best = name
        if best:
            found = [part.get("properties").get(best) for part in parts if best in part.get("properties").map]
            return unique(found), rest[len(best) :]
        end = min((place for mark in ".[" if (place := rest.find(mark)) >= 0), default=len(rest))
        inner = [part.get(_REST) for part in parts if isinstance(part.map.get(_REST), dict)]
        if inner:
            return unique(inner), rest[end:]
        items = [part.get("items") for part in parts if isinstance(part.map.get("items"), dict)]
        if items:  # one object, where a list of them is documented
            return self._member([one for node in unique(items) for one in self.parts(node)], rest)
        return [], ""


def unique(nodes: Iterable[Node]) -> list[Node]:
    """Each schema once, in order."""
    return list({node.key: node for node in nodes if isinstance(node.value, dict)}.values())
