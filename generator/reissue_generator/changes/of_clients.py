"""A provider or a client of a project, as it was at a revision and as it is now, each as the pyproject.toml of its time says."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from ..document import Document, Source, parse, taken
from ..errors import ConfigurationError
from ..findings import Finding, Level, Place
from ..own_clients import overlay_source, reading_of
from ..tree.client import Client
from ..tree.git import git_text
from ..tree.pinned import Pinned
from ..tree.project import Project, described
from .documents import ComparedDocument, blob_or_none, opened

REMOVED: Final = "client-removed"
MOVED: Final = "client-moved"
RUNTIME_CHANGED: Final = "client-runtime-changed"
OF_CLIENTS: Final = {
    REMOVED: "A client of the base is not made any more: who imports it finds nothing.",
    MOVED: "A client is made in another folder: who imports it from the old one finds nothing, or one that nobody renews.",
    RUNTIME_CHANGED: "A client imports another runtime, or one that has less: an error that its calls raise is another class than the "
    "one that its callers catch, and passes them by.",
}
"""What breaks callers although no comparison of two packages tells it, by its rule."""


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

    @cached_property
    def clients(self) -> dict[str, Client]:
        """The providers and clients that there were, by name."""
        project = self._project
        if project is None:
            return {}
        listed = git_text(project.root, "ls-tree", "--name-only", f"{self.revision}:{self._inside(project.specs)}")
        return _clients(project, project.specs_among(listed.splitlines()))

    @cached_property
    def _project(self) -> Project | None:
        """As it was described then; as it is now where nobody could read that."""
        path = os.path.join(self._now.root, "pyproject.toml")
        try:
            return described(path, self._blob(path) or b"")
        except ConfigurationError:
            return self._now

    def client(self, now: Client) -> Client | None:
        """What a client was then; None where it was not there. A table that is new says how its document was taken, if that was there."""
        then = self.clients.get(now.package, now)
        return then if self._blob(then.spec) is not None else None

    def elsewhere(self, now: Iterable[Client]) -> Iterator[Finding]:
        """What of the clients of then is gone, or is imported from elsewhere now, as no comparison of two packages tells."""
        here = {client.package: client for client in now}
        for name, old in self.clients.items():
            for rule, message in self._elsewhere(name, old, here.get(name)):
                found = Finding(rule, Level.ERROR, message, Place(self._now.show(old.where or old.spec)))
                yield replace(found, detail=f"fingerprint: {found.fingerprint}")

    def _elsewhere(self, name: str, old: Client, new: Client | None) -> Iterator[tuple[str, str]]:
        """A client by rule and message: who imports it, or a part of its runtime, from there does not find it, or finds another one."""
        if new is None:
            yield REMOVED, f"{name} is gone, and with it its client"
            return
        show = self._now.show
        if os.path.normpath(old.root) != os.path.normpath(new.root):
            yield (
                MOVED,
                f"{name} was made in {show(old.root)}, and is made in {show(new.root)} now: who imports it finds none",
            )
        if old.runtime != new.runtime:
            was, is_now = (side.runtime or "a copy of its own" for side in (old, new))
            yield (
                RUNTIME_CHANGED,
                f"{name} had {was} as its runtime, and has {is_now} now: who catches errors of the one catches none of the other's",
            )
        elif gone := sorted({*new.without} - {*old.without}):
            yield (
                RUNTIME_CHANGED,
                f"{name} leaves out {', '.join(gone)} of its runtime now: who imports that finds none",
            )

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
        return blob_or_none(self.revision, self._inside(path), self._root)

    def _inside(self, path: str) -> str:
        """A file as git takes it from the root of the project."""
        return f"./{self._now.show(path)}"


def _clients(project: Project, specs: Mapping[str, str]) -> dict[str, Client]:
    """The providers of these specifications, and the clients, by name."""
    out = os.path.join(project.generated, project.package)
    provided = {name: Client(name, path, out, runtime=project.runtime) for name, path in specs.items()}
    return {**provided, **project.clients}
