"""The x-reissue-* facts of a node: as specs/extensions.schema.json defines them, or with a warning not at all.

`lint` checks them with a JSON Schema library and says what is wrong. Here only yes or no is wanted, for the few keywords
that the schema of the extensions has: importing the library would be a tenth of each `reissue generate`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from ..document import Node, is_of
from ..own_files import own_specs
from .warnings import Warn

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def fact(node: Node, key: str, warn: Warn) -> Any:
    """The value of an extension on this node; None where there is none that can be used."""
    value = node.map.get(key)
    if value is None or fits(value, definitions()[key]):
        return value
    warn("extension", f"{key} is not as its definition says; it is ignored", node.get(key))
    return None


def facts(node: Node, key: str, warn: Warn) -> dict[str, Any]:
    """The members of an extension that is an object; none where it cannot be used."""
    return fact(node, key, warn) or {}


def seconds_of(duration: object) -> int | None:
    """An ISO 8601 duration of days, hours, minutes and seconds in seconds; None where it is none."""
    match = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


# --- the schema


@cache
def definitions() -> Mapping[str, Any]:
    """The schema of each extension by its key, and of the parts that they share."""
    told: Any = json.loads((Path(own_specs()) / "extensions.schema.json").read_text(encoding="utf-8"))
    found: Mapping[str, Any] = told["$defs"]
    return found


def places(name: str) -> tuple[str, ...] | None:
    """The kinds of objects on which an extension of ours means something; None where there is no such extension."""
    told = definitions().get(name)
    return None if told is None or not name.startswith("x-reissue-") else tuple(told.get("x-reissue-on", ()))


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value is as a schema of KEYWORDS says."""
    return all(KEYWORDS[key](value, told, schema) for key, told in schema.items() if key in KEYWORDS)


def _members(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _required(value: Any, names: list[str], _: Mapping[str, Any]) -> bool:
    return not isinstance(value, dict) or all(name in value for name in names)


def _properties(value: Any, known: Mapping[str, Any], _: Mapping[str, Any]) -> bool:
    return all(fits(member, known[name]) for name, member in _members(value).items() if name in known)


def _additional(value: Any, told: Any, schema: Mapping[str, Any]) -> bool:
    """What members beyond the known ones may be: False for none, else a schema."""
    others = [member for name, member in _members(value).items() if name not in schema.get("properties", {})]
    return not others if told is False else all(fits(member, told) for member in others)


def _at_least(value: Any, least: int, kind: type) -> bool:
    return not isinstance(value, kind) or len(cast("str", value)) >= least


KEYWORDS: Mapping[str, Callable[[Any, Any, Mapping[str, Any]], bool]] = {
    "$ref": lambda value, told, _: fits(value, definitions()[told.removeprefix("#/$defs/")]),
    "additionalProperties": _additional,
    "const": lambda value, told, _: value == told and type(value) is type(told),
    "enum": lambda value, told, _: any(value == known and type(value) is type(known) for known in told),
    "items": lambda value, told, _: all(fits(item, told) for item in _items(value)),
    "minItems": lambda value, told, _: _at_least(value, told, list),
    "minLength": lambda value, told, _: _at_least(value, told, str),
    "minimum": lambda value, told, _: not is_of(value, "number") or value >= told,
    "oneOf": lambda value, told, _: sum(fits(value, schema) for schema in told) == 1,
    "pattern": lambda value, told, _: not isinstance(value, str) or re.search(told, value) is not None,
    "properties": _properties,
    "required": _required,
    "type": lambda value, told, _: is_of(value, told) and (told != "integer" or not isinstance(value, float)),
}
"""The keywords of JSON Schema that the schema of the extensions uses: whether a value fits one, and its schema."""
