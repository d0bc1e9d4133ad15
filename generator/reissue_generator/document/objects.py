"""The objects of OpenAPI, and which of them stands inside which: the one table behind every walk over a document.

A key that the table does not name leads to an object of the kind "other". Values of vendor extensions (`x-...`) and of
the keys in LITERALS are data, whatever they look like: nothing in them is a reference, a schema or an extension.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from .node import Node

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace", "query")
"""The HTTP methods of a path item, in the order in which operations are told."""

ADDITIONAL = "additionalOperations"
"""The map of operations by methods that are none of these, of OpenAPI 3.2."""

LITERALS = frozenset({"example", "default", "enum", "const", "value"})
EXTENSION = "x-"
OTHER = "other"

_SCHEMA = {
    "$defs": "{schema}",
    "additionalItems": "schema",
    "additionalProperties": "schema",
    "allOf": "[schema]",
    "anyOf": "[schema]",
    "contains": "schema",
    "contentSchema": "schema",
    "definitions": "{schema}",
    "dependencies": "{schema}",
    "dependentSchemas": "{schema}",
    "else": "schema",
    "examples": "",
    "discriminator": "discriminator",
    "if": "schema",
    "items": "schema",
    "not": "schema",
    "oneOf": "[schema]",
    "patternProperties": "{schema}",
    "prefixItems": "[schema]",
    "properties": "{schema}",
    "propertyNames": "schema",
    "then": "schema",
    "unevaluatedItems": "schema",
    "unevaluatedProperties": "schema",
    "xml": "xml",
}
_VALUE = {"schema": "schema", "content": "{mediaType}", "examples": "{example}"}
"""What a parameter, a header and, without `content`, a media type have."""
_CALL = {
    "callbacks": "{callback}",
    "parameters": "[parameter]",
    "requestBody": "requestBody",
    "responses": "responses",
    "servers": "[server]",
}
_ITEM = {"parameters": "[parameter]", "servers": "[server]"}

_TABLE: Mapping[str, Mapping[str, str]] = {
    "document": {
        "components": "components",
        "info": "info",
        "paths": "pathItems",
        "servers": "[server]",
        "tags": "[tag]",
        "webhooks": "{webhookItem}",
    },
    "components": {
        "callbacks": "{callback}",
        "examples": "{example}",
        "headers": "{header}",
        "links": "{link}",
        "mediaTypes": "{mediaType}",
        "parameters": "{parameter}",
        "pathItems": "{pathItem}",
        "requestBodies": "{requestBody}",
        "responses": "{response}",
        "schemas": "{schema}",
        "securitySchemes": "{securityScheme}",
    },
    "pathItems": {"*": "pathItem"},
    "pathItem": {**dict.fromkeys(METHODS, "operation"), ADDITIONAL: "{operation}", **_ITEM},
    "webhookItem": {**dict.fromkeys(METHODS, "webhook"), ADDITIONAL: "{webhook}", **_ITEM},
    "callback": {"*": "callbackItem"},
    "callbackItem": {**dict.fromkeys(METHODS, "callbackOperation"), ADDITIONAL: "{callbackOperation}", **_ITEM},
    "operation": _CALL,
    "webhook": _CALL,
    "callbackOperation": _CALL,
    "parameter": _VALUE,
    "header": _VALUE,
    "requestBody": {"content": "{mediaType}"},
    "responses": {"*": "response"},
    "response": {"content": "{mediaType}", "headers": "{header}", "links": "{link}"},
    "mediaType": {
        **_VALUE,
        "encoding": "{encoding}",
        "itemSchema": "schema",
        "itemEncoding": "encoding",
        "prefixEncoding": "[encoding]",
    },
    "encoding": {
        "headers": "{header}",
        "encoding": "{encoding}",
        "itemEncoding": "encoding",
        "prefixEncoding": "[encoding]",
    },
    "link": {"server": "server"},
    "server": {"variables": "{serverVariable}"},
    "securityScheme": {"flows": "flows"},
    "flows": {"*": "flow"},
    "schema": _SCHEMA,
}


class Inside(NamedTuple):
    """What stands under a key: an object of this kind, a list of them, or a map of them whose keys are names."""

    kind: str
    shape: str
    """'' for one object, '[' for a list, '{' for a map."""


def _read(told: str) -> Inside:
    return Inside(told.strip("[]{}"), told[0] if told[:1] in ("[", "{") else "")


OBJECTS: Mapping[str, Mapping[str, Inside]] = {
    kind: {key: _read(told) for key, told in keys.items()} for kind, keys in _TABLE.items()
}
"""By kind of object: by key, what stands there. '*' is every key that is no extension; a kind of '' is data."""

_UNKNOWN = Inside(OTHER, "")


Skip = Callable[[str, str], bool]
"""Whether a key of a kind of object is not looked into."""


def objects_in(kind: str, node: Node, skip: Skip | None = None) -> Iterator[tuple[str, Node]]:
    """The objects directly inside an object of this kind, each with its own kind, by key. References are not followed."""
    table = OBJECTS.get(kind, {})
    others = table.get("*", _UNKNOWN)
    literals = LITERALS if others is _UNKNOWN else ()  # where keys are names, `default` is a response
    mapping = node.map
    for key in sorted(mapping):
        inside = table.get(key, others)
        if not inside.kind or not isinstance(mapping[key], dict | list):
            continue
        if key in literals or key.startswith(EXTENSION) or (skip is not None and skip(kind, key)):
            continue
        for found in _nodes_of(node.get(key), inside.shape):
            yield inside.kind, found


def _nodes_of(node: Node, shape: str) -> Iterable[Node]:
    """The objects under a key: one, or all of a list or map. A list counts wherever it stands, as older drafts have some."""
    if node.array:
        return node.items()
    if shape == "{":
        return (child for _, child in node.children())
    return (node,) if isinstance(node.value, dict) else ()
