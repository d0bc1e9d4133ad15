"""The parts of a multipart body: their headers, and which of them stand in which place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from ..document import Document, Node, is_json
from .answer_headers import is_header
from .composition import Composed
from .kinds import array_of
from .parameters import schema_of
from .warnings import Warn

_LONGEST = 64
"""Places with an encoding of their own."""
_ITSELF = ("content-type", "content-disposition")
"""Headers that a part by name has by itself; the first is described by `contentType`, also of a part by its place."""
_TRANSFER = "Content-Transfer-Encoding"


@dataclass(frozen=True, slots=True)
class PartHeaders:
    """The headers of a part: those with one value only, and the others, which callers give; some of these must be there."""

    constant: dict[str, str]
    given: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


def part_headers(document: Document, encoding: Node, warn: Warn, encoded: str = "") -> PartHeaders:
    """The headers that an Encoding Object describes, but for Content-Type. One whose schema is false is never there.

    `encoded`: how the text of the part is encoded, which OpenAPI has said by a header unless the encoding says it otherwise.
    """
    constant: dict[str, str] = {}
    given: list[str] = []
    required: list[str] = []
    for name, node in encoding.get("headers").children():
        if name.casefold() == _ITSELF[0]:
            warn("unread-key", f"{name!r} says nothing among the headers of a part, whose contentType tells it", node)
            continue
        if not is_header(name, node, warn):
            continue
        header = document.found(node)
        schema = schema_of(document, header)[1]
        value = _only_value(document, header)
        if value is None and schema.value is not False and name.casefold() == _TRANSFER.casefold():
            value = encoded or None
        if value is not None:
            constant[name] = value
        elif schema.value is not False:
            given.append(name)
            required += [name] if header.map.get("required") is True else []
    if encoded and _TRANSFER.casefold() not in {name.casefold() for name in encoding.get("headers").map}:
        constant[_TRANSFER] = encoded
    return PartHeaders(constant, tuple(given), tuple(required))


def named_headers(document: Document, encoding: Node, warn: Warn, *, is_file: bool, encoded: str = "") -> PartHeaders:
    """The headers of a part with a name, but for those that it has by itself. Callers can give theirs to files alone, which is told."""
    headers = part_headers(document, encoding, warn, encoded)
    for name in headers.given:
        if not is_file and name.casefold() not in _ITSELF:
            message = f"the header {name!r} of a part that is no file has no value of its own; it is not sent"
            warn("unread-key", message, encoding.get("headers").get(name))
    constant = {name: word for name, word in headers.constant.items() if name.casefold() not in _ITSELF}
    required = tuple(name for name in headers.required if is_file and name.casefold() not in _ITSELF)
    return PartHeaders(constant, headers.given, required)


def _only_value(document: Document, header: Node) -> str | None:
    """The value of a header that has one only, or one by default, as it is sent."""
    media, schema = schema_of(document, header)
    told = document.found(schema)
    known = told.get("enum").array
    values = [told.map.get("const"), *(known if len(known) == 1 else ()), told.map.get("default")]
    value = next((value for value in values if value is not None), None)
    if value is not None and is_json(media):
        return _json(value)
    return _simple(value, explode=header.map.get("explode") is True and not media)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _simple(value: Any, *, explode: bool) -> str | None:
    """A value in the style `simple`, the one that headers have; None for what it has no words for."""
    if isinstance(value, list):
        words = [_word(one) for one in cast("list[Any]", value)]
    elif isinstance(value, dict):
        pairs = [(name, _word(one)) for name, one in cast("dict[str, Any]", value).items()]
        words = [word and f"{name}{'=' if explode else ','}{word}" for name, word in pairs]
    else:
        return _word(value)
    told = [word for word in words if word is not None]
    return ",".join(told) if len(told) == len(words) else None


def _word(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return None if isinstance(value, list | dict) else _json(value)


# --- places


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a multipart body: the schema of its part, and its Encoding Object; their values are None where nobody says."""

    schema: Node
    encoding: Node


@dataclass(frozen=True, slots=True)
class Positions:
    """The places of a multipart body: the first ones, all others (None where there are none), and how many parts at least.

    `is_tuple`: the first ones have schemas of their own.
    """

    first: tuple[Place, ...]
    rest: Place | None
    least: int
    is_tuple: bool


def positions_of(document: Document, entry: Node, schema: Node) -> Positions | None:
    """The places of a body whose parts are told by these ("Encoding By Position"); None where names tell them.

    `entry` is the Media Type Object, or the Encoding Object of a part that has parts itself, and `schema` describes it.
    """
    composed = array_of(document, schema)
    items, item_schema = None if composed is None else composed.items, entry.get("itemSchema")
    is_streamed = isinstance(item_schema.value, dict | bool)
    if composed is None and not is_streamed:
        return None
    composed = composed or Composed(document, schema)
    if is_streamed and not composed.prefix and items is None:
        items = item_schema
    most = composed.limits.get("maxItems", _LONGEST)
    if items is not None and items.value is False:
        most = min(most, len(composed.prefix))
    encodings, others = list(entry.get("prefixEncoding").items()), entry.get("itemEncoding")
    absent = Node(schema.source, (*schema.pointer, "items"), None, (), schema.scope) if items is None else items
    first = tuple(
        Place(
            composed.prefix[place] if place < len(composed.prefix) else absent,
            encodings[place] if place < len(encodings) else others,
        )
        for place in range(min(most, max(len(composed.prefix), len(encodings))))
    )
    rest = Place(absent, others) if most > len(first) else None
    return Positions(first, rest, max(1, composed.limits.get("minItems", 0)), bool(composed.prefix))
