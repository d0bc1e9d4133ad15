"""Where vendored copies come from: the generated clients of a project, or those of the installed Reissue.

Nothing is imported or rendered: what the generator has written there is copied, with the runtime beside it, the imports of
that runtime made relative, and `vendor update` named in the headers. Only the standard library is used, because `vendor check`
must work with the base install.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, util

from .. import RUNTIME
from ..errors import ConfigurationError
from ..own_files import CHECKOUT, own_runtime, own_specs
from ..tree.client import Client
from ..tree.files import read, see_in, sha256, walk
from ..tree.manifest import NAME as MANIFEST
from ..tree.manifest import Manifest
from ..tree.project import DEFAULTS, Project, find, find_or_none
from ..tree.runtime_copy import RuntimeCopy, pruned
from ..tree.tracked import Checkout, repository
from .lock import Provider
from .relocate import absolute, readdressed, relocated
from .specs import whole
from .stamp import INSTALLED as INSTALLED_SOURCE
from .stamp import Stamp, stamp_of

PACKAGE = DEFAULTS["package"]
INSTALLED = DEFAULTS["runtime"]
LICENSE = "LICENSE"
ROOT = '''\
"""Clients copied from elsewhere by `reissue vendor`: see reissue.lock. Not to be edited here."""
'''
"""The `__init__.py` of a copy, which makes the folder a package of whoever owns it."""
ATTRIBUTES = """\
# Not a byte is changed by a checkout, and nobody is shown what is generated, but for what was chosen.
* -text linguist-generated
reissue.lock -linguist-generated
_patches/** -linguist-generated
"""
_FACTS = ("GENERATOR", "SPEC", "SPEC_SHA256")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy of some clients holds, without its lock and manifest."""

    files: dict[str, bytes]
    runtime: RuntimeCopy


class Origin:
    """A folder of generated clients, which import the installed runtime or the copy beside them."""

    __slots__ = ("_is_elsewhere", "_stamps", "is_named", "own", "package", "root", "specs")

    def __init__(
        self, package: str, specs: str = "", own: Mapping[str, Client] | None = None, root: str | None = None
    ) -> None:
        self.root = package if root is None else root
        """The folder whose repository says which state the clients are; '' for the installed ones."""
        self.is_named = False
        """Whether somebody asked for just this one, instead of for what is at hand."""
        self._stamps: dict[str, Stamp] = {}
        self._is_elsewhere = False
        self.package = package
        self.specs = specs
        """The folder of the specifications; empty where they are not at hand."""
        self.own = {name: client for name, client in (own or {}).items() if _is_package(client.root)}
        """The clients of documents of others that stand in folders of their own."""

    def providers(self) -> list[str]:
        """The names of its clients."""
        there = os.listdir(self.package) if os.path.isdir(self.package) else []
        found = {
            name
            for name in there
            if name.isidentifier() and not name.startswith("_") and _is_package(os.path.join(self.package, name))
            if name != RUNTIME or self.is_client(name)
        }
        return sorted(found | set(self.own))

    def folder(self, name: str) -> str:
        """Where a client stands."""
        return self.own[name].root if name in self.own else os.path.join(self.package, name)

    def is_client(self, name: str) -> bool:
        """Whether a package says of itself that Reissue wrote it."""
        return b"\nGENERATOR: Final = " in b"\n" + read(os.path.join(self.folder(name), "__init__.py"))

    def facts(self, provider: str) -> Provider:
        """What a client says of itself. Raises ConfigurationError where it says nothing."""
        path = os.path.join(self.folder(provider), "__init__.py")
        found = said(read(path))
        if len(found) < len(_FACTS):
            raise ConfigurationError(f"{path} was not written by Reissue: it has no {', '.join(_FACTS)}.")
        stamp = self.stamp(provider)
        generator, spec, digest = (found[name] for name in _FACTS)
        return Provider(provider, generator, spec, digest, stamp.source, stamp.commit, stamp.order)

    def is_from(self, stamp: Stamp) -> None:
        """Say which state of a repository it is, where that is not the one around it."""
        self._stamps = dict.fromkeys({self.root, *(client.root for client in self.own.values())}, stamp)
        self._is_elsewhere = True

    def checkout(self, provider: str) -> Checkout | None:
        """The repository of whose last commit a client is; None where it is in none, or of another commit."""
        root = self._root(provider)
        top = repository(os.path.realpath(root)) if root and not self._is_elsewhere else ""
        return Checkout(top) if top else None

    def checkout_of_runtime(self) -> Checkout | None:
        """The repository that the runtime at hand is in; None where it is in none, or of another commit."""
        top = "" if self._is_elsewhere else repository(os.path.realpath(self.runtime))
        return Checkout(top) if top else None

    def _root(self, provider: str) -> str:
        return self.root or (self.own[provider].root if provider in self.own else "")

    def stamp(self, provider: str = "") -> Stamp:
        """Which state of which repository a client is; without a name, the clients that stand together."""
        root = self._root(provider)
        if root not in self._stamps:
            self._stamps[root] = stamp_of(root) if root else Stamp(INSTALLED_SOURCE)
        return self._stamps[root]

    def spec(self, provider: str) -> dict[str, bytes]:
        """The specification of a client by its paths in a copy; nothing where it is not at hand, or not all of it.

        What is laid over a document is not in its file: the two files of an update would tell a wrong story.
        """
        if (client := self.own.get(provider)) is not None:
            more = client.overlays or client.include or client.exclude or client.operations or client.schemas
            return {} if more or not os.path.isfile(client.spec) else whole(provider, client.spec)
        main = os.path.basename(self.facts(provider).spec)
        return whole(provider, os.path.join(self.specs, main)) if self.specs else {}

    def contents(
        self,
        providers: Iterable[str],
        specs: bool = True,
        without: Iterable[str] = (),
        also: Iterable[str] = (),
        beside: Mapping[str, str] | None = None,
    ) -> Contents:
        """What a copy of these providers holds.

        `without`: choices that its runtime leaves out. `also`: modules of the runtime that it has in any case. `beside`:
        text of other files of the copy, which may import the runtime as well. Raises ConfigurationError.
        """
        clients: dict[str, bytes] = {}
        others: dict[str, bytes] = {"__init__.py": ROOT.encode(), ".gitattributes": ATTRIBUTES.encode()}
        if (text := own_license()) is not None:
            others[LICENSE] = text
        for name in providers:
            folder = self.folder(name)
            clients |= self.relocated(name, {path: self._plain(folder, path) for path in self._paths(name)})
            if specs:
                others |= self.spec(name)
        runtime = {path: self._plain(self.runtime, path).decode() for path in walk(self.runtime)}
        users = [*((path, data.decode()) for path, data in clients.items()), *(beside or {}).items()]
        copy = pruned(runtime, users, without, also)
        copied = {path: text.encode() for path, text in copy.files.items()}
        return Contents({**others, **copied, **clients}, copy)

    @property
    def runtime(self) -> str:
        """The folder of the runtime that the clients use."""
        return os.path.join(self.package, RUNTIME) if self._carries_runtime() else own_runtime()

    def _carries_runtime(self) -> bool:
        """Whether the clients use a copy beside them. A client may have its name, where they do not."""
        return os.path.isdir(os.path.join(self.package, RUNTIME)) and RUNTIME not in self.providers()

    def relocated(self, name: str, texts: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files of a client, of today or of another day, as they stand in a copy."""
        alone = name in self.own
        return {f"{name}/{path}": self._relocated(path, texts[path], alone) for path in self._of_client(name, texts)}

    def _paths(self, name: str) -> list[str]:
        return self._of_client(name, walk(self.folder(name)))

    def _of_client(self, name: str, paths: Iterable[str]) -> list[str]:
        """The files of a client, without those that only its own folder needs: the manifest, and a copy of the runtime."""
        if name not in self.own:
            return list(paths)
        carries = not self.own[name].runtime
        return [path for path in paths if path != MANIFEST and not (carries and path.startswith(f"{RUNTIME}/"))]

    @staticmethod
    def _relocated(path: str, data: bytes, alone: bool = False) -> bytes:
        """A file of a client, as it stands in a copy that carries its own runtime.

        `alone`: the client had a runtime of its own, which is one folder nearer.
        """
        if not path.endswith(".py"):
            return data
        text = readdressed(data.decode())
        if alone:
            text = absolute(text, "." * (path.count("/") + 1) + RUNTIME, INSTALLED)
        if INSTALLED in text:
            text = relocated(text, INSTALLED, "." * (path.count("/") + 2) + RUNTIME)
        return text.encode()

    @staticmethod
    def _plain(folder: str, path: str) -> bytes:
        seen = see_in(folder, path)
        if seen.unusual or seen.data is None:
            raise ConfigurationError(
                f"{os.path.join(folder, path)} {seen.unusual}; nothing generated is. Run: reissue generate"
            )
        return seen.data

    def places(self) -> list[str]:
        """The folders in which clients stand: that of those that stand together, where there is one, and each of the others."""
        together = [self.package] if os.path.isdir(self.package) else []
        return [*together, *(client.root for _, client in sorted(self.own.items()))]

    def edited(self, providers: Iterable[str]) -> dict[str, list[str]]:
        """Files that are not what their manifest lists, by the folder that they stand in: who vendors them would spread a hand edit."""
        own = {self.folder(name): self._edited(name) for name in providers if name in self.own}
        together = self._edited_together([name for name in providers if name not in self.own])
        return {folder: paths for folder, paths in {self.package: together, **own}.items() if paths}

    def _edited_together(self, others: Sequence[str]) -> list[str]:
        """Those of clients that stand together, and of the runtime among them."""
        base = os.path.basename(self.package)
        loaded = Manifest.load(os.path.dirname(self.package))
        if loaded is None or not others:
            return []  # a wheel has no manifest; its installer has checked its files
        listed = loaded[0].files
        parts = (*([RUNTIME] if self._carries_runtime() else []), *others)
        found = {
            f"{base}/{part}/{path}": os.path.join(self.package, part, path)
            for part in parts
            for path in walk(os.path.join(self.package, part))
        }
        gone = [path for path in listed if path.startswith(tuple(f"{base}/{part}/" for part in parts))]
        wrong = {path for path, file in found.items() if see_in(*os.path.split(file)).changed(listed.get(path))}
        return sorted(path.removeprefix(f"{base}/") for path in (wrong | {path for path in gone if path not in found}))

    def _edited(self, name: str) -> list[str]:
        """Files of a client in a folder of its own that are not what its manifest lists."""
        root = self.folder(name)
        loaded = Manifest.load(root)
        listed = dict(loaded[0].files) if loaded and loaded[1] else {}
        found = [path for path in walk(root) if path != MANIFEST]
        wrong = {path for path in found if see_in(root, path).changed(listed.get(path))}
        return sorted(wrong | (set(listed) - set(found)))


def said(data: bytes) -> dict[str, str]:
    """What the text of a client's package says of it; nothing where that is no Python."""
    found: dict[str, str] = {}
    try:
        body = ast.parse(data).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return found
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in _FACTS:
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found[node.target.id] = value.value
    return found


def _is_package(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "__init__.py"))


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: sha256(data) for path, data in files.items()}


# --- finding it ----------------------------------------------------------------------------------------------


def find_origin(given: str | None = None) -> Origin | None:
    """The origin that was named, else that of the project around here, else the installed one; None where none is there.

    `given` is a project, or a folder of generated clients. Raises ConfigurationError where it is neither.
    """
    if given is not None:
        if os.path.isdir(given) and _holds_clients(given):
            origin = Origin(os.path.abspath(given), _specs_beside(os.path.abspath(given)))
        else:
            found = _of_project(find(given)) if os.path.isdir(given) else None
            if found is None:
                message = f"--from {given}: neither a project with generated clients nor a folder of them."
                raise ConfigurationError(message)
            origin = found
        origin.is_named = True
        return origin
    project = find_or_none()
    if project is not None and (_holds_clients(os.path.join(project.generated, project.package))):
        return _of_project(project)
    installed = _installed()
    if (
        project is not None and (own := _of_project(project)) is not None
    ):  # a team's own clients beside the installed ones
        return Origin(installed.package, installed.specs, own.own, "") if installed else own
    return installed


def _of_project(project: Project) -> Origin | None:
    package = os.path.join(project.generated, project.package)
    origin = Origin(package, project.specs, project.clients, project.root)
    return origin if origin.own or _holds_clients(package) else None


def _installed() -> Origin | None:
    spec = util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if _holds_clients(folder):
            return Origin(os.path.abspath(folder), own_specs(), root="")
    return None


def _holds_clients(folder: str) -> bool:
    """Whether a folder holds generated clients, one package for each provider."""
    if not os.path.isdir(folder):
        return False
    origin = Origin(folder)
    return any(origin.is_client(name) for name in origin.providers())


def _specs_beside(package: str) -> str:
    """The `specs` of the project whose generated clients these are."""
    project = find_or_none(package)
    return project.specs if project and os.path.join(project.generated, project.package) == package else ""


def own_license() -> bytes | None:
    """The licence of Reissue, which covers the runtime and what its templates print."""
    beside = os.path.join(CHECKOUT, LICENSE)
    if os.path.isfile(beside) and os.path.isdir(os.path.join(CHECKOUT, "generator")):
        return read(beside)
    try:
        files = metadata.distribution("reissue").files or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == LICENSE:
            return file.read_binary()
    return None
