"""A key for caches of CI services: another one wherever the outcome of a gate may be another one.

Nothing here lists what a step looks at. What is slow to judge goes in as the step reads it: the inputs of a tree as its manifest
sums them up, a tree as it is compared. What is quick to judge (byte code, copies) goes in as it was judged.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from .. import extras
from ..findings import Finding
from ..lint.status_table import table_of
from ..tree.addressed import Addressed, is_addressed
from ..tree.client import Client
from ..tree.files import Folder
from ..tree.made import Made, orphans, tool
from ..tree.pinned import Pinned
from ..tree.project import Project
from ..tree.write import judged
from .approvals import NAME

_NO_DOCUMENTS = frozenset({"node_modules", "__pycache__"})

Part = tuple[str, bytes]
"""What it is, and what it says."""


def cache_key(project: Project, base: str, limit: str, today: date, copies: Iterable[Finding]) -> str:
    """64 hexadecimal digits over all that the outcome rests on.

    `limit`: from which weight on a change keeps the gate shut. `today`: the day, on which approvals end. `copies`: what was found about the
    vendored copies.
    """
    digest = hashlib.sha256()
    told = [("base", base), ("limit", limit), *_tools(), *(("copy", repr(one)) for one in copies)]
    if (Path(project.root) / NAME).exists():
        told.append(("today", str(today)))
    for name, data in (*((name, text.encode("utf-8", "surrogateescape")) for name, text in told), *_read(project)):
        digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return digest.hexdigest()


def _tools() -> Iterator[tuple[str, str]]:
    """What looks at it: the generator with its templates and its runtime, the packages that it uses, and Python."""
    yield "reissue", tool(carries_runtime=True)
    yield "packages", " ".join(extras.versions("generator"))
    yield "python", f"{platform.python_implementation()} {platform.python_version()}"


def _read(project: Project) -> Iterator[Part]:
    """What the steps read of a project, but for its copies."""
    root = Path(project.root)
    for name in ("pyproject.toml", NAME):
        yield from _file(name, root / name)
    yield "inputs", project.inputs().encode()
    for provider in project.spec_files():
        if table := table_of(root, provider):
            yield str(table.path), table.text.encode("utf-8", "surrogateescape")
    for client in project.clients.values():
        yield from (part for path in sorted(set(_documents(client))) for part in _file(project.show(path), Path(path)))
    yield from (("orphan", os.fsencode(path)) for path in orphans(project.root, project.clients.values()))
    yield "leads away", project.leads_away.encode("utf-8", "surrogateescape")
    for folder in sorted({project.generated, *(client.root for client in project.clients.values())}):
        yield from ((f"{project.show(folder)}/{path}", data) for path, data in judged(Folder(folder)))


def _documents(client: Client) -> Iterator[str]:
    """A document, its overlays, what it was last read with, and whatever else its references may lead to."""
    yield Addressed(client.spec).path if is_addressed(client.spec) else client.spec
    yield from (Pinned(overlay).path for overlay in client.overlays)
    if made := Made.load(client.root):
        yield from (os.path.normpath(os.path.join(client.root, path)) for path in made.files)
    for folder, inner, names in os.walk(client.ref_root or os.path.dirname(client.spec)):
        inner[:] = [name for name in inner if not name.startswith(".") and name not in _NO_DOCUMENTS]
        yield from (os.path.join(folder, name) for name in names if name.endswith((".yaml", ".yml", ".json")))


def _file(name: str, path: Path) -> Iterator[Part]:
    """A file, where it is there."""
    if path.is_file():
        yield name, path.read_bytes()
