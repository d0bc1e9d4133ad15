"""A key for caches of CI services: another one wherever the outcome of a gate may be another one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from .. import __version__
from ..tree.client import Client
from ..tree.files import Folder
from ..tree.project import Project
from .approvals import NAME

_FILES = ("pyproject.toml", NAME)
_NO_DOCUMENTS = frozenset({"node_modules", "__pycache__"})


def cache_key(project: Project, base: str, today: date) -> str:
    """64 hexadecimal digits over all that the steps read, the base, the version of Reissue, and the day, on which approvals end."""
    digest = hashlib.sha256(f"{__version__}\0{base}\0".encode())
    for path, data in _inputs(project):
        digest.update(f"{path}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    if (Path(project.root) / NAME).exists():
        digest.update(str(today).encode())
    return digest.hexdigest()


def _inputs(project: Project) -> Iterator[tuple[str, bytes]]:
    """Every file that a step reads, by name."""
    root = Path(project.root)
    for name in _FILES:
        if (root / name).is_file():
            yield name, (root / name).read_bytes()
    for folder in sorted({project.specs, project.templates, project.generated, *project.vendored, *_packages(project)}):
        if Path(folder).is_dir():
            files = Folder(folder).files
            yield from ((f"{project.show(folder)}/{path}", files[path].data or b"") for path in sorted(files))
    for path in sorted({path for client in project.clients.values() for path in _documents(client)}):
        yield project.show(str(path)), path.read_bytes()


def _packages(project: Project) -> Iterator[str]:
    return (client.root for client in project.clients.values())


def _documents(client: Client) -> Iterator[Path]:
    """A document, what its references may lead to, and its overlays."""
    for one in (client.spec, *(one for one in client.overlays if "://" not in one)):
        path = Path(one.partition("#")[0])
        if path.is_file():
            yield path
    for folder, inner, names in os.walk(client.ref_root or Path(client.spec).parent):
        inner[:] = [name for name in inner if not name.startswith(".") and name not in _NO_DOCUMENTS]
        yield from (Path(folder, name) for name in names if name.endswith((".yaml", ".yml", ".json")))
