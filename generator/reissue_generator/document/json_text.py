"""JSON, read safely: duplicate keys, numbers beyond all limits and what JSON does not know are refused."""

from __future__ import annotations

import json
import re
from typing import Any

from ..errors import SpecError
from ..findings import Place
from .problem import problem

MAX_DIGITS = 4000
"""Of one number; Python takes quadratic time to read longer ones."""
INFINITY = float("inf")
_TRAILING_COMMA = re.compile(r",\s*[]}]")


def parse_json(text: str, name: str) -> Any:
    """The value of a JSON text. `name` is how findings call the file. Raises SpecError for what is no safe JSON."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    raise _DuplicateError(key)
                seen.add(key)
        return found

    try:
        return json.loads(
            text, object_pairs_hook=unique, parse_int=_int, parse_float=_float, parse_constant=no_constant
        )
    except _DuplicateError as error:
        raise problem(
            "duplicate-key", f"the key {error.key!r} stands twice in one object", _place_of_key(text, name, error.key)
        ) from None
    except json.JSONDecodeError as error:
        raise _no_json(error, name) from None
    except RecursionError:
        raise problem("too-deep", "is nested too deeply", Place(name)) from None
    except ValueError as error:
        raise problem("syntax", f"is no JSON: {error}", Place(name)) from None


def _no_json(error: json.JSONDecodeError, name: str) -> SpecError:
    """The same message and place on every Python: 3.13 points at a trailing comma, earlier ones at what follows it."""
    text, at = error.doc, error.pos
    comma = at if text.startswith(",", at) else len(text[:at].rstrip()) - 1
    if comma >= 0 and _TRAILING_COMMA.match(text, comma):
        return problem("syntax", "is no JSON: a comma before a closing bracket", _place_at(text, name, comma))
    return problem("syntax", f"is no JSON: {error.msg}", _place_at(text, name, at))


def _place_at(text: str, name: str, at: int) -> Place:
    return Place(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


class _DuplicateError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _place_of_key(text: str, name: str, key: str) -> Place:
    found = [match.start() for match in re.finditer(re.escape(json.dumps(key, ensure_ascii=False)), text)]
    return _place_at(text, name, found[-1] if found else 0)


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if value in (INFINITY, -INFINITY):
        raise ValueError(f"the number {digits[:40]} is beyond all limits")
    return value


def no_constant(constant: str) -> object:
    """For `NaN` and its like, which Python reads and JSON does not have (RFC 8259, 6). Raises ValueError."""
    raise ValueError(f"{constant} is no JSON number")
