"""The house rules of our own specifications, each with an id that does not change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema import Draft202012Validator

from ..builder import versions
from ..builder.parameters import schema_of
from ..document import WEBHOOKS, Described, Document, Node, Visit, is_json, operations, pointer_of, references
from ..findings import Finding, Level
from .paths import check_paths

SUMMARY_LENGTH = 60
_HARMLESS = ("reads", "sets")  # the runtime repeats these by itself
_IDEMPOTENT = ("get", "head", "options", "put", "delete")  # RFC 9110, section 9.2.2: by their own meaning
_TEXTS = ("documented", "sibling")
_PREFIX = "x-reissue-"


def check(document: Document, objects: Iterable[Visit], extensions: dict[str, Any]) -> Iterator[Finding]:
    """What our own specifications must say beyond OpenAPI.

    `objects` are those of the document, as `walk` meets them; `extensions` is the schema of the x-reissue-* keys.
    """
    objects = list(objects)
    yield from _extensions(objects, extensions)
    yield from _versions(document, objects)
    yield from _operations(document)
    for server in document.root.get("servers").items():
        if "x-reissue-environment" not in server.map:
            hint = "give it a name and say whether it is live"
            yield _error("house-server", "a server has no x-reissue-environment", server, hint)
    yield from _unused(document)
    yield from check_paths(document)


def _error(rule: str, message: str, node: Node, hint: str) -> Finding:
    return Finding(rule, Level.ERROR, message, node.place, hint)


# --- operations


def _operations(document: Document) -> Iterator[Finding]:
    tags = [tag.map.get("name") for tag in document.root.get("tags").items()]
    seen: set[str] = set()
    for described in operations(document):
        yield from _words(described)
        if described.group != WEBHOOKS:
            yield from _effect(described)
            yield from _tag(described, tags)
            yield from _has_examples(document, described.node)
        if described.id and described.id in seen:
            message = f"operationId {described.id!r} is used twice"
            place = described.node.get("operationId")
            yield _error("house-operation-id", message, place, "give each operation its own")
        seen.add(described.id)


def _words(described: Described) -> Iterator[Finding]:
    """Id, summary, description and source, which webhooks have as well."""
    node = described.node
    if not described.id:
        yield _error("house-operation-id", "an operation has no operationId", node, "name it <tag>-<verbNoun>")
    summary = node.map.get("summary")
    if not isinstance(summary, str) or not 0 < len(summary) <= SUMMARY_LENGTH or summary.endswith("."):
        message = f"a summary is a few words, at most {SUMMARY_LENGTH} characters, without a full stop"
        yield _error("house-summary", message, node.get("summary"), "shorten it")
    if not node.map.get("description"):
        yield _error("house-description", "an operation has no description", node, "say in your own words what it does")
    if "x-reissue-source" not in node.map:
        yield _error("house-source", "an operation does not say where it was read", node, "add x-reissue-source")


def _effect(described: Described) -> Iterator[Finding]:
    node = described.node
    effect = node.map.get("x-reissue-effect")
    if effect is None:
        message = "an operation does not say what a repeat would do"
        yield _error("house-effect", message, node, "add x-reissue-effect")
    elif effect != "reads" and "x-reissue-evidence" not in node.map:
        message = "an operation with an effect does not say what proves that it was done"
        yield _error("house-evidence", message, node, "add x-reissue-evidence")
    rests_on = node.get("x-reissue-source").map.get("effect")
    if effect in _HARMLESS and described.method not in _IDEMPOTENT and rests_on not in _TEXTS:
        message = f"{described.sent} is repeated by itself, and no text says that a repeat does no harm"
        hint = "say effect: documented or sibling under x-reissue-source, or take the more dangerous effect"
        yield _error("house-effect-certainty", message, node.get("x-reissue-effect"), hint)


def _tag(described: Described, tags: list[Any]) -> Iterator[Finding]:
    """The first tag is one of the document's, and begins the id."""
    node, identity = described.node, described.id
    own = [tag for tag in node.get("tags").array if isinstance(tag, str)]
    if not own or own[0] not in tags:
        message = "the first tag of an operation is not among the tags of the document"
        yield _error("house-tag", message, node, "declare it")
    elif identity and not identity.startswith(f"{own[0]}-"):
        message = f"operationId {identity!r} does not begin with its tag"
        yield _error("house-operation-id", message, node.get("operationId"), f"begin with {own[0]}-")


def _has_examples(document: Document, node: Node) -> Iterator[Finding]:
    """Every JSON body of a request or response is shown by an example."""
    bodies = [("request", node.get("requestBody"))] if "requestBody" in node.map else []
    bodies += [(f"response {status}", response) for status, response in node.get("responses").children()]
    for label, body in bodies:
        for media, entry in document.content(body):
            if is_json(media) and not entry.map.get("examples") and "example" not in entry.map:
                hint = "add a realistic one under `examples`"
                yield _error("house-example", f"a {label} body has no example", entry, hint)


# --- extensions


def _extensions(objects: Iterable[Visit], extensions: dict[str, Any]) -> Iterator[Finding]:
    """Every x-reissue-* key is known, stands where it may, and has a valid value."""
    for kind, node in objects:
        for key in sorted(node.map):
            if key.startswith(_PREFIX):
                yield from _extension(extensions, key, node.get(key), kind)


def _extension(extensions: dict[str, Any], key: str, node: Node, kind: str) -> Iterator[Finding]:
    definition: dict[str, Any] | None = extensions["$defs"].get(key)
    if definition is None:
        yield _error("house-extension", f"{key} is not defined", node, "use one of specs/extensions.schema.json")
        return
    allowed: list[str] = definition.get("x-reissue-on", [kind])
    if kind not in allowed:
        hint = f"it belongs on: {', '.join(allowed)}"
        yield _error("house-extension", f"{key} does not belong on a {kind}", node, hint)
    validator: Any = Draft202012Validator({"$ref": f"#/$defs/{key}", "$defs": extensions["$defs"]})
    for error in validator.iter_errors(node.value):
        yield _error("house-extension", f"{key}: {error.message[:200]}", node, "see specs/extensions.schema.json")


def _versions(document: Document, objects: Iterable[Visit]) -> Iterator[Finding]:
    """The parameter that says the version lists all versions, and whatever is newer than the first names one of them."""
    known: tuple[str, ...] = ()
    for kind, node in objects:
        if kind == "parameter" and versions.KEY in node.map:
            schema = schema_of(document, node)[1]
            listed = versions.versions_in(document.found(schema))
            known = known or listed
            if not listed:
                hint = "give its schema an enum of texts, the oldest version first, and a default"
                yield _error(
                    "house-api-version", "the versions of the API are not listed", node.get(versions.KEY), hint
                )
            elif listed != known:
                message, hint = "another parameter says the version of the API, or lists others", "mark one alone"
                yield _error("house-api-version", message, node.get(versions.KEY), hint)
    for _, node in objects:
        told = node.map.get("x-reissue-since")
        if isinstance(told, str) and told not in known:
            hint = f"name one of: {', '.join(known)}" if known else f"mark the parameter with {versions.KEY}"
            yield _error("house-since", f"{told!r} is no version of the API", node.get("x-reissue-since"), hint)


# --- components


def _unused(document: Document) -> Iterator[Finding]:
    """Components that nothing refers to."""
    used = {pointer_of(reference.partition("#")[2])[:3] for reference in references(document.root.value)}
    for group, entries in document.root.get("components").children():
        for name, node in entries.children():
            if group != "securitySchemes" and ("components", group, name) not in used:
                hint = "remove it, or refer to it"
                yield _error("house-unused", f"nothing refers to the component {name!r}", node, hint)
