"""What a package of its own was made from: in the head of its manifest, so that it can be compared, and quickly.

Only the standard library is used, and little of it: `reissue check` starts here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, cast

from .. import __version__
from ..own_files import PACKAGE, own_runtime, own_templates
from .client import Client
from .files import read, sha256, walk
from .manifest import Manifest, unchanged

PINNED = "#sha256="


class Made:
    """The record of one package. Paths in it are relative to the folder of the package, with '/'."""

    __slots__ = ("files", "named", "overlays", "ref_root", "spec", "switches", "told")

    def __init__(self, spec: str, named: bool = True, **more: Any) -> None:
        self.spec = spec
        self.named = named
        """Whether the name of the package was chosen; else it comes from the title of the document."""
        self.overlays: list[str] = list(more.get("overlays", ()))
        self.ref_root: str = more.get("ref_root", "")
        self.switches: dict[str, Any] = dict(more.get("switches", {}))
        """`Client.switches`."""
        self.files: dict[str, str] = dict(more.get("files", {}))
        """SHA-256 of each file that was read, by path."""
        self.told: dict[str, int] = dict(more.get("told", {}))
        """How many operations there are, and how many findings of each level were told."""

    @classmethod
    def of(cls, client: Client, root: str) -> Made:
        """The record of a client whose package is in this folder, as yet without the files and what was told."""

        def shown(path: str) -> str:
            return path if "://" in path else _relative(path, root)

        return cls(
            shown(client.spec),
            bool(client.package),
            overlays=[shown(overlay) for overlay in client.overlays],
            ref_root=_relative(client.ref_root, root) if client.ref_root else "",
            switches=client.switches(),
        )

    def text(self) -> str:
        """One line of JSON."""
        told = {name: value for name in self.__slots__ if (value := getattr(self, name)) or name == "named"}
        return json.dumps(told, sort_keys=True, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> Made | None:
        """The record in this line; None where it is none."""
        try:
            told: object = json.loads(text)
        except ValueError:
            return None
        if not isinstance(told, dict) or not isinstance(cast("dict[str, Any]", told).get("spec"), str):
            return None
        known = {name: value for name, value in cast("dict[str, Any]", told).items() if name in cls.__slots__}
        try:
            return cls(**known)
        except (TypeError, ValueError):
            return None

    @classmethod
    def load(cls, root: str) -> Made | None:
        """The record of a package; None where there is none."""
        loaded = Manifest.load(root)
        return cls.parse(loaded[0].made) if loaded and loaded[0].made else None

    def client(self, root: str) -> Client:
        """The client that makes the package in this folder, as it was recorded."""

        def found(path: str) -> str:
            return path if "://" in path else os.path.normpath(os.path.join(os.path.realpath(root), path))

        out, name = os.path.split(os.path.abspath(root))
        return Client(
            name,
            found(self.spec),
            out,
            overlays=[found(overlay) for overlay in self.overlays],
            ref_root=found(self.ref_root) if self.ref_root else "",
            **self.switches,
        )

    def same_as(self, other: Made) -> bool:
        """Whether another record asks for the same, whatever was read and told."""
        mine, theirs = ((one.spec, one.overlays, one.ref_root, one.switches) for one in (self, other))
        return mine == theirs

    def inputs(self) -> str:
        """SHA-256 over all that the package depends on: files, switches, and the generator with its templates."""
        asked = {"spec": self.spec, "overlays": self.overlays, "files": self.files, "switches": self.switches}
        return sha256(f"{json.dumps(asked, sort_keys=True)}\0{tool(not self.switches.get('runtime'))}".encode())

    def is_current(self, root: str) -> bool:
        """Whether a package is exactly what its manifest lists, made by this generator from files as they are now."""
        for path, digest in self.files.items():
            try:
                if sha256(read(os.path.join(root, path))) != digest:
                    return False
            except OSError:
                return False
        return unchanged(root, self.inputs(), __version__)


def quick(client: Client) -> Made | None:
    """The record of a package that is what `generate` would write now; None where that takes a closer look."""
    made = Made.load(client.root) if client.package else None
    if made is None or not made.same_as(Made.of(client, client.root)) or made.told.get("corrections"):
        return None
    return made if made.is_current(client.root) else None


def packages_in(out: str) -> list[str]:
    """The folders below one that hold a package with a record."""
    try:
        names = sorted(os.listdir(out))
    except OSError:
        return []
    return [root for name in names if Made.load(root := os.path.join(out, name))]


def orphans(root: str, clients: Iterable[Client]) -> list[str]:
    """The packages of clients that the project in a folder names no more: in it, in its folders, and where its clients are made."""
    named = list(clients)
    known = {os.path.realpath(client.root) for client in named}
    below = [entry.path for entry in os.scandir(root) if entry.is_dir() and not entry.name.startswith(".")]
    outs = [root, *(path for path in below if not os.path.isfile(os.path.join(path, "pyproject.toml")))]
    found = {path for out in {*outs, *(client.out for client in named)} for path in packages_in(out)}
    return sorted(path for path in found if os.path.realpath(path) not in known and _is_of_a_table(path))


def _is_of_a_table(root: str) -> bool:
    """Whether a package says that it is made by its name alone, and not from what the command line says."""
    return f"run `reissue generate {os.path.basename(root)}`".encode() in read(os.path.join(root, "__init__.py"))[:2000]


def digests(root: str, paths: Iterable[str]) -> dict[str, str]:
    """SHA-256 of some files by their path from a folder."""
    return {_relative(path, root): sha256(read(path)) for path in paths}


def _relative(path: str, root: str) -> str:
    name, pin, digest = path.partition(PINNED)
    folder, base = os.path.split(os.path.abspath(name))
    try:
        relative = os.path.join(os.path.relpath(os.path.realpath(folder), os.path.realpath(root)), base)
    except ValueError:  # another drive
        relative = os.path.abspath(name)
    return relative.replace(os.sep, "/") + pin + digest


_tools: dict[bool, str] = {}


def tool(carries_runtime: bool) -> str:
    """SHA-256 over templates and generator, and over the runtime where the package carries a copy."""
    if carries_runtime not in _tools:
        digest = hashlib.sha256(__version__.encode())
        parts: Mapping[str, str] = {own_templates(): ".jinja", PACKAGE: ".py"}
        for folder, ending in {**parts, **({own_runtime(): ".py"} if carries_runtime else {})}.items():
            for path in walk(folder):
                if path.endswith(ending):
                    digest.update(f"{path}\0{sha256(read(os.path.join(folder, path)))}\0".encode())
        _tools[carries_runtime] = digest.hexdigest()
    return _tools[carries_runtime]
