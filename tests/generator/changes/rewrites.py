"""Pairs of schemas that say the same in other words, and beside each group neighbours that do not.

By the clause that decides: JSV and JSC are JSON Schema 2020-12, Validation and Core; OAS the OpenAPI Specification of this version.
"""

from __future__ import annotations

from typing import Any

S, INT, N, B, NULL = ({"type": kind} for kind in ("string", "integer", "number", "boolean", "null"))

Pair = tuple[Any, Any]
Table = dict[str, dict[str, Pair]]


def o(**more: Any) -> dict[str, Any]:
    return {"type": "object", **more}


def arr(**more: Any) -> dict[str, Any]:
    return {"type": "array", **more}


def s(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def n(**more: Any) -> dict[str, Any]:
    return {"type": "number", **more}


def i(**more: Any) -> dict[str, Any]:
    return {"type": "integer", **more}


def any_of(*members: Any, **more: Any) -> dict[str, Any]:
    return {"anyOf": list(members), **more}


def one_of(*members: Any, **more: Any) -> dict[str, Any]:
    return {"oneOf": list(members), **more}


def all_of(*members: Any, **more: Any) -> dict[str, Any]:
    return {"allOf": list(members), **more}


def values(*told: Any) -> list[dict[str, Any]]:
    return [{"const": value} for value in told]


def a(**more: Any) -> dict[str, Any]:
    return o(properties={"a": S}, **more)


def b(**more: Any) -> dict[str, Any]:
    return o(properties={"b": S}, **more)


def ab(**more: Any) -> dict[str, Any]:
    return o(properties={"a": S, "b": S}, **more)


C = o(properties={"c": S})
THING, BASE = {"$ref": "#/components/schemas/Thing"}, {"$ref": "#/components/schemas/Base"}
MODELS = {"Thing": ab(), "Twin": ab(), "Base": a(required=["a"]), "Chain": THING, "Color": s(enum=["red", "blue"])}
SHUT: dict[str, Any] = {"unevaluatedProperties": False}
NO_MORE: dict[str, Any] = {"unevaluatedItems": False}
IF_A = {"if": {"required": ["a"]}}

SAME: Table = {
    "JSC 11.3: all that an applicator beside evaluates": {
        "nothing beside": (a(**SHUT), a(additionalProperties=False)),
        "of a type": (a(unevaluatedProperties=INT), a(additionalProperties=INT)),
        "patterns": (
            a(patternProperties={"^x": S}, **SHUT),
            a(patternProperties={"^x": S}, additionalProperties=False),
        ),
        "any": (a(unevaluatedProperties=True), a()),
        "evaluated already": (a(additionalProperties=False, **SHUT), a(additionalProperties=False)),
        "members of a part": (all_of(a(), b(), type="object", **SHUT), ab(additionalProperties=False)),
        "members of a reference": (
            {**BASE, "properties": {"b": S}, **SHUT},
            ab(required=["a"], additionalProperties=False),
        ),
        "a condition on what is named": (
            ab(**{"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}}, **SHUT),
            ab(
                **{"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}},
                additionalProperties=False,
            ),
        ),
    },
    "JSC 11.2": {
        "a closed tuple": (arr(prefixItems=[S, INT], **NO_MORE), arr(prefixItems=[S, INT], items=False)),
        "of a type": (arr(prefixItems=[S], unevaluatedItems=INT), arr(prefixItems=[S], items=INT)),
        "evaluated already": (arr(items=S, **NO_MORE), arr(items=S)),
    },
    "JSV 6.1.2 and 6.1.3": {
        "any of some values": (any_of(*values("a", "b")), {"enum": ["a", "b"]}),
        "one of some values": (one_of(*values("a", 1, True)), {"enum": ["a", 1, True]}),
        "beside a type": (one_of(*values("a", "b"), type="string"), s(enum=["a", "b"])),
        "with words": (
            one_of({"const": "a", "title": "A"}, {"const": "b", "description": "B."}, type="string"),
            s(enum=["a", "b"]),
        ),
        "typed members": (one_of(s(const="a"), s(const="b")), s(enum=["b", "a"])),
        "lists in lists": (any_of(s(enum=["a", "b"]), s(enum=["c"])), s(enum=["a", "b", "c"])),
        "with null": (any_of(*values("a", None)), {"enum": ["a", None]}),
        "a list of one": (s(enum=["a"]), s(const="a")),
        "one number (JSC 4.2.2)": ({"const": 1}, {"const": 1.0}),
        "numbers (JSC 4.2.2)": ({"enum": [1, 2]}, {"enum": [2.0, 1.0]}),
        "twice": (s(enum=["a", "a", "b"]), s(enum=["a", "b"])),
        "both flags": ({"type": "boolean", "enum": [False, True]}, B),
        "the only number": (i(minimum=1, maximum=1), i(const=1)),
        "some numbers": (i(minimum=1, maximum=3), i(enum=[1, 2, 3])),
        "the empty text": (s(maxLength=0), s(const="")),
        "null": ({"const": None}, NULL),
        "of another type": (s(enum=["a", 1]), s(enum=["a"])),
        "too long": (s(enum=["a", "abc"], maxLength=2), s(enum=["a"])),
        "of no type": ({"enum": ["a", "b"]}, s(enum=["a", "b"])),
        "keeps a pattern": (s(enum=["ab", "ac"], pattern="^a"), s(enum=["ab", "ac"])),
        "null that its type rules out": (s(enum=["a", None]), s(enum=["a"])),
    },
    "JSV 6.1.1": {
        "types": ({"type": ["string", "integer"]}, any_of(S, INT)),
        "types that exclude each other": ({"type": ["string", "boolean"]}, one_of(S, B)),
        "types with limits": (
            {"type": ["string", "integer"], "maxLength": 3, "minimum": 2},
            any_of(s(maxLength=3), i(minimum=2)),
        ),
        "a list or a text": ({"type": ["array", "string"], "items": INT}, any_of(arr(items=INT), S)),
        "an object or a text": ({"type": ["object", "string"], "properties": {"a": S}}, any_of(a(), S)),
        "with null": ({"type": ["string", "integer", "null"]}, any_of(S, INT, NULL)),
        "integers are numbers": ({"type": ["integer", "number"]}, N),
        "beside a union": (
            any_of(s(maxLength=3), i(minimum=1), type=["string", "integer"]),
            any_of(s(maxLength=3), i(minimum=1)),
        ),
        "in front of a union": (
            any_of({"maxLength": 3}, {"pattern": "^a"}, type="string"),
            any_of(s(maxLength=3), s(pattern="^a")),
        ),
        "one in a list": ({"type": ["string"]}, S),
    },
    "JSV 6.2": {
        "a step of one": (n(multipleOf=1), INT),
        "a step of one from one on": (n(multipleOf=1, exclusiveMinimum=0), i(minimum=1)),
        "a step of two": (n(multipleOf=2, minimum=1), i(multipleOf=2, minimum=1)),
        "steps of two parts": (all_of(i(multipleOf=2), i(multipleOf=4)), i(multipleOf=4)),
        "of a list": (i(enum=[2, 4], multipleOf=2), i(enum=[2, 4])),
        "a half below": (i(minimum=-0.5), i(minimum=0)),
    },
    "JSV 6.3 and 6.4": {
        "no length": (s(minLength=0), S),
        "no items": (arr(items=S, minItems=0), arr(items=S)),
        "alike items": (arr(items=S, uniqueItems=False), arr(items=S)),
        "one is not alike": (arr(items=S, maxItems=1, uniqueItems=True), arr(items=S, maxItems=1)),
        "a tuple that ends": (arr(prefixItems=[S, INT], items=False), arr(prefixItems=[S, INT], maxItems=2)),
        "a tuple that ends twice": (
            arr(prefixItems=[S, INT], items=False),
            arr(prefixItems=[S, INT], items=False, maxItems=2),
        ),
        "the empty list": (arr(items=False), arr(maxItems=0)),
        "behind the end": (arr(prefixItems=[S, INT, B], maxItems=2), arr(prefixItems=[S, INT], maxItems=2)),
        "something in it": (arr(contains={}), arr(minItems=1)),
        "some items": (arr(contains={}, minContains=2), arr(minItems=2)),
        "one of its items": (arr(items=S, minItems=1, contains=S), arr(items=S, minItems=1)),
        "none of it": (arr(items=S, contains=INT, minContains=0), arr(items=S)),
    },
    "JSV 6.5": {
        "as many as must be there": (ab(required=["a"], minProperties=1), ab(required=["a"])),
        "as many as there can be": (ab(additionalProperties=False, maxProperties=2), ab(additionalProperties=False)),
        "no count": (ab(minProperties=0), ab()),
        "none must be there": (ab(required=[]), ab()),
        "order": (ab(required=["a", "b"]), ab(required=["b", "a"])),
        "what is there anyway": (ab(required=["b"], dependentRequired={"a": ["b"]}), ab(required=["b"])),
        "as a condition": (ab(**IF_A, then={"required": ["b"]}), ab(dependentRequired={"a": ["b"]})),
        "as a schema": (ab(dependentSchemas={"a": {"required": ["b"]}}), ab(dependentRequired={"a": ["b"]})),
    },
    "JSC 10": {
        "any others": (ab(additionalProperties=True), ab()),
        "no schema of others": (ab(additionalProperties={}), ab()),
        "every name": (o(patternProperties={".*": S}), o(additionalProperties=S)),
        "names are texts": (ab(propertyNames=S), ab()),
        "listed names": (a(propertyNames={"enum": ["a"]}), a(additionalProperties=False)),
        "nothing at all": (o(additionalProperties=False), o(maxProperties=0)),
        "refused by name": (
            o(properties={"a": S, "b": False}, additionalProperties=False),
            a(additionalProperties=False),
        ),
        "a condition without a consequence": (ab(**IF_A), ab()),
        "all of one": (all_of(THING), THING),
        "any of one": (any_of(THING), THING),
        "parts": (all_of(a(), b()), ab()),
        "parts that ask for more": (all_of(BASE, b(required=["b"])), ab(required=["a", "b"])),
        "parts of a text": (all_of(S, {"maxLength": 3}, {"minLength": 1}), s(maxLength=3, minLength=1)),
        "a part is any": (all_of(ab(), True), ab()),
        "a tighter variant": (any_of(THING, all_of(THING, {"required": ["a"]})), THING),
        "inlined": ({"$ref": "#/components/schemas/Chain"}, ab()),
        "inlined items": (arr(items={"$ref": "#/components/schemas/Color"}), arr(items=s(enum=["red", "blue"]))),
        "another name": (THING, {"$ref": "#/components/schemas/Twin"}),
    },
}
"""Nothing is told."""

SAME_IN_30: Table = {
    "OAS 3.0.3, Schema Object: nullable": {
        "a type": (s(nullable=True), {"type": ["string", "null"]}),
        "a union": (s(nullable=True), one_of(S, NULL)),
        "a reference": (all_of(THING, nullable=True), any_of(THING, NULL)),
        "a list of values": (s(nullable=True, enum=["a", None]), any_of(s(enum=["a"]), NULL)),
        "variants": (one_of(a(), C, type="object", nullable=True), one_of(a(), C, NULL)),
        "items": (arr(items=s(nullable=True)), arr(items={"type": ["string", "null"]})),
        "not": (s(nullable=False), S),
        "null among values of a type that has none": (s(enum=["a", None]), s(enum=["a"])),
    },
    "OAS 3.0.3, Schema Object": {
        "below is a flag": (n(minimum=0, exclusiveMinimum=True), n(exclusiveMinimum=0)),
        "above is a flag": (n(maximum=5, exclusiveMaximum=True), n(exclusiveMaximum=5)),
        "the flag alone": (n(minimum=0, exclusiveMinimum=False), n(minimum=0)),
        "whole numbers": (i(minimum=0, exclusiveMinimum=True), i(minimum=1)),
        "an example": (s(example="a"), s(examples=["a"])),
    },
    "OAS 3.1.0, Working with Binary Data": {
        "base64": (a(additionalProperties=s(format="byte")), a(additionalProperties=s(contentEncoding="base64"))),
        "base64 of a type": (s(format="byte"), s(contentEncoding="base64", contentMediaType="image/png")),
    },
}
"""The same, of a document of OpenAPI 3.0.3 and one of 3.1."""

TWINS: Table = {
    "JSC 11.3": {
        "members of a part": (
            all_of(a(), type="object", properties={"b": S}, **SHUT),
            all_of(a(), type="object", properties={"b": S}, additionalProperties=False),
        ),
        "members of a reference": (
            {**BASE, "properties": {"b": S}, **SHUT},
            {**BASE, "properties": {"b": S}, "additionalProperties": False},
        ),
        "members of variants": (a(anyOf=[b(), C], **SHUT), a(anyOf=[b(), C], additionalProperties=False)),
        "members of a condition": (
            a(**IF_A, then={"properties": {"b": S}}, **SHUT),
            a(**IF_A, then={"properties": {"b": S}}, additionalProperties=False),
        ),
        "members of what a member brings": (
            a(dependentSchemas={"a": b()}, **SHUT),
            a(dependentSchemas={"a": b()}, additionalProperties=False),
        ),
        "no longer": (a(**SHUT), a()),
        "of another type": (a(unevaluatedProperties=INT), a(additionalProperties=S)),
        "in a part": (all_of(a(**SHUT), b()), all_of(a(), b(), **SHUT)),
        "a part that is shut": (all_of(a(additionalProperties=False), b()), ab(additionalProperties=False)),
    },
    "JSC 11.2": {
        "what is contained is evaluated": (arr(contains=S, **NO_MORE), arr(contains=S, items=False)),
        "a tuple of a part": (
            all_of({"prefixItems": [S]}, type="array", **NO_MORE),
            all_of({"prefixItems": [S]}, type="array", items=False),
        ),
        "tuples of variants": (
            arr(anyOf=[{"prefixItems": [S]}, {"prefixItems": [INT, INT]}], **NO_MORE),
            arr(anyOf=[{"prefixItems": [S]}, {"prefixItems": [INT, INT]}], items=False),
        ),
        "no longer": (arr(prefixItems=[S], **NO_MORE), arr(prefixItems=[S])),
    },
    "JSV 6.1": {
        "a value less": (any_of(*values("a", "b")), {"enum": ["a"]}),
        "no list": (any_of(*values("a", "b")), S),
        "one twice is none of one": (one_of(*values("a", "a", "b")), {"enum": ["a", "b"]}),
        "lists that overlap": (one_of({"enum": ["a", "b"]}, {"enum": ["b", "c"]}), {"enum": ["a", "b", "c"]}),
        "values beside a type": (one_of(*values("a", 1), type="string"), {"enum": ["a", 1]}),
        "true is not 1": ({"enum": [1]}, {"const": True}),
        "a number between": ({"enum": [1, 2]}, {"enum": [1, 2.5]}),
        "one flag": ({"enum": [True]}, B),
        "two numbers": (i(minimum=1, maximum=2), i(const=1)),
        "numbers between": (n(minimum=1, maximum=3), n(enum=[1, 2, 3])),
        "one letter": (s(maxLength=1), s(const="")),
        "null of any type": ({"enum": ["a", None]}, s(enum=["a"])),
        "null of its type": ({"type": ["string", "null"], "enum": ["a", None]}, s(enum=["a"])),
        "short enough": (s(enum=["a", "abc"], maxLength=3), s(enum=["a"])),
        "a type less": ({"type": ["string", "integer"]}, any_of(S)),
        "a limit less": ({"type": ["string", "integer"], "maxLength": 3}, any_of(S, INT)),
        "types that overlap": ({"type": ["number", "string"]}, one_of(N, INT, S)),
        "other items": ({"type": ["array", "string"], "items": INT}, any_of(arr(items=N), S)),
        "another member": ({"type": ["object", "string"], "properties": {"a": S}}, any_of(o(properties={"a": INT}), S)),
    },
    "JSV 6.2 to 6.4": {
        "a step of a half": (n(multipleOf=0.5), INT),
        "a step of two": (n(multipleOf=2), INT),
        "a step of other values": ({"multipleOf": 1}, INT),
        "a list of another step": (i(enum=[2, 3], multipleOf=2), i(enum=[2, 3])),
        "a half below numbers": (n(minimum=-0.5), n(minimum=0)),
        "a length": (s(minLength=1), S),
        "alike items": (arr(items=S, maxItems=2, uniqueItems=True), arr(items=S, maxItems=2)),
        "a tuple that ends before": (
            arr(prefixItems=[S, INT], items=False),
            arr(prefixItems=[S, INT], items=False, maxItems=1),
        ),
        "a tuple that ends behind": (arr(prefixItems=[S, INT], items=False), arr(prefixItems=[S, INT], maxItems=3)),
        "within the end": (arr(prefixItems=[S, INT, B], maxItems=3), arr(prefixItems=[S, INT], maxItems=3)),
        "something of a type": (arr(contains=S), arr(minItems=1)),
        "no more of it": (arr(contains={}, maxContains=2), arr(minItems=1)),
    },
    "JSV 6.5": {
        "more than must be there": (ab(required=["a"], minProperties=2), ab(required=["a"])),
        "fewer than there can be": (ab(additionalProperties=False, maxProperties=1), ab(additionalProperties=False)),
        "what need not be there": (ab(required=["a"], dependentRequired={"a": ["b"]}), ab(required=["a"])),
        "the other way round": (ab(dependentSchemas={"a": {"required": ["b"]}}), ab(dependentRequired={"b": ["a"]})),
    },
    "JSC 10": {
        "others of a type": (ab(additionalProperties=S), ab()),
        "some names": (o(patternProperties={"^x": S}), o(additionalProperties=S)),
        "every name, beside one": (a(patternProperties={".*": INT}), a(additionalProperties=INT)),
        "more names": (a(propertyNames={"enum": ["a", "b"]}), a(additionalProperties=False)),
        "one at most": (o(additionalProperties=False), o(maxProperties=1)),
        "refused of an open object": (o(properties={"a": S, "b": False}), a()),
        "all of one and more": (all_of(THING, required=["a"]), THING),
        "parts, with a loss": (all_of(BASE, b()), ab()),
        "another component": (THING, BASE),
        "no tighter variant": (any_of(BASE, all_of(THING, {"required": ["b"]})), BASE),
        "variants that overlap": (one_of(THING, BASE), any_of(THING, BASE)),
    },
}
"""Neighbours that are a change: something is told in both directions, and one breaks requests."""

TWINS_IN_30: Table = {
    "OAS 3.0.3, Schema Object": {
        "no null": (s(nullable=True), S),
        "no null of a reference": (all_of(THING, nullable=True), THING),
        "null among values": (s(nullable=True, enum=["a", None]), s(enum=["a"])),
        "the flag is lost": (n(minimum=0, exclusiveMinimum=True), n(minimum=0)),
        "numbers above": (n(minimum=0, exclusiveMinimum=True), n(minimum=1)),
    },
    "OAS 3.1.0, Working with Binary Data": {
        "no encoding": (s(format="byte"), S),
        "another encoding": (s(format="byte"), s(contentEncoding="quoted-printable")),
        "bytes in JSON": (
            a(additionalProperties=s(format="binary")),
            a(additionalProperties={"contentMediaType": "x/y"}),
        ),
    },
}
"""The same, of a document of OpenAPI 3.0.3 and one of 3.1."""
