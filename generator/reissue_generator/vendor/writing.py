"""What a command makes of a copy: its lock, what may not be lost, and the folder replaced as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .. import RUNTIME, __version__
from ..errors import FOUND, ToolError
from ..tree import atomic
from ..tree.files import holds
from ..tree.manifest import NAME as MANIFEST
from ..tree.runtime_copy import RuntimeCopy
from ..tree.write import Difference
from .age import NOT_LATER, is_older, is_same
from .copy import Copy
from .lock import NAME as LOCK
from .lock import Lock, Patched, Provider


class RefusedError(ToolError):
    """Something would be lost or mixed. Carries the files that stand in the way."""

    code = FOUND

    def __init__(self, message: str, rows: Sequence[Difference] = ()) -> None:
        super().__init__(message)
        self.rows = rows

    @property
    def lines(self) -> list[str]:
        return [*super().lines, *(f"{row.path}: {row.state}: {row.reason}" for row in self.rows)]


@dataclass(frozen=True, slots=True)
class CopyResult:
    """What a command did, or would do."""

    lock: Lock
    changed: list[str] = field(default_factory=list[str])
    """Paths that were written or removed, lock and manifest left out."""
    warnings: list[str] = field(default_factory=list[str])
    runtime: RuntimeCopy | None = None
    """What the copy has of the runtime; None where nobody asked."""


def lock_after(
    lock: Lock, facts: Mapping[str, Provider], files: Mapping[str, str], patches: Mapping[str, Patched] | None = None
) -> Lock:
    """The lock of a copy with these files. A block in which nothing changes stays as it is, so that branches can be merged."""
    after = replace(lock, providers=facts, files=files, patches=lock.patches if patches is None else patches)
    before, now = lock.blocks(), after.blocks()
    providers = {
        name: lock.providers[name] if before.get(name) == now[name] and is_same(lock.providers[name], new) else new
        for name, new in facts.items()
    }
    return replace(after, providers=providers, reissue=lock.reissue if before[RUNTIME] == now[RUNTIME] else __version__)


def refuse_older(lock: Lock, after: Lock, older: Mapping[str, str]) -> None:
    """Raises RefusedError where something older is at hand, or nobody can tell. `older`: which clients are, and why."""
    for name, why in older.items():
        if NOT_LATER in why:
            raise RefusedError(
                f"What is at hand may lack what this copy has: {name} {why}. Check out what has both, "
                "or take it all the same with --downgrade"
            )
        raise RefusedError(
            f"What is at hand is older than the one that made this copy: {name} {why}. Update what is at hand, "
            "or go back with --downgrade"
        )
    for name, new in after.providers.items():
        old = lock.providers[name]
        if old.commit and not new.commit and not is_older(old.generator, new.generator):
            raise RefusedError(
                f"Nobody can tell which is older: the copy of {name} is of commit {old.commit[:12]}, and what is at hand "
                "is in no repository. Name a checkout with --from, or take it all the same with --downgrade"
            )


@dataclass(frozen=True, slots=True)
class Plan:
    """A copy as it is to be."""

    made: Mapping[str, bytes]
    """What is written, with lock and manifest."""
    carried: list[str]
    """What stays as it stands on disk."""
    result: CopyResult
    idle: bool
    """Whether all that is so already."""


def plan(
    root: str, before: Lock, after: Lock, files: Mapping[str, bytes], *, edits: bool = True, gone: Iterable[str] = ()
) -> Plan:
    """`edits`: files that are neither made nor kept stay as they are, instead of being removed."""
    found = Copy(root, before).found if os.path.isdir(root) else []
    stay = {path for path in found if path in after.kept or (edits and path not in files)}
    carried = sorted(stay - set(gone))
    fresh = {path: data for path, data in files.items() if path not in stay}
    changed = [path for path, data in fresh.items() if not holds(os.path.join(root, path), data)]
    changed += [path for path in found if path not in fresh and path not in carried]
    made = {**fresh, LOCK: after.text().encode(), MANIFEST: after.manifest().encode()}
    idle = not changed and all(holds(os.path.join(root, path), made[path]) for path in (LOCK, MANIFEST))
    return Plan(made, carried, CopyResult(after, sorted(changed), _warnings(before, after, carried)), idle)


def write(root: str, before: Lock, after: Lock, files: Mapping[str, bytes], **more: Any) -> CopyResult:
    """Replace the copy as a whole. Nothing is written where nothing changes."""
    made = plan(root, before, after, files, **more)
    if not made.idle:
        atomic.replace_folder(root, made.made, made.carried, durable=True)
    return made.result


def _warnings(before: Lock, after: Lock, carried: Iterable[str]) -> list[str]:
    """Kept files that others around them have left behind."""
    rows: list[str] = []
    for path in sorted(set(carried) & after.kept & set(before.files)):
        if path not in after.files:
            rows.append(f"{path} is kept, and is no longer generated")
        elif before.files[path] != after.files[path]:
            rows.append(f"{path} is kept as edited, and what is generated has changed since: compare them")
    return rows
