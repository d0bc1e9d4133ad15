"""A provider or a client of a project, as it was at a revision and as it is now, each as the pyproject.toml of its time says."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from ..document import Document, Source, parse, taken
from ..errors import ConfigurationError
from ..findings import Finding, Level, Place
from ..own_clients import overlay_source, reading_of
from ..tree.at_revision import names_at
from ..tree.client import Client
from ..tree.git import git_text
from ..tree.pinned import Pinned
from ..tree.project import Project, described
from .documents import ComparedDocument, blob_or_none, opened

REMOVED: Final = "client-removed"
MOVED: Final = "client-moved"
UNREAD: Final = "client-unread"
RUNTIME_CHANGED: Final = "client-runtime-changed"
PART_REMOVED: Final = "client-part-removed"
OF_CLIENTS: Final = {
    REMOVED: "A client of the base is not made any more: who imports it finds nothing.",
    MOVED: "A client is made in another folder: who imports it from the old one finds nothing, or one that nobody renews.",
    UNREAD: "The base names a document or an overlay of a client that git does not hold there: it is ignored, outside of the repository, behind a link "
    "that leads out, or in a submodule whose commit is not at hand. Nothing was compared, so nothing tells what changed.",
    RUNTIME_CHANGED: "A client imports another runtime: an error that its calls raise is another class than the one that its callers catch, and passes them by.",
    PART_REMOVED: "A module of a client's package is made no more: who imports it finds nothing.",
}
"""What keeps callers from going on, or nobody from knowing, although no comparison of two packages tells it, by its rule."""
_PARAMS = "params"
"""The module of the TypedDicts."""


def clients_now(project: Project) -> dict[str, Client]:
    """The providers and the clients of a project, by name; a provider's `out` is the folder of its package, as a client's is."""
    return _clients(project, project.spec_files())


def opened_now(project: Project, client: Client) -> Document:
    """A client as it is now. Raises ConfigurationError and SpecError."""
    reading = reading_of(client, project.show)
    return taken(ComparedDocument.open(Path(client.spec), project.show(client.spec), reading.root), reading)


class Base:
    """A project as it was at a revision: which clients it had, where, and how they were made, its pyproject.toml of that time says."""

    def __init__(self, project: Project, revision: str) -> None:
        self._root, self._now, self.revision = Path(project.root), project, revision
        self._blobs: dict[str, bytes | None] = {}

    @cached_property
    def clients(self) -> dict[str, Client]:
        """The providers and clients that there were, by name."""
        project = self._project
        if project is None:
            return {}
        names = names_at(str(self._root), self.revision, self._inside(project.specs))
        # Where nobody can read which there were, there were those of today: each is told as unread.
        return _clients(project, project.specs_among(names) if names is not None else self._now.spec_files())

    @cached_property
    def _project(self) -> Project | None:
        """As it was described then, here or in the folder that it came from; as it is now where nobody could read that."""
        path = os.path.join(self._now.root, "pyproject.toml")
        try:
            return described(path, self._blob(path) or b"") or self._came_from()
        except ConfigurationError:
            return self._now

    def _came_from(self) -> Project | None:
        """The project that stood in a folder which has none any more, the one with most of the names of today."""
        top = git_text(str(self._root), "rev-parse", "--show-toplevel")
        listed = git_text(top or ".", "ls-tree", "-r", "-z", "--name-only", self.revision).split("\0") if top else []
        left = [os.path.join(top, name) for name in listed if PurePosixPath(name).name == "pyproject.toml"]
        known = set(clients_now(self._now))
        best: tuple[int, Project | None] = 0, None
        for path in left:
            project = described(path, self._blob(path) or b"") if not os.path.exists(path) else None
            if project is not None:
                names = names_at(str(self._root), self.revision, self._inside(project.specs)) or ()
                met = len(known & _clients(project, project.specs_among(names)).keys())
                best = max(best, (met, project), key=lambda one: one[0])
        return best[1]

    def client(self, now: Client) -> Client | None:
        """What a client was then; None where it was not there, or cannot be read. A table that is new says how its document was taken, if that was there."""
        then = self.clients.get(now.package, now)
        return then if self._blob(then.spec) is not None else None

    def elsewhere(self, now: Iterable[Client], *, whole: bool = True) -> Iterator[Finding]:
        """What of the clients of then is gone, is imported from elsewhere now, or cannot be read, as no comparison of two packages tells.

        `whole`: of all of the project; else what can be read of these clients is told, as who names one asks of its document.
        """
        here = {client.package: client for client in now}
        for name, old in self.clients.items():
            told = [*self._elsewhere(name, old, here.get(name))] if whole else []
            for rule, message in [*told, *self._unread(name, old)] if whole or name in here else ():
                found = Finding(rule, Level.ERROR, message, Place(self._now.show(old.where or old.spec)))
                yield replace(found, detail=f"fingerprint: {found.fingerprint}")

    def _unread(self, name: str, old: Client) -> Iterator[tuple[str, str]]:
        """What the base names for a client, and git does not hold."""
        overlays = [pinned.path for pinned in map(Pinned, old.overlays) if not pinned.is_remote]
        for path in [old.spec, *overlays]:
            if self._blob(path) is None:
                how = "not compared" if path == old.spec else "compared without an overlay"
                yield UNREAD, f"{name} was {how}: the base names {self._now.show(path)}, which git does not hold there"

    def _elsewhere(self, name: str, old: Client, new: Client | None) -> Iterator[tuple[str, str]]:
        """A client by rule and message: who imports it, or a part of it, from there does not find it, or finds another one."""
        if new is None:
            yield REMOVED, f"{name} is gone, and with it its client"
            return
        show = self._now.show
        if os.path.normpath(old.root) != os.path.normpath(new.root):
            was, is_now = show(old.root), show(new.root)
            yield MOVED, f"{name} was made in {was}, and is made in {is_now} now: who imports it finds none"
        if old.runtime != new.runtime:
            was, is_now = (side.runtime or "a copy of its own" for side in (old, new))
            told = "who catches errors of the one catches none of the other's"
            yield RUNTIME_CHANGED, f"{name} had {was} as its runtime, and has {is_now} now: {told}"
        elif gone := sorted({*new.without} - {*old.without}):
            yield PART_REMOVED, f"{name} leaves out {', '.join(gone)} of its runtime now: who imports that finds none"
        if old.typed_dicts and not new.typed_dicts:
            yield PART_REMOVED, f"{name} has no module {_PARAMS} any more: who imports it finds none"

    def shown(self, client: Client) -> str:
        """How the document of a client at this revision is called."""
        return f"{self.revision}:{self._now.show(client.spec)}"

    @contextmanager
    def opened(self, client: Client) -> Generator[Document]:
        """A client of then. An overlay that was not there is not laid over it. Raises ConfigurationError and SpecError."""
        reading = reading_of(client, self._now.show, self._overlay)
        root = self._inside(client.ref_root) if client.ref_root else ""
        with opened(f"{self.revision}:{self._inside(client.spec)}", self._root, root) as document:
            yield taken(document, reading)

    def _overlay(self, reference: str) -> Source | None:
        pinned = Pinned(reference)
        if pinned.is_remote:
            return overlay_source(reference, self._now.show)
        raw = self._blob(pinned.path)
        return None if raw is None else parse(raw, Path(pinned.path), f"{self.revision}:{self._inside(pinned.path)}")

    def _blob(self, path: str) -> bytes | None:
        if path not in self._blobs:
            self._blobs[path] = blob_or_none(self.revision, self._inside(path), self._root)
        return self._blobs[path]

    def _inside(self, path: str) -> str:
        """A file as git takes it: from the root of the project, or of the repository where it is out of the project."""
        shown = self._now.show(path)
        if not shown.startswith("../"):
            return f"./{shown}"
        return posixpath.normpath(posixpath.join(git_text(str(self._root), "rev-parse", "--show-prefix"), shown))


def _clients(project: Project, specs: Mapping[str, str]) -> dict[str, Client]:
    """The providers of these specifications, and the clients, by name."""
    out = os.path.join(project.generated, project.package)
    provided = {name: Client(name, path, out, runtime=project.runtime) for name, path in specs.items()}
    return {**provided, **project.clients}
