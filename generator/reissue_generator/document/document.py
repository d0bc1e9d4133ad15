"""A document: one main file, the files that it refers to, and `$ref` followed in the one way that all readers share.

References stay inside the folder of the main file. A reference to another server, out of the folder, to nothing, or back
to itself is a SpecError of whoever follows it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import unquote

from ..errors import ConfigurationError, SpecError
from ..findings import Finding, Place
from .addresses import Addresses, join
from .converted import Conversion
from .dynamic import Dynamics
from .node import DYNAMIC, Key, Node, says_beside
from .pointer import Pointer, pointer_of, value_at
from .problem import problem
from .reading import AS_IT_IS, Reading
from .source import Source, read
from .swagger2 import convert, is_swagger2

_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


UNREAD = frozenset({"ref-missing", "ref-outside", "ref-remote"})
"""The rules of references that lead to nothing that can be read here."""


def is_remote(address: str) -> bool:
    """Whether a reference names a server rather than a file: it begins with a scheme, or with the name of a host."""
    return _REMOTE.match(address) is not None


@dataclass
class Document:
    """A document and the files that it refers to, all inside one folder."""

    main: Source
    folder: Path
    others: dict[Path, Source] = field(default_factory=dict[Path, Source])
    reading: Reading = AS_IT_IS
    """How it was taken; `taken` is what puts that into practice."""
    told: tuple[Finding, ...] = ()
    """What was noticed on the way: targets of overlays that are not there, patterns that fit nothing."""
    address: str = ""
    """Where it was read from that is no file: then it has no folder, and its references lead nowhere else."""
    conversion: Conversion | None = None
    """That it was written in another version, and what was lost; None for OpenAPI 3."""
    _followed: dict[tuple[int, Pointer, str], Node] = field(
        default_factory=dict[tuple[int, Pointer, str], Node], init=False, repr=False
    )
    """What was found already, by file, place of the nearest address above, and text of the reference."""
    _addresses: dict[int, Addresses] = field(default_factory=dict[int, Addresses], init=False, repr=False)
    """By file."""
    _places: dict[str, tuple[Source, Pointer]] = field(
        default_factory=dict[str, tuple[Source, Pointer]], init=False, repr=False
    )
    """By address: the files that were read, and what has an address in them."""

    memo: dict[Key, Any] = field(default_factory=dict[Key, Any], init=False, repr=False)
    """What builders keep of a schema, so that they find it out once."""
    _is_dynamic: bool = field(default=False, init=False, repr=False)
    """Whether a file has a `$dynamicRef`."""

    @classmethod
    def open(cls, path: Path, name: str | None = None, root: Path | None = None) -> Document:
        """Read the document at a path; findings call it `name`. Raises SpecError where it is no safe YAML or JSON.

        References may lead anywhere inside of `root`; without one, inside of the document's own folder. Raises
        ConfigurationError where the document is not inside of it.
        """
        main, here = read(path, name), path.resolve().parent
        folder = root.resolve() if root is not None else here
        if not folder.is_dir() or not here.is_relative_to(folder):
            raise ConfigurationError(f"The document {path} is not inside of the folder {root}.")
        return cls(main, folder).converted()

    def converted(self) -> Self:
        """The document as OpenAPI 3: another one where it is Swagger 2.0, else itself. Raises SpecError."""
        if not is_swagger2(self.main.data):
            return self
        main, others, conversion = convert(self)
        return replace(self, main=main, others=others, conversion=conversion)

    def as_written(self) -> Self:
        """The document before it was converted. Its other files are read anew."""
        written, _ = self.main.written_at(())
        return self if self.conversion is None else replace(self, main=written, others={}, conversion=None)

    @property
    def root(self) -> Node:
        """The main file as a whole."""
        return Node(self.main, (), self.main.data)

    @property
    def version(self) -> str:
        """The version of OpenAPI that the document names, without the number of its patch, as '3.1'."""
        return ".".join(str(self.root.map.get("openapi", "")).split(".")[:2])

    def mentions(self, word: str) -> bool:
        """Whether a word stands anywhere in its files."""
        return any(source.mentions(word) for source in (self.main, *self.others.values()))

    @property
    def served_at(self) -> str:
        """The address that it was read from, without a query; '' where that is not known, as of a file.

        `$self` says what a document is called, and not where it is served (OpenAPI 3.2, "Relative References in API URLs").
        """
        address = self.address.partition("?")[0]
        return address if address.startswith(("https://", "http://")) and "***" not in address else ""

    @property
    def is_30(self) -> bool:
        """Whether it is written in the dialect of OpenAPI 3.0."""
        return self.version == "3.0"

    def said(self, schema: Node) -> Node:
        """A schema as its dialect reads it: in OpenAPI 3.0 nothing but words counts beside `$ref`."""
        if "$ref" not in schema.map or len(schema.map) == 1 or not self.is_30:
            return schema
        words = {key: value for key, value in schema.map.items() if says_beside(key)}
        return (
            schema
            if len(words) == len(schema.map)
            else Node(schema.source, schema.pointer, words, schema.parts, schema.scope)
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the meaning of all files together."""
        if not self.others:
            return self.main.digest
        parts = [self.main.digest]
        for path, source in sorted(self.others.items()):
            parts.append(f"{path.relative_to(self.folder).as_posix()} {source.digest}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    # --- references

    def resolve(self, node: Node) -> Node:
        """Follow `$ref` until a value stands there. Raises SpecError for what is missing, remote, outside or circular."""
        references = node.references
        if not references:
            return node
        seen: set[Key] = set()
        while references:
            if node.key in seen:
                written = node.source.written_ref(node.pointer, references[0])
                raise problem("ref-cycle", f"the reference {written!r} leads back to itself", node.place)
            seen.add(node.key)
            node = self.follow(node, references[0])
            references = node.references
        return node

    def find(self, node: Node) -> Node | None:
        """What `resolve` gives; None where a reference leads nowhere, for readers to whom that is as good as nothing."""
        try:
            return self.resolve(node)
        except SpecError:
            return None

    def found(self, node: Node) -> Node:
        """What `resolve` gives; the node itself where a reference leads nowhere."""
        return self.find(node) or node

    def content(self, node: Node) -> list[tuple[str, Node]]:
        """The media types of a body, parameter or header, each with its object; references (since 3.2 of the objects, too) are followed."""
        return [(media, self.found(entry)) for media, entry in self.found(node).get("content").children()]

    def follow(self, node: Node, ref: str) -> Node:
        """The node that a reference names, one step far; `node` is where it stands. Raises SpecError."""
        above, _ = self._of(node.source).above(node.pointer)
        key = id(node.source), above, ref
        found = self._followed.get(key)
        if found is None:
            found = self._followed[key] = self._target(node, ref)
        return self._dynamics.enter(node, ref, found) if self._is_dynamic else found

    @cached_property
    def _dynamics(self) -> Dynamics:
        return Dynamics(self._target, self._of)

    def _of(self, source: Source, read_as: str = "") -> Addresses:
        """The addresses of a file; `read_as` is the one under which it was asked for."""
        found = self._addresses.get(id(source))
        if found is None:
            found = self._addresses[id(source)] = Addresses(source, read_as, plain=self.is_30)
            self._dynamics.know(source)
            self._is_dynamic = self._is_dynamic or (source.mentions(DYNAMIC) and not self.is_30)
            for pointer, address in found.by_place.items():
                self._places.setdefault(address, (source, pointer))
        return found

    def _target(self, node: Node, ref: str) -> Node:
        address, _, fragment = ref.partition("#")
        above, base = self._of(node.source).above(node.pointer)
        source, root = self._named(node, address, join(base, address)) if address else (node.source, above)
        if fragment and not fragment.startswith("/"):
            return self._anchor(node, source, root, fragment)
        pointer = pointer_of(fragment)
        # Below an address `#/...` begins there; most documents go on to mean the file.
        for begin in (root,) if address else dict.fromkeys((root, ())):
            if (found := value_at(source.data, (*begin, *pointer))) is not None:
                return Node(source, (*begin, *pointer), found[0])
        message = f"the reference {ref!r} names nothing"
        raise problem("ref-missing", message, _place_of_ref(node), "mend the pointer or add what it names")

    def _anchor(self, node: Node, source: Source, root: Pointer, name: str) -> Node:
        """What an anchor names: below the same address, else (which is out of order) anywhere in the file."""
        anchors = self._of(source).anchors
        pointer = anchors.get((root, name))
        if pointer is None:
            pointer = next((place for (_, told), place in anchors.items() if told == name), None)
        if pointer is None:
            raise problem("ref-missing", f"the reference '#{name}' names no anchor", _place_of_ref(node))
        found = value_at(source.data, pointer)
        return Node(source, pointer, found[0] if found is not None else None)

    def _named(self, node: Node, address: str, absolute: str) -> tuple[Source, Pointer]:
        """What an address names: a part of a file that is known by it, else the file there, read when first asked for."""
        self._of(self.main)
        return self._places.get(absolute) or (self._file(node, address, absolute), ())

    def _file(self, node: Node, address: str, absolute: str) -> Source:
        path = self._path(node, address, absolute)
        if path == self.main.path.resolve():
            return self.main
        if path not in self.others:
            try:
                self.others[path] = read(path, path.relative_to(self.folder).as_posix())
            except SpecError as error:
                raise _unread(node, address, error.findings[0]) from None
            self._of(self.others[path], absolute)
        return self.others[path]

    def _path(self, node: Node, address: str, absolute: str) -> Path:
        """Where the file is that an address names, if a document may refer to it."""
        if self.address and not is_remote(address):
            message = f"the reference {address!r} leads to another file, and this document was read without its folder"
            hint = "save the document with the files that it refers to, and give the file"
            raise problem("ref-remote", message, _place_of_ref(node), hint)
        try:
            path = self._beside(node, address, absolute)
        except (OSError, ValueError):
            message = f"the reference {address!r} names no file"
            raise problem("ref-missing", message, _place_of_ref(node), "mend the name of the file") from None
        if path is None:
            message = f"the reference {address!r} leaves this folder"
            hint = "copy the file beside the document and refer to the copy"
            raise problem("ref-remote", message, _place_of_ref(node), hint)
        if not path.is_relative_to(self.folder):
            message = f"the reference {address!r} leaves the folder of the document"
            hint = "keep what is referred to in the document's own folder, or name a wider one with --ref-root"
            raise problem("ref-outside", message, _place_of_ref(node), hint)
        return path

    def _beside(self, node: Node, address: str, absolute: str) -> Path | None:
        """The path of an address, as it stands to that of the file with the reference; None for another server."""
        if self.address:
            return None
        addresses = self._of(node.source)
        folder = node.source.path.resolve().parent
        if addresses.above(node.pointer)[1] == addresses.read_as and not is_remote(address):
            return (folder / unquote(address)).resolve()
        for base, there in ((addresses.base, folder), (self._of(self.main).base, self.main.path.resolve().parent)):
            beginning = base[: base.rfind("/") + 1]
            if beginning and absolute.startswith(beginning):
                return (there / unquote(absolute.removeprefix(beginning))).resolve()
        return None


def _place_of_ref(node: Node) -> Place:
    return next((node.get(key) for key in ("$ref", DYNAMIC) if key in node.map), node).place


def _unread(node: Node, address: str, finding: Finding) -> SpecError:
    """The error for a reference to a file: where it stands if the file is not there, and in the file what is wrong with that."""
    if finding.rule != "unreadable":
        return SpecError(finding)
    message = f"the reference {address!r} leads nowhere: the file {finding.place.file!r} {finding.message}"
    return problem("ref-missing", message, _place_of_ref(node), "mend the name of the file or add the file")


def references(data: object) -> Iterator[str]:
    """The text of every `$ref` in plain data, wherever it stands: also in examples, and also where it is no reference."""
    stack: list[object] = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            mapping = cast("dict[str, object]", value)
            if isinstance(ref := mapping.get("$ref"), str):
                yield ref
            stack += mapping.values()
        elif isinstance(value, list):
            stack += cast("list[object]", value)
