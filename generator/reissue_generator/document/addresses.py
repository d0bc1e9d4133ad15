"""What the parts of a file are called: `$self` for the whole, `$id` for a schema in it, anchors for places in either.

A reference begins at the nearest address above it (RFC 3986, section 5; JSON Schema 2020-12, section 8.2; OpenAPI 3.2,
"Establishing the Base URI"). The dialect of OpenAPI 3.0 has none of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast
from urllib.parse import urldefrag, urljoin

from .objects import EXTENSION, LITERALS, OBJECTS
from .pointer import Pointer
from .source import Source

_ANCHORS = ("$anchor", "$dynamicAnchor")
_NAMED = frozenset(key for keys in OBJECTS.values() for key, inside in keys.items() if inside.shape == "{")
"""Keys under which the keys of a map are names, and no keywords."""


class Addresses:
    """The addresses in one file, which was asked for as `read_as`; '' for the path of the file."""

    def __init__(self, source: Source, read_as: str = "", *, plain: bool) -> None:
        self._source = source
        self._told = not plain and any(map(source.mentions, ("$id", "$self", *_ANCHORS)))
        """Whether there are any; `plain` is the dialect without them."""
        self.read_as = read_as or source.path.resolve().as_uri()

    @cached_property
    def base(self) -> str:
        """The address of the whole file: what it says itself, else where it was read."""
        data: Any = self._source.data
        told = cast("dict[str, Any]", data).get("$self") if self._told and isinstance(data, dict) else None
        return urldefrag(join(self.read_as, told)).url if isinstance(told, str) else self.read_as

    @cached_property
    def by_place(self) -> dict[Pointer, str]:
        """The addresses of the file and of the schemas in it that have one of their own, by where they stand."""
        found: dict[Pointer, str] = {(): self.base}
        for pointer, schema in self._objects:
            told = schema.get("$id")
            if isinstance(told, str) and not told.startswith("#"):
                found[pointer] = urldefrag(join(_nearest(found, pointer)[1], told)).url
        return found

    @cached_property
    def anchors(self) -> dict[tuple[Pointer, str], Pointer]:
        """Where the anchors stand, by the place of the nearest address above each, and by name."""
        found: dict[tuple[Pointer, str], Pointer] = {}
        for pointer, schema in self._objects:
            for key in _ANCHORS:
                if isinstance(name := schema.get(key), str):
                    found.setdefault((_nearest(self.by_place, pointer)[0], name), pointer)
        return found

    @cached_property
    def dynamic(self) -> dict[Pointer, dict[str, Pointer]]:
        """Where the dynamic anchors stand by name, by the place of the nearest address above each."""
        found: dict[Pointer, dict[str, Pointer]] = {}
        for pointer, schema in self._objects:
            if isinstance(name := schema.get("$dynamicAnchor"), str):
                found.setdefault(_nearest(self.by_place, pointer)[0], {}).setdefault(name, pointer)
        return found

    def above(self, pointer: Pointer) -> tuple[Pointer, str]:
        """The nearest address at or above a place: where it stands, and itself."""
        return _nearest(self.by_place, pointer) if self._told else ((), self.read_as)

    @cached_property
    def _objects(self) -> list[tuple[Pointer, dict[str, Any]]]:
        """All objects that may be schemas, the outer ones first."""
        return list(objects_below(self._source.data)) if self._told else []


def join(base: str, address: str) -> str:
    """An address as it is meant where `base` is the one above it; as it is where it cannot be read."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _nearest(found: dict[Pointer, str], pointer: Pointer) -> tuple[Pointer, str]:
    depth = next(depth for depth in range(len(pointer), -1, -1) if pointer[:depth] in found)
    return pointer[:depth], found[pointer[:depth]]


def objects_below(data: object, at: Pointer = ()) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """The objects of plain data but those in examples, constants and extensions; outer ones first."""
    todo: list[tuple[Pointer, object, bool]] = [(at, data, False)]
    for pointer, value, named in todo:
        if isinstance(value, dict):
            mapping = cast("dict[str, Any]", value)
            if not named:
                yield pointer, mapping
            todo += [
                ((*pointer, key), child, key in _NAMED and not named)
                for key, child in mapping.items()
                if named or not (key in LITERALS or key == "examples" or key.startswith(EXTENSION))
            ]
        elif isinstance(value, list):
            todo += [((*pointer, str(at)), child, False) for at, child in enumerate(cast("list[object]", value))]
