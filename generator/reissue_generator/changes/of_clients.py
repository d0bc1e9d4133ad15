"""A provider or a client of a project, as it was at a revision and as it is now, each with the overlays of its time."""

from __future__ import annotations

import tomllib
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import cast

from ..document import Document, Source, parse, taken
from ..own_clients import overlay_source, reading_of
from ..tree.client import Client
from ..tree.git import git_text
from ..tree.pinned import Pinned
from ..tree.project import Project
from .documents import ComparedDocument, blob_or_none, opened


def is_at(project: Project, client: Client, base: str) -> bool:
    """Whether the document of a client is there at a revision."""
    return blob_or_none(base, _inside(project, client.spec), Path(project.root)) is not None


@contextmanager
def opened_at(project: Project, client: Client, base: str) -> Generator[Document]:
    """A client at a revision, as its table says now. An overlay that was not there then is not laid over it.

    Raises ConfigurationError and SpecError.
    """
    now = reading_of(client, project.show)
    overlays = tuple(filter(None, (_overlay(project, reference, base) for reference in client.overlays)))
    with opened(f"{base}:{_inside(project, client.spec)}", Path(project.root)) as document:
        yield taken(document, replace(now, overlays=overlays))


def opened_now(project: Project, client: Client) -> Document:
    """A client as it is now. Raises ConfigurationError and SpecError."""
    reading = reading_of(client, project.show)
    return taken(ComparedDocument.open(Path(client.spec), project.show(client.spec), reading.root), reading)


def _overlay(project: Project, reference: str, base: str) -> Source | None:
    pinned = Pinned(reference)
    if pinned.is_remote:
        return overlay_source(reference, project.show)
    inside = _inside(project, pinned.path)
    raw = blob_or_none(base, inside, Path(project.root))
    return None if raw is None else parse(raw, Path(pinned.path), f"{base}:{inside}")


def _inside(project: Project, path: str) -> str:
    """A file as git takes it from the root of the project."""
    return f"./{project.show(path)}"


def names_at(project: Project, base: str) -> list[tuple[str, str]]:
    """The providers and the clients that a project had at a revision, by name, each with its file as it is shown now.

    A pyproject.toml of that time that cannot be read names no clients.
    """
    root = Path(project.root)
    listed = git_text(project.root, "ls-tree", "--name-only", f"{base}:{_inside(project, project.specs)}")
    files = [name for name in listed.splitlines() if name.endswith((".yaml", ".yml"))]
    found = [(PurePosixPath(name).stem, f"{project.show(project.specs)}/{name}") for name in files]
    return [*found, *((name, "pyproject.toml") for name in _packages(blob_or_none(base, "./pyproject.toml", root)))]


def _packages(raw: bytes | None) -> list[str]:
    """The clients of a pyproject.toml, by name."""
    here: object = {}
    with suppress(ValueError):
        here = tomllib.loads((raw or b"").decode())
    for key in ("tool", "reissue", "clients"):
        here = cast("dict[str, object]", here).get(key) if isinstance(here, dict) else None
    tables = cast("list[object]", here) if isinstance(here, list) else []
    names = (cast("dict[str, object]", one).get("package") for one in tables if isinstance(one, dict))
    return [name for name in names if isinstance(name, str)]
