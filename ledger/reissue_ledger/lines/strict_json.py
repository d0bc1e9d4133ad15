"""One JSON object, without a number that passed through a float, and without a member that another one hides."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn, cast

from .shapes import Number, UnsureError, shown


def object_of(text: str) -> dict[str, object]:
    """The object of a line, numbers as `Number`. Raises UnsureError for what is none, or has a member twice at any depth."""
    try:
        found: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        kind = "more after the object" if error.msg == "Extra data" else f"no JSON ({error.msg})"
        raise UnsureError(f"There is {kind} at character {error.pos + 1}; each line is one whole object.") from None
    except RecursionError:
        raise UnsureError("The line is nested too deeply to be an invoice.") from None
    if not isinstance(found, dict):
        hint = " The file may be one JSON list; write each object in a line of its own." if text[0] == "[" else ""
        raise UnsureError(f"The line is no JSON object.{hint}")
    members = cast("dict[str, object]", found)
    if not all(_whole(name) and _whole(value) for name, value in members.items()):
        raise UnsureError("There is half of a character (a lone surrogate); export the file again.")
    return members


def _whole(value: object) -> bool:
    """Whether a text can be written in UTF-8: JSON may name halves of characters."""
    return not isinstance(value, str) or value.isascii() or not any("\ud800" <= one <= "\udfff" for one in value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(name for place, (name, _) in enumerate(pairs) if name in dict(pairs[:place]))
        raise UnsureError(f"The member {shown(twice)} is there twice; take one away.")
    return found


def _no_number(text: str) -> NoReturn:
    raise UnsureError(f"{text} is no number of JSON; write the digits.")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=Number, parse_float=Number, parse_constant=_no_number
)
