"""What each key of an object of Swagger 2.0 becomes: the one table behind the conversion, `explain` and the guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..keys import KEYS
from ..objects import EXTENSION

LIMITS: Final = (
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
)
VALUE: Final = ("type", "format", "items", "default", *LIMITS)
"""What says in a parameter or a header which values there are."""
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch")
NULLABLE: Final = "x-nullable"
"""The one extension that is read here: the field's word for OpenAPI's `nullable`."""


def _same(keys: str, **becomes: str) -> dict[str, str]:
    """By key, what it becomes; '' for the same key."""
    return dict.fromkeys(keys.split(), "") | becomes


_SCHEMA_OF = dict.fromkeys(VALUE, "the `schema` of the parameter")
_WAYS = "`style` and `explode`, or `encoding` in a form"

SWAGGER: Final[Mapping[str, Mapping[str, str]]] = {
    "document": _same(
        "info paths security tags externalDocs",
        swagger="`openapi`",
        host="`servers`",
        basePath="`servers`",
        schemes="`servers`",
        consumes="media types of request bodies, where an operation names none",
        produces="media types of answers, where an operation names none",
        definitions="`components/schemas`",
        parameters="`components/parameters` and `components/requestBodies`",
        responses="`components/responses`",
        securityDefinitions="`components/securitySchemes`",
    ),
    "pathItem": _same("$ref parameters " + " ".join(METHODS)),
    "operation": _same(
        "tags summary description externalDocs operationId responses deprecated security",
        consumes="media types of `requestBody`",
        produces="media types of `responses`",
        parameters="`parameters` and `requestBody`",
        schemes="`servers`",
    ),
    "parameter": {
        **_same("name in description required allowEmptyValue", collectionFormat=_WAYS),
        **_SCHEMA_OF,
    },
    "formParameter": {
        **_same("in", name="a member of `requestBody`", description="that of the member", required="`required`"),
        **_same("allowEmptyValue", collectionFormat=_WAYS),
        **dict.fromkeys(VALUE, "the schema of the member"),
    },
    "bodyParameter": _same(
        "in description required", name="nothing: a method calls it `body`", schema="the schema of each media type"
    ),
    "response": _same(
        "description headers", schema="the schema of each media type", examples="the example of each media type"
    ),
    "header": {
        **_same("description", collectionFormat="`style`"),
        **dict.fromkeys(VALUE, "the `schema` of the header"),
    },
    "schema": _same(
        "$ref format title description default maxProperties minProperties required type items allOf properties"
        " additionalProperties readOnly xml externalDocs example " + " ".join(LIMITS),
        discriminator="`discriminator/propertyName`",
    ),
    "securityScheme": _same(
        "description name in",
        type="`type`, and `scheme` of HTTP",
        flow="`flows`",
        authorizationUrl="`flows`",
        tokenUrl="`flows`",
        scopes="`flows`",
    ),
}
"""By kind of object, by key: what it becomes in OpenAPI 3.0; '' where it stays."""

IN_WORDS: Final[Mapping[str, str]] = {
    "document": "a document",
    "pathItem": "a path item",
    "operation": "an operation",
    "parameter": "a parameter",
    "formParameter": "a parameter",
    "bodyParameter": "a body parameter",
    "response": "a response",
    "header": "a header",
    "schema": "a schema",
    "securityScheme": "a security scheme",
}


def becomes(kind: str, key: str) -> str:
    """What became of a key of a kind of object, as a sentence; '' where it is what it is in OpenAPI 3."""
    if key.startswith(EXTENSION) or (kind == "schema" and key in KEYS["schema"] and not SWAGGER[kind].get(key)):
        return ""
    if key not in SWAGGER[kind]:
        return f"`{key}` of {IN_WORDS[kind]} is not read: Swagger 2.0 does not know it"
    into = SWAGGER[kind][key]
    return f"`{key}` of {IN_WORDS[kind]} becomes {into}" if into else ""
