"""What is told of conditions: by which rule, in which words, where, and as which change.

JSON Schema 2020-12, Core: `not`, unions, `if` and `dependentSchemas` (10.2), `contains`, `patternProperties` and `propertyNames` (10.3),
`unevaluatedItems` and `unevaluatedProperties` (11); Validation: `minContains` (6.4.5), `dependentRequired` (6.5.4), `contentSchema` (8.5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.generator.changes.document_pairs import INTEGER, STRING, Case, Doc, named
from tests.generator.changes.told_schemas import obj
from tests.generator.changes.told_shapes import any_of, arrays, got, integers, numbers, objects, one_of, sent, texts
from tests.generator.small_clients import reading, ref, sending

FEW = integers(maximum=10)
INTEGERS = arrays(items=INTEGER)


def negated(schema: Any, **more: Any) -> Doc:
    return {"not": schema, **more}


def models(make: Callable[..., Doc], schema: Any, old: Any, new: Any) -> Case:
    """The same words, in which `M` is another schema."""
    return make(schema, M=old), make(schema, M=new)


ROWS: dict[str, tuple[Case, list[str], list[str]]] = {
    "not came": (
        sent(STRING, texts(**{"not": {"const": "a"}})),
        ['request-logic-added | body of POST /things: not is new | # | #/not | not [{"not": {"const": "a"}}]'],
        ["request-logic-removed | body of POST /things: not is gone | #/not | # | not []"],
    ),
    "not tighter": (
        sent(texts(**{"not": {"const": "a"}}), texts(**{"not": {"enum": ["a", "b"]}})),
        [
            'request-logic-added | body of POST /things: not is tighter | #/not | #/not | not [{"not": {"enum": ["a", "b"]}}]'
        ],
        ['request-logic-removed | body of POST /things: not is looser | #/not | #/not | not [{"not": {"const": "a"}}]'],
    ),
    "not other": (
        got(texts(**{"not": {"const": "a"}}), texts(**{"not": {"const": "b"}})),
        [
            'response-logic-changed | 200 response of GET /things: not is another one | #/not | #/not | not [{"not": {"const": "b"}}]'
        ],
        [
            'response-logic-changed | 200 response of GET /things: not is another one | #/not | #/not | not [{"not": {"const": "a"}}]'
        ],
    ),
    "not same": (
        sent(texts(**{"not": {"const": "a"}}), texts(maxLength=2, **{"not": {"const": "a"}})),
        ["request-bound-narrowed | body of POST /things: maxLength none -> 2 | # | #/maxLength | maxLength none -> 2"],
        ["request-bound-widened | body of POST /things: maxLength 2 -> none | #/maxLength | # | maxLength 2 -> none"],
    ),
    "not reordered": (sent(texts(**{"not": {"enum": ["a", "b"]}}), texts(**{"not": {"enum": ["b", "a"]}})), [], []),
    "not ref": (
        (
            named(sending(objects(properties={"a": texts(**{"not": ref("M")})})), M={"const": "a"}),
            named(sending(objects(properties={"a": texts(**{"not": ref("M")})})), M={"enum": ["a", "b"]}),
        ),
        [
            'request-logic-added | ThingsDoBody.a: the value "b" is refused now | #/properties/a | #/properties/a | value',
            'request-enum-value-added | M: value "b" is new | /components/schemas/M/const | /components/schemas/M/enum | "b"',
        ],
        [
            'request-enum-value-removed | M: value "b" is gone | /components/schemas/M/enum | /components/schemas/M/const | "b"',
            'request-logic-removed | ThingsDoBody.a: the value "b" is accepted now | #/properties/a | #/properties/a | value',
        ],
    ),
    "not ref text changes": (
        (
            named(sending(texts(**{"not": ref("M")})), M={"const": "a"}),
            named(sending(texts(maxLength=9, **{"not": ref("M")})), M={"enum": ["a", "b"]}),
        ),
        [
            "request-bound-narrowed | body of POST /things: maxLength none -> 9 | # | #/maxLength | maxLength none -> 9",
            'request-logic-added | body of POST /things: not is tighter | #/not | #/not | not [{"not": {"$ref": "#/components/schemas/M"}}]',
        ],
        [
            "request-bound-widened | body of POST /things: maxLength 9 -> none | #/maxLength | # | maxLength 9 -> none",
            'request-logic-removed | body of POST /things: not is looser | #/not | #/not | not [{"not": {"$ref": "#/components/schemas/M"}}]',
        ],
    ),
    "not of allOf": (
        sent({"allOf": [STRING]}, {"allOf": [STRING, {"not": {"const": "a"}}]}),
        ['request-logic-added | body of POST /things: not is new | # | #/allOf/1/not | not [{"not": {"const": "a"}}]'],
        ["request-logic-removed | body of POST /things: not is gone | #/allOf/1/not | # | not []"],
    ),
    "if": (
        sent(objects(), {**objects(), "if": {"required": ["a"]}, "then": {"required": ["b"]}}),
        [
            'request-logic-added | body of POST /things: if is new | # | #/if | if [{"if": {"required": ["a"]}, "then": {"required": ["b"]}}]'
        ],
        ["request-logic-removed | body of POST /things: if is gone | #/if | # | if []"],
    ),
    "if else": (
        sent(
            {**objects(), "if": {"required": ["a"]}, "then": {"required": ["b"]}},
            {**objects(), "if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
        ),
        [
            'request-logic-added | body of POST /things: if is tighter | #/if | #/if | if [{"else": {"required": ["c"]}, "if": {"required": ["a"]}, "then": {"required": ["b"]}}]'
        ],
        [
            'request-logic-removed | body of POST /things: if is looser | #/if | #/if | if [{"if": {"required": ["a"]}, "then": {"required": ["b"]}}]'
        ],
    ),
    "if other": (
        sent(
            {**objects(), "if": {"required": ["a"]}, "then": {"required": ["b"]}},
            {**objects(), "if": {"required": ["a"]}, "then": {"required": ["c"]}},
        ),
        [
            'request-logic-changed | body of POST /things: if is another one | #/if | #/if | if [{"if": {"required": ["a"]}, "then": {"required": ["c"]}}]'
        ],
        [
            'request-logic-changed | body of POST /things: if is another one | #/if | #/if | if [{"if": {"required": ["a"]}, "then": {"required": ["b"]}}]'
        ],
    ),
    "else only": (
        sent(
            {**objects(), "if": {"required": ["a"]}, "else": {"required": ["c"]}},
            {**objects(), "if": {"required": ["a"]}, "else": {"required": ["c", "d"]}},
        ),
        [
            'request-logic-added | body of POST /things: if is tighter | #/if | #/if | if [{"else": {"required": ["c", "d"]}, "if": {"required": ["a"]}}]'
        ],
        [
            'request-logic-removed | body of POST /things: if is looser | #/if | #/if | if [{"else": {"required": ["c"]}, "if": {"required": ["a"]}}]'
        ],
    ),
    "dep req": (
        got(objects(dependentRequired={"a": ["b"]}), objects(dependentRequired={"a": ["b", "c"]})),
        [
            'response-logic-added | 200 response of GET /things: dependentRequired is tighter | #/dependentRequired | #/dependentRequired | dependentRequired [{"dependentRequired": {"a": ["b", "c"]}}]'
        ],
        [
            'response-logic-removed | 200 response of GET /things: dependentRequired is looser | #/dependentRequired | #/dependentRequired | dependentRequired [{"dependentRequired": {"a": ["b"]}}]'
        ],
    ),
    "dep req other": (
        got(objects(dependentRequired={"a": ["b"]}), objects(dependentRequired={"a": ["c"]})),
        [
            'response-logic-changed | 200 response of GET /things: dependentRequired is another one | #/dependentRequired | #/dependentRequired | dependentRequired [{"dependentRequired": {"a": ["c"]}}]'
        ],
        [
            'response-logic-changed | 200 response of GET /things: dependentRequired is another one | #/dependentRequired | #/dependentRequired | dependentRequired [{"dependentRequired": {"a": ["b"]}}]'
        ],
    ),
    "dep schemas": (
        sent(objects(dependentSchemas={"a": {"required": ["b"]}}), objects()),
        [
            "request-logic-removed | body of POST /things: dependentSchemas is gone | #/dependentSchemas | # | dependentSchemas []"
        ],
        [
            'request-logic-added | body of POST /things: dependentSchemas is new | # | #/dependentSchemas | dependentSchemas [{"dependentSchemas": {"a": {"required": ["b"]}}}]'
        ],
    ),
    "contains": (
        sent(arrays(items=STRING), arrays(items=STRING, contains={"const": "a"})),
        [
            'request-logic-added | body of POST /things: contains is new | # | #/contains | contains [{"contains": {"const": "a"}}]'
        ],
        ["request-logic-removed | body of POST /things: contains is gone | #/contains | # | contains []"],
    ),
    "contains min": (
        sent(arrays(contains={"const": "a"}), arrays(contains={"const": "a"}, minContains=2)),
        [
            'request-logic-added | body of POST /things: contains is tighter | #/contains | #/contains | contains [{"contains": {"const": "a"}, "minContains": 2}]'
        ],
        [
            'request-logic-removed | body of POST /things: contains is looser | #/contains | #/contains | contains [{"contains": {"const": "a"}}]'
        ],
    ),
    "contains max": (
        sent(arrays(contains={"const": "a"}), arrays(contains={"const": "a"}, maxContains=2)),
        [
            'request-logic-added | body of POST /things: contains is tighter | #/contains | #/contains | contains [{"contains": {"const": "a"}, "maxContains": 2}]'
        ],
        [
            'request-logic-removed | body of POST /things: contains is looser | #/contains | #/contains | contains [{"contains": {"const": "a"}}]'
        ],
    ),
    "contains min 0": (sent(arrays(contains={"const": "a"}, minContains=0), arrays()), [], []),
    "min alone": (sent(arrays(minContains=2), arrays()), [], []),
    "names": (
        sent(objects(propertyNames={"maxLength": 3}), objects(propertyNames={"maxLength": 2})),
        [
            'request-logic-added | body of POST /things: propertyNames is tighter | #/propertyNames | #/propertyNames | propertyNames [{"propertyNames": {"maxLength": 2}}]'
        ],
        [
            'request-logic-removed | body of POST /things: propertyNames is looser | #/propertyNames | #/propertyNames | propertyNames [{"propertyNames": {"maxLength": 3}}]'
        ],
    ),
    "names pattern": (
        sent(objects(), objects(propertyNames={"pattern": "^a"})),
        [
            'request-logic-added | body of POST /things: propertyNames is new | # | #/propertyNames | propertyNames [{"propertyNames": {"pattern": "^a"}}]'
        ],
        [
            "request-logic-removed | body of POST /things: propertyNames is gone | #/propertyNames | # | propertyNames []"
        ],
    ),
    "content schema": (
        sent(
            texts(contentMediaType="application/json", contentSchema=STRING),
            texts(contentMediaType="application/json", contentSchema=INTEGER),
        ),
        [
            'request-logic-changed | body of POST /things: contentSchema is another one | #/contentSchema | #/contentSchema | contentSchema [{"contentSchema": {"type": "integer"}}]'
        ],
        [
            'request-logic-changed | body of POST /things: contentSchema is another one | #/contentSchema | #/contentSchema | contentSchema [{"contentSchema": {"type": "string"}}]'
        ],
    ),
    "content schema new": (
        sent(
            texts(contentMediaType="application/json"),
            texts(contentMediaType="application/json", contentSchema=INTEGER),
        ),
        [
            'request-logic-added | body of POST /things: contentSchema is new | # | #/contentSchema | contentSchema [{"contentSchema": {"type": "integer"}}]'
        ],
        [
            "request-logic-removed | body of POST /things: contentSchema is gone | #/contentSchema | # | contentSchema []"
        ],
    ),
    "second union": (
        sent({"anyOf": [STRING], "oneOf": [{"maxLength": 3}]}, {"anyOf": [STRING], "oneOf": [{"maxLength": 2}]}),
        [
            'request-logic-added | body of POST /things: oneOf is tighter | #/oneOf | #/oneOf | oneOf [{"oneOf": [{"maxLength": 2}]}]'
        ],
        [
            'request-logic-removed | body of POST /things: oneOf is looser | #/oneOf | #/oneOf | oneOf [{"oneOf": [{"maxLength": 3}]}]'
        ],
    ),
    "second union new": (
        sent({"oneOf": [STRING, INTEGER]}, {"oneOf": [STRING, INTEGER], "anyOf": [{"maxLength": 3}, {"minimum": 3}]}),
        [],
        [],
    ),
    "second union same": (
        sent(
            {"anyOf": [STRING], "oneOf": [{"maxLength": 3}]}, {"anyOf": [STRING, INTEGER], "oneOf": [{"maxLength": 3}]}
        ),
        ["request-union-member-added | body of POST /things: variant 'integer' is new | #/anyOf | #/anyOf/1 | integer"],
        [
            "request-union-member-removed | body of POST /things: variant 'integer' is gone | #/anyOf/1 | #/anyOf | integer"
        ],
    ),
    "union beside members": (
        sent(
            objects(properties={"a": STRING}),
            {**objects(properties={"a": STRING}), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        ),
        [
            'request-logic-added | ThingsDoBody: anyOf is new | # | #/anyOf | anyOf [{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}]'
        ],
        ["request-logic-removed | ThingsDoBody: anyOf is gone | #/anyOf | # | anyOf []"],
    ),
    "union beside listed": (
        sent(texts(enum=["a", "b"]), {"oneOf": [{"const": "a"}, {"const": "b"}], "type": "string"}),
        [],
        [],
    ),
    "union beside values": (
        sent(
            {"anyOf": [{"const": "a"}, {"const": "b"}], "oneOf": [{"maxLength": 3}, {"minLength": 9}]},
            texts(enum=["a", "b"]),
        ),
        [],
        [],
    ),
    "dependencies": (
        sent(objects(), objects(dependencies={"a": ["b"]})),
        [
            'request-logic-added | body of POST /things: dependencies is new | # | #/dependencies | dependencies [{"dependencies": {"a": ["b"]}}]'
        ],
        ["request-logic-removed | body of POST /things: dependencies is gone | #/dependencies | # | dependencies []"],
    ),
    "dependencies other": (
        sent(objects(dependencies={"a": ["c"]}), objects(dependencies={"a": ["b"]})),
        [
            'request-logic-changed | body of POST /things: dependencies is another one | #/dependencies | #/dependencies | dependencies [{"dependencies": {"a": ["b"]}}]'
        ],
        [
            'request-logic-changed | body of POST /things: dependencies is another one | #/dependencies | #/dependencies | dependencies [{"dependencies": {"a": ["c"]}}]'
        ],
    ),
    "dependencies same": (
        sent(objects(dependencies={"a": ["c"]}), objects(dependencies={"a": ["c"]}, maxProperties=3)),
        [
            "request-bound-narrowed | body of POST /things: maxProperties none -> 3 | # | #/maxProperties | maxProperties none -> 3"
        ],
        [
            "request-bound-widened | body of POST /things: maxProperties 3 -> none | #/maxProperties | # | maxProperties 3 -> none"
        ],
    ),
    "unevaluated cond": (
        sent(
            objects(anyOf=[{"properties": {"a": STRING}}, {"properties": {"b": STRING}}]),
            objects(anyOf=[{"properties": {"a": STRING}}, {"properties": {"b": STRING}}], unevaluatedProperties=False),
        ),
        [
            'request-logic-added | ThingsDoBody: unevaluatedProperties is new | # | #/unevaluatedProperties | unevaluatedProperties [{"unevaluatedProperties": false}]'
        ],
        [
            "request-logic-removed | ThingsDoBody: unevaluatedProperties is gone | #/unevaluatedProperties | # | unevaluatedProperties []"
        ],
    ),
    "unevaluated typed": (
        sent(
            objects(anyOf=[{"properties": {"a": STRING}}], unevaluatedProperties=STRING),
            objects(anyOf=[{"properties": {"a": STRING}}], unevaluatedProperties=texts(maxLength=3)),
        ),
        [
            'request-logic-added | body of POST /things: unevaluatedProperties is tighter | #/unevaluatedProperties | #/unevaluatedProperties | unevaluatedProperties [{"unevaluatedProperties": {"maxLength": 3, "type": "string"}}]'
        ],
        [
            'request-logic-removed | body of POST /things: unevaluatedProperties is looser | #/unevaluatedProperties | #/unevaluatedProperties | unevaluatedProperties [{"unevaluatedProperties": {"type": "string"}}]'
        ],
    ),
    "unevaluated other": (
        sent(
            objects(anyOf=[{"properties": {"a": STRING}}], unevaluatedProperties=STRING),
            objects(anyOf=[{"properties": {"a": STRING}}], unevaluatedProperties=INTEGER),
        ),
        [
            'request-logic-changed | body of POST /things: unevaluatedProperties is another one | #/unevaluatedProperties | #/unevaluatedProperties | unevaluatedProperties [{"unevaluatedProperties": {"type": "integer"}}]'
        ],
        [
            'request-logic-changed | body of POST /things: unevaluatedProperties is another one | #/unevaluatedProperties | #/unevaluatedProperties | unevaluatedProperties [{"unevaluatedProperties": {"type": "string"}}]'
        ],
    ),
    "unevaluated decided": (
        sent(objects(properties={"a": STRING}), objects(properties={"a": STRING}, unevaluatedProperties=False)),
        ["request-object-closed | ThingsDoBody: undocumented members are refused now | # | #/unevaluatedProperties | "],
        ["request-object-opened | ThingsDoBody: undocumented members are allowed now | #/unevaluatedProperties | # | "],
    ),
    "unevaluated to additional": (
        sent(
            objects(dependentSchemas={"a": {"properties": {"b": STRING}}}, unevaluatedProperties=False),
            objects(dependentSchemas={"a": {"properties": {"b": STRING}}}, additionalProperties=False),
        ),
        [
            "request-object-closed | ThingsDoBody: undocumented members are refused now | #/unevaluatedProperties | #/additionalProperties | "
        ],
        [
            "request-object-opened | ThingsDoBody: undocumented members are allowed now | #/additionalProperties | #/unevaluatedProperties | "
        ],
    ),
    "unevaluated items": (
        sent(
            arrays(anyOf=[{"prefixItems": [STRING]}, {"prefixItems": [INTEGER, INTEGER]}]),
            arrays(anyOf=[{"prefixItems": [STRING]}, {"prefixItems": [INTEGER, INTEGER]}], unevaluatedItems=False),
        ),
        [
            'request-logic-added | body of POST /things: unevaluatedItems is new | # | #/unevaluatedItems | unevaluatedItems [{"unevaluatedItems": false}]'
        ],
        [
            "request-logic-removed | body of POST /things: unevaluatedItems is gone | #/unevaluatedItems | # | unevaluatedItems []"
        ],
    ),
    "unevaluated items contains": (
        got(arrays(contains={"const": "a"}, unevaluatedItems=False), arrays(contains={"const": "a"})),
        [
            "response-logic-removed | 200 response of GET /things: unevaluatedItems is gone | #/unevaluatedItems | # | unevaluatedItems []"
        ],
        [
            'response-logic-added | 200 response of GET /things: unevaluatedItems is new | # | #/unevaluatedItems | unevaluatedItems [{"unevaluatedItems": false}]'
        ],
    ),
    "unevaluated items if": (
        sent(
            arrays(
                **{
                    "if": {"prefixItems": [{"const": 1}]},
                    "then": {"prefixItems": [{}, STRING]},
                    "unevaluatedItems": False,
                }
            ),
            arrays(**{"if": {"prefixItems": [{"const": 1}]}, "then": {"prefixItems": [{}, STRING]}}),
        ),
        [
            "request-logic-removed | body of POST /things: unevaluatedItems is gone | #/unevaluatedItems | # | unevaluatedItems []"
        ],
        [
            'request-logic-added | body of POST /things: unevaluatedItems is new | # | #/unevaluatedItems | unevaluatedItems [{"unevaluatedItems": false}]'
        ],
    ),
    "unevaluated on text": (
        sent(
            texts(unevaluatedProperties=False, anyOf=[{"properties": {"a": STRING}}, {"minLength": 1}]),
            texts(anyOf=[{"properties": {"a": STRING}}, {"minLength": 1}]),
        ),
        [],
        [],
    ),
    "patterns came": (
        sent(objects(), objects(patternProperties={"^a": STRING})),
        [
            "request-logic-added | body of POST /things: patternProperties ^a is new | # | #/patternProperties | patternProperties ^a"
        ],
        [
            "request-logic-removed | body of POST /things: patternProperties ^a is gone | #/patternProperties | # | patternProperties ^a"
        ],
    ),
    "patterns other": (
        sent(objects(patternProperties={"^a": STRING}), objects(patternProperties={"^b": STRING})),
        [
            "request-logic-added | body of POST /things: patternProperties ^b is new | #/patternProperties | #/patternProperties | patternProperties ^b",
            "request-logic-removed | body of POST /things: patternProperties ^a is gone | #/patternProperties | #/patternProperties | patternProperties ^a",
        ],
        [
            "request-logic-added | body of POST /things: patternProperties ^a is new | #/patternProperties | #/patternProperties | patternProperties ^a",
            "request-logic-removed | body of POST /things: patternProperties ^b is gone | #/patternProperties | #/patternProperties | patternProperties ^b",
        ],
    ),
    "patterns true": (sent(objects(), objects(patternProperties={"^a": {}})), [], []),
    "patterns closed": (
        sent(
            objects(additionalProperties=False), objects(patternProperties={"^a": STRING}, additionalProperties=False)
        ),
        [
            "request-object-opened | body of POST /things: members that match '^a' are allowed now | # | #/patternProperties | ^a"
        ],
        [
            "request-object-closed | body of POST /things: members that match '^a' are refused now | #/patternProperties | # | ^a"
        ],
    ),
    "patterns narrower": (
        got(
            objects(additionalProperties=STRING),
            objects(patternProperties={"^a": texts(maxLength=3)}, additionalProperties=STRING),
        ),
        [
            "response-logic-added | 200 response of GET /things: patternProperties ^a is new | # | #/patternProperties | patternProperties ^a"
        ],
        [
            "response-logic-removed | 200 response of GET /things: patternProperties ^a is gone | #/patternProperties | # | patternProperties ^a"
        ],
    ),
    "patterns kept": (
        sent(
            objects(additionalProperties=STRING), objects(patternProperties={"^a": STRING}, additionalProperties=STRING)
        ),
        [],
        [],
    ),
    "patterns allOf": (
        sent(
            {"allOf": [objects(), {"patternProperties": {"^a": STRING}}]},
            {"allOf": [objects(), {"patternProperties": {"^a": STRING, "^b": INTEGER}}]},
        ),
        [
            "request-logic-added | body of POST /things: patternProperties ^b is new | #/allOf/1/patternProperties | #/allOf/1/patternProperties | patternProperties ^b"
        ],
        [
            "request-logic-removed | body of POST /things: patternProperties ^b is gone | #/allOf/1/patternProperties | #/allOf/1/patternProperties | patternProperties ^b"
        ],
    ),
    "patterns opens": (
        got(
            objects(properties={"a": STRING}, additionalProperties=False),
            objects(properties={"a": STRING}, patternProperties={"^b": STRING}, additionalProperties=False),
        ),
        [
            "response-object-opened | ThingsDoResponse: members that match '^b' are allowed now | # | #/patternProperties | ^b"
        ],
        [
            "response-object-closed | ThingsDoResponse: members that match '^b' are refused now | #/patternProperties | # | ^b"
        ],
    ),
    "patterns opens not": (
        sent(
            objects(properties={"a": STRING}, additionalProperties=False),
            objects(properties={"a": STRING}, patternProperties={"^b": False}, additionalProperties=False),
        ),
        [],
        [],
    ),
    "patterns opened to all": (
        sent(
            objects(properties={"a": STRING}, additionalProperties=False),
            objects(properties={"a": STRING}, patternProperties={"^b": STRING}),
        ),
        ["request-object-opened | ThingsDoBody: undocumented members are allowed now | #/additionalProperties | # | "],
        ["request-object-closed | ThingsDoBody: undocumented members are refused now | # | #/additionalProperties | "],
    ),
    "patterns two": (
        sent(
            objects(patternProperties={"^a": STRING}, additionalProperties=False),
            objects(patternProperties={"^b": STRING}, additionalProperties=False),
        ),
        [
            "request-object-closed | body of POST /things: members that match '^a' are refused now | #/patternProperties | #/patternProperties | ^a",
            "request-object-opened | body of POST /things: members that match '^b' are allowed now | #/patternProperties | #/patternProperties | ^b",
        ],
        [
            "request-object-closed | body of POST /things: members that match '^b' are refused now | #/patternProperties | #/patternProperties | ^b",
            "request-object-opened | body of POST /things: members that match '^a' are allowed now | #/patternProperties | #/patternProperties | ^a",
        ],
    ),
    "patterns in sum": (
        sent(
            objects(properties={"a": STRING}, unevaluatedProperties=False),
            objects(
                properties={"a": STRING}, allOf=[{"patternProperties": {"^b": STRING}}], unevaluatedProperties=False
            ),
        ),
        [
            "request-object-opened | ThingsDoBody: members that match '^b' are allowed now | # | #/allOf/0/patternProperties | ^b"
        ],
        [
            "request-object-closed | ThingsDoBody: members that match '^b' are refused now | #/allOf/0/patternProperties | # | ^b"
        ],
    ),
    "draft 4 conditions same": (
        sent(objects(dependencies={"a": ["c"], "b": ["d"]}), objects(dependencies={"b": ["d"], "a": ["c"]})),
        [],
        [],
    ),
    "not list variant": (
        sent(obj(a=one_of(STRING, negated(INTEGERS))), obj(a=one_of(STRING, negated(INTEGERS), INTEGER))),
        ["request-logic-added | ThingsDoBody.a: the value 0 is refused now | #/properties/a | #/properties/a | value"],
        [
            "request-logic-removed | ThingsDoBody.a: the value 0 is accepted now | #/properties/a | #/properties/a | value"
        ],
    ),
    "not list variant answer": (
        got(obj(a=one_of(STRING, negated(INTEGERS))), obj(a=one_of(STRING, negated(INTEGERS), INTEGER))),
        [],
        [],
    ),
    "not not": (
        sent(negated(negated(INTEGER)), negated(negated(FEW))),
        [
            'request-logic-added | body of POST /things: not is tighter | #/not | #/not | not [{"not": {"not": {"maximum": 10, "type": "integer"}}}]'
        ],
        [
            'request-logic-removed | body of POST /things: not is looser | #/not | #/not | not [{"not": {"not": {"type": "integer"}}}]'
        ],
    ),
    "not not answer": (
        got(negated(negated(INTEGER)), negated(negated(FEW))),
        [
            'response-logic-added | 200 response of GET /things: not is tighter | #/not | #/not | not [{"not": {"not": {"maximum": 10, "type": "integer"}}}]'
        ],
        [
            'response-logic-removed | 200 response of GET /things: not is looser | #/not | #/not | not [{"not": {"not": {"type": "integer"}}}]'
        ],
    ),
    "not both": (
        sent(negated(numbers(minimum=5)), negated(numbers(maximum=1))),
        [
            'request-logic-changed | body of POST /things: not is another one | #/not | #/not | not [{"not": {"maximum": 1, "type": "number"}}]'
        ],
        [
            'request-logic-changed | body of POST /things: not is another one | #/not | #/not | not [{"not": {"minimum": 5, "type": "number"}}]'
        ],
    ),
    "not beside limit": (
        sent(
            {"type": "integer", "maximum": 9, "not": {"not": {"minimum": 1}}},
            {"type": "integer", "maximum": 10, "not": {"not": {"minimum": 2}}},
        ),
        [
            'request-logic-added | body of POST /things: not is tighter | #/not | #/not | not [{"not": {"not": {"minimum": 2}}}]',
            "request-bound-widened | body of POST /things: maximum 9 -> 10 | #/maximum | #/maximum | maximum 9 -> 10",
        ],
        [
            "request-bound-narrowed | body of POST /things: maximum 10 -> 9 | #/maximum | #/maximum | maximum 10 -> 9",
            'request-logic-removed | body of POST /things: not is looser | #/not | #/not | not [{"not": {"not": {"minimum": 1}}}]',
        ],
    ),
    "union in union": (
        sent(one_of(INTEGER, one_of(FEW)), one_of(INTEGER, STRING)),
        [
            "request-union-member-added | body of POST /things: variant 'string' is new | #/oneOf | #/oneOf/1 | string",
            "request-union-widened | body of POST /things: a value that fits several variants is accepted now | #/oneOf | #/oneOf | ",
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'string' is gone | #/oneOf/1 | #/oneOf | string",
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now | #/oneOf | #/oneOf | ",
        ],
    ),
    "if again": (
        sent(
            one_of(INTEGER, STRING, **{"if": INTEGER, "then": {"minimum": 0}}),
            one_of(INTEGER, STRING, **{"if": INTEGER, "then": {"minimum": 5}}),
        ),
        [
            'request-logic-added | body of POST /things: if is tighter | #/if | #/if | if [{"if": {"type": "integer"}, "then": {"minimum": 5}}]'
        ],
        [
            'request-logic-removed | body of POST /things: if is looser | #/if | #/if | if [{"if": {"type": "integer"}, "then": {"minimum": 0}}]'
        ],
    ),
    "if under not": (
        sent(negated({"if": INTEGER, "then": {"minimum": 0}}), negated({"if": INTEGER, "then": {"minimum": 5}})),
        [
            'request-logic-removed | body of POST /things: not is looser | #/not | #/not | not [{"not": {"if": {"type": "integer"}, "then": {"minimum": 5}}}]'
        ],
        [
            'request-logic-added | body of POST /things: not is tighter | #/not | #/not | not [{"not": {"if": {"type": "integer"}, "then": {"minimum": 0}}}]'
        ],
    ),
    "component under one": (
        models(sending, one_of(ref("M"), numbers()), INTEGER, FEW),
        [
            "request-bound-narrowed | M: maximum none -> 10 | /components/schemas/M | /components/schemas/M/maximum | maximum none -> 10",
            "request-logic-removed | body of POST /things: the value 11 is accepted now | # | # | value",
        ],
        [
            "request-logic-added | body of POST /things: the value 11 is refused now | # | # | value",
            "request-bound-widened | M: maximum 10 -> none | /components/schemas/M/maximum | /components/schemas/M | maximum 10 -> none",
        ],
    ),
    "component under one answer": (
        models(reading, one_of(ref("M"), numbers()), INTEGER, FEW),
        [
            "response-bound-narrowed | M: maximum none -> 10 | /components/schemas/M | /components/schemas/M/maximum | maximum none -> 10"
        ],
        [
            "response-bound-widened | M: maximum 10 -> none | /components/schemas/M/maximum | /components/schemas/M | maximum 10 -> none"
        ],
    ),
    "component under not": (
        models(sending, {"type": "integer", "not": ref("M")}, FEW, INTEGER),
        [
            "request-logic-added | body of POST /things: the value 11 is refused now | # | # | value",
            "request-bound-widened | M: maximum 10 -> none | /components/schemas/M/maximum | /components/schemas/M | maximum 10 -> none",
        ],
        [
            "request-bound-narrowed | M: maximum none -> 10 | /components/schemas/M | /components/schemas/M/maximum | maximum none -> 10",
            "request-logic-removed | body of POST /things: the value 11 is accepted now | # | # | value",
        ],
    ),
    "component under any": (
        models(sending, any_of(ref("M"), numbers()), INTEGER, FEW),
        [
            "request-bound-narrowed | M: maximum none -> 10 | /components/schemas/M | /components/schemas/M/maximum | maximum none -> 10"
        ],
        [
            "request-bound-widened | M: maximum 10 -> none | /components/schemas/M/maximum | /components/schemas/M | maximum 10 -> none"
        ],
    ),
    "component under not in list": (
        models(
            sending,
            {"type": "array", "items": {"type": "integer", "not": ref("M")}, "minItems": 1},
            {"maximum": 10},
            {"maximum": 5},
        ),
        [
            "request-bound-narrowed | M: maximum 10 -> 5 | /components/schemas/M/maximum | /components/schemas/M/maximum | maximum 10 -> 5",
            "request-logic-removed | body of POST /things[]: the value 10 is accepted now | #/items | #/items | value",
        ],
        [
            "request-logic-added | body of POST /things[]: the value 10 is refused now | #/items | #/items | value",
            "request-bound-widened | M: maximum 5 -> 10 | /components/schemas/M/maximum | /components/schemas/M/maximum | maximum 5 -> 10",
        ],
    ),
    "required variants": (
        sent(
            one_of({"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}),
            one_of({"type": "object", "required": ["a"]}, {"type": "object", "required": ["b", "c"]}),
        ),
        [
            "request-property-became-required | body of POST /things<object>.c: must be given now | #/oneOf/1 | #/oneOf/1/required | c"
        ],
        [
            "request-property-became-optional | body of POST /things<object>.c: may be left out now | #/oneOf/1/required | #/oneOf/1 | c"
        ],
    ),
    "not of object": (
        sent(
            {"type": "object", "not": {"required": ["a"], "properties": {"a": {"const": 1}}}},
            {"type": "object", "not": {"required": ["a"], "properties": {"a": {"enum": [1, 2]}}}},
        ),
        [
            'request-logic-added | body of POST /things: not is tighter | #/not | #/not | not [{"not": {"properties": {"a": {"enum": [1, 2]}}, "required": ["a"]}}]'
        ],
        [
            'request-logic-removed | body of POST /things: not is looser | #/not | #/not | not [{"not": {"properties": {"a": {"const": 1}}, "required": ["a"]}}]'
        ],
    ),
    "oneOf of three": (
        sent(
            one_of(integers(minimum=0), integers(maximum=9), negated(INTEGER)),
            one_of(integers(minimum=0), integers(maximum=4), negated(INTEGER)),
        ),
        [
            "request-bound-narrowed | body of POST /things<integer>: maximum 9 -> 4 | #/oneOf/1/maximum | #/oneOf/1/maximum | maximum 9 -> 4",
            "request-union-widened | body of POST /things: a value that fits several variants is accepted now | #/oneOf | #/oneOf | ",
        ],
        [
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now | #/oneOf | #/oneOf | ",
            "request-bound-widened | body of POST /things<integer>: maximum 4 -> 9 | #/oneOf/1/maximum | #/oneOf/1/maximum | maximum 4 -> 9",
        ],
    ),
    "told once": (
        sent(
            one_of(obj(a=one_of(STRING, negated(INTEGERS))), STRING),
            one_of(obj(a=one_of(STRING, negated(INTEGERS), INTEGER)), STRING),
        ),
        [
            "request-logic-added | ThingsDoBodyVariant1.a: the value 0 is refused now | #/oneOf/0/properties/a | #/oneOf/0/properties/a | value"
        ],
        [
            "request-logic-removed | ThingsDoBodyVariant1.a: the value 0 is accepted now | #/oneOf/0/properties/a | #/oneOf/0/properties/a | value"
        ],
    ),
    "told once each": (
        sent(
            obj(a=one_of(STRING, negated(INTEGERS)), b=one_of(STRING, negated(STRING))),
            obj(a=one_of(STRING, negated(INTEGERS), INTEGER), b=one_of(STRING, negated(STRING), INTEGER)),
        ),
        [
            "request-logic-added | ThingsDoBody.a: the value 0 is refused now | #/properties/a | #/properties/a | value",
            "request-logic-added | ThingsDoBody.b: the value 0 is refused now | #/properties/b | #/properties/b | value",
        ],
        [
            "request-logic-removed | ThingsDoBody.a: the value 0 is accepted now | #/properties/a | #/properties/a | value",
            "request-logic-removed | ThingsDoBody.b: the value 0 is accepted now | #/properties/b | #/properties/b | value",
        ],
    ),
    "two components under three": (
        (
            named(
                sending(
                    {
                        **obj(
                            a=one_of(ref("M"), numbers()), b=one_of(ref("K"), numbers()), c=one_of(ref("L"), numbers())
                        ),
                        "minProperties": 1,
                    }
                ),
                M=INTEGER,
                K=INTEGER,
                L=INTEGER,
            ),
            named(
                sending(
                    obj(a=one_of(ref("M"), numbers()), b=one_of(ref("K"), numbers()), c=one_of(ref("L"), numbers()))
                ),
                M=FEW,
                K=INTEGER,
                L=FEW,
            ),
        ),
        [
            "request-bound-narrowed | L: maximum none -> 10 | /components/schemas/L | /components/schemas/L/maximum | maximum none -> 10",
            "request-bound-narrowed | M: maximum none -> 10 | /components/schemas/M | /components/schemas/M/maximum | maximum none -> 10",
            "request-bound-widened | ThingsDoBody: minProperties 1 -> none | #/minProperties | # | minProperties 1 -> none",
            "request-logic-removed | ThingsDoBody.a: the value 11 is accepted now | #/properties/a | #/properties/a | value",
            "request-logic-removed | ThingsDoBody.c: the value 11 is accepted now | #/properties/c | #/properties/c | value",
        ],
        [
            "request-bound-narrowed | ThingsDoBody: minProperties none -> 1 | # | #/minProperties | minProperties none -> 1",
            "request-logic-added | ThingsDoBody.a: the value 11 is refused now | #/properties/a | #/properties/a | value",
            "request-logic-added | ThingsDoBody.c: the value 11 is refused now | #/properties/c | #/properties/c | value",
            "request-bound-widened | L: maximum 10 -> none | /components/schemas/L/maximum | /components/schemas/L | maximum 10 -> none",
            "request-bound-widened | M: maximum 10 -> none | /components/schemas/M/maximum | /components/schemas/M | maximum 10 -> none",
        ],
    ),
}
"""By what it is about: two documents, and what is told of their changes each way."""
