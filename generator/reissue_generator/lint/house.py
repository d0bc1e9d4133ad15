"""The house rules of our own specifications, each with an id that does not change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from jsonschema import Draft202012Validator

from ..builder.operations import METHODS
from ..document.source import Document, Node, pointer_of
from ..errors import SpecError
from ..findings import Finding, Level

SUMMARY_LENGTH = 60


def check(document: Document, extensions: dict[str, Any]) -> Iterator[Finding]:
    """What our own specifications must say beyond OpenAPI."""
    yield from _extensions(document, extensions)
    tags = [tag.map.get("name") for tag in document.root.get("tags").items()]
    seen: dict[str, Node] = {}
    for node, webhook in _operations(document):
        yield from _operation(document, node, tags, webhook)
        identity = node.map.get("operationId")
        if isinstance(identity, str) and identity in seen:
            yield _error(
                "house-operation-id",
                f"operationId {identity!r} is used twice",
                node.get("operationId"),
                "give each operation its own",
            )
        elif isinstance(identity, str):
            seen[identity] = node
    for server in document.root.get("servers").items():
        if "x-reissue-environment" not in server.map:
            yield _error(
                "house-server",
                "a server has no x-reissue-environment",
                server,
                "give it a name and say whether it is live",
            )
    yield from _unused(document)


def _error(rule: str, message: str, node: Node, hint: str) -> Finding:
    return Finding(rule, Level.ERROR, message, node.place, hint)


def _operations(document: Document) -> Iterator[tuple[Node, bool]]:
    for group in ("paths", "webhooks"):
        for _, item in document.root.get(group).children():
            for method in METHODS:
                if isinstance(item.map.get(method), dict):
                    yield item.get(method), group == "webhooks"


def _operation(document: Document, node: Node, tags: list[Any], webhook: bool) -> Iterator[Finding]:
    identity, summary = node.map.get("operationId"), node.map.get("summary")
    if not isinstance(identity, str):
        yield _error("house-operation-id", "an operation has no operationId", node, "name it <tag>-<verbNoun>")
    if not isinstance(summary, str) or not summary or len(summary) > SUMMARY_LENGTH or summary.endswith("."):
        yield _error(
            "house-summary",
            f"a summary is a few words, at most {SUMMARY_LENGTH} characters, without a full stop",
            node.get("summary"),
            "shorten it",
        )
    if not node.map.get("description"):
        yield _error("house-description", "an operation has no description", node, "say in your own words what it does")
    if "x-reissue-source" not in node.map:
        yield _error("house-source", "an operation does not say where it was read", node, "add x-reissue-source")
    if webhook:
        return
    if "x-reissue-effect" not in node.map:
        yield _error("house-effect", "an operation does not say what a repeat would do", node, "add x-reissue-effect")
    own = [tag for tag in node.get("tags").array if isinstance(tag, str)]
    if not own or own[0] not in tags:
        yield _error(
            "house-tag", "the first tag of an operation is not among the tags of the document", node, "declare it"
        )
    elif isinstance(identity, str) and not identity.startswith(f"{own[0]}-"):
        yield _error(
            "house-operation-id",
            f"operationId {identity!r} does not begin with its tag",
            node.get("operationId"),
            f"begin with {own[0]}-",
        )
    yield from _has_examples(document, node)


def _has_examples(document: Document, node: Node) -> Iterator[Finding]:
    bodies = [("request", node.get("requestBody"))] if "requestBody" in node.map else []
    bodies += [(f"response {status}", response) for status, response in node.get("responses").children()]
    for label, body in bodies:
        try:
            target = document.resolve(body)
        except SpecError:
            continue
        for media, entry in target.get("content").children():
            if "json" in media and not entry.map.get("examples") and "example" not in entry.map:
                yield _error(
                    "house-example", f"a {label} body has no example", entry, "add a realistic one under `examples`"
                )


def _extensions(document: Document, extensions: dict[str, Any]) -> Iterator[Finding]:
    """Every x-reissue-* key is known, stands where it may, and has a valid value."""
    definitions = cast("dict[str, Any]", extensions["$defs"])
    stack: list[tuple[Node, str]] = [(document.root, "document")]
    while stack:
        node, kind = stack.pop()
        for key, child in node.children():
            if key.startswith("x-reissue-"):
                yield from _extension(definitions, extensions, key, child, kind)
            elif key not in ("example", "examples", "default", "enum", "const", "value") and isinstance(
                child.value, dict | list
            ):
                stack.append((child, _kind(child.pointer, kind)))
        stack += [(child, kind) for child in node.items() if isinstance(child.value, dict | list)]


def _kind(pointer: tuple[str, ...], parent: str) -> str:
    """What kind of OpenAPI object stands at this pointer, as far as extensions tell it apart."""
    head = pointer[0]
    if parent == "schema" or "schema" in pointer or pointer[:2] == ("components", "schemas"):
        return "schema"
    if head in ("paths", "webhooks") and len(pointer) == 3 and pointer[2] in METHODS:
        return "operation" if head == "paths" else "webhook"
    if pointer[:2] == ("info",):
        return "info"
    if pointer[-2:-1] == ("responses",):
        return "response"
    if pointer[:2] == ("components", "securitySchemes") and len(pointer) == 3:
        return "securityScheme"
    if pointer[-1] == "servers":
        return "server"
    if pointer[-1] == "parameters" or pointer[:2] == ("components", "parameters"):
        return "parameter"
    return "other"


def _extension(definitions: dict[str, Any], root: dict[str, Any], key: str, node: Node, kind: str) -> Iterator[Finding]:
    definition = definitions.get(key)
    if definition is None:
        yield _error("house-extension", f"{key} is not defined", node, "use one of specs/extensions.schema.json")
        return
    if kind not in definition.get("x-reissue-on", [kind]):
        yield _error(
            "house-extension",
            f"{key} does not belong on a {kind}",
            node,
            f"it belongs on: {', '.join(definition['x-reissue-on'])}",
        )
    validator: Any = Draft202012Validator({"$ref": f"#/$defs/{key}", "$defs": root["$defs"]})
    for error in validator.iter_errors(node.value):
        yield _error("house-extension", f"{key}: {error.message[:200]}", node, "see specs/extensions.schema.json")


def _unused(document: Document) -> Iterator[Finding]:
    """Components that nothing refers to."""
    used: set[tuple[str, ...]] = set()
    stack: list[Any] = [document.root.value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            mapping = cast("dict[str, Any]", value)
            if isinstance(ref := mapping.get("$ref"), str):
                used.add(pointer_of(ref.partition("#")[2])[:3])
            stack += mapping.values()
        elif isinstance(value, list):
            stack += cast("list[Any]", value)
    for group, entries in document.root.get("components").children():
        for name, node in entries.children():
            if group != "securitySchemes" and ("components", group, name) not in used:
                yield _error(
                    "house-unused", f"nothing refers to the component {name!r}", node, "remove it, or refer to it"
                )
