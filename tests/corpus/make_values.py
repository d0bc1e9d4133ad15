"""Values of a schema, made at random: of every keyword that says what a value is. The judge says which of them are valid.

Only members that a schema documents are made: by name, by pattern, or as additional ones with a type.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from tests.corpus.documents import follow

_DEEPEST = 6
_UNFIT = re.compile(r'["\\\x00-\x1f]')
_NAMES = (
    "x-a",
    "a",
    "A",
    "a_1",
    "S_1",
    "I_1",
    "1",
    "123",
    "en",
    "en-US",
    "USD",
    "abc",
    "/a",
    "a.b",
    "d_1",
    "0123456789abcdef",
)
_TEXTS = (
    "x",
    "A",
    "a1",
    "2026-07-01",
    "10.50",
    "true",
    "12",
    "a b",
    "\u00e9\u4e2d",
    "USD",
    "pt",
    "x" * 12,
    "0123456789abcdef",
    "",
)
_FORMATS = {
    "date-time": ("2026-07-01T10:20:30Z", "2026-07-01T10:20:30.123456+02:00", "1999-12-31T23:59:59.5Z"),
    "date": ("2026-07-01", "2024-02-29"),
    "uuid": ("5f0c3f0e-7b1a-4d3c-9e2b-0a1b2c3d4e5f",),
    "email": ("a@example.com",),
    "uri": ("https://example.com/a",),
    "decimal": ("10.50", "0.1"),
}
_ANYTHING = ("x", 5, 1.5, True, None, [1, "a"], {"k": {"n": 1}})


class Maker:
    """Makes values of the schemas of one document. `hidden`: the keyword of members that take no part."""

    def __init__(self, document: Any, chance: random.Random, hidden: str) -> None:
        self._document, self._chance, self._hidden = document, chance, hidden

    def value(self, schema: Any, depth: int = 0) -> Any:
        """A value that is likely to be of this schema."""
        if not isinstance(schema, dict):
            return self._chance.choice(_ANYTHING)
        whole = self._whole(schema, depth)
        if "const" in whole:
            return whole["const"]
        if isinstance(whole.get("enum"), list) and whole["enum"]:
            return self._chance.choice(whole["enum"])
        kind = self._kind(whole)
        match kind:
            case "object":
                return self._object(whole, depth)
            case "array":
                return self._array(whole, depth)
            case "string":
                return self._text(whole)
            case "integer" | "number":
                return self._number(whole, kind)
            case "boolean":
                return self._chance.random() < 0.5
            case "null":
                return None
            case "other than object" | "other than array":
                kind = {"object": dict, "array": list}[kind.rpartition(" ")[2]]
                return self._chance.choice([one for one in _ANYTHING if not isinstance(one, kind)])
            case _:
                return self._chance.choice(_ANYTHING)

    def _kind(self, whole: dict[str, Any]) -> str:
        if whole.get("nullable") is True and self._chance.random() < 0.1:
            return "null"
        kinds = whole.get("type")
        if isinstance(kinds, list):
            return self._chance.choice(kinds) if kinds else ""
        if isinstance(kinds, str):
            return kinds
        implied = "object" if {"properties", "additionalProperties", "patternProperties"} & whole.keys() else ""
        implied = implied or ("array" if {"items", "prefixItems"} & whole.keys() else "")
        return f"other than {implied}" if implied and self._chance.random() < 0.1 else implied

    # --- what a schema is put together of

    def _whole(self, schema: Any, depth: int, above: int = 0) -> dict[str, Any]:
        """All keywords of a schema, with one member of each union and the branches of its conditions chosen."""
        whole: dict[str, Any] = {}
        for part in self._parts(schema, depth, above):
            for key, said in part.items():
                if key == "properties" and isinstance(said, dict):
                    mine = whole.setdefault(key, {})
                    for name, inner in said.items():
                        mine[name] = {"allOf": [mine[name], inner]} if name in mine and mine[name] != inner else inner
                elif key == "required" and isinstance(said, list):
                    whole[key] = [*whole.get(key, ()), *said]
                elif key == "type" and "type" in whole:
                    whole[key] = said if isinstance(whole[key], list) or said == "integer" else whole[key]
                elif key == "enum" and isinstance(whole.get(key), list) and isinstance(said, list):
                    whole[key] = [one for one in whole[key] if one in said] or said
                else:
                    whole[key] = said
        return whole

    def _parts(self, schema: Any, depth: int, above: int) -> Iterator[dict[str, Any]]:
        if not isinstance(schema, dict) or above > 20:
            return
        if "$ref" in schema:
            yield from self._parts(follow(self._document, schema), depth, above + 1)
        for member in schema.get("allOf") or ():
            yield self._whole(member, depth, above + 1)
        yield {key: said for key, said in schema.items() if key not in ("allOf", "oneOf", "anyOf", "$ref")}
        for key in ("oneOf", "anyOf"):
            if members := schema.get(key):
                yield from self._member(schema, self._chance.choice(members), depth, above)
        if "if" in schema:
            yes = self._chance.random() < 0.6
            for key in ("if", "then") if yes else ("else",):
                yield self._whole(schema.get(key) or {}, depth, above + 1)
        for name, inner in (schema.get("dependentSchemas") or {}).items():
            if self._chance.random() < 0.5:
                yield {**self._whole(inner, depth, above + 1), "required": [name, *(inner.get("required") or ())]}

    def _member(self, schema: dict[str, Any], member: Any, depth: int, above: int) -> Iterator[dict[str, Any]]:
        yield self._whole(member, depth, above + 1)
        tag = (schema.get("discriminator") or {}).get("propertyName")
        ref = member.get("$ref") if isinstance(member, dict) else None
        if tag and isinstance(ref, str):
            mapping = schema["discriminator"].get("mapping") or {}
            told = [value for value, target in mapping.items() if target == ref or ref.endswith(f"/{target}")]
            whole = self._whole(member, depth, above + 1)
            if not (whole.get("properties") or {}).get(tag, {}).keys() & {"enum", "const"}:
                yield {"properties": {tag: {"const": told[0] if told else ref.rsplit("/", 1)[-1]}}, "required": [tag]}

    # --- objects and arrays

    def _object(self, whole: dict[str, Any], depth: int) -> Any:
        properties, required = whole.get("properties") or {}, set(map(str, whole.get("required") or ()))
        often = 0.7 if depth < 3 else 0.15
        found: dict[str, Any] = {}
        for name, inner in properties.items():
            shown = follow(self._document, inner)
            if isinstance(shown, dict) and (
                shown.get(self._hidden) or (isinstance(inner, dict) and inner.get(self._hidden))
            ):
                continue
            if _UNFIT.search(name):  # no member of a class can have such a name, and the generator says so
                continue
            if name in required or (depth < _DEEPEST and self._chance.random() < often):
                found[name] = self.value(inner, depth + 1) if depth < 2 * _DEEPEST else None
        if depth < _DEEPEST:
            self._further(whole, found, depth)
        return found

    def _further(self, whole: dict[str, Any], found: dict[str, Any], depth: int) -> None:
        patterns = whole.get("patternProperties") or {}
        for pattern, inner in patterns.items():
            fitting = [name for name in _NAMES if _finds(pattern, name) and name not in (whole.get("properties") or {})]
            if fitting and self._chance.random() < 0.7:
                found[self._chance.choice(fitting)] = self.value(inner, depth + 1)
        rest = whole.get("additionalProperties", whole.get("unevaluatedProperties"))
        if isinstance(rest, dict) and rest:
            for name in self._chance.sample(["further", "Other one", "x.y"], self._chance.randint(0, 2)):
                if name not in (whole.get("properties") or {}) and not any(_finds(one, name) for one in patterns):
                    found[name] = self.value(rest, depth + 1)

    def _array(self, whole: dict[str, Any], depth: int) -> Any:
        items, prefix = whole.get("items"), whole.get("prefixItems") or []
        least, most = int(whole.get("minItems") or 0), int(whole.get("maxItems") or 3)
        count = self._chance.randint(least, max(least, min(most, least + 2))) if depth < _DEEPEST else least
        if prefix and self._chance.random() < 0.8:
            count = max(count, min(len(prefix), most if "maxItems" in whole else len(prefix)))
        if prefix and items is False:
            count = min(count, len(prefix))
        told = [*prefix, *([items] * max(0, min(count, 20) - len(prefix)))][:count]
        found = [self.value(one, depth + 1) for one in told]
        return (
            [one for place, one in enumerate(found) if one not in found[:place]] if whole.get("uniqueItems") else found
        )

    # --- scalars

    def _text(self, whole: dict[str, Any]) -> str:
        texts = _FORMATS.get(str(whole.get("format")), _TEXTS)
        fitting = [one for one in texts if not isinstance(whole.get("pattern"), str) or _finds(whole["pattern"], one)]
        text = self._chance.choice(fitting or list(texts))
        if not fitting and isinstance(whole.get("example"), str):
            text = whole["example"]
        least, most = int(whole.get("minLength") or 0), whole.get("maxLength")
        if texts is _TEXTS:
            text = (text + "y" * max(0, min(least, 2000) - len(text)))[: int(most) if most is not None else None]
        return text

    def _number(self, whole: dict[str, Any], kind: str) -> Any:
        least, most = whole.get("minimum"), whole.get("maximum")
        low = least if isinstance(least, int | float) else (most - 5 if isinstance(most, int | float) else -3)
        high = most if isinstance(most, int | float) else low + 1000
        low, high = int(low) + (low != int(low)), int(high)
        whole_number = self._chance.randint(low, max(low, high))
        step = whole.get("multipleOf")
        if kind == "integer" and not step and self._chance.random() < 0.05:
            return float(whole_number)  # 1.0 is an integer
        if kind == "integer" or self._chance.random() < 0.3 or step:
            return int(whole_number // step * step) if isinstance(step, int) and step else whole_number
        return (
            self._chance.choice([whole_number + 0.5, whole_number + 0.25, 0.1, 19.99]) if high > low else whole_number
        )


def _finds(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False
