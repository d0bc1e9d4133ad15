"""What is told of types, listed values, formats, patterns, limits and items: by which rule, in which words, where, and as which change.

JSON Schema 2020-12, Validation: `type`, `enum` and `const` (6.1), limits (6.2 to 6.5), formats (7); Core: `prefixItems` and `items`
(10.3.1), `false` (4.3.2). OpenAPI 3.0.4, Schema Object: `exclusiveMinimum` is a flag beside the number there.
"""

from __future__ import annotations

from tests.generator.changes.document_pairs import INTEGER, STRING, Case, named
from tests.generator.changes.told_schemas import LIST, obj
from tests.generator.changes.told_shapes import NULL, arrays, got, integers, numbers, objects, sent, sent_30, texts
from tests.generator.small_clients import reading, ref, sending

GROWS = "x-extensible-enum"


ROWS: dict[str, tuple[Case, list[str], list[str]]] = {
    "types conflict": (
        sent(obj(a=STRING), obj(a={"allOf": [STRING, INTEGER]})),
        [
            "request-type-narrowed | ThingsDoBody.a: no value is of all types that are asked for | #/properties/a | #/properties/a/allOf | "
        ],
        [
            "request-type-widened | ThingsDoBody.a: a value is of all types that are asked for | #/properties/a/allOf | #/properties/a | "
        ],
    ),
    "any typed": (
        sent({"minLength": 1}, texts(minLength=2)),
        ["request-type-narrowed | body of POST /things: type any -> string | # | #/type | "],
        ["request-type-widened | body of POST /things: type string -> any | #/type | # | "],
    ),
    "any typed response": (
        got({}, STRING),
        ["response-type-narrowed | 200 response of GET /things: type any -> string | # | #/type | "],
        ["response-type-widened | 200 response of GET /things: type string -> any | #/type | # | "],
    ),
    "types change and limits": (
        sent({"type": ["string", "integer"], "maxLength": 3}, {"type": ["string", "boolean"], "maxLength": 2}),
        [
            "request-bound-narrowed | body of POST /things: maxLength 3 -> 2 | #/maxLength | #/maxLength | maxLength 3 -> 2",
            "request-type-changed | body of POST /things: type integer|string -> boolean|string | #/type | #/type | ",
        ],
        [
            "request-type-changed | body of POST /things: type boolean|string -> integer|string | #/type | #/type | ",
            "request-bound-widened | body of POST /things: maxLength 2 -> 3 | #/maxLength | #/maxLength | maxLength 2 -> 3",
        ],
    ),
    "types other": (
        sent(texts(maxLength=3), {"type": "integer", "maximum": 3}),
        ["request-type-changed | body of POST /things: type string -> integer | #/type | #/type | "],
        ["request-type-changed | body of POST /things: type integer -> string | #/type | #/type | "],
    ),
    "types wider with limits": (
        sent({"type": ["string", "integer"], "maxLength": 3}, texts(maxLength=2)),
        [
            "request-bound-narrowed | body of POST /things: maxLength 3 -> 2 | #/maxLength | #/maxLength | maxLength 3 -> 2",
            "request-type-narrowed | body of POST /things: type integer|string -> string | #/type | #/type | ",
        ],
        [
            "request-bound-widened | body of POST /things: maxLength 2 -> 3 | #/maxLength | #/maxLength | maxLength 2 -> 3",
            "request-type-widened | body of POST /things: type string -> integer|string | #/type | #/type | ",
        ],
    ),
    "number and limits": (
        sent({"type": "integer", "maximum": 3}, {"type": "number", "maximum": 2.5}),
        [
            "request-bound-narrowed | body of POST /things: maximum 3 -> 2.5 | #/maximum | #/maximum | maximum 3 -> 2.5",
            "request-type-widened | body of POST /things: type integer -> number | #/type | #/type | ",
        ],
        [
            "request-type-narrowed | body of POST /things: type number -> integer | #/type | #/type | ",
            "request-bound-widened | body of POST /things: maximum 2.5 -> 3 | #/maximum | #/maximum | maximum 2.5 -> 3",
        ],
    ),
    "null to text": (
        sent(NULL, STRING),
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | #/type | #/type | ",
            "request-type-widened | body of POST /things: type null -> string | #/type | #/type | ",
        ],
        [
            "request-type-narrowed | body of POST /things: type string -> null | #/type | #/type | ",
            "request-became-nullable | body of POST /things: null is possible now | #/type | #/type | ",
        ],
    ),
    "null implied": (sent({"anyOf": [STRING, NULL]}, {"type": ["string", "null"], "anyOf": [STRING, NULL]}), [], []),
    "implied by union": (
        sent(
            {"anyOf": [{"type": "object"}, {"type": "string"}]},
            {"type": ["object", "string", "null"], "anyOf": [{"type": "object"}, {"type": "string"}]},
        ),
        [],
        [],
    ),
    "implied": (
        sent(
            {
                "type": ["integer", "string"],
                "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "maxLength": 1}],
            },
            {
                "type": ["integer", "string", "boolean"],
                "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "maxLength": 1}],
            },
        ),
        [],
        [],
    ),
    "list new": (
        sent(STRING, texts(enum=["a", "b"])),
        ['request-enum-added | ThingsDoBody: values are limited to ["a", "b"] | # | #/enum | '],
        ['request-enum-removed | ThingsDoBody: values are no longer limited to ["a", "b"] | #/enum | # | '],
    ),
    "list new const": (
        got(STRING, texts(const="a")),
        ['response-enum-added | 200 response of GET /things: values are limited to ["a"] | # | #/const | '],
        ['response-enum-removed | 200 response of GET /things: values are no longer limited to ["a"] | #/const | # | '],
    ),
    "flags listed": (sent({"type": "boolean"}, {"enum": [True, False]}), [], []),
    "flags listed null": (sent({"type": ["boolean", "null"]}, {"enum": [True, False, None]}), [], []),
    "const other": (
        sent(texts(const="a"), texts(const="b")),
        ['request-constant-changed | body of POST /things: fixed value "a" -> "b" | #/const | #/const | ["b"]'],
        ['request-constant-changed | body of POST /things: fixed value "b" -> "a" | #/const | #/const | ["a"]'],
    ),
    "enum of one other": (
        sent({"enum": ["a"]}, {"const": "b"}),
        ['request-constant-changed | ThingsDoBody: fixed value "a" -> "b" | #/enum | #/const | ["b"]'],
        ['request-constant-changed | ThingsDoBody: fixed value "b" -> "a" | #/const | #/enum | ["a"]'],
    ),
    "const equal": (sent({"const": 1.0}, {"const": 1}), [], []),
    "enum other": (
        got(texts(enum=["a", "b"]), texts(enum=["b", "c"])),
        [
            'response-enum-value-added | ThingsDoResponse: value "c" is new | #/enum | #/enum | "c"',
            'response-enum-value-removed | ThingsDoResponse: value "a" is gone | #/enum | #/enum | "a"',
        ],
        [
            'response-enum-value-added | ThingsDoResponse: value "a" is new | #/enum | #/enum | "a"',
            'response-enum-value-removed | ThingsDoResponse: value "c" is gone | #/enum | #/enum | "c"',
        ],
    ),
    "enum all other": (
        sent(texts(enum=["a", "b"]), texts(enum=["c"])),
        [
            'request-enum-value-removed | ThingsDoBody: value "a" is gone | #/enum | #/enum | "a"',
            'request-enum-value-removed | ThingsDoBody: value "b" is gone | #/enum | #/enum | "b"',
            'request-enum-value-added | ThingsDoBody: value "c" is new | #/enum | #/enum | "c"',
        ],
        [
            'request-enum-value-removed | ThingsDoBody: value "c" is gone | #/enum | #/enum | "c"',
            'request-enum-value-added | ThingsDoBody: value "a" is new | #/enum | #/enum | "a"',
            'request-enum-value-added | ThingsDoBody: value "b" is new | #/enum | #/enum | "b"',
        ],
    ),
    "enum to none": (
        sent(texts(enum=["a"]), {"type": "string", "enum": [1]}),
        ['request-enum-value-removed | ThingsDoBody: value "a" is gone | #/enum | #/enum | "a"'],
        ['request-enum-value-added | ThingsDoBody: value "a" is new | #/enum | #/enum | "a"'],
    ),
    "enum ruled by pattern": (sent(texts(enum=["a", "b"], pattern="a"), texts(enum=["a"], pattern="a")), [], []),
    "enum ruled by allOf": (
        sent({"allOf": [{"maximum": 3}], "type": "integer", "enum": [1, 5]}, {"type": "integer", "enum": [1]}),
        [],
        [],
    ),
    "enum of two lists": (sent({"enum": ["a", "b"], "allOf": [{"enum": ["b", "c"]}]}, {"enum": ["b"]}), [], []),
    "extensible": (
        sent(texts(**{GROWS: ["a", "b"]}), texts(**{GROWS: ["b", "c"]})),
        [
            'request-extensible-value-removed | body of POST /things: value "a" of an extensible list is gone | #/x-extensible-enum | #/x-extensible-enum | "a"',
            'request-extensible-value-added | body of POST /things: value "c" of an extensible list is new | #/x-extensible-enum | #/x-extensible-enum | "c"',
        ],
        [
            'request-extensible-value-removed | body of POST /things: value "c" of an extensible list is gone | #/x-extensible-enum | #/x-extensible-enum | "c"',
            'request-extensible-value-added | body of POST /things: value "a" of an extensible list is new | #/x-extensible-enum | #/x-extensible-enum | "a"',
        ],
    ),
    "extensible new": (
        got(texts(**{GROWS: ["a"]}), texts()),
        [
            "response-extensible-list-removed | 200 response of GET /things: values are no longer on a list that will grow | #/x-extensible-enum | # | "
        ],
        [
            "response-extensible-list-added | 200 response of GET /things: values are on a list that will grow | # | #/x-extensible-enum | "
        ],
    ),
    "extensible closed": (
        sent(texts(**{GROWS: ["a"]}), texts(enum=["a"])),
        ['request-enum-added | ThingsDoBody: values are limited to ["a"] | # | #/enum | '],
        ['request-enum-removed | ThingsDoBody: values are no longer limited to ["a"] | #/enum | # | '],
    ),
    "extensible no list": (sent(texts(**{GROWS: "a"}), texts()), [], []),
    "extensible numbers": (
        sent({"type": "integer", GROWS: [1, 2]}, {"type": "integer", GROWS: [2.0, 3]}),
        [
            "request-extensible-value-removed | body of POST /things: value 1 of an extensible list is gone | #/x-extensible-enum | #/x-extensible-enum | 1",
            "request-extensible-value-added | body of POST /things: value 3 of an extensible list is new | #/x-extensible-enum | #/x-extensible-enum | 3",
        ],
        [
            "request-extensible-value-removed | body of POST /things: value 3 of an extensible list is gone | #/x-extensible-enum | #/x-extensible-enum | 3",
            "request-extensible-value-added | body of POST /things: value 1 of an extensible list is new | #/x-extensible-enum | #/x-extensible-enum | 1",
        ],
    ),
    "format none": (
        sent(texts(), texts(format="email")),
        ["request-format-narrowed | body of POST /things: format none -> email | # | #/format | >email"],
        ["request-format-widened | body of POST /things: format email -> none | #/format | # | email>"],
    ),
    "format resp": (
        got(texts(format="email"), texts()),
        ["response-format-widened | 200 response of GET /things: format email -> none | #/format | # | email>"],
        ["response-format-narrowed | 200 response of GET /things: format none -> email | # | #/format | >email"],
    ),
    "format wider": (
        sent({"type": "integer", "format": "int32"}, {"type": "integer", "format": "int64"}),
        ["request-format-widened | body of POST /things: format int32 -> int64 | #/format | #/format | int32>int64"],
        ["request-format-narrowed | body of POST /things: format int64 -> int32 | #/format | #/format | int64>int32"],
    ),
    "format other": (
        sent(texts(format="email"), texts(format="uri")),
        ["request-format-changed | body of POST /things: format email -> uri | #/format | #/format | email>uri"],
        ["request-format-changed | body of POST /things: format uri -> email | #/format | #/format | uri>email"],
    ),
    "format idn": (
        got(texts(format="email"), texts(format="idn-email")),
        [
            "response-format-widened | 200 response of GET /things: format email -> idn-email | #/format | #/format | email>idn-email"
        ],
        [
            "response-format-narrowed | 200 response of GET /things: format idn-email -> email | #/format | #/format | idn-email>email"
        ],
    ),
    "format typed": (
        sent(texts(format="date"), texts()),
        ["request-typed-format-changed | body of POST /things: format date -> none | #/format | # | date>"],
        ["request-typed-format-changed | body of POST /things: format none -> date | # | #/format | >date"],
    ),
    "pattern": (
        sent(texts(pattern="^a"), texts(pattern="^b")),
        ['request-pattern-changed | body of POST /things: pattern "^a" -> "^b" | #/pattern | #/pattern | "^b"'],
        ['request-pattern-changed | body of POST /things: pattern "^b" -> "^a" | #/pattern | #/pattern | "^a"'],
    ),
    "pattern came": (
        got(texts(), texts(pattern="^b")),
        ['response-pattern-added | 200 response of GET /things: pattern null -> "^b" | # | #/pattern | "^b"'],
        ['response-pattern-removed | 200 response of GET /things: pattern "^b" -> null | #/pattern | # | null'],
    ),
    "pattern kept": (sent(texts(enum=["a"], pattern="^a"), texts(enum=["a"])), [], []),
    "pattern kept 2": (
        sent(texts(enum=["a", "b"], pattern="^a"), texts(enum=["a"], pattern="^b")),
        [
            'request-enum-value-removed | ThingsDoBody: value "a" is gone | #/enum | #/enum | "a"',
            'request-pattern-changed | ThingsDoBody: pattern "^a" -> "^b" | #/pattern | #/pattern | "^b"',
        ],
        [
            'request-pattern-changed | ThingsDoBody: pattern "^b" -> "^a" | #/pattern | #/pattern | "^a"',
            'request-enum-value-added | ThingsDoBody: value "a" is new | #/enum | #/enum | "a"',
        ],
    ),
    "pattern any": (
        sent(texts(pattern="^.*$"), texts(pattern="^a")),
        ['request-pattern-added | body of POST /things: pattern null -> "^a" | #/pattern | #/pattern | "^a"'],
        ['request-pattern-removed | body of POST /things: pattern "^a" -> null | #/pattern | #/pattern | null'],
    ),
    "pattern null": (
        sent({"type": ["string", "null"], "pattern": "a"}, {"type": ["string", "null"]}),
        ['request-pattern-removed | body of POST /things: pattern "a" -> null | #/pattern | # | null'],
        ['request-pattern-added | body of POST /things: pattern null -> "a" | # | #/pattern | "a"'],
    ),
    "default": (
        sent(texts(default="a"), texts()),
        ['request-default-removed | body of POST /things: default "a" -> null | #/default | # | null'],
        ['request-default-added | body of POST /things: default null -> "a" | # | #/default | "a"'],
    ),
    "default other": (
        sent(texts(default="a"), texts(default="b")),
        ['request-default-changed | body of POST /things: default "a" -> "b" | #/default | #/default | "b"'],
        ['request-default-changed | body of POST /things: default "b" -> "a" | #/default | #/default | "a"'],
    ),
    "default empty": (
        sent({"type": "object", "default": {}}, {"type": "object"}),
        ["request-default-removed | body of POST /things: default {} -> null | #/default | # | null"],
        ["request-default-added | body of POST /things: default null -> {} | # | #/default | {}"],
    ),
    "default equal": (
        sent({"type": "number", "default": 1.0, "title": "a"}, {"type": "number", "default": 1, "title": "b"}),
        ['description-changed | body of POST /things: title changed | # | # | ["b"]'],
        ['description-changed | body of POST /things: title changed | # | # | ["a"]'],
    ),
    "money": (
        sent(texts(**{"x-reissue-money": "a"}), texts()),
        ['money-changed | body of POST /things: money "a" -> null | #/x-reissue-money | # | null'],
        ['money-changed | body of POST /things: money null -> "a" | # | #/x-reissue-money | "a"'],
    ),
    "money same": (
        sent(texts(**{"x-reissue-money": "a"}), texts(maxLength=3, **{"x-reissue-money": "a"})),
        ["request-bound-narrowed | body of POST /things: maxLength none -> 3 | # | #/maxLength | maxLength none -> 3"],
        ["request-bound-widened | body of POST /things: maxLength 3 -> none | #/maxLength | # | maxLength 3 -> none"],
    ),
    "timezone": (
        got(texts(**{"x-reissue-timezone": "UTC"}), texts(**{"x-reissue-timezone": "Africa/Kigali"})),
        [
            'timezone-changed | 200 response of GET /things: timezone "UTC" -> "Africa/Kigali" | #/x-reissue-timezone | #/x-reissue-timezone | "Africa/Kigali"'
        ],
        [
            'timezone-changed | 200 response of GET /things: timezone "Africa/Kigali" -> "UTC" | #/x-reissue-timezone | #/x-reissue-timezone | "UTC"'
        ],
    ),
    "sensitive": (
        sent(texts(**{"x-reissue-sensitive": True}), texts()),
        [
            "sensitive-removed | body of POST /things: x-reissue-sensitive true -> null | #/x-reissue-sensitive | # | null"
        ],
        ["sensitive-added | body of POST /things: x-reissue-sensitive null -> true | # | #/x-reissue-sensitive | true"],
    ),
    "sensitive same": (
        sent(texts(**{"x-reissue-sensitive": True}), texts(maxLength=3, **{"x-reissue-sensitive": True})),
        ["request-bound-narrowed | body of POST /things: maxLength none -> 3 | # | #/maxLength | maxLength none -> 3"],
        ["request-bound-widened | body of POST /things: maxLength 3 -> none | #/maxLength | # | maxLength 3 -> none"],
    ),
    "coerce": (
        sent(texts(**{"x-reissue-coerce": "a"}), texts(**{"x-reissue-coerce": "b"})),
        [
            'coercion-changed | body of POST /things: x-reissue-coerce "a" -> "b" | #/x-reissue-coerce | #/x-reissue-coerce | "b"'
        ],
        [
            'coercion-changed | body of POST /things: x-reissue-coerce "b" -> "a" | #/x-reissue-coerce | #/x-reissue-coerce | "a"'
        ],
    ),
    "coerce new": (
        sent(texts(), texts(**{"x-reissue-coerce": "b"})),
        ['coercion-added | body of POST /things: x-reissue-coerce null -> "b" | # | #/x-reissue-coerce | "b"'],
        ['coercion-removed | body of POST /things: x-reissue-coerce "b" -> null | #/x-reissue-coerce | # | null'],
    ),
    "lengths": (
        sent(texts(minLength=1, maxLength=9), texts(minLength=2, maxLength=8)),
        [
            "request-bound-narrowed | body of POST /things: maxLength 9 -> 8 | #/maxLength | #/maxLength | maxLength 9 -> 8",
            "request-bound-narrowed | body of POST /things: minLength 1 -> 2 | #/minLength | #/minLength | minLength 1 -> 2",
        ],
        [
            "request-bound-widened | body of POST /things: maxLength 8 -> 9 | #/maxLength | #/maxLength | maxLength 8 -> 9",
            "request-bound-widened | body of POST /things: minLength 2 -> 1 | #/minLength | #/minLength | minLength 2 -> 1",
        ],
    ),
    "lengths new": (
        got(texts(), texts(minLength=1, maxLength=9)),
        [
            "response-bound-narrowed | 200 response of GET /things: maxLength none -> 9 | # | #/maxLength | maxLength none -> 9",
            "response-bound-narrowed | 200 response of GET /things: minLength none -> 1 | # | #/minLength | minLength none -> 1",
        ],
        [
            "response-bound-widened | 200 response of GET /things: maxLength 9 -> none | #/maxLength | # | maxLength 9 -> none",
            "response-bound-widened | 200 response of GET /things: minLength 1 -> none | #/minLength | # | minLength 1 -> none",
        ],
    ),
    "zero": (sent(texts(minLength=0), texts()), [], []),
    "items": (
        sent(arrays(minItems=1, maxItems=9), arrays(minItems=2, maxItems=10)),
        [
            "request-bound-narrowed | body of POST /things: minItems 1 -> 2 | #/minItems | #/minItems | minItems 1 -> 2",
            "request-bound-widened | body of POST /things: maxItems 9 -> 10 | #/maxItems | #/maxItems | maxItems 9 -> 10",
        ],
        [
            "request-bound-narrowed | body of POST /things: maxItems 10 -> 9 | #/maxItems | #/maxItems | maxItems 10 -> 9",
            "request-bound-widened | body of POST /things: minItems 2 -> 1 | #/minItems | #/minItems | minItems 2 -> 1",
        ],
    ),
    "unique": (
        sent(arrays(items=STRING), arrays(items=STRING, uniqueItems=True)),
        [
            "request-bound-narrowed | body of POST /things: uniqueItems none -> true | # | #/uniqueItems | uniqueItems none -> true"
        ],
        [
            "request-bound-widened | body of POST /things: uniqueItems true -> none | #/uniqueItems | # | uniqueItems true -> none"
        ],
    ),
    "unique max 1": (
        sent(arrays(items=STRING, maxItems=1), arrays(items=STRING, uniqueItems=True, maxItems=1)),
        [],
        [],
    ),
    "members": (
        sent(objects(minProperties=1, maxProperties=9), objects(minProperties=2, maxProperties=9)),
        [
            "request-bound-narrowed | body of POST /things: minProperties 1 -> 2 | #/minProperties | #/minProperties | minProperties 1 -> 2"
        ],
        [
            "request-bound-widened | body of POST /things: minProperties 2 -> 1 | #/minProperties | #/minProperties | minProperties 2 -> 1"
        ],
    ),
    "members implied": (
        sent(
            objects(required=["a", "b"], properties={"a": STRING, "b": STRING}),
            objects(required=["a", "b"], minProperties=2, properties={"a": STRING, "b": STRING}),
        ),
        [],
        [],
    ),
    "members not implied": (
        sent(
            objects(required=["a", "b"], properties={"a": STRING, "b": STRING}),
            objects(required=["a", "b"], minProperties=3, properties={"a": STRING, "b": STRING}),
        ),
        [
            "request-bound-narrowed | ThingsDoBody: minProperties none -> 3 | # | #/minProperties | minProperties none -> 3"
        ],
        [
            "request-bound-widened | ThingsDoBody: minProperties 3 -> none | #/minProperties | # | minProperties 3 -> none"
        ],
    ),
    "numbers": (
        sent(numbers(minimum=1, maximum=9), numbers(exclusiveMinimum=1, exclusiveMaximum=9)),
        [
            "request-bound-narrowed | body of POST /things: maximum 9 -> 9 (excluded) | #/maximum | #/exclusiveMaximum | maximum 9 -> 9 (excluded)",
            "request-bound-narrowed | body of POST /things: minimum 1 -> 1 (excluded) | #/minimum | #/exclusiveMinimum | minimum 1 -> 1 (excluded)",
        ],
        [
            "request-bound-widened | body of POST /things: maximum 9 (excluded) -> 9 | #/exclusiveMaximum | #/maximum | maximum 9 (excluded) -> 9",
            "request-bound-widened | body of POST /things: minimum 1 (excluded) -> 1 | #/exclusiveMinimum | #/minimum | minimum 1 (excluded) -> 1",
        ],
    ),
    "numbers 30": (
        sent_30(
            numbers(minimum=1, maximum=9), numbers(minimum=1, exclusiveMinimum=True, maximum=9, exclusiveMaximum=True)
        ),
        [
            "request-bound-narrowed | body of POST /things: maximum 9 -> 9 (excluded) | #/maximum | #/maximum | maximum 9 -> 9 (excluded)",
            "request-bound-narrowed | body of POST /things: minimum 1 -> 1 (excluded) | #/minimum | #/minimum | minimum 1 -> 1 (excluded)",
        ],
        [
            "request-bound-widened | body of POST /things: maximum 9 (excluded) -> 9 | #/maximum | #/maximum | maximum 9 (excluded) -> 9",
            "request-bound-widened | body of POST /things: minimum 1 (excluded) -> 1 | #/minimum | #/minimum | minimum 1 (excluded) -> 1",
        ],
    ),
    "numbers 30 false": (sent_30(numbers(minimum=1), numbers(minimum=1, exclusiveMinimum=False)), [], []),
    "numbers 30 gone": (
        sent_30(numbers(maximum=1, exclusiveMaximum=True), numbers()),
        [
            "request-bound-widened | body of POST /things: maximum 1 (excluded) -> none | #/maximum | # | maximum 1 (excluded) -> none"
        ],
        [
            "request-bound-narrowed | body of POST /things: maximum none -> 1 (excluded) | # | #/maximum | maximum none -> 1 (excluded)"
        ],
    ),
    "numbers 30 kept": (
        sent_30(integers(maximum=1, enum=[0]), integers(maximum=1, exclusiveMaximum=True, enum=[0])),
        [],
        [],
    ),
    "both": (sent(numbers(minimum=1, exclusiveMinimum=3), numbers(minimum=2, exclusiveMinimum=3)), [], []),
    "of two parts": (
        sent({"allOf": [numbers(minimum=1), {"minimum": 3}]}, {"allOf": [numbers(minimum=2), {"minimum": 3}]}),
        [],
        [],
    ),
    "of two parts moves": (sent({"allOf": [numbers(minimum=1), {"minimum": 3}]}, numbers(minimum=3)), [], []),
    "whole": (sent(integers(minimum=1.5), integers(minimum=2)), [], []),
    "whole open": (sent(integers(exclusiveMinimum=1, exclusiveMaximum=5), integers(minimum=2, maximum=4)), [], []),
    "whole up": (sent(integers(maximum=4.5), integers(maximum=4)), [], []),
    "not whole": (
        sent(numbers(exclusiveMinimum=1), numbers(minimum=2)),
        [
            "request-bound-narrowed | body of POST /things: minimum 1 (excluded) -> 2 | #/exclusiveMinimum | #/minimum | minimum 1 (excluded) -> 2"
        ],
        [
            "request-bound-widened | body of POST /things: minimum 2 -> 1 (excluded) | #/minimum | #/exclusiveMinimum | minimum 2 -> 1 (excluded)"
        ],
    ),
    "whole or text": (
        sent({"type": ["integer", "string"], "exclusiveMinimum": 1}, {"type": ["integer", "string"], "minimum": 2}),
        [],
        [],
    ),
    "whole by multiple": (sent(numbers(multipleOf=2, exclusiveMinimum=1), numbers(multipleOf=2, minimum=2)), [], []),
    "any": (
        sent({"minimum": 1}, {"minimum": 2}),
        ["request-bound-narrowed | body of POST /things: minimum 1 -> 2 | #/minimum | #/minimum | minimum 1 -> 2"],
        ["request-bound-widened | body of POST /things: minimum 2 -> 1 | #/minimum | #/minimum | minimum 2 -> 1"],
    ),
    "any length": (
        sent({"maxLength": 3}, {"maxLength": 2}),
        [
            "request-bound-narrowed | body of POST /things: maxLength 3 -> 2 | #/maxLength | #/maxLength | maxLength 3 -> 2"
        ],
        [
            "request-bound-widened | body of POST /things: maxLength 2 -> 3 | #/maxLength | #/maxLength | maxLength 2 -> 3"
        ],
    ),
    "any open": (
        sent({"exclusiveMinimum": 1}, {"minimum": 2}),
        [
            "request-bound-narrowed | body of POST /things: minimum 1 (excluded) -> 2 | #/exclusiveMinimum | #/minimum | minimum 1 (excluded) -> 2"
        ],
        [
            "request-bound-widened | body of POST /things: minimum 2 -> 1 (excluded) | #/minimum | #/exclusiveMinimum | minimum 2 -> 1 (excluded)"
        ],
    ),
    "other type": (sent(texts(minimum=1, maxItems=3, minProperties=3, multipleOf=3), texts()), [], []),
    "kept by list": (sent({"enum": [1, 2]}, {"enum": [1, 2], "maximum": 2}), [], []),
    "not kept": (sent(numbers(maximum=9, enum=[1, 2]), numbers(enum=[1, 2])), [], []),
    "bool": (sent(numbers(maximum=True), numbers()), [], []),
    "multiple": (
        sent(numbers(multipleOf=2), numbers(multipleOf=4)),
        [
            "request-bound-narrowed | body of POST /things: multipleOf 2 -> 4 | #/multipleOf | #/multipleOf | multipleOf 2 -> 4"
        ],
        [
            "request-bound-widened | body of POST /things: multipleOf 4 -> 2 | #/multipleOf | #/multipleOf | multipleOf 4 -> 2"
        ],
    ),
    "multiple came": (
        sent(integers(), integers(multipleOf=4)),
        [
            "request-bound-narrowed | body of POST /things: multipleOf null -> 4 | # | #/multipleOf | multipleOf null -> 4"
        ],
        [
            "request-bound-widened | body of POST /things: multipleOf 4 -> null | #/multipleOf | # | multipleOf 4 -> null"
        ],
    ),
    "multiple other": (
        sent(numbers(multipleOf=2), numbers(multipleOf=3)),
        [
            "request-bound-narrowed | body of POST /things: multipleOf 2 -> 3 | #/multipleOf | #/multipleOf | multipleOf 2 -> 3"
        ],
        [
            "request-bound-narrowed | body of POST /things: multipleOf 3 -> 2 | #/multipleOf | #/multipleOf | multipleOf 3 -> 2"
        ],
    ),
    "multiple other response": (
        got(numbers(multipleOf=2), numbers(multipleOf=3)),
        [
            "response-bound-widened | 200 response of GET /things: multipleOf 2 -> 3 | #/multipleOf | #/multipleOf | multipleOf 2 -> 3"
        ],
        [
            "response-bound-widened | 200 response of GET /things: multipleOf 3 -> 2 | #/multipleOf | #/multipleOf | multipleOf 3 -> 2"
        ],
    ),
    "multiple 0": (sent(numbers(multipleOf=0), numbers()), [], []),
    "multiple kept": (sent(numbers(enum=[2, 4]), numbers(enum=[2, 4], multipleOf=2)), [], []),
    "multiple fraction": (
        sent(numbers(multipleOf=0.01), numbers(multipleOf=0.1)),
        [
            "request-bound-narrowed | body of POST /things: multipleOf 0.01 -> 0.1 | #/multipleOf | #/multipleOf | multipleOf 0.01 -> 0.1"
        ],
        [
            "request-bound-widened | body of POST /things: multipleOf 0.1 -> 0.01 | #/multipleOf | #/multipleOf | multipleOf 0.1 -> 0.01"
        ],
    ),
    "multiple 1": (sent(integers(), integers(multipleOf=1)), [], []),
    "multiple text": (sent(texts(multipleOf=2), texts()), [], []),
    "tuple place": (
        sent(arrays(prefixItems=[STRING, INTEGER]), arrays(prefixItems=[STRING, numbers()])),
        [
            "request-type-widened | ThingsDoBody[1]: type integer -> number | #/prefixItems/1/type | #/prefixItems/1/type | "
        ],
        [
            "request-type-narrowed | ThingsDoBody[1]: type number -> integer | #/prefixItems/1/type | #/prefixItems/1/type | "
        ],
    ),
    "tuple longer": (
        got(arrays(prefixItems=[STRING]), arrays(prefixItems=[STRING, INTEGER])),
        ["response-type-narrowed | ThingsDoResponse[1]: type any -> integer | # | #/prefixItems/1/type | "],
        ["response-type-widened | ThingsDoResponse[1]: type integer -> any | #/prefixItems/1/type | # | "],
    ),
    "tuple items": (
        sent(arrays(prefixItems=[STRING], items=STRING), arrays(prefixItems=[STRING, INTEGER], items=INTEGER)),
        [
            "request-type-changed | ThingsDoBody[1]: type string -> integer | #/items/type | #/prefixItems/1/type | ",
            "request-type-changed | ThingsDoBody[]: type string -> integer | #/items/type | #/items/type | ",
        ],
        [
            "request-type-changed | ThingsDoBody[1]: type integer -> string | #/prefixItems/1/type | #/items/type | ",
            "request-type-changed | ThingsDoBody[]: type integer -> string | #/items/type | #/items/type | ",
        ],
    ),
    "tuple closed": (
        sent(arrays(prefixItems=[STRING, STRING], items=False), arrays(prefixItems=[STRING], items=False)),
        [
            "request-bound-narrowed | ThingsDoBody: an item at place 1 is no longer possible | #/items | #/items | items 1"
        ],
        ["request-bound-widened | ThingsDoBody: an item at place 1 is possible | #/items | #/items | items 1"],
    ),
    "tuple closed response": (
        got(arrays(prefixItems=[STRING], items=False), arrays(prefixItems=[STRING])),
        [
            "response-bound-widened | ThingsDoResponse: an item at place 1 is possible | #/items | #/prefixItems | items 1"
        ],
        [
            "response-bound-narrowed | ThingsDoResponse: an item at place 1 is no longer possible | #/prefixItems | #/items | items 1"
        ],
    ),
    "items closed": (
        sent(arrays(items=STRING), arrays(items=False)),
        [
            "request-bound-narrowed | body of POST /things: an item at place 0 is no longer possible | #/items | #/items | items 0"
        ],
        ["request-bound-widened | body of POST /things: an item at place 0 is possible | #/items | #/items | items 0"],
    ),
    "items closed max": (sent(arrays(items=STRING, maxItems=0), arrays(items=False)), [], []),
    "tuple max": (sent(arrays(prefixItems=[STRING], maxItems=1), arrays(prefixItems=[STRING], items=False)), [], []),
    "tuple max 2": (
        sent(arrays(prefixItems=[STRING], maxItems=2), arrays(prefixItems=[STRING], items=False)),
        [
            "request-bound-narrowed | ThingsDoBody: an item at place 1 is no longer possible | #/prefixItems | #/items | items 1"
        ],
        ["request-bound-widened | ThingsDoBody: an item at place 1 is possible | #/items | #/prefixItems | items 1"],
    ),
    "place false": (
        sent(arrays(prefixItems=[STRING, False]), arrays(prefixItems=[STRING, STRING])),
        [
            "request-bound-widened | ThingsDoBody: an item at place 1 is possible | #/prefixItems | #/prefixItems | items 1"
        ],
        [
            "request-bound-narrowed | ThingsDoBody: an item at place 1 is no longer possible | #/prefixItems | #/prefixItems | items 1"
        ],
    ),
    "place true": (
        sent(arrays(prefixItems=[True, STRING]), arrays(prefixItems=[STRING, STRING])),
        ["request-type-narrowed | ThingsDoBody[0]: type any -> string | #/prefixItems/0 | #/prefixItems/0/type | "],
        ["request-type-widened | ThingsDoBody[0]: type string -> any | #/prefixItems/0/type | #/prefixItems/0 | "],
    ),
    "items true": (
        sent(arrays(items=True), arrays(items=STRING)),
        ["request-type-narrowed | body of POST /things[]: type any -> string | #/items | #/items/type | "],
        ["request-type-widened | body of POST /things[]: type string -> any | #/items/type | #/items | "],
    ),
    "items came": (
        sent(arrays(), arrays(items=STRING)),
        ["request-type-narrowed | body of POST /things[]: type any -> string | # | #/items/type | "],
        ["request-type-widened | body of POST /things[]: type string -> any | #/items/type | # | "],
    ),
    "items ref": (
        (
            named(sending(arrays(items=ref("M"))), M=texts(maxLength=3)),
            named(sending(arrays(items=ref("M"), minItems=1)), M=texts(maxLength=2)),
        ),
        [
            "request-bound-narrowed | M: maxLength 3 -> 2 | /components/schemas/M/maxLength | /components/schemas/M/maxLength | maxLength 3 -> 2",
            "request-bound-narrowed | body of POST /things: minItems none -> 1 | # | #/minItems | minItems none -> 1",
        ],
        [
            "request-bound-widened | M: maxLength 2 -> 3 | /components/schemas/M/maxLength | /components/schemas/M/maxLength | maxLength 2 -> 3",
            "request-bound-widened | body of POST /things: minItems 1 -> none | #/minItems | # | minItems 1 -> none",
        ],
    ),
    "unevaluatedItems": (
        sent(
            arrays(prefixItems=[STRING], unevaluatedItems=INTEGER),
            arrays(prefixItems=[STRING], unevaluatedItems=numbers()),
        ),
        [
            "request-type-widened | ThingsDoBody[]: type integer -> number | #/unevaluatedItems/type | #/unevaluatedItems/type | "
        ],
        [
            "request-type-narrowed | ThingsDoBody[]: type number -> integer | #/unevaluatedItems/type | #/unevaluatedItems/type | "
        ],
    ),
    "unevaluatedItems cond": (
        sent(
            arrays(contains={"const": 1}, unevaluatedItems=numbers(maximum=3)),
            arrays(contains={"const": 1}, unevaluatedItems=numbers(maximum=2)),
        ),
        [
            'request-logic-added | body of POST /things: unevaluatedItems is tighter | #/unevaluatedItems | #/unevaluatedItems | unevaluatedItems [{"unevaluatedItems": {"maximum": 2, "type": "number"}}]'
        ],
        [
            'request-logic-removed | body of POST /things: unevaluatedItems is looser | #/unevaluatedItems | #/unevaluatedItems | unevaluatedItems [{"unevaluatedItems": {"maximum": 3, "type": "number"}}]'
        ],
    ),
    "unevaluatedItems cond items": (
        sent(
            arrays(contains={"const": 1}, unevaluatedItems=numbers(maximum=3)),
            arrays(contains={"const": 1}, items=numbers(maximum=2)),
        ),
        ["request-type-narrowed | body of POST /things[]: type any -> number | # | #/items/type | "],
        ["request-type-widened | body of POST /things[]: type number -> any | #/items/type | # | "],
    ),
    "array or text": (
        sent({"type": ["array", "string"], "items": STRING}, {"type": ["array", "string"], "items": INTEGER}),
        ["request-type-changed | body of POST /things[]: type string -> integer | #/items/type | #/items/type | "],
        ["request-type-changed | body of POST /things[]: type integer -> string | #/items/type | #/items/type | "],
    ),
    "array or text 2": (
        sent(
            {"type": ["array", "string"], "items": STRING, "maxLength": 3},
            {"type": ["string", "integer"], "maxLength": 2},
        ),
        [
            "request-bound-narrowed | body of POST /things: maxLength 3 -> 2 | #/maxLength | #/maxLength | maxLength 3 -> 2",
            "request-type-changed | body of POST /things: type array|string -> integer|string | #/type | #/type | ",
        ],
        [
            "request-type-changed | body of POST /things: type integer|string -> array|string | #/type | #/type | ",
            "request-bound-widened | body of POST /things: maxLength 2 -> 3 | #/maxLength | #/maxLength | maxLength 2 -> 3",
        ],
    ),
    "items of draft 4": (
        sent_30(arrays(items=[STRING, INTEGER], additionalItems=False), arrays(items=[STRING], additionalItems=False)),
        [
            "request-bound-narrowed | ThingsDoBody: an item at place 1 is no longer possible | #/items | #/items | items 1"
        ],
        ["request-bound-widened | ThingsDoBody: an item at place 1 is possible | #/items | #/items | items 1"],
    ),
    "since": (
        sent(
            objects(properties={"a": texts(**{"x-reissue-since": "1"})}),
            objects(properties={"a": texts(**{"x-reissue-since": "2"})}),
        ),
        [
            'request-since-changed | ThingsDoBody.a: known since version "1" -> "2" of the API | #/properties/a/x-reissue-since | #/properties/a/x-reissue-since | 1>2'
        ],
        [
            'request-since-changed | ThingsDoBody.a: known since version "2" -> "1" of the API | #/properties/a/x-reissue-since | #/properties/a/x-reissue-since | 2>1'
        ],
    ),
    "since model": (
        (
            named(sending(ref("M")), M={**obj(a=STRING), "x-reissue-since": "1"}),
            named(sending(ref("M")), M={**obj(a=STRING), "x-reissue-since": "2"}),
        ),
        [
            'request-since-changed | M: known since version "1" -> "2" of the API | /components/schemas/M/x-reissue-since | /components/schemas/M/x-reissue-since | 1>2'
        ],
        [
            'request-since-changed | M: known since version "2" -> "1" of the API | /components/schemas/M/x-reissue-since | /components/schemas/M/x-reissue-since | 2>1'
        ],
    ),
    "since model response": (
        (
            named(reading(ref("M")), M={**obj(a=STRING), "x-reissue-since": "1"}),
            named(reading(ref("M")), M={**obj(a=STRING), "x-reissue-since": "2"}),
        ),
        [],
        [],
    ),
    "false in a sum": (
        sent(STRING, {"allOf": [STRING, False]}),
        ["request-type-narrowed | body of POST /things: no value is possible now | # | # | "],
        ["request-type-widened | body of POST /things: some value is possible now | # | # | "],
    ),
    "false by reference in a sum": (
        (
            named(sending(obj(a={"allOf": [STRING]})), M=False),
            named(sending(obj(a={"allOf": [STRING, ref("M")]})), M=False),
        ),
        ["request-type-narrowed | ThingsDoBody.a: no value is possible now | #/properties/a | #/properties/a | "],
        ["request-type-widened | ThingsDoBody.a: some value is possible now | #/properties/a | #/properties/a | "],
    ),
    "false in another sum": (got({"type": "integer", "allOf": [False]}, {"allOf": [STRING, False]}), [], []),
    "sensitive false": (sent(texts(**{"x-reissue-sensitive": False}), texts()), [], []),
    "coerce false": (
        got(texts(**{"x-reissue-coerce": False}), texts()),
        [
            "coercion-removed | 200 response of GET /things: x-reissue-coerce false -> null | #/x-reissue-coerce | # | null"
        ],
        [
            "coercion-added | 200 response of GET /things: x-reissue-coerce null -> false | # | #/x-reissue-coerce | false"
        ],
    ),
    "items beside a condition": (
        sent(
            {"allOf": [arrays(items=numbers(maximum=3)), {"contains": {"minimum": 1}, "unevaluatedItems": False}]},
            {"allOf": [arrays(items=numbers(maximum=2)), {"contains": {"minimum": 1}, "unevaluatedItems": False}]},
        ),
        [
            "request-bound-narrowed | body of POST /things[]: maximum 3 -> 2 | #/allOf/0/items/maximum | #/allOf/0/items/maximum | maximum 3 -> 2"
        ],
        [
            "request-bound-widened | body of POST /things[]: maximum 2 -> 3 | #/allOf/0/items/maximum | #/allOf/0/items/maximum | maximum 2 -> 3"
        ],
    ),
    "equal limits of two parts": (
        sent({"allOf": [numbers(minimum=3), {"minimum": 3}]}, {"allOf": [numbers(), {"minimum": 4}]}),
        [
            "request-bound-narrowed | body of POST /things: minimum 3 -> 4 | #/allOf/0/minimum | #/allOf/1/minimum | minimum 3 -> 4"
        ],
        [
            "request-bound-widened | body of POST /things: minimum 4 -> 3 | #/allOf/1/minimum | #/allOf/0/minimum | minimum 4 -> 3"
        ],
    ),
    "object to list": (
        sent(obj(a=STRING), LIST),
        ["request-type-changed | ThingsDoBody: type object -> array | #/type | #/type | "],
        ["request-type-changed | ThingsDoBody: type array -> object | #/type | #/type | "],
    ),
    "list to object": (
        got({"type": ["array", "string"], "items": STRING}, obj(a=STRING)),
        ["response-type-changed | ThingsDoResponse: type array|string -> object | #/type | #/type | "],
        ["response-type-changed | ThingsDoResponse: type object -> array|string | #/type | #/type | "],
    ),
    "the last limit of three": (
        sent(texts(maxItems=1, maxLength=5, minLength=1), texts(maxLength=5, minLength=2)),
        [
            "request-bound-narrowed | body of POST /things: minLength 1 -> 2 | #/minLength | #/minLength | minLength 1 -> 2"
        ],
        [
            "request-bound-widened | body of POST /things: minLength 2 -> 1 | #/minLength | #/minLength | minLength 2 -> 1"
        ],
    ),
}
"""By what it is about: two documents, and what is told of their changes each way."""
