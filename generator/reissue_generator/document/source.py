"""Documents in: YAML or JSON, read safely, with the line and column of every node at hand, and `$ref` resolved.

YAML is read by the core schema of YAML 1.2, as OpenAPI asks (`no` and `12:30` are strings, `012` is twelve). Duplicate
keys, unknown tags, alias bombs and cycles are refused. References stay inside the folder of the document that was asked
for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from ..errors import SpecError
from ..findings import Finding, Level, Place

MAX_BYTES = 256 * 2**20
MAX_NODES = 20_000_000
"""Nodes after aliases are followed; more is an attack, not a document."""
MAX_DEPTH = 250
"""Collections inside each other in YAML; deeper ones end the stack of whoever reads them."""

Pointer = tuple[str, ...]

_INT = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL: Mapping[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_SCALAR_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)
_MAX_DIGITS = 4000
_TRAILING_COMMA = re.compile(r",\s*[]}]")
_INFINITY = float("inf")
_LEADS = frozenset("+-.0123456789~nNtTfF") | {""}
"""What a plain scalar that is no text begins with."""


def problem(rule: str, message: str, place: Place, hint: str = "") -> SpecError:
    return SpecError(Finding(rule, Level.ERROR, message, place, hint))


def pointer_text(pointer: Pointer) -> str:
    """A JSON pointer as text."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in pointer)


def pointer_of(text: str) -> Pointer:
    """The tokens of the fragment of a reference; it may be percent-encoded."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in unquote(text).split("/")[1:])


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
        import yaml

        # JSON is YAML but for tabs between tokens; positions do not move when they become blanks.
        text = self.text if self.yaml else self.text.replace("\t", " ")
        return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def place(self, pointer: Pointer) -> Place:
        """File, line and column of the node, or of the nearest one above it that can be found."""
        try:
            node: Any = self._root
        except Exception:  # the position is a courtesy; the finding itself must not be lost
            node = None
        mark = node.start_mark if node is not None else None
        for token in pointer if node is not None else ():
            node, found = _step(node, token)
            if node is None:
                break
            mark = found
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        return Place(self.name, line, column, pointer_text(pointer))


def _step(node: Any, token: str) -> tuple[Any, Any]:
    """The child of a YAML node, and where it begins: at its key, if it has one."""
    if node.id == "mapping":
        for key, value in node.value:
            if key.value == token:
                return value, key.start_mark
    elif node.id == "sequence" and (index := _index(token)) is not None and index < len(node.value):
        return node.value[index], node.value[index].start_mark
    return None, None


def _index(token: str) -> int | None:
    """The place in an array that a token of a pointer names."""
    return int(token) if token.isascii() and token.isdigit() and len(token) < 10 else None


def read(path: Path, name: str | None = None) -> Source:
    """Read one file. Raises SpecError where it cannot be read or is no safe YAML or JSON."""
    name = name or path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise problem(
            "unreadable", f"cannot be read: {error.strerror}", Place(name), "check the path and the permissions"
        ) from None
    return parse(raw, path, name)


def parse(raw: bytes, path: Path, name: str) -> Source:
    """Parse the bytes of a file; `path` is where its references start from."""
    if len(raw) > MAX_BYTES:
        raise problem("too-large", f"has {len(raw)} bytes; the limit is {MAX_BYTES}", Place(name))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise problem("encoding", "is not UTF-8", Place(name, line, 1), "save the file as UTF-8") from None
    if text.lstrip()[:1] == "{":
        try:
            return Source(path, name, text, _json(text, name), yaml=False)
        except SpecError:
            if path.suffix.lower() == ".json":
                raise
    return Source(path, name, text, _yaml(text, name), yaml=True)


# --- JSON ----------------------------------------------------------------------------------------------------


def _json(text: str, name: str) -> Any:
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
            text, object_pairs_hook=unique, parse_int=_int, parse_float=_float, parse_constant=_no_constant
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
    if len(digits) > _MAX_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if value in (_INFINITY, -_INFINITY):
        raise ValueError(f"the number {digits[:40]} is beyond all limits")
    return value


def _no_constant(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON number")


# --- YAML ----------------------------------------------------------------------------------------------------


def _yaml(text: str, name: str) -> Any:
    import yaml

    try:
        if _is_suspect(text):
            _refuse_depth(text, name)
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return _Construct(name).build(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        raise problem("syntax", f"is no YAML: {error.problem or error.context}", place) from None
    except yaml.YAMLError as error:
        raise problem("syntax", f"is no YAML: {str(error).splitlines()[0]}", Place(name)) from None
    except RecursionError:
        raise problem("too-deep", "is nested too deeply", Place(name)) from None


def _is_suspect(text: str) -> bool:
    """Whether a text may nest so deeply that the parser, which recurses in C, would crash on it."""
    if text.count("[") + text.count("{") > 10_000:
        return True
    runs = re.finditer(r"(?<![ \t\-?:])[ \t\-?:]{5000,}", text)  # indentation, or '- - - -': one blank for each level
    return any(run[0].count(" ") + run[0].count("\t") > 5000 for run in runs)


def _refuse_depth(text: str, name: str) -> None:
    """Go through the events, which needs no stack, and stop at the first collection that is too deep."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(name, event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(name: str, mark: Any) -> SpecError:
    return problem(
        "too-deep", f"is nested more than {MAX_DEPTH} levels deep", Place(name, mark.line + 1, mark.column + 1)
    )


@dataclass
class _Construct:
    """Plain Python values from YAML nodes. A node that several aliases name is built once and shared."""

    name: str
    done: dict[int, tuple[Any, int]] = field(default_factory=dict[int, tuple[Any, int]])
    open: set[int] = field(default_factory=set[int])

    def build(self, root: Any) -> Any:
        return None if root is None else self._node(root)[0]

    def _node(self, node: Any) -> tuple[Any, int]:
        """The value, and how many nodes it has when aliases are followed."""
        if node.id == "scalar":
            return self._scalar(node), 1
        key = id(node)
        if key in self.done:
            return self.done[key]
        if key in self.open:
            raise problem("alias-cycle", "an alias leads back to its own anchor", self._place(node))
        if len(self.open) >= MAX_DEPTH:
            raise _too_deep(self.name, node.start_mark)
        self.open.add(key)
        value, size = self._mapping(node) if node.id == "mapping" else self._sequence(node)
        self.open.discard(key)
        if size > MAX_NODES:
            raise problem("alias-bomb", f"aliases make more than {MAX_NODES} nodes", self._place(node))
        self.done[key] = value, size
        return value, size

    def _sequence(self, node: Any) -> tuple[list[Any], int]:
        if node.tag != "tag:yaml.org,2002:seq":
            raise self._tag(node)
        parts = [self._node(child) for child in node.value]
        return [value for value, _ in parts], 1 + sum(size for _, size in parts)

    def _mapping(self, node: Any) -> tuple[dict[str, Any], int]:
        if node.tag != "tag:yaml.org,2002:map":
            raise self._tag(node)
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        total = 1
        for key, child in node.value:
            if key.id != "scalar":
                raise problem("key", "a key is not a scalar", self._place(key))
            value, size = self._node(child)
            total += size
            if key.value == "<<" and not key.style:
                parts = cast("list[object]", value) if isinstance(value, list) else [value]
                for part in parts:
                    merged = {**(cast("dict[str, Any]", part) if isinstance(part, dict) else {}), **merged}
            elif key.value in found:
                raise problem("duplicate-key", f"the key {key.value!r} stands twice in one object", self._place(key))
            else:
                found[key.value] = value
        return {**merged, **found} if merged else found, total

    def _scalar(self, node: Any) -> Any:
        text: str = node.value
        if node.tag not in _SCALAR_TAGS:
            raise self._tag(node)
        if node.style or _is_said_to_be_text(node):
            return text
        if text in _SPECIAL:
            return _SPECIAL[text]
        if text[0] not in "+-.0123456789":
            return text
        if _INT.match(text):
            if len(text) > _MAX_DIGITS:
                raise problem("number", f"a number of {len(text)} digits", self._place(node))
            return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        return self._float(node) if _FLOAT.match(text) else text

    def _float(self, node: Any) -> float:
        value = float(node.value)
        if value in (_INFINITY, -_INFINITY):
            raise problem("number", f"the number {node.value[:40]} is beyond all limits", self._place(node))
        return value

    def _tag(self, node: Any) -> SpecError:
        return problem(
            "tag", f"the YAML tag {node.tag} is not allowed", self._place(node), "write plain maps, lists and scalars"
        )

    def _place(self, node: Any) -> Place:
        return Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)


def _is_said_to_be_text(node: Any) -> bool:
    """Whether a plain scalar carries the tag !!str: by itself it would be something else."""
    import yaml

    if node.tag != "tag:yaml.org,2002:str" or node.value[:1] not in _LEADS:
        return False
    resolvers: Any = yaml.SafeLoader.yaml_implicit_resolvers
    return any(pattern.match(node.value) for _, pattern in resolvers.get(node.value[:1], ()))


# --- references ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its address: the file and the pointer at which it stands."""

    source: Source
    pointer: Pointer
    value: Any

    @property
    def key(self) -> tuple[str, Pointer]:
        return self.source.name, self.pointer

    @property
    def place(self) -> Place:
        return self.source.place(self.pointer)

    @property
    def map(self) -> dict[str, Any]:
        """The value where it is an object, else an empty one."""
        value: Any = self.value
        return cast("dict[str, Any]", value) if isinstance(value, dict) else {}

    @property
    def array(self) -> list[Any]:
        value: Any = self.value
        return cast("list[Any]", value) if isinstance(value, list) else []

    def get(self, key: str) -> Node:
        """The child under this key; its value is None where there is none."""
        return Node(self.source, (*self.pointer, key), self.map.get(key))

    def children(self) -> Iterator[tuple[str, Node]]:
        """The children of an object by key, in code point order: the order of maps has no meaning."""
        mapping = self.map
        for key in sorted(mapping):
            yield key, Node(self.source, (*self.pointer, key), mapping[key])

    def items(self) -> Iterator[Node]:
        """The elements of an array."""
        for index, value in enumerate(self.array):
            yield Node(self.source, (*self.pointer, str(index)), value)


@dataclass
class Document:
    """A document and the files that it refers to, all inside one folder."""

    main: Source
    folder: Path
    others: dict[Path, Source] = field(default_factory=dict[Path, Source])

    @classmethod
    def open(cls, path: Path, name: str | None = None) -> Document:
        main = read(path, name)
        return cls(main, path.resolve().parent)

    @property
    def root(self) -> Node:
        return Node(self.main, (), self.main.data)

    @property
    def digest(self) -> str:
        """SHA-256 of the meaning of all files together."""
        if not self.others:
            return self.main.digest
        parts = [
            self.main.digest,
            *(
                f"{path.relative_to(self.folder).as_posix()} {source.digest}"
                for path, source in sorted(self.others.items())
            ),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def resolve(self, node: Node) -> Node:
        """Follow `$ref` until a value stands there. Raises SpecError for what is missing, remote, outside or circular."""
        seen: set[tuple[str, Pointer]] = set()
        while isinstance(ref := node.map.get("$ref"), str):
            if node.key in seen:
                raise problem("ref-cycle", f"the reference {ref!r} leads back to itself", node.place)
            seen.add(node.key)
            node = self.follow(node, ref)
        return node

    def follow(self, node: Node, ref: str) -> Node:
        """The node that a reference names."""
        address, _, fragment = ref.partition("#")
        source = self._file(node, address) if address else node.source
        if fragment and not fragment.startswith("/"):
            return self._anchor(node, source, fragment, ref)
        value: Any = source.data
        pointer = pointer_of(fragment)
        for token in pointer:
            if isinstance(value, dict) and token in cast("dict[str, Any]", value):
                value = cast("dict[str, Any]", value)[token]
            elif (
                isinstance(value, list)
                and (index := _index(token)) is not None
                and index < len(cast("list[Any]", value))
            ):
                value = cast("list[Any]", value)[index]
            else:
                raise problem(
                    "ref-missing",
                    f"the reference {ref!r} names nothing",
                    _place_of_ref(node),
                    "mend the pointer or add what it names",
                )
        return Node(source, pointer, value)

    def _anchor(self, node: Node, source: Source, name: str, ref: str) -> Node:
        stack: list[tuple[Pointer, Any]] = [((), source.data)]
        while stack:
            pointer, value = stack.pop()
            if isinstance(value, dict):
                mapping = cast("dict[str, Any]", value)
                if mapping.get("$anchor") == name or mapping.get("$dynamicAnchor") == name:
                    return Node(source, pointer, mapping)
                stack += [((*pointer, key), child) for key, child in mapping.items()]
            elif isinstance(value, list):
                stack += [((*pointer, str(index)), child) for index, child in enumerate(cast("list[Any]", value))]
        raise problem("ref-missing", f"the reference {ref!r} names no anchor", _place_of_ref(node))

    def _file(self, node: Node, address: str) -> Source:
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", address):
            raise problem(
                "ref-remote",
                f"the reference {address!r} leaves this folder",
                _place_of_ref(node),
                "copy the file beside the document and refer to the copy",
            )
        try:
            path = (node.source.path.resolve().parent / unquote(address)).resolve()
        except (OSError, ValueError):
            raise problem(
                "unreadable",
                f"the reference {address!r} names no file",
                _place_of_ref(node),
                "mend the name of the file",
            ) from None
        if not path.is_relative_to(self.folder):
            raise problem(
                "ref-outside",
                f"the reference {address!r} leaves the folder of the document",
                _place_of_ref(node),
                "keep what is referred to in the document's own folder",
            )
        if path == self.main.path.resolve():
            return self.main
        if path not in self.others:
            self.others[path] = read(path, path.relative_to(self.folder).as_posix())
        return self.others[path]


def _place_of_ref(node: Node) -> Place:
    return (node.get("$ref") if "$ref" in node.map else node).place
