"""What is told of schemas: by which rule, and in which words.

JSON Schema 2020-12, Validation: `type` and what implies it (6.1), `enum` and `const` (6.1.2, 6.1.3), members that are wanted (6.5.3),
formats (7), what a text holds (8); Core: `prefixItems` and `items` (10.3.1), `false` takes no value (4.3.2). OpenAPI 3.2.0:
Discriminator Object, XML Object. RFC 8594 (`sunset`) and RFC 3339: dates.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import (
    CAT,
    DOG,
    INTEGER,
    STRING,
    Case,
    Doc,
    call,
    named,
)
from tests.generator.small_clients import document, operation, reading, ref, returns, sending

LIST = {"type": "array", "items": STRING}
A = {"type": "object", "required": ["a"], "properties": {"a": STRING}}
B = {"type": "object", "required": ["b"], "properties": {"b": STRING}}


def S(old: Any, new: Any) -> Case:
    return sending(old), sending(new)


def G(old: Any, new: Any) -> Case:
    return reading(old), reading(new)


def obj(**members: Any) -> Doc:
    return {"type": "object", "properties": members}


def st(**more: Any) -> Doc:
    return {"type": "string", **more}


def u(*variants: Any, **more: Any) -> Doc:
    return {"oneOf": list(variants), **more}


def ow(old: Doc, new: Doc) -> Case:
    return call(**old), call(**new)


def _in_xml(schema: Any) -> Doc:
    whole = {**obj(id=schema), "xml": {"name": "t"}}
    return document({"/things": {"get": operation(responses=returns(whole, "application/xml"))}}, "3.2.0")


def xml(old: Any, new: Any) -> Case:
    return _in_xml(old), _in_xml(new)


def dynamic(limit: Doc) -> Doc:
    """A list whose items are what the schema that refers to it binds (JSON Schema 2020-12, Core 8.2.3.2)."""
    bound = {"$dynamicAnchor": "T", "type": "object", "properties": {"n": {"type": "integer", **limit}}}
    items = {"type": "array", "items": {"$dynamicRef": "#T"}, "$defs": {"T": {"$dynamicAnchor": "T"}}}
    schemas = {
        "L": {"$id": "https://s.example/l", "$ref": "https://s.example/g", "$defs": {"T": bound}},
        "G": {"$id": "https://s.example/g", **items},
    }
    return sending(ref("L"), **schemas)


ROWS: dict[str, tuple[tuple[Doc, ...], list[str], list[str] | None]] = {
    "variant inner": (
        G(u(A, B), u({**A, "properties": {"a": INTEGER}}, B)),
        ["response-type-changed | ThingsDoResponseVariant1.a: type string -> integer"],
        None,
    ),
    "variant titled": (
        G(u(CAT, DOG), u({**CAT, "properties": {"claws": STRING}}, DOG)),
        ["response-type-changed | ThingsDoResponseCat.claws: type integer -> string"],
        None,
    ),
    "variant gone": (
        S(u(CAT, DOG), u(CAT)),
        ["request-union-member-removed | ThingsDoBody: variant 'Dog' is gone"],
        ["request-union-member-added | ThingsDoBody: variant 'Dog' is new"],
    ),
    "variant scalar": (
        S(
            {"anyOf": [STRING, {"type": "array", "items": STRING}]},
            {"anyOf": [INTEGER, {"type": "array", "items": STRING}]},
        ),
        [
            "request-union-member-removed | body of POST /things: variant 'string' is gone",
            "request-union-member-added | body of POST /things: variant 'integer' is new",
        ],
        None,
    ),
    "variant renamed ref": (
        tuple(named(sending(u(ref(n), ref("Dog"))), **{n: A, "Dog": DOG}) for n in ("Cat", "Kit")),
        [],
        [],
    ),
    "numbers overlap": (
        S(
            u(STRING, {"type": "number", "maximum": 5}),
            u(STRING, {"type": "number", "maximum": 5}, {"type": "number", "minimum": 3}),
        ),
        [
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now",
            "request-union-member-added | body of POST /things: variant 'number' is new",
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'number' is gone",
            "request-union-widened | body of POST /things: a value that fits several variants is accepted now",
        ],
    ),
    "overlap grown": (
        S(
            u({"type": "integer", "maximum": 5}, {"type": "integer", "minimum": 9}),
            u({"type": "integer", "maximum": 10}, {"type": "integer", "minimum": 9}),
        ),
        [
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now",
            "request-bound-widened | body of POST /things<integer>: maximum 5 -> 10",
        ],
        [
            "request-bound-narrowed | body of POST /things<integer>: maximum 10 -> 5",
            "request-union-widened | body of POST /things: a value that fits several variants is accepted now",
        ],
    ),
    "to union": (S(A, u(A, B)), ["request-union-member-added | ThingsDoBody: variant 'object' is new"], None),
    "tag": (
        tuple(
            named(sending(u(ref("Cat"), ref("Dog"), discriminator={"propertyName": "k", **d})), Cat=CAT, Dog=DOG)
            for d in (
                {"mapping": {"c": "#/components/schemas/Cat"}},
                {
                    "mapping": {
                        "c": "#/components/schemas/Cat",
                        "Dog": "#/components/schemas/Dog",
                        "d": "#/components/schemas/Dog",
                    }
                },
            )
        ),
        ["request-tag-added | ThingsDoBody: the value 'd' of its tag is new for 'Dog'"],
        ["request-tag-removed | ThingsDoBody: the value 'd' of its tag is gone for 'Dog'"],
    ),
    "false": (
        S(False, STRING),
        ["request-type-widened | body of POST /things: some value is possible now"],
        ["request-type-narrowed | body of POST /things: no value is possible now"],
    ),
    "null union": (
        S(u(A, {"type": "null"}), u(A, B)),
        [
            "request-became-non-nullable | ThingsDoBody: null is no longer possible",
            "request-union-member-added | ThingsDoBody: variant 'object' is new",
        ],
        [
            "request-union-member-removed | ThingsDoBody: variant 'object' is gone",
            "request-became-nullable | ThingsDoBody: null is possible now",
        ],
    ),
    "equal, refs differ": (
        tuple(named(reading({"type": "array", "items": ref("N")}), N=x) for x in (STRING, INTEGER)),
        ["response-type-changed | N: type string -> integer"],
        None,
    ),
    "xml element": (xml(st(), st(xml={"nodeType": "element"})), [], None),
    "xml wrapped": (
        xml(LIST, {**LIST, "xml": {"wrapped": True}}),
        ['xml-changed | ThingsDoResponse.id: xml null -> {"nodeType": "element"}'],
        ['xml-changed | ThingsDoResponse.id: xml {"nodeType": "element"} -> null'],
    ),
    "xml list none": (xml(LIST, {**LIST, "xml": {"nodeType": "none"}}), [], None),
    "xml node": (xml(st(xml={"attribute": True}), st(xml={"nodeType": "attribute"})), [], None),
    "xml prefix": (xml(st(xml={"prefix": "a"}), st()), [], None),
    "xml ns": (
        xml(st(xml={"namespace": "u:a"}), st()),
        ['xml-changed | ThingsDoResponse.id: xml {"namespace": "u:a"} -> null'],
        None,
    ),
    "xml allOf": (xml(st(allOf=[{"xml": {"name": "b"}}]), st(xml={"name": "b"})), [], None),
    "no xml": (G(st(), st(xml={"name": "x"})), ["metadata-changed | 200 response of GET /things: xml changed"], None),
    "even": (S({"type": "number", "multipleOf": 2}, {"type": "integer", "multipleOf": 2}), [], None),
    "enum any": (
        S({}, {"enum": ["a", 1]}),
        ["request-type-narrowed | body of POST /things: type any -> integer|string"],
        ["request-type-widened | body of POST /things: type integer|string -> any"],
    ),
    "enum null": (
        S({"enum": ["a", None]}, {"enum": ["a"]}),
        ["request-became-non-nullable | ThingsDoBody: null is no longer possible"],
        ["request-became-nullable | ThingsDoBody: null is possible now"],
    ),
    "enum ruled out": (S({"type": "string", "enum": ["a", 1]}, {"type": "string", "enum": ["a"]}), [], None),
    "enum ruled by limit": (S({"maxLength": 1, "enum": ["a", "bb"]}, {"enum": ["a"]}), [], None),
    "extensible new": (
        S(st(), st(**{"x-extensible-enum": ["a"]})),
        ["request-extensible-list-added | body of POST /things: values are on a list that will grow"],
        ["request-extensible-list-removed | body of POST /things: values are no longer on a list that will grow"],
    ),
    "extensible with enum": (S(st(enum=["a"]), st(enum=["a"], **{"x-extensible-enum": ["a"]})), [], None),
    "format typed": (
        S(st(format="date"), st(format="date-time")),
        ["request-typed-format-changed | body of POST /things: format date -> date-time"],
        None,
    ),
    "format of any": (
        S({"type": ["string", "null"], "format": "uuid"}, {"type": ["string", "null"], "format": "email"}),
        ["request-format-changed | body of POST /things: format uuid -> email"],
        None,
    ),
    "format wider": (
        S({"type": "number", "format": "float"}, {"type": "number", "format": "double"}),
        ["request-format-widened | body of POST /things: format float -> double"],
        None,
    ),
    "byte 30": ((sending(st(format="byte"), "3.0.3"), sending(st(contentEncoding="base64"))), [], None),
    "byte to text": (
        S(st(contentEncoding="base64"), st()),
        ["request-format-widened | body of POST /things: format byte -> none"],
        ["request-format-narrowed | body of POST /things: format none -> byte"],
    ),
    "binary": (
        S(st(contentMediaType="image/png"), st()),
        ["request-typed-format-changed | body of POST /things: format binary -> none"],
        ["request-typed-format-changed | body of POST /things: format none -> binary"],
    ),
    "json text": (
        S(st(contentMediaType="application/json"), st()),
        ["request-content-type-widened | body of POST /things: contentMediaType application/json -> */*"],
        ["request-content-type-narrowed | body of POST /things: contentMediaType */* -> application/json"],
    ),
    "encoding url": (
        S(st(contentEncoding="base64"), st(contentEncoding="base64url")),
        ['request-content-encoding-changed | body of POST /things: contentEncoding "base64" -> "base64url"'],
        None,
    ),
    "encoding 7bit": (S(st(contentEncoding="7bit"), st()), [], None),
    "encoding qp": (
        S(st(contentEncoding="quoted-printable"), st()),
        ['request-content-encoding-changed | body of POST /things: contentEncoding "quoted-printable" -> null'],
        None,
    ),
    "content type": (
        S(
            st(contentEncoding="base64", contentMediaType="image/png"),
            st(contentEncoding="base64", contentMediaType="image/*"),
        ),
        ["request-content-type-widened | body of POST /things: contentMediaType image/png -> image/*"],
        ["request-content-type-narrowed | body of POST /things: contentMediaType image/* -> image/png"],
    ),
    "content on number": (S({"type": "integer", "contentEncoding": "base64"}, INTEGER), [], None),
    "pattern any": (S(st(pattern=".*"), st()), [], None),
    "pattern on number": (S({"type": "integer", "pattern": "^a"}, INTEGER), [], None),
    "default came": (G(st(default="a"), st(default="b")), [], None),
    "default 1": (
        S({"type": ["integer", "boolean"], "default": 1}, {"type": ["integer", "boolean"], "default": True}),
        ["request-default-changed | body of POST /things: default 1 -> true"],
        None,
    ),
    "examples": (G(st(example="a"), st(examples=["a"])), [], None),
    "flags": (G(obj(a=st(readOnly=False)), obj(a=STRING)), [], None),
    "tuple max": (
        S(
            {"type": "array", "prefixItems": [STRING, STRING], "maxItems": 1},
            {"type": "array", "prefixItems": [STRING, INTEGER], "maxItems": 1},
        ),
        [],
        None,
    ),
    "items closed max": (
        S(
            {"type": "array", "prefixItems": [STRING], "maxItems": 1},
            {"type": "array", "prefixItems": [STRING], "items": False},
        ),
        [],
        None,
    ),
    "members": (
        S(obj(a=STRING, b=STRING), {**obj(a=INTEGER, c=INTEGER), "required": ["c"]}),
        [
            "request-property-removed | ThingsDoBody: member 'b' is gone",
            "request-required-property-added | ThingsDoBody: member 'c' is new",
            "request-type-changed | ThingsDoBody.a: type string -> integer",
        ],
        [
            "request-required-property-removed | ThingsDoBody: member 'c' is gone",
            "request-type-changed | ThingsDoBody.a: type integer -> string",
            "request-property-added | ThingsDoBody: member 'b' is new",
        ],
    ),
    "members among": (
        S({**obj(a=STRING), "additionalProperties": INTEGER}, {"type": "object", "additionalProperties": INTEGER}),
        [
            "request-property-removed | ThingsDoBody: member 'a' is gone",
            "request-type-changed | ThingsDoBody.a: type string -> integer",
        ],
        [
            "request-type-changed | ThingsDoBody.a: type integer -> string",
            "request-property-added | ThingsDoBody: member 'a' is new",
        ],
    ),
    "additional typed": (
        S({"type": "object"}, {"type": "object", "additionalProperties": INTEGER}),
        ["request-type-narrowed | body of POST /things{}: type any -> integer"],
        None,
    ),
    "closed": (
        S(obj(a=STRING), {**obj(a=STRING), "additionalProperties": False}),
        ["request-object-closed | ThingsDoBody: undocumented members are refused now"],
        ["request-object-opened | ThingsDoBody: undocumented members are allowed now"],
    ),
    "patterns": (
        S(
            {"type": "object", "patternProperties": {"^a": STRING}},
            {"type": "object", "patternProperties": {"^a": INTEGER}},
        ),
        ["request-type-changed | body of POST /things{}: type string -> integer"],
        None,
    ),
    "unnamed required": (
        S({"type": "object"}, {"type": "object", "required": ["z"]}),
        ["request-property-became-required | body of POST /things.z: must be given now"],
        ["request-property-became-optional | body of POST /things.z: may be left out now"],
    ),
    "unnamed required came": (
        G({"type": "object"}, {"type": "object", "required": ["z"]}),
        ["response-property-became-required | 200 response of GET /things.z: is always there now"],
        None,
    ),
    "refused name": (
        S(obj(a=STRING, b=False), obj(a=STRING)),
        ["request-object-opened | ThingsDoBody: a member 'b' is allowed now"],
        ["request-object-closed | ThingsDoBody: a member 'b' is refused now"],
    ),
    "never": (
        S(obj(a=STRING, b=False), {**obj(a=STRING), "additionalProperties": False}),
        ["request-object-closed | ThingsDoBody: undocumented members are refused now"],
        None,
    ),
    "since ref": (
        (
            named(sending(obj(a=ref("M"))), M=STRING),
            named(sending(obj(a=ref("M"))), M={**STRING, "x-reissue-since": "2"}),
        ),
        ['request-since-added | M: known since version null -> "2" of the API'],
        ['request-since-removed | M: known since version "2" -> null of the API'],
    ),
    "rename": (
        S(obj(payUrl=STRING), obj(pay_url=STRING)),
        [
            "request-property-renamed | ThingsDoBody: member 'payUrl' is 'pay_url' now (the same schema and letters of the name)"
        ],
        [
            "request-property-renamed | ThingsDoBody: member 'pay_url' is 'payUrl' now (the same schema and letters of the name)"
        ],
    ),
    "rename not": (
        S(obj(abc=STRING), obj(xyz=STRING)),
        [
            "request-property-removed | ThingsDoBody: member 'abc' is gone",
            "request-property-added | ThingsDoBody: member 'xyz' is new",
        ],
        None,
    ),
    "rename two": (
        S(obj(payUrl=STRING), obj(pay_url=STRING, payurl2=STRING)),
        [
            "request-property-removed | ThingsDoBody: member 'payUrl' is gone",
            "request-property-added | ThingsDoBody: member 'pay_url' is new",
            "request-property-added | ThingsDoBody: member 'payurl2' is new",
        ],
        None,
    ),
    "rename ref": (
        tuple(named(sending(obj(**{n: ref("M")})), M=obj(a=STRING)) for n in ("abc", "xyz")),
        ["request-property-renamed | ThingsDoBody: member 'abc' is 'xyz' now (the same schema and type)"],
        None,
    ),
    "rename empty": (
        S(obj(a=st(description="")), obj(b=st(description=""))),
        [
            "request-property-removed | ThingsDoBody: member 'a' is gone",
            "request-property-added | ThingsDoBody: member 'b' is new",
        ],
        None,
    ),
    "sunset": (
        ow({"x-sunset": "2027-01-01"}, {"x-sunset": "2027-06-01"}),
        ['sunset-postponed | GET /things: the date of its end: "2027-01-01" -> "2027-06-01"'],
        ['sunset-advanced | GET /things: the date of its end: "2027-06-01" -> "2027-01-01"'],
    ),
    "sunset rfc": (ow({"x-sunset": "Fri, 01 Jan 2027 00:00:00 GMT"}, {"x-sunset": "2027-01-01"}), [], None),
    "sunset bad": (
        ow({"x-sunset": "soon"}, {"x-sunset": "2027-01-01"}),
        ['sunset-postponed | GET /things: the date of its end: "soon" -> "2027-01-01"'],
        ['sunset-advanced | GET /things: the date of its end: "2027-01-01" -> "soon"'],
    ),
    "sunset bads": (
        ow({"x-sunset": "soon"}, {"x-sunset": "later"}),
        ['sunset-advanced | GET /things: the date of its end: "soon" -> "later"'],
        None,
    ),
    "sunset empty": (ow({"x-sunset": ""}, {}), [], None),
    "sunset zone": (
        ow({"x-sunset": "2027-01-01T00:00:00+02:00"}, {"x-sunset": "2027-01-01"}),
        ['sunset-postponed | GET /things: the date of its end: "2027-01-01T00:00:00+02:00" -> "2027-01-01"'],
        None,
    ),
    "stab": (
        ow({"x-stability-level": "draft"}, {"x-stability-level": "alpha"}),
        ['stability-raised | GET /things: stability "draft" -> "alpha"'],
        None,
    ),
    "stab odd": (
        ow({"x-stability-level": "odd"}, {"x-stability-level": "draft"}),
        ['stability-raised | GET /things: stability "odd" -> "draft"'],
        ['stability-lowered | GET /things: stability "draft" -> "odd"'],
    ),
    "stab beta": (
        ow({"x-stability-level": "beta"}, {}),
        ['stability-raised | GET /things: stability "beta" -> null'],
        ['stability-lowered | GET /things: stability null -> "beta"'],
    ),
    "what a dynamic reference names on this way": (
        (dynamic({}), dynamic({"maximum": 9})),
        ["request-bound-narrowed | LT.n: maximum none -> 9"],
        ["request-bound-widened | LT.n: maximum 9 -> none"],
    ),
}
