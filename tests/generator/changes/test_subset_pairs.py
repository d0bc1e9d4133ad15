"""Pairs of schemas, by the clause that tells whether the second takes in the first; where it does not, jsonschema says so of a value.

JSV: JSON Schema 2020-12, Validation; JSC: Core. References lead to `left` and `right`, the two schemas of the pair.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reissue_generator.changes.proofs import subset
from reissue_generator.changes.proofs.apart import Apart
from reissue_generator.changes.proofs.steps import is_multiple, is_step, is_whole
from reissue_generator.changes.proofs.subset import Subset
from tests.generator.changes.test_subset import (
    FLAG,
    LIST,
    LONG,
    MAP,
    NULL,
    NUMBER,
    OPEN,
    PAID,
    SHORT,
    TEXT,
    WHOLE,
    Schema,
    any_of,
    members,
    of,
    one_of,
    term,
    within,
)

LEFT, RIGHT = {"$ref": "#/components/schemas/left"}, {"$ref": "#/components/schemas/right"}
IN_LEFT, BESIDE, IN_RIGHT = (
    {"$ref": f"#/components/schemas/{path}"} for path in ("left/$defs/b", "right/$defs/b", "right/$defs/a")
)
DEFS: dict[str, Any] = {
    "$defs": {
        "a": of("object", properties={"next": BESIDE, "z": SHORT}),
        "b": of("object", properties={"back": IN_RIGHT}),
    }
}
BARE_OBJECT = {
    "required": ["z"],
    "properties": {"z": False},
    "patternProperties": {"z": False},
    "additionalProperties": False,
    "propertyNames": False,
    "dependentRequired": {"z": ["y"]},
    "dependentSchemas": {"z": False},
    "unevaluatedProperties": False,
    "minProperties": 1,
    "maxProperties": 0,
}
BARE_ARRAY = {
    "prefixItems": [False],
    "items": False,
    "contains": False,
    "unevaluatedItems": False,
    "minItems": 1,
    "maxItems": 0,
    "uniqueItems": True,
}
BARE_TEXT = {
    "pattern": "^z$",
    "minLength": 1,
    "maxLength": 0,
    "contentEncoding": "base64",
    "contentMediaType": "image/png",
    "contentSchema": False,
}
BARE_NUMBER = {"minimum": 9, "exclusiveMinimum": 9, "maximum": 1, "exclusiveMaximum": 1, "multipleOf": 7}
SOME = of("object", properties={"a": TEXT}, required=["a"])
TWO = of("object", properties={"a": TEXT, "b": TEXT}, additionalProperties=False)
CLOSED = of("object", properties={"a": TEXT}, additionalProperties=False)
PAIR = of("array", prefixItems=[TEXT, WHOLE])

INSIDE: dict[str, list[tuple[Schema, Schema]]] = {
    "keywords of another type say nothing (JSV 6)": [
        (TEXT, BARE_OBJECT | BARE_ARRAY | BARE_NUMBER),
        (MAP, BARE_TEXT | BARE_ARRAY | BARE_NUMBER),
        (LIST, BARE_TEXT | BARE_OBJECT | BARE_NUMBER),
        (NUMBER, BARE_TEXT | BARE_OBJECT | BARE_ARRAY),
        (NULL, BARE_TEXT | BARE_OBJECT | BARE_ARRAY | BARE_NUMBER),
        ({"type": ["boolean", "null"]}, BARE_TEXT | BARE_OBJECT | BARE_ARRAY | BARE_NUMBER),
    ],
    "types and values (JSV 6.1)": [
        (of("integer", minimum=1, maximum=3), {"enum": [3, 1, 2, 9]}),
        (of("integer", minimum=-1, exclusiveMaximum=1), {"enum": [0, -1]}),
        (of("integer", minimum=5, maximum=5), {"const": 5}),
        (of("integer", minimum=60, maximum=62), {"enum": [60, 61, 62]}),
        ({"type": ["integer", "null"], "minimum": 0, "maximum": 1}, {"enum": [0, 1, None]}),
        ({"enum": ["a", 1], "type": ["string", "object"]}, {"enum": ["a"]}),
        ({"enum": [{"a": 1}, [1]]}, {"enum": [[1.0], {"a": 1.0}]}),
        ({"enum": ["a", 1]}, any_of(TEXT, NUMBER)),
        ({"enum": ["a", 1]}, one_of(TEXT, NUMBER)),
        ({"enum": [1, 2], "type": "string"}, False),
        ({"type": ["string", "integer"], "const": 1}, WHOLE),
        ({"const": "a", "enum": ["a", "b"]}, {"enum": ["a"]}),
        ({"type": ["string", "object"]}, {"type": ["object", "string", "null"]}),
        ({"type": ["number", "string"]}, {"type": ["string", "integer", "number"]}),
        ({"enum": ["a", "bcde"]}, any_of(of("string", maxLength=1), of("string", pattern="^bcde$"))),
        (of("integer", minimum=-3, maximum=-2), {"enum": [-3, -2]}),
    ],
    "limits (JSV 6.2 to 6.5)": [
        (of("string", minLength=4), of("string", minLength=3)),
        (of("array", minItems=4), of("array", minItems=3)),
        (of("object", minProperties=2), of("object", minProperties=1)),
        (of("object", maxProperties=1), of("object", maxProperties=2)),
        (of("object", required=["a", "b"]), of("object", minProperties=2)),
        (CLOSED, of("object", maxProperties=1)),
        (of("array", maxItems=1), of("array", uniqueItems=True)),
        (of("array", maxItems=0), of("array", items=False)),
        (of("number", minimum=2), of("number", exclusiveMinimum=1)),
        (of("number", minimum=3, exclusiveMinimum=3), of("number", exclusiveMinimum=3)),
        (of("integer", multipleOf=6), {"multipleOf": 3}),
        ({"allOf": [{"multipleOf": 4}, {"multipleOf": 5}], "type": "integer"}, {"multipleOf": 5}),
        (of("number", multipleOf=0.3), of("number", multipleOf=0.1)),
        ({"enum": [0, 3, 6.0, -3]}, {"multipleOf": 3}),
        ({"enum": ["a", 5, None]}, {"minimum": 5, "maxLength": 1}),
    ],
    "texts (JSV 6.3.3, 7.2, 8)": [
        (of("integer", format="int32"), {"format": "int32"}),
        (of("number", format="float"), {"format": "double"}),
        ({"allOf": [{"format": "date"}, {"format": "email"}]}, {"format": "idn-email"}),
        (of("string", contentSchema=SHORT), {"contentSchema": LONG}),
        ({"allOf": [{"contentSchema": WHOLE}, {"contentSchema": SHORT}], "type": "string"}, {"contentSchema": LONG}),
        (
            of("string", contentEncoding="base64", contentMediaType="image/png"),
            {"contentEncoding": "base64", "contentMediaType": "image/png"},
        ),
        (WHOLE, {"pattern": "^a", "contentEncoding": "base64"}),
    ],
    "sums and unions (JSC 10.2.1)": [
        (any_of(SHORT, WHOLE), any_of(NUMBER, LONG)),
        (any_of(SHORT, WHOLE), one_of(NUMBER, LONG)),
        (one_of(SHORT, WHOLE), one_of(NUMBER, LONG)),
        (any_of(any_of(SHORT, WHOLE), FLAG), any_of(FLAG, any_of(NUMBER, TEXT))),
        ({"allOf": [any_of(TEXT, WHOLE), any_of(WHOLE, FLAG)]}, WHOLE),
        ({"allOf": [any_of(TEXT, WHOLE), any_of(FLAG, WHOLE)]}, any_of(NUMBER)),
        (any_of(TEXT, WHOLE, type="string"), TEXT),
        (one_of(SHORT, one_of(WHOLE, FLAG)), any_of(TEXT, NUMBER, FLAG)),
        ({"type": ["string", "integer"]}, one_of(NUMBER, TEXT)),
        ({"type": ["string", "array", "null"]}, any_of(NULL, LIST, TEXT)),
        (members("a", a=any_of(SHORT, WHOLE)), members("a", a=any_of(NUMBER, LONG))),
        (any_of(PAID, OPEN), any_of(members("open"), members("paid"))),
        (one_of(SHORT, WHOLE, FLAG), one_of(FLAG, SHORT, WHOLE)),
        (one_of(LONG, SHORT), one_of({"allOf": [SHORT]}, LONG)),
        ({"allOf": [LONG, {"maxLength": 3}]}, SHORT),
        ({"allOf": [LONG, {"minLength": 3}]}, {"allOf": [{"minLength": 2}, LONG]}),
        ({"allOf": [SOME, {"required": ["b"]}]}, {"allOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        (False, {"allOf": [TEXT, WHOLE]}),
        ({"allOf": [True, TEXT]}, TEXT),
        ({"allOf": [False, TEXT]}, WHOLE),
        ({}, any_of(TEXT, NUMBER, FLAG, NULL, LIST, MAP)),
    ],
    "references (JSC 8.2.3.1)": [
        (of("object", properties={"next": LEFT, "a": SHORT}), of("object", properties={"next": RIGHT, "a": LONG})),
        (any_of(SHORT, of("array", items=LEFT)), any_of(of("array", items=RIGHT), LONG)),
        (
            {"$defs": {"a": SHORT}, "$ref": "#/components/schemas/left/$defs/a", "minLength": 2},
            of("string", minLength=1, maxLength=3),
        ),
    ],
    "not (JSC 10.2.1.4)": [
        ({"not": TEXT}, {"not": SHORT}),
        ({"not": any_of(TEXT, WHOLE)}, {"not": TEXT}),
        (TEXT, {"not": any_of(WHOLE, FLAG)}),
        (any_of(TEXT, WHOLE), {"not": FLAG}),
        (any_of(TEXT, WHOLE), {"not": any_of(FLAG, NULL)}),
        ({"const": "a"}, {"not": {"const": "b"}}),
        (of("integer", minimum=5), {"not": {"const": 4}}),
        ({"enum": ["abcd"]}, {"not": of("string", maxLength=3)}),
        ({"enum": [4]}, {"not": {"multipleOf": 3}}),
        (members("a", a=WHOLE), {"not": members("a", a=TEXT)}),
        ({"type": ["object", "null"], "required": ["a"]}, {"not": of("array")}),
        (members("a", "b", a=members("k", k={"const": 1})), {"not": members("a", a=members("k", k={"const": 2}))}),
        (members("b"), {"not": CLOSED}),
        (CLOSED, {"not": members("b")}),
        ({"enum": ["a", 1]}, {"not": of("integer", minimum=2)}),
        (members("a", a=WHOLE), {"not": of("object", properties={"a": TEXT})}),
        (of("object", properties={"a": WHOLE}), {"not": members("a", a=TEXT)}),
        (members("a", a=any_of(WHOLE, FLAG)), {"not": members("a", a=any_of(TEXT, NULL))}),
    ],
    "conditions (JSC 10.2.2)": [
        (MAP, {"if": PAID, "then": True, "else": True}),
        (TEXT, {"if": WHOLE, "then": False}),
        (TEXT, {"if": TEXT, "else": False}),
        (TEXT, {"if": TEXT, "then": TEXT, "else": False}),
        (TEXT, {"if": WHOLE, "then": False, "else": TEXT}),
        ({"type": ["string", "integer"]}, {"if": TEXT, "then": TEXT, "else": NUMBER}),
        (any_of(SHORT, WHOLE), {"if": TEXT, "then": LONG, "else": NUMBER}),
        (
            {"if": PAID, "then": {"required": ["id"]}, "else": {"required": ["due"]}, "type": "object"},
            {"if": PAID, "then": {"required": ["id"]}},
        ),
        (
            {"if": PAID, "then": {"required": ["id"]}, "else": {"required": ["due"]}, "type": "object"},
            {"if": PAID, "else": {"required": ["due"]}},
        ),
        (
            {"allOf": [{"if": OPEN, "then": {"required": ["x"]}}, {"if": PAID, "then": {"required": ["id"]}}]},
            {"if": PAID, "then": {"required": ["id"]}},
        ),
        (members("id", id=TEXT), {"if": {"required": ["id"]}, "then": {"minProperties": 1}, "else": False}),
    ],
    "members (JSC 10.3.2, JSV 6.5)": [
        (members("a", "b"), members("b")),
        (members("a", a=TEXT), {"properties": {"a": {"minLength": 0}, "b": True}}),
        (CLOSED, of("object", properties={"b": False})),
        (CLOSED, of("object", properties={"a": TEXT, "b": False}, additionalProperties=False)),
        (CLOSED, of("object", patternProperties={"^b": False})),
        (CLOSED, of("object", patternProperties={"^a": LONG | {"maxLength": 99}} | {"^a": TEXT})),
        (CLOSED, TWO),
        (CLOSED, of("object", additionalProperties=TEXT)),
        (CLOSED, of("object", patternProperties={"^a$": TEXT}, additionalProperties=False)),
        (
            of("object", patternProperties={"^a": SHORT, "^b": WHOLE}, additionalProperties=False),
            of("object", patternProperties={"^a": LONG}, additionalProperties=NUMBER),
        ),
        (
            of("object", patternProperties={"^a": SHORT}, additionalProperties=False),
            of("object", patternProperties={"^a": LONG}, additionalProperties=False),
        ),
        (of("object", patternProperties={".*": SHORT}), of("object", additionalProperties=LONG)),
        (of("object", additionalProperties=SHORT), of("object", patternProperties={"^x": LONG, "^y": TEXT})),
        (
            of("object", properties={"xa": WHOLE}, additionalProperties=SHORT),
            of("object", properties={"xa": NUMBER}, additionalProperties=LONG),
        ),
        (
            of("object", properties={"a": SHORT}, patternProperties={"^b": SHORT}, additionalProperties=SHORT),
            of("object", additionalProperties=LONG),
        ),
        (
            {"allOf": [of("object", properties={"a": TEXT}), {"properties": {"a": {"maxLength": 3}}}]},
            members(a=SHORT),
        ),
        (of("object", propertyNames={"enum": ["a", "b"]}), of("object", propertyNames={"maxLength": 1})),
        (of("object", propertyNames={"enum": ["a"]}), of("object", maxProperties=1)),
        (CLOSED, of("object", propertyNames={"enum": ["a", "b"]})),
        (MAP, of("object", propertyNames={"type": "string"})),
        (
            {"allOf": [{"propertyNames": {"minLength": 2}}, {"propertyNames": {"maxLength": 3}}], "type": "object"},
            {"propertyNames": {"minLength": 1, "maxLength": 4}},
        ),
    ],
    "members that bring others (JSV 6.5.4, JSC 10.2.2.4)": [
        (
            of("object", dependentRequired={"a": ["b"], "b": ["c"]}),
            of("object", dependentRequired={"a": ["c"]}),
        ),
        (of("object", required=["a"], dependentRequired={"a": ["b"]}), of("object", required=["b"])),
        (of("object", dependentSchemas={"a": {"required": ["b"]}}), of("object", dependentRequired={"a": ["b"]})),
        (of("object", dependentRequired={"a": ["b"]}), of("object", dependentSchemas={"a": {"required": ["b"]}})),
        (
            {"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}},
            of("object", dependentRequired={"a": ["b"]}),
        ),
        (CLOSED, of("object", dependentRequired={"b": ["c"]}, dependentSchemas={"b": False})),
        (MAP, of("object", dependentRequired={"a": []})),
        (
            of("object", dependentSchemas={"a": SOME, "c": members("d")}),
            of("object", dependentSchemas={"c": {"required": ["d"]}}),
        ),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"dependentRequired": {"a": ["b"]}}),
        (MAP, of("object", dependentRequired={"a": ["a"]})),
    ],
    "what nothing evaluates (JSC 11)": [
        (CLOSED, of("object", properties={"a": TEXT, "b": TEXT}, unevaluatedProperties=False)),
        (
            of("object", properties={"a": TEXT}, unevaluatedProperties=False),
            of("object", properties={"a": TEXT}, additionalProperties=False),
        ),
        (
            {"allOf": [members(a=SHORT)], "properties": {"b": WHOLE}, "unevaluatedProperties": False},
            of("object", properties={"a": LONG, "b": NUMBER}, additionalProperties=False),
        ),
        (
            {"allOf": [members(a=SHORT)], "unevaluatedProperties": SHORT},
            {"allOf": [{"type": "object"}], "properties": {"a": LONG}, "unevaluatedProperties": LONG},
        ),
        (
            {"type": "object", "patternProperties": {"^a": TEXT}, "unevaluatedProperties": False},
            {"type": "object", "patternProperties": {"^a": TEXT}, "unevaluatedProperties": False, "minProperties": 0},
        ),
        (MAP, {"additionalProperties": True, "unevaluatedProperties": False}),
        (
            any_of(PAID, OPEN, type="object", unevaluatedProperties=False),
            any_of(PAID, OPEN, type="object", unevaluatedProperties=False),
        ),
        (LIST, {"items": True, "unevaluatedItems": False}),
        (of("array", prefixItems=[TEXT], items=False), of("array", prefixItems=[TEXT], unevaluatedItems=False)),
        (of("array", prefixItems=[TEXT], unevaluatedItems=False), of("array", prefixItems=[TEXT], items=False)),
        (of("array", prefixItems=[TEXT], unevaluatedItems=False), of("array", maxItems=1)),
        (of("array", prefixItems=[TEXT, SHORT], items=SHORT), of("array", prefixItems=[TEXT], unevaluatedItems=LONG)),
        (
            of("array", contains=SHORT, items=SHORT, minItems=2),
            of("array", prefixItems=[True], unevaluatedItems=LONG, minItems=1),
        ),
        (
            of("array", anyOf=[{"prefixItems": [TEXT]}], unevaluatedItems=False),
            of("array", anyOf=[{"prefixItems": [TEXT]}], unevaluatedItems=False),
        ),
        (MAP, {"allOf": [{"unevaluatedProperties": True}], "unevaluatedProperties": False}),
        (of("object", properties={"a": TEXT}, unevaluatedProperties=False), of("object", maxProperties=1)),
        (
            any_of({"required": ["paid"], "properties": {"paid": FLAG}, "type": "object"}, OPEN, unevaluatedProperties=False),
            any_of(PAID, OPEN, unevaluatedProperties=False),
        ),
        (of("array", items=[TEXT], additionalItems=SHORT), {"items": [TEXT], "additionalItems": LONG, "unevaluatedItems": False}),
    ],
    "items (JSC 10.3.1, JSV 6.4)": [
        (of("array", items=SHORT), of("array", prefixItems=[LONG, TEXT])),
        (of("array", prefixItems=[SHORT, SHORT], items=False), of("array", items=LONG)),
        (of("array", prefixItems=[SHORT, WHOLE], maxItems=1), of("array", items=LONG)),
        (of("array", prefixItems=[TEXT, WHOLE], items=FLAG), of("array", prefixItems=[TEXT, NUMBER], items=FLAG)),
        (of("array", prefixItems=[TEXT, WHOLE], items=FLAG), of("array", prefixItems=[TEXT])),
        (of("array", items=WHOLE), of("array", items={"items": TEXT, "minimum": None} | NUMBER)),
        (of("array", contains=SHORT, minContains=2), of("array", contains=LONG, minContains=1)),
        (of("array", contains=SHORT, minContains=2), of("array", minItems=2)),
        (of("array", items=SHORT, minItems=2), of("array", contains=LONG, minContains=2)),
        (of("array", items=SHORT, minItems=1), of("array", contains=LONG)),
        (of("array", items=SHORT, minItems=2, maxItems=3), of("array", contains=LONG, maxContains=3)),
        (of("array", maxItems=3), of("array", contains=TEXT, minContains=0, maxContains=3)),
        (of("array", contains=LONG, maxContains=1), of("array", contains=SHORT, minContains=0, maxContains=1)),
        (of("array", contains=LONG, minContains=0, maxContains=1), of("array", contains=SHORT, minContains=0, maxContains=2)),
        (of("array", items=[TEXT, WHOLE]), PAIR),  # as older drafts write it
        (of("array", items=[TEXT], additionalItems=SHORT), of("array", prefixItems=[TEXT], items=LONG)),
    ],
}  # fmt: skip
"""What has to be proven."""

OUTSIDE: dict[str, list[tuple[Schema, Schema, Any]]] = {
    "keywords without a type (JSV 6)": [
        ({}, {"required": ["z"]}, {}),
        ({}, {"properties": {"z": TEXT}}, {"z": 1}),
        ({}, {"patternProperties": {"z": TEXT}}, {"az": 1}),
        ({}, {"additionalProperties": TEXT}, {"a": 1}),
        ({}, {"propertyNames": SHORT}, {"abcde": 1}),
        ({}, {"dependentRequired": {"z": ["y"]}}, {"z": 1}),
        ({}, {"dependentSchemas": {"z": members("y")}}, {"z": 1}),
        ({}, {"unevaluatedProperties": TEXT}, {"a": 1}),
        ({}, {"minProperties": 1}, {}),
        ({}, {"prefixItems": [TEXT]}, [1]),
        ({}, {"items": TEXT}, [1]),
        ({}, {"contains": TEXT}, [1]),
        ({}, {"unevaluatedItems": TEXT}, [1]),
        ({}, {"maxItems": 1}, [1, 2]),
        ({}, {"pattern": "^z"}, "a"),
        ({}, {"minLength": 1}, ""),
        ({}, {"minimum": 1}, 0),
        ({}, {"multipleOf": 2}, 1),
        ({"type": ["string", "object"]}, {"required": ["z"]}, {}),
        ({"type": ["string", "array"]}, {"items": TEXT}, [1]),
        ({"type": ["null", "integer"]}, {"minimum": 1}, 0),
        ({"type": ["null", "number"]}, {"multipleOf": 2}, 1),
    ],
    "types and values (JSV 6.1)": [
        (of("integer", minimum=1, maximum=3), {"enum": [1, 2]}, 3),
        (of("integer", minimum=1, maximum=3), {"enum": [3, 2]}, 1),
        (of("integer", minimum=1), {"enum": [1, 2]}, 3),
        (of("integer", maximum=1), {"enum": [1, 0]}, -1),
        (of("number", minimum=1, maximum=2), {"enum": [1, 2]}, 1.5),
        ({"type": ["integer", "null"], "minimum": 0, "maximum": 1}, {"enum": [0, 1]}, None),
        ({"type": ["integer", "string"], "minimum": 0, "maximum": 1}, {"enum": [0, 1]}, "a"),
        (of("string", maxLength=1), {"const": ""}, "a"),
        ({"enum": ["a", None]}, TEXT, None),
        ({"enum": ["a", 1]}, any_of(TEXT, FLAG), 1),
        ({"enum": ["a", 1]}, one_of(TEXT, {"type": ["string", "integer"]}), "a"),
        ({"const": None}, {"enum": ["a"]}, None),
        ({"enum": [0, False]}, {"enum": [0]}, False),
        ({"type": ["string", "null"], "enum": ["a", None]}, {"enum": ["a"]}, None),
        (NUMBER, {"type": ["integer", "string"]}, 0.5),
        (NULL, {"enum": [False]}, None),
        ({"enum": ["a", "bcde"]}, any_of(of("string", maxLength=1), FLAG), "bcde"),
        (FLAG, {"enum": [False]}, True),
    ],
    "limits (JSV 6.2 to 6.5)": [
        (of("object", required=["a", "b"]), of("object", minProperties=3), {"a": 1, "b": 1}),
        (TWO, of("object", maxProperties=1), {"a": "", "b": ""}),
        (of("array", maxItems=2), of("array", uniqueItems=True), [1, 1]),
        (of("array", minItems=3), of("array", minItems=4), [1, 2, 3]),
        (of("object", minProperties=1), of("object", minProperties=2), {"a": 1}),
        (of("integer", multipleOf=3), {"multipleOf": 6}, 3),
        (WHOLE, {"multipleOf": 2}, 1),
        (of("number", multipleOf=1.5), {"multipleOf": 1}, 1.5),
        ({"enum": [0, 4]}, {"multipleOf": 3}, 4),
        ({"enum": [0.5]}, {"minimum": 1}, 0.5),
        ({"enum": ["abc"]}, {"maxLength": 2}, "abc"),
        ({"enum": ["abc", 5]}, {"maximum": 4, "maxLength": 3}, 5),
        ({"enum": [-5]}, {"exclusiveMinimum": -5}, -5),
        ({"enum": [5]}, {"exclusiveMaximum": 5}, 5),
        ({"enum": [5]}, {"maximum": 4}, 5),
        (TEXT, {"minItems": 1, "maxLength": 2}, "abc"),
    ],
    "texts (JSV 6.3.3, 7.2, 8)": [
        (of("string", pattern="^a"), {"pattern": "^ab"}, "a"),
        ({"enum": ["xa", "ya"]}, {"pattern": "^x"}, "ya"),
    ],
    "sums and unions (JSC 10.2.1)": [
        (any_of(SHORT, WHOLE), any_of(TEXT, FLAG), 1),
        (any_of(WHOLE, SHORT), any_of(TEXT, FLAG), 1),
        ({"allOf": [any_of(TEXT, WHOLE), any_of(WHOLE, TEXT)]}, WHOLE, "a"),
        ({"type": ["string", "integer"]}, any_of(TEXT, FLAG), 1),
        (any_of(PAID, OPEN), PAID, {"open": True}),
        (one_of(SHORT, SHORT, LONG), one_of(SHORT, LONG, LONG), "abcde"),
        (one_of(SHORT, LONG), one_of(SHORT, LONG, WHOLE | {"type": ["integer", "string"], "minLength": 4}), "abcde"),
        (SHORT, one_of(SHORT, LONG), "a"),
        (LONG, one_of(SHORT, LONG), "a"),
        (TEXT, any_of(SHORT, of("string", minLength=5)), "abcd"),
        (members(a=any_of(SHORT, WHOLE)), members(a=SHORT), {"a": 1}),
        (TEXT, {"allOf": [TEXT, SHORT]}, "abcd"),
        (TEXT, {"allOf": [True, False]}, ""),
        (of("array", items={"allOf": [TEXT]}), of("array", items={"allOf": [False]}), [""]),
    ],
    "references (JSC 8.2.3.1)": [
        (
            of("object", properties={"next": LEFT, "a": LONG}),
            of("object", properties={"next": RIGHT, "a": SHORT}),
            {"next": {"a": "abcde"}},
        ),
        (
            {"$defs": {"a": SHORT}, "$ref": "#/components/schemas/left/$defs/a", "minLength": 2},
            of("string", minLength=3),
            "ab",
        ),
        (
            of("object", properties={"next": IN_LEFT, "z": LONG}, **{"$defs": {"b": of("object", properties={"back": LEFT})}}),
            any_of(IN_RIGHT, of("object", properties={"next": BESIDE}), **DEFS),
            {"next": {"back": {"z": "abcde"}}, "z": "abcde"},
        ),
    ],
    "not (JSC 10.2.1.4)": [
        ({"not": SHORT}, {"not": TEXT}, "abcde"),
        (any_of(TEXT, WHOLE), {"not": WHOLE}, 1),
        (any_of(TEXT, WHOLE), {"not": any_of(FLAG, TEXT)}, "a"),
        (of("integer", minimum=5), {"not": {"const": 5}}, 5),
        (of("string", minLength=3), {"not": {"const": "abc"}}, "abc"),
        (of("string", pattern="^a"), {"not": {"enum": ["b", "ab"]}}, "ab"),
        (of("integer", multipleOf=2), {"not": {"const": 4}}, 4),
        (members(a=WHOLE), {"not": members(a=TEXT)}, {}),
        (members("a", a=WHOLE), {"not": members(a=NUMBER, b=TEXT)}, {"a": 1}),
        (members("a", a=NUMBER), {"not": members("a", a=WHOLE)}, {"a": 1}),
        ({"type": ["object", "array"]}, {"not": members("a")}, {"a": 1}),
        (CLOSED, {"not": members("a")}, {"a": ""}),
        ({"const": "a"}, {"not": {"enum": ["b", "a"]}}, "a"),
        (MAP, {"not": CLOSED}, {}),
        ({"type": ["object", "string"], "required": ["a"]}, {"not": any_of(CLOSED, FLAG)}, {"a": ""}),
        (members("a", a=WHOLE), {"not": members("b", b=TEXT)}, {"a": 1, "b": ""}),
        (of("object", properties={"a": WHOLE}), {"not": of("object", properties={"a": TEXT})}, {}),
    ],
    "conditions (JSC 10.2.2)": [
        (TEXT, {"if": TEXT, "then": SHORT}, "abcd"),
        (TEXT, {"if": SHORT, "else": SHORT}, "abcd"),
        (TEXT, {"if": WHOLE, "else": SHORT}, "abcd"),
        ({"type": ["string", "integer"]}, {"if": TEXT, "then": TEXT, "else": FLAG}, 1),
        ({"type": ["string", "integer"]}, {"if": TEXT, "then": SHORT, "else": WHOLE}, "abcd"),
        (any_of(TEXT, WHOLE), {"if": TEXT, "then": SHORT}, "abcd"),
        (
            {"if": PAID, "else": {"required": ["due"]}, "type": "object"},
            {"if": PAID, "else": {"required": ["due", "day"]}},
            {"due": 1},
        ),
        (
            {"if": PAID, "then": {"required": ["id"]}, "type": "object"},
            {"if": members("paid"), "then": {"required": ["id"]}},
            {"paid": 1},
        ),
        (
            {"if": members("paid"), "then": {"required": ["id"]}, "else": {"required": ["due"]}, "type": "object"},
            {"if": PAID, "then": {"required": ["id"]}, "else": {"required": ["due"]}},
            {"paid": 1, "id": 1},
        ),
    ],
    "members (JSC 10.3.2, JSV 6.5)": [
        (members("a"), members("b"), {"a": 1}),
        (members(a=TEXT), members(a=False), {"a": ""}),
        (MAP, of("object", properties={"b": False}), {"b": 1}),
        (of("object", properties={"b": True}), of("object", properties={"a": True, "b": SHORT}), {"b": 1}),
        (TWO, CLOSED, {"b": ""}),
        (TWO, of("object", patternProperties={"^b": SHORT}), {"b": "abcd"}),
        (CLOSED, of("object", patternProperties={"^b$": TEXT}, additionalProperties=False), {"a": ""}),
        (CLOSED, of("object", properties={"b": TEXT}, additionalProperties=SHORT), {"a": "abcd"}),
        (
            of("object", patternProperties={"^a": SHORT, "^b": TEXT}, additionalProperties=False),
            of("object", patternProperties={"^a": LONG}, additionalProperties=NUMBER),
            {"b": ""},
        ),
        (
            of("object", properties={"xa": TEXT}, additionalProperties=SHORT),
            of("object", additionalProperties=LONG),
            {"xa": "abcdefghijkl"},
        ),
        (
            of("object", additionalProperties=LONG),
            of("object", properties={"a": TEXT}, additionalProperties=SHORT),
            {"b": "abcd"},
        ),
        (
            of("object", patternProperties={"^x": SHORT}),
            of("object", patternProperties={"^y": LONG}),
            {"y": 1},
        ),
        (of("object", additionalProperties=LONG), of("object", patternProperties={"^x": SHORT}), {"x": "abcd"}),
        (
            of("object", patternProperties={"^x": SHORT}, additionalProperties=LONG),
            of("object", patternProperties={"^y": SHORT}),
            {"y": "abcd"},
        ),
        (of("object", patternProperties={".*": LONG}), of("object", additionalProperties=SHORT), {"a": "abcd"}),
        (of("object", propertyNames={"enum": ["a", "bc"]}), of("object", propertyNames={"maxLength": 1}), {"bc": 1}),
        (of("object", propertyNames={"enum": ["a", "b"]}), of("object", properties={"b": False}), {"b": 1}),
        (TWO, of("object", propertyNames={"enum": ["a"]}), {"b": ""}),
        (MAP, of("object", propertyNames=SHORT), {"abcd": 1}),
        (of("object", propertyNames={"minLength": 2}), of("object", propertyNames={"minLength": 3}), {"ab": 1}),
        ({"allOf": [members(a=TEXT), members(b=SHORT)]}, members(b=WHOLE), {"b": ""}),
    ],
    "members that bring others (JSV 6.5.4, JSC 10.2.2.4)": [
        (of("object", dependentRequired={"a": ["b"]}), of("object", required=["b"]), {}),
        (of("object", dependentRequired={"a": ["b"]}), of("object", dependentRequired={"b": ["a"]}), {"b": 1}),
        (members("c"), of("object", dependentRequired={"a": ["c", "b"]}), {"c": 1, "a": 1}),
        (members("c"), of("object", dependentSchemas={"a": members("b")}), {"c": 1, "a": 1}),
        (
            of("object", dependentSchemas={"a": members("b")}),
            of("object", dependentSchemas={"c": members("b")}),
            {"c": 1},
        ),
        (
            {"type": "object", "if": {"required": ["c"]}, "then": {"required": ["b"]}},
            of("object", dependentRequired={"a": ["b"]}),
            {"a": 1},
        ),
        (
            {"type": "object", "if": {"required": ["a"]}, "else": {"required": ["b"]}},
            of("object", dependentRequired={"a": ["b"]}),
            {"a": 1},
        ),
        (CLOSED, of("object", dependentRequired={"a": ["b"]}), {"a": ""}),
        (CLOSED, of("object", dependentSchemas={"b": False, "a": members("b")}), {"a": ""}),
    ],
    "what nothing evaluates (JSC 11)": [
        (
            of("object", properties={"a": TEXT, "c": TEXT}, unevaluatedProperties=False),
            of("object", properties={"a": TEXT}, additionalProperties=False),
            {"c": ""},
        ),
        (
            {"allOf": [members(a=SHORT)], "unevaluatedProperties": LONG},
            {"properties": {"a": LONG}, "unevaluatedProperties": SHORT},
            {"b": "abcd"},
        ),
        (
            any_of(PAID, OPEN, type="object", unevaluatedProperties=False),
            any_of(PAID, type="object", unevaluatedProperties=False),
            {"open": True},
        ),
        (
            any_of(members(paid=FLAG), members("open", open=FLAG), unevaluatedProperties=False),
            of("object", properties={"paid": FLAG}, additionalProperties=False),
            {"open": True},
        ),
        (MAP, of("object", patternProperties={"^a": True}, unevaluatedProperties=False), {"b": 1}),
        (
            of("object", patternProperties={"^a": True}, unevaluatedProperties=False),
            of("object", properties={"a": True}, additionalProperties=False),
            {"ab": 1},
        ),
        (LIST, of("array", prefixItems=[True], unevaluatedItems=False), [1, 2]),
        (of("array", prefixItems=[TEXT, TEXT], items=False), of("array", prefixItems=[TEXT], unevaluatedItems=False), ["", ""]),
        (of("array", prefixItems=[TEXT, TEXT], unevaluatedItems=False), of("array", maxItems=1), ["", ""]),
        (of("array", prefixItems=[SHORT], items=LONG), of("array", prefixItems=[TEXT], unevaluatedItems=SHORT), ["", "abcd"]),
        (
            of("array", anyOf=[{"prefixItems": [TEXT]}], unevaluatedItems=False),
            of("array", anyOf=[{"prefixItems": [SHORT]}], unevaluatedItems=False),
            ["abcd"],
        ),
        (of("array", contains=WHOLE), of("array", contains=WHOLE, unevaluatedItems=False), [1, ""]),
        (MAP, {"anyOf": [{"properties": {"a": True}}], "unevaluatedProperties": False}, {"b": 1}),
        (of("array", contains=WHOLE, unevaluatedItems=False), of("array", maxItems=0), [1]),
    ],
    "items (JSC 10.3.1, JSV 6.4)": [
        (of("array", items=LONG), of("array", prefixItems=[TEXT, SHORT]), ["", "abcd"]),
        (of("array", prefixItems=[SHORT, LONG], items=False), of("array", items=SHORT), ["", "abcd"]),
        (of("array", prefixItems=[SHORT, LONG], maxItems=2), of("array", items=SHORT), ["", "abcd"]),
        (of("array", prefixItems=[TEXT, WHOLE], items=FLAG), of("array", prefixItems=[TEXT], items=WHOLE), ["", 1, True]),
        (of("array", prefixItems=[TEXT], items=FLAG), of("array", prefixItems=[TEXT, WHOLE]), ["", True]),
        (of("array", contains=SHORT), of("array", contains=LONG, minContains=2), [""]),
        (of("array", items=SHORT, minItems=1), of("array", contains=LONG, minContains=2), [""]),
        (of("array", items=LONG, minItems=2), of("array", contains=SHORT, minContains=2), ["", "abcd"]),
        (of("array", items=SHORT, minItems=2), of("array", contains=LONG, maxContains=3), ["", "", "", ""]),
        (of("array", items=SHORT, minItems=2, maxItems=4), of("array", contains=LONG, maxContains=3), ["", "", "", ""]),
        (of("array", maxItems=4), of("array", contains=TEXT, minContains=0, maxContains=3), ["", "", "", ""]),
        (of("array", contains=SHORT, minContains=0), of("array", contains=SHORT), []),
        (of("array", contains=SHORT, maxContains=1), of("array", contains=TEXT, minContains=0, maxContains=1), ["", "abcd"]),
        (of("array", contains=SHORT), of("array", contains=SHORT, maxContains=2), ["", "", ""]),
    ],
}  # fmt: skip
"""What must not be proven, with a value that refutes it."""


@pytest.mark.parametrize("clause", INSIDE)
def test_what_is_inside_is_proven(clause: str) -> None:
    for left, right in INSIDE[clause]:
        assert within(left, right), (left, right)


@pytest.mark.parametrize("clause", OUTSIDE)
def test_what_is_outside_is_not(clause: str) -> None:
    for left, right, value in OUTSIDE[clause]:
        schemas = {"components": {"schemas": {"left": left, "right": right}}}
        assert Draft202012Validator({**schemas, **LEFT}).is_valid(value), (left, value)
        assert not Draft202012Validator({**schemas, **RIGHT}).is_valid(value), (right, value)
        assert not within(left, right), (left, right)


HIDDEN = members("a", a={**WHOLE, "readOnly": True})
TAKES_A = members("a", a=TEXT)
SHARES: list[tuple[Schema, Schema, bool]] = [
    (TEXT, LONG, True),
    (TEXT, WHOLE, False),
    (TAKES_A, HIDDEN, True),
    (HIDDEN, TAKES_A, False),
    (TAKES_A, members("a", a=WHOLE), False),
    (of("integer", minimum=3), {"const": 2}, False),
    (any_of(TEXT, WHOLE), FLAG, False),
    (any_of(TEXT, WHOLE), NUMBER, True),
    (any_of(WHOLE, TEXT), NUMBER, True),
    (NUMBER, any_of(TEXT, WHOLE), True),
    (any_of(TEXT, FLAG), any_of(NUMBER, FLAG), True),
    (SOME, members("a", a=SHORT), True),
    (SOME, members("a", a=WHOLE), False),
    ({"type": ["object", "string"]}, members("b"), False),
    (SOME, members("a", "b"), False),  # nobody makes an object of one with a member that only the other documents
    (members(a=TEXT, b=TEXT), members("b"), True),
    ({"type": ["object", "string"]}, {"type": ["object", "string"], "required": ["b"]}, True),
    (any_of(SOME, TEXT), members("a", "b"), False),
    (any_of(members(a=TEXT, b=TEXT), TEXT), members("a", "b"), True),
    (members("a", "b", a=TEXT, b=TEXT), any_of(SOME, TEXT), True),
    (SOME, any_of(members("a", "b"), TEXT), False),
    (any_of(LEFT, TEXT), TEXT, True),
    ({"allOf": [any_of(TEXT, WHOLE), any_of(FLAG, NULL)]}, {"allOf": [any_of(TEXT, WHOLE)]}, False),
]
"""Whether a value of the first, made of the members that it documents, may be one of the second (docs/rules, unions)."""


@pytest.mark.parametrize(("left", "right", "shared"), SHARES)
def test_two_variants_share_a_value(left: Schema, right: Schema, shared: bool) -> None:
    assert Apart("readOnly").shares(term("left", left), term("right", right)) is shared


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (TAKES_A, {"not": HIDDEN}),
        (TAKES_A, {"if": HIDDEN, "then": False}),
        (TAKES_A, one_of(TAKES_A, HIDDEN)),
        ({"dependentSchemas": {"b": HIDDEN}, "type": "object"}, {"dependentRequired": {"b": ["a"]}}),
    ],
)
def test_what_takes_no_part_in_a_message_proves_nothing_of_it(left: Schema, right: Schema) -> None:
    """OpenAPI, Schema Object: a member that is `readOnly` is not sent, also where it is required; a refusal of its value refuses nothing sent."""
    assert not within(left, right)
    plain = [json.loads(json.dumps(side).replace(', "readOnly": true', "")) for side in (left, right)]
    assert within(*plain)


@pytest.mark.parametrize("step", ["4", True, 0, -4, None])
def test_a_multiple_of_what_is_no_number_above_0_says_nothing(step: object) -> None:
    """JSV 6.2.1: the value of multipleOf must be a number above 0."""
    assert not within({"type": "integer", "multipleOf": step}, {"multipleOf": 2})
    assert within({"type": "integer"}, {"multipleOf": step})


def test_items_as_older_drafts_write_them() -> None:
    """A list of `items` is what `prefixItems` is: what stands behind it is not evaluated (draft-06, 6.9 and 6.10)."""
    left = of("array", items=[TEXT])
    assert not within(left, of("array", items=[TEXT], unevaluatedItems=False))
    assert within(left, of("array", items=[TEXT], additionalItems=True, unevaluatedItems=False))


def test_the_same_words_that_lead_elsewhere() -> None:
    """Two documents have the same reference, and not the same behind it."""
    words = {"anyOf": [{"$ref": "#/components/schemas/T/$defs/a"}], "unevaluatedProperties": False}
    left, right = ({**words, "$defs": {"a": {"properties": {name: True}}}} for name in ("b", "c"))
    assert not Subset("readOnly").within(term("T", left), term("T", right))


def test_what_is_assumed_of_a_schema_that_contains_itself_is_not_kept() -> None:
    """Of `q` it is asked whether it holds while it is looked at itself: that `a` holds then, says nothing of `a` alone."""
    sides = []
    for kind in (TEXT, WHOLE):
        again = {"type": "object", "properties": {"q": {"$ref": "#/components/schemas/S"}}}
        sides.append(term("S", of("object", properties={"a": again, "v": kind}, required=["v"])))
    inner = [each.child("properties").child("a") for each in sides]
    subset_of = Subset("readOnly")
    assert not subset_of.within(*(each.child("properties").child("q") for each in inner))
    assert not subset_of.within(*inner)


def test_places_that_another_part_tells_apart_are_no_rest() -> None:
    told = {"type": "array", "allOf": [{"prefixItems": [TEXT]}], "unevaluatedItems": WHOLE}
    assert within(told, {"prefixItems": [TEXT]})
    assert not within(told, {"prefixItems": [{**TEXT, "maxLength": 3}]})


def test_work_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many steps as a proof takes are enough; without them there is none, and the next question is answered all the same."""
    subset_of, pair = Subset("readOnly"), (members(a=members(b=SHORT)), members(a=members(b=LONG)))
    terms = term("left", pair[0]), term("right", pair[1])
    monkeypatch.setattr(subset, "_MOST_STEPS", 2)
    assert not subset_of.within(*terms)
    monkeypatch.setattr(subset, "_MOST_STEPS", 3)
    assert subset_of.within(*terms)
    cases = {"allOf": [any_of(TEXT, WHOLE), any_of(FLAG, WHOLE)]}
    monkeypatch.setattr(subset, "_MOST_STEPS", 3_000)
    for deepest in (1, 2):
        monkeypatch.setattr(subset, "_DEEPEST", deepest)
        assert within(cases, any_of(NUMBER)) is (deepest == 2)
        assert not within({"allOf": [any_of(TEXT, WHOLE), any_of(TEXT, FLAG)]}, WHOLE)
    endless = of("object", properties={"a": LEFT}, required=["a"])
    assert within(endless, {"not": members("b")}) is False
    again = {"$ref": f"{RIGHT['$ref']}/not"}
    assert within(endless, {"not": {**endless, "properties": {"a": again}}}) is False


def test_steps_of_numbers() -> None:
    assert [is_step(step) for step in (1, 0.5, 0, -1, True, "1", None)] == [
        True,
        True,
        False,
        False,
        False,
        False,
        False,
    ]
    assert [is_whole(step) for step in (1, 3.0, 0.5, 0, -1, "1")] == [True, True, False, False, False, False]
    assert [is_multiple(0.3, 0.1), is_multiple(1e20, 10), is_multiple(-6, 4), is_multiple(7, 2)] == [
        True,
        True,
        False,
        False,
    ]
