"""What is told of members, unions and texts inside a message, by which rule, in which words, and where it stands: each way, sent and come.

JSON Schema 2020-12, Validation: values and types (6.1), members that are wanted (6.5.3), what a text holds (8); Core: unions (10.2.1),
members (10.3.2), what nothing evaluates (11.3). OpenAPI 3.1.1, Schema Object. All rows stand in one document, each as a member of its
own, so that one comparison tells all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reissue_generator.document import pointer_text
from tests.generator.changes.document_pairs import INTEGER as I
from tests.generator.changes.document_pairs import STRING as S
from tests.generator.changes.document_pairs import changes
from tests.generator.small_clients import reading, ref, sending

pytestmark = pytest.mark.usefixtures("wire_alone")
E, M = "contentEncoding", "contentMediaType"


def st(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def obj(*required: str, **members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, **({"required": [*required]} if required else {})}


def c(value: Any, **more: Any) -> dict[str, Any]:
    return {"const": value, **more}


def N(**more: Any) -> dict[str, Any]:
    return {"type": ["string", "integer"], **more}


shut = {"properties": {"a": True}, "additionalProperties": False}
SHARED = {"P": obj(id=S), "Q": obj(id=S), "R": obj(id=I), "D": st(description="D"), "T": N(), "CA": c("a")}
SIDES = {
    "request": (
        sending,
        "/paths/~1things/post/requestBody/content/application~1json/schema/properties/",
        "ThingsDoBody",
    ),
    "response": (
        reading,
        "/paths/~1things/get/responses/200/content/application~1json/schema/properties/",
        "ThingsDoResponse",
    ),
}
OF_ANSWERS = {
    "must be given now": "is always there now",
    "may be left out now": "may be missing now",
    "required-property": "property",
}
"""What rules and words of requests are in answers."""

ROWS: dict[str, tuple[Any, Any, list[str], list[str]]] = {
    "members: refused came": (
        {"allOf": [obj(a=S, b=S)]},
        {"allOf": [obj(a=S, b=S), {"properties": {"a": True}, "additionalProperties": False}]},
        [
            "object-closed | it: undocumented members are refused now |  > /allOf/1/additionalProperties",
            "property-removed | it: member 'b' is gone | /allOf/0/properties/b > /allOf/0/properties",
        ],
        [
            "object-opened | it: undocumented members are allowed now | /allOf/1/additionalProperties > ",
            "property-added | it: member 'b' is new | /allOf/0/properties > /allOf/0/properties/b",
        ],
    ),
    "members: refused both, type": (
        {"allOf": [obj(a=S, b=S), shut]},
        {"allOf": [obj(a=S, b=I), shut]},
        ["type-changed | it.b: type string -> integer | /allOf/0/properties/b/type > /allOf/0/properties/b/type"],
        ["type-changed | it.b: type integer -> string | /allOf/0/properties/b/type > /allOf/0/properties/b/type"],
    ),
    "members: refused b,c / c": (
        {"allOf": [obj(a=S, b=S, c=S), shut]},
        {"allOf": [obj(a=S, b=S, c=I), {"properties": {"a": True, "b": True}, "additionalProperties": False}]},
        [
            "type-changed | it.c: type string -> integer | /allOf/0/properties/c/type > /allOf/0/properties/c/type",
            "property-added | it: member 'b' is new | /allOf/0/properties > /allOf/0/properties/b",
        ],
        [
            "property-removed | it: member 'b' is gone | /allOf/0/properties/b > /allOf/0/properties",
            "type-changed | it.c: type integer -> string | /allOf/0/properties/c/type > /allOf/0/properties/c/type",
        ],
    ),
    "members: never named": (
        obj(a=S),
        obj(a=S, b=False),
        ["object-closed | it: a member 'b' is refused now | /properties > /properties"],
        ["object-opened | it: a member 'b' is allowed now | /properties > /properties"],
    ),
    "members: never named closed": (
        {**obj(a=S), "additionalProperties": False},
        {**obj(a=S, b=False), "additionalProperties": False},
        [],
        [],
    ),
    "members: never to some": (
        obj(a=S, b=False),
        obj(a=S, b=S),
        ["type-widened | it.b: some value is possible now | /properties/b > /properties/b"],
        ["type-narrowed | it.b: no value is possible now | /properties/b > /properties/b"],
    ),
    "members: two never": (
        obj(a=S),
        obj(a=S, b=False, c=False),
        [
            "object-closed | it: a member 'b' is refused now | /properties > /properties",
            "object-closed | it: a member 'c' is refused now | /properties > /properties",
        ],
        [
            "object-opened | it: a member 'b' is allowed now | /properties > /properties",
            "object-opened | it: a member 'c' is allowed now | /properties > /properties",
        ],
    ),
    "members: two unnamed": (
        {"type": "object", "required": ["x"]},
        {"type": "object", "required": ["x", "y", "z"]},
        [
            "property-became-required | it.y: must be given now |  > /required",
            "property-became-required | it.z: must be given now |  > /required",
        ],
        [
            "property-became-optional | it.y: may be left out now | /required > ",
            "property-became-optional | it.z: may be left out now | /required > ",
        ],
    ),
    "members: unnamed in allOf": (
        {"type": "object", "allOf": [{"required": ["x"]}]},
        {"type": "object", "allOf": [{"required": ["x", "y"]}]},
        ["property-became-required | it.y: must be given now |  > /allOf/0/required"],
        ["property-became-optional | it.y: may be left out now | /allOf/0/required > "],
    ),
    "members: gone required": (
        obj("a", "b", a=S, b=S),
        obj("a", a=S),
        ["required-property-removed | it: member 'b' is gone | /properties/b > /properties"],
        ["required-property-added | it: member 'b' is new | /properties > /properties/b"],
    ),
    "members: gone both": (
        obj("b", a=S, b=I, c={"type": "boolean"}),
        obj(a=S),
        [
            "property-removed | it: member 'c' is gone | /properties/c > /properties",
            "required-property-removed | it: member 'b' is gone | /properties/b > /properties",
        ],
        [
            "required-property-added | it: member 'b' is new | /properties > /properties/b",
            "property-added | it: member 'c' is new | /properties > /properties/c",
        ],
    ),
    "members: gone all": (
        obj("b", b=I),
        {"type": "object"},
        ["required-property-removed | it: member 'b' is gone | /properties/b > "],
        ["required-property-added | it: member 'b' is new |  > /properties/b"],
    ),
    "members: required": (
        obj("a", a=S, b=S, c=S),
        obj("b", "c", a=S, b=S, c=S),
        [
            "property-became-required | it.b: must be given now |  > /required",
            "property-became-required | it.c: must be given now |  > /required",
            "property-became-optional | it.a: may be left out now | /required > ",
        ],
        [
            "property-became-required | it.a: must be given now |  > /required",
            "property-became-optional | it.b: may be left out now | /required > ",
            "property-became-optional | it.c: may be left out now | /required > ",
        ],
    ),
    "members: required in part": (
        {"allOf": [obj(a=S, b=S), {"required": ["a"]}]},
        {"allOf": [obj(a=S, b=S), {"required": ["b"]}]},
        [
            "property-became-required | it.b: must be given now |  > /allOf/1/required",
            "property-became-optional | it.a: may be left out now | /allOf/1/required > ",
        ],
        [
            "property-became-required | it.a: must be given now |  > /allOf/1/required",
            "property-became-optional | it.b: may be left out now | /allOf/1/required > ",
        ],
    ),
    "members: among": (
        {"type": "object", "properties": {"b": st(maxLength=3)}, "additionalProperties": st(maxLength=5)},
        {"type": "object", "additionalProperties": st(maxLength=5)},
        [
            "property-removed | it: member 'b' is gone | /properties/b > ",
            "bound-widened | it.b: maxLength 3 -> 5 | /properties/b/maxLength > /additionalProperties/maxLength",
        ],
        [
            "bound-narrowed | it.b: maxLength 5 -> 3 | /additionalProperties/maxLength > /properties/b/maxLength",
            "property-added | it: member 'b' is new |  > /properties/b",
        ],
    ),
    "members: among pattern": (
        {"type": "object", "properties": {"b": I}, "additionalProperties": S},
        {"type": "object", "additionalProperties": S},
        [
            "property-removed | it: member 'b' is gone | /properties/b > ",
            "type-changed | it.b: type integer -> string | /properties/b/type > /additionalProperties/type",
        ],
        [
            "type-changed | it.b: type string -> integer | /additionalProperties/type > /properties/b/type",
            "property-added | it: member 'b' is new |  > /properties/b",
        ],
    ),
    "members: close": (
        obj(a=S),
        {**obj(a=S), "additionalProperties": False},
        ["object-closed | it: undocumented members are refused now |  > /additionalProperties"],
        ["object-opened | it: undocumented members are allowed now | /additionalProperties > "],
    ),
    "members: close typed": (
        {**obj(a=S), "additionalProperties": S},
        {**obj(a=S), "additionalProperties": False},
        ["object-closed | it: undocumented members are refused now | /additionalProperties > /additionalProperties"],
        ["object-opened | it: undocumented members are allowed now | /additionalProperties > /additionalProperties"],
    ),
    "members: typed": (
        {**obj(a=S)},
        {**obj(a=S), "additionalProperties": S},
        ["type-narrowed | it{}: type any -> string | /additionalProperties > /additionalProperties/type"],
        ["type-widened | it{}: type string -> any | /additionalProperties/type > /additionalProperties"],
    ),
    "members: typed2": (
        {**obj(a=S), "additionalProperties": I},
        {**obj(a=S), "additionalProperties": S},
        ["type-changed | it{}: type integer -> string | /additionalProperties/type > /additionalProperties/type"],
        ["type-changed | it{}: type string -> integer | /additionalProperties/type > /additionalProperties/type"],
    ),
    "members: any {} true": (
        {**obj(a=S), "additionalProperties": {}},
        {**obj(a=S), "additionalProperties": True},
        [],
        [],
    ),
    "members: true false": (
        {**obj(a=S), "additionalProperties": True},
        {**obj(a=S), "additionalProperties": False},
        ["object-closed | it: undocumented members are refused now | /additionalProperties > /additionalProperties"],
        ["object-opened | it: undocumented members are allowed now | /additionalProperties > /additionalProperties"],
    ),
    "members: uneval false": (
        {**obj(a=S)},
        {**obj(a=S), "unevaluatedProperties": False},
        ["object-closed | it: undocumented members are refused now |  > /unevaluatedProperties"],
        ["object-opened | it: undocumented members are allowed now | /unevaluatedProperties > "],
    ),
    "members: uneval allOf": (
        {"allOf": [obj(a=S), obj(b=S)]},
        {"allOf": [obj(a=S), obj(b=S)], "unevaluatedProperties": False},
        ["object-closed | it: undocumented members are refused now |  > /unevaluatedProperties"],
        ["object-opened | it: undocumented members are allowed now | /unevaluatedProperties > "],
    ),
    "members: uneval union": (
        {"anyOf": [obj(a=S), obj(b=S)]},
        {"anyOf": [obj(a=S), obj(b=S)], "unevaluatedProperties": False},
        ["logic-added | it: unevaluatedProperties is new |  > /unevaluatedProperties"],
        ["logic-removed | it: unevaluatedProperties is gone | /unevaluatedProperties > "],
    ),
    "members: uneval if": (
        {**obj(a=S), "if": {"required": ["a"]}, "then": {"properties": {"b": S}}},
        {**obj(a=S), "if": {"required": ["a"]}, "then": {"properties": {"b": S}}, "unevaluatedProperties": False},
        ["logic-added | it: unevaluatedProperties is new |  > /unevaluatedProperties"],
        ["logic-removed | it: unevaluatedProperties is gone | /unevaluatedProperties > "],
    ),
    "members: uneval to additional": (
        {**obj(a=S), "unevaluatedProperties": False},
        {**obj(a=S), "additionalProperties": False},
        [],
        [],
    ),
    "members: uneval typed": (
        {**obj(a=S), "unevaluatedProperties": S},
        {**obj(a=S), "unevaluatedProperties": I},
        ["type-changed | it{}: type string -> integer | /unevaluatedProperties/type > /unevaluatedProperties/type"],
        ["type-changed | it{}: type integer -> string | /unevaluatedProperties/type > /unevaluatedProperties/type"],
    ),
    "members: pattern any": (
        {"type": "object", "patternProperties": {"^.*$": S}},
        {"type": "object", "additionalProperties": S},
        [],
        [],
    ),
    "members: pattern twin": (
        {"type": "object", "patternProperties": {"^a": S, "^b": I}},
        {"type": "object", "patternProperties": {"^b": S, "^a": S}},
        ["type-changed | it{}: type integer -> string | /patternProperties/^b/type > /patternProperties/^b/type"],
        ["type-changed | it{}: type string -> integer | /patternProperties/^b/type > /patternProperties/^b/type"],
    ),
    "members: kept shut names": (
        {**obj(a=S), "propertyNames": {"enum": ["a"]}},
        {**obj(a=S), "additionalProperties": False},
        [],
        [],
    ),
    "members: kept shut names2": (
        {**obj(a=S), "propertyNames": {"enum": ["a", "b"]}},
        {**obj(a=S), "additionalProperties": False},
        ["object-closed | it: undocumented members are refused now |  > /additionalProperties"],
        ["object-opened | it: undocumented members are allowed now | /additionalProperties > "],
    ),
    "members: kept shut max": (
        {"type": "object", "maxProperties": 0},
        {"type": "object", "additionalProperties": False, "maxProperties": 0},
        [],
        [],
    ),
    "members: kept shut part": (
        {
            "type": "object",
            "allOf": [{"properties": {"a": True}, "additionalProperties": False}],
            "properties": {"a": S},
        },
        {"type": "object", "properties": {"a": S}, "additionalProperties": False},
        [],
        [],
    ),
    "members: object or text": (
        {"type": ["object", "string"], "properties": {"a": S}},
        {"type": ["object", "string"], "properties": {"a": S}, "additionalProperties": False},
        ["object-closed | it: undocumented members are refused now |  > /additionalProperties"],
        ["object-opened | it: undocumented members are allowed now | /additionalProperties > "],
    ),
    "members: text": (
        {"type": "string"},
        {"type": "string", "additionalProperties": False},
        [],
        [],
    ),
    "unions: list to enum": (
        {"oneOf": [c("a"), c("b")]},
        {"type": "string", "enum": ["a", "b"]},
        [],
        [],
    ),
    "unions: list less": (
        {"oneOf": [c("a"), c("b"), c("c")]},
        {"type": "string", "enum": ["a", "b"]},
        ['enum-value-removed | it: value "c" is gone |  > /enum'],
        ['enum-value-added | it: value "c" is new | /enum > '],
    ),
    "unions: one list twice": (
        {"oneOf": [c("a"), {"enum": ["a", "b"]}]},
        {"enum": ["a", "b"]},
        ['enum-value-added | it: value "a" is new |  > /enum'],
        ['enum-value-removed | it: value "a" is gone | /enum > '],
    ),
    "unions: list beside type": (
        {"type": "string", "oneOf": [c("a"), c(1)]},
        {"enum": ["a"]},
        [],
        [],
    ),
    "unions: list beside enum": (
        {"enum": ["a", "b"], "oneOf": [c("a"), c("c")]},
        {"enum": ["a"]},
        [],
        [],
    ),
    "unions: list beside allOf enum": (
        {"allOf": [{"enum": ["a", "b"]}], "oneOf": [c("a"), c("b"), c("d")]},
        {"enum": ["a", "b", "d"]},
        ['enum-value-added | it: value "d" is new | /allOf/0/enum > /enum'],
        ['enum-value-removed | it: value "d" is gone | /enum > /allOf/0/enum'],
    ),
    "unions: list beside const": (
        {"const": "a", "oneOf": [c("a"), c("b")]},
        {"enum": ["a"]},
        [],
        [],
    ),
    "unions: list member type": (
        {"oneOf": [{"type": "string", "enum": ["a", 1]}, c("b")]},
        {"enum": ["a", "b"]},
        [],
        [],
    ),
    "unions: list null": (
        {"oneOf": [c("a"), {"type": "null"}]},
        {"type": ["string", "null"], "enum": ["a", None]},
        [],
        [],
    ),
    "unions: list null2": (
        {"oneOf": [c("a"), c(None)]},
        {"enum": ["a"]},
        ["became-non-nullable | it: null is no longer possible |  > "],
        ["became-nullable | it: null is possible now |  > "],
    ),
    "unions: list more": (
        {"oneOf": [c("a"), c("b", pattern="^b")]},
        {"enum": ["a", "b"]},
        [],
        [],
    ),
    "unions: list more allOf": (
        {"oneOf": [c("a"), {"allOf": [c("b"), {"maxLength": 3}]}]},
        {"enum": ["a", "b"]},
        [],
        [],
    ),
    "unions: list titled": (
        {"oneOf": [c("a", title="A"), c("b", description="B")]},
        {"enum": ["a", "b"]},
        [],
        [],
    ),
    "unions: list deprecated": (
        {"oneOf": [c("a", deprecated=True), c("b")]},
        {"enum": ["a", "b"]},
        ['property-undeprecated | it: value "a" is no longer deprecated | /oneOf/0 > '],
        ['property-deprecated | it: value "a" is deprecated |  > /oneOf/0'],
    ),
    "unions: list not deprecated": (
        {"oneOf": [c("a", deprecated=False), c("b")]},
        {"enum": ["a", "b"]},
        [],
        [],
    ),
    "unions: list deprecated2": (
        {"oneOf": [c("a", deprecated=True), c("b", deprecated=True)]},
        {"enum": ["a", "c"]},
        [
            'enum-value-removed | it: value "b" is gone |  > /enum',
            'enum-value-added | it: value "c" is new |  > /enum',
            'property-undeprecated | it: value "a" is no longer deprecated | /oneOf/0 > ',
            'property-undeprecated | it: value "b" is no longer deprecated | /oneOf/1 > ',
        ],
        [
            'enum-value-removed | it: value "c" is gone | /enum > ',
            'property-deprecated | it: value "a" is deprecated |  > /oneOf/0',
            'property-deprecated | it: value "b" is deprecated |  > /oneOf/1',
            'enum-value-added | it: value "b" is new | /enum > ',
        ],
    ),
    "unions: list discriminator": (
        {"oneOf": [c("a"), c("b")], "discriminator": {"propertyName": "k"}},
        {"enum": ["a", "b"]},
        ['discriminator-removed | it: tag "k" -> null | /discriminator > '],
        ['discriminator-added | it: tag null -> "k" |  > /discriminator'],
    ),
    "unions: list of ints": (
        {"oneOf": [c(1), c(2)]},
        {"type": "integer", "enum": [1, 2, 3]},
        ["enum-value-added | it: value 3 is new |  > /enum"],
        ["enum-value-removed | it: value 3 is gone | /enum > "],
    ),
    "unions: scalars": (
        {"anyOf": [S, I]},
        {"type": ["string", "integer"]},
        [],
        [],
    ),
    "unions: scalars 1": (
        {"oneOf": [S, I]},
        {"type": ["string", "integer"]},
        [],
        [],
    ),
    "unions: scalars less": (
        {"anyOf": [S, I]},
        {"type": ["string"]},
        ["union-member-removed | it: variant 'integer' is gone | /anyOf/1 > "],
        ["union-member-added | it: variant 'integer' is new |  > /anyOf/1"],
    ),
    "unions: scalars flag": (
        {"anyOf": [S, I, {"type": "boolean"}]},
        {"type": ["string", "integer"]},
        ["union-member-removed | it: variant 'boolean' is gone | /anyOf/2 > "],
        ["union-member-added | it: variant 'boolean' is new |  > /anyOf/2"],
    ),
    "unions: scalars pattern": (
        {"anyOf": [st(maxLength=3), I]},
        {"type": ["string", "integer"], "maxLength": 3},
        [],
        [],
    ),
    "unions: scalars null": (
        {"anyOf": [S, I, {"type": "null"}]},
        {"type": ["string", "integer", "null"]},
        [],
        [],
    ),
    "unions: objects union": (
        {"anyOf": [obj("a", a=S), S]},
        {"type": ["object", "string"], "properties": {"a": S}, "required": ["a"]},
        [],
        [],
    ),
    "unions: array union": (
        {"anyOf": [{"type": "array", "items": S}, S]},
        {"type": ["array", "string"], "items": S},
        [],
        [],
    ),
    "unions: to union": (
        S,
        {"anyOf": [S, obj("a", a=S)]},
        ["union-member-added | it: variant 'object' is new |  > /anyOf/1"],
        ["union-member-removed | it: variant 'object' is gone | /anyOf/1 > "],
    ),
    "unions: two types to union": (
        {"type": ["string", "integer"]},
        {"anyOf": [S, I, obj("a", a=S)]},
        ["union-member-added | it: variant 'object' is new |  > /anyOf/2"],
        ["union-member-removed | it: variant 'object' is gone | /anyOf/2 > "],
    ),
    "unions: two types to union less": (
        {"type": ["string", "integer", "boolean"], "maxLength": 3},
        {"anyOf": [st(maxLength=3), I, obj("a", a=S)]},
        [
            "union-member-removed | it: variant 'boolean' is gone | /&boolean > /anyOf",
            "union-member-added | it: variant 'object' is new |  > /anyOf/2",
        ],
        [
            "union-member-removed | it: variant 'object' is gone | /anyOf/2 > ",
            "union-member-added | it: variant 'boolean' is new | /anyOf > /&boolean",
        ],
    ),
    "unions: two types to union changed": (
        {"type": ["string", "array"], "items": S},
        {"anyOf": [S, {"type": "array", "items": I}, obj("a", a=S)]},
        [
            "type-changed | it<array>[]: type string -> integer | /&array/items/type > /anyOf/1/items/type",
            "union-member-added | it: variant 'object' is new |  > /anyOf/2",
        ],
        [
            "union-member-removed | it: variant 'object' is gone | /anyOf/2 > ",
            "type-changed | it<array>[]: type integer -> string | /anyOf/1/items/type > /&array/items/type",
        ],
    ),
    "texts: enc": (
        st(**{E: "base64"}),
        st(**{E: "BASE64"}),
        [],
        [],
    ),
    "texts: enc 2": (
        st(**{E: "base64"}),
        st(**{E: "base64url"}),
        [
            'content-encoding-changed | it: contentEncoding "base64" -> "base64url" | /contentEncoding > /contentEncoding'
        ],
        [
            'content-encoding-changed | it: contentEncoding "base64url" -> "base64" | /contentEncoding > /contentEncoding'
        ],
    ),
    "texts: enc to text": (
        st(**{E: "base64"}),
        st(),
        ["format-widened | it: format byte -> none |  > "],
        ["format-narrowed | it: format none -> byte |  > "],
    ),
    "texts: enc qp": (
        st(**{E: "quoted-printable"}),
        st(),
        ['content-encoding-changed | it: contentEncoding "quoted-printable" -> null | /contentEncoding > '],
        ['content-encoding-changed | it: contentEncoding null -> "quoted-printable" |  > /contentEncoding'],
    ),
    "texts: enc qp 16": (
        st(**{E: "quoted-printable"}),
        st(**{E: "base16"}),
        [
            'content-encoding-changed | it: contentEncoding "quoted-printable" -> "base16" | /contentEncoding > /contentEncoding'
        ],
        [
            'content-encoding-changed | it: contentEncoding "base16" -> "quoted-printable" | /contentEncoding > /contentEncoding'
        ],
    ),
    "texts: enc none": (
        st(**{E: "8bit"}),
        st(**{E: "binary"}),
        [],
        [],
    ),
    "texts: enc hex": (
        st(**{E: "base16"}),
        st(**{E: "base64"}),
        ['content-encoding-changed | it: contentEncoding "base16" -> "base64" | /contentEncoding > /contentEncoding'],
        ['content-encoding-changed | it: contentEncoding "base64" -> "base16" | /contentEncoding > /contentEncoding'],
    ),
    "texts: media": (
        st(**{M: "image/png"}),
        st(**{M: "image/*"}),
        ["content-type-widened | it: contentMediaType image/png -> image/* | /contentMediaType > /contentMediaType"],
        ["content-type-narrowed | it: contentMediaType image/* -> image/png | /contentMediaType > /contentMediaType"],
    ),
    "texts: media2": (
        st(**{M: "image/png"}),
        st(**{M: "image/gif"}),
        ["content-type-changed | it: contentMediaType image/png -> image/gif | /contentMediaType > /contentMediaType"],
        ["content-type-changed | it: contentMediaType image/gif -> image/png | /contentMediaType > /contentMediaType"],
    ),
    "texts: media3": (
        st(**{M: "image/png"}),
        st(),
        ["typed-format-changed | it: format binary -> none |  > "],
        ["typed-format-changed | it: format none -> binary |  > "],
    ),
    "texts: media4": (
        st(**{M: "image/png"}),
        st(**{M: "application/octet-stream"}),
        ["content-type-widened | it: contentMediaType image/png -> */* | /contentMediaType > /contentMediaType"],
        ["content-type-narrowed | it: contentMediaType */* -> image/png | /contentMediaType > /contentMediaType"],
    ),
    "texts: media json": (
        st(**{M: "application/json"}),
        st(**{M: "application/json; charset=utf-8"}),
        [],
        [],
    ),
    "texts: media json2": (
        st(**{M: "application/json"}),
        st(**{M: "text/json"}),
        [
            "content-type-changed | it: contentMediaType application/json -> text/json | /contentMediaType > /contentMediaType"
        ],
        [
            "content-type-changed | it: contentMediaType text/json -> application/json | /contentMediaType > /contentMediaType"
        ],
    ),
    "texts: media json none": (
        st(**{M: "application/json"}),
        st(),
        ["content-type-widened | it: contentMediaType application/json -> */* | /contentMediaType > "],
        ["content-type-narrowed | it: contentMediaType */* -> application/json |  > /contentMediaType"],
    ),
    "texts: media enc": (
        st(**{M: "image/png", E: "base64"}),
        st(**{M: "image/gif", E: "base64"}),
        ["content-type-changed | it: contentMediaType image/png -> image/gif | /contentMediaType > /contentMediaType"],
        ["content-type-changed | it: contentMediaType image/gif -> image/png | /contentMediaType > /contentMediaType"],
    ),
    "texts: media enc both": (
        st(**{M: "image/png", E: "base64"}),
        st(**{M: "image/gif", E: "base64url"}),
        [
            'content-encoding-changed | it: contentEncoding "base64" -> "base64url" | /contentEncoding > /contentEncoding',
            "content-type-changed | it: contentMediaType image/png -> image/gif | /contentMediaType > /contentMediaType",
        ],
        [
            'content-encoding-changed | it: contentEncoding "base64url" -> "base64" | /contentEncoding > /contentEncoding',
            "content-type-changed | it: contentMediaType image/gif -> image/png | /contentMediaType > /contentMediaType",
        ],
    ),
    "texts: media enc both2": (
        st(**{M: "image/png", E: "base16"}),
        st(**{M: "image/gif", E: "base64"}),
        [
            'content-encoding-changed | it: contentEncoding "base16" -> "base64" | /contentEncoding > /contentEncoding',
            "content-type-changed | it: contentMediaType image/png -> image/gif | /contentMediaType > /contentMediaType",
        ],
        [
            'content-encoding-changed | it: contentEncoding "base64" -> "base16" | /contentEncoding > /contentEncoding',
            "content-type-changed | it: contentMediaType image/gif -> image/png | /contentMediaType > /contentMediaType",
        ],
    ),
    "texts: media to enc": (
        st(**{M: "image/png"}),
        st(**{M: "image/png", E: "base64"}),
        ["typed-format-changed | it: format binary -> byte |  > "],
        ["typed-format-changed | it: format byte -> binary |  > "],
    ),
    "texts: bin 31": (
        st(format="binary"),
        st(**{M: "image/png"}),
        ["content-type-narrowed | it: contentMediaType */* -> image/png |  > /contentMediaType"],
        ["content-type-widened | it: contentMediaType image/png -> */* | /contentMediaType > "],
    ),
    "texts: bin 31 o": (
        st(format="binary"),
        st(**{M: "application/octet-stream"}),
        [],
        [],
    ),
    "texts: byte": (
        st(format="byte"),
        st(**{M: "image/png", E: "base64"}),
        [],
        [],
    ),
    "texts: byte2": (
        st(format="byte"),
        st(**{E: "base64url"}),
        ['content-encoding-changed | it: contentEncoding "base64" -> "base64url" | /format > /contentEncoding'],
        ['content-encoding-changed | it: contentEncoding "base64url" -> "base64" | /contentEncoding > /format'],
    ),
    "texts: byte text": (
        st(format="byte"),
        st(format="date"),
        ["typed-format-changed | it: format byte -> date | /format > /format"],
        ["typed-format-changed | it: format date -> byte | /format > /format"],
    ),
    "texts: format qp": (
        st(format="date", **{E: "quoted-printable"}),
        st(format="date"),
        ['content-encoding-changed | it: contentEncoding "quoted-printable" -> null | /contentEncoding > /format'],
        ['content-encoding-changed | it: contentEncoding null -> "quoted-printable" | /format > /contentEncoding'],
    ),
    "texts: two types": (
        {"type": ["string", "integer"], E: "base64"},
        {"type": ["string", "integer"]},
        ["format-widened | it: format byte -> none |  > "],
        ["format-narrowed | it: format none -> byte |  > "],
    ),
    "texts: untyped": (
        {E: "base64"},
        {},
        ["format-widened | it: format byte -> none |  > "],
        ["format-narrowed | it: format none -> byte |  > "],
    ),
    "texts: untyped media": (
        {M: "image/png"},
        {M: "image/*"},
        ["content-type-widened | it: contentMediaType image/png -> image/* | /contentMediaType > /contentMediaType"],
        ["content-type-narrowed | it: contentMediaType image/* -> image/png | /contentMediaType > /contentMediaType"],
    ),
    "texts: obj enc": (
        obj(a=st(**{E: "base16"})),
        obj(a=st(**{E: "base64"})),
        [
            'content-encoding-changed | it.a: contentEncoding "base16" -> "base64" | /properties/a/contentEncoding > /properties/a/contentEncoding'
        ],
        [
            'content-encoding-changed | it.a: contentEncoding "base64" -> "base16" | /properties/a/contentEncoding > /properties/a/contentEncoding'
        ],
    ),
    "texts: int enc": (
        {"type": "integer", E: "base16"},
        {"type": "integer", E: "base64"},
        [],
        [],
    ),
    "texts: int or null": (
        {"type": ["integer", "null"], M: "a/b"},
        {"type": ["integer", "null"], M: "a/c"},
        [],
        [],
    ),
    "texts: allOf": (
        {"allOf": [st(), {M: "image/png"}]},
        {"allOf": [st(), {M: "image/gif"}]},
        [
            "content-type-changed | it: contentMediaType image/png -> image/gif | /allOf/1/contentMediaType > /allOf/1/contentMediaType"
        ],
        [
            "content-type-changed | it: contentMediaType image/gif -> image/png | /allOf/1/contentMediaType > /allOf/1/contentMediaType"
        ],
    ),
    "two: two types": (
        N(**{E: "base64"}),
        N(),
        ["format-widened | it: format byte -> none |  > "],
        ["format-narrowed | it: format none -> byte |  > "],
    ),
    "two: two types m": (
        N(**{M: "image/png"}),
        N(),
        ["typed-format-changed | it: format binary -> none |  > "],
        ["typed-format-changed | it: format none -> binary |  > "],
    ),
    "two: two types byte": (
        N(format="byte"),
        N(**{E: "base64"}),
        [],
        [],
    ),
    "two: two types format": (
        N(format="int32"),
        N(format="int64"),
        ["format-widened | it: format int32 -> int64 | /format > /format"],
        ["format-narrowed | it: format int64 -> int32 | /format > /format"],
    ),
    "two: int": (
        {"type": "integer", M: "image/png"},
        {"type": "integer"},
        [],
        [],
    ),
    "two: nullable": (
        {"type": ["string", "null"], M: "image/png"},
        {"type": ["string", "null"]},
        ["typed-format-changed | it: format binary -> none |  > "],
        ["typed-format-changed | it: format none -> binary |  > "],
    ),
    "two: nullable2": (
        {"type": ["string", "null"], E: "base64"},
        {"type": ["string", "null"]},
        ["format-widened | it: format byte -> none |  > "],
        ["format-narrowed | it: format none -> byte |  > "],
    ),
    "two: two types int32": (
        N(format="int32", **{M: "image/png"}),
        N(format="int64", **{M: "image/png"}),
        [],
        [],
    ),
    "renames: rename words": (
        obj(link=st(description="D")),
        obj(pay=st(description="D")),
        [
            "property-renamed | it: member 'link' is 'pay' now (the same schema and description) | /properties/link > /properties/pay"
        ],
        [
            "property-renamed | it: member 'pay' is 'link' now (the same schema and description) | /properties/pay > /properties/link"
        ],
    ),
    "renames: rename letters": (
        obj(payUrl=S),
        obj(pay_url=S),
        [
            "property-renamed | it: member 'payUrl' is 'pay_url' now (the same schema and letters of the name) | /properties/payUrl > /properties/pay_url"
        ],
        [
            "property-renamed | it: member 'pay_url' is 'payUrl' now (the same schema and letters of the name) | /properties/pay_url > /properties/payUrl"
        ],
    ),
    "renames: rename letters .6": (
        obj(abcdefgh=S),
        obj(abcdexyz=S),
        [
            "property-renamed | it: member 'abcdefgh' is 'abcdexyz' now (the same schema and letters of the name) | /properties/abcdefgh > /properties/abcdexyz"
        ],
        [
            "property-renamed | it: member 'abcdexyz' is 'abcdefgh' now (the same schema and letters of the name) | /properties/abcdexyz > /properties/abcdefgh"
        ],
    ),
    "renames: rename letters 2": (
        obj(abcde=S),
        obj(abcxy=S),
        [
            "property-renamed | it: member 'abcde' is 'abcxy' now (the same schema and letters of the name) | /properties/abcde > /properties/abcxy"
        ],
        [
            "property-renamed | it: member 'abcxy' is 'abcde' now (the same schema and letters of the name) | /properties/abcxy > /properties/abcde"
        ],
    ),
    "renames: rename letters 3": (
        obj(abcdef=S),
        obj(abcxyz=S),
        [
            "property-removed | it: member 'abcdef' is gone | /properties/abcdef > /properties",
            "property-added | it: member 'abcxyz' is new | /properties > /properties/abcxyz",
        ],
        [
            "property-removed | it: member 'abcxyz' is gone | /properties/abcxyz > /properties",
            "property-added | it: member 'abcdef' is new | /properties > /properties/abcdef",
        ],
    ),
    "renames: rename all": (
        obj(aa=st(title="T", description="D", example="e", pattern="^e", format="date", enum=["e"])),
        obj(zz=st(title="T", description="D", example="e", pattern="^e", format="date", enum=["e"])),
        [
            "property-renamed | it: member 'aa' is 'zz' now (the same schema, description, title, example, enum, pattern and format) | /properties/aa > /properties/zz"
        ],
        [
            "property-renamed | it: member 'zz' is 'aa' now (the same schema, description, title, example, enum, pattern and format) | /properties/zz > /properties/aa"
        ],
    ),
    "renames: rename const": (
        obj(aa={"const": 1}),
        obj(zz={"const": 1}),
        [
            "property-renamed | it: member 'aa' is 'zz' now (the same schema and const) | /properties/aa > /properties/zz"
        ],
        [
            "property-renamed | it: member 'zz' is 'aa' now (the same schema and const) | /properties/zz > /properties/aa"
        ],
    ),
    "renames: rename examples": (
        obj(aa=st(examples=["e"])),
        obj(zz=st(examples=["e"])),
        [
            "property-renamed | it: member 'aa' is 'zz' now (the same schema and examples) | /properties/aa > /properties/zz"
        ],
        [
            "property-renamed | it: member 'zz' is 'aa' now (the same schema and examples) | /properties/zz > /properties/aa"
        ],
    ),
    "renames: rename source": (
        obj(aa=st(**{"x-reissue-source": "p. 1"})),
        obj(zz=st(**{"x-reissue-source": "p. 1"})),
        [
            "property-renamed | it: member 'aa' is 'zz' now (the same schema and x-reissue-source) | /properties/aa > /properties/zz"
        ],
        [
            "property-renamed | it: member 'zz' is 'aa' now (the same schema and x-reissue-source) | /properties/zz > /properties/aa"
        ],
    ),
    "renames: rename empty": (
        obj(aa=st(description="", example=None, enum=[])),
        obj(zz=st(description="", example=None, enum=[])),
        [
            "property-removed | it: member 'aa' is gone | /properties/aa > /properties",
            "property-added | it: member 'zz' is new | /properties > /properties/zz",
        ],
        [
            "property-removed | it: member 'zz' is gone | /properties/zz > /properties",
            "property-added | it: member 'aa' is new | /properties > /properties/aa",
        ],
    ),
    "renames: rename const null": (
        obj(aa={"const": None}),
        obj(zz={"const": None}),
        [
            "property-removed | it: member 'aa' is gone | /properties/aa > /properties",
            "property-added | it: member 'zz' is new | /properties > /properties/zz",
        ],
        [
            "property-removed | it: member 'zz' is gone | /properties/zz > /properties",
            "property-added | it: member 'aa' is new | /properties > /properties/aa",
        ],
    ),
    "renames: rename false": (
        obj(aa=st(example=False)),
        obj(zz=st(example=False)),
        [
            "property-renamed | it: member 'aa' is 'zz' now (the same schema and example) | /properties/aa > /properties/zz"
        ],
        [
            "property-renamed | it: member 'zz' is 'aa' now (the same schema and example) | /properties/zz > /properties/aa"
        ],
    ),
    "renames: rename ref": (
        obj(aa=ref("P")),
        obj(zz=ref("P")),
        ["property-renamed | it: member 'aa' is 'zz' now (the same schema and type) | /properties/aa > /properties/zz"],
        ["property-renamed | it: member 'zz' is 'aa' now (the same schema and type) | /properties/zz > /properties/aa"],
    ),
    "renames: rename ref other": (
        obj(aa=ref("P")),
        obj(zz=ref("Q")),
        ["property-renamed | it: member 'aa' is 'zz' now (the same schema and type) | /properties/aa > /properties/zz"],
        ["property-renamed | it: member 'zz' is 'aa' now (the same schema and type) | /properties/zz > /properties/aa"],
    ),
    "renames: rename ref other content": (
        obj(aa=ref("P")),
        obj(zz=ref("R")),
        [
            "property-removed | it: member 'aa' is gone | /properties/aa > /properties",
            "property-added | it: member 'zz' is new | /properties > /properties/zz",
        ],
        [
            "property-removed | it: member 'zz' is gone | /properties/zz > /properties",
            "property-added | it: member 'aa' is new | /properties > /properties/aa",
        ],
    ),
    "renames: rename ref words": (
        obj(aa={**ref("P"), "description": "D"}),
        obj(zz={**ref("P"), "description": "D"}),
        [
            "property-renamed | it: member 'aa' is 'zz' now (the same schema, description and type) | /properties/aa > /properties/zz"
        ],
        [
            "property-renamed | it: member 'zz' is 'aa' now (the same schema, description and type) | /properties/zz > /properties/aa"
        ],
    ),
    "renames: rename ref words other": (
        obj(aa={**ref("P"), "description": "D"}),
        obj(zz={**ref("P"), "description": "E"}),
        [
            "property-removed | it: member 'aa' is gone | /properties/aa > /properties",
            "property-added | it: member 'zz' is new | /properties > /properties/zz",
        ],
        [
            "property-removed | it: member 'zz' is gone | /properties/zz > /properties",
            "property-added | it: member 'aa' is new | /properties > /properties/aa",
        ],
    ),
    "renames: rename inline": (
        obj(aa=ref("P")),
        obj(zz=obj(id=S)),
        [
            "property-removed | it: member 'aa' is gone | /properties/aa > /properties",
            "property-added | it: member 'zz' is new | /properties > /properties/zz",
        ],
        [
            "property-removed | it: member 'zz' is gone | /properties/zz > /properties",
            "property-added | it: member 'aa' is new | /properties > /properties/aa",
        ],
    ),
    "renames: two renames": (
        obj(payUrl=S, aa=st(description="D")),
        obj(pay_url=S, zz=st(description="D")),
        [
            "property-renamed | it: member 'aa' is 'zz' now (the same schema and description) | /properties/aa > /properties/zz",
            "property-renamed | it: member 'payUrl' is 'pay_url' now (the same schema and letters of the name) | /properties/payUrl > /properties/pay_url",
        ],
        [
            "property-renamed | it: member 'pay_url' is 'payUrl' now (the same schema and letters of the name) | /properties/pay_url > /properties/payUrl",
            "property-renamed | it: member 'zz' is 'aa' now (the same schema and description) | /properties/zz > /properties/aa",
        ],
    ),
    "renames: rename required": (
        obj("payUrl", payUrl=S),
        obj(pay_url=S),
        [
            "property-renamed | it: member 'payUrl' is 'pay_url' now (the same schema and letters of the name) | /properties/payUrl > /properties/pay_url"
        ],
        [
            "property-renamed | it: member 'pay_url' is 'payUrl' now (the same schema and letters of the name) | /properties/pay_url > /properties/payUrl"
        ],
    ),
    "renames: case": (
        obj(ID=S),
        obj(id=S),
        [
            "property-renamed | it: member 'ID' is 'id' now (the same schema and letters of the name) | /properties/ID > /properties/id"
        ],
        [
            "property-renamed | it: member 'id' is 'ID' now (the same schema and letters of the name) | /properties/id > /properties/ID"
        ],
    ),
    "renames: rename inline words": (
        obj(aa=st(description="D")),
        obj(zz={"$ref": "#/components/schemas/D"}),
        [
            "property-removed | it: member 'aa' is gone | /properties/aa > /properties",
            "property-added | it: member 'zz' is new | /properties > /properties/zz",
        ],
        [
            "property-removed | it: member 'zz' is gone | /properties/zz > /properties",
            "property-added | it: member 'aa' is new | /properties > /properties/aa",
        ],
    ),
    "renames: rename two ways": (
        obj(aa=st(description="D"), bb=st(description="D")),
        obj(zz=st(description="D")),
        [
            "property-removed | it: member 'aa' is gone | /properties/aa > /properties",
            "property-removed | it: member 'bb' is gone | /properties/bb > /properties",
            "property-added | it: member 'zz' is new | /properties > /properties/zz",
        ],
        [
            "property-removed | it: member 'zz' is gone | /properties/zz > /properties",
            "property-added | it: member 'aa' is new | /properties > /properties/aa",
            "property-added | it: member 'bb' is new | /properties > /properties/bb",
        ],
    ),
    "more: list ref less": (
        {"oneOf": [ref("CA"), c("b")]},
        {"enum": ["b", "c"]},
        ['enum-value-removed | it: value "a" is gone |  > /enum', 'enum-value-added | it: value "c" is new |  > /enum'],
        ['enum-value-removed | it: value "c" is gone | /enum > ', 'enum-value-added | it: value "a" is new | /enum > '],
    ),
    "more: any of lists": (
        {"anyOf": [c("a"), {"enum": ["a", "b", "c"]}]},
        {"enum": ["a", "b"]},
        ['enum-value-removed | it: value "c" is gone |  > /enum'],
        ['enum-value-added | it: value "c" is new | /enum > '],
    ),
    "more: uneval true false": (
        {**obj(a=S), "unevaluatedProperties": True},
        {**obj(a=S), "unevaluatedProperties": False},
        ["object-closed | it: undocumented members are refused now | /unevaluatedProperties > /unevaluatedProperties"],
        ["object-opened | it: undocumented members are allowed now | /unevaluatedProperties > /unevaluatedProperties"],
    ),
    "more: kept shut more": (
        {**obj(a=S, b=S), "propertyNames": {"enum": ["a", "b"]}},
        {**obj(a=S), "additionalProperties": False},
        [
            "object-closed | it: undocumented members are refused now |  > /additionalProperties",
            "property-removed | it: member 'b' is gone | /properties/b > /properties",
        ],
        [
            "object-opened | it: undocumented members are allowed now | /additionalProperties > ",
            "property-added | it: member 'b' is new | /properties > /properties/b",
        ],
    ),
    "more: kept shut less": (
        {**obj(a=S), "propertyNames": {"enum": ["a", "b"]}},
        {**obj(a=S, b=S), "additionalProperties": False},
        ["property-added | it: member 'b' is new | /properties > /properties/b"],
        ["property-removed | it: member 'b' is gone | /properties/b > /properties"],
    ),
    "more: kept shut by pattern": (
        {"type": "object", "propertyNames": {"enum": ["ab"]}},
        {"type": "object", "patternProperties": {"^a": True}, "additionalProperties": False},
        ["logic-removed | it: propertyNames is gone | /propertyNames > "],
        ["logic-added | it: propertyNames is new |  > /propertyNames"],
    ),
    "more: kept shut by pattern 2": (
        {"type": "object", "propertyNames": {"enum": ["b"]}},
        {"type": "object", "patternProperties": {"^a": True}, "additionalProperties": False},
        [
            "object-closed | it: undocumented members are refused now |  > /additionalProperties",
            "logic-removed | it: propertyNames is gone | /propertyNames > ",
        ],
        [
            "logic-added | it: propertyNames is new |  > /propertyNames",
            "object-opened | it: undocumented members are allowed now | /additionalProperties > ",
        ],
    ),
    "more: byte encoded": (
        st(format="byte", **{E: "base64", M: "image/png"}),
        st(format="byte", **{E: "base64", M: "image/gif"}),
        ["content-type-changed | it: contentMediaType image/png -> image/gif | /contentMediaType > /contentMediaType"],
        ["content-type-changed | it: contentMediaType image/gif -> image/png | /contentMediaType > /contentMediaType"],
    ),
    "more: letters": (
        obj(a__b__c__d=S),
        obj(abcd=S),
        [
            "property-renamed | it: member 'a__b__c__d' is 'abcd' now (the same schema and letters of the name) | /properties/a__b__c__d > /properties/abcd"
        ],
        [
            "property-renamed | it: member 'abcd' is 'a__b__c__d' now (the same schema and letters of the name) | /properties/abcd > /properties/a__b__c__d"
        ],
    ),
    "more: refused hidden": (
        {"allOf": [obj(a=S, b=S, c=S)]},
        {"allOf": [obj(a=S, b=S, c=S), shut]},
        [
            "object-closed | it: undocumented members are refused now |  > /allOf/1/additionalProperties",
            "property-removed | it: member 'b' is gone | /allOf/0/properties/b > /allOf/0/properties",
            "property-removed | it: member 'c' is gone | /allOf/0/properties/c > /allOf/0/properties",
        ],
        [
            "object-opened | it: undocumented members are allowed now | /allOf/1/additionalProperties > ",
            "property-added | it: member 'b' is new | /allOf/0/properties > /allOf/0/properties/b",
            "property-added | it: member 'c' is new | /allOf/0/properties > /allOf/0/properties/c",
        ],
    ),
    "more: refused by unevaluated": (
        {"allOf": [obj(a=S, b=S)]},
        {"allOf": [obj(a=S, b=S), {"properties": {"a": True}, "unevaluatedProperties": False}]},
        [
            "object-closed | it: undocumented members are refused now |  > /allOf/1/unevaluatedProperties",
            "property-removed | it: member 'b' is gone | /allOf/0/properties/b > /allOf/0/properties",
        ],
        [
            "object-opened | it: undocumented members are allowed now | /allOf/1/unevaluatedProperties > ",
            "property-added | it: member 'b' is new | /allOf/0/properties > /allOf/0/properties/b",
        ],
    ),
    "more: refused by its own sum": (
        {"allOf": [obj(a=S, b=S)], "unevaluatedProperties": False},
        {"allOf": [obj(a=S)], "unevaluatedProperties": False},
        ["property-removed | it: member 'b' is gone | /allOf/0/properties/b > /allOf/0/properties"],
        ["property-added | it: member 'b' is new | /allOf/0/properties > /allOf/0/properties/b"],
    ),
    "more: cond unevaluated then": (
        {"allOf": [obj(a=S)], "if": {"required": ["a"]}, "then": {"patternProperties": {"^x": S}}},
        {
            "allOf": [obj(a=S)],
            "if": {"required": ["a"]},
            "then": {"patternProperties": {"^x": S}},
            "unevaluatedProperties": False,
        },
        ["logic-added | it: unevaluatedProperties is new |  > /unevaluatedProperties"],
        ["logic-removed | it: unevaluatedProperties is gone | /unevaluatedProperties > "],
    ),
    "more: cond unevaluated known": (
        {"allOf": [obj(a=S)], "if": {"required": ["a"]}, "then": {"properties": {"a": S}}},
        {
            "allOf": [obj(a=S)],
            "if": {"required": ["a"]},
            "then": {"properties": {"a": S}},
            "unevaluatedProperties": False,
        },
        ["object-closed | it: undocumented members are refused now |  > /unevaluatedProperties"],
        ["object-opened | it: undocumented members are allowed now | /unevaluatedProperties > "],
    ),
    "more: cond unevaluated not": (
        {**obj(a=S), "not": {"properties": {"b": True}}},
        {**obj(a=S), "not": {"properties": {"b": True}}, "unevaluatedProperties": False},
        ["object-closed | it: undocumented members are refused now |  > /unevaluatedProperties"],
        ["object-opened | it: undocumented members are allowed now | /unevaluatedProperties > "],
    ),
    "more: cond dependent": (
        {**obj(a=S), "dependentSchemas": {"a": {"properties": {"b": S}}}},
        {**obj(a=S), "dependentSchemas": {"a": {"properties": {"b": S}}}, "unevaluatedProperties": False},
        ["logic-added | it: unevaluatedProperties is new |  > /unevaluatedProperties"],
        ["logic-removed | it: unevaluatedProperties is gone | /unevaluatedProperties > "],
    ),
    "more: cond nested": (
        {**obj(a=S), "anyOf": [{"allOf": [{"oneOf": [{"properties": {"b": S}}]}]}]},
        {**obj(a=S), "anyOf": [{"allOf": [{"oneOf": [{"properties": {"b": S}}]}]}], "unevaluatedProperties": False},
        ["logic-added | it: unevaluatedProperties is new |  > /unevaluatedProperties"],
        ["logic-removed | it: unevaluatedProperties is gone | /unevaluatedProperties > "],
    ),
    "more: two types and a tuple": (
        {"type": ["string", "integer"]},
        {"anyOf": [S, obj("a", a=S)]},
        [
            "union-member-removed | it: variant 'integer' is gone | /&integer > /anyOf",
            "union-member-added | it: variant 'object' is new |  > /anyOf/1",
        ],
        [
            "union-member-removed | it: variant 'object' is gone | /anyOf/1 > ",
            "union-member-added | it: variant 'integer' is new | /anyOf > /&integer",
        ],
    ),
    "more: objects union words": (
        {"anyOf": [obj("a", a=st(description="A")), S]},
        {"type": ["object", "string"], "properties": {"a": st(description="B")}, "required": ["a"]},
        ["description-changed | itVariant1.a: description changed | /anyOf/0/properties/a > /&object/properties/a"],
        ["description-changed | itVariant1.a: description changed | /&object/properties/a > /anyOf/0/properties/a"],
    ),
    "more: array union words": (
        {"anyOf": [{"type": "array", "items": st(description="A")}, S]},
        {"type": ["array", "string"], "items": st(description="B")},
        ["description-changed | it<array>[]: description changed | /anyOf/0/items > /&array/items"],
        ["description-changed | it<array>[]: description changed | /&array/items > /anyOf/0/items"],
    ),
    "more: scalar unions words": (
        {"anyOf": [st(description="A"), I]},
        {"anyOf": [st(description="B"), I]},
        ["description-changed | it<string>: description changed | /anyOf/0 > /anyOf/0"],
        ["description-changed | it<string>: description changed | /anyOf/0 > /anyOf/0"],
    ),
    "more: untyped list to union": (
        {"enum": ["a", 1]},
        {"anyOf": [S, I, obj("a", a=S)]},
        [
            "union-member-added | it: variant 'integer' is new |  > /anyOf/1",
            "union-member-added | it: variant 'object' is new |  > /anyOf/2",
            "union-member-added | it: variant 'string' is new |  > /anyOf/0",
        ],
        [
            "union-member-removed | it: variant 'integer' is gone | /anyOf/1 > ",
            "union-member-removed | it: variant 'object' is gone | /anyOf/2 > ",
            "union-member-removed | it: variant 'string' is gone | /anyOf/0 > ",
        ],
    ),
    "more: typed union": (
        {"type": ["string", "integer"], "anyOf": [st(maxLength=3), {"type": "integer", "maximum": 3}]},
        {"type": ["string", "integer"], "anyOf": [st(maxLength=5), {"type": "integer", "maximum": 3}]},
        ["bound-widened | it<string>: maxLength 3 -> 5 | /anyOf/0/maxLength > /anyOf/0/maxLength"],
        ["bound-narrowed | it<string>: maxLength 5 -> 3 | /anyOf/0/maxLength > /anyOf/0/maxLength"],
    ),
}
"""A schema, what becomes of it, what is told of that, and what of the way back: rule, words, and both places."""


@pytest.mark.parametrize("direction", SIDES)
@pytest.mark.parametrize("way", [0, 1])
def test_what_is_told_and_where(direction: str, way: int, tmp_path: Path) -> None:
    make, base, model = SIDES[direction]
    sides = [{f"r{place}": row[side] for place, row in enumerate(ROWS.values())} for side in (way, 1 - way)]
    old, new = (make({"type": "object", "properties": each}, **SHARED) for each in sides)
    found: dict[str, list[str]] = {name: [] for name in ROWS}
    for one in changes(tmp_path, old, new):
        places = [pointer_text(node.pointer).removeprefix(base) for node in (one.old, one.new)]
        key = places[0].partition("/")[0]
        message = one.message.replace(f"{model}.{key}", "it").replace(f"{model}{key.title()}", "it")
        where = " > ".join(place.removeprefix(key) for place in places)
        found[list(ROWS)[int(key[1:])]].append(f"{one.rule.id.removeprefix(f'{direction}-')} | {message} | {where}")
    wanted = {name: list(row[2 + way]) for name, row in ROWS.items()}
    for was, now in OF_ANSWERS.items() if direction == "response" else ():
        wanted = {name: [each.replace(was, now) for each in told] for name, told in wanted.items()}
    assert {name: sorted(told) for name, told in found.items()} == {name: sorted(told) for name, told in wanted.items()}
