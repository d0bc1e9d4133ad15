"""Proofs that one schema takes in another, held against jsonschema: no value of the left may be refused by the right.

Each pair of schemas is small. Where a proof is due it has to be found, and values made of the left are tried; where there is
none a value stands beside, which jsonschema takes for the left and refuses for the right. The clauses: JSV (JSON Schema
2020-12, Validation) and JSC (Core).
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reissue_generator.changes.proofs.facts import Term
from reissue_generator.changes.proofs.subset import Subset
from reissue_generator.document import Document, Source
from tests.corpus.make_values import Maker

Schema = dict[str, Any] | bool
TEXT, WHOLE, NUMBER, FLAG, NULL = ({"type": kind} for kind in ("string", "integer", "number", "boolean", "null"))
LIST, MAP = {"type": "array"}, {"type": "object"}
A_ONLY = {"type": "object", "properties": {"a": TEXT}, "required": ["a"], "additionalProperties": False}


def term(name: str, schema: Any) -> Term:
    data = {"openapi": "3.1.0", "components": {"schemas": {name: schema}}}
    document = Document(Source(Path(f"/{name}.json"), f"{name}.json", "", data, yaml=False), Path("/"))
    return Term(document, document.root.get("components").get("schemas").get(name))


def within(left: Schema, right: Schema) -> bool:
    return Subset("readOnly").within(term("left", left), term("right", right))


def one_of(*members: Any, **more: Any) -> dict[str, Any]:
    return {"oneOf": list(members), **more}


def any_of(*members: Any, **more: Any) -> dict[str, Any]:
    return {"anyOf": list(members), **more}


def of(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


def members(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


SHORT, LONG = of("string", maxLength=3), of("string", maxLength=9)
PAID, OPEN = members("paid", paid=FLAG), members("open", open=FLAG)
FROM_3, FROM_5 = members("n", n={"minimum": 3}), members("n", n={"minimum": 5})
ID, DAY = {"required": ["id"]}, {"required": ["day"]}

PROVEN: dict[str, tuple[Schema, Schema]] = {
    # types, values (JSV 6.1)
    "a whole number is a number": (WHOLE, NUMBER),
    "one type of two": (TEXT, of("string") | {"type": ["string", "null"]}),
    "multiples of one are whole": (of("number", multipleOf=1), WHOLE),
    "multiples of two are whole": (of("number", multipleOf=2), WHOLE),
    "nothing is said": (TEXT, {}),
    "everything is true": (MAP, True),
    "nothing is in anything": (False, TEXT),
    "types that nothing is of both": ({"allOf": [TEXT, WHOLE]}, FLAG),
    "listed values": ({"enum": ["a", "b"]}, {"enum": ["b", "c", "a"]}),
    "one value of a list": ({"const": 1}, {"enum": [2, 1]}),
    "one of the same with a point": ({"const": 1.0}, {"const": 1}),
    "listed values are of a type": ({"enum": ["a"]}, TEXT),
    "both flags": (FLAG, {"enum": [True, False]}),
    "both flags and null": ({"type": ["boolean", "null"]}, {"enum": [None, False, True]}),
    "null alone": (NULL, {"const": None}),
    "values that their type rules out": ({"type": "string", "enum": ["a", 1]}, {"enum": ["a"]}),
    "values of two lists": ({"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}, {"const": "b"}),
    # limits (JSV 6.2 to 6.4)
    "a shorter text": (SHORT, LONG),
    "a longer text": (of("string", minLength=3), of("string", minLength=3)),
    "no length at all": (TEXT, of("string", minLength=0)),
    "a smaller number": (of("number", maximum=3), of("number", maximum=3.5)),
    "below is at most": (of("number", exclusiveMaximum=3), of("number", maximum=3)),
    "above is at least": (of("number", exclusiveMinimum=3), of("number", minimum=3)),
    "whole numbers above zero": (of("integer", minimum=1), of("integer", exclusiveMinimum=0)),
    "whole numbers below ten": (of("integer", exclusiveMaximum=10), of("integer", maximum=9)),
    "whole numbers above a half": (of("integer", minimum=0.5), of("integer", minimum=1)),
    "limits of two parts": ({"allOf": [of("integer", minimum=1), {"maximum": 5}]}, of("integer", minimum=0, maximum=6)),
    "a limit of another type": (TEXT, {"maximum": 3, "minItems": 2, "minProperties": 1}),
    "a listed text keeps lengths": ({"enum": ["abc", "ab"]}, of("string", minLength=2, maxLength=3)),
    "a listed number keeps limits": ({"enum": [1, 2]}, of("number", minimum=1, exclusiveMaximum=3)),
    "a listed text keeps a pattern": ({"enum": ["ab", "b"]}, of("string", pattern="b$")),
    "listed numbers keep a step": ({"enum": [4, 6]}, {"multipleOf": 2}),
    "a listed fraction keeps a step": ({"const": 1.5}, {"multipleOf": 0.5}),
    "a step of a step": (of("integer", multipleOf=4), of("integer", multipleOf=2)),
    "whole numbers have the step of a half": (WHOLE, of("number", multipleOf=0.5)),
    "a step says nothing of texts": (TEXT, {"multipleOf": 2}),
    "different items": (of("array", uniqueItems=True), of("array", uniqueItems=False)),
    "fewer items": (of("array", maxItems=2), of("array", maxItems=3)),
    # texts (JSV 6.3.3, 7, 8)
    "the same pattern": (of("string", pattern="^a"), {"pattern": "^a"}),
    "a pattern of two": ({"allOf": [{"pattern": "^a"}, {"pattern": "b$"}], "type": "string"}, {"pattern": "b$"}),
    "a smaller format": (of("integer", format="int32"), of("integer", format="int64")),
    "the same format": (of("string", format="date"), {"format": "date"}),
    "an address is a reference": (of("string", format="uri"), of("string", format="uri-reference")),
    "the same encoding": (of("string", contentEncoding="base64"), {"contentEncoding": "base64"}),
    "the same media type": (of("string", contentMediaType="image/png"), {"contentMediaType": "image/png"}),
    # unions (JSC 10.2.1)
    "each member of a union": (any_of(TEXT, WHOLE), {"type": ["string", "number"]}),
    "one member of a union": (WHOLE, any_of(TEXT, NUMBER)),
    "a union in a larger one": (any_of(TEXT, WHOLE), any_of(FLAG, NUMBER, TEXT)),
    "types are cases": ({"type": ["string", "integer"]}, any_of(TEXT, NUMBER)),
    "what nothing else takes": (TEXT, one_of(TEXT, WHOLE)),
    "the same exclusive members": (one_of(SHORT, LONG), one_of(LONG, SHORT)),
    "a union in a union": (one_of(any_of(TEXT, WHOLE)), any_of(any_of(NUMBER), TEXT)),
    "all of what one says": ({"allOf": [TEXT, SHORT]}, LONG),
    "each of all": (SHORT, {"allOf": [LONG, TEXT]}),
    "values of a union": (any_of({"const": "a"}, {"const": "b"}), {"enum": ["a", "b"]}),
    # not, if (JSC 10.2.1.4, 10.2.2)
    "what another type is not": (TEXT, {"not": WHOLE}),
    "less is not taken": ({"type": "string", "not": LONG}, {"not": SHORT}),
    "objects of which one wants what the other refuses": (A_ONLY, {"not": {"required": ["b"], "type": "object"}}),
    "a member that can never be so": (
        members("kind", kind={"const": "x"}),
        {"not": members("kind", kind={"const": "y"}), "type": "object"},
    ),
    "the same condition": (
        {"if": PAID, "then": {"required": ["id"]}, "type": "object"},
        {"if": PAID, "then": {"required": ["id"]}},
    ),
    "the same condition that asks for more": (
        {"if": PAID, "then": {"required": ["id", "day"]}, "else": {"required": ["due"]}},
        {"if": PAID, "then": {"required": ["id"]}, "else": {"required": ["due"]}},
    ),
    "a condition that always holds": (members("paid", "id", paid=FLAG), {"if": PAID, "then": {"required": ["id"]}}),
    "a condition that never holds": (
        members("open", open=FLAG) | {"properties": {"open": FLAG, "paid": False}},
        {"if": PAID, "then": {"required": ["id"]}},
    ),
    "a condition that holds less often": (
        {"if": FROM_3, "then": ID, "type": "object"},
        {"if": FROM_5, "then": ID, "type": "object"},
    ),
    "a condition that holds less often, with an else that holds in between": (
        {"if": FROM_3, "then": {"required": ["id", "n"]}, "else": {"required": ["n"]}},
        {"if": FROM_5, "then": ID, "else": {"required": ["n"]}},
    ),
    "a condition that holds more often, where both branches ask for the same": (
        {"if": FROM_5, "then": {"required": ["id", "day"]}, "else": ID},
        {"if": FROM_3, "then": ID},
    ),
    "one of two conditions": (
        {"allOf": [{"if": PAID, "then": DAY}, {"if": FROM_3, "then": ID}], "type": "object"},
        {"if": FROM_5, "then": ID},
    ),
    "both branches": (
        members("id", id=TEXT),
        {"if": PAID, "then": {"required": ["id"]}, "else": {"properties": {"id": TEXT}}},
    ),
    # objects (JSV 6.5, JSC 10.3.2)
    "more is asked for": (members("a", "b", a=TEXT), members("a", a=TEXT)),
    "a narrower member": (members(a=SHORT), members(a=LONG)),
    "a member that is not named": (members("a", a=TEXT), members(a=TEXT)),
    "a member by its pattern": ({"type": "object", "patternProperties": {"^a": SHORT}}, {"properties": {"ab": LONG}}),
    "a member among others": (of("object", additionalProperties=SHORT), {"properties": {"a": LONG}}),
    "others are narrower": (of("object", additionalProperties=SHORT), of("object", additionalProperties=LONG)),
    "no others": (A_ONLY, of("object", additionalProperties=TEXT)),
    "others are refused on both sides": (
        A_ONLY,
        of("object", properties={"a": TEXT, "b": TEXT}, additionalProperties=False),
    ),
    "patterns among others": (
        of("object", patternProperties={"^a": SHORT}, additionalProperties=False),
        of("object", additionalProperties=LONG),
    ),
    "the same pattern of names": (
        of("object", patternProperties={"^a": SHORT}),
        of("object", patternProperties={"^a": LONG}),
    ),
    "a name that a pattern meets": (
        of("object", properties={"ab": SHORT}, additionalProperties=False),
        of("object", patternProperties={"^a": LONG}),
    ),
    "all others keep a pattern's schema": (
        of("object", additionalProperties=SHORT),
        of("object", patternProperties={"^a": LONG}),
    ),
    "names": (of("object", propertyNames=SHORT), of("object", propertyNames=LONG)),
    "a member brings another": (
        of("object", dependentRequired={"a": ["b", "c"]}),
        of("object", dependentRequired={"a": ["b"]}),
    ),
    "what is brought is always there": (members("b", b=TEXT), of("object", dependentRequired={"a": ["b"]})),
    "what would bring it cannot be there": (
        of("object", properties={"a": False}),
        of("object", dependentRequired={"a": ["b"]}),
    ),
    "a member brings a schema": (
        of("object", dependentSchemas={"a": members("b", b=SHORT)}),
        of("object", dependentSchemas={"a": members("b", b=LONG)}),
    ),
    "a schema that cannot be brought": (
        of("object", properties={"a": False}),
        of("object", dependentSchemas={"a": members("b")}),
    ),
    "nothing unevaluated": (
        of("object", properties={"a": TEXT}, additionalProperties=False),
        of("object", properties={"a": TEXT}, unevaluatedProperties=False),
    ),
    "members of two parts": (
        {"allOf": [members("a", a=TEXT), members("b", b=WHOLE)]},
        members("a", "b", a=TEXT, b=NUMBER),
    ),
    "a closed union of objects": (any_of(PAID, OPEN), MAP),
    # arrays (JSC 10.3.1)
    "narrower items": (of("array", items=SHORT), of("array", items=LONG)),
    "items one by one": (of("array", prefixItems=[TEXT, WHOLE]), of("array", prefixItems=[TEXT, NUMBER])),
    "items of a tuple among items": (of("array", prefixItems=[SHORT], items=SHORT), of("array", items=LONG)),
    "a tuple that ends": (
        of("array", prefixItems=[TEXT], items=False, maxItems=1),
        of("array", prefixItems=[TEXT, WHOLE]),
    ),
    "no items": (of("array", items=False), of("array", items=TEXT)),
    "something contained": (of("array", contains=SHORT), of("array", contains=LONG)),
    "more of it": (of("array", contains=TEXT, minContains=3), of("array", contains=TEXT, minContains=2)),
    "none of it is enough": (LIST, of("array", contains=TEXT, minContains=0)),
    "no more of it": (
        of("array", contains=TEXT, minContains=1, maxContains=2),
        of("array", contains=TEXT, maxContains=3),
    ),
    "no items unevaluated": (of("array", items=SHORT), of("array", unevaluatedItems=TEXT)),
}
"""What has to be proven."""

REFUTED: dict[str, tuple[Schema, Schema, Any]] = {
    "a number is not whole": (NUMBER, WHOLE, 1.5),
    "halves are not whole": (of("number", multipleOf=0.5), WHOLE, 0.5),
    "a type more": ({"type": ["string", "null"]}, TEXT, None),
    "everything is not true": ({}, TEXT, 1),
    "nothing takes nothing": (TEXT, False, "a"),
    "a listed value more": ({"enum": ["a", "b"]}, {"enum": ["a"]}, "b"),
    "any text is not a list": (TEXT, {"enum": ["a"]}, "b"),
    "a flag more": (FLAG, {"enum": [True]}, False),
    "null is no flag": ({"type": ["boolean", "null"]}, {"enum": [True, False]}, None),
    "a flag is no number": ({"const": True}, {"const": 1}, True),
    "a longer text": (LONG, SHORT, "abcde"),
    "a shorter text": (of("string", minLength=1), of("string", minLength=2), "a"),
    "no limit": (WHOLE, of("integer", minimum=0), -1),
    "at most is not below": (of("number", maximum=3), of("number", exclusiveMaximum=3), 3),
    "at least is not above": (of("number", minimum=3), of("number", exclusiveMinimum=3), 3),
    "numbers above zero": (of("number", exclusiveMinimum=0), of("number", minimum=1), 0.5),
    "whole numbers from zero": (of("integer", minimum=0), of("integer", exclusiveMinimum=0), 0),
    "whole numbers to ten": (of("integer", maximum=10), of("integer", exclusiveMaximum=10), 10),
    "a listed text is too long": ({"enum": ["ab", "abcd"]}, of("string", maxLength=3), "abcd"),
    "a listed text is too short": ({"enum": ["ab", "abcd"]}, of("string", minLength=3), "ab"),
    "a listed number is too small": ({"enum": [1, 2]}, of("number", minimum=2), 1),
    "a listed number is the limit": ({"enum": [1, 2]}, of("number", exclusiveMaximum=2), 2),
    "a listed number has another step": ({"enum": [4, 5]}, {"multipleOf": 2}, 5),
    "a listed text has another pattern": ({"enum": ["ab", "ba"]}, of("string", pattern="b$"), "ba"),
    "another step": (of("integer", multipleOf=2), of("integer", multipleOf=4), 2),
    "no step": (NUMBER, of("number", multipleOf=0.5), 0.25),
    "items that are alike": (LIST, of("array", uniqueItems=True), [1, 1]),
    "more items": (of("array", maxItems=3), of("array", maxItems=2), [1, 2, 3]),
    "more members": (MAP, of("object", maxProperties=1), {"a": 1, "b": 2}),
    "another pattern": (of("string", pattern="^a"), of("string", pattern="^b"), "a"),
    "a list of texts without a pattern": (TEXT, of("string", pattern="^b"), "a"),
    "a member of a union is not taken": (any_of(TEXT, WHOLE), TEXT, 1),
    "one of two members": ({"type": ["string", "boolean"]}, any_of(TEXT, NUMBER), True),
    "two of exactly one": (WHOLE, one_of(NUMBER, WHOLE), 1),
    "two exclusive members instead of three": (one_of(SHORT, TEXT), one_of(SHORT, TEXT, TEXT), "abcde"),
    "other exclusive members": (one_of(SHORT, WHOLE), one_of(WHOLE, NUMBER), "a"),
    "one of all is not kept": (SHORT, {"allOf": [LONG, WHOLE]}, "a"),
    "what may be so": (TEXT, {"not": SHORT}, "a"),
    "more is not taken": ({"type": "string", "not": SHORT}, {"not": LONG}, "abcdef"),
    "a member that may be so": (MAP, {"not": members("kind", kind={"const": "y"})}, {"kind": "y"}),
    "another condition": (
        {"if": PAID, "then": {"required": ["id"]}, "type": "object"},
        {"if": OPEN, "then": {"required": ["id"]}},
        {"open": True},
    ),
    "the same condition that asks for less": (
        {"if": PAID, "then": {"required": ["id"]}, "type": "object"},
        {"if": PAID, "then": {"required": ["id", "day"]}},
        {"paid": True, "id": 1},
    ),
    "the same condition, and nothing else": (
        {"if": PAID, "then": {"required": ["id"]}, "type": "object"},
        {"if": PAID, "then": {"required": ["id"]}, "else": {"required": ["due"]}},
        {"open": True},
    ),
    "an item before those that nothing evaluates": (
        {"type": "array", "prefixItems": [TEXT], "unevaluatedItems": False},
        {"prefixItems": [WHOLE]},
        ["x"],
    ),
    "a condition that holds more often": (
        {"if": FROM_5, "then": ID, "type": "object"},
        {"if": FROM_3, "then": ID, "type": "object"},
        {"n": 4},
    ),
    "a condition that holds less often, and what else is asked for": (
        {"if": FROM_3, "then": ID, "else": DAY},
        {"if": FROM_5, "then": ID, "else": DAY},
        {"n": 4, "id": 1},
    ),
    "a condition that holds more often, and what else was asked for": (
        {"if": FROM_5, "then": ID, "else": DAY},
        {"if": FROM_3, "then": ID, "else": DAY},
        {"n": 4, "day": 1},
    ),
    "a condition that holds less often, and asks for more": (
        {"if": FROM_3, "then": ID, "type": "object"},
        {"if": FROM_5, "then": {"required": ["id", "day"]}},
        {"n": 5, "id": 1},
    ),
    "a condition that may hold": (MAP, {"if": PAID, "then": {"required": ["id"]}}, {"paid": True}),
    "a condition that may not hold": (MAP, {"if": PAID, "else": {"required": ["id"]}}, {}),
    "less is asked for": (members("a", a=TEXT), members("a", "b", a=TEXT), {"a": "x"}),
    "a wider member": (members(a=LONG), members(a=SHORT), {"a": "abcde"}),
    "a member by its pattern is wider": (
        {"type": "object", "patternProperties": {"^a": LONG}},
        {"properties": {"ab": SHORT}},
        {"ab": "abcde"},
    ),
    "a member among wider others": (
        of("object", additionalProperties=LONG),
        {"properties": {"a": SHORT}},
        {"a": "abcde"},
    ),
    "others may come": (members(a=TEXT), of("object", properties={"a": TEXT}, additionalProperties=False), {"b": 1}),
    "a named member is another": (A_ONLY, of("object", additionalProperties=WHOLE), {"a": "x"}),
    "a pattern among others is wider": (
        of("object", patternProperties={"^a": LONG}, additionalProperties=False),
        of("object", additionalProperties=SHORT),
        {"a": "abcde"},
    ),
    "the same pattern of names is wider": (
        of("object", patternProperties={"^a": LONG}),
        of("object", patternProperties={"^a": SHORT}),
        {"a": "abcde"},
    ),
    "a name that a pattern meets is wider": (
        of("object", properties={"ab": LONG}, additionalProperties=False),
        of("object", patternProperties={"^a": SHORT}),
        {"ab": "abcde"},
    ),
    "others that a pattern may meet": (MAP, of("object", patternProperties={"^a": SHORT}), {"a": 1}),
    "longer names": (of("object", propertyNames=LONG), of("object", propertyNames=SHORT), {"abcde": 1}),
    "a member brings less": (
        of("object", dependentRequired={"a": ["b"]}),
        of("object", dependentRequired={"a": ["b", "c"]}),
        {"a": 1, "b": 2},
    ),
    "a member brings nothing": (MAP, of("object", dependentRequired={"a": ["b"]}), {"a": 1}),
    "a member brings another schema": (
        of("object", dependentSchemas={"a": members("b", b=LONG)}),
        of("object", dependentSchemas={"a": members("b", b=SHORT)}),
        {"a": 1, "b": "abcde"},
    ),
    "something unevaluated": (
        members(a=TEXT),
        of("object", properties={"a": TEXT}, unevaluatedProperties=False),
        {"b": 1},
    ),
    "one more is evaluated": (
        of("object", properties={"a": TEXT, "b": TEXT}, additionalProperties=False),
        of("object", properties={"a": TEXT}, unevaluatedProperties=False),
        {"b": "x"},
    ),
    "wider items": (of("array", items=LONG), of("array", items=SHORT), ["abcde"]),
    "a wider item of a tuple": (
        of("array", prefixItems=[TEXT, NUMBER]),
        of("array", prefixItems=[TEXT, WHOLE]),
        ["a", 0.5],
    ),
    "an item of a tuple among items": (of("array", prefixItems=[WHOLE], items=SHORT), of("array", items=LONG), [1]),
    "an item behind the tuple": (of("array", prefixItems=[SHORT]), of("array", items=TEXT), ["a", 1]),
    "a tuple that may go on": (
        of("array", prefixItems=[TEXT], maxItems=2),
        of("array", prefixItems=[TEXT, WHOLE]),
        ["a", "b"],
    ),
    "something else contained": (of("array", contains=LONG), of("array", contains=SHORT), ["abcde"]),
    "less of it": (of("array", contains=TEXT, minContains=2), of("array", contains=TEXT, minContains=3), ["a", "b"]),
    "nothing need be contained": (LIST, of("array", contains=TEXT), []),
    "too much of it": (
        of("array", contains=TEXT, maxContains=3),
        of("array", contains=TEXT, maxContains=2),
        ["a", "b", "c"],
    ),
    "too much of a wider one": (
        of("array", contains=SHORT, maxContains=1),
        of("array", contains=LONG, maxContains=1),
        ["a", "abcde"],
    ),
    "items unevaluated": (of("array", items=LONG), of("array", unevaluatedItems=SHORT), ["abcde"]),
}
"""What must not be proven, with a value that refutes it."""


@pytest.mark.parametrize("case", sorted(PROVEN))
def test_what_is_taken_in_is_proven(case: str) -> None:
    left, right = PROVEN[case]
    assert within(left, right)
    assert within(left, left)
    taken, takes = Draft202012Validator(left), Draft202012Validator(right)
    chance = random.Random(case)
    for _ in range(20):
        value = Maker({}, chance, "readOnly").value(left)
        assert takes.is_valid(value) or not taken.is_valid(value), value


@pytest.mark.parametrize("case", sorted(REFUTED))
def test_what_a_value_refutes_is_not_proven(case: str) -> None:
    left, right, value = REFUTED[case]
    assert Draft202012Validator(left).is_valid(value)
    assert not Draft202012Validator(right).is_valid(value)
    assert not within(left, right)
