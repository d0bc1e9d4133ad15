"""JSON pointers: where a value stands in a file."""

from __future__ import annotations

from typing import cast
from urllib.parse import unquote

Pointer = tuple[str, ...]


def pointer_text(pointer: Pointer) -> str:
    """A JSON pointer as text."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in pointer)


def pointer_of(text: str) -> Pointer:
    """The tokens of the fragment of a reference; it may be percent-encoded."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in unquote(text).split("/")[1:])


def index_of(token: str) -> int | None:
    """The place in an array that a token of a pointer names; None where it names none."""
    return int(token) if token.isascii() and token.isdigit() and len(token) < 10 else None


def child_of(value: object, token: str) -> tuple[object] | None:
    """The child of a plain value that one token of a pointer names, in a tuple because it may be None; None: no child."""
    if isinstance(value, dict):
        mapping = cast("dict[str, object]", value)
        return (mapping[token],) if token in mapping else None
    if isinstance(value, list):
        items, index = cast("list[object]", value), index_of(token)
        return (items[index],) if index is not None and index < len(items) else None
    return None


def value_at(value: object, pointer: Pointer) -> tuple[object] | None:
    """What a pointer names in a plain value, in a tuple because it may be None; None: nothing."""
    found: tuple[object] | None = (value,)
    for token in pointer:
        found = child_of(found[0], token) if found is not None else None
    return found
