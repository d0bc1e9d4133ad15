"""Whether the paths of x-reissue-evidence and x-reissue-pagination lead to something that the specification documents.

A path that leads nowhere costs: no success would ever be proved, and a list would have no second page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..document import PATHS, Described, Document, Node, is_json, operations
from ..findings import Finding, Level

_ANY = "*"
_UNIONS = ("allOf", "anyOf", "oneOf")
_SAYING = {*_UNIONS, "properties", "items", "required", "enum", "const"}
_OF_PARAMETERS = ("page", "size", "limit", "offset")


def check_paths(document: Document) -> Iterator[Finding]:
    """A finding for each path of an operation that no documented 2xx answer can follow, and each parameter that is none."""
    for described in operations(document, PATHS):
        node = described.node
        bodies = [(schema, _data(document, node)) for schema in _answers(document, node)]
        for told, path in _paths(node):
            if bodies and not any(_leads(document, schema, [*data, *path.split("/")]) for schema, data in bodies):
                yield _error(f"{path!r} is no member of the documented answer", told, "name one that is")
        yield from _parameters(document, described)


def _error(message: str, node: Node, hint: str) -> Finding:
    return Finding("house-path", Level.ERROR, message, node.place, hint)


def _paths(node: Node) -> Iterator[tuple[Node, str]]:
    """The paths through an answer, and where each stands."""
    evidence, pages = node.get("x-reissue-evidence"), node.get("x-reissue-pagination")
    named = [(one, one.value) for one in evidence.get("present").items()]
    named += [(one, path) for path, one in evidence.get("values").children()]
    named += [(one, one.value) for one in (evidence.get("addressed"), pages.get("items"), pages.get("next"))]
    yield from ((one, path) for one, path in named if isinstance(path, str))


def _parameters(document: Document, described: Described) -> Iterator[Finding]:
    pages = described.node.get("x-reissue-pagination")
    given = [*described.node.get("parameters").items(), *described.item.get("parameters").items()]
    found = [document.found(one) for one in given]
    known = {one.map.get("name") for one in found if one.map.get("in") == "query"}
    for key in _OF_PARAMETERS:
        if key in pages.map and pages.map[key] not in known:
            yield _error(
                f"{pages.map[key]!r} is no query parameter of the operation", pages.get(key), "name one that is"
            )


def _answers(document: Document, node: Node) -> Iterator[Node]:
    """The schemas of the JSON bodies of all 2xx answers."""
    for status, response in node.get("responses").children():
        for media, entry in document.content(response) if status.startswith("2") else ():
            if is_json(media):
                yield entry.get("schema")


def _data(document: Document, node: Node) -> list[str]:
    """The way to the data of an answer: the member of the envelope that carries it, where there is one."""
    own = node if "x-reissue-envelope" in node.map else document.root
    envelopes = own.get("x-reissue-envelope").items()
    return [name for one in envelopes if isinstance(name := one.map.get("data"), str)][:1]


def _leads(document: Document, schema: Node, names: Sequence[str]) -> bool:
    """Whether a path leads from a schema to something that it documents; '*' is any member or element."""
    alternatives = list(_alternatives(document, schema))
    return not names or any(_inside(document, one, names) for one in alternatives)


def _inside(document: Document, schema: Node, names: Sequence[str]) -> bool:
    head, rest = names[0], names[1:]
    elements, properties, more = schema.get("items"), schema.get("properties"), schema.map.get("additionalProperties")
    if elements.value is not None and _leads(document, elements, rest if head == _ANY else names):
        return True
    members = [one for _, one in properties.children()] if head == _ANY else [properties.get(head)]
    if any(one.value is not None and _leads(document, one, rest) for one in members):
        return True
    if isinstance(more, dict):
        return _leads(document, schema.get("additionalProperties"), rest)
    says_nothing = not _SAYING & schema.map.keys() and schema.map.get("type") in (None, "object")
    return more is True or says_nothing


def _alternatives(document: Document, schema: Node) -> Iterator[Node]:
    """A schema, and those that it is made of or may be instead, each once."""
    seen, stack = set[tuple[str, tuple[str, ...]]](), [schema]
    while stack:
        node = document.find(stack.pop())
        if node is not None and node.key not in seen:
            seen.add(node.key)
            yield node
            stack += [one for key in _UNIONS for one in node.get(key).items()]
