"""What is told of variants, negations and conditions in each other, and of what hangs on the way to a schema.

JSON Schema 2020-12: Core 10.2.1 (a value of a `oneOf` fits one variant alone, so that a further one may take it away), 10.2.2 and 11 (what
another keyword evaluates), 8.2.3.2 (`$dynamicRef` leads to the anchor that comes first on the way). A list of values, a type and limits may
say the same.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import STRING, Doc
from tests.generator.changes.told_parts import ANY_B, HAS_A
from tests.generator.small_clients import sending

A_OR = {name: {"$ref": f"#/components/schemas/{name}"} for name in "AB"}
HAS_B, HAS_X = ({"type": "object", "properties": {name: STRING}} for name in "bx")
LIST = {"type": "array"}
NO_LIST = {"not": LIST}
FLAG, TWO = {"type": "boolean"}, {"type": ["boolean", "integer"], "minimum": 1, "maximum": 2}


def alone(*variants: Any) -> Doc:
    """A list, or what one variant of these takes alone."""
    return sending({"anyOf": [LIST, {"oneOf": [STRING, NO_LIST, *variants]}]})


def some(*variants: Any, **named: Any) -> Doc:
    return sending({"anyOf": list(variants)}, "3.1.0", **named)


def listed(*values: Any) -> tuple[Doc, Doc]:
    return sending(TWO), sending({"enum": list(values)})


def refused(told: Any) -> Doc:
    """A schema that another one refers to, with a negation in it."""
    own = {"$dynamicAnchor": "T", **STRING, "maxLength": 9}
    anchors = {"t": {"$dynamicAnchor": "T", "type": "integer"}}
    base = {"$id": "https://api.example/base", "$defs": anchors, "type": ["string", "integer"], "not": told}
    return sending({"$id": "https://api.example/own", "$defs": {"t": own, "base": base}, "$ref": "base"})


def deep(longest: int, most: int) -> Doc:
    """Two variants, in each of which a limit stands in an object of an object."""
    texts, numbers = {**STRING, "maxLength": longest}, {"type": "integer", "maximum": most}
    one, two = (
        {"type": "object", "properties": {name: {"type": "object", "properties": {"w": each}}}}
        for name, each in (("x", texts), ("z", numbers))
    )
    return some(one, {**two, "required": ["z"]})


def dynamic(**more: Any) -> Doc:
    """An object whose `$dynamicRef` leads to what a schema around it has in that place."""
    own = {"$dynamicAnchor": "T", **STRING, "maxLength": 9}
    told = {"type": "object", "additionalProperties": {**STRING, "maxLength": 5}, **more}
    base = {"$id": "https://api.example/base", "$defs": {"t": {"$dynamicAnchor": "T", "type": "integer"}}, **told}
    return sending({"$id": "https://api.example/own", "$defs": {"t": own, "base": base}, "$ref": "base"})


def held(most: int, least: int) -> Doc:
    """Four unions whose texts stay: of the second and third, what they refer to takes other values; the others are as they were."""
    few = {"N": {"type": "integer", "maximum": most}, "K": {"type": "integer", "minimum": least}}
    unions = [{"oneOf": [{"$ref": f"#/components/schemas/{name}"}, {"type": "number"}]} for name in few]
    stays = {"oneOf": [STRING, FLAG]}
    return sending({"type": "object", "properties": dict(zip("amnz", (stays, *unions, stays), strict=True))}, **few)


NULLED = {
    "type": "object",
    "properties": {"a": {"anyOf": [{"$ref": "#/components/schemas/N"}, FLAG]}, "z": {"$ref": "#/components/schemas/N"}},
}


def null_of(*types: str, text: str) -> Doc:
    """A component that is a member, and, in one whose text changes, a variant."""
    told = {"anyOf": [{"$ref": "#/components/schemas/N"}, FLAG], "description": text}
    member = {"$ref": "#/components/schemas/N"}
    return sending({"type": "object", "properties": {"a": member, "z": told}}, N={"type": [*types]})


LOST = {"type": "object", "properties": {"b": A_OR["A"], "z": {"$ref": "nowhere.yaml#/Lost"}}}
CLOSED = {
    **HAS_A,
    "anyOf": [{**ANY_B, "allOf": [{"properties": {"x": {}}}]}, ANY_B],
    "unevaluatedProperties": False,
}


def decided(x: Any) -> Doc:
    """A member beside an object that is closed, unless one of its variants, which refers to the other first, names it."""
    return sending({"allOf": [{"type": "object", "properties": {"x": x}}, CLOSED]}, B=HAS_A)


ROWS: dict[str, tuple[tuple[Doc, Doc], list[str], list[str]]] = {
    "a variant that takes what another takes, within a union": (
        (alone(FLAG), alone({"type": "integer"})),
        [
            "request-logic-added | body of POST /things<any>: the value 0 is refused now | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1",
            "request-logic-removed | body of POST /things<any>: the value true is accepted now | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1",
        ],
        [
            "request-logic-added | body of POST /things<any>: the value true is refused now | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1",
            "request-logic-removed | body of POST /things<any>: the value 0 is accepted now | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1",
        ],
    ),
    "null and another value, within a union": (
        (alone(), alone({"type": "null"}, {"type": "integer"})),
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | /paths/~1things/post/requestBody/content/application~1json/schema",
            "request-logic-added | body of POST /things<any>: the value 0 is refused now | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1",
        ],
        [
            "request-became-nullable | body of POST /things: null is possible now | /paths/~1things/post/requestBody/content/application~1json/schema",
            "request-logic-removed | body of POST /things<any>: the value 0 is accepted now | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1",
        ],
    ),
    "variants by name, whose texts moved": (
        (
            some(A_OR["A"], A_OR["B"], A=HAS_A, B=HAS_B),
            some(A_OR["A"], A_OR["B"], {"type": "integer"}, A=HAS_B, B=HAS_X),
        ),
        [
            "request-property-removed | A: member 'a' is gone | /components/schemas/A/properties/a > /components/schemas/A/properties",
            "request-property-removed | B: member 'b' is gone | /components/schemas/B/properties/b > /components/schemas/B/properties",
            "request-property-added | A: member 'b' is new | /components/schemas/A/properties > /components/schemas/A/properties/b",
            "request-property-added | B: member 'x' is new | /components/schemas/B/properties > /components/schemas/B/properties/x",
            "request-union-member-added | ThingsDoBody: variant 'integer' is new | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf > /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/2",
        ],
        [
            "request-property-removed | A: member 'b' is gone | /components/schemas/A/properties/b > /components/schemas/A/properties",
            "request-property-removed | B: member 'x' is gone | /components/schemas/B/properties/x > /components/schemas/B/properties",
            "request-union-member-removed | ThingsDoBody: variant 'integer' is gone | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/2 > /paths/~1things/post/requestBody/content/application~1json/schema/anyOf",
            "request-property-added | A: member 'a' is new | /components/schemas/A/properties > /components/schemas/A/properties/a",
            "request-property-added | B: member 'b' is new | /components/schemas/B/properties > /components/schemas/B/properties/b",
        ],
    ),
    "variants by text, in another order": (
        (
            some({**STRING, "maxLength": 5}, {**STRING, "pattern": "^a"}),
            some({**STRING, "pattern": "^a"}, {**STRING, "maxLength": 5}, {"type": "integer"}),
        ),
        [
            "request-union-member-added | body of POST /things: variant 'integer' is new | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf > /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/2",
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'integer' is gone | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/2 > /paths/~1things/post/requestBody/content/application~1json/schema/anyOf",
        ],
    ),
    "a variant that may be null": (
        (
            some({"type": ["string", "null"], "maxLength": 5}, FLAG),
            some({"type": ["string", "null"], "maxLength": 4}, FLAG),
        ),
        [
            "request-bound-narrowed | body of POST /things<string>: maxLength 5 -> 4 | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/0/maxLength",
        ],
        [
            "request-bound-widened | body of POST /things<string>: maxLength 4 -> 5 | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/0/maxLength",
        ],
    ),
    "values that types and limits list, without a flag": (
        listed(1, True, 2),
        [
            "request-enum-added | body of POST /things: values are limited to [1, 2, true] | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/enum",
        ],
        [
            "request-enum-removed | body of POST /things: values are no longer limited to [1, 2, true] | /paths/~1things/post/requestBody/content/application~1json/schema/enum > /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
    ),
    "values that types and limits list, without a number": (
        listed(1, True, False),
        [
            "request-enum-added | body of POST /things: values are limited to [1, false, true] | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/enum",
        ],
        [
            "request-enum-removed | body of POST /things: values are no longer limited to [1, false, true] | /paths/~1things/post/requestBody/content/application~1json/schema/enum > /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
    ),
    "values that types and limits list, all of them": (
        listed(1, True, False, 2),
        [],
        [],
    ),
    "names of a pattern, whose schema depends on the way": (
        (dynamic(), dynamic(patternProperties={"^y": {"$dynamicRef": "#T"}})),
        [],
        [],
    ),
    "a member that a variant may name": (
        (decided(STRING), decided({"type": "integer"})),
        [
            "request-type-changed | body of POST /things.x: type string -> integer | /paths/~1things/post/requestBody/content/application~1json/schema/allOf/0/properties/x/type",
        ],
        [
            "request-type-changed | body of POST /things.x: type integer -> string | /paths/~1things/post/requestBody/content/application~1json/schema/allOf/0/properties/x/type",
        ],
    ),
    "a negation whose schema depends on the way": (
        (refused({"$dynamicRef": "#T"}), refused({**STRING, "maxLength": 9})),
        [],
        [],
    ),
    "limits deep in two variants": (
        (deep(5, 9), deep(4, 10)),
        [
            "request-bound-narrowed | ThingsDoBodyVariant1X.w: maxLength 5 -> 4 | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/0/properties/x/properties/w/maxLength",
            "request-bound-widened | ThingsDoBodyVariant2Z.w: maximum 9 -> 10 | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1/properties/z/properties/w/maximum",
        ],
        [
            "request-bound-narrowed | ThingsDoBodyVariant2Z.w: maximum 10 -> 9 | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/1/properties/z/properties/w/maximum",
            "request-bound-widened | ThingsDoBodyVariant1X.w: maxLength 4 -> 5 | /paths/~1things/post/requestBody/content/application~1json/schema/anyOf/0/properties/x/properties/w/maxLength",
        ],
    ),
    "an encoding in the words of 3.0 and another one": (
        (sending({**STRING, "format": "byte"}, "3.0.3"), sending({**STRING, "contentEncoding": "quoted-printable"})),
        [
            'request-content-encoding-changed | body of POST /things: contentEncoding "base64" -> "quoted-printable" | /paths/~1things/post/requestBody/content/application~1json/schema/format > /paths/~1things/post/requestBody/content/application~1json/schema/contentEncoding',
        ],
        [
            'request-content-encoding-changed | body of POST /things: contentEncoding "quoted-printable" -> "base64" | /paths/~1things/post/requestBody/content/application~1json/schema/contentEncoding > /paths/~1things/post/requestBody/content/application~1json/schema/format',
        ],
    ),
    "a media type of a text": (
        (sending({**STRING, "contentMediaType": "text/*"}), sending({**STRING, "contentMediaType": "text/plain"})),
        [
            "request-content-type-narrowed | body of POST /things: contentMediaType text/* -> text/plain | /paths/~1things/post/requestBody/content/application~1json/schema/contentMediaType",
        ],
        [
            "request-content-type-widened | body of POST /things: contentMediaType text/plain -> text/* | /paths/~1things/post/requestBody/content/application~1json/schema/contentMediaType",
        ],
    ),
    "null alone, of two types": (
        (sending({"type": ["boolean", "null"]}), sending({"enum": [None]})),
        [
            "request-type-narrowed | body of POST /things: type boolean -> null | /paths/~1things/post/requestBody/content/application~1json/schema/type > /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
        [
            "request-type-widened | body of POST /things: type null -> boolean | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/type",
        ],
    ),
    "null alone, of anything": (
        (sending({}), sending({"const": None})),
        [
            "request-type-narrowed | body of POST /things: type any -> null | /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
        [
            "request-type-widened | body of POST /things: type null -> any | /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
    ),
    "null alone, of listed values": (
        (sending({"enum": ["a", None]}), sending({"enum": [None]})),
        [
            "request-type-narrowed | ThingsDoBody: type string -> null | /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
        [
            "request-type-widened | ThingsDoBody: type null -> string | /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
    ),
    "a member that comes beside what a variant may name": (
        (sending({"allOf": [HAS_A, CLOSED]}, B=HAS_A), decided(STRING)),
        [
            "request-property-added | body of POST /things: member 'x' is new | /paths/~1things/post/requestBody/content/application~1json/schema/allOf/0/properties > /paths/~1things/post/requestBody/content/application~1json/schema/allOf/0/properties/x",
        ],
        [
            "request-property-removed | body of POST /things: member 'x' is gone | /paths/~1things/post/requestBody/content/application~1json/schema/allOf/0/properties/x > /paths/~1things/post/requestBody/content/application~1json/schema/allOf/0/properties",
        ],
    ),
    "unions whose texts stay, two of which refer to what changes": (
        (held(20, 1), held(10, 5)),
        [
            "request-bound-narrowed | K: minimum 1 -> 5 | /components/schemas/K/minimum",
            "request-bound-narrowed | N: maximum 20 -> 10 | /components/schemas/N/maximum",
            "request-logic-removed | ThingsDoBody.m: the value 20 is accepted now | /paths/~1things/post/requestBody/content/application~1json/schema/properties/m",
            "request-logic-removed | ThingsDoBody.n: the value 1 is accepted now | /paths/~1things/post/requestBody/content/application~1json/schema/properties/n",
        ],
        [
            "request-logic-added | ThingsDoBody.m: the value 20 is refused now | /paths/~1things/post/requestBody/content/application~1json/schema/properties/m",
            "request-logic-added | ThingsDoBody.n: the value 1 is refused now | /paths/~1things/post/requestBody/content/application~1json/schema/properties/n",
            "request-bound-widened | K: minimum 5 -> 1 | /components/schemas/K/minimum",
            "request-bound-widened | N: maximum 10 -> 20 | /components/schemas/N/maximum",
        ],
    ),
    "a type where there was none, and a limit": (
        (sending({}), sending({**STRING, "maxLength": 5})),
        [
            "request-type-narrowed | body of POST /things: type any -> string | /paths/~1things/post/requestBody/content/application~1json/schema > /paths/~1things/post/requestBody/content/application~1json/schema/type",
        ],
        [
            "request-type-widened | body of POST /things: type string -> any | /paths/~1things/post/requestBody/content/application~1json/schema/type > /paths/~1things/post/requestBody/content/application~1json/schema",
        ],
    ),
    "a type that a step implies, and a limit": (
        (
            sending({"type": "number", "multipleOf": 2, "maximum": 10}),
            sending({"type": "integer", "multipleOf": 2, "maximum": 5}),
        ),
        [
            "request-bound-narrowed | body of POST /things: maximum 10 -> 5 | /paths/~1things/post/requestBody/content/application~1json/schema/maximum",
        ],
        [
            "request-bound-widened | body of POST /things: maximum 5 -> 10 | /paths/~1things/post/requestBody/content/application~1json/schema/maximum",
        ],
    ),
    "limits of integers that are excluded": (
        (sending({"type": "integer", "minimum": 1}), sending({"type": "integer", "exclusiveMinimum": 1})),
        [
            "request-bound-narrowed | body of POST /things: minimum 1 -> 1 (excluded) | /paths/~1things/post/requestBody/content/application~1json/schema/minimum > /paths/~1things/post/requestBody/content/application~1json/schema/exclusiveMinimum",
        ],
        [
            "request-bound-widened | body of POST /things: minimum 1 (excluded) -> 1 | /paths/~1things/post/requestBody/content/application~1json/schema/exclusiveMinimum > /paths/~1things/post/requestBody/content/application~1json/schema/minimum",
        ],
    ),
    "null of a component that is a variant, and a member": (
        (sending(NULLED, N={"type": ["string", "null"]}), sending(NULLED, N=STRING)),
        [
            "request-became-non-nullable | N: null is no longer possible | /components/schemas/N/type",
        ],
        [
            "request-became-nullable | N: null is possible now | /components/schemas/N/type",
        ],
    ),
    "what stands behind a reference that leads nowhere": (
        (sending(LOST, A={**STRING, "maxLength": 5}), sending(LOST, A={**STRING, "maxLength": 4})),
        [
            "request-bound-narrowed | A: maxLength 5 -> 4 | /components/schemas/A/maxLength",
        ],
        [
            "request-bound-widened | A: maxLength 4 -> 5 | /components/schemas/A/maxLength",
        ],
    ),
    "null of a component that is a member first, and a variant": (
        (null_of("string", "null", text="one"), null_of("string", text="other")),
        [
            "request-became-non-nullable | N: null is no longer possible | /components/schemas/N/type",
            "request-became-non-nullable | ThingsDoBody.z: null is no longer possible | /paths/~1things/post/requestBody/content/application~1json/schema/properties/z",
            "description-changed | ThingsDoBody.z: description changed | /paths/~1things/post/requestBody/content/application~1json/schema/properties/z",
        ],
        [
            "request-became-nullable | N: null is possible now | /components/schemas/N/type",
            "request-became-nullable | ThingsDoBody.z: null is possible now | /paths/~1things/post/requestBody/content/application~1json/schema/properties/z",
            "description-changed | ThingsDoBody.z: description changed | /paths/~1things/post/requestBody/content/application~1json/schema/properties/z",
        ],
    ),
}
