"""What each key of an object of OpenAPI is to a client: the one reviewed table behind `unread-key`, `explain` and the guide.

A key is read (its value reaches the client), said (it documents, and changes no request and no value), checked (it limits
values, which is the provider's to check), or lost: with what it would have meant. A key that is not in the table is none
of OpenAPI's there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from .objects import ADDITIONAL, METHODS, OBJECTS


class Role(StrEnum):
    """What a key is to a client."""

    READ = "read"
    SAID = "said"
    CHECKED = "checked"
    LOST = "lost"


class Meaning(NamedTuple):
    """The role of a key; of a lost one, what is lost with it."""

    role: Role
    lost: str = ""


def _table(read: str = "", said: str = "", checked: str = "", **lost: str) -> dict[str, Meaning]:
    """By key. In the names of keyword arguments '__' stands for '$'."""
    roles = ((Role.READ, read), (Role.SAID, said), (Role.CHECKED, checked))
    table = {key: Meaning(role) for role, keys in roles for key in keys.split()}
    return table | {key.replace("__", "$"): Meaning(Role.LOST, told) for key, told in lost.items()}


_ITEM = _table(
    f"{' '.join(METHODS)} {ADDITIONAL} parameters servers $ref",
    "summary description",
)
_CALL = (
    "operationId tags summary description parameters requestBody responses servers security deprecated callbacks",
    "externalDocs",
)
_EVENT = _table(
    "operationId summary description requestBody",
    "tags parameters servers security deprecated externalDocs",  # whoever receives it has its headers, and its address
    responses="the body that the provider wants as an answer is not typed",
    callbacks="what is sent to the callback of an event is not typed",
)
_EVENT_ITEM = _table(f"{' '.join(METHODS)} {ADDITIONAL} $ref", "summary description parameters servers")
EVENTS: Final = frozenset({"webhook", "webhookItem", "callbackOperation", "callbackItem"})
"""The kinds of what a provider sends: of these the client reads the body alone."""
_SCHEMA = _table(
    "type properties required items allOf oneOf anyOf enum const format nullable discriminator additionalProperties additionalItems"
    " patternProperties prefixItems readOnly writeOnly deprecated description title default $ref $anchor $dynamicAnchor $dynamicRef"
    " $defs definitions $id if then else dependentSchemas dependencies contentMediaType contentEncoding unevaluatedProperties"
    " unevaluatedItems xml",
    "example examples externalDocs $comment $schema $vocabulary",
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems uniqueItems"
    " contains minContains maxContains minProperties maxProperties propertyNames dependentRequired not",
    contentSchema="the JSON inside of the text is not typed",
    __recursiveRef="what it refers to is not typed",
)

KEYS: Final[Mapping[str, Mapping[str, Meaning]]] = {
    "document": _table(
        "openapi info servers paths webhooks components tags security $self",
        "externalDocs",
        jsonSchemaDialect="schemas are read as OpenAPI's own dialect",
    ),
    "info": _table("title description", "version summary termsOfService contact license"),
    "tag": _table("name description kind parent", "externalDocs summary"),
    "server": _table("url variables name description"),
    "serverVariable": _table("default enum description"),
    "components": _table(" ".join(OBJECTS["components"])),
    "pathItem": _ITEM,
    "webhookItem": _EVENT_ITEM,
    "callbackItem": _EVENT_ITEM,
    "operation": _table(*_CALL),
    "callbackOperation": _EVENT,
    "webhook": _EVENT,
    "parameter": _table(
        "name in required schema content style explode allowReserved description deprecated",
        "example examples allowEmptyValue",
    ),
    "header": _table(
        "required schema content explode description deprecated", "style example examples allowEmptyValue allowReserved"
    ),
    "link": _table(
        "operationId operationRef parameters requestBody description",
        server="the call that follows goes to the server of its operation",
    ),
    "requestBody": _table("content required description"),
    "mediaType": _table(
        "schema itemSchema encoding prefixEncoding itemEncoding $ref",
        "example examples",
    ),
    "encoding": _table("contentType style explode allowReserved headers encoding prefixEncoding itemEncoding"),
    "response": _table(
        "content description headers links",
        "summary",
    ),
    "schema": _SCHEMA,
    "xml": _table("name namespace prefix attribute wrapped nodeType"),
    "discriminator": _table("propertyName mapping defaultMapping"),
    "securityScheme": _table(
        "type name in scheme flows description", "bearerFormat openIdConnectUrl deprecated oauth2MetadataUrl"
    ),
    "flows": _table(
        "clientCredentials", "authorizationCode implicit password deviceAuthorization"
    ),  # of these the caller has the token
    "flow": _table("tokenUrl refreshUrl scopes", "authorizationUrl deviceAuthorizationUrl"),
}
"""By kind of object, by key. Kinds that are not here are data, or maps of names."""

REFERENCE: Final[Mapping[str, Meaning]] = _table("$ref", "summary description")
"""The keys of a reference, which takes the place of an object of any kind but a schema and a path item."""
