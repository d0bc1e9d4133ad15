"""What is told of unions, of their tags, of null, and of references: by which rule, in which words, where, and as which change.

JSON Schema 2020-12, Core: `anyOf` and `oneOf` (10.2.1), references (8.2.3.1), `true` and `false` (4.3.2). OpenAPI 3.2.0: Discriminator
Object; OpenAPI 3.0.4, Schema Object: `nullable`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.generator.changes.document_pairs import CAT, DOG, INTEGER, STRING, Case, Doc, named
from tests.generator.changes.told_schemas import LIST, A, B, obj
from tests.generator.changes.told_shapes import (
    BOOLEAN,
    NULL,
    any_of,
    arrays,
    got,
    integers,
    numbers,
    objects,
    one_of,
    sent,
    sent_30,
    texts,
)
from tests.generator.small_clients import reading, ref, sending

K = {"propertyName": "k"}
ABC, ABD = (obj(**dict.fromkeys(names, STRING)) for names in ("abc", "abd"))


def tagged(make: Callable[..., Doc] = sending, *, a: Doc, b: Doc, **more: Any) -> Case:
    """Unions of models (`of`) with two discriminators, or with none where these are empty."""
    old, new = (_tagged(make, more, **each) for each in (a, b))
    return old, new


def _tagged(make: Callable[..., Doc], more: Doc, of: tuple[str, ...] = ("Cat", "Dog"), **tag: Any) -> Doc:
    union = one_of(*map(ref, of), **({"discriminator": tag} if tag else {}))
    return make(union, "3.2.0", Cat=CAT, Dog=DOG, **more)


ROWS: dict[str, tuple[Case, list[str], list[str]]] = {
    "tag other": (
        tagged(a=K, b={"propertyName": "l"}),
        ['discriminator-changed | ThingsDoBody: tag "k" -> "l" | #/discriminator | #/discriminator | "l"'],
        ['discriminator-changed | ThingsDoBody: tag "l" -> "k" | #/discriminator | #/discriminator | "k"'],
    ),
    "tag gone": (
        tagged(a=K, b={}),
        ['discriminator-removed | ThingsDoBody: tag "k" -> null | #/discriminator | # | null'],
        ['discriminator-added | ThingsDoBody: tag null -> "k" | # | #/discriminator | "k"'],
    ),
    "tag same": (
        tagged(reading, a=K, b={**K, "mapping": {"c": "#/components/schemas/Cat", "e": "#/components/schemas/Dog"}}),
        [
            "response-tag-added | ThingsDoResponse: the value 'c' of its tag is new for 'Cat' | #/discriminator | #/discriminator | c Cat",
            "response-tag-added | ThingsDoResponse: the value 'e' of its tag is new for 'Dog' | #/discriminator | #/discriminator | e Dog",
            "response-tag-removed | ThingsDoResponse: the value 'Cat' of its tag is gone for 'Cat' | #/discriminator | #/discriminator | Cat Cat",
            "response-tag-removed | ThingsDoResponse: the value 'Dog' of its tag is gone for 'Dog' | #/discriminator | #/discriminator | Dog Dog",
        ],
        [
            "response-tag-added | ThingsDoResponse: the value 'Cat' of its tag is new for 'Cat' | #/discriminator | #/discriminator | Cat Cat",
            "response-tag-added | ThingsDoResponse: the value 'Dog' of its tag is new for 'Dog' | #/discriminator | #/discriminator | Dog Dog",
            "response-tag-removed | ThingsDoResponse: the value 'c' of its tag is gone for 'Cat' | #/discriminator | #/discriminator | c Cat",
            "response-tag-removed | ThingsDoResponse: the value 'e' of its tag is gone for 'Dog' | #/discriminator | #/discriminator | e Dog",
        ],
    ),
    "tag maps": (
        tagged(a={**K, "mapping": {"c": "Cat", "d": "Dog"}}, b={**K, "mapping": {"c": "Cat", "e": "Dog"}}),
        [
            "request-tag-removed | ThingsDoBody: the value 'd' of its tag is gone for 'Dog' | #/discriminator | #/discriminator | d Dog",
            "request-tag-added | ThingsDoBody: the value 'e' of its tag is new for 'Dog' | #/discriminator | #/discriminator | e Dog",
        ],
        [
            "request-tag-removed | ThingsDoBody: the value 'e' of its tag is gone for 'Dog' | #/discriminator | #/discriminator | e Dog",
            "request-tag-added | ThingsDoBody: the value 'd' of its tag is new for 'Dog' | #/discriminator | #/discriminator | d Dog",
        ],
    ),
    "tag maps swapped": (
        tagged(a={**K, "mapping": {"c": "Cat", "d": "Dog"}}, b={**K, "mapping": {"c": "Dog", "d": "Cat"}}),
        [
            "request-tag-removed | ThingsDoBody: the value 'c' of its tag is gone for 'Cat' | #/discriminator | #/discriminator | c Cat",
            "request-tag-removed | ThingsDoBody: the value 'd' of its tag is gone for 'Dog' | #/discriminator | #/discriminator | d Dog",
            "request-tag-added | ThingsDoBody: the value 'c' of its tag is new for 'Dog' | #/discriminator | #/discriminator | c Dog",
            "request-tag-added | ThingsDoBody: the value 'd' of its tag is new for 'Cat' | #/discriminator | #/discriminator | d Cat",
        ],
        [
            "request-tag-removed | ThingsDoBody: the value 'c' of its tag is gone for 'Dog' | #/discriminator | #/discriminator | c Dog",
            "request-tag-removed | ThingsDoBody: the value 'd' of its tag is gone for 'Cat' | #/discriminator | #/discriminator | d Cat",
            "request-tag-added | ThingsDoBody: the value 'c' of its tag is new for 'Cat' | #/discriminator | #/discriminator | c Cat",
            "request-tag-added | ThingsDoBody: the value 'd' of its tag is new for 'Dog' | #/discriminator | #/discriminator | d Dog",
        ],
    ),
    "tag default": (
        tagged(a=K, b={**K, "defaultMapping": "Cat"}),
        [
            'request-tag-default-added | ThingsDoBody: what no value of the tag tells is "Cat", in place of null | #/discriminator | #/discriminator | None>Cat'
        ],
        [
            'request-tag-default-removed | ThingsDoBody: what no value of the tag tells is null, in place of "Cat" | #/discriminator | #/discriminator | Cat>None'
        ],
    ),
    "tag default gone resp": (
        tagged(reading, a={**K, "defaultMapping": "#/components/schemas/Cat"}, b=K),
        [
            'response-tag-default-removed | ThingsDoResponse: what no value of the tag tells is null, in place of "Cat" | #/discriminator | #/discriminator | Cat>None'
        ],
        [
            'response-tag-default-added | ThingsDoResponse: what no value of the tag tells is "Cat", in place of null | #/discriminator | #/discriminator | None>Cat'
        ],
    ),
    "tag default other": (
        tagged(reading, a={**K, "defaultMapping": "#/components/schemas/Cat"}, b={**K, "defaultMapping": "Dog"}),
        [
            'response-tag-default-changed | ThingsDoResponse: what no value of the tag tells is "Dog", in place of "Cat" | #/discriminator | #/discriminator | Cat>Dog'
        ],
        [
            'response-tag-default-changed | ThingsDoResponse: what no value of the tag tells is "Cat", in place of "Dog" | #/discriminator | #/discriminator | Dog>Cat'
        ],
    ),
    "tag variant": (
        tagged(a={**K, "of": ("Cat",)}, b=K),
        ["request-union-member-added | ThingsDoBody: variant 'Dog' is new | #/oneOf | #/oneOf/1 | Dog"],
        ["request-union-member-removed | ThingsDoBody: variant 'Dog' is gone | #/oneOf/1 | #/oneOf | Dog"],
    ),
    "tag variant same": (
        tagged(a={**K, "of": ("Cat", "Dog")}, b={**K, "of": ("Cat", "Dog", "Kit")}, Kit=CAT),
        ["request-union-member-added | ThingsDoBody: variant 'Kit' is new | #/oneOf | #/oneOf/2 | Kit"],
        ["request-union-member-removed | ThingsDoBody: variant 'Kit' is gone | #/oneOf/2 | #/oneOf | Kit"],
    ),
    "tag one side variant": (
        tagged(a={**K, "of": ("Cat", "Dog", "Kit")}, b={"of": ("Cat", "Dog")}, Kit=CAT),
        [
            "request-union-member-removed | ThingsDoBody: variant 'Kit' is gone | #/oneOf/2 | #/oneOf | Kit",
            'discriminator-removed | ThingsDoBody: tag "k" -> null | #/discriminator | # | null',
        ],
        [
            'discriminator-added | ThingsDoBody: tag null -> "k" | # | #/discriminator | "k"',
            "request-union-member-added | ThingsDoBody: variant 'Kit' is new | #/oneOf | #/oneOf/2 | Kit",
        ],
    ),
    "variant same as other, no tag": (
        tagged(a={"of": ("Cat", "Dog")}, b={"of": ("Cat", "Dog", "Kit")}, Kit=CAT),
        [
            "request-union-narrowed | ThingsDoBody: a value that fits several variants is refused now | #/oneOf | #/oneOf | "
        ],
        [
            "request-union-widened | ThingsDoBody: a value that fits several variants is accepted now | #/oneOf | #/oneOf | "
        ],
    ),
    "variant renamed": (
        (
            named(sending(one_of(ref("Cat"), ref("Dog"))), Cat=CAT, Dog=DOG),
            named(sending(one_of(ref("Kit"), ref("Dog"))), Kit={**CAT, "title": "Kit", "required": []}, Dog=DOG),
        ),
        [
            "request-union-narrowed | ThingsDoBody: a value that fits several variants is refused now | #/oneOf | #/oneOf | ",
            "request-property-became-optional | Cat.claws: may be left out now | /components/schemas/Cat/required | /components/schemas/Kit | claws",
            'description-changed | Cat: title changed | /components/schemas/Cat | /components/schemas/Kit | ["Kit"]',
        ],
        [
            "request-property-became-required | Kit.claws: must be given now | /components/schemas/Kit | /components/schemas/Cat/required | claws",
            "request-union-widened | ThingsDoBody: a value that fits several variants is accepted now | #/oneOf | #/oneOf | ",
            'description-changed | Kit: title changed | /components/schemas/Kit | /components/schemas/Cat | ["Cat"]',
        ],
    ),
    "variant by title": (
        sent(one_of({**A, "title": "X"}, {**B, "title": "Y"}), one_of({**B, "title": "X"}, {**A, "title": "Y"})),
        [
            "request-required-property-added | ThingsDoBodyX: member 'b' is new |  | #/oneOf/0/properties/b | ",
            "request-required-property-removed | ThingsDoBodyX: member 'a' is gone | #/oneOf/0/properties/a |  | ",
            "request-required-property-added | ThingsDoBodyY: member 'a' is new |  | #/oneOf/1/properties/a | ",
            "request-required-property-removed | ThingsDoBodyY: member 'b' is gone | #/oneOf/1/properties/b |  | ",
        ],
        [
            "request-required-property-added | ThingsDoBodyX: member 'a' is new |  | #/oneOf/0/properties/a | ",
            "request-required-property-removed | ThingsDoBodyX: member 'b' is gone | #/oneOf/0/properties/b |  | ",
            "request-required-property-added | ThingsDoBodyY: member 'b' is new |  | #/oneOf/1/properties/b | ",
            "request-required-property-removed | ThingsDoBodyY: member 'a' is gone | #/oneOf/1/properties/a |  | ",
        ],
    ),
    "variant alike": (
        sent(one_of(ABC, LIST), one_of(LIST, ABD)),
        [
            "request-property-removed | ThingsDoBodyVariant1: member 'c' is gone | #/oneOf/0/properties/c |  | ",
            "request-property-added | ThingsDoBodyVariant1: member 'd' is new |  | #/oneOf/1/properties/d | ",
        ],
        [
            "request-property-removed | ThingsDoBodyVariant2: member 'd' is gone | #/oneOf/1/properties/d |  | ",
            "request-property-added | ThingsDoBodyVariant2: member 'c' is new |  | #/oneOf/0/properties/c | ",
        ],
    ),
    "variant alike most": (
        sent(
            one_of(ABC, objects(properties={"x": STRING, "y": STRING})),
            one_of(objects(properties={"x": STRING, "z": STRING, "y": INTEGER}), ABD),
        ),
        [
            "request-property-removed | ThingsDoBodyVariant1: member 'c' is gone | #/oneOf/0/properties/c |  | ",
            "request-type-changed | ThingsDoBodyVariant2.y: type string -> integer | #/oneOf/1/properties/y/type | #/oneOf/0/properties/y/type | ",
            "request-property-added | ThingsDoBodyVariant1: member 'd' is new |  | #/oneOf/1/properties/d | ",
            "request-property-added | ThingsDoBodyVariant2: member 'z' is new |  | #/oneOf/0/properties/z | ",
        ],
        [
            "request-property-removed | ThingsDoBodyVariant1: member 'z' is gone | #/oneOf/0/properties/z |  | ",
            "request-type-changed | ThingsDoBodyVariant1.y: type integer -> string | #/oneOf/0/properties/y/type | #/oneOf/1/properties/y/type | ",
            "request-property-removed | ThingsDoBodyVariant2: member 'd' is gone | #/oneOf/1/properties/d |  | ",
            "request-property-added | ThingsDoBodyVariant2: member 'c' is new |  | #/oneOf/0/properties/c | ",
        ],
    ),
    "variants unlike": (
        sent(
            one_of(objects(properties={"a": STRING, "b": STRING, "c": STRING}, required=["a"]), LIST),
            one_of(objects(properties={"a": STRING, "e": STRING, "d": STRING}, required=["d"]), LIST),
        ),
        [
            "request-union-member-removed | body of POST /things: variant 'object' is gone | #/oneOf/0 | #/oneOf | object",
            "request-union-member-added | body of POST /things: variant 'object' is new | #/oneOf | #/oneOf/0 | object",
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'object' is gone | #/oneOf/0 | #/oneOf | object",
            "request-union-member-added | body of POST /things: variant 'object' is new | #/oneOf | #/oneOf/0 | object",
        ],
    ),
    "scalar kinds": (
        sent(any_of(texts(maxLength=3), integers(minimum=1)), any_of(texts(maxLength=2), integers(minimum=2))),
        [
            "request-bound-narrowed | body of POST /things<integer>: minimum 1 -> 2 | #/anyOf/1/minimum | #/anyOf/1/minimum | minimum 1 -> 2",
            "request-bound-narrowed | body of POST /things<string>: maxLength 3 -> 2 | #/anyOf/0/maxLength | #/anyOf/0/maxLength | maxLength 3 -> 2",
        ],
        [
            "request-bound-widened | body of POST /things<integer>: minimum 2 -> 1 | #/anyOf/1/minimum | #/anyOf/1/minimum | minimum 2 -> 1",
            "request-bound-widened | body of POST /things<string>: maxLength 2 -> 3 | #/anyOf/0/maxLength | #/anyOf/0/maxLength | maxLength 2 -> 3",
        ],
    ),
    "scalar two": (
        sent(any_of(texts(maxLength=3), texts(pattern="^a")), any_of(texts(maxLength=3))),
        [
            "request-union-member-removed | body of POST /things: variant 'string' is gone | #/anyOf/1 | #/anyOf | string"
        ],
        ["request-union-member-added | body of POST /things: variant 'string' is new | #/anyOf | #/anyOf/1 | string"],
    ),
    "scalar among": (
        sent(any_of(STRING, INTEGER), any_of({"type": ["string", "integer"]}, BOOLEAN)),
        ["request-union-member-added | body of POST /things: variant 'boolean' is new | #/anyOf | #/anyOf/1 | boolean"],
        [
            "request-union-member-removed | body of POST /things: variant 'boolean' is gone | #/anyOf/1 | #/anyOf | boolean"
        ],
    ),
    "scalar not plain": (
        sent(any_of(STRING, INTEGER), any_of(texts(maxLength=3), INTEGER)),
        [
            "request-bound-narrowed | body of POST /things<string>: maxLength none -> 3 | #/anyOf/0 | #/anyOf/0/maxLength | maxLength none -> 3"
        ],
        [
            "request-bound-widened | body of POST /things<string>: maxLength 3 -> none | #/anyOf/0/maxLength | #/anyOf/0 | maxLength 3 -> none"
        ],
    ),
    "scalar split": (sent(any_of({"type": ["string", "integer"]}, BOOLEAN), any_of(STRING, INTEGER, BOOLEAN)), [], []),
    "covers": (
        sent(any_of(STRING, INTEGER, numbers()), any_of({"type": ["string", "number"]}, BOOLEAN)),
        ["request-union-member-added | body of POST /things: variant 'boolean' is new | #/anyOf | #/anyOf/1 | boolean"],
        [
            "request-union-member-removed | body of POST /things: variant 'boolean' is gone | #/anyOf/1 | #/anyOf | boolean"
        ],
    ),
    "covers lists": (
        sent(any_of(LIST, STRING), any_of(STRING, INTEGER)),
        [
            "request-union-member-removed | body of POST /things: variant 'array' is gone | #/anyOf/0 | #/anyOf | array",
            "request-union-member-added | body of POST /things: variant 'integer' is new | #/anyOf | #/anyOf/1 | integer",
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'integer' is gone | #/anyOf/1 | #/anyOf | integer",
            "request-union-member-added | body of POST /things: variant 'array' is new | #/anyOf | #/anyOf/0 | array",
        ],
    ),
    "array to": (
        sent(any_of(LIST, STRING), any_of(arrays(items=INTEGER), STRING)),
        [
            "request-type-changed | body of POST /things<array>[]: type string -> integer | #/anyOf/0/items/type | #/anyOf/0/items/type | "
        ],
        [
            "request-type-changed | body of POST /things<array>[]: type integer -> string | #/anyOf/0/items/type | #/anyOf/0/items/type | "
        ],
    ),
    "nullable member": (
        sent_30(any_of(STRING, INTEGER), any_of({"type": "string", "nullable": True}, INTEGER)),
        ["request-became-nullable | body of POST /things: null is possible now | # | # | "],
        ["request-became-non-nullable | body of POST /things: null is no longer possible | # | # | "],
    ),
    "variant null": (
        sent(any_of(STRING, INTEGER), any_of(STRING, INTEGER, NULL)),
        ["request-became-nullable | body of POST /things: null is possible now | # | # | "],
        ["request-became-non-nullable | body of POST /things: null is no longer possible | # | # | "],
    ),
    "variant null response": (
        got(any_of(STRING, INTEGER), any_of({"type": ["string", "null"]}, INTEGER)),
        ["response-became-nullable | 200 response of GET /things: null is possible now | # | # | "],
        ["response-became-non-nullable | 200 response of GET /things: null is no longer possible | # | # | "],
    ),
    "variant null enum": (
        sent(any_of(STRING, INTEGER), any_of(STRING, INTEGER, {"enum": [None]})),
        ["request-became-nullable | body of POST /things: null is possible now | # | # | "],
        ["request-became-non-nullable | body of POST /things: null is no longer possible | # | # | "],
    ),
    "null of all": (
        sent(one_of({"type": ["string", "null"]}, {"type": ["integer", "null"]}), one_of(STRING, INTEGER)),
        [],
        [],
    ),
    "null of any": (
        sent(any_of({"type": ["string", "null"]}, {"type": ["integer", "null"]}), any_of(STRING, INTEGER)),
        ["request-became-non-nullable | body of POST /things: null is no longer possible | # | # | "],
        ["request-became-nullable | body of POST /things: null is possible now | # | # | "],
    ),
    "null oneOf twice": (
        sent(
            one_of({"type": ["string", "null"]}, {"type": ["integer", "null"]}),
            one_of({"type": ["string", "null"]}, INTEGER),
        ),
        [
            "request-became-nullable | body of POST /things: null is possible now | # | # | ",
            "request-union-widened | body of POST /things: a value that fits several variants is accepted now | #/oneOf | #/oneOf | ",
        ],
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | # | # | ",
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now | #/oneOf | #/oneOf | ",
        ],
    ),
    "null and untyped": (
        sent({}, {"type": ["string", "null"]}),
        ["request-type-narrowed | body of POST /things: type any -> string | # | #/type | "],
        ["request-type-widened | body of POST /things: type string -> any | #/type | # | "],
    ),
    "null and untyped union": (
        sent({}, any_of(STRING, NULL)),
        ["request-union-member-removed | body of POST /things: variant 'any' is gone | # | #/anyOf | any"],
        ["request-union-member-added | body of POST /things: variant 'any' is new | #/anyOf | # | any"],
    ),
    "null member of member": (
        sent(
            objects(properties={"a": any_of(any_of(STRING, NULL))}), objects(properties={"a": any_of(any_of(STRING))})
        ),
        [
            "request-became-non-nullable | ThingsDoBody.a: null is no longer possible | #/properties/a | #/properties/a | "
        ],
        ["request-became-nullable | ThingsDoBody.a: null is possible now | #/properties/a | #/properties/a | "],
    ),
    "nullable 30": (
        sent_30({"type": "string", "nullable": True}, STRING),
        ["request-became-non-nullable | body of POST /things: null is no longer possible | #/nullable | #/type | "],
        ["request-became-nullable | body of POST /things: null is possible now | #/type | #/nullable | "],
    ),
    "null type list": (
        got({"type": ["string", "null"]}, STRING),
        ["response-became-non-nullable | 200 response of GET /things: null is no longer possible | #/type | #/type | "],
        ["response-became-nullable | 200 response of GET /things: null is possible now | #/type | #/type | "],
    ),
    "one type": (
        sent(STRING, one_of(STRING, INTEGER)),
        ["request-union-member-added | body of POST /things: variant 'integer' is new | # | #/oneOf/1 | integer"],
        ["request-union-member-removed | body of POST /things: variant 'integer' is gone | #/oneOf/1 | # | integer"],
    ),
    "types to union": (
        sent({"type": ["string", "object"], "properties": {"a": STRING}}, one_of(STRING, obj(a=STRING))),
        [],
        [],
    ),
    "types list to union": (
        sent({"type": ["string", "array"]}, one_of(STRING, LIST)),
        [
            "request-type-narrowed | body of POST /things<array>[]: type any -> string | #/&array | #/oneOf/1/items/type | "
        ],
        [
            "request-type-widened | body of POST /things<array>[]: type string -> any | #/oneOf/1/items/type | #/&array | "
        ],
    ),
    "object to union": (
        got(A, one_of(A, B)),
        ["response-union-member-added | ThingsDoResponse: variant 'object' is new | # | #/oneOf/1 | object"],
        ["response-union-member-removed | ThingsDoResponse: variant 'object' is gone | #/oneOf/1 | # | object"],
    ),
    "object to anyOf": (sent(A, any_of(A, {**A, "properties": {"a": STRING, "c": INTEGER}})), [], []),
    "any to one": (
        sent(any_of(numbers(maximum=5), numbers(minimum=3)), one_of(numbers(maximum=5), numbers(minimum=3))),
        [
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now | #/anyOf | #/oneOf | "
        ],
        [
            "request-union-widened | body of POST /things: a value that fits several variants is accepted now | #/oneOf | #/anyOf | "
        ],
    ),
    "any to one resp": (
        got(any_of(numbers(maximum=5), numbers(minimum=3)), one_of(numbers(maximum=5), numbers(minimum=3))),
        [
            "response-union-narrowed | 200 response of GET /things: a value that fits several variants is refused now | #/anyOf | #/oneOf | "
        ],
        [
            "response-union-widened | 200 response of GET /things: a value that fits several variants is accepted now | #/oneOf | #/anyOf | "
        ],
    ),
    "overlap grown resp": (
        got(one_of(integers(maximum=5), integers(minimum=9)), one_of(integers(maximum=10), integers(minimum=9))),
        [
            "response-bound-widened | 200 response of GET /things<integer>: maximum 5 -> 10 | #/oneOf/0/maximum | #/oneOf/0/maximum | maximum 5 -> 10"
        ],
        [
            "response-bound-narrowed | 200 response of GET /things<integer>: maximum 10 -> 5 | #/oneOf/0/maximum | #/oneOf/0/maximum | maximum 10 -> 5"
        ],
    ),
    "overlap came": (
        sent(one_of(integers(maximum=5), STRING), one_of(integers(maximum=5), STRING, integers(minimum=3))),
        [
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now | #/oneOf | #/oneOf | ",
            "request-union-member-added | body of POST /things: variant 'integer' is new | #/oneOf | #/oneOf/2 | integer",
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'integer' is gone | #/oneOf/2 | #/oneOf | integer",
            "request-union-widened | body of POST /things: a value that fits several variants is accepted now | #/oneOf | #/oneOf | ",
        ],
    ),
    "overlap came any": (
        sent(any_of(integers(maximum=5), STRING), any_of(integers(maximum=5), STRING, integers(minimum=3))),
        ["request-union-member-added | body of POST /things: variant 'integer' is new | #/anyOf | #/anyOf/2 | integer"],
        [
            "request-union-member-removed | body of POST /things: variant 'integer' is gone | #/anyOf/2 | #/anyOf | integer"
        ],
    ),
    "overlap tag": (
        tagged(a={**K, "of": ("Cat", "Dog")}, b={**K, "of": ("Cat", "Dog", "Kit")}, Kit={"type": "object"}),
        ["request-union-member-added | ThingsDoBody: variant 'Kit' is new | #/oneOf | #/oneOf/2 | Kit"],
        ["request-union-member-removed | ThingsDoBody: variant 'Kit' is gone | #/oneOf/2 | #/oneOf | Kit"],
    ),
    "one type overlapping": (
        sent(numbers(), one_of(numbers(), integers())),
        [
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now | # | #/oneOf | "
        ],
        ["request-logic-removed | body of POST /things: the value 0 is accepted now | # | # | value"],
    ),
    "two types to overlapping": (
        sent({"type": ["string", "number"]}, one_of(STRING, numbers(), integers())),
        [
            "request-union-narrowed | body of POST /things: a value that fits several variants is refused now | # | #/oneOf | "
        ],
        [
            "request-union-widened | body of POST /things: a value that fits several variants is accepted now | #/oneOf | # | "
        ],
    ),
    "any untyped variant": (
        sent(any_of(STRING, INTEGER), any_of(STRING, {})),
        [
            "request-became-nullable | body of POST /things: null is possible now | # | # | ",
            "request-union-member-added | body of POST /things: variant 'any' is new | #/anyOf | #/anyOf/1 | any",
        ],
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | # | # | ",
            "request-union-member-removed | body of POST /things: variant 'any' is gone | #/anyOf/1 | #/anyOf | any",
        ],
    ),
    "any named any": (
        sent(any_of(STRING, {"description": "x"}), any_of(STRING, BOOLEAN)),
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | # | # | ",
            "request-union-member-removed | body of POST /things: variant 'any' is gone | #/anyOf/1 | #/anyOf | any",
        ],
        [
            "request-became-nullable | body of POST /things: null is possible now | # | # | ",
            "request-union-member-added | body of POST /things: variant 'any' is new | #/anyOf | #/anyOf/1 | any",
        ],
    ),
    "allOf variant": (
        sent(
            any_of({"allOf": [STRING, {"maxLength": 3}]}, INTEGER),
            any_of({"allOf": [STRING, {"maxLength": 2}]}, INTEGER),
        ),
        [
            "request-bound-narrowed | body of POST /things<string>: maxLength 3 -> 2 | #/anyOf/0/allOf/1/maxLength | #/anyOf/0/allOf/1/maxLength | maxLength 3 -> 2"
        ],
        [
            "request-bound-widened | body of POST /things<string>: maxLength 2 -> 3 | #/anyOf/0/allOf/1/maxLength | #/anyOf/0/allOf/1/maxLength | maxLength 2 -> 3"
        ],
    ),
    "union in allOf": (
        sent({"allOf": [one_of(A, B)]}, {"allOf": [one_of(A)]}),
        [
            "request-union-member-removed | body of POST /things: variant 'object' is gone | #/allOf/0/oneOf/1 | #/allOf/0/oneOf | object"
        ],
        [
            "request-union-member-added | body of POST /things: variant 'object' is new | #/allOf/0/oneOf | #/allOf/0/oneOf/1 | object"
        ],
    ),
    "true variant": (
        sent(any_of(STRING, INTEGER), any_of(STRING, True)),
        [
            "request-became-nullable | body of POST /things: null is possible now | # | # | ",
            "request-union-member-added | body of POST /things: variant 'any' is new | #/anyOf | #/anyOf/1 | any",
        ],
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | # | # | ",
            "request-union-member-removed | body of POST /things: variant 'any' is gone | #/anyOf/1 | #/anyOf | any",
        ],
    ),
    "false": (
        sent(objects(properties={"a": STRING}), objects(properties={"a": False})),
        ["request-type-narrowed | ThingsDoBody.a: no value is possible now | #/properties/a | #/properties/a | "],
        ["request-type-widened | ThingsDoBody.a: some value is possible now | #/properties/a | #/properties/a | "],
    ),
    "false itself": (
        got(STRING, False),
        ["response-type-narrowed | 200 response of GET /things: no value is possible now | # | # | "],
        ["response-type-widened | 200 response of GET /things: some value is possible now | # | # | "],
    ),
    "true to 1": (
        sent({"const": True}, {"const": 1}),
        ["request-type-changed | body of POST /things: type boolean -> integer | # | # | "],
        ["request-type-changed | body of POST /things: type integer -> boolean | # | # | "],
    ),
    "true default": (
        sent(objects(properties={"a": {"enum": [1, "a"]}}), objects(properties={"a": {"enum": [True, "a"]}})),
        [
            "request-enum-value-removed | ThingsDoBody.a: value 1 is gone | #/properties/a/enum | #/properties/a/enum | 1",
            "request-type-changed | ThingsDoBody.a: type integer|string -> boolean|string | #/properties/a | #/properties/a | ",
            "request-enum-value-added | ThingsDoBody.a: value true is new | #/properties/a/enum | #/properties/a/enum | true",
        ],
        [
            "request-enum-value-removed | ThingsDoBody.a: value true is gone | #/properties/a/enum | #/properties/a/enum | true",
            "request-type-changed | ThingsDoBody.a: type boolean|string -> integer|string | #/properties/a | #/properties/a | ",
            "request-enum-value-added | ThingsDoBody.a: value 1 is new | #/properties/a/enum | #/properties/a/enum | 1",
        ],
    ),
    "model to inline": (
        (named(sending(ref("M")), M=obj(a=STRING)), sending(obj(a=INTEGER))),
        [
            "request-type-changed | body of POST /things.a: type string -> integer | /components/schemas/M/properties/a/type | #/properties/a/type | "
        ],
        [
            "request-type-changed | body of POST /things.a: type integer -> string | #/properties/a/type | /components/schemas/M/properties/a/type | "
        ],
    ),
    "model to model": (
        (named(sending(ref("M")), M=obj(a=STRING)), named(sending(ref("L")), L=obj(a=INTEGER))),
        [
            "request-type-changed | M.a: type string -> integer | /components/schemas/M/properties/a/type | /components/schemas/L/properties/a/type | "
        ],
        [
            "request-type-changed | L.a: type integer -> string | /components/schemas/L/properties/a/type | /components/schemas/M/properties/a/type | "
        ],
    ),
    "model of model": (
        (named(sending(ref("M")), M=ref("L"), L=obj(a=STRING)), named(sending(ref("M")), M=ref("L"), L=obj(a=INTEGER))),
        [
            "request-type-changed | L.a: type string -> integer | /components/schemas/L/properties/a/type | /components/schemas/L/properties/a/type | "
        ],
        [
            "request-type-changed | L.a: type integer -> string | /components/schemas/L/properties/a/type | /components/schemas/L/properties/a/type | "
        ],
    ),
    "model scalar": (
        (named(sending(obj(a=ref("M"))), M=STRING), named(sending(obj(a=ref("M"), b=STRING)), M=INTEGER)),
        [
            "request-type-changed | M: type string -> integer | /components/schemas/M/type | /components/schemas/M/type | ",
            "request-property-added | ThingsDoBody: member 'b' is new |  | #/properties/b | ",
        ],
        [
            "request-type-changed | M: type integer -> string | /components/schemas/M/type | /components/schemas/M/type | ",
            "request-property-removed | ThingsDoBody: member 'b' is gone | #/properties/b |  | ",
        ],
    ),
    "model not component": (
        (
            named(sending(obj(a={"allOf": [ref("M")], "maxLength": 3})), M=STRING),
            named(sending(obj(a={"allOf": [ref("M")], "maxLength": 2})), M=STRING),
        ),
        [
            "request-bound-narrowed | ThingsDoBody.a: maxLength 3 -> 2 | #/properties/a/maxLength | #/properties/a/maxLength | maxLength 3 -> 2"
        ],
        [
            "request-bound-widened | ThingsDoBody.a: maxLength 2 -> 3 | #/properties/a/maxLength | #/properties/a/maxLength | maxLength 2 -> 3"
        ],
    ),
    "recursive": (
        tuple(named(sending(ref("M")), M=obj(a=ref("M"), b=x)) for x in (STRING, INTEGER)),
        [
            "request-type-changed | M.b: type string -> integer | /components/schemas/M/properties/b/type | /components/schemas/M/properties/b/type | "
        ],
        [
            "request-type-changed | M.b: type integer -> string | /components/schemas/M/properties/b/type | /components/schemas/M/properties/b/type | "
        ],
    ),
    "ref nowhere": (
        (sending(obj(a=ref("X"))), sending(obj(a=ref("X"), b=STRING))),
        ["request-property-added | ThingsDoBody: member 'b' is new |  | #/properties/b | "],
        ["request-property-removed | ThingsDoBody: member 'b' is gone | #/properties/b |  | "],
    ),
    "ref equal nowhere": (
        (named(sending(obj(a=ref("X"), b=ref("M"))), M=STRING), named(sending(obj(a=ref("X"), b=ref("M"))), M=INTEGER)),
        [
            "request-type-changed | M: type string -> integer | /components/schemas/M/type | /components/schemas/M/type | "
        ],
        [
            "request-type-changed | M: type integer -> string | /components/schemas/M/type | /components/schemas/M/type | "
        ],
    ),
    "readOnly ref": (
        tuple(named(sending(obj(a={"allOf": [ref("M")], "readOnly": True})), M=x) for x in (STRING, INTEGER)),
        [],
        [],
    ),
    "response readOnly ref": (
        tuple(named(reading(obj(a={"allOf": [ref("M")], "readOnly": True})), M=x) for x in (STRING, INTEGER)),
        [
            "response-type-changed | M: type string -> integer | /components/schemas/M/type | /components/schemas/M/type | "
        ],
        [
            "response-type-changed | M: type integer -> string | /components/schemas/M/type | /components/schemas/M/type | "
        ],
    ),
    "scalars and null in one": (
        sent(any_of(STRING, INTEGER), any_of({"type": ["string", "integer", "null"]}, BOOLEAN)),
        [
            "request-became-nullable | body of POST /things: null is possible now | # | # | ",
            "request-union-member-added | body of POST /things: variant 'boolean' is new | #/anyOf | #/anyOf/1 | boolean",
        ],
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | # | # | ",
            "request-union-member-removed | body of POST /things: variant 'boolean' is gone | #/anyOf/1 | #/anyOf | boolean",
        ],
    ),
    "null below a reference": (
        (
            named(sending(one_of(ref("M"), INTEGER)), M={"type": ["string", "null"]}),
            named(sending(one_of(ref("M"), INTEGER, BOOLEAN)), M=STRING),
        ),
        [
            "request-became-non-nullable | body of POST /things: null is no longer possible | # | # | ",
            "request-union-member-added | body of POST /things: variant 'boolean' is new | #/oneOf | #/oneOf/2 | boolean",
        ],
        [
            "request-union-member-removed | body of POST /things: variant 'boolean' is gone | #/oneOf/2 | #/oneOf | boolean",
            "request-became-nullable | body of POST /things: null is possible now | # | # | ",
        ],
    ),
    "variant of two types": (
        got(any_of({"type": ["string", "integer"]}, LIST), any_of(LIST)),
        [
            "response-union-member-removed | 200 response of GET /things: variant 'integer|string' is gone | #/anyOf/0 | #/anyOf | integer|string"
        ],
        [
            "response-union-member-added | 200 response of GET /things: variant 'integer|string' is new | #/anyOf | #/anyOf/0 | integer|string"
        ],
    ),
    "tag models swap": (
        (
            named(sending(one_of(ref("Cat"), ref("Dog"), discriminator=K)), Cat=A, Dog=B),
            named(sending(one_of(ref("Cat"), ref("Dog"), discriminator=K)), Cat=B, Dog=A),
        ),
        [
            "request-required-property-added | Cat: member 'b' is new |  | /components/schemas/Cat/properties/b | ",
            "request-required-property-removed | Cat: member 'a' is gone | /components/schemas/Cat/properties/a |  | ",
            "request-required-property-added | Dog: member 'a' is new |  | /components/schemas/Dog/properties/a | ",
            "request-required-property-removed | Dog: member 'b' is gone | /components/schemas/Dog/properties/b |  | ",
        ],
        [
            "request-required-property-added | Cat: member 'a' is new |  | /components/schemas/Cat/properties/a | ",
            "request-required-property-removed | Cat: member 'b' is gone | /components/schemas/Cat/properties/b |  | ",
            "request-required-property-added | Dog: member 'b' is new |  | /components/schemas/Dog/properties/b | ",
            "request-required-property-removed | Dog: member 'a' is gone | /components/schemas/Dog/properties/a |  | ",
        ],
    ),
    "null below a reference and beside": (
        (
            named(sending(obj(a=one_of(ref("M"), INTEGER), b=ref("M"))), M={"type": ["string", "null"]}),
            named(sending(obj(a=one_of(ref("M"), INTEGER, BOOLEAN), b=ref("M"))), M=STRING),
        ),
        [
            "request-became-non-nullable | M: null is no longer possible | /components/schemas/M/type | /components/schemas/M/type | ",
            "request-became-non-nullable | ThingsDoBody.a: null is no longer possible | #/properties/a | #/properties/a | ",
            "request-union-member-added | ThingsDoBody.a: variant 'boolean' is new | #/properties/a/oneOf | #/properties/a/oneOf/2 | boolean",
        ],
        [
            "request-union-member-removed | ThingsDoBody.a: variant 'boolean' is gone | #/properties/a/oneOf/2 | #/properties/a/oneOf | boolean",
            "request-became-nullable | M: null is possible now | /components/schemas/M/type | /components/schemas/M/type | ",
            "request-became-nullable | ThingsDoBody.a: null is possible now | #/properties/a | #/properties/a | ",
        ],
    ),
    "tag and its default gone": (
        tagged(a={**K, "defaultMapping": "Cat"}, b={}),
        ['discriminator-removed | ThingsDoBody: tag "k" -> null | #/discriminator | # | null'],
        ['discriminator-added | ThingsDoBody: tag null -> "k" | # | #/discriminator | "k"'],
    ),
}
"""By what it is about: two documents, and what is told of their changes each way."""
