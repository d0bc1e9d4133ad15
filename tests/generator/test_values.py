"""Values of random schemas of every kind come back as they were, without drift. jsonschema says which values are valid.

`REISSUE_VALUES=200` makes so many documents of twenty schemas in place of two; `python -m tests.corpus.values` does the
same with public documents.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.corpus.examples import difference
from tests.corpus.make_values import Maker
from tests.generator.small_clients import document, emit, operation, ref, returns

SEEDS = int(os.environ.get("REISSUE_VALUES", "2"))
_SCALARS: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "boolean"},
    {"type": "number"},
    {"type": "number", "format": "decimal"},
    {"type": "number", "format": "int64"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": ["string", "null"]},
    {"const": "k"},
    {"type": "string", "enum": ["a", "b"]},
)


class Schemas:
    """Random schemas, of every kind that says what a value is."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def any(self, depth: int) -> dict[str, Any]:
        kinds = [self.scalar, self.scalar, self.object, self.object, self.tuple, self.list, self.union, self.map]
        return self.chance.choice(kinds)(depth - 1) if depth else self.scalar(0)

    def scalar(self, _: int) -> dict[str, Any]:
        return self.chance.choice(_SCALARS)

    def list(self, depth: int) -> dict[str, Any]:
        return self.untyped({"type": "array", "items": self.any(depth)})

    def untyped(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A schema that may leave out its type: values of other types are valid too."""
        return {key: said for key, said in schema.items() if key != "type" or self.chance.random() < 0.8}

    def tuple(self, depth: int) -> dict[str, Any]:
        rest = self.chance.choice([{"items": False}, {"items": self.any(depth)}, {}, {"unevaluatedItems": False}])
        least = {"minItems": 2} if self.chance.random() < 0.5 else {}
        return self.untyped({"type": "array", "prefixItems": [self.any(depth), self.any(depth)], **rest, **least})

    def map(self, depth: int) -> dict[str, Any]:
        told = {"additionalProperties": self.any(depth)}
        if self.chance.random() < 0.5:
            told = {"patternProperties": {"^x-": self.any(depth), "^[A-Z]+$": self.any(depth)}}
            told |= {"additionalProperties": self.chance.choice([False, self.any(depth)])}
        return self.untyped({"type": "object", **told})

    def union(self, depth: int) -> dict[str, Any]:
        return {self.chance.choice(["oneOf", "anyOf"]): [self.any(depth), self.any(depth)]}

    def object(self, depth: int) -> dict[str, Any]:
        names = self.chance.sample(["a", "b", "c", "d"], self.chance.randint(1, 3))
        needed = [name for name in names if self.chance.random() < 0.5]
        made = self.untyped(
            {"type": "object", "required": needed, "properties": {name: self.any(depth) for name in names}}
        )
        ways = [self._open, self._patterns, self._condition, self._all_of, self._nothing, self._nothing]
        return made | self.chance.choice(ways)(depth) if depth else made

    def _nothing(self, _: int) -> dict[str, Any]:
        return {}

    def _open(self, depth: int) -> dict[str, Any]:
        return {"additionalProperties": self.any(depth)}

    def _patterns(self, depth: int) -> dict[str, Any]:
        return {
            "patternProperties": {"^x-": self.any(depth)},
            "additionalProperties": self.chance.choice([False, True]),
        }

    def _condition(self, depth: int) -> dict[str, Any]:
        kind = {"properties": {"kind": {"const": "far"}}, "required": ["kind"]}
        branches = [{"properties": {"e": self.any(depth), "a": self.any(depth)}} for _ in range(2)]
        branches[0]["properties"]["kind"] = {"type": "string"}
        return {"if": kind, "then": branches[0], **({"else": branches[1]} if self.chance.random() < 0.5 else {})}

    def _all_of(self, depth: int) -> dict[str, Any]:
        part = {"type": "object", "properties": {"f": self.any(depth), "g": self.any(depth)}}
        return {"allOf": [part], "unevaluatedProperties": self.chance.choice([False, self.any(depth)])}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_another_reader_calls_valid_comes_back_as_it_was(tmp_path: Path, seed: int) -> None:
    made = Schemas(seed)
    schemas = {f"S{number}": made.object(3) if number % 2 else made.any(3) for number in range(20)}
    paths = {f"/{n}": {"get": operation(f"things-get{n}", responses=returns(ref(n)))} for n in schemas}
    client = emit(tmp_path, document(paths, components={"schemas": schemas}))
    runtime, module = client.sub("runtime.body"), client.sub("resources.things")
    decode = client.sub("runtime.decode").codec
    tried = 0
    for name, schema in schemas.items():
        judge = Draft202012Validator(schema, format_checker=FormatChecker(["date", "date-time"]))
        maker = Maker({}, made.chance, "writeOnly")
        kind = getattr(module, f"GET_{name}".upper()).returns
        for _ in range(15):
            answer = maker.value(schema)
            if not judge.is_valid(answer):
                continue
            tried += 1
            value, drifts = decode(kind).decode(json.dumps(answer).encode())
            assert not drifts, (schema, answer, drifts)
            back = json.loads(runtime.encode_json(value))
            assert not difference(answer, back), (schema, answer, back)
    assert tried > 60


@pytest.mark.parametrize(
    ("form", "texts"),
    [
        ("int64", ["9007199254740993", "-1", "1.5"]),
        ("uint64", ["18446744073709551615"]),
        ("decimal128", ["0.1234567890123456789012345678901234"]),
    ],
)
def test_numbers_of_formats_that_no_float_holds(tmp_path: Path, form: str, texts: list[str]) -> None:
    """The Format Registry of OpenAPI has them for numbers; JSON (RFC 8259, 6) sets no limit to their digits."""
    client = emit(tmp_path, document({"/n": {"get": operation(responses=returns({"type": "number", "format": form}))}}))
    kind = client.sub("resources.things").DO.returns
    for text in texts:
        value, drifts = client.sub("runtime.decode").codec(kind).decode(text.encode())
        assert not drifts and client.sub("runtime.body").encode_json(value) == text.encode()
