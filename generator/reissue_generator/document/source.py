"""One file of a document: its text, its value, and the line and column of everything in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import SpecError
from ..findings import Place
from .json_places import JsonPlaces
from .json_text import parse_json
from .pointer import Pointer, index_of, pointer_text, value_at
from .problem import problem
from .yaml_text import composed, parse_yaml

MAX_BYTES = 256 * 2**20


@dataclass(eq=False)
class Source:
    """One file, parsed. `name` is how findings call it."""

    path: Path
    name: str
    text: str
    data: Any
    yaml: bool

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the meaning of the file: layout, comments and the order of maps do not count."""
        canonical = json.dumps(self.data, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def _root(self) -> Any:
        # JSON is YAML but for tabs between tokens; positions do not move when they become blanks.
        text = self.text if self.yaml else self.text.replace("\t", " ")
        return composed(text)

    @cached_property
    def _json(self) -> JsonPlaces:
        return JsonPlaces(self.text)

    is_converted: bool = field(default=False, init=False)
    """Whether it was written in another version than OpenAPI 3, and its value is what that became."""

    _mentioned: dict[str, bool] = field(default_factory=dict[str, bool], init=False, repr=False)
    """By word, whether the text has it: it may be long, and is asked again and again."""

    def written_at(self, pointer: Pointer) -> tuple[Source, Pointer]:
        """The file in which what stands at a pointer was written, and the pointer there; another one once it was converted."""
        return self, pointer

    def moved(self, pointer: Pointer) -> Pointer:
        """Where what was written at a pointer stands; somewhere else once it was converted."""
        return pointer

    def written_ref(self, pointer: Pointer, ref: str) -> str:
        """The text of the reference of the object at a pointer, as it was written; `ref` is what it is now."""
        source, at = self.written_at((*pointer, "$ref"))
        found = value_at(source.data, at)
        return found[0] if found is not None and isinstance(found[0], str) else ref

    def mentions(self, word: str) -> bool:
        """Whether a word stands anywhere in the text."""
        found = self._mentioned.get(word)
        if found is None:
            found = self._mentioned[word] = word in self.text
        return found

    def place(self, pointer: Pointer) -> Place:
        """File, line and column of the node, or of the nearest one above it that can be found."""
        if not self.yaml:
            try:
                return Place(self.name, *self._json.of(pointer), pointer_text(pointer))
            except (ValueError, IndexError, RecursionError):  # the position is a courtesy
                return Place(self.name, 0, 0, pointer_text(pointer))
        try:
            node: Any = self._root
        except Exception:  # the position is a courtesy; the finding itself must not be lost
            node = None
        mark = node.start_mark if node is not None else None
        for token in pointer if node is not None else ():
            child = yaml_child(node, token)
            if child is None:
                break
            node, mark = child
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        return Place(self.name, line, column, pointer_text(pointer))


def yaml_child(node: Any, token: str) -> tuple[Any, Any] | None:
    """The child of a YAML node that a token of a pointer names, and where it begins: at its key, if it has one."""
    if node.id == "mapping":
        for key, value in node.value:
            if key.value == token:
                return value, key.start_mark
    elif node.id == "sequence" and (index := index_of(token)) is not None and index < len(node.value):
        return node.value[index], node.value[index].start_mark
    return None


def read(path: Path, name: str | None = None) -> Source:
    """Read one file; findings call it `name`. Raises SpecError where it cannot be read or is no safe YAML or JSON."""
    name = name or path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise problem(
            "unreadable", f"cannot be read: {error.strerror}", Place(name), "check the path and the permissions"
        ) from None
    return parse(raw, path, name)


def parse(raw: bytes, path: Path, name: str) -> Source:
    """Parse the bytes of a file; `path` is where its references start from, `name` how findings call it.

    Raises SpecError where they are too many, no UTF-8, or no safe YAML or JSON.
    """
    if len(raw) > MAX_BYTES:
        raise problem("too-large", f"has {len(raw)} bytes; the limit is {MAX_BYTES}", Place(name))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise problem("encoding", "is not UTF-8", Place(name, line, 1), "save the file as UTF-8") from None
    if text.lstrip()[:1] == "{":
        try:
            return Source(path, name, text, parse_json(text, name), yaml=False)
        except SpecError:
            if path.suffix.lower() == ".json":
                raise
    return Source(path, name, text, parse_yaml(text, name), yaml=True)
