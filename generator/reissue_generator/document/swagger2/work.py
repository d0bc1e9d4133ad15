"""What a conversion knows while it runs: the files that come out, where everything was written, references, losses."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast
from urllib.parse import quote

from ...errors import SpecError
from ..converted import Loss, Written
from ..keys import KEYS
from ..node import Node
from ..objects import EXTENSION
from ..pointer import Pointer, pointer_text, value_at
from ..source import Source
from .keys import IN_WORDS, SWAGGER

_SAFE = "/~!$&'()*+,;=:@"
"""What a fragment may hold as it is (RFC 3986)."""


class Original(Protocol):
    """The document as it was written."""

    main: Source
    others: dict[Path, Source]
    address: str

    def follow(self, node: Node, ref: str) -> Node:
        """The node that a reference names, one step far. Raises SpecError."""
        ...


@dataclass(eq=False)
class File:
    """A file of the document that comes out."""

    source: Source
    """It as it was read."""
    data: Any
    """What becomes of it; at first what was read."""
    origins: dict[Pointer, Written] = field(default_factory=dict[Pointer, Written])
    moves: dict[Pointer, tuple[Pointer, str]] = field(default_factory=dict[Pointer, "tuple[Pointer, str]"])
    """By where something is written in this file: where it stands in it now, and what kind of object it is."""
    _own: dict[int, Any] = field(default_factory=dict[int, Any])
    """The objects and lists that were copied, by identity: these may be written to."""

    def take(self, data: dict[str, Any]) -> None:
        """Let this object, which nobody else holds, be what becomes of the file."""
        self.data = self._own[id(data)] = data

    def put(self, pointer: Pointer, value: Any) -> None:
        """Let a value stand at a pointer where something stands; what was read is copied, never changed."""
        if not pointer:
            self.data = value
            return
        here: Any = self._copied(self.data)
        self.data = here
        for token in pointer[:-1]:
            key: Any = int(token) if isinstance(here, list) else token
            inner: Any = self._copied(here[key])
            here[key] = inner
            here = inner
        here[int(pointer[-1]) if isinstance(here, list) else pointer[-1]] = value

    def _copied(self, value: Any) -> Any:
        if id(value) not in self._own:
            value = value.copy()
            self._own[id(value)] = value
        return value


class Spot(NamedTuple):
    """Where something stands once it is converted."""

    file: File
    pointer: Pointer

    def at(self, *tokens: str) -> Spot:
        """What stands below."""
        return Spot(self.file, (*self.pointer, *tokens))


class Reference(NamedTuple):
    """A reference that was met: the converted object that has it, where it was written, and what kind of object it names."""

    holder: dict[str, Any]
    node: Node
    file: File
    kind: str
    target: Node | None = None
    """What it names, where it was no reference as it was written."""


Convert = Callable[["Work", Node, Spot], Any]


@dataclass(eq=False)
class Work:
    """One conversion."""

    original: Original
    consumes: list[str] = field(default_factory=list[str])
    produces: list[str] = field(default_factory=list[str])
    files: dict[int, File] = field(default_factory=dict[int, File])
    losses: dict[int, list[Loss]] = field(default_factory=dict[int, "list[Loss]"])
    kinds: dict[Written, str] = field(default_factory=dict[Written, str])
    """By where an object was written: which kind of Swagger's it is."""
    schemas: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict[tuple[int, int], "dict[str, Any]"])
    """Schemas that are converted, by identity and file: what several aliases of YAML name is converted once."""
    references: deque[Reference] = field(default_factory=deque[Reference])

    def file(self, source: Source) -> File:
        """The file that comes out of one that was read."""
        if id(source) not in self.files:
            self.files[id(source)] = File(source, source.data)
        return self.files[id(source)]

    def begin(self, node: Node, spot: Spot, kind: str) -> None:
        """Note where what stands at `spot` was written, and which kind of object it becomes there."""
        spot.file.origins[spot.pointer] = node.source, node.pointer
        if spot.file.source is node.source:
            spot.file.moves.setdefault(node.pointer, (spot.pointer, kind))

    # --- keys

    def lose(
        self, holder: dict[str, Any], message: str, node: Node, rule: str = "not-converted", fatal: bool = False
    ) -> None:
        """Note what is lost of a converted object, and about which node."""
        self.losses.setdefault(id(holder), []).append(Loss(rule, message, node, fatal))

    def rest(self, holder: dict[str, Any], node: Node, kind: str, taken: Iterable[str] = ()) -> None:
        """What every object has: extensions are kept, and keys that Swagger 2.0 does not know are told; but for those `taken`."""
        table = SWAGGER[kind]
        self.kinds[node.source, node.pointer] = kind
        for key, value in node.map.items():
            if key in taken or key in table:
                continue
            if key.startswith(EXTENSION):
                holder[key] = value
            else:
                self.lose(holder, unknown(kind, key), node.get(key), "unread-key")

    def copied(self, holder: dict[str, Any], node: Node, keys: Iterable[str]) -> None:
        """Keep these keys as they are."""
        holder.update({key: node.map[key] for key in keys if key in node.map})

    def texts(self, holder: dict[str, Any], node: Node, key: str) -> list[str] | None:
        """A list of texts, each once; None where it is not there. Anything else is told."""
        value = node.map.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.lose(holder, f"{key!r} is not a list", node.get(key), "structure")
            return None
        given = cast("list[object]", value)
        texts = [text for text in given if isinstance(text, str) and text.strip()]
        if len(texts) < len(given):
            self.lose(holder, f"{key!r} has values that are no texts; they are left out", node.get(key), "structure")
        return list(dict.fromkeys(texts))

    # --- references

    def refer(self, holder: dict[str, Any], node: Node, spot: Spot, kind: str) -> None:
        """Let a converted object refer to what a node refers to, which is an object of this kind there."""
        holder["$ref"] = node.map["$ref"]
        self.references.append(Reference(holder, node, spot.file, kind))

    def near(self, holder: dict[str, Any], node: Node, spot: Spot) -> None:
        """Let a converted object refer to a schema that stands elsewhere, wherever it is converted."""
        spot.file.origins[spot.pointer] = node.source, node.pointer
        self.references.append(Reference(holder, node, spot.file, "schema", node))

    def target(self, node: Node) -> Node | None:
        """What the references of a node lead to; itself without any; None where they lead nowhere."""
        seen: set[tuple[int, Pointer]] = set()
        while isinstance(ref := node.map.get("$ref"), str):
            if (id(node.source), node.pointer) in seen:
                return None
            seen.add((id(node.source), node.pointer))
            try:
                node = self.original.follow(node, ref)
            except SpecError:
                return None
        return node

    def settle(self, converters: Mapping[str, Convert]) -> None:
        """Let every reference name what it named, wherever that stands now; what nobody has converted yet is converted."""
        while self.references:
            reference = self.references.popleft()
            target = reference.target or self._named(reference.node)
            if target is None:
                continue  # whoever follows it tells of it, in the words that were written
            if (spot := self._home(reference, target, converters)) is not None:
                stays = reference.target is None and reference.file.source is reference.node.source
                if not stays or spot.pointer != target.pointer:
                    reference.holder["$ref"] = _address(reference.file, spot)

    def _named(self, node: Node) -> Node | None:
        try:
            return self.original.follow(node, cast(str, node.map["$ref"]))
        except SpecError:
            return None

    def _home(self, reference: Reference, target: Node, converters: Mapping[str, Convert]) -> Spot | None:
        """Where the target of a reference stands now; None where it stands nowhere."""
        file, kind = self.file(target.source), reference.kind
        for depth in range(len(target.pointer), -1, -1):
            found = file.moves.get(target.pointer[:depth])
            if found is None:
                continue
            spot = Spot(file, (*found[0], *target.pointer[depth:]))
            if depth == len(target.pointer) and found[1] != kind:
                message = (
                    f"the reference {reference.node.map['$ref']!r} names {IN_WORDS.get(found[1], 'something else')}"
                )
                self.lose(reference.holder, message, reference.node, "ref-kind")
            return spot if value_at(file.data, spot.pointer) is not None else None
        is_main = target.source is self.original.main
        if is_main and not (target.pointer and target.pointer[0].startswith(EXTENSION)):
            return None
        spot = Spot(file, target.pointer)
        file.put(target.pointer, converters[kind](self, target, spot))
        return spot


def unknown(kind: str, key: str) -> str:
    """What is said of a key that Swagger 2.0 does not know there."""
    told = f"{key!r} is no key of {IN_WORDS[kind]} in Swagger 2.0"
    if key in KEYS.get(kind, {}):
        return f"{told} but one of OpenAPI 3, and is not read"
    near = get_close_matches(key, SWAGGER[kind], 1, 0.75)
    return f"{told}; is {near[0]!r} meant?" if near else f"{told} and is not read"


def _address(file: File, spot: Spot) -> str:
    """How one file refers to a spot."""
    fragment = "#" + quote(pointer_text(spot.pointer), safe=_SAFE)
    if spot.file is file:
        return fragment
    folder = file.source.path.resolve().parent
    return quote(Path(os.path.relpath(spot.file.source.path.resolve(), folder)).as_posix(), safe=_SAFE) + fragment
