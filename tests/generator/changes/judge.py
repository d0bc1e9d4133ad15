"""The judge of the wire: it runs values and knows no rule. What it breaks is broken, whatever a rule says.

A request that an old client could send is held against the new schema, and an answer that the new server could give against
the old one. Values come from `tests/corpus/make_values.py`, and jsonschema says what is valid. Of answers the project reads
two things more widely than JSON Schema: lists of values and closed objects are open (docs/rules), so the judge opens them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from tests.corpus.documents import follow
from tests.corpus.make_values import Maker

Doc = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch", "query")
_SCHEMA_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")
UNIONS = ("allOf", "anyOf", "oneOf")
_IMPLIED = {"object": {"properties", "additionalProperties"}, "array": {"items", "prefixItems"}}
"""What a schema that names no type is of, as the project reads it (docs/decisions/0046)."""
_ASSERTIONS = ("not", "if", "contains", "propertyNames")
"""Under these, opening a schema would close what it stands in."""


class Judge:
    """Judges pairs of documents. `each`: how many values are made of one schema."""

    def __init__(self, chance: random.Random, each: int = 12) -> None:
        self._chance, self._each = chance, each

    def breaks(self, old: Doc, new: Doc) -> list[str]:
        """What an old client sends and the new server refuses, or the new server sends and an old client cannot expect."""
        found: list[str] = []
        for (place, before), (_, after) in _both(old, new):
            is_request = place.startswith("request")
            made, held = (before, after) if is_request else (after, before)
            source, other = (old, new) if is_request else (new, old)
            hidden = "readOnly" if is_request else "writeOnly"
            maker = Maker(source, self._chance, hidden)
            valid, refusing = validator(source, made, hidden), validator(other, held, hidden, opened=not is_request)
            for _ in range(self._each):
                value = maker.value(made)
                if valid.is_valid(value) and not refusing.is_valid(value):
                    found.append(f"{place}: {value!r}")
                    break
        return found


def _both(old: Doc, new: Doc) -> Iterator[tuple[tuple[str, Any], tuple[str, Any]]]:
    after = dict(messages(new))
    return (((place, schema), (place, after[place])) for place, schema in messages(old) if place in after)


def messages(document: Doc) -> Iterator[tuple[str, Any]]:
    """The schemas of JSON bodies and answers, by where they stand."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            call = item.get(method)
            if not isinstance(call, dict):
                continue
            body = follow(document, call.get("requestBody") or {})
            for media, entry in (body.get("content") or {}).items():
                yield f"request {method} {path} {media}", entry.get("schema", True)
            for status, answer in (call.get("responses") or {}).items():
                told = follow(document, answer)
                for media, entry in (told.get("content") or {}).items():
                    yield f"response {method} {path} {status} {media}", entry.get("schema", True)


def validator(document: Doc, schema: Any, hidden: str, *, opened: bool = False) -> Validator:
    """What says whether a value is of a schema of this document."""
    parts = document.get("components", {}).get("schemas", {})
    shown = [plain(each, hidden, opened=opened) for each in (schema, *parts.values())]
    root = {"$ref": "#/start", "start": shown[0], "components": {"schemas": dict(zip(parts, shown[1:], strict=True))}}
    return Draft202012Validator(root)


def plain(schema: Any, hidden: str, *, opened: bool) -> Any:
    """A schema of OpenAPI 3.0 or 3.1 as JSON Schema 2020-12, without members that take no part in the message."""
    if isinstance(schema, list):
        return [plain(each, hidden, opened=opened) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found: Doc = {}
    for key, value in schema.items():
        inner = opened and key not in _ASSERTIONS
        if key in _SCHEMA_MAPS and isinstance(value, dict):
            found[key] = {name: plain(each, hidden, opened=inner) for name, each in value.items()}
        elif key in ("enum", "const", "default", "example", "examples", "required", "mapping"):
            found[key] = value
        else:
            found[key] = plain(value, hidden, opened=inner)
    _older(found)
    if "type" not in found and not {"enum", "const", "$ref", *UNIONS} & found.keys():
        found.update(next(({"type": kind} for kind, keys in _IMPLIED.items() if keys & found.keys()), {}))
    if opened:
        _open(found)
    gone = [name for name, each in schema.get("properties", {}).items() if isinstance(each, dict) and each.get(hidden)]
    if gone and isinstance(found.get("required"), list):
        found["required"] = [name for name in found["required"] if name not in gone]
    return found


def _older(schema: Doc) -> None:
    """What OpenAPI 3.0 says in its own words."""
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if isinstance(schema.get("enum"), list):
            schema["enum"] = [*schema["enum"], None]
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(word) is True and limit in schema:
            schema[word] = schema.pop(limit)
        elif isinstance(schema.get(word), bool):
            del schema[word]


def _open(schema: Doc) -> None:
    """What answers may hold beyond what is listed and named."""
    values = schema.get("enum")
    if isinstance(values, list) and len(values) > 1:
        del schema["enum"]
    if "oneOf" in schema and "anyOf" not in schema:  # what is open fits more than one variant
        schema["anyOf"] = schema.pop("oneOf")
    for key in ("additionalProperties", "unevaluatedProperties"):
        if schema.get(key) is False:
            del schema[key]
